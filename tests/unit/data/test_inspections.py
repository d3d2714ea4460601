"""Inspections: as much planned work as the policy says, overhauls abroad, old airframes slower."""

from __future__ import annotations

import pytest

from airlift.scenario import Scenario, load


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


def test_inspections_take_the_planned_share_of_man_hours(seoul: Scenario) -> None:
    """Over a ladder each type's work in docks is near the share of its man-hours that is not unscheduled."""
    planned = 1 - seoul.policy.sustainment.unscheduled_man_hours_pct.value / 100
    for kind in seoul.aircraft_types:
        ladder = sorted(
            (row.every_flight_hours, row.man_hours)
            for row in seoul.inspections
            if row.aircraft_type == kind.id and row.every_flight_hours
        )
        step_h, last_h = ladder[0][0], ladder[-1][0]
        marks = int(last_h // step_h)
        man_hours = sum(
            max((every_h, hours) for every_h, hours in ladder if mark % int(every_h // step_h) == 0)[1]
            for mark in range(1, marks + 1)
        )
        share = man_hours / (marks * step_h * kind.man_hours_per_flight_hour)
        assert 0.9 * planned <= share <= 1.05 * planned, kind.id


def test_overhauls_leave_the_country_for_months(seoul: Scenario) -> None:
    """Each type has one overhaul away, the longest by hours, of 60 to 180 days without work at the base."""
    for kind in seoul.aircraft_types:
        away = [row for row in seoul.inspections if row.aircraft_type == kind.id and row.place == "away"]
        assert len(away) == 1
        assert 60 <= away[0].days <= 180
        assert away[0].man_hours == 0


def test_old_airframes_take_twice_the_days(seoul: Scenario) -> None:
    """The 500MD of the 1970s is in inspection for twice as long as an MD 500E."""
    days = {row.id: row.days for row in seoul.inspections}
    for name in ("100h", "300h", "annual"):
        assert days[f"500md-{name}"] == 2 * days[f"md500e-{name}"]
