"""One mission's standby as the report shows it: facts, map, heat map, posts, zones, what a closed site costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from airlift.plans import CoverShares, Plan, Post
from airlift.plans.cover import Cover, MissionCover, ZoneHour
from airlift.reporting.borders import Country
from airlift.reporting.coverheat import cover_heat
from airlift.reporting.covermap import cover_map, first_ring_nm
from airlift.reporting.pagetables import Table, bar, columns
from airlift.reporting.watches import aircraft_by_watch, mean_share, watch_of_hour, watch_text
from airlift.reporting.wording import count, mission_short, month_name, number, pct, rate, type_short
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["StandbyPage", "cover_pages", "standby_page", "standby_pages", "watches_of"]


@dataclass(frozen=True, slots=True)
class StandbyPage:
    """What the template shows of one mission's standby; without a cover there is no heat map."""

    id: str
    name: str
    facts: tuple[str, ...]
    map: Markup
    heat: Markup | None
    shares: Table
    posts: Table
    zones: Table
    losses: Table


def standby_pages(
    scenario: Scenario, plan: Plan, cover: Cover | None, borders: Iterable[Country]
) -> tuple[StandbyPage, ...]:
    """Return a page for each mission whose standby was planned."""
    kinds = {unit.id: unit.aircraft_type for unit in plan.allocation.units}
    found = {row.mission: row for row in cover.missions} if cover is not None else {}
    return tuple(
        standby_page(
            scenario,
            row.mission,
            row.month,
            row.posts,
            (row.cover, row.cover_at_home),
            kinds,
            found.get(row.mission),
            borders,
        )
        for row in plan.standby
    )


def cover_pages(scenario: Scenario, cover: Cover, borders: Iterable[Country]) -> tuple[StandbyPage, ...]:
    """Return a page for each mission of a cover."""
    return tuple(
        standby_page(
            scenario,
            row.mission,
            row.month,
            row.posts,
            (row.shares, row.shares_at_home),
            row.aircraft_types,
            row,
            borders,
        )
        for row in cover.missions
    )


def standby_page(
    scenario: Scenario,
    mission: str,
    month: str,
    posts: tuple[Post, ...],
    shares: tuple[CoverShares, CoverShares],
    kinds: Mapping[str, str],
    cover: MissionCover | None,
    borders: Iterable[Country],
) -> StandbyPage:
    """Put the standby of a mission together.

    `shares` are those of the posts and those of all aircraft at home; `kinds` gives the aircraft type of each unit.
    """
    return StandbyPage(
        id=mission,
        name=mission_short(scenario.mission_by_id[mission]),
        facts=_facts(scenario, mission, month, posts, kinds),
        map=cover_map(scenario, mission, posts, cover, kinds, borders),
        heat=None if cover is None or not cover.hours else cover_heat(scenario, cover),
        shares=_shares_table(*shares),
        posts=_posts_table(scenario, posts, kinds),
        zones=_zones_table(scenario, cover),
        losses=_losses_table(scenario, cover),
    )


