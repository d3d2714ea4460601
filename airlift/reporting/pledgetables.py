"""The tables of what a plan rests on: pledges with their states and conditions, consents, assessment visits."""

from __future__ import annotations

from airlift.partnership.conditions import condition_words, is_firm
from airlift.plans import Plan
from airlift.reporting.pagetables import Table, columns
from airlift.reporting.wording import mission_short, month_name, type_short
from airlift.scenario.model import Scenario

__all__ = ["consents_table", "donations_table", "visits_table"]


def donations_table(scenario: Scenario, plan: Plan) -> Table:
    """Lots: how firm and tied to what, when they pass their gate, who receives them and when."""
    gates = {row.lot: row.month for row in plan.allocation.gates}
    rows = []
    for lot in scenario.lots:
        arrivals = sorted(
            (row for row in plan.allocation.transfers if row.lot == lot.id),
            key=lambda row: (row.month, row.partner),
        )
        arrived = sum(row.aircraft for row in arrivals)
        handed_over = (
            f"{month_name(row.month)}: {row.aircraft} to {scenario.partner_by_id[row.partner].name}"
            for row in arrivals
        )
        rows.append(
            (
                lot.id,
                lot.donor,
                type_short(scenario.aircraft_type_by_id[lot.aircraft_type]),
                lot.state if is_firm(scenario, lot) else f"{lot.state}, not planned with",
                f"{arrived} of {lot.aircraft}",
                month_name(gates[lot.id]) if lot.id in gates else "not passed",
                "; ".join(handed_over) or "–",
                condition_words(scenario, lot) or "–",
            )
        )
    least = scenario.policy.matching.least_pledge_state.value
    return Table(
        f"Donated aircraft (planned with: lots that are {least} or firmer)",
        columns("Lot", "Donor", "Type", "Pledge", "#Handed over", "Gate passed", "Arrivals", "Conditions"),
        tuple(rows),
    )


def consents_table(scenario: Scenario) -> Table:
    """Whom host states refuse or let in later; everybody else has their consent."""
    rows = []
    for row in scenario.consents:
        kind = row.aircraft_type
        rows.append(
            (
                mission_short(scenario.mission_by_id[row.mission]),
                scenario.partner_by_id[row.partner].name,
                "every type" if kind is None else type_short(scenario.aircraft_type_by_id[kind]),
                "refused" if row.first_month is None else f"from {month_name(row.first_month)}",
            )
        )
    return Table(
        "Consent of host states, where they said something",
        columns("Mission", "Partner", "Type", "Consent"),
        tuple(rows),
    )


def visits_table(scenario: Scenario, plan: Plan) -> Table:
    """When the UN assesses which partner, and when that partner first deploys."""
    first: dict[str, str] = {}
    for unit in plan.allocation.units:
        first[unit.partner] = min(unit.first_month, first.get(unit.partner, unit.first_month))
    rows = []
    for visit in sorted(plan.allocation.visits, key=lambda row: (row.month, row.partner)):
        partner = scenario.partner_by_id[visit.partner]
        deployed = first.get(visit.partner)
        rows.append(
            (
                partner.name,
                partner.readiness_level.upper(),
                month_name(visit.month),
                "–" if deployed is None else month_name(deployed),
            )
        )
    return Table(
        "Assessment visits", columns("Partner", "Level at the start", "Visit", "First unit"), tuple(rows)
    )
