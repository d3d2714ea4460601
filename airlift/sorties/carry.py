"""What the days of a mission leave to the next one: rest, hours of crews and tails, places, fuel."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from airlift.plans.programme import Programme, Sortie
from airlift.scenario.model import Scenario
from airlift.sorties.days import MissionDay

__all__ = ["Carried", "carried"]

_DAY_MIN = 1440
_DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Carried:
    """What earlier days leave. Minutes count from midnight of the day; names without an entry carry nothing.

    Parameters
    ----------
    crew_ready_min, tail_ready_min : dict of str to int
        Earliest take-off: after the rest of a crew, after the turnaround of a tail.
    crew_flown_min : dict of str to int
        Flight minutes of a crew in the six days before.
    tail_flown_min : dict of str to int
        Flight minutes of a tail on earlier days of the same planned week.
    base : dict of str to str
        Where a tail or a crew stood on the last day.
    stock_kg : dict of str to float
        Fuel in the morning at sites with a limited stock.
    """

    crew_ready_min: dict[str, int] = field(default_factory=dict)
    tail_ready_min: dict[str, int] = field(default_factory=dict)
    crew_flown_min: dict[str, int] = field(default_factory=dict)
    tail_flown_min: dict[str, int] = field(default_factory=dict)
    base: dict[str, str] = field(default_factory=dict)
    stock_kg: dict[str, float] = field(default_factory=dict)


def carried(scenario: Scenario, before: Sequence[Programme], today: MissionDay) -> Carried:
    """Work out what is left for a day.

    Parameters
    ----------
    scenario : Scenario
        Rest, deliveries and turnarounds.
    before : sequence of Programme
        Of the earlier days of the same mission, in their order.
    today : MissionDay
        The day.
    """
    crew_ready: defaultdict[str, int] = defaultdict(int)
    tail_ready: defaultdict[str, int] = defaultdict(int)
    crew_flown: defaultdict[str, int] = defaultdict(int)
    tail_flown: defaultdict[str, int] = defaultdict(int)
    crew = scenario.policy.crew
    rest_min = math.ceil(crew.rest_h.value * 60.0 + crew.report_min.value - 1e-9)
    for programme in before:
        ago = (today.day - programme.day).days
        same_week = today.offset // _DAYS_A_WEEK == (today.offset - ago) // _DAYS_A_WEEK
        turnaround = {
            row.unit: scenario.aircraft_type_by_id[row.aircraft_type].turnaround_min
            for row in programme.units
        }
        for sortie in programme.sorties:
            minutes, landing = sortie.end_min - sortie.start_min, sortie.end_min - ago * _DAY_MIN
            crew_ready[sortie.crew] = max(crew_ready[sortie.crew], landing + rest_min)
            tail_ready[sortie.tail] = max(tail_ready[sortie.tail], landing + turnaround[sortie.unit])
            crew_flown[sortie.crew] += minutes if ago < _DAYS_A_WEEK else 0
            tail_flown[sortie.tail] += minutes if same_week else 0
    return Carried(
        crew_ready_min=dict(crew_ready),
        tail_ready_min=dict(tail_ready),
        crew_flown_min=dict(crew_flown),
        tail_flown_min=dict(tail_flown),
        base=_bases(before),
        stock_kg=_stocks(scenario, before, today),
    )


def _bases(before: Sequence[Programme]) -> dict[str, str]:
    """Where each tail and crew stood on the last day."""
    found: dict[str, str] = {}
    for row in before[-1].units if before else ():
        found |= dict(zip(row.tails, row.tail_bases or (row.home_base,) * len(row.tails), strict=True))
        found |= dict(zip(row.crews, row.crew_bases or (row.home_base,) * len(row.crews), strict=True))
    return found


def _stocks(scenario: Scenario, before: Sequence[Programme], today: MissionDay) -> dict[str, float]:
    """Fuel of the morning: what is left and what was delivered, up to the stock; all of it without a delivery."""
    left: dict[str, float] = {}
    mornings = [*(programme.day for programme in before), today.day][1:]
    for programme, next_day in zip(before, mornings, strict=True):
        drawn = _drawn(scenario, programme.sorties)
        days = (next_day - programme.day).days
        for site in scenario.sites:
            stock, delivery = site.fuel_stock_kg, site.fuel_delivery_kg_per_day
            if stock is not None and delivery is not None:
                evening = max(0.0, left.get(site.id, stock) - drawn[site.id])
                left[site.id] = min(stock, evening + days * delivery)
    return left


def _drawn(scenario: Scenario, sorties: Sequence[Sortie]) -> defaultdict[str, float]:
    """Fuel drawn by site: at stops, and at the base what each tail needs to be as full as before."""
    drawn: defaultdict[str, float] = defaultdict(float)
    taxi_kg = scenario.policy.flight.taxi_fuel_kg.value
    for sortie in sorties:
        first, last = sortie.stops[0], sortie.stops[-1]
        drawn[first.site] += first.fuel_kg + taxi_kg - last.fuel_kg
        for stop in sortie.stops[1:]:
            drawn[stop.site] += stop.refuel_kg
    return drawn
