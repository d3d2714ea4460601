"""The valid plan on a scenario that binds it in everything that a deep pledge has: conditions, consent, credit.

Each limit below is just enough for the plan, so that one less of anything breaks one rule.
"""

from __future__ import annotations

from typing import Any

from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.checker.valid_plan import valid_data

__all__ = ["MONTHLY_USD", "delayed_by_a_month", "rich_data", "rich_scenario"]

MONTHLY_USD = {
    "kenya": {"personnel": 39_096, "operations": 72_000, "maintenance": 1_800},
    "el-salvador": {"personnel": 39_096, "operations": 72_000, "maintenance": 1_800},
    "rwanda": {"personnel": 39_096, "operations": 279_000, "maintenance": 10_800},
}
"""What one aircraft costs in a month of what is paid back, as `valid_plan` works it out."""


def delayed_by_a_month(data: dict[str, Any]) -> None:
    """Pay for people, operation and maintenance a month later: three aircraft-months of 2022 fall into 2023.

    What falls due after the horizon stays in 2023, its last year.
    """
    payments = data["allocation"]["payments"]
    for partner, monthly in MONTHLY_USD.items():
        for cost, usd in monthly.items():
            rows = {
                row["year"]: row for row in payments if (row["partner"], row["cost_kind"]) == (partner, cost)
            }
            rows[2022]["usd"] -= 3 * usd
            if 2023 in rows:
                rows[2023]["usd"] += 3 * usd
            else:
                payments.append({**rows[2022], "year": 2023, "usd": 3 * usd})


def rich_scenario() -> Scenario:
    """Return the tiny scenario with every rule of a deep pledge in force."""
    scenario = with_policy(
        tiny_scenario(),
        "cost",
        assessment_usd_per_visit=20_000.0,
        predeployment_usd_per_aircraft=10_000.0,
        rotation_usd_per_person=1_200.0,
        course_travel_usd=500.0,
        reimbursement_delay_months=1,
    )
    scenario = with_policy(
        scenario, "matching", least_pledge_state="confirmed", assessment_visits_per_month=1
    )
    scenario = with_row(
        scenario, "lots", "rok-1", missions=["unmiss"], roles=["medevac"], return_month="2024-01"
    )
    scenario = with_row(scenario, "lots", "rok-2", state="delivered", missions=["minusca", "unmiss"])
    # Three aircraft in a month: 3 x (39,096 + 72,000 + 1,800) USD. Three teams are left of four in month 23.
    scenario = with_row(
        scenario,
        "partners",
        "kenya",
        readiness_level="1",
        medical_teams=4,
        credit_usd=338_688.0,
        predeployment_aircraft_per_month=3,
    )
    scenario = with_rows(
        scenario,
        "consents",
        {"mission": "unmiss", "partner": "kenya", "aircraft_type": None, "first_month": "2022-11"},
        {"mission": "unmiss", "partner": "rwanda", "aircraft_type": "mi-17", "first_month": "2022-04"},
        {"mission": "minusca", "partner": "rwanda", "aircraft_type": None, "first_month": None},
    )
    # Both 500MD units at once, 6 x 30 hours, from November to December 2022.
    spares = {
        "provider": "maker",
        "aircraft_type": "500md",
        "first_month": "2022-06",
        "last_month": "2023-12",
    }
    scenario = with_rows(
        scenario,
        "spares",
        {"id": "stock", **spares, "flight_hours_per_month": 90.0},
        {
            "id": "overlap",
            **spares,
            "first_month": "2022-11",
            "last_month": "2022-12",
            "flight_hours_per_month": 90.0,
        },
    )
    free = {"like": "tpp-technician", "usd_per_seat": 0.0, "mode": "remote"}
    return with_rows(
        scenario,
        "courses",
        {"id": "amet", **free, "audience": "medical"},
        {"id": "teachers", **free, "audience": "instructor"},
        {"id": "goggles", **free, "audience": "upgrade", "tags": ["nvg"]},
    )


def rich_data() -> dict[str, Any]:
    """Return the plan on the rich scenario as plain data of JSON, free to be changed."""
    data = valid_data()
    allocation = data["allocation"]
    # Kenya can deploy from month 9 and is visited six months before it does, in month 10.
    allocation["visits"] = [{"partner": "kenya", "month": "2022-05"}]
    allocation["training"] += [
        {"course": course, "partner": "kenya", "month": "2022-03", "trainees": 1}
        for course in ("amet", "teachers", "goggles")
    ]
    delayed_by_a_month(data)
    payment = {"sponsor": "un", "donor": None}
    allocation["payments"] += [
        payment | {"partner": partner, "cost_kind": cost, "year": year, "usd": usd}
        for partner, cost, year, usd in (
            ("kenya", "assessment", 2022, 20_000),
            ("kenya", "predeployment", 2022, 30_000),
            ("el-salvador", "predeployment", 2022, 30_000),
            ("rwanda", "predeployment", 2022, 30_000),
            # 27 people at 1,200 USD every twelve months: 2,700 USD an aircraft-month.
            ("el-salvador", "rotation", 2022, 56_700),
            ("kenya", "rotation", 2022, 16_200),
            ("kenya", "rotation", 2023, 97_200),
            ("rwanda", "rotation", 2022, 72_900),
            ("rwanda", "rotation", 2023, 97_200),
        )
    ]
    # Two technicians travel to their course.
    allocation["payments"].append(
        {
            "sponsor": "usa",
            "partner": "kenya",
            "donor": "rok",
            "cost_kind": "training",
            "year": 2022,
            "usd": 1_000,
        }
    )
    next(row for row in data["results"][0]["objectives"] if row["name"] == "cost")["value"] = 32_344_096
    return data
