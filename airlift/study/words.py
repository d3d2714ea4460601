"""Names and sums as they stand in the sentences of a study."""

from __future__ import annotations

from collections.abc import Iterable

from airlift.scenario import Scenario
from airlift.scenario.phrases import mission_short

__all__ = ["demand_words", "joined", "usd_words"]


def demand_words(scenario: Scenario, demand: str) -> str:
    """Name a demand as a planner speaks of it: `UNMISS medevac, Juba`."""
    row = scenario.demand_by_id[demand]
    mission = mission_short(scenario.mission_by_id[row.mission])
    return f"{mission} {row.role}, {scenario.site_by_id[row.sites[0]].name}"


def joined(words: Iterable[str]) -> str:
    """Join words: `a`, `a and b`, `a, b and c`; nothing for none."""
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def usd_words(amount: float) -> str:
    """Write money: `USD 1.25 m`, `USD 940,000`."""
    if abs(amount) >= 999_500:
        return f"USD {amount / 1e6:,.2f} m"
    return f"USD {amount:,.0f}"
