"""From a fleet plan to its flow: each tail becomes a row of arcs, and like arcs are counted."""

from __future__ import annotations

from collections import Counter, defaultdict

from airlift.sustainment.course import Course, FleetCourse
from airlift.sustainment.data import FleetProblem, Place, Pool
from airlift.sustainment.stretches import (
    Arc,
    Call,
    Flow,
    State,
    Stretch,
    ferry_h_of,
    free_h_of,
    start_state,
    state_after,
)

__all__ = ["arcs_of", "trace"]

_DIGITS = 9
"""Hours that a first week allows are rounded to so many digits, so that sums of one value make one state."""


def trace(problem: FleetProblem, plan: FleetCourse) -> Flow:
    """Return the flow of a plan."""
    berths: defaultdict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    pools = {pool.id: pool for pool in problem.pools}
    tails: Counter[Arc] = Counter()
    for course in plan.courses:
        pool = pools[course.pool]
        tails.update(arcs_of(problem, pool, course))
        for stay in course.stays:
            if stay.visit.place is Place.BASE and stay.dock is not None:
                berths[pool.workshop, stay.week, stay.visit.days].append((stay.dock, stay.day))
    return Flow(tails, {key: tuple(sorted(places)) for key, places in berths.items()})


def arcs_of(problem: FleetProblem, pool: Pool, course: Course) -> list[Arc]:
    """Return the arcs of one tail, in the order in which it takes them."""
    kind = problem.types[pool.type]
    start = start_state(problem, pool, next(tail for tail in pool.tails if tail.id == course.tail))
    left_h = list(course.flight_h)
    stops: list[Call] = []
    arcs: list[Arc] = []
    for stay in course.stays:
        call = Call(stay.visit, stay.week)
        if not stay.visit.hourly:
            stops.append(call)
            continue
        before_h = 0.0
        if stay.visit.weeks == 1:
            # The bank time that is left says how much of its week was flown before the visit.
            ferry_h = ferry_h_of(pool, stay.visit)
            flown_h = _flown_h(start, stay.week, left_h, course.first_week)
            ferried_h = sum(2.0 * ferry_h_of(pool, stop.visit) for stop in stops)
            rest_h = start.bank_h - flown_h - ferried_h - ferry_h - stay.left_h
            before_h = min(left_h[stay.week - course.first_week], max(0.0, rest_h))
        free_h = round(max(0.0, free_h_of(kind, stay.visit) - before_h), _DIGITS)
        head = state_after(problem, pool, start, tuple(stops), call, free_h)
        stretch = Stretch(start, tuple(stops), call, head, stay.week + 1)
        hours = [left_h[week - course.first_week] for week in stretch.weeks]
        if hours:
            hours[-1] = before_h
        arcs.append(Arc(stretch, tuple(hours)))
        left_h[stay.week - course.first_week] -= before_h
        start, stops = head, []
    last = Stretch(start, tuple(stops), None, None, course.end_week)
    arcs.append(Arc(last, tuple(left_h[week - course.first_week] for week in last.weeks)))
    return arcs


def _flown_h(start: State, week: int, left_h: list[float], first_week: int) -> float:
    """Hours that are flown from a state until a week begins."""
    return sum(left_h[one - first_week] for one in range(start.week, week))
