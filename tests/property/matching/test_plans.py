"""Whatever the world, a plan keeps every rule and a world with more in it is served no worse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from airlift.checker import check
from airlift.plans import Plan
from airlift.plans.store import scenario_digest
from airlift.scenario.model import Scenario
from tests.property.matching.worlds import few, objective_values, solved, tiers, worlds

if TYPE_CHECKING:
    from collections.abc import Callable


@given(worlds())
@few(60)
def test_the_checker_finds_nothing_and_no_bound_is_above_its_value(scenario: Scenario):
    """Solver and checker read the rules apart and agree on every plan."""
    allocation, result = solved(scenario)
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )
    assert str(check(scenario, plan)).startswith("No findings")
    for one in result.objectives:
        assert one.bound is not None
        assert one.value is not None
        assert one.bound <= one.value


def _add(table: str, column: str, amount: int) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        for row in data[table][:1]:
            row[column] += amount

    return change


def _budget(data: dict[str, Any]) -> None:
    for row in data["budgets"]:
        row["budget_usd"] += 2_000_000


def _no_caveat(data: dict[str, Any]) -> None:
    for row in data["partners"]:
        row["caveat_roles"] = ()


RELAXATIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "no caveat": _no_caveat,
    "two crews": _add("partner_crews", "crews", 2),
    "five technicians": _add("partners", "technicians", 5),
    "an aircraft in a lot": _add("lots", "aircraft", 1),
    "an own aircraft": _add("partner_fleet", "deployable_aircraft", 1),
    "two million a year": _budget,
    "a candidate": _add("partners", "trainable_crews_per_year", 1),
    "man-hours": _add("maintenance_bases", "man_hours_per_month", 100),
}


@pytest.mark.parametrize("name", RELAXATIONS)
def test_more_of_anything_serves_no_worse(name: str):
    """Tier by tier, the best plan of the old world is a plan of the new one."""

    @given(worlds())
    @few(10)
    def no_worse(scenario: Scenario) -> None:
        data = scenario.model_dump(mode="json")
        RELAXATIONS[name](data)
        before, after = tiers(scenario), tiers(Scenario.model_validate(data))
        assume(before is not None)
        assume(after is not None)
        assert before is not None
        assert after is not None
        assert after <= before

    no_worse()


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@given(worlds(), st.booleans())
@few(15)
def test_the_names_and_the_order_of_partners_do_not_matter(scenario: Scenario, turned: bool):
    """Every level has the same value, cost included, though the search takes other ways."""
    names = {"kenya": "a-land", "el-salvador": "z-land"} if turned else {"kenya": "z", "el-salvador": "a"}
    data = _renamed(scenario.model_dump(mode="json"), names)
    data["partners"].reverse()
    before, after = objective_values(scenario), objective_values(Scenario.model_validate(data))
    assume(before is not None)
    assume(after is not None)
    assert before is not None
    assert after == pytest.approx(before, abs=0.02)
