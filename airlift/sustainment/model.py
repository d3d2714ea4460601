"""The relaxation of a fleet problem as a linear programme in arrays: its optimum is a bound for every plan.

Columns are the flows on the arcs of `network`, tails that leave, dock patterns and the shortfalls; all rows are
`low <= a x <= high`. The objective levels are vectors over the columns, in the order in which they count:

1. flight hours asked and not flown;
2. tail-weeks by which the tails outside visits are fewer than the least fleet needs;
3. tail-weeks below the bank-time line, which keeps inspections from coming all at once;
4. bank time that early inspections give up, and ferry hours.

Kozanidis (2006-2014) and Peschiera (2019-2021) give every tail its own rows, the first with a big M at each inspection,
the second with pairs of checks. Here tails are flow on bank levels: no big M, no symmetry of like tails, and the
bank-time line is a row over counts. Unlike both, inspections form a ladder, docks are exact by the day, and the bound
holds for any hours. Plans come from a rule, a search and an integer flow from inspection to inspection (`reflow`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem, FleetType, Place
from airlift.sustainment.docks import Pattern, patterns
from airlift.sustainment.network import AWAY_NODE, Network, network_of
from airlift.sustainment.visits import Visit

__all__ = ["LEVELS", "FleetModel", "assembled", "bank_line", "model_of", "wanted_present"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LEVELS = (
    ("flight hours not flown", "flight hours"),
    ("tail-weeks below the least fleet", "tail-weeks"),
    ("tail-weeks below the bank-time line", "tail-weeks"),
    ("hours wasted and on ferry flights", "flight hours"),
)
"""Name and unit of each objective level."""

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class FleetModel:
    """Arrays of the linear programme.

    Parameters
    ----------
    most : array of float, shape (columns,)
        Upper ends of the columns; all lower ends are 0.
    costs : array of float, shape (levels, columns)
        Objective levels.
    row, column, coefficient : array, shape (entries,)
        Entries of the rows.
    low, high : array of float, shape (rows,)
        Sides of the rows.
    """

    most: FloatArray
    costs: FloatArray
    row: IntArray
    column: IntArray
    coefficient: FloatArray
    low: FloatArray
    high: FloatArray


def assembled(
    most: Sequence[float],
    prices: Iterable[tuple[int, int, float]],
    rows: Sequence[Mapping[int, float]],
    sides: Sequence[tuple[float, float]],
) -> FleetModel:
    """Put columns and rows that were collected into arrays.

    Parameters
    ----------
    most : sequence of float
        Upper limit of each column.
    prices : iterable of (int, int, float)
        Level, column, and what it costs there.
    rows : sequence of mapping
        Coefficients of each row by column.
    sides : sequence of (float, float)
        Lower and upper side of each row.
    """
    costs = np.zeros((len(LEVELS), len(most)))
    for level, column, price in prices:
        costs[level, column] += price
    return FleetModel(
        most=np.array(most),
        costs=costs,
        row=np.repeat(np.arange(len(rows)), [len(row) for row in rows]),
        column=np.array([column for row in rows for column in row], dtype=np.int64),
        coefficient=np.array([value for row in rows for value in row.values()], dtype=np.float64),
        low=np.array([low for low, _ in sides]),
        high=np.array([high for _, high in sides]),
    )


def bank_line(members: int, bank_h: float) -> tuple[tuple[float, int], ...]:
    """Return the bank-time line of a fleet: thresholds in hours, and how many tails should have at least so much.

    With K tails the thresholds are 0, P/K, 2P/K ... for a full bank P, and K-1, K-2, K-3 ... tails should reach them.
    """
    return tuple((bank_h * place / members, members - 1 - place) for place in range(members - 1))


def wanted_present(kind: FleetType, asked: float) -> int:
    """Tails outside inspections of which so many are serviceable after unscheduled losses."""
    return math.ceil(asked / kind.serviceable - _EPSILON)


def model_of(problem: FleetProblem, weeks: int, step_share: float) -> FleetModel:
    """Build networks and rows of the first weeks of a problem.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    weeks : int
        How many of its weeks; what comes after them adds shortfalls and takes none away.
    step_share : float
        Step of the grid as part of a full bank.
    """
    return _Builder(problem, weeks, step_share).build()


def _may_be_spread(kind: FleetType, visit: Visit) -> bool:
    """Whether a calendar inspection may stretch a visit over so many days that a week takes fewer man-hours of it.

    The network leaves calendar inspections out; the man-hours of such a visit are then left out, too.
    """
    longest = max((one.days for one in kind.calendar if one.place is not Place.AWAY), default=0)
    return longest > max(visit.days, DAYS_A_WEEK)


class _Builder:
    """Collects columns and rows; one method for each family of rows."""

    def __init__(self, problem: FleetProblem, weeks: int, step_share: float) -> None:
        self.problem, self.weeks = problem, weeks
        self.networks = tuple(
            network_of(
                pool,
                problem.types[pool.type],
                weeks,
                problem.types[pool.type].smallest_interval_h * step_share,
            )
            for pool in problem.pools
        )
        self.most: list[float] = []
        self.cost: list[tuple[int, int, float]] = []
        self.rows: list[dict[int, float]] = []
        self.sides: list[tuple[float, float]] = []
        self.first_arc: list[int] = []
        self.leave: dict[tuple[int, int], int] = {}

    def build(self) -> FleetModel:
        """Return the model."""
        for number, network in enumerate(self.networks):
            self._arcs(network)
            self._balance(number, network)
            self._hours(number, network)
            self._presence(number, network)
            self._bank(number, network)
        for workshop in self.problem.workshops:
            self._man_hours(workshop)
            self._docks(workshop)
        return assembled(self.most, self.cost, self.rows, self.sides)

    def _column(self, most: float, *, level: int | None = None, price: float = 1.0) -> int:
        self.most.append(most)
        column = len(self.most) - 1
        if level is not None and price:
            self.cost.append((level, column, price))
        return column

    def _row(self, terms: dict[int, float], low: float, high: float = math.inf) -> None:
        self.rows.append(terms)
        self.sides.append((low, high))

    def _arcs(self, network: Network) -> None:
        """Flows: how many tails take each arc."""
        self.first_arc.append(len(self.most))
        fleet = float(len(network.pool.tails))
        for arc in network.arcs:
            self._column(fleet, level=3, price=arc.lost_h)

    def _balance(self, number: int, network: Network) -> None:
        """Let what comes to a node leave it; so many tails leave the pool at the beginning of a week."""
        first = self.first_arc[number]
        terms: list[dict[int, float]] = [{} for _ in network.nodes]
        for place, arc in enumerate(network.arcs):
            terms[arc.tail][first + place] = 1.0
            if arc.head != AWAY_NODE:
                terms[arc.head][first + place] = -1.0
        gone: dict[int, dict[int, float]] = defaultdict(dict)
        for place, node in enumerate(network.nodes):
            if network.pool.leaving.get(node.week, 0):
                column = self._column(float(len(network.pool.tails)))
                self.leave[number, place] = column
                terms[place][column] = 1.0
                gone[node.week][column] = 1.0
            if node.week < self.weeks:
                self._row(terms[place], node.joined, node.joined)
            elif (number, place) in self.leave:  # no more leave than come to it; the rest stays
                self._row(terms[place], -math.inf, node.joined)
        for week, leaving in gone.items():
            asked = float(network.pool.leaving[week])
            self._row(leaving, asked, asked)

    def _hours(self, number: int, network: Network) -> None:
        """Flight hours of each week are those that are asked, or unmet."""
        first, step_h = self.first_arc[number], network.step_h
        terms = self._flown(first, network)
        for week, asked_h in enumerate(network.pool.required_h[: self.weeks]):
            row = {column: steps * step_h for column, steps in terms[week].items()}
            row[self._column(asked_h, level=0)] = 1.0
            self._row(row, asked_h, asked_h)

    def _flown(self, first: int, network: Network) -> list[dict[int, float]]:
        """Return the steps that each arc flies, by week."""
        terms: list[dict[int, float]] = [defaultdict(float) for _ in range(self.weeks)]
        for place, arc in enumerate(network.arcs):
            if arc.before:
                terms[arc.week][first + place] += arc.before
            if arc.after:
                terms[arc.last_week][first + place] += arc.after
        return terms

    def _presence(self, number: int, network: Network) -> None:
        """Tails without a visit in a week leave enough serviceable ones, or there is a shortfall."""
        first = self.first_arc[number]
        terms: list[dict[int, float]] = [{} for _ in range(self.weeks)]
        for place, arc in enumerate(network.arcs):
            if arc.visit is None:
                terms[arc.week][first + place] = 1.0
        for week, asked in enumerate(network.pool.least_tails[: self.weeks]):
            wanted = float(wanted_present(network.kind, asked))
            if wanted:
                self._row(terms[week] | {self._column(wanted, level=1): 1.0}, wanted)

    def _bank(self, number: int, network: Network) -> None:
        """Bank times at the beginning of each week from the second on, and at the end, reach the bank-time line.

        A tail in a visit has what it will have after it.
        """
        first, step_h, weeks = self.first_arc[number], network.step_h, self.weeks
        held: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        joined: dict[tuple[int, int], float] = defaultdict(float)
        for place, arc in enumerate(network.arcs):
            if arc.visit is not None:
                for week in range(arc.week + 1, min(arc.week + arc.visit.weeks, weeks + 1)):
                    held[week, arc.bank_back][first + place] = 1.0
            if arc.head != AWAY_NODE:
                node = network.nodes[arc.head]
                held[node.week, node.bank][first + place] = 1.0
        for (pool, place), column in self.leave.items():
            if pool == number:
                node = network.nodes[place]
                held[node.week, node.bank][column] = -1.0
        for node in network.nodes:
            if node.joined:
                joined[node.week, node.bank] += node.joined
        banks = sorted({bank for _, bank in (*held, *joined)})
        fleet = float(len(network.pool.tails))
        for week in range(1, weeks + 1):
            counts = {}
            for bank in banks:
                if held[week, bank] or joined[week, bank]:
                    counts[bank] = self._column(fleet)
                    terms = held[week, bank] | {counts[bank]: -1.0}
                    self._row(terms, -joined[week, bank], -joined[week, bank])
            for least_h, wanted in bank_line(network.pool.members(week), network.kind.smallest_interval_h):
                steps = math.floor(least_h / step_h + _EPSILON)
                row = {column: 1.0 for bank, column in counts.items() if bank >= steps}
                row[self._column(float(wanted), level=2)] = 1.0
                self._row(row, float(wanted))

    def _man_hours(self, workshop: str) -> None:
        """Man-hours of inspections and of unscheduled work stay within those of the workshop."""
        terms: list[dict[int, float]] = [defaultdict(float) for _ in range(self.weeks)]
        for number, network in enumerate(self.networks):
            if network.pool.workshop != workshop:
                continue
            first = self.first_arc[number]
            hourly = network.kind.man_hours_per_flight_h * network.step_h
            for week, flown in enumerate(self._flown(first, network)):
                for column, steps in flown.items():
                    terms[week][column] += hourly * steps
            for place, arc in enumerate(network.arcs):
                if arc.visit is not None:
                    if arc.visit.place is Place.BASE:  # defects come with ferry flights, too
                        terms[arc.week][first + place] += (
                            network.kind.man_hours_per_flight_h * 2.0 * network.pool.ferry_h
                        )
                    if _may_be_spread(network.kind, arc.visit):
                        continue
                    for later, man_hours in enumerate(arc.visit.man_hours_by_week()):
                        if arc.week + later < self.weeks:
                            terms[arc.week + later][first + place] += man_hours
        for week, most in enumerate(self.problem.workshops[workshop].man_hours[: self.weeks]):
            row = {column: value for column, value in terms[week].items() if value}
            if row:
                self._row(row, -math.inf, most)

    def _docks(self, workshop: str) -> None:
        """Visits of each week fit the docks, day by day: patterns of short ones beside what long ones take."""
        weeks = self.weeks
        short: list[dict[int, dict[int, float]]] = [defaultdict(dict) for _ in range(weeks)]
        held: list[dict[int, float]] = [{} for _ in range(weeks)]
        partly: list[dict[int, dict[int, float]]] = [defaultdict(dict) for _ in range(weeks)]
        lengths = set()
        for number, network in enumerate(self.networks):
            if network.pool.workshop != workshop:
                continue
            for place, arc in enumerate(network.arcs):
                visit = arc.visit
                if visit is None or visit.place is not Place.BASE:
                    continue
                column = self.first_arc[number] + place
                if visit.weeks == 1:
                    lengths.add(visit.days)
                    short[arc.week][visit.days][column] = 1.0
                    continue
                for week in range(arc.week, min(weeks, arc.week + visit.weeks)):
                    held[week][column] = 1.0
                if arc.last_week < weeks and visit.last_days < DAYS_A_WEEK:
                    partly[arc.last_week][visit.last_days][column] = 1.0
        options: dict[int, tuple[Pattern, ...]] = {}
        for week, docks in enumerate(self.problem.workshops[workshop].docks[: self.weeks]):
            cover = {days: dict.fromkeys(columns, -1.0) for days, columns in short[week].items()}
            whole = dict(held[week])
            for taken in (0, *sorted(partly[week])):
                if taken not in options:
                    options[taken] = patterns(taken, lengths)
                beside = dict.fromkeys(partly[week].get(taken, {}), -1.0)
                for pattern in options[taken]:
                    if not any(days in cover for days in pattern):
                        continue
                    column = self._column(float(docks))
                    for days, row in cover.items():
                        if pattern.count(days):
                            row[column] = float(pattern.count(days))
                    (beside if taken else whole)[column] = 1.0
                if taken and any(value > 0 for value in beside.values()):
                    self._row(beside, -math.inf, 0.0)
            if whole:
                self._row(whole, -math.inf, float(docks))
            for row in cover.values():
                self._row(row, 0.0)
