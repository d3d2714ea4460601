"""The integer programme over ways: whole tails flow from node to node, with the hours of each way in each week.

Hours are columns of their own, so they need no grid. Each tail of a way gets an equal part of its hours: limits of one
tail times the number of tails are those of the way, hence nothing is lost when the flow is taken apart. In the week of
a visit hours lie before and after it; they are shared out where a single tail passes. A tail answers for the place in
the bank-time line that its way names: with the places counted, the rows of the line are linear.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem, Place, Pool
from airlift.sustainment.docks import patterns
from airlift.sustainment.model import BoolArray, FleetModel, assembled, bank_line, wanted_present
from airlift.sustainment.stretches import Call, ferry_h_of, free_h_of, start_state
from airlift.sustainment.ways import Node, Way

__all__ = ["WayModel", "way_model"]

_EPSILON_H = 1e-6


@dataclass(frozen=True, slots=True)
class WayModel:
    """The programme, and where its columns are.

    Parameters
    ----------
    rows : FleetModel
        Columns and rows.
    whole : array of bool, shape (columns,)
        Which columns are whole numbers.
    tails : tuple of int
        Column of the tails of each way.
    hours : tuple of dict
        Column of the hours of each way in each of its weeks.
    """

    rows: FleetModel
    whole: BoolArray
    tails: tuple[int, ...]
    hours: tuple[dict[int, int], ...]


def way_model(problem: FleetProblem, ways: Sequence[Way]) -> WayModel:
    """Build the programme over some ways."""
    return _Builder(problem, ways).build()


class _Builder:
    """Collects columns and rows; one method for each family of rows."""

    def __init__(self, problem: FleetProblem, ways: Sequence[Way]) -> None:
        self.problem, self.ways = problem, ways
        self.pools = {pool.id: pool for pool in problem.pools}
        self.of_pool: defaultdict[str, list[int]] = defaultdict(list)
        for number, way in enumerate(ways):
            self.of_pool[way.tail.state.pool].append(number)
        self.most: list[float] = []
        self.whole: list[bool] = []
        self.cost: list[tuple[int, int, float]] = []
        self.rows: list[dict[int, float]] = []
        self.sides: list[tuple[float, float]] = []
        self.tails: list[int] = []
        self.hours: list[dict[int, int]] = []

    def build(self) -> WayModel:
        """Return the programme."""
        for way in self.ways:
            self._columns(way)
        self._balance()
        for pool in self.problem.pools:
            self._leaving(pool)
            self._asked(pool)
            self._presence(pool)
            self._line(pool)
        for workshop in self.problem.workshops:
            self._man_hours(workshop)
            self._docks(workshop)
        rows = assembled(self.most, self.cost, self.rows, self.sides)
        return WayModel(rows, np.array(self.whole), tuple(self.tails), tuple(self.hours))

    def _column(self, most: float, *, whole: bool = False, level: int | None = None) -> int:
        self.most.append(most)
        self.whole.append(whole)
        if level is not None:
            self.cost.append((level, len(self.most) - 1, 1.0))
        return len(self.most) - 1

    def _row(self, terms: dict[int, float], low: float, high: float = math.inf) -> None:
        self.rows.append(terms)
        self.sides.append((low, high))

    def _columns(self, way: Way) -> None:
        """Tails and hours of a way, what each tail may fly, and what its inspections lose."""
        stretch, pool = way.stretch, self.pools[way.tail.state.pool]
        kind = self.problem.types[pool.type]
        single = way.tail.single or (way.head is not None and way.head.single)
        most = 1.0 if single else float(len(pool.tails))
        tails = self._column(most, whole=True)
        hours = {}
        for week in stretch.weeks:
            if most_h := stretch.most_h(week, kind):
                hours[week] = self._column(most * most_h)
                self._row({hours[week]: 1.0, tails: -most_h}, -math.inf, 0.0)
        self.tails.append(tails)
        self.hours.append(hours)
        self._row(dict.fromkeys(hours.values(), 1.0) | {tails: -way.usable_h(pool)}, -math.inf, 0.0)
        for week, least_h in way.least_h:
            before = {column: 1.0 for flown, column in hours.items() if flown < week}
            self._row(before | {tails: -way.above_h(week, least_h, pool)}, -math.inf, 0.0)
        ferried_h = stretch.ferried_h(self.problem.weeks, pool)
        self.cost.append((3, tails, ferried_h))
        if (
            stretch.close is not None
        ):  # both ferry flights, and what is left of the bank after the hours and the first
            left_h = stretch.start.bank_h - ferried_h + ferry_h_of(pool, stretch.close.visit)
            self.cost.append((3, tails, left_h))
            self.cost += [(3, column, -1.0) for column in hours.values()]

    def _balance(self) -> None:
        """Let what comes to a node leave it; a single tail shares the week of its visit."""
        terms: defaultdict[Node, dict[int, float]] = defaultdict(dict)
        shared: defaultdict[Node, dict[int, float]] = defaultdict(dict)
        comes: defaultdict[Node, dict[int, float]] = defaultdict(dict)
        for way, tails, hours in zip(self.ways, self.tails, self.hours, strict=True):
            terms[way.tail][tails] = 1.0
            if way.tail.single and way.tail.state.week in hours:
                shared[way.tail][hours[way.tail.state.week]] = 1.0
            if way.head is not None:
                terms[way.head][tails] = -1.0
                comes[way.head][tails] = 1.0
                if way.head.single and way.head.state.week in hours:
                    shared[way.head][hours[way.head.state.week]] = 1.0
        joined = Counter(
            Node(start_state(self.problem, pool, tail), 0)
            for pool in self.problem.pools
            for tail in pool.tails
        )
        for node, row in terms.items():
            self._row(row, float(joined[node]), float(joined[node]))
            if node.single:
                self._row(comes[node], -math.inf, 1.0)
                kind = self.problem.types[self.pools[node.state.pool].type]
                if node.state.call is not None and shared[node]:
                    self._row(shared[node], -math.inf, free_h_of(kind, node.state.call.visit))

    def _leaving(self, pool: Pool) -> None:
        """So many tails leave the pool at the beginning of a week."""
        for week, leaving in pool.leaving.items():
            if week < self.problem.weeks:
                going = {
                    self.tails[number]: 1.0
                    for number in self.of_pool[pool.id]
                    if self.ways[number].stretch.close is None and self.ways[number].stretch.end_week == week
                }
                self._row(going, float(leaving), float(leaving))

    def _asked(self, pool: Pool) -> None:
        """Flight hours of each week are those that are asked, or unmet."""
        terms: list[dict[int, float]] = [{} for _ in range(self.problem.weeks)]
        for number in self.of_pool[pool.id]:
            for week, column in self.hours[number].items():
                terms[week][column] = 1.0
        for row, asked_h in zip(terms, pool.required_h, strict=True):
            self._row(row | {self._column(asked_h, level=0): 1.0}, asked_h, asked_h)

    def _presence(self, pool: Pool) -> None:
        """Tails in no visit and not overdue leave enough serviceable ones, or there is a shortfall."""
        kind = self.problem.types[pool.type]
        for week, asked in enumerate(pool.least_tails):
            wanted = float(wanted_present(kind, asked))
            if wanted:
                row = {
                    self.tails[number]: 1.0
                    for number in self.of_pool[pool.id]
                    if week in (stretch := self.ways[number].stretch).looks
                    and stretch.is_present(week)
                    and not stretch.is_overdue(week, kind)
                }
                self._row(row | {self._column(wanted, level=1): 1.0}, wanted)

    def _line(self, pool: Pool) -> None:
        """Enough tails answer for each threshold of the bank-time line, or there is a shortfall."""
        full_h = self.problem.types[pool.type].smallest_interval_h
        duties: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for number in self.of_pool[pool.id]:
            for week, least_h in self.ways[number].least_h:
                duties[week].append((least_h, self.tails[number]))
        for week in range(1, self.problem.weeks + 1):
            for least_h, wanted in bank_line(pool.members(week), full_h):
                if least_h > 0.0:  # every tail reaches the first threshold
                    row = {column: 1.0 for held_h, column in duties[week] if held_h >= least_h - _EPSILON_H}
                    self._row(row | {self._column(float(wanted), level=2): 1.0}, float(wanted))

    def _calls(self, workshop: str) -> list[tuple[int, Call]]:
        """Docked visits of a workshop, each with its way."""
        return [
            (number, call)
            for pool in self.problem.pools
            if pool.workshop == workshop
            for number in self.of_pool[pool.id]
            for call in self.ways[number].stretch.calls
            if call.visit.place is Place.BASE
        ]

    def _man_hours(self, workshop: str) -> None:
        """Man-hours of inspections and of unscheduled work stay within those of the workshop."""
        weeks = self.problem.weeks
        terms: list[dict[int, float]] = [defaultdict(float) for _ in range(weeks)]
        for number, call in self._calls(workshop):
            pool = self.pools[self.ways[number].tail.state.pool]
            defects = self.problem.types[pool.type].man_hours_per_flight_h * 2.0 * pool.ferry_h
            terms[call.week][self.tails[number]] += defects
            for later, man_hours in enumerate(call.visit.man_hours_by_week(), start=call.week):
                if later < weeks:
                    terms[later][self.tails[number]] += man_hours
        for pool in (pool for pool in self.problem.pools if pool.workshop == workshop):
            hourly = self.problem.types[pool.type].man_hours_per_flight_h
            for number in self.of_pool[pool.id]:
                for week, column in self.hours[number].items():
                    terms[week][column] += hourly
        for row, most in zip(terms, self.problem.workshops[workshop].man_hours, strict=True):
            self._row({column: value for column, value in row.items() if value}, -math.inf, most)

    def _docks(self, workshop: str) -> None:
        """Visits of each week fit the docks: patterns of short ones beside the days that long ones take."""
        short: defaultdict[int, defaultdict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        held: defaultdict[int, defaultdict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        for number, call in self._calls(workshop):
            tails = self.tails[number]
            if call.visit.weeks == 1:
                short[call.week][call.visit.days][tails] = 1.0
            else:
                for week in range(call.week, call.last_week + 1):
                    held[week][call.days_in(week)][tails] = 1.0
        docks = self.problem.workshops[workshop].docks
        for week in sorted({*short, *held}):
            most = float(docks[week]) if week < len(docks) else 0.0
            cover = {days: dict.fromkeys(columns, -1.0) for days, columns in short[week].items()}
            busy: dict[int, float] = {}
            for taken in sorted({0, *held[week]}):
                beside = dict.fromkeys(held[week][taken], -1.0) if taken else {}
                busy |= held[week][taken] if taken else {}
                for pattern in patterns(taken, cover) if cover and taken < DAYS_A_WEEK else ():
                    column = self._column(most, whole=True)
                    (beside if taken else busy)[column] = 1.0
                    for days in set(pattern):
                        cover[days][column] = float(pattern.count(days))
                if taken and any(value > 0.0 for value in beside.values()):
                    self._row(beside, -math.inf, 0.0)
            self._row(busy, -math.inf, most)
            for row in cover.values():
                self._row(row, 0.0)
