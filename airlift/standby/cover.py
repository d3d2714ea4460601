"""What standby covers by zone and hour, and what is lost when a site is closed: the data of `airlift cover`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from airlift.flight.arrays import IntArray
from airlift.plans.allocation import Allocation
from airlift.plans.cover import Cover, MissionCover, SiteLoss, ZoneHour
from airlift.plans.fleet import FleetPlan
from airlift.plans.model import Plan
from airlift.plans.serviceability import average_serviceable
from airlift.plans.standby import MissionStandby
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType
from airlift.solvers.options import SolveOptions
from airlift.standby.problem import MissionProblem, mission_problem
from airlift.standby.shares import mission_shares, zone_shares
from airlift.standby.solve import at_home, posts_of, sited
from airlift.standby.strength import StandbyUnit, held, standby_units

__all__ = ["cover"]


def cover(
    scenario: Scenario,
    plan: Plan | None = None,
    options: SolveOptions | None = None,
    *,
    resite: bool = True,
) -> Cover:
    """Return what standby covers in every mission that has zones.

    Parameters
    ----------
    scenario : Scenario
        Zones, sites, policies.
    plan : Plan, optional
        Its units and posts; missions for which it has no posts are sited here. Without a plan each demand is taken to
        have the aircraft that it asks for, of the first type of the scenario that fits it, with the crews it asks for.
    options : SolveOptions, optional
        Of each siting.
    resite : bool
        Whether to site all aircraft anew without each site that has posts.
    """
    options = options or SolveOptions(time_limit_s=20.0)
    allocation = Allocation() if plan is None else plan.allocation
    fleet: FleetPlan | None = None if plan is None else plan.fleet
    planned = {} if plan is None else {row.mission: row for row in plan.standby}
    missions = []
    for mission in scenario.missions:
        if not any(zone.mission == mission.id for zone in scenario.zones):
            continue
        month, units = (
            _asked(scenario, mission.id)
            if plan is None
            else standby_units(scenario, allocation, fleet, mission.id)
        )
        if month is not None:
            problem = mission_problem(scenario, mission.id, month, units)
            missions.append(
                _mission_cover(scenario, problem, units, planned.get(mission.id), options, resite)
            )
    return Cover(planned=bool(planned), missions=tuple(missions))


def _asked(scenario: Scenario, mission: str) -> tuple[str | None, tuple[StandbyUnit, ...]]:
    """Units as if every demand of a mission were met, in the first month with the most aircraft asked for."""
    demands = [demand for demand in scenario.demands if demand.mission == mission]
    windows = {demand.id: scenario.demand_window(demand) for demand in demands}
    asked = [
        sum(one.aircraft for one in demands if windows[one.id][0] <= month < windows[one.id][1])
        for month in range(scenario.horizon_months)
    ]
    if not any(asked):
        return None, ()
    month = asked.index(max(asked))
    units = []
    for demand in sorted(demands, key=lambda one: one.id):
        kind = _first_kind(scenario, demand)
        first, end = windows[demand.id]
        if kind is not None and first <= month < end:
            serviceable = average_serviceable(scenario, demand.aircraft)
            number = held(scenario, demand, kind, demand.aircraft, serviceable)
            units.append(StandbyUnit(demand.id, demand, kind, number, "nvg" in demand.crew_tags))
    return scenario.month_label(month), tuple(units)


def _first_kind(scenario: Scenario, demand: Demand) -> AircraftType | None:
    """First type with the equipment that a demand asks for; for medevac one that takes litters."""
    for kind in scenario.aircraft_types:
        if set(demand.aircraft_tags) <= set(kind.tags) and (demand.role != "medevac" or kind.litters > 0):
            return kind
    return None


def _mission_cover(
    scenario: Scenario,
    problem: MissionProblem,
    units: Sequence[StandbyUnit],
    planned: MissionStandby | None,
    options: SolveOptions,
    resite: bool,
) -> MissionCover:
    sitings = sited(problem, options)[0] if planned is None else _sitings_of(problem, planned)
    watches = problem.siting.watches
    return MissionCover(
        mission=problem.mission,
        month=problem.month,
        posts=posts_of(problem, sitings),
        shares=mission_shares(watches, sitings),
        shares_at_home=mission_shares(watches, [at_home(problem)] * len(watches)),
        hours=_zone_hours(problem, sitings),
        losses=_losses(scenario, problem, units, sitings, options, resite),
        aircraft_types={unit.id: unit.kind.id for unit in units},
        planned=planned is not None,
    )


def _sitings_of(problem: MissionProblem, planned: MissionStandby) -> tuple[IntArray, ...]:
    """Write the posts of a plan as sitings; a post that is no candidate is left out."""
    index = {(unit.id, site.id): number for number, (unit, site) in enumerate(problem.posts)}
    sitings = [np.zeros(len(problem.posts), dtype=np.int64) for _ in problem.siting.watches]
    for post in planned.posts:
        if (post.unit, post.site) in index and post.watch < len(sitings):
            sitings[post.watch][index[post.unit, post.site]] += post.aircraft
    return tuple(sitings)


def _zone_hours(problem: MissionProblem, sitings: Sequence[IntArray]) -> tuple[ZoneHour, ...]:
    found: dict[tuple[int, int], ZoneHour] = {}
    for watch, columns, siting in zip(problem.siting.watches, problem.zone_hours, sitings, strict=True):
        shares = zone_shares(watch, siting)
        posts = np.flatnonzero(siting)
        for number, column in enumerate(columns):
            able = posts[watch.reaches[posts, number]] if len(posts) else posts
            first = int(able[watch.rank[able, number].argmin()]) if len(able) else None
            hospital = -1 if first is None else int(watch.hospital[first, number])
            for hour in column.hours:
                found[column.zone, hour] = ZoneHour(
                    zone=problem.zones[column.zone].id,
                    hour=hour,
                    advanced_pct=_pct(shares.advanced[number]),
                    surgery_pct=_pct(shares.surgery[number]),
                    backup_advanced_pct=_pct(shares.backup_advanced[number]),
                    backup_surgery_pct=_pct(shares.backup_surgery[number]),
                    advanced_min=None
                    if first is None
                    else round(float(watch.response_min[first, number]), 1),
                    surgery_min=None if first is None else round(float(watch.surgery_min[first, number]), 1),
                    post=None if first is None else problem.posts[first][1].id,
                    hospital=problem.hospitals[hospital].id if hospital >= 0 else None,
                )
    return tuple(found[key] for key in sorted(found))


def _pct(probability: float) -> float:
    return round(100.0 * min(1.0, max(0.0, float(probability))), 3)


def _losses(
    scenario: Scenario,
    problem: MissionProblem,
    units: Sequence[StandbyUnit],
    sitings: Sequence[IntArray],
    options: SolveOptions,
    resite: bool,
) -> tuple[SiteLoss, ...]:
    """Cover without each site that has posts, and without each hospital that the zones use."""
    losses = []
    used = sorted({problem.posts[post][1].id for siting in sitings for post in np.flatnonzero(siting)})
    for site in used:
        losses.append(_loss(scenario, problem, units, sitings, options if resite else None, post=site))
    hospitals = {
        int(hospital)
        for watch, siting in zip(problem.siting.watches, sitings, strict=True)
        for hospital in np.unique(watch.hospital[np.flatnonzero(siting)])
        if hospital >= 0
    }
    for hospital in sorted(problem.hospitals[number].id for number in hospitals):
        losses.append(
            _loss(scenario, problem, units, sitings, options if resite else None, hospital=hospital)
        )
    return tuple(losses)


def _loss(
    scenario: Scenario,
    problem: MissionProblem,
    units: Sequence[StandbyUnit],
    sitings: Sequence[IntArray],
    options: SolveOptions | None,
    *,
    post: str | None = None,
    hospital: str | None = None,
) -> SiteLoss:
    """Cover without a site for posts, or without the surgery of a hospital."""
    closed = mission_problem(
        scenario, problem.mission, problem.month, units,
        closed_posts=frozenset() if post is None else frozenset({post}),
        closed_hospitals=frozenset() if hospital is None else frozenset({hospital}),
    )  # fmt: skip
    left = _carried_over(problem, closed, sitings)
    resited = None if options is None else mission_shares(closed.siting.watches, sited(closed, options)[0])
    return SiteLoss(
        site=post or hospital or "",
        kind="post" if post is not None else "hospital",
        surgery_pct=mission_shares(closed.siting.watches, left).surgery_pct,
        resited_pct=None if resited is None else resited.surgery_pct,
    )


def _carried_over(
    problem: MissionProblem, closed: MissionProblem, sitings: Sequence[IntArray]
) -> list[IntArray]:
    """Keep the aircraft whose posts are left."""
    index: Mapping[tuple[str, str], int] = {
        (unit.id, site.id): number for number, (unit, site) in enumerate(closed.posts)
    }
    carried = []
    for siting in sitings:
        left = np.zeros(len(closed.posts), dtype=np.int64)
        for number in np.flatnonzero(siting):
            unit, site = problem.posts[number]
            if (unit.id, site.id) in index:
                left[index[unit.id, site.id]] = siting[number]
        carried.append(left)
    return carried
