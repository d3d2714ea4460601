"""Costs in the force generation model: terms by partner and kind, by the year and the sponsors that may pay.

Costs that the same sponsors may pay in the same year are one purse: how what they pay is split among its costs
afterwards does not matter to any earmark.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.costs import (
    REIMBURSED,
    CostKey,
    course_donor,
    course_usd_per_trainee,
    due_year,
    eligible_sponsors,
    monthly_costs_usd,
    whole_usd,
)
from airlift.matching.dates import lot_lead_months
from airlift.matching.problem import MatchingProblem
from airlift.matching.variables import IntVar, Variables
from airlift.scenario.offers import CostKind

__all__ = ["Money", "Purse", "collect_costs"]

Purse = tuple[int, tuple[str, ...]]
"""A year and the sponsors that may pay."""

Whose = tuple[CostKind, str]
"""A kind of cost and the partner that causes it."""

Term = tuple[int, IntVar]


@dataclass
class Money:
    """Terms of the cost.

    Parameters
    ----------
    problem : MatchingProblem
        Whose earmarks count.
    variables : Variables
        Whose ranges count.
    purses : dict
        Terms in whole USD, rounded up, by purse and by kind and partner.
    rounding : float
        Largest relative amount by which a coefficient was rounded up: exact cost >= model cost / (1 + rounding).
    """

    problem: MatchingProblem
    variables: Variables
    purses: dict[Purse, dict[Whose, list[Term]]] = field(default_factory=dict)
    rounding: float = 0.0
    _usd: defaultdict[Purse, dict[int, dict[Whose, tuple[IntVar, float]]]] = field(
        default_factory=lambda: defaultdict(dict), repr=False
    )
    _sponsors: dict[tuple[str, str, CostKind], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def add(self, key: CostKey, usd: float, variable: IntVar, times: int = 1) -> None:
        """Add `usd` for each unit of `variable` to the purse of the key, as often as it falls due."""
        if usd <= 0:
            return
        earmarked = key.partner, key.donor, key.kind
        if earmarked not in self._sponsors:
            self._sponsors[earmarked] = eligible_sponsors(self.problem.scenario, key)
        of_variable = self._usd[key.year, self._sponsors[earmarked]].setdefault(variable.index, {})
        known = of_variable.get((key.kind, key.partner), (variable, 0.0))[1]
        for _ in range(times):
            known += usd
        of_variable[key.kind, key.partner] = variable, known

    def close(self) -> None:
        """Round the coefficients up, once for all costs that a variable has in a purse."""
        for purse, of_variables in self._usd.items():
            terms = self.purses.setdefault(purse, {})
            for shares in of_variables.values():
                exact, whole = 0.0, 0
                for whose, (variable, usd) in shares.items():
                    exact += usd
                    coefficient = whole_usd(exact) - whole
                    whole += coefficient
                    if coefficient:
                        terms.setdefault(whose, []).append((coefficient, variable))
                self.rounding = max(self.rounding, whole / exact - 1)
        self._usd.clear()

    def cost(self, purse: Purse) -> cp_model.LinearExprT:
        """Cost that a purse has to bear."""
        return _weighted([term for terms in self.purses[purse].values() for term in terms])

    def cost_of(self, purse: Purse, whose: Whose) -> cp_model.LinearExprT:
        """Cost of one kind and partner in a purse."""
        return _weighted(self.purses[purse][whose])

    def most(self, purse: Purse) -> int:
        """Greatest cost of a purse by the ranges of the variables."""
        return sum(
            usd * self.variables.most_of(variable)
            for terms in self.purses[purse].values()
            for usd, variable in terms
        )

    @property
    def total(self) -> cp_model.LinearExprT:
        """Cost of the whole plan in USD."""
        return _weighted(
            [term for by_whose in self.purses.values() for terms in by_whose.values() for term in terms]
        )


def _weighted(terms: list[Term]) -> cp_model.LinearExprT:
    """Weighted sum with one term for each variable."""
    variables: dict[int, IntVar] = {}
    merged: dict[int, int] = {}
    for usd, variable in terms:
        index = variable.index
        variables[index] = variable
        merged[index] = merged.get(index, 0) + usd
    return cp_model.LinearExpr.weighted_sum(list(variables.values()), list(merged.values()))


def collect_costs(problem: MatchingProblem, variables: Variables) -> Money:
    """Return the cost terms of all decisions."""
    money = Money(problem, variables)
    _transfers(problem, variables, money)
    _training(problem, variables, money)
    _visits(problem, variables, money)
    _units(problem, variables, money)
    money.close()
    return money


def _transfers(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    for (lot_id, partner, t), variable in variables.transfer.items():
        lot = scenario.lot_by_id[lot_id]
        year = scenario.year_of(max(0, t - lot_lead_months(lot)))
        costs: tuple[tuple[CostKind, float], ...] = (
            ("refurbishment", lot.refurbishment_usd_per_aircraft),
            ("shipping", lot.shipping_usd_per_aircraft),
        )
        for kind, usd in costs:
            money.add(CostKey(year, partner, lot.donor, kind), usd, variable)


def _training(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    for (course_id, partner, t), variable in variables.trainees.items():
        course = scenario.course_by_id[course_id]
        key = CostKey(scenario.year_of(t), partner, course_donor(scenario, course), "training")
        money.add(key, course_usd_per_trainee(scenario, course), variable)


def _visits(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    for (partner, t), variable in variables.visit.items():
        key = CostKey(scenario.year_of(t), partner, "", "assessment")
        money.add(key, scenario.policy.cost.assessment_usd_per_visit.value, variable)


def _units(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    cost = scenario.policy.cost
    # What is due in the same month and year falls due together: (other kinds, reimbursed kinds).
    years_of = [
        (due_year(scenario, "rotation", t), due_year(scenario, "personnel", t))
        for t in range(scenario.horizon_months)
    ]
    for c, choice in enumerate(problem.choices):
        kind = scenario.aircraft_type_by_id[choice.aircraft_type]
        hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
        monthly = {
            base: monthly_costs_usd(scenario, kind, scenario.maintenance_base_by_id[base], hours)
            for base, _, _ in choice.bases
        }
        for block in (block for run in variables.runs[c] for block in run.blocks):
            for years, months in itertools.groupby(range(block.first, block.end), years_of.__getitem__):
                count = len(list(months))
                for base, usd_of in monthly.items():
                    aircraft = variables.supported.get((c, base, block.first))
                    if aircraft is None:
                        continue
                    for cost_kind, usd in usd_of.items():
                        key = CostKey(years[cost_kind in REIMBURSED], choice.partner, "", cost_kind)
                        money.add(key, usd, aircraft, count)
    for (c, t), start in variables.start.items():
        key = CostKey(scenario.year_of(t), problem.choices[c].partner, "", "assessment")
        money.add(key, cost.assessment_usd_per_unit.value, start)
    for (c, t), flights in variables.flights.items():
        choice = problem.choices[c]
        usd = scenario.aircraft_type_by_id[choice.aircraft_type].lift_usd_per_flight
        money.add(CostKey(scenario.year_of(t), choice.partner, "", "lift"), usd, flights)
    for (c, t), joined in variables.joined.items():
        key = CostKey(scenario.year_of(t), problem.choices[c].partner, "", "predeployment")
        money.add(key, cost.predeployment_usd_per_aircraft.value, joined)
