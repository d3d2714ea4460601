"""The summary's lines on sustainment, standby and the rounds between the levels; none where nothing was planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from airlift.plans import Plan
from airlift.plans.kpis import Kpis
from airlift.reporting import wording
from airlift.scenario.model import Scenario

__all__ = ["fleet_lines", "round_lines", "standby_lines"]

_NAMED = 3


def fleet_lines(scenario: Scenario, plan: Plan, kpis: Kpis) -> Iterator[str]:
    """Hours met, serviceable tails, visits, and the units that lack hours."""
    figures = kpis.fleet
    if plan.fleet is None or figures is None or not figures.tails:
        return
    span = f"{wording.count(figures.weeks, 'week')} from {wording.month_name(figures.first_month)}"
    yield (
        f"Over {span}: {wording.pct(figures.met_pct)} of {wording.number(figures.asked_h)} flight hours met, "
        f"{wording.pct(figures.serviceable_pct)} of the deployed aircraft serviceable."
    )
    lacking = sorted((row for row in figures.units if row.unmet_h >= 0.5), key=lambda row: -row.unmet_h)
    if lacking:
        named = ", ".join(f"{row.unit} {wording.number(row.unmet_h)} h" for row in lacking[:_NAMED])
        more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
        yield f"Flight hours that are lacking: {named}{more}."
    docked = Counter(
        visit.maintenance_base for visit in plan.fleet.visits if visit.maintenance_base is not None
    )
    elsewhere = len(plan.fleet.visits) - docked.total()
    said = [
        f"{number_of} in docks of {scenario.maintenance_base_by_id[base].name}"
        for base, number_of in sorted(docked.items())
    ]
    said += [f"{elsewhere} at home bases or away"] if elsewhere else []
    if said:
        yield f"{wording.count(len(plan.fleet.visits), 'visit')}: {', '.join(said)}."


def standby_lines(scenario: Scenario, kpis: Kpis) -> Iterator[str]:
    """Cover of each mission's standby, and what it would be from the home bases."""
    for row in kpis.standby:
        mission = wording.mission_short(scenario.mission_by_id[row.mission])
        if not row.sites:
            yield f"{mission}: no aircraft stands by in {wording.month_name(row.month)}."
            continue
        sites = ", ".join(scenario.site_by_id[site].name for site in row.sites)
        yield (
            f"{mission}, {row.aircraft} on standby at {sites}: {wording.pct(row.cover.surgery_pct)} of alpha "
            f"casualties in surgery in time ({wording.pct(row.cover_at_home.surgery_pct)} if all stood by at home), "
            f"{wording.pct(row.cover.advanced_pct)} in advanced care in time."
        )
    if len(kpis.standby) > 1 and kpis.surgery_pct is not None:
        yield (
            f"Over all missions {wording.pct(kpis.surgery_pct)} of alpha casualties are in surgery in time, "
            f"{wording.pct(kpis.surgery_at_home_pct)} if all stood by at home."
        )


def round_lines(plan: Plan) -> Iterator[str]:
    """How many rounds there were, which one was kept, and its limits."""
    kept = next((row for row in plan.rounds if row.kept), None)
    if kept is None:
        return
    if len(plan.rounds) == 1 and not kept.limits:
        if kept.settled:
            yield "Sustainment and standby asked nothing back of matching."
            return
        yield "One round; what sustainment or standby would ask back of matching was not followed."
        return
    settled = "settled" if any(row.settled for row in plan.rounds) else "not settled"
    yield f"{wording.count(len(plan.rounds), 'round')}, {settled}; round {kept.number} is kept."
    for limit in kept.limits:
        yield (
            f"Limit on {limit.row}: {limit.column.replace('_', ' ')} {wording.figure(limit.limit)} instead of "
            f"{wording.figure(limit.asked)}. {limit.reason}"
        )
