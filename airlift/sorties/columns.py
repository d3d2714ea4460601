"""Sorties as columns of the selection: one for each unit, set of tasks and start on the grid.

Of the routes that serve the same tasks from the same start only the shortest is kept, and where fuel is limited those
that draw less of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from airlift.sorties.data import DayProblem
from airlift.sorties.labelling import Candidate, Enumeration, enumerate_routes
from airlift.sorties.timeline import Route, Timeline, fly

__all__ = ["MAX_LABELS", "Column", "ColumnSet", "can_fly", "day_columns", "flown"]

MAX_LABELS = 1_500_000
"""Labels of one unit beyond which sorties with fewer tasks are enumerated instead."""


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


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """All columns of a day.

    Parameters
    ----------
    columns : tuple of Column
        In the order of unit, tasks and start.
    stocks : tuple of int
        Sites with a limited stock of fuel.
    labels : int
        Labels of the enumeration.
    sets : int
        Different (unit, tasks).
    restrictions : tuple of str
        What was left out.
    """

    columns: tuple[Column, ...]
    stocks: tuple[int, ...]
    labels: int
    sets: int
    restrictions: tuple[str, ...]


def day_columns(
    problem: DayProblem,
    *,
    max_labels: int = MAX_LABELS,
    exhaustive: bool = False,
    stop: Callable[[], bool] = lambda: False,
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
    """
    stocks = tuple(site for site, stock in enumerate(problem.stock_kg) if stock is not None)
    columns: list[Column] = []
    restrictions: list[str] = []
    labels = 0
    for index, unit in enumerate(problem.units):
        best: dict[tuple[int, int], list[Column]] = {}
        for night in (False, True) if problem.night_flying else (False,):
            found, most = _enumerate(problem, index, night, max_labels, exhaustive, stop)
            labels += found.labels
            if most < problem.max_tasks:
                restrictions.append(
                    f"sorties of {unit.id} serve at most {most} tasks, not {problem.max_tasks}: "
                    f"there are too many of them to enumerate"
                )
            if found.stopped:
                restrictions.append(
                    f"the time for enumerating was over before all sorties of {unit.id} were found"
                )
            for candidate in found.candidates:
                for column in _flown(problem, index, candidate, night, stocks):
                    _keep(best.setdefault((column.served, column.start_min), []), column)
        columns.extend(column for _, rows in sorted(best.items()) for column in rows)
    restrictions.extend(_scant_stocks(problem, columns, stocks))
    sets = len({(column.unit, column.served) for column in columns})
    return ColumnSet(tuple(columns), stocks, labels, sets, tuple(dict.fromkeys(restrictions)))


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

    def flies(index: int, night: bool) -> Callable[[Candidate], bool]:
        return lambda candidate: any(True for _ in _flown(problem, index, candidate, night, ()))

    for index, unit in enumerate(problem.units):
        for night in (False, True) if problem.night_flying else (False,):
            enough = flies(index, night)
            only = frozenset({task})
            found = enumerate_routes(problem, unit, night=night, only=only, stop=stop, enough=enough)
            if any(enough(candidate) for candidate in found.candidates):
                return True
    return False


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
) -> tuple[Enumeration, int]:
    """Enumerate with as many tasks in a sortie as the cap on labels allows."""
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
            return replace(found, labels=labels), most
        most -= 1


def _flown(
    problem: DayProblem, index: int, candidate: Candidate, night: bool, stocks: Sequence[int]
) -> Iterator[Column]:
    """Yield the starts of a route that no other start of it makes needless.

    A start from which no waiting is needed can be moved along its window as it is. Of the earlier ones only the last
    can be of use: it ends at the same minute as those before it and is shorter.
    """
    grid, unit = problem.grid_min, problem.units[index]
    unwaited = max(candidate.first_start_min, candidate.earliest_end_min - candidate.length_min)
    low = -(-unwaited // grid) * grid
    high = candidate.last_start_min // grid * grid
    if low > unwaited or low > high:
        for start in range(min(low - grid, high), candidate.first_start_min - 1, -grid):
            timeline = fly(problem, unit, candidate.route, start, night)
            if timeline is not None:
                yield _column(problem, index, candidate, night, stocks, start, timeline)
                break
            if candidate.sure:
                break
    timeline = None
    for start in range(low, high + 1, grid):
        if timeline is None or not candidate.sure:
            timeline = fly(problem, unit, candidate.route, start, night)
        if timeline is not None:
            yield _column(problem, index, candidate, night, stocks, start, timeline)


def _column(
    problem: DayProblem,
    index: int,
    candidate: Candidate,
    night: bool,
    stocks: Sequence[int],
    start: int,
    timeline: Timeline,
) -> Column:
    draws = tuple(_draw_kg(problem, candidate.route, timeline, site) for site in stocks)
    return Column(index, candidate.served, start, timeline.minutes, draws, candidate.route, night)


def _draw_kg(problem: DayProblem, route: Route, timeline: Timeline, site: int) -> float:
    """Fuel drawn at a site: what is taken there, and at the home base what the tail needs to be as full as before."""
    drawn = sum(kg for visit, kg in zip(route, timeline.refuel_kg, strict=True) if visit.site == site)
    if route[0].site == site:
        drawn += timeline.fuel_kg[0] + problem.taxi_kg - timeline.fuel_kg[-1]
    return drawn


def _keep(rows: list[Column], column: Column) -> None:
    """Keep a column unless another one from the same start is as short and draws no more fuel anywhere."""
    for row in rows:
        if row.minutes <= column.minutes and all(
            a <= b for a, b in zip(row.draws_kg, column.draws_kg, strict=True)
        ):
            return
    rows[:] = [
        row
        for row in rows
        if row.minutes < column.minutes
        or any(a < b for a, b in zip(row.draws_kg, column.draws_kg, strict=True))
    ]
    rows.append(column)
