"""The plan as tables, one for each kind of decision or figure: records, pandas frames, CSV files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airlift.flight import distance_nm
from airlift.partnership.conditions import is_firm
from airlift.plans import Plan
from airlift.plans.costs import seat_and_travel_usd
from airlift.plans.cover import Cover
from airlift.plans.coverage import Coverage, unmet_aircraft
from airlift.plans.days import fuel_used_kg
from airlift.plans.kpis import Kpis, plan_kpis
from airlift.plans.references import require_known_names
from airlift.plans.store import write_atomically
from airlift.reporting.lowertables import LOWER_COLUMNS, lower_rows
from airlift.reporting.wording import clock
from airlift.scenario.model import Scenario, add_months

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "records", "tables", "write_csv"]

Record = dict[str, Any]

_UPPER_COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "units": "unit partner aircraft_type mission demand role site maintenance_base first_month last_month"
        " months aircraft_min aircraft_max aircraft_months",
        "units_by_month": "unit month partner mission demand aircraft_type aircraft",
        "lots": "lot donor aircraft_type aircraft state planned_with missions roles return_month handed_over",
        "gates": "lot donor aircraft_type month",
        "transfers": "lot donor aircraft_type partner month aircraft",
        "visits": "partner month",
        "training": "course school audience aircraft_type partner month trainees cost_usd",
        "costs": "year partner donor cost_kind cost_usd",
        "payments": "year sponsor partner donor cost_kind paid_usd",
        "burden": "role member cash_usd cash_pct aircraft aircraft_pct crews crews_pct aircraft_months"
        " aircraft_months_pct used_pct",
        "transition": "partner months ahead_months ahead_of_months after_months after_of_months own_money_month"
        " own_instructors_month sustained_month",
        "hand_overs": "demand leaving relieving month overlap_months",
        "rotations": "unit partner rotations people",
        "parity": "year women_person_months person_months share_pct target_pct",
        "flying": "aircraft_type aircraft_months flight_h fuel_kg co2_kg",
        "unmet": "demand mission role tier month aircraft",
        "coverage": "scope key demanded served unmet served_pct",
        "sorties": "sortie mission day unit tail crew start_min start_hhmm end_min end_hhmm duration_min stops tasks"
        " fuel_used_kg",
        "legs": "sortie leg from_site to_site depart_min depart_hhmm arrive_min arrive_hhmm distance_nm"
        " departure_fuel_kg refuel_kg",
        "outcomes": "task mission day kind priority pickup_site dropoff_site sortie rule reason"
        " displaces surgery_min",
        "results": "level objective unit status value bound gap wall_s level_status seed deterministic"
        " interrupted",
    }.items()
}
COLUMNS = _UPPER_COLUMNS | LOWER_COLUMNS
"""Tables and their columns, units in the names; times are minutes after local midnight of the day,
beside them as hh:mm (`00:20 +1` on the next day)."""

_DIGITS = {
    "usd": 2,
    "pct": 2,
    "kg": 1,
    "min": 1,
    "nm": 2,
    "s": 2,
    "gap": 6,
    "value": 2,
    "bound": 2,
    "h": 1,
    "crews": 2,
    "people": 1,
    "months": 2,
    "hours": 1,
    "mean": 2,
}
"""Decimals in files by the last word of a column: what stands behind them is arithmetic and no knowledge."""


def records(scenario: Scenario, plan: Plan, cover: Cover | None = None) -> dict[str, list[Record]]:
    """Return the rows of every table, each with all columns of `COLUMNS` in their order.

    The tables of zones and of closed sites have rows only where a cover is given.

    Raises
    ------
    PlanError
        The plan names something that the scenario does not have.
    """
    require_known_names(scenario, plan)
    kpis = plan_kpis(scenario, plan)
    rows: dict[str, Iterator[Record]] = {
        "units": ({name: getattr(line, name) for name in COLUMNS["units"]} for line in kpis.units),
        "units_by_month": _units_by_month(scenario, plan),
        "lots": _lots(scenario, plan),
        "gates": _gates(scenario, plan),
        "transfers": _transfers(scenario, plan),
        "visits": (row.model_dump() for row in plan.allocation.visits),
        "training": _training(scenario, plan),
        "costs": (row._asdict() | {"cost_usd": row.usd} for row in kpis.costs),
        "payments": (row.model_dump() | {"paid_usd": row.usd} for row in plan.allocation.payments),
        "burden": _burden(kpis),
        "transition": _transition(kpis),
        "hand_overs": (asdict(row) for row in kpis.hand_overs),
        "rotations": (asdict(row) for row in kpis.rotations),
        "parity": _parity(kpis),
        "flying": (asdict(row) for row in kpis.flying),
        "unmet": _unmet(scenario, plan),
        "coverage": _coverage(kpis),
        "sorties": _sorties(plan),
        "legs": _legs(scenario, plan),
        "outcomes": _outcomes(scenario, plan),
        "results": _results(plan),
        **lower_rows(scenario, plan, kpis, cover),
    }
    return {
        name: [{column: row[column] for column in columns} for row in rows[name]]
        for name, columns in COLUMNS.items()
    }


def tables(scenario: Scenario, plan: Plan, cover: Cover | None = None) -> dict[str, pandas.DataFrame]:
    """Return every table as a pandas frame; an empty one keeps its columns."""
    import pandas

    return {
        name: pandas.DataFrame(rows, columns=list(COLUMNS[name]))
        for name, rows in records(scenario, plan, cover).items()
    }


def write_csv(
    scenario: Scenario, plan: Plan, folder: str | Path, cover: Cover | None = None
) -> tuple[Path, ...]:
    """Write every table as `<table>.csv` (UTF-8, commas, a header line) into a folder, made if missing.

    Figures are rounded: money and shares to hundredths, kilograms and minutes to tenths.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in records(scenario, plan, cover).items():
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: _rounded(column, value) for column, value in row.items()} for row in rows)
        write_atomically(target / f"{name}.csv", text.getvalue())
        written.append(target / f"{name}.csv")
    return tuple(written)


