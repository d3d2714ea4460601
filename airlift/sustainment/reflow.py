"""From the plans of a search to the plan that is given: an integer flow, made better and taken apart into tails.

Workshops share nothing, so each has its own flow. First the hours of each good plan are shared out anew.
Then the best one is combined with the others, and with inspections of some of its tails a week earlier or later: of one
tail after the other, then of more at once, as long as time allows. Without any gain the flow is that of the best plan
as it was found.
"""

from __future__ import annotations

import random
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
_MOST_SHIFTED = 4
"""Tails whose inspections are shifted at once where wall time does not end a programme."""
_WAYS_PER_SECOND = 100.0
"""Work in deterministic mode: so many ways, in all programmes together, for each second of the limit."""
_MOST_SOLVE_S = 10.0
"""Limit of one programme, so that an interrupt is heard."""
_NOTHING = 1e-6
"""Values below this are 0."""


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
        self.began, self.work = time.monotonic(), 0
        self.flow = trace(problem, self.plans[0])
        self.best = taken_apart(problem, self.flow)

    def run(self) -> Flow:
        """Return the best flow."""
        others = [self._bettered([plan], ()) for plan in self.plans if self._goes_on()]
        tails = [course.tail for course in self.best.courses]
        draw = random.Random(self.options.seed)
        size, most = 1, len(tails) if self._counts_time() else _MOST_SHIFTED
        while tails and size <= most:
            draw.shuffle(tails)
            before = self.best
            for first in range(0, len(tails), size):
                if not self._goes_on():
                    return self.flow
                other = others[draw.randrange(len(others))]
                plans = [self.best] if other is self.best else [self.best, other]
                self._bettered(plans, tails[first : first + size])
            if not is_better(self.best.values, before.values):
                size *= 2
        return self.flow

    def _bettered(self, plans: Sequence[FleetCourse], shifted: Sequence[str]) -> FleetCourse:
        """Return a plan from the ways of some that is better than the first of them, else that one."""
        from airlift.sustainment.recombine import recombined  # loads the solver

        ways, taken = ways_of(self.problem, plans, _SHIFTS, shifted)
        self.work += len(ways)
        flow = recombined(self.problem, ways, plans[0].values, self._left_s(), taken)
        if flow is None:
            return plans[0]
        found = taken_apart(self.problem, flow)
        if is_better(found.values, self.best.values):
            self.flow, self.best = flow, found
        return found if is_better(found.values, plans[0].values) else plans[0]

    def _goes_on(self) -> bool:
        """Whether there is something to better, and time for it."""
        limit_s = self.options.time_limit_s
        if self.options.interrupt.is_set() or max(self.best.values) <= _NOTHING:
            return False
        if limit_s is None:
            return True
        if self.options.deterministic:
            return self.work < _WAYS_PER_SECOND * limit_s
        return time.monotonic() - self.began < limit_s

    def _counts_time(self) -> bool:
        """Whether wall time limits it."""
        return self.options.time_limit_s is not None and not self.options.deterministic

    def _left_s(self) -> float | None:
        """Limit of a programme in seconds; None where wall time must not count."""
        if self.options.deterministic:
            return None
        if self.options.time_limit_s is None:
            return _MOST_SOLVE_S
        left_s = self.options.time_limit_s - (time.monotonic() - self.began)
        return max(0.0, min(_MOST_SOLVE_S, left_s))
