"""Cover of a mission by zone and hour, as SVG: both clocks and the backup beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from airlift.plans.cover import MissionCover, ZoneHour
from airlift.reporting.shades import share_fill
from airlift.reporting.svg import group, ink_on, picture, tag, text, text_width
from airlift.reporting.wording import count, mission_short, number, pct, rate
from airlift.scenario.casualties import Zone
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["cover_heat"]

_WIDTH = 1180.0
_LEFT = 176.0
_PANEL = 318.0
_GAP = 16.0
_TOP = 42.0
_ROW = 17.0
_CELL = 15.0
_HOURS = 24

_PANELS = (
    ("surgery_pct", "surgery in time, first aircraft"),
    ("backup_surgery_pct", "surgery in time, backup"),
    ("advanced_pct", "advanced care in time, first aircraft"),
)


def cover_heat(scenario: Scenario, cover: MissionCover) -> Markup:
    """Draw a row for each zone, the busiest first, and a column for each local hour."""
    hours: defaultdict[str, list[ZoneHour]] = defaultdict(list)
    for row in sorted(cover.hours, key=lambda row: row.hour):
        hours[row.zone].append(row)
    zones = [zone for zone in scenario.zones if zone.id in hours]
    zones.sort(key=lambda zone: (-zone.events_per_month, zone.id))
    height = _TOP + _ROW * len(zones) + 6.0
    marks: list[Markup] = []
    for place, zone in enumerate(zones):
        marks.append(_name(zone, _TOP + _ROW * place))
    for panel, (column, title) in enumerate(_PANELS):
        left = _LEFT + panel * (_PANEL + _GAP)
        marks.append(_head(left, title, height))
        for place, zone in enumerate(zones):
            marks.append(_row(scenario, zone, hours[zone.id], column, left, _TOP + _ROW * place))
    mission = mission_short(scenario.mission_by_id[cover.mission])
    return picture(
        f"heat-{cover.mission}",
        _WIDTH,
        height,
        f"Cover of {mission} by zone and hour",
        f"{count(len(zones), 'zone')} over 24 hours: {pct(cover.shares.surgery_pct)} of the alpha casualties in "
        f"surgery in time, {pct(cover.shares.backup_pct)} with a backup, {pct(cover.shares.advanced_pct)} in "
        "advanced care in time.",
        marks,
    )


def _name(zone: Zone, top: float) -> Markup:
    room = int((_LEFT - 14) / (11.5 * 0.57))
    named = (f"{name} · {rate(zone.events_per_month)}" for name in (zone.name, zone.name.split(",")[0]))
    shown = next((words for words in named if len(words) <= room), f"{zone.name[: room - 1]}…")
    story = f"{zone.name}: {rate(zone.events_per_month)} events a month"
    return tag("g", tag("title", story), text(_LEFT - 8, top + 12, shown, "small", "end"))


def _head(left: float, title: str, height: float) -> Markup:
    marks = [text(left, 14, title.capitalize(), "small strong")]
    for hour in range(0, _HOURS + 1, 6):
        x = left + _PANEL * hour / _HOURS
        anchor = {0: None, _HOURS: "end"}.get(hour, "middle")
        marks.append(text(x, _TOP - 8, f"{hour:02d}", "tiny", anchor))
        marks.append(tag("path", d=f"M{x:.1f} {_TOP - 5:.1f}V{height:.1f}", class_="quarter"))
    return group(marks)


def _row(
    scenario: Scenario, zone: Zone, hours: Sequence[ZoneHour], column: str, left: float, top: float
) -> Markup:
    """Draw the hours of a zone; those that follow each other and are alike are one cell."""
    step = _PANEL / _HOURS
    marks = []
    for _, alike in groupby(hours, key=lambda row: _look(row, column)):
        run = list(alike)
        share = float(getattr(run[0], column))
        fill = share_fill(share)
        x, wide = left + step * run[0].hour, step * (run[-1].hour - run[0].hour + 1)
        story = f"{zone.name}, {run[0].hour:02d}–{(run[-1].hour + 1) % 24:02d} h: {_story(scenario, run[0], column)}"
        cell = [
            tag("title", story),
            tag("rect", x=x + 0.3, y=top + 1, width=wide - 0.6, height=_CELL, fill=fill),
        ]
        words = f"{share:.0f}"
        if share > 0.0 and wide >= text_width(words, 10.0) + 4.0:
            cell.append(text(x + wide / 2, top + 12, words, "cell", "middle", fill=ink_on(fill)))
        marks.append(tag("g", *cell))
    return group(marks)


def _look(row: ZoneHour, column: str) -> tuple[object, ...]:
    return round(float(getattr(row, column))), row.post, row.hospital, _whole(row.surgery_min)


def _whole(minutes: float | None) -> int | None:
    """Round minutes up: what is late by seconds must not look in time."""
    return None if minutes is None else ceil(minutes)


def _story(scenario: Scenario, row: ZoneHour, column: str) -> str:
    share = pct(float(getattr(row, column)))
    if row.post is None:
        return f"{share}, nobody reaches it"
    start = scenario.site_by_id[row.post].name
    if column == "advanced_pct":
        return f"{share}, from {start} in {number(_whole(row.advanced_min))} min"
    if column == "backup_surgery_pct":
        return share
    end = "" if row.hospital is None else f" to {scenario.site_by_id[row.hospital].name}"
    return f"{share}, from {start}{end} in {number(_whole(row.surgery_min))} min"
