"""Column generation with labels: it equals trying everything, and its bounds hold."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from airlift.solvers import SolveOptions
from airlift.sorties.allowance import Allowance
from airlift.sorties.improve import Improver
from airlift.sorties.pricing import exhaustive, states
from airlift.sorties.pricing.ascent import ascended
from airlift.sorties.pricing.columns import Column, FleetRoutes
from airlift.sorties.pricing.cuts import Cuts, violated
from airlift.sorties.pricing.master import Level
from airlift.sorties.pricing.rules import states as labels_state
from airlift.sorties.pricing.search import Search
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute, RouteProof
from airlift.sorties.schedule import plan_value
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

FEATURES: dict[str, dict[str, Any]] = {
    "pairs": {"goals": ("aircraft", "cost")},
    "visits": {"pairs": False, "tasks": 4},
    "two bases": {"fleets": 2, "aircraft": 1},
    "two resources": {"resources": 2, "wide": True},
    "duty": {"duty": True, "wide": True},
    "optional": {"optional": True, "aircraft": 1, "goals": ("tasks", "aircraft", "cost")},
    "late": {"late": True, "pairs": False, "tasks": 4, "aircraft": 1, "wide": True},
    "escort": {"escort": True, "aircraft": 3, "wide": True},
    "fuel": {"stations": 1, "aircraft": 3},
    "limited visits": {"stations": 1, "visits": 1, "pairs": False, "aircraft": 3},
    "reload": {"stations": 1, "reload": True, "pairs": False, "aircraft": 2, "wide": True},
}


def proven(problem: SortieProblem) -> RouteProof:
    """Ask the engine without a plan to start from."""
    return Search(problem, SolveOptions(60.0), None, Improver(problem, 1), lambda *_: None).run()


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(4))
def test_equals_trying_everything(name: str, seed: int) -> None:
    problem = drawn_problem(seed, **FEATURES[name])
    assert labels_state(problem) is None
    check(problem)


def check(problem: SortieProblem) -> None:
    """Compare with the oracle."""
    proof, best = proven(problem), best_value(problem, most_stations=2 if problem.stations else 0)
    if best is None:
        assert proof.plan is None
        assert proof.infeasible
        return
    assert proof.plan is not None
    assert plan_value(problem, proof.plan) == pytest.approx(best, abs=1e-6)
    assert proof.bounds == pytest.approx(best, abs=2e-5)


@pytest.mark.parametrize("seed", range(3))
def test_trips_are_limited_one_by_one(seed: int) -> None:
    problem = drawn_problem(seed, stations=1, reload=True, pairs=False, aircraft=2, wide=True)
    fleet = replace(problem.fleets[0], max_trip_min=100.0)
    check(replace(problem, fleets=(fleet,)))


@pytest.mark.parametrize("seed", range(3))
def test_stock_of_a_station_is_kept(seed: int) -> None:
    problem = drawn_problem(seed, stations=1, pairs=False, aircraft=3)
    check(replace(problem, stations=(replace(problem.stations[0], stock=40.0),)))


@pytest.mark.parametrize("seed", range(3))
def test_aircraft_that_must_be_used_are(seed: int) -> None:
    problem = drawn_problem(seed, fleets=2, aircraft=2)
    first, second = problem.fleets
    check(replace(problem, fleets=(first, replace(second, least_aircraft=1, end=0))))


@pytest.mark.parametrize("seed", range(3))
def test_shifted_times_and_other_numbers_change_nothing(seed: int) -> None:
    problem = drawn_problem(seed, stations=1, aircraft=3)
    later = 17.0

    def shift(stop: Any) -> Any:
        if stop is None:
            return None
        return replace(stop, earliest_min=stop.earliest_min + later, latest_min=stop.latest_min + later)

    shifted = replace(
        problem,
        tasks=tuple(
            replace(task, start=shift(task.start), delivery=shift(task.delivery))
            for task in problem.tasks[::-1]
        ),
        fleets=tuple(shift(fleet) for fleet in problem.fleets),
        stations=tuple(shift(station) for station in problem.stations),
    )
    before, after = proven(problem), proven(shifted)
    assert before.infeasible == after.infeasible
    assert after.bounds == pytest.approx(before.bounds, abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_a_relaxed_rule_never_makes_it_worse(seed: int) -> None:
    problem = drawn_problem(seed, duty=True, tasks=5, aircraft=5)
    fleet, tight = problem.fleets[0], proven(problem)
    for other in (
        replace(fleet, capacity=(9.0,)),
        replace(fleet, max_duty_min=math.inf),
        replace(fleet, latest_min=400.0),
    ):
        relaxed = proven(replace(problem, fleets=(other,)))
        if tight.plan is not None:
            assert relaxed.plan is not None
            assert relaxed.bounds[0] <= tight.bounds[0] + 1e-5


@pytest.mark.parametrize("seed", range(3))
def test_a_bound_in_little_time_is_not_above_the_value(seed: int) -> None:
    problem = drawn_problem(
        seed, tasks=12, pairs=False, aircraft=12, goals=("aircraft", "cost"), stations=1, wide=True
    )
    primal = Improver(problem, 1)
    primal.run(iterations=2000)
    whole = exhaustive.prove(problem, SolveOptions(60.0), None, primal, lambda *_: None)
    assert whole.plan is not None
    told = list[tuple[float, ...]]()
    options = SolveOptions(0.5, deterministic=True)
    Search(problem, options, whole.plan, primal, lambda _, bounds: told.append(bounds)).run()
    assert max(bounds[0] for bounds in told) > 0.0
    for bounds in told:
        assert bounds[0] <= whole.bounds[0]
        assert bounds[1] <= whole.bounds[1] + 1e-6


def loop(*tasks: int) -> Column:
    """Give a route of visits that need be no plan's."""
    return Column(NodeRoute(0, tasks), 1.0, 1, tasks, ())