def _rounded(column: str, value: Any) -> Any:
    digits = _DIGITS.get(column.rpartition("_")[2])
    return round(value, digits) if isinstance(value, float) and digits is not None else value


def _units_by_month(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for unit in plan.allocation.units:
        for offset, aircraft in enumerate(unit.aircraft):
            yield {
                "unit": unit.id,
                "month": add_months(unit.first_month, offset),
                "partner": unit.partner,
                "mission": scenario.demand_by_id[unit.demand].mission,
                "demand": unit.demand,
                "aircraft_type": unit.aircraft_type,
                "aircraft": aircraft,
            }


def _lots(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    handed_over = Counter[str]()
    for row in plan.allocation.transfers:
        handed_over[row.lot] += row.aircraft
    for lot in scenario.lots:
        yield {
            "lot": lot.id,
            "donor": lot.donor,
            "aircraft_type": lot.aircraft_type,
            "aircraft": lot.aircraft,
            "state": lot.state,
            "planned_with": is_firm(scenario, lot),
            "missions": ";".join(lot.missions),
            "roles": ";".join(lot.roles),
            "return_month": lot.return_month,
            "handed_over": handed_over[lot.id],
        }


def _burden(kpis: Kpis) -> Iterator[Record]:
    for row in kpis.burden:
        yield {
            "role": row.role,
            "member": row.member,
            "cash_usd": row.cash_usd.amount,
            "cash_pct": row.cash_usd.pct,
            "aircraft": row.aircraft.amount,
            "aircraft_pct": row.aircraft.pct,
            "crews": row.crews.amount,
            "crews_pct": row.crews.pct,
            "aircraft_months": row.aircraft_months.amount,
            "aircraft_months_pct": row.aircraft_months.pct,
            "used_pct": row.used_pct,
        }


def _transition(kpis: Kpis) -> Iterator[Record]:
    for covered, row in zip(kpis.reach, kpis.transition, strict=True):
        yield {
            "partner": row.partner,
            "months": covered.months,
            "ahead_months": covered.ahead,
            "ahead_of_months": covered.ahead_of,
            "after_months": covered.after,
            "after_of_months": covered.after_of,
            "own_money_month": row.own_money,
            "own_instructors_month": row.own_instructors,
            "sustained_month": row.sustained,
        }


def _parity(kpis: Kpis) -> Iterator[Record]:
    for row in kpis.parity:
        yield {
            "year": row.year,
            "women_person_months": row.women,
            "person_months": row.people,
            "share_pct": row.share_pct,
            "target_pct": row.target_pct,
        }


def _gates(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for row in plan.allocation.gates:
        lot = scenario.lot_by_id[row.lot]
        yield row.model_dump() | {"donor": lot.donor, "aircraft_type": lot.aircraft_type}


def _transfers(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for row in plan.allocation.transfers:
        lot = scenario.lot_by_id[row.lot]
        yield row.model_dump() | {"donor": lot.donor, "aircraft_type": lot.aircraft_type}


def _training(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for row in plan.allocation.training:
        course = scenario.course_by_id[row.course]
        yield row.model_dump() | {
            "school": course.school,
            "audience": course.audience,
            "aircraft_type": course.aircraft_type,
            "cost_usd": row.trainees * seat_and_travel_usd(scenario, course),
        }


def _unmet(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for name, months in unmet_aircraft(scenario, plan).items():
        demand = scenario.demand_by_id[name]
        for month, aircraft in months.items():
            yield {
                "demand": name,
                "mission": demand.mission,
                "role": demand.role,
                "tier": demand.tier,
                "month": scenario.month_label(month),
                "aircraft": aircraft,
            }


def _coverage(kpis: Kpis) -> Iterator[Record]:
    scopes: dict[str, tuple[Coverage, ...]] = {
        "all": (kpis.total,),
        "tier": kpis.by_tier,
        "mission": kpis.by_mission,
        "demand": kpis.by_demand,
    }
    for scope, rows in scopes.items():
        for row in rows:
            yield {
                "scope": scope,
                "key": row.key,
                "demanded": row.demanded,
                "served": row.served,
                "unmet": row.unmet,
                "served_pct": row.served_pct,
            }


def _sorties(plan: Plan) -> Iterator[Record]:
    for programme in plan.programmes:
        for sortie in programme.sorties:
            tasks = dict.fromkeys(action.task for stop in sortie.stops for action in stop.actions)
            yield {
                "sortie": sortie.id,
                "mission": programme.mission,
                "day": programme.day.isoformat(),
                "unit": sortie.unit,
                "tail": sortie.tail,
                "crew": sortie.crew,
                "start_min": sortie.start_min,
                "start_hhmm": clock(sortie.start_min),
                "end_min": sortie.end_min,
                "end_hhmm": clock(sortie.end_min),
                "duration_min": sortie.end_min - sortie.start_min,
                "stops": ";".join(stop.site for stop in sortie.stops),
                "tasks": ";".join(tasks),
                "fuel_used_kg": fuel_used_kg(sortie),
            }


def _legs(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for programme in plan.programmes:
        for sortie in programme.sorties:
            for number, (start, end) in enumerate(pairwise(sortie.stops), start=1):
                here, there = scenario.site_by_id[start.site], scenario.site_by_id[end.site]
                nm = distance_nm(
                    here.latitude_deg, here.longitude_deg, there.latitude_deg, there.longitude_deg
                )
                yield {
                    "sortie": sortie.id,
                    "leg": number,
                    "from_site": start.site,
                    "to_site": end.site,
                    "depart_min": start.depart_min,
                    "depart_hhmm": clock(start.depart_min),
                    "arrive_min": end.arrive_min,
                    "arrive_hhmm": clock(end.arrive_min),
                    "distance_nm": round(nm, 2),
                    "departure_fuel_kg": start.fuel_kg,
                    "refuel_kg": start.refuel_kg,
                }


def _outcomes(scenario: Scenario, plan: Plan) -> Iterator[Record]:
    for programme in plan.programmes:
        for outcome in programme.outcomes:
            task = scenario.task_by_id[outcome.task]
            yield outcome.model_dump() | {
                "mission": programme.mission,
                "day": programme.day.isoformat(),
                "kind": task.kind,
                "priority": task.priority,
                "pickup_site": task.pickup_site,
                "dropoff_site": task.dropoff_site,
                "displaces": ";".join(outcome.displaces),
            }


def _results(plan: Plan) -> Iterator[Record]:
    for result in plan.results:
        for level in result.objectives:
            yield {
                "level": result.level,
                "objective": level.name,
                "unit": level.unit,
                "status": level.status.value,
                "value": level.value,
                "bound": level.bound,
                "gap": level.gap,
                "wall_s": level.wall_s,
                "level_status": result.status.value,
                "seed": result.seed,
                "deterministic": result.deterministic,
                "interrupted": result.interrupted,
            }
