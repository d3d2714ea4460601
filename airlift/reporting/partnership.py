"""Who could serve what: partners against demands, the aircraft types in a cell or the rule that forbids it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from airlift.partnership import PartnershipGraph, Reason, Refusal, Way, partnership_graph
from airlift.plans import Plan
from airlift.reporting.pagetables import Column, Table
from airlift.reporting.wording import count, mission_short, month_name, type_short
from airlift.rules import RULES
from airlift.scenario.model import Scenario

__all__ = ["Cell", "Key", "Matrix", "Row", "partnership_matrix"]

_LABELS = {
    "crew.available": "no crews",
    "demand.capability": "capability",
    "demand.payload": "payload",
    "fleet.deployable": "too few",
    "base.suitable": "no base",
    "lot.conditions": "conditions",
    "lot.lead_time": "too late",
    "lot.state": "not firm",
    "medical.available": "no medics",
    "mission.consent": "consent",
    "partner.caveat": "caveat",
    "partner.credit": "credit",
    "partner.max_units": "no unit",
    "partner.predeployment": "preparation",
    "partner.readiness": "readiness",
    "readiness.visit": "visit",
    "spares.available": "no spares",
    "unit.rotation": "rotation",
}
"""What a cell says of a rule, in a word that fits."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One partner at one demand.

    Parameters
    ----------
    words : tuple of str
        Aircraft types that could serve it, or one word for the rule that forbids it.
    title : str
        The same in sentences.
    could, flies : bool
        Whether the partner could serve the demand, and whether it does in the plan.
    """

    words: tuple[str, ...]
    title: str
    could: bool
    flies: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One demand: who asks for what, where, and a cell for each partner."""

    demand: str
    place: str
    cells: tuple[Cell, ...]

    @property
    def able(self) -> int:
        """How many partners could serve it."""
        return sum(cell.could for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole picture, with its legend and every reason in a sentence."""

    partners: tuple[str, ...]
    rows: tuple[Row, ...]
    types: tuple[Key, ...]
    rules: tuple[Key, ...]
    reasons: Table


def partnership_matrix(scenario: Scenario, plan: Plan) -> Matrix:
    """Set partners against the demands that have months in the plan."""
    graph = partnership_graph(scenario)
    ways: defaultdict[tuple[str, str], list[Way]] = defaultdict(list)
    refusals: defaultdict[tuple[str, str], list[Refusal]] = defaultdict(list)
    for way in graph.ways:
        ways[way.partner, way.demand].append(way)
    for row in graph.refusals:
        refusals[row.partner, row.demand].append(row)
    flown = {(unit.partner, unit.demand) for unit in plan.allocation.units}
    asked = [d for d in scenario.demands if scenario.demand_window(d)[0] < scenario.demand_window(d)[1]]
    rows = []
    main_rules = set()
    for demand in asked:
        cells = []
        for partner in scenario.partners:
            pair = (partner.id, demand.id)
            if not ways[pair]:
                main_rules.add(_main_rule(refusals[pair]))
            cells.append(_cell(scenario, ways[pair], refusals[pair], pair in flown))
        mission = mission_short(scenario.mission_by_id[demand.mission])
        home = scenario.site_by_id[demand.sites[0]].name
        rows.append(Row(f"{mission} {demand.role}", f"{home}, tier {demand.tier}", tuple(cells)))
    shown = {kind for row in rows for cell in row.cells if cell.could for kind in cell.words}
    return Matrix(
        partners=tuple(partner.name for partner in scenario.partners),
        rows=tuple(rows),
        types=tuple(Key(row.id, type_short(row)) for row in scenario.aircraft_types if row.id in shown),
        rules=tuple(Key(_LABELS[rule], RULES[rule].sentence) for rule in RULES if rule in main_rules),
        reasons=_reasons_table(graph, {demand.id for demand in asked}),
    )


def _main_rule(refusals: Iterable[Refusal]) -> str:
    """Rule to name in a cell: the first one against the type that has the fewest against it."""
    return min(refusals, key=lambda row: len(row.reasons)).reasons[0].rule


def _cell(scenario: Scenario, ways: list[Way], refusals: list[Refusal], flies: bool) -> Cell:
    reasons = dict.fromkeys(reason for row in refusals for reason in row.reasons)
    against = "; ".join(str(reason) for reason in reasons)
    if not ways:
        return Cell((_LABELS[_main_rule(refusals)],), against, could=False, flies=flies)
    title = "; ".join(_way_words(scenario, way) for way in ways)
    if flies:
        title = f"in this plan; {title}"
    if against:
        title = f"{title}. Not otherwise: {against}"
    return Cell(tuple(way.aircraft_type for way in ways), title, could=True, flies=flies)


def _way_words(scenario: Scenario, way: Way) -> str:
    size = str(way.least) if way.least == way.most else f"{way.least} to {way.most}"
    kind = type_short(scenario.aircraft_type_by_id[way.aircraft_type])
    return f"{size} {kind} from {month_name(scenario.month_label(way.first))}"


def _reasons_table(graph: PartnershipGraph, asked: set[str]) -> Table:
    """Every reason once, with the partners and demands that it keeps apart."""
    scenario = graph.scenario
    partners: defaultdict[Reason, set[str]] = defaultdict(set)
    demands: defaultdict[Reason, set[str]] = defaultdict(set)
    for row in graph.refusals:
        if row.demand in asked:
            for reason in row.reasons:
                partners[reason].add(row.partner)
                demands[reason].add(row.demand)
    order = list(RULES)
    sentences = sorted(partners, key=lambda reason: (order.index(reason.rule), reason.sentence))
    partner_names = {partner.id: partner.name for partner in scenario.partners}
    demand_names = {demand.id: demand.id for demand in scenario.demands}
    return Table(
        f"Every reason once, with whom it keeps from what ({count(len(sentences), 'reason')})",
        (Column("Rule"), Column("Reason", wide=True), Column("Partners"), Column("Demands", wide=True)),
        tuple(
            (
                reason.rule,
                reason.sentence,
                _names(partner_names, partners[reason]),
                _names(demand_names, demands[reason]),
            )
            for reason in sentences
        ),
    )


def _names(names: Mapping[str, str], chosen: set[str]) -> str:
    """Names in the order of the scenario; all of several are said to be all."""
    if len(chosen) == len(names) > 1:
        return "all"
    return ", ".join(name for key, name in names.items() if key in chosen)
