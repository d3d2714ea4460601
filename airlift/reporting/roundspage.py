"""Rounds of the chain as the report shows them: what flowed back to matching, and why."""

from __future__ import annotations

from airlift.plans import Plan
from airlift.reporting.pagetables import Table, columns
from airlift.reporting.wording import count, figure, number, pct

__all__ = ["limits_table", "rounds_table"]


def rounds_table(plan: Plan) -> Table:
    """How each round came out, a row each."""
    rows = []
    for row in plan.rounds:
        met = 100.0 * (1.0 - row.unmet_h / row.asked_h) if row.asked_h else None
        said = ["kept"] if row.kept else []
        said += ["settled"] if row.settled else []
        rows.append(
            (
                str(row.number),
                count(len(row.limits), "limit"),
                row.status.value,
                number(row.unmet_aircraft_months),
                number(row.asked_h),
                number(row.unmet_h),
                pct(met),
                pct(row.surgery_pct),
                ", ".join(said) or "–",
            )
        )
    return Table(
        "Rounds of matching, sustainment and standby (hours: in the window)",
        columns(
            "Round", "Under", "Matching", "#Unmet aircraft-months", "#Hours asked", "#Unmet", "#Met",
            "#Alpha in surgery in time", "Outcome",
        ),
        tuple(rows),
    )  # fmt: skip


def limits_table(plan: Plan) -> Table:
    """List what flowed back: each limit once, with the round from which it was in force."""
    rows = []
    seen: set[tuple[str, str, str, float]] = set()
    for number_of, row in ((row.number, row) for row in plan.rounds):
        for limit in row.limits:
            key = (limit.table, limit.row, limit.column, limit.limit)
            if key in seen:
                continue
            seen.add(key)
            rows.append(
                (
                    str(number_of),
                    limit.row,
                    limit.column.replace("_", " "),
                    figure(limit.asked),
                    figure(limit.limit),
                    limit.rule,
                    limit.reason,
                )
            )
    return Table(
        "Limits that flowed back to matching",
        columns("From round", "Row", "What", "#Scenario", "#Limit", "Rule", "+Because"),
        tuple(rows),
    )
