"""Level by level: column generation, the choice among the routes met, then all routes within the gap.

Let `L` be the bound that prices give: their constant, and for the aircraft of each fleet the least reduced cost of its
routes. A plan with a route of reduced cost `r` costs at least `L` without one aircraft of the fleet, plus `r`. So the
routes below a limit hold every plan that is better than the one known, and the best choice among them settles the
level.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from airlift.solvers import SolveOptions
from airlift.sorties.energy.allowance import Allowance
from airlift.sorties.improve import Improver
from airlift.sorties.pricing.choice import choose
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
from airlift.sorties.pricing.master import LEFT, Level, Master, Prices, aircraft_terms, levels_of
from airlift.sorties.pricing.net import Price
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute, RouteProof
from airlift.sorties.schedule import plan_value, timed

__all__ = ["Search"]

Tell = Callable[[NodePlan | None, tuple[float, ...]], None]

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
_NEAR_COST, _NEAR_WHOLE, _FEW_TASKS = 0.08, 0.5, 25
"""Gap within which all routes are searched: part of the cost, aircraft or tasks; with few tasks, always."""
_FEW_BETWEEN = 0.005
"""Gap, as a part of the cost, within which cuts are needed no longer."""
_CUTS_AT_ONCE = 16
"""Cuts that are taken in at once."""
_FIRST_PART = 0.25
"""Part of the gap within which all routes are searched first."""
_MOST_MET = 6_000
"""Most routes of the primal engine that are taken."""
_AHEAD_SHARE = 0.25
"""Part of the time that is left for the prices of the last level, before the others."""
_PLAN_SHARE = 0.3
"""Part of the time that is left for a plan with fewer aircraft, if there may be one."""
_ITERATIONS_PER_SECOND = 2000
"""Iterations of the primal engine granted for each second in deterministic mode."""
_PRICING_SHARE, _CHOICE_SHARE = 0.5, 0.3
"""Parts of the time that is left: for the prices of a level, and then for the choice among the routes met."""


class Search:
    """One search; parameters as of `prove`."""

    def __init__(
        self,
        problem: SortieProblem,
        options: SolveOptions,
        incumbent: NodePlan | None,
        primal: Improver,
        tell: Tell,
    ) -> None:
        self._problem, self._options, self._tell, self._primal = problem, options, tell, primal
        self._allowance = Allowance(options)
        self._levels = levels_of(problem)
        self._plan: NodePlan | None = None
        self._value: tuple[float, ...] | None = None
        self._bounds = [0.0] * len(self._levels)
        self._detail: dict[str, float] = {}
        self._columns: dict[Column, None] = {}
        self._best: tuple[Prices, list[float], float] | None = None
        self._cuts = Cuts(len(problem.tasks))
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
        self._columns |= dict.fromkeys(self._empty.values())
        self._take(incumbent)

    def run(self) -> RouteProof:
        """Search until the plan is proven or the time is over."""
        self._meet()
        infeasible = False
        if self._plan is None and self._prices(LEFT, [], math.inf) > _SETTLED:
            infeasible = True
        number, last = 0, len(self._levels) - 1
        if last and self._plan is not None and self._levels[last].goal == "cost":
            # Where legs cost, few routes are alike and the prices are soon found; the routes serve the other levels.
            self._prices(
                self._levels[last],
                self._earlier(last),
                self._most_aircraft(last),
                last,
                _AHEAD_SHARE,
                cutting=False,
            )
        while not infeasible and number < len(self._levels) and not self._allowance.over():
            before = self._prefix(number)
            infeasible = not self._close(number)
            changed = next((k for k in range(number) if self._prefix(k + 1) != before[: k + 1]), number)
            # A better plan of an earlier level was found: what was proven after it holds no longer.
            number = changed if changed < number else number + 1
        self._detail |= {
            "routes": float(len(self._columns)),
            "labels": float(self._labels()),
        }
        infeasible = infeasible and self._plan is None
        return RouteProof(self._plan, tuple(self._bounds), infeasible, tuple(self._detail.items()))

    def _meet(self) -> None:
        """Take in the routes that the primal engine has met."""
        for route, _ in self._primal.routes()[-_MOST_MET:]:
            self._columns.setdefault(column_of(self._problem, route))

    def _search_plans(self) -> None:
        """Give the primal engine a part of the time: what comes after a level is proven for its value alone."""
        seconds = self._share(_PLAN_SHARE)
        if seconds is None:
            return
        if self._options.deterministic:
            self._primal.run(iterations=round(seconds * _ITERATIONS_PER_SECOND))
            self._allowance.solver(seconds)
        else:
            self._primal.run(seconds, self._allowance.over)
        self._take(self._primal.best)
        self._meet()

    def _empty_route(self, number: int) -> Column:
        route = NodeRoute(number, ())
        if timed(self._problem, route) is None:
            raise ValueError(f"an aircraft of fleet {number} that must be used cannot fly home")
        return column_of(self._problem, route)

    def _prefix(self, number: int) -> tuple[float, ...]:
        return () if self._value is None else self._value[:number]

    def _earlier(self, number: int) -> list[tuple[Level, float]]:
        return list(zip(self._levels, self._prefix(number), strict=False))

    def _take(self, plan: NodePlan | None) -> None:
        """Take a plan if it is better than the best one, and its routes as columns."""
        value = None if plan is None else plan_value(self._problem, plan)
        if plan is None or value is None:
            return
        for route in plan.routes:
            self._columns.setdefault(column_of(self._problem, route))
        if self._value is None or value < self._value:
            for number in range(1, len(value)):
                earlier = zip(value[:number], (self._value or ())[:number], strict=False)
                if self._value is None or any(now > then for now, then in earlier):
                    self._bounds[number] = 0.0
            self._plan, self._value = plan, value
            self._tell(plan, tuple(self._bounds))

    def _raise(self, number: int, bound: float) -> None:
        if not math.isfinite(bound):
            return
        level = self._levels[number]
        if level.whole:
            bound = float(math.ceil(bound - _SETTLED))
        if self._value is not None:
            bound = min(bound, self._value[number])
        if bound > self._bounds[number]:
            self._bounds[number] = bound
            self._tell(self._plan, tuple(self._bounds))

    def _settled(self, number: int) -> bool:
        return self._value is not None and self._value[number] - self._bounds[number] <= _SETTLED

    def _close(self, number: int) -> bool:
        """Prove a level as far as the time allows; False if there is no plan at all."""
        level, earlier = self._levels[number], self._earlier(number)
        if self._settled(number):
            return True
        bound = self._prices(level, earlier, self._most_aircraft(number), number)
        self._raise(number, bound)
        if level.whole and not self._settled(number):
            self._search_plans()
        if self._settled(number) or self._allowance.over():
            return True
        self._choose(list(self._columns), number, self._share(_CHOICE_SHARE * self._of_levels(number)))
        if (
            self._settled(number)
            or self._allowance.over()
            or self._prefix(number) != tuple(v for _, v in earlier)
        ):
            return True
        return self._all_routes(number)

    def _most_aircraft(self, number: int) -> float:
        """Aircraft that may be used by plans that matter."""
        most = float(sum(fleet.aircraft for fleet in self._problem.fleets))
        if self._value is None:
            return most
        for level, value in zip(self._levels[: number + 1], self._value, strict=False):
            if level.goal == "aircraft":
                most = min(most, value)
        return most

    def _of_levels(self, number: int) -> float:
        """Part of the time for a level: the last one, which is the hardest to prove, gets most."""
        return 1.0 if number == len(self._levels) - 1 else 0.4

    def _share(self, part: float) -> float | None:
        left = self._allowance.left()
        return None if left is None else part * left

    def _prices(
        self,
        level: Level,
        earlier: list[tuple[Level, float]],
        most_aircraft: float,
        number: int | None = None,
        share: float = _PRICING_SHARE,
        cutting: bool = True,
    ) -> float:
        """Price routes until none lowers the linear programme; gives the best bound met.

        It takes a share of the time, and tightens the programme by cuts if it is cutting.

        Routes are searched at prices between those of the linear programme and those of the best bound, which keeps the
        prices from jumping (Wentges, International Transactions in Operational Research 4 (1997) 151-162).
        """
        master = Master(self._problem, level, earlier, self._penalty(level))
        self._cuts = master.cuts
        master.add(list(self._columns))
        left = self._share(share * (1.0 if number is None else self._of_levels(number)))
        allowance = (
            self._allowance if left is None else Allowance(self._options.within(left), self._allowance)
        )
        self._best, best, work = None, -math.inf, [0, 0]
        mode, smooth, since, pause = QUICK, True, 0, _QUICK_ROUNDS
        most = _FIRST_LABELS
        while not allowance.over() and (there := master.solve()) is not None:
            if level is LEFT and master.left <= _SETTLED:
                return best
            mixed = smooth and self._best is not None
            prices = there if not mixed or self._best is None else there.towards(self._best[0], _SMOOTH)
            self._detail["rounds"] = self._detail.get("rounds", 0.0) + 1.0
            labels = self._labels()
            found, least, exact = self._search(prices, mode, allowance, most)
            work[mode == EXACT] += self._labels() - labels
            news = master.add(found)
            self._columns |= dict.fromkeys(found)
            worst = min(least)
            if level.goal == "aircraft" and -math.inf < worst < 0.0:
                # Prices at which no route is worth more than its aircraft: Farley, Operations Research 38
                # (1990) 922-923.
                part = 1.0 / (1.0 - worst)
                prices, least = prices.scaled(part), [1.0 - part + part * value for value in least]
            total = prices.constant + aircraft_terms(self._problem, least, most_aircraft)[0]
            bound = total - 1e-9 * max(1.0, abs(total)) if math.isfinite(total) else -math.inf
            if bound > best:
                best, self._best = bound, (prices, least, total)
                if number is not None:
                    self._raise(number, bound)
                    if self._settled(number):
                        return best
                elif best > _SETTLED:
                    return best
            lowers = news > 0 and any(there.reduced(column, self._cuts) < -_EPS for column in found)
            if exact and not lowers and not mixed:
                if not cutting or level is LEFT or self._near(number, best) or not self._tighten(master):
                    return best
                mode, smooth, since = QUICK, False, 0
                continue
            if mode == EXACT and not exact and not lowers:
                if most > MOST_LABELS and not mixed:
                    return best
                most *= _MORE_LABELS
            smooth = lowers or (not mixed and mode != EXACT)
            # The best route of all gives a bound; it is asked for as long as that costs little.
            since = 0 if mode == EXACT else since + 1
            if mode == EXACT:
                pause = 1 if self._labels() - labels < _CHEAP else _QUICK_ROUNDS
            often = since < pause or _QUICKER * work[1] > work[0]
            mode = (QUICK if often else EXACT) if lowers else BROAD if mode == QUICK else EXACT
        return best

    def _tighten(self, master: Master) -> bool:
        """Make the relaxation tighter where its solution is no plan; whether that can be done.

        Routes that fly a task twice are forbidden, and cuts that the solution breaks are taken in.
        """
        twice = [column for column, _ in master.solution() if len(set(column.tasks)) < len(column.tasks)]
        for pricer in self._pricers:
            mine = (pricer.fleet, pricer.together)
            pricer.forbid([column for column in twice if (column.route.fleet, column.together) == mine])
            if twice:
                lost = [
                    column
                    for column in self._columns
                    if (column.route.fleet, column.together) == mine
                    and len(set(column.tasks)) < len(column.tasks)
                    and not pricer.allows(column)
                ]
                master.drop(lost)
                for column in lost:
                    del self._columns[column]
        cuts = master.cut(_CUTS_AT_ONCE)
        self._detail["cuts"] = float(len(self._cuts.sets))
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

    def _near(self, number: int | None, bound: float) -> bool:
        """Whether the bound of a level is so near to its value that all routes in between are few."""
        if number is None or self._value is None or self._levels[number].whole:
            return False
        return self._value[number] - bound <= _FEW_BETWEEN * self._value[number]

    def _labels(self) -> int:
        return sum(pricer.labels for pricer in self._pricers)

    def _penalty(self, level: Level) -> float:
        if level.whole:
            return 100.0 * len(self._problem.tasks) + 100.0
        dear = 4.0 * float(self._problem.cost.max()) + max(fleet.fixed_cost for fleet in self._problem.fleets)
        return 10.0 * dear + 1.0

    def _choose(self, columns: list[Column], number: int, limit_s: float | None) -> float:
        """Take the best plan of some routes; gives the bound of such plans."""
        chosen = choose(
            self._problem,
            columns,
            self._levels[number],
            self._earlier(number),
            self._options,
            limit_s,
            self._plan,
        )
        self._allowance.solver(limit_s or 0.0)
        if chosen.plan is not None:
            self._take(chosen.plan)
            self._primal.take(chosen.plan)
        return chosen.bound

    def _all_routes(self, number: int) -> bool:
        """Settle a level by all routes that a better plan can have; False if there is no plan at all.

        Where costs are far from the bound, the routes within a part of the gap come first: the best plan of them
        is often better than the one known, and no plan that has others is below that part.
        """
        if self._best is None:
            return True
        level, earlier = self._levels[number], self._earlier(number)
        total, part = self._best[2], 1.0 if level.whole or self._value is None else _FIRST_PART
        share = self._share(self._of_levels(number))
        allowance = (
            self._allowance if share is None else Allowance(self._options.within(share), self._allowance)
        )
        while not allowance.over():
            aim = math.inf
            if self._value is not None:
                aim = self._value[number] - (1.0 - _SETTLED if level.whole else 0.0)
            if math.isfinite(aim) and len(self._problem.tasks) > _FEW_TASKS:
                near = _NEAR_WHOLE if level.whole else _NEAR_COST * max(1.0, aim)
                if aim - total > near:
                    return True
            upto = aim if part >= 1.0 else total + part * (aim - total)
            columns = self._within(number, upto, allowance)
            if columns is None:
                return True
            bound = self._choose(columns, number, allowance.left())
            if self._prefix(number) != tuple(value for _, value in earlier):
                return True
            if bound == math.inf and self._value is None:
                return False
            self._raise(number, min(bound, upto))
            if level.whole and self._value is not None and bound > aim:
                self._raise(number, self._value[number])
            if part >= 1.0 or self._settled(number) or bound < upto - _SETTLED:
                return True
            part = min(1.0, 2.0 * part)
        return True

    def _within(self, number: int, upto: float, allowance: Allowance) -> list[Column] | None:
        """Give all routes of plans whose value is at most so much; None if they are too many."""
        assert self._best is not None
        prices, least, _ = self._best
        terms = aircraft_terms(self._problem, least, self._most_aircraft(number))[1]
        columns = dict.fromkeys(self._empty.values())
        for pricer in self._pricers:
            limit = upto - prices.constant - terms[pricer.fleet] + _EPS
            price = self._price(pricer, prices, EVERY)
            found = pricer.search(price, limit, EVERY, allowance)
            if not found.complete:
                return None
            columns |= dict.fromkeys(
                column for _, column in found.columns if column.together == pricer.together
            )
        self._detail["enumerated"] = float(len(columns))
        return list(columns)
