"""The primal engine on small problems: with every feature it finds what trying everything finds, and nothing better."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.sorties.improve import Improver, improver
from airlift.sorties.schedule import plan_value
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

FEATURES: dict[str, dict[str, Any]] = {
    "pairs": {},
    "visits": {"pairs": False, "tasks": 4},
    "rides": {"rides": True},
    "duty": {"duty": True},
    "two bases": {"fleets": 2, "aircraft": 1},
    "two resources": {"resources": 2},
    "optional": {"optional": True, "aircraft": 1, "goals": ("tasks", "cost")},
    "fewest aircraft": {"goals": ("aircraft", "cost"), "wide": True},
    "late service": {"late": True, "pairs": False},
    "escort": {"escort": True, "aircraft": 3},
    "fuel": {"pairs": False, "stations": 1, "tasks": 4},
    "several trips": {"pairs": False, "stations": 1, "tasks": 4, "reload": True, "aircraft": 1, "wide": True},
}


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(4))
def test_finds_the_best_of_a_small_problem(name: str, seed: int) -> None:
    problem = drawn_problem(seed, **FEATURES[name])
    search = Improver(problem, seed=1)
    search.run(iterations=3000)
    best = best_value(problem, most_stations=2)
    if best is None:
        assert search.best is None
        return
    assert search.best is not None
    assert search.best_value == plan_value(problem, search.best)
    assert search.best_value == pytest.approx(best, abs=1e-6)


def test_same_seed_and_rounds_give_the_same_plan() -> None:
    problem = drawn_problem(5, tasks=12, aircraft=4, wide=True)
    plans = []
    for _ in range(2):
        search = Improver(problem, seed=3)
        search.run(iterations=2000)
        plans.append(search.best)
    assert plans[0] == plans[1]


@pytest.mark.parametrize("iterations, choices", [(2000, 1), (60_000, 3)])
def test_a_long_run_cools_several_times_and_chooses_after_each(
    iterations: int, choices: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = drawn_problem(5, tasks=12, aircraft=4, wide=True, goals=("aircraft", "cost"))
    asked = []

    def choose(*arguments: Any) -> None:
        asked.append(len(arguments[2]))

    monkeypatch.setattr(improver, "best_choice", choose)
    search = improver.Improver(problem, seed=3)
    search.run(iterations=iterations)
    assert search.best is not None
    assert len(asked) == choices
    assert asked == sorted(asked)


def test_a_long_run_is_the_same_each_time() -> None:
    problem = drawn_problem(9, tasks=10, aircraft=5, wide=True, goals=("aircraft", "cost"))
    plans = []
    for _ in range(2):
        search = Improver(problem, seed=3)
        search.run(iterations=20_000)
        plans.append(search.best)
    assert plans[0] is not None
    assert plans[0] == plans[1]


def test_a_later_run_never_loses_the_best_plan() -> None:
    problem = drawn_problem(6, tasks=12, aircraft=4, wide=True)
    search = Improver(problem, seed=2)
    values = []
    for _ in range(3):
        search.run(iterations=500)
        values.append(search.best_value)
    assert values == sorted(values, reverse=True)


def test_goes_on_from_a_plan_of_another_engine() -> None:
    problem = drawn_problem(7, tasks=10, aircraft=4, wide=True)
    good = Improver(problem, seed=1)
    good.run(iterations=3000)
    assert good.best is not None
    other = Improver(problem, seed=2)
    other.take(good.best)
    assert other.best == good.best


def test_routes_met_are_flyable_and_priced() -> None:
    problem = drawn_problem(8, tasks=8, aircraft=4)
    search = Improver(problem, seed=1)
    search.run(iterations=1000)
    routes = search.routes()
    assert routes
    assert all(cost > 0.0 for _, cost in routes)
    assert len({(route.fleet, frozenset(route.tasks(problem))) for route, _ in routes}) == len(routes)