def watches_of(scenario: Scenario) -> range:
    """Numbers of the watches of a day."""
    return range(24 // scenario.policy.standby.watch_h.value)


def _facts(
    scenario: Scenario, mission: str, month: str, posts: tuple[Post, ...], kinds: Mapping[str, str]
) -> tuple[str, ...]:
    zones = [zone for zone in scenario.zones if zone.mission == mission]
    events = sum(zone.events_per_month for zone in zones)
    sites = dict.fromkeys(scenario.site_by_id[post.site].name for post in posts)
    policy = scenario.policy
    reach = {
        kind: first_ring_nm(scenario, scenario.aircraft_type_by_id[kind].cruise_kt)
        for kind in dict.fromkeys(kinds[post.unit] for post in posts)
    }
    rings = ", ".join(
        f"{type_short(scenario.aircraft_type_by_id[kind])} {number(nm)} nm" for kind, nm in reach.items()
    )
    facts = [
        f"Units of {month_name(month)}; {count(len(zones), 'zone')} with {number(events, 1)} events a month",
        f"Posts: {', '.join(sites) or 'none'}",
        f"Clocks from wounding: advanced care {number(policy.casualty.advanced_care_min.value)} min, surgery "
        f"{number(policy.casualty.surgery_min.value)} min; launch after {number(policy.casualty.alert_min.value)} min",
    ]
    return (*facts, f"Radius of advanced care in time: {rings}") if rings else tuple(facts)


def _shares_table(posted: CoverShares, at_home: CoverShares) -> Table:
    names = (
        ("Advanced care in time", "advanced_pct"),
        ("In surgery in time", "surgery_pct"),
        ("In surgery in time, and a second aircraft could have done it", "backup_pct"),
        ("In surgery in time if no aircraft were ever busy", "reach_pct"),
    )
    rows = []
    for words, name in names:
        here, home = float(getattr(posted, name)), float(getattr(at_home, name))
        rows.append((words, bar(here, pct(here)), bar(home, pct(home)), _points(here - home)))
    return Table(
        "Alpha casualties covered, over all zones and hours",
        columns("+Share", "#At these posts", "#All at home bases", "#Siting gives, points"),
        tuple(rows),
    )


def _posts_table(scenario: Scenario, posts: tuple[Post, ...], kinds: Mapping[str, str]) -> Table:
    watches = watches_of(scenario)
    rows = []
    for (unit, site), by_watch in aircraft_by_watch(posts).items():
        kind = type_short(scenario.aircraft_type_by_id[kinds[unit]])
        rows.append(
            (
                scenario.site_by_id[site].name,
                unit,
                kind,
                *(number(by_watch[watch]) if watch in by_watch else "–" for watch in watches),
            )
        )
    return Table(
        "Aircraft on standby by post and watch, local time",
        columns("Post", "Unit", "Type", *(f"#{watch_text(scenario, watch)}" for watch in watches)),
        tuple(rows),
    )


def _zones_table(scenario: Scenario, cover: MissionCover | None) -> Table:
    """Cover of each zone, by watch and over the day."""
    watches = watches_of(scenario)
    rows = []
    for zone in sorted(scenario.zones, key=lambda zone: (-zone.events_per_month, zone.id)):
        hours = [row for row in (cover.hours if cover is not None else ()) if row.zone == zone.id]
        if not hours:
            continue
        shares = [mean_share(scenario, hours, name) for name in ("surgery_pct", "backup_surgery_pct")]
        by_watch = [
            mean_share(
                scenario, [row for row in hours if watch_of_hour(scenario, row.hour) == watch], "surgery_pct"
            )
            for watch in watches
        ]
        rows.append(
            (
                zone.name,
                rate(zone.events_per_month),
                bar(shares[0] or 0.0, pct(shares[0])),
                *(pct(share) for share in by_watch),
                pct(shares[1]),
                pct(mean_share(scenario, hours, "advanced_pct")),
                _minutes(hours, "surgery_min"),
                _minutes(hours, "advanced_min"),
            )
        )
    return Table(
        "Zones: share of alpha casualties in time (minutes from wounding, first aircraft, over the day)",
        columns(
            "Zone", "#Events a month", "#Surgery", *(f"#{watch_text(scenario, watch)}" for watch in watches), "#Backup",
            "#Advanced care", "#Surgery, min", "#Care, min",
        ),
        tuple(rows),
    )  # fmt: skip


def _minutes(hours: Iterable[ZoneHour], column: str) -> str:
    minutes = [ceil(getattr(row, column)) for row in hours if getattr(row, column) is not None]
    if not minutes:
        return "–"
    least, most = number(min(minutes)), number(max(minutes))
    return least if least == most else f"{least}–{most}"


def _losses_table(scenario: Scenario, cover: MissionCover | None) -> Table:
    losses = sorted(cover.losses, key=lambda row: (row.surgery_pct, row.site)) if cover is not None else []
    planned = cover.shares.surgery_pct if cover is not None else 0.0
    resited = any(loss.resited_pct is not None for loss in losses)
    rows = []
    for loss in losses:
        row = [
            scenario.site_by_id[loss.site].name,
            loss.kind,
            pct(loss.surgery_pct),
            _points(loss.surgery_pct - planned),
        ]
        if resited:
            anew = loss.resited_pct
            row += [pct(anew), "–" if anew is None else _points(anew - planned)]
        rows.append(tuple(row))
    titles = ["Site", "As", "#Others stay", "#Change, points"]
    titles += ["#Sited anew", "#Change, points"] if resited else []
    return Table(
        "What a closed site costs: alpha casualties in surgery in time without it",
        columns(*titles),
        tuple(rows),
    )


def _points(change: float) -> str:
    """Write a difference of shares, with its sign."""
    return f"{round(change, 1) + 0.0:+.1f}".replace("-", "−")
