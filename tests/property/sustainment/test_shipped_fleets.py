"""Fleets of shipped scenarios: what level 2 gives is an integer flow taken apart, and the checker has no findings."""

from __future__ import annotations

import pytest

import airlift
from airlift.checker import check
from airlift.matching import solve as match
from airlift.plans import Plan
from airlift.plans.store import scenario_digest
from airlift.solvers import SolveOptions
from airlift.sustainment import solve
from airlift.sustainment.apart import taken_apart
from airlift.sustainment.problem import fleets_of, window_of
from airlift.sustainment.search import plan_fleet
from airlift.sustainment.trace import trace

PRECEDENTS = ("el-salvador-mali", "rwanda-south-sudan", "south-africa-congo")
QUICK = SolveOptions(time_limit_s=1.0, deterministic=True)


@pytest.mark.parametrize("name", PRECEDENTS)
def test_the_checker_finds_nothing(name: str) -> None:
    scenario = airlift.load(name)
    allocation, matched = match(scenario, SolveOptions(time_limit_s=2.0, deterministic=True))
    fleet, planned = solve(scenario, allocation, QUICK)
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        fleet=fleet,
        results=(matched, planned),
    )
    assert str(check(scenario, plan)).startswith("No findings")


@pytest.mark.parametrize("name", PRECEDENTS)
def test_the_plan_is_a_flow_taken_apart(name: str) -> None:
    """Traced again and taken apart again it has the same values: no tail does what the flow does not know."""
    scenario = airlift.load(name)
    allocation, _ = match(scenario, SolveOptions(time_limit_s=2.0, deterministic=True))
    window = window_of(scenario, allocation)
    assert window is not None
    for fleet in fleets_of(scenario, allocation, window):
        plan = plan_fleet(fleet.problem, QUICK).course
        flow = trace(fleet.problem, plan)
        assert sum(tails for arc, tails in flow.tails.items() if arc.stretch.head is None) == len(
            plan.courses
        )
        assert taken_apart(fleet.problem, flow).values == pytest.approx(plan.values, abs=1e-6)
