"""Inequalities of windows: what must be missing in some months, whatever happens in the others."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cache

import pytest
from ortools.sat.python import cp_model

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem
from airlift.matching.windows import Cut, unmet_cuts
from airlift.scenario.model import Scenario
from airlift.solvers import Interrupt, SolveOptions
from airlift.solvers.rows import linear_rows
from tests.property.matching.worlds import partnership
from tests.scenarios import tiny_scenario, with_policy
from tests.unit.matching.worlds import donated_unit, one_unit

OPTIONS = SolveOptions(time_limit_s=30, workers=2)

EVERY_TIER = {1: 1, 2: 1}
WEIGHTS = ({1: 1}, {2: 3}, EVERY_TIER, {1: 4, 2: 1})


@cache
def world(number: int) -> MatchingModel:
    """Model of a world that is short of everything, for nine months."""
    return build_model(build_problem(partnership(number)))


def windows_of(months: int, horizon: int = 9) -> list[tuple[int, int]]:
    """Cut the horizon into windows of so many months."""
    return [(first, min(first + months, horizon)) for first in range(0, horizon, months)]


def cuts_of(
    model: MatchingModel,
    windows: list[tuple[int, int]],
    weights: Mapping[int, int] = EVERY_TIER,
    options: SolveOptions = OPTIONS,
    budget_s: float | None = None,
) -> tuple[Cut, ...]:
    """Return the inequalities of some windows."""
    return unmet_cuts(model, linear_rows(model.cp_model), windows, weights, options, budget_s)


def weighted_unmet(model: MatchingModel, cut: Cut) -> list[tuple[cp_model.IntVar, int]]:
    """Variables of which a cut speaks, once for each month, with their weights."""
    demands = model.problem.scenario.demand_by_id
    return [
        (unmet, cut.weights.get(demands[demand].tier, 0))
        for (demand, t), unmet in model.variables.unmet.items()
        if cut.first <= t < cut.end
    ]


def least_of_any_plan(model: MatchingModel, cut: Cut) -> int:
    """Least that the left side of a cut comes to in a plan of the whole horizon."""
    whole = model.cp_model.clone()
    terms = weighted_unmet(model, cut)
    whole.minimize(
        sum((weight * whole.get_int_var_from_proto_index(unmet.index) for unmet, weight in terms), 0)
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    assert solver.solve(whole) == cp_model.OPTIMAL
    return round(solver.objective_value)


def least_of_domains(model: MatchingModel, cut: Cut) -> int:
    """Return what the ranges of the variables say already."""
    return sum(weight * unmet.proto.domain[0] for unmet, weight in weighted_unmet(model, cut))


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("months", [2, 3, 9])
def test_no_plan_breaks_a_cut(number: int, months: int):
    """Not even one that thinks of nothing but the months of the cut; and a cut says no less than the ranges."""
    model = world(number)
    weights = WEIGHTS[number % len(WEIGHTS)]
    for cut in cuts_of(model, windows_of(months), weights):
        assert least_of_domains(model, cut) <= cut.least <= least_of_any_plan(model, cut)


def test_cuts_say_more_than_ranges():
    """Somewhere in these worlds: otherwise they would not be worth their time."""
    gains = [
        cut.least - least_of_domains(world(number), cut)
        for number in range(8)
        for cut in cuts_of(world(number), windows_of(3))
    ]
    assert sum(gains) > 0


@pytest.mark.parametrize("number", range(3))
def test_the_window_of_all_months_is_the_whole(number: int):
    """Nothing is left out, but that money may come from nowhere; without that rule it is the whole to the unit."""
    model = build_model(build_problem(with_plenty(partnership(number))))
    (cut,) = cuts_of(model, [(0, 9)])
    assert cut.least == least_of_any_plan(model, cut)


def with_plenty(scenario: Scenario) -> Scenario:
    """Give every sponsor more than any plan costs."""
    budgets = tuple(row.model_copy(update={"budget_usd": 1e12}) for row in scenario.budgets)
    return scenario.model_copy(update={"budgets": budgets})


def test_a_cut_names_its_window_and_weights():
    """In the order of the windows, which may overlap."""
    windows = [(3, 6), (0, 9), (4, 5)]
    cuts = cuts_of(world(0), windows, {1: 2})
    assert [(cut.first, cut.end) for cut in cuts] == windows
    assert all(cut.weights == {1: 2} for cut in cuts)


def test_a_unit_of_three_serves_a_demand_of_three():
    """In the world of one unit nothing is missing in any window."""
    model = build_model(build_problem(one_unit()))
    assert [cut.least for cut in cuts_of(model, windows_of(3, 12))] == [0, 0, 0, 0]


def test_months_before_the_first_aircraft_count_in_full():
    """The first arrive in month 3 and need two months of work-up: until then all three are missing."""
    scenario = with_policy(donated_unit(), "matching", work_up_months=2)
    model = build_model(build_problem(scenario))
    assert [cut.least for cut in cuts_of(model, windows_of(5, 10))] == [
        15,
        least_of_any_plan(model, Cut(5, 10, {1: 1}, 0)),
    ]


def test_a_weight_counts_each_aircraft_month():
    """Three times the weight is three times as much; no weight is nothing."""
    model = build_model(build_problem(donated_unit()))
    (once,), (thrice,), (never,) = (cuts_of(model, [(0, 12)], {1: weight}) for weight in (1, 3, 0))
    assert once.least > 0
    assert (thrice.least, never.least) == (3 * once.least, 0)


def test_windows_without_months_of_a_demand_say_nothing():
    """Beyond the horizon, and for a tier that nobody is in."""
    model = world(0)
    assert [cut.least for cut in cuts_of(model, [(9, 12)])] == [0]
    assert [cut.least for cut in cuts_of(model, windows_of(3), {7: 1})] == [0, 0, 0]


@pytest.mark.parametrize("budget_s", [0.0, 1e-6])
@pytest.mark.parametrize("deterministic", [False, True])
def test_a_tiny_budget_gives_weaker_cuts_that_hold(budget_s: float, deterministic: bool):
    """Whatever was proven until then, and never less than nothing."""
    options = SolveOptions(time_limit_s=30, workers=1, deterministic=deterministic)
    for number in range(4):
        model = world(number)
        windows = windows_of(3)
        full = cuts_of(model, windows)
        for cut, best in zip(cuts_of(model, windows, options=options, budget_s=budget_s), full, strict=True):
            assert 0 <= cut.least <= best.least


def test_an_interrupt_ends_the_windows():
    """All of them are there, and they ask for nothing."""
    interrupt = Interrupt()
    interrupt.set()
    options = SolveOptions(time_limit_s=30, workers=2, interrupt=interrupt)
    cuts = cuts_of(build_model(build_problem(donated_unit())), windows_of(3, 12), options=options)
    assert [cut.least for cut in cuts] == [0, 0, 0, 0]


def test_the_same_windows_give_the_same_cuts():
    """With one thread or two, alone or together, and on a model that is built again."""
    windows = windows_of(2)
    weights = {1: 4, 2: 1}
    for number in (1, 2):
        first = cuts_of(world(number), windows, weights)
        again = build_model(build_problem(partnership(number)))
        one_thread = SolveOptions(time_limit_s=30, workers=1, deterministic=True)
        assert cuts_of(again, windows, weights, one_thread, budget_s=20) == first
        alone = [cuts_of(world(number), [window], weights) for window in windows]
        assert tuple(itertools.chain.from_iterable(alone)) == first


def test_stating_the_cuts_keeps_the_best_value():
    """As the search does: the least that can be missing in all months and tiers is the same with them."""
    model = build_model(build_problem(tiny_scenario()))
    horizon = model.problem.scenario.horizon_months
    whole = Cut(0, horizon, EVERY_TIER, 0)
    before = least_of_any_plan(model, whole)
    for cut in cuts_of(model, windows_of(3, horizon)):
        terms = weighted_unmet(model, cut)
        model.cp_model.add(sum(weight * unmet for unmet, weight in terms) >= cut.least)
    assert least_of_any_plan(model, whole) == before
