"""A simulation as the report shows it: how many casualties are reached within how many minutes, what was cancelled.

The data is what `airlift simulate --save` leaves beside a plan: plain data of JSON, so that this room need not know the
one that made it. Parts that are missing are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from airlift.reporting.pagetables import Table, bar, columns, swatch
from airlift.reporting.svg import group, picture, polyline, tag, text
from airlift.reporting.wording import count, mission_short, number, pct
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Curve", "MissionResponses", "ResponsesPage", "responses_page"]

_WIDTH = 580.0
_HEIGHT = 330.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 50.0, 566.0, 14.0, 288.0
_MOST_MIN = 480.0
_STEP_MIN = 30
_CLOCKS = {"advanced": "advanced care on board", "surgery": "the operating table"}
_COLOURS = {"alpha": "#882255", "bravo": "#4477aa", "charlie": "#999933"}
_DASHES = {"alpha": None, "bravo": "8 3", "charlie": "2 3"}


@dataclass(frozen=True, slots=True)
class Curve:
    """One picture with its caption and legend."""

    caption: str
    svg: Markup
    key: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class MissionResponses:
    """Curves and tables of one mission."""

    id: str
    name: str
    curves: tuple[Curve, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ResponsesPage:
    """What the template shows of a simulation."""

    lead: str
    missions: tuple[MissionResponses, ...]


def responses_page(scenario: Scenario, simulation: Mapping[str, Any]) -> ResponsesPage:
    """Put a simulation together."""
    runs = count(int(simulation.get("replications", 0)), "replication")
    days = count(int(simulation.get("days", 0)), "day")
    lead = (
        f"Simulated with random casualties, defects, weather, fuel and sickness: {runs} of {days}, dispatch "
        f"“{simulation.get('dispatch', '')}”, seed {simulation.get('seed', '–')}. Bands and limits are 95 % confidence "
        "of the mean."
    )
    missions = [
        _mission(scenario, row)
        for row in simulation.get("missions", ())
        if row.get("mission") in scenario.mission_by_id
    ]
    return ResponsesPage(lead, tuple(row for row in missions if row.curves or row.tables))


def _mission(scenario: Scenario, row: Mapping[str, Any]) -> MissionResponses:
    curves = [
        curve(scenario, row["mission"], clock, chosen)
        for clock in _CLOCKS
        if (chosen := [r for r in row.get("responses", ()) if r["clock"] == clock and r["points"]])
    ]
    tables = (_shares_table(row), _causes_table(row))
    return MissionResponses(
        id=row["mission"],
        name=mission_short(scenario.mission_by_id[row["mission"]]),
        curves=tuple(curves),
        tables=tuple(part for part in tables if part.rows),
    )


def curve(scenario: Scenario, mission: str, clock: str, responses: Sequence[Mapping[str, Any]]) -> Curve:
    """Draw the share of casualties against the minutes from wounding, a line for each category."""
    limits = [float(row["limit_min"]) for row in responses if row.get("limit_min")]
    ends = [float(point["minutes"]) for row in responses for point in row["points"]]
    last_min = min(_MOST_MIN, max([*limits, *ends, 60.0]))
    last_min = _STEP_MIN * ceil(last_min / _STEP_MIN)
    scale = (_RIGHT - _LEFT) / last_min
    marks = [_axes(last_min, scale)]
    for limit in sorted(set(limits)):
        if limit <= last_min:
            x = _LEFT + limit * scale
            marks.append(tag("path", d=f"M{x:.1f} {_TOP:.1f}V{_BOTTOM:.1f}", class_="clock"))
            marks.append(text(x + 4, _TOP + 10, f"{number(limit)} min", "tiny"))
    for row in responses:
        marks.append(_line(row, last_min, scale))
    name = mission_short(scenario.mission_by_id[mission])
    target = _CLOCKS[clock]
    words = ", ".join(f"{row['category']} {_reached(row)}" for row in responses)
    drawing = picture(
        f"curve-{clock}-{mission}",
        _WIDTH,
        _HEIGHT,
        f"{name}: minutes from wounding to {target}",
        f"Share of casualties by category: {words}.",
        marks,
    )
    key = tuple(swatch(_COLOURS.get(row["category"], "#888888"), row["category"]) for row in responses)
    return Curve(f"Share of casualties by minutes to {target}", drawing, key)


def _axes(last_min: float, scale: float) -> Markup:
    marks: list[Markup] = []
    for share in range(0, 101, 25):
        y = _BOTTOM - (_BOTTOM - _TOP) * share / 100.0
        marks.append(tag("path", d=f"M{_LEFT} {y:.1f}H{_RIGHT}", class_="quarter"))
        marks.append(text(_LEFT - 6, y + 4, f"{share} %", "tiny", "end"))
    step = _STEP_MIN if last_min <= 240.0 else 2 * _STEP_MIN
    for minute in range(0, int(last_min) + 1, step):
        marks.append(text(_LEFT + minute * scale, _BOTTOM + 16, str(minute), "tiny", "middle"))
    marks.append(text((_LEFT + _RIGHT) / 2, _BOTTOM + 34, "minutes from wounding", "small", "middle"))
    return group(marks)


def _line(row: Mapping[str, Any], last_min: float, scale: float) -> Markup:
    """Draw the curve of a category with its band; it is a step at every point."""
    colour = _COLOURS.get(row["category"], "#888888")
    points = [point for point in row["points"] if float(point["minutes"]) <= last_min]
    if not points:
        return group([])

    def place(point: Mapping[str, Any], column: str) -> tuple[float, float]:
        share = min(100.0, max(0.0, float(point.get(column, point["share_pct"]))))
        return _LEFT + float(point["minutes"]) * scale, _BOTTOM - (_BOTTOM - _TOP) * share / 100.0

    low = [place(point, "low_pct") for point in points]
    high = [place(point, "high_pct") for point in points]
    band = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in [*high, *reversed(low)]) + "Z"
    return tag(
        "g",
        tag("title", f"{row['category']}: {_reached(row)}"),
        tag("path", d=band, fill=colour, class_="band"),
        polyline(
            [place(point, "share_pct") for point in points],
            class_="curve",
            stroke=colour,
            stroke_dasharray=_DASHES.get(row["category"]),
        ),
    )


def _reached(row: Mapping[str, Any]) -> str:
    """Say what share is reached by the clock of a category, or in the end where it has none."""
    limit = row.get("limit_min")
    within = [p for p in row["points"] if limit is None or float(p["minutes"]) <= float(limit)]
    share = float(within[-1]["share_pct"]) if within else 0.0
    return f"{pct(share)} within {number(float(limit))} min" if limit else f"{pct(share)} in the end"


def _shares_table(mission: Mapping[str, Any]) -> Table:
    rows = []
    for row in mission.get("shares", ()):
        share = float(row["share_pct"])
        rows.append(
            (
                row["category"],
                _CLOCKS.get(row["clock"], row["clock"]),
                bar(share, pct(share)),
                _span(pct(row.get("low_pct")), pct(row.get("high_pct"))),
                pct(row.get("planned_pct")),
            )
        )
    return Table(
        "Casualties in time, simulated and planned",
        columns("Category", "To", "#In time", "=95 % confidence", "#Planned"),
        tuple(rows),
    )


def _causes_table(mission: Mapping[str, Any]) -> Table:
    return Table(
        "What did not go as planned, on the average of a replication",
        columns("What", "Cause", "#Mean", "=95 % confidence"),
        tuple(
            (
                row["what"],
                row["cause"],
                number(float(row["mean"]), 1),
                _span(number(row.get("low"), 1), number(row.get("high"), 1)),
            )
            for row in mission.get("causes", ())
        ),
    )


def _span(low: str, high: str) -> str:
    return "–" if low == high == "–" else f"{low} – {high}"
