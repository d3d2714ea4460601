"""How many aircraft a choice could have in a month, by each supply alone: what the model need not even consider.

A bound relies only on rules that hold in every solution. Where a treatment drops a rule, guards it or lets it give way,
the bound of that rule is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from airlift.matching.choice import Choice
from airlift.matching.costs import credit_usd, whole_usd
from airlift.matching.dates import gate_month, lot_lead_months, may_receive
from airlift.matching.pools import Pool, crew_pool, medical_pool, technician_pool
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, Treatment
from airlift.scenario.offers import Lot, Partner
from airlift.units import need_units, supply_units

__all__ = ["DAYS_PER_MONTH", "Bounds", "crews_per_aircraft", "returned_lots", "spare_hours", "suiting_lots"]

DAYS_PER_MONTH = 30
"""Dock days that one dock gives in a month."""

Months = list[int | None]
"""Most aircraft in each month of the horizon; None where nothing is to be relied on."""


def crews_per_aircraft(problem: MatchingProblem) -> int:
    """Crews of one deployed aircraft, in the mission and at home between two tours, in solver units."""
    policy = problem.scenario.policy.crew
    home = policy.crew_home_months.value / policy.crew_tour_months.value
    return need_units(policy.crews_per_aircraft.value * (1 + home))


def spare_hours(problem: MatchingProblem, aircraft_type: str, t: int) -> float | None:
    """Flight hours of a type that spare parts support in a month; None when they are no limit."""
    scenario = problem.scenario
    rows = [row for row in scenario.spares if row.aircraft_type == aircraft_type]
    if not rows:
        return None
    return sum(
        row.flight_hours_per_month
        for row in rows
        if scenario.month_index(row.first_month) <= t <= scenario.month_index(row.last_month)
    )


def suiting_lots(
    problem: MatchingProblem, partner: str, aircraft_type: str, demand: str | None
) -> frozenset[str]:
    """Lots of a type that may go to a partner and that their donors let serve a demand (or any) until they return."""
    scenario = problem.scenario
    asked = None if demand is None else scenario.demand_by_id[demand]
    return frozenset(
        lot.id
        for lot in scenario.lots
        if lot.aircraft_type == aircraft_type
        and may_receive(scenario, lot, partner, problem.lifted)
        and (asked is None or not lot.missions or asked.mission in lot.missions)
        and (asked is None or not lot.roles or asked.role in lot.roles)
    )


def returned_lots(problem: MatchingProblem, t: int) -> frozenset[str]:
    """Lots that are back with their donors in a month."""
    scenario = problem.scenario
    return frozenset(
        lot.id
        for lot in scenario.lots
        if lot.return_month is not None and t >= scenario.month_index(lot.return_month)
    )


@dataclass
class Bounds:
    """Most aircraft of a choice in a month."""

    problem: MatchingProblem
    treatment: Treatment
    _known: dict[tuple[str | frozenset[str] | None, ...], Months] = field(default_factory=dict)
    _of_base: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def aircraft(self, choice: Choice) -> list[int]:
        """Most aircraft that a choice can have in each month of the horizon; 0 outside its own months."""
        supplies = [supply for supply in self._supplies(choice) if supply is not None]
        technicians = self._technicians(choice)
        supported = {base: self._supported(choice, base) for base, _, _ in choice.bases}
        months = [0] * self.problem.scenario.horizon_months
        for t in range(choice.first, choice.end):
            most = choice.most
            for supply in supplies:
                bound = supply[t]
                if bound is not None and bound < most:
                    most = bound
            bases = [base for base, opens, closes in choice.bases if opens <= t < closes]
            if technicians is not None and self._wet.issuperset(bases):
                bound = technicians[t]
                most = most if bound is None else min(most, bound)
            months[t] = min(most, max([supported[base] for base in bases], default=0))
        return months

    def _supplies(self, choice: Choice) -> Iterator[Months | None]:
        """Most aircraft in each month by each supply alone that holds wherever the choice is maintained."""
        scenario = self.problem.scenario
        partner = scenario.partner_by_id[choice.partner]
        kind = scenario.aircraft_type_by_id[choice.aircraft_type]
        demand = scenario.demand_by_id[choice.demand]
        if self._holds("fleet.deployable", f"{partner.id} {kind.id}"):
            yield self._fleet(partner, kind.id, None)
            if self._holds("lot.conditions", f"{partner.id} {kind.id}"):
                yield self._fleet(partner, kind.id, demand.id)
        for tag in (None, *demand.crew_tags):
            subject = f"{partner.id} {kind.family}" + (f" {tag}" if tag else "")
            if self._holds("crew.available", subject):
                yield self._people(
                    ("crews", partner.id, kind.family, tag),
                    lambda tag=tag: crew_pool(self.problem, partner, kind.family, tag),  # type: ignore[misc]
                    crews_per_aircraft(self.problem),
                )
        teams = scenario.policy.crew.medical_teams_per_aircraft.value
        is_limited = demand.role == "medevac" and partner.medical_teams is not None
        if is_limited and self._holds("medical.available", partner.id):
            yield self._people(
                ("medical", partner.id), lambda: medical_pool(self.problem, partner), need_units(teams)
            )
        if self._holds("spares.available", kind.id):
            yield self._spares(kind.id, need_units(demand.hours_per_aircraft_month))

    def _technicians(self, choice: Choice) -> Months | None:
        """Most aircraft in each month of which the partner's own technicians take care."""
        scenario = self.problem.scenario
        partner = scenario.partner_by_id[choice.partner]
        if not self._holds("technician.available", partner.id):
            return None
        return self._people(
            ("technicians", partner.id),
            lambda: technician_pool(self.problem, partner),
            need_units(scenario.policy.crew.technicians_per_aircraft.value),
        )

    @cached_property
    def _wet(self) -> frozenset[str]:
        """Bases at which partners maintain their aircraft themselves."""
        bases = self.problem.scenario.maintenance_bases
        return frozenset(base.id for base in bases if base.lease == "wet")

    def _supported(self, choice: Choice, base_id: str) -> int:
        """Most aircraft of a choice that one base alone, and the partner's credit, can keep flying."""
        key = choice.partner, choice.demand, choice.aircraft_type, base_id
        if key in self._of_base:
            return self._of_base[key]
        scenario = self.problem.scenario
        base = scenario.maintenance_base_by_id[base_id]
        partner = scenario.partner_by_id[choice.partner]
        kind = scenario.aircraft_type_by_id[choice.aircraft_type]
        hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
        sizes = [choice.most]
        work = need_units(hours * kind.man_hours_per_flight_hour)
        if work and self._holds("base.man_hours", base.id):
            sizes.append(supply_units(base.man_hours_per_month) // work)
        days = need_units(hours / kind.phase_hours * kind.phase_days)
        if days and self._holds("base.docks", base.id):
            sizes.append(supply_units(base.docks * DAYS_PER_MONTH) // days)
        month_usd = whole_usd(credit_usd(scenario, kind, base, hours))
        delay = scenario.policy.cost.reimbursement_delay_months.value
        is_limited = partner.credit_usd is not None and delay > 0 and month_usd > 0
        if is_limited and self._holds("partner.credit", partner.id):
            sizes.append(int(partner.credit_usd or 0) // month_usd)
        self._of_base[key] = min(sizes)
        return self._of_base[key]

    def _holds(self, rule: str, subject: str) -> bool:
        return self.treatment.is_plain(Group(rule, subject))

    def _people(self, key: tuple[str | None, ...], pool: Callable[[], Pool], each: int) -> Months | None:
        if each == 0:
            return None
        if key not in self._known:
            made = pool()
            self._known[key] = [
                None if people is None else people // each for people in made.most(self.treatment)
            ]
        return self._known[key]

    def _spares(self, aircraft_type: str, hours: int) -> Months:
        key = "spares", aircraft_type, str(hours)
        if key not in self._known:
            months = range(self.problem.scenario.horizon_months)
            spares = (spare_hours(self.problem, aircraft_type, t) for t in months)
            self._known[key] = [None if one is None else supply_units(one) // hours for one in spares]
        return self._known[key]

    def _fleet(self, partner: Partner, aircraft_type: str, demand: str | None) -> Months:
        lots = suiting_lots(self.problem, partner.id, aircraft_type, demand)
        key = "fleet", partner.id, aircraft_type, lots
        if key not in self._known:
            scenario = self.problem.scenario
            rows = [
                (lot, gate_month(scenario, lot) + lot_lead_months(lot), self._arrives_by_its_rules(lot))
                for lot in scenario.lots
                if lot.id in lots
            ]
            months = range(scenario.horizon_months)
            self._known[key] = [self._deployable(partner, aircraft_type, rows, t) for t in months]
        return self._known[key]

    def _deployable(
        self, partner: Partner, aircraft_type: str, lots: list[tuple[Lot, int, bool]], t: int
    ) -> int | None:
        """Own aircraft and the deployable share of what has come of lots.

        `lots` has the first month of each, and whether the rules on its arrival are to be relied on.
        """
        scenario = self.problem.scenario
        policy = scenario.policy.matching
        fleet = scenario.fleet_by_key.get((partner.id, aircraft_type))
        by = t - policy.work_up_months.value
        arrived = 0
        first = scenario.horizon_months
        returned = self._returned[t]
        for lot, comes, is_plain in lots:
            if lot.id in returned:
                continue
            if not is_plain:
                return None
            arrived += min(lot.aircraft, max(0, by - comes + 1) * lot.refurbishment_per_month)
            first = min(first, comes)
        if self._holds("partner.absorption", partner.id):
            a_month = partner.absorb_aircraft_per_month * max(0, by - first + 1)
            arrived = min(arrived, partner.absorb_aircraft, a_month)
        share = supply_units(policy.donated_deployable_pct.value / 100)
        own = fleet.deployable_aircraft if fleet else 0
        return own + share * arrived // need_units(1)

    @cached_property
    def _returned(self) -> list[frozenset[str]]:
        return [returned_lots(self.problem, t) for t in range(self.problem.scenario.horizon_months)]

    def _arrives_by_its_rules(self, lot: Lot) -> bool:
        """Whether the first months and the number of a lot's aircraft are to be relied on."""
        rules = ("lot.gate", "lot.lead_time", "lot.supply", "lot.refurbishment_rate")
        return all(self._holds(rule, lot.id) for rule in rules)
