"""The units of a plan by month, as SVG: what is demanded, who serves it with what, what is lacking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from airlift.plans import Plan, Unit
from airlift.plans.coverage import unmet_aircraft
from airlift.reporting.svg import group, ink_on, picture, tag, text, text_width
from airlift.reporting.wording import count, deployed_span, mission_short, month_span, type_short
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario, add_months

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["units_gantt"]

_WIDTH = 1180.0
_LEFT = 216.0
_RIGHT = 10.0
_TOP = 44.0
_LANE = 21.0
_BAR = 17.0
_LACK = 13.0
_PAD = 5.0
_HEADING = 22.0
_MONTH_INITIALS = "JFMAMJJASOND"


class _Axis:
    """Months from left to right."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.months = scenario.horizon_months
        self.step = (_WIDTH - _LEFT - _RIGHT) / self.months

    def x(self, month: int) -> float:
        return _LEFT + min(max(month, 0), self.months) * self.step


def units_gantt(scenario: Scenario, plan: Plan, colour: Mapping[str, str]) -> Markup:
    """Draw a row for each demand, in order of mission and tier, and one for the aircraft handed over.

    `colour` gives the colour of each partner that has a unit.
    """
    axis = _Axis(scenario)
    lacking = unmet_aircraft(scenario, plan)
    units: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(plan.allocation.units, key=lambda u: (u.first_month, u.id)):
        units[unit.demand].append(unit)
    rows: list[Markup] = []
    top = _TOP
    if plan.allocation.transfers:
        rows.append(_transfers(plan, axis, top))
        top += _LANE + _PAD
    for mission in scenario.missions:
        demands = [d for d in scenario.demands if d.mission == mission.id]
        demands = [d for d in demands if scenario.demand_window(d)[1] > scenario.demand_window(d)[0]]
        if not demands:
            continue
        rows.append(text(10, top + 16, mission_short(mission), "label"))
        rows.append(tag("path", d=f"M0 {top:.1f}H{_WIDTH:.1f}", class_="rule"))
        top += _HEADING
        for demand in sorted(demands, key=lambda d: (d.tier, d.id)):
            lanes = _lanes(units[demand.id], axis)
            rows.append(_demand(scenario, demand, lanes, lacking[demand.id], axis, top, colour))
            top += len(lanes) * _LANE + _LACK + _PAD
    height = top + 8.0
    return picture(
        "gantt-units",
        _WIDTH,
        height,
        "Units by month",
        f"{count(len(plan.allocation.units), 'unit')} over {count(axis.months, 'month')} from "
        f"{scenario.start_month}; {sum(sum(months.values()) for months in lacking.values())} "
        "aircraft-months lack an aircraft.",
        [_hatch(), *_calendar(axis, height), group(rows)],
    )


