"""One level of a lexicographic search on CP-SAT: proofs, limits, starts, interrupts."""

from __future__ import annotations

from typing import Any

import pytest
from ortools.sat.python import cp_model

from airlift.plans import ObjectiveLevel, Status
from airlift.solvers import Interrupt, ProgressEvent, SolveOptions, lexicographic
from airlift.solvers.lexicographic import Clock, Level, LevelAnswer, minimise_level, restated

OPTIONS = SolveOptions(time_limit_s=30, workers=1)
NO_TIME = SolveOptions(time_limit_s=0, workers=1)


def two_variables() -> tuple[cp_model.CpModel, cp_model.IntVar, cp_model.IntVar]:
    """Return a model with x + y >= 10, both at most 10."""
    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 10, name) for name in "xy")
    model.add(x + y >= 10)
    return model, x, y


def level(name: str, expression: cp_model.LinearExprT, tolerance: float = 0.0) -> Level:
    """Return a level that counts things."""
    return Level(name, "things", expression, tolerance)


def minimise(model: cp_model.CpModel, one: Level, options: SolveOptions, **more: Any) -> LevelAnswer:
    """Search a level with the whole time limit."""
    return minimise_level(
        model, one, options, budget_s=options.time_limit_s, clock=Clock(options), name="test", **more
    )


