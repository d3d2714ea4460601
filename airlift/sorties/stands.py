"""Who stands where on a day: tails and crews of each unit at its home base and at the posts of its standby."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from airlift.plans.allocation import Allocation, Unit
from airlift.plans.banktime import bank_time
from airlift.plans.fleet import FleetPlan
from airlift.plans.serviceability import average_serviceable
from airlift.plans.standby import MissionStandby
from airlift.scenario.model import Scenario
from airlift.sorties.carry import Carried
from airlift.sorties.days import MissionDay

__all__ = ["Stand", "Upkeep", "stands", "units_of_day"]

_EPSILON = 1e-9  # float noise of a product such as 0.67 * 3


@dataclass(frozen=True, slots=True)
class Stand:
    """Tails and crews of a unit at one base.

    Parameters
    ----------
    unit, aircraft : Unit, int
        Unit, and its deployed aircraft, at all bases.
    base : str
        Site.
    forward : bool
        Whether it is another site than the home base: a post of the standby.
    tails, crews : tuple of str
        Names.
    standby_tails, standby_crews : int
        How many of them are held for casualties.
    bank_h : tuple of float
        Bank time of each tail in the morning; empty where sustainment was not planned.
    """

    unit: Unit
    aircraft: int
    base: str
    forward: bool
    tails: tuple[str, ...]
    crews: tuple[str, ...]
    standby_tails: int
    standby_crews: int
    bank_h: tuple[float, ...]


class Upkeep:
    """Serviceable tails of a planned week with their bank time, for one plan of the fleet."""

    def __init__(self, scenario: Scenario, allocation: Allocation, fleet: FleetPlan) -> None:
        self._banks = bank_time(scenario, allocation, fleet)
        self._first_week = {tail.tail: tail.first_week for tail in fleet.tails}
        self._rows = {(row.unit, row.week): row.serviceable_tails for row in fleet.unit_weeks}

    def tails(self, unit: str, week: int) -> tuple[str, ...]:
        """Serviceable tails of a unit, those with the most bank time first."""
        return self._rows.get((unit, week), ())

    def bank_h(self, tail: str, week: int) -> float:
        """Bank time of a tail when a week begins."""
        return max(0.0, self._banks[tail][week - self._first_week[tail]])


def units_of_day(
    scenario: Scenario, allocation: Allocation, mission: str, month: str
) -> list[tuple[Unit, int]]:
    """Units of a mission that are active in a month, each with its aircraft, in the order of their identifiers."""
    index = scenario.month_index(month)
    found = []
    for unit in allocation.units:
        offset = index - scenario.month_index(unit.first_month)
        if scenario.demand_by_id[unit.demand].mission == mission and 0 <= offset < len(unit.aircraft):
            found.append((unit, unit.aircraft[offset]))
    return sorted(found, key=lambda pair: pair[0].id)


def stands(
    scenario: Scenario,
    allocation: Allocation,
    today: MissionDay,
    upkeep: Upkeep | None,
    standby: MissionStandby | None,
    left: Carried,
) -> list[Stand]:
    """Say who stands where.

    Parameters
    ----------
    scenario, allocation : Scenario, Allocation
        Policy and units.
    today : MissionDay
        The day.
    upkeep : Upkeep or None
        Serviceable tails by week; without it, or outside its weeks, the policy's share of the aircraft, named from 1.
    standby : MissionStandby or None
        Posts of the mission; without it the standby of the sortie policy at the home base.
    left : Carried
        From the days before: who stood at a post stays there if possible.
    """
    found = []
    for unit, aircraft in units_of_day(scenario, allocation, today.mission, today.month):
        home = scenario.demand_by_id[unit.demand].sites[0]
        posts = _posts(scenario, unit, home, standby)
        tails, bank_h = _tails(scenario, unit, aircraft, today, upkeep, left)
        number = math.floor(aircraft * scenario.policy.crew.crews_per_aircraft.value + _EPSILON)
        crews = [f"{unit.id}-c{k + 1}" for k in range(number)]
        # Those who have flown least in the week come first.
        crews.sort(key=lambda name: left.crew_flown_min.get(name, 0))
        held = posts.pop(home, 0)
        tails_at = _shared(tails, home, posts, held, left.base)
        rested = sorted(crews, key=lambda name: max(0, left.crew_ready_min.get(name, 0)))
        crews_at = _shared(rested, home, posts, held, left.base)
        for base in (home, *sorted(posts)):
            here = set(crews_at[base])
            mine = tuple(name for name in crews if name in here)
            forward = base != home
            found.append(
                Stand(
                    unit=unit,
                    aircraft=aircraft,
                    base=base,
                    forward=forward,
                    tails=tails_at[base],
                    crews=mine,
                    standby_tails=len(tails_at[base]) if forward else min(held, len(tails_at[base])),
                    standby_crews=len(mine) if forward else min(held, len(mine)),
                    bank_h=tuple(bank_h[name] for name in tails_at[base]) if bank_h else (),
                )
            )
    return [stand for stand in found if not stand.forward or stand.tails or stand.crews]


def _posts(scenario: Scenario, unit: Unit, home: str, standby: MissionStandby | None) -> dict[str, int]:
    """Aircraft of a unit on standby by site, in the watch that holds noon."""
    if standby is None:
        return {home: scenario.policy.sorties.standby_aircraft.value}
    policy = scenario.policy.standby
    noon = (12 - policy.first_watch_h.value) % 24 // policy.watch_h.value
    posts: dict[str, int] = {}
    for post in standby.posts:
        if post.unit == unit.id and post.watch == noon:
            posts[post.site] = posts.get(post.site, 0) + post.aircraft
    return posts


def _tails(
    scenario: Scenario,
    unit: Unit,
    aircraft: int,
    today: MissionDay,
    upkeep: Upkeep | None,
    left: Carried,
) -> tuple[list[str], dict[str, float]]:
    """Serviceable tails, and the bank time of each in the morning where it is planned."""
    if upkeep is None or today.week is None:
        number = average_serviceable(scenario, aircraft)
        return [f"{unit.id}-t{k + 1}" for k in range(number)], {}
    tails = list(upkeep.tails(unit.id, today.week))
    bank_h = {
        name: max(0.0, upkeep.bank_h(name, today.week) - left.tail_flown_min.get(name, 0) / 60.0)
        for name in tails
    }
    return tails, bank_h


def _shared(
    names: Sequence[str], home: str, posts: dict[str, int], held: int, last_base: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    """Share out names: the standby of the home base first, then the posts, and all others to the home base too.

    At a post those who stood there the day before come first, then those who come first in the list: a post has
    nobody to fall back on.
    """
    free = list(names)
    at: dict[str, tuple[str, ...]] = {}
    for site, number in sorted(posts.items()):
        able = sorted(free, key=lambda name: last_base.get(name) != site)
        at[site] = tuple(able[: min(number, max(0, len(free) - held))])
        free = [name for name in free if name not in at[site]]
    return at | {home: tuple(free)}
