"""Sustainment, standby, cover and a simulation of the tiny scenario, written by hand for the tests of reports.

Four weeks from December 2022: weeks 0 to 3, days 0 to 27. Inspections of the 500MD are added to the scenario; the Mi-17
has its phase of 300 h.
"""

from __future__ import annotations

from typing import Any

from airlift.plans import (
    CoverShares,
    DockVisit,
    FleetPlan,
    Limit,
    MissionStandby,
    Plan,
    Post,
    Round,
    Status,
    TailPlan,
    UnitWeek,
)
from airlift.plans.cover import Cover, MissionCover, SiteLoss, ZoneHour
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_rows
from tests.unit.reporting.handmade import hand_plan

SHARES = CoverShares(advanced_pct=40.0, surgery_pct=62.5, backup_pct=20.0, reach_pct=66.0)
AT_HOME = CoverShares(advanced_pct=31.0, surgery_pct=50.0, backup_pct=25.0, reach_pct=52.0)


def upkeep_scenario() -> Scenario:
    """The tiny scenario with inspections of the 500MD and zones of both missions."""
    plain = {"aircraft_type": "500md", "source": "made for tests", "confidence": "assumption"}
    upkept = with_rows(
        tiny_scenario(),
        "inspections",
        plain
        | {"id": "md-100", "name": "100 h", "every_flight_hours": 100, "days": 2, "man_hours": 60, "place": "base"},
        plain
        | {"id": "md-annual", "name": "annual", "every_months": 12, "days": 3, "man_hours": 30, "place": "site"},
        plain
        | {"id": "md-1800", "name": "overhaul", "every_flight_hours": 1800, "days": 40, "man_hours": 0,
           "place": "away"},
    )  # fmt: skip
    return with_rows(
        upkept,
        "zones",
        zone("bor-north", "unmiss", "Bor north", 6.6, 31.4, 8.0),
        zone("juba-west", "unmiss", "Juba west", 4.7, 30.9, 2.0),
        zone("ippy-road", "minusca", "Ippy road", 6.3, 21.3, 3.0),
    )


def zone(id: str, mission: str, name: str, lat: float, lon: float, events: float) -> dict[str, Any]:
    """Return a row of the table of zones."""
    return {
        "id": id,
        "mission": mission,
        "name": name,
        "latitude_deg": lat,
        "longitude_deg": lon,
        "elevation_ft": 1400,
        "hot_day_c": 38,
        "events_per_month": events,
    }


def hand_fleet() -> FleetPlan:
    """Six tails of two units.

    k1-t1 has 30 h left, flies 10 and 10, then 5 h before its 100 h inspection with 5 h unused, and 10 after it. k1-t2
    has its annual inspection at the home base. r1-t1 has 10 h left, flies 8 h, half an hour of ferry flights takes it
    to the dock with 1.5 h unused, and half an hour takes it home in the week after.
    """
    return FleetPlan(
        first_month="2022-12",
        weeks=4,
        tails=(
            tail("k1-t1", 70.0, (10.0, 10.0, 5.0, 10.0)),
            tail("k1-t2", 40.0, (5.0, 5.0, 5.0, 5.0)),
            tail("k1-t3", 0.0, (5.0, 5.0, 5.0, 5.0)),
            tail("r1-t1", 290.0, (8.0, 0.0, 10.0, 10.0)),
            tail("r1-t2", 100.0, (10.0, 20.0, 10.0, 10.0)),
            tail("r1-t3", 200.0, (12.0, 10.0, 10.0, 10.0)),
        ),
        visits=(
            visit("k1-t1", ("md-100",), 16, 2, man_hours=60.0, wasted_h=5.0, dock=1),
            visit("k1-t2", ("md-annual",), 22, 3, man_hours=30.0),
            visit("r1-t1", ("phase",), 5, 7, man_hours=210.0, wasted_h=1.5, ferry_h=1.0, dock=1),
        ),
        unit_weeks=(
            *(
                week("k1", number, 20.0, flown, tails=2)
                for number, flown in enumerate((20.0, 20.0, 15.0, 20.0))
            ),
            *(week("r1", number, 30.0, 30.0, tails=2 - (number < 2)) for number in range(4)),
        ),
    )


def tail(name: str, hours_since_overhaul: float, flight_h: tuple[float, ...]) -> TailPlan:
    """Return a tail that is there from the first week on."""
    return TailPlan(
        tail=name,
        unit=name[:2],
        first_week=0,
        hours_since_overhaul=hours_since_overhaul,
        inspected_month="2022-06",
        flight_h=flight_h,
    )


def visit(
    name: str,
    inspections: tuple[str, ...],
    first_day: int,
    days: int,
    *,
    man_hours: float,
    wasted_h: float = 0.0,
    ferry_h: float = 0.0,
    dock: int | None = None,
) -> DockVisit:
    """Return a visit; in a dock it is one of the hangar at Juba."""
    return DockVisit(
        tail=name,
        inspections=inspections,
        maintenance_base=None if dock is None else "juba-hangar",
        dock=dock,
        first_day=first_day,
        days=days,
        man_hours=man_hours,
        ferry_h=ferry_h,
        wasted_h=wasted_h,
    )


