"""Sorties as columns of the selection: one for each unit, set of tasks and start on the grid.

Of the routes that serve the same tasks from the same start only the shortest is kept, and where fuel is limited those
that draw less of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from airlift.solvers.mip import BoolArray, FloatVector, IntVector
from airlift.sorties.data import DayProblem
from airlift.sorties.flightkernel import new_flight, new_route
from airlift.sorties.labelling import Enumeration, enumerate_routes
from airlift.sorties.labelstore import END_LISTS, END_MINUS_L, END_S
from airlift.sorties.startkernel import fly_starts, longest_route, undominated
from airlift.sorties.timeline import Route, Timeline, fly

__all__ = ["MAX_LABELS", "Column", "ColumnSet", "can_fly", "day_columns", "flown"]

MAX_LABELS = 1_500_000
"""Labels of one unit beyond which sorties with fewer tasks are enumerated instead."""
_MANY_TASKS = 120
"""Tasks of a day from which on the small sorties of all units are enumerated before the others."""
_FEW_TASKS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A sortie that may be flown.

    Parameters
    ----------
    unit : int
        Unit of the day.
    served : int
        Bits of the tasks that it serves.
    start_min, minutes : int
        Take-off, and length to the last landing.
    draws_kg : tuple of float
        Fuel drawn at each site with a limited stock, in the order of `ColumnSet.stocks`.
    route : Route
        Visits.
    night : bool
        Flown with night reserves, without regard to daylight.
    """

    unit: int
    served: int
    start_min: int
    minutes: int
    draws_kg: tuple[float, ...]
    route: Route
    night: bool

    @property
    def end_min(self) -> int:
        """Last landing."""
        return self.start_min + self.minutes


