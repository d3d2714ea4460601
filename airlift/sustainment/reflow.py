"""From the plans of a search to the plan that is given: an integer flow, made better and taken apart into tails.

Workshops share nothing, so each has its own flow. First the hours of each good plan are shared out anew, then the ways
of all of them are combined, then hourly inspections are shifted by a week, as long as that helps and time allows.
Without any gain the flow is that of the best plan as it was found.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from airlift.solvers import SolveOptions
from airlift.sustainment.apart import taken_apart
from airlift.sustainment.course import FleetCourse, levels_of
from airlift.sustainment.data import FleetProblem
from airlift.sustainment.elite import is_better
from airlift.sustainment.stretches import Arc, Berth, Flow
from airlift.sustainment.trace import trace
from airlift.sustainment.ways import ways_of

__all__ = ["flow_of"]

_SHIFTS = (0, -1, 1)
_WAYS_PER_SECOND = 20
"""Size of a programme that is solved in deterministic mode: so many ways for each second of the limit."""
_MOST_WAYS = 4_000
"""The same of all programmes: larger ones seldom end in time."""
_MOST_SOLVE_S = 60.0
"""Limit of one programme, where there is no other."""


def flow_of(problem: FleetProblem, plans: Sequence[FleetCourse], options: SolveOptions) -> Flow:
    """Return a flow that is no worse than the best of some plans.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    plans : sequence of FleetCourse
        Good plans, the best first.
    options : SolveOptions
        Limits; without time it is the flow of the best plan.
    """
    began = time.monotonic()
    tails: Counter[Arc] = Counter()
    berths: dict[tuple[str, int, int], tuple[Berth, ...]] = {}
    sizes = {
        workshop: sum(len(pool.tails) for pool in problem.pools if pool.workshop == workshop)
        for workshop in problem.workshops
    }
    left = sum(sizes.values())
    for workshop, size in sizes.items():
        if size:
            part = _part(problem, workshop)
            its = [_of_part(part, plan) for plan in plans]
            share = options.portion(size, left, sum(sizes.values()), time.monotonic() - began)
            flow = _Reflow(part, its, share).run()
            tails.update(flow.tails)
            berths |= flow.berths
            left -= size
    return Flow(tails, berths)


def _part(problem: FleetProblem, workshop: str) -> FleetProblem:
    """Return the problem of one workshop."""
    pools = tuple(pool for pool in problem.pools if pool.workshop == workshop)
    return replace(problem, pools=pools, workshops={workshop: problem.workshops[workshop]})


def _of_part(part: FleetProblem, plan: FleetCourse) -> FleetCourse:
    """Return what a plan says of the pools of one workshop."""
    pools = {pool.id for pool in part.pools}
    courses = tuple(course for course in plan.courses if course.pool in pools)
    return FleetCourse(courses, levels_of(part, courses))


class _Reflow:
    """Betters the flow of one workshop."""

    def __init__(self, problem: FleetProblem, plans: Sequence[FleetCourse], options: SolveOptions) -> None:
        self.problem, self.options = problem, options
        self.plans = sorted(plans, key=lambda plan: plan.values)
        self.began = time.monotonic()
        self.flow = trace(problem, self.plans[0])
        self.best = taken_apart(problem, self.flow)

    def run(self) -> Flow:
        """Return the best flow."""
        evened = [self._bettered([plan], (0,)) for plan in self.plans if self._goes_on()]
        if len(evened) > 1:
            self._bettered(sorted(evened, key=lambda plan: plan.values), (0,))
        before = None
        while self._goes_on() and before is not self.best:
            before = self.best
            self._bettered([before], _SHIFTS)
        return self.flow

    def _bettered(self, plans: Sequence[FleetCourse], shifts: Sequence[int]) -> FleetCourse:
        """Return a plan from the ways of some that is better than the first of them, else that one."""
        from airlift.sustainment.recombine import recombined  # loads the solver

        ways, taken = ways_of(self.problem, plans, shifts)
        limit_s = self._left_s()
        most = _MOST_WAYS
        if self.options.deterministic and self.options.time_limit_s is not None:
            most = min(most, round(_WAYS_PER_SECOND * self.options.time_limit_s))
        if len(ways) > most and len(shifts) > 1:
            return plans[0]
        flow = recombined(self.problem, ways, plans[0].values, limit_s, taken)
        if flow is None:
            return plans[0]
        found = taken_apart(self.problem, flow)
        if is_better(found.values, self.best.values):
            self.flow, self.best = flow, found
        return found if is_better(found.values, plans[0].values) else plans[0]

    def _goes_on(self) -> bool:
        """Whether there is something to better, and time for it."""
        return any(self.best.values) and not self.options.interrupt.is_set() and self._left_s() != 0.0

    def _left_s(self) -> float | None:
        """Seconds left: None where wall time must not count."""
        limit_s = self.options.time_limit_s
        if limit_s == 0.0:
            return 0.0
        if self.options.deterministic:
            return None
        if limit_s is None:
            return _MOST_SOLVE_S
        return max(0.0, limit_s - (time.monotonic() - self.began))
