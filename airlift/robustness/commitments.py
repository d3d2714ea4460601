"""What is decided now: aircraft that enter refurbishment, course intake and assessment visits of the first months.

Gates are free of cost and never harm, so they are not fixed: what binds is the aircraft behind them. In a future in
which what a commitment rests on does not come (the lot fails or is late, a sponsor that may pay for it has no money),
it may lapse, in whole or in part. Everything else is done as committed, wanted or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from airlift.matching.costs import CostKey, course_donor, eligible_sponsors
from airlift.matching.dates import lot_lead_months
from airlift.plans import Allocation
from airlift.robustness.futures import Future
from airlift.robustness.study import Commitment
from airlift.robustness.uncertainty import FAILS, HAPPENS
from airlift.scenario import Scenario

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from airlift.matching.variables import Variables

__all__ = ["Commitments", "Decision", "commitments_of", "early_variables", "listed", "may_lapse"]


class Decision(NamedTuple):
    """One thing that can be committed to: kind, lot or course, partner, month index of the arrival or start."""

    kind: str
    subject: str
    partner: str
    month: int


Commitments = Mapping[Decision, int]
"""Amount of each decision; what is not named is not done."""


def commitments_of(scenario: Scenario, allocation: Allocation, months: int) -> dict[Decision, int]:
    """Decisions of a plan that fall into the first months."""
    found: dict[Decision, int] = {}
    for transfer in allocation.transfers:
        month = scenario.month_index(transfer.month)
        if month - lot_lead_months(scenario.lot_by_id[transfer.lot]) < months:
            found[Decision("transfer", transfer.lot, transfer.partner, month)] = transfer.aircraft
    for row in allocation.training:
        month = scenario.month_index(row.month)
        if month < months:
            found[Decision("training", row.course, row.partner, month)] = row.trainees
    for visit in allocation.visits:
        month = scenario.month_index(visit.month)
        if month < months:
            found[Decision("visit", "", visit.partner, month)] = 1
    return dict(sorted(found.items()))


def early_variables(scenario: Scenario, variables: Variables, months: int) -> dict[Decision, cp_model.IntVar]:
    """Variables of one future's model that stand for decisions of the first months."""
    found: dict[Decision, cp_model.IntVar] = {}
    for (lot, partner, t), variable in variables.transfer.items():
        if t - lot_lead_months(scenario.lot_by_id[lot]) < months:
            found[Decision("transfer", lot, partner, t)] = variable
    for (course, partner, t), variable in variables.trainees.items():
        if t < months:
            found[Decision("training", course, partner, t)] = variable
    for (partner, t), variable in variables.visit.items():
        if t < months:
            found[Decision("visit", "", partner, t)] = variable
    return found


def may_lapse(pledged: Scenario, future: Future, decision: Decision) -> bool:
    """Whether what a commitment rests on does not come in a future."""
    scenario = pledged
    if decision.kind == "transfer":
        if future.outcomes.get(f"lot {decision.subject}", HAPPENS) != HAPPENS:
            return True
        lot = scenario.lot_by_id[decision.subject]
        year = scenario.year_of(max(0, decision.month - lot_lead_months(lot)))
        keys = [CostKey(year, decision.partner, lot.donor, kind) for kind in ("refurbishment", "shipping")]
    elif decision.kind == "training":
        course = scenario.course_by_id[decision.subject]
        year = scenario.year_of(decision.month)
        keys = [CostKey(year, decision.partner, course_donor(scenario, course), "training")]
    else:
        year = scenario.year_of(decision.month)
        keys = [CostKey(year, decision.partner, "", "assessment")]
    payers = {sponsor for key in keys for sponsor in eligible_sponsors(scenario, key)}
    return any(
        row.sponsor in payers
        and row.year <= year
        and future.outcomes.get(f"budget {row.sponsor} {row.year}", HAPPENS) == FAILS
        for row in scenario.budgets
    )


def listed(scenario: Scenario, commitments: Commitments) -> tuple[Commitment, ...]:
    """List commitments for a reader, by month; each lot with early aircraft begins with its gate."""
    rows = []
    gates: dict[str, int] = {}
    for decision, amount in commitments.items():
        if amount <= 0:
            continue
        if decision.kind == "transfer":
            entered = decision.month - lot_lead_months(scenario.lot_by_id[decision.subject])
            gates[decision.subject] = min(entered, gates.get(decision.subject, entered))
        month = scenario.month_label(decision.month)
        rows.append(Commitment(decision.kind, decision.subject, decision.partner, month, amount))
    rows += [Commitment("gate", lot, "", scenario.month_label(month), 1) for lot, month in gates.items()]
    return tuple(sorted(rows, key=lambda row: (row.month, row.what, row.subject, row.partner)))
