"""The tables of how a plan lasts: who carries how much, from when partners stand alone, hand-overs, women's share."""

from __future__ import annotations

from collections import defaultdict

from airlift.plans.burden import Share
from airlift.plans.kpis import Kpis
from airlift.reporting.pagetables import Cell, Table, bar, columns
from airlift.reporting.wording import mission_short, month_name, month_span, number, pct
from airlift.scenario.model import Scenario

__all__ = [
    "burden_table",
    "hand_overs_table",
    "member_name",
    "parity_table",
    "transition_table",
    "women_table",
]


def member_name(scenario: Scenario, role: str, member: str) -> str:
    """Name of a donor, partner or sponsor."""
    if role == "partner":
        return scenario.partner_by_id[member].name
    return scenario.sponsor_by_id[member].name if role == "sponsor" else member


def burden_table(scenario: Scenario, kpis: Kpis) -> Table:
    """Donors, partners and sponsors in cash, capability and contribution."""
    rows: list[tuple[Cell, ...]] = []
    for row in kpis.burden:
        millions = Share(row.cash_usd.amount / 1e6, row.cash_usd.pct)
        months = row.aircraft_months
        rows.append(
            (
                member_name(scenario, row.role, row.member),
                row.role,
                _amount(millions, 2),
                _amount(row.aircraft, 0),
                _amount(row.crews, 1),
                bar(months.pct or 0.0, _amount(months, 0)) if months.amount else "–",
                pct(row.used_pct),
            )
        )
    return Table(
        "Burden in cash (paid), capability (made ready) and contribution (deployed), with the share of the plan; "
        "an aircraft-month counts for its donor, its partner and its payers",
        columns(
            "Member", "Role", "#Cash, USD million", "#Aircraft", "#Crews trained", "#Aircraft-months",
            "#Used of its fleet",
        ),
        tuple(rows),
    )  # fmt: skip


def transition_table(scenario: Scenario, kpis: Kpis) -> Table:
    """Which months each partner covers, and from when it needs nobody else."""
    crew_rotations: defaultdict[str, int] = defaultdict(int)
    for rotation in kpis.rotations:
        crew_rotations[rotation.partner] += rotation.rotations
    alone = {row.partner: row for row in kpis.transition}
    rows = []
    for row in kpis.reach:
        on = alone[row.partner]
        rows.append(
            (
                scenario.partner_by_id[row.partner].name,
                ", ".join(month_span(first, last) for first, last in row.spans),
                f"{row.ahead} of {row.ahead_of}",
                f"{row.after} of {row.after_of}" if row.after_of else "–",
                number(crew_rotations[row.partner]),
                _from(on.own_money),
                _from(on.own_instructors),
                _from(on.sustained),
            )
        )
    return Table(
        "Reach and transition: months covered of the two years planned ahead and of the five after, and the month "
        "from which a partner needs no outside money, no outside instructors, neither",
        columns(
            "Partner", "+Deployed", "#Two years ahead", "#Five years after", "#Crew rotations",
            "=Own money from", "=Own instructors from", "=Alone from",
        ),
        tuple(rows),
    )  # fmt: skip


def hand_overs_table(scenario: Scenario, kpis: Kpis) -> Table:
    """Reliefs in place."""
    partner_of = {line.unit: line.partner for line in kpis.units}
    rows = []
    for row in kpis.hand_overs:
        demand = scenario.demand_by_id[row.demand]
        mission = mission_short(scenario.mission_by_id[demand.mission])
        leaving, relieving = (
            scenario.partner_by_id[partner_of[unit]].name for unit in (row.leaving, row.relieving)
        )
        rows.append(
            (
                f"{mission} {demand.role}",
                month_name(row.month),
                leaving,
                relieving,
                number(row.overlap_months),
            )
        )
    return Table(
        "Relief in place",
        columns("Demand", "Handed over by", "Leaves", "Relieves", "#Months together"),
        tuple(rows),
    )


def parity_table(kpis: Kpis) -> Table:
    """Women expected among deployed people, by year, against the target."""
    rows: list[tuple[Cell, ...]] = []
    for row in kpis.parity:
        share: Cell = pct(row.share_pct)
        if row.target_pct:
            share = bar(100.0 * row.share_pct / row.target_pct, pct(row.share_pct))
        rows.append((str(row.year), number(row.people), number(row.women, 1), share, pct(row.target_pct)))
    return Table(
        "Women expected among deployed aircrew and technicians, those who deploy being a fair sample of a partner's "
        "people (bar: share of the target)",
        columns("Year", "#Person-months", "#Of women", "#Share", "#Target"),
        tuple(rows),
    )


def women_table(scenario: Scenario, kpis: Kpis) -> Table:
    """Women's share among deployable aircrew and technicians."""
    rows: list[tuple[Cell, ...]] = []
    for row in kpis.women:
        if row.share_pct is None:
            continue
        share: Cell = pct(row.share_pct)
        if row.target_pct:
            share = bar(100.0 * row.share_pct / row.target_pct, pct(row.share_pct))
        rows.append(
            (
                scenario.partner_by_id[row.partner].name,
                "yes" if row.has_unit else "no",
                f"{row.women_aircrew} of {row.aircrew}",
                f"{row.women_technicians} of {row.technicians}",
                share,
            )
        )
    target = scenario.policy.crew.women_target_pct.value
    return Table(
        f"Women among deployable aircrew and technicians (bar: share of the target of {pct(target)})",
        columns("Partner", "Flies in this plan", "#Aircrew", "#Technicians", "#Share"),
        tuple(rows),
    )


def _amount(share: Share, digits: int) -> str:
    """Write an amount with its share: `4 (33.3 %)`; a dash for nothing."""
    if not share.amount:
        return "–"
    return f"{number(share.amount, digits)} ({pct(share.pct)})"


def _from(month: str | None) -> str:
    return "not reached" if month is None else month_name(month)
