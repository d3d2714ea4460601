"""The exact engine on whole routes: it equals trying everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from airlift.solvers import SolveOptions
from airlift.sorties.improve import Improver
from airlift.sorties.pricing import prove
from airlift.sorties.pricing.exhaustive import states
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import RouteProof
from airlift.sorties.schedule import plan_value
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

FEATURES: dict[str, dict[str, Any]] = {
    "visits": {"aircraft": 4},
    "fuel": {"stations": 1, "aircraft": 4},
    "two stations": {"stations": 2, "aircraft": 3, "tasks": 3},
    "fewest aircraft": {"stations": 1, "goals": ("aircraft", "cost"), "wide": True},
    "two resources": {"resources": 2, "aircraft": 4, "wide": True},
    "optional": {"optional": True, "aircraft": 1, "goals": ("tasks", "aircraft", "cost")},
}


def proven(problem: SortieProblem) -> RouteProof:
    """Ask the engine."""
    return prove(problem, SolveOptions(60.0), None, Improver(problem, 1), lambda *_: None)


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(5))
def test_equals_trying_everything(name: str, seed: int) -> None:
    problem = drawn_problem(seed, pairs=False, **({"tasks": 4} | FEATURES[name]))
    assert states(problem) is None
    proof = proven(problem)
    best = best_value(problem, most_stations=2)
    if best is None:
        assert proof.plan is None
        assert proof.infeasible
        return
    assert proof.plan is not None
    assert plan_value(problem, proof.plan) == pytest.approx(best, abs=1e-6)
    assert proof.bounds == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_a_relaxed_rule_never_makes_it_worse(seed: int) -> None:
    problem = drawn_problem(seed, tasks=7, pairs=False, stations=2, aircraft=7)
    fleet = problem.fleets[0]
    assert fleet.fuel is not None
    tight = proven(problem)
    for other in (
        replace(problem, fleets=(replace(fleet, capacity=(9.0,)),)),
        replace(problem, fleets=(replace(fleet, fuel=replace(fleet.fuel, tank=200.0, initial=200.0)),)),
    ):
        proof = proven(other)
        if tight.plan is not None:
            assert proof.plan is not None
            assert proof.bounds[0] <= tight.bounds[0] + 1e-6


def test_says_what_it_cannot_state() -> None:
    assert states(drawn_problem(1)) == "a task has a delivery"
    assert states(drawn_problem(1, pairs=False, tasks=17, aircraft=17)) == "there are more than 16 tasks"
    assert states(drawn_problem(1, pairs=False, duty=True)) == "duty or trips are limited"
