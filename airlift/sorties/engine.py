"""Routes for a problem: a good plan at once, then the proof, then whatever time is left for a better plan.

The primal engine (`improve`) serves every problem and proves nothing. Of the exact engines each states some
problems: `fragments` pick-ups and deliveries of one fleet, `energy` those with refuelling on the way, `pricing` the
rest, on whole routes. Each that can state a problem is asked until it is settled; it gets the plan that is known
and gives back a better one, or a bound, or both. Every plan is timed and priced once more by a linear programme
(`schedule`) before it counts, and a bound above a plan's value, which would be a fault of the engine, proves
nothing: it is thrown away, and a note says so.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from types import ModuleType

from airlift.plans.result import ObjectiveLevel, Result, Status, worst_status
from airlift.solvers import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.sorties import energy, fragments, pricing
from airlift.sorties.improve import Improver
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, goal_names
from airlift.sorties.schedule import TimedRoute, plan_value, timed

__all__ = ["RouteResult", "load_kernels", "solve_routes"]

_ENGINES = {"fragments": fragments, "energy": energy, "pricing": pricing}
_FIRST_S = 0.004
"""Seconds for each task of the primal engine before an exact one is asked."""
_FIRST_SHARE = 0.15
"""Part of the time limit that these seconds may take."""
_PROOF_SHARE = {"fragments": 0.85, "energy": 0.6, "pricing": 0.35}
"""Part of the time that is left then for the proof, divided among the engines; the rest is for a better plan.

