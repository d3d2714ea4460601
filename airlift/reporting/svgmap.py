"""Maps as SVG: where the units fly from and for whom, and each mission's sorties of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from airlift.plans import Plan, Programme, Sortie
from airlift.plans.kpis import UnitLine, plan_kpis
from airlift.reporting.borders import Country
from airlift.reporting.geojson import track_deg
from airlift.reporting.mapframe import Labels, Projection, frame_around, land, scale_bar
from airlift.reporting.summary import aircraft_text
from airlift.reporting.svg import group, ink_on, picture, polyline, tag, text
from airlift.reporting.wording import clock, count, deployed_span, mission_short, short_task, type_short
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["mission_map", "overview_map"]

_WIDTH = 1080.0
_OVERVIEW_HEIGHT = 640.0
_MISSION_HEIGHT = 600.0
_SHOWN_TASKS = 4
_LANE_PX = 3.0


def overview_map(
    scenario: Scenario, plan: Plan, borders: Iterable[Country], colour: Mapping[str, str]
) -> Markup:
    """Draw the home bases of all demands, units with their aircraft, maintenance bases, partners' homes.

    `colour` gives the colour of each partner that has a unit.
    """
    lines = plan_kpis(scenario, plan).units
    sites = scenario.site_by_id
    homes = list(dict.fromkeys(demand.sites[0] for demand in scenario.demands))
    used = {unit.maintenance_base for unit in plan.allocation.units}
    bases = [sites[base.site] for base in scenario.maintenance_bases if base.id in used]
    shown = [sites[home] for home in homes] + bases
    projection = frame_around(
        [(site.longitude_deg, site.latitude_deg) for site in shown], _WIDTH, _OVERVIEW_HEIGHT, 0.1, 12.0
    )
    by_site: defaultdict[str, list[UnitLine]] = defaultdict(list)
    for line in lines:
        by_site[line.site].append(line)
    labels = Labels(_WIDTH, _OVERVIEW_HEIGHT)
    served = [home for home in homes if home in by_site]
    markers = [_home_marker(scenario, projection, labels, by_site[home], colour) for home in served]
    without = [home for home in homes if home not in by_site]
    empty = [_empty_marker(scenario, projection, labels, sites[home]) for home in without]
    workshops = [_base_marker(projection, labels, site) for site in bases]
    for partner in dict.fromkeys(line.partner for line in lines):
        labels.keep_clear(*projection.site_xy(sites[scenario.partner_by_id[partner].home_base]), 5.0)
    names = [_home_label(scenario, projection, labels, sites[home], by_site[home]) for home in served]
    names += [
        labels.place(*projection.site_xy(sites[home]), 5.0, [_site_name(sites[home])], ["small"])
        for home in without
    ]
    mission_states = {iso3 for mission in scenario.missions for iso3 in mission.countries.split(";")}
    body = [
        *land(projection, borders, frozenset(mission_states)),
        *_origins(scenario, projection, labels, lines, colour),
        group(workshops),
        group(empty),
        group(markers),
        group(names),
        scale_bar(projection),
    ]
    return picture(
        "map-overview",
        _WIDTH,
        _OVERVIEW_HEIGHT,
        "Map of units and their home bases",
        f"{count(len(lines), 'unit')} at {count(len(served), 'home base')}; "
        f"{count(len(without), 'home base')} without a unit.",
        body,
    )


def mission_map(
    scenario: Scenario, programme: Programme, borders: Iterable[Country], colour: Mapping[str, str]
) -> Markup:
    """Draw the sorties of a mission's day and its tasks. `colour` gives the colour of each tail."""
    sites = _sites_of(scenario, programme)
    projection = frame_around(
        [(site.longitude_deg, site.latitude_deg) for site in sites], _WIDTH, _MISSION_HEIGHT, 0.12, 2.0
    )
    labels = Labels(_WIDTH, _MISSION_HEIGHT)
    homes = {day.home_base for day in programme.units}
    markers = [_site_marker(projection, labels, site, site.id in homes) for site in sites]
    names = [_site_label(scenario, programme, projection, labels, site, homes) for site in sites]
    mission = scenario.mission_by_id[programme.mission]
    flown = sum(outcome.sortie is not None for outcome in programme.outcomes)
    return picture(
        f"map-{programme.mission}",
        _WIDTH,
        _MISSION_HEIGHT,
        f"Map of the sorties of {mission_short(mission)} on {programme.day.isoformat()}",
        f"{count(len(programme.sorties), 'sortie')}; {flown} of "
        f"{count(len(programme.outcomes), 'task')} flown.",
        [
            *land(projection, borders, frozenset(mission.countries.split(";"))),
            *_tracks(scenario, programme, projection, colour),
            group(markers),
            group(names),
            scale_bar(projection),
        ],
    )


