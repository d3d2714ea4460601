"""In random small worlds the graph forbids nothing that the search finds, and allows nothing that it rules out."""

from __future__ import annotations

from hypothesis import given

from airlift.matching.problem import build_problem
from airlift.partnership import chains, partnership_graph, unreachable_demands
from airlift.scenario.model import Scenario
from tests.property.matching.worlds import few, solved, worlds


@given(worlds())
@few(200)
def test_the_graph_allows_no_more_than_the_search(scenario: Scenario):
    """What it forbids beyond that is too late: aircraft come after the months, or after the base has closed."""
    graph = partnership_graph(scenario)
    ways = {(way.partner, way.demand, way.aircraft_type): way for way in graph.ways}
    choices = {(c.partner, c.demand, c.aircraft_type): c for c in build_problem(scenario).choices}
    assert ways.keys() <= choices.keys()
    for key, way in ways.items():
        assert (way.least, way.end) == (choices[key].least, choices[key].end)
        assert way.first >= choices[key].first
        assert {base.base for base in way.bases} <= {name for name, _, _ in choices[key].bases}
    for row in graph.refusals:
        if (row.partner, row.demand, row.aircraft_type) in choices:
            assert {reason.rule for reason in row.reasons} <= {"lot.lead_time", "base.suitable"}
    assert {row.demand for row in unreachable_demands(graph)} >= set(build_problem(scenario).unreachable)


@given(worlds())
@few(25)
def test_every_decision_of_a_plan_is_a_link(scenario: Scenario):
    """Units, transfers and payments of the best plan run along the graph, in its months."""
    allocation, _ = solved(scenario)
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
