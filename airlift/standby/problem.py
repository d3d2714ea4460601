"""From a scenario and the units of a mission to the siting problem.

What the contract of the two levels leaves open is settled here; the checker settles it the same way:

- Every event is one call for one aircraft, whatever its category; shares of alpha casualties are shares of events.
- An event of an hour happens in the middle of it (14:30 in the hour from 14:00). It may be flown by day when take-off
  and landing at the hospital lie in the flying day at the zone on the 15th of the month; otherwise by night with the
  reserves of the night, where night flying is allowed or crew and type have night-vision goggles.
- Within a watch the rates of a zone are averages over its hours, also those of its light and of its dark hours.
- An aircraft that may be sent is sent, even if it is late; the list of a zone has those first that are in surgery in
  time, then those that are with the casualty sooner, then by unit and candidate site.
- The time for which a call keeps an aircraft is exponential, with a mean of its own: over the events that its post
  may be sent to in the watch, weighted by their rates. It counts from launch to readiness at the post.
- A hospital takes alpha and bravo casualties up to its operations a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from airlift.flight import day_window_min, daylight_on
from airlift.flight.arrays import BoolArray
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.reach import Reach, hospitals_of, reach
from airlift.standby.strength import StandbyUnit, candidate_sites, watches_per_day

__all__ = ["MissionProblem", "ZoneHours", "mission_problem", "watch_hours"]

_DAY_MIN = 1440.0
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class ZoneHours:
    """Hours of a watch in which a zone is reached alike: one zone of the siting problem.

    Parameters
    ----------
    zone : int
        Index in the zones of the mission.
    hours : tuple of int
        Local hours, 0 to 23.
    """

    zone: int
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MissionProblem:
    """The siting problem of a mission, and what its indices mean.

    Parameters
    ----------
    mission, month : str
        Of the plan.
    units : tuple of StandbyUnit
        Kinds of aircraft of the siting problem.
    posts : tuple of (StandbyUnit, Site)
        Its posts.
    home : tuple of int or None
        Post of each unit at its home base; None where nobody may stand by there.
    zones : tuple of Zone
        Zones of the mission.
    hospitals : tuple of Site
        Sites that can operate.
    zone_hours : tuple of tuple of ZoneHours
        Of each watch: its zones.
    siting : SitingProblem
        The arrays.
    """

    mission: str
    month: str
    units: tuple[StandbyUnit, ...]
    posts: tuple[tuple[StandbyUnit, Site], ...]
    home: tuple[int | None, ...]
    zones: tuple[Zone, ...]
    hospitals: tuple[Site, ...]
    zone_hours: tuple[tuple[ZoneHours, ...], ...]
    siting: SitingProblem


def watch_hours(scenario: Scenario, number: int) -> tuple[int, ...]:
    """Local hours of a watch of the day."""
    policy = scenario.policy.standby
    length = 24 // watches_per_day(scenario)
    first = policy.first_watch_h.value + number * length
    return tuple((first + offset) % 24 for offset in range(length))


def mission_problem(
    scenario: Scenario,
    mission: str,
    month: str,
    units: Sequence[StandbyUnit],
    *,
    closed_posts: frozenset[str] = frozenset(),
    closed_hospitals: frozenset[str] = frozenset(),
) -> MissionProblem:
    """Write the siting problem of a mission.

    Parameters
    ----------
    scenario : Scenario
        Sites, zones and policies.
    mission, month : str
        Whose standby, and for which month.
    units : sequence of StandbyUnit
        Units that stand by; those that hold nothing have no posts.
    closed_posts : frozenset of str
        Sites at which nobody may stand by.
    closed_hospitals : frozenset of str
        Sites to which no casualty is taken.
    """
    hospitals = tuple(site for site in hospitals_of(scenario) if site.id not in closed_hospitals)
    standing = tuple(unit for unit in units if unit.aircraft > 0)
    zones = tuple(zone for zone in scenario.zones if zone.mission == mission)
    posts: list[tuple[StandbyUnit, Site]] = []
    kind, home, may_night = list[int](), list[int | None](), list[bool]()
    by_day, by_night = list[Reach](), list[Reach]()
    for number, unit in enumerate(standing):
        sites = [site for site in candidate_sites(scenario, unit) if site.id not in closed_posts]
        home.append(len(posts) if unit.demand.sites[0] not in closed_posts else None)
        posts += [(unit, site) for site in sites]
        kind += [number] * len(sites)
        by_day.append(reach(scenario, unit.kind, sites, zones, hospitals, night=False))
        by_night.append(reach(scenario, unit.kind, sites, zones, hospitals, night=True))
        may_night += [_flies_by_night(scenario, unit)] * len(sites)
    places = sorted({site.id for _, site in posts})
    total = sum(unit.aircraft for unit in standing)
    watches, hours = [], []
    day, night = _Table(by_day, len(zones)), _Table(by_night, len(zones))
    light = _light(scenario, mission, month, zones, day)
    for number in range(watches_per_day(scenario)):
        watch, columns = _watch(
            scenario, number, standing, zones, day, night, light, np.array(may_night, dtype=bool)
        )
        watches.append(watch)
        hours.append(columns)
    siting = SitingProblem(
        kind=np.array(kind, dtype=np.int64),
        site=np.array([places.index(site.id) for _, site in posts], dtype=np.int64),
        parking=np.full(len(places), total),
        watches=tuple(watches),
        operations_per_day=np.array([_operations(scenario, site) for site in hospitals], dtype=np.float64),
    )
    return MissionProblem(
        mission, month, standing, tuple(posts), tuple(home), zones, hospitals, tuple(hours), siting
    )


class _Table:
    """Reach of all posts, one below the other: arrays of shape (posts, zones)."""

    def __init__(self, parts: Sequence[Reach], zones: int) -> None:
        empty = np.zeros((0, zones))
        self.possible = np.concatenate([empty > 0.0, *(part.possible for part in parts)])
        self.arrive_min = np.concatenate([empty, *(part.arrive_min for part in parts)])
        self.landing_min = np.concatenate([empty, *(part.landing_min for part in parts)])
        self.surgery_min = np.concatenate([empty, *(part.surgery_min for part in parts)])
        self.busy_min = np.concatenate([empty, *(part.busy_min for part in parts)])
        self.hospital = np.concatenate([empty.astype(np.int64), *(part.hospital for part in parts)])


def _flies_by_night(scenario: Scenario, unit: StandbyUnit) -> bool:
    goggles = scenario.policy.standby.nvg_medevac.value and "nvg_fit" in unit.kind.tags and unit.goggles
    return scenario.policy.flight.night_flying.value or goggles


def _light(scenario: Scenario, mission: str, month: str, zones: Sequence[Zone], day: _Table) -> BoolArray:
    """Whether a call of each hour is flown in daylight, shape (hours, posts, zones)."""
    basis = scenario.policy.flight.daylight_basis.value
    offset_h = scenario.mission_by_id[mission].utc_offset_h
    on = date.fromisoformat(f"{month}-15")
    alert_min = scenario.policy.casualty.alert_min.value
    light = np.zeros((24, *day.possible.shape), dtype=bool)
    for number, zone in enumerate(zones):
        window = day_window_min(daylight_on(on, zone.latitude_deg, zone.longitude_deg, offset_h), basis)
        if window is None:
            continue
        for hour in range(24):
            take_off = (60.0 * hour + 30.0 + alert_min) % _DAY_MIN
            landing = take_off + day.landing_min[:, number] - alert_min
            light[hour, :, number] = (take_off >= window[0] - _EPSILON) & (landing <= window[1] + _EPSILON)
    return light


def _watch(
    scenario: Scenario,
    number: int,
    units: Sequence[StandbyUnit],
    zones: Sequence[Zone],
    day: _Table,
    night: _Table,
    light: BoolArray,
    may_night: BoolArray,
) -> tuple[Watch, tuple[ZoneHours, ...]]:
    """One watch, with one column for the hours in which a zone is reached alike."""
    policy = scenario.policy
    hours = watch_hours(scenario, number)
    weights = np.array(policy.standby.hour_weights.value, dtype=np.float64)
    weights = weights / weights.mean()
    groups: dict[tuple[int, bytes], list[int]] = {}
    for place in range(len(zones)):
        for hour in hours:
            groups.setdefault((place, light[hour, :, place].tobytes()), []).append(hour)
    columns = tuple(ZoneHours(place, tuple(members)) for (place, _), members in groups.items())
    zone = np.array([column.zone for column in columns], dtype=np.int64)
    lit = np.array([light[column.hours[0], :, column.zone] for column in columns], dtype=bool)
    lit = lit.reshape(len(columns), len(may_night)).T
    reaches = np.where(lit, day.possible[:, zone], night.possible[:, zone] & may_night[:, None])
    surgery_min = np.where(lit, day.surgery_min[:, zone], night.surgery_min[:, zone])
    in_surgery = surgery_min <= policy.casualty.surgery_min.value + _EPSILON
    in_care = day.arrive_min[:, zone] <= policy.casualty.advanced_care_min.value + _EPSILON
    hospital = np.where(lit, day.hospital[:, zone], night.hospital[:, zone])
    busy_h = np.where(lit, day.busy_min[:, zone], night.busy_min[:, zone]) / 60.0
    per_hour = np.array([zones[column.zone].events_per_month / 30.0 / 24.0 for column in columns])
    share = np.array([weights[list(column.hours)].sum() / len(hours) for column in columns])
    rate = per_hour * share
    weight = reaches * rate
    called = weight.sum(axis=1)
    mean_h = np.where(called > 0.0, (weight * busy_h).sum(axis=1) / np.where(called > 0.0, called, 1.0), 1.0)
    watch = Watch(
        name=f"{hours[0]:02d}-{(hours[-1] + 1) % 24:02d}",
        hours=float(len(hours)),
        aircraft=np.array([unit.aircraft for unit in units], dtype=np.int64),
        rate_per_h=rate,
        reaches=reaches,
        surgery=reaches & in_surgery,
        care=reaches & in_care & (policy.flight.attendants_per_medevac.value >= 1),
        response_min=day.arrive_min[:, zone],
        surgery_min=surgery_min,
        service_h=mean_h,
        hospital=np.where(reaches, hospital, -1),
        least_cover=np.zeros(len(columns)),
    )
    return watch, columns


def _operations(scenario: Scenario, site: Site) -> float:
    """Events a day whose alpha and bravo casualties a hospital can operate on."""
    policy = scenario.policy.standby
    operations = (
        policy.operations_per_day_level_3 if site.medical_level >= 3 else policy.operations_per_day_level_2
    )
    urgent = (policy.alpha_pct.value + policy.bravo_pct.value) / 100.0
    patients = urgent * policy.casualties_per_event.value
    return operations.value / patients if patients > 0.0 else np.inf
