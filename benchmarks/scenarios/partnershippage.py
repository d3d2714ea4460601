"""The Markdown document of the partnership: one table after the other, and the sentences between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import airlift
from benchmarks.scenarios.matching import machine
from benchmarks.scenarios.partnershipfigures import (
    Figures,
    caveat,
    contrast,
    figures_of,
    in_one_sentence,
    usd,
)
from benchmarks.scenarios.partnershipreasons import (
    demand_words,
    pledge_rows,
    reason_rows,
    rules_named,
    way_words,
)

__all__ = ["Studied", "document", "table"]


@dataclass(frozen=True)
class Studied:
    """One scenario with everything that was found out about it.

    Parameters
    ----------
    scenario, plan
        What is asked and what is decided.
    findings : Findings or None
        What the checker says of the plan; None where there is none.
    explanation : Explanation
        Why demands stay unmet.
    pledges : PledgeList
        What candidate pledges are worth.
    seconds : (float, float, float)
        Wall time of plan, explanation and pledges.
    """

    scenario: airlift.Scenario
    plan: airlift.Plan
    findings: airlift.Findings | None
    explanation: airlift.Explanation
    pledges: airlift.PledgeList
    seconds: tuple[float, float, float]


def document(studied: Sequence[Studied], commit: str) -> str:
    """Return the document."""
    counted = [figures_of(one.scenario, one.plan) for one in studied]
    lines = [
        "# The partnership, scenario by scenario",
        "",
        "Made by `python -m benchmarks.scenarios.partnership`; nothing in it is written by hand. An aircraft-month is "
        "one aircraft deployed for one month. A bound is proven: no plan that keeps the tiers above at their values is "
        "below it. `optimal` is a proof, `feasible` is the best that was found in the time. Months are year and month, "
        "both ends included.",
        "",
        *_provenance(studied, commit),
        "",
        "## Side by side",
        "",
        *_side_by_side(studied, counted),
        "",
        "## What differs",
        "",
        *_differences(counted),
    ]
    for one, figures in zip(studied, counted, strict=True):
        lines += ["", *_section(one, figures)]
    rules = rules_named(one.explanation for one in studied)
    if rules:
        lines += ["", "## The rules that are named above", ""]
        lines += table(
            ("rule", "what must hold"), ((f"`{rule}`", airlift.RULES[rule].sentence) for rule in rules)
        )
    return "\n".join(lines) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Return a Markdown table; columns named in `right` are figures."""
    figures = set(right)
    marks = ["---:" if column in figures else "---" for column in range(len(head))]
    return [_row(head), _row(marks), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.replace('|', chr(92) + '|').split()) for cell in cells)} |"


def _provenance(studied: Sequence[Studied], commit: str) -> Iterator[str]:
    where = machine()
    result = studied[0].plan.results[0]
    yield f"- date {datetime.now(UTC).date().isoformat()}, commit {commit}"
    yield f"- machine: {where['processor']}, {where['cores']} cores, {where['system']}"
    yield "- versions: " + ", ".join(f"{name} {number}" for name, number in sorted(result.versions.items()))
    for one in studied:
        plan, asked = one.plan.results[0], one.explanation
        limit = "none" if asked.time_limit_s is None else f"{asked.time_limit_s:g} s"
        share = "none" if plan.time_limit_s is None else f"{plan.time_limit_s:.0f} s"
        plan_s, explain_s, pledges_s = one.seconds
        yield (
            f"- `{one.scenario.name}`: seed {plan.seed}, {plan.workers} workers (explanation: {asked.workers}); limit "
            f"{share} for force generation, {limit} for the explanation; it took {plan_s:.0f} s to plan with the "
            f"flying days, {explain_s:.0f} s to explain, {pledges_s:.0f} s to value the pledges"
        )


def _side_by_side(studied: Sequence[Studied], counted: Sequence[Figures]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        ("units", *(str(one.units) for one in counted)),
        ("partners with units", *(str(len(one.flown)) for one in counted)),
        ("first unit from", *(one.first_month or "never" for one in counted)),
        ("aircraft-months served of demanded", *(f"{one.served:,} of {one.demanded:,}" for one in counted)),
    ]
    for tier in sorted({row.tier for one in counted for row in one.tiers}):
        cells = []
        for one in counted:
            found = next((row for row in one.tiers if row.tier == tier), None)
            cells.append(
                "–" if found is None else f"{found.unmet:,} (at least {found.least:,}, {found.status})"
            )
        rows.append((f"tier {tier} unmet", *cells))
    for donor in _union(one.offered for one in counted):
        cells = [f"{one.handed_over.get(donor, 0)} of {one.offered.get(donor, 0)}" for one in counted]
        rows.append((f"aircraft of `{donor}` handed over", *cells))
        cells = [f"{one.donated.get(donor, 0.0):,.0f}" for one in counted]
        rows.append((f"aircraft-months with aircraft of `{donor}`", *cells))
    for partner in _union(one.flown for one in counted):
        rows.append((f"aircraft-months of {partner}", *(f"{one.flown.get(partner, 0):,}" for one in counted)))
    rows.append(("cost", *(usd(one.cost_usd) for one in counted)))
    for payer in _union(one.paid_usd for one in counted):
        rows.append((f"paid by {payer}", *(usd(one.paid_usd.get(payer, 0.0)) for one in counted)))
    rows.append(("the checker", *(_verdict(one) for one in studied)))
    return table(("", *(f"`{one.name}`" for one in counted)), rows, range(1, len(counted) + 1))


