"""Who could serve a demand, as far as rules on partner, type and demand alone say, and by what names they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from airlift.explaining.explanation import Asked, Candidate
from airlift.matching.problem import build_problem
from airlift.scenario import Scenario
from airlift.scenario.demands import Demand
from airlift.scenario.phrases import type_short

__all__ = ["asked_rows", "names_of"]


def asked_rows(scenario: Scenario, demands: Sequence[Demand]) -> Iterator[Asked]:
    """Describe demands, each with the partners and types that could serve it."""
    problem = build_problem(scenario)
    for demand in demands:
        choices = [problem.choices[c] for c in problem.choices_of_demand.get(demand.id, ())]
        choices.sort(key=lambda choice: (choice.first, choice.partner, choice.aircraft_type))
        yield Asked(
            demand=demand.id,
            tier=demand.tier,
            demanded_aircraft_months=demand.aircraft * len(range(*scenario.demand_window(demand))),
            candidates=tuple(
                Candidate(
                    partner=choice.partner,
                    aircraft_type=choice.aircraft_type,
                    first_month=scenario.month_label(choice.first),
                )
                for choice in choices
            ),
        )


def names_of(scenario: Scenario) -> dict[str, str]:
    """Names of partners, types and maintenance bases by identifier; what two of them share is left out."""
    named = [(row.id, row.name) for row in scenario.partners]
    named += [(row.id, row.name) for row in scenario.maintenance_bases]
    named += [(row.id, type_short(row)) for row in scenario.aircraft_types]
    ids = [name for name, _ in named]
    return {name: words for name, words in named if ids.count(name) == 1}