def hard_model(weeks: int = 6) -> tuple[cp_model.CpModel, Level]:
    """Return a scheduling model that takes long to be proven: uneven jobs on three machines."""
    model = cp_model.CpModel()
    lengths = [37 + 17 * (i * i % 29) for i in range(weeks * 7)]
    longest = model.new_int_var(0, sum(lengths), "longest")
    on = [[model.new_bool_var(f"{i} on {m}") for m in range(3)] for i in range(len(lengths))]
    for row in on:
        model.add_exactly_one(row)
    for m in range(3):
        model.add(sum(n * row[m] for n, row in zip(lengths, on, strict=True)) <= longest)
        # Odd jobs may not crowd one machine, which breaks the easy bound.
        model.add(sum(row[m] for row in on[::2]) <= len(on) // 4)
    return model, level("longest", longest)


def test_an_optimum_is_proven():
    """Value, bound and status of a search that ended by itself."""
    model, x, y = two_variables()
    answer = minimise(model, level("x", x), OPTIONS)
    assert answer.solution is not None
    assert (answer.solution[x.index], answer.solution[y.index]) == (0, 10)
    assert (answer.objective.value, answer.objective.bound) == (0, 0)
    assert answer.objective.status is Status.OPTIMAL


def test_a_level_may_have_a_constant():
    """Value and bound are those of the whole expression."""
    model, x, y = two_variables()
    objective = minimise(model, level("sum", x + 2 * y + 5), OPTIONS).objective
    assert (objective.value, objective.bound) == (15, 15)


def test_the_model_is_left_as_it_was():
    """A caller may go on with the model: objective and hints are gone."""
    model, x, y = two_variables()
    minimise(model, level("x", x), OPTIONS, start=[7, 3])
    assert not model.has_objective()
    assert len(model.proto.solution_hint.vars) == 0
    assert minimise(model, level("y", y), OPTIONS).objective.value == 0


def test_infeasible_is_reported_as_such():
    """No value, no bound, no solution."""
    model, x, y = two_variables()
    model.add(x + y <= 9)
    answer = minimise(model, level("x", x), OPTIONS)
    assert answer.objective.status is Status.INFEASIBLE
    assert (answer.objective.value, answer.objective.bound, answer.solution) == (None, None, None)


def test_no_time_and_no_start_is_unknown():
    """Neither found nor proven."""
    model, longest = hard_model()
    outcome = minimise(model, longest, NO_TIME)
    assert outcome.objective.status is Status.UNKNOWN
    assert outcome.solution is None
    assert outcome.objective.value is None


def test_a_start_is_kept_when_nothing_is_found():
    """Its value is stated, with a bound that is certain, and it is not called optimal."""
    model, x, _ = two_variables()
    outcome = minimise(model, level("x", x), NO_TIME, start=[7, 3])
    assert outcome.solution == [7, 3]
    only = outcome.objective
    assert (only.value, only.bound, only.status) == (7, 0, Status.FEASIBLE)
    assert outcome.objective.status is Status.FEASIBLE


def test_the_bound_without_a_search_is_that_of_the_ranges():
    """Also for an expression that may be negative, where zero would be no bound."""
    model, x, y = two_variables()
    outcome = minimise(model, level("x - 2y", x - 2 * y + 1), NO_TIME, start=[7, 3])
    assert (outcome.objective.value, outcome.objective.bound) == (2, -19)


def test_a_start_at_the_bound_is_optimal():
    """A start that cannot be bettered needs no search to be proven."""
    model, x, _ = two_variables()
    outcome = minimise(model, level("x", x), NO_TIME, start=[0, 10])
    assert outcome.objective.status is Status.OPTIMAL


def test_a_start_is_bettered():
    """It is where the search begins, not where it ends."""
    model, x, _ = two_variables()
    outcome = minimise(model, level("x", x), OPTIONS, start=[7, 3])
    assert outcome.objective.value == 0


def test_an_idle_start_is_no_answer():
    """A start that only helps the search is not what it found."""
    model, x, _ = two_variables()
    answer = minimise(model, level("x", x), NO_TIME, start=[7, 3], start_is_answer=False)
    assert answer.objective.status is Status.UNKNOWN
    assert (answer.objective.value, answer.solution) == (None, None)


def test_a_restricted_search_tells_no_bound():
    """What bounds a narrower model does not bound the level."""
    events: list[ProgressEvent] = []
    model, x, _ = two_variables()
    minimise(model, level("x", x), OPTIONS, progress=events.append, restricted=True)
    assert any(event.value == 0 for event in events)
    assert {event.bound for event in events} == {None}


def test_a_time_out_is_not_optimal():
    """A little deterministic time finds an answer and leaves a gap."""
    model, longest = hard_model()
    options = SolveOptions(time_limit_s=0.05, workers=1, deterministic=True)
    outcome = minimise(model, longest, options)
    only = outcome.objective
    assert only.status is Status.FEASIBLE
    assert only.value is not None
    assert only.bound is not None
    assert only.bound < only.value
    assert outcome.objective.status is Status.FEASIBLE


def test_a_gap_within_the_tolerance_ends_the_level_but_is_no_proof():
    """The solver calls it optimal; here it is optimal only when the gap is closed."""
    model, longest = hard_model()
    options = SolveOptions(time_limit_s=30, workers=1, deterministic=True)
    wide = Level(longest.name, longest.unit, longest.expression, 0.9)
    only = minimise(model, wide, options).objective
    assert only.gap is not None
    assert 0 < only.gap <= 0.9
    assert only.status is Status.FEASIBLE


@pytest.mark.parametrize(("told", "bound", "status"), [(6.2, 7, Status.OPTIMAL), (6.0, 6, Status.FEASIBLE)])
def test_bounds_are_rounded_up(told: float, bound: float, status: Status, monkeypatch: pytest.MonkeyPatch):
    """Every level counts whole things, so nothing lies between 6.2 and 7."""
    model, x, _ = two_variables()
    model.add(x >= 7)
    monkeypatch.setattr(cp_model.CpSolver, "best_objective_bound", told)
    only = minimise(model, level("x", x), OPTIONS).objective
    assert (only.value, only.bound, only.status) == (7, bound, status)


def test_a_bound_is_never_above_the_value(monkeypatch: pytest.MonkeyPatch):
    """Not even by the solver's own rounding."""
    model, x, _ = two_variables()
    monkeypatch.setattr(cp_model.CpSolver, "best_objective_bound", 0.5)
    only = minimise(model, level("x", x), OPTIONS).objective
    assert (only.value, only.bound) == (0, 0)


def test_a_level_is_restated_with_the_final_plan_s_value():
    """A later search may better an earlier level, which may even close it."""
    found = ObjectiveLevel(name="x", unit="things", status=Status.FEASIBLE, value=9, bound=6, wall_s=1)
    assert restated(found, 8.0) == found.model_copy(update={"value": 8.0})
    assert restated(found, 6.0).status is Status.OPTIMAL
    without_bound = found.model_copy(update={"bound": None})
    assert restated(without_bound, 6.0).status is Status.FEASIBLE


def test_an_interrupt_keeps_the_best():
    """Stopped at the first incumbent."""
    interrupt = Interrupt()
    values: list[float] = []

    def stop(event: ProgressEvent) -> None:
        if event.value is not None:
            values.append(event.value)
            interrupt.set()

    model, longest = hard_model()
    options = SolveOptions(time_limit_s=None, workers=1, interrupt=interrupt)
    outcome = minimise(model, longest, options, progress=stop)
    assert outcome.objective.value == min(values)
    assert outcome.objective.status is Status.FEASIBLE
    assert outcome.solution is not None


def test_an_interrupt_before_the_search_is_not_lost():
    """Without a limit the search would never end."""
    interrupt = Interrupt()
    interrupt.set()
    model, longest = hard_model()
    options = SolveOptions(time_limit_s=None, workers=1, interrupt=interrupt)
    outcome = minimise(model, longest, options)
    assert outcome.objective.status is Status.UNKNOWN
    assert len(model.proto.solution_hint.vars) == 0
    assert not model.has_objective()


def test_an_interrupt_between_check_and_search_is_caught_by_the_search(monkeypatch: pytest.MonkeyPatch):
    """CpSolver forgets a stop that comes before it searches; the first bound or incumbent finds the flag set."""
    interrupt = Interrupt()
    search = cp_model.CpSolver.solve

    def late(solver: cp_model.CpSolver, *arguments: object) -> object:
        interrupt.set()
        return search(solver, *arguments)

    monkeypatch.setattr(cp_model.CpSolver, "solve", late)
    model, longest = hard_model()
    options = SolveOptions(time_limit_s=None, workers=1, interrupt=interrupt)
    only = minimise(model, longest, options).objective
    assert only.status in (Status.UNKNOWN, Status.FEASIBLE)
    monkeypatch.undo()
    unstopped = SolveOptions(time_limit_s=0.3, workers=1, deterministic=True)
    assert minimise(model, longest, unstopped).objective.value is not None


def test_a_finished_search_forgets_its_callback():
    """A stop after the end calls nothing of a solver that is gone."""
    interrupt = Interrupt()
    model, x, _ = two_variables()
    options = SolveOptions(workers=1, interrupt=interrupt)
    minimise(model, level("x", x), options)
    calls: list[int] = []
    interrupt.add(lambda: calls.append(1))
    interrupt.set()
    assert calls == [1]
    assert len(interrupt._callbacks) == 1


def test_progress_tells_values_and_bounds():
    """Values fall, bounds rise, and every event names planning level and stage."""
    events: list[ProgressEvent] = []
    model, longest = hard_model()
    options = SolveOptions(time_limit_s=0.3, workers=1, deterministic=True)
    outcome = minimise(model, longest, options, progress=events.append)
    assert {(event.level, event.stage) for event in events} == {("test", "longest")}
    values = [event.value for event in events if event.value is not None]
    assert values == sorted(values, reverse=True)
    assert values[-1] == outcome.objective.value
    bounds = [event.bound for event in events if event.bound is not None]
    assert bounds == sorted(bounds)


def test_deterministic_runs_are_equal():
    """Two workers, a limit that binds, the same seed: the same solution, value and bound."""
    answers = []
    for _ in range(2):
        model, longest = hard_model()
        options = SolveOptions(time_limit_s=0.3, workers=2, deterministic=True, seed=3)
        outcome = minimise(model, longest, options)
        answers.append((outcome.solution, outcome.objective.value, outcome.objective.bound))
    assert answers[0] == answers[1]


def test_a_model_that_the_solver_refuses_is_a_programming_error():
    """Its own words say what is wrong."""
    model = cp_model.CpModel()
    large = [model.new_int_var(0, 2**60, f"large {i}") for i in range(16)]
    with pytest.raises(ValueError, match=r"refuses the model of test: .*overflow"):
        minimise(model, level("sum", sum(large)), OPTIONS)


def test_a_clock_shares_out_wall_time(monkeypatch: pytest.MonkeyPatch):
    """What a level leaves goes to those after it; nothing is left after the end."""
    now = [100.0]
    monkeypatch.setattr(lexicographic.time, "monotonic", lambda: now[0])
    clock = Clock(SolveOptions(time_limit_s=10))
    assert clock.grant(0.5) == 5.0
    now[0] = 102.0
    assert clock.elapsed_s == 2.0
    assert clock.grant(0.5) == 4.0
    now[0] = 120.0
    assert clock.grant(1.0) == 0.0


def test_a_deterministic_clock_does_not_look_at_the_wall(monkeypatch: pytest.MonkeyPatch):
    """Shares follow from the shares before them alone."""
    now = [100.0]
    monkeypatch.setattr(lexicographic.time, "monotonic", lambda: now[0])
    clock = Clock(SolveOptions(time_limit_s=10, deterministic=True))
    assert clock.grant(0.5) == 5.0
    now[0] = 1000.0
    assert clock.grant(0.5) == 2.5
    assert clock.grant(1.0) == 2.5


def test_a_clock_without_a_limit_grants_no_limit():
    """None stays None."""
    assert Clock(SolveOptions(time_limit_s=None)).grant(0.5) is None


def test_a_clock_keeps_time_for_what_comes_later(monkeypatch: pytest.MonkeyPatch):
    """A share of the whole limit stays out of reach, and a search without half a second is not begun."""
    now = [0.0]
    monkeypatch.setattr(lexicographic.time, "monotonic", lambda: now[0])
    clock = Clock(SolveOptions(time_limit_s=10))
    assert clock.grant(1.0, keep=0.25) == 7.5
    now[0] = 7.2
    assert clock.is_over(keep=0.25)
    assert not clock.is_over()
    now[0] = 9.8
    assert clock.is_over()
    assert not Clock(SolveOptions(time_limit_s=None)).is_over()
