"""On random fleets: bounds below values, exhaustion between them, wider limits never worse, one seed one plan."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from airlift.plans.result import Status
from airlift.solvers import Interrupt, SolveOptions
from airlift.sustainment.bounds import bound_of
from airlift.sustainment.data import FleetProblem, TailStart
from airlift.sustainment.improve import improve, starts_of
from airlift.sustainment.model import model_of
from airlift.sustainment.search import plan_fleet
from tests.property.sustainment.exhaustive import best_values
from tests.unit.sustainment.fleets import ANNUAL, HUNDRED, drawn_fleet, fleet_of, kind_of, replay

QUICK = SolveOptions(time_limit_s=0.3, deterministic=True)


def _tiny(seed: int) -> FleetProblem:
    draw = random.Random(seed)
    size = draw.randint(1, 3)
    inspection = replace(HUNDRED, days=draw.choice((2, 3)))
    return fleet_of(
        [10.0 * draw.randint(1, 10) for _ in range(size)],
        weeks=draw.randint(1, 4),
        hours=10.0 * draw.randint(0, 2 * size),
        least=float(draw.randint(0, size)),
        kind=kind_of(
            inspection, week_h=draw.choice((20.0, 30.0)), man_hours_per_flight_h=draw.choice((0.0, 0.5))
        ),
        man_hours=draw.choice((25.0, 1000.0)),
    )


@pytest.mark.parametrize("seed", range(20))
def test_exhaustion_lies_above_the_bound_and_not_below_a_proven_value(seed: int) -> None:
    """Plans with hours on a grid are among all plans: no bound is above the best of them."""
    problem = _tiny(seed)
    exhausted = best_values(problem)
    answer = plan_fleet(problem, QUICK)
    assert replay(problem, answer.course).faults == []
    for number, level in enumerate(answer.levels):
        assert level.bound is not None
        assert level.value is not None
        assert level.bound <= level.value
        assert level.bound <= exhausted[number] + 1e-6
        if level.value > exhausted[number] + 1e-6:
            assert level.status is not Status.OPTIMAL
        if abs(level.value - exhausted[number]) > 1e-6:
            break


def test_the_rule_and_its_search_reach_what_exhaustion_reaches_in_most_fleets() -> None:
    """Unmet hours of 20 tiny fleets: never more than a week of one tail above those of the grid, and mostly none."""
    above = [
        plan_fleet(_tiny(seed), QUICK).course.values[0] - best_values(_tiny(seed))[0] for seed in range(30)
    ]
    assert max(above) <= 30.0
    assert sum(distance <= 1e-6 for distance in above) >= 18


@pytest.mark.parametrize("seed", range(7))
def test_a_bound_is_below_the_plan_of_a_drawn_fleet(seed: int) -> None:
    """Ladder, overhaul, calendar, ferry, joining and leaving tails: the relaxation leaves none of them too tight."""
    problem = drawn_fleet(seed)
    values = starts_of(problem)[1].values
    model = model_of(problem, problem.weeks, 0.2)
    for level, value in enumerate(values):
        assert bound_of(model, level, values[:level], 5.0) <= value + 1e-5 * max(1.0, value)


@pytest.mark.parametrize("seed", range(4))
def test_wider_limits_never_raise_the_first_bound(seed: int) -> None:
    problem = drawn_fleet(seed)
    shop = problem.workshops["w"]
    wider = replace(
        problem,
        workshops={"w": replace(shop, docks=tuple(number + 1 for number in shop.docks))},
        types={key: replace(kind, week_h=kind.week_h + 5.0) for key, kind in problem.types.items()},
    )
    before, after = (bound_of(model_of(one, one.weeks, 0.2), 0, (), 5.0) for one in (problem, wider))
    assert after <= before + 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_the_search_never_makes_a_plan_worse(seed: int) -> None:
    problem = drawn_fleet(seed)
    start = starts_of(problem)
    found = improve(problem, start, 1, lambda trial, _: trial < 25)
    assert found.values <= start[1].values
    assert replay(problem, found).faults == []


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = drawn_fleet(3)
    first, again = (plan_fleet(problem, QUICK) for _ in range(2))
    assert first.course == again.course
    assert [level.bound for level in first.levels] == [level.bound for level in again.levels]


def test_without_time_or_after_an_interrupt_there_is_a_plan_with_an_honest_status() -> None:
    problem = drawn_fleet(3)
    stopped = Interrupt()
    stopped.set()
    for options in (SolveOptions(time_limit_s=0.0), SolveOptions(time_limit_s=None, interrupt=stopped)):
        answer = plan_fleet(problem, options)
        assert replay(problem, answer.course).faults == []
        for level in answer.levels:
            assert (level.status is Status.OPTIMAL) == (level.value == level.bound)
        assert any(level.status is Status.FEASIBLE for level in answer.levels)


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_lies_below_the_relaxation(seed: int) -> None:
    """The bound as the relaxation gives it, before it is compared with the plan, is not above the plan's values."""
    problem = drawn_fleet(seed)
    values = starts_of(problem)[1].values
    model = model_of(problem, problem.weeks, 0.2)
    for level, value in enumerate(values):
        assert bound_of(model, level, values[:level], None) <= value + 1e-4


def test_a_long_calendar_inspection_spreads_man_hours() -> None:
    """A plan that spreads the work of a short visit over ten days is not below the bound either."""
    hourly = replace(HUNDRED, days=2, man_hours=100.0)
    annual = replace(ANNUAL, days=10, man_hours=1.0)
    kind = kind_of(hourly, annual)
    problem = fleet_of([0.0, 10.0, 10.0], weeks=2, kind=kind, man_hours=75.0, dues=[0, 40, 40])
    values = starts_of(problem)[1].values
    model = model_of(problem, problem.weeks, 0.1)
    for level, value in enumerate(values):
        assert bound_of(model, level, values[:level], None) <= value + 1e-4


def test_a_tail_that_joins_at_the_end_is_refused() -> None:
    """It would count in the fleet and never be there."""
    with pytest.raises(ValueError, match="joins before week 4"):
        fleet_of([50.0], tails=(TailStart("late", 4, 0.0),))
