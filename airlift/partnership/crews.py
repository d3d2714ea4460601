"""Which crew qualifications a partner has or can be taught, by its crews of the start and courses open to it."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.partnership.support import attends
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Partner

__all__ = ["crew_tags"]


def crew_tags(scenario: Scenario, partner: Partner, family: str) -> frozenset[str] | None:
    """Return the qualifications that crews of a family hold or can get; None where no crew is possible."""
    sources = list(_crew_sources(scenario, partner, family))
    if not sources:
        return None
    return frozenset[str]().union(*sources, *_upgrades(scenario, partner, family))


def _crew_sources(scenario: Scenario, partner: Partner, family: str) -> Iterator[tuple[str, ...]]:
    """Qualifications of each source of formed crews: those of the start and courses for new ones."""
    types = {row.id for row in scenario.aircraft_types if row.family == family}
    for row in scenario.partner_crews:
        if row.partner == partner.id and row.aircraft_type in types and row.crews > 0:
            yield row.tags
    for course in scenario.courses:
        fits = course.audience == "crew" and course.aircraft_type in types and attends(course, partner)
        if fits and (not course.own_school or _has_instructors(scenario, partner)):
            yield course.tags


def _upgrades(scenario: Scenario, partner: Partner, family: str) -> Iterator[tuple[str, ...]]:
    """Qualifications that current crews can add."""
    for course in scenario.courses:
        kind = scenario.aircraft_type_by_id[course.aircraft_type]
        if course.audience == "upgrade" and kind.family == family and attends(course, partner):
            yield course.tags


def _has_instructors(scenario: Scenario, partner: Partner) -> bool:
    """Whether its school can teach, now or once its own instructors come from a course."""
    return partner.instructors > 0 or any(
        course.audience == "instructor" and attends(course, partner) for course in scenario.courses
    )
