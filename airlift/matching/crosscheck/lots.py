"""Donated aircraft: their way to partners, and what of them and of own aircraft is deployable where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.reach import gate_month, planned_lots
from airlift.matching.crosscheck.stays import Stay
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Lot, Partner

__all__ = ["Arrivals", "add_fleets", "add_transfers"]


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


def add_transfers(model: Model, scenario: Scenario, stays: list[Stay]) -> list[Arrivals]:
    """Add arrivals to partners that could deploy the type, early enough to be deployed within the horizon."""
    flyers = {(stay.choice.partner.id, stay.choice.type.id) for stay in stays}
    last = scenario.horizon_months - scenario.policy.matching.work_up_months.value
    found = []
    for lot in planned_lots(scenario):
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
    groups: defaultdict[tuple[str, str, int], list[tuple[Demand, Variable]]] = defaultdict(list)
    for stay in stays:
        for t, aircraft in stay.aircraft.items():
            groups[stay.choice.partner.id, stay.choice.type.id, t].append((stay.choice.demand, aircraft))
    of: defaultdict[tuple[str, str], list[Arrivals]] = defaultdict(list)
    for row in arrivals:
        of[row.partner.id, row.lot.aircraft_type].append(row)
    for (partner, kind, t), deployed in groups.items():
        fleet = scenario.fleet_by_key.get((partner, kind))
        own = fleet.deployable_aircraft if fleet is not None else 0
        _month(model, scenario, deployed, own, of[partner, kind], t)


def _month(
    model: Model,
    scenario: Scenario,
    deployed: list[tuple[Demand, Variable]],
    own: int,
    rows: list[Arrivals],
    t: int,
) -> None:
    """One partner, type and month: aircraft come from own ones or from lots that may fly for the demand.

    Demands that may use the same lots are one group. With several groups, each lot is shared out among them by
    continuous amounts. Such shares exist exactly when, for every set of lots, the groups that may use no other lots
    have at most the own aircraft and the ready ones of the set (max-flow min-cut: the demands beyond the cut use lots
    of the set alone).
    """
    uses: defaultdict[tuple[int, ...], list[Term]] = defaultdict(list)
    for demand, aircraft in deployed:
        usable = tuple(i for i, row in enumerate(rows) if _usable(scenario, row.lot, demand, t))
        uses[usable].append((aircraft, 1.0))
    if len(uses) == 1:
        ((usable, terms),) = uses.items()
        donated = [term for i in usable for term in _ready(scenario, rows[i], t)]
        model.at_most([*terms, *donated], own)
        return
    own_parts: list[Term] = []
    lot_parts: defaultdict[int, list[Term]] = defaultdict(list)
    for usable, terms in uses.items():
        part = model.number(own)
        own_parts.append((part, 1.0))
        shares: list[Term] = [(part, -1.0)]
        for i in usable:
            share = model.number()
            lot_parts[i].append((share, 1.0))
            shares.append((share, -1.0))
        model.at_most([*terms, *shares], 0.0)
    model.at_most(own_parts, own)
    for i, parts in lot_parts.items():
        model.at_most([*parts, *_ready(scenario, rows[i], t)], 0.0)


def _usable(scenario: Scenario, lot: Lot, demand: Demand, t: int) -> bool:
    """Whether the donor lets aircraft of a lot fly for a demand in a month."""
    if lot.missions and demand.mission not in lot.missions:
        return False
    if lot.roles and demand.role not in lot.roles:
        return False
    return lot.return_month is None or t < scenario.month_index(lot.return_month)


def _ready(scenario: Scenario, row: Arrivals, t: int) -> list[Term]:
    """Deployable share of the aircraft that have been worked up by a month, as supply."""
    policy = scenario.policy.matching
    share = policy.donated_deployable_pct.value / 100.0
    worked_up = t - policy.work_up_months.value
    return [(aircraft, -share) for arrived, aircraft in row.aircraft.items() if arrived <= worked_up]
