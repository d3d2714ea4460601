"""Rules on partners: readiness, visits, consent, numbers of units, pre-deployment training, credit.

Rules that leave a choice no month at all keep it from being listed. Where they were lifted they are stated here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from ortools.sat.python import cp_model

from airlift.matching.costs import credit_usd, whole_usd
from airlift.matching.dates import consent_month, readiness_lead_months, visit_lead_months
from airlift.matching.limits import Limit, state_limits
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.variables import IntVar, Variables

__all__ = ["state_partner_rules"]

_sum = cp_model.LinearExpr.sum


def state_partner_rules(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State the rules on partners."""
    _lifted_rules(book, problem, variables)
    _visits(book, problem, variables)
    _unit_numbers(book, problem, variables)
    _predeployment(book, problem, variables)
    _credit(book, problem, variables)


def _lifted_rules(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State by the month what was lifted from the choices: partner.caveat, demand.capability, mission.consent, ..."""
    scenario = problem.scenario
    for c, choice in enumerate(problem.choices):
        mission = scenario.demand_by_id[choice.demand].mission
        consent = consent_month(scenario, mission, choice.partner, choice.aircraft_type)
        lead = readiness_lead_months(scenario, scenario.partner_by_id[choice.partner])
        waits = (
            (Group("mission.consent", f"{mission} {choice.partner}"), consent or 0),
            (Group("partner.readiness", choice.partner), lead),
        )
        for run in variables.runs[c]:
            for block in run.blocks:
                active = variables.active[c, block.first]
                for group in choice.broken:
                    book.forbid(group.rule, group.subject, active)
                for group, month in waits:
                    if block.first < month:
                        book.forbid(group.rule, group.subject, active)


def _visits(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """readiness.visit, readiness.visits_per_month: a visit, and the lead of level 2 after it, before any unit."""
    visits: defaultdict[str, dict[int, IntVar]] = defaultdict(dict)
    by_month: defaultdict[int, Limit] = defaultdict(
        lambda: Limit("", problem.scenario.policy.matching.assessment_visits_per_month.value)
    )
    for (partner, t), visit in variables.visit.items():
        visits[partner][t] = visit
        by_month[t].use(visit, 1)
    lead = visit_lead_months(problem.scenario)
    for by_partner in visits.values():
        book.model.add_at_most_one(by_partner.values())
    for (c, t), start in variables.start.items():
        partner = problem.choices[c].partner
        if partner in visits:
            made = [visit for month, visit in visits[partner].items() if month <= t - lead]
            book.at_most("readiness.visit", partner, start, _sum(made), per_unit=1)
    state_limits(book, variables, "readiness.visits_per_month", list(by_month.values()), per_unit=1)


def _unit_numbers(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """partner.max_units, unit.per_demand, and one unit at a time of one partner at one demand."""
    scenario = problem.scenario
    per_demand = scenario.policy.matching.max_units_per_demand.value
    by_partner: defaultdict[str, dict[int, Limit]] = defaultdict(dict)
    by_demand: defaultdict[str, dict[int, Limit]] = defaultdict(dict)
    pairs: defaultdict[tuple[str, str, int], dict[int, IntVar]] = defaultdict(dict)
    months = sorted(variables.block_firsts)
    for c, choice in enumerate(problem.choices):
        most = scenario.partner_by_id[choice.partner].max_units
        for run in variables.runs[c]:
            of_partner, of_demand = by_partner[choice.partner], by_demand[choice.demand]
            for t in months[bisect_left(months, run.first) : bisect_left(months, run.end)]:
                active = variables.active[c, t]
                if t not in of_partner:
                    of_partner[t] = Limit(choice.partner, most)
                if t not in of_demand:
                    of_demand[t] = Limit(choice.demand, per_demand)
                of_partner[t].use(active, 1)
                of_demand[t].use(active, 1)
                pairs[choice.partner, choice.demand, t][active.index] = active
    for limits in by_partner.values():
        state_limits(book, variables, "partner.max_units", list(limits.values()), per_unit=1)
    for limits in by_demand.values():
        state_limits(book, variables, "unit.per_demand", list(limits.values()), per_unit=1)
    stated: set[frozenset[int]] = set()
    for units in pairs.values():
        if len(units) > 1 and frozenset(units) not in stated:
            stated.add(frozenset(units))
            book.model.add_at_most_one(units.values())


def _predeployment(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """partner.predeployment: aircraft that join the partner's units in a month."""
    limits: dict[tuple[str, int], Limit] = {}
    for (c, t), joined in variables.joined.items():
        book.model.add(joined >= variables.aircraft[c, t] - variables.aircraft.get((c, t - 1), 0))
        partner = problem.scenario.partner_by_id[problem.choices[c].partner]
        if partner.predeployment_aircraft_per_month is not None:
            most = partner.predeployment_aircraft_per_month
            if (partner.id, t) not in limits:
                limits[partner.id, t] = Limit(partner.id, most)
            limits[partner.id, t].use(joined, 1)
    state_limits(book, variables, "partner.predeployment", list(limits.values()), per_unit=1)


def _credit(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """partner.credit: what a partner has laid out and not yet been reimbursed.

    What a unit adds grows or falls by the same amount each month between the months in which a block begins or ends, is
    laid out in full, or is paid back; so the outlay of a partner is greatest in one of these.
    """
    scenario = problem.scenario
    delay = scenario.policy.cost.reimbursement_delay_months.value
    for partner_id, members in problem.choices_of_partner.items():
        partner = scenario.partner_by_id[partner_id]
        if partner.credit_usd is None or delay == 0:
            continue
        blocks = [(c, block) for c in members for run in variables.runs[c] for block in run.blocks]
        turns = {t for _, block in blocks for t in (block.first, block.end)}
        months = sorted({t - 1 for t in turns | {t + delay for t in turns}})
        months = [t for t in months if 0 <= t < scenario.horizon_months]
        limits = [Limit(partner_id, int(partner.credit_usd)) for _ in months]
        month_usd = {(c, base): _month_usd(problem, c, base) for c in members for base in _bases(problem, c)}
        for c, block in blocks:
            # From its first month until its last is paid back the block has something unpaid.
            unpaid_in = range(bisect_left(months, block.first), bisect_left(months, block.end + delay - 1))
            for base in _bases(problem, c):
                supported = variables.supported.get((c, base, block.first))
                if supported is None:
                    continue
                for n in unpaid_in:
                    after = months[n] + 1
                    unpaid = min(block.end, after) - max(block.first, after - delay)
                    limits[n].use(supported, unpaid * month_usd[c, base])
        state_limits(book, variables, "partner.credit", limits, per_unit=1)


def _bases(problem: MatchingProblem, c: int) -> list[str]:
    return [base for base, _, _ in problem.choices[c].bases]


def _month_usd(problem: MatchingProblem, c: int, base_id: str) -> int:
    """Whole USD that a partner lays out for one aircraft of a choice in one month."""
    scenario, choice = problem.scenario, problem.choices[c]
    kind = scenario.aircraft_type_by_id[choice.aircraft_type]
    hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
    return whole_usd(credit_usd(scenario, kind, scenario.maintenance_base_by_id[base_id], hours))
