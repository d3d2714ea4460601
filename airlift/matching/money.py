"""Money in the force generation model: cost.funded, sponsor.earmark, sponsor.budget.

Costs that the same sponsors may pay in the same year are one group: how a group is split among its costs afterwards
does not matter to any earmark, so the model only decides what each sponsor pays to each group.
"""

from __future__ import annotations

import math
from collections import defaultdict

from ortools.sat.python import cp_model

from airlift.matching.costs import CostKey, course_donor, eligible_sponsors, monthly_costs_usd
from airlift.matching.problem import MatchingProblem
from airlift.matching.variables import Variables, lot_lead_months
from airlift.scenario.offers import CostKind

__all__ = ["Money", "add_money"]

Term = tuple[int, cp_model.IntVar]


class Money:
    """Terms of the cost, in whole USD rounded up, by (year, sponsors that may pay).

    Attributes
    ----------
    groups : dict
        Terms by (year, eligible sponsors).
    rounding : float
        Largest relative amount by which a coefficient was rounded up: exact cost >= model cost / (1 + rounding).
    """

    def __init__(self, problem: MatchingProblem) -> None:
        self.problem = problem
        self.groups: defaultdict[tuple[int, tuple[str, ...]], list[Term]] = defaultdict(list)
        self.rounding = 0.0
        self._sponsors: dict[CostKey, tuple[str, ...]] = {}

    def add(self, key: CostKey, usd: float, variable: cp_model.IntVar) -> None:
        """Add `usd` for each unit of `variable` to the group of the key."""
        if usd <= 0:
            return
        whole = math.ceil(usd - 1e-9)
        self.rounding = max(self.rounding, whole / usd - 1)
        if key not in self._sponsors:
            self._sponsors[key] = eligible_sponsors(self.problem.scenario, key)
        self.groups[key.year, self._sponsors[key]].append((whole, variable))

    @property
    def total(self) -> cp_model.LinearExprT:
        """Cost of the whole plan in USD."""
        terms = [term for group in self.groups.values() for term in group]
        return _weighted(terms)


def _weighted(terms: list[Term]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum([v for _, v in terms], [c for c, _ in terms])


def add_money(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> Money:
    """State that every cost is paid within earmarks and budgets, and return the cost terms."""
    money = Money(problem)
    _add_transfer_costs(problem, variables, money)
    _add_training_costs(problem, variables, money)
    _add_unit_costs(problem, variables, money)
    _add_payments(model, problem, variables, money)
    return money


def _add_transfer_costs(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    for (lot_id, partner, t), variable in variables.transfer.items():
        lot = scenario.lot_by_id[lot_id]
        year = scenario.year_of(t - lot_lead_months(lot))
        money.add(
            CostKey(year, partner, lot.donor, "refurbishment"), lot.refurbishment_usd_per_aircraft, variable
        )
        money.add(CostKey(year, partner, lot.donor, "shipping"), lot.shipping_usd_per_aircraft, variable)


def _add_training_costs(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    for (course_id, partner, t), variable in variables.trainees.items():
        course = scenario.course_by_id[course_id]
        key = CostKey(scenario.year_of(t), partner, course_donor(scenario, course), "training")
        money.add(key, course.usd_per_seat, variable)


def _add_unit_costs(problem: MatchingProblem, variables: Variables, money: Money) -> None:
    scenario = problem.scenario
    for (c, base_id, t), aircraft in variables.supported.items():
        choice = problem.choices[c]
        kind = scenario.aircraft_type_by_id[choice.aircraft_type]
        hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
        monthly = monthly_costs_usd(scenario, kind, scenario.maintenance_base_by_id[base_id], hours)
        for cost_kind, usd in monthly.items():
            money.add(CostKey(scenario.year_of(t), choice.partner, "", cost_kind), usd, aircraft)
    for (c, t), start in variables.start.items():
        choice = problem.choices[c]
        kind = scenario.aircraft_type_by_id[choice.aircraft_type]
        one_off: tuple[tuple[CostKind, float, cp_model.IntVar], ...] = (
            ("assessment", scenario.policy.cost.assessment_usd_per_unit.value, start),
            ("lift", kind.lift_usd_per_flight, variables.flights[c, t]),
        )
        for cost_kind, usd, variable in one_off:
            money.add(CostKey(scenario.year_of(t), choice.partner, "", cost_kind), usd, variable)


def _add_payments(
    model: cp_model.CpModel, problem: MatchingProblem, variables: Variables, money: Money
) -> None:
    scenario = problem.scenario
    budget = {(row.sponsor, row.year): math.floor(row.budget_usd) for row in scenario.budgets}
    years = range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)
    paid: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    for (year, sponsors), terms in money.groups.items():
        for sponsor in sponsors:
            ceiling = sum(budget.get((sponsor, y), 0) for y in years if y <= year)
            payment = model.new_int_var(0, ceiling, f"pay {year} {sponsor} of {'+'.join(sponsors)}")
            variables.payment[year, sponsors, sponsor] = payment
            paid[sponsor, year].append(payment)
        payments = cp_model.LinearExpr.sum([variables.payment[year, sponsors, s] for s in sponsors])
        model.add(payments == _weighted(terms))
    for sponsor_row in scenario.sponsors:
        so_far: list[cp_model.IntVar] = []
        for year in years:
            so_far = (
                [*so_far, *paid[sponsor_row.id, year]]
                if sponsor_row.carry_over
                else paid[sponsor_row.id, year]
            )
            available = (
                sum(budget.get((sponsor_row.id, y), 0) for y in years if y <= year)
                if sponsor_row.carry_over
                else budget.get((sponsor_row.id, year), 0)
            )
            if so_far:
                model.add(cp_model.LinearExpr.sum(so_far) <= available)
