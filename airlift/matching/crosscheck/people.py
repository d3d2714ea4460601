"""People behind the units: crews, technicians, medical teams, and the assessment of those who are not ready."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.matching.crosscheck.courses import Class
from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.reach import readiness_months
from airlift.matching.crosscheck.stays import Stay
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Partner

__all__ = ["Visit", "add_people", "add_visits"]


@dataclass(frozen=True)
class Visit:
    """Whether a partner is assessed in a month."""

    partner: Partner
    month: int
    made: Variable


def add_people(model: Model, scenario: Scenario, stays: list[Stay], classes: list[Class]) -> None:
    """Crews by partner and family, in all and by qualification; technicians and medical teams by partner."""
    policy = scenario.policy.crew
    technicians = policy.technicians_per_aircraft.value
    teams = policy.medical_teams_per_aircraft.value
    for partner in scenario.partners:
        own = [stay for stay in stays if stay.choice.partner is partner]
        taught = [one for one in classes if one.partner is partner]
        wet = [stay for stay in own if stay.choice.base.lease == "wet"]
        graduates = [one for one in taught if one.course.audience == "technician"]
        _pool(model, scenario, wet, technicians, partner.technicians, graduates)
        if partner.medical_teams is not None:
            medevac = [stay for stay in own if stay.choice.demand.role == "medevac"]
            graduates = [one for one in taught if one.course.audience == "medical"]
            _pool(model, scenario, medevac, teams, partner.medical_teams, graduates)
        for family in sorted({stay.choice.type.family for stay in own}):
            _crews(model, scenario, partner, family, own, taught)


def _crews(
    model: Model, scenario: Scenario, partner: Partner, family: str, own: list[Stay], taught: list[Class]
) -> None:
    """Crews of one partner and family: all of them, and those with each qualification that demands ask for."""
    policy = scenario.policy.crew
    at_home = policy.crew_home_months.value / policy.crew_tour_months.value
    crews = policy.crews_per_aircraft.value * (1.0 + at_home)
    types = {row.id for row in scenario.aircraft_types if row.family == family}
    formed = [
        row for row in scenario.partner_crews if row.partner == partner.id and row.aircraft_type in types
    ]
    flying = [stay for stay in own if stay.choice.type.family == family]
    courses = [one for one in taught if one.course.aircraft_type in types]
    new = [one for one in courses if one.course.audience == "crew"]
    _pool(model, scenario, flying, crews, sum(row.crews for row in formed), new)
    for tag in sorted({tag for demand in scenario.demands for tag in demand.crew_tags}):
        asking = [stay for stay in flying if tag in stay.choice.demand.crew_tags]
        current = sum(row.crews for row in formed if tag in row.tags)
        # Upgraded crews were crews before: they count for their qualifications and not as crews.
        qualified = [
            one for one in courses if one.course.audience in ("crew", "upgrade") and tag in one.course.tags
        ]
        _pool(model, scenario, asking, crews, current, qualified)


def _pool(
    model: Model,
    scenario: Scenario,
    stays: list[Stay],
    per_aircraft: float,
    at_start: int,
    classes: list[Class],
) -> None:
    """Need of the units within people at the start and graduates, both thinned out by attrition."""
    yearly = 1.0 - scenario.policy.crew.attrition_pct_per_year.value / 100.0
    for t in sorted({t for stay in stays for t in stay.aircraft}):
        need = [(stay.aircraft[t], per_aircraft) for stay in stays if t in stay.aircraft]
        taught = [
            (one.trainees, -one.course.pass_pct / 100.0 * yearly ** ((t - one.graduation) / 12.0))
            for one in classes
            if one.graduation <= t
        ]
        model.at_most([*need, *taught], at_start * yearly ** (t / 12.0))


def add_visits(model: Model, scenario: Scenario, stays: list[Stay]) -> list[Visit]:
    """Add assessment visits to partners below level 2, each at most once, before which none of its units starts."""
    policy = scenario.policy.matching
    after = policy.readiness_lead_2_months.value
    found: list[Visit] = []
    for partner in scenario.partners:
        starts = [start for stay in stays if stay.choice.partner is partner for start in stay.started.items()]
        if partner.readiness_level not in ("0", "1") or not starts:
            continue
        first = max(0, readiness_months(scenario, partner) - after)
        # A visit that no unit could follow within the horizon is of no use.
        visits = [
            Visit(partner, month, model.count(1)) for month in range(first, scenario.horizon_months - after)
        ]
        model.at_most([(visit.made, 1.0) for visit in visits], 1.0)
        for t, started in starts:
            before = [(visit.made, -1.0) for visit in visits if visit.month + after <= t]
            model.at_most([(started, 1.0), *before], 0.0)
        found += visits
    by_month: defaultdict[int, list[Term]] = defaultdict(list)
    for visit in found:
        by_month[visit.month].append((visit.made, 1.0))
    for terms in by_month.values():
        model.at_most(terms, policy.assessment_visits_per_month.value)
    return found
