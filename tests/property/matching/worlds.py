"""Small random worlds of force generation, each drawn from a number.

A number names a world: a failing test can be repeated by it, and worlds of different numbers have little in common,
which matters more here, where each of a few dozen examples takes searches, than that a failing one is made smaller.
"""

from __future__ import annotations

from random import Random
from typing import Any

from airlift.scenario.model import Scenario
from tests.property.matching.features import Data, draw_features, set_policy
from tests.scenarios import tiny_data

__all__ = ["keep", "partnership", "world"]


def world(number: int) -> Scenario:
    """Draw a world of Kenya and El Salvador, two lots, one or two demands and less than a year.

    A level counts as closed only at its optimum, so that the values of two worlds can be compared.
    """
    rng = Random(number)
    data = tiny_data() | {"tasks": [], "provenance": []}
    data["start_month"] = rng.choice(["2022-01", "2022-08"])
    data["horizon_months"] = rng.randint(8, 11)
    demands = rng.choice(
        [
            ("unmiss-medevac",),
            ("unmiss-patrol",),
            ("unmiss-medevac", "unmiss-patrol"),
            ("unmiss-medevac", "unmiss-patrol"),
            ("unmiss-medevac", "minusca-medevac"),
            ("unmiss-patrol", "minusca-medevac"),
        ]
    )
    keep(data, "demands", "id", *demands)
    for name in ("partners", "partner_fleet", "partner_crews"):
        keep(data, name, "id" if name == "partners" else "partner", "kenya", "el-salvador")
    for row in data["demands"]:
        least = rng.randint(1, 2)
        row |= {
            "first_month": rng.choice(["2022-01", "2022-03", "2022-06"]),
            "last_month": rng.choice(["2022-11", "2023-12"]),
            "aircraft": rng.randint(2, 6),
            "min_unit": least,
            "max_unit": rng.randint(least, 4),
        }
    for row in data["lots"]:
        row |= {
            "aircraft": rng.randint(2, 8),
            "gate_month": rng.choice(["2022-01", "2022-03"]),
            "refurbishment_months": rng.randint(0, 2),
            "refurbishment_per_month": rng.randint(1, 3),
        }
    _draw_partners(rng, data)
    _draw_bases(rng, data)
    _draw_policy(rng, data)
    draw_features(rng, data)
    for row in data["budgets"]:
        row["budget_usd"] = row["budget_usd"] * rng.choice([1.0, 1.0, 1.0, 1.0, 0.3, 0.05])
    return Scenario.model_validate(data)


def keep(data: Data, table: str, column: str, *values: str) -> None:
    """Keep the rows of a table whose column has one of some values."""
    data[table] = [row for row in data[table] if row[column] in values]


def _draw_partners(rng: Random, data: Data) -> None:
    for row in data["partners"]:
        row |= {
            "max_units": rng.randint(1, 2),
            "technicians": rng.choice([8, 12, 20, 40]),
            "women_technicians": 0,
            "instructors": rng.randint(0, 4),
            "women_instructors": 0,
            "trainable_crews_per_year": rng.randint(0, 6),
            "absorb_aircraft": rng.randint(2, 8),
            "absorb_aircraft_per_month": rng.randint(1, 4),
            "caveat_roles": rng.choice([(), (), (), ("patrol",)]),
            "readiness_level": rng.choice(["2", "3", "rdl"]),
        }
    for row in data["partner_crews"]:
        row |= {"crews": rng.choice([2, 5, 9, 14]), "women_aircrew": 0}
    for row in data["partner_fleet"]:
        row["deployable_aircraft"] = rng.randint(1, 5)
    for row in data["courses"]:
        row |= {"seats": rng.randint(1, 3), "pass_pct": rng.choice([50, 90, 100])}


def _draw_bases(rng: Random, data: Data) -> None:
    juba = next(row for row in data["maintenance_bases"] if row["id"] == "juba-hangar")
    second = juba | {"id": "second-hangar", "usd_per_man_hour": 60}
    if rng.random() < 0.4:
        juba["close_month"] = rng.choice(["2022-07", "2022-10"])
    if rng.random() < 0.5:
        second["open_month"] = rng.choice(["2022-02", "2022-09"])
        data["maintenance_bases"].append(second)
    for row in data["maintenance_bases"]:
        row["man_hours_per_month"] = rng.choice([140, 300, 1000])


