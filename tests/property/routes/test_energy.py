"""The engine for pairs with refuelling equals exhaustion on small problems, and its fragments are flown as they say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from airlift.solvers import SolveOptions
from airlift.sorties.allowance import Allowance
from airlift.sorties.energy import prove, states
from airlift.sorties.energy.fragments import all_fragments, stops_of
from airlift.sorties.energy.labelkernel import EVERY, EXACT
from airlift.sorties.energy.labels import Duals, FleetRoutes
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute, RouteProof
from airlift.sorties.schedule import plan_value, timed
from airlift_data.drawing import Draw
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

_FAMILIES = {
    "partial": {"full": False, "visits": 1, "stations": 1},
    "two-stations": {"full": False, "visits": 1, "stations": 2, "tasks": 2},
    "full": {"full": True, "visits": 1, "stations": 1},
    "two-fleets": {"full": False, "stations": 1, "fleets": 2, "aircraft": 1, "tasks": 2},
    "slow": {"full": False, "visits": 1, "stations": 1},
    "dry": {},
}


def _draw(family: str, seed: int) -> SortieProblem:
    problem = drawn_problem(seed, rides=True, ride_cost=0.25, **_FAMILIES[family])  # type: ignore[arg-type]
    # Less fuel, so that most days need a stop.
    fleets = tuple(
        replace(fleet, fuel=None if fleet.fuel is None else replace(fleet.fuel, least_at_end=35.0))
        for fleet in problem.fleets
    )
    if family != "slow":
        return replace(problem, fleets=fleets)
    # Filling goes on long after the last pick-up.
    return replace(
        problem,
        fleets=tuple(replace(fleet, latest_min=700.0) for fleet in fleets),
        stations=tuple(replace(station, min_per_unit=4.0, latest_min=700.0) for station in problem.stations),
    )


def _solve(problem: SortieProblem) -> RouteProof:
    options = SolveOptions(time_limit_s=None, workers=1)
    return prove(problem, options, None, None, lambda plan, bounds: None)


@pytest.mark.parametrize("family", _FAMILIES)
@pytest.mark.parametrize("seed", range(5))
def test_equals_exhaustion(family: str, seed: int) -> None:
    """Value, bound and infeasibility are those of trying everything."""
    problem = _draw(family, seed)
    assert states(problem) is None
    best = best_value(problem, most_stations=problem.nodes.stations)
    proof = _solve(problem)
    if best is None:
        assert proof.infeasible
        assert proof.plan is None
        return
    assert proof.plan is not None
    value = plan_value(problem, proof.plan)
    assert value is not None
    assert value[0] == pytest.approx(best[0], abs=1e-5)
    assert proof.bounds[0] == pytest.approx(value[0], abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_fragment_costs_what_its_order_costs(seed: int) -> None:
    """Each fragment is feasible and costs as much as the linear programme of its order says."""
    problem = replace(_draw("dry", seed), ride_cost=0.5)
    fragments = all_fragments(stops_of(problem, [0]), Allowance(SolveOptions(time_limit_s=None)), 10_000)
    assert fragments is not None
    nodes = problem.nodes
    cost = nodes.cost[0]
    for number in range(len(fragments.first)):
        order = fragments.order(number)
        line = timed(problem, NodeRoute(0, order))
        assert line is not None
        legs = cost[nodes.start(0), order[0]] + cost[order[-1], nodes.end(0)]
        assert line.cost == pytest.approx(float(fragments.cost[number] + legs), abs=1e-6)


@pytest.mark.parametrize("family", _FAMILIES)
@pytest.mark.parametrize("seed", (1, 4, 5))
def test_pruned_search_loses_nothing(family: str, seed: int) -> None:
    """The routes below a threshold are those of the search that prunes nothing."""
    problem = _draw(family, seed)
    stops = stops_of(problem, [0])
    allowance = Allowance(SolveOptions(time_limit_s=None))
    fragments = all_fragments(stops, allowance, 10_000)
    assert fragments is not None
    fleet = FleetRoutes(problem, 0, stops, fragments)
    draw = Draw(f"prices-{seed}")
    duals = Duals(
        np.array([draw.between(20.0, 120.0) for _ in problem.tasks]),
        np.array([-draw.between(0.0, 5.0) for _ in problem.stations]),
        np.zeros(len(problem.fleets)),
    )
    every = fleet.search(duals, math.inf, allowance, mode=EVERY)
    assert every
    for part in (0.0, 0.5):
        most = every[int(part * len(every))].reduced + 1e-6
        within = fleet.search(duals, most, allowance, mode=EVERY)
        assert within is not None
        expected = [route.reduced for route in every if route.reduced <= most]
        assert [route.reduced for route in within] == pytest.approx(expected, abs=1e-6)
        cheapest = fleet.search(duals, most, allowance, mode=EXACT)
        assert cheapest is not None
        assert cheapest[0].reduced == pytest.approx(every[0].reduced, abs=1e-6)


def test_all_orders_that_can_be_flown_are_covered() -> None:
    """The cheapest order of each set of tasks that a single fragment can fly is among the fragments."""
    problem = replace(_draw("dry", 1), ride_cost=0.5)
    fragments = all_fragments(stops_of(problem, [0]), Allowance(SolveOptions(time_limit_s=None)), 10_000)
    assert fragments is not None
    pairs = {tuple(fragments.order(k)) for k in range(len(fragments.first))}
    for task in range(len(problem.tasks)):
        alone = (task, len(problem.tasks) + task)
        assert (timed(problem, NodeRoute(0, alone)) is not None) == (alone in pairs)


def test_more_fuel_or_wider_windows_never_cost_more() -> None:
    """Relaxing a rule keeps or lowers the optimum."""
    problem = _draw("partial", 2)
    before = _solve(problem)
    fuller = replace(
        problem,
        fleets=tuple(
            replace(fleet, fuel=None if fleet.fuel is None else replace(fleet.fuel, least_at_end=0.0))
            for fleet in problem.fleets
        ),
    )
    after = _solve(fuller)
    assert after.plan is not None
    assert before.plan is None or after.bounds[0] <= before.bounds[0] + 1e-6


def test_all_times_later_changes_nothing() -> None:
    """Shifting every time of the day keeps the value."""
    problem = _draw("partial", 0)
    late = 5000.0

    def shift(stop):  # type: ignore[no-untyped-def]
        return replace(stop, earliest_min=stop.earliest_min + late, latest_min=stop.latest_min + late)

    moved = replace(
        problem,
        tasks=tuple(
            replace(task, start=shift(task.start), delivery=shift(task.delivery)) for task in problem.tasks
        ),
        fleets=tuple(shift(fleet) for fleet in problem.fleets),
        stations=tuple(shift(station) for station in problem.stations),
    )
    first, second = _solve(problem), _solve(moved)
    assert first.plan is not None
    np.testing.assert_allclose(first.bounds, second.bounds, atol=1e-6)


def test_no_time_still_gives_a_valid_bound() -> None:
    """Without time the bound is below the optimum and the known plan is kept."""
    problem = _draw("partial", 0)
    best = _solve(problem)
    assert best.plan is not None
    hurried = prove(problem, SolveOptions(time_limit_s=0.0), best.plan, None, lambda plan, bounds: None)
    assert hurried.plan == best.plan
    assert 0.0 < hurried.bounds[0] <= best.bounds[0] + 1e-6


def test_other_problems_are_refused() -> None:
    """A problem with visits, optional tasks or a limited duty is not stated."""
    assert "visit" in (states(drawn_problem(1, pairs=False)) or "")
    assert "left" in (states(drawn_problem(1, optional=True)) or "")
    assert "duty" in (states(drawn_problem(1, duty=True)) or "")
    assert states(drawn_problem(1, goals=("aircraft", "cost"))) is not None


def test_plan_of_nothing_is_not_made_up() -> None:
    """A problem that nobody can fly is proven to have no plan."""
    problem = _draw("dry", 0)
    nobody = replace(problem, fleets=tuple(replace(fleet, capacity=(0.0,)) for fleet in problem.fleets))
    proof = _solve(nobody)
    assert proof.infeasible
    assert proof.plan is None


def test_known_plan_is_never_lost() -> None:
    """The plan returned is no worse than the one given."""
    problem = _draw("partial", 1)
    best = _solve(problem)
    assert best.plan is not None
    again = prove(
        problem, SolveOptions(time_limit_s=5.0), NodePlan(best.plan.routes), None, lambda plan, bounds: None
    )
    value = plan_value(problem, again.plan or NodePlan(()))
    assert value is not None
    assert value[0] <= best.bounds[0] + 1e-5