def _home_marker(
    scenario: Scenario,
    projection: Projection,
    labels: Labels,
    lines: Sequence[UnitLine],
    colour: Mapping[str, str],
) -> Markup:
    """Draw a disc for each partner at a home base, with the most aircraft that it has there."""
    x, y = projection.site_xy(scenario.site_by_id[lines[0].site])
    most: dict[str, int] = {}
    for line in lines:
        most[line.partner] = max(most.get(line.partner, 0), line.aircraft_max)
    discs = []
    radius = 12.0
    for number, (partner, aircraft) in enumerate(most.items()):
        at = x + (number - (len(most) - 1) / 2.0) * radius * 1.55
        labels.keep_clear(at, y, radius)
        units = "; ".join(
            f"{aircraft_text(line)} × {type_short(scenario.aircraft_type_by_id[line.aircraft_type])}, "
            f"{line.role}, {deployed_span(scenario, line.first_month, line.last_month)}"
            for line in lines
            if line.partner == partner
        )
        discs.append(
            tag(
                "g",
                tag("title", f"{scenario.partner_by_id[partner].name}: {units}"),
                tag("circle", cx=at, cy=y, r=radius, fill=colour[partner], class_="disc"),
                text(at, y + 4.5, str(aircraft), "count", "middle", fill=ink_on(colour[partner])),
            )
        )
    return group(discs)


def _empty_marker(scenario: Scenario, projection: Projection, labels: Labels, site: Site) -> Markup:
    x, y = projection.site_xy(site)
    labels.keep_clear(x, y, 7.0)
    asking = ", ".join(d.id for d in scenario.demands if d.sites[0] == site.id)
    return tag(
        "g",
        tag("title", f"{site.name}: no unit for {asking}"),
        tag("circle", cx=x, cy=y, r=6, class_="unserved"),
    )


def _base_marker(projection: Projection, labels: Labels, site: Site) -> Markup:
    x, y = projection.site_xy(site)
    labels.keep_clear(x, y, 8.0)
    return tag(
        "g",
        tag("title", f"{site.name}: maintenance base"),
        tag("rect", x=x - 16, y=y - 16, width=32, height=32, rx=4, class_="workshop"),
    )


def _home_label(
    scenario: Scenario, projection: Projection, labels: Labels, site: Site, lines: Sequence[UnitLine]
) -> Markup:
    x, y = projection.site_xy(site)
    partners = list(dict.fromkeys(scenario.partner_by_id[line.partner].name for line in lines))
    radius = 12.0 + 9.3 * (len(partners) - 1)
    return labels.place(x, y, radius, [_site_name(site), ", ".join(partners)], ["label", "small"])


def _site_name(site: Site) -> str:
    """Return a name short enough for a map: what stands before a comma or a bracket."""
    return site.name.split(",")[0].split(" (")[0]


def _origins(
    scenario: Scenario,
    projection: Projection,
    labels: Labels,
    lines: Sequence[UnitLine],
    colour: Mapping[str, str],
) -> list[Markup]:
    """Draw a line from each partner's home to its units; at the edge, its name where home is off the map."""
    sites = scenario.site_by_id
    tracks: list[Markup] = []
    names: list[Markup] = []
    named: set[str] = set()
    for partner, home in dict.fromkeys((line.partner, line.site) for line in lines):
        origin = sites[scenario.partner_by_id[partner].home_base]
        points = [projection.xy(*point) for point in track_deg(sites[home], origin)]
        tracks.append(polyline(points, class_="origin", stroke=colour[partner]))
        if partner in named:
            continue
        named.add(partner)
        inside = [xy for xy in points if 0.0 <= xy[0] <= _WIDTH and 0.0 <= xy[1] <= _OVERVIEW_HEIGHT]
        x, y = inside[-1] if inside else points[0]
        name = scenario.partner_by_id[partner].name
        if projection.frame.holds(origin.longitude_deg, origin.latitude_deg):
            names.append(tag("circle", cx=x, cy=y, r=4, fill=colour[partner], class_="disc"))
            names.append(labels.place(x, y, 4.0, [name], ["small"]))
        else:
            names.append(labels.place(x, y, 0.0, [f"from {name}"], ["small"]))
    return [group(tracks), group(names)]


