"""Peers on generated files: what they answer keeps the rules, and what they cannot state they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from airlift.sorties.routeplan import NodePlan
from benchmarks.literature.check import check_routes
from benchmarks.literature.formats import read_instance
from benchmarks.literature.generated import WRITERS, write_generated
from benchmarks.literature.instance import Instance
from benchmarks.peers import PEERS, installed, peer
from benchmarks.peers.scaled import FACTOR, scaled

SECONDS = 1.0


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Instance]:
    paths = write_generated(tmp_path_factory.mktemp("instances"), seeds=(1,))
    return {path.parent.name: read_instance(path, end_energy=0.4) for path in paths}


@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize("name", PEERS)
def test_answer_keeps_the_rules_or_the_peer_says_why_not(
    name: str, format: str, instances: dict[str, Instance]
) -> None:
    if installed(name) is None:
        pytest.skip(f"{name} is not installed")
    instance, solver = instances[format], peer(name)
    reason = solver.states(instance.problem)
    if name not in ("cpsat", "routing") and format != "pdptw":
        assert reason
        assert ("ride" in reason) == (format != "evrptw")
        return
    assert reason is None
    answer = solver.solve(instance.problem, SECONDS, 1, 1)
    assert answer.routes is not None, answer
    verdict = check_routes(instance, instance.labelled(NodePlan(answer.routes)))
    assert verdict.faults == ()
    if answer.proven:
        assert answer.bounds == pytest.approx(verdict.objective, abs=0.02)
    for _, plan in answer.trail:
        assert check_routes(instance, instance.labelled(NodePlan(plan))).faults == ()


def test_circuit_never_splits_a_pair(instances: dict[str, Instance]) -> None:
    """With room for one request at a time and four aircraft the routes are many, and each pair is on one of them."""
    problem = instances["darp"].problem
    fleet = replace(problem.fleets[0], aircraft=4, capacity=(1.0,))
    answer = peer("cpsat").solve(replace(problem, fleets=(fleet,)), 5.0, 1, 1)
    assert answer.routes is not None
    n = len(problem.tasks)
    for route in answer.routes:
        assert {node for node in route.nodes if node < n} == {node - n for node in route.nodes if node >= n}


def test_rounding_is_to_the_safe_side(instances: dict[str, Instance]) -> None:
    for instance in instances.values():
        nodes, numbers = instance.problem.nodes, scaled(instance.problem)
        assert (numbers.minutes >= nodes.minutes * FACTOR - 1e-3).all()
        assert (numbers.earliest >= nodes.earliest_min * FACTOR - 1e-3).all()
        assert (numbers.latest <= nodes.latest_min * FACTOR + 1e-3).all()
        assert abs(numbers.cost - nodes.cost * FACTOR).max() <= 0.5


def test_same_seed_same_file(tmp_path: Path) -> None:
    for writer in WRITERS.values():
        assert writer(7) == writer(7) != writer(8)
