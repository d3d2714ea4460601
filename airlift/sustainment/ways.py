"""The ways that an integer programme may combine: what tails did in good plans, and inspections a week apart from that.

A node is a state without the hours that are left of its first week: the programme shares these out itself, between the
tail that comes and the tail that goes on. It can do so because only one tail passes such a node; tails of one state
that pass in the same week have nodes of their own, told apart by `copy`. Other nodes are open to any number of tails.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem, Pool
from airlift.sustainment.stretches import Arc, Call, State, Stretch, ferry_h_of, free_h_of, state_after
from airlift.sustainment.trace import arcs_of

__all__ = ["Node", "Way", "ways_of"]

_EPSILON_H = 1e-6
_MOST_BESIDE = 12
"""Nodes beside one of a plan: as many as shifts of a few inspections one after the other make."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state, whatever was flown in its first week before."""

    state: State
    copy: int

    @property
    def single(self) -> bool:
        """Whether only one tail may pass: hours of the week lie before and after the inspection."""
        return self.state.call is not None and self.state.call.visit.weeks == 1


@dataclass(frozen=True, slots=True)
class Way:
    """What a tail may do from one node to the next.

    Parameters
    ----------
    tail, head : Node
        Where it begins and where it leads to; no head at the end of the tail's time.
    stretch : Stretch
        Weeks and visits.
    least_h : tuple of (int, float)
        Weeks at whose beginning the tail answers for a place in the bank-time line, with the threshold there.
    """

    tail: Node
    head: Node | None
    stretch: Stretch
    least_h: tuple[tuple[int, float], ...]

    def usable_h(self, pool: Pool) -> float:
        """Hours that the bank of a tail allows, with what is kept for the flight to the next inspection."""
        kept_h = pool.ferry_h if self.stretch.close is None else ferry_h_of(pool, self.stretch.close.visit)
        return max(
            0.0, self.stretch.start.bank_h - self.stretch.ferried_h(self.stretch.end_week, pool) - kept_h
        )

    def above_h(self, week: int, least_h: float, pool: Pool) -> float:
        """Hours that may be flown before a week begins so that a threshold is kept."""
        return self.stretch.start.bank_h - self.stretch.ferried_h(week, pool) - least_h


Taken = dict[Way, tuple[int, dict[int, float]]]
"""Tails and hours by week of the ways of a plan."""


def ways_of(
    problem: FleetProblem,
    plans: Sequence[FleetCourse],
    shifts: Sequence[int] = (0,),
    shifted: Collection[str] = (),
) -> tuple[tuple[Way, ...], Taken]:
    """Return the ways of some plans, and what of them the first plan takes.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    plans : sequence of FleetCourse
        The plans.
    shifts : sequence of int
        Weeks by which hourly inspections may be shifted, 0 among them.
    shifted : collection of str
        Tails whose inspections may be shifted.
    """
    pools = {pool.id: pool for pool in problem.pools}
    found: dict[Way, None] = {}
    taken: Taken = {}
    for number, plan in enumerate(plans):
        copies: Counter[State] = Counter()
        duties = _duties(problem, plan)
        for course in plan.courses:
            mine = shifts if course.tail in shifted else (0,)
            tail = _TailWays(problem, pools[course.pool], duties[course.tail], copies, mine)
            for way, hours in tail.follow(arcs_of(problem, pools[course.pool], course)):
                if number == 0:
                    tails, flown = taken.get(way, (0, {}))
                    taken[way] = (
                        tails + 1,
                        {week: flown.get(week, 0.0) + more for week, more in hours.items()},
                    )
            found |= tail.found
    return tuple(found), taken


