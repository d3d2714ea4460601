"""The whole problem as a linear programme over the flow networks of its pools, in arrays.

Columns are the flows on arcs (how many tails), tails that leave, dock patterns, and the shortfalls; all rows are
`low <= a x <= high`. The objective levels are vectors over the columns, in the order in which they count:

1. `unmet_hours`: flight hours asked and not flown;
2. `fleet_shortfall`: tail-weeks by which the serviceable fleet is below what is asked;
3. `bank_shortfall`: tail-weeks below the bank-time line, which keeps inspections from coming all at once;
4. `lost_hours`: bank time given up by early inspections, and ferry hours.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem, FleetType, Place
from airlift.sustainment.docks import Pattern, patterns
from airlift.sustainment.network import AWAY_NODE, Network, network_of

__all__ = ["LEVELS", "FleetModel", "bank_line", "model_of", "wanted_present"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LEVELS = (
    ("unmet_hours", "flight hours"),
    ("fleet_shortfall", "tail-weeks"),
    ("bank_shortfall", "tail-weeks"),
    ("lost_hours", "flight hours"),
)
"""Name and unit of each objective level."""

_EPSILON = 1e-9


@dataclass(frozen=True)
class FleetModel:
    """Arrays of the linear programme.

    Parameters
    ----------
    problem : FleetProblem
        What it is made from.
    networks : tuple of Network
        One for each pool.
    first_arc : tuple of int
        Column of the first arc of each pool's network.
    leave : mapping of (int, int) to int
        Column of the tails that leave from a node, by pool and node.
    least, most : array of float, shape (columns,)
        Ranges of the columns.
    whole : array of bool, shape (columns,)
        Which columns are counted in whole numbers.
    costs : array of float, shape (levels, columns)
        Objective levels.
    row, column, coefficient : array, shape (entries,)
        Entries of the rows.
    low, high : array of float, shape (rows,)
        Sides of the rows.
    """

    problem: FleetProblem
    networks: tuple[Network, ...]
    first_arc: tuple[int, ...]
    leave: dict[tuple[int, int], int]
    least: FloatArray
    most: FloatArray
    whole: BoolArray
    costs: FloatArray
    row: IntArray
    column: IntArray
    coefficient: FloatArray
    low: FloatArray
    high: FloatArray

    def activity(self, x: FloatArray) -> FloatArray:
        """Left-hand sides at a point."""
        terms = self.coefficient * x[self.column]
        return np.bincount(self.row, weights=terms, minlength=len(self.low)).astype(np.float64)

    def allows(self, x: FloatArray, tolerance: float = 1e-6) -> bool:
        """Whether a point keeps all ranges and rows."""
        sides = self.activity(x)
        return bool(
            np.all(x >= self.least - tolerance)
            and np.all(x <= self.most + tolerance)
            and np.all(sides >= self.low - tolerance)
            and np.all(sides <= self.high + tolerance)
        )


def bank_line(members: int, bank_h: float) -> tuple[tuple[float, int], ...]:
    """Return the bank-time line of a fleet: thresholds in hours, and how many tails should have at least so much.

    With K tails the thresholds are 0, P/K, 2P/K ... for a full bank P, and K-1, K-2, K-3 ... tails should reach them.
    """
    return tuple((bank_h * place / members, members - 1 - place) for place in range(members - 1))


def wanted_present(kind: FleetType, asked: float) -> int:
    """Tails outside inspections of which so many are serviceable after unscheduled losses."""
    return math.ceil(asked / kind.serviceable - _EPSILON)


def model_of(problem: FleetProblem) -> FleetModel:
    """Build networks and rows of a problem."""
    return _Builder(problem).build()


class _Builder:
    """Collects columns and rows; one method for each family of rows."""

    def __init__(self, problem: FleetProblem) -> None:
        self.problem = problem
        self.networks = tuple(
            network_of(pool, problem.types[pool.type], problem.weeks) for pool in problem.pools
        )
        self.least: list[float] = []
        self.most: list[float] = []
        self.whole: list[bool] = []
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
        costs = np.zeros((len(LEVELS), len(self.least)))
        for level, column, price in self.cost:
            costs[level, column] += price
        return FleetModel(
            problem=self.problem,
            networks=self.networks,
            first_arc=tuple(self.first_arc),
            leave=self.leave,
            least=np.array(self.least),
            most=np.array(self.most),
            whole=np.array(self.whole, dtype=np.bool_),
            costs=costs,
            row=np.repeat(np.arange(len(self.rows)), [len(row) for row in self.rows]),
            column=np.array([column for row in self.rows for column in row], dtype=np.int64),
            coefficient=np.array([value for row in self.rows for value in row.values()], dtype=np.float64),
            low=np.array([low for low, _ in self.sides]),
            high=np.array([high for _, high in self.sides]),
        )

    def _column(
        self, most: float, *, whole: bool = False, level: int | None = None, price: float = 1.0
    ) -> int:
        self.least.append(0.0)
        self.most.append(most)
        self.whole.append(whole)
        column = len(self.least) - 1
        if level is not None and price:
            self.cost.append((level, column, price))
        return column

    def _row(self, terms: dict[int, float], low: float, high: float = math.inf) -> None:
        self.rows.append(terms)
        self.sides.append((low, high))

    def _arcs(self, network: Network) -> None:
        """Flows: how many tails take each arc."""
        self.first_arc.append(len(self.least))
        fleet = float(len(network.pool.tails))
        for arc in network.arcs:
            self._column(fleet, whole=True, level=3, price=arc.lost_h)

    def _balance(self, number: int, network: Network) -> None:
        """Let what comes to a node leave it; so many tails leave the pool at the beginning of a week."""
        first = self.first_arc[number]
        terms: list[dict[int, float]] = [{} for _ in network.nodes]
        for place, arc in enumerate(network.arcs):
            terms[arc.tail][first + place] = 1.0
            if arc.head != AWAY_NODE:
                terms[arc.head][first + place] = -1.0
        joined = np.bincount([start for start in network.starts if start >= 0], minlength=len(network.nodes))
        gone: dict[int, dict[int, float]] = defaultdict(dict)
        for place, node in enumerate(network.nodes):
            if network.pool.leaving.get(node.week, 0):
                column = self._column(float(len(network.pool.tails)), whole=True)
                self.leave[number, place] = column
                terms[place][column] = 1.0
                gone[node.week][column] = 1.0
            if node.week < self.problem.weeks:
                self._row(terms[place], float(joined[place]), float(joined[place]))
            else:  # the end of the plan: what comes in stays
                self._row({column: -value for column, value in terms[place].items()}, -float(joined[place]))
        for week, leaving in gone.items():
            asked = float(network.pool.leaving[week])
            self._row(leaving, asked, asked)

    def _hours(self, number: int, network: Network) -> None:
        """Flight hours of each week reach what is asked, or are unmet; they pass it by less than one step."""
        first, step_h = self.first_arc[number], network.kind.step_h
        terms = self._flown(first, network)
        for week, asked_h in enumerate(network.pool.required_h):
            row = {column: steps * step_h for column, steps in terms[week].items()}
            row[self._column(asked_h, level=0)] = 1.0
            over_h = math.ceil(asked_h / step_h - _EPSILON) * step_h - asked_h
            self._row(row, asked_h, asked_h + over_h)

    def _flown(self, first: int, network: Network) -> list[dict[int, float]]:
        """Return the steps that each arc flies, by week."""
        terms: list[dict[int, float]] = [defaultdict(float) for _ in range(self.problem.weeks)]
        for place, arc in enumerate(network.arcs):
            if arc.before:
                terms[arc.week][first + place] += arc.before
            if arc.after:
                terms[arc.last_week][first + place] += arc.after
        return terms

    def _presence(self, number: int, network: Network) -> None:
        """Tails without a visit in a week leave enough serviceable ones, or there is a shortfall.

        Overdue ones do not count.
        """
        first = self.first_arc[number]
        terms: list[dict[int, float]] = [{} for _ in range(self.problem.weeks)]
        for place, arc in enumerate(network.arcs):
            if arc.visit is None and not network.nodes[arc.tail].overdue:
                terms[arc.week][first + place] = 1.0
        for week, asked in enumerate(network.pool.least_tails):
            wanted = float(wanted_present(network.kind, asked))
            if wanted:
                self._row(terms[week] | {self._column(wanted, level=1): 1.0}, wanted)

    def _bank(self, number: int, network: Network) -> None:
        """Bank times at the beginning of each week from the second on, and at the end, reach the bank-time line.

        A tail in a visit has what it will have after it.
        """
        first, step_h, weeks = self.first_arc[number], network.kind.step_h, self.problem.weeks
        held: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        joined: dict[tuple[int, int], int] = defaultdict(int)
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
        for start in network.starts:
            if start >= 0:
                joined[network.nodes[start].week, network.nodes[start].bank] += 1
        banks = sorted({bank for _, bank in (*held, *joined)})
        for week in range(1, weeks + 1):
            counts = {}
            for bank in banks:
                if held[week, bank] or joined[week, bank]:
                    counts[bank] = self._column(math.inf)
                    terms = held[week, bank] | {counts[bank]: -1.0}
                    self._row(terms, -float(joined[week, bank]), -float(joined[week, bank]))
            for least_h, wanted in bank_line(network.pool.members(week), network.ladder.interval_h):
                steps = math.ceil(least_h / step_h - _EPSILON)
                row = {column: 1.0 for bank, column in counts.items() if bank >= steps}
                row[self._column(float(wanted), level=2)] = 1.0
                self._row(row, float(wanted))

    def _man_hours(self, workshop: str) -> None:
        """Man-hours of inspections and of unscheduled work stay within those of the workshop."""
        terms: list[dict[int, float]] = [defaultdict(float) for _ in range(self.problem.weeks)]
        for number, network in enumerate(self.networks):
            if network.pool.workshop != workshop:
                continue
            first = self.first_arc[number]
            hourly = network.kind.man_hours_per_flight_h * network.kind.step_h
            for week, flown in enumerate(self._flown(first, network)):
                for column, steps in flown.items():
                    terms[week][column] += hourly * steps
            for place, arc in enumerate(network.arcs):
                if arc.visit is not None:
                    if arc.visit.place is Place.BASE:  # defects come with ferry flights, too
                        terms[arc.week][first + place] += (
                            network.kind.man_hours_per_flight_h * 2.0 * network.pool.ferry_h
                        )
                    for later, man_hours in enumerate(arc.visit.man_hours_by_week()):
                        if arc.week + later < self.problem.weeks:
                            terms[arc.week + later][first + place] += man_hours
        for week, most in enumerate(self.problem.workshops[workshop].man_hours):
            row = {column: value for column, value in terms[week].items() if value}
            if row:
                self._row(row, -math.inf, most)

    def _docks(self, workshop: str) -> None:
        """Visits of each week fit the docks, day by day: patterns of short ones beside what long ones take."""
        weeks = self.problem.weeks
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
        for week, docks in enumerate(self.problem.workshops[workshop].docks):
            cover = {days: dict.fromkeys(columns, -1.0) for days, columns in short[week].items()}
            whole = dict(held[week])
            for taken in (0, *sorted(partly[week])):
                if taken not in options:
                    options[taken] = patterns(taken, lengths)
                beside = dict.fromkeys(partly[week].get(taken, {}), -1.0)
                for pattern in options[taken]:
                    if not any(days in cover for days in pattern):
                        continue
                    column = self._column(float(docks), whole=True)
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
