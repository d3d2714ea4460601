"""The cheapest way out of a clash: which rules give way, by how many of their own units, from when, at what price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.explaining.allowance import Allowance
from airlift.explaining.breaks import first_broken_months
from airlift.explaining.case import Case, Priced, Question
from airlift.explaining.explanation import Check, GivenWay, RuleAt, Way
from airlift.explaining.switchboard import Engine, Reply
from airlift.matching.rulebook import Group, Treatment
from airlift.plans import Status
from airlift.rules import RULES
from airlift.scenario import Scenario

__all__ = ["cheapest_way", "prices_of"]

_APPLIED = "the way out, applied"

_UNITS = {"course.instructors": "instructors"}
"""Units in which a rule gives way, where they are not those by which it is broken."""

_CENTS = 100
"""Prices are compared in whole cents."""


def prices_of(scenario: Scenario) -> dict[str, Priced]:
    """Prices of giving way by rule; of several rows for a rule the cheapest counts."""
    prices: dict[str, Priced] = {}
    for row in sorted(scenario.concessions, key=lambda row: (row.usd_per_unit, row.id)):
        prices.setdefault(row.rule, Priced(row.usd_per_unit, row.most))
    return prices


def cheapest_way(
    question: Question, prices: Mapping[str, Priced], engine: Engine, allowance: Allowance
) -> Way:
    """Find the cheapest set of rules that must give way, and verify it by applying it.

    Rules of the table give way by units at their price. Only where that cannot suffice are others lifted, as few as
    possible. Without a table the fewest rules are lifted.

    Parameters
    ----------
    question : Question
        What is asked for.
    prices : mapping of str to Priced
        Rules that have a price.
    engine, allowance
        How to solve, and the time.
    """
    way = _way(question, prices, engine, allowance)
    if question.is_cut and way.checks[-1].question == _APPLIED and way.checks[-1].answer is Status.INFEASIBLE:
        # It holds up to the last month asked about, and later months tear it down: they are searched too.
        way = _way(question.in_full(), prices, engine, allowance)
    return way


def _way(question: Question, prices: Mapping[str, Priced], engine: Engine, allowance: Allowance) -> Way:
    case = question.case(prices)
    found, checks = _search(case, prices, engine, allowance)
    if isinstance(found, Status):
        return Way(status=found, has_table=bool(prices), is_confirmed=False, checks=checks)
    values = found.reply.values or []
    months = first_broken_months(case.matching.cp_model, case.matching.variables, case.concessions, values)
    months |= {group: t for group, pace in case.paces.items() if (t := pace.first_month(values)) is not None}
    given = tuple(_given(case, prices, bundle, found.units, months) for bundle in _bundles(found.units))
    applied = _apply(question, found, engine.second_opinion, allowance)
    usd = sum(row.usd for row in given)
    return Way(
        status=Status.OPTIMAL if found.is_best else Status.FEASIBLE,
        given=given,
        lifted=tuple(RuleAt(rule=group.rule, subject=group.subject) for group in found.lifted),
        usd=usd,
        bound_usd=usd if found.is_best else min(usd, found.bound_usd),
        has_table=bool(prices),
        is_confirmed=applied.found,
        checks=(*checks, applied.check),
    )


@dataclass(frozen=True)
class _Found:
    """Units given way by group, rules lifted, and how good that is known to be."""

    units: dict[Group, int]
    lifted: tuple[Group, ...]
    reply: Reply
    is_best: bool
    bound_usd: float


def _search(
    case: Case, prices: Mapping[str, Priced], engine: Engine, allowance: Allowance
) -> tuple[_Found | Status, tuple[Check, ...]]:
    """Look for concessions alone; only when they cannot do it, for the fewest rules lifted with the least money."""
    board, checks = case.board, []
    rates, amounts = _priced(case, prices)
    cents = cp_model.LinearExpr.weighted_sum(amounts, rates)
    if rates:
        reply = board.ask(
            "cheapest concessions",
            (*case.stated, *case.served, *case.wishes),
            engine,
            allowance.part(0.5),
            minimise=cents,
            free=case.paces,
        )
        checks.append(reply.check)
        if reply.values is not None:
            bound_usd = (reply.bound or 0.0) / _CENTS
            return _found(case, reply, bound_usd, is_best=reply.status is Status.OPTIMAL), tuple(checks)
        if reply.status is not Status.INFEASIBLE:
            return Status.UNKNOWN, tuple(checks)
    lifted = cp_model.LinearExpr.sum([1 - board.guards[group] for group in case.stated])
    given = (*case.served, *case.wishes)
    fewest = board.ask(
        "fewest rules to lift", given, engine, allowance.part(0.5), minimise=lifted, free=case.rules
    )
    checks.append(fewest.check)
    if fewest.values is None or fewest.objective is None:
        return fewest.status, tuple(checks)
    if not rates:
        return _found(case, fewest, 0.0, is_best=fewest.status is Status.OPTIMAL), tuple(checks)
    case.matching.cp_model.add(lifted <= round(fewest.objective))
    reply = board.ask(
        "cheapest concessions beside as few rules lifted",
        given,
        engine,
        allowance.part(0.5),
        minimise=cents,
        free=case.rules,
    )
    checks.append(reply.check)
    is_best = fewest.status is reply.status is Status.OPTIMAL
    return _found(case, reply if reply.found else fewest, 0.0, is_best=is_best), tuple(checks)


def _priced(case: Case, prices: Mapping[str, Priced]) -> tuple[list[int], list[cp_model.IntVar]]:
    """Return what a unit costs in cents, and the units to be paid for, one of each for a bundle of concessions."""
    model = case.matching.cp_model
    rates, amounts = [], []
    for bundle in _bundles(case.concessions):
        price = prices[bundle[0].rule]
        # A unit that costs nothing still counts as a cent, so that none is given away for nothing.
        rates.append(max(1, round(price.usd_per_unit * _CENTS)))
        amount = model.new_int_var(0, price.most, f"pay for {bundle[0]}")
        for group in bundle:
            model.add(amount >= case.concessions[group])
        amounts.append(amount)
    return rates, amounts


def _bundles(groups: Iterable[Group]) -> list[tuple[Group, ...]]:
    """Bundle groups that one unit widens together: a crew counts for its family and for each of its qualifications."""
    bundles: defaultdict[tuple[str, ...], list[Group]] = defaultdict(list)
    for group in sorted(groups):
        words = group.subject.split()
        bundles[(group.rule, *(words[:2] if group.rule == "crew.available" else words))].append(group)
    return [tuple(bundle) for bundle in bundles.values()]


def _given(
    case: Case,
    prices: Mapping[str, Priced],
    bundle: tuple[Group, ...],
    units: Mapping[Group, int],
    months: Mapping[Group, int],
) -> GivenWay:
    """Return a bundle of concessions as one: its subjects joined, its first month the earliest."""
    price, amount = prices[bundle[0].rule], max(units[group] for group in bundle)
    first = min((months[group] for group in bundle if group in months), default=None)
    words = dict.fromkeys(word for group in bundle for word in group.subject.split())
    return GivenWay(
        rule=bundle[0].rule,
        subject=" ".join(words),
        units=amount,
        unit=_UNITS.get(bundle[0].rule, RULES[bundle[0].rule].unit),
        usd=price.usd_per_unit * amount,
        first_month=None if first is None else case.scenario.month_label(first),
    )


def _found(case: Case, reply: Reply, bound_usd: float, *, is_best: bool) -> _Found:
    values = reply.values or []
    units = {group: values[variable.index] for group, variable in sorted(case.concessions.items())}
    return _Found(
        units={group: amount for group, amount in units.items() if amount},
        lifted=tuple(group for group in case.stated if not values[case.board.guards[group].index]),
        reply=reply,
        is_best=is_best,
        bound_usd=bound_usd,
    )


def _apply(question: Question, found: _Found, engine: Engine, allowance: Allowance) -> Reply:
    """Solve with the rules widened as found and all others as they are, in another configuration."""
    case = question.applied(Treatment(relaxed=frozenset(found.lifted), conceded=found.units))
    return case.board.ask(_APPLIED, (*case.served, *case.wishes), engine, allowance.part(0.8))
