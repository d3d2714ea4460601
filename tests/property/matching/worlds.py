"""Small random worlds of force generation, and words to compare their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from airlift.matching import solve
from airlift.plans import Status
from airlift.scenario.model import Scenario
from airlift.solvers import SolveOptions
from tests.scenarios import tiny_data

if TYPE_CHECKING:
    from airlift.plans import Allocation, Result

__all__ = ["few", "objective_values", "solved", "tiers", "worlds"]

OPTIONS = SolveOptions(time_limit_s=20, workers=2)


def few(examples: int) -> settings:
    """Return settings for examples that each take a search: few, always the same, without a deadline."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


@st.composite
def worlds(draw: st.DrawFn) -> Scenario:
    """Draw a world of Kenya and El Salvador, two lots, one or two demands and less than a year.

    A level counts as closed only at its optimum, so that the values of two worlds can be compared.
    """
    data = tiny_data() | {"tasks": [], "provenance": []}
    data["start_month"] = draw(st.sampled_from(["2022-01", "2022-08"]))
    data["horizon_months"] = draw(st.integers(8, 11))
    demands = draw(
        st.sampled_from(
            [
                ("unmiss-medevac",),
                ("unmiss-patrol",),
                ("unmiss-medevac", "unmiss-patrol"),
                ("unmiss-medevac", "minusca-medevac"),
            ]
        )
    )
    _keep(data, "demands", "id", *demands)
    for name in ("partners", "partner_fleet", "partner_crews"):
        _keep(data, name, "id" if name == "partners" else "partner", "kenya", "el-salvador")
    for row in data["demands"]:
        least = draw(st.integers(1, 2))
        row |= {
            "first_month": draw(st.sampled_from(["2022-01", "2022-03", "2022-06"])),
            "last_month": draw(st.sampled_from(["2022-11", "2023-12"])),
            "aircraft": draw(st.integers(2, 6)),
            "min_unit": least,
            "max_unit": draw(st.integers(least, 4)),
        }
    for row in data["lots"]:
        row |= {
            "aircraft": draw(st.integers(2, 8)),
            "gate_month": draw(st.sampled_from(["2022-01", "2022-03"])),
            "refurbishment_months": draw(st.integers(0, 2)),
            "refurbishment_per_month": draw(st.integers(1, 3)),
        }
    _draw_partners(draw, data)
    _draw_bases(draw, data)
    _draw_policy(draw, data["policy"])
    for row in data["budgets"]:
        row["budget_usd"] = row["budget_usd"] * draw(st.sampled_from([1.0, 1.0, 1.0, 0.3, 0.05]))
    return Scenario.model_validate(data)


def _keep(data: dict[str, Any], table: str, column: str, *values: str) -> None:
    data[table] = [row for row in data[table] if row[column] in values]


def _draw_partners(draw: st.DrawFn, data: dict[str, Any]) -> None:
    for row in data["partners"]:
        row |= {
            "max_units": draw(st.integers(1, 2)),
            "technicians": draw(st.sampled_from([8, 12, 20, 40])),
            "women_technicians": 0,
            "instructors": draw(st.integers(0, 4)),
            "women_instructors": 0,
            "trainable_crews_per_year": draw(st.integers(0, 6)),
            "absorb_aircraft": draw(st.integers(2, 8)),
            "absorb_aircraft_per_month": draw(st.integers(1, 4)),
            "caveat_roles": draw(st.sampled_from([(), (), (), ("patrol",)])),
            "readiness_level": draw(st.sampled_from(["2", "3", "rdl"])),
        }
    for row in data["partner_crews"]:
        row |= {"crews": draw(st.sampled_from([2, 5, 9, 14])), "women_aircrew": 0}
    for row in data["partner_fleet"]:
        row["deployable_aircraft"] = draw(st.integers(1, 5))
    for row in data["courses"]:
        row |= {"seats": draw(st.integers(1, 3)), "pass_pct": draw(st.sampled_from([50, 90, 100]))}


def _draw_bases(draw: st.DrawFn, data: dict[str, Any]) -> None:
    juba = next(row for row in data["maintenance_bases"] if row["id"] == "juba-hangar")
    second = juba | {"id": "second-hangar", "usd_per_man_hour": 60}
    if draw(st.booleans()):
        juba["close_month"] = draw(st.sampled_from(["2022-07", "2022-10"]))
    if draw(st.booleans()):
        second["open_month"] = draw(st.sampled_from(["2022-02", "2022-09"]))
        data["maintenance_bases"].append(second)
    for row in data["maintenance_bases"]:
        row["man_hours_per_month"] = draw(st.sampled_from([140, 300, 1000]))


def _draw_policy(draw: st.DrawFn, policy: dict[str, Any]) -> None:
    drawn = {
        "min_tour_months": st.integers(1, 4),
        "handover_overlap_months": st.integers(0, 2),
        "max_units_per_demand": st.integers(1, 2),
        "work_up_months": st.integers(0, 2),
        "lift_flights_per_month": st.integers(1, 3),
        "readiness_lead_2_months": st.integers(0, 4),
        "readiness_lead_3_months": st.integers(0, 2),
        "donated_deployable_pct": st.sampled_from([50.0, 75.0, 100.0]),
        "tier_gap_pct": st.just(0.0),
    }
    for name, values in drawn.items():
        policy["matching"][name]["value"] = draw(values)
    policy["crew"]["attrition_pct_per_year"]["value"] = draw(st.sampled_from([0.0, 5.0, 30.0]))


def solved(scenario: Scenario) -> tuple[Allocation, Result]:
    """Solve level 1."""
    return solve(scenario, OPTIONS)


def objective_values(scenario: Scenario) -> dict[str, float] | None:
    """Value of each level; None when a level was not proven in time."""
    _, result = solved(scenario)
    if result.status is not Status.OPTIMAL:
        return None
    return {one.name: one.value for one in result.objectives if one.value is not None}


def tiers(scenario: Scenario) -> list[float] | None:
    """Unmet aircraft-months by tier; None when a tier was not proven in time."""
    _, result = solved(scenario)
    found = [one for one in result.objectives if one.name.startswith("tier")]
    if any(one.status is not Status.OPTIMAL for one in found):
        return None
    return [one.value for one in found if one.value is not None]
