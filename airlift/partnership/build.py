"""From a scenario to its partnership graph: every pair is looked at, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.partnership.bases import base_demand_reasons, base_partner_reasons
from airlift.partnership.conditions import condition_reason, has_conditions, suits
from airlift.partnership.consent import consent_reason
from airlift.partnership.fleets import lot_reasons
from airlift.partnership.graph import Link, MissingLink, Node, PartnershipGraph, node_key
from airlift.partnership.reason import Reason
from airlift.partnership.serving import Facts, Refusal, Way, way_or_refusal
from airlift.partnership.sponsors import payable, sponsor_reasons
from airlift.partnership.wording import mission_word
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Partner
from airlift.scenario.phrases import type_short

__all__ = ["partnership_graph"]


def partnership_graph(scenario: Scenario) -> PartnershipGraph:
    """Look at every pair of a scenario, rule by rule.

    What is not linked no plan can do. What is linked a single rule does not forbid; crews, money, docks and seats
    may still not go round.
    """
    facts = Facts(scenario)
    ways: list[Way] = []
    refusals: list[Refusal] = []
    for demand in scenario.demands:
        for partner in scenario.partners:
            for found in _serving(facts, demand, partner):
                if isinstance(found, Way):
                    ways.append(found)
                else:
                    refusals.append(found)
    links: list[Link] = []
    missing: list[MissingLink] = []
    for pair in _pairs(facts, ways, refusals):
        if isinstance(pair, Link):
            links.append(pair)
        else:
            missing.append(pair)
    return PartnershipGraph(
        scenario, tuple(_nodes(scenario)), tuple(links), tuple(missing), tuple(ways), tuple(refusals)
    )


def _serving(facts: Facts, demand: Demand, partner: Partner) -> Iterator[Way | Refusal]:
    known = [aircraft for aircraft in facts.scenario.aircraft_types if facts.knows(partner.id, aircraft.id)]
    for aircraft in known:
        yield way_or_refusal(facts, demand, partner, aircraft)
    if not known:
        words = f"{partner.name} has no aircraft to deploy and no lot can reach it"
        yield Refusal(partner.id, demand.id, None, (Reason("fleet.deployable", words),))


def _nodes(scenario: Scenario) -> Iterator[Node]:
    for donor in dict.fromkeys(lot.donor for lot in scenario.lots):
        yield Node("donor", donor, donor)
    for lot in scenario.lots:
        kind = type_short(scenario.aircraft_type_by_id[lot.aircraft_type])
        yield Node("lot", lot.id, f"{lot.aircraft} {kind} of {lot.donor}")
    for sponsor in scenario.sponsors:
        yield Node("sponsor", sponsor.id, sponsor.name)
    for partner in scenario.partners:
        yield Node("partner", partner.id, partner.name)
    for base in scenario.maintenance_bases:
        yield Node("base", base.id, base.name)
    for demand in scenario.demands:
        home = scenario.site_by_id[demand.sites[0]].name
        yield Node("demand", demand.id, f"{mission_word(scenario, demand.mission)} {demand.role}, {home}")
    for mission in scenario.missions:
        yield Node("mission", mission.id, mission.name)


def _pairs(facts: Facts, ways: list[Way], refusals: list[Refusal]) -> Iterator[Link | MissingLink]:
    scenario = facts.scenario
    for lot in scenario.lots:
        yield Link(node_key("donor", lot.donor), node_key("lot", lot.id), "gives", (lot.aircraft_type,))
    yield from _lot_pairs(scenario)
    yield from _sponsor_pairs(scenario)
    yield from _demand_pairs(scenario, ways, refusals)
    yield from _base_pairs(facts)
    yield from _condition_pairs(scenario)
    yield from _consent_pairs(scenario)
    for demand in scenario.demands:
        yield Link(node_key("demand", demand.id), node_key("mission", demand.mission), "asked by")


def _pair(
    source: str, target: str, relation: str, details: tuple[str, ...], reasons: tuple[Reason, ...]
) -> Link | MissingLink:
    if reasons:
        return MissingLink(source, target, relation, reasons)
    return Link(source, target, relation, details)


def _lot_pairs(scenario: Scenario) -> Iterator[Link | MissingLink]:
    for lot in scenario.lots:
        for partner in scenario.partners:
            yield _pair(
                node_key("lot", lot.id),
                node_key("partner", partner.id),
                "may receive",
                (lot.aircraft_type,),
                tuple(lot_reasons(scenario, lot, partner)),
            )


def _sponsor_pairs(scenario: Scenario) -> Iterator[Link | MissingLink]:
    for sponsor in scenario.sponsors:
        for partner in scenario.partners:
            yield _pair(
                node_key("sponsor", sponsor.id),
                node_key("partner", partner.id),
                "may pay",
                payable(scenario, sponsor, partner),
                tuple(sponsor_reasons(scenario, sponsor, partner)),
            )


def _demand_pairs(
    scenario: Scenario, ways: list[Way], refusals: list[Refusal]
) -> Iterator[Link | MissingLink]:
    types: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        types.setdefault((way.partner, way.demand), []).append(way.aircraft_type)
    reasons: dict[tuple[str, str], list[Reason]] = {}
    for row in refusals:
        reasons.setdefault((row.partner, row.demand), []).extend(row.reasons)
    for partner in scenario.partners:
        for demand in scenario.demands:
            fitting = tuple(types.get((partner.id, demand.id), ()))
            against = tuple(dict.fromkeys(reasons.get((partner.id, demand.id), ())))
            yield _pair(
                node_key("partner", partner.id),
                node_key("demand", demand.id),
                "could serve",
                fitting,
                () if fitting else against,
            )


def _base_pairs(facts: Facts) -> Iterator[Link | MissingLink]:
    scenario = facts.scenario
    for base in scenario.maintenance_bases:
        source = node_key("base", base.id)
        for partner in scenario.partners:
            types = tuple(kind.id for kind in scenario.aircraft_types if facts.knows(partner.id, kind.id))
            supported = tuple(kind for kind in types if kind in base.aircraft_types)
            against = tuple(base_partner_reasons(scenario, base, partner, types))
            yield _pair(source, node_key("partner", partner.id), "supports", supported, against)
        for demand in scenario.demands:
            against = tuple(base_demand_reasons(scenario, facts.away_nm, base, demand))
            yield _pair(source, node_key("demand", demand.id), "supports", base.aircraft_types, against)


def _condition_pairs(scenario: Scenario) -> Iterator[Link | MissingLink]:
    """Lots that are tied to something, against each demand; the others go wherever their partner goes."""
    for lot in scenario.lots:
        if has_conditions(lot):
            for demand in scenario.demands:
                source, target = node_key("lot", lot.id), node_key("demand", demand.id)
                back = None if lot.return_month is None else scenario.month_index(lot.return_month)
                fits = suits(lot, demand) and (back is None or back > scenario.demand_window(demand)[0])
                against = () if fits else (condition_reason(scenario, lot),)
                yield _pair(source, target, "may fly for", (lot.aircraft_type,), against)


def _consent_pairs(scenario: Scenario) -> Iterator[Link | MissingLink]:
    """Missions whose host states say something of a partner; the others consent to everybody."""
    asked = dict.fromkeys((row.mission, row.partner) for row in scenario.consents)
    for mission, name in asked:
        partner = scenario.partner_by_id[name]
        reasons = []
        welcome = []
        for kind in scenario.aircraft_types:
            refused = consent_reason(scenario, mission, partner, kind, scenario.horizon_months)
            if refused is None:
                welcome.append(kind.id)
            else:
                reasons.append(refused)
        against = () if welcome else tuple(dict.fromkeys(reasons))
        yield _pair(
            node_key("mission", mission), node_key("partner", name), "consents to", tuple(welcome), against
        )
