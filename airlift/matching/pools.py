"""People of a partner over time: what it starts with, what courses add, what attrition takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from airlift.matching.dates import course_starts
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, Treatment
from airlift.scenario.offers import Course, Partner
from airlift.units import supply_units

__all__ = ["Feed", "Pool", "crew_pool", "instructor_pool", "medical_pool", "open_courses", "technician_pool"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One course start that feeds a pool: its trainees of the partner are there from month `ready` on."""

    course: str
    start: int
    ready: int
    passed: float
    is_intake: bool


@dataclass(frozen=True)
class Pool:
    """People of one kind of one partner.

    Parameters
    ----------
    problem : MatchingProblem
        For the attrition.
    partner : Partner
        Whose people.
    at_start : float
        People in month 0.
    feeds : tuple of Feed
        Course starts that add to them.
    stays : bool
        Whether nobody is lost over time.
    """

    problem: MatchingProblem
    partner: Partner
    at_start: float
    feeds: tuple[Feed, ...]
    stays: bool = False

    @cached_property
    def _retention(self) -> tuple[float, ...]:
        """Share of some people that is left after so many months."""
        months = range(self.problem.scenario.horizon_months)
        if self.stays:
            return tuple(1.0 for _ in months)
        loss = self.problem.scenario.policy.crew.attrition_pct_per_year.value / 100
        return tuple(float((1 - loss) ** (after / 12)) for after in months)

    @cached_property
    def _trained(self) -> dict[float, tuple[int, ...]]:
        """Solver units that one trainee is so many months after a course, by the share that passes it."""
        passed = {feed.passed for feed in self.feeds}
        return {share: tuple(supply_units(share * left) for left in self._retention) for share in passed}

    def of_the_start(self, t: int) -> int:
        """Those of the start that are left in a month, in solver units."""
        return supply_units(self.at_start * self._retention[t])

    def shares(self, t: int) -> dict[tuple[str, str, int], int]:
        """Solver units that one trainee is in a month, by (course, partner, start)."""
        return {
            (feed.course, self.partner.id, feed.start): self._trained[feed.passed][t - feed.ready]
            for feed in self.feeds
            if feed.ready <= t
        }

    def most(self, treatment: Treatment) -> list[int | None]:
        """Most solver units of people in each month, by seats and intake; None when these may give way."""
        scenario = self.problem.scenario
        courses = sorted({feed.course for feed in self.feeds})
        has_seats = {course: treatment.is_plain(Group("course.seats", course)) for course in courses}
        has_intake = treatment.is_plain(Group("course.intake", self.partner.id))
        # Seats of the starts that the intake of a year limits, and of the others (year None), with what one trainee is.
        starts: defaultdict[int | None, list[tuple[Feed, int, tuple[int, ...]]]] = defaultdict(list)
        for feed in self.feeds:
            year = scenario.year_of(feed.start) if feed.is_intake and has_intake else None
            seats = scenario.course_by_id[feed.course].seats
            starts[year].append((feed, seats, self._trained[feed.passed]))
        sure_until = min(
            (feed.ready for feed in self.feeds if not has_seats[feed.course]), default=scenario.horizon_months
        )
        found: list[int | None] = [None] * scenario.horizon_months
        for t in range(min(sure_until, scenario.horizon_months)):
            total = self.of_the_start(t)
            for year, of_year in starts.items():
                offers = [(units[t - feed.ready], n) for feed, n, units in of_year if feed.ready <= t]
                if year is None:
                    total += sum(share * seats for share, seats in offers)
                    continue
                left = self.partner.trainable_crews_per_year
                for share, seats in sorted(offers, reverse=True):
                    total += share * min(seats, left)
                    left -= min(seats, left)
            found[t] = total
        return found


def open_courses(problem: MatchingProblem, partner: Partner, audiences: Iterable[str]) -> list[Course]:
    """Courses of some audiences that take trainees of a partner."""
    return [
        course
        for course in problem.scenario.courses
        if course.audience in audiences
        and (
            not course.partners
            or partner.id in course.partners
            or Group("course.partners", course.id) in problem.lifted
        )
    ]


def _feeds(problem: MatchingProblem, courses: Iterable[Course]) -> tuple[Feed, ...]:
    return tuple(
        Feed(
            course=course.id,
            start=start,
            ready=start + course.duration_months,
            passed=course.pass_pct / 100,
            is_intake=course.audience == "crew",
        )
        for course in sorted(courses, key=lambda course: course.id)
        for start in course_starts(problem.scenario, course, problem.lifted)
        # Nobody who graduates after the end is of use.
        if start + course.duration_months < problem.scenario.horizon_months
    )


def crew_pool(problem: MatchingProblem, partner: Partner, family: str, tag: str | None) -> Pool:
    """Crews current on a family; with a tag, those that hold the qualification, upgraded ones included."""
    scenario = problem.scenario
    types = {row.id for row in scenario.aircraft_types if row.family == family}
    at_start = sum(
        row.crews
        for row in scenario.partner_crews
        if row.partner == partner.id and row.aircraft_type in types and (tag is None or tag in row.tags)
    )
    audiences = ("crew",) if tag is None else ("crew", "upgrade")
    courses = [
        course
        for course in open_courses(problem, partner, audiences)
        if course.aircraft_type in types and (tag is None or tag in course.tags)
    ]
    return Pool(problem, partner, at_start, _feeds(problem, courses))


def technician_pool(problem: MatchingProblem, partner: Partner) -> Pool:
    """Technicians, whatever the type of their course."""
    courses = open_courses(problem, partner, ("technician",))
    return Pool(problem, partner, partner.technicians, _feeds(problem, courses))


def medical_pool(problem: MatchingProblem, partner: Partner) -> Pool:
    """Medical teams of a partner of which they are a limit."""
    courses = open_courses(problem, partner, ("medical",))
    return Pool(problem, partner, partner.medical_teams or 0, _feeds(problem, courses))


def instructor_pool(problem: MatchingProblem, partner: Partner) -> Pool:
    """Instructors of the partner's own school; they stay."""
    courses = open_courses(problem, partner, ("instructor",))
    return Pool(problem, partner, partner.instructors, _feeds(problem, courses), stays=True)
