"""Bank time of every tail by week, as SVG: a strip for each tail, its visits, and the unit's bank-time line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from airlift.plans import DockVisit, FleetPlan, Plan, TailPlan
from airlift.plans.banktime import full_bank_h
from airlift.plans.sustained import FleetFigures
from airlift.reporting.ganttdocks import inspection_words, is_away
from airlift.reporting.shades import bank_fill
from airlift.reporting.svg import group, ink_on, picture, polyline, tag, text
from airlift.reporting.weekaxis import WeekAxis, day_text
from airlift.reporting.wording import count, mission_short, number, short_tail, type_short
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["bank_chart"]

_WIDTH = 1180.0
_LEFT = 150.0
_RIGHT = 880.0
_LINE_LEFT = 940.0
_LINE_RIGHT = 1168.0
_ROW = 17.0
_CELL = 15.0
_HEADING = 46.0
_FOOT = 20.0
_GAP = 18.0
_LEAST_PANEL = 96.0


def bank_chart(scenario: Scenario, plan: Plan, fleet: FleetPlan, figures: FleetFigures) -> Markup:
    """Draw a panel for each unit: tails with their bank time by week to the left, the bank-time line to the right."""
    axis = WeekAxis(fleet.first_month, fleet.weeks, _LEFT, _RIGHT)
    panels: list[Markup] = []
    top = 4.0
    for unit in figures.units:
        tails = [tail for tail in fleet.tails if tail.unit == unit.unit]
        if not tails:
            continue
        high = max(_LEAST_PANEL, _ROW * len(tails) + _FOOT)
        panels.append(_panel(scenario, plan, fleet, figures, tails, axis, top, high))
        top += _HEADING + high + _GAP
    visits = count(len(fleet.visits), "visit")
    return picture(
        "bank-time",
        _WIDTH,
        top,
        "Bank time of each tail by week",
        f"{count(len(fleet.tails), 'tail')} over {count(fleet.weeks, 'week')} from {fleet.first_month}; {visits}.",
        panels,
    )


def _panel(
    scenario: Scenario,
    plan: Plan,
    fleet: FleetPlan,
    figures: FleetFigures,
    tails: Sequence[TailPlan],
    axis: WeekAxis,
    top: float,
    high: float,
) -> Markup:
    unit = next(row for row in plan.allocation.units if row.id == tails[0].unit)
    demand = scenario.demand_by_id[unit.demand]
    full_h = full_bank_h(scenario, unit.aircraft_type)
    words = (
        f"{unit.id} · {type_short(scenario.aircraft_type_by_id[unit.aircraft_type])} of "
        f"{scenario.partner_by_id[unit.partner].name}, {demand.role} for "
        f"{mission_short(scenario.mission_by_id[demand.mission])} at {scenario.site_by_id[demand.sites[0]].name}"
        f" · full bank {number(full_h)} h"
    )
    ground = top + _HEADING
    end = ground + _ROW * len(tails)
    marks = [text(10, top + 16, words, "small strong"), axis.header(ground - 2, end)]
    for place, tail in enumerate(tails):
        at = ground + _ROW * place
        visits = [visit for visit in fleet.visits if visit.tail == tail.tail]
        marks.append(_strip(scenario, tail, figures.banks_h[tail.tail], visits, full_h, axis, at))
    marks.append(_shortfalls(figures.line_shortfall[unit.id], axis, end))
    marks.append(_line(tails, figures, full_h, axis, ground, ground + high - _FOOT))
    return group(marks)


def _strip(
    scenario: Scenario,
    tail: TailPlan,
    banks: Sequence[float],
    visits: Sequence[DockVisit],
    full_h: float,
    axis: WeekAxis,
    top: float,
) -> Markup:
    """Draw a tail: a cell for each week with the bank time at its start, its visits over it."""
    wide = axis.week_px
    marks: list[Markup] = [text(_LEFT - 8, top + 12, short_tail(tail.tail, tail.unit), "small", "end")]
    busy = {day // 7 for visit in visits for day in range(visit.first_day, visit.end_day)}
    for week, hours in enumerate(tail.flight_h, start=tail.first_week):
        bank = banks[week - tail.first_week]
        fill = bank_fill(100.0 * bank / full_h)
        x = axis.x(7 * week)
        words = (
            f"{tail.tail}, week of {day_text(axis.first_month, 7 * week)}: "
            f"{number(bank, 1)} h left, flies {number(hours, 1)} h"
        )
        cell = [
            tag("title", words),
            tag("rect", x=x + 0.4, y=top + 1, width=wide - 0.8, height=_CELL, fill=fill),
        ]
        if wide >= 17.0 and week not in busy:
            cell.append(text(x + wide / 2, top + 12, number(bank), "cell", "middle", fill=ink_on(fill)))
        marks.append(tag("g", *cell))
    marks += [_visit(scenario, visit, axis, top) for visit in visits]
    return group(marks)


def _visit(scenario: Scenario, visit: DockVisit, axis: WeekAxis, top: float) -> Markup:
    """Draw the days of a visit with a mark where it begins."""
    x, end = axis.x(visit.first_day), axis.x(visit.end_day)
    names = inspection_words(scenario, visit)
    if visit.dock is not None:
        where = f"dock {visit.dock} of {visit.maintenance_base}"
    else:
        where = "away" if is_away(scenario, visit) else "at the home base"
    wasted = f", {number(visit.wasted_h, 1)} h unused" if visit.wasted_h >= 0.05 else ""
    story = (
        f"{visit.tail}: {names} from {day_text(axis.first_month, visit.first_day)}, {count(visit.days, 'day')}, "
        f"{where}{wasted}"
    )
    return tag(
        "g",
        tag("title", story),
        tag("rect", x=x, y=top + 1, width=max(2.5, end - x), height=_CELL, class_="visit"),
        tag("path", d=f"M{x - 3.5:.1f} {top - 1:.1f}h7l-3.5 6z", class_="due"),
    )


def _shortfalls(lacking: Sequence[int], axis: WeekAxis, top: float) -> Markup:
    """Write below the tails how many lack at the bank-time line in each week."""
    marks: list[Markup] = []
    if any(lacking):
        marks.append(text(_LEFT - 8, top + 14, "below the line", "tiny", "end"))
    for week, tails in enumerate(lacking):
        if tails:
            middle = axis.x(7 * week) + axis.week_px / 2
            words = f"Week of {day_text(axis.first_month, 7 * week)}: {tails} below the bank-time line"
            marks.append(
                tag(
                    "g",
                    tag("title", words),
                    text(middle, top + 14, str(tails), "tiny strong lack-ink", "middle"),
                )
            )
    return group(marks)


def _line(
    tails: Sequence[TailPlan],
    figures: FleetFigures,
    full_h: float,
    axis: WeekAxis,
    top: float,
    bottom: float,
) -> Markup:
    """Draw the tails of the week that is farthest below the bank-time line, the fullest first, with the line."""
    lacking = figures.line_shortfall[tails[0].unit]
    weeks = sorted({week for tail in tails for week in range(tail.first_week, tail.end_week)})
    worst = max(weeks, key=lambda week: (lacking[week], -week))
    there = [tail for tail in tails if tail.first_week <= worst < tail.end_week]
    banks = sorted(((figures.banks_h[t.tail][worst - t.first_week], t.tail) for t in there), reverse=True)
    step = (_LINE_RIGHT - _LINE_LEFT) / len(banks)
    scale = (bottom - top) / full_h
    said = f"{lacking[worst]} below the line" if lacking[worst] else "nobody below the line"
    words = f"Week of {day_text(axis.first_month, 7 * worst)}: {said}"
    marks: list[Markup] = [
        text(_LINE_LEFT, top - 7, words, "tiny"),
        polyline([(_LINE_LEFT, top), (_LINE_LEFT, bottom), (_LINE_RIGHT, bottom)], class_="scale"),
        text(_LINE_LEFT - 5, top + 8, f"{number(full_h)} h", "tiny", "end"),
        text(_LINE_LEFT - 5, bottom, "0", "tiny", "end"),
    ]
    for place, (bank, name) in enumerate(banks):
        high = min(max(0.0, bank), full_h) * scale
        marks.append(
            tag(
                "g",
                tag("title", f"{name}: {number(bank, 1)} h left"),
                tag("rect", x=_LINE_LEFT + step * place + step * 0.12, y=bottom - high, width=step * 0.76,
                    height=high, class_="bank"),
            )
        )  # fmt: skip
    wanted = [full_h * max(0, len(banks) - 2 - place) / len(banks) for place in range(len(banks))]
    corners: list[tuple[float, float]] = []
    for place, least in enumerate(wanted):
        y = bottom - least * scale
        corners += [(_LINE_LEFT + step * place, y), (_LINE_LEFT + step * (place + 1), y)]
    if len(banks) > 1:
        marks.append(polyline(corners, class_="line"))
    return group(marks)
