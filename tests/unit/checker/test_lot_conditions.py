"""Where donated aircraft may deploy and until when: the checker against an assignment of aircraft to demands."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airlift.checker.case import Case
from airlift.checker.fleets import conditions, deployable
from airlift.plans import Plan
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy
from tests.unit.checker.valid_plan import SHA

DEMANDS = {
    "unmiss-medevac": ("unmiss", "medevac"),
    "unmiss-patrol": ("unmiss", "patrol"),
    "minusca-medevac": ("minusca", "medevac"),
}


def lot(
    aircraft: int, missions: list[str], roles: list[str], return_month: str | None = None
) -> dict[str, Any]:
    return {"aircraft": aircraft, "missions": missions, "roles": roles, "return_month": return_month}


def case(lots: list[dict[str, Any]], deployed: dict[str, int], months: int = 1) -> Case:
    """Kenya has all aircraft of the lots from May 2022 on, worked up in July, and units from December on."""
    scenario = with_policy(tiny_scenario(), "matching", donated_deployable_pct=100.0)
    like = scenario.lot_by_id["rok-1"].model_dump(mode="json")
    data = scenario.model_dump(mode="json")
    data["lots"] = [like | row | {"id": f"lot-{i}"} for i, row in enumerate(lots)]
    plan = {
        "scenario": "tiny",
        "scenario_sha256": SHA,
        "allocation": {
            "transfers": [
                {"lot": f"lot-{i}", "partner": "kenya", "month": "2022-05", "aircraft": row["aircraft"]}
                for i, row in enumerate(lots)
            ],
            "units": [
                {
                    "id": demand,
                    "partner": "kenya",
                    "demand": demand,
                    "aircraft_type": "500md",
                    "maintenance_base": "juba-hangar",
                    "first_month": "2022-12",
                    "aircraft": [aircraft] * months,
                }
                for demand, aircraft in deployed.items()
            ],
        },
    }
    return Case(Scenario.model_validate(data), Plan.model_validate(plan))


def found(judged: Case) -> list[tuple[float, str, str]]:
    return [(breach.amount, breach.where["month"], breach.message) for breach in conditions(judged)]


def test_aircraft_of_a_free_lot_stand_in_for_those_that_may_not_go() -> None:
    """Four aircraft may go to MINUSCA alone, two anywhere: two at UNMISS are served, three are one too many."""
    lots = [lot(4, ["minusca"], []), lot(2, [], [])]
    assert found(case(lots, {"unmiss-medevac": 2, "minusca-medevac": 4})) == []
    assert found(case(lots, {"unmiss-medevac": 3})) == [
        (1, "2022-12", "3 aircraft deployed where only lots lot-1 may go, 2 are deployable there")
    ]


def test_two_demands_do_not_share_an_aircraft() -> None:
    """Each demand alone finds its aircraft; together they ask for the same two."""
    lots = [lot(2, [], ["medevac"]), lot(9, ["minusca"], ["patrol"])]
    assert found(case(lots, {"unmiss-medevac": 2})) == []
    assert found(case(lots, {"minusca-medevac": 2})) == []
    assert [row[0] for row in found(case(lots, {"unmiss-medevac": 2, "minusca-medevac": 2}))] == [2]


def test_a_set_of_lots_is_judged_together() -> None:
    """No single lot is short; the two that serve both missions' medevac are, together."""
    lots = [lot(2, ["unmiss"], ["medevac"]), lot(2, ["minusca"], []), lot(5, [], ["patrol"])]
    short = case(lots, {"unmiss-medevac": 3, "minusca-medevac": 3, "unmiss-patrol": 1})
    assert found(short) == [
        (2, "2022-12", "6 aircraft deployed where only lots lot-0, lot-1 may go, 4 are deployable there")
    ]


def test_returned_aircraft_deploy_nowhere() -> None:
    """From the month of return on neither the lot nor what it frees elsewhere counts."""
    lots = [lot(3, ["unmiss"], [], "2023-02"), lot(3, ["minusca"], [])]
    judged = case(lots, {"unmiss-medevac": 3, "minusca-medevac": 3}, months=4)
    assert [(b.amount, b.where["month"], b.message) for b in deployable(judged)] == [
        (3, "2023-02", "6 aircraft deployed, 3 are deployable; also in 1 other month")
    ]
    assert found(judged) == [
        (
            3,
            "2023-02",
            "3 aircraft deployed where no lot may go, 0 are deployable there; also in 1 other month",
        )
    ]


def test_without_conditions_only_the_fleet_is_judged() -> None:
    """Too many aircraft of lots without conditions are one finding, not two."""
    judged = case([lot(2, [], [])], {"unmiss-medevac": 3})
    assert [breach.amount for breach in deployable(judged)] == [1]
    assert found(judged) == []


LOTS = st.lists(
    st.builds(
        lot,
        st.integers(1, 4),
        st.lists(st.sampled_from(["unmiss", "minusca"]), max_size=1),
        st.lists(st.sampled_from(["medevac", "patrol"]), max_size=1),
        st.sampled_from([None, None, "2022-12", "2023-01"]),
    ),
    max_size=5,
)
DEPLOYED = st.dictionaries(st.sampled_from(sorted(DEMANDS)), st.integers(1, 4), min_size=1)


@settings(max_examples=200, deadline=None)
@given(LOTS, DEPLOYED)
def test_the_rules_hold_exactly_when_each_aircraft_finds_a_place(
    lots: list[dict[str, Any]], deployed: dict[str, int]
) -> None:
    """Both rules together are right: no finding if and only if a flow from lots to demands serves them all."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["lots", "demands"])
    for demand, aircraft in deployed.items():
        mission, role = DEMANDS[demand]
        graph.add_edge(demand, "demands", capacity=aircraft)
        for i, row in enumerate(lots):
            fits = mission in (row["missions"] or [mission]) and role in (row["roles"] or [role])
            if fits and row["return_month"] != "2022-12":
                graph.add_edge("lots", i, capacity=row["aircraft"])
                graph.add_edge(i, demand, capacity=row["aircraft"])
    served = nx.maximum_flow_value(graph, "lots", "demands")
    judged = case(lots, deployed)
    missing = max([breach.amount for breach in (*deployable(judged), *conditions(judged))], default=0)
    assert missing == pytest.approx(sum(deployed.values()) - served)
