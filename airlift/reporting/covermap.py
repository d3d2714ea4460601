"""Map of a mission's standby: zones by what is covered, posts with their first ring, hospitals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, pi, radians, sin, sqrt
from typing import TYPE_CHECKING

from airlift.plans import Post
from airlift.plans.cover import MissionCover, ZoneHour
from airlift.reporting.borders import Country
from airlift.reporting.mapframe import Labels, Projection, frame_around, land, scale_bar
from airlift.reporting.shades import share_fill
from airlift.reporting.svg import PALETTE, group, ink_on, picture, polyline, tag, text
from airlift.reporting.watches import mean_share, watch_text
from airlift.reporting.wording import count, mission_short, number, pct, rate
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["cover_map", "first_ring_nm"]

_WIDTH = 1080.0
_HEIGHT = 640.0
_ZONE_PX = 24.0
_RING_POINTS = 72
_NAMED_ZONES = 16
_EARTH_NM = 3440.065
# Of the palette what shows as a thin line on light land and on dark land alike.
_POST_COLOURS = tuple(PALETTE[place] for place in (0, 6, 9, 2, 8, 10, 7, 4))


@dataclass(frozen=True, slots=True)
class _Ring:
    """How far an aircraft of a post gets within the clock for advanced care, and in how many minutes of flight."""

    site: Site
    radius_nm: float


def first_ring_nm(scenario: Scenario, cruise_kt: float) -> float:
    """Return how far from its post an aircraft lands within the clock for advanced care, in still air."""
    casualty = scenario.policy.casualty
    flight_min = (
        casualty.advanced_care_min.value
        - casualty.alert_min.value
        - scenario.policy.sorties.landing_min.value
    )
    return max(0.0, flight_min) / 60.0 * cruise_kt


def cover_map(
    scenario: Scenario,
    mission: str,
    posts: Sequence[Post],
    cover: MissionCover | None,
    kinds: Mapping[str, str],
    borders: Iterable[Country],
) -> Markup:
    """Draw the zones of a mission and who covers them. `kinds` gives the aircraft type of each unit."""
    zones = [zone for zone in scenario.zones if zone.mission == mission]
    hours: defaultdict[str, list[ZoneHour]] = defaultdict(list)
    for row in cover.hours if cover is not None else ():
        hours[row.zone].append(row)
    hospitals = _hospitals(scenario, mission, cover)
    posted = [scenario.site_by_id[site] for site in dict.fromkeys(post.site for post in posts)]
    rings = _rings(scenario, posts, kinds)
    points = [(zone.longitude_deg, zone.latitude_deg) for zone in zones]
    points += [(site.longitude_deg, site.latitude_deg) for site in [*posted, *hospitals]]
    projection = frame_around(points or [(0.0, 0.0)], _WIDTH, _HEIGHT, 0.1, 2.0)
    labels = Labels(_WIDTH, _HEIGHT)
    most = max((zone.events_per_month for zone in zones), default=0.0)
    radius = {zone.id: _radius(zone, most) for zone in zones}
    for zone in zones:
        labels.keep_clear(*projection.xy(zone.longitude_deg, zone.latitude_deg), radius[zone.id])
    for site in [*posted, *hospitals]:
        labels.keep_clear(*projection.site_xy(site), 16.0)
    colour = {site.id: _POST_COLOURS[place % len(_POST_COLOURS)] for place, site in enumerate(posted)}
    # Small discs over large ones.
    large_first = sorted(zones, key=lambda zone: -zone.events_per_month)
    drawn = [_zone(scenario, projection, zone, radius[zone.id], hours[zone.id]) for zone in large_first]
    marks = [_hospital(projection, site) for site in hospitals if site.id not in colour]
    marks += [_post(scenario, projection, site, posts, colour[site.id]) for site in posted]
    names = [
        labels.place(*projection.site_xy(site), 16.0, [site.name.split(",")[0].split(" (")[0]], ["label"])
        for site in [*posted, *(site for site in hospitals if site.id not in colour)]
    ]
    names += [
        labels.place(
            *projection.xy(zone.longitude_deg, zone.latitude_deg),
            radius[zone.id],
            [zone.name.split(",")[0]],
            ["small"],
        )
        for zone in large_first[:_NAMED_ZONES]
    ]
    state = scenario.mission_by_id[mission]
    return picture(
        f"map-standby-{mission}",
        _WIDTH,
        _HEIGHT,
        f"Map of the standby of {mission_short(state)}",
        f"{count(len(zones), 'zone')}, {count(len(posted), 'post')}, {count(len(hospitals), 'hospital')}.",
        [
            *land(projection, borders, frozenset(state.countries.split(";"))),
            group(_ring(projection, ring, colour[ring.site.id]) for ring in rings),
            group(_spokes(scenario, projection, zones, hours, colour)),
            group(drawn),
            group(marks),
            group(names),
            scale_bar(projection),
        ],
    )


def _hospitals(scenario: Scenario, mission: str, cover: MissionCover | None) -> list[Site]:
    """Hospitals that the casualties go to; without a cover those of the mission's countries that can operate."""
    if cover is not None:
        return [scenario.site_by_id[site] for site in sorted({h.hospital for h in cover.hours if h.hospital})]
    countries = scenario.mission_by_id[mission].countries.split(";")
    least = scenario.policy.casualty.surgery_medical_level.value
    return [site for site in scenario.sites if site.iso3 in countries and site.medical_level >= least]


