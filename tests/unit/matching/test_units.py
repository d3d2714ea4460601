"""Size, number, tour and hand-over of units, their lift and their maintenance bind as their rules say."""

from __future__ import annotations

import pytest

from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.matching.worlds import months_of, one_unit, school, second_partner, solved, tier_1

FLEET = {"partner": "el-salvador", "aircraft_type": "500md"}


def rich() -> Scenario:
    """Return the world of one unit with aircraft, crews and technicians for two."""
    scenario = with_row(one_unit(), "partner_fleet", FLEET, aircraft=6, deployable_aircraft=6)
    scenario = with_row(scenario, "partner_crews", FLEET, crews=18)
    return with_row(scenario, "partners", "el-salvador", max_units=2)


@pytest.mark.parametrize(("aircraft", "unmet"), [(3, 0), (2, 12), (1, 24), (0, 36)])
def test_the_fleet_bounds_the_aircraft(aircraft: int, unmet: int):
    """A partner deploys no more aircraft than it offers."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    assert tier_1(with_row(scenario, "partner_fleet", FLEET, deployable_aircraft=aircraft)) == unmet


def test_a_unit_has_a_largest_size():
    """Six aircraft are there, but a unit has at most four, and a partner one unit at a demand."""
    scenario = with_row(rich(), "demands", "unmiss-medevac", aircraft=6)
    assert tier_1(scenario) == 0
    assert tier_1(with_row(scenario, "demands", "unmiss-medevac", max_unit=4)) == 24


def test_a_partner_leads_so_many_units():
    """Two demands take two units."""
    scenario = with_rows(rich(), "demands", {"like": "unmiss-medevac", "id": "second"})
    assert tier_1(scenario) == 0
    assert tier_1(with_row(scenario, "partners", "el-salvador", max_units=1)) == 36


def test_a_demand_has_so_many_units():
    """Two partners with three aircraft each serve a demand of six only together."""
    scenario = second_partner(with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6))
    assert tier_1(scenario) == 0
    assert tier_1(with_policy(scenario, "matching", max_units_per_demand=1)) == 36


def test_a_partner_serves_a_demand_with_one_type_at_a_time():
    """Three aircraft of each of two types are not two units of one partner."""
    scenario = with_rows(rich(), "aircraft_types", {"like": "500md", "id": "530f"})
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", aircraft_types="500md;530f")
    scenario = with_row(scenario, "demands", "unmiss-medevac", aircraft=6)
    scenario = with_row(scenario, "partner_fleet", FLEET, deployable_aircraft=3)
    second = FLEET | {"aircraft_type": "530f", "aircraft": 3, "deployable_aircraft": 3}
    assert tier_1(with_rows(scenario, "partner_fleet", second)) == 36


@pytest.mark.parametrize(("tour", "unmet"), [(5, 21), (6, 36)])
def test_a_tour_has_a_least_length(tour: int, unmet: int):
    """The only base closes after five months."""
    scenario = with_row(one_unit(), "maintenance_bases", "juba-hangar", close_month="2022-06")
    assert tier_1(with_policy(scenario, "matching", min_tour_months=tour)) == unmet


def test_a_tour_may_be_cut_by_the_end_of_the_demand():
    """A unit that can come only for the last three months comes, whatever the tour."""
    assert tier_1(with_policy(one_unit(), "matching", readiness_lead_3_months=9)) == 27


def test_readiness_sets_the_first_month():
    """A partner of level 3 with four months to go deploys in May."""
    allocation, _ = solved(with_policy(one_unit(), "matching", readiness_lead_3_months=4))
    assert months_of(allocation, "el-salvador") == [("2022-05", (3,) * 8)]


def relief(closed_from: str, ready: int, overlap: int) -> int:
    """Unmet aircraft-months when El Salvador's base closes and Honduras is ready in some month."""
    scenario = second_partner(one_unit(), readiness_level="2")
    scenario = with_row(
        scenario, "maintenance_bases", "juba-hangar", partners="el-salvador", close_month=closed_from
    )
    scenario = with_rows(
        scenario,
        "maintenance_bases",
        {"like": "juba-hangar", "id": "second-hangar", "partners": "honduras", "close_month": None},
    )
    scenario = with_policy(
        scenario,
        "matching",
        readiness_lead_2_months=ready,
        handover_overlap_months=overlap,
        min_tour_months=2,
    )
    return tier_1(scenario)