Where whole routes are priced, the bound comes early and a proof rarely, so the plan gets more of the time.
"""
_PROVEN = 1e-6
"""Relative distance from the bound at which a cost counts as proven; counts are proven when they are equal."""
_SAMPLE, _SAMPLE_ROUNDS = 2, 100
"""Tasks that are solved, and rounds of the primal engine, to have the kernels ready."""
_loaded: set[tuple[str, ...]] = set()
"""Engines whose kernels this process has."""
_ITERATIONS_PER_SECOND = 2000
"""Iterations of the primal engine granted for each second of the limit in deterministic mode."""


@dataclass(frozen=True, slots=True)
class RouteResult:
    """A plan of routes and how it was found.

    Parameters
    ----------
    plan : NodePlan or None
        Nodes of each route; None if no plan was found.
    routes : tuple of TimedRoute
        The same with times and fuel.
    unflown : tuple of int
        Tasks that nobody flies.
    result : Result
        Status, value, bound and gap of each level, seed, versions, times.
    engine : str
        Exact engine that was asked last; empty if none was, or none can state the problem.
    detail : tuple of (str, float)
        Figures of its search.
    """

    plan: NodePlan | None
    routes: tuple[TimedRoute, ...]
    unflown: tuple[int, ...]
    result: Result
    engine: str
    detail: tuple[tuple[str, float], ...]


def solve_routes(
    problem: SortieProblem, options: SolveOptions | None = None, progress: Progress | None = None
) -> RouteResult:
    """Find the routes that are best level by level, with proven bounds.

    Its clock starts when the compiled code is there (`load_kernels`).

    Parameters
    ----------
    problem : SortieProblem
        What is to be flown.
    options : SolveOptions, optional
        Limits of the search.
    progress : callable, optional
        Told each better value and bound.
    """
    load_kernels(problem)
    return _Solve(problem, options or SolveOptions(), progress).run()


def load_kernels(problem: SortieProblem) -> None:
    """Have the kernels that a problem needs compiled, or loaded, so that no clock counts it: some tasks are solved.

    The first time after an installation numba compiles them, which takes longer than a time limit may be.

    Parameters
    ----------
    problem : SortieProblem
        What is to be flown.
    """
    rooms = _rooms(problem)
    needed = (*rooms, *(["fuel"] if any(fleet.fuel is not None for fleet in problem.fleets) else []))
    if needed in _loaded:
        return
    fleets = tuple(replace(fleet, least_aircraft=0) for fleet in problem.fleets)
    few = replace(problem, tasks=problem.tasks[:_SAMPLE], fleets=fleets)
    primal = Improver(few)
    primal.run(iterations=_SAMPLE_ROUNDS)
    for room in rooms.values():
        room.load(few, primal)
    _loaded.add(needed)


def _rooms(problem: SortieProblem) -> dict[str, ModuleType]:
    """Exact engines to ask, in turn."""
    rooms = {name: room for name, room in _ENGINES.items() if room.states(problem) is None}
    if "fragments" in rooms:
        # Without refuelling its routes are those of the fragments, found with more work.
        rooms.pop("energy", None)
    return rooms


def _slack(value: float) -> float:
    return _PROVEN * max(1.0, abs(value))


class _Solve:
    """Best plan and bounds so far."""

    def __init__(self, problem: SortieProblem, options: SolveOptions, progress: Progress | None) -> None:
        self.problem, self.options, self.progress = problem, options, progress
        self.began = time.monotonic()
        self.names = goal_names(problem)
        self.plan: NodePlan | None = None
        self.value: tuple[float, ...] | None = None
        self.bounds: tuple[float, ...] = (0.0,) * len(self.names)
        self.infeasible = False
        self.engine, self.detail = "", tuple[tuple[str, float], ...]()
        self.notes: list[str] = []
        self.reached = [0.0] * len(self.names)

    def run(self) -> RouteResult:
        """Search, prove, search on."""
        primal = Improver(self.problem, self.options.seed)
        limit = self.options.time_limit_s
        first = _FIRST_S * len(self.problem.tasks)
        if limit is not None:
            first = min(first, _FIRST_SHARE * limit)
        self._improve(primal, first)
        rooms = list(_rooms(self.problem).items())
        for number, (name, room) in enumerate(rooms):
            if self._settled() or self.infeasible or self._stop():
                break
            left = self._left()
            share = None if left is None else left * _PROOF_SHARE[name] / (len(rooms) - number)
            proof = room.prove(self.problem, self.options.within(share), self.plan, primal, self._take)
            self._take(proof.plan, proof.bounds)
            self.engine, self.infeasible, self.detail = name, proof.infeasible, proof.detail
        left = self._left()
        if left is not None and not self._settled() and not self.infeasible:
            self._improve(primal, left)
        return self._answer()

    def _improve(self, primal: Improver, seconds: float) -> None:
        if self.options.interrupt.is_set():
            return
        for level, name in enumerate(self.names):
            if name == "aircraft used":
                primal.expect(math.ceil(self.bounds[level] - _PROVEN))
        if self.options.deterministic:
            primal.run(iterations=round(seconds * _ITERATIONS_PER_SECOND))
        else:
            primal.run(seconds, self._stop)
        self._take(primal.best, (0.0,) * len(self.names))

    def _stop(self) -> bool:
        return self.options.interrupt.is_set()

    def _left(self) -> float | None:
        limit = self.options.time_limit_s
        if limit is None or self.options.deterministic:
            return limit
        return max(0.0, limit - (time.monotonic() - self.began))

    def _take(self, plan: NodePlan | None, bounds: tuple[float, ...]) -> None:
        """Take a plan if it is better than what is known, and the bounds that hold for the plan that is kept.

        A bound of a level holds for all plans whose values of the levels before it are no higher; that of the first,
        always.
        """
        before = self.value
        value = None if plan is None else plan_value(self.problem, plan)
        owner = before if value is None else value
        if value is not None and (before is None or value < before):
            self.plan, self.value = plan, value

        def holds(of: tuple[float, ...] | None, level: int) -> bool:
            return level == 0 or (
                of is not None
                and self.value is not None
                and all(now <= then for now, then in zip(self.value[:level], of[:level], strict=True))
            )

        self.bounds = tuple(
            max(old if holds(before, level) else 0.0, new if holds(owner, level) else 0.0)
            for level, (old, new) in enumerate(zip(self.bounds, bounds, strict=True))
        )
        self._distrust()
        self._tell()

    def _distrust(self) -> None:
        """Throw away a bound that lies above the value of a plan."""
        for level, name in enumerate(self.names):
            if self.value is not None and self.bounds[level] > self.value[level] + _slack(self.value[level]):
                wrong = f"{name}: a bound of {self.bounds[level]:g} above the value of a plan was thrown away"
                self.notes.append(wrong)
                self.bounds = (*self.bounds[:level], 0.0, *self.bounds[level + 1 :])

    def _tell(self) -> None:
        elapsed = time.monotonic() - self.began
        for level, name in enumerate(self.names):
            if not self._closed(level):
                self.reached[level] = elapsed
            if self.progress is not None:
                value = None if self.value is None else self.value[level]
                self.progress(ProgressEvent("routes", name, value, self.bounds[level], elapsed))

    def _closed(self, level: int) -> bool:
        if self.value is None:
            return False
        value, bound = self.value[level], self.bounds[level]
        if self.names[level] == "cost":
            return value - bound <= _slack(value)
        return math.ceil(bound - _PROVEN) >= value

    def _settled(self) -> bool:
        return all(self._closed(level) for level in range(len(self.names)))

    def _answer(self) -> RouteResult:
        elapsed = time.monotonic() - self.began
        levels = []
        proven = True
        for level, name in enumerate(self.names):
            closed = self._closed(level)
            proven = proven and closed
            value = None if self.value is None else self.value[level]
            bound = self.bounds[level]
            if value is not None and closed:
                bound = value if name != "cost" else min(bound, value)
            levels.append(
                ObjectiveLevel(
                    name=name,
                    unit="" if name == "cost" else "aircraft" if name == "aircraft used" else "tasks",
                    status=self._status(proven),
                    value=value,
                    bound=bound if value is None else min(bound, value),
                    wall_s=self.reached[level],
                )
            )
        plan, options = self.plan, self.options
        routes = () if plan is None else tuple(timed(self.problem, route) for route in plan.routes)
        return RouteResult(
            plan=plan,
            routes=tuple(route for route in routes if route is not None),
            unflown=tuple(range(len(self.problem.tasks))) if plan is None else plan.unflown(self.problem),
            result=Result(
                level="routes",
                status=worst_status(tuple(level.status for level in levels)),
                objectives=tuple(levels),
                seed=options.seed,
                deterministic=options.deterministic,
                workers=options.workers,
                time_limit_s=options.time_limit_s,
                wall_s=elapsed,
                interrupted=options.interrupt.is_set(),
                versions=solver_versions(),
                notes=tuple(self.notes),
            ),
            engine=self.engine,
            detail=self.detail,
        )

    def _status(self, proven: bool) -> Status:
        if self.value is None:
            return Status.INFEASIBLE if self.infeasible else Status.UNKNOWN
        return Status.OPTIMAL if proven else Status.FEASIBLE