def _sites_of(scenario: Scenario, programme: Programme) -> list[Site]:
    """Return the sites of a programme: home bases, stops, and where its tasks start and end."""
    names = [day.home_base for day in programme.units]
    names += [stop.site for sortie in programme.sorties for stop in sortie.stops]
    for outcome in programme.outcomes:
        task = scenario.task_by_id[outcome.task]
        names += [task.pickup_site, *([task.dropoff_site] if task.dropoff_site else [])]
    return [scenario.site_by_id[name] for name in dict.fromkeys(names)]


def _tracks(
    scenario: Scenario, programme: Programme, projection: Projection, colour: Mapping[str, str]
) -> list[Markup]:
    """Draw legs beside each other where they share a track, each with an arrow in its middle."""
    lanes: defaultdict[tuple[str, str], int] = defaultdict(int)
    drawn = []
    for sortie in programme.sorties:
        legs = []
        for start, end in _legs(sortie):
            lane = lanes[start, end] = lanes[start, end] + 1
            here, there = scenario.site_by_id[start], scenario.site_by_id[end]
            points = [projection.xy(*point) for point in track_deg(here, there)]
            legs.append(_track(_shifted(points, _LANE_PX * lane), colour[sortie.tail]))
        stops = " → ".join(scenario.site_by_id[stop.site].name for stop in sortie.stops)
        title = f"{sortie.id} ({sortie.tail}): {clock(sortie.start_min)}–{clock(sortie.end_min)}, {stops}"
        drawn.append(tag("g", tag("title", title), *legs))
    return [group(drawn)]


def _legs(sortie: Sortie) -> list[tuple[str, str]]:
    stops = [stop.site for stop in sortie.stops]
    return [(start, end) for start, end in pairwise(stops) if start != end]


def _shifted(points: Sequence[tuple[float, float]], distance: float) -> list[tuple[float, float]]:
    """Move a track to the right of its direction, so that the way back does not hide the way out."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = -(y1 - y0) / length * distance, (x1 - x0) / length * distance
    return [(x + dx, y + dy) for x, y in points]


def _track(points: Sequence[tuple[float, float]], colour: str) -> Markup:
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = hypot(x1 - x0, y1 - y0)
    line = polyline(points, class_="track", stroke=colour)
    if length < 24.0:
        return line
    x, y = x0 + (x1 - x0) * 0.55, y0 + (y1 - y0) * 0.55
    ux, uy = (x1 - x0) / length * 5.0, (y1 - y0) / length * 5.0
    corners = ((x + ux, y + uy), (x - ux - uy, y - uy + ux), (x - ux + uy, y - uy - ux))
    arrow = "M" + "L".join(f"{cx:.1f} {cy:.1f}" for cx, cy in corners) + "Z"
    return line + tag("path", d=arrow, fill=colour)


def _site_marker(projection: Projection, labels: Labels, site: Site, is_home: bool) -> Markup:
    x, y = projection.site_xy(site)
    radius = 8.0 if is_home else 5.0
    labels.keep_clear(x, y, radius + 2.0)
    facts = [site.role.replace("_", " "), f"{site.elevation_ft:,.0f} ft", f"{site.hot_day_c:.0f} °C"]
    facts += ["fuel"] if site.fuel else []
    facts += [f"medical level {site.medical_level}"] if site.medical_level else []
    shape = (
        tag("rect", x=x - radius, y=y - radius, width=2 * radius, height=2 * radius, rx=2, class_="home")
        if is_home
        else tag("circle", cx=x, cy=y, r=radius, class_="area" if site.role == "patrol_area" else "site")
    )
    cross = (
        [tag("path", d=f"M{x - 3} {y}H{x + 3}M{x} {y - 3}V{y + 3}", class_="hospital")]
        if site.medical_level >= 2
        else []
    )
    return tag("g", tag("title", f"{site.name}: {', '.join(facts)}"), shape, *cross)


def _site_label(
    scenario: Scenario,
    programme: Programme,
    projection: Projection,
    labels: Labels,
    site: Site,
    homes: set[str],
) -> Markup:
    """Name a site and the tasks that start there; those that are not flown in brackets."""
    tasks = []
    for outcome in programme.outcomes:
        if scenario.task_by_id[outcome.task].pickup_site == site.id:
            name = short_task(outcome.task, programme.mission)
            tasks.append(name if outcome.sortie is not None else f"({name})")
    lines, classes = [_site_name(site)], ["label" if site.id in homes else "small strong"]
    if tasks:
        more = f" +{len(tasks) - _SHOWN_TASKS}" if len(tasks) > _SHOWN_TASKS else ""
        lines.append(", ".join(tasks[:_SHOWN_TASKS]) + more)
        classes.append("small")
    return labels.place(*projection.site_xy(site), 8.0 if site.id in homes else 5.0, lines, classes)
