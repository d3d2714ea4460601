"""The work of one process: one solver on one instance, checked.

It tells the runner when the clock starts, when it stops, and what came of it: the kill comes by the clock of the
search alone, not by that of imports and checks.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from airlift.sorties.routeplan import NodePlan, NodeRoute, goal_names
from benchmarks.literature.check import Verdict, check_routes
from benchmarks.literature.formats import read_instance
from benchmarks.literature.generated import WRITERS
from benchmarks.literature.instance import Instance
from benchmarks.peers import PEERS, Peer, peer
from benchmarks.suites.days import DayCase, day_record
from benchmarks.suites.record import AIRLIFT, Record
from benchmarks.suites.sets import Case

__all__ = ["Order", "run_order", "solver_named", "warm"]

_WARM_END_ENERGY = 0.4
_MOST_TRAIL = 40


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done.

    Parameters
    ----------
    suite : str
        Name of the suite.
    case : Case
        Instance.
    sha256 : str
        Of its file.
    solver : str
        `airlift`, a name of `PEERS`, or a module with the same functions.
    seed, limit_s, workers
        How.
    grace_s : float
        Seconds after the limit at which the process is killed.
    """

    suite: str
    case: Case | DayCase
    sha256: str
    solver: str
    seed: int
    limit_s: float
    workers: int
    grace_s: float

    def record(self, state: str, note: str = "", seconds: float = 0.0) -> Record:
        """Make the record of an order that came to nothing."""
        return Record(
            suite=self.suite,
            instance=self.case.name,
            sha256=self.sha256,
            solver=self.solver,
            seed=self.seed,
            limit_s=self.limit_s,
            workers=self.workers,
            state=state,
            note=note,
            seconds=seconds,
        )


def solver_named(name: str) -> Peer:
    """Load a peer by its name, or a module with the functions of one by its dotted name.

    Raises
    ------
    ValueError
        There is no such solver.
    """
    if name in PEERS:
        return peer(name)
    if "." in name:
        try:
            return cast(Peer, import_module(name))
        except ImportError as error:
            raise ValueError(f"peer {name}: {error}") from error
    raise ValueError(f"there is no peer {name!r}; there are {', '.join(PEERS)}")


def warm(format: str, folder: Path) -> float:
    """Solve a generated instance with airlift: what is compiled is compiled and loaded. Gives the seconds."""
    from airlift.solvers import SolveOptions
    from airlift.sorties.engine import solve_routes

    began = time.perf_counter()
    path = folder / f"{format}.txt"
    path.write_text(WRITERS[format](1), encoding="utf-8")
    instance = read_instance(path, format, end_energy=_WARM_END_ENERGY)
    # Without a limit: the first time, compiling alone takes longer than any limit that would do later.
    solve_routes(instance.problem, SolveOptions(None, 1, workers=1))
    return time.perf_counter() - began


def run_order(order: Order, pipe: Connection) -> None:
    """Do the work and tell it: `("ready",)`, `("solved",)`, and `("record", record)` at the end."""
    try:
        pipe.send(("record", _done(order, pipe)))
    except Exception as error:
        # The process ends here: whatever a solver raises is a result of the run, and the report names it.
        pipe.send(("record", order.record("failed", f"{type(error).__name__}: {error}")))
    finally:
        pipe.close()


def _done(order: Order, pipe: Connection) -> Record:
    if isinstance(order.case, DayCase):
        return day_record(order.record("no plan"), order.case, lambda: pipe.send(("ready",)))
    instance = order.case.read()
    return _by_airlift(order, instance, pipe) if order.solver == AIRLIFT else _by_peer(order, instance, pipe)


def _by_airlift(order: Order, instance: Instance, pipe: Connection) -> Record:
    began = time.perf_counter()
    from airlift.plans.result import Status
    from airlift.solvers import ProgressEvent, SolveOptions
    from airlift.sorties.engine import solve_routes

    with TemporaryDirectory() as folder:
        warm(instance.format, Path(folder))
    loading = time.perf_counter() - began
    levels = goal_names(instance.problem)
    told: dict[str, float | None] = {}
    trail: list[tuple[float, tuple[float, ...]]] = []

    def tell(event: ProgressEvent) -> None:
        told[event.stage] = event.value
        values = tuple(told.get(level) for level in levels)
        whole = tuple(value for value in values if value is not None)
        # The levels come one after the other; the last one completes a plan.
        if event.stage == levels[-1] and len(whole) == len(levels) and (not trail or trail[-1][1] != whole):
            trail.append((event.elapsed_s, whole))

    pipe.send(("ready",))
    start = time.perf_counter()
    options = SolveOptions(order.limit_s, order.seed, workers=order.workers)
    answer = solve_routes(instance.problem, options, tell)
    seconds = time.perf_counter() - start
    pipe.send(("solved",))
    result = answer.result
    routes = None if answer.plan is None else instance.labelled(answer.plan)
    record = replace(
        order.record("no plan", "; ".join((result.status.value, *result.notes)), seconds),
        levels=levels,
        bounds=tuple(level.bound or 0.0 for level in result.objectives),
        proven=result.status in (Status.OPTIMAL, Status.INFEASIBLE),
        loading_s=loading,
    )
    return _judged(record, instance, routes, trail)


def _by_peer(order: Order, instance: Instance, pipe: Connection) -> Record:
    solver, levels = solver_named(order.solver), goal_names(instance.problem)
    if reason := solver.states(instance.problem):
        pipe.send(("ready",))
        return replace(order.record("cannot state", reason), levels=levels)
    pipe.send(("ready",))
    answer = solver.solve(instance.problem, order.limit_s, order.seed, order.workers)
    pipe.send(("solved",))
    record = replace(
        order.record("no plan", answer.note, answer.seconds),
        levels=levels,
        bounds=answer.bounds,
        proven=answer.proven,
    )
    trail = []
    for seconds, plan in _thinned(answer.trail):
        verdict = _verdict(instance, plan)
        if not verdict.faults:
            trail.append((seconds, verdict.objective))
    routes = None if answer.routes is None else instance.labelled(NodePlan(answer.routes))
    return _judged(record, instance, routes, trail)


def _verdict(instance: Instance, plan: tuple[NodeRoute, ...]) -> Verdict:
    return check_routes(instance, instance.labelled(NodePlan(plan)))


def _thinned(
    trail: tuple[tuple[float, tuple[NodeRoute, ...]], ...],
) -> Iterable[tuple[float, tuple[NodeRoute, ...]]]:
    """Some plans of a long trail: each is checked, and a picture shows no more."""
    step = -(-len(trail) // _MOST_TRAIL) if trail else 1
    return trail[::-1][::step][::-1]


def _judged(
    record: Record,
    instance: Instance,
    routes: list[list[str]] | None,
    trail: list[tuple[float, tuple[float, ...]]],
) -> Record:
    """Hold routes to the rules and price them by the file; a plan with a fault has no value."""
    if routes is None:
        return record
    verdict = check_routes(instance, routes)
    if verdict.faults:
        return replace(record, state="faulty", faults=verdict.faults[:5], proven=False, routes=routes)
    better = [(seconds, values) for seconds, values in trail if values > verdict.objective]
    reached = [seconds for seconds, values in trail if values <= verdict.objective]
    return replace(
        record,
        state="plan",
        values=verdict.objective,
        trail=(*better, (reached[0] if reached else record.seconds, verdict.objective)),
        routes=routes,
    )
