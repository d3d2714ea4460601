"""Routes as columns: what they cost and use, and the labels from which they come."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from airlift.sorties.allowance import Allowance
from airlift.sorties.pricing import labelkernel as kernel
from airlift.sorties.pricing.net import Pool, Price, limited_stations, net_of, new_pool, new_table, thinned
from airlift.sorties.pricing.restkernel import completions, follow
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from airlift.sorties.schedule import aircraft_of, timed

__all__ = ["BROAD", "EVERY", "EXACT", "MOST_LABELS", "QUICK", "Column", "FleetRoutes", "Found", "column_of"]

QUICK, BROAD, EXACT, EVERY = 0, 1, 2, 3
"""Search for good routes on the short ways, for good ones on all ways, for the best one, and for all of them."""

_SETS = (0, 0, 1, 2)
"""How each of them compares the sets of tasks that two labels have flown, as `labelkernel.advance` says."""

_FIELDS = (2, 3, 0, 0)
"""How many numbers of a label each of them compares; 0 for all."""
MOST_LABELS, _EVERY_LABELS = 1_500_000, 3_000_000
_FEW_ROUTES, _MANY_ROUTES = 4_000, 30_000
_CHUNK_S = 0.1
_ROUGH, _FINE = 60, 400
"""Steps of time in the tables for prices and for all routes."""
_WAYS = 8
"""Ways from each node that a quick search looks at: to starts, ends and stations."""
_WAYS_PER_LABEL = 500
"""Entries of a table that are computed in the time of a label."""
_NEIGHBOURS = 4
"""Tasks that a label remembers when it is at a task, at first: the nearest, itself one of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A route with what the choice needs of it.

    Parameters
    ----------
    route : NodeRoute
        Route.
    cost : float
        What it adds to the goal `cost`.
    together : int
        Aircraft that fly it.
    tasks : tuple of int
        Tasks that it flies; one may stand here twice in the relaxation.
    use : tuple of float
        What it uses of the rows of `limited_stations`.
    """

    route: NodeRoute
    cost: float
    together: int
    tasks: tuple[int, ...]
    use: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Routes found, the least reduced cost first.

    Parameters
    ----------
    columns : list of (float, Column)
        Reduced cost and route.
    least : float
        No route has less; minus infinite if that is not known.
    complete : bool
        Whether the search came to its end.
    """

    columns: list[tuple[float, Column]]
    least: float
    complete: bool


def column_of(problem: SortieProblem, route: NodeRoute) -> Column:
    """Give a route that is allowed its cost and what it uses."""
    nodes, fleet = problem.nodes, problem.fleets[route.fleet]
    n = nodes.tasks
    together = aircraft_of(problem, route)
    path = (nodes.start(route.fleet), *route.nodes, nodes.end(route.fleet))
    legs = math.fsum(float(nodes.cost[fleet.kind, a, b]) for a, b in pairwise(path))
    cost = together * (legs + fleet.fixed_cost)
    tasks = tuple(node for node in route.nodes if node < n)
    if any(nodes.late_cost[task] > 0.0 for task in tasks):
        line = timed(problem, route)
        cost = cost if line is None else line.cost
    visits, stocks, most = limited_stations(problem)
    use = [0.0] * len(most)
    if use:
        fuel = 0.0 if fleet.fuel is None else fleet.fuel.initial
        for a, b in pairwise(path):
            if fleet.fuel is not None:
                fuel -= fleet.fuel.burn_per_min * float(nodes.minutes[fleet.kind, a, b])
            if 2 * n <= b < 2 * n + nodes.stations:
                if visits[b - 2 * n] >= 0:
                    use[visits[b - 2 * n]] += 1.0
                if fleet.fuel is not None:
                    taken = max(0.0, fleet.fuel.tank - fuel)
                    fuel += taken
                    if stocks[b - 2 * n] >= 0:
                        use[stocks[b - 2 * n]] += taken
    return Column(route, cost, together, tasks, tuple(use))


