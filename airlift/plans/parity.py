"""Women's share: among a partner's people at the start, and expected among deployed people year by year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.plans.model import Plan
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Course

__all__ = ["ParityYear", "WomenShare", "parity_by_year", "women_at_start"]


@dataclass(frozen=True, slots=True)
class WomenShare:
    """Women among a partner's deployable aircrew and technicians at the start of the scenario."""

    partner: str
    has_unit: bool
    women_aircrew: int
    aircrew: int
    women_technicians: int
    technicians: int
    target_pct: float

    @property
    def share_pct(self) -> float | None:
        """Women's share in per cent; None for a partner without people."""
        people = self.aircrew + self.technicians
        return 100.0 * (self.women_aircrew + self.women_technicians) / people if people else None


@dataclass(frozen=True, slots=True)
class ParityYear:
    """Women expected among the deployed aircrew and technicians of a calendar year.

    Parameters
    ----------
    year : int
        Calendar year with deployed people.
    women, people : float
        Person-months of women, and of all, deployed in the year.
    target_pct : float
        Target of the year: its parity target, or the policy's target where it has none.
    """

    year: int
    women: float
    people: float
    target_pct: float

    @property
    def share_pct(self) -> float:
        """Women's share in per cent."""
        return 100.0 * self.women / self.people


@dataclass(frozen=True, slots=True)
class _Intake:
    """People who are there from a month index on."""

    month: int
    women: float
    people: float


def women_at_start(scenario: Scenario, plan: Plan) -> tuple[WomenShare, ...]:
    """Count the women of every partner, in the order of the scenario."""
    flying = {unit.partner for unit in plan.allocation.units}
    rows = []
    for partner in scenario.partners:
        crews = [row for row in scenario.partner_crews if row.partner == partner.id]
        rows.append(
            WomenShare(
                partner=partner.id,
                has_unit=partner.id in flying,
                women_aircrew=sum(row.women_aircrew for row in crews),
                aircrew=sum(
                    row.crews * _members(scenario.aircraft_type_by_id[row.aircraft_type]) for row in crews
                ),
                women_technicians=partner.women_technicians,
                technicians=partner.technicians,
                target_pct=scenario.policy.crew.women_target_pct.value,
            )
        )
    return tuple(rows)


def parity_by_year(scenario: Scenario, plan: Plan) -> tuple[ParityYear, ...]:
    """Women expected among deployed aircrew and technicians, by calendar year with any.

    Those who deploy are taken to be a fair sample of those who could: the partner's crews of the family, its
    technicians. These are the people of the start with their counted women, and graduates with the women's share of
    their course; attrition takes both alike. Technicians that the operator of a dry-leased base brings are not the
    partner's and not counted.
    """
    crews = _crew_intakes(scenario, plan)
    technicians = _technician_intakes(scenario, plan)
    policy = scenario.policy.crew
    women: defaultdict[int, float] = defaultdict(float)
    people: defaultdict[int, float] = defaultdict(float)
    for unit in plan.allocation.units:
        kind = scenario.aircraft_type_by_id[unit.aircraft_type]
        wet = scenario.maintenance_base_by_id[unit.maintenance_base].lease == "wet"
        aircrew = policy.crews_per_aircraft.value * _members(kind)
        mechanics = policy.technicians_per_aircraft.value if wet else 0.0
        for month, aircraft in enumerate(unit.aircraft, scenario.month_index(unit.first_month)):
            year = scenario.year_of(month)
            aircrew_share = _share(scenario, crews[unit.partner, kind.family], month)
            mechanics_share = _share(scenario, technicians[unit.partner], month)
            women[year] += aircraft * (aircrew * aircrew_share + mechanics * mechanics_share)
            people[year] += aircraft * (aircrew + mechanics)
    targets = {row.year: row.target_pct for row in scenario.parity_targets}
    default_pct = policy.women_target_pct.value
    return tuple(
        ParityYear(year, women[year], people[year], targets.get(year, default_pct)) for year in sorted(people)
    )


def _share(scenario: Scenario, intakes: list[_Intake], month: int) -> float:
    """Women's share of those who are still there; 0 where nobody is."""
    kept = 1.0 - scenario.policy.crew.attrition_pct_per_year.value / 100.0
    women = people = 0.0
    for intake in intakes:
        if intake.month <= month:
            still_there = kept ** ((month - intake.month) / 12.0)
            women += intake.women * still_there
            people += intake.people * still_there
    return women / people if people else 0.0


def _crew_intakes(scenario: Scenario, plan: Plan) -> defaultdict[tuple[str, str], list[_Intake]]:
    """Members of crews by (partner, family)."""
    intakes: defaultdict[tuple[str, str], list[_Intake]] = defaultdict(list)
    for row in scenario.partner_crews:
        kind = scenario.aircraft_type_by_id[row.aircraft_type]
        members = float(row.crews * _members(kind))
        intakes[row.partner, kind.family].append(_Intake(0, float(row.women_aircrew), members))
    for trainees in plan.allocation.training:
        course = scenario.course_by_id[trainees.course]
        if course.audience == "crew":
            kind = scenario.aircraft_type_by_id[course.aircraft_type]
            members = trainees.trainees * _members(kind)
            intakes[trainees.partner, kind.family].append(
                _graduates(course, scenario.month_index(trainees.month), members)
            )
    return intakes


def _technician_intakes(scenario: Scenario, plan: Plan) -> defaultdict[str, list[_Intake]]:
    """Technicians by partner."""
    intakes: defaultdict[str, list[_Intake]] = defaultdict(list)
    for partner in scenario.partners:
        intakes[partner.id].append(_Intake(0, float(partner.women_technicians), float(partner.technicians)))
    for trainees in plan.allocation.training:
        course = scenario.course_by_id[trainees.course]
        if course.audience == "technician":
            intakes[trainees.partner].append(
                _graduates(course, scenario.month_index(trainees.month), trainees.trainees)
            )
    return intakes


def _graduates(course: Course, start: int, people: float) -> _Intake:
    passed = people * course.pass_pct / 100.0
    return _Intake(start + course.duration_months, passed * course.women_pct / 100.0, passed)


def _members(kind: AircraftType) -> int:
    return kind.pilots + kind.cabin_crew
