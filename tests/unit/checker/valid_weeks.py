"""The valid plan with five weeks of sustainment, standby, and two days of flying: made by hand, as `valid_plan` is.

El Salvador, Kenya and Rwanda have three aircraft each in November 2022, the first month of the window. Week 0 begins
on the first of it. Every figure was worked out on paper.
"""

from __future__ import annotations

import copy
from typing import Any

from airlift.plans import Plan
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.checker.valid_plan import edited, sortie, unit_day, valid_data

__all__ = ["tail", "unit_week", "visit", "weeks_data", "weeks_plan", "weeks_scenario"]


def weeks_scenario() -> Scenario:
    """Return the tiny scenario with inspections and known tails of the 500MD, one zone, and a second day of tasks."""
    scenario = with_policy(tiny_scenario(), "sustainment", horizon_weeks=5)
    # Casualties in six hours by day and six by night: 360 events a month are one in each of these hours.
    daily = [0.0] * 6 + [1.0] * 6
    scenario = with_policy(scenario, "standby", medevac_unit_aircraft=1, hour_weights=daily * 2)
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", man_hours_per_month=5000)
    scenario = with_rows(
        scenario,
        "inspections",
        {
            "id": "hundred",
            "aircraft_type": "500md",
            "name": "100 h",
            "every_flight_hours": 100,
            "days": 1.5,
            "man_hours": 40,
            "place": "base",
        },
        {
            "id": "annual",
            "aircraft_type": "500md",
            "name": "Yearly",
            "every_months": 12,
            "days": 1,
            "man_hours": 8,
            "place": "site",
        },
    )
    scenario = with_rows(
        scenario,
        "tails",
        *(
            {
                "id": name,
                "partner": "el-salvador",
                "aircraft_type": "500md",
                "hours_since_overhaul": hours,
                "inspected_month": month,
            }
            for name, hours, month in (("a", 90, "2021-11"), ("b", 50, "2022-03"), ("c", 10, "2022-07"))
        ),
    )
    # Where the casualty of the sample day is: 35.07 nm from Juba, 45.85 from Bor.
    scenario = with_rows(
        scenario,
        "zones",
        {
            "id": "central",
            "mission": "unmiss",
            "name": "Central",
            "latitude_deg": 5.44,
            "longitude_deg": 31.75,
            "elevation_ft": 1420,
            "hot_day_c": 38,
            "events_per_month": 360,
        },
    )
    return with_rows(scenario, "tasks", {"id": "unmiss-t3", "like": "unmiss-t1", "day": "2022-10-13"})


# El Salvador's known tails have 10, 50 and 90 h left; the first is inspected in week 1, 2 h before its mark and in
# the twelfth month of its year. Kenya's are spread over 100 h: 33.3, 66.7 and 100 h left. Rwanda's over the 300 h of
# the phase: 100, 200 and 300 h left; its first tail spends week 1 in a dock, 90 h before its mark.
_TAILS = (
    ("slv-1", 1, 90.0, "2021-11", (8, 6, 8, 8, 8)),
    ("slv-1", 2, 50.0, "2022-03", (6, 8, 6, 6, 6)),
    ("slv-1", 3, 10.0, "2022-07", (6, 6, 6, 6, 6)),
    ("ken-1", 1, 200 / 3, "2022-10", (6, 6, 6, 6, 6)),
    ("ken-1", 2, 100 / 3, "2022-06", (7, 7, 7, 7, 7)),
    ("ken-1", 3, 0.0, "2022-02", (7, 7, 7, 7, 7)),
    ("rwa-1", 1, 200.0, "2022-10", (10, 0, 10, 10, 10)),
    ("rwa-1", 2, 100.0, "2022-06", (10, 15, 10, 10, 10)),
    ("rwa-1", 3, 0.0, "2022-02", (11, 15, 11, 11, 11)),
)
_VISITS = (
    # 40 and 8 man-hours; a day and a half and a day are two days. The base lies at the home base.
    ("slv-1-t1", ("hundred", "annual"), 1, 7, 2, 48.0, 2.0),
    # 40 % of 6 x 300 man-hours.
    ("rwa-1-t1", ("phase",), 2, 7, 7, 720.0, 90.0),
)
# Of three tails that are present 90 % are two, of two they are one: those with the most bank time.
_SERVICEABLE = {
    "slv-1": ((2, 3), (3,), (1, 3), (1, 3), (1, 3)),
    "ken-1": ((2, 3),) * 5,
    "rwa-1": ((2, 3), (3,), (1, 3), (1, 3), (1, 3)),
}
_FLOWN = {"slv-1": (20,) * 5, "ken-1": (20,) * 5, "rwa-1": (31, 30, 31, 31, 31)}
_ASKED = {"slv-1": 1080 / 52, "ken-1": 1080 / 52, "rwa-1": 1620 / 52}