@dataclass(frozen=True)
class ColumnSet:
    """All columns of a day.

    Parameters
    ----------
    columns : tuple of Column
        In the order of unit, tasks and start.
    tasks : int
        Tasks of the day.
    stocks : tuple of int
        Sites with a limited stock of fuel.
    labels : int
        Labels of the enumeration.
    restrictions : tuple of str
        What was left out.
    """

    columns: tuple[Column, ...]
    tasks: int
    stocks: tuple[int, ...]
    labels: int
    restrictions: tuple[str, ...]

    @property
    def sets(self) -> int:
        """Different (unit, tasks)."""
        return len({(column.unit, column.served) for column in self.columns})

    @cached_property
    def start(self) -> IntVector:
        """Take-off of each column."""
        return np.array([column.start_min for column in self.columns], dtype=np.int64)

    @cached_property
    def minutes(self) -> IntVector:
        """Minutes of each column."""
        return np.array([column.minutes for column in self.columns], dtype=np.int64)

    @cached_property
    def unit(self) -> IntVector:
        """Unit of each column."""
        return np.array([column.unit for column in self.columns], dtype=np.int64)

    @cached_property
    def served(self) -> BoolArray:
        """Which column serves which task, shape (columns, tasks)."""
        width = -(-self.tasks // 8)
        packed = b"".join(column.served.to_bytes(width, "little") for column in self.columns)
        table = np.frombuffer(packed, dtype=np.uint8).reshape(len(self.columns), width)
        bits = np.unpackbits(table, axis=1, count=self.tasks, bitorder="little")
        return bits.astype(np.bool_)


def day_columns(
    problem: DayProblem,
    *,
    max_labels: int = MAX_LABELS,
    exhaustive: bool = False,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 1,
) -> ColumnSet:
    """Enumerate the columns of a day.

    Parameters
    ----------
    problem : DayProblem
        Day.
    max_labels : int
        Cap on the labels of one unit; sorties of fewer tasks are enumerated when it is hit, and `restrictions` says so.
    exhaustive : bool
        Keep dominated routes too: a means to test the dominance on small days.
    stop : callable
        Asked again and again whether to end with the sorties found so far; `restrictions` says so.
    workers : int
        Units that are enumerated at a time; the columns are the same for any number of them.
    """
    stocks = tuple(site for site, stock in enumerate(problem.stock_kg) if stock is not None)
    lights = (False, True) if problem.night_flying else (False,)
    units = range(len(problem.units))
    first_labels = dict.fromkeys(units, 0)
    parts: dict[int, list[_Starts]] = {index: [] for index in units}
    restrictions: list[str] = []
    labels = 0

    def small(index: int) -> list[_Starts]:
        found = [
            enumerate_routes(problem, problem.units[index], night=night, max_tasks=_FEW_TASKS, stop=stop)
            for night in lights
        ]
        return [_Starts(one, night, *_starts(one, stocks)) for one, night in zip(found, lights, strict=True)]

    def all_of(index: int) -> list[tuple[_Starts, int, int]]:
        rows = []
        for night in lights:
            found, most, tried = _enumerate(problem, index, night, max_labels, exhaustive, stop)
            rows.append((_Starts(found, night, *_starts(found, stocks)), most, tried))
        return rows

    # The kernels let go of the interpreter lock, so threads do.
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        if len(problem.tasks) > _MANY_TASKS:
            # Should the time not last for all sorties, each unit has at least the small ones.
            for index, mine in zip(units, pool.map(small, units), strict=True):
                parts[index] += mine
                first_labels[index] = sum(part.found.labels for part in mine)
        order = sorted(units, key=lambda index: (first_labels[index], index))
        for index, rows in zip(order, pool.map(all_of, order), strict=True):
            unit = problem.units[index]
            for part, most, tried in rows:
                labels += tried
                if most < problem.max_tasks:
                    restrictions.append(
                        f"sorties of {unit.id} serve at most {most} tasks, not {problem.max_tasks}: "
                        f"there are too many of them to enumerate"
                    )
                if part.found.stopped:
                    restrictions.append(
                        f"the time for enumerating was over before all sorties of {unit.id} were found"
                    )
                parts[index].append(part)
    columns = [column for index, mine in parts.items() for column in _best(problem, index, mine)]
    restrictions.extend(_scant_stocks(problem, columns, stocks))
    return ColumnSet(tuple(columns), len(problem.tasks), stocks, labels, tuple(dict.fromkeys(restrictions)))


def _scant_stocks(problem: DayProblem, columns: Sequence[Column], stocks: Sequence[int]) -> Iterator[str]:
    """Yield where the enumeration may lack the sortie that draws least of a stock.

    Of two ways to serve the same tasks it keeps the quicker one. That one also draws less fuel unless a fill on the way
    divides what is drawn among sites and leaves contingency fuel from before it, and draws matter only if all tasks
    together can use up the stock.
    """
    for position, site in enumerate(stocks):
        divided = any(
            fuel and other != unit.home
            for unit in problem.units
            for other, fuel in enumerate(problem.fuel)
            if unit.leg_min[unit.home][other] + unit.leg_min[other][unit.home] <= problem.max_sortie_min
        )
        most_kg = [0.0] * len(problem.tasks)
        for column in columns:
            # A sortie draws for all of its tasks; counted for one of them, every selection is covered.
            task = column.served.bit_length() - 1
            most_kg[task] = max(most_kg[task], column.draws_kg[position])
        stock_kg = problem.stock_kg[site]
        if divided and stock_kg is not None and sum(most_kg) > stock_kg:
            yield (
                f"the stock of fuel at {problem.sites[site]} may be too small for all tasks: of sorties that "
                f"serve the same tasks with a fuel stop on the way only the quicker were compared, not the thriftier"
            )


def can_fly(problem: DayProblem, task: int, stop: Callable[[], bool]) -> bool:
    """Whether a sortie can serve a task alone; False too if `stop` ended the search for one."""
    for unit in problem.units:
        for night in (False, True) if problem.night_flying else (False,):
            only = frozenset({task})
            if _can_start(
                enumerate_routes(problem, unit, night=night, only=only, stop=stop, enough=_can_start)
            ):
                return True
    return False


def _can_start(found: Enumeration) -> bool:
    return len(_starts(found, ())[0]) > 0


def flown(problem: DayProblem, column: Column) -> Timeline:
    """Fly a column: its times and its fuel."""
    timeline = fly(problem, problem.units[column.unit], column.route, column.start_min, column.night)
    if timeline is None:
        raise ValueError(f"no sortie can start at {column.start_min} on the route of this column")
    return timeline


def _enumerate(
    problem: DayProblem,
    index: int,
    night: bool,
    max_labels: int,
    exhaustive: bool,
    stop: Callable[[], bool],
) -> tuple[Enumeration, int, int]:
    """Enumerate with as many tasks in a sortie as the cap on labels allows; also tell these and all labels."""
    labels = 0
    most = problem.max_tasks
    while True:
        found = enumerate_routes(
            problem,
            problem.units[index],
            night=night,
            max_tasks=most,
            max_labels=max_labels if most > 1 else None,
            exhaustive=exhaustive,
            stop=stop,
        )
        labels += found.labels
        if found.complete or found.stopped:
            return found, most, labels
        most -= 1


def _starts(found: Enumeration, stocks: Sequence[int]) -> tuple[IntVector, FloatVector]:
    """Rows of closed route, start and minutes, and what each draws of the limited stocks."""
    day, store, ends = found.day, found.store, found.closed
    closed = store.closed[ends]
    most = int(np.maximum(0, -closed[:, END_MINUS_L] - closed[:, END_S]).sum()) // day.grid_min + 3 * len(
        ends
    )
    visits = longest_route(store.wholes, store.closed, ends)
    starts = np.empty((most, 3), dtype=np.int64)
    draws = np.empty((most, len(stocks)), dtype=np.float64)
    number = fly_starts(
        day,
        store.wholes,
        store.closed,
        ends,
        np.array(stocks, dtype=np.int64),
        new_route(visits, found.scope.most),
        new_flight(visits, found.scope.most),
        starts,
        draws,
    )
    return starts[:number], draws[:number]


