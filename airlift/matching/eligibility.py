"""Whether a partner with a type could serve a demand: every rule that speaks of such a triple alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from airlift.flight.feasible import lifts_payload
from airlift.flight.geodesy import distance_nm
from airlift.matching.choice import Choice, Refusal
from airlift.matching.dates import (
    consent_month,
    first_visit_month,
    may_receive,
    readiness_lead_months,
    visit_lead_months,
)
from airlift.matching.rulebook import Group
from airlift.scenario import Scenario
from airlift.scenario.demands import Demand
from airlift.scenario.offers import AircraftType, MaintenanceBase, Partner

__all__ = ["Eligibility"]


@dataclass(frozen=True)
class Eligibility:
    """What decides on choices, with what they share found once.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    lifted : frozenset of Group
        Rules that do not keep a choice from being listed.
    """

    scenario: Scenario
    lifted: frozenset[Group] = frozenset()
    _liftable: dict[tuple[str, str], bool] = field(default_factory=dict, repr=False, compare=False)

    def decide(self, demand: Demand, partner: Partner, aircraft: AircraftType) -> Choice | Refusal | None:
        """Return the choice, or every rule that forbids it; None when the partner could never have the type."""
        window = self.scenario.demand_window(demand)
        fleet = self._fleet_limit(partner, aircraft)
        if fleet == 0:
            return None
        least = 1 if Group("unit.minimum_size", demand.id) in self.lifted else demand.min_unit
        largest = demand.max_unit
        if Group("unit.maximum_size", demand.id) in self.lifted:
            largest = max(largest, demand.aircraft)
        most = largest if fleet is None else min(fleet, largest)
        rules = list(self._rules(demand, partner, aircraft))
        forbidding = [group for group, _ in rules]
        if most < least:
            forbidding.append(Group("fleet.deployable", f"{partner.id} {aircraft.id}"))
        rotation = Group("unit.rotation", demand.id)
        step = 1 if rotation in self.lifted else self.scenario.policy.matching.rotation_every_months.value
        every = step
        waits = self._waits(demand, partner, aircraft)
        late = [group for group, month in waits if month >= window[1]]
        first = _up(max([window[0], *(month for group, month in waits if group not in self.lifted)]), step)
        if first >= window[1]:
            forbidding += late or [rotation]
            # Where time forbids the unit, a base is still looked for in the months of the demand.
            first, every = window[0], 1
        else:
            forbidding += late
        months = first, window[1]
        bases = self._bases(demand, partner, aircraft, months, every)
        suitable = Group("base.suitable", f"{demand.id} {partner.id} {aircraft.id}")
        if not bases:
            forbidding.append(suitable)
        unsuitable: tuple[tuple[str, int, int], ...] = ()
        if suitable in self.lifted:
            fitting = {base: (opens, closes) for base, opens, closes in bases}
            bases = self._lifted_bases(demand, partner, aircraft, months)
            unsuitable = tuple(
                (base, opens, closes)
                for base, _, _ in bases
                for opens, closes in _outside(months, fitting.get(base))
            )
        if not self.lifted.issuperset(forbidding) or not bases:
            return Refusal(partner.id, demand.id, aircraft.id, tuple(dict.fromkeys(forbidding)))
        return Choice(
            partner=partner.id,
            demand=demand.id,
            aircraft_type=aircraft.id,
            bases=bases,
            first=min(opens for _, opens, _ in bases),
            end=max(closes for _, _, closes in bases),
            window_end=window[1],
            least=least,
            most=most,
            step=step,
            broken=tuple(group for group, is_outright in rules if is_outright),
            unsuitable=unsuitable,
        )

    def _fleet_limit(self, partner: Partner, aircraft: AircraftType) -> int | None:
        """Most aircraft of a type that the partner could ever deploy, own and donated; None without a limit."""
        if Group("fleet.deployable", f"{partner.id} {aircraft.id}") in self.lifted:
            return None
        scenario = self.scenario
        fleet = scenario.fleet_by_key.get((partner.id, aircraft.id))
        own = fleet.deployable_aircraft if fleet else 0
        open_to = [
            lot
            for lot in scenario.lots
            if lot.aircraft_type == aircraft.id and may_receive(scenario, lot, partner.id, self.lifted)
        ]
        if any(Group("lot.supply", lot.id) in self.lifted for lot in open_to):
            donated = scenario.horizon_months * partner.absorb_aircraft_per_month
        else:
            donated = sum(lot.aircraft for lot in open_to)
        if Group("partner.absorption", partner.id) not in self.lifted:
            donated = min(donated, partner.absorb_aircraft)
        return own + int(donated * scenario.policy.matching.donated_deployable_pct.value / 100 + 1e-9)

    def _rules(
        self, demand: Demand, partner: Partner, aircraft: AircraftType
    ) -> Iterator[tuple[Group, bool]]:
        """Rules that forbid the choice in every month, and whether they do so outright.

        The others are rules on amounts of which the partner has none: the model states them by the amount.
        """
        if demand.mission in partner.caveat_missions:
            yield Group("partner.caveat", f"{partner.id} {demand.mission}"), True
        if demand.role in partner.caveat_roles:
            yield Group("partner.caveat", f"{partner.id} {demand.role}"), True
        if partner.max_units == 0:
            yield Group("partner.max_units", partner.id), False
        if consent_month(self.scenario, demand.mission, partner.id, aircraft.id) is None:
            yield Group("mission.consent", f"{demand.mission} {partner.id}"), True
        if not set(demand.aircraft_tags) <= set(aircraft.tags):
            yield Group("demand.capability", f"{demand.id} {aircraft.id}"), True
        if not self._lifts_payload(demand, aircraft):
            yield Group("demand.payload", f"{demand.id} {aircraft.id}"), True
        tags = self._crew_tags(partner, aircraft.family)
        if tags is None:
            yield Group("crew.available", f"{partner.id} {aircraft.family}"), False
        untaught = sorted(set(demand.crew_tags) - (tags or set()))
        if tags is not None and untaught:
            yield Group("demand.capability", f"{demand.id} {aircraft.id}"), False
        for tag in untaught:
            yield Group("crew.available", f"{partner.id} {aircraft.family} {tag}"), False

    def _waits(self, demand: Demand, partner: Partner, aircraft: AircraftType) -> list[tuple[Group, int]]:
        """First month that each rule on time leaves to the choice."""
        lead = readiness_lead_months(self.scenario, partner)
        waits = [(Group("partner.readiness", partner.id), lead)]
        visit = first_visit_month(self.scenario, partner)
        if visit is not None:
            waits.append((Group("readiness.visit", partner.id), visit + visit_lead_months(self.scenario)))
        consent = consent_month(self.scenario, demand.mission, partner.id, aircraft.id)
        if consent is not None:
            waits.append((Group("mission.consent", f"{demand.mission} {partner.id}"), consent))
        return waits

    def _lifts_payload(self, demand: Demand, aircraft: AircraftType) -> bool:
        key = demand.id, aircraft.id
        if key not in self._liftable:
            self._liftable[key] = lifts_payload(self.scenario, demand, aircraft)
        return self._liftable[key]

    @cached_property
    def _types_of_family(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.scenario.aircraft_types:
            found[row.family].add(row.id)
        return {family: frozenset(types) for family, types in found.items()}

    def _crew_tags(self, partner: Partner, family: str) -> set[str] | None:
        """Crew qualifications that the partner has or can train in a family; None when it can have no crew at all."""
        types = self._types_of_family[family]
        sources = [
            set(row.tags)
            for row in self.scenario.partner_crews
            if row.partner == partner.id and row.aircraft_type in types and row.crews > 0
        ]
        upgrades: set[str] = set()
        for course in self.scenario.courses:
            if course.audience not in ("crew", "upgrade") or course.aircraft_type not in types:
                continue
            if not self._attends(course.id, course.partners, partner):
                continue
            if course.audience == "upgrade":
                upgrades |= set(course.tags)
            elif not course.own_school or self._teaches(partner):
                sources.append(set(course.tags))
        return set().union(*sources, upgrades) if sources else None

    def _attends(self, course: str, named: tuple[str, ...], partner: Partner) -> bool:
        return not named or partner.id in named or Group("course.partners", course) in self.lifted

    def _teaches(self, partner: Partner) -> bool:
        """Whether the partner's own school has, or can have, an instructor."""
        return (
            partner.instructors > 0
            or Group("course.instructors", partner.id) in self.lifted
            or any(
                course.audience == "instructor" and self._attends(course.id, course.partners, partner)
                for course in self.scenario.courses
            )
        )

    def _bases(
        self,
        demand: Demand,
        partner: Partner,
        aircraft: AircraftType,
        months: tuple[int, int],
        step: int,
    ) -> tuple[tuple[str, int, int], ...]:
        """Bases for the type and partner within reach, with the rotation months between which they are open."""
        bases = []
        for base in self.scenario.maintenance_bases:
            if not self._suits(base, demand, partner, aircraft):
                continue
            opens = self.scenario.month_index(base.open_month) if base.open_month else 0
            closes = months[1]
            if base.close_month is not None and self.scenario.month_index(base.close_month) < closes:
                closes = self.scenario.month_index(base.close_month) // step * step
            opens = _up(max(months[0], opens), step)
            if opens < closes:
                bases.append((base.id, opens, closes))
        return tuple(bases)

    def _lifted_bases(
        self, demand: Demand, partner: Partner, aircraft: AircraftType, months: tuple[int, int]
    ) -> tuple[tuple[str, int, int], ...]:
        """Bases when their suitability is lifted: those that suit but for their months, else the nearest one."""
        suiting = [
            base for base in self.scenario.maintenance_bases if self._suits(base, demand, partner, aircraft)
        ]
        if not suiting:
            suiting = sorted(
                self.scenario.maintenance_bases, key=lambda base: (self._away_nm(base, demand), base.id)
            )[:1]
        return tuple((base.id, *months) for base in suiting if months[0] < months[1])

    def _suits(self, base: MaintenanceBase, demand: Demand, partner: Partner, aircraft: AircraftType) -> bool:
        if aircraft.id not in base.aircraft_types or (base.partners and partner.id not in base.partners):
            return False
        return self._away_nm(base, demand) <= base.reach_nm

    def _away_nm(self, base: MaintenanceBase, demand: Demand) -> float:
        key = base.site, demand.sites[0]
        if key not in self._distances:
            home, site = (self.scenario.site_by_id[one] for one in (demand.sites[0], base.site))
            self._distances[key] = distance_nm(
                home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg
            )
        return self._distances[key]

    @cached_property
    def _distances(self) -> dict[tuple[str, str], float]:
        return {}


def _up(month: int, step: int) -> int:
    """First rotation month that is not before `month`."""
    return -(-month // step) * step


def _outside(months: tuple[int, int], inside: tuple[int, int] | None) -> list[tuple[int, int]]:
    """Months that are not inside, as pieces with their ends exclusive."""
    if inside is None:
        return [months]
    pieces = [(months[0], inside[0]), (inside[1], months[1])]
    return [(first, end) for first, end in pieces if first < end]
