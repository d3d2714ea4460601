"""The plan in sentences: who flies what where from when, what stays unmet, what it costs, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from airlift.plans import Plan, Status, worst_status
from airlift.plans.coverage import unmet_aircraft
from airlift.plans.kpis import Kpis, UnitLine, plan_kpis
from airlift.plans.references import require_known_names
from airlift.reporting.wording import (
    count,
    figure,
    funded_pct,
    gap_pct,
    mission_short,
    month_name,
    month_ranges,
    month_span,
    number,
    pct,
    type_short,
    usd,
)
from airlift.scenario.model import Scenario

__all__ = ["Finding", "Findings", "Section", "Summary", "summarise"]

_SHOWN_FINDINGS = 10

_STATUS_WORDS = {
    Status.OPTIMAL: "proven best",
    Status.FEASIBLE: "not proven best",
    Status.INFEASIBLE: "proven impossible",
    Status.UNKNOWN: "nothing found",
}


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
    return Summary(
        title=scenario.title,
        headline=headline(kpis),
        status=worst_status(tuple(result.status for result in plan.results)) if plan.results else None,
        verified=None if findings is None else findings.ok,
        sections=(
            Section("Who flies", _units(scenario, kpis)),
            Section("What stays unmet", _unmet(scenario, plan, kpis)),
            Section("What it costs and who pays", _money(scenario, kpis)),
            Section("The day's flying", _programmes(scenario, kpis)),
            Section("How sure", _certainty(plan)),
            Section("What the checker says", verdict(findings)),
        ),
    )


def headline(kpis: Kpis) -> str:
    """Return one sentence: units, partners, served share, cost."""
    if not kpis.units:
        return "No unit is deployed."
    partners = {line.partner for line in kpis.units}
    missions = {line.mission for line in kpis.units}
    return (
        f"{count(len(kpis.units), 'unit')} of {count(len(partners), 'partner')} in "
        f"{count(len(missions), 'mission')}, the first from {month_name(kpis.units[0].first_month)}; "
        f"{pct(kpis.total.served_pct)} of the demanded aircraft-months are served, for {usd(kpis.cost_usd)}."
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
    lines = [f"{count(len(rows), 'finding')}."]
    lines += [f"{row.rule}  {row.place}: {row.message}" for row in rows[:_SHOWN_FINDINGS]]
    if len(rows) > _SHOWN_FINDINGS:
        lines.append(f"and {len(rows) - _SHOWN_FINDINGS} more")
    return tuple(lines)


def _units(scenario: Scenario, kpis: Kpis) -> tuple[str, ...]:
    lines = []
    for row in kpis.units:
        partner = scenario.partner_by_id[row.partner].name
        kind = type_short(scenario.aircraft_type_by_id[row.aircraft_type])
        mission = mission_short(scenario.mission_by_id[row.mission])
        site = scenario.site_by_id[row.site].name
        lines.append(
            f"{partner}: {aircraft_text(row)} × {kind}, {row.role} for {mission} at {site}, "
            f"{month_span(row.first_month, row.last_month)}"
        )
    return tuple(lines) or ("No unit is deployed.",)


def _unmet(scenario: Scenario, plan: Plan, kpis: Kpis) -> tuple[str, ...]:
    unmet = {demand: months for demand, months in unmet_aircraft(scenario, plan).items() if months}
    demands = sorted(
        (scenario.demand_by_id[name] for name in unmet),
        key=lambda d: (d.tier, -sum(unmet[d.id].values()), d.id),
    )
    lines = []
    for demand in demands:
        months = [scenario.month_label(month) for month in unmet[demand.id]]
        spans = ", ".join(month_span(first, last) for first, last in month_ranges(months))
        mission = mission_short(scenario.mission_by_id[demand.mission])
        site = scenario.site_by_id[demand.sites[0]].name
        lacking = count(sum(unmet[demand.id].values()), "aircraft-month")
        lines.append(f"Tier {demand.tier}: {mission} {demand.role} at {site} lacks {lacking} ({spans})")
    for wait in kpis.first_medevac:
        name = mission_short(scenario.mission_by_id[wait.mission])
        if wait.month is None:
            lines.append(f"{name} never has a medevac unit.")
        elif wait.wait_months:
            waits = count(wait.wait_months, "month")
            lines.append(f"{name} waits {waits} for medevac, until {month_name(wait.month)}.")
    return tuple(lines) or ("Nothing: every demand has its aircraft in every month.",)


def _money(scenario: Scenario, kpis: Kpis) -> tuple[str, ...]:
    if not kpis.costs and not kpis.paid_usd:
        return ("Nothing.",)
    kinds = sorted(kpis.cost_usd_by_kind.items(), key=lambda item: -item[1])
    lines = [
        f"{usd(kpis.cost_usd)} in all: " + ", ".join(f"{kind} {usd(amount)}" for kind, amount in kinds) + "."
    ]
    payers = sorted(kpis.paid_usd_by_sponsor.items(), key=lambda item: -item[1])
    lines += [f"{scenario.sponsor_by_id[sponsor].name} pays {usd(amount)}." for sponsor, amount in payers]
    share = funded_pct(kpis.cost_usd, kpis.paid_usd)
    if share is not None and abs(kpis.cost_usd - kpis.paid_usd) > 1.0 + 1e-6 * kpis.cost_usd:
        lines.append(f"Payments come to {pct(share)} of the cost.")
    return tuple(lines)


def _programmes(scenario: Scenario, kpis: Kpis) -> tuple[str, ...]:
    lines = []
    for row in kpis.programmes:
        parts = [
            f"{flown} of {row.tasks_by_priority[priority]} {priority}"
            for priority, flown in row.flown_by_priority.items()
        ]
        mission = mission_short(scenario.mission_by_id[row.mission])
        line = (
            f"{mission}, {row.day}: {count(row.sorties, 'sortie')} fly "
            f"{', '.join(parts) or 'no task'}; {number(row.flight_min / 60.0, 1)} flight hours"
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


def _certainty(plan: Plan) -> tuple[str, ...]:
    lines = []
    for result in plan.results:
        ended = ", interrupted" if result.interrupted else ""
        lines.append(f"{result.level}: {result.status.value}, {_STATUS_WORDS[result.status]}{ended}")
        if result.level.startswith("sorties:") and all(level.gap == 0 for level in result.objectives):
            # Proven days are the rule; five lines for each would bury what is not proven.
            lines[-1] += f", gap 0 % on all {len(result.objectives)} levels"
            continue
        lines += [
            f"  {level.name}: {figure(level.value)} {level.unit}, bound {figure(level.bound)}, "
            f"gap {gap_pct(level)}"
            for level in result.objectives
        ]
        if result.conflict:
            lines.append(f"  rules that clash: {', '.join(result.conflict)}")
    return tuple(lines) or ("Written by hand: no solver, no bound.",)
