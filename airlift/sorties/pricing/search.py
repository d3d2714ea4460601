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
from airlift.sorties.pricing.columns import EVERY, EXACT, QUICK, Column, FleetRoutes, column_of
from airlift.sorties.pricing.master import LEFT, Level, Master, Prices, aircraft_terms, levels_of
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute, RouteProof
from airlift.sorties.schedule import plan_value, timed

__all__ = ["Search"]

Tell = Callable[[NodePlan | None, tuple[float, ...]], None]

_EPS = 1e-7
_SETTLED = 1e-6
_MOST_MET = 6_000
"""Most routes of the primal engine that are taken."""
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
        for route, _ in self._primal.routes()[-_MOST_MET:]:
            self._columns.setdefault(column_of(self._problem, route))
        infeasible = False
        if self._plan is None and self._prices(LEFT, [], math.inf) > _SETTLED:
            infeasible = True
        number = 0
        while not infeasible and number < len(self._levels) and not self._allowance.over():
            before = self._prefix(number)
            infeasible = not self._close(number)
            changed = next((k for k in range(number) if self._prefix(k + 1) != before[: k + 1]), number)
            # A better plan of an earlier level was found: what was proven after it holds no longer.
            number = changed if changed < number else number + 1
        self._detail |= {
            "routes": float(len(self._columns)),
            "labels": float(sum(pricer.labels for pricer in self._pricers)),
        }
        infeasible = infeasible and self._plan is None
        return RouteProof(self._plan, tuple(self._bounds), infeasible, tuple(self._detail.items()))

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
                if self._value is None or value[:number] != self._value[:number]:
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
    ) -> float:
        """Price routes until none lowers the linear programme; gives the best bound met."""
        master = Master(self._problem, level, earlier, self._penalty(level))
        master.add(list(self._columns))
        left = self._share(_PRICING_SHARE * (1.0 if number is None else self._of_levels(number)))
        allowance = (
            self._allowance if left is None else Allowance(self._options.within(left), self._allowance)
        )
        self._best, best, mode = None, -math.inf, QUICK
        while not allowance.over() and (prices := master.solve()) is not None:
            self._detail["rounds"] = self._detail.get("rounds", 0.0) + 1.0
            least, news, exact = [math.inf] * len(self._problem.fleets), 0, True
            for pricer in self._pricers:
                price = pricer.prices(prices.task, prices.use, prices.per_cost, prices.per_aircraft)
                limit = float(prices.fleet[pricer.fleet]) * pricer.together - _EPS
                found = pricer.search(price, limit, mode, allowance)
                mine = max(found.least, min(limit, pricer.floor(price))) / pricer.together
                least[pricer.fleet] = min(least[pricer.fleet], mine)
                exact = exact and (found.complete and mode == EXACT)
                fresh = [column for _, column in found.columns]
                news += master.add(fresh)
                self._columns |= dict.fromkeys(fresh)
            for fleet, column in self._empty.items():
                empty = prices.per_aircraft + prices.per_cost * column.cost
                least[fleet] = min(least[fleet], empty)
            least = [0.0 if math.isinf(value) and value > 0.0 else value for value in least]
            total = prices.constant + aircraft_terms(self._problem, least, most_aircraft)[0]
            bound = total - 1e-9 * max(1.0, abs(total)) if math.isfinite(total) else -math.inf
            if bound > best:
                best, self._best = bound, (prices, least, total)
                if number is not None:
                    self._raise(number, bound)
                    if self._settled(number):
                        return best
            if level is LEFT and (best > _SETTLED or master.left <= _SETTLED):
                return best
            if exact and not news:
                return best
            mode = QUICK if news else EXACT if mode == QUICK else mode
            if mode == EXACT and not news and not exact and allowance.over():
                return best
        return best

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
        self._take(chosen.plan)
        return chosen.bound

    def _all_routes(self, number: int) -> bool:
        """Settle a level by all routes that a better plan can have; False if there is no plan at all."""
        if self._best is None:
            return True
        level, earlier = self._levels[number], self._earlier(number)
        prices, least, _ = self._best
        aim = math.inf
        if self._value is not None:
            aim = self._value[number] - (1.0 - _SETTLED if level.whole else 0.0)
        terms = aircraft_terms(self._problem, least, self._most_aircraft(number))[1]
        columns = dict.fromkeys(self._empty.values())
        share = self._share(self._of_levels(number))
        allowance = self._allowance
        if share is not None:
            allowance = Allowance(self._options.within(share), self._allowance)
        for pricer in self._pricers:
            limit = aim - prices.constant - terms[pricer.fleet] + _EPS
            price = pricer.prices(prices.task, prices.use, prices.per_cost, prices.per_aircraft)
            found = pricer.search(price, limit, EVERY, allowance)
            if not found.complete:
                return True
            columns |= dict.fromkeys(
                column for _, column in found.columns if column.together == pricer.together
            )
        self._detail["enumerated"] = float(len(columns))
        bound = self._choose(list(columns), number, allowance.left())
        if self._prefix(number) != tuple(value for _, value in earlier):
            return True
        if bound == math.inf and self._value is None:
            return False
        self._raise(number, min(bound, aim if math.isfinite(aim) else bound))
        if level.whole and self._value is not None and bound > aim:
            self._raise(number, self._value[number])
        return True
