"""The plan in sentences: who flies what where from when, what stays unmet, what it costs, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Protocol

from airlift.plans import Plan, Status
from airlift.plans.coverage import unmet_aircraft
from airlift.plans.kpis import Kpis, UnitLine, plan_kpis
from airlift.plans.references import require_known_names
from airlift.reporting import wording
from airlift.reporting.certainty import certainty_lines, status_of, unreachable_demands
from airlift.reporting.lowerlines import fleet_lines, round_lines, standby_lines
from airlift.reporting.outlook import lasting_lines, pledge_lines
from airlift.scenario.model import Scenario

__all__ = ["Finding", "Findings", "Section", "Summary", "summarise"]

_SHOWN_FINDINGS = 10
_SHOWN_KINDS = 4


class Finding(Protocol):
    """What the checker says of a broken rule."""

    @property
    def rule(self) -> str:
        """Rule id."""

    @property
    def place(self) -> str:
        """Where in the plan."""

    @property
    def amount(self) -> float | None:
        """By how much the rule is broken."""

    @property
    def unit(self) -> str:
        """Unit of the amount."""

    @property
    def message(self) -> str:
        """One sentence for a planner."""


class Findings(Protocol):
    """What the checker says of a plan."""

    @property
    def ok(self) -> bool:
        """Whether every rule is kept."""

    def __iter__(self) -> Iterator[Finding]: ...


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its lines of text, no markup in either."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan in sentences. `verified` is None where no checker was asked."""

    title: str
    headline: str
    status: Status | None
    verified: bool | None
    sections: tuple[Section, ...]

    def _repr_html_(self) -> str:
        """Short view of the summary in a notebook."""
        parts = [f"<p><b>{escape(self.title)}</b><br>{escape(self.headline)}</p>"]
        for section in self.sections:
            lines = "".join(f"<li>{escape(line.strip())}</li>" for line in section.lines)
            parts.append(f"<p><b>{escape(section.title)}</b></p><ul>{lines}</ul>")
        return f"<div>{''.join(parts)}</div>"

    def __str__(self) -> str:
        blocks = [f"{self.title}\n{self.headline}"]
        for section in self.sections:
            blocks.append("\n".join([section.title, *(f"  {line}" for line in section.lines)]))
        return "\n\n".join(blocks)


def summarise(scenario: Scenario, plan: Plan, findings: Findings | None = None) -> Summary:
    """Put a plan into sentences.

    Parameters
    ----------
    scenario, plan
        What was asked and what is decided.
    findings : Findings or None
        What the checker says of the plan; None if it was not asked.

    Raises
    ------
    PlanError
        The plan names something that the scenario does not have.
    """
    require_known_names(scenario, plan)
    kpis = plan_kpis(scenario, plan)
    rests = tuple(pledge_lines(scenario, plan))
    lasts = tuple(lasting_lines(scenario, kpis))
    sections = (
        Section("Who flies", _units(scenario, kpis)),
        Section("What stays unmet", _unmet(scenario, plan, kpis)),
        Section("What it costs and who pays", _money(scenario, kpis)),
        Section("What it rests on", rests),
        Section("How it lasts", lasts),
        Section("How it keeps flying", tuple(fleet_lines(scenario, plan, kpis))),
        Section("Who stands by", tuple(standby_lines(scenario, kpis))),
        Section("The day's flying", _programmes(scenario, plan, kpis)),
        Section("How the levels were joined", tuple(round_lines(plan))),
        Section(
            "How sure", tuple(certainty_lines(scenario, plan)) or ("Written by hand: no solver, no bound.",)
        ),
        Section("What the checker says", verdict(findings)),
    )
    return Summary(
        title=scenario.title,
        headline=headline(kpis),
        status=status_of(scenario, plan),
        verified=None if findings is None else findings.ok,
        sections=tuple(section for section in sections if section.lines),
    )


def headline(kpis: Kpis) -> str:
    """Return one sentence: units, partners, served share, cost."""
    if not kpis.units:
        return "No unit is deployed."
    partners = {line.partner for line in kpis.units}
    missions = {line.mission for line in kpis.units}
    return (
        f"{wording.count(len(kpis.units), 'unit')} of {wording.count(len(partners), 'partner')} in "
        f"{wording.count(len(missions), 'mission')}, the first from {wording.month_name(kpis.units[0].first_month)}; "
        f"{wording.pct(kpis.total.served_pct)} of the demanded aircraft-months are served, for "
        f"{wording.usd(kpis.cost_usd)}."
    )


def aircraft_text(line: UnitLine) -> str:
    """Return the aircraft of a unit: `3`, or `3–5` where they change."""
    if line.aircraft_min == line.aircraft_max:
        return str(line.aircraft_max)
    return f"{line.aircraft_min}–{line.aircraft_max}"


def verdict(findings: Findings | None) -> tuple[str, ...]:
    """Return what the checker says, a line for each finding."""
    if findings is None:
        return ("Not checked.",)
    rows = tuple(findings)
    if findings.ok:
        return ("Every rule is kept.",)
    lines = [f"{wording.count(len(rows), 'finding')}."]
    lines += [f"{row.rule}  {row.place}: {row.message}" for row in rows[:_SHOWN_FINDINGS]]
    if len(rows) > _SHOWN_FINDINGS:
        lines.append(f"and {len(rows) - _SHOWN_FINDINGS} more")
    return tuple(lines)


