"""A plan that is known gives values to every variable, and they keep the rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ortools.sat.python import cp_model

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem
from airlift.matching.values import values_of
from airlift.plans import Allocation
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.matching.worlds import donated_unit, one_unit, second_partner, solved


def keeps_all(model: MatchingModel, values: dict[str, int]) -> bool:
    """Whether values are a solution."""
    fixed = model.cp_model.clone()
    for index, variable in enumerate(model.cp_model.proto.variables):
        fixed.add(fixed.get_int_var_from_proto_index(index) == values[variable.name])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(fixed) == cp_model.OPTIMAL


def costed() -> Scenario:
    scenario = with_policy(
        tiny_scenario(),
        "cost",
        assessment_usd_per_visit=20_000,
        predeployment_usd_per_aircraft=100_000,
        rotation_usd_per_person=2_000,
        course_travel_usd=5_000,
        reimbursement_delay_months=4,
    )
    scenario = with_row(scenario, "partners", "kenya", readiness_level="1")
    every = {"like": "un-personnel", "cost_kind": None}
    return with_rows(scenario, "earmarks", every | {"id": "any"})


WORLDS: dict[str, Callable[[], Scenario]] = {
    "one unit": one_unit,
    "donated": donated_unit,
    "two partners": lambda: second_partner(one_unit(), readiness_level="2"),
    "tiny": tiny_scenario,
    "tiny in quarters": lambda: with_policy(tiny_scenario(), "matching", rotation_every_months=3),
    "two bases": lambda: with_rows(
        tiny_scenario(), "maintenance_bases", {"like": "juba-hangar", "id": "second-hangar"}
    ),
    "all costs": costed,
}


@pytest.mark.parametrize("name", WORLDS)
def test_a_plan_is_found_again(name: str):
    """The values of a solved plan keep every rule, and every measure has the value that the plan has."""
    scenario = WORLDS[name]()
    allocation, result = solved(scenario)
    problem = build_problem(scenario)
    model = build_model(problem, measures=("burden",))
    deployed = {(unit.partner, unit.demand) for unit in allocation.units}
    for partner in scenario.partners:
        for demand in scenario.demands:
            model.deployed(partner.id, demand.id)
    values = values_of(problem, model, allocation)
    assert values is not None
    assert keeps_all(model, values)
    assert {key for key, literal in model.deployments.items() if values[literal.name]} == deployed
    for level in result.objectives[:-1]:
        expression = model.measures[level.name].expression
        assert worth(expression, model, values) == level.value


def worth(expression: cp_model.LinearExprT, model: MatchingModel, values: dict[str, int]) -> float:
    """Value of a measure."""
    read = model.cp_model.clone()
    read.minimize(expression)
    variables = model.cp_model.proto.variables
    objective = read.proto.objective
    terms = zip(objective.vars, objective.coeffs, strict=True)
    return sum(values[variables[index].name] * weight for index, weight in terms) + objective.offset


def test_names_are_unique():
    """Values travel by name."""
    model = build_model(build_problem(costed()), measures=("burden",))
    names = [variable.name for variable in model.cp_model.proto.variables]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", WORLDS)
def test_doing_nothing_is_a_start(name: str):
    """Without a unit everything is unmet and nothing is paid."""
    problem = build_problem(WORLDS[name]())
    model = build_model(problem)
    values = values_of(problem, model, Allocation())
    assert values is not None
    assert keeps_all(model, values)


def test_what_the_model_does_not_know_is_left_out():
    """The plan of another year: a unit of a partner that is gone and one in months that are no rotation."""
    scenario = second_partner(with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6))
    scenario = with_policy(scenario, "matching", readiness_lead_3_months=1)
    allocation, _ = solved(scenario)
    assert len(allocation.units) == 2
    fewer = with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6)
    problem = build_problem(with_policy(fewer, "matching", readiness_lead_3_months=1))
    model = build_model(problem)
    values = values_of(problem, model, allocation)
    assert values is not None
    assert keeps_all(model, values)
    assert worth(model.measures["unmet"].expression, model, values) == 6 + 11 * 3
    quarters = build_problem(with_policy(scenario, "matching", rotation_every_months=3))
    idle = build_model(quarters)
    values = values_of(quarters, idle, allocation)
    assert values is not None
    assert worth(idle.measures["unmet"].expression, idle, values) == 72


def test_a_plan_that_nobody_can_pay_is_no_start():
    """The budget was cut since."""
    allocation, _ = solved(one_unit())
    problem = build_problem(with_row(one_unit(), "budgets", {"sponsor": "un", "year": 2022}, budget_usd=1000))
    relaxed = build_model(problem)
    # No year's unit is left once the bound is known, so ask with a budget just too small for the plan.
    assert values_of(problem, relaxed, allocation) is None
