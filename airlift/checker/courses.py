"""Training courses: calendar, seats, who may attend, instructors, candidates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure, worst
from airlift.checker.case import Case
from airlift.checker.tolerances import QUANTITY
from airlift.scenario.phrases import count

__all__ = ["calendar", "instructors", "intake", "partners", "seats"]


def calendar(case: Case) -> Iterator[Breach]:
    """course.calendar: starts every so many months from the first month on, until the last month."""
    scenario = case.scenario
    for course_id, month in sorted({(row.course.id, row.month) for row in case.classes}):
        course = scenario.course_by_id[course_id]
        first, last = scenario.month_index(course.first_month), scenario.month_index(course.last_month)
        where = {"course": course_id, "month": case.month(month)}
        outside = max(first - month, month - last)
        since_start = (month - first) % course.every_months
        if outside > 0:
            yield Breach(where, outside, f"the course runs from {course.first_month} to {course.last_month}")
        elif since_start:
            yield Breach(
                where,
                min(since_start, course.every_months - since_start),
                f"the course starts every {count(course.every_months, 'month')} from {course.first_month} on",
            )


def seats(case: Case) -> Iterator[Breach]:
    """course.seats: trainees of all partners in one start."""
    taken: Counter[tuple[str, int]] = Counter()
    for row in case.classes:
        taken[row.course.id, row.month] += row.trainees
    for (course_id, month), trainees in sorted(taken.items()):
        limit = case.scenario.course_by_id[course_id].seats
        if trainees > limit:
            yield Breach(
                {"course": course_id, "month": case.month(month)},
                trainees - limit,
                f"{count(trainees, 'trainee')} on {count(limit, 'seat')}",
            )


def partners(case: Case) -> Iterator[Breach]:
    """course.partners: only partners that the course is open to."""
    for row in case.classes:
        if row.course.partners and row.partner.id not in row.course.partners:
            yield Breach(
                {"course": row.course.id, "partner": row.partner.id, "month": case.month(row.month)},
                row.trainees,
                f"the course is open only to {', '.join(row.course.partners)}",
            )


def instructors(case: Case) -> Iterator[Breach]:
    """course.instructors: crews at the partner's own school at a time, for instructors there and trained so far."""
    per_instructor = case.scenario.policy.crew.crews_per_instructor.value
    learning: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for row in case.classes:
        if row.course.own_school and row.course.audience == "crew":
            learning[row.partner.id].update(dict.fromkeys(range(row.month, row.graduation), row.trainees))
    for partner_id, by_month in sorted(learning.items()):
        limits = {month: per_instructor * _teaching(case, partner_id, month) for month in by_month}
        if found := worst({month: crews - limits[month] for month, crews in by_month.items()}, QUANTITY):
            yield Breach(
                {"partner": partner_id, "month": case.month(found.month)},
                found.amount,
                f"{count(by_month[found.month], 'crew')} in its own school, its instructors can teach"
                f" {figure(limits[found.month])}{found.others}",
            )


def _teaching(case: Case, partner_id: str, month: int) -> float:
    """Instructors of a partner in a month, those from courses included; they stay with their school."""
    return case.scenario.partner_by_id[partner_id].instructors + sum(
        row.trainees * row.course.pass_pct / 100.0
        for row in case.classes
        if row.partner.id == partner_id and row.course.audience == "instructor" and row.graduation <= month
    )


def intake(case: Case) -> Iterator[Breach]:
    """course.intake: new crews sent to courses in a calendar year."""
    sent: Counter[tuple[str, int]] = Counter()
    for row in case.classes:
        if row.course.audience == "crew":
            sent[row.partner.id, case.scenario.year_of(row.month)] += row.trainees
    for (partner_id, year), crews in sorted(sent.items()):
        limit = case.scenario.partner_by_id[partner_id].trainable_crews_per_year
        if crews > limit:
            yield Breach(
                {"partner": partner_id, "year": str(year)},
                crews - limit,
                f"{crews} new crews sent to courses, it has candidates for {limit}",
            )
