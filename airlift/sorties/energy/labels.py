"""Search for the routes of a fleet: set-up and results of the compiled kernel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airlift.sorties.allowance import Allowance
from airlift.sorties.energy.fragkernel import Stops
from airlift.sorties.energy.fragments import WORD, Fragments
from airlift.sorties.energy.labelkernel import EVERY, EXACT, Day, Labels, Prices, advance
from airlift.sorties.energy.rest import with_rest
from airlift.sorties.problem import FuelUse, SortieProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Duals", "FleetRoutes", "FoundRoute", "day_of"]

_CHUNK = 100_000
_LABELS = 1 << 14
_HEADS = 1 << 17


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices of the rows of the master programme: one for each task, each station (not positive), each fleet."""

    task: NDArray[np.float64]
    station: NDArray[np.float64]
    fleet: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FoundRoute:
    """A route that can be flown.

    Parameters
    ----------
    fleet : int
        Who flies it.
    nodes : tuple of int
        Stops and stations.
    cost : float
        Its cost.
    reduced : float
        Cost less the prices of its tasks and stations; the fleet's price is not taken off.
    """

    fleet: int
    nodes: tuple[int, ...]
    cost: float
    reduced: float


def day_of(problem: SortieProblem, fleet: int, stops: Stops, fragments: Fragments) -> Day:
    """Write what a fleet can do as arrays."""
    nodes, n, row = problem.nodes, len(problem.tasks), problem.fleets[fleet]
    # Without a fuel rule nothing is burnt.
    use = row.fuel or FuelUse(tank=0.0, initial=0.0, burn_per_min=0.0)
    minutes, cost = nodes.minutes[row.kind], nodes.cost[row.kind]
    station_nodes = [nodes.station(s) for s in range(nodes.stations)]
    places = [*range(n, 2 * n), *station_nodes, nodes.start(fleet)]
    pace = sorted({station.min_per_unit for station in problem.stations if not station.full})
    picks, end = list(range(n)), nodes.end(fleet)

    def grid(of: NDArray[np.float64], to: list[int]) -> NDArray[np.float64]:
        return np.ascontiguousarray(of[np.ix_(places, to)], dtype=np.float64)

    def each(values: list[float]) -> NDArray[np.float64]:
        return np.array(values, dtype=np.float64)

    return Day(
        to_pick_min=grid(minutes, picks),
        to_pick_cost=grid(cost, picks),
        to_station_min=grid(minutes, station_nodes),
        to_station_cost=grid(cost, station_nodes),
        to_end_min=np.ascontiguousarray(minutes[places, end]),
        to_end_cost=np.ascontiguousarray(cost[places, end]),
        latest_pick=stops.latest[:n].copy(),
        begin_of=np.searchsorted(fragments.first, np.arange(n + 1)).astype(np.int64),
        last=fragments.last,
        first_min=fragments.first_min,
        last_min=fragments.last_min,
        duration_min=fragments.duration_min,
        flown_min=fragments.flown_min,
        tasks=fragments.tasks,
        open_min=each([station.earliest_min for station in problem.stations]),
        shut_min=each([station.latest_min for station in problem.stations]),
        fixed_min=each([station.fixed_min for station in problem.stations]),
        speed=np.array(
            [-1 if station.full else pace.index(station.min_per_unit) for station in problem.stations],
            dtype=np.int64,
        ),
        brim_pace=each([station.min_per_unit for station in problem.stations]),
        visits=np.array(
            [-1 if station.max_visits is None else station.max_visits for station in problem.stations],
            dtype=np.int64,
        ),
        pace=each(pace),
        tank=float(use.tank),
        burn=float(use.burn_per_min),
        reserve=float(use.reserve),
        end_fuel=float(max(use.reserve, use.least_at_end)),
        latest_end=float(row.latest_min),
    )


