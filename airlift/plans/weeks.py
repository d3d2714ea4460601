"""The window of sustainment: its weeks and days, and the month for which a mission's standby and day are planned."""

from __future__ import annotations

from collections import Counter
from datetime import date

from airlift.plans.allocation import Allocation, Unit
from airlift.scenario.model import Scenario, add_months

__all__ = [
    "WEEKS_PER_MONTH",
    "aircraft_in_week",
    "day_number",
    "mission_month",
    "month_of_day",
    "week_of_month",
    "window_months",
    "window_start",
]

WEEKS_PER_MONTH = 52.0 / 12.0
"""Weeks of an average month: hours of a month are asked for in equal parts over so many weeks."""


def window_months(scenario: Scenario) -> int:
    """Months that the weeks of the sustainment policy begin in, at most those of the horizon."""
    first = scenario.start_month
    days = 7 * scenario.policy.sustainment.horizon_weeks.value
    months = 1
    while months < scenario.horizon_months and day_number(first, add_months(first, months)) < days:
        months += 1
    return months


def window_start(scenario: Scenario, allocation: Allocation) -> int | None:
    """Index of the first month from which the window has the most aircraft-months; None without a unit."""
    aircraft = _aircraft_by_month(scenario, allocation.units)
    if not aircraft:
        return None
    months = window_months(scenario)
    starts = range(max(1, scenario.horizon_months - months + 1))
    return max(starts, key=lambda start: (sum(aircraft[start + k] for k in range(months)), -start))


def mission_month(
    scenario: Scenario, allocation: Allocation, mission: str, first_month: str | None = None
) -> str | None:
    """Month for which a mission's standby and day are planned; None when it has no unit.

    The first month with the most aircraft of the mission among those of the window that begins with `first_month`,
    or among all months when it has none there or no window is given.
    """
    units = [unit for unit in allocation.units if scenario.demand_by_id[unit.demand].mission == mission]
    aircraft = _aircraft_by_month(scenario, units)
    if first_month is not None:
        start = scenario.month_index(first_month)
        within = {m: n for m, n in aircraft.items() if start <= m < start + window_months(scenario)}
        aircraft = Counter(within) or aircraft
    if not aircraft:
        return None
    most = max(aircraft.values())
    return scenario.month_label(min(month for month, number in aircraft.items() if number == most))


def day_number(first_month: str, month: str) -> int:
    """Days from the first day of one month to the first day of another; negative when that is earlier."""
    return (date.fromisoformat(f"{month}-01") - date.fromisoformat(f"{first_month}-01")).days


def month_of_day(first_month: str, day: int) -> str:
    """Month `YYYY-MM` in which a day lies that is counted from the first day of `first_month`."""
    return date.fromordinal(date.fromisoformat(f"{first_month}-01").toordinal() + day).isoformat()[:7]


def week_of_month(first_month: str, month: str, weeks: int) -> int | None:
    """First week of the window that begins in a month (week 0 in the first one); None outside the window."""
    week = -(-day_number(first_month, month) // 7)
    return week if 0 <= week < weeks else None


def aircraft_in_week(scenario: Scenario, unit: Unit, first_month: str, week: int) -> int:
    """Aircraft that a unit has in the month in which a week begins; 0 when it is not there."""
    month = scenario.month_index(month_of_day(first_month, 7 * week))
    offset = month - scenario.month_index(unit.first_month)
    return unit.aircraft[offset] if 0 <= offset < len(unit.aircraft) else 0


def _aircraft_by_month(scenario: Scenario, units: tuple[Unit, ...] | list[Unit]) -> Counter[int]:
    aircraft: Counter[int] = Counter()
    for unit in units:
        for month, number in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
            aircraft[month] += number
    return aircraft
