"""Whether a partner could serve a demand with a type: every rule that speaks of such a triple alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from airlift.flight.feasible import lifts_payload
from airlift.flight.from_scenario import (
    crew_mass_kg,
    hot_day_density_altitude_ft,
    performance_of,
    reserves_of,
)
from airlift.flight.performance import payload_kg, required_fuel_kg
from airlift.partnership.bases import BaseMonths, base_distances_nm, no_base_reason, suitable_bases
from airlift.partnership.fleets import FleetOutlook, fleet_outlook
from airlift.partnership.reason import Reason
from airlift.partnership.wording import listed, mission_word, month_word, window_end
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Partner
from airlift.scenario.phrases import type_short

__all__ = ["Facts", "Refusal", "Way", "way_or_refusal"]


@dataclass(frozen=True, slots=True)
class Way:
    """A partner, a type and a demand that no rule keeps apart.

    Parameters
    ----------
    partner, demand, aircraft_type : str
        Identifiers.
    bases : tuple of BaseMonths
        Maintenance bases that could support the unit, each with its months.
    first, end : int
        Month indices between which a unit could be there, `end` exclusive.
    least, most : int
        Size of the unit in aircraft.
    """

    partner: str
    demand: str
    aircraft_type: str
    bases: tuple[BaseMonths, ...]
    first: int
    end: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A partner, a type and a demand that do not fit, with every reason; no type where the partner has none."""

    partner: str
    demand: str
    aircraft_type: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Facts:
    """What the triples of a scenario share, found once."""

    scenario: Scenario

    @cached_property
    def away_nm(self) -> dict[tuple[str, str], float]:
        """Distance of maintenance base and home base, by (base, demand)."""
        return base_distances_nm(self.scenario)

    @cached_property
    def outlooks(self) -> dict[tuple[str, str], FleetOutlook]:
        """What each partner could deploy, by (partner, aircraft type)."""
        return {
            (partner.id, aircraft.id): fleet_outlook(self.scenario, partner, aircraft)
            for partner in self.scenario.partners
            for aircraft in self.scenario.aircraft_types
        }

    @cached_property
    def too_weak(self) -> dict[tuple[str, str], Reason]:
        """Why a type does not carry the payload over the radius, by (demand, aircraft type); only those that do not."""
        return {
            (demand.id, aircraft.id): _payload_reason(self.scenario, demand, aircraft)
            for demand in self.scenario.demands
            for aircraft in self.scenario.aircraft_types
            if not lifts_payload(self.scenario, demand, aircraft)
        }

    @cached_property
    def crew_tags(self) -> dict[tuple[str, str], frozenset[str]]:
        """Qualifications that crews have or can be taught, by (partner, family); only where crews are possible."""
        families = sorted({aircraft.family for aircraft in self.scenario.aircraft_types})
        found = {}
        for partner in self.scenario.partners:
            for family in families:
                sources = list(_crew_sources(self.scenario, partner, family))
                if sources:
                    found[partner.id, family] = frozenset[str]().union(*sources)
        return found


def way_or_refusal(facts: Facts, demand: Demand, partner: Partner, aircraft: AircraftType) -> Way | Refusal:
    """Return how a partner could serve a demand with a type, or every reason why it cannot."""
    scenario = facts.scenario
    window = scenario.demand_window(demand)
    outlook = facts.outlooks[partner.id, aircraft.id]
    ready = _readiness_lead_months(scenario, partner)
    equipped = outlook.first_month_with(demand.min_unit)
    first = max(window[0], ready, equipped or 0)
    # Where time itself forbids the unit, a maintenance base is still looked for in the months of the demand.
    months = (first if first < window[1] else window[0], window[1])
    bases = suitable_bases(scenario, facts.away_nm, demand, partner, aircraft, months)
    reasons = [
        *_partner_reasons(scenario, demand, partner),
        *_capability_reasons(facts, demand, partner, aircraft),
    ]
    if outlook.deployable < demand.min_unit or equipped is None:
        reasons.append(_fleet_reason(demand, partner, aircraft, outlook))
    if ready >= window[1] > window[0]:
        level = partner.readiness_level.upper()
        words = f"{partner.name} at readiness level {level} deploys from {month_word(scenario, ready)}"
        reasons.append(Reason("partner.readiness", f"{words}, {window_end(scenario, demand)}"))
    if equipped is not None and equipped >= window[1] > window[0]:
        words = f"{partner.name} could deploy {demand.min_unit} {type_short(aircraft)} from"
        words += f" {month_word(scenario, equipped)}, {window_end(scenario, demand)}"
        reasons.append(Reason("lot.lead_time", words, aircraft.id))
    if not bases and window[0] < window[1]:
        reasons.append(no_base_reason(scenario, facts.away_nm, demand, partner, aircraft, months))
    if reasons:
        return Refusal(partner.id, demand.id, aircraft.id, tuple(reasons))
    return Way(
        partner=partner.id,
        demand=demand.id,
        aircraft_type=aircraft.id,
        bases=bases,
        first=min(base.first for base in bases),
        end=max(base.end for base in bases),
        least=demand.min_unit,
        most=min(demand.max_unit, outlook.deployable),
    )


