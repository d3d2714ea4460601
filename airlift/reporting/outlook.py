"""The summary's lines on what a plan rests on and how it lasts: few, and none where there is nothing to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from airlift.partnership.conditions import condition_words, is_firm
from airlift.plans import Plan
from airlift.plans.kpis import Kpis
from airlift.plans.parity import ParityYear
from airlift.reporting import wording
from airlift.scenario.model import Scenario

__all__ = ["lasting_lines", "pledge_lines"]

_NAMED = 4


def pledge_lines(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Pledges that are not planned with or tied to something, consent that is refused or late, assessment visits."""
    weak = [f"{lot.id} ({lot.donor}, {lot.state})" for lot in scenario.lots if not is_firm(scenario, lot)]
    if weak:
        least = scenario.policy.matching.least_pledge_state.value
        yield f"Not planned with, because less firm than {least}: {_listed(weak)}."
    used = {row.lot for row in plan.allocation.transfers}
    tied = [
        f"{lot.id} {condition_words(scenario, lot)}"
        for lot in scenario.lots
        if lot.id in used and condition_words(scenario, lot)
    ]
    if tied:
        yield f"Tied by their donors: {'; '.join(tied)}."
    refused: defaultdict[str, list[str]] = defaultdict(list)
    for row in scenario.consents:
        said = "refuses" if row.first_month is None else f"lets in from {wording.month_name(row.first_month)}"
        mission = wording.mission_short(scenario.mission_by_id[row.mission])
        name = scenario.partner_by_id[row.partner].name
        kind = row.aircraft_type
        typed = "" if kind is None else f" with {wording.type_short(scenario.aircraft_type_by_id[kind])}"
        refused[f"The host of {mission} {said}"].append(name + typed)
    for said, names in refused.items():
        yield f"{said}: {', '.join(names)}."
    visits = [
        f"{scenario.partner_by_id[row.partner].name} {wording.month_name(row.month)}"
        for row in sorted(plan.allocation.visits, key=lambda row: (row.month, row.partner))
    ]
    if visits:
        yield f"Assessment visits: {', '.join(visits)}."


def lasting_lines(scenario: Scenario, kpis: Kpis) -> Iterator[str]:
    """Who contributes most, who stands alone from when, hand-overs, women's share, money still due."""
    if not kpis.units:
        return
    yield _contribution(scenario, kpis)
    yield _transition(scenario, kpis)
    hand_overs = wording.count(len(kpis.hand_overs), "unit")
    tours = wording.count(sum(row.rotations for row in kpis.rotations), "crew rotation")
    yield f"{hand_overs} relieved in place, {tours}."
    yield f"Women among deployed aircrew and technicians: {_parity(kpis.parity)}."
    due_usd = sum(kpis.reimbursement_due_usd.values())
    if due_usd:
        yield f"Reimbursement of {wording.usd(due_usd)} falls due after the plan, and is charged to its last year."


def _contribution(scenario: Scenario, kpis: Kpis) -> str:
    def shares(role: str) -> list[tuple[float, str]]:
        rows = [row for row in kpis.burden if row.role == role and row.aircraft_months.pct]
        return sorted(((row.aircraft_months.pct or 0.0, row.member) for row in rows), key=lambda row: -row[0])

    flown = [
        f"{scenario.partner_by_id[member].name} {wording.pct(share)}" for share, member in shares("partner")
    ]
    words = f"Aircraft-months flown by {_listed(flown)}"
    given = [f"{wording.pct(share)} with aircraft of {member}" for share, member in shares("donor")]
    return f"{words}; {', '.join(given)}." if given else f"{words}."


def _transition(scenario: Scenario, kpis: Kpis) -> str:
    alone = sorted((row.sustained, row.partner) for row in kpis.transition if row.sustained is not None)
    never = [scenario.partner_by_id[row.partner].name for row in kpis.transition if row.sustained is None]
    if not alone:
        return "No partner comes to need neither outside money nor outside instructors in this plan."
    names = ", ".join(
        f"{scenario.partner_by_id[partner].name} from {wording.month_name(month)}" for month, partner in alone
    )
    words = f"Without outside money and instructors: {names}"
    return f"{words}; not in this plan: {', '.join(never)}." if never else f"{words}."


def _parity(years: tuple[ParityYear, ...]) -> str:
    ends = years[:1] if len(years) == 1 else (years[0], years[-1])
    return ", ".join(
        f"{wording.pct(row.share_pct)} in {row.year} (target {wording.pct(row.target_pct)})" for row in ends
    )


def _listed(words: Iterable[str]) -> str:
    """Join words, beyond a few the others are counted."""
    listed = list(words)
    if len(listed) <= _NAMED + 1:
        return ", ".join(listed)
    return f"{', '.join(listed[:_NAMED])} and {len(listed) - _NAMED} more"
