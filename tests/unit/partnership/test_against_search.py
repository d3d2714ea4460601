"""The graph and the search for an allocation agree on what is possible, though neither imports the other."""

from __future__ import annotations

from typing import Any

import pytest

import airlift
from airlift.matching.problem import build_problem
from airlift.partnership import partnership_graph, unreachable_demands
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_row

Key = tuple[str, str, str | None]


def possible_and_refused(scenario: Scenario) -> tuple[set[Key], dict[Key, str]]:
    """Return the ways of the graph and the first rule of each refusal."""
    graph = partnership_graph(scenario)
    ways: set[Key] = {(way.partner, way.demand, way.aircraft_type) for way in graph.ways}
    first = {(row.partner, row.demand, row.aircraft_type): row.reasons[0].rule for row in graph.refusals}
    return ways, first


@pytest.mark.parametrize("name", ["tiny", "seoul-2021", "kenya-only", "sponsor-cut", "historical"])
def test_same_pairs_same_rules_same_demands_out_of_reach(name: str):
    """On the tiny scenario and on all shipped ones, to the rule that is named first."""
    scenario = tiny_scenario() if name == "tiny" else airlift.load(name)
    problem = build_problem(scenario)
    ways, refused = possible_and_refused(scenario)
    assert ways == {(c.partner, c.demand, c.aircraft_type) for c in problem.choices}
    assert refused == {(r.partner, r.demand, r.aircraft_type): r.rule for r in problem.refusals}
    assert (
        tuple(row.demand for row in unreachable_demands(partnership_graph(scenario))) == problem.unreachable
    )


def test_no_shipped_scenario_is_left_out():
    """A new one has to be named above."""
    assert {name for name, _ in airlift.scenarios()} == {
        "seoul-2021",
        "kenya-only",
        "sponsor-cut",
        "historical",
    }


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("partners", "kenya", {"caveat_missions": "unmiss"}),
    ("partners", "kenya", {"absorb_aircraft": 3}),
    ("partners", "rwanda", {"readiness_level": "0", "caveat_roles": ""}),
    ("demands", "unmiss-medevac", {"payload_kg": 500}),
    ("demands", "unmiss-medevac", {"aircraft_tags": "hoist"}),
    ("demands", "unmiss-medevac", {"last_month": "2022-06"}),
    ("demands", "minusca-medevac", {"min_unit": 5}),
    ("demands", "unmiss-utility", {"last_month": "2022-03"}),
    ("maintenance_bases", "juba-hangar", {"reach_nm": 1, "site": "bor"}),
    ("maintenance_bases", "juba-hangar", {"close_month": "2022-06"}),
    ("missions", "unmiss", {"closure_month": "2022-07"}),
    ("lots", "rok-1", {"gate_month": "2023-09"}),
    ("lots", "rok-1", {"partners": "rwanda"}),
]


@pytest.mark.parametrize(("table", "row", "changes"), CHANGES)
def test_the_graph_allows_no_more_than_the_search(table: str, row: str, changes: dict[str, Any]):
    """Where it allows less, the time that donated aircraft need is the reason: the search finds that out itself."""
    scenario = with_row(tiny_scenario(), table, row, **changes)
    ways, _ = possible_and_refused(scenario)
    choices = {(c.partner, c.demand, c.aircraft_type) for c in build_problem(scenario).choices}
    assert ways <= choices
    for one in partnership_graph(scenario).refusals:
        if (one.partner, one.demand, one.aircraft_type) in choices:
            assert {reason.rule for reason in one.reasons} == {"lot.lead_time"}
