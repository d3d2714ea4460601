"""The report on precedents: a table, what holds each unit, and why it flew what it flew."""

from __future__ import annotations

from typing import Any

__all__ = ["page"]

NAMES = {"man-hours": "ten times the man-hours", "docks": "ten times the docks", "losses": "no losses"}
NOTICEABLE_PCT = 3.0
"""A limit is said to hold a unit where lifting it adds so much."""
NEAR_CAPACITY_PCT = 75.0
"""A unit that flew so much of what its fleet sustains was held by its capacity as much as by what was asked of it."""


def page(measured: list[dict[str, Any]], run: dict[str, Any]) -> str:
    """Return the report in Markdown."""
    machine = run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    lines = [
        "# Precedents: what was flown, and what the fleet could have flown",
        "",
        "Flight hours for each aircraft and month. *Planned* is what level 2 flies of the hours that the scenario asks",
        "for; *sustained* is what it flies when far more is asked of the unit; *at most* is proven: no plan of the",
        "model flies more. *Observed* is what was published.",
        "",
        "| unit | asked | planned | sustained | at most | observed |",
        "|---|---|---|---|---|---|",
    ]
    for one in measured:
        observed = "not published" if one["observed_h"] is None else f"{one['observed_h']:.1f}"
        lines.append(
            f"| {one['unit']}, {one['site']} | {one['asked_h']:.1f} | {one['flown_as_asked_h']:.1f} "
            f"| {one['sustained_h']:.1f} | {one['bound_h']:.1f} | {observed} |"
        )
    lines += ["", "## What holds each unit, and why it flew what it flew", ""]
    for one in measured:
        lines += [f"**{one['unit']}, {one['site']}** ({one['source']}). {held(one)} {why(one)}", ""]
    lines += [
        "## How it was measured",
        "",
        f"    {run['command']}",
        "",
        f"{run['date']}, {run['wall_s']} s, {machine['processor']}, {machine['cores']} cores, {machine['system']};",
        f"{versions}.",
        "",
        "Hours are asked for week by week in equal parts, so that a week with several tails in inspection may",
        "fall short though the year does not. Sustained hours are those of a plan that was found in the time: a",
        "longer search may find more, up to the bound, which is the weekly limit of a tail where nothing better",
        "was proven. That limit is the policy's, about twice the hours of the busiest unit observed, less its",
        "unscheduled losses; inspections are those of the table `inspections`; workshops have five technicians",
        "for each aircraft. All of these are assumptions of the scenarios: the table says what they lead to, not",
        "what the units' own workshops could do.",
        "",
    ]
    return "\n".join(lines)


def held(one: dict[str, Any]) -> str:
    """Return what keeps a unit from flying more, by what lifting each limit adds."""
    sustained = one["sustained_h"]
    gains = {
        what: hours
        for what, hours in one["lifted_h"].items()
        if hours > sustained * (1 + NOTICEABLE_PCT / 100)
    }
    limit = f"A tail flies at most {one['tail_limit_h']:.0f} h a month between inspections"
    crews = f"the crews' 28 days allow {one['crew_limit_h']:.0f} h for each aircraft"
    text = f"{limit}, {crews}, and {one['visits']} visits for inspections fall into the year."
    if not gains:
        return f"{text} Neither more man-hours nor more docks nor fewer losses add {NOTICEABLE_PCT:g} %."
    words = ", ".join(f"{hours:.1f} h with {NAMES[what]}" for what, hours in gains.items())
    return f"{text} It would fly {words}."


def why(one: dict[str, Any]) -> str:
    """Return how the observed hours stand to those sustained."""
    observed, sustained = one["observed_h"], one["sustained_h"]
    if observed is None:
        return str(one["reason"])
    share_pct = 100 * observed / sustained
    if share_pct >= NEAR_CAPACITY_PCT:
        judgement = f"the unit flew near its capacity, {sustained - observed:.1f} h below it"
    else:
        judgement = "capacity does not explain so little"
    return f"Observed were {observed:.1f} h, {share_pct:.0f} % of what it sustains here: {judgement}. {one['reason']}"
