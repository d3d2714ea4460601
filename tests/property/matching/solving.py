"""Words to solve a world with both models and to compare what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.checker import check
from airlift.matching import solve
from airlift.matching.crosscheck import CheckedLevel, cross_check
from airlift.plans import Plan, Status
from airlift.plans.store import scenario_digest
from airlift.solvers import SolveOptions
from tests.scenarios import with_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airlift.matching.crosscheck import CrossCheck
    from airlift.plans import Result
    from airlift.scenario.model import Scenario

__all__ = ["no_worse", "proven", "proven_again", "same", "same_but_for_rounding", "sound"]

OPTIONS = SolveOptions(time_limit_s=60, workers=2)


def sound(scenario: Scenario) -> Result:
    """Solve level 1, and look the plan over: no rule is broken and no bound lies above its value."""
    allocation, result = solve(scenario, OPTIONS)
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )
    assert str(check(scenario, plan)).startswith("No findings"), str(check(scenario, plan))
    for level in result.objectives:
        assert level.value is not None
        assert level.bound is not None
        assert level.bound <= level.value
    return result


def proven(scenario: Scenario) -> dict[str, float]:
    """Proven value of each level of a sound plan."""
    result = sound(scenario)
    found = {level.name: level.value for level in result.objectives if level.value is not None}
    assert [level.name for level in result.objectives if level.status is not Status.OPTIMAL] == []
    return found


def proven_again(scenario: Scenario, held: Mapping[str, float] | None = None) -> dict[str, float]:
    """Value of each level that the second model proves, with levels held at values instead of its own."""
    check: CrossCheck = cross_check(scenario, time_limit_s=60, held=held)
    assert [level.name for level in check.levels if level.status is not Status.OPTIMAL] == []
    return {level.name: level.value for level in check.levels if level.value is not None}


def same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two sets of values have the same levels, in the same order, and agree in each."""
    return [*one] == [*other] and all(
        abs(one[name] - other[name]) <= _tolerance(name, one[name]) for name in one
    )


def same_but_for_rounding(scenario: Scenario, values: Mapping[str, float]) -> bool:
    """Whether the second model finds values of the first, or those lie between what it finds with a few people more.

    The first counts people in thousandths, each graduate rounded down: a plan that needs the last of them is not one
    to it. It is one to the second model, but not when each aircraft needs a part in two hundred more people.
    """
    exact = proven_again(scenario)
    if same(values, exact):
        return True
    crew = scenario.policy.crew
    needs = ("crews_per_aircraft", "technicians_per_aircraft", "medical_teams_per_aircraft")
    strict = with_policy(scenario, "crew", **{name: getattr(crew, name).value * 1.005 for name in needs})
    return no_worse(exact, values) and no_worse(values, proven_again(strict))


def no_worse(after: Mapping[str, float], before: Mapping[str, float]) -> bool:
    """Whether one set of values is as good as another, the most important level first."""
    for name, value in before.items():
        tolerance = _tolerance(name, value)
        if after[name] < value - tolerance:
            return True
        if after[name] > value + tolerance:
            return False
    return True


def _tolerance(name: str, value: float) -> float:
    unit = "usd" if name == "cost" else "months"
    return CheckedLevel(name, unit, Status.OPTIMAL, value, None, 0.0).tolerance
