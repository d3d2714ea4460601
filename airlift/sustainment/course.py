"""What a plan of level 2 says of each tail: hours and visits week by week, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass

from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem
from airlift.sustainment.model import bank_line, wanted_present
from airlift.sustainment.visits import Visit

__all__ = ["Course", "FleetCourse", "Stay", "levels_of"]

_EPSILON_H = 1e-6


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit of a tail.

    Parameters
    ----------
    visit : Visit
        What is done.
    week, day : int
        Week in which it begins, and day in that week from 0.
    dock : int or None
        Dock of the workshop, from 0; None without one.
    left_h : float
        Bank time at its beginning, after the ferry flight there: wasted if it has an hourly inspection.
    ferry_h : float
        Hours of both ferry flights.
    """

    visit: Visit
    week: int
    day: int
    dock: int | None
    left_h: float
    ferry_h: float

    @property
    def last_week(self) -> int:
        """Last week that it touches."""
        return self.week + self.visit.weeks - 1

    def days_in(self, week: int) -> int:
        """Days of it in a week."""
        first, end = DAYS_A_WEEK * self.week + self.day, DAYS_A_WEEK * self.week + self.day + self.visit.days
        return max(0, min(end, DAYS_A_WEEK * (week + 1)) - max(first, DAYS_A_WEEK * week))


@dataclass(frozen=True, slots=True)
class Course:
    """A tail through the plan.

    Parameters
    ----------
    tail, pool : str
        Names.
    first_week, end_week : int
        Week in which it joins and the one in which it is gone.
    flight_h : tuple of float
        Hours of each of its weeks, without ferry flights.
    bank_h : tuple of float
        Bank time at the beginning of each of its weeks, and at its end; in a visit, what it will have after it.
    overdue : tuple of bool
        Whether a calendar inspection is overdue in each of its weeks.
    stays : tuple of Stay
        Its visits.
    """

    tail: str
    pool: str
    first_week: int
    end_week: int
    flight_h: tuple[float, ...]
    bank_h: tuple[float, ...]
    overdue: tuple[bool, ...]
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class FleetCourse:
    """All tails through the plan, and what it comes to on each objective level."""

    courses: tuple[Course, ...]
    values: tuple[float, ...]


def levels_of(problem: FleetProblem, courses: tuple[Course, ...]) -> tuple[float, ...]:
    """Value of each objective level, in the order of `model.LEVELS`.

    The bank-time line is looked at from the second week on and at the end of the plan.
    """
    unmet = fleet = bank = 0.0
    for pool in problem.pools:
        kind = problem.types[pool.type]
        mine = [course for course in courses if course.pool == pool.id]
        for week, (asked_h, asked) in enumerate(zip(pool.required_h, pool.least_tails, strict=True)):
            there = [course for course in mine if course.first_week <= week < course.end_week]
            flown = sum(course.flight_h[week - course.first_week] for course in there)
            unmet += max(0.0, asked_h - flown)
            present = sum(
                not course.overdue[week - course.first_week]
                and not any(stay.days_in(week) for stay in course.stays)
                for course in there
            )
            fleet += max(0, wanted_present(kind, asked) - present)
        for week in range(1, problem.weeks + 1):
            banks = [
                course.bank_h[week - course.first_week]
                for course in mine
                if course.first_week <= week
                and (week < course.end_week or week == problem.weeks == course.end_week)
            ]
            for least_h, wanted in bank_line(len(banks), kind.smallest_interval_h):
                bank += max(0, wanted - sum(held >= least_h - _EPSILON_H for held in banks))
    lost = sum(
        stay.ferry_h + (stay.left_h if stay.visit.hourly else 0.0)
        for course in courses
        for stay in course.stays
    )
    return (unmet if unmet > _EPSILON_H else 0.0, fleet, bank, lost if lost > _EPSILON_H else 0.0)
