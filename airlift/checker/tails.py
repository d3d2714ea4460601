"""Tails and crews of a unit's day: one sortie at a time, numbers, duty, flight time, standby."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight
from airlift.checker.tolerances import MINUTE
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
    """tail.available: tails listed and flown, against the serviceable share of the deployed aircraft."""
    for day in case.days:
        stated = day.unit_days()
        for unit_id, strength in sorted(day.strengths.items()):
            listed = set(stated[unit_id].tails) if unit_id in stated else set()
            flown = {flight.sortie.tail for flight in day.flights_of(unit_id)}
            tails = max(len(listed), len(flown))
            if tails > strength.tails:
                yield Breach(
                    day.place(unit=unit_id),
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
    """standby.held: standby as the policy asks, left alone by sorties that serve more than casualties.

    More sorties than tails or crews in all cannot be without breaking tail.overlap, tail.available,
    crew.overlap or crew.numbers, so this rule looks at the others alone.
    """
    for day in case.days:
        stated = day.unit_days()
        for unit_id, strength in sorted(day.strengths.items()):
            where = day.place(unit=unit_id)
            row = stated.get(unit_id)
            if row is not None:
                short = strength.standby_tails - row.standby_tails
                if short > 0:
                    yield Breach(
                        where,
                        short,
                        f"{count(row.standby_tails, 'tail')} on standby of {strength.standby_tails}",
                    )
                short = strength.standby_crews - row.standby_crews
                if short > 0:
                    yield Breach(
                        where,
                        short,
                        f"{count(row.standby_crews, 'crew')} on standby of {strength.standby_crews}",
                        "crews",
                    )
            others = [flight for flight in day.flights_of(unit_id) if not flight.casualties_only]
            yield from _too_many(day, unit_id, others, strength.tails - strength.standby_tails, "tails")
            yield from _too_many(day, unit_id, others, strength.crews - strength.standby_crews, "crews")


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
