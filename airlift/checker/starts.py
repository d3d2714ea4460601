"""Tails of the sustainment window: which there must be, from which week, and in which state they join."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from airlift.checker.decisions import Deployment
from airlift.checker.ladders import Ladder
from airlift.plans.weeks import month_of_day
from airlift.scenario.model import Scenario, add_months

__all__ = ["MOST_TAILS", "Start", "aircraft_by_week", "starts"]

MOST_TAILS = 10_000
"""Tails of a unit up to which they are listed: far beyond any unit, and no nonsense of a plan fills the memory."""


@dataclass(frozen=True, slots=True)
class Start:
    """A tail when it joins its unit."""

    first_week: int
    hours_since_overhaul: float
    inspected_month: str


def aircraft_by_week(scenario: Scenario, unit: Deployment, first_month: str, weeks: int) -> tuple[int, ...]:
    """Aircraft of a unit in each week: those of the month in which the week begins."""
    months = (scenario.month_index(month_of_day(first_month, 7 * week)) for week in range(weeks))
    return tuple(max(0, unit.aircraft_in(month)) for month in months)


def starts(
    scenario: Scenario,
    units: Iterable[Deployment],
    aircraft: Mapping[str, tuple[int, ...]],
    ladders: Mapping[str, Ladder],
    first_month: str,
) -> dict[str, dict[str, Start]]:
    """Tails of each unit, by unit and name; a unit with more than `MOST_TAILS` is left out.

    Known states go to the units of their partner and type in the order of arrival, to tails in the order of their
    numbers. The others are spread: over a bank of hours evenly, over the longer inspections and the calendar as well.
    """
    known: defaultdict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for row in sorted(scenario.tails, key=lambda row: row.id):
        known[row.partner, row.aircraft_type].append((row.hours_since_overhaul, row.inspected_month))
    found: dict[str, dict[str, Start]] = {}
    for unit in sorted(units, key=lambda unit: (unit.first, unit.id)):
        if unit.aircraft_type is None or unit.partner is None:
            continue
        joining = _joining(aircraft[unit.id])
        if len(joining) > MOST_TAILS:
            continue
        states = known[unit.partner.id, unit.aircraft_type.id]
        given, states[:] = states[: len(joining)], states[len(joining) :]
        ladder, tails = ladders[unit.aircraft_type.id], found.setdefault(unit.id, {})
        for place, week in enumerate(joining):
            spread = _spread(ladder, place, len(joining), first_month)
            hours, month = given[place] if place < len(given) else spread
            tails[f"{unit.id}-t{place + 1}"] = Start(week, hours, month)
    return found


def _joining(aircraft: tuple[int, ...]) -> list[int]:
    """Week in which each tail joins, in the order of their numbers."""
    weeks: list[int] = []
    before = 0
    for week, number in enumerate(aircraft):
        weeks += [week] * min(MOST_TAILS + 1, max(0, number - before))
        before = number
    return weeks


def _spread(ladder: Ladder, place: int, tails: int, first_month: str) -> tuple[float, str]:
    """Hours since overhaul and month of the last calendar inspection of a tail without a row."""
    interval_h = ladder.interval_h
    marks = math.floor(place * ladder.marks / tails)
    hours = interval_h * marks + interval_h * (tails - 1 - place) / tails
    months = 1 + math.floor(place * ladder.shortest_months / tails)
    return hours, add_months(first_month, -months)
