"""Tails and crews for the chosen sorties.

Tails and crews of a base are pools: any member may fly any sortie within its own limits. The quick way is tried first,
then every way. Tails without limits of hours are alike, and the quick way never fails when the selection keeps its
limits. A set of sorties that no assignment can fly is given back to be forbidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from airlift.sorties.columns import Column
from airlift.sorties.data import DayProblem, DayUnit

__all__ = [
    "NO_LIMIT_MIN",
    "Hands",
    "Pool",
    "assign",
    "assign_crews",
    "assign_tails",
    "crew_pool",
    "overloaded",
    "tail_pool",
]

NO_LIMIT_MIN = 10**6
"""Flight minutes of a member without a limit: more than any day has."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Tails or crews of a base, one entry a member.

    Parameters
    ----------
    ready_min : tuple of int
        Minute before which it does not take off.
    left_min : tuple of int
        Most flight minutes on the day.
    gap_min : int
        From a landing to its next take-off.
    span_min : int
        Most minutes from its first take-off to its last landing.
    """

    ready_min: tuple[int, ...]
    left_min: tuple[int, ...]
    gap_min: int
    span_min: int

    def __len__(self) -> int:
        return len(self.ready_min)

    def ready_at(self, minute: int) -> int:
        """Count the members that may take off by a minute."""
        return sum(ready <= minute for ready in self.ready_min)


@dataclass(frozen=True, slots=True)
class Hands:
    """Tail and crew of each sortie, counted from 0 within the pool of its base."""

    tails: tuple[int, ...]
    crews: tuple[int, ...]


def tail_pool(unit: DayUnit) -> Pool:
    """Tails of a base: turnaround, bank time and hours of the week."""
    ready = unit.tail_ready_min or (0,) * unit.tails
    left = unit.tail_left_min or (NO_LIMIT_MIN,) * unit.tails
    return Pool(ready, left, unit.turnaround_min, NO_LIMIT_MIN)


def crew_pool(problem: DayProblem, unit: DayUnit) -> Pool:
    """Crews of a base: rest, duty, flight hours of the day and of the week."""
    ready = unit.crew_ready_min or (0,) * unit.crews
    left = unit.crew_left_min or (problem.crew_flight_min,) * unit.crews
    left = tuple(min(minutes, problem.crew_flight_min) for minutes in left)
    return Pool(ready, left, 0, problem.crew_duty_min)


def assign(problem: DayProblem, chosen: Sequence[Column]) -> Hands | None:
    """Tail and crew of each sortie; None if no assignment keeps the limits.

    Parameters
    ----------
    problem : DayProblem
        Day.
    chosen : sequence of Column
        In the order of their starts; within the limits of the selection.
    """
    tails = assign_tails(problem, chosen)
    crews = None if tails is None else assign_crews(problem, chosen)
    return None if tails is None or crews is None else Hands(tails, crews)


def assign_tails(problem: DayProblem, chosen: Sequence[Column]) -> tuple[int, ...] | None:
    """Tail of each sortie of `chosen`, which are in the order of their starts; None if their hours do not last."""
    return _assigned(problem, chosen, tail_pool, _first)


def assign_crews(problem: DayProblem, chosen: Sequence[Column]) -> tuple[int, ...] | None:
    """Crew of each sortie of `chosen`, which are in the order of their starts; None if none keeps the limits."""
    return _assigned(problem, chosen, lambda unit: crew_pool(problem, unit), _busiest)


def overloaded(problem: DayProblem, chosen: Sequence[Column]) -> list[Column]:
    """Sorties of one base that no assignment of tails or of crews can fly together, none of which can be left out.

    Raises
    ------
    ValueError
        All of them can be flown.
    """
    for pool, core in _groups(problem, chosen):
        if _exact(pool, core) is not None:
            continue
        for column in list(core):
            fewer = [other for other in core if other is not column]
            if _exact(pool, fewer) is None:
                core = fewer
        return core
    raise ValueError("tails and crews can fly these sorties")


_Choice = Callable[[Sequence[int], dict[int, int]], int]
"""Which of the members that can take a sortie does, by the minutes that each has flown."""


def _first(able: Sequence[int], _: dict[int, int]) -> int:
    return able[0]


def _busiest(able: Sequence[int], flown: dict[int, int]) -> int:
    return max(able, key=lambda k: (flown.get(k, 0), -k))


def _groups(problem: DayProblem, chosen: Sequence[Column]) -> Iterator[tuple[Pool, list[Column]]]:
    for index, unit in enumerate(problem.units):
        mine = [column for column in chosen if column.unit == index]
        yield tail_pool(unit), mine
        yield crew_pool(problem, unit), mine


def _assigned(
    problem: DayProblem, chosen: Sequence[Column], pool_of: Callable[[DayUnit], Pool], choice: _Choice
) -> tuple[int, ...] | None:
    numbers = [0] * len(chosen)
    for index, unit in enumerate(problem.units):
        mine = [k for k, column in enumerate(chosen) if column.unit == index]
        sorties, pool = [chosen[k] for k in mine], pool_of(unit)
        members = _quick(pool, sorties, choice)
        if members is None:
            members = _exact(pool, sorties)
        if members is None:
            return None
        for k, member in zip(mine, members, strict=True):
            numbers[k] = member
    return tuple(numbers)


def _quick(pool: Pool, sorties: Sequence[Column], choice: _Choice) -> list[int] | None:
    """Give each sortie to one that can still take it."""
    first: dict[int, int] = {}
    free = dict(enumerate(pool.ready_min))
    flown: dict[int, int] = {}
    numbers = []
    for column in sorties:
        able = [
            k
            for k in range(len(pool))
            if free[k] <= column.start_min
            and flown.get(k, 0) + column.minutes <= pool.left_min[k]
            and column.end_min - first.get(k, column.start_min) <= pool.span_min
        ]
        if not able:
            return None
        k = choice(able, flown)
        first.setdefault(k, column.start_min)
        free[k] = column.end_min + pool.gap_min
        flown[k] = flown.get(k, 0) + column.minutes
        numbers.append(k)
    return numbers


def _exact(pool: Pool, sorties: Sequence[Column]) -> list[int] | None:
    """Try every way, by CP-SAT."""
    from ortools.sat.python import cp_model

    if not sorties:
        return []
    model = cp_model.CpModel()
    members = range(len(pool))
    taken = [[model.new_bool_var("") for _ in members] for _ in sorties]
    for column, row in zip(sorties, taken, strict=True):
        model.add_exactly_one(row)
        for k in members:
            if column.start_min < pool.ready_min[k]:
                model.add(row[k] == 0)
    for k in members:
        flown = sum(column.minutes * row[k] for column, row in zip(sorties, taken, strict=True))
        model.add(flown <= pool.left_min[k])
        for a, first in enumerate(sorties):
            for b in range(a + 1, len(sorties)):
                overlap = sorties[b].start_min < first.end_min + pool.gap_min
                if overlap or sorties[b].end_min - first.start_min > pool.span_min:
                    model.add_at_most_one(taken[a][k], taken[b][k])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [next(k for k in members if solver.boolean_value(row[k])) for row in taken]
