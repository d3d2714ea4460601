"""Crews, technicians, medical teams: what units need against what attrition leaves and courses bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure, worst
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.checker.tolerances import QUANTITY

__all__ = ["crews", "medical_teams", "technicians"]


def crews(case: Case) -> Iterator[Breach]:
    """crew.available: by partner and family, in all and for each qualification that a demand asks for."""
    policy = case.scenario.policy.crew
    home_per_tour = policy.crew_home_months.value / policy.crew_tour_months.value
    per_aircraft = policy.crews_per_aircraft.value * (1.0 + home_per_tour)
    fields: defaultdict[tuple[str, str], list[Deployment]] = defaultdict(list)
    for unit in case.units:
        if unit.partner is not None and unit.aircraft_type is not None:
            fields[unit.partner.id, unit.aircraft_type.family].append(unit)
    tags = sorted({tag for demand in case.scenario.demands for tag in demand.crew_tags})
    for (partner_id, family), units in sorted(fields.items()):
        for tag in (None, *tags):
            asking = [unit for unit in units if tag is None or (unit.demand and tag in unit.demand.crew_tags)]
            need = _need(asking, per_aircraft)
            pool = {month: _crew_pool(case, partner_id, family, tag, month) for month in need}
            if found := worst({month: need[month] - pool[month] for month in need}, QUANTITY):
                where = {"partner": partner_id, "family": family}
                if tag is not None:
                    where["qualification"] = tag
                yield Breach(
                    {**where, "month": case.month(found.month)},
                    found.amount,
                    f"{figure(need[found.month])} crews needed, relief at home included,"
                    f" {figure(pool[found.month])} current{found.others}",
                )


def technicians(case: Case) -> Iterator[Breach]:
    """technician.available: by partner over all types, for units whose base brings no technicians itself."""
    per_aircraft = case.scenario.policy.crew.technicians_per_aircraft.value
    for partner in case.scenario.partners:
        supported = [
            unit
            for unit in case.units
            if unit.partner is partner and (unit.base is None or unit.base.lease == "wet")
        ]
        need = _need(supported, per_aircraft)
        pool = {
            month: partner.technicians * _retention(case, month)
            + _graduates(case, partner.id, ("technician",), month)
            for month in need
        }
        if found := worst({month: need[month] - pool[month] for month in need}, QUANTITY):
            yield Breach(
                {"partner": partner.id, "month": case.month(found.month)},
                found.amount,
                f"{figure(need[found.month])} technicians needed,"
                f" {figure(pool[found.month])} qualified{found.others}",
            )


def medical_teams(case: Case) -> Iterator[Breach]:
    """medical.available: by partner that states its medical teams, for units at medevac demands."""
    per_aircraft = case.scenario.policy.crew.medical_teams_per_aircraft.value
    for partner in case.scenario.partners:
        if partner.medical_teams is None:
            continue
        need = _need(
            [
                unit
                for unit in case.units
                if unit.partner is partner and unit.demand is not None and unit.demand.role == "medevac"
            ],
            per_aircraft,
        )
        pool = {
            month: partner.medical_teams * _retention(case, month)
            + _graduates(case, partner.id, ("medical",), month)
            for month in need
        }
        if found := worst({month: need[month] - pool[month] for month in need}, QUANTITY):
            yield Breach(
                {"partner": partner.id, "month": case.month(found.month)},
                found.amount,
                f"{figure(need[found.month])} medical teams needed,"
                f" {figure(pool[found.month])} trained{found.others}",
            )


def _need(units: list[Deployment], per_aircraft: float) -> dict[int, float]:
    need: defaultdict[int, float] = defaultdict(float)
    for unit in units:
        for month, aircraft in unit.months():
            need[month] += aircraft * per_aircraft
    return dict(sorted(need.items()))


def _retention(case: Case, months: int) -> float:
    """Share of people still there after some months."""
    yearly = 1.0 - case.scenario.policy.crew.attrition_pct_per_year.value / 100.0
    # A plan may name months before the start: nobody has left by then.
    return float(yearly ** (max(0, months) / 12.0))


def _crew_pool(case: Case, partner_id: str, family: str, tag: str | None, month: int) -> float:
    types = {row.id for row in case.scenario.aircraft_types if row.family == family}
    formed = sum(
        row.crews
        for row in case.scenario.partner_crews
        if row.partner == partner_id and row.aircraft_type in types and (tag is None or tag in row.tags)
    )
    # An upgrade course gives a qualification to crews that the family already counts.
    audiences = ("crew",) if tag is None else ("crew", "upgrade")
    return formed * _retention(case, month) + _graduates(case, partner_id, audiences, month, types, tag)


def _graduates(
    case: Case,
    partner_id: str,
    audiences: tuple[str, ...],
    month: int,
    types: set[str] | None = None,
    tag: str | None = None,
) -> float:
    """Graduates of a partner that are still there in a month."""
    return sum(
        row.trainees * row.course.pass_pct / 100.0 * _retention(case, month - row.graduation)
        for row in case.classes
        if row.partner.id == partner_id
        and row.course.audience in audiences
        and row.graduation <= month
        and (types is None or row.course.aircraft_type in types)
        and (tag is None or tag in row.course.tags)
    )
