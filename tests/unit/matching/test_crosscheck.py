"""The second writing of force generation: it finds the same, it proves what it says, and it can tell a difference."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import replace

import pytest

from airlift.matching import solve
from airlift.matching.crosscheck import CheckedLevel, CrossCheck, backends, compare, cross_check
from airlift.plans import ObjectiveLevel, Result, Status
from airlift.scenario import load
from airlift.scenario.model import Scenario
from airlift.solvers import SolveOptions
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.matching.worlds import donated_unit, one_unit, second_partner, solved


def _exact(scenario: Scenario) -> Scenario:
    """Ask for proven levels instead of the gap that a policy accepts."""
    return with_policy(scenario, "matching", tier_gap_pct=0)


WORLDS = {
    "one unit": one_unit,
    "a lot": donated_unit,
    "two partners": lambda: second_partner(one_unit(), readiness_level="2"),
    "relief": lambda: with_policy(
        second_partner(with_row(one_unit(18), "demands", "unmiss-medevac", last_month="2023-06")),
        "matching",
        handover_overlap_months=2,
    ),
    "attrition": lambda: with_policy(one_unit(), "crew", attrition_pct_per_year=40),
    "tiny, 6 months, without tier 3": lambda: _exact(tiny_scenario(horizon_months=6)),
    "tiny, 3 months, without demand": lambda: _exact(tiny_scenario(horizon_months=3)),
    "tiny, 10 months": lambda: _exact(tiny_scenario(horizon_months=10)),
    "tiny, 14 months": lambda: _exact(tiny_scenario(horizon_months=14)),
}


@pytest.mark.parametrize("name", WORLDS)
def test_both_models_prove_the_same_values_with_highs(name: str):
    """Every level is proven optimal on both sides, with the same names, order and values."""
    scenario = WORLDS[name]()
    _, result = solved(scenario)
    check = cross_check(scenario, time_limit_s=60)
    assert result.status is Status.OPTIMAL
    assert check.optimal
    assert [level.name for level in check.levels] == [level.name for level in result.objectives]
    for ours, theirs in zip(result.objectives, check.levels, strict=True):
        assert theirs.unit == ours.unit
        assert theirs.value == pytest.approx(ours.value, abs=theirs.tolerance)
        assert theirs.bound is not None
        assert theirs.value is not None
        assert theirs.value - theirs.tolerance <= theirs.bound <= theirs.value
    assert compare(result, check) == ()


def test_one_unit_costs_what_can_be_worked_out_on_paper():
    """Assessment, one lift flight, and three aircraft for twelve months: people, Letter of Assist, hours, labour."""
    check = cross_check(one_unit(), time_limit_s=60)
    month_usd = 27 * 1448 + 60_000 + 30 * 400 + 30 * 1.5 * 40
    assert [level.value for level in check.levels] == [0, 0, 50_000 + 450_000 + 36 * month_usd]


def _proven(scenario: Scenario) -> list[float | None]:
    """Values that both models prove."""
    _, result = solved(scenario)
    check = cross_check(scenario, time_limit_s=60)
    assert result.status is Status.OPTIMAL
    assert check.optimal
    assert compare(result, check) == ()
    return [level.value for level in check.levels]


@pytest.mark.parametrize(("overlap_months", "unmet"), [(0, 3), (1, 6), (2, 9)])
def test_a_partner_that_left_returns_only_after_the_overlap_has_passed(overlap_months: int, unmet: int):
    """Its only unit is called away for June: it is missed in June, and then for as long as a relief would overlap."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", tier=2)
    june = {
        "like": "unmiss-medevac",
        "id": "june",
        "tier": 1,
        "first_month": "2022-06",
        "last_month": "2022-06",
    }
    scenario = with_policy(
        with_rows(scenario, "demands", june),
        "matching",
        handover_overlap_months=overlap_months,
        min_tour_months=1,
    )
    assert _proven(scenario)[:2] == [0, unmet]


def test_a_unit_does_not_change_its_base_when_that_closes():
    """Two hangars that are open for half a year each are two arrangements, of which a partner has one."""
    scenario = with_rows(
        with_row(one_unit(), "maintenance_bases", "juba-hangar", close_month="2022-07"),
        "maintenance_bases",
        {"like": "juba-hangar", "id": "second-hangar", "open_month": "2022-07", "close_month": None},
    )
    assert _proven(scenario)[0] == 18


