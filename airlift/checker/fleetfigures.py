"""Figures between matching and sorties that follow from the decisions: window, wasted bank time, months, rounds."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.decisions import cut
from airlift.checker.limits import asked_of
from airlift.checker.posts import month_of
from airlift.checker.tolerances import FLIGHT_H, LARGEST, QUANTITY
from airlift.checker.weekly import asked_h
from airlift.plans import Round
from airlift.plans.weeks import day_number, window_start

__all__ = ["rounds", "standby_months", "wasted", "window"]


def window(case: Case) -> Iterator[Breach]:
    """Judge the window of sustainment: where most aircraft-months are, and as long as policy and horizon allow."""
    fleet = case.fleet
    start = window_start(case.scenario, case.plan.allocation)
    if fleet is None or start is None:
        return
    stated = case.scenario.month_index(fleet.plan.first_month)
    if stated != start:
        yield Breach(
            {"window": fleet.plan.first_month},
            abs(stated - start),
            f"the window begins in {case.month(start)}",
            "months",
        )
        return
    days = day_number(case.month(start), case.month(case.scenario.horizon_months))
    weeks = min(case.scenario.policy.sustainment.horizon_weeks.value, -(-days // 7))
    if cut(fleet.plan.weeks) != weeks:
        yield Breach(
            {"window": fleet.plan.first_month},
            abs(cut(fleet.plan.weeks) - weeks),
            f"{cut(fleet.plan.weeks)} weeks stated, policy and horizon give {weeks}",
            "weeks",
        )


def wasted(case: Case) -> Iterator[Breach]:
    """Judge the bank time that visits call wasted."""
    fleet = case.fleet
    if fleet is None:
        return
    for tail in fleet.tails.values():
        left_h = {id(waste.stay): waste.left_h for waste in fleet.logbooks[tail.id].wastes}
        for stay in tail.stays:
            stated_h, right_h = min(LARGEST, stay.visit.wasted_h), left_h.get(id(stay), 0.0)
            if tail.is_there(stay.first_day // 7) and abs(stated_h - right_h) > FLIGHT_H:
                yield Breach(
                    {"tail": tail.id, "first day": str(stay.first_day)},
                    abs(stated_h - right_h),
                    f"{figure(stated_h)} h of bank time stated as wasted, {figure(right_h)} h are left",
                    "flight hours",
                )


def standby_months(case: Case) -> Iterator[Breach]:
    """Judge the month for which a mission's standby is planned."""
    for row in case.plan.standby:
        month = month_of(case, row.mission)
        stated = case.scenario.month_index(row.month)
        if month is not None and stated != month:
            yield Breach(
                {"standby": row.mission},
                abs(stated - month),
                f"month {row.month} stated, most aircraft are deployed in {case.month(month)} first",
                "months",
            )


def rounds(case: Case) -> Iterator[Breach]:
    """Judge the rounds of the chain: one is kept, and limits state what the scenario asks."""
    kept = sum(row.kept for row in case.plan.rounds)
    if case.plan.rounds and kept != 1:
        yield Breach({"rounds": "kept"}, abs(kept - 1), f"{kept} rounds are called kept", "rounds")
    for row in case.plan.rounds:
        if row.kept:
            yield from _totals(case, row)
        for limit in row.limits:
            asked = asked_of(case, limit)
            if asked is not None and abs(limit.asked - asked) > QUANTITY:
                yield Breach(
                    {"round": str(cut(row.number)), "limit": f"{limit.table}.{limit.row}.{limit.column}"},
                    min(LARGEST, abs(limit.asked - asked)),
                    f"{figure(limit.asked)} stated as asked, the scenario has {figure(asked)}",
                    "various",
                )


def _totals(case: Case, row: Round) -> Iterator[Breach]:
    """Judge what the kept round says of the plan: unmet demand, flight hours of the window."""
    where = {"round": str(cut(row.number))}
    unmet = sum(case.unmet.values())
    if cut(row.unmet_aircraft_months) != unmet:
        off = abs(cut(row.unmet_aircraft_months) - unmet)
        words = f"{cut(row.unmet_aircraft_months)} unmet aircraft-months stated, the units leave {unmet}"
        yield Breach(where, off, words, "aircraft-months")
    if case.fleet is None:
        return
    weeks = [
        (asked_h(case.fleet, unit, week), case.fleet.flown_h(unit, week))
        for unit, aircraft in case.fleet.aircraft.items()
        for week in range(len(aircraft))
    ]
    for stated_h, right_h, words in (
        (row.asked_h, sum(asked for asked, _ in weeks), "asked for"),
        (row.unmet_h, sum(max(0.0, asked - flown) for asked, flown in weeks), "not flown"),
    ):
        off_h = abs(min(LARGEST, stated_h) - right_h)
        if off_h > FLIGHT_H * max(1, len(weeks)):
            stated = figure(min(LARGEST, stated_h))
            yield Breach(
                where, off_h, f"{stated} h stated as {words}, it is {figure(right_h)} h", "flight hours"
            )
