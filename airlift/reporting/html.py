"""One self-contained HTML page: it opens from disk, asks the network for nothing and can be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airlift.errors import PlanError
from airlift.plans import Plan, Result, Status
from airlift.plans.cover import Cover
from airlift.plans.kpis import Kpis, plan_kpis
from airlift.plans.references import require_known_names
from airlift.plans.store import write_atomically
from airlift.reporting import lasting, pagetables, pledgetables, provenance
from airlift.reporting.borders import shipped_borders
from airlift.reporting.certainty import not_searched, remarks, status_of
from airlift.reporting.fleetpage import fleet_page
from airlift.reporting.ganttmonths import units_gantt
from airlift.reporting.partnership import partnership_matrix
from airlift.reporting.programmepage import programme_page
from airlift.reporting.render import render
from airlift.reporting.responses import responses_page
from airlift.reporting.roundspage import limits_table, rounds_table
from airlift.reporting.standbypage import standby_pages
from airlift.reporting.summary import Findings, headline
from airlift.reporting.svg import colours
from airlift.reporting.svgmap import overview_map
from airlift.reporting.wording import (
    count,
    funded_pct,
    gap_pct,
    month_span,
    number,
    partner_names,
    pct,
    seconds,
    usd,
)
from airlift.scenario.model import Scenario, add_months

__all__ = ["report", "report_html"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict in a few words; `tone` is `good`, `fair`, `bad` or `plain`."""

    label: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure."""

    label: str
    value: str
    note: str


def report(
    scenario: Scenario,
    plan: Plan,
    findings: Findings | None,
    path: str | Path,
    *,
    cover: Cover | None = None,
    simulation: Mapping[str, Any] | None = None,
) -> Path:
    """Write the report of a plan to one HTML file.

    Parameters
    ----------
    scenario, plan
        What was asked and what is decided.
    findings : Findings or None
        What the checker says of the plan; None if it was not asked, which the report then says.
    path : str or Path
        File to be written; its folder is made where it is missing.
    cover : Cover, optional
        What the plan's standby covers by zone and hour; without it zones are not shaded.
    simulation : mapping, optional
        What `airlift simulate` found for the plan, as plain data.

    Raises
    ------
    PlanError
        The plan names something that the scenario does not have, or the file cannot be written.
    """
    target = Path(path)
    page = report_html(scenario, plan, findings, cover=cover, simulation=simulation)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, page)
    except OSError as error:
        raise PlanError(
            f"{target}: the report cannot be written ({error.strerror}). "
            "Maybe name a file in a folder that you may write to."
        ) from error
    return target


def report_html(
    scenario: Scenario,
    plan: Plan,
    findings: Findings | None = None,
    *,
    cover: Cover | None = None,
    simulation: Mapping[str, Any] | None = None,
) -> str:
    """Return the report as text; see `report`."""
    require_known_names(scenario, plan)
    kpis = plan_kpis(scenario, plan)
    context = _context(scenario, plan, kpis, findings, cover)
    context["responses"] = None if simulation is None else responses_page(scenario, simulation)
    return render("report.html.j2", context)


def _context(
    scenario: Scenario, plan: Plan, kpis: Kpis, findings: Findings | None, cover: Cover | None
) -> dict[str, Any]:
    borders = shipped_borders()
    names = partner_names(scenario, plan)
    colour = colours(names)
    last = add_months(scenario.start_month, scenario.horizon_months - 1)
    return {
        "scenario": scenario,
        "period": month_span(scenario.start_month, last),
        "headline": headline(kpis),
        "badges": _badges(scenario, plan, findings),
        "cards": _cards(scenario, kpis),
        "partners": [pagetables.swatch(colour[partner], name) for partner, name in names.items()],
        "findings": None if findings is None or findings.ok else pagetables.findings_table(findings),
        "units": pagetables.units_table(scenario, kpis, colour),
        "map": overview_map(scenario, plan, borders, colour),
        "gantt": units_gantt(scenario, plan, colour),
        "unmet": pagetables.unmet_table(scenario, plan, kpis),
        "medevac": pagetables.medevac_table(scenario, kpis),
        "partnership": partnership_matrix(scenario, plan),
        "donations": pledgetables.donations_table(scenario, plan),
        "consents": pledgetables.consents_table(scenario),
        "visits": pledgetables.visits_table(scenario, plan),
        "training": pagetables.training_table(scenario, plan),
        "payers": pagetables.payers_table(scenario, kpis),
        "costs": pagetables.costs_table(kpis),
        "payments": pagetables.payments_table(scenario, plan),
        "due": _due_words(scenario, kpis),
        "burden": lasting.burden_table(scenario, kpis),
        "transition": lasting.transition_table(scenario, kpis),
        "hand_overs": lasting.hand_overs_table(scenario, kpis),
        "parity": lasting.parity_table(kpis),
        "programmes": [
            programme_page(scenario, programme, figures, borders)
            for programme, figures in zip(plan.programmes, kpis.programmes, strict=True)
            if programme.units
        ],
        "fleet": fleet_page(scenario, plan, kpis),
        "standby": standby_pages(scenario, plan, cover, borders),
        "rounds": rounds_table(plan),
        "limits": limits_table(plan),
        "results": pagetables.results_table(scenario, plan),
        "runs": [(result.level, _run_facts(scenario, result)) for result in plan.results],
        "flying": pagetables.flying_table(scenario, kpis),
        "women": lasting.women_table(scenario, kpis),
        "confidence": provenance.confidence_table(scenario),
        "assumptions": provenance.assumptions_table(scenario),
        "policy": provenance.policy_table(scenario),
        "sources": provenance.sources_table(scenario),
        "credits": provenance.credits_of(scenario),
        "digest": plan.scenario_sha256,
    }


def _due_words(scenario: Scenario, kpis: Kpis) -> str:
    """Say what of the reimbursement comes after the plan; nothing where all of it comes within."""
    due = kpis.reimbursement_due_usd
    if not due:
        return ""
    parts = (f"{scenario.partner_by_id[partner].name} {usd(amount)}" for partner, amount in due.items())
    return (
        f"Reimbursement of {usd(sum(due.values()))} falls due after the plan and is charged to its last year: "
        f"{', '.join(parts)}."
    )


def _badges(scenario: Scenario, plan: Plan, findings: Findings | None) -> list[Badge]:
    if findings is None:
        checked = Badge("Checker", "not asked", "plain")
    elif findings.ok:
        checked = Badge("Checker", "every rule is kept", "good")
    else:
        checked = Badge("Checker", count(len(tuple(findings)), "finding"), "bad")
    status = status_of(scenario, plan)
    if status is None:
        return [checked, Badge("Search", "written by hand, nothing proven", "plain")]
    first = next((level for result in plan.results for level in result.objectives), None)
    proven = {
        Status.OPTIMAL: Badge("Search", "proven best", "good"),
        Status.FEASIBLE: Badge("Search", "not proven best", "fair"),
        Status.INFEASIBLE: Badge("Search", "proven impossible", "bad"),
        Status.UNKNOWN: Badge("Search", "nothing found", "bad"),
    }[status]
    badges = [checked, proven]
    if first is not None and first.gap is not None:
        badges.append(Badge(f"Gap, {first.name}", gap_pct(first), "good" if first.gap <= 0.05 else "fair"))
    if any(result.interrupted for result in plan.results):
        badges.append(Badge("Search", "interrupted", "fair"))
    return badges


def _cards(scenario: Scenario, kpis: Kpis) -> list[Card]:
    urgent = min(kpis.by_tier, key=lambda row: row.key, default=None)
    waits = [row.wait_months for row in kpis.first_medevac if row.month is not None]
    never = len(kpis.first_medevac) - len(waits)
    partners = len({line.partner for line in kpis.units})
    missions = len({line.mission for line in kpis.units})
    cards = [
        Card(
            "Demand served",
            pct(kpis.total.served_pct),
            f"{number(kpis.total.served)} of {number(kpis.total.demanded)} aircraft-months",
        )
    ]
    if urgent is not None and len(kpis.by_tier) > 1:
        lacking = count(urgent.unmet, "aircraft-month")
        cards.append(Card(f"Tier {urgent.key} served", pct(urgent.served_pct), f"{lacking} unmet"))
    waited = f"{count(never, 'mission')} never served" if never else "every mission that asks is served"
    cards += [
        Card(
            "Units",
            str(len(kpis.units)),
            f"of {count(partners, 'partner')} in {count(missions, 'mission')}",
        ),
        Card("Medevac, longest wait", count(max(waits), "month") if waits else "–", waited),
        Card(
            "Cost",
            f"${number(kpis.cost_usd / 1e6, 1)} M",
            f"{pct(funded_pct(kpis.cost_usd, kpis.paid_usd))} funded",
        ),
        *_lower_cards(kpis),
        Card("Flying", f"{number(kpis.flight_h)} h", f"{number(kpis.co2_kg / 1000.0)} t of CO₂"),
    ]
    return cards


def _lower_cards(kpis: Kpis) -> list[Card]:
    """Key figures of sustainment and standby, where they were planned."""
    cards = []
    if kpis.fleet is not None and kpis.fleet.asked_h:
        unmet = f"{number(kpis.fleet.unmet_h)} of {number(kpis.fleet.asked_h)} h unmet"
        cards.append(Card("Flight hours met", pct(kpis.fleet.met_pct), f"{unmet} in the window"))
    if kpis.surgery_pct is not None:
        at_home = f"{pct(kpis.surgery_at_home_pct)} if all stood by at home"
        cards.append(Card("Alpha surgery in time", pct(kpis.surgery_pct), at_home))
    return cards


def _run_facts(scenario: Scenario, result: Result) -> list[tuple[str, str]]:
    limit = "none" if result.time_limit_s is None else seconds(result.time_limit_s)
    facts = [
        ("Status", result.status.value + (", interrupted" if result.interrupted else "")),
        ("Seed", f"{result.seed}{', deterministic' if result.deterministic else ''}"),
        ("Time", f"{seconds(result.wall_s)}, limit {limit}"),
        ("Workers", str(result.workers)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in sorted(result.versions.items()))),
        ("Restrictions", "; ".join(result.restrictions)),
        ("Rules that clash", ", ".join(result.conflict)),
        ("Not searched", ", ".join(not_searched(scenario, result))),
        ("Notes", "; ".join(remarks(scenario, result))),
    ]
    return [(name, words) for name, words in facts if words]