def test_cbc_finds_and_proves_the_same():
    """CBC states its bound in its log, or has proven its value when it states none."""
    scenario = _exact(tiny_scenario(horizon_months=10))
    _, result = solved(scenario)
    check = cross_check(scenario, time_limit_s=60, backend="cbc")
    assert check.optimal
    assert compare(result, check) == ()
    for ours, theirs in zip(result.objectives, check.levels, strict=True):
        assert theirs.value == pytest.approx(ours.value, abs=theirs.tolerance)
        assert theirs.value is not None
        assert theirs.bound is not None
        assert theirs.value - theirs.tolerance <= theirs.bound <= theirs.value


@pytest.mark.parametrize("backend", ["highs", "cbc"])
@pytest.mark.parametrize("limit_s", [0.3, 1.0])
def test_a_bound_of_an_unfinished_search_admits_the_best_plan(backend: str, limit_s: float):
    """However far the search came, no stated bound lies above the optimum while nothing before it is lost."""
    scenario = _exact(tiny_scenario(horizon_months=14))
    best = cross_check(scenario, time_limit_s=60)
    found = cross_check(scenario, time_limit_s=limit_s, backend=backend)  # type: ignore[arg-type]
    for ours, theirs in zip(best.levels, found.levels, strict=True):
        assert ours.value is not None
        assert theirs.bound is None or theirs.bound <= ours.value + ours.tolerance
        if theirs.value != ours.value:
            break


@pytest.mark.parametrize("backend", ["highs", "cbc"])
@pytest.mark.parametrize("limit_s", [0.0, 0.01])
def test_a_search_that_ran_out_of_time_is_never_optimal(backend: str, limit_s: float):
    """Whatever PuLP calls it, a level is optimal only with a proof, and the last one cannot have one."""
    check = cross_check(tiny_scenario(), time_limit_s=limit_s, backend=backend)  # type: ignore[arg-type]
    assert not check.optimal
    assert check.levels[-1].status in (Status.UNKNOWN, Status.FEASIBLE)
    for level in check.levels:
        assert (level.value is None) == (level.status is Status.UNKNOWN)


def test_a_solver_that_is_content_with_a_gap_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    """HiGHS calls the first plan within its gap optimal; the stated bound tells that it is not proven."""

    def content(*_: object) -> object:
        pulp = importlib.import_module("pulp")
        return pulp.HiGHS(msg=False, gapRel=1e6, gapAbs=1e9, presolve="off", parallel="off")

    monkeypatch.setattr(backends, "_highs", content)
    check = cross_check(tiny_scenario(horizon_months=14), time_limit_s=60)
    stopped = [level for level in check.levels if level.status is Status.FEASIBLE]
    assert stopped
    assert not check.optimal
    for level in stopped:
        assert level.value is not None
        assert level.bound is not None
        assert level.bound < level.value - level.tolerance


@pytest.mark.parametrize("backend", ["highs", "cbc"])
@pytest.mark.parametrize("name", ["a lot", "attrition", "tiny, 14 months"])
def test_no_bound_of_a_relaxation_is_above_the_value(name: str, backend: str):
    """With the plan's values held, every level's linear relaxation bounds the plan from below."""
    scenario = WORLDS[name]()
    _, result = solved(scenario)
    values = {level.name: level.value for level in result.objectives if level.value is not None}
    check = cross_check(scenario, time_limit_s=60, backend=backend, relax=True, held=values)  # type: ignore[arg-type]
    assert check.relaxed
    for ours, theirs in zip(result.objectives, check.levels, strict=True):
        assert theirs.status is Status.UNKNOWN
        assert theirs.value is None
        assert theirs.bound is not None
        assert ours.value is not None
        assert theirs.bound <= ours.value
    assert compare(result, check) == ()


def test_a_relaxation_says_something():
    """Twelve months before the first donated aircraft can be deployed cannot be talked away by broken numbers."""
    check = cross_check(donated_unit(), time_limit_s=60, relax=True)
    assert check.levels[0].bound is not None
    assert check.levels[0].bound >= 15


def test_held_values_raise_the_bounds_after_them():
    """To serve everybody costs something; to serve nobody, nothing."""
    free = cross_check(one_unit(), time_limit_s=60, relax=True)
    bound_to = cross_check(one_unit(), time_limit_s=60, relax=True, held={"tier 1 unmet": 0})
    assert free.levels[-1].bound == 0
    assert bound_to.levels[-1].bound is not None
    assert bound_to.levels[-1].bound > 4_000_000


