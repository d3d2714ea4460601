"""Whether a pledge could be of any use at all, by the partnership graph: what has no way no plan can do."""

from __future__ import annotations

from collections.abc import Iterable

from airlift.partnership import Way, partnership_graph
from airlift.scenario import Course, Pledge, Scenario
from airlift.study.apply import apply_pledges

__all__ = ["OPENING", "WayBook", "ways_that_use"]

OPENING = frozenset({"aircraft", "crews", "consent"})
"""Kinds of pledges that can open a way; the others only bring more of what a way needs anyway."""


class WayBook:
    """Ways (partner, type, demand) that no rule keeps apart once some pledges are made, each set looked at once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._known: dict[frozenset[str], tuple[Way, ...]] = {}

    def ways(self, *pledges: Pledge) -> tuple[Way, ...]:
        """Return the ways of the scenario with the pledges made."""
        opening = [pledge for pledge in pledges if pledge.kind in OPENING]
        key = frozenset(pledge.id for pledge in opening)
        if key not in self._known:
            self._known[key] = partnership_graph(apply_pledges(self.scenario, opening)).ways
        return self._known[key]

    def keys(self, *pledges: Pledge) -> frozenset[tuple[str, str, str]]:
        """Return the same as (partner, demand, aircraft type)."""
        return frozenset((way.partner, way.demand, way.aircraft_type) for way in self.ways(*pledges))


def ways_that_use(scenario: Scenario, pledge: Pledge, ways: Iterable[Way]) -> tuple[Way, ...]:
    """Ways that could use what a pledge brings; when there are none the pledge alone changes nothing.

    Parameters
    ----------
    scenario : Scenario
        Without the pledge.
    pledge : Pledge
        What is looked at.
    ways : iterable of Way
        Those of the scenario with the pledge made.
    """
    return tuple(way for way in ways if _uses(scenario, pledge, way))


def _uses(scenario: Scenario, pledge: Pledge, way: Way) -> bool:
    match pledge.kind:
        case "aircraft":
            return _flies(scenario, pledge, way)
        case "crews":
            family = scenario.aircraft_type_by_id[pledge.aircraft_type or ""].family
            return way.partner == pledge.partner and _family(scenario, way) == family
        case "technicians":
            return way.partner == pledge.partner
        case "seats":
            return _is_taught(scenario, scenario.course_by_id[pledge.course or ""], way)
        case "money":
            return _is_paid(scenario, pledge, way)
        case "docks":
            return any(base.base == pledge.maintenance_base for base in way.bases)
        case "consent":
            demand = scenario.demand_by_id[way.demand]
            fits = pledge.aircraft_type in (None, way.aircraft_type)
            return fits and demand.mission == pledge.mission and way.partner == pledge.partner


def _family(scenario: Scenario, way: Way) -> str:
    return scenario.aircraft_type_by_id[way.aircraft_type].family


def _flies(scenario: Scenario, pledge: Pledge, way: Way) -> bool:
    if pledge.lot is not None:
        lot = scenario.lot_by_id[pledge.lot]
        return way.aircraft_type == lot.aircraft_type and (not lot.partners or way.partner in lot.partners)
    mission = scenario.demand_by_id[way.demand].mission
    fits = pledge.partner in (None, way.partner) and pledge.mission in (None, mission)
    return way.aircraft_type == pledge.aircraft_type and fits


def _is_taught(scenario: Scenario, course: Course, way: Way) -> bool:
    if course.partners and way.partner not in course.partners:
        return False
    of_family = scenario.aircraft_type_by_id[course.aircraft_type].family == _family(scenario, way)
    return of_family or course.audience not in ("crew", "upgrade")


def _is_paid(scenario: Scenario, pledge: Pledge, way: Way) -> bool:
    if pledge.sponsor is None:
        return pledge.partner in (None, way.partner)
    rows = (row for row in scenario.earmarks if row.sponsor == pledge.sponsor)
    return any(row.partner in (None, way.partner) for row in rows)
