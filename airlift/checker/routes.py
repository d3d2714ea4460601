"""Sorties as flights: route, times, duration, number of tasks, start grid."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight, Visit
from airlift.checker.tolerances import MINUTE
from airlift.scenario.phrases import count

__all__ = ["duration", "grid_start", "route", "tasks", "times"]


def route(case: Case) -> Iterator[Breach]:
    """sortie.route: the first and the last stop are the base of the tail, and its crew's: the home base or a post."""
    for day in case.days:
        for unit_id, row in day.unit_days().items():
            strength = day.strengths.get(unit_id)
            known = set() if strength is None else {strength.home, *strength.posts}
            strange = sorted({*row.tail_bases, *row.crew_bases} - known)
            if strength is not None and strange:
                yield Breach(
                    day.place(unit=unit_id),
                    len(strange),
                    f"{', '.join(strange)}: neither the home base nor a post of the unit",
                    "sites",
                )
        for flight in day.flights:
            if flight.unit is not None and flight.unit.demand is not None:
                yield from _ends(day, flight, case.home_base(flight.unit.demand).id)


def _ends(day: Day, flight: Flight, home: str) -> Iterator[Breach]:
    sortie = flight.sortie
    stands = day.tail_base(sortie.unit, sortie.tail)
    base = home if stands is None else stands
    named = "the home base" if base == home else "its post"
    ends = (("starts", flight.visits[0]), ("ends", flight.visits[-1]))
    away = [(verb, visit.site.id) for verb, visit in ends if visit.site and visit.site.id != base]
    if away:
        where = " and ".join(f"{verb} at {site}" for verb, site in away)
        yield Breach(day.place(sortie=flight.id), len(away), f"{where}, {named} is {base}")
    crew_base = day.crew_base(sortie.unit, sortie.crew) or home
    if crew_base != base:
        yield Breach(
            day.place(sortie=flight.id), 1, f"its crew stands at {crew_base}, its tail at {base}", "crews"
        )


def times(case: Case) -> Iterator[Breach]:
    """sortie.times: legs, service at stops, and no stop that departs before it arrives.

    Loading before the take-off and unloading after the last landing are no part of the sortie. A stop with a
    single pick-up or patrol is judged by task.dwell.
    """
    for day in case.days:
        for flight in day.flights:
            yield from _legs(case, day, flight)
            yield from _stops(case, day, flight)


def duration(case: Case) -> Iterator[Breach]:
    """sortie.duration: take-off to last landing."""
    limit = case.scenario.policy.sorties.max_sortie_min.value
    for day in case.days:
        for flight in day.flights:
            lasts = flight.end_min - flight.start_min
            if lasts > limit + MINUTE:
                yield Breach(
                    day.place(sortie=flight.id), lasts - limit, f"lasts {lasts} min of {figure(limit)} min"
                )


def tasks(case: Case) -> Iterator[Breach]:
    """sortie.tasks: different tasks served."""
    limit = case.scenario.policy.sorties.max_tasks_per_sortie.value
    for day in case.days:
        for flight in day.flights:
            served = len(flight.tasks)
            if served > limit:
                yield Breach(
                    day.place(sortie=flight.id), served - limit, f"serves {count(served, 'task')} of {limit}"
                )


def grid_start(case: Case) -> Iterator[Breach]:
    """grid.start: take-off at a multiple of the grid after midnight."""
    grid = case.scenario.policy.sorties.grid_min.value
    for day in case.days:
        for flight in day.flights:
            past = flight.start_min % grid
            if past:
                yield Breach(
                    day.place(sortie=flight.id),
                    min(past, grid - past),
                    f"takes off at minute {flight.start_min}, the grid has every {grid} min",
                )


def _legs(case: Case, day: Day, flight: Flight) -> Iterator[Breach]:
    if flight.unit is None or flight.unit.aircraft_type is None:
        return
    landing_min = case.scenario.policy.sorties.landing_min.value
    for position, (start, end) in enumerate(flight.legs(), start=1):
        if start.site is None or end.site is None:
            continue
        flown_nm = case.distance_nm(start.site, end.site)
        least = flown_nm / flight.unit.aircraft_type.cruise_kt * 60.0 + landing_min
        takes = end.arrive_min - start.depart_min
        if takes < least - MINUTE:
            yield Breach(
                day.place(sortie=flight.id, stop=str(position)),
                least - takes,
                f"{takes} min from {start.site.id} to {end.site.id}, {figure(least)} min needed",
            )


def _stops(case: Case, day: Day, flight: Flight) -> Iterator[Breach]:
    last = len(flight.visits) - 1
    refuel_min = 0
    if flight.unit is not None and flight.unit.aircraft_type is not None:
        refuel_min = flight.unit.aircraft_type.refuel_min
    for position, visit in enumerate(flight.visits):
        where = day.place(sortie=flight.id, stop=str(position))
        if position in (0, last):
            if visit.ground_min:
                yield Breach(
                    where, abs(visit.ground_min), "the first stop only departs and the last one only arrives"
                )
            continue
        if visit.ground_min < 0:
            yield Breach(where, -visit.ground_min, "departs before it arrives")
            continue
        ready = _ready_min(case, visit, refuel_min)
        if visit.depart_min < ready:
            yield Breach(
                where,
                ready - visit.depart_min,
                f"departs at minute {visit.depart_min}, service one after the other ends at {ready}",
            )


def _ready_min(case: Case, visit: Visit, refuel_min: int) -> int:
    """Earliest end of all services of a stop: drop-offs, fuel, then pick-ups as they become ready.

    With release times, earliest release first ends first; what is ready on arrival comes before.
    """
    unloaded = sum(event.kind == "dropoff" for event in visit.events)
    served = [event.task for event in visit.events if event.kind != "dropoff"]
    filled = visit.refuel_kg > 0
    if len(served) == 1 and not unloaded and not filled:
        return visit.arrive_min
    minute = visit.arrive_min + unloaded * case.scenario.policy.sorties.unload_min.value
    minute += refuel_min if filled else 0
    for task in sorted(served, key=lambda task: task.ready_min):
        minute = max(minute, task.ready_min) + task.dwell_min
    return minute
