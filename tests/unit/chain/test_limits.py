"""What flows back from sustainment and standby, and the scenario with it in force."""

from __future__ import annotations

import pytest

from airlift import standby, sustainment
from airlift.chain.limits import coverage_limits, hours_limits, in_force, limited
from airlift.plans import Allocation, CoverShares, FleetPlan, Limit, MissionStandby, Unit
from airlift.scenario import Scenario
from airlift.solvers import SolveOptions
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows

OPTIONS = SolveOptions(time_limit_s=1.0, workers=1)


def few_weeks() -> Scenario:
    """The tiny scenario with a window of eight weeks."""
    return with_policy(tiny_scenario(), "sustainment", horizon_weeks=8)


def limit(row: str, value: float, column: str = "man_hours_per_month") -> Limit:
    """Make a limit on a base, or on a demand."""
    table = "demands" if column == "min_unit" else "maintenance_bases"
    return Limit(table=table, row=row, column=column, asked=1.0, limit=value, rule="r", reason="why")


def allocation(aircraft: int = 3) -> Allocation:
    """A unit of UNMISS for medevac, kept by the hangar at Juba."""
    unit = Unit(
        id="u1", partner="kenya", demand="unmiss-medevac", aircraft_type="500md", maintenance_base="juba-hangar",
        first_month="2022-07", aircraft=(aircraft,) * 8,
    )  # fmt: skip
    return Allocation(units=(unit,))


def fleet_of(scenario: Scenario) -> FleetPlan:
    """Plan the fleet of the unit."""
    fleet, _ = sustainment.solve(scenario, allocation(), OPTIONS)
    assert fleet is not None
    return fleet


def test_limits_tighten_cells_of_a_copy() -> None:
    """The copy has them, also where it is looked up by name; the scenario itself is as before."""
    scenario = tiny_scenario()
    assert limited(scenario, ()) is scenario
    before = scenario.maintenance_base_by_id["juba-hangar"].man_hours_per_month
    tight = limited(scenario, (limit("juba-hangar", 100.0), limit("unmiss-medevac", 4.0, "min_unit")))
    assert tight.maintenance_base_by_id["juba-hangar"].man_hours_per_month == 100.0
    assert tight.demand_by_id["unmiss-medevac"].min_unit == 4
    assert isinstance(tight.demand_by_id["unmiss-medevac"].min_unit, int)
    assert tight.maintenance_base_by_id["bangui-hangar"] == scenario.maintenance_base_by_id["bangui-hangar"]
    assert scenario.maintenance_base_by_id["juba-hangar"].man_hours_per_month == before


def test_later_limit_on_a_cell_takes_the_place_of_the_earlier_one() -> None:
    """One limit a cell."""
    kept = in_force((limit("a", 200.0), limit("b", 5.0)), (limit("a", 100.0),))
    assert [(row.row, row.limit) for row in kept] == [("a", 100.0), ("b", 5.0)]


def test_base_that_sustains_all_hours_gets_no_limit() -> None:
    """Nothing flows back from a fleet that flies what is asked for."""
    scenario = few_weeks()
    assert hours_limits(scenario, allocation(), fleet_of(scenario), OPTIONS) == ()


def test_man_hours_fall_by_the_hours_that_the_base_cannot_sustain() -> None:
    """A base without the man-hours of one inspection in a week: the limit is what units ask for, less that share."""
    scenario = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", man_hours_per_month=100.0)
    fleet = fleet_of(scenario)
    asked = sum(row.asked_h for row in fleet.unit_weeks)
    unmet = sum(row.unmet_h for row in fleet.unit_weeks)
    assert unmet > 0.1 * asked
    (found,) = hours_limits(scenario, allocation(), fleet, OPTIONS)
    assert (found.table, found.row, found.column) == (
        "maintenance_bases",
        "juba-hangar",
        "man_hours_per_month",
    )
    # Three aircraft of 30 h a month and 1.5 man-hours an hour ask for 135 man-hours of a month.
    assert found.limit < 100.0
    assert found.limit == pytest.approx(135.0 * (1.0 - unmet / asked), abs=5.0)
    assert "docks and man-hours in plenty" in found.reason


def test_shortfall_that_no_dock_mends_is_no_limit() -> None:
    """Tails that may fly an hour a week fly too little whatever the base has."""
    scenario = with_policy(few_weeks(), "sustainment", flight_h_per_tail_week=1.0)
    fleet = fleet_of(scenario)
    assert sum(row.unmet_h for row in fleet.unit_weeks) > 0.5 * sum(row.asked_h for row in fleet.unit_weeks)
    assert hours_limits(scenario, allocation(), fleet, OPTIONS) == ()


def zoned(events_per_month: float) -> Scenario:
    """UNMISS with a target of full coverage, up to six aircraft for medevac, and one zone near Juba."""
    zone = {
        "id": "near", "mission": "unmiss", "name": "Near", "latitude_deg": 5.3, "longitude_deg": 31.7,
        "elevation_ft": 1400.0, "hot_day_c": 35.0, "events_per_month": events_per_month,
    }  # fmt: skip
    roomy = with_row(tiny_scenario(), "demands", "unmiss-medevac", aircraft=6)
    return with_policy(with_rows(roomy, "zones", zone), "standby", target_pct=100.0)


def posts(scenario: Scenario, aircraft: int) -> tuple[MissionStandby, ...]:
    """Plan the standby of the unit."""
    found, _ = standby.solve(scenario, allocation(aircraft), None, OPTIONS)
    assert found
    return found


def test_coverage_below_the_target_asks_for_a_bigger_unit_where_that_helps() -> None:
    """Of five aircraft one is serviceable, of six two: the second one takes who is wounded while the first is busy."""
    scenario = with_policy(zoned(120.0), "matching", serviceable_pct=34.0)
    (found,) = coverage_limits(scenario, allocation(5), posts(scenario, 5), OPTIONS)
    assert (found.row, found.column, found.limit) == ("unmiss-medevac", "min_unit", 6.0)
    assert "100 % are asked for" in found.reason


def test_coverage_that_more_aircraft_do_not_mend_asks_for_nothing() -> None:
    """A unit that holds as many on standby as the policy wants covers no more with one aircraft more."""
    scenario = zoned(1.0)
    assert coverage_limits(scenario, allocation(5), posts(scenario, 5), OPTIONS) == ()


def test_coverage_at_the_target_asks_for_nothing() -> None:
    """A shortfall is needed, whatever more aircraft would bring."""
    scenario = with_policy(zoned(120.0), "matching", serviceable_pct=34.0)
    full = CoverShares(advanced_pct=100.0, surgery_pct=100.0, backup_pct=100.0, reach_pct=100.0)
    met = tuple(row.model_copy(update={"cover": full}) for row in posts(scenario, 5))
    assert coverage_limits(scenario, allocation(5), met, OPTIONS) == ()
