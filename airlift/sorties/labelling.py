"""All sorties of one unit worth flying, by labelling with dominance.

Labels (`label`) are extended from site to site in the order of their length, so a label is complete when its turn
comes. One is dropped if another one at the same site, with the same tasks served and on board, is at least as good in
everything that decides how it may go on (`label.dominates`). What the numbers of a label cannot say exactly makes it
unsure: it is kept, and makes no other needless. That is a limited ride across a fuel stop or from the home base,
attendants that come on board after a fuel stop which their mass could have forbidden, and a fuel stop that may turn out
to be needless. The search itself is compiled (`labelkernel`).

Closed routes are flown minute by minute (`timeline.fly`), which has the last word on fuel, mass and rides.

Source of the scheme: elementary shortest paths with resource constraints; Feillet, Dejax, Gendreau and Gueguen,
Networks 44 (2004) 216-229; the (T, E, L) form of schedules with waiting is that of the dial-a-ride literature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from airlift.solvers.mip import IntVector
from airlift.sorties import label as at
from airlift.sorties import labelkernel as kernel
from airlift.sorties.data import DayProblem, DayUnit
from airlift.sorties.dayarrays import FOREVER, DayArrays, day_arrays
from airlift.sorties.timeline import Route, Visit

__all__ = ["Candidate", "Enumeration", "enumerate_routes"]

_ROOM = 1 << 14
"""Labels for which there is room at first; if they are more, the search begins again with eight times as much."""
_AT_ONCE = 2000
"""Labels extended before it is asked whether to stop."""
_FEW = 20
"""The same where the first routes may be enough."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A closed route.

    Parameters
    ----------
    served : int
        Bits of the tasks that it serves.
    length_min, earliest_end_min : int
        Minutes without waiting; no landing is earlier.
    first_start_min, last_start_min : int
        Take-offs with which it can be flown.
    sure : bool
        Whether it can be flown with every take-off between them; otherwise only with none outside.
    limited_fills : tuple of int
        Fuel stops at sites with a limited stock.
    route : Route
        Visits.
    """

    served: int
    length_min: int
    earliest_end_min: int
    first_start_min: int
    last_start_min: int
    sure: bool
    limited_fills: tuple[int, ...]
    route: Route


@dataclass(frozen=True)
class Enumeration:
    """Routes of a unit.

    Parameters
    ----------
    day, scope, store : DayArrays, Scope, Store
        The search, with its labels and closed routes.
    complete : bool
        False when the cap on labels ended the search, or a stop.
    stopped : bool
        Whether it was a stop.
    """

    day: DayArrays
    scope: kernel.Scope
    store: kernel.Store
    complete: bool
    stopped: bool

    @property
    def labels(self) -> int:
        """Labels kept, those included that another one made needless later."""
        return int(self.store.counters[kernel.LABELS])

    @cached_property
    def closed(self) -> IntVector:
        """Closed routes that no other one replaces, by tasks, fills and figures."""
        table = self.store.closed[: self.store.counters[kernel.CLOSED]]
        alive = np.flatnonzero(table[:, kernel.END_ALIVE] == 1)
        lists = table[alive, kernel.END_LISTS :].T[::-1]
        figures = table[alive][:, [kernel.END_MINUS_L, kernel.END_S, kernel.END_E, kernel.END_T]].T
        return alive[np.lexsort([*figures, *lists])].astype(np.int64)

    def tasks(self, end: int) -> tuple[int, ...]:
        """Tasks that a closed route serves."""
        row = self.store.closed[end]
        first = kernel.END_LISTS
        return tuple(row[first : first + row[kernel.END_TASKS]].tolist())

    def visit(self, label: int) -> Visit:
        """Last visit of a label."""
        row, m = self.store.wholes[label].tolist(), self.scope.most
        drops, picks = at.LISTS + 4 * m, at.LISTS + 5 * m
        return Visit(
            row[at.SITE],
            _listed(row[drops:picks]),
            bool(row[at.REFUEL]),
            _listed(row[picks : picks + m]),
        )

    def route(self, end: int) -> Route:
        """Visits of a closed route."""
        row = self.store.closed[end]
        first = kernel.END_LISTS + self.scope.most
        visits = [Visit(self.day.home, _listed(row[first : first + self.scope.most].tolist()))]
        label = int(row[kernel.END_PARENT])
        while label >= 0:
            visits.append(self.visit(label))
            label = int(self.store.wholes[label, at.PARENT])
        return tuple(reversed(visits))

    @property
    def candidates(self) -> Iterator[Candidate]:
        """The closed routes in a fixed order."""
        for end in self.closed.tolist():
            row = self.store.closed[end].tolist()
            fills = kernel.END_LISTS + 2 * self.scope.most
            yield Candidate(
                served=sum(1 << t for t in self.tasks(end)),
                length_min=row[kernel.END_T],
                earliest_end_min=row[kernel.END_E],
                first_start_min=row[kernel.END_S],
                last_start_min=-row[kernel.END_MINUS_L],
                sure=bool(row[kernel.END_SURE]),
                limited_fills=tuple(row[fills : fills + row[kernel.END_FILLED]]),
                route=self.route(end),
            )


def _listed(row: list[int]) -> tuple[int, ...]:
    return tuple(value for value in row if value >= 0)


def enumerate_routes(
    problem: DayProblem,
    unit: DayUnit,
    *,
    night: bool = False,
    max_tasks: int | None = None,
    only: frozenset[int] | None = None,
    max_labels: int | None = None,
    exhaustive: bool = False,
    stop: Callable[[], bool] = lambda: False,
    enough: Callable[[Enumeration], bool] | None = None,
) -> Enumeration:
    """Enumerate the routes of a unit, dominated ones left out.

    Parameters
    ----------
    problem, unit : DayProblem, DayUnit
        Day and unit.
    night : bool
        With night reserves and without regard to daylight.
    max_tasks : int, optional
        Fewer tasks in a sortie than the policy allows.
    only : frozenset of int, optional
        Tasks to be considered; all by default.
    max_labels : int, optional
        Give up after so many labels.
    exhaustive : bool
        Keep dominated routes too: a means to test the dominance on small days.
    stop : callable
        Asked again and again whether to end with the routes found so far.
    enough : callable, optional
        Asked when there are new routes whether no other ones are wanted.
    """
    day = day_arrays(problem, unit, night)
    most = problem.max_tasks if max_tasks is None else min(max_tasks, problem.max_tasks)
    scope = _scope(problem, unit, day, most, only, exhaustive)
    room = _ROOM
    while True:
        labels = room if max_labels is None else min(room, max_labels)
        store = _store(day, scope, labels)
        if problem.fuel[unit.home]:
            kernel.begin(day, scope, store)
        stopped, closed = stop(), 0
        while not stopped and kernel.advance(day, scope, store, _AT_ONCE if enough is None else _FEW):
            stopped = stop()
            if enough is not None and store.counters[kernel.CLOSED] > closed:
                closed = int(store.counters[kernel.CLOSED])
                found = Enumeration(day, scope, store, True, False)
                if enough(found):
                    return found
        full = bool(store.counters[kernel.FULL])
        if stopped or not full or labels == max_labels:
            return Enumeration(day, scope, store, not stopped and not full, stopped)
        room *= 8


def _store(day: DayArrays, scope: kernel.Scope, labels: int) -> kernel.Store:
    legs = day.leg_min[day.leg_min > 0]
    shortest = max(1, int(legs.min(initial=FOREVER)) + day.refuel_min)
    fills = day.max_sortie_min // shortest + 2 if day.site["limited"].any() else 0
    return kernel.new_store(scope, labels, day.max_sortie_min + 1, fills)


def _scope(
    problem: DayProblem,
    unit: DayUnit,
    day: DayArrays,
    most: int,
    only: frozenset[int] | None,
    exhaustive: bool,
) -> kernel.Scope:
    usable = [t for t in range(len(problem.tasks)) if (only is None or t in only) and _fits(problem, unit, t)]
    usable.sort(key=lambda t: (problem.tasks[t].pickup, problem.tasks[t].ready_min, t))
    pickups = np.array([problem.tasks[t].pickup for t in usable], dtype=np.int64)
    round_trip = day.site["from_home"] + day.site["to_home"]
    return kernel.Scope(
        most=most,
        exhaustive=exhaustive,
        tank_min=(day.usable_kg - day.reserve_kg) / day.burn,
        factor=1.0 + day.contingency,
        attendants_min=day.attendants_kg / day.burn,
        near=np.flatnonzero(round_trip <= day.max_sortie_min),
        first=np.searchsorted(pickups, np.arange(len(problem.sites) + 1)),
        here=np.array(usable, dtype=np.int64),
    )


def _fits(problem: DayProblem, unit: DayUnit, t: int) -> bool:
    """Whether the unit may serve a task, which alone has a cabin and a place to end."""
    task = problem.tasks[t]
    if unit.forward and not task.medevac:
        return False
    seats = unit.seats_with_litters if task.litters else unit.seats
    attendants = problem.attendants if task.medevac else 0
    fits = task.passengers + attendants <= seats and task.litters <= unit.litters
    return fits and (task.patrol or bool(task.dropoffs))