def test_a_relaxation_that_cannot_keep_the_held_values_is_infeasible():
    """Held values that no plan reaches are found out, as a proof."""
    check = cross_check(donated_unit(), time_limit_s=60, relax=True, held={"tier 1 unmet": 0})
    assert check.levels[-1].status is Status.INFEASIBLE


def test_a_world_in_which_nobody_can_serve_has_everything_unmet_at_no_cost():
    """A mission that the only partner excludes: all 36 aircraft-months, proven, without a variable to decide."""
    scenario = with_row(one_unit(), "partners", "el-salvador", caveat_missions=["unmiss"])
    check = cross_check(scenario, time_limit_s=60)
    assert check.optimal
    assert [level.value for level in check.levels] == [36, 12, 0]


def test_the_answer_is_the_same_twice():
    """Values and bounds do not depend on the run."""
    first, second = (cross_check(donated_unit(), time_limit_s=60) for _ in range(2))
    assert [replace(level, seconds=0) for level in first.levels] == [
        replace(level, seconds=0) for level in second.levels
    ]


@pytest.mark.parametrize("limit_s", [-1.0, float("nan"), float("inf")])
def test_a_time_limit_that_is_no_time_is_refused(limit_s: float):
    """A limit that would never or wrongly end a search is an error of the caller."""
    with pytest.raises(ValueError, match="time_limit_s"):
        cross_check(one_unit(), time_limit_s=limit_s)


def test_held_values_stand_in_for_those_found():
    """With one aircraft-month of tier 1 let go, the plan need not serve it: held worse, the cost is no higher."""
    best = cross_check(donated_unit(), time_limit_s=60)
    names = [level.name for level in best.levels]
    values = [level.value for level in best.levels]
    held = cross_check(donated_unit(), time_limit_s=60, held={names[0]: 36.0, names[1]: 12.0})
    assert held.optimal
    assert held.levels[0].value == values[0]
    assert held.levels[-1].value == 0
    assert values[-1] is not None
    assert values[-1] > 0


def test_a_wrong_claim_of_infeasibility_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    """What presolve alone calls infeasible is searched once more without it."""
    asked: list[object] = []
    real = backends._highs

    def impossible(goal: object, time_limit_s: float, **changes: object) -> object:
        asked.append(changes.get("presolve"))
        solver = real(goal, time_limit_s, **changes)  # type: ignore[arg-type]
        if not changes:
            solver.actualSolve = _claims_infeasible
        return solver

    monkeypatch.setattr(backends, "_highs", impossible)
    assert [level.value for level in cross_check(one_unit(), time_limit_s=60).levels[:2]] == [0, 0]
    assert asked == [None, "off"] * 3


def _claims_infeasible(problem: object) -> int:
    pulp = importlib.import_module("pulp")
    problem.assignStatus(pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible)  # type: ignore[attr-defined]
    return int(pulp.LpStatusInfeasible)


def _result(*levels: tuple[float | None, float | None, Status]) -> Result:
    names = ("tier 1 unmet", "cost")
    return Result(
        level="matching",
        status=Status.FEASIBLE,
        objectives=tuple(
            ObjectiveLevel(name=name, unit=_unit(name), status=status, value=value, bound=bound, wall_s=0)
            for name, (value, bound, status) in zip(names, levels, strict=False)
        ),
        seed=1,
        deterministic=False,
        workers=1,
        time_limit_s=None,
        wall_s=0,
    )


def _unit(name: str) -> str:
    return "usd" if name == "cost" else "aircraft-months"


def _check(*levels: tuple[float | None, float | None, Status], **changes: object) -> CrossCheck:
    names = ("tier 1 unmet", "cost")
    found = tuple(
        CheckedLevel(name, _unit(name), status, value, bound, 0.0)
        for name, (value, bound, status) in zip(names, levels, strict=False)
    )
    return replace(CrossCheck("highs", False, found), **changes)  # type: ignore[arg-type]


PROVEN, OPEN, NOTHING = Status.OPTIMAL, Status.FEASIBLE, Status.UNKNOWN


