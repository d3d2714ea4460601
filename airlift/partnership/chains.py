"""Chains from donor to mission, and the demands that none reaches."""

from __future__ import annotations

from dataclasses import dataclass

from airlift.partnership.conditions import suits
from airlift.partnership.fleets import first_arrival_month
from airlift.partnership.graph import PartnershipGraph, node_key
from airlift.partnership.serving import Refusal, Way

__all__ = ["Chain", "Unreachable", "chains", "unreachable_demands"]


@dataclass(frozen=True, slots=True)
class Chain:
    """One way from an offer to a mission.

    Parameters
    ----------
    donor, lot : str or None
        Who gives the aircraft in which lot; None where they are the partner's own.
    partner, aircraft_type, base, demand, mission : str
        Who flies what, maintained where, for which demand of which mission.
    first_month, last_month : str
        Months `YYYY-MM` between which the chain could hold, both included.
    """

    donor: str | None
    lot: str | None
    partner: str
    aircraft_type: str
    base: str
    demand: str
    mission: str
    first_month: str
    last_month: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A demand that nobody could serve, with the refusals of every partner and type."""

    demand: str
    refusals: tuple[Refusal, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Rules in the way, sorted."""
        return tuple(sorted({reason.rule for row in self.refusals for reason in row.reasons}))

    def __str__(self) -> str:
        why = ", ".join(self.rules) or "there is no partner or no aircraft type"
        return f"demand {self.demand} cannot be reached by any partner: {why}"


def chains(graph: PartnershipGraph, demand: str) -> tuple[Chain, ...]:
    """List the chains that could serve a demand, in the order of partner, type, origin, base.

    A partner's own aircraft come before donated ones. A lot that arrives too late for the demand makes no chain, so
    that several lots may be needed for one smallest unit.

    Raises
    ------
    KeyError
        The scenario has no such demand.
    """
    mission = graph.scenario.demand_by_id[demand].mission
    found = []
    for way in graph.ways:
        if way.demand != demand:
            continue
        for donor, lot, origin_month, return_month in _origins(graph, way):
            for base in way.bases:
                first = max(base.first, origin_month)
                end = base.end if return_month is None else min(base.end, return_month)
                if first < end:
                    found.append(
                        Chain(
                            donor=donor,
                            lot=lot,
                            partner=way.partner,
                            aircraft_type=way.aircraft_type,
                            base=base.base,
                            demand=demand,
                            mission=mission,
                            first_month=graph.scenario.month_label(first),
                            last_month=graph.scenario.month_label(end - 1),
                        )
                    )
    return tuple(found)


def unreachable_demands(graph: PartnershipGraph) -> tuple[Unreachable, ...]:
    """Demands with months in the plan that no partner is linked to, in the order of the scenario."""
    found = []
    for demand in graph.scenario.demands:
        first, end = graph.scenario.demand_window(demand)
        partners = (
            node
            for node in graph.digraph.predecessors(node_key("demand", demand.id))
            if graph.digraph.nodes[node]["kind"] == "partner"
        )
        if first < end and next(partners, None) is None:
            against = tuple(row for row in graph.refusals if row.demand == demand.id)
            found.append(Unreachable(demand.id, against))
    return tuple(found)


def _origins(graph: PartnershipGraph, way: Way) -> list[tuple[str | None, str | None, int, int | None]]:
    """Where the aircraft of a way may come from: (donor, lot, first deployable month, month of return)."""
    scenario = graph.scenario
    demand = scenario.demand_by_id[way.demand]
    work_up_months = scenario.policy.matching.work_up_months.value
    fleet = scenario.fleet_by_key.get((way.partner, way.aircraft_type))
    found: list[tuple[str | None, str | None, int, int | None]] = []
    if fleet is not None and fleet.deployable_aircraft > 0:
        found.append((None, None, 0, None))
    for node in graph.digraph.predecessors(node_key("partner", way.partner)):
        attributes = graph.digraph.nodes[node]
        if attributes["kind"] == "lot":
            lot = scenario.lot_by_id[attributes["id"]]
            if lot.aircraft_type == way.aircraft_type and suits(lot, demand):
                ready = first_arrival_month(scenario, lot) + work_up_months
                back = None if lot.return_month is None else scenario.month_index(lot.return_month)
                found.append((lot.donor, lot.id, ready, back))
    return found
