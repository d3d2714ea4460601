"""Rules that forbid months: how many months, or aircraft-months, they give way by.

The model of force generation knows such a rule as kept or dropped. A planner wants its own unit: consent two months
earlier, twelve aircraft-months in a mission that a capital excludes. So these uses are counted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.dates import consent_month, readiness_lead_months
from airlift.matching.model import MatchingModel
from airlift.matching.rulebook import Group
from airlift.matching.variables import IntVar

__all__ = ["PACED", "Pace", "pace_of"]

PACED = frozenset({"partner.readiness", "mission.consent", "partner.caveat"})
"""Rules that are counted here; the last in aircraft-months, the others in months."""


@dataclass
class Pace:
    """What is done against one rule.

    Attributes
    ----------
    sums : dict
        Variables with their units; the rule gives way by the greatest of these sums.
    dated : list of (int, variable)
        The same variables with the month index in which each begins.
    """

    sums: defaultdict[tuple[int, int], list[tuple[IntVar, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    dated: list[tuple[int, IntVar]] = field(default_factory=list)

    def use(self, key: tuple[int, int], variable: IntVar, units: int, month: int) -> None:
        """Count `units` for each unit of a variable in one of the sums."""
        self.sums[key].append((variable, units))
        self.dated.append((month, variable))

    def count(self, model: cp_model.CpModel, name: str, most: int) -> IntVar:
        """Return a variable that is no smaller than any of the sums, and at most so many units."""
        given = model.new_int_var(0, most, name)
        for terms in self.sums.values():
            variables, units = zip(*terms, strict=True)
            model.add(given >= cp_model.LinearExpr.weighted_sum(variables, units))
        return given

    def first_month(self, values: Sequence[int]) -> int | None:
        """First month with a use in a solution."""
        return min((t for t, variable in self.dated if values[variable.index]), default=None)


def pace_of(matching: MatchingModel) -> dict[Group, Pace]:
    """Return what is done against each rule that forbids months, as far as such rules were lifted.

    Readiness and consent that come later count the months by which the first unit is early; a consent that is refused
    counts the months of the longest service, a caveat the aircraft-months of all units together.
    """
    scenario, variables = matching.problem.scenario, matching.variables
    found: defaultdict[Group, Pace] = defaultdict(Pace)
    for c, choice in enumerate(matching.problem.choices):
        mission = scenario.demand_by_id[choice.demand].mission
        consent = consent_month(scenario, mission, choice.partner, choice.aircraft_type)
        lead = readiness_lead_months(scenario, scenario.partner_by_id[choice.partner])
        waits = (
            (Group("mission.consent", f"{mission} {choice.partner}"), consent or 0),
            (Group("partner.readiness", choice.partner), lead),
        )
        for block in (block for run in variables.runs[c] for block in run.blocks):
            t, months = block.first, block.end - block.first
            active, aircraft = variables.active[c, t], variables.aircraft[c, t]
            for group, month in waits:
                if t < month:
                    found[group].use((c, t), active, month - t, t)
            for group in choice.broken:
                if group.rule == "mission.consent":
                    found[group].use((c, -1), active, months, t)
                elif group.rule == "partner.caveat":
                    found[group].use((-1, -1), aircraft, months, t)
    return dict(sorted(found.items()))
