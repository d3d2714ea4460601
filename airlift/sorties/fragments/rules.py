"""What the fragments can state, and a problem made ready for them: arcs that no route can use are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from airlift.sorties.fragments.kernel import schedulable
from airlift.sorties.problem import SortieProblem

__all__ = ["PairData", "pair_data", "states"]

_NOISE = 1e-9
_METRIC = 1e-6


def states(problem: SortieProblem) -> str | None:
    """Say why a problem is not one of pairs flown by one fleet; None if it is."""
    if len(problem.fleets) != 1:
        return "there are several fleets"
    if problem.stations or problem.fleets[0].fuel is not None:
        return "fuel matters"
    if any(task.delivery is None for task in problem.tasks):
        return "a task has no delivery"
    if any(task.priority is not None for task in problem.tasks):
        return "a task may stay on the ground"
    if any(task.aircraft != 1 for task in problem.tasks):
        return "a task is flown by several aircraft"
    if problem.ride_cost or any(task.late_cost for task in problem.tasks):
        return "times cost"
    if problem.fleets[0].least_aircraft or problem.goals[-1] != "cost":
        return "aircraft that must be used, or no cost as the last goal"
    if not _is_metric(_ahead(problem), 2 * len(problem.tasks)):
        return "going straight is longer somewhere"
    return None


@dataclass(frozen=True, slots=True, eq=False)
class PairData:
    """Arrays over nodes, as `airlift.sorties.problem` numbers them.

    Parameters
    ----------
    tasks : int
        Number of tasks.
    opens, closes : array, shape (N,)
        Windows, narrowed.
    ahead : array, shape (N, N)
        Service at a node and flight to the next.
    ride : array, shape (tasks,)
        From begin at the pick-up to begin at the delivery: longest ride and service.
    demand, capacity : arrays, shape (tasks, resources) and (resources,)
        Room.
    allowed : bool array, shape (N, N)
        Arcs that some route may use.
    cost : array, shape (N, N)
        Of an arc; the fixed cost of an aircraft is on those from the start.
    duty : float
        Longest duty.
    start, end : int
        Nodes.
    aircraft : int
        Most aircraft.
    """

    tasks: int
    opens: Any
    closes: Any
    ahead: Any
    ride: Any
    demand: Any
    capacity: Any
    allowed: Any
    cost: Any
    duty: float
    start: int
    end: int
    aircraft: int

    def flies(self, *stops: int) -> bool:
        """Whether a route of these stops can be flown."""
        path = np.array([self.start, *stops, self.end], dtype=np.int64)
        times = np.empty(len(path))
        return bool(
            schedulable(
                path, len(path), self.tasks, self.opens, self.closes, self.ahead, self.ride, self.duty, times
            )
        )


def _ahead(problem: SortieProblem) -> Any:
    """Service at one node and flight to another, minutes."""
    nodes = problem.nodes
    return nodes.service_min[:, None] + nodes.minutes[problem.fleets[0].kind]


def _is_metric(ahead: Any, stops: int) -> bool:
    """Whether going straight is never longer, services included, so that leaving out a stop never delays a route."""
    return all((ahead[:, via, None] + ahead[None, via, :] >= ahead - _METRIC).all() for via in range(stops))


def pair_data(problem: SortieProblem) -> PairData:
    """Prepare a problem."""
    nodes, fleet = problem.nodes, problem.fleets[0]
    n = nodes.tasks
    start, end = nodes.start(0), nodes.end(0)
    cost = nodes.cost[fleet.kind].copy()
    cost[start, :] += fleet.fixed_cost
    ahead = _ahead(problem)
    ride = nodes.max_ride_min + nodes.service_min[:n]
    opens, closes = nodes.earliest_min.copy(), nodes.latest_min.copy()
    pickups, drops = np.arange(n), n + np.arange(n)
    for _ in range(2):
        opens[: 2 * n] = np.maximum(opens[: 2 * n], opens[start] + ahead[start, : 2 * n])
        closes[: 2 * n] = np.minimum(closes[: 2 * n], closes[end] - ahead[: 2 * n, end])
        direct = ahead[pickups, drops]
        opens[drops] = np.maximum(opens[drops], opens[pickups] + direct)
        closes[pickups] = np.minimum(closes[pickups], closes[drops] - direct)
        opens[pickups] = np.maximum(opens[pickups], opens[drops] - ride)
        closes[drops] = np.minimum(closes[drops], closes[pickups] + ride)
    data = PairData(
        tasks=n,
        opens=opens,
        closes=closes,
        ahead=ahead,
        ride=ride,
        demand=np.ascontiguousarray(nodes.demand[:n]),
        capacity=np.array(fleet.capacity, dtype=np.float64),
        allowed=np.ones_like(ahead, dtype=np.bool_),
        cost=cost,
        duty=min(fleet.max_duty_min, fleet.max_trip_min),
        start=start,
        end=end,
        aircraft=min(fleet.aircraft, n),
    )
    _forbid(data)
    return data


def _forbid(data: PairData) -> None:
    """Forbid each arc between stops of two tasks that no order of their four stops allows."""
    n, allowed = data.tasks, data.allowed
    late = data.opens[:, None] + data.ahead > data.closes[None, :] + _NOISE
    allowed &= ~late
    np.fill_diagonal(allowed, False)
    for i in range(n):
        allowed[n + i, i] = False
        for j in range(n):
            if i == j:
                continue
            a, b, c, d = i, n + i, j, n + j
            # Arc from a stop of i to a stop of j: the orders of the four stops in which one follows the other.
            orders = {
                (a, c): ((a, c, b, d), (a, c, d, b)),
                (a, d): ((c, a, d, b),),
                (b, c): ((a, b, c, d),),
                (b, d): ((a, c, b, d), (c, a, b, d)),
            }
            both = (data.demand[i] + data.demand[j] <= data.capacity + _NOISE).all()
            for (x, y), ways in orders.items():
                if allowed[x, y]:
                    fits = both or (x, y) == (b, c)
                    allowed[x, y] = fits and any(data.flies(*way) for way in ways)


def cap_of(data: PairData) -> int:
    """Most tasks that can be on board at once."""
    most = data.tasks
    for q in range(len(data.capacity)):
        rows = np.sort(data.demand[:, q])
        if rows.size and rows.sum() > data.capacity[q]:
            most = min(most, int(np.searchsorted(np.cumsum(rows), data.capacity[q] + _NOISE, side="right")))
    return max(1, most)