class FleetRoutes:
    """Search for the routes of a fleet that so many aircraft fly together.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    fleet, together : int
        Fleet and number.
    deterministic : bool
        Whether the size of a step must not depend on the clock.
    """

    def __init__(self, problem: SortieProblem, fleet: int, together: int, deterministic: bool) -> None:
        self._deterministic = deterministic
        self.problem, self.fleet, self.together = problem, fleet, together
        self.net = net_of(problem, fleet, together)
        self._tables = {False: new_table(self.net, _ROUGH), True: new_table(self.net, _FINE)}
        self._thin = thinned(self.net, _WAYS)
        self.labels = 0
        self._pools: dict[bool, Pool] = {}
        n = len(problem.tasks)
        words = max(1, -(-n // 64))
        self._all = np.full((n, words), -1, dtype=np.int64)
        self._near = np.zeros((n, words), dtype=np.int64)
        self._kept: list[set[int]] = [set() for _ in range(n)]
        for task in range(n):
            for other in np.argsort(self.net.minutes[task, :n], kind="stable")[:_NEIGHBOURS].tolist():
                self._keep(task, other)

    def _keep(self, task: int, other: int) -> None:
        """Let labels at a task remember another one."""
        self._kept[task].add(other)
        self._near[task, other >> 6] |= np.left_shift(np.int64(1), np.int64(other & 63))

    def forbid(self, columns: Sequence[Column]) -> None:
        """Let labels remember so much that none of some routes is found again that flies a task twice.

        What is remembered only where it matters costs little (dynamic neighbourhoods: Roberti and Mingozzi,
        Transportation Science 48 (2014) 413-424).
        """
        n = len(self.problem.tasks)
        for column in columns:
            since = dict[int, int]()
            for at, node in enumerate(column.route.nodes):
                if node >= n:
                    continue
                for between in column.route.nodes[since.get(node, at) + 1 : at]:
                    if between < n:
                        self._keep(between, node)
                since[node] = at

    def allows(self, column: Column) -> bool:
        """Whether labels forget enough to find a route."""
        known = set[int]()
        for task in column.tasks:
            if task in known:
                return False
            known = (known & self._kept[task]) | {task}
        return True

    def prices(
        self, task: Any, use: Any, per_cost: float, per_aircraft: float, cuts: tuple[Any, Any], mode: int
    ) -> Price:
        """Turn the prices of tasks and stations into those of stops; also fills the table for the mode.

        `cuts` are the two arrays of `Price`.
        """
        net, n = self.net, len(self.problem.tasks)
        reward = np.zeros(net.end + 1)
        share = np.where(net.pair, 0.5, 1.0) * task
        reward[:n] = -share
        reward[n : 2 * n] = np.where(net.pair, -share, 0.0)
        fixed = self.problem.fleets[self.fleet].fixed_cost
        price = Price(
            first=self.together * (per_aircraft + per_cost * fixed),
            per_cost=per_cost,
            reward=reward,
            use=np.ascontiguousarray(-use),
            cut=cuts[0],
            penalty=cuts[1],
        )
        table = self._tables[mode == EVERY]
        if table.best.shape[1] > 1:
            completions(net, price, table)
        return price

    def floor(self, price: Price) -> float:
        """Lower bound of the reduced cost of all routes, by the table of these prices."""
        return float(price.first + self._tables[False].best[self.net.start, 0])

    def flown(self) -> Any:
        """How often the route of the floor flies each task, at the last prices."""
        flown = np.zeros(len(self.problem.tasks))
        if self.bounded:
            follow(self.net, self._tables[False], flown)
        return flown

    @property
    def effort(self) -> int:
        """Steps that filling the table takes, as many as take the time of a label."""
        return int(self._tables[False].best.shape[1] * len(self.net.after) / _WAYS_PER_LABEL)

    @property
    def bounded(self) -> bool:
        """Whether the table tells anything."""
        return bool(self._tables[False].best.shape[1] > 1)

    def search(
        self,
        price: Price,
        threshold: float,
        mode: int,
        allowance: Allowance,
        most_labels: float = math.inf,
    ) -> Found:
        """Search for routes whose reduced cost is at most a threshold, with so many labels and a few more."""
        net = self._thin if mode == QUICK else self.net
        hashed = mode == EVERY or bool(net.pair.any())
        pool = self._pool(hashed, mode)
        fields = _FIELDS[mode] or pool.number.shape[1]
        how = np.array([fields, _SETS[mode], hashed], dtype=np.int64)
        near = self._all if mode == EVERY else self._near
        most = threshold
        kernel.begin(net, price, pool)
        steps, answer = 2000, kernel.MORE
        while answer in (kernel.MORE, kernel.FOUND_FULL):
            if allowance.over() or pool.state[0] > most_labels:
                break
            began = time.monotonic()
            before = int(pool.state[0])
            answer = kernel.advance(net, price, self._tables[mode == EVERY], pool, how, near, most, steps)
            spent = max(1e-4, time.monotonic() - began)
            allowance.work(int(pool.state[0]) - before)
            if answer == kernel.FOUND_FULL:
                if mode != EXACT:
                    break
                most = min(most, _keep_best(pool))
            elif not self._deterministic:
                steps = int(min(200_000, max(100, steps * _CHUNK_S / spent)))
        self.labels += int(pool.state[0])
        complete = answer == kernel.DONE
        count = int(pool.state[3])
        order = np.argsort(pool.total[:count], kind="stable")
        rows = [
            (float(pool.total[k]), self._column(pool, int(pool.found[k])))
            for k in self._varied(pool, order, mode)
        ]
        least = -math.inf
        if complete and mode in (EXACT, EVERY):
            least = min(threshold, float(pool.total[order[0]])) if count else threshold
        return Found(rows, least, complete)

    def _pool(self, hashed: bool, mode: int) -> Pool:
        many = mode == EVERY
        if many not in self._pools:
            labels, routes = (_EVERY_LABELS, _MANY_ROUTES) if many else (MOST_LABELS, _FEW_ROUTES)
            self._pools[many] = new_pool(self.net, labels, routes, hashed)
        return self._pools[many]

    def _varied(self, pool: Pool, order: Any, mode: int) -> list[int]:
        """Choose the best routes, not too many that end alike; all of them if every one is asked for."""
        if mode == EVERY:
            return [int(k) for k in order]
        kept, count = list[int](), dict[int, int]()
        for k in order.tolist():
            last = int(pool.link[pool.found[k], 0])
            if count.get(last, 0) < 5:
                count[last] = count.get(last, 0) + 1
                kept.append(k)
            if len(kept) == 150:
                break
        return kept

    def _column(self, pool: Pool, label: int) -> Column:
        nodes = list[int]()
        while pool.link[label, 1] >= 0:
            nodes.append(int(pool.link[label, 0]))
            label = int(pool.link[label, 1])
        return column_of(self.problem, NodeRoute(self.fleet, tuple(reversed(nodes))))


def _keep_best(pool: Pool) -> float:
    """Forget the worse half of the routes found; gives the reduced cost of the worst that is kept."""
    half = len(pool.found) // 2
    order = np.argsort(pool.total, kind="stable")[:half]
    pool.found[:half], pool.total[:half] = pool.found[order], pool.total[order]
    pool.state[3] = half
    return float(pool.total[half - 1])
