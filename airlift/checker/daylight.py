"""Daylight: every landing and take-off between dawn and dusk of its place and day."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.breach import Breach
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight
from airlift.checker.tolerances import MINUTE
from airlift.flight import day_window_min

__all__ = ["dark_min", "window"]


def window(case: Case) -> Iterator[Breach]:
    """daylight.window: unless the policy allows flying by night."""
    if case.scenario.policy.flight.night_flying.value:
        return
    basis = case.scenario.policy.flight.daylight_basis.value.replace("_", " ")
    for day in case.days:
        for flight in day.flights:
            outside = dark_min(case, day, flight)
            if outside > MINUTE:
                yield Breach(
                    day.place(sortie=flight.id), outside, f"arrives or departs outside daylight ({basis})"
                )


def dark_min(case: Case, day: Day, flight: Flight) -> float:
    """Return how far the arrival or departure farthest from daylight lies outside it, in minutes.

    In polar night that is the whole sortie. Zero where place, mission or day is unknown: there is no light
    to compute.
    """
    if day.mission is None or not day.tasks:
        return 0.0
    basis = case.scenario.policy.flight.daylight_basis.value
    outside = 0.0
    for visit in flight.visits:
        if visit.site is None:
            continue
        light = day_window_min(case.daylight(visit.site, day.programme.day, day.mission.utc_offset_h), basis)
        if light is None:
            return float(max(1, flight.end_min - flight.start_min))
        dawn_min, dusk_min = light
        first, last = min(visit.arrive_min, visit.depart_min), max(visit.arrive_min, visit.depart_min)
        outside = max(outside, dawn_min - first, last - dusk_min)
    return outside