@dataclass(frozen=True, slots=True)
class _Starts:
    """Starts of the routes of one enumeration: rows of route, start and minutes, and what each draws."""

    found: Enumeration
    night: bool
    rows: IntVector
    draws: FloatVector


def _best(problem: DayProblem, index: int, parts: Sequence[_Starts]) -> Iterator[Column]:
    """Yield a column for each start that no other one with the same tasks makes needless."""
    rows = np.concatenate([part.rows for part in parts])
    draws = np.concatenate([part.draws for part in parts])
    sets = np.concatenate(_sets(parts, problem.max_tasks))
    # Of the same tasks and start the shortest comes first, then the one that draws least.
    order = np.lexsort([*draws.T[::-1], rows[:, 2], rows[:, 1], sets])
    order = order[undominated(sets[order], rows[order, 1], draws[order])]
    rows, draws = rows[order], draws[order]
    number = np.repeat(np.arange(len(parts)), [len(part.rows) for part in parts])[order]
    known: dict[tuple[int, int], tuple[int, Route]] = {}
    for k, part in enumerate(parts):
        ends = np.unique(rows[number == k, 0])
        for end, route in zip(ends.tolist(), part.found.routes(ends), strict=True):
            known[k, end] = sum(1 << t for t in part.found.tasks(end)), route
    for k, (end, start, minutes), drawn in zip(number.tolist(), rows.tolist(), draws.tolist(), strict=True):
        bits, route = known[k, end]
        yield Column(index, bits, start, minutes, tuple(drawn), route, parts[k].night)


def _sets(parts: Sequence[_Starts], most: int) -> list[IntVector]:
    """Give each start the rank of its set of tasks among those of all parts, in an array for each part."""
    ends = [part.found.closed for part in parts]
    lists = np.full((sum(map(len, ends)), most), -1, dtype=np.int64)
    at = 0
    for part, mine in zip(parts, ends, strict=True):
        width = part.found.scope.most
        lists[at : at + len(mine), :width] = part.found.store.closed[mine, END_LISTS : END_LISTS + width]
        at += len(mine)
    order = np.lexsort(lists.T[::-1])
    ranks = np.zeros(len(order), dtype=np.int64)
    ranks[order[1:]] = np.cumsum((lists[order[1:]] != lists[order[:-1]]).any(axis=1))
    sets = []
    for part, mine in zip(parts, ends, strict=True):
        of_end = np.empty(len(part.found.store.closed), dtype=np.int64)
        of_end[mine], ranks = ranks[: len(mine)], ranks[len(mine) :]
        sets.append(of_end[part.rows[:, 0]])
    return sets
