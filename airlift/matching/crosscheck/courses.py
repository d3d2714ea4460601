"""Who goes to which start of a course, and the school's own instructors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.stays import Stay
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Course, Partner

__all__ = ["Class", "add_courses"]


@dataclass(frozen=True)
class Class:
    """Trainees of a partner in one start of a course."""

    course: Course
    partner: Partner
    start: int
    trainees: Variable

    @property
    def graduation(self) -> int:
        """First month in which the graduates count."""
        return self.start + self.course.duration_months


def add_courses(model: Model, scenario: Scenario, stays: list[Stay]) -> list[Class]:
    """Add trainees of partners with a use for them in courses that end within the horizon."""
    families = {(stay.choice.partner.id, stay.choice.type.family) for stay in stays}
    found: list[Class] = []
    for course in scenario.courses:
        first, last = scenario.month_index(course.first_month), scenario.month_index(course.last_month)
        attending = [
            partner
            for partner in scenario.partners
            if (not course.partners or partner.id in course.partners)
            and _of_use(scenario, course, partner, families)
        ]
        for start in range(first, last + 1, course.every_months):
            if start < 0 or start + course.duration_months >= scenario.horizon_months:
                continue
            here = [Class(course, partner, start, model.count(course.seats)) for partner in attending]
            model.at_most([(one.trainees, 1.0) for one in here], course.seats)
            found += here
    _schools(model, scenario, found)
    return found


def _of_use(scenario: Scenario, course: Course, partner: Partner, families: set[tuple[str, str]]) -> bool:
    """Whether graduates could ever matter to a partner that could deploy units of some families."""
    if course.audience in ("crew", "upgrade"):
        return (partner.id, scenario.aircraft_type_by_id[course.aircraft_type].family) in families
    if course.audience == "medical" and partner.medical_teams is None:
        return False
    return any(user == partner.id for user, _ in families)


def _schools(model: Model, scenario: Scenario, classes: list[Class]) -> None:
    """Own instructors at a time, and candidates by calendar year; both bind courses that form new crews."""
    per_instructor = scenario.policy.crew.crews_per_instructor.value
    for partner in scenario.partners:
        own = [one for one in classes if one.partner is partner]
        formed = [one for one in own if one.course.audience == "instructor"]
        learning: defaultdict[int, list[Term]] = defaultdict(list)
        sent: defaultdict[int, list[Term]] = defaultdict(list)
        for one in own:
            if one.course.audience != "crew":
                continue
            sent[scenario.year_of(one.start)].append((one.trainees, 1.0))
            if one.course.own_school:
                for t in range(one.start, one.graduation):
                    learning[t].append((one.trainees, 1.0))
        for t, terms in learning.items():
            more = [
                (one.trainees, -per_instructor * one.course.pass_pct / 100.0)
                for one in formed
                if one.graduation <= t
            ]
            model.at_most([*terms, *more], per_instructor * partner.instructors)
        for terms in sent.values():
            model.at_most(terms, partner.trainable_crews_per_year)
