"""What a unit brings to a day: the month that is flown, its serviceable tails, its crews and their standby."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.checker.decisions import Deployment, cut
from airlift.plans import MissionStandby
from airlift.plans.weeks import window_months
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from airlift.checker.fleetplan import Fleet

__all__ = ["Strength", "crews_of", "month_flown", "noon_watch", "serviceable_share", "strength_of", "watches"]


@dataclass(frozen=True, slots=True)
class Strength:
    """What a unit can bring to a day.

    Parameters
    ----------
    tails, crews : int
        How many at most.
    names : frozenset of str or None
        Serviceable tails of the week; None where sustainment was not planned.
    home : str
        Home base; empty where the demand is unknown.
    standby : int
        Aircraft that are asked to stand by, at all posts together.
    posts : dict of str to int
        Aircraft of each post in the watch that holds noon, by site; without a standby plan all at the home base.
    """

    tails: int
    crews: int
    names: frozenset[str] | None
    home: str
    standby: int
    posts: dict[str, int]

    @property
    def standby_tails(self) -> int:
        """Tails on standby, as far as there are any."""
        return min(self.standby, self.tails)

    @property
    def standby_crews(self) -> int:
        """Crews on standby, as far as there are any."""
        return min(self.standby, self.crews)


def month_flown(scenario: Scenario, units: Iterable[Deployment], fleet: Fleet | None) -> int | None:
    """First month with most aircraft of some units; where sustainment was planned, of those in its window if any."""
    totals: Counter[int] = Counter()
    for unit in units:
        totals.update({month: n for month, n in unit.months() if 0 <= month < scenario.horizon_months})
    if fleet is not None:
        start = scenario.month_index(fleet.plan.first_month)
        end = start + window_months(scenario)
        within = Counter({month: n for month, n in totals.items() if start <= month < end})
        totals = within or totals
    return min(totals, key=lambda month: (-totals[month], month)) if totals else None


def strength_of(
    scenario: Scenario,
    unit: Deployment,
    aircraft: int,
    serviceable: frozenset[str] | None,
    standby: MissionStandby | None,
) -> Strength:
    """Strength of a unit with some aircraft, by its serviceable tails and its standby where these are planned."""
    home = unit.demand.sites[0] if unit.demand else ""
    if standby is None:
        posts = {home: scenario.policy.sorties.standby_aircraft.value}
    else:
        noon = noon_watch(scenario)
        posts = {}
        for post in standby.posts:
            if post.unit == unit.id and post.watch == noon:
                posts[post.site] = posts.get(post.site, 0) + cut(post.aircraft)
    return Strength(
        serviceable_share(scenario, aircraft) if serviceable is None else len(serviceable),
        crews_of(scenario, aircraft),
        serviceable,
        home,
        sum(posts.values()),
        posts,
    )


def serviceable_share(scenario: Scenario, aircraft: int) -> int:
    """Serviceable tails on an average day, where sustainment was not planned."""
    # A product such as 3 x 0.67 x 100 must not lose a whole aircraft to floating point.
    return math.floor(aircraft * scenario.policy.matching.serviceable_pct.value / 100.0 + 1e-9)


def crews_of(scenario: Scenario, aircraft: int) -> int:
    """Crews in the mission."""
    return math.floor(aircraft * scenario.policy.crew.crews_per_aircraft.value + 1e-9)


def watches(scenario: Scenario) -> int:
    """Watches of a day."""
    return max(1, 24 // scenario.policy.standby.watch_h.value)


def noon_watch(scenario: Scenario) -> int:
    """Watch that holds noon."""
    policy = scenario.policy.standby
    return (12 - policy.first_watch_h.value) % 24 // policy.watch_h.value