def _partner_reasons(scenario: Scenario, demand: Demand, partner: Partner) -> Iterator[Reason]:
    first, end = scenario.demand_window(demand)
    if first >= end:
        yield Reason("demand.window", f"{demand.id} asks for nothing in the months of the plan")
    if demand.mission in partner.caveat_missions:
        yield Reason("partner.caveat", f"{partner.name} excludes {mission_word(scenario, demand.mission)}")
    if demand.role in partner.caveat_roles:
        yield Reason("partner.caveat", f"{partner.name} excludes {demand.role}")
    if partner.max_units == 0:
        yield Reason("partner.max_units", f"{partner.name} can lead no unit in a mission")


def _capability_reasons(
    facts: Facts, demand: Demand, partner: Partner, aircraft: AircraftType
) -> Iterator[Reason]:
    kind, family = type_short(aircraft), aircraft.family
    lacking = sorted(set(demand.aircraft_tags) - set(aircraft.tags))
    if lacking:
        yield Reason("demand.capability", f"{kind} lacks {listed(lacking)} equipment", aircraft.id)
    if (demand.id, aircraft.id) in facts.too_weak:
        yield facts.too_weak[demand.id, aircraft.id]
    tags = facts.crew_tags.get((partner.id, family))
    if tags is None:
        words = f"{partner.name} has no crew in the family {family} and no course that it may attend"
        yield Reason("crew.available", words, aircraft.id)
    elif untaught := sorted(set(demand.crew_tags) - tags):
        words = (
            f"no {family} crew of {partner.name} holds {listed(untaught)} and no course open to it teaches it"
        )
        yield Reason("demand.capability", words, aircraft.id)


def _payload_reason(scenario: Scenario, demand: Demand, aircraft: AircraftType) -> Reason:
    policy = scenario.policy.flight
    performance = performance_of(aircraft, policy)
    home = scenario.site_by_id[demand.sites[0]]
    flight_min = 2 * demand.radius_nm / aircraft.cruise_kt * 60
    fuel_kg = float(required_fuel_kg(performance, reserves_of(policy), flight_min, night=False))
    kind = type_short(aircraft)
    if fuel_kg > aircraft.fuel_capacity_kg:
        words = (
            f"{kind} needs {math.ceil(fuel_kg)} kg of fuel for {demand.radius_nm:g} nm and back, "
            f"its tanks hold {aircraft.fuel_capacity_kg:g} kg"
        )
        return Reason("demand.payload", words, aircraft.id)
    lifted_kg = payload_kg(
        performance,
        crew_mass_kg(aircraft, policy),
        hot_day_density_altitude_ft(home, policy),
        fuel_kg - policy.taxi_fuel_kg.value,
    )
    words = (
        f"{kind} lifts {max(0, math.floor(lifted_kg))} of {demand.payload_kg:g} kg at {home.name} on a hot day "
        f"with fuel for {demand.radius_nm:g} nm and back"
    )
    return Reason("demand.payload", words, aircraft.id)


def _crew_sources(scenario: Scenario, partner: Partner, family: str) -> Iterator[tuple[str, ...]]:
    types = {row.id for row in scenario.aircraft_types if row.family == family}
    for row in scenario.partner_crews:
        if row.partner == partner.id and row.aircraft_type in types and row.crews > 0:
            yield row.tags
    for course in scenario.courses:
        attends = not course.partners or partner.id in course.partners
        taught = not course.own_school or partner.instructors > 0
        if course.audience == "crew" and course.aircraft_type in types and attends and taught:
            yield course.tags


def _fleet_reason(demand: Demand, partner: Partner, aircraft: AircraftType, outlook: FleetOutlook) -> Reason:
    sources = [f"{outlook.own} of its own"] if outlook.own or not outlook.donated else []
    if outlook.donated:
        sources.append(f"{outlook.deployable_pct:g} % of {outlook.donated} donated")
    words = f"{partner.name} could deploy {outlook.deployable} {type_short(aircraft)} ({', '.join(sources)})"
    return Reason("fleet.deployable", f"{words}, a unit has at least {demand.min_unit}", aircraft.id)


def _readiness_lead_months(scenario: Scenario, partner: Partner) -> int:
    policy = scenario.policy.matching
    return {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }[partner.readiness_level].value
