"""Figures that a plan states beside its decisions: unmet demand, objectives, units' day, fuel at stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.cover import events_per_day
from airlift.checker.decisions import cut
from airlift.checker.fleetfigures import rounds, standby_months, wasted, window
from airlift.checker.flights import Day
from airlift.checker.fuel import fuel_on_departure_kg
from airlift.checker.objectives import LATE, value_of
from airlift.checker.tolerances import (
    COUNT,
    OBJECTIVE_KG,
    OBJECTIVE_USD,
    RELATIVE,
    STANDBY_MINUTES,
    STANDBY_PROOF,
    STATED_FUEL_KG,
)
from airlift.plans import ObjectiveLevel, Result, Status, UnitDay, worst_status
from airlift.scenario.phrases import count

__all__ = ["figures"]

_ROUNDED = {"cost": OBJECTIVE_USD, "co2": OBJECTIVE_KG}


def figures(case: Case) -> Iterator[Breach]:
    """plan.figures: every stated figure follows from the decisions."""
    yield from _unmet(case)
    yield from _objectives(case)
    yield from window(case)
    yield from wasted(case)
    yield from standby_months(case)
    yield from rounds(case)
    for day in case.days:
        yield from _unit_days(case, day)
        yield from _fuel(case, day)


def _unmet(case: Case) -> Iterator[Breach]:
    """One finding for each demand whose list of unmet aircraft differs."""
    difference: Counter[tuple[str, int]] = Counter(case.unmet)
    for row in case.plan.allocation.unmet:
        if row.demand in case.scenario.demand_by_id:
            difference[row.demand, case.scenario.month_index(row.month)] -= cut(row.aircraft)
    for demand in case.scenario.demands:
        wrong = {month: n for (name, month), n in difference.items() if name == demand.id and n}
        if wrong:
            first = min(wrong)
            given = case.unmet.get((demand.id, first), 0)
            yield Breach(
                {"demand": demand.id, "month": case.month(first)},
                sum(abs(n) for n in wrong.values()),
                f"{given - wrong[first]} aircraft stated as unmet, the units leave {given};"
                f" {count(len(wrong), 'month')} {'differs' if len(wrong) == 1 else 'differ'}",
                "aircraft-months",
            )


def _objectives(case: Case) -> Iterator[Breach]:
    for result in case.plan.results:
        yield from _status(result)
        for level in result.objectives:
            where = {"result": result.level, "objective": level.name}
            yield from _value(case, where, result.level, level)
            yield from _bound(where, level, _alike(case, result.level, level))


def _status(result: Result) -> Iterator[Breach]:
    """Judge the status of a planning level: it promises as much as its weakest objective, no more and no less.

    A level that is called infeasible names the rules that clash; its objectives then say what doing nothing costs.
    """
    if result.status is Status.INFEASIBLE and result.conflict:
        return
    weakest = worst_status(tuple(level.status for level in result.objectives))
    if result.objectives and result.status is not weakest:
        yield Breach(
            {"result": result.level},
            1,
            f"called {result.status.value}, its weakest objective is {weakest.value}",
            "statuses",
        )


def _value(case: Case, where: dict[str, str], planning: str, level: ObjectiveLevel) -> Iterator[Breach]:
    value = value_of(case, planning, level.name)
    if value is None or level.value is None:
        return
    tolerance = _ROUNDED.get(level.name, COUNT) + RELATIVE * abs(value)
    if abs(level.value - value) > tolerance:
        yield Breach(
            where,
            abs(level.value - value),
            f"{figure(level.value)} {level.unit} stated, the decisions give {figure(value)}",
            level.unit,
        )


def _alike(case: Case, planning: str, level: ObjectiveLevel) -> float:
    """Distance of value and bound at which a level may be called optimal, beyond rounding: none but for standby."""
    kind, _, mission = planning.partition(":")
    if kind != "standby" or level.value is None:
        return 0.0
    if level.name == "minutes of response":
        return STANDBY_MINUTES * abs(level.value)
    return STANDBY_PROOF * events_per_day(case, mission) if level.name in LATE else 0.0


def _bound(where: dict[str, str], level: ObjectiveLevel, alike: float) -> Iterator[Breach]:
    """Judge a bound: not above its value and, for a level called optimal, equal to it or as good as that."""
    proven = level.status is Status.OPTIMAL
    if level.value is None or level.bound is None:
        if proven:
            yield Breach(where, 1, "called optimal without a value and a bound", "proofs")
        return
    tolerance = COUNT + RELATIVE * abs(level.value)
    if level.bound > level.value + tolerance:
        yield Breach(
            where,
            level.bound - level.value,
            f"bound {figure(level.bound)} above value {figure(level.value)}",
            level.unit,
        )
    if proven and level.value - level.bound > max(tolerance, alike):
        yield Breach(
            where,
            level.value - level.bound,
            f"called optimal with bound {figure(level.bound)} under value {figure(level.value)}",
            level.unit,
        )


def _unit_days(case: Case, day: Day) -> Iterator[Breach]:
    stated = case.scenario.month_index(day.programme.month)
    if day.month is not None and stated != day.month:
        yield Breach(
            day.where,
            abs(stated - day.month),
            f"month {day.programme.month} stated,"
            f" most aircraft are deployed in {case.month(day.month)} first",
            "months",
        )
    units = {unit.id: unit for unit in reversed(case.units)}
    for row in day.programme.units:
        where = day.place(unit=row.unit)
        unit = units.get(row.unit)
        if unit is None:
            continue
        aircraft = 0 if day.month is None else unit.aircraft_in(day.month)
        if cut(row.aircraft) != aircraft:
            yield Breach(
                where,
                abs(cut(row.aircraft) - aircraft),
                f"{cut(row.aircraft)} aircraft stated, {aircraft} deployed",
                "aircraft",
            )
        if unit.demand is not None and row.home_base != unit.demand.sites[0]:
            yield Breach(where, 1, f"home base {row.home_base} stated, it is {unit.demand.sites[0]}", "sites")
        yield from _lists(where, row, banked=case.fleet is not None and day.week is not None)
        if unit.aircraft_type is not None and row.aircraft_type != unit.aircraft_type.id:
            yield Breach(where, 1, f"type {row.aircraft_type} stated, it is {unit.aircraft_type.id}", "types")


def _lists(where: dict[str, str], row: UnitDay, *, banked: bool) -> Iterator[Breach]:
    """Judge lists beside tails and crews: as long as these, or empty where all are at home or have no bank time."""
    for stated, members, words, needed in (
        (row.tail_bases, row.tails, "bases of tails", False),
        (row.crew_bases, row.crews, "bases of crews", False),
        (row.tail_bank_h, row.tails, "bank times", banked),
    ):
        if len(stated) != len(members) and (stated or needed):
            off = abs(len(stated) - len(members))
            yield Breach(where, off, f"{len(stated)} {words} stated, there are {len(members)}", "entries")


def _fuel(case: Case, day: Day) -> Iterator[Breach]:
    """One finding for each sortie with fuel stated that fills and times do not give: the largest miss."""
    for flight in day.flights:
        given = fuel_on_departure_kg(flight)
        misses = {
            position: abs(visit.stated_fuel_kg - fuel_kg)
            for position, (visit, fuel_kg) in enumerate(zip(flight.visits, given, strict=False))
        }
        position = max(misses, key=lambda index: (misses[index], -index), default=0)
        if misses and misses[position] > STATED_FUEL_KG:
            yield Breach(
                day.place(sortie=flight.id, stop=str(position)),
                misses[position],
                f"{figure(flight.visits[position].stated_fuel_kg)} kg of fuel stated, fills and times give"
                f" {figure(given[position])} kg",
                "kg",
            )
