"""Inspections must make a ladder, and known tails must stand on it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.model import Scenario
    from airlift.scenario.upkeep import Inspection

__all__ = ["check_inspections", "check_ladders", "check_tails"]


def check_inspections(scenario: Scenario) -> Iterator[Problem]:
    """Find inspections that fall due by hours and by calendar, or by neither."""
    for row in scenario.inspections:
        if (row.every_flight_hours is None) == (row.every_months is None):
            both = row.every_months is not None
            message = (
                f"due by {'flight hours and by calendar' if both else 'neither flight hours nor calendar'}"
            )
            hint = (
                "leave one of every_flight_hours and every_months empty"
                if both
                else "write one of the intervals"
            )
            yield Problem("unfit-inspection", "inspections", row.id, "every_flight_hours", message, hint)


def check_ladders(scenario: Scenario) -> Iterator[Problem]:
    """Find types whose hourly inspections make no ladder: none, two of one interval, one away below the longest."""
    for type_id, rows in _by_type(scenario).items():
        hourly = [row for row in rows if row.every_flight_hours is not None]
        if not hourly:
            message = f"{type_id} has no inspection by flight hours"
            hint = "add one, or remove its rows: then phase_hours and phase_days of the type count"
            yield Problem(
                "no-hourly-inspection", "inspections", rows[0].id, "every_flight_hours", message, hint
            )
            continue
        longest = max(row.every_flight_hours or 0.0 for row in hourly)
        first: dict[float, str] = {}
        for row in hourly:
            interval_h = row.every_flight_hours or 0.0
            if interval_h in first:
                message = f"{first[interval_h]} of {type_id} has the interval {interval_h:g} h already"
                hint = "put the two together, or correct one of the intervals"
                yield Problem(
                    "duplicate-interval", "inspections", row.id, "every_flight_hours", message, hint
                )
            first.setdefault(interval_h, row.id)
            if row.place == "away" and interval_h < longest:
                message = f"away is for the overhaul, the longest by flight hours, which has {longest:g} h"
                yield Problem(
                    "unfit-inspection", "inspections", row.id, "place", message, "write base or site"
                )


def check_tails(scenario: Scenario) -> Iterator[Problem]:
    """Find tails of a type that their partner cannot have, beyond their overhaul, or inspected after the horizon."""
    overhaul_h = {
        type_id: max(row.every_flight_hours or 0.0 for row in rows)
        for type_id, rows in _by_type(scenario).items()
        if any(row.every_flight_hours is not None for row in rows)
    }
    for kind in scenario.aircraft_types:
        overhaul_h.setdefault(kind.id, kind.phase_hours)
    end = scenario.month_label(scenario.horizon_months)
    for row in scenario.tails:
        if not _may_have(scenario, row.partner, row.aircraft_type):
            message = f"{row.partner} neither has nor flies a {row.aircraft_type}, nor may be given one"
            hint = "correct partner or type, or add the type to partner_fleet"
            yield Problem("no-such-fleet", "tails", row.id, "aircraft_type", message, hint)
        limit_h = overhaul_h.get(row.aircraft_type)
        if limit_h is not None and row.hours_since_overhaul >= limit_h:
            message = f"{row.hours_since_overhaul:g} h is not below the longest interval, {limit_h:g} h"
            hint = "count the hours from the last overhaul"
            yield Problem("beyond-overhaul", "tails", row.id, "hours_since_overhaul", message, hint)
        if row.inspected_month >= end:
            message = f"{row.inspected_month} lies after the months that are planned, which end before {end}"
            hint = "write the month of the last inspection before the tail deploys"
            yield Problem("outside-horizon", "tails", row.id, "inspected_month", message, hint)


def _by_type(scenario: Scenario) -> dict[str, list[Inspection]]:
    rows: defaultdict[str, list[Inspection]] = defaultdict(list)
    for row in scenario.inspections:
        rows[row.aircraft_type].append(row)
    return dict(rows)


def _may_have(scenario: Scenario, partner: str, aircraft_type: str) -> bool:
    """Whether a partner has aircraft of a type or crews for it, or a lot of them may go to it."""
    key = (partner, aircraft_type)
    own = any((row.partner, row.aircraft_type) == key and row.aircraft for row in scenario.partner_fleet)
    crews = any((row.partner, row.aircraft_type) == key and row.crews for row in scenario.partner_crews)
    return (
        own
        or crews
        or any(
            row.aircraft_type == aircraft_type and (not row.partners or partner in row.partners)
            for row in scenario.lots
        )
    )
