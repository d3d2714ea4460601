"""In random small worlds the graph forbids nothing that the search finds, and allows nothing that it rules out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from airlift.matching import solve
from airlift.matching.problem import build_problem
from airlift.partnership import chains, partnership_graph, unreachable_demands
from airlift.scenario.model import Scenario
from airlift.solvers import SolveOptions
from tests.property.matching.worlds import partnership, world
from tests.unit.partnership.test_against_search import BY_AMOUNT_OR_MONTH


@pytest.mark.parametrize("draw", [world, partnership])
def test_the_graph_allows_no_more_than_the_search(draw: Callable[[int], Scenario]):
    """What it forbids beyond that is too late, too little, or a base that has closed by then."""
    for number in range(120):
        compare(draw(number))


def compare(scenario: Scenario) -> None:
    """Assert that ways lie within choices, and why they may be fewer."""
    graph = partnership_graph(scenario)
    ways = {(way.partner, way.demand, way.aircraft_type): way for way in graph.ways}
    choices = {(c.partner, c.demand, c.aircraft_type): c for c in build_problem(scenario).choices}
    assert ways.keys() <= choices.keys()
    for key, way in ways.items():
        assert way.least == choices[key].least
        assert choices[key].first <= way.first < way.end <= choices[key].end
        assert {base.base for base in way.bases} <= {name for name, _, _ in choices[key].bases}
    for row in graph.refusals:
        if (row.partner, row.demand, row.aircraft_type) in choices:
            assert {reason.rule for reason in row.reasons} <= {*BY_AMOUNT_OR_MONTH, "base.suitable"}
    assert {row.demand for row in unreachable_demands(graph)} >= set(build_problem(scenario).unreachable)


@pytest.mark.parametrize("number", range(20))
def test_every_decision_of_a_plan_is_a_link(number: int):
    """Units, transfers and payments of the best plan run along the graph, in its months."""
    scenario = world(number)
    allocation, _ = solve(scenario, SolveOptions(time_limit_s=20, workers=2))
    graph = partnership_graph(scenario)
    ways = {(way.partner, way.demand, way.aircraft_type): way for way in graph.ways}
    details = {(row.source, row.target): row.details for row in graph.links}
    for unit in allocation.units:
        way = ways[unit.partner, unit.demand, unit.aircraft_type]
        months = {base.base: (base.first, base.end) for base in way.bases}
        first = scenario.month_index(unit.first_month)
        assert months[unit.maintenance_base][0] <= first
        assert first + len(unit.aircraft) <= months[unit.maintenance_base][1]
        assert max(unit.aircraft) <= way.most
        assert chains(graph, unit.demand)
    for arrival in allocation.transfers:
        assert (f"lot:{arrival.lot}", f"partner:{arrival.partner}") in details
    for payment in allocation.payments:
        payable = details[f"sponsor:{payment.sponsor}", f"partner:{payment.partner}"]
        kind = payment.cost_kind
        assert kind in payable or f"{kind} ({payment.donor})" in payable
    reached = {unit.demand for unit in allocation.units}
    assert not reached & {row.demand for row in unreachable_demands(graph)}
