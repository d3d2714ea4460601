"""Pledges worth asking for, thought of for a scenario that lists none: what a plan runs out of, what has no way.

They are guesses of what to look at. What each is worth is for a solve to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from math import ceil
from typing import Any

from airlift.partnership import PartnershipGraph, Way, partnership_graph
from airlift.plans import Allocation
from airlift.scenario import Demand, Pledge, Scenario
from airlift.scenario.phrases import type_short
from airlift.study.measures import unmet_by_month
from airlift.study.scarcity import scarcity

__all__ = ["generate_pledges"]

SCARCE = 0.8
"""Share of a supply from which on it counts as scarce: the last unit of a smallest size seldom fits in what is left."""

SOURCE = "generated from the rules that bind in the base plan"


def generate_pledges(scenario: Scenario, base: Allocation, most: int) -> tuple[Pledge, ...]:
    """Think of pledges for the demands that a base plan leaves open.

    For each such demand, the most urgent first: more aircraft of a partner or a lot that could serve it, crews and
    technicians of partners that could serve it and run short, seats of courses that are full, money of sponsors whose
    budgets are used up and for transfers that nobody may pay, docks of full maintenance bases, consent of host states
    that refuse or wait. Amounts are those of one smallest unit; money is a tenth of a sponsor's largest yearly budget.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    base : Allocation
        Its plan.
    most : int
        How many pledges at most; kinds take turns.
    """
    unmet = {name: sum(months.values()) for name, months in unmet_by_month(scenario, base).items()}
    lacking = [demand for demand in scenario.demands if unmet[demand.id]]
    lacking.sort(key=lambda demand: (demand.tier, -unmet[demand.id], demand.id))
    maker = _Maker(scenario, base, partnership_graph(scenario), lacking)
    by_kind = [list(_unique(kind)) for kind in maker.kinds()]
    turns = (pledge for turn in zip_longest(*by_kind) for pledge in turn if pledge is not None)
    return tuple(pledge for _, pledge in zip(range(most), turns, strict=False))


def _unique(pledges: Iterable[Pledge]) -> Iterator[Pledge]:
    seen: set[str] = set()
    for pledge in pledges:
        if pledge.id not in seen:
            seen.add(pledge.id)
            yield pledge


class _Maker:
    """Makes pledges of each kind, those for the most urgent demand first."""

    def __init__(
        self, scenario: Scenario, base: Allocation, graph: PartnershipGraph, lacking: list[Demand]
    ) -> None:
        self.scenario, self.graph, self.lacking = scenario, graph, lacking
        self.used = scarcity(scenario, base)
        self.ways: dict[str, list[Way]] = {demand.id: [] for demand in lacking}
        for way in graph.ways:
            if way.demand in self.ways:
                self.ways[way.demand].append(way)

    def kinds(self) -> tuple[Iterable[Pledge], ...]:
        return (
            self._aircraft(),
            self._crews(),
            self._money(),
            self._docks(),
            self._seats(),
            self._consent(),
            self._technicians(),
        )

    def _pledge(self, kind: str, subject: str, amount: float, name: str, **named: str | None) -> Pledge:
        row: dict[str, Any] = {
            "id": f"more-{kind}-{subject}"[:60],
            "kind": kind,
            "amount": amount,
            "name": name,
        }
        return Pledge.model_validate(row | named | {"source": SOURCE, "confidence": "assumption"})

    def _ways(self) -> Iterator[tuple[Demand, Way]]:
        for demand in self.lacking:
            for way in self.ways[demand.id]:
                yield demand, way

    def _aircraft(self) -> Iterator[Pledge]:
        for demand, way in self._ways():
            if (way.partner, way.aircraft_type) in self.scenario.fleet_by_key:
                kind = type_short(self.scenario.aircraft_type_by_id[way.aircraft_type])
                yield self._pledge(
                    "aircraft",
                    f"{way.partner}-{way.aircraft_type}",
                    demand.min_unit,
                    f"more {kind} of {self.scenario.partner_by_id[way.partner].name}",
                    partner=way.partner,
                    aircraft_type=way.aircraft_type,
                )
            for lot in self.scenario.lots:
                if lot.aircraft_type != way.aircraft_type or (
                    lot.partners and way.partner not in lot.partners
                ):
                    continue
                kind = type_short(self.scenario.aircraft_type_by_id[lot.aircraft_type])
                share = self.scenario.policy.matching.donated_deployable_pct.value / 100
                amount = ceil(demand.min_unit / share - 1e-9) if share > 0 else demand.min_unit
                yield self._pledge("aircraft", lot.id, amount, f"more {kind} of {lot.donor}", lot=lot.id)

    def _crews(self) -> Iterator[Pledge]:
        policy = self.scenario.policy.crew
        away = policy.crews_per_aircraft.value
        need = away * (1 + policy.crew_home_months.value / policy.crew_tour_months.value)
        for demand, way in self._ways():
            family = self.scenario.aircraft_type_by_id[way.aircraft_type].family
            if self._crews_in_use(way.partner, family) >= SCARCE:
                yield self._pledge(
                    "crews",
                    f"{way.partner}-{way.aircraft_type}",
                    ceil(demand.min_unit * need - 1e-9),
                    f"crews of {self.scenario.partner_by_id[way.partner].name}",
                    partner=way.partner,
                    aircraft_type=way.aircraft_type,
                )

    def _crews_in_use(self, partner: str, family: str) -> float:
        """Share of its crews that a partner uses; all, when it has none at the start."""
        has_any = any(
            row.crews and self.scenario.aircraft_type_by_id[row.aircraft_type].family == family
            for row in self.scenario.partner_crews
            if row.partner == partner
        )
        return self.used.crews.get((partner, family), 0.0 if has_any else 1.0)

    def _technicians(self) -> Iterator[Pledge]:
        need = self.scenario.policy.crew.technicians_per_aircraft.value
        for demand, way in self._ways():
            if self.used.technicians.get(way.partner, 0.0) >= SCARCE:
                name = f"technicians of {self.scenario.partner_by_id[way.partner].name}"
                amount = ceil(demand.min_unit * need - 1e-9)
                yield self._pledge("technicians", way.partner, amount, name, partner=way.partner)

    def _seats(self) -> Iterator[Pledge]:
        for _, way in self._ways():
            family = self.scenario.aircraft_type_by_id[way.aircraft_type].family
            for course in self.scenario.courses:
                of_family = self.scenario.aircraft_type_by_id[course.aircraft_type].family == family
                is_open = not course.partners or way.partner in course.partners
                if of_family and is_open and self.used.seats.get(course.id, 0.0) >= 1:
                    yield self._pledge(
                        "seats", course.id, course.seats, f"seats of {course.name}", course=course.id
                    )

    def _money(self) -> Iterator[Pledge]:
        first, last = self.scenario.start_month, self.scenario.month_label(self.scenario.horizon_months - 1)
        for demand, way in self._ways():
            for sponsor in self.scenario.sponsors:
                pays = any(
                    row.sponsor == sponsor.id and row.partner in (None, way.partner)
                    for row in self.scenario.earmarks
                )
                if pays and self.used.budgets.get(sponsor.id, 0.0) >= SCARCE:
                    largest = max(
                        row.budget_usd for row in self.scenario.budgets if row.sponsor == sponsor.id
                    )
                    name = f"money of {sponsor.name}"
                    months = {"first_month": first, "last_month": last}
                    yield self._pledge("money", sponsor.id, largest / 10, name, sponsor=sponsor.id, **months)
            yield from self._unpaid_transfers(demand, way)

    def _unpaid_transfers(self, demand: Demand, way: Way) -> Iterator[Pledge]:
        """Money for a lot that may go to a partner, when no earmark lets anybody pay for it."""
        partner = self.scenario.partner_by_id[way.partner]
        for lot in self.scenario.lots:
            if lot.aircraft_type != way.aircraft_type or (lot.partners and way.partner not in lot.partners):
                continue
            paid = any(
                row.partner in (None, partner.id)
                and row.donor in (None, lot.donor)
                and row.cost_kind in (None, "refurbishment")
                for row in self.scenario.earmarks
            )
            if not paid and lot.refurbishment_usd_per_aircraft > 0:
                price_usd = lot.refurbishment_usd_per_aircraft + lot.shipping_usd_per_aircraft
                yield self._pledge(
                    "money",
                    f"{lot.donor}-{partner.id}",
                    price_usd * 2 * demand.min_unit,
                    f"money for aircraft of {lot.donor} to {partner.name}",
                    donor=lot.donor,
                    partner=partner.id,
                    first_month=max(lot.gate_month, self.scenario.start_month),
                )

    def _docks(self) -> Iterator[Pledge]:
        for _, way in self._ways():
            for base in way.bases:
                if self.used.docks.get(base.base, 0.0) >= SCARCE:
                    name = f"docks at {self.scenario.maintenance_base_by_id[base.base].name}"
                    yield self._pledge("docks", base.base, 1, name, maintenance_base=base.base)

    def _consent(self) -> Iterator[Pledge]:
        for demand in self.lacking:
            for row in self.scenario.consents:
                late = row.first_month is None or row.first_month > self.scenario.start_month
                if row.mission == demand.mission and late:
                    partner = self.scenario.partner_by_id[row.partner]
                    kind = f"-{row.aircraft_type}" if row.aircraft_type is not None else ""
                    yield self._pledge(
                        "consent",
                        f"{row.mission}-{row.partner}{kind}",
                        1,
                        f"consent to {partner.name}",
                        mission=row.mission,
                        partner=row.partner,
                        aircraft_type=row.aircraft_type,
                        first_month=self.scenario.start_month,
                    )
