"""Costs in the force generation model: terms by partner and kind, by the year and the sponsors that may pay.

Costs that the same sponsors may pay in the same year are one purse: how what they pay is split among its costs
afterwards does not matter to any earmark.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.choice import Choice
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
from airlift.matching.stays import Block
from airlift.matching.variables import IntVar, Variables
from airlift.scenario import Scenario
from airlift.scenario.offers import CostKind

__all__ = ["Money", "Purse", "collect_costs"]

Purse = tuple[int, tuple[str, ...]]
"""A year and the sponsors that may pay."""

Whose = tuple[CostKind, str]
"""A kind of cost and the partner that causes it."""

Term = tuple[int, IntVar]

Shares = dict[Whose, float]
"""USD that one unit of a variable costs in a purse."""

Earmarked = tuple[str, str, CostKind]
"""Partner, donor and kind of a cost: what earmarks speak of."""


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
    _usd: defaultdict[Purse, defaultdict[int, Shares]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict)), repr=False
    )
    _merged: dict[Purse, dict[int, int]] = field(default_factory=dict, repr=False)
    _of_index: dict[int, IntVar] = field(default_factory=dict, repr=False)
    _sponsors: dict[Earmarked, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def add(self, key: CostKey, usd: float, variable: IntVar) -> None:
        """Add `usd` for each unit of `variable` to the purse of the key."""
        if usd > 0:
            purse = key.year, self.sponsors(key.partner, key.donor, key.kind)
            self.charge(variable, [(purse, (key.kind, key.partner), usd)])

    def sponsors(self, partner: str, donor: str, kind: CostKind) -> tuple[str, ...]:
        """Sponsors that may pay a cost, in any year."""
        earmarked = partner, donor, kind
        if earmarked not in self._sponsors:
            any_year = CostKey(0, partner, donor, kind)
            self._sponsors[earmarked] = eligible_sponsors(self.problem.scenario, any_year)
        return self._sponsors[earmarked]

    def charge(self, variable: IntVar, costs: Iterable[tuple[Purse, Whose, float]]) -> None:
        """Add positive costs in USD of each unit of a variable to their purses."""
        index = variable.index
        self._of_index[index] = variable
        for purse, whose, usd in costs:
            shares = self._usd[purse][index]
            shares[whose] = shares.get(whose, 0.0) + usd

    def close(self) -> None:
        """Round the coefficients up, once for all costs that a variable has in a purse."""
        for purse, of_variables in self._usd.items():
            terms: dict[Whose, list[Term]] = {}
            merged: dict[int, int] = {}
            for index, shares in of_variables.items():
                variable = self._of_index[index]
                exact, whole = 0.0, 0
                for whose, usd in shares.items():
                    exact += usd
                    coefficient = whole_usd(exact) - whole
                    if coefficient:
                        whole += coefficient
                        terms.setdefault(whose, []).append((coefficient, variable))
                self.rounding = max(self.rounding, whole / exact - 1)
                merged[index] = whole
            self.purses[purse], self._merged[purse] = terms, merged
        self._usd.clear()

    def cost(self, purse: Purse) -> cp_model.LinearExprT:
        """Cost that a purse has to bear."""
        return self._weighted(self._merged[purse])

    def cost_of(self, purse: Purse, whose: Whose) -> cp_model.LinearExprT:
        """Cost of one kind and partner in a purse."""
        return self._weighted({variable.index: usd for usd, variable in self.purses[purse][whose]})

    def most(self, purse: Purse) -> int:
        """Greatest cost of a purse by the ranges of the variables."""
        greatest = self.variables.greatest
        return sum(usd * greatest[index] for index, usd in self._merged[purse].items())

    @property
    def total(self) -> cp_model.LinearExprT:
        """Cost of the whole plan in USD."""
        total: defaultdict[int, int] = defaultdict(int)
        for merged in self._merged.values():
            for index, usd in merged.items():
                total[index] += usd
        return self._weighted(total)

    def _weighted(self, usd: Mapping[int, int]) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([self._of_index[i] for i in usd], list(usd.values()))


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
    years = [scenario.year_of(t) for t in range(scenario.horizon_months)]
    dues = _Dues(scenario)
    for c, choice in enumerate(problem.choices):
        blocks = [block for run in variables.runs[c] for block in run.blocks]
        usd_of = {base: _monthly_usd(problem, choice, base, blocks) for base, _, _ in choice.bases}
        kinds = {kind for by_kind in usd_of.values() for kind in by_kind}
        payers = {kind: money.sponsors(choice.partner, "", kind) for kind in kinds}
        for block in blocks:
            due = dues.of(block.first, block.end)
            for base, by_kind in usd_of.items():
                aircraft = variables.supported.get((c, base, block.first))
                if aircraft is None:
                    continue
                money.charge(
                    aircraft,
                    [
                        ((year, payers[kind]), (kind, choice.partner), by_kind[kind][months])
                        for kind, year, months in due
                        if kind in by_kind
                    ],
                )
    for (c, t), start in variables.start.items():
        key = CostKey(years[t], problem.choices[c].partner, "", "assessment")
        money.add(key, cost.assessment_usd_per_unit.value, start)
    for (c, t), flights in variables.flights.items():
        choice = problem.choices[c]
        usd = scenario.aircraft_type_by_id[choice.aircraft_type].lift_usd_per_flight
        money.add(CostKey(years[t], choice.partner, "", "lift"), usd, flights)
    for (c, t), joined in variables.joined.items():
        key = CostKey(years[t], problem.choices[c].partner, "", "predeployment")
        money.add(key, cost.predeployment_usd_per_aircraft.value, joined)


def _monthly_usd(
    problem: MatchingProblem, choice: Choice, base: str, blocks: Iterable[Block]
) -> dict[CostKind, list[float]]:
    """Cost of one aircraft by kind and by the number of its months, up to the longest block; without what is free."""
    scenario = problem.scenario
    kind = scenario.aircraft_type_by_id[choice.aircraft_type]
    hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
    monthly = monthly_costs_usd(scenario, kind, scenario.maintenance_base_by_id[base], hours)
    longest = max((block.end - block.first for block in blocks), default=0)
    return {
        cost_kind: list(itertools.accumulate(itertools.repeat(usd, longest), initial=0.0))
        for cost_kind, usd in monthly.items()
        if usd > 0
    }


@dataclass
class _Dues:
    """In which year the monthly costs of a unit fall due; a reimbursed one does later than the others."""

    scenario: Scenario
    _known: dict[tuple[int, int], tuple[tuple[CostKind, int, int], ...]] = field(default_factory=dict)

    def of(self, first: int, end: int) -> tuple[tuple[CostKind, int, int], ...]:
        """Kinds of cost, years in which they fall due and numbers of months, for months `first .. end - 1`."""
        if (first, end) not in self._known:
            kinds: tuple[CostKind, ...] = (*REIMBURSED, "rotation")
            dues = ((kind, due_year(self.scenario, kind, t)) for t in range(first, end) for kind in kinds)
            self._known[first, end] = tuple((*due, months) for due, months in Counter(dues).items())
        return self._known[first, end]