def test_a_plan_below_the_bound_of_the_check_is_a_contradiction():
    """Even when neither is proven best: a bound admits nothing below it."""
    found = compare(_result((4, 2, OPEN)), _check((7, 5, OPEN)))
    assert found == ("tier 1 unmet: the plan has 4 aircraft-months, below the bound 5 of the cross-check",)


def test_a_check_below_the_bound_of_the_plan_is_a_contradiction():
    """The other way round the plan's bound is too high."""
    found = compare(_result((9, 8, OPEN)), _check((7, 5, OPEN)))
    assert found == ("tier 1 unmet: the cross-check has 7 aircraft-months, below the bound 8 of the plan",)


def test_two_proofs_of_different_values_are_a_contradiction_even_without_bounds():
    """A proof without a stated bound still counts."""
    found = compare(_result((4, None, PROVEN)), _check((5, None, PROVEN)))
    assert found == (
        "tier 1 unmet: both are proven optimal, the plan with 4 and the cross-check with 5 aircraft-months",
    )


def test_values_between_the_bounds_of_each_other_are_no_contradiction():
    """Two unfinished searches may well have found different plans."""
    assert compare(_result((6, 4, OPEN)), _check((7, 5, OPEN))) == ()


def test_costs_are_compared_with_the_tolerance_of_money():
    """Five dollars of a hundred million are the gap at which solvers close; ten thousand are not."""
    near = compare(
        _result((0, 0, PROVEN), (1e8, 1e8, PROVEN)), _check((0, 0, PROVEN), (1e8 + 5, 1e8 + 5, PROVEN))
    )
    far = compare(
        _result((0, 0, PROVEN), (1e8, 1e8, PROVEN)), _check((0, 0, PROVEN), (1e8 + 1e4, 1e8 + 1e4, PROVEN))
    )
    assert near == ()
    assert len(far) == 1


def test_cost_bounds_count_only_for_the_side_that_keeps_the_levels_before():
    """A plan with more unmet may cost less; one with less unmet at less than the bound may not."""
    cheaper = (50.0, 40.0, OPEN)
    dearer = (900.0, 800.0, OPEN)
    assert compare(_result((7, 5, OPEN), cheaper), _check((6, 5, OPEN), dearer)) == ()
    assert len(compare(_result((6, 5, OPEN), cheaper), _check((7, 5, OPEN), dearer))) == 1


def test_a_relaxed_bound_counts_for_plans_that_keep_what_was_held():
    """Held at 5, the bound on cost binds a plan with 5 unmet and not one with 6."""
    plan_5 = _result((5, 5, PROVEN), (100.0, 100.0, PROVEN))
    plan_6 = _result((6, 5, OPEN), (100.0, 100.0, PROVEN))
    check = _check((None, 4, NOTHING), (None, 500.0, NOTHING), relaxed=True, held={"tier 1 unmet": 5.0})
    assert len(compare(plan_5, check)) == 1
    assert compare(plan_6, check) == ()
    assert len(compare(plan_6, replace(check, held={}))) == 1


def test_other_levels_are_named():
    """A model that forgets a level is no second opinion on it."""
    found = compare(_result((0, 0, PROVEN), (5, 5, PROVEN)), _check((0, 0, PROVEN)))
    assert found[0].startswith("levels differ: the plan has tier 1 unmet, cost")


def test_a_slip_in_one_model_shows():
    """A check of a world with one technician fewer than a unit needs contradicts the plan of the whole world."""
    _, result = solved(one_unit())
    check = cross_check(with_row(one_unit(), "partners", "el-salvador", technicians=14), time_limit_s=60)
    assert any("tier 1 unmet" in sentence for sentence in compare(result, check))


def test_pulp_is_imported_only_to_solve():
    """Neither the package nor the comparison loads PuLP."""
    module = importlib.import_module("airlift.matching.crosscheck").__name__
    code = f"import sys, {module}; sys.exit('pulp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_the_relaxation_of_kenya_alone_bounds_its_plan():
    """Sixty months of a shipped scenario: the linear relaxation is never above what the search finds."""
    scenario = load("kenya-only")
    _, result = solve(scenario, SolveOptions(time_limit_s=2, workers=2, deterministic=True))
    values = {level.name: level.value for level in result.objectives if level.value is not None}
    check = cross_check(scenario, time_limit_s=120, relax=True, held=values)
    assert all(level.bound is not None for level in check.levels)
    assert check.levels[0].bound is not None
    assert check.levels[0].bound > 0
    assert compare(result, check) == ()
