"""The graph itself: nodes, links, chains, demands out of reach, plain data."""

from __future__ import annotations

import json
import subprocess
import sys

import networkx as nx
import pytest

from airlift.partnership import chains, partnership_graph, unreachable_demands
from tests.scenarios import tiny_scenario, with_row, without_rows


def test_nodes_and_links_of_the_tiny_scenario():
    """Every member is there once; links run from the offer to the mission."""
    graph = partnership_graph(tiny_scenario())
    assert [node.key for node in graph.nodes] == [
        "donor:rok",
        "lot:rok-1",
        "lot:rok-2",
        "sponsor:usa",
        "sponsor:rok-fund",
        "sponsor:un",
        "partner:kenya",
        "partner:el-salvador",
        "partner:rwanda",
        "base:juba-hangar",
        "base:bangui-hangar",
        "demand:unmiss-medevac",
        "demand:unmiss-utility",
        "demand:unmiss-patrol",
        "demand:minusca-medevac",
        "mission:unmiss",
        "mission:minusca",
    ]
    served = [(row.source, row.target, row.details) for row in graph.links if row.relation == "could serve"]
    assert served == [
        ("partner:kenya", "demand:unmiss-medevac", ("500md",)),
        ("partner:kenya", "demand:unmiss-patrol", ("500md",)),
        ("partner:kenya", "demand:minusca-medevac", ("500md",)),
        ("partner:el-salvador", "demand:unmiss-medevac", ("500md",)),
        ("partner:el-salvador", "demand:unmiss-patrol", ("500md",)),
        ("partner:el-salvador", "demand:minusca-medevac", ("500md",)),
        ("partner:rwanda", "demand:unmiss-medevac", ("mi-17",)),
        ("partner:rwanda", "demand:unmiss-utility", ("mi-17",)),
    ]


def test_every_pair_is_either_linked_or_has_reasons():
    """Lots, sponsors, bases against partners; partners and bases against demands."""
    graph = partnership_graph(tiny_scenario())
    linked = {(row.source, row.target) for row in graph.links}
    missing = {(row.source, row.target) for row in graph.missing}
    assert not linked & missing
    assert all(row.reasons for row in graph.missing)
    # donor-lot 2, lot-partner 6, sponsor-partner 9, partner-demand 12, base-partner 6, base-demand 8, demand-mission 4
    assert len(linked) + len(missing) == len(graph.links) + len(graph.missing) == 47


def test_the_graph_is_one_of_networkx_and_cannot_be_changed():
    """Its own algorithms work on it: who stands behind a mission."""
    digraph = partnership_graph(tiny_scenario()).digraph
    assert nx.is_directed_acyclic_graph(digraph)
    behind = nx.ancestors(digraph, "mission:minusca")
    assert {"donor:rok", "lot:rok-1", "partner:kenya", "base:bangui-hangar"} <= behind
    assert "partner:rwanda" not in behind
    assert digraph.edges["sponsor:un", "partner:rwanda"]["relation"] == "may pay"
    with pytest.raises(nx.NetworkXError):
        digraph.add_node("partner:mars")


def test_chains_run_from_donor_to_mission():
    """Donated aircraft by lot, own aircraft without one, in the order of the scenario."""
    found = chains(partnership_graph(tiny_scenario()), "unmiss-medevac")
    rows = [(c.donor, c.lot, c.partner, c.aircraft_type, c.base, c.mission, c.first_month) for c in found]
    assert rows == [
        ("rok", "rok-1", "kenya", "500md", "juba-hangar", "unmiss", "2022-08"),
        ("rok", "rok-2", "kenya", "500md", "juba-hangar", "unmiss", "2022-10"),
        (None, None, "el-salvador", "500md", "juba-hangar", "unmiss", "2022-06"),
        ("rok", "rok-1", "el-salvador", "500md", "juba-hangar", "unmiss", "2022-07"),
        ("rok", "rok-2", "el-salvador", "500md", "juba-hangar", "unmiss", "2022-10"),
        (None, None, "rwanda", "mi-17", "juba-hangar", "unmiss", "2022-06"),
    ]
    assert {c.last_month for c in found} == {"2023-12"}


