"""One problem for all flights from stop to stop: who asks for what, who can fly it, and what counts.

The problem is plain: places with minutes and cost between them, tasks with one stop (a visit, a patrol) or two (a
pick-up and its delivery), fleets of equal aircraft, and places where fuel is taken. A mission's day, a dial-a-ride,
an electric vehicle with stations and a pick-up and delivery all are such problems, so each engine serves all of
them as far as it can state their rules, and says so where it cannot.

Meaning of time at a stop: an aircraft arrives, waits if it is early, begins the service in the stop's window and
departs when the service is over. The ride of a task lasts from that departure to the begin of service at its
delivery.

Numbers of nodes (shared by all engines): task `t` begins at node `t` and ends, if it has a delivery, at node `n +
t`, with `n` tasks; station `s` is node `2 n + s`; fleet `f` starts at `2 n + S + f` and ends at `2 n + S + F + f`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fleet", "FuelUse", "Goal", "SortieProblem", "Station", "Stop", "Task"]

FloatArray = NDArray[np.float64]
Goal = str
"""`tasks` (tasks not flown, one level for each priority), `aircraft` (aircraft used) or `cost`."""

GOALS = ("tasks", "aircraft", "cost")


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and when a task begins or ends.

    Parameters
    ----------
    place : int
        Index into the places of the problem.
    earliest_min, latest_min : float
        Window of the begin of service. It is hard.
    service_min : float
        Length of the service: boarding, time on station.
    due_min : float
        Latest begin that costs nothing; a later one costs `Task.late_cost` a minute. Infinite where nothing is soft.
    """

    place: int
    earliest_min: float = 0.0
    latest_min: float = math.inf
    service_min: float = 0.0
    due_min: float = math.inf


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be flown.

    Parameters
    ----------
    id : str
        Name.
    start : Stop
        Pick-up, or the only stop of a visit.
    delivery : Stop, optional
        Where what was picked up is set down.
    demand : tuple of float
        Room it takes of each resource (seats, litters, kg): from pick-up to delivery; of a visit until the trip ends.
    max_ride_min : float
        Longest ride.
    priority : int or None
        Level of the goal `tasks` that misses it if it is not flown, 0 the most urgent. None: it must be flown.
    aircraft : int
        Aircraft that fly it together: 2 with an escort. They stay together for their whole route.
    late_cost : float
        Cost of a minute of service that begins after the due time of a stop.
    """

    id: str
    start: Stop
    delivery: Stop | None = None
    demand: tuple[float, ...] = ()
    max_ride_min: float = math.inf
    priority: int | None = None
    aircraft: int = 1
    late_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class FuelUse:
    """Fuel, or energy, of an aircraft.

    Parameters
    ----------
    tank, initial : float
        Most that it holds, and what it holds at the start.
    burn_per_min : float
        Used in a minute of flight; nothing is used on the ground.
    reserve, least_at_end : float
        Least on arrival anywhere, and at the end of the day.
    """

    tank: float
    initial: float
    burn_per_min: float
    reserve: float = 0.0
    least_at_end: float = 0.0


@dataclass(frozen=True, slots=True)
class Fleet:
    """Equal aircraft of one base.

    Parameters
    ----------
    id : str
        Name.
    start, end : int
        Places where their day begins and ends.
    aircraft, least_aircraft : int
        Most and fewest that may be used.
    capacity : tuple of float
        Room of each resource.
    kind : int
        Index into `SortieProblem.minutes` and `SortieProblem.cost`.
    earliest_min, latest_min : float
        First departure and last arrival.
    max_duty_min : float
        From departure at the start to arrival at the end.
    max_trip_min : float
        From the start, or a station that reloads, to the end or the next such station.
    fuel : FuelUse, optional
        Without it fuel does not matter.
    fixed_cost : float
        Cost of an aircraft that is used.
    """

    id: str
    start: int
    end: int
    aircraft: int
    capacity: tuple[float, ...]
    least_aircraft: int = 0
    kind: int = 0
    earliest_min: float = 0.0
    latest_min: float = math.inf
    max_duty_min: float = math.inf
    max_trip_min: float = math.inf
    fuel: FuelUse | None = None
    fixed_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Station:
    """Where fuel is taken on the way.

    Parameters
    ----------
    place : int
        Index into the places.
    fixed_min, min_per_unit : float
        Time of a stop: a fixed part, and one in proportion to what is taken.
    full : bool
        Whether a stop always fills the tank; otherwise as much as is wanted is taken.
    only_empty : bool
        Whether nobody may be on board of a pick-up and delivery.
    reload : bool
        Whether a new trip begins: what visits took on board is unloaded. A base is one.
    stock : float
        Fuel that all aircraft together can take.
    max_visits : int or None
        Stops of all aircraft together, None without a limit.
    earliest_min, latest_min : float
        Window of the begin of the stop.
    """

    place: int
    fixed_min: float = 0.0
    min_per_unit: float = 0.0
    full: bool = False
    only_empty: bool = True
    reload: bool = False
    stock: float = math.inf
    max_visits: int | None = None
    earliest_min: float = 0.0
    latest_min: float = math.inf


@dataclass(frozen=True, slots=True, eq=False)
class SortieProblem:
    """Who flies what, from where, when, at least cost.

    Parameters
    ----------
    name : str
        Name of the problem.
    places : tuple of str
        Names of the places.
    minutes, cost : array, shape (kinds, places, places)
        Flight minutes and cost between places, for each kind of aircraft; finite, not negative. The triangle
        inequality must hold for the minutes.
    fleets, tasks, stations
        Who flies, what for, and where fuel is taken.
    resources : tuple of str
        Names of what capacity and demand are counted in.
    goals : tuple of str
        What counts, the most important first.
    ride_cost : float
        Cost of a minute of ride above the direct flight.

    Raises
    ------
    ValueError
        Something does not fit together; all of it is named.
    """

    name: str
    places: tuple[str, ...]
    minutes: FloatArray
    cost: FloatArray
    fleets: tuple[Fleet, ...]
    tasks: tuple[Task, ...]
    stations: tuple[Station, ...] = ()
    resources: tuple[str, ...] = ("load",)
    goals: tuple[Goal, ...] = ("cost",)
    ride_cost: float = 0.0
    _nodes: list[Nodes] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise ValueError(f"problem {self.name}: " + "; ".join(faults))

    def _faults(self) -> Iterator[str]:
        shape = (len(self.places), len(self.places))
        for name, matrix in (("minutes", self.minutes), ("cost", self.cost)):
            if matrix.ndim != 3 or matrix.shape[1:] != shape:
                yield f"{name} has shape {matrix.shape}, not (kinds, {shape[0]}, {shape[1]})"
            elif not np.isfinite(matrix).all() or (matrix < 0.0).any():
                yield f"{name} must be finite and not negative"
        if not self.goals or any(goal not in GOALS for goal in self.goals):
            yield f"goals are {self.goals}; each must be one of {', '.join(GOALS)}"
        if not self.fleets:
            yield "there is no fleet"
        for fleet in self.fleets:
            if not (0 <= fleet.start < shape[0] and 0 <= fleet.end < shape[0]):
                yield f"fleet {fleet.id} starts or ends at a place that there is not"
            if not 0 <= fleet.kind < self.minutes.shape[0]:
                yield f"fleet {fleet.id} is of kind {fleet.kind}, but there are {self.minutes.shape[0]} kinds"
            if len(fleet.capacity) != len(self.resources):
                yield f"fleet {fleet.id} has {len(fleet.capacity)} capacities for {len(self.resources)} resources"
            if fleet.aircraft < 0 or fleet.least_aircraft > fleet.aircraft:
                yield f"fleet {fleet.id} uses {fleet.least_aircraft} to {fleet.aircraft} aircraft"
        for task in self.tasks:
            if len(task.demand) != len(self.resources):
                yield f"task {task.id} has {len(task.demand)} demands for {len(self.resources)} resources"
            for stop in (task.start, task.delivery):
                if stop is None:
                    continue
                if not 0 <= stop.place < shape[0]:
                    yield f"task {task.id} stops at a place that there is not"
                if stop.service_min < 0.0 or stop.earliest_min > stop.latest_min:
                    yield f"task {task.id} has a stop with negative service or an empty window"
            if task.aircraft < 1:
                yield f"task {task.id} is flown by {task.aircraft} aircraft"
        for number, station in enumerate(self.stations):
            if not 0 <= station.place < shape[0]:
                yield f"station {number} is at a place that there is not"

    @property
    def nodes(self) -> Nodes:
        """The problem as arrays over nodes; made once."""
        if not self._nodes:
            self._nodes.append(_nodes_of(self))
        return self._nodes[0]


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """A problem as arrays over its nodes, numbered as the module says.

    Parameters
    ----------
    tasks, stations, fleets : int
        How many there are.
    exists : bool array, shape (N,)
        False for the delivery of a task that has none.
    place, task : int arrays, shape (N,)
        Place of a node; task of a stop, else -1.
    earliest_min, latest_min, service_min, due_min : arrays, shape (N,)
        As in `Stop` and `Station`; windows of starts and ends are the fleet's. Service of a station is its fixed part.
    demand : array, shape (N, resources)
        Change of the load when a stop is served: negative at a delivery.
    pair : bool array, shape (tasks,)
        Whether a task has a delivery.
    max_ride_min, late_cost : arrays, shape (tasks,)
        As in `Task`.
    minutes, cost : arrays, shape (kinds, N, N)
        Between nodes.
    """

    tasks: int
    stations: int
    fleets: int
    exists: NDArray[np.bool_]
    place: NDArray[np.int64]
    task: NDArray[np.int64]
    earliest_min: FloatArray
    latest_min: FloatArray
    service_min: FloatArray
    due_min: FloatArray
    demand: FloatArray
    pair: NDArray[np.bool_]
    max_ride_min: FloatArray
    late_cost: FloatArray
    minutes: FloatArray
    cost: FloatArray

    def station(self, number: int) -> int:
        """Node of a station."""
        return 2 * self.tasks + number

    def start(self, fleet: int) -> int:
        """Node at which a fleet starts."""
        return 2 * self.tasks + self.stations + fleet

    def end(self, fleet: int) -> int:
        """Node at which a fleet ends."""
        return 2 * self.tasks + self.stations + self.fleets + fleet


def _nodes_of(problem: SortieProblem) -> Nodes:
    n, stations, fleets = len(problem.tasks), len(problem.stations), len(problem.fleets)
    size = 2 * n + stations + 2 * fleets
    exists, place = np.ones(size, dtype=np.bool_), np.zeros(size, dtype=np.int64)
    task = np.full(size, -1, dtype=np.int64)
    earliest, latest = np.zeros(size), np.full(size, math.inf)
    service, due = np.zeros(size), np.full(size, math.inf)
    demand = np.zeros((size, len(problem.resources)))
    for t, row in enumerate(problem.tasks):
        for node, stop, sign in ((t, row.start, 1.0), (n + t, row.delivery, -1.0)):
            task[node] = t
            if stop is None:
                exists[node] = False
                continue
            place[node], service[node], due[node] = stop.place, stop.service_min, stop.due_min
            earliest[node], latest[node] = stop.earliest_min, stop.latest_min
            demand[node] = sign * np.asarray(row.demand, dtype=np.float64)
    for s, station in enumerate(problem.stations):
        node = 2 * n + s
        place[node], service[node] = station.place, station.fixed_min
        earliest[node], latest[node] = station.earliest_min, station.latest_min
    for f, fleet in enumerate(problem.fleets):
        for node, at in ((2 * n + stations + f, fleet.start), (2 * n + stations + fleets + f, fleet.end)):
            place[node], earliest[node], latest[node] = at, fleet.earliest_min, fleet.latest_min
    grid = np.ix_(place, place)
    return Nodes(
        tasks=n,
        stations=stations,
        fleets=fleets,
        exists=exists,
        place=place,
        task=task,
        earliest_min=earliest,
        latest_min=latest,
        service_min=service,
        due_min=due,
        demand=demand,
        pair=np.array([row.delivery is not None for row in problem.tasks], dtype=np.bool_),
        max_ride_min=np.array([row.max_ride_min for row in problem.tasks], dtype=np.float64),
        late_cost=np.array([row.late_cost for row in problem.tasks], dtype=np.float64),
        minutes=np.stack([matrix[grid] for matrix in problem.minutes]),
        cost=np.stack([matrix[grid] for matrix in problem.cost]),
    )
