"""Days of one mission together: rest and weekly hours of crews, bank time of tails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.flights import Day
from airlift.checker.tolerances import BANK_H, FLIGHT_H, LARGEST, MINUTE

__all__ = ["crew_rest", "crew_week_hours", "tail_bank"]

_DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class _Duty:
    """Flying of a crew on one day; minutes count from the first midnight of the calendar."""

    day: date
    first_min: int
    last_min: int
    flown_min: int


def crew_rest(case: Case) -> Iterator[Breach]:
    """crew.rest: from the last landing of a day to the first take-off of a later one, report and debrief taken off."""
    policy = case.scenario.policy.crew
    rest_min = policy.rest_h.value * 60.0
    for (unit, crew), duties in _duties(case).items():
        for before, after in pairwise(duties):
            rested = after.first_min - before.last_min - policy.report_min.value
            if rested < rest_min - MINUTE:
                yield Breach(
                    {"unit": unit, "crew": crew, "day": after.day.isoformat()},
                    rest_min - rested,
                    f"{figure(rested)} min of rest after the duty of {before.day.isoformat()},"
                    f" {figure(rest_min)} min are due",
                )


def crew_week_hours(case: Case) -> Iterator[Breach]:
    """crew.week_hours: flight time in any seven consecutive days."""
    limit = case.scenario.policy.crew.flight_h_per_7_days.value * 60.0
    for (unit, crew), duties in _duties(case).items():
        worst = max(
            (sum(one.flown_min for one in duties if 0 <= (last.day - one.day).days < 7), last.day)
            for last in duties
        )
        if worst[0] > limit + MINUTE:
            yield Breach(
                {"unit": unit, "crew": crew, "day": worst[1].isoformat()},
                worst[0] - limit,
                f"{figure(worst[0])} min flown in the seven days up to then, {figure(limit)} are allowed",
            )


def tail_bank(case: Case) -> Iterator[Breach]:
    """tail.bank: hours on the days of a planned week within the bank time of its beginning, which the plan states."""
    fleet = case.fleet
    if fleet is None:
        return
    weeks: defaultdict[tuple[str, int], list[Day]] = defaultdict(list)
    for day in sorted(case.days, key=lambda day: day.programme.day):
        if day.week is not None:
            weeks[day.programme.mission, day.week].append(day)
    for (_, week), days in weeks.items():
        flown: defaultdict[tuple[str, str], float] = defaultdict(float)
        for day in days:
            for flight in day.flights:
                flown[flight.sortie.unit, flight.sortie.tail] += (flight.end_min - flight.start_min) / 60.0
        for row in days[0].unit_days().values():
            for name, stated_h in zip(row.tails, row.tail_bank_h, strict=False):
                bank_h = _bank_h(case, name, week)
                if bank_h is not None and abs(min(LARGEST, stated_h) - bank_h) > FLIGHT_H:
                    yield Breach(
                        days[0].place(unit=row.unit, tail=name),
                        abs(min(LARGEST, stated_h) - bank_h),
                        f"{figure(min(LARGEST, stated_h))} h of bank time stated, it has {figure(bank_h)} h",
                    )
        for (unit, name), hours in sorted(flown.items()):
            bank_h = _bank_h(case, name, week)
            if bank_h is not None and hours > bank_h + BANK_H:
                yield Breach(
                    days[-1].place(unit=unit, tail=name),
                    hours - bank_h,
                    f"{figure(hours)} h flown in the week, {figure(bank_h)} h are left before its inspection",
                )


def _bank_h(case: Case, name: str, week: int) -> float | None:
    """Bank time of a tail when a week begins; None for one that is not in the fleet plan then."""
    tail = case.fleet.tails.get(name) if case.fleet else None
    if case.fleet is None or tail is None or not tail.is_there(week):
        return None
    return max(0.0, case.fleet.logbooks[name].bank_h[week - tail.first_week])


def _duties(case: Case) -> dict[tuple[str, str], list[_Duty]]:
    """Duties of each crew by (unit, crew), in the order of their days."""
    flights: defaultdict[tuple[str, str, date], list[tuple[int, int]]] = defaultdict(list)
    for day in case.days:
        for flight in day.flights:
            key = (flight.sortie.unit, flight.sortie.crew, day.programme.day)
            flights[key].append((flight.start_min, flight.end_min))
    duties: defaultdict[tuple[str, str], list[_Duty]] = defaultdict(list)
    for (unit, crew, today), spans in sorted(flights.items()):
        midnight = today.toordinal() * _DAY_MIN
        duties[unit, crew].append(
            _Duty(
                today,
                midnight + min(first for first, _ in spans),
                midnight + max(last for _, last in spans),
                sum(last - first for first, last in spans),
            )
        )
    return dict(duties)
