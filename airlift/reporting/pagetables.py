"""The tables of decisions and figures that the report shows, in a planner's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from airlift.plans import Plan
from airlift.plans.costs import seat_and_travel_usd
from airlift.plans.coverage import unmet_aircraft
from airlift.plans.kpis import Kpis
from airlift.reporting.certainty import not_searched, unreachable_demands
from airlift.reporting.summary import Findings, aircraft_text
from airlift.reporting.wording import (
    count,
    deployed_span,
    figure,
    gap_pct,
    lacking_text,
    mission_short,
    month_name,
    number,
    pct,
    type_short,
    usd,
)
from airlift.scenario.model import Scenario
from airlift.scenario.offers import COST_KINDS

__all__ = [
    "Column",
    "Table",
    "costs_table",
    "findings_table",
    "flying_table",
    "medevac_table",
    "payers_table",
    "payments_table",
    "results_table",
    "training_table",
    "units_table",
    "unmet_table",
]

Cell = str | Markup

_TRAINEES = {
    "crew": "crew",
    "technician": "technician",
    "instructor": "instructor",
    "upgrade": "current crew",
    "medical": "medical team",
}
"""What the trainees of a course are called."""


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column; figures stand to the right, `unbroken` cells on one line, `wide` ones are never narrow."""

    title: str
    figures: bool = False
    unbroken: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report. Text is escaped when it is shown; a last row that is a total is set off."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False


def columns(*titles: str) -> tuple[Column, ...]:
    """Make columns; a title that begins with `#` is one of figures, `=` of unbroken cells, `+` a wide one."""
    return tuple(
        Column(title.lstrip("#=+"), title.startswith("#"), title.startswith("="), title.startswith("+"))
        for title in titles
    )


def swatch(colour: str, words: str) -> Markup:
    """Words with a colour before them."""
    return Markup('<span class="named"><i style="--c:{}"></i>{}</span>').format(colour, words)


def bar(share_pct: float, words: str, kind: str = "") -> Markup:
    """Words with a bar of a share behind them."""
    return Markup(
        '<span class="share">{}<span class="meter {}"><i style="width:{:.1f}%"></i></span></span>'
    ).format(words, kind, min(100.0, max(0.0, share_pct)))


def units_table(scenario: Scenario, kpis: Kpis, colour: Mapping[str, str]) -> Table:
    """Who flies what, where, from when."""
    last = scenario.month_label(scenario.horizon_months - 1)
    rows = []
    for line in kpis.units:
        rows.append(
            (
                swatch(colour[line.partner], scenario.partner_by_id[line.partner].name),
                f"{aircraft_text(line)} × {type_short(scenario.aircraft_type_by_id[line.aircraft_type])}",
                mission_short(scenario.mission_by_id[line.mission]),
                line.role,
                scenario.site_by_id[line.site].name,
                deployed_span(scenario, line.first_month, line.last_month),
                number(line.months),
                number(line.aircraft_months),
                scenario.maintenance_base_by_id[line.maintenance_base].name,
            )
        )
    return Table(
        f"Units, in the order of their first month (“on”: to the end of the plan, {month_name(last)})",
        columns(
            "Partner", "Aircraft", "Mission", "Role", "Home base", "=Deployed", "#Months", "#Aircraft-months",
            "Maintained at",
        ),
        tuple(rows),
    )  # fmt: skip


def unmet_table(scenario: Scenario, plan: Plan, kpis: Kpis) -> Table:
    """Demand served and unmet, most urgent tier first."""
    lacking = unmet_aircraft(scenario, plan)
    coverage = {row.key: row for row in kpis.by_demand}
    unreachable = unreachable_demands(scenario, plan)
    rows: list[tuple[Cell, ...]] = []
    for demand in sorted(scenario.demands, key=lambda d: (d.tier, -coverage[d.id].unmet, d.id)):
        row = coverage[demand.id]
        if not row.demanded:
            continue
        months = lacking_text(scenario, lacking[demand.id]) or "–"
        if demand.id in unreachable:
            months += f"; {unreachable[demand.id]}"
        rows.append(
            (
                str(demand.tier),
                mission_short(scenario.mission_by_id[demand.mission]),
                demand.role,
                scenario.site_by_id[demand.sites[0]].name,
                number(demand.aircraft),
                number(row.demanded),
                bar(row.served_pct or 0.0, pct(row.served_pct)),
                number(row.unmet),
                months,
            )
        )
    total = kpis.total
    share = bar(total.served_pct or 0.0, pct(total.served_pct))
    rows.append(("All", "", "", "", "", number(total.demanded), share, number(total.unmet), ""))
    return Table(
        "Demand served and unmet, in aircraft-months",
        columns(
            "Tier", "Mission", "Role", "Home base", "#Aircraft", "#Demanded", "#Served", "#Unmet",
            "+Months that lack aircraft",
        ),
        tuple(rows),
        total=True,
    )  # fmt: skip


def medevac_table(scenario: Scenario, kpis: Kpis) -> Table:
    """First month of medevac of each mission."""
    return Table(
        "First medevac unit",
        columns("Mission", "Demanded from", "Served from", "#Months of waiting"),
        tuple(
            (
                mission_short(scenario.mission_by_id[row.mission]),
                month_name(row.first_demanded),
                "never" if row.month is None else month_name(row.month),
                number(row.wait_months),
            )
            for row in kpis.first_medevac
        ),
    )