def _draw_policy(rng: Random, data: Data) -> None:
    set_policy(
        data,
        "matching",
        min_tour_months=rng.randint(1, 4),
        handover_overlap_months=rng.randint(0, 2),
        max_units_per_demand=rng.randint(1, 2),
        work_up_months=rng.randint(0, 2),
        lift_flights_per_month=rng.randint(1, 3),
        readiness_lead_2_months=rng.randint(0, 4),
        readiness_lead_3_months=rng.randint(0, 2),
        donated_deployable_pct=rng.choice([50.0, 75.0, 100.0]),
        tier_gap_pct=0.0,
    )
    set_policy(data, "crew", attrition_pct_per_year=rng.choice([0.0, 5.0, 30.0]))


def partnership(number: int) -> Scenario:
    """Draw a world of three partners, two types and three or four demands in two missions, short of everything."""
    rng = Random(number)
    data = tiny_data() | {"tasks": [], "provenance": []}
    data |= {"start_month": rng.choice(["2022-03", "2022-07"]), "horizon_months": 9}
    if rng.random() < 0.5:
        data["demands"].pop(rng.randrange(4))
    for row in data["demands"]:
        least = rng.randint(1, 3)
        row |= {
            "first_month": rng.choice(["2022-03", "2022-07", "2022-09"]),
            "last_month": rng.choice(["2022-12", "2023-12"]),
            "aircraft": rng.randint(2, 6),
            "min_unit": least,
            "max_unit": rng.randint(least, 5),
            "crew_tags": rng.choice([[], ["medevac"], ["nvg"]]),
            "tier": rng.randint(1, 2),
        }
    for row in data["partners"]:
        row |= {
            "readiness_level": rng.choice(["2", "3", "rdl"]),
            "max_units": rng.randint(1, 3),
            "technicians": rng.choice([17, 30, 60]),
            "women_technicians": 0,
            "instructors": rng.randint(0, 2),
            "women_instructors": 0,
        }
    for row in data["partner_crews"]:
        row |= {
            "crews": rng.choice([4, 9, 18]),
            "women_aircrew": 0,
            "tags": rng.choice([[], ["medevac"], ["medevac", "nvg"]]),
        }
    for row in data["sponsors"]:
        row["carry_over"] = rng.random() < 0.5
    for row in data["budgets"]:
        row["budget_usd"] *= rng.choice([0.1, 0.25, 0.5, 1.0])
    for row in data["lots"]:
        row |= {"gate_month": "2022-01", "refurbishment_months": rng.randint(0, 2)}
    for row in data["courses"]:
        row |= {"first_month": "2022-03", "duration_months": rng.randint(1, 4)}
    _draw_more_bases(rng, data)
    set_policy(
        data,
        "matching",
        min_tour_months=rng.randint(1, 4),
        handover_overlap_months=rng.randint(0, 3),
        max_units_per_demand=rng.randint(1, 3),
        lift_flights_per_month=rng.randint(1, 4),
        readiness_lead_2_months=rng.randint(0, 4),
        readiness_lead_3_months=rng.randint(0, 2),
        readiness_lead_rdl_months=rng.randint(0, 1),
        tier_gap_pct=0.0,
    )
    draw_features(rng, data)
    return Scenario.model_validate(data)


def _draw_more_bases(rng: Random, data: Data) -> None:
    second: dict[str, Any] = data["maintenance_bases"][0] | {"id": "second-hangar", "usd_per_man_hour": 25}
    second |= {"partners": rng.choice([[], ["rwanda"]]), "docks": 1}
    second["close_month"] = rng.choice(["2022-10", None])
    data["maintenance_bases"].append(second)
    for row in data["maintenance_bases"]:
        row["man_hours_per_month"] = rng.choice([400, 900, 2500])
