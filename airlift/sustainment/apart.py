"""A flow of whole tails is taken apart into the tails: each gets its own hours, visits, docks and days.

Names come in at the states in which tails join. At each state the tails that came to it take the arcs that leave it,
one each, in a fixed order. Since all in one state are alike, every other order is a plan with the same values.
"""

from __future__ import annotations

from collections import defaultdict

from airlift.sustainment.course import Course, FleetCourse, Stay, levels_of
from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem, Place, Pool
from airlift.sustainment.stretches import Arc, Call, Flow, State, ferry_h_of, start_state

__all__ = ["paths_of", "taken_apart"]


def paths_of(problem: FleetProblem, flow: Flow) -> dict[str, tuple[Arc, ...]]:
    """Take a flow apart into one row of arcs for each tail.

    Raises
    ------
    ValueError
        Tails that come to a state are not as many as leave it.
    """
    waiting: defaultdict[State, list[str]] = defaultdict(list)
    paths: dict[str, list[Arc]] = {}
    for pool in problem.pools:
        for tail in pool.tails:
            waiting[start_state(problem, pool, tail)].append(tail.id)
            paths[tail.id] = []
    leaving: defaultdict[State, list[Arc]] = defaultdict(list)
    for arc, tails in flow.tails.items():
        leaving[arc.stretch.start] += [arc] * tails
    # An arc leads to a state whose bank time counts from a later week.
    for state in sorted(leaving, key=lambda state: state.counts_from):
        arcs = sorted(
            leaving[state], key=lambda arc: (arc.stretch.end_week, -sum(arc.flight_h), arc.flight_h)
        )
        if len(arcs) != len(waiting[state]):
            raise ValueError(f"{len(waiting[state])} tails come to a state and {len(arcs)} leave it")
        for tail_id, arc in zip(waiting.pop(state), arcs, strict=True):
            paths[tail_id].append(arc)
            if arc.stretch.head is not None:
                waiting[arc.stretch.head].append(tail_id)
    if waiting:
        raise ValueError(f"{sum(map(len, waiting.values()))} tails come to states that none leaves")
    return {tail_id: tuple(path) for tail_id, path in paths.items()}


def taken_apart(problem: FleetProblem, flow: Flow) -> FleetCourse:
    """Return the plan of a flow, tail by tail."""
    paths = paths_of(problem, flow)
    berths = _berths(problem, flow, paths)
    courses = tuple(
        _course(problem, pool, tail.id, paths[tail.id], berths)
        for pool in problem.pools
        for tail in pool.tails
    )
    return FleetCourse(courses, levels_of(problem, courses))


def _berths(
    problem: FleetProblem, flow: Flow, paths: dict[str, tuple[Arc, ...]]
) -> dict[tuple[str, int], tuple[int, int]]:
    """Share docks and days out among the tails; those that fly before their visit come last."""
    visitors: defaultdict[tuple[str, int, int], list[tuple[float, str]]] = defaultdict(list)
    for pool in problem.pools:
        for tail in pool.tails:
            for arc in paths[tail.id]:
                for call in arc.stretch.calls:
                    if call.visit.place is Place.BASE:
                        key = pool.workshop, call.week, call.visit.days
                        visitors[key].append((_before_h(arc, call), tail.id))
    found = {}
    for key, there in visitors.items():
        places = sorted(flow.berths[key], key=lambda place: (place[1], place[0]))
        for (_, tail_id), place in zip(sorted(there), places, strict=True):
            found[tail_id, key[1]] = place
    return found


def _before_h(arc: Arc, call: Call) -> float:
    """Hours of its week that are flown before a visit: none before one by the calendar alone."""
    return arc.flight_h[-1] if call is arc.stretch.close and arc.flight_h else 0.0


def _course(
    problem: FleetProblem,
    pool: Pool,
    tail: str,
    path: tuple[Arc, ...],
    berths: dict[tuple[str, int], tuple[int, int]],
) -> Course:
    """Put the arcs of a tail together."""
    kind = problem.types[pool.type]
    first_week, end_week = path[0].stretch.start.week, path[-1].stretch.end_week
    flight_h = [0.0] * (end_week - first_week)
    banks: list[float] = []
    overdue: list[bool] = []
    stays: list[Stay] = []
    bank_h = 0.0
    for arc in path:
        stretch = arc.stretch
        bank_h = stretch.start.bank_h
        flown = dict(zip(stretch.weeks, arc.flight_h, strict=True))
        stops = {stop.week: stop for stop in stretch.stops}
        for week in range(min(stretch.start.week, stretch.start.counts_from), stretch.end_week):
            if week in stretch.looks:
                banks.append(bank_h)
                overdue.append(stretch.is_overdue(week, kind))
            if week in stops:
                ferry_h = ferry_h_of(pool, stops[week].visit)
                dock, day = berths.get((tail, week), (None, 0))
                left_h = max(0.0, bank_h - ferry_h)
                stays.append(Stay(stops[week].visit, week, day, dock, left_h, 2.0 * ferry_h))
                bank_h -= 2.0 * ferry_h
            if week in stretch.weeks:
                bank_h -= flown[week]
                flight_h[week - first_week] += flown[week]
        if stretch.close is not None:
            visit, week = stretch.close.visit, stretch.close.week
            ferry_h = ferry_h_of(pool, visit)
            before_h = _before_h(arc, stretch.close)
            day = DAYS_A_WEEK - visit.days if before_h > 0.0 and visit.weeks == 1 else 0
            dock, day = berths.get((tail, week), (None, day))
            stays.append(Stay(visit, week, day, dock, max(0.0, bank_h - ferry_h), 2.0 * ferry_h))
    return Course(
        tail, pool.id, first_week, end_week, tuple(flight_h), (*banks, bank_h), tuple(overdue), tuple(stays)
    )
