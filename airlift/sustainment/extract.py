"""From planned fleets to the rows of the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator

from airlift.plans.fleet import DockVisit, FleetPlan, TailPlan, UnitWeek
from airlift.sustainment.course import Course, FleetCourse, Stay
from airlift.sustainment.data import DAYS_A_WEEK, Place, Pool
from airlift.sustainment.problem import BaseFleet, TailOrigin, Window

__all__ = ["fleet_plan_of"]


def fleet_plan_of(window: Window, planned: list[tuple[BaseFleet, FleetCourse]]) -> FleetPlan:
    """Return the plan of all fleets."""
    tails: list[TailPlan] = []
    visits: list[DockVisit] = []
    unit_weeks: list[UnitWeek] = []
    for fleet, answer in planned:
        for course in answer.courses:
            tails.append(_tail(course, fleet.origins[course.tail]))
            visits += [_visit(course.tail, stay, fleet.base) for stay in course.stays]
        for pool in fleet.problem.pools:
            mine = [course for course in answer.courses if course.pool == pool.id]
            unit_weeks += _unit_weeks(fleet, pool, mine)
    return FleetPlan(
        first_month=window.first_month,
        weeks=window.weeks,
        tails=tuple(tails),
        visits=tuple(sorted(visits, key=lambda visit: (visit.first_day, visit.tail))),
        unit_weeks=tuple(unit_weeks),
    )


def _tail(course: Course, origin: TailOrigin) -> TailPlan:
    return TailPlan(
        tail=course.tail,
        unit=origin.unit,
        first_week=course.first_week,
        hours_since_overhaul=origin.hours_since_overhaul,
        inspected_month=origin.inspected_month,
        flight_h=course.flight_h,
    )


def _visit(tail: str, stay: Stay, base: str) -> DockVisit:
    docked = stay.visit.place is Place.BASE
    return DockVisit(
        tail=tail,
        inspections=tuple(one.id for one in stay.visit.inspections),
        maintenance_base=base if docked else None,
        dock=None if stay.dock is None else stay.dock + 1,
        first_day=DAYS_A_WEEK * stay.week + stay.day,
        days=stay.visit.days,
        man_hours=stay.visit.man_hours,
        ferry_h=stay.ferry_h,
        wasted_h=stay.left_h if stay.visit.hourly else 0.0,
    )


def _unit_weeks(fleet: BaseFleet, pool: Pool, courses: list[Course]) -> Iterator[UnitWeek]:
    """Yield the weeks in which a unit is there."""
    factor = fleet.problem.types[pool.type].serviceable
    for week in range(fleet.problem.weeks):
        there = [course for course in courses if course.first_week <= week < course.end_week]
        if not there:
            continue
        present = [course for course in there if not any(stay.days_in(week) for stay in course.stays)]
        # Unscheduled losses are of all tails outside visits; an overdue one is no use to anybody.
        most = math.floor(len(present) * factor + 1e-9)
        able = sorted(
            (course for course in present if not course.overdue[week - course.first_week]),
            key=lambda course: (-course.bank_h[week - course.first_week], courses.index(course)),
        )
        yield UnitWeek(
            unit=pool.id,
            week=week,
            aircraft=len(there),
            serviceable_tails=tuple(course.tail for course in able[:most]),
            asked_h=pool.required_h[week],
            flight_h=sum(course.flight_h[week - course.first_week] for course in there),
        )
