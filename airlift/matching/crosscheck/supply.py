"""Aircraft and people behind the units: transfers, deployable fleets, courses, crews, technicians, base capacity."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.reach import gate_month
from airlift.matching.crosscheck.stays import Stay
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Course, Lot, Partner

__all__ = ["Arrivals", "Class", "add_bases", "add_courses", "add_fleets", "add_people", "add_transfers"]

_DAYS_PER_MONTH = 30.0


@dataclass(frozen=True)
class Arrivals:
    """Aircraft of a lot that reach a partner, by month."""

    lot: Lot
    partner: Partner
    aircraft: dict[int, Variable]

    @property
    def lead_months(self) -> int:
        """Months from the funding gate to the first arrival."""
        return self.lot.refurbishment_months + self.lot.shipping_months


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


def add_transfers(model: Model, scenario: Scenario, stays: list[Stay]) -> list[Arrivals]:
    """Add arrivals to partners that could deploy the type, early enough to be deployed within the horizon."""
    flyers = {(stay.choice.partner.id, stay.choice.type.id) for stay in stays}
    last = scenario.horizon_months - scenario.policy.matching.work_up_months.value
    found = []
    for lot in scenario.lots:
        first = gate_month(scenario, lot.id) + lot.refurbishment_months + lot.shipping_months
        rows = []
        for partner in scenario.partners:
            allowed = not lot.partners or partner.id in lot.partners
            if allowed and (partner.id, lot.aircraft_type) in flyers:
                most = min(lot.aircraft, partner.absorb_aircraft, partner.absorb_aircraft_per_month)
                months = {t: model.count(most) for t in range(first, last)}
                rows.append(Arrivals(lot, partner, months))
        so_far: list[Term] = []
        for t in range(first, last):
            so_far = so_far + [(row.aircraft[t], 1.0) for row in rows]
            model.at_most(so_far, min(lot.aircraft, lot.refurbishment_per_month * (t - first + 1)))
        found += rows
    for partner in scenario.partners:
        by_month: defaultdict[int, list[Term]] = defaultdict(list)
        for row in found:
            if row.partner is partner:
                for t, aircraft in row.aircraft.items():
                    by_month[t].append((aircraft, 1.0))
        for terms in by_month.values():
            model.at_most(terms, partner.absorb_aircraft_per_month)
        model.at_most([term for terms in by_month.values() for term in terms], partner.absorb_aircraft)
    return found


def add_fleets(model: Model, scenario: Scenario, stays: list[Stay], arrivals: list[Arrivals]) -> None:
    """Deployed aircraft of a type within own deployable ones and the deployable share of donated ones.

    The share needs no rounding down: aircraft are whole on the other side of the row.
    """
    policy = scenario.policy.matching
    share = policy.donated_deployable_pct.value / 100.0
    groups: defaultdict[tuple[str, str, int], list[Term]] = defaultdict(list)
    for stay in stays:
        for t, aircraft in stay.aircraft.items():
            groups[stay.choice.partner.id, stay.choice.type.id, t].append((aircraft, 1.0))
    for (partner, kind, t), deployed in groups.items():
        own = scenario.fleet_by_key.get((partner, kind))
        donated = [
            (aircraft, -share)
            for row in arrivals
            if row.partner.id == partner and row.lot.aircraft_type == kind
            for arrived, aircraft in row.aircraft.items()
            if arrived <= t - policy.work_up_months.value
        ]
        model.at_most([*deployed, *donated], own.deployable_aircraft if own is not None else 0)


def add_courses(model: Model, scenario: Scenario, stays: list[Stay]) -> list[Class]:
    """Add trainees of partners with a use for them in courses that end within the horizon."""
    families = {(stay.choice.partner.id, stay.choice.type.family) for stay in stays}
    users = {partner for partner, _ in families}
    found: list[Class] = []
    for course in scenario.courses:
        family = scenario.aircraft_type_by_id[course.aircraft_type].family
        first, last = scenario.month_index(course.first_month), scenario.month_index(course.last_month)
        for start in range(first, last + 1, course.every_months):
            if start < 0 or start + course.duration_months >= scenario.horizon_months:
                continue
            here = []
            for partner in scenario.partners:
                of_use = (
                    (partner.id, family) in families if course.audience == "crew" else partner.id in users
                )
                if of_use and (not course.partners or partner.id in course.partners):
                    here.append(Class(course, partner, start, model.count(course.seats)))
            model.at_most([(one.trainees, 1.0) for one in here], course.seats)
            found += here
    _schools(model, scenario, found)
    return found


def _schools(model: Model, scenario: Scenario, classes: list[Class]) -> None:
    """Own instructors at a time, and candidates by calendar year."""
    per_instructor = scenario.policy.crew.crews_per_instructor.value
    for partner in scenario.partners:
        learning: defaultdict[int, list[Term]] = defaultdict(list)
        sent: defaultdict[int, list[Term]] = defaultdict(list)
        for one in classes:
            if one.partner is not partner or one.course.audience != "crew":
                continue
            sent[scenario.year_of(one.start)].append((one.trainees, 1.0))
            if one.course.own_school:
                for t in range(one.start, one.graduation):
                    learning[t].append((one.trainees, 1.0))
        for terms in learning.values():
            model.at_most(terms, per_instructor * partner.instructors)
        for terms in sent.values():
            model.at_most(terms, partner.trainable_crews_per_year)


def add_people(model: Model, scenario: Scenario, stays: list[Stay], classes: list[Class]) -> None:
    """Crews by partner and family, in all and by qualification; technicians by partner."""
    policy = scenario.policy.crew
    crews = policy.crews_per_aircraft.value * (1.0 + policy.home_crews_per_deployed_crew.value)
    technicians = policy.technicians_per_aircraft.value
    tags: list[str | None] = [None, *sorted({tag for demand in scenario.demands for tag in demand.crew_tags})]
    for partner in scenario.partners:
        own = [stay for stay in stays if stay.choice.partner is partner]
        taught = [one for one in classes if one.partner is partner]
        graduates = [one for one in taught if one.course.audience == "technician"]
        _pool(model, scenario, own, technicians, partner.technicians, graduates)
        for family in sorted({stay.choice.type.family for stay in own}):
            types = {row.id for row in scenario.aircraft_types if row.family == family}
            for tag in tags:
                asking = [
                    stay
                    for stay in own
                    if stay.choice.type.family == family
                    and (tag is None or tag in stay.choice.demand.crew_tags)
                ]
                formed = sum(
                    row.crews
                    for row in scenario.partner_crews
                    if row.partner == partner.id
                    and row.aircraft_type in types
                    and (tag is None or tag in row.tags)
                )
                graduates = [
                    one
                    for one in taught
                    if one.course.audience == "crew"
                    and one.course.aircraft_type in types
                    and (tag is None or tag in one.course.tags)
                ]
                _pool(model, scenario, asking, crews, formed, graduates)


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


def add_bases(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Man-hours and dock-days of each maintenance base in each month."""
    for base in scenario.maintenance_bases:
        hours: defaultdict[int, list[Term]] = defaultdict(list)
        docks: defaultdict[int, list[Term]] = defaultdict(list)
        for stay in stays:
            if stay.choice.base is not base:
                continue
            flown_h = stay.choice.demand.hours_per_aircraft_month
            kind = stay.choice.type
            for t, aircraft in stay.aircraft.items():
                hours[t].append((aircraft, flown_h * kind.man_hours_per_flight_hour))
                docks[t].append((aircraft, flown_h / kind.phase_hours * kind.phase_days))
        for t in hours:
            model.at_most(hours[t], base.man_hours_per_month)
            model.at_most(docks[t], base.docks * _DAYS_PER_MONTH)
