"""Names, months and lists as they stand in the sentences of the partnership graph."""

from __future__ import annotations

from collections.abc import Iterable

from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.phrases import mission_short, month_name

__all__ = ["listed", "mission_word", "month_word", "partners_listed", "window_end"]


def listed(words: Iterable[str]) -> str:
    """Join words: `a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def partners_listed(scenario: Scenario, partners: Iterable[str]) -> str:
    """Join the names of partners; one that a changed scenario has lost goes by its identifier."""
    known = scenario.partner_by_id
    return listed(known[partner].name if partner in known else partner for partner in partners)


def mission_word(scenario: Scenario, mission: str) -> str:
    """Return the short name of a mission."""
    return mission_short(scenario.mission_by_id[mission])


def month_word(scenario: Scenario, index: int) -> str:
    """Write a month index as `Mar 2024`."""
    return month_name(scenario.month_label(index))


def window_end(scenario: Scenario, demand: Demand) -> str:
    """Say what ends the months of a demand: `MINUSMA closes Jan 2024`."""
    end = scenario.demand_window(demand)[1]
    closure = scenario.mission_by_id[demand.mission].closure_month
    if closure is not None and scenario.month_index(closure) == end:
        return f"{mission_word(scenario, demand.mission)} closes {month_word(scenario, end)}"
    if end == scenario.horizon_months:
        return f"the plan ends {month_word(scenario, end - 1)}"
    return f"the demand ends {month_word(scenario, end - 1)}"