def test_a_lot_that_comes_too_late_makes_no_chain():
    """The others still do."""
    scenario = with_row(tiny_scenario(), "lots", "rok-2", gate_month="2023-08")
    lots = {chain.lot for chain in chains(partnership_graph(scenario), "unmiss-medevac")}
    assert lots == {None, "rok-1"}


def test_chains_of_an_unknown_demand_are_an_error():
    """A misspelt name is not an unreachable demand."""
    with pytest.raises(KeyError, match="unmiss-medivac"):
        chains(partnership_graph(tiny_scenario()), "unmiss-medivac")


def test_demands_out_of_reach_are_named_with_reasons():
    """For every partner and every type that it could have."""
    graph = partnership_graph(with_row(tiny_scenario(), "demands", "unmiss-utility", aircraft_tags="hoist"))
    (found,) = unreachable_demands(graph)
    assert found.demand == "unmiss-utility"
    assert [(row.partner, row.aircraft_type) for row in found.refusals] == [
        ("kenya", "500md"),
        ("el-salvador", "500md"),
        ("rwanda", "mi-17"),
    ]
    assert found.rules == ("demand.capability", "demand.payload")
    assert chains(graph, "unmiss-utility") == ()


def test_a_demand_that_nobody_has_aircraft_for_is_out_of_reach():
    """Without fleets and lots every partner says so."""
    scenario = tiny_scenario(lots=[], partner_fleet=[])
    found = unreachable_demands(partnership_graph(scenario))
    assert len(found) == 4
    assert {row.rules for row in found} == {("fleet.deployable",)}


def test_a_demand_without_months_is_not_out_of_reach():
    """It asks for nothing."""
    assert unreachable_demands(partnership_graph(tiny_scenario(horizon_months=3))) == ()


def test_plain_data_goes_through_json_and_is_the_same_each_time():
    """Two graphs of one scenario are written alike, and every reference leads somewhere."""
    plain = partnership_graph(tiny_scenario()).to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert json.dumps(plain) == json.dumps(partnership_graph(tiny_scenario()).to_dict())
    keys = {node["key"] for node in plain["nodes"]}
    assert {row[end] for row in plain["links"] + plain["missing"] for end in ("from", "to")} <= keys
    assert plain["unreachable_demands"] == []
    assert plain["ways"][0] == {
        "partner": "kenya",
        "demand": "unmiss-medevac",
        "aircraft_type": "500md",
        "bases": ["juba-hangar"],
        "first_month": "2022-08",
        "last_month": "2023-12",
        "least": 3,
        "most": 6,
    }


def test_the_order_does_not_hang_on_the_hash_seed():
    """Two processes with different seeds write the same text."""
    code = (
        "import json; from tests.scenarios import tiny_scenario; from airlift.partnership import partnership_graph;"
        "print(json.dumps(partnership_graph(tiny_scenario()).to_dict()))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(texts) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "import airlift",
        "import airlift.partnership",
        "from airlift.partnership import *; from tests.scenarios import tiny_scenario;"
        "partnership_graph(tiny_scenario()).ways",
    ],
)
def test_networkx_waits_until_the_graph_is_asked_for(statement: str):
    """Neither the library nor this room loads it on import, nor does the look at the pairs."""
    code = f"import sys; {statement}; assert 'networkx' not in sys.modules"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert run.returncode == 0, run.stderr


def test_a_lot_link_does_not_reach_over_types():
    """A lot of 500MD makes no chain for a unit of Mi-17 of the same partner."""
    scenario = with_row(tiny_scenario(), "partners", "rwanda", absorb_aircraft=4, absorb_aircraft_per_month=2)
    scenario = without_rows(scenario, "lots", "rok-2")
    found = chains(partnership_graph(scenario), "unmiss-utility")
    assert [(chain.lot, chain.aircraft_type) for chain in found] == [(None, "mi-17")]
