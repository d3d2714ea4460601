"""Search over the choices of the dispatch rule: shift one to three decisions, keep what is not worse."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem
from airlift.sustainment.dispatch import Choices, dispatch

__all__ = ["improve", "starts_of"]

_EARLY_SHARES = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
"""Bank time up to which a visit may begin, as part of a full bank."""
_LEADS = (0, 1, 2, 4, 8)


def starts_of(problem: FleetProblem) -> tuple[Choices, FleetCourse]:
    """Return the best plan of the plain rule, over a few settings for all tails alike."""
    plans = [(choices, dispatch(problem, choices)) for choices in (Choices(), Choices(lead=4))]
    for share in _EARLY_SHARES[1:4]:
        early_h = {
            (tail.id, number): share * problem.types[pool.type].smallest_interval_h
            for pool in problem.pools
            for tail in pool.tails
            for number in range(problem.weeks)
        }
        choices = Choices(early_h=early_h)
        plans.append((choices, dispatch(problem, choices)))
    return min(plans, key=lambda plan: plan[1].values)


def improve(
    problem: FleetProblem,
    start: tuple[Choices, FleetCourse],
    seed: int,
    go_on: Callable[[int, FleetCourse], bool],
    meet: Callable[[FleetCourse], None] | None = None,
) -> FleetCourse:
    """Shift decisions as long as `go_on` says so, given the number of trials and the best plan so far.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    start : tuple of Choices, FleetCourse
        Where to begin.
    seed : int
        Seed of the random choices.
    go_on : callable
        Asked before each trial.
    meet : callable, optional
        Told each plan.
    """
    draw = random.Random(seed)
    choices, best = start
    tails = [(pool, tail.id) for pool in problem.pools for tail in pool.tails]
    trial = 0
    while tails and go_on(trial, best):
        early_h, lead_weeks = dict(choices.early_h), dict(choices.lead_weeks)
        for _ in range(draw.choice((1, 1, 2, 3))):
            pool, tail = draw.choice(tails)
            if problem.types[pool.type].calendar and draw.random() < 0.2:
                lead_weeks[tail] = draw.choice(_LEADS)
            else:
                visits = sum(len(course.stays) for course in best.courses if course.tail == tail)
                full_h = problem.types[pool.type].smallest_interval_h
                early_h[tail, draw.randint(0, visits)] = full_h * draw.choice(_EARLY_SHARES)
        shifted = replace(choices, early_h=early_h, lead_weeks=lead_weeks)
        course = dispatch(problem, shifted)
        if meet is not None:
            meet(course)
        if course.values <= best.values:
            choices, best = shifted, course
        trial += 1
    return best
