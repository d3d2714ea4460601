"""The precedents are what was flown: one partner, its own fleet, the numbers that were published."""

from __future__ import annotations

import pytest

from airlift.scenario import Scenario, load
from tests.unit.data.shipped import PRECEDENTS, SCENARIOS, rows

FLEETS = {
    "el-salvador-mali": {("minusma-medevac", 3), ("minusma-patrol", 3)},
    "rwanda-south-sudan": {("unmiss-utility", 6)},
    "south-africa-congo": {("monusco-medevac", 3), ("monusco-patrol", 3)},
}


@pytest.fixture(scope="module", params=PRECEDENTS)
def precedent(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def test_one_partner_with_its_own_fleet(precedent: Scenario) -> None:
    """Nothing is donated, and what is asked for is what the partner had there."""
    assert len(precedent.partners) == 1
    assert not precedent.lots
    assert {(row.id, row.aircraft) for row in precedent.demands} == FLEETS[precedent.name]
    asked = sum(row.aircraft for row in precedent.demands)
    assert asked == sum(row.deployable_aircraft for row in precedent.partner_fleet)


def test_a_year_of_one_mission(precedent: Scenario) -> None:
    """Each demand runs twelve months inside the plan, in the only mission, and has types with inspections."""
    assert len(precedent.missions) == 1
    for row in precedent.demands:
        first = precedent.month_index(row.first_month)
        assert (first, precedent.month_index(row.last_month)) == (3, 14)
    assert {row.aircraft_type for row in precedent.inspections} == {
        row.id for row in precedent.aircraft_types
    }


def test_hours_are_those_that_were_flown() -> None:
    """Rwanda's and South Africa's hours per aircraft and month follow from the hours and months of the sources."""
    hours = {
        (name, row.id): row.hours_per_aircraft_month
        for name in ("rwanda-south-sudan", "south-africa-congo")
        for row in load(name).demands
    }
    assert hours["rwanda-south-sudan", "unmiss-utility"] == pytest.approx(3549 / 11 / 6, abs=0.05)
    assert hours["south-africa-congo", "monusco-medevac"] == pytest.approx(985.28 / 12 / 3, abs=0.05)
    assert hours["south-africa-congo", "monusco-patrol"] == pytest.approx(86.28 / 12 / 3, abs=0.05)


@pytest.mark.parametrize("name", PRECEDENTS)
def test_own_rows_are_sourced(name: str) -> None:
    """A source begins with the word `assumption` exactly where the confidence says so."""
    for path in (SCENARIOS / name).glob("*.csv"):
        for row in rows(path):
            if "source" in row:
                assert row["source"].startswith("assumption: ") == (row["confidence"] == "assumption"), row