def week(unit: str, number: int, asked_h: float, flight_h: float, *, tails: int) -> UnitWeek:
    """Return a unit of three aircraft in one week; its last tails are the serviceable ones."""
    return UnitWeek(
        unit=unit,
        week=number,
        aircraft=3,
        serviceable_tails=tuple(f"{unit}-t{3 - place}" for place in range(tails)),
        asked_h=asked_h,
        flight_h=flight_h,
    )


def hand_standby() -> tuple[MissionStandby, ...]:
    """Two aircraft for UNMISS: one forward at Bor by day, both at Juba by night."""
    posts = (
        Post(unit="k1", site="bor", watch=0, aircraft=1),
        Post(unit="k1", site="juba", watch=0, aircraft=1),
        Post(unit="k1", site="juba", watch=1, aircraft=2),
    )
    return (
        MissionStandby(mission="unmiss", month="2022-12", posts=posts, cover=SHARES, cover_at_home=AT_HOME),
    )


def hand_cover() -> Cover:
    """By day, 06 to 18 h, Bor covers the north in 95 min with 80 %; Juba covers its west; nobody flies by night."""
    hours = tuple(
        ZoneHour(
            zone=name,
            hour=hour,
            advanced_pct=advanced if 6 <= hour < 18 else 0.0,
            surgery_pct=surgery if 6 <= hour < 18 else 0.0,
            backup_advanced_pct=0.0,
            backup_surgery_pct=backup if 6 <= hour < 18 else 0.0,
            advanced_min=minutes - 40.0 if 6 <= hour < 18 else None,
            surgery_min=minutes if 6 <= hour < 18 else None,
            post=post if 6 <= hour < 18 else None,
            hospital=post if 6 <= hour < 18 else None,
        )
        for name, advanced, surgery, backup, minutes, post in (
            ("bor-north", 90.0, 80.0, 30.0, 95.0, "bor"),
            ("juba-west", 60.0, 98.0, 70.0, 88.0, "juba"),
        )
        for hour in range(24)
    )
    mission = MissionCover(
        mission="unmiss",
        month="2022-12",
        posts=hand_standby()[0].posts,
        shares=SHARES,
        shares_at_home=AT_HOME,
        hours=hours,
        losses=(SiteLoss("bor", "post", 31.5, 50.0), SiteLoss("juba", "hospital", 60.0, None)),
        aircraft_types={"k1": "500md"},
    )
    return Cover(planned=True, missions=(mission,))


def hand_rounds() -> tuple[Round, ...]:
    """Two rounds: a bigger unit was asked for, and given."""
    limit = Limit(
        table="demands",
        row="unmiss-medevac",
        column="min_unit",
        asked=3.0,
        limit=4.0,
        rule="standby.cover",
        reason="With 3 aircraft 44.0 % of the alpha casualties are in surgery in time, with 4 it would be 62.5 %.",
    )
    first: dict[str, Any] = {
        "number": 1,
        "limits": (),
        "status": Status.OPTIMAL,
        "unmet_aircraft_months": 28,
        "asked_h": 200.0,
        "unmet_h": 10.0,
        "surgery_pct": 44.0,
        "settled": False,
        "kept": False,
    }
    second = first | {"number": 2, "limits": (limit,), "surgery_pct": 62.5, "settled": True, "kept": True}
    return (Round(**first), Round(**second))


def hand_simulation() -> dict[str, Any]:
    """What a simulation of the plan could say: half of the alpha casualties within 90 min, two thirds within 120."""
    points = [
        {"minutes": minutes, "share_pct": share, "low_pct": share - 3.0, "high_pct": share + 3.0}
        for minutes, share in ((60.0, 10.0), (90.0, 50.0), (120.0, 66.0), (150.0, 70.0))
    ]
    return {
        "days": 30,
        "replications": 200,
        "seed": 1,
        "dispatch": "programme",
        "missions": [
            {
                "mission": "unmiss",
                "responses": [
                    {"category": "alpha", "clock": "surgery", "limit_min": 120.0, "points": points},
                    {"category": "charlie", "clock": "surgery", "limit_min": None, "points": points},
                ],
                "shares": [
                    {"category": "alpha", "clock": "surgery", "share_pct": 61.0, "low_pct": 58.0, "high_pct": 64.0,
                     "planned_pct": 62.5},
                ],
                "causes": [
                    {"what": "patrol cancelled", "cause": "weather", "mean": 1.25, "low": 1.0, "high": 1.5},
                ],
            }
        ],
    }  # fmt: skip


def upkept_plan(scenario: Scenario, **changes: Any) -> Plan:
    """The plan written by hand with fleet, standby and rounds, for a scenario with the rows of `upkeep_scenario`."""
    parts: dict[str, Any] = {"fleet": hand_fleet(), "standby": hand_standby(), "rounds": hand_rounds()}
    return hand_plan(scenario, **(parts | changes))
