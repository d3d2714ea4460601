"""Who pays: cost.funded, sponsor.earmark, sponsor.budget."""

from __future__ import annotations

import math
from collections import defaultdict

from ortools.sat.python import cp_model

from airlift.matching.money import Money, Purse
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.variables import IntVar, Variables
from airlift.scenario import Scenario

__all__ = ["available_usd", "plan_years", "state_payments"]

_sum = cp_model.LinearExpr.sum


def plan_years(scenario: Scenario) -> range:
    """Calendar years of the plan."""
    return range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)


def available_usd(scenario: Scenario, sponsor: str, year: int) -> int:
    """Whole USD that a sponsor can have paid in a year, or with carry-over up to its end."""
    first = plan_years(scenario)[0] if scenario.sponsor_by_id[sponsor].carry_over else year
    return sum(
        math.floor(row.budget_usd)
        for row in scenario.budgets
        if row.sponsor == sponsor and first <= row.year <= year
    )


def state_payments(book: RuleBook, problem: MatchingProblem, variables: Variables, money: Money) -> None:
    """State that every cost is paid within earmarks and budgets.

    Where a treatment touches the funding of a kind and partner, some of its cost may be waived; where it touches their
    earmarks, other sponsors may pay. Both are then limits of 0 under their rules.
    """
    scenario = problem.scenario
    paid: defaultdict[tuple[str, int], list[IntVar]] = defaultdict(list)
    exceptions: defaultdict[Group, list[IntVar]] = defaultdict(list)
    for purse in money.purses:
        payers = _pay(book, problem, variables, money, purse, exceptions)
        for sponsor, payment in payers:
            paid[sponsor, purse[0]].append(payment)
    for group, amounts in exceptions.items():
        book.at_most(group.rule, group.subject, _sum(amounts), 0, per_unit=1)
    for sponsor_row in scenario.sponsors:
        so_far: list[IntVar] = []
        for year in plan_years(scenario):
            of_year = paid[sponsor_row.id, year]
            so_far = [*so_far, *of_year] if sponsor_row.carry_over else of_year
            if of_year:
                available = available_usd(scenario, sponsor_row.id, year)
                subject = f"{sponsor_row.id} {year}"
                book.at_most("sponsor.budget", subject, _sum(so_far), available, per_unit=1)


def _pay(
    book: RuleBook,
    problem: MatchingProblem,
    variables: Variables,
    money: Money,
    purse: Purse,
    exceptions: defaultdict[Group, list[IntVar]],
) -> list[tuple[str, IntVar]]:
    """Cover one purse, and return who pays how much."""
    scenario, treatment = problem.scenario, book.treatment
    year, sponsors = purse
    most = money.most(purse)
    payers: list[tuple[str, IntVar]] = []
    for sponsor in sponsors:
        ceiling = most
        if treatment.is_plain(Group("sponsor.budget", f"{sponsor} {year}")):
            ceiling = min(most, available_usd(scenario, sponsor, year))
        payment = book.model.new_int_var(0, ceiling, f"pay {year} {sponsor} of {'+'.join(sponsors)}")
        variables.payment[year, sponsors, sponsor] = payment
        payers.append((sponsor, payment))
    covered = [payment for _, payment in payers]
    for whose in money.purses[purse]:
        kind, partner = whose
        subject = f"{kind} {partner}"
        extra: list[IntVar] = []
        funded = Group("cost.funded", subject)
        if not treatment.is_plain(funded):
            waived = book.model.new_int_var(0, most, f"waive {year} {subject} of {'+'.join(sponsors)}")
            variables.waived[year, sponsors, kind, partner] = waived
            exceptions[funded].append(waived)
            extra.append(waived)
        earmark = Group("sponsor.earmark", subject)
        if earmark in problem.lifted:
            for sponsor_row in scenario.sponsors:
                if sponsor_row.id not in sponsors:
                    name = f"irregular {year} {subject} by {sponsor_row.id} of {'+'.join(sponsors)}"
                    payment = book.model.new_int_var(0, most, name)
                    variables.irregular[year, sponsors, kind, partner, sponsor_row.id] = payment
                    exceptions[earmark].append(payment)
                    extra.append(payment)
                    payers.append((sponsor_row.id, payment))
        if extra:
            book.model.add(_sum(extra) <= money.cost_of(purse, whose))
            covered += extra
    book.model.add(_sum(covered) >= money.cost(purse))
    return payers
