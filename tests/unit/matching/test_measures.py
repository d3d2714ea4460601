"""What a plan is measured by: unmet, CO2, burden, and who is deployed where."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from airlift.matching.measures import co2_kg_per_month, deployable_at_most
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row
from tests.unit.matching.worlds import donated_unit, one_unit, second_partner


def model_of(scenario: Scenario, *measures: str) -> MatchingModel:
    return build_model(build_problem(scenario), measures=measures)


def least(model: MatchingModel, expression: cp_model.LinearExprT) -> int:
    """Minimum of an expression."""
    copy = model.cp_model.clone()
    copy.minimize(expression)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(copy) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_levels_are_the_first_measures():
    """Those of the objective in their order; the others only on request."""
    model = model_of(tiny_scenario())
    assert tuple(model.measures)[: len(model.levels)] == tuple(level.name for level in model.levels)
    assert tuple(model.measures)[len(model.levels) :] == ("unmet", "co2")
    assert list(model_of(tiny_scenario(), "burden").measures)[-1] == "burden"


@pytest.mark.parametrize("every", [1, 3])
def test_co2_counts_every_month(every: int):
    """Three aircraft for a year, 30 hours a month at 80 kg an hour and 3.16 kg of CO2 for a kg of fuel."""
    model = model_of(with_policy(one_unit(), "matching", rotation_every_months=every))
    model.cp_model.add(model.measures["unmet"].expression == 0)
    assert co2_kg_per_month(one_unit(), "500md", "unmiss-medevac") == pytest.approx(7584)
    assert least(model, model.measures["co2"].expression) == 36 * 7584


def test_burden_is_that_of_the_most_burdened_partner():
    """Two partners can share 36 aircraft-months evenly: half a year of each one's three aircraft."""
    model = model_of(one_unit(), "burden")
    model.cp_model.add(model.measures["unmet"].expression == 0)
    assert least(model, model.measures["burden"].expression) == 1000
    shared = model_of(with_policy(second_partner(one_unit()), "matching", min_tour_months=6), "burden")
    shared.cp_model.add(shared.measures["unmet"].expression == 0)
    assert least(shared, shared.measures["burden"].expression) == 500


def test_donated_aircraft_count_in_the_fleet():
    """Four of the lot at 75 %; of those it absorbs two at most one."""
    scenario = donated_unit()
    assert deployable_at_most(scenario, scenario.partners[0]) == 3
    scenario = with_row(scenario, "partners", "el-salvador", absorb_aircraft=2)
    assert deployable_at_most(scenario, scenario.partners[0]) == 1


def test_deployed_says_who_serves_what():
    """True just when there is a unit; asked for twice it is the same literal."""
    model = model_of(second_partner(one_unit()))
    here = model.deployed("honduras", "unmiss-medevac")
    assert model.deployed("honduras", "unmiss-medevac") is here
    model.cp_model.add(here == 0)
    assert least(model, model.measures["unmet"].expression) == 0
    alone = model_of(one_unit())
    alone.cp_model.add(alone.deployed("el-salvador", "unmiss-medevac") == 0)
    assert least(alone, alone.measures["unmet"].expression) == 36
    idle = model_of(one_unit())
    idle.cp_model.add(idle.measures["cost"].expression == 0)
    deployed = idle.deployed("el-salvador", "unmiss-medevac")
    assert least(idle, -deployed) == 0
    assert least(idle, idle.deployed("nobody", "unmiss-medevac")) == 0
