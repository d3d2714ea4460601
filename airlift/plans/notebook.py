"""A plan as a notebook shows it: a short table, plain HTML that every front end can draw."""

from __future__ import annotations

from html import escape

from airlift.plans.model import Plan
from airlift.plans.result import worst_status
from airlift.scenario.model import add_months
from airlift.scenario.notebook import html_table
from airlift.scenario.phrases import count

__all__ = ["plan_html"]


def plan_html(plan: Plan) -> str:
    """Return an HTML fragment: how sure the plan is, its units, and what it leaves unmet."""
    statuses = tuple(result.status for result in plan.results)
    status = worst_status(statuses).value if statuses else "written by hand"
    head = (
        f"<p><b>Plan of {escape(plan.scenario)}</b> · {status} · "
        f"{count(len(plan.allocation.units), 'unit')} · "
        f"{count(plan.allocation.unmet_aircraft_months, 'aircraft-month')} unmet · "
        f"{count(len(plan.programmes), 'flying programme')}</p>"
    )
    rows = []
    for unit in plan.allocation.units:
        least, most = min(unit.aircraft), max(unit.aircraft)
        rows.append(
            (
                unit.id,
                unit.partner,
                unit.aircraft_type,
                unit.demand,
                unit.first_month,
                add_months(unit.first_month, len(unit.aircraft) - 1),
                str(most) if least == most else f"{least}–{most}",
            )
        )
    return f"<div>{head}{html_table(_COLUMNS, rows)}</div>"


_COLUMNS = ("unit", "partner", "aircraft type", "demand", "from", "to", "aircraft")