def training_table(scenario: Scenario, plan: Plan) -> Table:
    """Course places used, by course and partner."""
    starts: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for row in plan.allocation.training:
        starts[row.course, row.partner].append((row.month, row.trainees))
    rows = []
    for (name, partner), taken in sorted(starts.items()):
        course = scenario.course_by_id[name]
        trainees = sum(number_of for _, number_of in taken)
        seat_usd = seat_and_travel_usd(scenario, course)
        rows.append(
            (
                course.name,
                course.school,
                scenario.partner_by_id[partner].name,
                "; ".join(f"{month_name(month)}: {number_of}" for month, number_of in sorted(taken)),
                count(trainees, _TRAINEES[course.audience]),
                usd(trainees * seat_usd),
            )
        )
    return Table(
        "Training", columns("Course", "School", "Partner", "Starts", "#Trainees", "#Cost"), tuple(rows)
    )


def payers_table(scenario: Scenario, kpis: Kpis) -> Table:
    """Who pays how much in which year, in millions, against the cost."""
    paid = kpis.paid_usd_by_sponsor_year
    cost = kpis.cost_usd_by_year
    years = sorted({year for _, year in paid} | cost.keys())
    rows: list[tuple[Cell, ...]] = []
    for sponsor in sorted(kpis.paid_usd_by_sponsor, key=lambda name: (-kpis.paid_usd_by_sponsor[name], name)):
        by_year = [paid.get((sponsor, year), 0.0) for year in years]
        rows.append((scenario.sponsor_by_id[sponsor].name, *_millions(by_year)))
    paid_by_year = [sum(usd for (_, y), usd in paid.items() if y == year) for year in years]
    open_by_year = [cost.get(year, 0.0) - money for year, money in zip(years, paid_by_year, strict=True)]
    if any(abs(amount) > 1.0 for amount in open_by_year):
        rows.append(("Nobody (cost less payments)", *_millions(open_by_year)))
    rows.append(("Cost", *_millions([cost.get(year, 0.0) for year in years])))
    return Table(
        "Who pays, by year, in USD million",
        columns("Payer", *(f"#{year}" for year in years), "#All years"),
        tuple(rows),
        total=True,
    )


def costs_table(kpis: Kpis) -> Table:
    """Cost by kind and year, in millions."""
    years = sorted(kpis.cost_usd_by_year)
    by_kind: defaultdict[tuple[str, int], float] = defaultdict(float)
    for row in kpis.costs:
        by_kind[row.cost_kind, row.year] += row.usd
    rows: list[tuple[Cell, ...]] = [
        (kind, *_millions([by_kind[kind, year] for year in years]))
        for kind in COST_KINDS
        if kind in kpis.cost_usd_by_kind
    ]
    rows.append(("Cost", *_millions([kpis.cost_usd_by_year[year] for year in years])))
    return Table(
        "What it costs, by kind and year, in USD million",
        columns("Cost kind", *(f"#{year}" for year in years), "#All years"),
        tuple(rows),
        total=True,
    )


def payments_table(scenario: Scenario, plan: Plan) -> Table:
    """Who pays for whom and what, over all years."""
    paid: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    years: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    for row in plan.allocation.payments:
        paid[row.sponsor, row.partner, row.cost_kind] += row.usd
        years[row.sponsor, row.partner, row.cost_kind].add(row.year)
    rows = []
    for (sponsor, partner, kind), amount in sorted(paid.items()):
        spent = years[sponsor, partner, kind]
        first, last = min(spent), max(spent)
        rows.append(
            (
                scenario.sponsor_by_id[sponsor].name,
                scenario.partner_by_id[partner].name,
                kind,
                str(first) if first == last else f"{first}–{last}",
                usd(amount),
            )
        )
    return Table(
        "Payments by payer, partner and cost kind",
        columns("Payer", "For the partner", "Cost kind", "Years", "#Paid"),
        tuple(rows),
    )


def flying_table(scenario: Scenario, kpis: Kpis) -> Table:
    """Planned hours, fuel and carbon dioxide by type."""
    return Table(
        "Planned flying, at the hours that the demands ask for",
        columns("Type", "#Aircraft-months", "#Flight hours", "#Fuel, t", "#CO₂, t"),
        tuple(
            (
                type_short(scenario.aircraft_type_by_id[row.aircraft_type]),
                number(row.aircraft_months),
                number(row.flight_h),
                number(row.fuel_kg / 1000.0),
                number(row.co2_kg / 1000.0),
            )
            for row in kpis.flying
        ),
    )


def results_table(scenario: Scenario, plan: Plan) -> Table:
    """How each level was found, an objective a row, those that were not searched included."""
    rows: list[tuple[Cell, ...]] = []
    for result in plan.results:
        for level in result.objectives:
            rows.append(
                (
                    result.level,
                    level.name,
                    f"{figure(level.value)} {level.unit}",
                    figure(level.bound),
                    gap_pct(level),
                    level.status.value
                    + (", not searched" if level.value is not None and level.bound is None else ""),
                    f"{level.wall_s:.1f} s",
                )
            )
        missing = not_searched(scenario, result)
        rows += [(result.level, name, "–", "–", "–", "not searched", "–") for name in missing]
        if not result.objectives and not missing:
            rows.append((result.level, "–", "–", "–", "–", result.status.value, f"{result.wall_s:.1f} s"))
    return Table(
        "Objective levels, in their order",
        columns("Level", "Minimised", "#Value", "#Proven bound", "#Gap", "Status", "#Time"),
        tuple(rows),
    )


def findings_table(findings: Findings) -> Table:
    """List what the checker finds, a finding a row."""
    return Table(
        f"The checker's {count(len(tuple(findings)), 'finding')}",
        columns("Rule", "Where", "What", "#By how much"),
        tuple((row.rule, row.place, row.message, f"{number(row.amount, 2)} {row.unit}") for row in findings),
    )


def _millions(amounts: Iterable[float]) -> tuple[str, ...]:
    listed = list(amounts)
    return tuple(f"{amount / 1e6:,.2f}" if abs(amount) > 0.5 else "–" for amount in (*listed, sum(listed)))
