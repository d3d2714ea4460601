"""Every search of level 1 begins from a complete plan that keeps the rules."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from airlift.matching import search
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem, restrict_to_tiers
from airlift.plans import ObjectiveLevel
from airlift.scenario.model import Scenario
from airlift.solvers.lexicographic import LevelAnswer
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.matching.worlds import OPTIONS, one_unit, solved


def keeps_all(model: cp_model.CpModel, values: list[int]) -> bool:
    """Whether values of all variables are a solution of a model."""
    fixed = model.clone()
    for index, value in enumerate(values):
        fixed.add(fixed.get_int_var_from_proto_index(index) == value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(fixed) == cp_model.OPTIMAL


def several_bases() -> Scenario:
    """Return the tiny scenario with a second base at Juba."""
    return with_rows(tiny_scenario(), "maintenance_bases", {"like": "juba-hangar", "id": "second-hangar"})


@pytest.mark.parametrize("scenario", [tiny_scenario(), several_bases(), one_unit()])
def test_every_start_keeps_the_rules(scenario: Scenario, monkeypatch: pytest.MonkeyPatch):
    """Of the first tier, where nothing is known, of the later ones and of cost, which take over what was found."""
    search_level = search.minimise_level
    stages: list[str] = []

    def watched(model: cp_model.CpModel, level: object, *arguments: object, **options: object) -> LevelAnswer:
        start = options["start"]
        assert isinstance(start, list)
        assert keeps_all(model, start)
        answer = search_level(model, level, *arguments, **options)
        assert isinstance(answer.objective, ObjectiveLevel)
        stages.append(answer.objective.name)
        return answer

    monkeypatch.setattr(search, "minimise_level", watched)
    monkeypatch.setattr(search, "LARGE", 0)
    found = search.search(build_problem(scenario), OPTIONS)
    assert set(stages) - {"sketch"} == {level.name for level in found.levels}
    assert found.solution is not None
    assert keeps_all(found.model.cp_model, found.solution)


def fewest_unmet(model: MatchingModel, name: str) -> float:
    """Optimum of one level of a model, with nothing before it."""
    level = next(level for level in model.levels if level.name == name)
    model.cp_model.minimize(level.expression)
    solver = cp_model.CpSolver()
    assert solver.solve(model.cp_model) == cp_model.OPTIMAL
    return solver.objective_value


def test_later_demands_do_not_change_the_best_of_a_tier():
    """What makes the search tier by tier right: units taken away break no rule."""
    scenario = with_policy(
        tiny_scenario(horizon_months=12), "matching", lift_flights_per_month=1, readiness_lead_rdl_months=7
    )
    scenario = with_row(scenario, "partners", "el-salvador", readiness_level="0")
    problem = build_problem(scenario)
    alone = fewest_unmet(build_model(restrict_to_tiers(problem, 1)), "tier 1 unmet")
    assert alone == fewest_unmet(build_model(problem), "tier 1 unmet")
    assert alone > 0


def test_a_level_counts_as_closed_at_the_gap_of_the_policy():
    """Each level has the scenario's tolerance."""
    scenario = with_policy(tiny_scenario(), "matching", tier_gap_pct=7)
    model = build_model(build_problem(scenario))
    assert {level.tolerance for level in model.levels} == {0.07}


def test_units_change_within_the_coarse_grid_when_that_is_better():
    """The coarse search only gives a start: a base that closes after 16 months is used to the last, tier after tier."""
    scenario = with_row(one_unit(horizon_months=24), "demands", "unmiss-medevac", last_month="2023-12")
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", close_month="2023-05")
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second", "tier": 2})
    allocation, result = solved(scenario)
    assert [(unit.first_month, len(unit.aircraft)) for unit in allocation.units] == [("2022-01", 16)]
    assert [one.value for one in result.objectives[:2]] == [24, 72]
