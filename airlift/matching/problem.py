"""From a scenario to the choices of force generation: who could serve which demand, with what, from which base."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from airlift.flight.feasible import lifts_payload
from airlift.flight.geodesy import distance_nm
from airlift.scenario import Scenario
from airlift.scenario.demands import Demand
from airlift.scenario.offers import AircraftType, MaintenanceBase, Partner

__all__ = [
    "Choice",
    "MatchingProblem",
    "Refusal",
    "build_problem",
    "readiness_lead_months",
    "restrict_to_tiers",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to serve a demand: a partner with a type, supported by one of several maintenance bases.

    Parameters
    ----------
    partner, demand, aircraft_type : str
        Identifiers.
    bases : tuple of (str, int, int)
        Suitable maintenance bases, each with the month indices between which it is open to the unit, end exclusive.
    first, end : int
        Month indices between which the unit may be deployed, `end` exclusive.
    window_end : int
        Month index at which the demand itself ends: a unit that leaves then may stay shorter than a tour.
    least, most : int
        Size of the unit in aircraft.
    """

    partner: str
    demand: str
    aircraft_type: str
    bases: tuple[tuple[str, int, int], ...]
    first: int
    end: int
    window_end: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A partner and type that cannot serve a demand, with the rule that forbids it."""

    partner: str
    demand: str
    aircraft_type: str
    rule: str


@dataclass(frozen=True)
class MatchingProblem:
    """A scenario seen by level 1.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    windows : dict
        Demand to its months `(first, end)`, end exclusive.
    choices : tuple of Choice
        Everything that could be done, in the order of demand, partner, type.
    refusals : tuple of Refusal
        Everything that cannot, each with its rule.
    """

    scenario: Scenario
    windows: dict[str, tuple[int, int]]
    choices: tuple[Choice, ...]
    refusals: tuple[Refusal, ...]

    @cached_property
    def choices_of_partner(self) -> dict[str, tuple[int, ...]]:
        """Indices of the choices of each partner."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for c, choice in enumerate(self.choices):
            found[choice.partner].append(c)
        return {partner: tuple(indices) for partner, indices in found.items()}

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Demands with months to serve that no choice could ever serve."""
        served = {choice.demand for choice in self.choices}
        return tuple(d for d, (first, end) in self.windows.items() if end > first and d not in served)


def readiness_lead_months(scenario: Scenario, partner: Partner) -> int:
    """Months from the start until the partner's PCRS level lets a unit deploy."""
    policy = scenario.policy.matching
    return {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }[partner.readiness_level].value


def build_problem(scenario: Scenario) -> MatchingProblem:
    """List every choice that no single rule forbids, and every refusal with its rule."""
    windows = {demand.id: scenario.demand_window(demand) for demand in scenario.demands}
    choices: list[Choice] = []
    refusals: list[Refusal] = []
    for demand in scenario.demands:
        if windows[demand.id][0] >= windows[demand.id][1]:
            continue
        for partner in scenario.partners:
            for aircraft in scenario.aircraft_types:
                most = min(demand.max_unit, _fleet_limit(scenario, partner, aircraft))
                if most == 0:
                    continue
                found = _choice(scenario, windows[demand.id], demand, partner, aircraft, most)
                if isinstance(found, str):
                    refusals.append(Refusal(partner.id, demand.id, aircraft.id, found))
                else:
                    choices.append(found)
    return MatchingProblem(scenario, windows, tuple(choices), tuple(refusals))


def restrict_to_tiers(problem: MatchingProblem, last_tier: int) -> MatchingProblem:
    """Return the problem with only the demands of tiers up to `last_tier`."""
    demands = tuple(demand for demand in problem.scenario.demands if demand.tier <= last_tier)
    kept = {demand.id for demand in demands}
    return MatchingProblem(
        problem.scenario.model_copy(update={"demands": demands}),
        {demand: window for demand, window in problem.windows.items() if demand in kept},
        tuple(choice for choice in problem.choices if choice.demand in kept),
        tuple(refusal for refusal in problem.refusals if refusal.demand in kept),
    )


