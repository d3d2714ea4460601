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
from airlift.sorties.allowance import Allowance
from airlift.sorties.improve import Improver
from airlift.sorties.pricing.choice import choose
from airlift.sorties.pricing.columns import Column
from airlift.sorties.pricing.generation import FEW_TASKS, Aim, Generation
from airlift.sorties.pricing.master import LEFT, Level, levels_of
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, RouteProof
from airlift.sorties.schedule import plan_value

__all__ = ["Search"]

Tell = Callable[[NodePlan | None, tuple[float, ...]], None]

_SETTLED = 1e-6
_NEAR_COST, _NEAR_WHOLE = 0.08, 0.5
"""Gap within which all routes are searched: part of the cost, aircraft or tasks; with few tasks, always."""
_FIRST_PART = 0.25
"""Part of the gap within which all routes are searched first."""
_MOST_MET = 6_000
"""Most routes of the primal engine that are taken."""
_AHEAD_SHARE = 0.2
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
        self._generation = Generation(problem, options)
        self._take(incumbent)

    def run(self) -> RouteProof:
        """Search until the plan is proven or the time is over."""
        self._meet()
        infeasible = False
        if self._plan is None:
            left = Aim(LEFT, (), math.inf, None, False, lambda bound: bound > _SETTLED)
            infeasible = self._generation.run(left, self._part(_PRICING_SHARE)) > _SETTLED
        number, last = 0, len(self._levels) - 1
        if last and self._plan is not None and self._levels[last].goal == "cost":
            # Where legs cost, few routes are alike and the prices are soon found; the routes serve the other levels.
            self._prices(last, _AHEAD_SHARE, cutting=False)
        while not infeasible and number < len(self._levels) and not self._allowance.over():
            before = self._prefix(number)
            infeasible = not self._close(number)
            changed = next((k for k in range(number) if self._prefix(k + 1) != before[: k + 1]), number)
            # A better plan of an earlier level was found: what was proven after it holds no longer.
            number = changed if changed < number else number + 1
        detail = self._generation.detail | {
            "routes": float(len(self._generation.columns)),
            "labels": float(self._generation.labels),
        }
        infeasible = infeasible and self._plan is None
        return RouteProof(self._plan, tuple(self._bounds), infeasible, tuple(detail.items()))

    def _meet(self) -> None:
        """Take in the routes that the primal engine has met."""
        for route, _ in self._primal.routes()[-_MOST_MET:]:
            self._generation.meet(route)

    def _search_plans(self) -> None:
        """Give the primal engine a part of the time: levels that follow are proven for the value of this one."""
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
            self._generation.meet(route)
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
        if self._settled(number):
            return True
        possible = self._prove(number)
        if self._levels[number].whole and not self._settled(number) and not self._allowance.over():
            self._search_plans()
        return possible

    def _prove(self, number: int) -> bool:
        """Find prices, choose among the routes met, then among all within the gap; False if there is no plan at all."""
        earlier = self._prefix(number)
        self._prices(number, _PRICING_SHARE, cutting=True)
        if self._settled(number) or self._allowance.over() or self._hopeless(number):
            return True
        share = self._share(_CHOICE_SHARE * self._of_levels(number))
        self._choose(list(self._generation.columns), number, share)
        if self._settled(number) or self._allowance.over() or self._prefix(number) != earlier:
            return True
        return self._all_routes(number)

    def _hopeless(self, number: int) -> bool:
        """Whether the plan cannot be proven best whatever this level brings; the time is better spent on a plan."""
        return len(self._problem.tasks) > FEW_TASKS and not all(map(self._settled, range(number)))

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

    def _part(self, part: float) -> Allowance:
        """Allow a part of the time that is left."""
        share = self._share(part)
        return self._allowance if share is None else Allowance(self._options.within(share), self._allowance)

    def _prices(self, number: int, share: float, *, cutting: bool) -> None:
        """Find the prices of a level, and with them its bound."""

        def known(bound: float) -> bool:
            self._raise(number, bound)
            return self._settled(number)

        aim = Aim(
            self._levels[number],
            self._earlier(number),
            self._most_aircraft(number),
            None if self._value is None else self._value[number],
            cutting,
            known,
        )
        self._generation.run(aim, self._part(share * self._of_levels(number)))

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
        if self._generation.best is None:
            return True
        level, earlier = self._levels[number], self._earlier(number)
        total, part = self._generation.best[2], 1.0 if level.whole or self._value is None else _FIRST_PART
        allowance = self._part(self._of_levels(number))
        while not allowance.over():
            aim = math.inf
            if self._value is not None:
                aim = self._value[number] - (1.0 - _SETTLED if level.whole else 0.0)
            if math.isfinite(aim) and len(self._problem.tasks) > FEW_TASKS:
                near = _NEAR_WHOLE if level.whole else _NEAR_COST * max(1.0, aim)
                if aim - total > near:
                    return True
            upto = aim if part >= 1.0 else total + part * (aim - total)
            columns = self._generation.within(upto, self._most_aircraft(number), allowance)
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
