"""Tails and crews of a unit's day: one sortie at a time, numbers, duty, flight time, standby."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight
from airlift.checker.strengths import Strength
from airlift.checker.tolerances import MINUTE
from airlift.plans import UnitDay
from airlift.scenario.phrases import count

__all__ = [
    "crew_duty",
    "crew_flight_time",
    "crew_numbers",
    "crew_overlap",
    "standby_held",
    "tail_available",
    "tail_overlap",
]


def tail_overlap(case: Case) -> Iterator[Breach]:
    """tail.overlap: the next take-off not before the last landing plus the type's turnaround."""
    for day in case.days:
        for (unit, tail), flights in day.flights_by("tail").items():
            for before, after in pairwise(flights):
                free = before.end_min + _turnaround_min(before)
                if after.start_min < free:
                    yield Breach(
                        day.place(unit=unit, tail=tail, sortie=after.id),
                        free - after.start_min,
                        f"takes off at minute {after.start_min},"
                        f" after sortie {before.id} the tail is free at {free}",
                    )


def crew_overlap(case: Case) -> Iterator[Breach]:
    """crew.overlap: the next take-off not before the last landing."""
    for day in case.days:
        for (unit, crew), flights in day.flights_by("crew").items():
            for before, after in pairwise(flights):
                if after.start_min < before.end_min:
                    yield Breach(
                        day.place(unit=unit, crew=crew, sortie=after.id),
                        before.end_min - after.start_min,
                        f"takes off at minute {after.start_min},"
                        f" sortie {before.id} lands at {before.end_min}",
                    )


def crew_duty(case: Case) -> Iterator[Breach]:
    """crew.duty: first take-off to last landing, with report and debrief."""
    policy = case.scenario.policy.crew
    limit = policy.duty_h_per_day.value * 60.0
    for day in case.days:
        for (unit, crew), flights in day.flights_by("crew").items():
            first, last = (
                min(flight.start_min for flight in flights),
                max(flight.end_min for flight in flights),
            )
            duty = last - first + policy.report_min.value
            if duty > limit + MINUTE:
                yield Breach(
                    day.place(unit=unit, crew=crew),
                    duty - limit,
                    f"{figure(duty)} min on duty of {figure(limit)} min",
                )


def crew_flight_time(case: Case) -> Iterator[Breach]:
    """crew.flight_time: sum of the durations of the crew's sorties."""
    limit = case.scenario.policy.crew.flight_h_per_day.value * 60.0
    for day in case.days:
        for (unit, crew), flights in day.flights_by("crew").items():
            flown = sum(flight.end_min - flight.start_min for flight in flights)
            if flown > limit + MINUTE:
                yield Breach(
                    day.place(unit=unit, crew=crew),
                    flown - limit,
                    f"{figure(flown)} min flown of {figure(limit)} min",
                )


def tail_available(case: Case) -> Iterator[Breach]:
    """tail.available: tails listed and flown are serviceable that week, or within the share of an average day."""
    for day in case.days:
        stated = day.unit_days()
        for unit_id, strength in sorted(day.strengths.items()):
            listed = set(stated[unit_id].tails) if unit_id in stated else set()
            flown = {flight.sortie.tail for flight in day.flights_of(unit_id)}
            where = day.place(unit=unit_id)
            if strength.names is not None:
                others = sorted((listed | flown) - strength.names)
                if others:
                    yield Breach(where, len(others), f"not serviceable this week: {', '.join(others)}")
                continue
            tails = max(len(listed), len(flown))
            if tails > strength.tails:
                yield Breach(
                    where,
                    tails - strength.tails,
                    f"{count(tails, 'tail')}, {strength.tails} are serviceable on an average day",
                )


def crew_numbers(case: Case) -> Iterator[Breach]:
    """crew.numbers: crews listed and crews flown, against the crews of the deployed aircraft."""
    for day in case.days:
        stated = day.unit_days()
        for unit_id, strength in sorted(day.strengths.items()):
            listed = set(stated[unit_id].crews) if unit_id in stated else set()
            flown = {flight.sortie.crew for flight in day.flights_of(unit_id)}
            crews = max(len(listed), len(flown))
            if crews > strength.crews:
                yield Breach(
                    day.place(unit=unit_id),
                    crews - strength.crews,
                    f"{count(crews, 'crew')}, {strength.crews} are deployed",
                )


def standby_held(case: Case) -> Iterator[Breach]:
    """standby.held: standby as planned or as the policy asks, left alone by sorties that serve more than casualties.

    Where standby was planned, the aircraft of the watch that holds noon stand at their posts. More sorties than tails
    or crews in all cannot be without breaking tail.overlap, tail.available, crew.overlap or crew.numbers, so this rule
    looks at the others alone.
    """
    for day in case.days:
        stated = day.unit_days()
        for unit_id, strength in sorted(day.strengths.items()):
            where = day.place(unit=unit_id)
            row = stated.get(unit_id)
            if row is not None:
                yield from _held(where, row, strength)
            others = [flight for flight in day.flights_of(unit_id) if not flight.casualties_only]
            for flight in others:
                base = day.tail_base(unit_id, flight.sortie.tail)
                if base is not None and base != _home(flight):
                    yield Breach(
                        day.place(sortie=flight.id),
                        1,
                        f"serves more than casualties, its tail stands by at {base}",
                    )
            yield from _too_many(day, unit_id, others, strength.tails - strength.standby_tails, "tails")
            yield from _too_many(day, unit_id, others, strength.crews - strength.standby_crews, "crews")


def _held(where: dict[str, str], row: UnitDay, strength: Strength) -> Iterator[Breach]:
    """Standby that a unit states at its home base, and who stands at its other posts."""
    at_home = strength.posts.get(strength.home, 0)
    forward = {site: number for site, number in strength.posts.items() if site != strength.home}
    for stated, there, bases, what in (
        (row.standby_tails, strength.tails, row.tail_bases, "tail"),
        (row.standby_crews, strength.crews, row.crew_bases, "crew"),
    ):
        held = min(at_home, there)
        if stated < held:
            yield Breach(where, held - stated, f"{count(stated, what)} on standby of {held}", f"{what}s")
        # With fewer than there are posts, it is open which of them stay empty.
        for site, number in sorted(forward.items()) if there >= strength.standby else ():
            standing = sum(base == site for base in bases)
            if standing < number:
                yield Breach(
                    {**where, "site": site},
                    number - standing,
                    f"{count(standing, what)} at the post of {number}",
                    f"{what}s",
                )


def _home(flight: Flight) -> str | None:
    return flight.unit.demand.sites[0] if flight.unit and flight.unit.demand else None


def _too_many(day: Day, unit_id: str, flights: list[Flight], limit: int, what: str) -> Iterator[Breach]:
    """Find the moment in which most sorties occupy tails (with turnaround) or crews, if they are too many."""
    spans = [
        (flight.start_min, flight.end_min + (_turnaround_min(flight) if what == "tails" else 0))
        for flight in flights
    ]
    busy = {start: sum(first <= start < end for first, end in spans) for start, _ in spans}
    if not busy:
        return
    minute = min(busy, key=lambda start: (-busy[start], start))
    if busy[minute] > limit:
        yield Breach(
            day.place(unit=unit_id, minute=str(minute)),
            busy[minute] - limit,
            f"{busy[minute]} {what} on other sorties than medevac, {limit} may leave their standby",
            what,
        )


def _turnaround_min(flight: Flight) -> int:
    if flight.unit is None or flight.unit.aircraft_type is None:
        return 0
    return flight.unit.aircraft_type.turnaround_min
