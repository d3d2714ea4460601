"""The engine that joins search and proof: values, bounds and statuses that say no more than is known."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.plans.result import Status
from airlift.solvers import Interrupt, SolveOptions
from airlift.sorties import engine
from airlift.sorties.engine import solve_routes
from airlift.sorties.routeplan import NodePlan, NodeRoute, goal_names
from airlift.sorties.schedule import plan_value
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

FEATURES: dict[str, tuple[str, dict[str, Any]]] = {
    "pairs": ("fragments", {"rides": True}),
    "visits with fuel": ("pricing", {"pairs": False, "stations": 1, "aircraft": 4}),
    "pairs with fuel": (
        "energy",
        {"stations": 1, "full": False, "visits": 1, "rides": True, "ride_cost": 0.5},
    ),
}


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(3))
def test_proves_the_best_plan(name: str, seed: int) -> None:
    room, features = FEATURES[name]
    problem = drawn_problem(seed, **features)
    answer = solve_routes(problem, SolveOptions(None))
    best = best_value(problem)
    if best is None:
        assert answer.plan is None
        assert answer.result.status in (Status.INFEASIBLE, Status.UNKNOWN)
        return
    assert answer.plan is not None
    assert answer.result.status is Status.OPTIMAL
    assert answer.engine in (room, "")
    values = tuple(level.value for level in answer.result.objectives)
    assert values == pytest.approx(best, abs=1e-5)
    assert values == plan_value(problem, answer.plan)
    assert len(answer.routes) == len(answer.plan.routes)


@pytest.mark.parametrize("seed", range(3))
def test_what_no_engine_states_has_a_plan_and_no_proof(seed: int) -> None:
    problem = drawn_problem(seed, fleets=2, aircraft=2, late=True, duty=True)
    answer = solve_routes(problem, SolveOptions(1.0))
    best = best_value(problem)
    assert best is not None
    assert answer.engine == ""
    assert answer.result.status is Status.FEASIBLE
    level = answer.result.objectives[0]
    assert level.bound == 0.0
    assert level.value == pytest.approx(best[0], abs=1e-6)


def test_impossible_is_proven() -> None:
    problem = drawn_problem(1, tasks=5, aircraft=1)
    answer = solve_routes(problem, SolveOptions(10.0))
    assert answer.result.status is Status.INFEASIBLE
    assert answer.unflown == tuple(range(5))


def test_bound_never_lies_above_the_value() -> None:
    for seed in range(2):
        problem = drawn_problem(seed, tasks=8, aircraft=5, wide=True, goals=("aircraft", "cost"))
        for seconds in (0.0, 0.3, 2.0):
            for level in solve_routes(problem, SolveOptions(seconds)).result.objectives:
                assert level.value is None or level.bound is not None
                assert level.value is None or level.bound <= level.value + 1e-9  # type: ignore[operator]


def test_bound_goes_only_when_an_earlier_level_gets_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = drawn_problem(1, optional=True, goals=("tasks", "aircraft", "cost"))
    levels = len(goal_names(problem))
    plans = [NodePlan((NodeRoute(0, (task,)),)) for task in range(3)]
    rest = (0.0,) * (levels - 3)
    values = dict(
        zip(plans, ((2.0, *rest, 3.0, 90.0), (2.0, *rest, 2.0, 95.0), (1.0, *rest, 4.0, 80.0)), strict=True)
    )
    monkeypatch.setattr(engine, "plan_value", lambda _, plan: values[plan])
    search = engine._Solve(problem, SolveOptions(), None)
    search._take(plans[0], (1.0, *rest, 2.0, 70.0))
    search._take(plans[1], (0.0,) * levels)
    assert search.bounds == (1.0, *rest, 2.0, 70.0)
    search._take(plans[2], (0.0,) * levels)
    assert search.bounds == (1.0, *rest, 2.0, 0.0)


def test_interrupt_before_the_start_ends_at_once_and_claims_nothing() -> None:
    interrupt = Interrupt()
    interrupt.set()
    answer = solve_routes(drawn_problem(1), SolveOptions(60.0, interrupt=interrupt))
    assert answer.plan is None
    assert answer.result.status is Status.UNKNOWN
    assert answer.result.interrupted


def test_same_seed_gives_the_same_plan_in_deterministic_mode() -> None:
    problem = drawn_problem(9, tasks=9, aircraft=5, rides=True)
    options = SolveOptions(3.0, seed=4, deterministic=True)
    assert solve_routes(problem, options).plan == solve_routes(problem, options).plan
