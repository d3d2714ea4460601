"""A relaxation of what the tails of one pool can do, as flow on (week, next mark, bank steps).

It is there for bounds. Tails with the same next mark and the same steps of bank time are one commodity, whole tails are
split into parts, and inspections by the calendar are left out. Hours come in steps of a grid, yet the relaxation holds
for plans with any hours: round the bank time b of a tail to `floor((b + t) / step)` steps with one t for the whole
plan. For each t from 0 to a step this is a path of the network, and the mean of these paths over t has exactly the
hours, the bank times and the lost hours of the plan. That is why limits are rounded to the generous side here, and
why a bank that is no multiple of the step begins as a part at either neighbour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from airlift.sustainment.data import DAYS_A_WEEK, FleetType, Inspection, Place, Pool
from airlift.sustainment.ladder import Ladder, ladder_of
from airlift.sustainment.visits import Visit, visit_of

__all__ = ["AWAY_NODE", "Arc", "Network", "Node", "network_of"]

AWAY_NODE = -1
"""Head of an arc whose visit lasts beyond the plan."""

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Node:
    """Tails at the beginning of a week; `joined` of them come to the pool there."""

    week: int
    mark: int
    bank: int
    joined: float


@dataclass(frozen=True, slots=True)
class Arc:
    """What tails of a node do from a week on: fly, perhaps have a visit, perhaps fly again.

    Parameters
    ----------
    tail, head : int
        Nodes; `AWAY_NODE` when the plan ends before the arc does.
    week : int
        Week of its beginning.
    before, after : int
        Steps flown in its first week before the visit, and in its last week after it.
    visit : Visit or None
        The visit, if there is one.
    lost_h : float
        Bank time given up by the inspection, ferry hours included.
    bank_back : int
        Bank steps after its visit, or after its hours where there is none.
    """

    tail: int
    head: int
    week: int
    before: int
    after: int
    visit: Visit | None
    lost_h: float
    bank_back: int

    @property
    def last_week(self) -> int:
        """Last week that it covers; it may lie beyond the plan."""
        return self.week if self.visit is None else self.week + self.visit.weeks - 1


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and arcs of one pool, each in the order of their weeks."""

    pool: Pool
    kind: FleetType
    step_h: float
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]


def network_of(pool: Pool, kind: FleetType, weeks: int, step_h: float) -> Network:
    """Build the network of a pool: everything that its tails can reach in so many weeks."""
    return _Builder(pool, kind, weeks, step_h).build()


class _Builder:
    """Grows the network from the tails' first nodes, week by week."""

    def __init__(self, pool: Pool, kind: FleetType, weeks: int, step_h: float) -> None:
        self.pool, self.kind, self.weeks, self.step_h = pool, kind, weeks, step_h
        self.ladder: Ladder = ladder_of(kind)
        self.visits = [self._visits(one) for one in self.ladder.due]
        self.known: list[dict[tuple[int, int], int]] = [{} for _ in range(weeks + 1)]
        self.places: list[tuple[int, int, int]] = []
        self.joined: list[float] = []

    def build(self) -> Network:
        """Return the network."""
        for tail in self.pool.tails:
            if tail.joins_week <= self.weeks:
                mark = self.ladder.next_mark(tail.position_h)
                for bank, part in self._split(self.ladder.bank_h(tail.position_h)):
                    self.joined[self._node(tail.joins_week, mark, bank)] += part
        arcs = [
            arc
            for week in range(self.weeks)
            for number in list(self.known[week].values())
            for arc in self._arcs(number)
        ]
        nodes = tuple(Node(*place, joined) for place, joined in zip(self.places, self.joined, strict=True))
        return Network(self.pool, self.kind, self.step_h, nodes, tuple(arcs))

    def _visits(self, due: Inspection) -> list[Visit]:
        """Return the visits that an inspection may be part of, without what the calendar adds."""
        visits = [visit_of((due,))]
        if any(one.place is Place.AWAY for one in self.kind.calendar) and due.place is not Place.AWAY:
            visits.append(replace(visits[0], place=Place.AWAY))
        return visits

    def _split(self, hours: float) -> tuple[tuple[int, float], ...]:
        """Return the two neighbours of a bank time on the grid, with their parts; one if it lies on it."""
        steps = hours / self.step_h
        low = math.floor(steps + _EPSILON)
        part = max(0.0, steps - low)
        return ((low, 1.0),) if part < _EPSILON else ((low, 1.0 - part), (low + 1, part))

    def _ceil(self, hours: float) -> int:
        return math.ceil(hours / self.step_h - _EPSILON)

    def _node(self, week: int, mark: int, bank: int) -> int:
        """Return the number of a node, made if it is new."""
        number = self.known[week].get((mark, bank))
        if number is None:
            number = self.known[week][mark, bank] = len(self.places)
            self.places.append((week, mark, bank))
            self.joined.append(0.0)
        return number

    def _arcs(self, number: int) -> Iterator[Arc]:
        """Yield what tails of a node can do."""
        week, mark, bank = self.places[number]
        for steps in range(min(self._ceil(self.kind.week_h), bank) + 1):
            head = self._node(week + 1, mark, bank - steps)
            yield Arc(number, head, week, steps, 0, None, 0.0, bank - steps)
        for visit in self.visits[mark]:
            yield from self._visit_arcs(number, visit)

    def _visit_arcs(self, number: int, visit: Visit) -> Iterator[Arc]:
        week, mark, bank = self.places[number]
        ferry_h = self.pool.ferry_h if visit.place is Place.BASE else 0.0
        least, used_up = math.floor(ferry_h / self.step_h + _EPSILON), self._ceil(ferry_h)
        fresh = [steps for steps, _ in self._split(self.ladder.interval_h - ferry_h)]
        # Two stretches of one week may both be rounded up, unless one grid serves the bank before and after.
        odd = 0 if least == used_up and len(fresh) == 1 else 1
        free = self._ceil(self.kind.week_h * (DAYS_A_WEEK - visit.last_days) / DAYS_A_WEEK) + odd
        back, mark_back = week + visit.weeks, self.ladder.after(mark)
        for before in range((min(free, bank) if visit.weeks == 1 else 0) + 1):
            left = bank - before
            if left < least:
                break
            lost_h = left * self.step_h + ferry_h
            if back > self.weeks:
                yield Arc(number, AWAY_NODE, week, before, 0, visit, lost_h, fresh[0])
                if len(fresh) > 1:
                    yield Arc(number, AWAY_NODE, week, before, 0, visit, lost_h, fresh[1])
                continue
            # Who flies after a short visit has used up the old bank before it: that is never worse.
            most = 0 if visit.weeks == 1 and left > used_up else free - before
            for full in fresh:
                for after in range(max(0, min(most, full)) + 1):
                    head = self._node(back, mark_back, full - after)
                    yield Arc(number, head, week, before, after, visit, lost_h, full)
