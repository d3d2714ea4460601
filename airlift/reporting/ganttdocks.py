"""Visits of the fleet by day, as SVG: a row for each dock, lanes for work at home bases and away, man-hours below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from airlift.plans import DockVisit, FleetPlan, Plan
from airlift.plans.workload import BaseWeek, base_weeks
from airlift.reporting.svg import group, ink_on, picture, tag, text, text_width
from airlift.reporting.weekaxis import WeekAxis, day_text
from airlift.reporting.wording import count, number, short_tail
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["docks_gantt", "inspection_words", "is_away"]

_WIDTH = 1180.0
_LEFT = 190.0
_RIGHT = 1168.0
_TOP = 26.0
_ROW = 20.0
_BAR = 16.0
_HEADING = 24.0
_WORK = 30.0


def docks_gantt(scenario: Scenario, plan: Plan, fleet: FleetPlan, colour: Mapping[str, str]) -> Markup:
    """Draw the visits of a fleet. `colour` gives the colour of each unit."""
    axis = WeekAxis(fleet.first_month, fleet.weeks, _LEFT, _RIGHT)
    unit_of = {tail.tail: tail.unit for tail in fleet.tails}
    units = {unit.id: unit for unit in plan.allocation.units}
    base_of = {tail: units[unit].maintenance_base for tail, unit in unit_of.items()}
    rows: list[Markup] = []
    top = _TOP
    workload = base_weeks(scenario, plan)
    for base in dict.fromkeys(row.maintenance_base for row in workload):
        weeks = [row for row in workload if row.maintenance_base == base]
        visits = [visit for visit in fleet.visits if base_of[visit.tail] == base]
        lanes = _lanes_of(scenario, base, visits)
        rows.append(tag("path", d=f"M0 {top:.1f}H{_WIDTH:.1f}", class_="rule"))
        rows.append(text(10, top + 17, scenario.maintenance_base_by_id[base].name, "label"))
        top += _HEADING
        for name, lane in lanes:
            rows.append(text(_LEFT - 10, top + 13, name, "small", "end"))
            rows.append(tag("path", d=f"M{_LEFT} {top + _ROW - 1:.1f}H{_RIGHT}", class_="quarter"))
            for place, visit in enumerate(lane):
                free_until = axis.x(lane[place + 1].first_day) if place + 1 < len(lane) else _RIGHT
                unit = unit_of[visit.tail]
                rows.append(_bar(scenario, visit, axis, top + 1, (unit, colour[unit]), free_until))
            top += _ROW
        rows.append(_work(weeks, axis, top))
        top += _WORK + 12.0
    docked = sum(visit.dock is not None for visit in fleet.visits)
    return picture(
        "gantt-docks",
        _WIDTH,
        top,
        "Visits to docks by day",
        f"{count(len(fleet.visits), 'visit')}, {docked} of them in docks, over {count(fleet.weeks, 'week')} from "
        f"{fleet.first_month}.",
        [axis.header(_TOP - 4, top - 8), group(rows)],
    )


def inspection_words(scenario: Scenario, visit: DockVisit) -> str:
    """Name the inspections of a visit."""
    rows = ((name, scenario.inspection_by_id.get(name)) for name in visit.inspections)
    return " and ".join(name if row is None else row.name for name, row in rows)


def is_away(scenario: Scenario, visit: DockVisit) -> bool:
    """Whether a visit takes its tail out of the mission."""
    rows = (scenario.inspection_by_id.get(name) for name in visit.inspections)
    return any(row is not None and row.place == "away" for row in rows)


def _lanes_of(
    scenario: Scenario, base: str, visits: Sequence[DockVisit]
) -> list[tuple[str, list[DockVisit]]]:
    """Rows of a base with their visits: every dock, then what is done without one."""
    by_dock: defaultdict[int, list[DockVisit]] = defaultdict(list)
    others: dict[str, list[DockVisit]] = {"at home bases": [], "away": []}
    for visit in sorted(visits, key=lambda visit: (visit.first_day, visit.tail)):
        if visit.dock is not None:
            by_dock[visit.dock].append(visit)
        else:
            others["away" if is_away(scenario, visit) else "at home bases"].append(visit)
    docks = max([scenario.maintenance_base_by_id[base].docks, *by_dock])
    rows = [(f"dock {dock}", by_dock[dock]) for dock in range(1, docks + 1)]
    for name, without in others.items():
        for place, lane in enumerate(_lanes(without)):
            rows.append((name if not place else "", lane))
    return rows


def _lanes(visits: Sequence[DockVisit]) -> list[list[DockVisit]]:
    """Put visits that overlap into lanes of their own."""
    lanes: list[list[DockVisit]] = []
    for visit in visits:
        lane = next((lane for lane in lanes if lane[-1].end_day <= visit.first_day), None)
        if lane is None:
            lanes.append([visit])
        else:
            lane.append(visit)
    return lanes


def _bar(
    scenario: Scenario,
    visit: DockVisit,
    axis: WeekAxis,
    top: float,
    unit: tuple[str, str],
    free_until: float,
) -> Markup:
    """Draw a visit; its name stands in the bar, or behind it where the lane is free. `unit` is name and colour."""
    name, fill = unit
    x, end = axis.x(visit.first_day), axis.x(visit.end_day)
    wide = max(3.0, end - x)
    words = inspection_words(scenario, visit)
    story = (
        f"{visit.tail}: {words}, {day_text(axis.first_month, visit.first_day)} – "
        f"{day_text(axis.first_month, visit.end_day - 1)}, {number(visit.man_hours)} man-hours"
    )
    if visit.ferry_h:
        story += f", {number(visit.ferry_h, 1)} h of ferry flights"
    marks = [
        tag("title", story),
        tag("rect", x=x, y=top, width=wide, height=_BAR, rx=2, fill=fill, class_="disc"),
    ]
    short = short_tail(visit.tail, name)
    for label in (f"{short} · {words}", short):
        if text_width(label, 11.0) + 6.0 <= wide:
            marks.append(text(x + 3, top + 12, label, "bar", fill=ink_on(fill)))
            break
    else:
        if x + wide + text_width(short, 10.5) + 6.0 <= free_until:
            marks.append(text(x + wide + 2, top + 12, short, "tiny"))
    return tag("g", *marks)


def _work(weeks: Sequence[BaseWeek], axis: WeekAxis, top: float) -> Markup:
    """Draw the man-hours of each week: defects at the bottom, visits on them, a line where the base has no more."""
    most = max(max(row.capacity, row.visits + row.defects) for row in weeks) or 1.0
    bottom = top + 3.0 + _WORK
    scale = _WORK / most
    marks: list[Markup] = [
        text(_LEFT - 10, bottom - 14, "man-hours a week", "small", "end"),
        text(_LEFT - 10, bottom - 2, f"of {number(weeks[0].capacity)}", "tiny", "end"),
    ]
    for row in weeks:
        x = axis.x(7 * row.week)
        defects, visits = row.defects * scale, row.visits * scale
        words = (
            f"Week of {day_text(axis.first_month, 7 * row.week)}: {number(row.visits)} man-hours of visits and "
            f"{number(row.defects)} of defects, of {number(row.capacity)}"
        )
        wide = axis.week_px - 1.0
        marks.append(
            tag(
                "g",
                tag("title", words),
                tag("rect", x=x + 0.5, y=bottom - defects, width=wide, height=defects, class_="defects"),
                tag("rect", x=x + 0.5, y=bottom - defects - visits, width=wide, height=visits, class_="work"),
            )
        )
    line = bottom - weeks[0].capacity * scale
    marks.append(tag("path", d=f"M{axis.left:.1f} {line:.1f}H{axis.right:.1f}", class_="line"))
    return group(marks)
