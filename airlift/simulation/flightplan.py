"""The programme as the simulator flies it: sorties by day of the cycle, on lines instead of tails."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from airlift.flight import distance_nm
from airlift.plans.programme import Programme, Sortie
from airlift.scenario.model import Scenario
from airlift.simulation.world import PlannedSortie, PlannedStop

__all__ = ["cycle_of", "line_order"]

_EPSILON = 1e-9

Order = Sequence[tuple[tuple[str, str], ...]]
"""Tails with their bases by day of the cycle, in the order of the lines."""


def line_order(scenario: Scenario, programmes: Sequence[Programme], unit: str) -> Order:
    """Order the tails of a unit on each day: those that fly casualties alone or wait elsewhere come first.

    The first lines of a unit are its standby.
    """
    days: list[tuple[tuple[str, str], ...]] = []
    for programme in programmes:
        row = next((one for one in programme.units if one.unit == unit), None)
        if row is None:
            days.append(())
            continue
        bases = row.tail_bases or (row.home_base,) * len(row.tails)
        others = {sortie.tail for sortie in programme.sorties if set(_kinds(scenario, sortie)) != {"medevac"}}
        tails = sorted(
            zip(row.tails, bases, strict=True), key=lambda one: (one[0] in others, one[1] == row.home_base)
        )
        days.append(tuple(tails))
    return days


def cycle_of(
    scenario: Scenario,
    programmes: Sequence[Programme],
    units: Sequence[str],
    orders: Mapping[str, Order],
    *,
    random: bool,
) -> tuple[tuple[PlannedSortie, ...], ...]:
    """Return the sorties of each day; where casualties come at random, those for casualties alone are left out."""
    cycle = []
    for number, programme in enumerate(programmes):
        day = []
        for sortie in sorted(programme.sorties, key=lambda one: (one.start_min, one.id)):
            kinds = _kinds(scenario, sortie)
            if sortie.unit not in units or (random and set(kinds) == {"medevac"}):
                continue
            tails = [tail for tail, _ in orders[sortie.unit][number]]
            if sortie.tail in tails:
                day.append(
                    PlannedSortie(
                        id=sortie.id,
                        unit=units.index(sortie.unit),
                        line=tails.index(sortie.tail),
                        crew=sortie.crew,
                        tasks=tuple(kind for kind in kinds if not random or kind != "medevac"),
                        stops=_stops(scenario, programme, sortie),
                    )
                )
        cycle.append(tuple(day))
    return tuple(cycle)


def _kinds(scenario: Scenario, sortie: Sortie) -> tuple[str, ...]:
    """Kinds of the tasks of a sortie, each task once."""
    tasks = dict.fromkeys(action.task for stop in sortie.stops for action in stop.actions)
    return tuple(scenario.task_by_id[task].kind for task in tasks)


def _stops(scenario: Scenario, programme: Programme, sortie: Sortie) -> tuple[PlannedStop, ...]:
    """Return stops with the minutes of the legs between them, in whole minutes with landing as the programme has."""
    kind = scenario.aircraft_type_by_id[
        next(row.aircraft_type for row in programme.units if row.unit == sortie.unit)
    ]
    landing_min = scenario.policy.sorties.landing_min.value
    stops: list[PlannedStop] = []
    aboard: set[str] = set()
    before = None
    for stop in sortie.stops:
        site = scenario.site_by_id[stop.site]
        leg_min = 0.0
        if before is not None:
            away_nm = distance_nm(
                before.latitude_deg, before.longitude_deg, site.latitude_deg, site.longitude_deg
            )
            leg_min = math.ceil(away_nm / kind.cruise_kt * 60.0 - _EPSILON) + landing_min
        aboard |= {action.task for action in stop.actions if action.kind == "pickup"}
        aboard -= {action.task for action in stop.actions if action.kind == "dropoff"}
        stops.append(
            PlannedStop(
                site=stop.site,
                arrive_min=stop.arrive_min,
                depart_min=stop.depart_min,
                leg_min=leg_min,
                refuels=stop.refuel_kg > 0.0,
                loaded=bool(aboard),
                fuel_kg=stop.fuel_kg,
            )
        )
        before = site
    return tuple(stops)