_FLEET = {
    "first_month": "2022-11",
    "weeks": 5,
    "tails": [
        {
            "tail": f"{unit}-t{number}",
            "unit": unit,
            "first_week": 0,
            "hours_since_overhaul": hours,
            "inspected_month": month,
            "flight_h": list(flown),
        }
        for unit, number, hours, month, flown in _TAILS
    ],
    "visits": [
        {
            "tail": name,
            "inspections": list(inspections),
            "maintenance_base": "juba-hangar",
            "dock": dock,
            "first_day": day,
            "days": days,
            "man_hours": man_hours,
            "ferry_h": 0.0,
            "wasted_h": wasted,
        }
        for name, inspections, dock, day, days, man_hours, wasted in _VISITS
    ],
    "unit_weeks": [
        {
            "unit": unit,
            "week": week,
            "aircraft": 3,
            "serviceable_tails": [f"{unit}-t{number}" for number in numbers],
            "asked_h": _ASKED[unit],
            "flight_h": _FLOWN[unit][week],
        }
        for unit, weeks in _SERVICEABLE.items()
        for week, numbers in enumerate(weeks)
    ],
}

# A call comes every two hours of the first watch. From Juba it takes 22.54 min to the zone, 10 there, 22.54 back, 15
# for fuel and 5 for a landing: 1.2512 h; from Bor 27.93 min to the zone and 44.44 back, 1.9985 h. Juba is asked first.
# With both busy weighing 1, Bor alone weighs 0.79895, Juba alone 1.80031, none 3.67736, together 7.27662. At Juba both
# are busy with the Erlang share of 0.62559 calls at a time, 0.10744, and none is with 0.54907. It is dark in the other
# watch, and nobody flies.
_STANDBY: dict[str, Any] = {
    "mission": "unmiss",
    "month": "2022-11",
    "posts": [
        {"unit": unit, "site": site, "watch": watch, "aircraft": 1}
        for watch in (0, 1)
        for unit, site in (("ken-1", "bor"), ("slv-1", "juba"))
    ],
    "cover": {"advanced_pct": 43.13, "surgery_pct": 43.13, "backup_pct": 25.27, "reach_pct": 50.0},
    "cover_at_home": {"advanced_pct": 44.63, "surgery_pct": 44.63, "backup_pct": 27.45, "reach_pct": 50.0},
}

# Unmet: 20.769 - 20 in ten weeks, 31.154 - 31 in four and 31.154 - 30 in one.
_ROUND = {
    "number": 1,
    "limits": [
        {
            "table": "demands",
            "row": "unmiss-medevac",
            "column": "min_unit",
            "asked": 3.0,
            "limit": 3.0,
            "rule": "standby.cover",
            "reason": "More aircraft reach more casualties.",
        },
        {
            "table": "maintenance_bases",
            "row": "juba-hangar",
            "column": "man_hours_per_month",
            "asked": 5000.0,
            "limit": 1100.0,
            "rule": "dock.man_hours",
            "reason": "Man-hours are short in week 1.",
        },
    ],
    "status": "feasible",
    "unmet_aircraft_months": 112,
    "asked_h": 18900 / 52,
    "unmet_h": 9.461538,
    "surgery_pct": 43.13,
    "settled": True,
    "kept": True,
}

