"""Which offers fit which demands, and what is missing where they do not, from the partnership graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from airlift.partnership import PartnershipGraph, Reason, Way
from airlift.partnership.graph import node_key
from airlift.scenario import Course, Demand, Lot, Partner, Scenario
from airlift.scenario.phrases import type_short

__all__ = ["FLYING", "KINDS", "Offer", "OfferKind", "missing_pieces", "offers_of", "served_by"]

OfferKind = Literal["partner", "lot", "course", "base", "sponsor"]

KINDS: tuple[OfferKind, ...] = ("partner", "lot", "course", "base", "sponsor")
"""Kinds of offers: two that fly, then three that support them."""

FLYING: tuple[OfferKind, ...] = ("partner", "lot")
"""Kinds that bring aircraft."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something offered: a partner's fleet and crews, a lot, a course, a maintenance base, a sponsor's money."""

    kind: OfferKind
    id: str
    name: str


def offers_of(scenario: Scenario) -> tuple[Offer, ...]:
    """List all offers of a scenario by kind, in its order."""
    found = [Offer("partner", row.id, row.name) for row in scenario.partners]
    for lot in scenario.lots:
        kind = type_short(scenario.aircraft_type_by_id[lot.aircraft_type])
        found.append(Offer("lot", lot.id, f"{lot.aircraft} {kind} of {lot.donor}"))
    found += [Offer("course", row.id, row.name) for row in scenario.courses]
    found += [Offer("base", row.id, row.name) for row in scenario.maintenance_bases]
    found += [Offer("sponsor", row.id, row.name) for row in scenario.sponsors]
    return tuple(found)


def served_by(graph: PartnershipGraph, offer: Offer, demand: Demand) -> tuple[Way, ...]:
    """Ways to serve a demand that rest, or could rest, on an offer; none when the two do not fit."""
    ways = (way for way in graph.ways if way.demand == demand.id)
    return tuple(way for way in ways if _rests_on(graph, offer, way, demand))


def missing_pieces(graph: PartnershipGraph, offer: Offer, demand: Demand) -> tuple[Reason, ...]:
    """Every reason why an offer does not fit a demand; none where it does."""
    if served_by(graph, offer, demand):
        return ()
    return tuple(dict.fromkeys(_reasons(graph, offer, demand)))


def _rests_on(graph: PartnershipGraph, offer: Offer, way: Way, demand: Demand) -> bool:
    scenario = graph.scenario
    match offer.kind:
        case "partner":
            return way.partner == offer.id
        case "lot":
            lot = scenario.lot_by_id[offer.id]
            receives = not graph.why_not(node_key("lot", lot.id), node_key("partner", way.partner))
            return way.aircraft_type == lot.aircraft_type and receives and _lets_go(lot, demand)
        case "course":
            return not any(_course_reasons(scenario, scenario.course_by_id[offer.id], way))
        case "base":
            return any(base.base == offer.id for base in way.bases)
        case "sponsor":
            return not graph.why_not(node_key("sponsor", offer.id), node_key("partner", way.partner))


def _lets_go(lot: Lot, demand: Demand) -> bool:
    return (not lot.missions or demand.mission in lot.missions) and (
        not lot.roles or demand.role in lot.roles
    )


def _reasons(graph: PartnershipGraph, offer: Offer, demand: Demand) -> Iterator[Reason]:
    scenario = graph.scenario
    partners = tuple(dict.fromkeys(way.partner for way in graph.ways if way.demand == demand.id))
    if offer.kind == "partner":
        yield from _refusals(graph, offer.id, demand, None)
        return
    if offer.kind == "lot":
        lot = scenario.lot_by_id[offer.id]
        if not _lets_go(lot, demand):
            words = f"{lot.donor} does not let {lot.id} go to {demand.mission} for {demand.role}"
            yield Reason("lot.conditions", words, lot.aircraft_type)
        for partner in scenario.partners:
            yield from graph.why_not(node_key("lot", lot.id), node_key("partner", partner.id))
            yield from _refusals(graph, partner.id, demand, lot.aircraft_type)
        return
    if not partners:
        words = f"no partner could serve {demand.id}, so nothing supports it"
        yield Reason("fleet.deployable", words)
    if offer.kind == "base":
        yield from graph.why_not(node_key("base", offer.id), node_key("demand", demand.id))
        for name in partners:
            yield from graph.why_not(node_key("base", offer.id), node_key("partner", name))
    elif offer.kind == "sponsor":
        for name in partners:
            yield from graph.why_not(node_key("sponsor", offer.id), node_key("partner", name))
    else:
        course = scenario.course_by_id[offer.id]
        for way in graph.ways:
            if way.demand == demand.id:
                yield from _course_reasons(scenario, course, way)


def _refusals(
    graph: PartnershipGraph, partner: str, demand: Demand, aircraft_type: str | None
) -> Iterator[Reason]:
    for row in graph.refusals:
        of_type = aircraft_type is None or row.aircraft_type in (None, aircraft_type)
        if row.partner == partner and row.demand == demand.id and of_type:
            yield from row.reasons


def _course_reasons(scenario: Scenario, course: Course, way: Way) -> Iterator[Reason]:
    partner: Partner = scenario.partner_by_id[way.partner]
    if course.partners and partner.id not in course.partners:
        yield Reason("course.partners", f"{course.name} is not open to {partner.name}", course.aircraft_type)
    kind = scenario.aircraft_type_by_id[way.aircraft_type]
    taught = scenario.aircraft_type_by_id[course.aircraft_type]
    if course.audience in ("crew", "upgrade") and kind.family != taught.family:
        words = f"{course.name} teaches {type_short(taught)}, not {type_short(kind)}"
        yield Reason("crew.available", words, way.aircraft_type)