def _hatch() -> Markup:
    return tag(
        "defs",
        tag(
            "pattern",
            tag("rect", width=6, height=6, class_="lack-ground"),
            tag("path", d="M0 0V6", class_="lack-line"),
            id="lack",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def _calendar(axis: _Axis, height: float) -> list[Markup]:
    """Draw years, and quarters or months as there is room."""
    lines: list[Markup] = []
    words: list[Markup] = []
    labels = [axis.scenario.month_label(month) for month in range(axis.months)]
    for year, group_of_months in groupby(range(axis.months), key=lambda month: labels[month][:4]):
        months = list(group_of_months)
        x, end = axis.x(months[0]), axis.x(months[-1] + 1)
        lines.append(tag("path", d=f"M{x:.1f} 4V{height:.1f}", class_="year"))
        if end - x > 34.0:
            words.append(text((x + end) / 2.0, 18, year, "label", "middle"))
    for month, label in enumerate(labels):
        number = int(label[5:])
        x = axis.x(month)
        if axis.step >= 11.0:
            words.append(text(x + axis.step / 2.0, 35, _MONTH_INITIALS[number - 1], "tiny", "middle"))
        elif number % 3 == 1 and axis.step >= 5.0 and month + 3 <= axis.months:
            words.append(text(x + axis.step * 1.5, 35, f"Q{(number + 2) // 3}", "tiny", "middle"))
        if number % 3 == 1 and number != 1:
            lines.append(tag("path", d=f"M{x:.1f} 26V{height:.1f}", class_="quarter"))
    return [group(lines), group(words)]


def _transfers(plan: Plan, axis: _Axis, top: float) -> Markup:
    """Draw how many donated aircraft arrive in each month."""
    arrivals: defaultdict[str, list[str]] = defaultdict(list)
    aircraft: defaultdict[str, int] = defaultdict(int)
    for row in plan.allocation.transfers:
        arrivals[row.month].append(f"{row.aircraft} of {row.lot} to {row.partner}")
        aircraft[row.month] += row.aircraft
    marks = [text(_LEFT - 10, top + 15, "Donated aircraft handed over", "small", "end")]
    for month in sorted(arrivals):
        x = axis.x(axis.scenario.month_index(month)) + axis.step / 2.0
        marks.append(
            tag(
                "g",
                tag("title", f"{month}: {'; '.join(arrivals[month])}"),
                tag("circle", cx=x, cy=top + 10.5, r=8, class_="arrival"),
                text(x, top + 14.5, str(aircraft[month]), "tiny strong", "middle"),
            )
        )
    return group(marks)


def _lanes(units: Sequence[Unit], axis: _Axis) -> list[list[Unit]]:
    """Put units that overlap into lanes of their own; at least one lane."""
    lanes: list[list[Unit]] = [[]]
    for unit in units:
        first = axis.scenario.month_index(unit.first_month)
        for lane in lanes:
            if not lane or _end(lane[-1], axis) <= first:
                lane.append(unit)
                break
        else:
            lanes.append([unit])
    return lanes


def _end(unit: Unit, axis: _Axis) -> int:
    return axis.scenario.month_index(unit.first_month) + len(unit.aircraft)


def _demand(
    scenario: Scenario,
    demand: Demand,
    lanes: Sequence[Sequence[Unit]],
    lacking: Mapping[int, int],
    axis: _Axis,
    top: float,
    colour: Mapping[str, str],
) -> Markup:
    first, end = scenario.demand_window(demand)
    height = len(lanes) * _LANE + _LACK
    site = scenario.site_by_id[demand.sites[0]].name
    words = f"{demand.role.capitalize()} · {site}"
    room = int((_LEFT - 36) / (11.5 * 0.57))
    shown = words if len(words) <= room else f"{words[: room - 1]}…"
    marks: list[Markup] = [
        tag("g", tag("title", f"{demand.id}: {words}"), text(16, top + 15, shown, "small strong")),
        text(16, top + 28, f"{demand.aircraft} aircraft · tier {demand.tier}", "tiny"),
        tag(
            "rect",
            x=axis.x(first),
            y=top,
            width=axis.x(end) - axis.x(first),
            height=height,
            rx=2,
            class_="window",
        ),
    ]
    for number, lane in enumerate(lanes):
        marks += [_bar(scenario, unit, axis, top + 2 + number * _LANE, colour[unit.partner]) for unit in lane]
    marks += _lack(demand, lacking, axis, top + height - _LACK)
    return group(marks)


def _bar(scenario: Scenario, unit: Unit, axis: _Axis, top: float, fill: str) -> Markup:
    """Draw a unit: a bar with a number wherever its aircraft change, and its name where there is room."""
    first = scenario.month_index(unit.first_month)
    x, end = axis.x(first), axis.x(_end(unit, axis))
    partner = scenario.partner_by_id[unit.partner].name
    kind = type_short(scenario.aircraft_type_by_id[unit.aircraft_type])
    span = deployed_span(scenario, unit.first_month, add_months(unit.first_month, len(unit.aircraft) - 1))
    ink = ink_on(fill)
    marks = [
        tag("title", f"{unit.id}: {partner}, {kind}, {span}, aircraft {_runs(unit)}"),
        tag(
            "rect", x=x + 0.5, y=top, width=max(1.0, end - x - 1), height=_BAR, rx=3, fill=fill, class_="disc"
        ),
    ]
    month = first
    for number, (aircraft, run) in enumerate((n, len(list(same))) for n, same in groupby(unit.aircraft)):
        left, right = axis.x(month), axis.x(month + run)
        if number:
            marks.append(tag("path", d=f"M{left:.1f} {top + 2}V{top + _BAR - 2}", stroke=ink, opacity=0.5))
        label = str(aircraft)
        for words in (f"{aircraft} × {kind} · {partner}", f"{aircraft} · {partner}"):
            if text_width(words, 11.0) + 10.0 <= right - left and number == 0:
                label = words
                break
        if text_width(label, 11.0) + 2.0 <= right - left:
            marks.append(text(left + (5 if len(label) > 2 else 4), top + 12.5, label, "bar", fill=ink))
        month += run
    return tag("g", *marks)


def _runs(unit: Unit) -> str:
    return ", ".join(
        f"{aircraft} for {count(len(list(same)), 'month')}" for aircraft, same in groupby(unit.aircraft)
    )


def _lack(demand: Demand, lacking: Mapping[int, int], axis: _Axis, top: float) -> list[Markup]:
    """Shade the months in which aircraft lack, with how many."""
    marks = []
    for aircraft, months in _stretches(lacking):
        x, width = axis.x(months[0]), axis.x(months[-1] + 1) - axis.x(months[0])
        span = month_span(axis.scenario.month_label(months[0]), axis.scenario.month_label(months[-1]))
        stretch = [
            tag("title", f"{demand.id}: {aircraft} of {demand.aircraft} aircraft lacking, {span}"),
            tag("rect", x=x, y=top, width=width, height=_LACK - 1, fill="url(#lack)", class_="lack"),
        ]
        if width >= 12.0:
            plate = text_width(f"−{aircraft}", 10.5) + 4.0
            middle = x + width / 2.0
            stretch += [
                tag("rect", x=middle - plate / 2, y=top, width=plate, height=_LACK - 1, class_="lack-ground"),
                text(middle, top + 10, f"−{aircraft}", "tiny strong lack-ink", "middle"),
            ]
        marks.append(tag("g", *stretch))
    return marks


def _stretches(lacking: Mapping[int, int]) -> list[tuple[int, list[int]]]:
    """Join months that follow each other and lack as many aircraft."""
    stretches: list[tuple[int, list[int]]] = []
    for month, aircraft in sorted(lacking.items()):
        if stretches and stretches[-1][0] == aircraft and stretches[-1][1][-1] == month - 1:
            stretches[-1][1].append(month)
        else:
            stretches.append((aircraft, [month]))
    return stretches