def test_cut_is_found_where_three_tasks_are_flown_by_halves() -> None:
    halves = [(loop(0, 1), 0.5), (loop(1, 2), 0.5), (loop(0, 2, 3), 0.5), (loop(3), 0.5)]
    assert violated(4, halves, [], 5) == [(0, 1, 2)]
    assert violated(4, halves, [(0, 1, 2)], 5) == []
    assert violated(4, [(loop(0, 1, 2), 1.0), (loop(3), 1.0)], [], 5) == []
    cuts = Cuts(4)
    cuts.add((0, 1, 2))
    assert [cuts.uses(loop(*tasks)) for tasks in ((0, 3), (2, 0), (0, 1, 2), (0, 1, 0, 1))] == [
        {},
        {0: 1.0},
        {0: 1.0},
        {0: 2.0},
    ]


def test_what_is_forbidden_is_not_allowed_again() -> None:
    problem = drawn_problem(2, tasks=12, pairs=False, aircraft=12)
    routes = FleetRoutes(problem, 0, 1, True)
    twice = [
        column for a in range(12) for b in range(12) if a != b and routes.allows(column := loop(a, b, a))
    ]
    assert twice
    routes.forbid(twice[:1])
    assert not routes.allows(twice[0])
    assert all(routes.allows(loop(a, b)) for a in range(12) for b in range(12) if a != b)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stations", [0, 1])
def test_bound_of_the_first_prices_is_not_above_the_value(seed: int, stations: int) -> None:
    goals = ("aircraft", "cost")
    problem = drawn_problem(
        seed, tasks=12, pairs=False, aircraft=12, goals=goals, stations=stations, wide=True
    )
    primal = Improver(problem, 1)
    primal.run(iterations=2000)
    best = exhaustive.prove(problem, SolveOptions(60.0), None, primal, lambda *_: None).bounds
    pricers = [FleetRoutes(problem, 0, 1, True)]
    allowance = Allowance(SolveOptions(2.0, deterministic=True))
    for goal, value in zip(goals, best, strict=True):
        found = ascended(problem, pricers, Level(goal), value, best[0], allowance)
        assert found is not None
        assert 0.0 < found[2] <= value + 1e-6


def test_says_what_it_cannot_state() -> None:
    assert states(drawn_problem(1, rides=True)) == "rides are limited or cost"
    assert states(drawn_problem(1, stations=1, full=False)) == "a station fills partly"
    late = drawn_problem(1, pairs=False, late=True, duty=True)
    assert states(late) == "late service costs, and duties or trips are limited"


def test_costs_that_are_no_distances_are_kept() -> None:
    """A dear leg is avoided by the way over another task, which flying a task twice must not be taken for."""
    problem = drawn_problem(3, pairs=False, tasks=4, aircraft=2, wide=True)
    cost = np.array(problem.cost)
    cost[0, 0, 1:] *= 5.0
    cost[0, 1, 2] = 0.0
    check(replace(problem, cost=cost))
