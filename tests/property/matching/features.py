"""What a partnership can have beyond aircraft, crews and money, drawn at random into the plain data of a scenario.

Each feature is absent in a fair share of the worlds, so that a world has a few of them and not all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

__all__ = ["FEATURES", "Data", "draw_features", "set_policy"]

MADE = {"source": "made for tests", "confidence": "assumption"}
STATES = ("announced", "conditional", "confirmed", "delivered")
Data = dict[str, Any]


def set_policy(data: Data, section: str, **values: Any) -> None:
    """Set policy values in plain data."""
    for name, value in values.items():
        data["policy"][section][name]["value"] = value


def _rotation(rng: Random, data: Data) -> None:
    set_policy(data, "matching", rotation_every_months=rng.randint(2, 3))
    set_policy(data, "cost", rotation_usd_per_person=rng.choice([0.0, 3000.0]))


def _pledges(rng: Random, data: Data) -> None:
    set_policy(data, "matching", least_pledge_state=rng.choice(STATES[:3]))
    for row in data["lots"]:
        row["state"] = rng.choice(STATES)


def _conditions(rng: Random, data: Data) -> None:
    missions = sorted({row["mission"] for row in data["demands"]})
    roles = sorted({row["role"] for row in data["demands"]})
    for row in data["lots"]:
        row |= {
            "missions": rng.choice([(), (), *((mission,) for mission in missions)]),
            "roles": rng.choice([(), *((role,) for role in roles)]),
            "return_month": rng.choice([None, "2022-07", "2022-10", "2023-01"]),
        }


def _own_aircraft(rng: Random, data: Data) -> None:
    """Give a partner own aircraft of the donated type, which fly where donated ones may not."""
    held = {(row["partner"], row["aircraft_type"]) for row in data["partner_fleet"]}
    for partner in data["partners"]:
        if (partner["id"], "500md") not in held:
            deployable = rng.randint(1, 3)
            key = {"partner": partner["id"], "aircraft_type": "500md"}
            data["partner_fleet"].append(MADE | key | {"aircraft": 4, "deployable_aircraft": deployable})


def _consents(rng: Random, data: Data) -> None:
    for mission in sorted({row["mission"] for row in data["demands"]}):
        for partner in data["partners"]:
            months = rng.choice([(), (), (None,), ("2022-05",), ("2022-09",), ("2022-04", "2022-08")])
            for month, kind in zip(months, (None, "500md"), strict=False):
                key = {"mission": mission, "partner": partner["id"], "aircraft_type": kind}
                data["consents"].append(MADE | key | {"first_month": month})


def _visits(rng: Random, data: Data) -> None:
    data["partners"][0]["readiness_level"] = rng.choice(["0", "1"])
    if rng.random() < 0.5:
        data["partners"][-1]["readiness_level"] = "1"
    set_policy(
        data,
        "matching",
        readiness_lead_0_months=rng.randint(3, 5),
        readiness_lead_1_months=rng.randint(1, 4),
        assessment_visits_per_month=rng.choice([1, 1, 2]),
    )
    set_policy(data, "cost", assessment_usd_per_visit=rng.choice([0.0, 40_000.0]))


def _medical(rng: Random, data: Data) -> None:
    set_policy(data, "crew", medical_teams_per_aircraft=rng.choice([0.5, 1.0]))
    for row in data["partners"]:
        row["medical_teams"] = rng.choice([None, 0, 2, 3])
    if rng.random() < 0.5:
        data["courses"].append(_course(rng, "amet", "medical"))


def _course(rng: Random, name: str, audience: str, **changes: Any) -> Data:
    return (
        MADE
        | {
            "id": name,
            "name": name,
            "school": "Triangular Partnership",
            "audience": audience,
            "aircraft_type": "500md",
            "partners": [],
            "own_school": False,
            "first_month": rng.choice(["2022-01", "2022-08"]),
            "last_month": "2023-12",
            "every_months": rng.randint(2, 4),
            "duration_months": rng.randint(1, 3),
            "seats": rng.randint(1, 4),
            "pass_pct": rng.choice([50, 90, 100]),
            "usd_per_seat": rng.choice([0, 20_000]),
            "tags": [],
        }
        | changes
    )


def _spares(rng: Random, data: Data) -> None:
    for name in ("first", "second")[: rng.randint(1, 2)]:
        months = rng.choice([("2022-01", "2023-12"), ("2022-01", "2022-08"), ("2022-09", "2023-06")])
        row = {"id": name, "provider": "a maker", "aircraft_type": "500md"}
        row |= {"first_month": months[0], "last_month": months[1]}
        data["spares"].append(MADE | row | {"flight_hours_per_month": rng.choice([60, 95, 130, 200])})


def _credit(rng: Random, data: Data) -> None:
    """Delay what the UN pays; a unit of two 500MD costs about 230,000 USD a month."""
    set_policy(data, "cost", reimbursement_delay_months=rng.randint(1, 3))
    for row in data["partners"]:
        row["credit_usd"] = rng.choice([None, 250_000, 470_000, 900_000])


def _predeployment(rng: Random, data: Data) -> None:
    set_policy(data, "cost", predeployment_usd_per_aircraft=rng.choice([0.0, 25_000.0]))
    for row in data["partners"]:
        row["predeployment_aircraft_per_month"] = rng.choice([None, 1, 2, 3])


def _upgrades(rng: Random, data: Data) -> None:
    """Leave crews without the qualification that medevac asks for, and teach it to them."""
    for row in data["partner_crews"]:
        row["tags"] = rng.choice([[], [], ["medevac"]])
    data["courses"].append(_course(rng, "amet-crews", "upgrade", tags=["medevac"]))


def _instructors(rng: Random, data: Data) -> None:
    """Let the own school begin with few instructors and have more of them formed."""
    for row in data["partners"]:
        row |= {"instructors": rng.randint(0, 1), "women_instructors": 0, "trainable_crews_per_year": 6}
    data["courses"].append(
        _course(rng, "trainers", "instructor", own_school=rng.random() < 0.5, first_month="2022-01")
    )
    for row in data["partner_crews"]:
        row |= {"crews": rng.choice([2, 4]), "women_aircrew": 0}


def _dry_lease(rng: Random, data: Data) -> None:
    data["maintenance_bases"][0]["lease"] = "dry"
    for row in data["maintenance_bases"][1:]:
        row["lease"] = rng.choice(["wet", "dry"])


def _travel(rng: Random, data: Data) -> None:
    set_policy(data, "cost", course_travel_usd=5_000.0)
    for row in data["courses"]:
        row["mode"] = rng.choice(["in_person", "remote"])


FEATURES: dict[str, Callable[[Random, Data], None]] = {
    "rotation": _rotation,
    "pledges": _pledges,
    "conditions": _conditions,
    "own aircraft": _own_aircraft,
    "consents": _consents,
    "visits": _visits,
    "medical": _medical,
    "spares": _spares,
    "credit": _credit,
    "predeployment": _predeployment,
    "upgrades": _upgrades,
    "instructors": _instructors,
    "dry lease": _dry_lease,
    "travel": _travel,
}


def draw_features(rng: Random, data: Data) -> None:
    """Draw two to five features into the data of a scenario."""
    chosen = rng.sample(sorted(FEATURES), rng.randint(2, 5))
    for name, feature in FEATURES.items():
        if name in chosen:
            feature(rng, data)
