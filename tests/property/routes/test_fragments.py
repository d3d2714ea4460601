"""The exact engine for pairs: it equals trying everything, and its bound never lies above."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from airlift.plans.result import Status
from airlift.solvers import SolveOptions
from airlift.sorties.engine import solve_routes
from airlift.sorties.fragments import prove, states
from airlift.sorties.improve import Improver
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import RouteProof
from airlift.sorties.schedule import plan_value
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

FEATURES: dict[str, dict[str, Any]] = {
    "plain": {},
    "rides": {"rides": True},
    "duty": {"duty": True, "aircraft": 3},
    "two resources": {"resources": 2, "rides": True},
    "wide": {"wide": True, "rides": True},
    "fewest aircraft": {"wide": True, "goals": ("aircraft", "cost"), "aircraft": 3},
    "tasks that all must be flown": {"wide": True, "goals": ("tasks", "aircraft", "cost"), "aircraft": 3},
    "one aircraft": {"aircraft": 1, "wide": True},
}


def proven(problem: SortieProblem, search: bool = False) -> RouteProof:
    """Ask the engine, without a plan to begin with unless `search`."""
    primal = Improver(problem, 1)
    if search:
        primal.run(iterations=200)
    return prove(problem, SolveOptions(60.0), primal.best, primal, lambda *_: None)


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(6))
def test_equals_trying_everything(name: str, seed: int) -> None:
    problem = drawn_problem(seed, **FEATURES[name])
    assert states(problem) is None
    proof = proven(problem, search=seed % 2 == 0)
    best = best_value(problem)
    if best is None:
        assert proof.plan is None
        assert proof.infeasible
        return
    assert proof.plan is not None
    assert plan_value(problem, proof.plan) == pytest.approx(best, abs=1e-6)
    assert proof.bounds == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_a_relaxed_rule_never_makes_it_worse(seed: int) -> None:
    problem = drawn_problem(seed, tasks=7, aircraft=4, rides=True)
    fleet = problem.fleets[0]
    relaxed = [
        replace(problem, fleets=(replace(fleet, aircraft=7),)),
        replace(problem, fleets=(replace(fleet, capacity=(9.0,)),)),
        replace(problem, tasks=tuple(replace(task, max_ride_min=np.inf) for task in problem.tasks)),
    ]
    tight = proven(problem)
    for other in relaxed:
        proof = proven(other)
        if tight.plan is not None:
            assert not proof.infeasible
            assert proof.bounds[0] <= tight.bounds[0] + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_names_order_and_time_of_day_do_not_matter(seed: int) -> None:
    problem = drawn_problem(seed, tasks=7, aircraft=4, rides=True)
    fleet = problem.fleets[0]
    turned = replace(problem, tasks=tuple(replace(task, id=f"x{task.id}") for task in problem.tasks[::-1]))
    later = replace(
        problem,
        fleets=(replace(fleet, earliest_min=500.0, latest_min=fleet.latest_min + 500.0),),
        tasks=tuple(
            replace(
                task,
                start=replace(
                    task.start,
                    earliest_min=task.start.earliest_min + 500.0,
                    latest_min=task.start.latest_min + 500.0,
                ),
                delivery=task.delivery
                and replace(
                    task.delivery,
                    earliest_min=task.delivery.earliest_min + 500.0,
                    latest_min=task.delivery.latest_min + 500.0,
                ),
            )
            for task in problem.tasks
        ),
    )
    first = proven(problem)
    for other in (turned, later):
        proof = proven(other)
        assert proof.infeasible == first.infeasible
        assert proof.bounds == pytest.approx(first.bounds, abs=1e-5)


def test_without_time_it_says_nothing_wrong() -> None:
    problem = drawn_problem(1, tasks=8, aircraft=4)
    primal = Improver(problem, 1)
    primal.run(iterations=500)
    proof = prove(problem, SolveOptions(0.0), primal.best, primal, lambda *_: None)
    assert proof.plan == primal.best
    assert proof.bounds == (0.0,)


def test_says_what_it_cannot_state() -> None:
    assert states(drawn_problem(1, fleets=2)) == "there are several fleets"
    assert states(drawn_problem(1, pairs=False)) == "a task has no delivery"
    assert states(drawn_problem(1, stations=1)) == "fuel matters"


@pytest.mark.parametrize("seed", range(3))
def test_where_going_straight_is_longer_another_engine_proves(seed: int) -> None:
    problem = drawn_problem(seed, wide=True, rides=True)
    minutes = problem.minutes.copy()
    minutes[0, 2, 3] += 3.0 * minutes.max()
    problem = replace(problem, minutes=minutes)
    assert states(problem) == "going straight is longer somewhere"
    found = solve_routes(problem, SolveOptions(60.0))
    best = best_value(problem)
    if best is None:
        assert found.result.status is Status.INFEASIBLE
    else:
        assert found.result.status is Status.OPTIMAL
        assert found.result.objectives[0].value == pytest.approx(best[0], abs=1e-6)