def _fleet_limit(scenario: Scenario, partner: Partner, aircraft: AircraftType) -> int:
    """Most aircraft of a type that the partner could ever deploy, own and donated."""
    fleet = scenario.fleet_by_key.get((partner.id, aircraft.id))
    own = fleet.deployable_aircraft if fleet else 0
    donated = sum(
        lot.aircraft
        for lot in scenario.lots
        if lot.aircraft_type == aircraft.id and (not lot.partners or partner.id in lot.partners)
    )
    donated = min(donated, partner.absorb_aircraft)
    return own + int(donated * scenario.policy.matching.donated_deployable_pct.value / 100 + 1e-9)


def _choice(
    scenario: Scenario,
    window: tuple[int, int],
    demand: Demand,
    partner: Partner,
    aircraft: AircraftType,
    most: int,
) -> Choice | str:
    """How one partner and type could serve one demand, or the rule that forbids it."""
    rule = _forbidding_rule(scenario, demand, partner, aircraft)
    if rule is not None:
        return rule
    if most < demand.min_unit:
        return "fleet.deployable"
    first = max(window[0], readiness_lead_months(scenario, partner))
    if first >= window[1]:
        return "partner.readiness"
    bases = []
    for base in scenario.maintenance_bases:
        if _base_suits(scenario, base, demand, partner, aircraft):
            opens = scenario.month_index(base.open_month) if base.open_month else 0
            closes = scenario.month_index(base.close_month) if base.close_month else scenario.horizon_months
            if max(first, opens) < min(window[1], closes):
                bases.append((base.id, max(first, opens), min(window[1], closes)))
    if not bases:
        return "base.suitable"
    return Choice(
        partner=partner.id,
        demand=demand.id,
        aircraft_type=aircraft.id,
        bases=tuple(bases),
        first=min(opens for _, opens, _ in bases),
        end=max(closes for _, _, closes in bases),
        window_end=window[1],
        least=demand.min_unit,
        most=most,
    )


def _forbidding_rule(
    scenario: Scenario, demand: Demand, partner: Partner, aircraft: AircraftType
) -> str | None:
    if demand.mission in partner.caveat_missions or demand.role in partner.caveat_roles:
        return "partner.caveat"
    if partner.max_units == 0:
        return "partner.max_units"
    if not set(demand.aircraft_tags) <= set(aircraft.tags):
        return "demand.capability"
    if not lifts_payload(scenario, demand, aircraft):
        return "demand.payload"
    tags = _crew_tags(scenario, partner, aircraft.family)
    if tags is None:
        return "crew.available"
    if not set(demand.crew_tags) <= tags:
        return "demand.capability"
    return None


def _crew_tags(scenario: Scenario, partner: Partner, family: str) -> set[str] | None:
    """Crew qualifications that the partner has or can train in a family; None when it can have no crew at all."""
    types = {row.id for row in scenario.aircraft_types if row.family == family}
    sources = [
        set(row.tags)
        for row in scenario.partner_crews
        if row.partner == partner.id and row.aircraft_type in types and row.crews > 0
    ]
    sources += [
        set(course.tags)
        for course in scenario.courses
        if course.audience == "crew"
        and course.aircraft_type in types
        and (not course.partners or partner.id in course.partners)
        and not (course.own_school and partner.instructors == 0)
    ]
    return set().union(*sources) if sources else None


def _base_suits(
    scenario: Scenario, base: MaintenanceBase, demand: Demand, partner: Partner, aircraft: AircraftType
) -> bool:
    if aircraft.id not in base.aircraft_types or (base.partners and partner.id not in base.partners):
        return False
    home = scenario.site_by_id[demand.sites[0]]
    site = scenario.site_by_id[base.site]
    away_nm = distance_nm(home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg)
    return away_nm <= base.reach_nm
