"""Routes by prices: the linear programme of a level, searches for routes that lower it, and the bounds of those."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from airlift.solvers import SolveOptions
from airlift.sorties.allowance import Allowance
from airlift.sorties.pricing.ascent import ascended
from airlift.sorties.pricing.columns import (
    BROAD,
    EVERY,
    EXACT,
    MOST_LABELS,
    QUICK,
    Column,
    FleetRoutes,
    column_of,
)
from airlift.sorties.pricing.cuts import Cuts
from airlift.sorties.pricing.master import Level, Master, Prices, aircraft_terms
from airlift.sorties.pricing.net import Price
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from airlift.sorties.schedule import timed

__all__ = ["FEW_TASKS", "Aim", "Generation"]

FEW_TASKS = 25
"""Tasks up to which every search is short."""
_EPS = 1e-7
_SETTLED = 1e-6
_QUICKER = 2.0
"""How much of the work goes into quick searches, for each unit of exact ones."""
_QUICK_ROUNDS = 5
"""Quick searches between two exact ones, at least, unless the exact one is cheap."""
_QUICK_LABELS = 40_000
"""Labels of a search that is not exact."""
_FIRST_LABELS, _MORE_LABELS = 60_000, 4
"""Labels of an exact search that ends early, with the routes that it has; how many times more if it has none."""
_CHEAP = 6_000
"""Labels of a cheap search."""
_SMOOTH = 0.6
"""How far the prices of a search are from those of the linear programme to those of the best bound."""
_FEW_BETWEEN = 0.005
"""Gap, as a part of the cost, within which cuts are needed no longer."""
_CUTS_AT_ONCE = 16
"""Cuts that are taken in at once."""
_ASCENT = 0.3
"""Part of the time for the prices of a level that goes into the first ones."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What routes are priced for.

    Parameters
    ----------
    level : Level
        What is minimised.
    earlier : sequence of (Level, float)
        Levels before it and the values that they must keep.
    most_aircraft : float
        Aircraft of all fleets that plans of interest use.
    value : float or None
        Value of the level that is known; None without a plan.
    cutting : bool
        Whether the programme is tightened once no route lowers it.
    known : callable
        Told each better bound; says whether it is good enough.
    """

    level: Level
    earlier: Sequence[tuple[Level, float]]
    most_aircraft: float
    value: float | None
    cutting: bool
    known: Callable[[float], bool]


class Generation:
    """All routes met, and the searches for more.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    options : SolveOptions
        Whether it must be repeatable; limits.

    Raises
    ------
    ValueError
        An aircraft that must be used cannot fly home.
    """

    def __init__(self, problem: SortieProblem, options: SolveOptions) -> None:
        self._problem, self._options = problem, options
        numbers = sorted({task.aircraft for task in problem.tasks})
        self._pricers = [
            FleetRoutes(problem, fleet, number, options.deterministic)
            for fleet in range(len(problem.fleets))
            if problem.fleets[fleet].aircraft
            for number in numbers
        ]
        self._empty = {
            number: self._empty_route(number)
            for number, fleet in enumerate(problem.fleets)
            if fleet.least_aircraft
        }
        self.columns: dict[Column, None] = dict.fromkeys(self._empty.values())
        self.best: tuple[Prices, list[float], float] | None = None
        """Prices of the best bound of the last run, least reduced cost of an aircraft of each fleet, and the bound."""
        self.detail: dict[str, float] = {}
        self._cuts = Cuts(len(problem.tasks))

    @property
    def labels(self) -> int:
        """Labels made so far."""
        return sum(pricer.labels for pricer in self._pricers)

    def meet(self, route: NodeRoute) -> None:
        """Take in a route that is allowed."""
        self.columns.setdefault(column_of(self._problem, route))

    def _empty_route(self, number: int) -> Column:
        route = NodeRoute(number, ())
        if timed(self._problem, route) is None:
            raise ValueError(f"an aircraft of fleet {number} that must be used cannot fly home")
        return column_of(self._problem, route)

    def run(self, aim: Aim, allowance: Allowance) -> float:
        """Price routes until none lowers the linear programme; gives the best bound met, minus infinite if none.

        Routes are searched at prices between those of the linear programme and those of the best bound, which keeps the
        prices from jumping (Wentges, International Transactions in Operational Research 4 (1997) 151-162).
        """
        master = Master(self._problem, aim.level, aim.earlier, self._penalty(aim.level))
        self._cuts = master.cuts
        master.add(list(self.columns))
        bound, work = self._first_prices(aim, allowance), [0, 0]
        mode, smooth, since, pause, most = QUICK, True, 0, _QUICK_ROUNDS, _FIRST_LABELS
        if aim.known(bound):
            return bound
        while not allowance.over() and (there := master.solve()) is not None:
            if aim.level.goal == "left" and master.left <= _SETTLED:
                return bound
            mixed = smooth and self.best is not None
            prices = there if not mixed or self.best is None else there.towards(self.best[0], _SMOOTH)
            self.detail["rounds"] = self.detail.get("rounds", 0.0) + 1.0
            labels = self.labels
            found, least, exact = self._search(prices, mode, allowance, most)
            work[mode == EXACT] += self.labels - labels
            news = master.add(found)
            self.columns |= dict.fromkeys(found)
            mine = self._bound(aim, prices, least)
            if mine > bound:
                bound = mine
                if aim.known(bound):
                    return bound
            lowers = news > 0 and any(there.reduced(column, self._cuts) < -_EPS for column in found)
            if exact and not lowers and not mixed:
                if not aim.cutting or self._near(aim, bound) or not self._tighten(master):
                    return bound
                mode, smooth, since = QUICK, False, 0
                continue
            if mode == EXACT and not exact and not lowers:
                if most > MOST_LABELS and not mixed:
                    return bound
                most *= _MORE_LABELS
            smooth = lowers or (not mixed and mode != EXACT)
            # The best route of all gives a bound; it is asked for as long as that costs little.
            since = 0 if mode == EXACT else since + 1
            if mode == EXACT:
                pause = 1 if self.labels - labels < _CHEAP else _QUICK_ROUNDS
            often = since < pause or _QUICKER * work[1] > work[0]
            mode = (QUICK if often else EXACT) if lowers else BROAD if mode == QUICK else EXACT
        return bound

    def within(self, upto: float, most_aircraft: float, allowance: Allowance) -> list[Column] | None:
        """Give all routes of plans of the last level run whose value is at most so much.

        None if they are too many, or no bound is known.
        """
        if self.best is None:
            return None
        prices, least, _ = self.best
        terms = aircraft_terms(self._problem, least, most_aircraft)[1]
        columns = dict.fromkeys(self._empty.values())
        for pricer in self._pricers:
            limit = upto - prices.constant - terms[pricer.fleet] + _EPS
            found = pricer.search(self._price(pricer, prices, EVERY), limit, EVERY, allowance)
            if not found.complete:
                return None
            columns |= dict.fromkeys(
                column for _, column in found.columns if column.together == pricer.together
            )
        self.detail["enumerated"] = float(len(columns))
        return list(columns)

    def _first_prices(self, aim: Aim, allowance: Allowance) -> float:
        """Begin with prices that cost little; gives their bound."""
        self.best = None
        if aim.value is None or len(self._problem.tasks) <= FEW_TASKS:
            return -math.inf
        left = allowance.left()
        steps = allowance if left is None else Allowance(self._options.within(_ASCENT * left), allowance)
        self.best = ascended(self._problem, self._pricers, aim.level, aim.value, aim.most_aircraft, steps)
        return -math.inf if self.best is None else _below(self.best[2])

    def _bound(self, aim: Aim, prices: Prices, least: list[float]) -> float:
        """Bound of some prices and least reduced costs, which are kept if it is the best."""
        worst = min(least)
        if aim.level.goal == "aircraft" and -math.inf < worst < 0.0:
            # Prices at which no route is worth more than its aircraft: Farley, Operations Research 38
            # (1990) 922-923.
            part = 1.0 / (1.0 - worst)
            prices, least = prices.scaled(part), [1.0 - part + part * value for value in least]
        total = prices.constant + aircraft_terms(self._problem, least, aim.most_aircraft)[0]
        if math.isfinite(total) and (self.best is None or total > self.best[2]):
            self.best = (prices, least, total)
        return _below(total) if math.isfinite(total) else -math.inf

    def _tighten(self, master: Master) -> bool:
        """Make the relaxation tighter where its solution is no plan; whether that can be done.

        Routes that fly a task twice are forbidden, and cuts that the solution breaks are taken in.
        """
        twice = [column for column, _ in master.solution() if _repeats(column)]
        for pricer in self._pricers:
            # All searches of a fleet remember the same, for a route of few aircraft may be found with more of them.
            pricer.forbid([column for column in twice if column.route.fleet == pricer.fleet])
        memory = {pricer.fleet: pricer for pricer in self._pricers}
        lost = [
            column
            for column in (self.columns if twice else ())
            if _repeats(column) and not memory[column.route.fleet].allows(column)
        ]
        master.drop(lost)
        for column in lost:
            del self.columns[column]
        cuts = master.cut(_CUTS_AT_ONCE)
        self.detail["cuts"] = float(len(self._cuts.sets))
        return bool(twice) or cuts > 0

    def _search(
        self, prices: Prices, mode: int, allowance: Allowance, most_labels: float
    ) -> tuple[list[Column], list[float], bool]:
        """Search for routes at some prices: routes, least reduced cost by fleet, and whether that is exact."""
        least, columns, exact = [math.inf] * len(self._problem.fleets), list[Column](), mode == EXACT
        for pricer in self._pricers:
            price = self._price(pricer, prices, mode)
            limit = float(prices.fleet[pricer.fleet]) * pricer.together - _EPS
            found = pricer.search(
                price, limit, mode, allowance, most_labels if mode == EXACT else _QUICK_LABELS
            )
            mine = max(found.least, min(limit, pricer.floor(price))) / pricer.together
            least[pricer.fleet] = min(least[pricer.fleet], mine)
            exact = exact and found.complete
            columns += [column for _, column in found.columns]
        for fleet, column in self._empty.items():
            least[fleet] = min(least[fleet], prices.per_aircraft + prices.per_cost * column.cost)
        return columns, [0.0 if value == math.inf else value for value in least], exact

    def _price(self, pricer: FleetRoutes, prices: Prices, mode: int) -> Price:
        cuts = (self._cuts.masks, -prices.cut)
        return pricer.prices(prices.task, prices.use, prices.per_cost, prices.per_aircraft, cuts, mode)

    def _near(self, aim: Aim, bound: float) -> bool:
        """Whether a bound is so near to the value that all routes in between are few."""
        if aim.value is None or aim.level.whole:
            return False
        return aim.value - bound <= _FEW_BETWEEN * aim.value

    def _penalty(self, level: Level) -> float:
        if level.whole:
            return 100.0 * len(self._problem.tasks) + 100.0
        dear = 4.0 * float(self._problem.cost.max()) + max(fleet.fixed_cost for fleet in self._problem.fleets)
        return 10.0 * dear + 1.0


def _repeats(column: Column) -> bool:
    return len(set(column.tasks)) < len(column.tasks)


def _below(total: float) -> float:
    """Leave room for the rounding of sums of prices."""
    return total - 1e-9 * max(1.0, abs(total))