def _units(scenario: Scenario, kpis: Kpis) -> tuple[str, ...]:
    lines = []
    for row in kpis.units:
        partner = scenario.partner_by_id[row.partner].name
        kind = wording.type_short(scenario.aircraft_type_by_id[row.aircraft_type])
        mission = wording.mission_short(scenario.mission_by_id[row.mission])
        site = scenario.site_by_id[row.site].name
        lines.append(
            f"{partner}: {aircraft_text(row)} × {kind}, {row.role} for {mission} at {site}, "
            f"{_deployed(scenario, row)}"
        )
    return tuple(lines) or ("No unit is deployed.",)


def _deployed(scenario: Scenario, line: UnitLine) -> str:
    """Return the months of a unit; one that stays to the end of the plan is not made to look like a tour."""
    span = wording.deployed_span(scenario, line.first_month, line.last_month)
    return f"{span} (to the end of the plan)" if span.endswith(" on") else span


def _unmet(scenario: Scenario, plan: Plan, kpis: Kpis) -> tuple[str, ...]:
    unmet = {demand: months for demand, months in unmet_aircraft(scenario, plan).items() if months}
    demands = sorted(
        (scenario.demand_by_id[name] for name in unmet),
        key=lambda d: (d.tier, -sum(unmet[d.id].values()), d.id),
    )
    unreachable = unreachable_demands(scenario, plan)
    lines = []
    for demand in demands:
        spans = wording.lacking_text(scenario, unmet[demand.id])
        mission = wording.mission_short(scenario.mission_by_id[demand.mission])
        site = scenario.site_by_id[demand.sites[0]].name
        lacking = wording.count(sum(unmet[demand.id].values()), "aircraft-month")
        line = f"Tier {demand.tier}: {mission} {demand.role} at {site} lacks {lacking} ({spans})"
        if demand.id in unreachable:
            line += f"; {unreachable[demand.id]}"
        lines.append(line)
    for wait in kpis.first_medevac:
        name = wording.mission_short(scenario.mission_by_id[wait.mission])
        if wait.month is None:
            lines.append(f"{name} never has a medevac unit.")
        elif wait.wait_months:
            waits = wording.count(wait.wait_months, "month")
            lines.append(f"{name} waits {waits} for medevac, until {wording.month_name(wait.month)}.")
    return tuple(lines) or ("Nothing: every demand has its aircraft in every month.",)


def _money(scenario: Scenario, kpis: Kpis) -> tuple[str, ...]:
    if not kpis.costs and not kpis.paid_usd:
        return ("Nothing.",)
    kinds = sorted(kpis.cost_usd_by_kind.items(), key=lambda item: -item[1])
    parts = [f"{kind} {wording.usd(amount)}" for kind, amount in kinds[:_SHOWN_KINDS]]
    if len(kinds) > _SHOWN_KINDS:
        parts.append(f"everything else {wording.usd(sum(amount for _, amount in kinds[_SHOWN_KINDS:]))}")
    lines = [f"{wording.usd(kpis.cost_usd)} in all: {', '.join(parts)}."]
    treasuries = {row.id for row in scenario.sponsors if row.kind == "partner"}
    payers = sorted(kpis.paid_usd_by_sponsor.items(), key=lambda item: -item[1])
    lines += [
        f"{scenario.sponsor_by_id[sponsor].name} pays {wording.usd(amount)}."
        for sponsor, amount in payers
        if sponsor not in treasuries
    ]
    own = [amount for sponsor, amount in payers if sponsor in treasuries]
    if own:
        lines.append(f"Partners pay {wording.usd(sum(own))} from their own treasuries.")
    share = wording.funded_pct(kpis.cost_usd, kpis.paid_usd)
    if share is not None and abs(kpis.cost_usd - kpis.paid_usd) > 1.0 + 1e-6 * kpis.cost_usd:
        lines.append(f"Payments come to {wording.pct(share)} of the cost.")
    return tuple(lines)


def _programmes(scenario: Scenario, plan: Plan, kpis: Kpis) -> tuple[str, ...]:
    lines = []
    for programme, row in zip(plan.programmes, kpis.programmes, strict=True):
        parts = [
            f"{flown} of {row.tasks_by_priority[priority]} {priority}"
            for priority, flown in row.flown_by_priority.items()
        ]
        mission = wording.mission_short(scenario.mission_by_id[row.mission])
        line = (
            f"{mission}, sample day {wording.day_name(programme.day)} with the units of "
            f"{wording.month_name(programme.month)}: {wording.count(row.sorties, 'sortie')} "
            f"{'flies' if row.sorties == 1 else 'fly'} "
            f"{', '.join(parts) or 'no task'}; {wording.number(row.flight_min / 60.0, 1)} flight hours"
        )
        alpha_min = [
            minutes
            for task, minutes in row.surgery_min_by_task.items()
            if scenario.task_by_id[task].priority == "alpha"
        ]
        if alpha_min:
            line += f"; slowest alpha casualty on the table {max(alpha_min)} min after wounding"
        lines.append(f"{line}.")
    return tuple(lines) or ("No flying programme.",)
