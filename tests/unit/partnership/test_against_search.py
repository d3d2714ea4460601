"""The graph and the search for an allocation agree on what is possible, though neither imports the other."""

from __future__ import annotations

from typing import Any

import pytest

import airlift
from airlift.matching.problem import build_problem
from airlift.partnership import partnership_graph, unreachable_demands
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows

Key = tuple[str, str, str | None]

BY_AMOUNT_OR_MONTH = {
    "lot.conditions",
    "lot.lead_time",
    "lot.state",
    "medical.available",
    "partner.credit",
    "partner.predeployment",
    "spares.available",
    "unit.rotation",
}
"""Rules that the search states by amount or month, where the graph already sees that nothing is left."""


def possible_and_refused(scenario: Scenario) -> tuple[set[Key], dict[Key, str]]:
    """Return the ways of the graph and the first rule of each refusal."""
    graph = partnership_graph(scenario)
    ways: set[Key] = {(way.partner, way.demand, way.aircraft_type) for way in graph.ways}
    first = {(row.partner, row.demand, row.aircraft_type): row.reasons[0].rule for row in graph.refusals}
    return ways, first


SHIPPED = (
    "seoul-2021",
    "kenya-only",
    "sponsor-cut",
    "historical",
    "el-salvador-mali",
    "rwanda-south-sudan",
    "south-africa-congo",
    "unmiss-week",
)


@pytest.mark.parametrize("name", ["tiny", *SHIPPED])
def test_same_pairs_same_rules_same_demands_out_of_reach(name: str):
    """On the tiny scenario and on all shipped ones, to the rule that is named first."""
    scenario = tiny_scenario() if name == "tiny" else airlift.load(name)
    problem = build_problem(scenario)
    ways, refused = possible_and_refused(scenario)
    choices = {(c.partner, c.demand, c.aircraft_type) for c in problem.choices}
    assert ways <= choices
    assert {refused[pair] for pair in choices - ways} <= BY_AMOUNT_OR_MONTH
    for row in problem.refusals:
        mine = refused[row.partner, row.demand, row.aircraft_type]
        assert mine == row.rule or mine in BY_AMOUNT_OR_MONTH
    unreachable = {row.demand for row in unreachable_demands(partnership_graph(scenario))}
    assert unreachable >= set(problem.unreachable)


def test_no_shipped_scenario_is_left_out():
    """A new one has to be named above."""
    assert {name for name, _ in airlift.scenarios()} == set(SHIPPED)


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
    ("lots", "rok-1", {"missions": "minusca"}),
    ("lots", "rok-1", {"roles": "patrol"}),
    ("lots", "rok-1", {"return_month": "2022-09"}),
    ("partners", "kenya", {"medical_teams": 0}),
    ("partners", "kenya", {"credit_usd": 1000.0}),
    ("partners", "kenya", {"predeployment_aircraft_per_month": 1}),
    ("partners", "kenya", {"readiness_level": "0"}),
    ("partners", "kenya", {"readiness_level": "1"}),
]


@pytest.mark.parametrize(("table", "row", "changes"), CHANGES)
def test_the_graph_allows_no_more_than_the_search(table: str, row: str, changes: dict[str, Any]):
    """Where it allows less, the search finds that out by itself: by the month, or by amounts of which none is left."""
    scenario = with_row(tiny_scenario(), table, row, **changes)
    compare(scenario)


@pytest.mark.parametrize("state", ["conditional", "delivered"])
def test_also_with_pledges_that_are_not_firm(state: str):
    """Both leave out lots below the state that the policy asks for."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", state="announced")
    compare(with_policy(scenario, "matching", least_pledge_state=state))


@pytest.mark.parametrize("every", [2, 5, 12])
def test_also_with_rotations(every: int):
    """Both put arrivals off to a rotation month."""
    compare(with_policy(tiny_scenario(), "matching", rotation_every_months=every))


@pytest.mark.parametrize("first", [None, "2022-10", "2023-12", "2024-06"])
@pytest.mark.parametrize("kind", [None, "500md"])
def test_also_with_consent(first: str | None, kind: str | None):
    """Both know who is refused and who is let in late."""
    row = {"mission": "unmiss", "partner": "kenya", "aircraft_type": kind, "first_month": first}
    compare(with_rows(tiny_scenario(), "consents", row))


@pytest.mark.parametrize("hours", [0.0, 80.0, 90.0])
def test_also_with_spare_parts(hours: float):
    """The search counts hours by month, the graph sees that there are none for the smallest unit."""
    row = {
        "id": "depot",
        "provider": "a depot",
        "aircraft_type": "500md",
        "first_month": "2022-01",
        "last_month": "2022-12",
        "flight_hours_per_month": hours,
    }
    compare(with_rows(tiny_scenario(), "spares", row))


def compare(scenario: Scenario) -> None:
    """Assert that the graph allows no more than the search, and by which rules it may allow less."""
    ways, _ = possible_and_refused(scenario)
    choices = {(c.partner, c.demand, c.aircraft_type) for c in build_problem(scenario).choices}
    assert ways <= choices
    for one in partnership_graph(scenario).refusals:
        if (one.partner, one.demand, one.aircraft_type) in choices:
            assert {reason.rule for reason in one.reasons} <= BY_AMOUNT_OR_MONTH
