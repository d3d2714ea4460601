"""Reasons of tasks that stay on the ground, each made on purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airlift.solvers import SolveOptions
from airlift.sorties.engine import solve_routes
from airlift.sorties.problem import SortieProblem, Task
from airlift.sorties.unflown import why_unflown
from tests.property.routes.drawn import drawn_problem

OPTIONS = SolveOptions(2.0)


def optional() -> SortieProblem:
    """Give a problem whose tasks are all optional and can all be flown."""
    return drawn_problem(
        3, pairs=False, tasks=3, aircraft=3, wide=True, optional=True, goals=("tasks", "cost")
    )


def broken(problem: SortieProblem, task: Task) -> SortieProblem:
    return replace(problem, tasks=(task, *problem.tasks[1:]))


def test_rule_that_forbids_a_task_alone_is_named() -> None:
    problem = optional()
    first = problem.tasks[0]
    late = replace(first.start, earliest_min=0.0, latest_min=0.5)
    cases = {
        "window": replace(first, start=late),
        "room": replace(first, demand=(9.0,)),
        "escort": replace(first, aircraft=4),
    }
    for rule, task in cases.items():
        changed = broken(problem, task)
        answer = solve_routes(changed, OPTIONS)
        assert 0 in answer.unflown
        (reason,) = (row for row in why_unflown(changed, answer, OPTIONS) if row.task == 0)
        assert reason.rule == rule


def test_tasks_that_outbid_are_found_by_forcing() -> None:
    """One seat, one aircraft, everything at the same time: whoever is flown keeps the others on the ground."""
    problem = optional()
    rows = [
        replace(task, start=replace(task.start, earliest_min=50.0, latest_min=51.0), priority=k)
        for k, task in enumerate(problem.tasks)
    ]
    problem = replace(
        problem, tasks=tuple(rows), fleets=tuple(replace(fleet, aircraft=1) for fleet in problem.fleets)
    )
    answer = solve_routes(problem, OPTIONS)
    assert answer.unflown == (1, 2)
    for reason in why_unflown(problem, answer, OPTIONS):
        assert reason.rule == ""
        assert reason.outbid_by == (0,)
        assert reason.value is not None
        assert reason.value[0] == pytest.approx(1.0)
