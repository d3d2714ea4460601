"""The report on casualties in time: tables of alpha and of all casualties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airlift.simulation.estimates import Estimate

__all__ = ["page"]

TITLES = {
    "advanced": "with a medical team within 60 minutes",
    "surgery": "on a surgeon's table within 120 minutes",
}


def page(rows: list[dict[str, Any]], run: dict[str, Any]) -> str:
    """Return the report in Markdown."""
    lines = [
        f"# Casualties in time: {run['scenario']}",
        "",
        "Per cent of casualties, counted from wounding, by mission with a unit. *Planned* is what level 2 expects",
        f"(queueing model); *simulated* is the mean of {run['replications']} worlds of {run['days']} days with its",
        "confidence interval of 95 %. *At home* is the same plan with every aircraft on standby at the home base of",
        "its unit; *gain* is the difference in the same worlds, in points.",
        "",
    ]
    for clock, title in TITLES.items():
        lines += [f"## Alpha casualties {title}", "", *_alpha_table(rows, clock, run), ""]
    lines += ["## All casualties", "", *_all_table(rows), ""]
    lines += _footer(run)
    return "\n".join(lines)


def _alpha_table(rows: list[dict[str, Any]], clock: str, run: dict[str, Any]) -> list[str]:
    lines = [
        "| mission | month | aircraft on standby | planned | simulated | planned, at home | simulated, at home | gain "
        "| siting |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        one = row["alpha"][clock]
        status = run["statuses"].get(row["mission"], "-")
        lines.append(
            f"| {row['mission']} | {row['month']} | {row['aircraft']} | {one['planned_pct']:.1f} "
            f"| {estimate(one['simulated'])} | {one['planned_home_pct']:.1f} | {estimate(one['simulated_home'])} "
            f"| {estimate(one['change'], sign=True)} | {status} |"
        )
    return lines


def _all_table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| mission | casualties simulated | team in 60 min | same, at home | table in 120 min | same, at home |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [
            "-" if value is None else f"{value:.1f}"
            for clock in TITLES
            for value in (row["all"][clock]["simulated_pct"], row["all"][clock]["simulated_home_pct"])
        ]
        lines.append(f"| {row['mission']} | {row['casualties']} | {' | '.join(cells)} |")
    return lines


def estimate(found: Estimate | None, *, sign: bool = False) -> str:
    """Return a mean with its confidence interval; a dash where nobody was counted."""
    if found is None:
        return "-"
    form = "+.1f" if sign else ".1f"
    if found.low is None or found.high is None:
        return f"{found.mean:{form}}"
    return f"{found.mean:{form}} ({found.low:{form}} to {found.high:{form}})"


def _footer(run: dict[str, Any]) -> list[str]:
    machine = run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    planned = "the plan was read" if run["planned_s"] is None else f"{run['planned_s']} s for the plan"
    return [
        "## How it was measured",
        "",
        f"    {run['command']}",
        "",
        f"{run['date']}, {run['wall_s']} s in all, {planned}; {machine['processor']}, {machine['cores']} cores,",
        f"{machine['system']}; {versions}.",
        "",
        *(f"- {note}." for note in run["notes"]),
        "- Zones, rates and shares of categories are assumptions of the scenario: read the gain, not the level.",
        "- The queueing model knows standby alone; the simulation adds defects, weather, late fuel, sick crews and the",
        "  day's other flying.",
        "",
    ]
