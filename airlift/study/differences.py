"""In what two plans differ: who deploys where, in aircraft-months and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from airlift.plans import Allocation
from airlift.scenario import Scenario
from airlift.scenario.phrases import count
from airlift.study.measures import aircraft_months
from airlift.study.words import demand_words, joined

__all__ = ["Difference", "difference", "difference_words"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Aircraft-months that a partner has more (or less, when negative) at a demand than in another plan."""

    demand: str
    partner: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """Aircraft-months more than before."""
        return self.after - self.before


def difference(scenario: Scenario, before: Allocation, after: Allocation) -> tuple[Difference, ...]:
    """List who has more or fewer aircraft-months where, in the order of demand and partner in the scenario."""
    was, now = Counter(aircraft_months(before)), Counter(aircraft_months(after))
    rows = []
    for demand in scenario.demands:
        for partner in scenario.partners:
            key = partner.id, demand.id
            if was[key] != now[key]:
                rows.append(Difference(demand.id, partner.id, was[key], now[key]))
    return tuple(rows)


def difference_words(scenario: Scenario, rows: tuple[Difference, ...]) -> tuple[str, ...]:
    """One sentence for each demand at which the plans differ."""
    sentences = []
    for demand in dict.fromkeys(row.demand for row in rows):
        here = [row for row in rows if row.demand == demand]
        names = {row.partner: scenario.partner_by_id[row.partner].name for row in here}
        came = [row for row in here if row.before == 0]
        went = [row for row in here if row.after == 0]
        changed = [row for row in here if row.before and row.after]
        parts = []
        if came and went:
            new = joined(f"{names[row.partner]} ({_months(row.after)})" for row in came)
            parts.append(f"{new} instead of {joined(names[row.partner] for row in went)}")
        elif came:
            parts.append(joined(f"{names[row.partner]} deploys too ({_months(row.after)})" for row in came))
        elif went:
            parts.append(joined(f"{names[row.partner]} does not deploy" for row in went))
        parts += [f"{names[row.partner]} {row.change:+d} aircraft-months" for row in changed]
        sentences.append(f"{demand_words(scenario, demand)}: {'; '.join(parts)}")
    return tuple(sentences)


def _months(amount: int) -> str:
    return count(amount, "aircraft-month")
