"""Rules on donated aircraft: gates, lead times, absorption, and where they deploy."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from ortools.sat.python import cp_model

from airlift.matching.bounds import returned_lots, suiting_lots
from airlift.matching.dates import gate_month, is_firm, lot_lead_months
from airlift.matching.limits import Limit, state_limits
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.variables import IntVar, Variables
from airlift.scenario.offers import Lot
from airlift.units import need_units, supply_units

__all__ = ["state_lot_rules"]

_sum = cp_model.LinearExpr.sum


def state_lot_rules(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State the rules on lots, absorption and deployable aircraft."""
    by_lot: defaultdict[str, dict[int, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
    for (lot, _, t), variable in variables.transfer.items():
        by_lot[lot][t].append(variable)
    for lot_row in problem.scenario.lots:
        if lot_row.id in by_lot:
            _lot(book, problem, lot_row, by_lot[lot_row.id])
            _receivers(book, problem, variables, lot_row)
    _absorption(book, problem, variables)
    _deployable(book, problem, variables)


def _lot(book: RuleBook, problem: MatchingProblem, lot: Lot, arriving: dict[int, list[IntVar]]) -> None:
    """lot.gate, lot.lead_time, lot.supply, lot.refurbishment_rate: a lot arrives as its gate and workshop let it.

    The gate is passed as early as it can be: a later one costs the same and lets less through.
    """
    gate, lead = Group("lot.gate", lot.id), Group("lot.lead_time", lot.id)
    months = sorted(arriving)
    arrived: dict[int, list[IntVar]] = {}
    so_far: list[IntVar] = []
    for t in months:
        so_far = [*so_far, *arriving[t]]
        arrived[t] = so_far
    book.at_most("lot.supply", lot.id, _sum(so_far), lot.aircraft, per_unit=1)
    supply_holds = book.treatment.is_plain(Group("lot.supply", lot.id))
    gates = [(gate_month(problem.scenario, lot), gate in problem.lifted)]
    leads = [(lot_lead_months(lot), lead in problem.lifted)]
    gates += [(0, False)] if gate in problem.lifted else []
    leads += [(0, False)] if lead in problem.lifted else []
    for (passed, needs_gate), (takes, needs_lead) in product(gates, leads):
        # What the lifted dates forbid is stated under their rules; the others have no variables before them.
        ruled = [group for group, needed in ((gate, needs_gate), (lead, needs_lead)) if needed]
        widening = dict.fromkeys(ruled, lot.aircraft)
        early = [t for t in months if t < passed + takes]
        if early and ruled:
            rule, others = ruled[0], dict.fromkeys(ruled[1:], lot.aircraft)
            book.at_most(
                rule.rule, rule.subject, _sum(arrived[early[-1]]), 0, per_unit=lot.aircraft, also=others
            )
        for t in months:
            released = lot.refurbishment_per_month * (t - passed - takes + 1)
            if t >= passed + takes and (released < lot.aircraft or not supply_holds):
                book.at_most(
                    "lot.refurbishment_rate", lot.id, _sum(arrived[t]), released, per_unit=1, also=widening
                )


def _receivers(book: RuleBook, problem: MatchingProblem, variables: Variables, lot: Lot) -> None:
    """lot.partners, lot.state, where they were lifted; elsewhere such transfers have no variables."""
    to = [(partner, v) for (name, partner, _), v in variables.transfer.items() if name == lot.id]
    strangers = [v for partner, v in to if lot.partners and partner not in lot.partners]
    if strangers:
        book.at_most("lot.partners", lot.id, _sum(strangers), 0, per_unit=1)
    if not is_firm(problem.scenario, lot):
        book.at_most("lot.state", lot.id, _sum([v for _, v in to]), 0, per_unit=1)


def _absorption(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """partner.absorption: in all and in a month."""
    received: defaultdict[str, dict[int, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
    for (_, partner_id, t), variable in variables.transfer.items():
        received[partner_id][t].append(variable)
    for partner_id, by_month in received.items():
        partner = problem.scenario.partner_by_id[partner_id]
        limits = []
        in_all = Limit(partner_id, partner.absorb_aircraft)
        for arriving in by_month.values():
            limit = Limit(partner_id, partner.absorb_aircraft_per_month)
            for variable in arriving:
                limit.use(variable, 1)
                in_all.use(variable, 1)
            limits.append(limit)
        state_limits(book, variables, "partner.absorption", [*limits, in_all], per_unit=1)


def _deployable(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """fleet.deployable, lot.conditions: own aircraft offered to missions plus a share of the donated ones.

    With conditions, the units of the demands that only some lots may serve stay within the own aircraft and those lots:
    for a set of lots, the units of all demands whose usable lots lie in it.
    """
    scenario = problem.scenario
    policy = scenario.policy.matching
    share = supply_units(policy.donated_deployable_pct.value / 100)
    choices: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for c, choice in enumerate(problem.choices):
        choices[choice.partner, choice.aircraft_type].append(c)
    transfers: defaultdict[tuple[str, str], list[tuple[str, int, IntVar]]] = defaultdict(list)
    for (lot, partner, t), variable in variables.transfer.items():
        transfers[partner, scenario.lot_by_id[lot].aircraft_type].append((lot, t, variable))
    returns = {
        scenario.month_index(lot.return_month) for lot in scenario.lots if lot.return_month is not None
    }
    for (partner, kind), members in choices.items():
        fleet = scenario.fleet_by_key.get((partner, kind))
        own = fleet.deployable_aircraft if fleet else 0
        # Arrivals only add up, so that the first month of a block binds, and the month of a return.
        firsts = {block.first for c in members for run in variables.runs[c] for block in run.blocks}
        demands = {problem.choices[c].demand for c in members}
        suiting = {
            demand: suiting_lots(problem, partner, kind, demand) for demand in (None, *sorted(demands))
        }
        whole: list[Limit] = []
        parts: list[Limit] = []
        for t in sorted(firsts | {t for t in returns if t >= 0}):
            deployed = [c for c in members if (c, t) in variables.aircraft]
            returned = returned_lots(problem, t)
            usable = {
                demand: suiting[demand] - returned
                for demand in sorted({problem.choices[c].demand for c in deployed})
            }
            everything = suiting[None] - returned
            for lots in sorted(_unions(frozenset(usable.values())) | {everything}, key=sorted):
                limit = Limit(f"{partner} {kind}", need_units(own))
                for c in deployed:
                    if usable[problem.choices[c].demand] <= lots:
                        limit.use(variables.aircraft[c, t], need_units(1))
                for lot, month, variable in transfers[partner, kind]:
                    if lot in lots and month <= t - policy.work_up_months.value:
                        limit.add(variable, share)
                (whole if lots == everything else parts).append(limit)
        state_limits(book, variables, "fleet.deployable", whole, per_unit=need_units(1))
        # More aircraft of its own would widen these too.
        fleet_group = {Group("fleet.deployable", f"{partner} {kind}"): need_units(1)}
        state_limits(book, variables, "lot.conditions", parts, per_unit=need_units(1), also=fleet_group)


def _unions(sets: frozenset[frozenset[str]]) -> set[frozenset[str]]:
    """Every union of some of the sets."""
    found: set[frozenset[str]] = set()
    for one in sorted(sets, key=sorted):
        found |= {one} | {one | other for other in found}
    return found
