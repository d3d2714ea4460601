"""The tables of sustainment, standby and the rounds of the chain, as records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from airlift.plans import Plan
from airlift.plans.cover import Cover
from airlift.plans.kpis import Kpis
from airlift.plans.sustained import FleetFigures
from airlift.plans.workload import base_weeks
from airlift.scenario.model import Scenario

__all__ = ["LOWER_COLUMNS", "lower_rows"]

Record = dict[str, Any]

LOWER_COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "unit_weeks": "unit week first_day aircraft serviceable_tails asked_h flight_h unmet_h",
        "unit_months": "unit month weeks aircraft_mean serviceable_tails_mean asked_h flown_h unmet_h",
        "tails": "tail unit first_week weeks flight_h bank_at_start_h least_bank_h bank_at_end_h visits"
        " first_dock_day days_in_visits",
        "bank_time": "tail unit week first_day bank_h flight_h",
        "dock_visits": "tail unit inspections maintenance_base dock first_day last_day days man_hours ferry_h wasted_h",
        "base_weeks": "maintenance_base week first_day visit_man_hours defect_man_hours capacity_man_hours",
        "posts": "mission month unit site watch first_hour aircraft",
        "standby": "mission month aircraft events_per_month advanced_pct surgery_pct backup_pct reach_pct"
        " advanced_at_home_pct surgery_at_home_pct backup_at_home_pct reach_at_home_pct",
        "zone_cover": "mission zone hour advanced_pct surgery_pct backup_advanced_pct backup_surgery_pct"
        " advanced_min surgery_min post hospital",
        "site_losses": "mission site kind surgery_pct resited_pct",
        "rounds": "round status limits unmet_aircraft_months asked_h unmet_h surgery_pct settled kept",
        "limits": "round table row column asked limit rule reason",
    }.items()
}
"""Tables and their columns, units in the names; weeks count from 0, days are dates."""


def lower_rows(
    scenario: Scenario, plan: Plan, kpis: Kpis, cover: Cover | None
) -> dict[str, Iterator[Record]]:
    """Return the rows of every table of `LOWER_COLUMNS`; those of zones and sites need a cover."""
    return {
        "unit_weeks": _unit_weeks(plan),
        "unit_months": _unit_months(kpis.fleet),
        "tails": _tails(kpis.fleet),
        "bank_time": _bank_time(plan, kpis.fleet),
        "dock_visits": _dock_visits(plan),
        "base_weeks": _base_weeks(scenario, plan),
        "posts": _posts(scenario, plan),
        "standby": _standby(kpis),
        "zone_cover": _zone_cover(cover),
        "site_losses": _site_losses(cover),
        "rounds": _rounds(plan),
        "limits": _limits(plan),
    }


def _day(first_month: str, day: int) -> str:
    return (date.fromisoformat(f"{first_month}-01") + timedelta(days=day)).isoformat()


def _unit_weeks(plan: Plan) -> Iterator[Record]:
    if plan.fleet is not None:
        for row in plan.fleet.unit_weeks:
            yield row.model_dump() | {
                "first_day": _day(plan.fleet.first_month, 7 * row.week),
                "serviceable_tails": ";".join(row.serviceable_tails),
                "unmet_h": row.unmet_h,
            }


def _unit_months(figures: FleetFigures | None) -> Iterator[Record]:
    for row in figures.months if figures is not None else ():
        yield asdict(row) | {"aircraft_mean": row.aircraft, "serviceable_tails_mean": row.serviceable_tails}


def _tails(figures: FleetFigures | None) -> Iterator[Record]:
    for row in figures.tails if figures is not None else ():
        first = row.first_dock_day
        yield asdict(row) | {
            "visits": ";".join(row.inspections),
            "first_dock_day": None if first is None or figures is None else _day(figures.first_month, first),
        }


def _bank_time(plan: Plan, figures: FleetFigures | None) -> Iterator[Record]:
    """One row for each tail and week, and one without hours for the end of its last week."""
    if plan.fleet is None or figures is None:
        return
    for tail in plan.fleet.tails:
        for offset, bank_h in enumerate(figures.banks_h[tail.tail]):
            week = tail.first_week + offset
            yield {
                "tail": tail.tail,
                "unit": tail.unit,
                "week": week,
                "first_day": _day(plan.fleet.first_month, 7 * week),
                "bank_h": bank_h,
                "flight_h": tail.flight_h[offset] if offset < len(tail.flight_h) else None,
            }


def _dock_visits(plan: Plan) -> Iterator[Record]:
    if plan.fleet is not None:
        unit_of = {tail.tail: tail.unit for tail in plan.fleet.tails}
        for row in plan.fleet.visits:
            yield row.model_dump() | {
                "unit": unit_of[row.tail],
                "inspections": ";".join(row.inspections),
                "first_day": _day(plan.fleet.first_month, row.first_day),
                "last_day": _day(plan.fleet.first_month, row.end_day - 1),
            }


def _base_weeks(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for row in base_weeks(scenario, plan):
        yield {
            "maintenance_base": row.maintenance_base,
            "week": row.week,
            "first_day": "" if plan.fleet is None else _day(plan.fleet.first_month, 7 * row.week),
            "visit_man_hours": row.visits,
            "defect_man_hours": row.defects,
            "capacity_man_hours": row.capacity,
        }


def _posts(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    standby = scenario.policy.standby
    for mission in plan.standby:
        for post in mission.posts:
            first = (standby.first_watch_h.value + post.watch * standby.watch_h.value) % 24
            yield post.model_dump() | {
                "mission": mission.mission,
                "month": mission.month,
                "first_hour": first,
            }


def _standby(kpis: Kpis) -> Iterator[Record]:
    for row in kpis.standby:
        at_home = {
            f"{name.removesuffix('_pct')}_at_home_pct": share
            for name, share in row.cover_at_home.model_dump().items()
        }
        plain = {name: getattr(row, name) for name in ("mission", "month", "aircraft", "events_per_month")}
        yield plain | row.cover.model_dump() | at_home


def _zone_cover(cover: Cover | None) -> Iterator[Record]:
    for mission in cover.missions if cover is not None else ():
        for row in mission.hours:
            yield asdict(row) | {"mission": mission.mission}


def _site_losses(cover: Cover | None) -> Iterator[Record]:
    for mission in cover.missions if cover is not None else ():
        for row in mission.losses:
            yield asdict(row) | {"mission": mission.mission}


def _rounds(plan: Plan) -> Iterator[Record]:
    for row in plan.rounds:
        yield row.model_dump() | {
            "round": row.number,
            "status": row.status.value,
            "limits": len(row.limits),
        }


def _limits(plan: Plan) -> Iterator[Record]:
    for row in plan.rounds:
        for limit in row.limits:
            yield limit.model_dump() | {"round": row.number}
