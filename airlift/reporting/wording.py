"""Figures and months in the words of a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from airlift.plans import ObjectiveLevel, Plan
from airlift.scenario.model import Scenario, month_index
from airlift.scenario.phrases import MONTH_NAMES, count, mission_short, month_name, type_short

__all__ = [
    "clock",
    "count",
    "day_name",
    "deployed_span",
    "duration",
    "figure",
    "funded_pct",
    "gap_pct",
    "lacking_text",
    "mission_short",
    "month_name",
    "month_ranges",
    "month_span",
    "number",
    "partner_names",
    "pct",
    "rate",
    "seconds",
    "short_tail",
    "short_task",
    "type_short",
    "usd",
]

_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def usd(amount: float) -> str:
    """Write money as a planner says it: `USD 1.25 million`, `USD 940,000`."""
    if abs(amount) >= 999_500:
        return f"USD {amount / 1e6:,.2f} million"
    return f"USD {amount:,.0f}"


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with thousands separators; a dash for none, no `-0`."""
    if value is None:
        return "–"
    return f"{round(value, digits) + 0.0:,.{digits}f}"


def pct(value: float | None, digits: int = 1) -> str:
    """Write a percentage; a dash for none. Values that are not quite 100 or 0 are never rounded to them."""
    if value is None:
        return "–"
    step = 10.0**-digits
    shown = round(value, digits)
    if shown >= 100.0 > value:
        shown = 100.0 - step
    if shown <= 0.0 < value:
        shown = step
    return f"{shown:.{0 if shown in (0.0, 100.0) else digits}f} %"


def rate(value: float) -> str:
    """Write a rate: with two decimals below one."""
    return number(value, 2 if value < 1.0 else 1)


def month_span(first: str, last: str) -> str:
    """Write a span of months, both included: `Mar 2024`, `Mar–Aug 2024`, `Nov 2023 – Feb 2024`."""
    if first == last:
        return month_name(first)
    if first[:4] == last[:4]:
        return f"{MONTH_NAMES[int(first[5:7]) - 1]}–{month_name(last)}"
    return f"{month_name(first)} – {month_name(last)}"


def deployed_span(scenario: Scenario, first: str, last: str) -> str:
    """Write the months of a unit; one that is still there when the plan ends has no end: `from Jul 2026 on`."""
    if scenario.month_index(last) >= scenario.horizon_months - 1:
        return f"from {month_name(first)} on"
    return month_span(first, last)


def day_name(day: date) -> str:
    """Write the day of a sample day without its year: `12 June`."""
    return f"{day.day} {_FULL_MONTHS[day.month - 1]}"


def lacking_text(scenario: Scenario, months: Iterable[int]) -> str:
    """Write month indices as spans: `Jun–Nov 2022, Mar 2023`."""
    spans = month_ranges(scenario.month_label(month) for month in months)
    return ", ".join(month_span(first, last) for first, last in spans)


def month_ranges(months: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Join months that follow each other into (first, last) pairs."""
    ranges: list[tuple[str, str]] = []
    for month in sorted(set(months)):
        if ranges and month_index(ranges[-1][1], month) == 1:
            ranges[-1] = (ranges[-1][0], month)
        else:
            ranges.append((month, month))
    return tuple(ranges)


def clock(minute: float) -> str:
    """Write minutes after midnight as `09:35`; the next day's as `00:20 +1`."""
    days, rest = divmod(round(minute), 1440)
    return f"{rest // 60:02d}:{rest % 60:02d}{f' {days:+d}' if days else ''}"


def duration(minutes: float) -> str:
    """Write minutes as `1 h 25 min`."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def seconds(amount_s: float) -> str:
    """Write seconds: whole ones from ten on, below with a tenth."""
    return f"{number(amount_s, 0 if amount_s >= 10.0 else 1)} s"


def gap_pct(level: ObjectiveLevel) -> str:
    """Write the gap of an objective level; a dash where nothing is known, `no bound` for an infinite one."""
    if level.gap is None:
        return "–"
    return "no bound" if level.gap == float("inf") else pct(100.0 * level.gap, 2)


def figure(value: float | None) -> str:
    """Write a value of an objective: whole where it is whole, else with two decimals; a dash for none."""
    return number(value, 0 if value is None or abs(value - round(value)) < 5e-7 else 2)


def funded_pct(cost_usd: float, paid_usd: float) -> float | None:
    """Share of the cost that is paid for; None where nothing costs anything."""
    return 100.0 * paid_usd / cost_usd if cost_usd else None


def short_tail(tail: str, unit: str) -> str:
    """Tail identifier without the unit's name in front, for labels in a picture that says the unit."""
    return tail.removeprefix(f"{unit}-") or tail


def short_task(task: str, mission: str) -> str:
    """Task identifier without the mission's name in front, for labels in a picture of that mission."""
    return task.removeprefix(f"{mission}-") or task


def partner_names(scenario: Scenario, plan: Plan) -> dict[str, str]:
    """Names of the partners that have a unit, by identifier, in the order of the scenario."""
    flying = {unit.partner for unit in plan.allocation.units}
    return {partner.id: partner.name for partner in scenario.partners if partner.id in flying}