@pytest.mark.parametrize(
    ("ready", "overlap", "unmet"),
    [
        (6, 0, 0),  # one leaves as the other comes
        (5, 1, 0),  # both are there in month 5
        (6, 1, 6),  # too late for an overlap: a gap of two months makes it a new deployment
        (4, 2, 0),
        (6, 2, 9),
        (5, 2, 9),
    ],
)
def test_a_relief_overlaps_or_comes_after_a_gap(ready: int, overlap: int, unmet: int):
    """One unit must leave by month 6 and the other is not ready before a month."""
    assert relief("2022-07", ready, overlap) == unmet


@pytest.mark.parametrize(("overlap", "unmet"), [(0, 3), (1, 6), (2, 9)])
def test_a_unit_comes_back_only_after_a_gap(overlap: int, unmet: int):
    """Crews are too few in month 5 alone, but the same partner's second stay is another unit."""
    scenario = with_policy(one_unit(), "crew", attrition_pct_per_year=10)
    scenario = with_row(scenario, "partner_crews", FLEET, crews=7)
    course = school(first_month="2022-04", last_month="2022-04")
    scenario = with_rows(scenario, "courses", course)
    scenario = with_policy(scenario, "matching", handover_overlap_months=overlap, min_tour_months=3)
    assert tier_1(scenario) == unmet


@pytest.mark.parametrize(("flights", "unmet"), [(3, 0), (2, 1), (1, 3), (0, 36)])
def test_lift_bounds_the_arrivals(flights: int, unmet: int):
    """One aircraft a flight: with one flight a month the unit grows by one a month."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    scenario = with_row(scenario, "aircraft_types", "500md", aircraft_per_lift_flight=1)
    assert tier_1(with_policy(scenario, "matching", lift_flights_per_month=flights)) == unmet


def test_lift_is_shared_by_the_units_of_a_month():
    """Two units cannot both be flown in on the first month's only flight."""
    scenario = with_rows(rich(), "demands", {"like": "unmiss-medevac", "id": "second"})
    assert tier_1(with_policy(scenario, "matching", lift_flights_per_month=1)) == 3


@pytest.mark.parametrize(("man_hours", "unmet"), [(135, 0), (134, 12), (89, 24)])
def test_man_hours_bound_the_aircraft(man_hours: int, unmet: int):
    """An aircraft flies 30 hours a month at 1.5 man-hours each."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    base = with_row(scenario, "maintenance_bases", "juba-hangar", man_hours_per_month=man_hours)
    assert tier_1(base) == unmet


@pytest.mark.parametrize(("docks", "unmet"), [(2, 0), (1, 24)])
def test_docks_bound_the_aircraft(docks: int, unmet: int):
    """A phase of 60 days every 100 hours takes 18 dock days of an aircraft that flies 30 hours a month."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    scenario = with_row(scenario, "aircraft_types", "500md", phase_days=60)
    assert tier_1(with_row(scenario, "maintenance_bases", "juba-hangar", docks=docks)) == unmet


def two_bases(**second: object) -> Scenario:
    """Return a world whose first base closes in July and whose second is as the changes say."""
    scenario = with_row(one_unit(), "maintenance_bases", "juba-hangar", close_month="2022-07")
    row = {"like": "juba-hangar", "id": "other-hangar", "close_month": None, "usd_per_man_hour": 90}
    return with_rows(scenario, "maintenance_bases", row | second)


def test_a_unit_relies_on_a_base_that_is_open_all_the_time():
    """The dearer base serves all year, so it is taken."""
    allocation, _ = solved(two_bases())
    assert [(unit.maintenance_base, len(unit.aircraft)) for unit in allocation.units] == [
        ("other-hangar", 12)
    ]


def test_units_of_one_partner_at_one_demand_rely_on_one_base():
    """One base is open in the first half of the year and one in the second: only one half is served."""
    assert tier_1(two_bases(open_month="2022-07")) == 18


def test_the_cheaper_of_two_open_bases_is_taken():
    """Both are open all the time."""
    scenario = with_row(two_bases(), "maintenance_bases", "juba-hangar", close_month=None)
    allocation, _ = solved(scenario)
    assert [unit.maintenance_base for unit in allocation.units] == ["juba-hangar"]


def test_two_partners_share_the_work_of_two_bases():
    """A base for one unit each serves both, one alone does not."""
    scenario = second_partner(with_row(two_bases(), "demands", "unmiss-medevac", aircraft=6))
    for base in ("juba-hangar", "other-hangar"):
        scenario = with_row(scenario, "maintenance_bases", base, man_hours_per_month=140, close_month=None)
    assert tier_1(scenario) == 0
    assert tier_1(with_row(scenario, "maintenance_bases", "other-hangar", partners="kenya")) == 36
