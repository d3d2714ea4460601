"""Tails of the sustainment window: which there are, their bank time, their inspections."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.fleetplan import Fleet, Stay, Tail
from airlift.checker.ladders import Work
from airlift.checker.starts import Start
from airlift.checker.tolerances import BANK_H, FLIGHT_H, LARGEST, QUANTITY
from airlift.scenario.model import month_index
from airlift.scenario.phrases import count

__all__ = ["bank_time", "calendar", "overdue_days", "tails", "week_hours", "work"]


def tails(case: Case) -> Iterator[Breach]:
    """fleet.tails: names, weeks and start states of a unit's tails, and as many in each week as aircraft.

    A tail that leaves is in no visit then.
    """
    fleet = case.fleet
    if fleet is None:
        return
    for unit_id, wanted in fleet.starts.items():
        yield from _names(fleet, unit_id, wanted)
        yield from _numbers(fleet, unit_id)
    for tail in fleet.tails.values():
        if start := fleet.starts.get(tail.unit.id, {}).get(tail.id):
            yield from _start(tail, start)
        leaves = 7 * tail.end_week if tail.end_week < fleet.weeks else LARGEST
        for stay in tail.stays:
            where = {"tail": tail.id, "first day": str(stay.first_day)}
            outside = max(7 * tail.first_week - stay.first_day, stay.end_day - leaves)
            if outside > 0:
                yield Breach(where, outside, "in a visit while it is not with its unit", "days")


def _names(fleet: Fleet, unit_id: str, wanted: dict[str, Start]) -> Iterator[Breach]:
    stated = {tail.id for tail in fleet.tails_of[unit_id]}
    missing, unknown = sorted(wanted.keys() - stated), sorted(stated - wanted.keys())
    for names, words in ((missing, "not planned"), (unknown, "no tail of the unit in this window")):
        if names:
            shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
            yield Breach({"unit": unit_id}, len(names), f"{shown}: {words}")


def _numbers(fleet: Fleet, unit_id: str) -> Iterator[Breach]:
    """One finding for each unit: the first week with another number of tails, or another number stated."""
    for week, aircraft in enumerate(fleet.aircraft[unit_id]):
        there = sum(tail.is_there(week) for tail in fleet.tails_of[unit_id])
        row = fleet.unit_weeks.get((unit_id, week))
        stated = aircraft if row is None else min(LARGEST, row.aircraft)
        wrong, words = (there, "planned") if there != aircraft else (stated, "stated")
        if wrong != aircraft:
            yield Breach(
                {"unit": unit_id, "week": str(week)},
                abs(wrong - aircraft),
                f"{count(wrong, 'tail')} {words}, {aircraft} aircraft deployed",
            )
            return


def _start(tail: Tail, start: Start) -> Iterator[Breach]:
    where = {"tail": tail.id}
    if tail.first_week != start.first_week:
        yield Breach(
            where,
            abs(tail.first_week - start.first_week),
            f"joins in week {tail.first_week}, the aircraft comes in week {start.first_week}",
            "weeks",
        )
    stated_h = min(tail.plan.hours_since_overhaul, LARGEST)
    if abs(stated_h - start.hours_since_overhaul) > FLIGHT_H:
        yield Breach(
            where,
            abs(stated_h - start.hours_since_overhaul),
            f"starts with {figure(stated_h)} h since overhaul, it has {figure(start.hours_since_overhaul)} h",
            "flight hours",
        )
    months = month_index(start.inspected_month, tail.plan.inspected_month)
    if months:
        yield Breach(
            where,
            abs(months),
            f"last calendar inspection in {tail.plan.inspected_month}, it was in {start.inspected_month}",
            "months",
        )


def bank_time(case: Case) -> Iterator[Breach]:
    """bank.time: hours and ferry flights of a tail from mark to mark, once for each stretch."""
    fleet = case.fleet
    if fleet is None:
        return
    for name, book in fleet.logbooks.items():
        for overrun in book.overruns:
            yield Breach(
                {"tail": name, "week": str(overrun.week)},
                overrun.hours,
                f"flies {figure(overrun.hours)} h beyond the next hourly inspection",
            )


def calendar(case: Case) -> Iterator[Breach]:
    """inspection.calendar: a tail neither flies nor counts as serviceable after the month in which one falls due.

    A tail that stands still until its inspection begins is late for nobody. In the week in which the month ends, or in
    which the inspection is made, it may fly on the right side of that day.
    """
    fleet = case.fleet
    if fleet is None:
        return
    for tail in fleet.tails.values():
        for inspection in tail.ladder.calendar:
            late = [
                (week, days)
                for week in range(tail.first_week, min(tail.end_week, fleet.weeks))
                if _used(fleet, tail, week) and (days := _days_late(fleet, tail, inspection, week)) > 0
            ]
            if late:
                yield Breach(
                    {"tail": tail.id, "inspection": inspection.id, "week": str(late[0][0])},
                    late[0][1],
                    f"in service in {count(len(late), 'week')} after the inspection fell due",
                )


def overdue_days(fleet: Fleet, tail: Tail, week: int) -> int:
    """Days by which a calendar inspection of a tail is overdue when a week begins; 0 when none is."""
    late = [_days_late(fleet, tail, inspection, week) for inspection in tail.ladder.calendar]
    return max([0, *late])


def _used(fleet: Fleet, tail: Tail, week: int) -> bool:
    row = fleet.unit_weeks.get((tail.unit.id, week))
    return tail.flown_h(week) > BANK_H or (row is not None and tail.id in row.serviceable_tails)


def _days_late(fleet: Fleet, tail: Tail, inspection: Work, week: int) -> int:
    """Days from the due day to the beginning of a week; none in a week in which the inspection is made."""
    inspected = tail.plan.inspected_month
    for stay in tail.stays:
        if inspection not in stay.works or stay.end_day <= 0:
            continue
        if stay.first_day >= 7 * week + 7:
            break
        if stay.end_day > 7 * week:
            return 0
        inspected = fleet.month_of(max(0, stay.first_day))
    return 7 * week - fleet.due_day(inspected, inspection.every_months or 1)


def work(case: Case) -> Iterator[Breach]:
    """inspection.work: a visit has the inspection that is due, its days, man-hours, ferry and place, one at a time."""
    fleet = case.fleet
    if fleet is None:
        return
    for tail in fleet.tails.values():
        due = {id(waste.stay): waste.due for waste in fleet.logbooks[tail.id].wastes}
        for stay in tail.stays:
            where = {"tail": tail.id, "first day": str(stay.first_day)}
            mark = due.get(id(stay))
            if mark is not None and stay.hourly is not mark:
                made = stay.hourly.id if stay.hourly else "none"
                yield Breach(where, 1, f"{made} is made, {mark.id} is due at the next mark", "inspections")
            yield from _figures(where, stay)
            yield from _place(where, tail, stay)
        for before, after in pairwise(tail.stays):
            both = min(before.end_day, after.end_day) - after.first_day
            if both > 0:
                where = {"tail": tail.id, "first day": str(after.first_day)}
                yield Breach(where, both, f"still in the visit of day {before.first_day}")


def _figures(where: dict[str, str], stay: Stay) -> Iterator[Breach]:
    """Days, man-hours and ferry hours; nothing can be said of a visit whose inspections are all unknown."""
    if not stay.works:
        return
    visit = stay.visit
    stated = min(LARGEST, visit.days)
    if stated != stay.days:
        yield Breach(where, abs(stated - stay.days), f"takes {stated} days, the work takes {stay.days}")
    for given, right, tolerance, unit in (
        (visit.man_hours, stay.man_hours, QUANTITY, "man-hours"),
        (visit.ferry_h, stay.ferry_h, FLIGHT_H, "flight hours"),
    ):
        off = abs(min(LARGEST, given) - right)
        if off > tolerance:
            what = "ferry hours" if unit == "flight hours" else unit
            yield Breach(
                where, off, f"{figure(min(LARGEST, given))} {what} stated, it takes {figure(right)}", unit
            )


def _place(where: dict[str, str], tail: Tail, stay: Stay) -> Iterator[Breach]:
    if not stay.works:
        return
    base, dock = stay.visit.maintenance_base, stay.visit.dock
    if stay.place == "base":
        right = tail.unit.base
        if right is not None and base != right.id:
            yield Breach(
                where, 1, f"at {base or 'no maintenance base'}, the unit relies on {right.id}", "places"
            )
        elif dock is None:
            yield Breach(where, 1, "the work needs a dock", "places")
    elif base is not None or dock is not None:
        home = "the home base" if stay.place == "site" else "away"
        yield Breach(where, 1, f"in a dock, the work is done {home}", "places")


def week_hours(case: Case) -> Iterator[Breach]:
    """tail.week_hours: the policy's weekly hours, in the share of the days that are outside visits."""
    fleet = case.fleet
    if fleet is None:
        return
    most_h = case.scenario.policy.sustainment.flight_h_per_tail_week.value
    for tail in fleet.tails.values():
        for week in range(tail.first_week, min(tail.end_week, fleet.weeks)):
            limit_h = most_h * (7 - tail.stay_days(week)) / 7.0
            flown_h = tail.flown_h(week)
            if flown_h > limit_h + BANK_H:
                yield Breach(
                    {"tail": tail.id, "week": str(week)},
                    flown_h - limit_h,
                    f"{figure(flown_h)} h flown, {count(7 - tail.stay_days(week), 'day')} allow {figure(limit_h)} h",
                )
