"""Tiny worlds whose answers can be worked out by hand."""

from __future__ import annotations

from airlift.plans import Allocation, GatePassed, Plan, Transfer, Unit
from airlift.plans.store import scenario_digest
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows

__all__ = ["one_lot", "one_lot_plan", "two_trainings"]


def _kenya_alone() -> Scenario:
    scenario = without_rows(tiny_scenario(tasks=[]), "partners", "el-salvador", "rwanda")
    for table, keys in (
        ("partner_fleet", ({"partner": "el-salvador"}, {"partner": "rwanda"})),
        ("partner_crews", ({"partner": "el-salvador"}, {"partner": "rwanda"})),
    ):
        scenario = without_rows(scenario, table, *(_key(scenario, table, key) for key in keys))
    scenario = with_row(scenario, "lots", "rok-2", partners=["kenya"])
    return with_policy(scenario, "matching", tier_gap_pct=0.0)


def _key(scenario: Scenario, table: str, key: dict[str, str]) -> dict[str, str]:
    row = next(row for row in getattr(scenario, table) if row.partner == key["partner"])
    return {"partner": row.partner, "aircraft_type": row.aircraft_type}


def one_lot(**lot: object) -> Scenario:
    """Kenya alone, one medevac demand of three aircraft in months 5 to 23, the lots rok-1 and rok-2.

    Of rok-1 two aircraft arrive in month 4, two in month 5; three of these four are deployable after a work-up of two
    months, in month 7. Of 57 aircraft-months 6 stay unmet. Without rok-1, rok-2 does the same three months later: 15.
    """
    scenario = without_rows(_kenya_alone(), "demands", "unmiss-utility", "unmiss-patrol", "minusca-medevac")
    return with_row(scenario, "lots", "rok-1", **lot) if lot else scenario


def one_lot_plan(scenario: Scenario) -> Plan:
    """Serve the demand from month 7 on with four aircraft of rok-1."""
    allocation = Allocation(
        gates=(GatePassed(lot="rok-1", month="2022-02"),),
        transfers=(
            Transfer(lot="rok-1", partner="kenya", month="2022-05", aircraft=2),
            Transfer(lot="rok-1", partner="kenya", month="2022-06", aircraft=2),
        ),
        units=(
            Unit(
                id="u1",
                partner="kenya",
                demand="unmiss-medevac",
                aircraft_type="500md",
                maintenance_base="juba-hangar",
                first_month="2022-08",
                aircraft=(3,) * 17,
            ),
        ),
    )
    return Plan(scenario=scenario.name, scenario_sha256=scenario_digest(scenario), allocation=allocation)


def two_trainings() -> Scenario:
    """One intake of six crews, for a lot that comes in half of the futures or for aircraft that are there.

    Trained for the lot, 18 of 30 aircraft-months are served if it comes and none if not; trained for the Mi-17, 12 are
    served always. Unmet in the mean: 21 when the lot is trusted, 18 at best, 15 when it is known what comes.
    """
    scenario = with_policy(
        _kenya_alone(),
        "crew",
        crews_per_aircraft=1.0,
        crew_home_months=12.0,
        attrition_pct_per_year=0.0,
        technicians_per_aircraft=1.0,
    )
    scenario = with_policy(scenario, "matching", donated_deployable_pct=100.0, min_tour_months=1)
    scenario = without_rows(scenario, "lots", "rok-2")
    scenario = with_row(
        scenario,
        "lots",
        "rok-1",
        gate_month="2022-01",
        refurbishment_per_month=6,
        probability_pct=50,
        partners=["kenya"],
    )
    scenario = with_row(scenario, "partners", "kenya", absorb_aircraft_per_month=6)
    scenario = with_row(scenario, "partner_crews", {"partner": "kenya"}, crews=0, women_aircrew=0)
    scenario = with_rows(
        scenario,
        "partner_fleet",
        {"partner": "kenya", "aircraft_type": "mi-17", "aircraft": 6, "deployable_aircraft": 3},
    )
    scenario = without_rows(scenario, "courses", "kenya-school", "tpp-technician")
    once = {
        "first_month": "2022-01",
        "last_month": "2022-01",
        "duration_months": 2,
        "seats": 6,
        "pass_pct": 100.0,
    }
    scenario = with_row(scenario, "courses", "tpp-crew", **once)
    scenario = with_rows(scenario, "courses", {"like": "tpp-crew", "id": "mi-crew", "aircraft_type": "mi-17"})
    scenario = without_rows(scenario, "demands", "unmiss-medevac", "minusca-medevac")
    window = {"last_month": "2022-12", "tier": 1}
    scenario = with_row(
        scenario, "demands", "unmiss-patrol", first_month="2022-07", aircraft_tags=["nvg_fit"], **window
    )
    scenario = with_row(scenario, "demands", "unmiss-utility", first_month="2022-09", **window)
    return Scenario.model_validate(scenario.model_dump(mode="json") | {"horizon_months": 12})
