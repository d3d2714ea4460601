"""Shares of casualties that posts give, by geometry and an exact chain of busy aircraft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment, cut
from airlift.checker.evacuations import Evacuation, Evacuations
from airlift.checker.markov import MOST_AIRCRAFT, chain
from airlift.checker.posts import aircraft_by_watch, candidates, month_of, units_of
from airlift.checker.strengths import watches
from airlift.checker.tolerances import COVER_PCT, MINUTE
from airlift.plans import CoverShares, MissionStandby
from airlift.scenario.demands import Site

__all__ = ["cover", "events_per_day", "planned_shares"]


@dataclass(frozen=True, slots=True)
class _Stand:
    """Aircraft of a unit at a site in a watch; `place` orders those that are equally quick."""

    unit: Deployment
    site: Site
    place: tuple[str, int]
    aircraft: int
    by_night: bool


@dataclass(frozen=True, slots=True)
class _Call:
    """Events for which each stand can do the same: how many in an hour of the watch, and what that is."""

    per_h: float
    flights: tuple[Evacuation | None, ...]


def cover(case: Case) -> Iterator[Breach]:
    """standby.cover: shares of a mission's casualties, as planned and with all aircraft at their home bases.

    Within a watch calls come at the average rates of its hours. An aircraft is busy for a time with the mean over the
    calls that it may be sent to; those in time are sent before the late ones, then the one that is there first. With
    more than eight aircraft in a watch only the share in reach is judged.
    """
    for row in case.plan.standby:
        month = month_of(case, row.mission)
        if row.mission not in case.scenario.mission_by_id or month is None:
            continue
        flights = Evacuations(case, row.mission, case.month(month))
        for words, stated, home in (("cover", row.cover, False), ("cover at home", row.cover_at_home, True)):
            given = _shares(case, row, flights, month, home=home)
            for name, share in given.items():
                value = getattr(stated, name)
                if abs(value - share) > COVER_PCT:
                    yield Breach(
                        {"standby": row.mission, words: name.removesuffix("_pct")},
                        abs(value - share),
                        f"{figure(value)} % stated, the posts give {figure(share)} %",
                    )


def planned_shares(case: Case, row: MissionStandby) -> dict[str, float]:
    """Shares of a mission as planned, in per cent; empty where mission or month are unknown."""
    month = month_of(case, row.mission)
    if row.mission not in case.scenario.mission_by_id or month is None:
        return {}
    return _shares(case, row, Evacuations(case, row.mission, case.month(month)), month, home=False)


def events_per_day(case: Case, mission: str) -> float:
    """Events that a mission expects in a day."""
    if not any(case.scenario.policy.standby.hour_weights.value):
        return 0.0
    return sum(zone.events_per_month for zone in case.scenario.zones if zone.mission == mission) / 30.0


def _shares(
    case: Case, row: MissionStandby, flights: Evacuations, month: int, *, home: bool
) -> dict[str, float]:
    """Shares in per cent by the field of `CoverShares`; only those that can be computed."""
    totals: defaultdict[str, float] = defaultdict(float)
    events = 0.0
    exact = True
    for watch in range(watches(case.scenario)):
        stands = _stands(case, row, watch, month, home)
        exact = exact and sum(stand.aircraft for stand in stands) <= MOST_AIRCRAFT
        calls = _calls(case, flights, watch, stands)
        events += sum(call.per_h for call in calls)
        totals["reach_pct"] += sum(call.per_h for call in calls if any(_in_time(case, call)))
        if exact:
            for name, amount in _busy_shares(case, stands, calls).items():
                totals[name] += amount
    known = list(CoverShares.model_fields) if exact else ["reach_pct"]
    return {name: 100.0 * totals[name] / events if events else 0.0 for name in known}


def _stands(case: Case, row: MissionStandby, watch: int, month: int, home: bool) -> list[_Stand]:
    """Return who stands by in a watch, one entry a unit and site."""
    units = units_of(case, row.mission)
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    for post in row.posts:
        if post.unit in units and post.watch == watch and post.site in case.scenario.site_by_id:
            numbers[post.unit, post.site] += cut(post.aircraft)
    if home:
        numbers = defaultdict(int, _all_at_home(case, row))
    places = {
        key: [site.id for site in candidates(case, units[key])] for key in {unit for unit, _ in numbers}
    }
    stands = []
    for (key, site), aircraft in numbers.items():
        place = places[key].index(site) if site in places[key] else len(places[key])
        by_night = _by_night(case, units[key], month)
        stands.append(_Stand(units[key], case.scenario.site_by_id[site], (key, place), aircraft, by_night))
    return sorted(stands, key=lambda stand: stand.place)


def _all_at_home(case: Case, row: MissionStandby) -> dict[tuple[str, str], int]:
    """Aircraft of each unit at its home base: as many as in the watch in which most of them stand by."""
    most: dict[tuple[str, str], int] = {}
    for key, unit in units_of(case, row.mission).items():
        by_watch = aircraft_by_watch(case, row, key)
        if unit.demand is not None and max(by_watch.values()):
            most[key, unit.demand.sites[0]] = max(by_watch.values())
    return most


def _by_night(case: Case, unit: Deployment, month: int) -> bool:
    """Whether a unit takes casualties in the dark: in general, or with goggles in type and crews."""
    policy = case.scenario.policy
    if policy.flight.night_flying.value:
        return True
    kind, partner = unit.aircraft_type, unit.partner
    if kind is None or partner is None or not policy.standby.nvg_medevac.value or "nvg_fit" not in kind.tags:
        return False
    crews = case.scenario.crews_by_key.get((partner.id, kind.id))
    return (crews is not None and "nvg" in crews.tags) or any(
        row.partner.id == partner.id
        and row.course.aircraft_type == kind.id
        and "nvg" in row.course.tags
        and row.graduation <= month
        for row in case.classes
    )


def _calls(case: Case, flights: Evacuations, watch: int, stands: list[_Stand]) -> list[_Call]:
    """Events of a watch, spread evenly over its hours; those of a zone in daylight are one call, for example."""
    policy = case.scenario.policy.standby
    length = 24 // watches(case.scenario)
    weights = policy.hour_weights.value
    mean = sum(weights) / 24.0
    per_h_of: defaultdict[tuple[Evacuation | None, ...], float] = defaultdict(float)
    for number, zone in enumerate(flights.zones):
        for offset in range(length):
            hour = (policy.first_watch_h.value + watch * length + offset) % 24
            per_h = zone.events_per_month / 30.0 / 24.0 * weights[hour] / mean if mean else 0.0
            if per_h > 0.0:
                done = tuple(
                    None
                    if stand.unit.aircraft_type is None
                    else flights.at(stand.unit.aircraft_type, stand.site, number, hour, stand.by_night)
                    for stand in stands
                )
                per_h_of[done] += per_h / length
    return [_Call(per_h, done) for done, per_h in per_h_of.items()]


def _in_time(case: Case, call: _Call) -> list[bool]:
    """Whether each stand brings the casualty to surgery within its clock."""
    limit = case.scenario.policy.casualty.surgery_min.value + MINUTE
    return [flight is not None and flight.surgery_min <= limit for flight in call.flights]


def _busy_shares(case: Case, stands: list[_Stand], calls: list[_Call]) -> dict[str, float]:
    """Events an hour in each share, busy aircraft taken into account."""
    casualty = case.scenario.policy.casualty
    attended = case.scenario.policy.flight.attendants_per_medevac.value >= 1
    aircraft = [number for number, stand in enumerate(stands) for _ in range(stand.aircraft)]
    at = {
        number: [one for one, stand in enumerate(aircraft) if stand == number]
        for number in range(len(stands))
    }
    orders = [_order(call, _in_time(case, call), at) for call in calls]
    per_order: defaultdict[tuple[int, ...], float] = defaultdict(float)
    for call, order in zip(calls, orders, strict=True):
        per_order[order] += call.per_h
    solved = chain(per_order, [_busy_h(number, calls) for number in aircraft])
    totals: defaultdict[str, float] = defaultdict(float)
    for call, order in zip(calls, orders, strict=True):
        in_time = _in_time(case, call)
        cared = [
            attended and flight is not None and flight.arrive_min <= casualty.advanced_care_min.value + MINUTE
            for flight in call.flights
        ]
        surgeons = frozenset(one for one, stand in enumerate(aircraft) if in_time[stand])
        carers = frozenset(one for one, stand in enumerate(aircraft) if cared[stand])
        totals["surgery_pct"] += call.per_h * solved.sent(order, surgeons)
        totals["advanced_pct"] += call.per_h * solved.sent(order, carers)
        totals["backup_pct"] += call.per_h * solved.idle(surgeons, 2)
    return dict(totals)


def _order(call: _Call, in_time: list[bool], at: dict[int, list[int]]) -> tuple[int, ...]:
    """Aircraft in the order in which a call asks them: in time before late, the first to arrive first."""
    able = [
        (not in_time[stand], flight.arrive_min, stand) for stand, flight in enumerate(call.flights) if flight
    ]
    return tuple(one for *_, stand in sorted(able) for one in at[stand])


def _busy_h(stand: int, calls: list[_Call]) -> float:
    """Mean time of a call for an aircraft of a stand; an hour where it is never sent."""
    sent = [
        (call.per_h, flight.busy_min / 60.0) for call in calls if (flight := call.flights[stand]) is not None
    ]
    weight = sum(per_h for per_h, _ in sent)
    return sum(per_h * hours for per_h, hours in sent) / weight if weight else 1.0
