"""Plans as flow of whole tails: balance, hours and visits of the flow, and the tails that it is taken apart into."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

import pytest

from airlift.solvers import SolveOptions
from airlift.sustainment.apart import paths_of, taken_apart
from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem
from airlift.sustainment.dispatch import Choices, dispatch
from airlift.sustainment.elite import is_better
from airlift.sustainment.improve import starts_of
from airlift.sustainment.reflow import flow_of
from airlift.sustainment.search import plan_fleet
from airlift.sustainment.stretches import Flow, start_state
from airlift.sustainment.trace import trace
from tests.unit.sustainment.fleets import drawn_fleet, replay

SEEDS = range(12)
QUICK = SolveOptions(time_limit_s=0.3, deterministic=True)


@cache
def planned(seed: int) -> tuple[FleetProblem, FleetCourse, Flow]:
    """Plan a drawn fleet; return the plan with its flow."""
    problem = drawn_fleet(seed)
    plan = plan_fleet(problem, QUICK).course
    return problem, plan, trace(problem, plan)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_comes_to_a_state_leaves_it(seed: int) -> None:
    """In every state as many tails join or come as go on; in every week the arcs hold the members of each pool."""
    problem, _, flow = planned(seed)
    balance = Counter(start_state(problem, pool, tail) for pool in problem.pools for tail in pool.tails)
    members: Counter[tuple[str, int]] = Counter()
    for arc, tails in flow.tails.items():
        stretch = arc.stretch
        balance[stretch.start] -= tails
        if stretch.head is not None:
            balance[stretch.head] += tails
        for week in stretch.looks:
            members[stretch.start.pool, week] += tails
    assert set(balance.values()) == {0}
    for pool in problem.pools:
        for week in range(problem.weeks):
            assert members[pool.id, week] == pool.members(week)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_arc_is_taken_as_often_as_the_flow_says(seed: int) -> None:
    """One path a tail, from where it joins on without a gap; together they are the flow."""
    problem, _, flow = planned(seed)
    paths = paths_of(problem, flow)
    assert Counter(arc for path in paths.values() for arc in path) == flow.tails
    for pool in problem.pools:
        for tail in pool.tails:
            path = paths[tail.id]
            assert path[0].stretch.start == start_state(problem, pool, tail)
            assert path[-1].stretch.head is None
            assert all(one.stretch.head == other.stretch.start for one, other in pairwise(path))


@pytest.mark.parametrize("seed", SEEDS)
def test_hours_and_visits_of_the_tails_are_those_of_the_flow(seed: int) -> None:
    """Week by week and pool by pool, and the plan has its values and breaks no limit."""
    problem, plan, flow = planned(seed)
    again = taken_apart(problem, flow)
    hours: defaultdict[tuple[str, int], float] = defaultdict(float)
    visits: Counter[tuple[str, int, tuple[str, ...]]] = Counter()
    for arc, tails in flow.tails.items():
        pool = arc.stretch.start.pool
        for week, flown_h in zip(arc.stretch.weeks, arc.flight_h, strict=True):
            hours[pool, week] += tails * flown_h
        for call in arc.stretch.calls:
            visits[pool, call.week, tuple(one.id for one in call.visit.inspections)] += tails
    for course in again.courses:
        for week, flown_h in enumerate(course.flight_h, start=course.first_week):
            hours[course.pool, week] -= flown_h
        for stay in course.stays:
            visits[course.pool, stay.week, tuple(one.id for one in stay.visit.inspections)] -= 1
    assert all(abs(rest_h) < 1e-9 for rest_h in hours.values())
    assert set(visits.values()) <= {0}
    assert again.values == pytest.approx(plan.values, abs=1e-6)
    assert replay(problem, again).faults == []


@pytest.mark.parametrize("seed", range(40))
def test_every_plan_by_rule_has_a_flow(seed: int) -> None:
    """Early inspections, overdue tails, tails that leave: the flow has the values of the plan and keeps every limit."""
    problem = drawn_fleet(seed)
    early_h = {
        (tail.id, number): 15.0 * (number % 3)
        for pool in problem.pools
        for tail in pool.tails
        for number in range(problem.weeks)
    }
    plan = dispatch(problem, Choices(lead=seed % 4, early_h=early_h))
    flow = trace(problem, plan)
    for arc in flow.tails:
        pool = next(pool for pool in problem.pools if pool.id == arc.stretch.start.pool)
        for week, flown_h in zip(arc.stretch.weeks, arc.flight_h, strict=True):
            assert flown_h <= arc.stretch.most_h(week, problem.types[pool.type]) + 1e-6
    again = taken_apart(problem, flow)
    assert again.values == pytest.approx(plan.values, abs=1e-6)
    assert replay(problem, again).faults == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_integer_flow_is_no_worse_than_the_plans_that_it_begins_with(seed: int) -> None:
    """It keeps every limit, and what it states of hours and losses is what a replay finds."""
    problem = drawn_fleet(seed)
    plans = [dispatch(problem, Choices(lead=lead)) for lead in (1, 4)]
    flow = flow_of(problem, plans, SolveOptions(time_limit_s=2.0, deterministic=True))
    kinds = {pool.id: problem.types[pool.type] for pool in problem.pools}
    for arc in flow.tails:
        for week, flown_h in zip(arc.stretch.weeks, arc.flight_h, strict=True):
            assert 0.0 <= flown_h <= arc.stretch.most_h(week, kinds[arc.stretch.start.pool]) + 1e-9
    found = taken_apart(problem, flow)
    assert not any(is_better(plan.values, found.values) for plan in plans)
    again = replay(problem, found)
    assert again.faults == []
    assert found.values[0] == pytest.approx(again.unmet_h, abs=1e-5)
    assert found.values[3] == pytest.approx(again.lost_h, abs=1e-5)


def test_the_integer_flow_betters_most_plans_by_rule() -> None:
    """Ten drawn fleets: whoever shares hours out and shifts inspections finds more in at least half of them."""
    better = 0
    for seed in range(10):
        problem = drawn_fleet(seed)
        plan = starts_of(problem)[1]
        flow = flow_of(problem, [plan], SolveOptions(time_limit_s=0.5, deterministic=True))
        better += is_better(taken_apart(problem, flow).values, plan.values)
    assert better >= 5
