"""Sustainment as the report shows it: facts, bank time, docks, hours by unit and month, tails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.plans import Plan
from airlift.plans.kpis import Kpis
from airlift.plans.sustained import FleetFigures, TailFigures, UnitMonth
from airlift.reporting.bankchart import bank_chart
from airlift.reporting.ganttdocks import docks_gantt, inspection_words
from airlift.reporting.pagetables import Table, bar, columns, swatch
from airlift.reporting.shades import BANK_STEPS, bank_fill, key
from airlift.reporting.svg import colours
from airlift.reporting.weekaxis import day_text
from airlift.reporting.wording import count, month_name, number, pct, type_short
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["FleetPage", "fleet_page"]


@dataclass(frozen=True, slots=True)
class FleetPage:
    """What the template shows of sustainment."""

    facts: tuple[str, ...]
    banks: Markup
    bank_key: tuple[Markup, ...]
    docks: Markup
    units_key: tuple[Markup, ...]
    units: Table
    months: Table
    tails: Table


def fleet_page(scenario: Scenario, plan: Plan, kpis: Kpis) -> FleetPage | None:
    """Put sustainment together; None where it was not planned or no unit is in the window."""
    fleet, figures = plan.fleet, kpis.fleet
    if fleet is None or figures is None or not fleet.tails:
        return None
    colour = colours(tail.unit for tail in fleet.tails)
    steps = zip([10.0, 30.0, 50.0, 70.0, 90.0], BANK_STEPS, strict=True)
    return FleetPage(
        facts=_facts(figures, len(fleet.visits)),
        banks=bank_chart(scenario, plan, fleet, figures),
        bank_key=tuple(key(bank_fill(share), words) for share, (_, words) in steps),
        docks=docks_gantt(scenario, plan, fleet, colour),
        units_key=tuple(swatch(fill, unit) for unit, fill in colour.items()),
        units=_hours_table(scenario, plan, figures, figures.units),
        months=_hours_table(scenario, plan, figures, figures.months),
        tails=_tails_table(scenario, plan, figures),
    )


def _facts(figures: FleetFigures, visits: int) -> tuple[str, ...]:
    lacking = sum(sum(weeks) for weeks in figures.line_shortfall.values())
    return (
        f"Hours flown: {pct(figures.met_pct)} of {number(figures.asked_h)} h asked for, "
        f"{number(figures.unmet_h)} h unmet",
        f"Serviceable: {pct(figures.serviceable_pct)} of the deployed aircraft, on the average of all weeks",
        f"{count(visits, 'visit')}, {number(figures.man_hours)} man-hours, {number(figures.ferry_h, 1)} h of ferry "
        f"flights, {number(figures.wasted_h, 1)} h of bank time given up",
        f"Below the bank-time line: {count(lacking, 'tail-week')}",
    )


def _hours_table(
    scenario: Scenario, plan: Plan, figures: FleetFigures, lines: tuple[UnitMonth, ...]
) -> Table:
    kind = {unit.id: unit.aircraft_type for unit in plan.allocation.units}
    by_month = any(line.month for line in lines)
    rows = []
    for line in lines:
        met = 100.0 * (1.0 - line.unmet_h / line.asked_h) if line.asked_h else None
        rows.append(
            (
                line.unit,
                month_name(line.month)
                if by_month
                else type_short(scenario.aircraft_type_by_id[kind[line.unit]]),
                number(line.weeks),
                number(line.aircraft, 1),
                number(line.serviceable_tails, 1),
                number(line.asked_h),
                number(line.flown_h),
                number(line.unmet_h),
                "–" if met is None else bar(met, pct(met), "late" if met < 90.0 else ""),
            )
        )
    span = f"{count(figures.weeks, 'week')} from {month_name(figures.first_month)}"
    return Table(
        f"Flight hours by unit{' and month' if by_month else ''}, {span} (aircraft and serviceable tails: "
        "mean of the weeks)",
        columns(
            "Unit", "Month" if by_month else "Type", "#Weeks", "#Aircraft", "#Serviceable", "#Asked, h", "#Flown, h",
            "#Unmet, h", "#Met",
        ),
        tuple(rows),
    )  # fmt: skip


def _tails_table(scenario: Scenario, plan: Plan, figures: FleetFigures) -> Table:
    return Table(
        "Each tail: what it flies, and when it goes into the dock",
        columns(
            "Tail", "#From week", "#Weeks", "#Flies, h", "#A week, h", "#Bank first → last, h", "=First in a dock",
            "+Visits", "#Days out",
        ),
        tuple(_tail_row(scenario, plan, figures, tail) for tail in figures.tails),
    )  # fmt: skip


def _tail_row(scenario: Scenario, plan: Plan, figures: FleetFigures, tail: TailFigures) -> tuple[str, ...]:
    visits = sorted(
        (visit for visit in (plan.fleet.visits if plan.fleet else ()) if visit.tail == tail.tail),
        key=lambda visit: visit.first_day,
    )
    said = (f"{day_text(figures.first_month, v.first_day)}: {inspection_words(scenario, v)}" for v in visits)
    first = tail.first_dock_day
    return (
        tail.tail,
        number(tail.first_week + 1),
        number(tail.weeks),
        number(tail.flight_h, 1),
        number(tail.flight_h / tail.weeks, 1),
        f"{number(tail.bank_at_start_h)} → {number(tail.bank_at_end_h)}",
        "–" if first is None else day_text(figures.first_month, first),
        "; ".join(said) or "none in the window",
        number(tail.days_in_visits),
    )
