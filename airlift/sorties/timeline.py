"""One route from one start minute: its times, its fuel and its masses, or None where a rule forbids it.

Times. From a start, the earliest times that keep every rule are the least solution of a system of difference
constraints (legs, services, ready times, rides, the longest burn between two fills), found by raising departures until
nothing is broken. What is left of waiting is then moved as early as the deadlines allow: waiting on the ground before
a heavy take-off, or at a fuel stop where nothing is burnt, costs less than waiting after it.

Fuel. Each fill takes the least that reaches the next fill: burn x (1 + contingency) + final reserve.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from airlift.sorties.data import DayProblem, DayUnit

__all__ = ["Route", "Timeline", "Visit", "fly"]

_TOLERANCE_KG = 1e-6  # float noise; a thousandth of a gram
_GRAMS = 1000.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a route; drop-offs come before the fill, the fill before the pick-ups.

    Parameters
    ----------
    site : int
        Where.
    drops, picks : tuple of int
        Tasks that end here; tasks that begin here (patrols are flown here), in the order of their service.
    refuel : bool
        Whether fuel is taken. The take-off from the home base is always on a fill and is not marked.
    """

    site: int
    drops: tuple[int, ...] = ()
    refuel: bool = False
    picks: tuple[int, ...] = ()


Route = tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Times (minutes after local midnight) and fuel (kg) of a route; one entry for each visit.

    `fuel_kg` is on board when departing, at the last visit when landing; `refuel_kg` is taken there.
    """

    arrive_min: tuple[int, ...]
    depart_min: tuple[int, ...]
    fuel_kg: tuple[float, ...]
    refuel_kg: tuple[float, ...]

    @property
    def minutes(self) -> int:
        """From take-off to the last landing."""
        return self.arrive_min[-1] - self.depart_min[0]


def fly(problem: DayProblem, unit: DayUnit, route: Route, start_min: int, night: bool) -> Timeline | None:
    """Fly a route from a start.

    Parameters
    ----------
    problem, unit : DayProblem, DayUnit
        Day and unit.
    route : Route
        Visits, home base first and last.
    start_min : int
        Take-off.
    night : bool
        Fly with night reserves and without regard to daylight.

    Returns
    -------
    Timeline or None
        None where a rule forbids it.
    """
    times = _earliest(problem, unit, route, start_min, night)
    if times is None:
        return None
    arrive, depart = times
    later = _waiting_first(problem, unit, route, arrive, depart, night)
    for candidate in (later, (arrive, depart)) if later else ((arrive, depart),):
        timeline = _fuelled(problem, unit, route, candidate[0], candidate[1], night)
        if timeline is not None:
            return timeline
    return None


def _reserve_kg(problem: DayProblem, unit: DayUnit, night: bool) -> float:
    return unit.burn_kg_per_min * (problem.reserve_night_min if night else problem.reserve_day_min)


def _fills(route: Route) -> list[int]:
    return [0] + [k for k in range(1, len(route) - 1) if route[k].refuel]


def _earliest(
    problem: DayProblem, unit: DayUnit, route: Route, start_min: int, night: bool
) -> tuple[list[int], list[int]] | None:
    """Least times that keep windows, rides, the longest burn and the duration."""
    tasks = problem.tasks
    fills = [*_fills(route), len(route) - 1]
    endurance_min = math.floor(
        (unit.usable_fuel_kg - _reserve_kg(problem, unit, night))
        / (unit.burn_kg_per_min * (1.0 + problem.contingency))
        + 1e-9
    )
    picked = {task: k for k, visit in enumerate(route) for task in visit.picks}
    rides = [
        (picked[task], k, ride)
        for k, visit in enumerate(route)
        for task in visit.drops
        if (ride := tasks[task].max_ride_min) is not None
    ]
    limits = rides + [(a, b, endurance_min) for a, b in pairwise(fills)]
    not_before = [0] * len(route)
    while True:
        times = _forward(problem, unit, route, start_min, night, not_before)
        if times is None:
            return None
        arrive, depart = times
        broken = [(a, arrive[b] - limit) for a, b, limit in limits if arrive[b] - depart[a] > limit]
        if not broken:
            return times
        for visit, earliest in broken:
            if visit == 0:
                return None
            not_before[visit] = max(not_before[visit], earliest)


def _forward(
    problem: DayProblem, unit: DayUnit, route: Route, start_min: int, night: bool, not_before: Sequence[int]
) -> tuple[list[int], list[int]] | None:
    """Give the times without needless waiting; None where a window or the duration is missed."""
    tasks = problem.tasks
    arrive, depart = [start_min], [start_min]
    loaded = 0
    for task in route[0].picks:
        loaded = max(loaded, tasks[task].ready_min) + tasks[task].dwell_min
    if loaded > start_min or not _is_light(problem, route[0].site, start_min, night):
        return None
    last = len(route) - 1
    for k in range(1, len(route)):
        visit = route[k]
        time = depart[-1] + unit.leg_min[route[k - 1].site][visit.site]
        if not night:
            time = max(time, problem.daylight[visit.site][0])
        if any(time > tasks[task].latest_min for task in visit.drops):
            return None
        arrive.append(time)
        if k < last:
            served = _served(problem, unit, visit, time)
            if served is None:
                return None
            time = max(served, not_before[k])
        depart.append(time)
        if not _is_light(problem, visit.site, time, night):
            return None
    if arrive[-1] - start_min > problem.max_sortie_min:
        return None
    return arrive, depart


def _served(problem: DayProblem, unit: DayUnit, visit: Visit, time: int) -> int | None:
    """End of the services of a visit that begins at `time`."""
    time += problem.unload_min * len(visit.drops) + (unit.refuel_min if visit.refuel else 0)
    for index in visit.picks:
        task = problem.tasks[index]
        time = max(time, task.ready_min)
        if task.patrol and time > task.due_min:
            return None
        time += task.dwell_min
    return time


def _is_light(problem: DayProblem, site: int, time: int, night: bool) -> bool:
    first, last = problem.daylight[site]
    return night or first <= time <= last


def _waiting_first(
    problem: DayProblem, unit: DayUnit, route: Route, arrive: list[int], depart: list[int], night: bool
) -> tuple[list[int], list[int]] | None:
    """Move waiting to the earliest place, landings at fills as they are; None if there is nothing to move.

    Of all times that end when these do, the latest: those that a limited ride forbids are lowered until none is.
    """
    picked = {task: k for k, visit in enumerate(route) for task in visit.picks}
    rides = [
        (picked[task], k, ride)
        for k, visit in enumerate(route)
        for task in visit.drops
        if (ride := problem.tasks[task].max_ride_min) is not None
    ]
    not_after = list(arrive)
    for k in range(1, len(route) - 1):
        if not route[k].refuel:
            not_after[k] = min([depart[-1], *(problem.tasks[task].latest_min for task in route[k].drops)])
    while True:
        later = _latest(problem, unit, route, arrive, depart, night, not_after)
        broken = [(b, later[1][a] + ride) for a, b, ride in rides if later[0][b] - later[1][a] > ride]
        if not broken:
            return later if later != (arrive, depart) else None
        for visit, latest in broken:
            not_after[visit] = min(not_after[visit], latest)


def _latest(
    problem: DayProblem,
    unit: DayUnit,
    route: Route,
    arrive: list[int],
    depart: list[int],
    night: bool,
    not_after: Sequence[int],
) -> tuple[list[int], list[int]]:
    """Latest times under the same end, the same landings at fills and the latest landings given."""
    tasks = problem.tasks
    arrive, depart = list(arrive), list(depart)
    for k in range(len(route) - 2, 0, -1):
        visit = route[k]
        depart[k] = arrive[k + 1] - unit.leg_min[visit.site][route[k + 1].site]
        if not night:
            depart[k] = min(depart[k], problem.daylight[visit.site][1])
        if not visit.refuel:
            begin = depart[k]
            for index in reversed(visit.picks):
                begin -= tasks[index].dwell_min
                if tasks[index].patrol:
                    begin = min(begin, tasks[index].due_min)
            arrive[k] = min(begin - problem.unload_min * len(visit.drops), not_after[k])
    return arrive, depart


def _fuelled(
    problem: DayProblem, unit: DayUnit, route: Route, arrive: list[int], depart: list[int], night: bool
) -> Timeline | None:
    """Give each fill the least fuel; None where tanks or a take-off mass do not allow it."""
    payload = _payload_kg(problem, route)
    reserve = _reserve_kg(problem, unit, night)
    fills = _fills(route)
    fuel = [0.0] * len(route)
    refuel = [0.0] * len(route)
    on_arrival = 0.0
    for first, end in zip(fills, [*fills[1:], len(route) - 1], strict=True):
        burn = unit.burn_kg_per_min * (arrive[end] - depart[first])
        need = burn * (1.0 + problem.contingency) + reserve
        for amount in (math.ceil(need * _GRAMS - 1e-6) / _GRAMS, need):
            load = max(amount, on_arrival)
            for k in range(first, end):
                fuel[k] = load - unit.burn_kg_per_min * (depart[k] - depart[first])
            if load <= unit.usable_fuel_kg + _TOLERANCE_KG and all(
                payload[k] + fuel[k] <= unit.room_kg[route[k].site] + _TOLERANCE_KG for k in range(first, end)
            ):
                break
        else:
            return None
        if first:
            refuel[first] = load - on_arrival
            if round(refuel[first], 6) <= 0.0:
                # What is left of the contingency would do: a stop without fuel taken is no fuel stop.
                return None
        on_arrival = load - burn
    fuel[-1] = on_arrival
    return Timeline(
        tuple(arrive),
        tuple(depart),
        tuple(round(value, 6) for value in fuel),
        tuple(round(value, 6) for value in refuel),
    )


def _payload_kg(problem: DayProblem, route: Route) -> list[float]:
    """Payload on board when departing from each visit."""
    served = [task for visit in route for task in visit.picks]
    on_board = problem.attendants_kg if any(problem.tasks[task].medevac for task in served) else 0.0
    payload = []
    for visit in route:
        on_board -= sum(problem.tasks[task].payload_kg for task in visit.drops)
        on_board += sum(problem.tasks[task].payload_kg for task in visit.picks)
        payload.append(on_board)
    return payload