def _rings(scenario: Scenario, posts: Sequence[Post], kinds: Mapping[str, str]) -> list[_Ring]:
    """One ring for each post, of the fastest type that stands there."""
    fastest: dict[str, float] = {}
    for post in posts:
        cruise_kt = scenario.aircraft_type_by_id[kinds[post.unit]].cruise_kt
        fastest[post.site] = max(fastest.get(post.site, 0.0), cruise_kt)
    return [_Ring(scenario.site_by_id[site], first_ring_nm(scenario, kt)) for site, kt in fastest.items()]


def _ring(projection: Projection, ring: _Ring, colour: str) -> Markup:
    """Draw all points at a distance of a post: a geodesic circle."""
    if not ring.radius_nm:
        return group([])
    points = [
        projection.xy(lon, lat)
        for lat, lon in _circle_deg(ring.site.latitude_deg, ring.site.longitude_deg, ring.radius_nm)
    ]
    return tag(
        "g",
        tag("title", f"{ring.site.name}: advanced care in time up to {number(ring.radius_nm)} nm"),
        polyline([*points, points[0]], class_="ring", stroke=colour),
    )


def _circle_deg(lat_deg: float, lon_deg: float, radius_nm: float) -> list[tuple[float, float]]:
    """Points (latitude, longitude) around a centre, on a sphere: within half a per cent, less than the line is wide."""
    lat, arc = radians(lat_deg), radius_nm / _EARTH_NM
    points = []
    for place in range(_RING_POINTS):
        bearing = 2.0 * pi * place / _RING_POINTS
        there = asin(sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(bearing))
        turn = atan2(sin(bearing) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin(there))
        points.append((degrees(there), lon_deg + degrees(turn)))
    return points


def _radius(zone: Zone, most: float) -> float:
    """Radius of a zone's disc: its area follows the events that are expected."""
    return max(4.0, _ZONE_PX * sqrt(zone.events_per_month / most)) if most else 4.0


def _zone(
    scenario: Scenario, projection: Projection, zone: Zone, radius: float, hours: Sequence[ZoneHour]
) -> Markup:
    x, y = projection.xy(zone.longitude_deg, zone.latitude_deg)
    words = f"{zone.name}: {rate(zone.events_per_month)} events a month"
    share = mean_share(scenario, hours, "surgery_pct")
    if share is None:
        return tag("g", tag("title", words), tag("circle", cx=x, cy=y, r=radius, class_="zone area"))
    backup = mean_share(scenario, hours, "backup_surgery_pct")
    advanced = mean_share(scenario, hours, "advanced_pct")
    words += f"; in surgery in time {pct(share)}, with a backup {pct(backup)}; advanced care in time {pct(advanced)}"
    return tag(
        "g", tag("title", words), tag("circle", cx=x, cy=y, r=radius, fill=share_fill(share), class_="zone")
    )


def _spokes(
    scenario: Scenario,
    projection: Projection,
    zones: Sequence[Zone],
    hours: dict[str, list[ZoneHour]],
    colour: dict[str, str],
) -> list[Markup]:
    """Draw a line from a zone to every post whose aircraft goes first in some hour and is in surgery in time."""
    lines = []
    for zone in zones:
        end = projection.xy(zone.longitude_deg, zone.latitude_deg)
        first = {row.post for row in hours[zone.id] if row.post is not None and row.surgery_pct > 0.0}
        for post in sorted(first & colour.keys()):
            start = projection.site_xy(scenario.site_by_id[post])
            lines.append(polyline([start, end], class_="spoke", stroke=colour[post]))
    return lines


def _post(
    scenario: Scenario, projection: Projection, site: Site, posts: Sequence[Post], colour: str
) -> Markup:
    """Draw a post with the most aircraft that stand there in a watch."""
    x, y = projection.site_xy(site)
    by_watch: defaultdict[int, int] = defaultdict(int)
    for post in posts:
        if post.site == site.id:
            by_watch[post.watch] += post.aircraft
    watches = ", ".join(
        f"{aircraft} at {watch_text(scenario, watch)}" for watch, aircraft in sorted(by_watch.items())
    )
    marks = [
        tag("title", f"{site.name}, aircraft on standby: {watches}"),
        tag("rect", x=x - 9, y=y - 9, width=18, height=18, rx=3, fill=colour, class_="disc"),
        text(x, y + 4.5, str(max(by_watch.values())), "count", "middle", fill=ink_on(colour)),
    ]
    if site.medical_level >= scenario.policy.casualty.surgery_medical_level.value:
        marks.append(_cross(x + 12, y - 12))
    return tag("g", *marks)


def _hospital(projection: Projection, site: Site) -> Markup:
    x, y = projection.site_xy(site)
    return tag(
        "g",
        tag("title", f"{site.name}: hospital of medical level {site.medical_level}"),
        tag("circle", cx=x, cy=y, r=8, class_="site"),
        tag("path", d=f"M{x - 4} {y}H{x + 4}M{x} {y - 4}V{y + 4}", class_="hospital"),
    )


def _cross(x: float, y: float) -> Markup:
    """Draw the small sign of a hospital beside a post."""
    return group(
        [
            tag("circle", cx=x, cy=y, r=6, class_="site"),
            tag("path", d=f"M{x - 3} {y}H{x + 3}M{x} {y - 3}V{y + 3}", class_="hospital"),
        ]
    )
