"""A scenario as a notebook shows it: plain HTML that every front end can draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from airlift.scenario.phrases import count

if TYPE_CHECKING:
    from airlift.scenario.model import Scenario

__all__ = ["html_table", "scenario_counts", "scenario_html"]


def html_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with headings; every cell is text and is escaped."""
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"


def scenario_counts(scenario: Scenario) -> str:
    """Return how much a scenario holds, in one line."""
    last = scenario.month_label(scenario.horizon_months - 1)
    parts = [
        f"{scenario.start_month} to {last}",
        f"{sum(lot.aircraft for lot in scenario.lots):,} donated aircraft",
        *(
            count(len(rows), word)
            for rows, word in (
                (scenario.partners, "partner"),
                (scenario.sponsors, "sponsor"),
                (scenario.missions, "mission"),
                (scenario.demands, "demand"),
                (scenario.sites, "site"),
                (scenario.tasks, "task"),
            )
        ),
    ]
    return ", ".join(parts)


def scenario_html(scenario: Scenario) -> str:
    """Return an HTML fragment: what the scenario holds, and what is asked of whom."""
    head = (
        f"<p><b>{escape(scenario.title)}</b> ({escape(scenario.name)}) · "
        f"{escape(scenario_counts(scenario))}</p>"
    )
    rows = (
        (
            demand.id,
            demand.mission,
            demand.role,
            str(demand.tier),
            str(demand.aircraft),
            demand.first_month,
            demand.last_month,
        )
        for demand in sorted(scenario.demands, key=lambda d: (d.tier, d.id))
    )
    return f"<div>{head}{html_table(_COLUMNS, rows)}</div>"


_COLUMNS = ("demand", "mission", "role", "tier", "aircraft", "from", "to")
