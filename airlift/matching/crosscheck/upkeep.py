"""What keeps deployed aircraft flying: man-hours and docks of maintenance bases, spare parts."""

from __future__ import annotations

from collections import defaultdict

from airlift.matching.crosscheck.linear import Model, Term
from airlift.matching.crosscheck.stays import Stay
from airlift.scenario.model import Scenario

__all__ = ["add_bases", "add_spares"]

_DAYS_PER_MONTH = 30.0


def add_bases(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Man-hours and dock-days of each maintenance base in each month."""
    for base in scenario.maintenance_bases:
        hours: defaultdict[int, list[Term]] = defaultdict(list)
        docks: defaultdict[int, list[Term]] = defaultdict(list)
        for stay in stays:
            if stay.choice.base is not base:
                continue
            flown_h = stay.choice.demand.hours_per_aircraft_month
            kind = stay.choice.type
            for t, aircraft in stay.aircraft.items():
                hours[t].append((aircraft, flown_h * kind.man_hours_per_flight_hour))
                docks[t].append((aircraft, flown_h / kind.phase_hours * kind.phase_days))
        for t in hours:
            model.at_most(hours[t], base.man_hours_per_month)
            model.at_most(docks[t], base.docks * _DAYS_PER_MONTH)


def add_spares(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Flight hours of each type that has sources of spare parts at all, over all partners, in each month."""
    for kind in sorted({row.aircraft_type for row in scenario.spares}):
        flown: defaultdict[int, list[Term]] = defaultdict(list)
        for stay in stays:
            if stay.choice.type.id == kind:
                for t, aircraft in stay.aircraft.items():
                    flown[t].append((aircraft, stay.choice.demand.hours_per_aircraft_month))
        for t, terms in flown.items():
            month = scenario.month_label(t)
            supported_h = sum(
                row.flight_hours_per_month
                for row in scenario.spares
                if row.aircraft_type == kind and row.first_month <= month <= row.last_month
            )
            model.at_most(terms, supported_h)
