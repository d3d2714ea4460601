"""Days side by side: airlift and the peers on the same drawn days, with the same time, every answer checked."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from airlift.checker import check
from airlift.plans import Plan
from airlift.plans.store import scenario_digest
from airlift.rules import RULES
from airlift.solvers import ProgressEvent, SolveOptions
from airlift.sorties import solve_day
from airlift.sorties.data import PRIORITIES
from benchmarks.days import circuit, routing
from benchmarks.days.drawn import DrawnDay, generate
from benchmarks.days.row import DayRow
from benchmarks.days.stated import CANNOT_STATE, checked, problem_of

__all__ = ["PEERS", "SIZES", "airlift_row", "peer_row", "run_days"]

PEERS = {routing.NAME: routing, circuit.NAME: circuit}
"""Peers by name; each solves a `DayProblem`."""
SIZES = ((20, 1, 4), (60, 3, 10), (100, 4, 16), (200, 5, 24))
"""Tasks, bases and tails of the suite."""


def run_days(
    seeds: Sequence[int],
    sizes: Sequence[tuple[int, int, int]] = SIZES,
    time_limit_s: float = 60.0,
    workers: int = 2,
    progress: Callable[[DayRow], None] | None = None,
    peers: Sequence[str] = tuple(PEERS),
) -> list[DayRow]:
    """Solve days of so many tasks, bases and tails, each seed of each size, by airlift and then by each peer."""
    rows = []
    for tasks, bases, tails in sizes:
        for seed in seeds:
            day = generate(seed, tasks, bases, tails)
            sizes_of = (seed, tasks, bases, tails)
            for solver in ("airlift", *peers):
                if solver == "airlift":
                    row = airlift_row(day, sizes_of, time_limit_s, workers)
                else:
                    row = peer_row(day, sizes_of, solver, time_limit_s, workers)
                rows.append(row)
                if progress is not None:
                    progress(row)
    return rows


def airlift_row(day: DrawnDay, sizes: tuple[int, int, int, int], time_limit_s: float, workers: int) -> DayRow:
    """Solve a day by airlift; `sizes` are seed, tasks, bases and tails."""
    enumerated = 0.0

    def listen(event: ProgressEvent) -> None:
        nonlocal enumerated
        if event.stage == "enumerate":
            enumerated = event.elapsed_s

    options = SolveOptions(time_limit_s=time_limit_s, seed=sizes[0], workers=workers)
    began = time.monotonic()
    programme, result = solve_day(day.scenario, day.allocation, day.mission, options=options, progress=listen)
    total = time.monotonic() - began
    plan = Plan(
        scenario=day.scenario.name,
        scenario_sha256=scenario_digest(day.scenario),
        allocation=day.allocation,
        programmes=(programme,),
        results=(result,),
    )
    rules = {rule.id for rule in RULES.values() if rule.level == "sorties"}
    broken = Counter(one.rule for one in check(day.scenario, plan) if one.rule in rules)
    priority = {task.id: task.priority for task in day.scenario.tasks}
    asked = Counter(priority.values())
    flown = Counter(priority[row.task] for row in programme.outcomes if row.sortie is not None)
    *tasks, minutes = result.objectives
    bounds = [level.bound for level in tasks]
    return DayRow(
        day.name,
        *sizes,
        solver="airlift",
        status=str(result.status),
        flown={name: (flown[name], asked[name]) for name in PRIORITIES},
        minutes=None if minutes.value is None else round(minutes.value),
        tasks_bound=None if None in bounds else sum(bound or 0.0 for bound in bounds),
        minutes_bound=minutes.bound,
        enumeration_s=round(enumerated, 2),
        total_s=round(total, 2),
        stated=sum(flown.values()),
        broken=dict(broken),
    )


def peer_row(
    day: DrawnDay, sizes: tuple[int, int, int, int], peer: str, time_limit_s: float, workers: int
) -> DayRow:
    """Solve a day by a peer."""
    problem = problem_of(day)
    began = time.monotonic()
    flights, status = PEERS[peer].solve(problem, time_limit_s, sizes[0], workers)
    total = round(time.monotonic() - began, 2)
    if flights is None:
        asked = Counter(PRIORITIES[task.level] for task in problem.tasks)
        nothing = {name: (0, asked[name]) for name in PRIORITIES}
        return DayRow(
            day.name, *sizes, solver=peer, status=status, flown=nothing, total_s=total, note=CANNOT_STATE
        )
    found = checked(day, problem, flights)
    return DayRow(
        day.name,
        *sizes,
        solver=peer,
        status=status,
        flown=found.flown,
        minutes=found.minutes,
        total_s=total,
        stated=found.stated,
        broken=found.broken,
        note=CANNOT_STATE,
    )
