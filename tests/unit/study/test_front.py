"""The front: efficient points, their bounds, what is skipped and what is said."""

from __future__ import annotations

import pytest

from airlift.plans import Status
from airlift.study.front import Front, trace_front
from tests.scenarios import tiny_scenario
from tests.unit.study.fakes import Listed, ListSolver, allocation_of, share

PAIRS = (("kenya", "unmiss-medevac"), ("kenya", "minusca-medevac"), ("el-salvador", "unmiss-medevac"))


def two_objectives(*values: tuple[float, float]) -> ListSolver:
    """Return a solver that knows plans of some unmet demand and cost."""
    return ListSolver(
        [Listed(allocation_of(f"p{n}"), {"unmet": u, "cost": c}) for n, (u, c) in enumerate(values)]
    )


def values_of(front: Front) -> list[tuple[float, ...]]:
    """Values of the points of a front, in their order."""
    return [tuple(point.values[name] for name in front.objectives) for point in front.points]


def test_ends_and_inner_points_are_the_efficient_plans():
    """Of six plans the two that another betters are on no front."""
    solver = two_objectives((10, 100), (20, 60), (30, 50), (25, 70), (40, 0), (40, 10))
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 12, share(), solver)
    assert values_of(front) == [(10, 100), (20, 60), (30, 50), (40, 0)]
    assert all(point.status is Status.OPTIMAL for point in front.points)
    assert front.complete
    assert front.notes == ()


def test_a_cell_that_a_proven_answer_covers_is_not_solved():
    """Two plans make a front of twenty points in as many solves as it takes to halve it down to one step."""
    solver = two_objectives((10, 100), (40, 0))
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 20, share(), solver)
    assert values_of(front) == [(10, 100), (40, 0)]
    assert len(solver.asks) == 2 + 5


def test_every_start_keeps_the_limits():
    """A point starts from the best plan so far that its budget allows."""
    solver = two_objectives((10, 100), (20, 60), (30, 50), (40, 0))
    trace_front(tiny_scenario(), ("unmet", "cost"), 9, share(), solver)
    cost = {plan.allocation: plan.values["cost"] for plan in solver.plans}
    inner = [ask for ask in solver.asks if ask.held]
    assert inner
    for ask in inner:
        assert ask.start is not None
        assert cost[ask.start] <= ask.held["cost"]


def test_each_point_is_minimised_in_every_objective():
    """Of two plans with the same unmet demand the cheaper is the point."""
    solver = two_objectives((10, 100), (10, 90), (40, 0))
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 3, share(), solver)
    assert values_of(front) == [(10, 90), (40, 0)]
    assert {ask.minimise for ask in solver.asks} == {("unmet", "cost"), ("cost", "unmet")}


def test_an_unproven_point_that_another_betters_is_dropped_and_said():
    """What a lazy search found under a larger budget is worse than a plan of a smaller one."""
    solver = two_objectives((10, 100), (20, 30), (40, 0), (30, 60))
    solver.lazy = frozenset({"unmet"})
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 6, share(), solver)
    kept = values_of(front)
    assert (40, 0) in kept
    assert all(not (a[0] <= b[0] and a[1] <= b[1]) for a in kept for b in kept if a != b)


def test_a_bound_is_raised_to_that_of_a_wider_budget():
    """The point of the larger budget proves that no plan has fewer than 10 unmet, so none of a smaller one has."""
    solver = two_objectives((10, 100), (20, 60), (40, 0))
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 5, share(), solver)
    assert all(level.bound is not None and level.bound >= 10 for p in front.points for level in p.levels[:1])


def test_three_objectives():
    """With three objectives every efficient plan that a limit separates is found."""
    plans = [
        Listed(allocation_of(f"p{n}", pair), {"unmet": u, "cost": c, "burden": b})
        for n, (pair, (u, c, b)) in enumerate(
            zip(PAIRS, ((0, 90, 900), (10, 80, 300), (50, 0, 0)), strict=True)
        )
    ]
    front = trace_front(tiny_scenario(), ("unmet", "cost", "burden"), 9, share(), ListSolver(plans))
    assert values_of(front) == [(0, 90, 900), (10, 80, 300), (50, 0, 0)]


def test_without_time_the_front_is_incomplete_and_says_so():
    """A study of no seconds solves nothing and calls nothing proven."""
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 5, share(0.0), two_objectives((1, 1)))
    assert front.points == ()
    assert not front.complete
    assert any("before the study ended" in note for note in front.notes)


def test_nothing_found_in_time_is_said():
    """A solve without an answer leaves a note in the place of a point."""
    solver = two_objectives((1, 1))
    solver.silent = True
    front = trace_front(tiny_scenario(), ("unmet", "cost"), 5, share(), solver)
    assert front.points == ()
    assert any("nothing found" in note for note in front.notes)


@pytest.mark.parametrize(
    ("objectives", "points"),
    [(("unmet",), 3), (("unmet", "unmet"), 3), (("unmet", "sorties"), 3), (("unmet", "cost"), 1)],
)
def test_what_is_no_front_is_refused(objectives: tuple[str, ...], points: int):
    """One objective, the same twice, an unknown one, fewer points than objectives."""
    with pytest.raises(ValueError, match=r"objective|points"):
        trace_front(tiny_scenario(), objectives, points, share(), two_objectives((1, 1)))