class FleetRoutes:
    """Routes of one fleet.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    fleet : int
        Fleet.
    stops, fragments : Stops, Fragments
        Those of its kind and room.
    """

    def __init__(self, problem: SortieProblem, fleet: int, stops: Stops, fragments: Fragments) -> None:
        self._problem, self.fleet, self._fragments = problem, fleet, fragments
        self._day = day_of(problem, fleet, stops, fragments)
        row = problem.fleets[fleet]
        self._zero = float(row.earliest_min)
        self._initial = 0.0 if row.fuel is None else float(row.fuel.initial)
        self._fixed_cost = float(row.fixed_cost)
        self.labels = 0

    def search(
        self,
        duals: Duals,
        threshold: float,
        allowance: Allowance,
        *,
        mode: int = EXACT,
        costs: float = 1.0,
        most_labels: int = 1 << 24,
    ) -> list[FoundRoute] | None:
        """Search routes whose reduced cost, without the price of the fleet, is at most a threshold.

        Parameters
        ----------
        duals : Duals
            Prices.
        threshold : float
            Most reduced cost.
        allowance : Allowance
            Time.
        mode : int
            `EVERY`: all routes that can be in a best plan. `EXACT`: some, the cheapest among them. `QUICK`: some.
        costs : float
            Factor of the costs; 0 where only feasibility counts.
        most_labels : int
            Where to give up.

        Returns
        -------
        list of FoundRoute or None
            The cheapest first; None if the time or the room was not enough.
        """
        day = self._day if costs == 1.0 else self._free()
        prices = self._prices(day, duals, threshold - costs * self._fixed_cost, costs, mode)
        labels = self._first_label(prices)
        while (state := advance(_CHUNK, labels, day, prices, WORD)) != 0:
            allowance.work(_CHUNK)
            if allowance.over() or labels.used[0] > most_labels:
                return None
            if state == 2:
                labels = _more_room(labels)
        self.labels += int(labels.used[0])
        closed, reduced = labels.closed[: labels.used[1]], labels.closed_cost[: labels.used[1]]
        order = np.argsort(reduced, kind="stable")
        if mode == EVERY:
            order = _cheapest_alike(labels, closed, order)
        return [
            self._route(labels, int(closed[k]), float(reduced[k]) + costs * self._fixed_cost) for k in order
        ]

    def _free(self) -> Day:
        day = self._day
        return day._replace(
            to_pick_cost=np.zeros_like(day.to_pick_cost),
            to_station_cost=np.zeros_like(day.to_station_cost),
            to_end_cost=np.zeros_like(day.to_end_cost),
        )

    def _prices(self, day: Day, duals: Duals, threshold: float, costs: float, mode: int) -> Prices:
        parts = self._fragments
        fragment = costs * parts.cost
        for task, price in enumerate(duals.task):
            fragment = fragment - price * (parts.tasks[:, task // WORD] >> (task % WORD) & 1)
        return with_rest(day, fragment, -duals.station, self._zero, threshold, mode)

    def _first_label(self, prices: Prices) -> Labels:
        tasks, stations = len(self._problem.tasks), len(self._problem.stations)
        heads = _HEADS if prices.mode == EVERY else tasks + stations + 1
        room = _LABELS + 2 * (len(self._fragments.first) + stations + 4)
        labels = _room(room, self._fragments.tasks.shape[1], stations, len(self._day.pace), heads, prices)
        labels.place[0] = tasks + stations
        labels.parent[0] = -1
        labels.time[0], labels.fuel[0] = self._zero, self._initial
        labels.queue[0] = -1
        labels.buckets[0] = 0
        labels.used[0] = 1
        return labels

    def _route(self, labels: Labels, label: int, reduced: float) -> FoundRoute:
        steps = []
        while labels.parent[label] >= 0:
            steps.append(int(labels.by[label]))
            label = int(labels.parent[label])
        steps.reverse()
        nodes = list[int]()
        for step in steps:
            nodes += self._fragments.order(step) if step >= 0 else (2 * len(self._problem.tasks) - 1 - step,)
        return FoundRoute(self.fleet, tuple(nodes), self._cost(steps), reduced)

    def _cost(self, steps: list[int]) -> float:
        day, tasks = self._day, len(self._problem.tasks)
        place, terms = len(day.to_end_min) - 1, [self._fixed_cost]
        for step in steps:
            if step >= 0:
                first = int(self._fragments.first[step])
                terms += [float(day.to_pick_cost[place, first]), float(self._fragments.cost[step])]
                place = int(self._fragments.last[step])
            else:
                terms.append(float(day.to_station_cost[place, -1 - step]))
                place = tasks - 1 - step
        return math.fsum([*terms, float(day.to_end_cost[place])])


def _room(size: int, words: int, stations: int, paces: int, heads: int, prices: Prices) -> Labels:
    return Labels(
        used=np.zeros(3, np.int64),
        place=np.zeros(size, np.int64),
        parent=np.zeros(size, np.int64),
        by=np.zeros(size, np.int64),
        time=np.zeros(size),
        fuel=np.zeros(size),
        gain=np.zeros((size, paces)),
        cost=np.zeros(size),
        tasks=np.zeros((size, words), np.int64),
        open_tasks=np.zeros((size, words), np.int64),
        stops=np.zeros((size, stations), np.int64),
        needless=np.zeros(size, np.bool_),
        chain=np.zeros(size, np.int64),
        queue=np.zeros(size, np.int64),
        heads=np.full(heads, -1, np.int64),
        buckets=np.full(prices.rest.shape[1], -1, np.int64),
        closed=np.zeros(size, np.int64),
        closed_cost=np.zeros(size),
    )


_FIXED = ("used", "heads", "buckets")


def _more_room(labels: Labels) -> Labels:
    """Double what grows."""
    grown = {
        name: np.concatenate([array, np.zeros_like(array)])
        for name, array in labels._asdict().items()
        if name not in _FIXED
    }
    return labels._replace(**grown)


def _cheapest_alike(labels: Labels, closed: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep, of the routes with the same tasks and visits, the cheapest one."""
    key = np.concatenate([labels.tasks[closed[order]], labels.stops[closed[order]]], axis=1)
    _, first = np.unique(key, axis=0, return_index=True)
    return order[np.sort(first)]
