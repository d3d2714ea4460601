"""The primal engine: good plans soon, better ones later, and the routes that it met on the way."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from airlift.sorties.improve.bound import fewest_aircraft
from airlift.sorties.improve.data import search_data
from airlift.sorties.improve.evaluate import evaluate
from airlift.sorties.improve.kernel import drop_route, polish
from airlift.sorties.improve.labels import new_labels, next_ways
from airlift.sorties.improve.partition import Pool, best_choice
from airlift.sorties.improve.state import load_plan, new_best, new_routes, remember
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute
from airlift.sorties.schedule import plan_value

__all__ = ["Improver"]

_CHUNK_S = 0.03
"""Wall time between two looks at clock and interrupt."""
_CHUNK_ROUNDS = 100
"""Rounds of a chunk at first, and always in deterministic mode."""
_FEWER = 0.4
"""Part of a run that may be spent on flying with fewer aircraft, where they are a goal."""
_HOPE = 0.5
"""Part of that after which it ends, if all the while more than one task was left over."""
_AGAIN = 0.1
"""Part of what is left after the first cooling that may be spent so once more."""
_HOT, _WARM, _COLD = 10.0, 1.0, 0.02
"""Temperature at the beginning of a long cooling, of a short or later one, and at the end, in mean costs of a leg."""
_PARTITION = 0.1
"""Part of a cooling for choosing among all routes met."""
_COOLING = 400
"""Rounds for each task of a cooling that is long, or is followed by another one."""
_COOLINGS = 3
"""Most coolings of a run."""


class _Budget:
    """Seconds, or rounds, of a run."""

    def __init__(self, seconds: float | None, rounds: int | None, stop: Callable[[], bool]) -> None:
        self.seconds, self.rounds, self.stop = seconds, rounds, stop
        self.began, self.done = time.monotonic(), 0
        self.chunk = _CHUNK_ROUNDS

    def part(self) -> float:
        """How much of it is used, 0 to 1."""
        if self.rounds is not None:
            return min(1.0, self.done / max(1, self.rounds))
        if self.seconds is None:
            return 0.0
        return min(1.0, (time.monotonic() - self.began) / max(1e-6, self.seconds))

    def over(self, part: float = 1.0) -> bool:
        """Whether so much of it is used, or a stop was asked for."""
        return self.part() >= part or self.stop()

    def until_s(self, part: float) -> float:
        """Seconds until so much of it is used; in rounds, a fixed time."""
        if self.seconds is None:
            return 5.0
        return max(0.0, part * self.seconds - (time.monotonic() - self.began))

    def left_rounds(self) -> float:
        """Count the rounds that are left; in seconds, those that can be expected by the pace so far."""
        if self.rounds is not None:
            return float(self.rounds - self.done)
        if self.seconds is None:
            return math.inf
        used = max(1e-6, time.monotonic() - self.began)
        return self.done / used * max(0.0, self.seconds - used)


class Improver:
    """Large-neighbourhood search that can be run again and again.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    seed : int
        Seed of every random choice; the same seed and rounds give the same plan.
    """

    def __init__(self, problem: SortieProblem, seed: int = 1) -> None:
        self.problem = problem
        self._data = search_data(problem)
        self._routes = new_routes(self._data, seed)
        self._backup = new_routes(self._data, seed)
        self._met = new_best(self._routes)
        size, rows = 2 * self._data.tasks + 4, len(self._routes.length)
        self._scratch = (
            np.zeros(size),
            np.zeros(self._data.tasks),
            np.zeros(size, dtype=np.int64),
            np.zeros(self._data.tasks, dtype=np.int64),
            np.zeros(rows, dtype=np.bool_),
            np.full((size, 2), -1, dtype=np.int64),
            np.zeros(self._data.tasks, dtype=np.int64),
        )
        self._pool = Pool()
        self._started = False
        self._counts_aircraft = "aircraft" in problem.goals
        self._fewest = fewest_aircraft(self._data) if self._counts_aircraft else 0
        self._best: NodePlan | None = None
        self._value: tuple[float, ...] | None = None

    @property
    def best(self) -> NodePlan | None:
        """Best plan that flies all tasks that must be flown; None if there is none yet."""
        return self._best

    @property
    def best_value(self) -> tuple[float, ...] | None:
        """Its value, level by level."""
        return self._value

    @property
    def least_unflown(self) -> int:
        """Tasks that must be flown and are left by the best plan met."""
        met = {
            node for r in range(len(self._met.length)) for node in self._met.node[r, : self._met.length[r]]
        }
        return sum(bool(must) and task not in met for task, must in enumerate(self._data.must))

    def expect(self, aircraft: int) -> None:
        """Look for no plan with fewer aircraft than these: there is none."""
        self._fewest = max(self._fewest, aircraft)

    def routes(self) -> list[tuple[NodeRoute, float]]:
        """Routes met, each the cheapest of its fleet and tasks, with cost."""
        return [(self._with_stations(fleet, stops), cost) for fleet, stops, cost in self._pool.rows()]

    def run(
        self,
        seconds: float | None = None,
        stop: Callable[[], bool] = lambda: False,
        *,
        iterations: int | None = None,
    ) -> None:
        """Search on.

        Parameters
        ----------
        seconds : float, optional
            Wall time.
        stop : callable
            Asked often whether to end.
        iterations : int, optional
            Rounds instead of seconds: the same plan on every machine.
        """
        if not self._data.tasks or len(self._routes.length) < 2:
            return
        budget = _Budget(seconds, iterations, stop)
        if not self._started:
            self._started = True
            polish(self._data, self._routes, self._backup, self._met, self._scratch, 0, 0.0)
        while self._lacking() and not budget.over():
            self._chunk(budget, self._temperature(budget.part()))
        self._fly_with_fewer(budget, _FEWER)
        self._cool(budget)
        self._keep()

    def take(self, plan: NodePlan) -> None:
        """Go on from a plan of another engine if it is better than what is known."""
        value = plan_value(self.problem, plan)
        if value is None or (self._value is not None and value >= self._value):
            return
        self._best, self._value = plan, value
        if self._load(self._without_stations(plan.routes)):
            self._started = True
            remember(self._data, self._routes, self._met)

    def _without_stations(self, routes: Sequence[NodeRoute]) -> list[tuple[int, list[int]]]:
        stops = 2 * self._data.tasks
        rows = [(route.fleet, [node for node in route.nodes if node < stops]) for route in routes]
        return [row for row in rows if row[1]]

    def _lacking(self) -> bool:
        return bool(self._routes.figures[3] > 0.0)

    def _cool(self, budget: _Budget) -> None:
        """Anneal over all that is left, whatever was spent on fewer aircraft; several times if there is much left.

        Each time ends with a choice among the routes met, from which the next one sets out.
        """
        long = budget.left_rounds() / (_COOLING * self._data.tasks)
        coolings = int(min(_COOLINGS, max(1.0, long)))
        # Too few rounds would not get from a high temperature to a good plan.
        first = _HOT if long >= 1.0 else _WARM
        for cooling in range(coolings):
            if cooling == 1:
                self._fly_with_fewer(budget, _AGAIN)
            began = budget.part()
            end = began + (1.0 - began) / (coolings - cooling)
            chosen = end - _PARTITION * (end - began)
            while not budget.over(chosen):
                gone = (budget.part() - began) / max(1e-9, chosen - began)
                self._chunk(budget, self._temperature(gone, _WARM if cooling else first))
            self._choose(budget, end)

    def _temperature(self, gone: float, hot: float = _WARM) -> float:
        """Temperature, in units of cost, when a part of the cooling is gone."""
        legs = int(self._routes.length.sum()) + int((self._routes.length > 0).sum())
        mean = float(self._routes.figures[0]) / max(1, legs)
        return float(mean * hot * (_COLD / hot) ** gone)

    def _chunk(self, budget: _Budget, temperature: float) -> None:
        """Do some rounds; as many as take a moment."""
        rounds = budget.chunk if budget.rounds is None else min(_CHUNK_ROUNDS, budget.rounds - budget.done)
        began = time.monotonic()
        done = polish(
            self._data, self._routes, self._backup, self._met, self._scratch, max(1, rounds), temperature
        )
        budget.done += done
        if budget.rounds is None:
            spent = max(1e-4, time.monotonic() - began)
            budget.chunk = int(min(50_000, max(5, done * _CHUNK_S / spent)))
        self._gather()

    def _gather(self) -> None:
        for r in np.flatnonzero(self._routes.length).tolist():
            stops = self._routes.node[r, : self._routes.length[r]]
            self._pool.add(int(self._routes.fleet[r]), stops, float(self._routes.cost[r]), self._data.tasks)

    def _fly_with_fewer(self, budget: _Budget, part: float) -> None:
        """Take aircraft away, one after the other, as long as all that must be flown still is.

        At most a part of the budget that is left goes into it, and none into what cannot be: an end comes at the
        bound, and early if it never was a matter of one task.
        """
        if not self._counts_aircraft or self._lacking():
            return
        total = len(self._data.aircraft)
        began = budget.part()
        share = part * (1.0 - began)
        while not budget.over(began + share):
            self._recall()
            self._routes.limit[total] = int(self._routes.used[total]) - 1
            if self._routes.limit[total] < max(1, self._fewest):
                break
            drop_route(self._data, self._routes)
            from_here, close = budget.part(), False
            while self._lacking() and not budget.over(began + share):
                self._chunk(budget, self._temperature(budget.part()))
                close = close or int((self._data.must & (self._routes.of_task < 0)).sum()) <= 1
                if not close and budget.over(from_here + _HOPE * (began + share - from_here)):
                    break
            if self._lacking():
                break
        self._recall()
        self._routes.limit[total] = int(self._routes.used[total])

    def _recall(self) -> None:
        """Go back to the best plan met."""
        met = self._met
        load_plan(
            self._data, self._routes, met.node, met.length, met.fleet, self._scratch[0], self._scratch[5]
        )

    def _load(self, routes: list[tuple[int, list[int]]]) -> bool:
        rows, width = self._routes.node.shape
        node = np.full((rows, width), -1, dtype=np.int64)
        length, fleet = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
        if len(routes) > rows:
            return False
        for r, (number, stops) in enumerate(routes):
            node[r, : len(stops)], length[r], fleet[r] = stops, len(stops), number
        return bool(
            load_plan(self._data, self._routes, node, length, fleet, self._scratch[0], self._scratch[5])
        )

    def _choose(self, budget: _Budget, end: float) -> None:
        """Choose among all routes met until so much of the budget is used; go on from the best plan."""
        self._recall()
        if budget.stop() or self._lacking():
            return
        seconds = budget.until_s(end)
        chosen = best_choice(self.problem, self._data, self._pool, seconds, budget.rounds is not None)
        if chosen is not None and self._load(chosen):
            remember(self._data, self._routes, self._met)
        self._recall()

    def _keep(self) -> None:
        """Give out the best plan met, priced exactly."""
        if self._lacking():
            return
        met = self._met
        routes = [
            self._with_stations(int(met.fleet[r]), met.node[r, : met.length[r]])
            for r in np.flatnonzero(met.length).tolist()
        ]
        plan = NodePlan(tuple(sorted(self._with_least(routes))))
        value = plan_value(self.problem, plan)
        if value is not None and (self._value is None or value < self._value):
            self._best, self._value = plan, value

    def _with_least(self, routes: list[NodeRoute]) -> list[NodeRoute]:
        """Add empty routes where a fleet has to fly with more aircraft."""
        for number, fleet in enumerate(self.problem.fleets):
            used = sum(route.fleet == number for route in routes)
            routes = routes + [NodeRoute(number, ())] * max(0, fleet.least_aircraft - used)
        return routes

    def _with_stations(self, fleet: int, stops: Any) -> NodeRoute:
        """Put the stations of the best refuelling between the stops."""
        length, n = len(stops), self._data.tasks
        visits = tuple(int(node) for node in stops)
        if not self._data.fuelled:
            return NodeRoute(fleet, visits)
        stations = np.full((self._routes.node.shape[1] + 2, 2), -1, dtype=np.int64)
        if self._data.labelled:
            ways = self._data.ways
            chosen = np.full(length + 1, -1, dtype=np.int64)
            path = np.array([n + fleet, *visits, n + len(self._data.aircraft) + fleet], dtype=np.int64)
            next_ways(ways, new_labels(ways, self._data.ends), fleet, path, chosen)
            stations[: length + 1] = [(-1, -1) if way < 0 else ways.stations[way] for way in chosen.tolist()]
        else:
            route = np.zeros(len(stations), dtype=np.int64)
            route[:length] = stops
            evaluate(self._data, fleet, route, length, np.zeros(len(stations)), stations)
        nodes: list[int] = []
        for k in range(length + 1):
            nodes.extend(visits[k - 1 : k] if k else ())
            nodes.extend(2 * n + int(s) for s in stations[k] if s >= 0)
        return NodeRoute(fleet, tuple(nodes))
