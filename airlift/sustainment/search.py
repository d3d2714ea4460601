"""Strategy for one fleet problem: a plan by rule, a search over its choices, an integer flow, then proven bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from airlift.plans.result import ObjectiveLevel, Status
from airlift.solvers import SolveOptions
from airlift.sustainment.apart import taken_apart
from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem
from airlift.sustainment.elite import Elite
from airlift.sustainment.improve import improve, starts_of
from airlift.sustainment.ladder import ladder_of
from airlift.sustainment.model import LEVELS, wanted_present
from airlift.sustainment.reflow import flow_of

__all__ = ["FleetAnswer", "plan_fleet"]

Tell = Callable[[str, float | None, float | None], None]
"""Receives a stage, a value and a bound."""

_SEARCH_SHARE = 0.4
_FLOW_SHARE = 0.65
"""Parts of the time limit after which the search and the integer flow end; the rest is for bounds."""
_LOSS_SHARE = 0.15
"""Part for a search that has only lost hours left to save, which the integer flow does better."""
_TAIL_WEEKS_PER_SECOND = 40_000.0
"""Work of the search that is granted for each second of the limit in deterministic mode."""
_UNLIMITED_TRIALS = 3_000
"""Trials without a time limit."""
_RELAXATIONS = ((1.0, (10, 5, 4, 2)), (0.25, (20, 10, 5)))
"""Relaxations that are solved: part of the weeks, and steps of the grid in a full bank, the finest one allowed."""
_MOST_NODES = 25_000
_NODES_PER_SECOND = 400
"""Nodes of a relaxation that is small enough to be solved: so many for each second of the limit, and in all."""
_FLEET, _LOST = 1, 3
"""Places of the fleet shortfall and of the lost hours among the levels."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class FleetAnswer:
    """A plan of a fleet and what is proven of it."""

    course: FleetCourse
    levels: tuple[ObjectiveLevel, ...]


def plan_fleet(problem: FleetProblem, options: SolveOptions, tell: Tell | None = None) -> FleetAnswer:
    """Plan one fleet.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    options : SolveOptions
        Limits of the search; with no time at all there is still a plan.
    tell : callable, optional
        Told each better plan and each bound.
    """
    return _Search(problem, options, tell).run()


class _Search:
    def __init__(self, problem: FleetProblem, options: SolveOptions, tell: Tell | None) -> None:
        self.problem, self.options, self.tell = problem, options, tell
        self.began = time.monotonic()
        self.told: tuple[float, ...] = ()

    def run(self) -> FleetAnswer:
        """Search, then prove."""
        choices, plan = starts_of(self.problem)
        elite = Elite(plan)
        improve(self.problem, (choices, plan), self.options.seed, self._goes_on, elite.meet)
        best = taken_apart(self.problem, flow_of(self.problem, elite.plans, self._flow_options()))
        self._tell_values(best)
        searched_s = time.monotonic() - self.began
        bounds, walls = self._bounds(best.values)
        levels = tuple(
            _level(number, value, bound, wall_s + (searched_s if number == 0 else 0.0))
            for number, (value, bound, wall_s) in enumerate(zip(best.values, bounds, walls, strict=True))
        )
        return FleetAnswer(best, levels)

    def _goes_on(self, trial: int, best: FleetCourse) -> bool:
        """Whether the search goes on; a plan without any shortfall cannot be bettered."""
        self._tell_values(best)
        if not any(best.values) or self.options.interrupt.is_set():
            return False
        limit_s = self.options.time_limit_s
        if limit_s is None:
            return trial < _UNLIMITED_TRIALS
        share = _SEARCH_SHARE if any(best.values[:_LOST]) else _LOSS_SHARE
        if self.options.deterministic:
            work = len(best.courses) * self.problem.weeks * (trial + 1)
            return work < limit_s * share * _TAIL_WEEKS_PER_SECOND
        return time.monotonic() - self.began < limit_s * share

    def _tell_values(self, best: FleetCourse) -> None:
        """Tell the values of a plan that is better than the last one."""
        if best.values != self.told:
            self.told = best.values
            if self.tell is not None:
                for (name, _), value in zip(LEVELS, best.values, strict=True):
                    self.tell(name, value, None)

    def _flow_options(self) -> SolveOptions:
        """Options with the time of the integer flow: what its share and the search leave."""
        limit_s = self.options.time_limit_s
        if limit_s is None or self.options.deterministic:
            return self.options
        return self.options.within(max(0.0, limit_s * _FLOW_SHARE - (time.monotonic() - self.began)))

    def _bounds(self, values: tuple[float, ...]) -> tuple[list[float], list[float]]:
        """Bounds of the levels with their wall times; a level that is 0 needs no proof, none is negative."""
        from airlift.sustainment.bounds import bound_of  # loads the solver
        from airlift.sustainment.model import model_of

        bounds, walls = [0.0] * len(values), [0.0] * len(values)
        bounds[_FLEET] = self._missing(0)
        open_levels = [number for number, value in enumerate(values) if value - bounds[number] > _TOLERANCE]
        limit_s = self.options.time_limit_s
        most = _MOST_NODES if limit_s is None else min(_MOST_NODES, _NODES_PER_SECOND * limit_s)
        for share, grids in _RELAXATIONS:
            if not open_levels or self._left_s() == 0.0:
                break
            weeks = max(1, round(self.problem.weeks * share))
            steps = next((grid for grid in grids if self._nodes(weeks, grid) <= most), None)
            if steps is None:
                continue
            began = time.monotonic()
            model = model_of(self.problem, weeks, 1.0 / steps)
            for number in open_levels:
                left_s = self._left_s()
                if left_s == 0.0:
                    break
                found = bound_of(model, number, values[:number], left_s)
                if number == _FLEET:
                    found += self._missing(weeks)
                if found <= values[number] + _TOLERANCE:
                    # A bound above the value of a plan would be no bound: it proves nothing and is not taken.
                    bounds[number] = min(values[number], max(bounds[number], found))
                walls[number] += time.monotonic() - began
                began = time.monotonic()
                if self.tell is not None:
                    self.tell(LEVELS[number][0], values[number], bounds[number])
        return bounds, walls

    def _missing(self, first_week: int) -> float:
        """Tail-weeks from a week on by which the least fleet is larger than the pool: no plan is without them."""
        return float(
            sum(
                max(
                    0,
                    wanted_present(self.problem.types[pool.type], pool.least_tails[week])
                    - pool.members(week),
                )
                for pool in self.problem.pools
                for week in range(first_week, self.problem.weeks)
            )
        )

    def _nodes(self, weeks: int, steps: int) -> int:
        """Nodes that a relaxation has at most."""
        marks = sum(len(ladder_of(self.problem.types[pool.type]).due) for pool in self.problem.pools)
        return weeks * marks * (steps + 1)

    def _left_s(self) -> float | None:
        """Seconds left for bounds: 0 when it is over, None for no limit of their own."""
        limit_s = self.options.time_limit_s
        if self.options.interrupt.is_set() or limit_s == 0.0:
            return 0.0
        if limit_s is None or self.options.deterministic:
            return None
        return max(0.0, limit_s - (time.monotonic() - self.began))


def _level(number: int, value: float, bound: float, wall_s: float) -> ObjectiveLevel:
    name, unit = LEVELS[number]
    proven = value - bound <= _TOLERANCE * max(1.0, value)
    return ObjectiveLevel(
        name=name,
        unit=unit,
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        value=value,
        bound=value if proven else bound,
        wall_s=wall_s,
    )