def _union(maps: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(key for one in maps for key in one))


def _verdict(one: Studied) -> str:
    if one.findings is None:
        return "no plan"
    return "every rule is kept" if one.findings.ok else f"{len(one.findings)} findings"


def _differences(counted: Sequence[Figures]) -> Iterator[str]:
    """What the first plan is, and how each other one differs from it."""
    first, *others = counted
    yield f"- `{first.name}`: {' '.join(in_one_sentence(first)) or 'No unit is deployed.'}"
    for other in others:
        yield f"- {' '.join(contrast(other, first))}"
    open_ = caveat(counted)
    if open_ is not None:
        yield f"- {open_}"


def _section(one: Studied, figures: Figures) -> Iterator[str]:
    scenario = one.scenario
    yield f"## {scenario.name}: {scenario.title}"
    yield ""
    yield " ".join(scenario.description.split())
    yield ""
    if one.findings is None:
        yield f"No plan: {one.plan.results[0].status.value}."
        yield from _no_plan(one)
        return
    yield f"{airlift.summary(scenario, one.plan).headline} The checker, which recomputes every rule: {_verdict(one)}."
    yield ""
    yield "### Who deploys what"
    yield ""
    yield from _units(one)
    yield ""
    yield "`own` are the partner's own aircraft; a donor is named where the partner has aircraft of that type from it."
    if one.plan.allocation.transfers:
        yield ""
        yield from _transfers(one)
    yield ""
    yield "### Who pays"
    yield ""
    yield from _payments(one)
    yield ""
    yield "### What stays unmet"
    yield ""
    yield from _levels(one)
    yield ""
    yield from _unmet(one)
    yield ""
    yield "### Why"
    yield ""
    yield from _reasons(one)
    yield ""
    yield "### Which pledge is worth most"
    yield ""
    yield from _pledges(one)


def _no_plan(one: Studied) -> Iterator[str]:
    infeasible = one.explanation.infeasible
    if infeasible is None:
        return
    yield ""
    yield f"No plan can do this: {infeasible.asked}."
    if infeasible.clash is not None:
        yield f"These rules clash: {', '.join(f'`{at.rule}` {at.subject}'.rstrip() for at in infeasible.clash.rules)}."
    if infeasible.way is not None:
        yield f"Cheapest way out: {way_words(infeasible.way)}."


def _units(one: Studied) -> list[str]:
    scenario = one.scenario
    rows = []
    for row in airlift.tables(scenario, one.plan)["units"].to_dict("records"):
        low, high = row["aircraft_min"], row["aircraft_max"]
        base = scenario.maintenance_base_by_id[row["maintenance_base"]]
        rows.append(
            (
                scenario.partner_by_id[row["partner"]].name,
                f"{low}" if low == high else f"{low}–{high}",
                _type_words(scenario, row["aircraft_type"]),
                _givers(one, row["partner"], row["aircraft_type"], row["last_month"]),
                demand_words(scenario, row["demand"]),
                str(scenario.demand_by_id[row["demand"]].tier),
                base.name,
                row["first_month"],
                row["last_month"],
                f"{row['aircraft_months']:,}",
            )
        )
    rows.sort(key=lambda row: (row[0], row[7], row[4]))
    head = ("partner", "aircraft", "type", "from", "mission, role, base", "tier", "maintained at")
    return table((*head, "first month", "last month", "aircraft-months"), rows, (1, 5, 9))


def _type_words(scenario: airlift.Scenario, kind: str) -> str:
    """Name a type without what stands in brackets behind it."""
    return scenario.aircraft_type_by_id[kind].name.partition(" (")[0]


def _givers(one: Studied, partner: str, kind: str, last_month: str) -> str:
    """Say whose aircraft a unit can have: the partner's own, and those of donors that came before it left."""
    owns = any(
        row.deployable_aircraft
        for row in one.scenario.partner_fleet
        if (row.partner, row.aircraft_type) == (partner, kind)
    )
    donors = {
        one.scenario.lot_by_id[row.lot].donor
        for row in one.plan.allocation.transfers
        if row.partner == partner
        and row.month <= last_month
        and one.scenario.lot_by_id[row.lot].aircraft_type == kind
    }
    return ", ".join([*(["own"] if owns else []), *(f"`{donor}`" for donor in sorted(donors))])


