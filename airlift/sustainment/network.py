"""The flow network of one pool: what a tail can do, week by week, with equal futures merged.

A node is (week, future, bank steps, calendar dues): bank time in steps of the grid, and as *future* the sequence of
inspections that can still be reached within the plan. Two tails of one node can do the same from there, whatever their
hours since overhaul are, so they are one commodity; a calendar due is part of a node only while it can still bind. An
arc is what a tail does from a week on: it flies a number of steps, perhaps has a visit (an inspection, or several made
together), perhaps flies again when it is back. An arc is at least a week long, longer when its visit is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from airlift.sustainment.data import DAYS_A_WEEK, FleetType, Inspection, Place, Pool
from airlift.sustainment.ladder import Ladder, ladder_of

__all__ = ["AWAY_NODE", "Arc", "Network", "Node", "Visit", "network_of"]

AWAY_NODE = -1
"""Head of an arc whose visit lasts beyond the plan."""

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Visit:
    """Inspections that a tail has at one go.

    Parameters
    ----------
    inspections : tuple of Inspection
        The hourly one first, if there is one.
    hourly : bool
        Whether one by hours is among them, so that the bank is full after it.
    days : int
        Days of work: the longest of them.
    man_hours : float
        Work of all of them.
    place : Place
        Where: away if one of them is away, else in a dock if one of them needs it.
    """

    inspections: tuple[Inspection, ...]
    hourly: bool
    days: int
    man_hours: float
    place: Place

    @property
    def weeks(self) -> int:
        """Weeks that the visit touches; it begins on the first day of a week if this is more than one."""
        return math.ceil(self.days / DAYS_A_WEEK)

    @property
    def last_days(self) -> int:
        """Days of its last week in which the tail is absent."""
        return self.days - DAYS_A_WEEK * (self.weeks - 1)

    def man_hours_by_week(self) -> tuple[float, ...]:
        """Man-hours of the workshop in each of its weeks, the same on every day; none unless it is in a dock."""
        if self.place is not Place.BASE:
            return (0.0,) * self.weeks
        daily = self.man_hours / self.days
        return (daily * DAYS_A_WEEK,) * (self.weeks - 1) + (daily * self.last_days,)


@dataclass(frozen=True, slots=True)
class Node:
    """Tails with the same future; `mark` stands for all marks with this future."""

    week: int
    mark: int
    bank: int
    dues: tuple[int, ...]

    @property
    def overdue(self) -> bool:
        """Whether a calendar inspection is overdue: the tail stands still until it is made."""
        return any(due < self.week for due in self.dues)


@dataclass(frozen=True, slots=True)
class Arc:
    """What tails of a node do from a week on.

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
        Bank time given up by an early inspection, ferry hours included.
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


@dataclass(frozen=True)
class Network:
    """Nodes and arcs of one pool.

    Parameters
    ----------
    pool, kind, ladder : Pool, FleetType, Ladder
        What it is made from.
    nodes : tuple of Node
        In the order of their weeks.
    arcs : tuple of Arc
        In the order of their weeks.
    starts : tuple of int
        Node of each tail of the pool when it joins; -1 for one that joins after the plan.
    """

    pool: Pool
    kind: FleetType
    ladder: Ladder
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    starts: tuple[int, ...]

    @cached_property
    def leaving(self) -> tuple[tuple[int, ...], ...]:
        """Arcs out of each node."""
        out: list[list[int]] = [[] for _ in self.nodes]
        for number, arc in enumerate(self.arcs):
            out[arc.tail].append(number)
        return tuple(tuple(arcs) for arcs in out)


def network_of(pool: Pool, kind: FleetType, weeks: int) -> Network:
    """Build the network of a pool: everything that its tails can reach."""
    return _Builder(pool, kind, weeks).build()


