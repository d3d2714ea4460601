"""The flying programme of a day, as SVG: a row for each tail, legs and stops by minute, daylight behind."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import ceil, floor

from markupsafe import Markup

from airlift.flight import day_window_min, daylight_on
from airlift.plans import Programme, Sortie, UnitDay
from airlift.reporting.svg import group, picture, tag, text, text_width
from airlift.reporting.wording import clock, count, mission_short, short_task, type_short
from airlift.scenario.model import Scenario

__all__ = ["daylight_min", "sorties_gantt"]

_WIDTH = 1180.0
_LEFT = 216.0
_RIGHT = 14.0
_TOP = 34.0
_ROW = 44.0
_BAR = 15.0
_UNIT = 24.0
_LABEL_PX = 10.5
# Minutes of a plan written by hand may be any; the picture shows the day, and the nights before and after it.
_EARLIEST_MIN, _LATEST_MIN = -720.0, 2880.0

_ACTION_SIGNS = {"pickup": "▲", "dropoff": "▼", "on_station": "●"}
_ACTION_WORDS = {"pickup": "picks up", "dropoff": "drops off", "on_station": "on station for"}


class _Axis:
    """Minutes from left to right."""

    def __init__(self, first_min: float, last_min: float) -> None:
        self.first_min = 60 * floor(max(first_min, _EARLIEST_MIN) / 60)
        self.last_min = max(self.first_min + 60, 60 * ceil(min(last_min, _LATEST_MIN) / 60))
        self.scale = (_WIDTH - _LEFT - _RIGHT) / (self.last_min - self.first_min)

    def x(self, minute: float) -> float:
        return _LEFT + (min(max(minute, self.first_min), self.last_min) - self.first_min) * self.scale


def daylight_min(scenario: Scenario, programme: Programme) -> tuple[float, float] | None:
    """Daylight at the first home base of a programme, minutes after local midnight; None in polar night."""
    site = scenario.site_by_id[programme.units[0].home_base]
    offset_h = scenario.mission_by_id[programme.mission].utc_offset_h
    light = daylight_on(programme.day, site.latitude_deg, site.longitude_deg, offset_h)
    return day_window_min(light, scenario.policy.flight.daylight_basis.value)


def sorties_gantt(scenario: Scenario, programme: Programme, colour: Mapping[str, str]) -> Markup:
    """Draw the sorties of a programme that has at least one unit. `colour` gives the colour of each tail."""
    daylight = daylight_min(scenario, programme)
    times = [minute for sortie in programme.sorties for minute in (sortie.start_min, sortie.end_min)]
    shown: list[float] = [*times, *(daylight or (360.0, 1080.0))]
    axis = _Axis(min(shown) - 15.0, max(shown) + 15.0)
    rows: list[Markup] = []
    top = _TOP
    for day in programme.units:
        rows.append(_unit_heading(scenario, day, top))
        top += _UNIT
        # A plan that breaks the rules may fly more tails than the unit has that day.
        flown = [sortie.tail for sortie in programme.sorties if sortie.unit == day.unit]
        for tail in dict.fromkeys([*day.tails, *sorted(flown)]):
            rows.append(_tail(scenario, programme, tail, axis, top, colour[tail]))
            top += _ROW
    height = top + 4.0
    mission = scenario.mission_by_id[programme.mission]
    return picture(
        f"gantt-{programme.mission}",
        _WIDTH,
        height,
        f"Flying programme of {mission_short(mission)} on {programme.day.isoformat()}",
        f"{count(len(programme.sorties), 'sortie')}; shown from "
        f"{clock(axis.first_min)} to {clock(axis.last_min)} local time.",
        [*_hours(axis, height, daylight), group(rows)],
    )


def _hours(axis: _Axis, height: float, daylight: tuple[float, float] | None) -> list[Markup]:
    night = tag(
        "rect", x=_LEFT, y=_TOP - 8, width=_WIDTH - _LEFT - _RIGHT, height=height - _TOP + 4, class_="night"
    )
    marks: list[Markup] = [night]
    if daylight is not None:
        x, end = axis.x(daylight[0]), axis.x(daylight[1])
        marks.append(
            tag(
                "g",
                tag("title", f"Daylight {clock(daylight[0])}–{clock(daylight[1])}"),
                tag("rect", x=x, y=_TOP - 8, width=end - x, height=height - _TOP + 4, class_="day"),
            )
        )
    lines = []
    for minute in range(axis.first_min, axis.last_min + 1, 60):
        x = axis.x(minute)
        lines.append(tag("path", d=f"M{x:.1f} {_TOP - 8:.1f}V{height - 4:.1f}", class_="quarter"))
        anchor = "end" if minute == axis.last_min else "middle"
        marks.append(text(x, 17, clock(minute)[:5], "tiny", anchor))
    return [*marks, group(lines)]


def _unit_heading(scenario: Scenario, day: UnitDay, top: float) -> Markup:
    site = scenario.site_by_id[day.home_base].name
    kind = type_short(scenario.aircraft_type_by_id[day.aircraft_type])
    words = (
        f"{day.unit} · {kind} at {site} · {day.aircraft} deployed, {len(day.tails)} serviceable, "
        f"{day.standby_tails} on standby · {count(len(day.crews), 'crew')}"
    )
    return text(10, top + 14, words, "small strong halo")


def _tail(scenario: Scenario, programme: Programme, tail: str, axis: _Axis, top: float, fill: str) -> Markup:
    sorties = sorted((s for s in programme.sorties if s.tail == tail), key=lambda s: s.start_min)
    room = int((_LEFT - 36) / (11.5 * 0.57))
    name = tail if len(tail) <= room else f"…{tail[-room + 1 :]}"
    flown = sum(sortie.end_min - sortie.start_min for sortie in sorties)
    marks: list[Markup] = [
        text(_LEFT - 10, top + 13, name, "small", "end"),
        text(_LEFT - 10, top + 26, f"{flown / 60:.1f} h" if sorties else "not needed", "tiny", "end"),
        tag("path", d=f"M{_LEFT} {top + 8.5:.1f}H{_WIDTH - _RIGHT}", class_="quarter"),
    ]
    free_from = [_LEFT, _LEFT]
    for sortie in sorties:
        marks.append(_sortie(scenario, sortie, axis, top, fill))
        marks.append(_task_names(programme, sortie, axis, top, free_from))
    return group(marks)


def _sortie(scenario: Scenario, sortie: Sortie, axis: _Axis, top: float, fill: str) -> Markup:
    """Draw legs as full blocks, stops as a thin line."""
    x, end = axis.x(sortie.start_min), axis.x(sortie.end_min)
    marks: list[Markup] = [
        tag("title", _story(scenario, sortie)),
        tag("rect", x=x, y=top + 6, width=max(1.0, end - x), height=5, fill=fill, opacity=0.45),
    ]
    for start, stop in pairwise(sortie.stops):
        left, right = axis.x(start.depart_min), axis.x(stop.arrive_min)
        wide = max(1.0, right - left)
        marks.append(tag("rect", x=left, y=top + 1, width=wide, height=_BAR, rx=2, fill=fill, class_="disc"))
        if stop.refuel_kg:
            middle = axis.x((stop.arrive_min + stop.depart_min) / 2.0)
            marks.append(tag("circle", cx=middle, cy=top + 8.5, r=3.5, class_="refuel"))
    return tag("g", *marks)


def _task_names(
    programme: Programme, sortie: Sortie, axis: _Axis, top: float, free_from: list[float]
) -> Markup:
    """Name the tasks below a sortie, on the first line that is free; `free_from` is kept up to date."""
    signs: dict[str, str] = {}
    for stop in sortie.stops:
        for action in stop.actions:
            signs[action.task] = signs.get(action.task, "") + _ACTION_SIGNS[action.kind]
    words = "  ".join(f"{sign} {short_task(task, programme.mission)}" for task, sign in signs.items())
    width = text_width(words, _LABEL_PX) * 1.08
    left = min(axis.x(sortie.start_min), _WIDTH - _RIGHT - width)
    for line, free in enumerate(free_from):
        if left >= free:
            free_from[line] = left + width + 8.0
            return text(left, top + _BAR + 11 + 11 * line, words, "tiny ink")
    return Markup("")


def _story(scenario: Scenario, sortie: Sortie) -> str:
    parts = [f"{sortie.id}, crew {sortie.crew}: {clock(sortie.start_min)} from"]
    for number, stop in enumerate(sortie.stops):
        deeds = [f"{_ACTION_WORDS[action.kind]} {action.task}" for action in stop.actions]
        deeds += [f"refuels {stop.refuel_kg:.0f} kg"] if number and stop.refuel_kg else []
        when = "" if number == 0 else f" {clock(stop.arrive_min)}"
        said = f" ({', '.join(deeds)})" if deeds else ""
        parts.append(f"{scenario.site_by_id[stop.site].name}{when}{said}")
    return parts[0] + " " + " → ".join(parts[1:])