def _transfers(one: Studied) -> list[str]:
    groups: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for row in one.plan.allocation.transfers:
        groups[row.lot, row.partner].append((row.month, row.aircraft))
    rows = []
    for (lot, partner), arrivals in sorted(groups.items(), key=lambda item: (item[0][0], min(item[1]))):
        given = one.scenario.lot_by_id[lot]
        months = sorted(month for month, _ in arrivals)
        rows.append(
            (
                f"`{given.donor}`",
                f"`{lot}` ({given.state})",
                _type_words(one.scenario, given.aircraft_type),
                one.scenario.partner_by_id[partner].name,
                str(sum(count for _, count in arrivals)),
                months[0],
                months[-1],
            )
        )
    return table(("donor", "lot", "type", "to", "aircraft", "first arrives", "last arrives"), rows, (4,))


def _payments(one: Studied) -> list[str]:
    paid: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in one.plan.allocation.payments:
        paid[row.sponsor][row.cost_kind] += row.usd
    whole = sum(sum(kinds.values()) for kinds in paid.values())
    rows = []
    for sponsor, kinds in sorted(paid.items(), key=lambda item: -sum(item[1].values())):
        amount = sum(kinds.values())
        what = ", ".join(
            f"{kind} {usd(part)}" for kind, part in sorted(kinds.items(), key=lambda item: -item[1])
        )
        share = f"{100 * amount / whole:.1f} %" if whole else "–"
        rows.append((one.scenario.sponsor_by_id[sponsor].name, usd(amount), share, what))
    rows.append(("all", usd(whole), "100 %" if whole else "–", ""))
    return table(("sponsor", "pays", "share", "for"), rows, (1, 2))


def _levels(one: Studied) -> list[str]:
    rows = []
    for level in one.plan.results[0].objectives:
        gap = (
            "–"
            if level.gap is None
            else "no bound"
            if level.gap == float("inf")
            else f"{100 * level.gap:.2f}"
        )
        figures = ("–" if value is None else f"{value:,.0f}" for value in (level.value, level.bound))
        rows.append((level.name, level.unit, *figures, gap, level.status.value, f"{level.wall_s:.1f}"))
    head = ("objective", "unit", "value", "bound", "gap %", "status", "seconds")
    return table(head, rows, (2, 3, 4, 6))


def _unmet(one: Studied) -> list[str]:
    scenario = one.scenario
    coverage = airlift.tables(scenario, one.plan)["coverage"].to_dict("records")
    served = {row["key"]: row for row in coverage if row["scope"] == "demand"}
    rows = []
    for demand in sorted(scenario.demands, key=lambda row: (row.tier, -served[row.id]["unmet"], row.id)):
        row = served[demand.id]
        cells = (row["demanded"], row["served"], row["unmet"])
        rows.append((demand_words(scenario, demand.id), str(demand.tier), *(f"{cell:,}" for cell in cells)))
    return table(("mission, role, base", "tier", "demanded", "served", "unmet"), rows, (1, 2, 3, 4))


def _reasons(one: Studied) -> Iterator[str]:
    explanation = one.explanation
    gaps = explanation.gaps
    if not gaps:
        yield "Nothing is unmet."
        return
    settled = sum(gap.answer != "unsettled" for gap in gaps)
    yield (
        f"By `airlift explain`, which settled {settled} of {len(gaps)} gaps in {explanation.wall_s:.0f} s; gaps with "
        "one reason share a row. Behind the months stands how many aircraft are missing in each of them. Ways out are "
        "priced by the scenario's table of concessions."
    )
    yield ""
    head = ("tier", "demand", "aircraft-months", "why", "rules that clash", "cheapest way out")
    yield from table(head, reason_rows(one.scenario, explanation), (0, 2))


def _pledges(one: Studied) -> Iterator[str]:
    found = one.pledges
    worths = found.worths
    tiers = found.valuation.base_tiers
    if not worths or not tiers:
        yield "Nothing could be valued in the time." if worths else "The scenario has no candidate pledges."
        return
    base = ", ".join(f"{level.name} {level.value:,.0f}" for level in tiers if level.value is not None)
    reached = [worth for worth in worths if worth.tiers]
    helpful = sum(worth.helps for worth in reached)
    proven = sum(not worth.helps and worth.status is airlift.Status.OPTIMAL for worth in reached)
    yield (
        f"By `airlift pledges`, beside a base plan of its own with {base}. Of {len(worths)} candidates gain something: "
        f"{helpful}; are proven to gain nothing: {proven}; were not found to gain anything in the time: "
        f"{len(reached) - helpful - proven}; were not reached: {len(worths) - len(reached)}. A range behind a gain is "
        "what is proven of it."
    )
    rows = list(pledge_rows(worths))
    if rows:
        names = [level.name.removesuffix(" unmet") for level in tiers]
        head = (
            "",
            "pledge",
            *(f"closes in {name}" for name in names),
            "extra USD",
            "USD per aircraft-month",
            "from",
        )
        yield ""
        yield from table(head, rows, range(2, len(names) + 4))
    if found.notes:
        yield ""
        yield from (f"- {note}" for note in found.notes)
