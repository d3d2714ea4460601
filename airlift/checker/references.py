"""Names and months of a plan that its scenario, or the plan itself, does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from airlift.checker.breach import Breach
from airlift.checker.case import Case
from airlift.checker.fleetnames import fleet_names, limit_names, standby_names
from airlift.checker.flights import Day
from airlift.checker.naming import twice, unknown
from airlift.plans import Sortie, UnitDay

__all__ = ["references"]


def references(case: Case) -> Iterator[Breach]:
    """plan.references: known names, months of the horizon, and no name for two things."""
    if case.plan.scenario != case.scenario.name:
        yield from unknown(
            {"plan": case.plan.scenario}, "scenario", case.plan.scenario, (case.scenario.name,)
        )
    yield from _before_deployment(case)
    yield from _units(case)
    yield from _payments(case)
    for (mission, date), times in Counter(
        (row.mission, row.day.isoformat()) for row in case.plan.programmes
    ).items():
        if times > 1:
            where = {"programme": mission, "day": date}
            yield Breach(where, times - 1, f"{times} programmes of one mission and day")
    for day in case.days:
        yield from _programme(case, day)
    yield from fleet_names(case)
    yield from standby_names(case)
    yield from limit_names(case)
    for result in case.plan.results:
        planning, _, rest = result.level.partition(":")
        mission = rest.partition(":")[0]
        if planning in ("sorties", "standby"):
            yield from unknown({"result": result.level}, "mission", mission, case.scenario.mission_by_id)


def _before_deployment(case: Case) -> Iterator[Breach]:
    scenario, allocation = case.scenario, case.plan.allocation
    for gate in allocation.gates:
        where = {"gate": gate.lot, "month": gate.month}
        yield from unknown(where, "lot", gate.lot, scenario.lot_by_id)
        yield from _outside_horizon(case, where, gate.month)
    for transfer in allocation.transfers:
        where = {"transfer": transfer.lot, "partner": transfer.partner, "month": transfer.month}
        yield from unknown(where, "lot", transfer.lot, scenario.lot_by_id)
        yield from unknown(where, "partner", transfer.partner, scenario.partner_by_id)
        yield from _outside_horizon(case, where, transfer.month)
    for visit in allocation.visits:
        where = {"visit": visit.partner, "month": visit.month}
        yield from unknown(where, "partner", visit.partner, scenario.partner_by_id)
        yield from _outside_horizon(case, where, visit.month)
    for row in allocation.training:
        where = {"training": row.course, "partner": row.partner, "month": row.month}
        yield from unknown(where, "course", row.course, scenario.course_by_id)
        yield from unknown(where, "partner", row.partner, scenario.partner_by_id)
        yield from _outside_horizon(case, where, row.month)


def _units(case: Case) -> Iterator[Breach]:
    scenario, allocation = case.scenario, case.plan.allocation
    yield from twice({}, "unit", (unit.id for unit in allocation.units))
    for unit in allocation.units:
        where = {"unit": unit.id}
        yield from unknown(where, "partner", unit.partner, scenario.partner_by_id)
        yield from unknown(where, "demand", unit.demand, scenario.demand_by_id)
        yield from unknown(where, "aircraft type", unit.aircraft_type, scenario.aircraft_type_by_id)
        yield from unknown(where, "maintenance base", unit.maintenance_base, scenario.maintenance_base_by_id)
    for row in allocation.unmet:
        yield from unknown(
            {"unmet": row.demand, "month": row.month}, "demand", row.demand, scenario.demand_by_id
        )


def _payments(case: Case) -> Iterator[Breach]:
    scenario = case.scenario
    donors = {lot.donor for lot in scenario.lots}
    years = range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)
    for row in case.plan.allocation.payments:
        where = {"payment": row.sponsor, "partner": row.partner, "cost": row.cost_kind, "year": str(row.year)}
        yield from unknown(where, "sponsor", row.sponsor, scenario.sponsor_by_id)
        yield from unknown(where, "partner", row.partner, scenario.partner_by_id)
        if row.donor is not None:
            yield from unknown(where, "donor", row.donor, donors)
        if row.year not in years:
            yield Breach(where, 1, f"the year lies outside the horizon, {years[0]} to {years[-1]}")


def _programme(case: Case, day: Day) -> Iterator[Breach]:
    scenario, programme = case.scenario, day.programme
    if day.mission is None:
        yield from unknown(day.where, "mission", programme.mission, scenario.mission_by_id)
    elif not day.tasks:
        yield Breach(day.where, 1, "the scenario has no tasks of this mission on this day")
    yield from twice(day.where, "unit", (row.unit for row in programme.units))
    yield from twice(day.where, "tail", (tail for row in programme.units for tail in row.tails))
    yield from twice(day.where, "crew", (crew for row in programme.units for crew in row.crews))
    yield from twice(day.where, "sortie", (sortie.id for sortie in programme.sorties))
    for row in programme.units:
        where = day.place(unit=row.unit)
        yield from unknown(where, "unit", row.unit, day.strengths, "allocation")
        for site in (row.home_base, *dict.fromkeys((*row.tail_bases, *row.crew_bases))):
            yield from unknown(where, "site", site, scenario.site_by_id)
        yield from unknown(where, "aircraft type", row.aircraft_type, scenario.aircraft_type_by_id)
    stated = day.unit_days()
    for sortie in programme.sorties:
        yield from _sortie(case, day, sortie, stated)
    for outcome in programme.outcomes:
        for task in (outcome.task, *outcome.displaces):
            yield from unknown(day.place(outcome=outcome.task), "task", task, day.tasks, "day's tasks")


def _sortie(case: Case, day: Day, sortie: Sortie, stated: Mapping[str, UnitDay]) -> Iterator[Breach]:
    where = day.place(sortie=sortie.id)
    row = stated.get(sortie.unit)
    if row is None:
        yield from unknown(where, "unit", sortie.unit, stated, "programme's units")
    else:
        yield from unknown(where, "tail", sortie.tail, row.tails, f"tails of unit {sortie.unit}")
        yield from unknown(where, "crew", sortie.crew, row.crews, f"crews of unit {sortie.unit}")
    for stop in sortie.stops:
        yield from unknown(where, "site", stop.site, case.scenario.site_by_id)
        for action in stop.actions:
            yield from unknown(where, "task", action.task, day.tasks, "day's tasks")


def _outside_horizon(case: Case, where: dict[str, str], month: str) -> Iterator[Breach]:
    if not 0 <= case.scenario.month_index(month) < case.scenario.horizon_months:
        yield Breach(where, 1, f"month {month} lies outside the horizon")