class _Builder:
    """Grows the network from the tails' first nodes, week by week."""

    def __init__(self, pool: Pool, kind: FleetType, weeks: int) -> None:
        self.pool, self.kind, self.weeks = pool, kind, weeks
        self.ladder = ladder_of(kind)
        self.week_steps = self._steps(kind.week_h)
        self.ferry_steps = math.ceil(pool.ferry_h / kind.step_h - _EPSILON)
        self.by_hours = [self._visits(one) for one in self.ladder.due]
        self.by_calendar = self._visits(None)
        self.nodes: list[Node] = []
        self.known: list[dict[tuple[int, int, tuple[int, ...]], int]] = [{} for _ in range(weeks + 1)]
        self.futures: list[dict[tuple[str, ...], int]] = [{} for _ in range(weeks + 1)]
        self.classes: dict[tuple[int, int], int] = {}

    def build(self) -> Network:
        starts = []
        for tail in self.pool.tails:
            week = max(0, tail.joins_week)
            if week > self.weeks:
                starts.append(-1)
                continue
            bank = self._steps(self.ladder.bank_h(tail.position_h))
            starts.append(self._node(week, self.ladder.next_mark(tail.position_h), bank, tail.due_weeks))
        arcs: list[Arc] = []
        for week in range(self.weeks):
            for number in list(self.known[week].values()):
                arcs += self._arcs(number)
        order = sorted(range(len(self.nodes)), key=lambda number: self.nodes[number].week)
        place = {old: new for new, old in enumerate(order)} | {AWAY_NODE: AWAY_NODE}
        return Network(
            pool=self.pool,
            kind=self.kind,
            ladder=self.ladder,
            nodes=tuple(self.nodes[old] for old in order),
            arcs=tuple(
                Arc(
                    tail=place[arc.tail],
                    head=place[arc.head],
                    week=arc.week,
                    before=arc.before,
                    after=arc.after,
                    visit=arc.visit,
                    lost_h=arc.lost_h,
                    bank_back=arc.bank_back,
                )
                for arc in arcs
            ),
            starts=tuple(place[start] for start in starts),
        )

    def _steps(self, hours: float) -> int:
        """Whole steps in a number of hours."""
        return math.floor(hours / self.kind.step_h + _EPSILON)

    def _node(self, week: int, mark: int, bank: int, dues: tuple[int, ...]) -> int:
        """Return the number of a node, made if it is new."""
        # A due in the last week or later binds no flight.
        dues = tuple(min(due, self.weeks) if due < self.weeks - 1 else self.weeks for due in dues)
        key = (self._class(week, mark), bank, dues)
        number = self.known[week].get(key)
        if number is None:
            number = len(self.nodes)
            self.known[week][key] = number
            self.nodes.append(Node(week, mark, bank, dues))
        return number

    def _class(self, week: int, mark: int) -> int:
        """Return the number of the future of a mark in a week: the inspections that can be reached from it."""
        number = self.classes.get((week, mark))
        if number is None:
            left_h = (self.weeks - week) * self.kind.week_h
            future: list[str] = []
            at, needed_h = mark, 0.0
            for _ in range(week, self.weeks):
                after = self.ladder.after(at)
                future.append(self.ladder.due[at].id)
                needed_h += max(0.0, self.ladder.interval_h - self.kind.early_h)
                if needed_h > left_h:
                    break
                at = after
            table = self.futures[week]
            number = table.setdefault(tuple(future), len(table))
            self.classes[week, mark] = number
        return number

    def _visits(self, hourly: Inspection | None) -> list[tuple[Visit, tuple[int, ...]]]:
        """Visits with an hourly inspection or none, and the calendar inspections that each of them has."""
        calendar = self.kind.calendar
        visits = []
        for size in range(len(calendar) + 1):
            for chosen in combinations(range(len(calendar)), size):
                parts = (() if hourly is None else (hourly,)) + tuple(calendar[one] for one in chosen)
                if parts:
                    visits.append((self._visit(parts, hourly is not None), chosen))
        return visits

    def _visit(self, parts: tuple[Inspection, ...], hourly: bool) -> Visit:
        places = {one.place for one in parts}
        place = next(one for one in (Place.AWAY, Place.BASE, Place.SITE) if one in places)
        return Visit(
            inspections=parts,
            hourly=hourly,
            days=max(one.days for one in parts),
            man_hours=sum(one.man_hours for one in parts),
            place=place,
        )

    def _arcs(self, number: int) -> Iterator[Arc]:
        """Return what tails of a node can do."""
        node = self.nodes[number]
        for steps in range(0 if node.overdue else min(self.week_steps, node.bank), -1, -1):
            head = self._node(node.week + 1, node.mark, node.bank - steps, node.dues)
            yield Arc(number, head, node.week, steps, 0, None, 0.0, node.bank - steps)
        for visit, renewed in self.by_hours[node.mark]:
            if self._useful(node, renewed):
                yield from self._hourly_arcs(number, visit, renewed)
        for visit, renewed in self.by_calendar:
            if self._useful(node, renewed):
                yield from self._calendar_arcs(number, visit, renewed)

    def _useful(self, node: Node, renewed: tuple[int, ...]) -> bool:
        """Whether every calendar inspection of a visit can still bind, and is near enough."""
        last = min(self.weeks - 1, node.week + self.kind.early_weeks)
        return all(node.dues[one] <= last for one in renewed)

    def _dues(self, node: Node, renewed: tuple[int, ...]) -> tuple[int, ...]:
        dues = list(node.dues)
        for one in renewed:
            dues[one] = node.week + (self.kind.calendar[one].interval_weeks or 0)
        return tuple(dues)

    def _before(self, node: Node, visit: Visit) -> range:
        """Return the steps that may be flown in the week of a visit, before it."""
        if visit.weeks > 1 or node.overdue:
            return range(1)
        return range(min(self._free_steps(visit), node.bank) + 1)

    def _free_steps(self, visit: Visit) -> int:
        """Return the steps that a tail can fly in the last week of a visit."""
        return self._steps(self.kind.week_h * (DAYS_A_WEEK - visit.last_days) / DAYS_A_WEEK)

    def _after(self, node: Node, visit: Visit, before: int, bank: int, dues: tuple[int, ...]) -> range:
        """Return the steps that may be flown when a tail is back, in the last week of its visit."""
        free = self._free_steps(visit) - before
        if any(due < node.week + visit.weeks - 1 for due in dues):
            return range(1)
        return range(max(0, min(free, bank)) + 1)

    def _hourly_arcs(self, number: int, visit: Visit, renewed: tuple[int, ...]) -> Iterator[Arc]:
        node = self.nodes[number]
        step_h = self.kind.step_h
        ferry_h, ferry_steps = (
            (self.pool.ferry_h, self.ferry_steps) if visit.place is Place.BASE else (0.0, 0)
        )
        mark = self.ladder.after(node.mark)
        full_h = self.ladder.interval_h
        full = self._steps(full_h - ferry_h)
        if full < 0:
            return
        dues = self._dues(node, renewed)
        for before in self._before(node, visit):
            left = node.bank - before
            if left < ferry_steps or left * step_h > self.kind.early_h + _EPSILON:
                continue
            lost_h = left * step_h + full_h - full * step_h
            # The old bank is used up before the new one is begun in the same week.
            most = full if left == ferry_steps else 0
            for after in self._after(node, visit, before, most, dues):
                yield self._arc(number, visit, mark, full, dues, before, after, lost_h)

    def _calendar_arcs(self, number: int, visit: Visit, renewed: tuple[int, ...]) -> Iterator[Arc]:
        node = self.nodes[number]
        ferried = math.ceil(2 * self.pool.ferry_h / self.kind.step_h - _EPSILON)
        ferried = ferried if visit.place is Place.BASE else 0
        dues = self._dues(node, renewed)
        befores = self._before(node, visit)
        for before in befores:
            left = node.bank - before - ferried
            if left < 0:
                continue
            # The bank is the same before and after, so hours before the visit are enough where they are allowed.
            most = 0 if len(befores) > 1 else left
            for after in self._after(node, visit, before, most, dues):
                lost_h = ferried * self.kind.step_h
                yield self._arc(number, visit, node.mark, left, dues, before, after, lost_h)

    def _arc(
        self,
        number: int,
        visit: Visit,
        mark: int,
        bank: int,
        dues: tuple[int, ...],
        before: int,
        after: int,
        lost_h: float,
    ) -> Arc:
        week = self.nodes[number].week
        back = week + visit.weeks
        if back > self.weeks:
            return Arc(number, AWAY_NODE, week, before, 0, visit, lost_h, bank)
        head = self._node(back, mark, bank - after, dues)
        return Arc(number, head, week, before, after, visit, lost_h, bank)
