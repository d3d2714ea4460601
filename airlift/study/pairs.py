"""Which pairs of pledges could be worth more than the two apart, so that not all of them need be solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from airlift.scenario import Pledge, Scenario
from airlift.study.screening import OPENING, WayBook
from airlift.study.worth import PledgeWorth

__all__ = ["promising_pairs"]

Names = frozenset[str] | None
"""Whom or what a pledge is about; None is anybody or anything."""


def promising_pairs(
    candidates: Sequence[Pledge], worths: Mapping[str, PledgeWorth], book: WayBook
) -> list[tuple[Pledge, Pledge]]:
    """List pairs of different kinds that can go to the same partner and family, the most promising first.

    First come pairs that open a way that neither opens alone (aircraft for a partner without crews, and crews for it):
    each may lack just what the other brings. Then come pairs of which both, then of which one is worth nothing alone.
    Two that both help are the last, because what they gain together is mostly what they gain apart. Among equals those
    that name the same partner and family come before those that leave them open. Pairs with a pledge that was not
    reached are left out: there is nothing to compare them with.
    """
    scenario = book.scenario
    ranked = []
    for number, (first, second) in enumerate(combinations(candidates, 2)):
        one, other = worths.get(first.id), worths.get(second.id)
        if one is None or other is None or not one.tiers or not other.tiers or first.kind == second.kind:
            continue
        pairs = list(zip(_subjects(scenario, first), _subjects(scenario, second), strict=True))
        if any(a is not None and b is not None and not a & b for a, b in pairs):
            continue
        opens = False
        if {first.kind, second.kind} <= OPENING:
            opens = bool(book.keys(first, second) - book.keys(first) - book.keys(second))
        loose = sum(a is None or b is None for a, b in pairs)
        ranked.append(((not opens, one.helps + other.helps, loose, number), first, second))
    return [(first, second) for _, first, second in sorted(ranked, key=lambda row: row[0])]


def _subjects(scenario: Scenario, pledge: Pledge) -> tuple[Names, Names, Names]:
    """Partners, families and missions that a pledge is about."""
    partners: Names = None if pledge.partner is None else frozenset({pledge.partner})
    types: Names = None if pledge.aircraft_type is None else frozenset({pledge.aircraft_type})
    if pledge.lot is not None:
        lot = scenario.lot_by_id[pledge.lot]
        partners, types = frozenset(lot.partners) or None, frozenset({lot.aircraft_type})
    elif pledge.course is not None:
        course = scenario.course_by_id[pledge.course]
        partners, types = frozenset(course.partners) or None, frozenset({course.aircraft_type})
    elif pledge.maintenance_base is not None:
        base = scenario.maintenance_base_by_id[pledge.maintenance_base]
        partners, types = frozenset(base.partners) or None, frozenset(base.aircraft_types)
    elif pledge.sponsor is not None:
        named = {row.partner for row in scenario.earmarks if row.sponsor == pledge.sponsor}
        partners = None if None in named else frozenset(name for name in named if name is not None)
    families = None
    if types is not None:
        families = frozenset(scenario.aircraft_type_by_id[kind].family for kind in types)
    return partners, families, None if pledge.mission is None else frozenset({pledge.mission})