def _duties(problem: FleetProblem, plan: FleetCourse) -> dict[str, dict[int, float]]:
    """Threshold of the bank-time line that each tail answers for, by week: that of its place among its pool."""
    duties: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for pool in problem.pools:
        full_h = problem.types[pool.type].smallest_interval_h
        mine = [course for course in plan.courses if course.pool == pool.id]
        for week in range(1, problem.weeks + 1):
            there = [
                (-course.bank_h[week - course.first_week], course.tail)
                for course in mine
                if course.first_week <= week
                and (week < course.end_week or week == problem.weeks == course.end_week)
            ]
            members = len(there)
            for place, (bank_h, tail) in enumerate(sorted(there)):
                reached = math.floor((_EPSILON_H - bank_h) * members / full_h)
                step = min(reached, members - 2 - place)
                if step > 0:
                    duties[tail][week] = full_h * step / members
    return duties


class _TailWays:
    """Ways of one tail of a plan, and those beside them."""

    def __init__(
        self,
        problem: FleetProblem,
        pool: Pool,
        duties: Mapping[int, float],
        copies: Counter[State],
        shifts: Sequence[int],
    ) -> None:
        self.problem, self.pool, self.duties = problem, pool, duties
        self.copies, self.shifts = copies, shifts
        self.found: dict[Way, None] = {}

    def follow(self, arcs: Sequence[Arc]) -> list[tuple[Way, dict[int, float]]]:
        """Collect the ways along the arcs of the tail; return those that it takes, with its hours by week."""
        taken = []
        at = Node(arcs[0].stretch.start, 0)
        beside: dict[Node, None] = {at: None}
        for number, arc in enumerate(arcs):
            stretch = arc.stretch
            way = self._way(at, stretch.stops, stretch.close, stretch.end_week, None)
            taken.append((way, dict(zip(stretch.weeks, arc.flight_h, strict=True))))
            reached: dict[Node, None] = {}
            if way.head is not None:
                copy = way.head.copy
                self.copies[way.head.state] += 1
                reached[way.head] = None
            for start in beside:
                if stretch.close is None:
                    self._add(start, stretch.stops, None, stretch.end_week, None)
                    continue
                for shift in self.shifts:
                    close = replace(stretch.close, week=stretch.close.week + shift)
                    if head := self._add(start, stretch.stops, close, close.week + 1, copy):
                        reached[head] = None
                last = arcs[-1].stretch
                if len(self.shifts) > 1 and number == len(arcs) - 2:  # as if the last inspection was not made
                    self._add(start, (*stretch.stops, *last.stops), None, last.end_week, None)
            self.found[way] = None
            if way.head is not None:
                at = way.head
            beside = dict.fromkeys(list(reached)[:_MOST_BESIDE])
        return taken

    def _add(
        self, start: Node, stops: tuple[Call, ...], close: Call | None, end_week: int, copy: int | None
    ) -> Node | None:
        """Add a way if its visits follow one another within the plan; return where it leads to."""
        begun = start.state.call
        before = start.state.joins_week - 1 if begun is None else begun.last_week
        for call in stops if close is None else (*stops, close):
            if not before < call.week < self.problem.weeks:
                return None
            before = call.last_week
        if close is None and end_week < self.problem.weeks and before >= end_week:
            return None
        way = self._way(start, stops, close, end_week, copy)
        self.found[way] = None
        return way.head

    def _way(
        self, start: Node, stops: tuple[Call, ...], close: Call | None, end_week: int, copy: int | None
    ) -> Way:
        """Return a way with the duties of the tail in the bank-time line; without a copy its head is a new one."""
        head = None
        if close is not None:
            free_h = free_h_of(self.problem.types[self.pool.type], close.visit)
            after = state_after(self.problem, self.pool, start.state, stops, close, free_h)
            head = Node(after, 0)
            if head.single:
                head = Node(after, self.copies[after] if copy is None else copy)
        # All hours of the last week are open to it: the programme shares them with what comes after.
        stretch = Stretch(
            start.state, stops, close, None if head is None else replace(head.state, free_h=0.0), end_week
        )
        looks = range(start.state.counts_from, end_week + (close is None and end_week == self.problem.weeks))
        duties = tuple((week, self.duties[week]) for week in looks if week in self.duties)
        return Way(start, head, stretch, duties)
