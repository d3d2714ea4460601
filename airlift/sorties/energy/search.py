"""Column generation, then all routes within the gap, then the choice among them.

Let `L` be the bound that the prices of the linear programme give: prices of all tasks and visits, plus for each fleet
its aircraft at their least reduced cost `r`. A plan with a route of reduced cost `r + d` costs at least `L + d`. So all
routes with `d` up to a threshold hold every plan below `L` + threshold, and the best choice among them is proven as
soon as it is not above that. The threshold starts small and grows, never beyond the gap to the best plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from airlift.solvers import SolveOptions
from airlift.sorties.allowance import Allowance
from airlift.sorties.energy.fragments import all_fragments, stops_of
from airlift.sorties.energy.labelkernel import EVERY, EXACT, QUICK
from airlift.sorties.energy.labels import Duals, FleetRoutes, FoundRoute
from airlift.sorties.energy.master import Master, choose
from airlift.sorties.energy.simple import simple_bound
from airlift.sorties.improve import Improver
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, RouteProof
from airlift.sorties.schedule import plan_value, timed

__all__ = ["Search"]

Tell = Callable[[NodePlan | None, tuple[float, ...]], None]

_MOST_FRAGMENTS = 2_000_000
_MOST_LABELS = 6_000_000
_EPS = 1e-7
"""Reduced cost that counts as negative."""
_COLUMNS, _SAME_TASK = 80, 10
"""Most routes taken from one pricing, and most of them with the same task."""
_FIRST_THRESHOLD, _GROWTH = 0.004, 3.0
"""First threshold as a part of the bound, and how it grows."""
_PRICING_SHARE, _CHOICE_SHARE = 0.7, 0.3
"""Parts of the time for the pricing, and of what is left then for the first choice."""
_LEFT = 1e-6
"""Part of a task that counts as left."""


class Search:
    """One search.

    Parameters
    ----------
    problem, options, incumbent, primal, tell
        As for `airlift.sorties.energy.prove`.
    """

    def __init__(
        self,
        problem: SortieProblem,
        options: SolveOptions,
        incumbent: NodePlan | None,
        primal: Improver | None,
        tell: Tell,
    ) -> None:
        self._problem, self._options, self._tell = problem, options, tell
        self._primal = primal
        self._allowance = Allowance(options)
        self._pricing = self._allowance.part(_PRICING_SHARE)
        self._plan: NodePlan | None = None
        self._value = math.inf
        self._detail: dict[str, float] = {}
        self._bound = 0.0
        self._infeasible = False
        self._fleets: list[FleetRoutes] = []
        self._best_duals: tuple[Duals, list[float], float] | None = None
        # A route costs less than flying every leg there is; enough to make every task worth its while.
        self._penalty = 4.0 * float(problem.cost.max() + problem.ride_cost * problem.minutes.max()) + 1.0
        self._penalty += max(fleet.fixed_cost for fleet in problem.fleets)
        self._master = Master(problem, self._penalty)
        self._take(incumbent)

    def run(self) -> RouteProof:
        """Search until the plan is proven or the time is over."""
        self._raise(simple_bound(self._problem))
        if self._prepare():
            priced = self._generate()
            if not self._infeasible and not self._settled():
                self._choose(list(self._master.routes), self._share(_CHOICE_SHARE))
            if priced:
                self._close()
        self._detail |= {
            "routes": float(len(self._master.routes)),
            "labels": float(sum(fleet.labels for fleet in self._fleets)),
        }
        bound = min(self._bound, self._value)
        return RouteProof(
            self._plan,
            (bound if math.isfinite(bound) else 0.0,),
            self._infeasible,
            tuple(self._detail.items()),
        )

    def _take(self, plan: NodePlan | None) -> None:
        """Take a plan if it is better than the best one, and its routes as columns."""
        value = None if plan is None else plan_value(self._problem, plan)
        if plan is None or value is None:
            return
        lines = [timed(self._problem, route) for route in plan.routes]
        self._master.add(
            [
                FoundRoute(route.fleet, route.nodes, line.cost, 0.0)
                for route, line in zip(plan.routes, lines, strict=True)
                if line is not None
            ]
        )
        if value[0] < self._value:
            self._plan, self._value = plan, value[0]
            self._tell(self._plan, (self._bound,))

    def _raise(self, bound: float) -> None:
        if bound > self._bound:
            self._bound = bound
            self._tell(self._plan, (min(self._bound, self._value),))

    def _settled(self) -> bool:
        return self._value - self._bound <= _EPS

    def _share(self, part: float) -> float | None:
        left = self._allowance.left()
        return None if left is None else part * left

    def _prepare(self) -> bool:
        """Search the fragments of each kind and room."""
        problem = self._problem
        kinds = sorted({(fleet.kind, fleet.capacity) for fleet in problem.fleets})
        found = 0
        for kind in kinds:
            fleets = [k for k, fleet in enumerate(problem.fleets) if (fleet.kind, fleet.capacity) == kind]
            stops = stops_of(problem, fleets)
            fragments = all_fragments(stops, self._pricing, _MOST_FRAGMENTS)
            if fragments is None:
                return False
            found += len(fragments.first)
            self._fleets += [FleetRoutes(problem, k, stops, fragments) for k in fleets]
        self._detail["fragments"] = float(found)
        return True

    def _generate(self) -> bool:
        """Price routes until none lowers the linear programme; False if the time was not enough."""
        rounds, mode = 0, QUICK
        while (duals := self._master.solve()) is not None:
            rounds += 1
            self._detail["rounds"] = float(rounds)
            least, news = list[float](), 0
            for fleet in self._fleets:
                threshold = float(duals.fleet[fleet.fleet]) - _EPS
                routes = fleet.search(
                    duals,
                    threshold,
                    self._pricing,
                    mode=mode,
                    costs=self._master.costs,
                    most_labels=_MOST_LABELS,
                )
                if routes is None:
                    return self._best_duals is not None
                least.append(min(threshold, routes[0].reduced) if routes else threshold)
                news += self._master.add(_varied(routes, len(self._problem.tasks)))
            if mode == QUICK:
                mode = QUICK if news else EXACT
                continue
            bound = self._priced(duals, least)
            if self._master.costs and (self._best_duals is None or bound > self._best_duals[2]):
                self._best_duals = duals, least, bound
                self._raise(bound)
            if news:
                mode = QUICK
                continue
            if self._master.left() <= _LEFT:
                if self._master.costs:
                    return True
                # Feasible after all: the penalty was too small.
                self._penalty *= 100.0
                self._master.charge(1.0, self._penalty)
            elif self._master.costs:
                self._master.charge(0.0, 1.0)
            else:
                self._infeasible = self._plan is None
                return False
        return False

    def _priced(self, duals: Duals, least: list[float]) -> float:
        """Bound that prices give, with the least reduced cost of each fleet's routes."""
        terms = list(duals.task)
        for price, station in zip(duals.station, self._problem.stations, strict=True):
            if station.max_visits is not None:
                terms.append(float(price) * station.max_visits)
        for fleet, reduced in zip(self._fleets, least, strict=True):
            row = self._problem.fleets[fleet.fleet]
            terms.append(reduced * (row.aircraft if reduced < 0.0 else row.least_aircraft))
        total = math.fsum(terms)
        return total - 1e-9 * max(1.0, abs(total))

    def _close(self) -> None:
        """Choose among all routes below a growing threshold."""
        assert self._best_duals is not None
        duals, least, bound = self._best_duals
        options = self._options
        threshold = max(_FIRST_THRESHOLD * bound, 1e-3)
        while not self._allowance.over() and not self._settled():
            threshold = min(threshold, max(self._value - bound, 0.0) + _EPS)
            routes = self._all_within(duals, least, threshold)
            if routes is None:
                return
            self._detail |= {"enumerated": float(len(routes)), "threshold": threshold}
            left = self._allowance.left()
            found = self._choose(routes, left)
            self._raise(min(found, bound + threshold))
            if self._value <= bound + threshold or options.interrupt.is_set():
                return
            if found == math.inf and threshold > 1e12:
                self._infeasible = True
                return
            threshold *= _GROWTH if math.isfinite(self._value) else 10.0 * _GROWTH

    def _all_within(self, duals: Duals, least: list[float], threshold: float) -> list[FoundRoute] | None:
        found = list[FoundRoute]()
        for fleet, reduced in zip(self._fleets, least, strict=True):
            routes = fleet.search(
                duals, reduced + threshold, self._allowance, mode=EVERY, most_labels=_MOST_LABELS
            )
            if routes is None:
                return None
            found += routes
        return found

    def _choose(self, routes: list[FoundRoute], limit_s: float | None) -> float:
        """Take the best plan of some routes; gives the bound of such plans."""
        chosen = choose(self._problem, routes, self._options, limit_s, self._plan)
        self._allowance.solver(limit_s or 0.0)
        self._take(chosen.plan)
        return chosen.bound


def _varied(routes: list[FoundRoute], tasks: int) -> list[FoundRoute]:
    """Keep the best routes, not too many of them with the same task."""
    count = [0] * tasks
    kept = list[FoundRoute]()
    for route in routes:
        own = [node for node in route.nodes if node < tasks]
        if kept and any(count[task] >= _SAME_TASK for task in own):
            continue
        for task in own:
            count[task] += 1
        kept.append(route)
        if len(kept) >= _COLUMNS:
            break
    return kept
