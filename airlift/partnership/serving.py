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
from airlift.partnership.conditions import is_firm, suits, ways_out
from airlift.partnership.consent import consent_month, consent_reason
from airlift.partnership.crews import crew_tags
from airlift.partnership.fleets import FleetOutlook, fleet_outlook, open_lots
from airlift.partnership.reason import Reason
from airlift.partnership.support import (
    credit_reasons,
    spares_months,
    spares_reason,
    support_reasons,
)
from airlift.partnership.timing import between_rotations, rotation_reason, time_reasons, unit_months
from airlift.partnership.wording import listed, mission_word
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Lot, Partner
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
    def open_lots(self) -> dict[tuple[str, str], tuple[Lot, ...]]:
        """Lots that a partner could receive whatever their state and conditions, by (partner, aircraft type)."""
        return {
            (partner.id, aircraft.id): open_lots(self.scenario, partner, aircraft)
            for partner in self.scenario.partners
            for aircraft in self.scenario.aircraft_types
        }

    def knows(self, partner: str, aircraft_type: str) -> bool:
        """Whether a partner has a type or could receive it: if not, nothing need be said of the pair."""
        fleet = self.scenario.fleet_by_key.get((partner, aircraft_type))
        has = fleet is not None and fleet.deployable_aircraft > 0
        return has or bool(self.open_lots[partner, aircraft_type])

    def outlook(self, partner: Partner, aircraft: AircraftType, lots: tuple[Lot, ...]) -> FleetOutlook:
        """Return what a partner could deploy of a type with some of the lots open to it."""
        key = (partner.id, aircraft.id, tuple((lot.id, lot.return_month) for lot in lots))
        if key not in self._outlooks:
            self._outlooks[key] = fleet_outlook(self.scenario, partner, aircraft, lots)
        return self._outlooks[key]

    @cached_property
    def _outlooks(self) -> dict[tuple[str, str, tuple[tuple[str, str | None], ...]], FleetOutlook]:
        return {}

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
                tags = crew_tags(self.scenario, partner, family)
                if tags is not None:
                    found[partner.id, family] = tags
        return found


def way_or_refusal(facts: Facts, demand: Demand, partner: Partner, aircraft: AircraftType) -> Way | Refusal:
    """Return how a partner could serve a demand with a type, or every reason why it cannot."""
    scenario = facts.scenario
    window = scenario.demand_window(demand)
    lots = facts.open_lots[partner.id, aircraft.id]
    outlook = facts.outlook(
        partner, aircraft, tuple(lot for lot in lots if is_firm(scenario, lot) and suits(lot, demand))
    )
    reasons = [
        *_partner_reasons(scenario, demand, partner, aircraft),
        *_capability_reasons(facts, demand, partner, aircraft),
        *support_reasons(scenario, demand, partner),
    ]
    if outlook.months_with(demand.min_unit) is None:
        reasons += _fleet_reasons(facts, demand, partner, aircraft, outlook)
    reasons += time_reasons(scenario, demand, partner, aircraft, outlook)
    first, end = unit_months(scenario, demand, partner, aircraft, outlook)
    if first < end:
        supplied = spares_months(scenario, demand, aircraft, (first, end))
        if supplied is None:
            reasons.append(spares_reason(scenario, demand, aircraft, (first, end)))
        else:
            first, end = supplied
    # Where time itself forbids the unit, a maintenance base is still looked for in the months of the demand.
    months = (first, end) if first < end else window
    bases = suitable_bases(scenario, facts.away_nm, demand, partner, aircraft, months)
    if not bases and window[0] < window[1]:
        reasons.append(no_base_reason(scenario, facts.away_nm, demand, partner, aircraft, months))
    reasons += credit_reasons(scenario, demand, partner, aircraft, bases)
    stays = tuple(stay for base in bases if (stay := between_rotations(scenario, base, window[1])))
    if bases and not stays and first < end:
        supported = min(base.first for base in bases), max(base.end for base in bases)
        reasons.append(rotation_reason(scenario, aircraft, supported))
    if reasons:
        return Refusal(partner.id, demand.id, aircraft.id, tuple(reasons))
    return Way(
        partner=partner.id,
        demand=demand.id,
        aircraft_type=aircraft.id,
        bases=stays,
        first=min(base.first for base in stays),
        end=max(base.end for base in stays),
        least=demand.min_unit,
        most=min(demand.max_unit, outlook.deployable),
    )


def _partner_reasons(
    scenario: Scenario, demand: Demand, partner: Partner, aircraft: AircraftType
) -> Iterator[Reason]:
    first, end = scenario.demand_window(demand)
    if first >= end:
        yield Reason("demand.window", f"{demand.id} asks for nothing in the months of the plan")
    if demand.mission in partner.caveat_missions:
        yield Reason("partner.caveat", f"{partner.name} excludes {mission_word(scenario, demand.mission)}")
    if demand.role in partner.caveat_roles:
        yield Reason("partner.caveat", f"{partner.name} excludes {demand.role}")
    if partner.max_units == 0:
        yield Reason("partner.max_units", f"{partner.name} can lead no unit in a mission")
    if consent_month(scenario, demand.mission, partner.id, aircraft.id) is None:
        refused = consent_reason(scenario, demand.mission, partner, aircraft, end)
        if refused is not None:
            yield refused


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


def _fleet_reasons(
    facts: Facts, demand: Demand, partner: Partner, aircraft: AircraftType, outlook: FleetOutlook
) -> list[Reason]:
    """Say why there are too few aircraft: lots whose state or conditions alone are in the way, or the number."""
    for lots, reasons in ways_out(facts.scenario, facts.open_lots[partner.id, aircraft.id], demand):
        if reasons and facts.outlook(partner, aircraft, lots).months_with(demand.min_unit) is not None:
            return reasons
    return [_fleet_reason(demand, partner, aircraft, outlook)]


def _fleet_reason(demand: Demand, partner: Partner, aircraft: AircraftType, outlook: FleetOutlook) -> Reason:
    sources = [f"{outlook.own} of its own"] if outlook.own or not outlook.donated else []
    if outlook.donated:
        sources.append(f"{outlook.deployable_pct:g} % of {outlook.donated} donated")
    words = f"{partner.name} could deploy {outlook.deployable} {type_short(aircraft)} ({', '.join(sources)})"
    return Reason("fleet.deployable", f"{words}, a unit has at least {demand.min_unit}", aircraft.id)