_BANKS = {"slv-1": [50.0, 90.0], "ken-1": [200 / 3, 100.0], "rwa-1": [200.0, 300.0]}


def _stop(site: str, arrive: int, depart: int, fuel: float, refuel: float = 0.0, **actions: str) -> Any:
    return {
        "site": site,
        "arrive_min": arrive,
        "depart_min": depart,
        "actions": [{"kind": kind, "task": task} for kind, task in actions.items()],
        "refuel_kg": refuel,
        "fuel_kg": fuel,
    }


def weeks_data() -> dict[str, Any]:
    """Return the plan as plain data of JSON, free to be changed."""
    data = valid_data()
    data |= copy.deepcopy({"fleet": _FLEET, "standby": [_STANDBY], "rounds": [_ROUND]})
    first = data["programmes"][0]
    for row in first["units"]:
        unit = row["unit"]
        row["tails"] = [f"{unit}-t2", f"{unit}-t3"]
        row["tail_bank_h"] = list(_BANKS[unit])
        row["standby_tails"] = row["standby_crews"] = 1 if unit == "slv-1" else 0
    # Kenya's second tail and crew stand at Bor and take the casualty from there to Juba. 95 min burn 126.7 kg.
    unit_day(data, "ken-1").update(tail_bases=["bor", "juba"], crew_bases=["juba", "bor", "juba", "juba"])
    sortie(data, "hospital")["stops"] = [
        _stop("bor", 755, 755, 170.0, pickup="unmiss-m2"),
        _stop("juba", 800, 805, 103.3, dropoff="unmiss-m2"),
        _stop("bor", 850, 850, 43.3),
    ]
    for name, number in (("casualty", 2), ("patrol", 3), ("hospital", 2), ("transfer", 3)):
        row = sortie(data, name)
        row["tail"] = f"{row['unit']}-t{number}"
    data["programmes"].append(_second_day(first))
    # 56, 115, 64 and 95 min.
    daily = data["results"][1]
    daily["level"] = "sorties:unmiss:2022-10-12"
    daily["objectives"][-1] |= {"value": 330, "bound": 330}
    flight_time = daily["objectives"][-1] | {"value": 110, "bound": 110}
    data["results"].append({**daily, "level": "sorties:unmiss:2022-10-13", "objectives": [flight_time]})
    return data


def _second_day(first: dict[str, Any]) -> dict[str, Any]:
    """Kenya's third tail flies to Bor and back, with the crew of the day before."""
    return {
        "mission": "unmiss",
        "day": "2022-10-13",
        "month": "2022-11",
        "units": copy.deepcopy(first["units"]),
        "sorties": [
            {
                "id": "again",
                "unit": "ken-1",
                "tail": "ken-1-t3",
                "crew": "ken-1-c1",
                "stops": [
                    _stop("juba", 480, 480, 95.0, pickup="unmiss-t3"),
                    _stop("bor", 525, 545, 95.0, 60.0, dropoff="unmiss-t3"),
                    _stop("juba", 590, 590, 35.0),
                ],
            }
        ],
        "outcomes": [{"task": "unmiss-t3", "sortie": "again"}],
    }


def weeks_plan() -> Plan:
    """Return a plan that keeps every rule on `weeks_scenario()`."""
    return edited(weeks_data())


def tail(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a tail of the fleet plan by its name."""
    found: dict[str, Any] = next(row for row in data["fleet"]["tails"] if row["tail"] == name)
    return found


def visit(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the visit of a tail."""
    found: dict[str, Any] = next(row for row in data["fleet"]["visits"] if row["tail"] == name)
    return found


def unit_week(data: dict[str, Any], unit: str, week: int) -> dict[str, Any]:
    """Return what the fleet plan says of a unit in a week."""
    rows = data["fleet"]["unit_weeks"]
    found: dict[str, Any] = next(row for row in rows if (row["unit"], row["week"]) == (unit, week))
    return found
