"""All sorties of one unit worth flying, by labelling with dominance.

Labels (`label`) are extended from site to site in the order of their length, so a label is complete when its turn
comes. One is dropped if another one at the same site, with the same tasks served and on board, is at least as good in
everything that decides how it may go on (`label.dominates`). What the numbers of a label cannot say exactly makes it
unsure: it is kept, and makes no other needless. That is a limited ride across a fuel stop or from the home base,
attendants that come on board after a fuel stop which their mass could have forbidden, and a fuel stop that may turn out
to be needless. The search itself is compiled (`labelkernel`, `labelstore`).

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
from airlift.sorties import labelstore as filed
from airlift.sorties.data import DayProblem, DayUnit
from airlift.sorties.dayarrays import FOREVER, DayArrays, day_arrays
from airlift.sorties.labelkernel import DONE, NO_ROOM, advance, begin
from airlift.sorties.timeline import Route, Visit

__all__ = ["Candidate", "Enumeration", "enumerate_routes"]

_ROOM = 1 << 14
"""Labels for which there is room at first."""
_GROWS = 4
"""By how many times the room grows when it is used up."""
_SPARE = 8
"""One part in so many of the room is left for what one extension may add; if it adds more, the search begins again."""
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
    scope: filed.Scope
    store: filed.Store
    complete: bool
    stopped: bool

    @property
    def labels(self) -> int:
        """Labels kept, those included that another one made needless later."""
        return int(self.store.counters[filed.LABELS])

    @cached_property
    def closed(self) -> IntVector:
        """Closed routes that no other one replaces, by tasks, fills and figures."""
        table = self.store.closed[: self.store.counters[filed.CLOSED]]
        alive = np.flatnonzero(table[:, filed.END_ALIVE] == 1)
        lists = table[alive, filed.END_LISTS :].T[::-1]
        figures = table[alive][:, [filed.END_MINUS_L, filed.END_S, filed.END_E, filed.END_T]].T
        return alive[np.lexsort([*figures, *lists])].astype(np.int64)

    def tasks(self, end: int) -> tuple[int, ...]:
        """Tasks that a closed route serves."""
        row = self.store.closed[end]
        first = filed.END_LISTS
        return tuple(row[first : first + row[filed.END_TASKS]].tolist())

    def visits(self, labels: IntVector) -> dict[int, Visit]:
        """Last visit of each label."""
        m, rows = self.scope.most, self.store.wholes[labels]
        drops, picks = at.LISTS + 4 * m, at.LISTS + 5 * m
        columns = rows[:, at.SITE], rows[:, drops:picks], rows[:, at.REFUEL] != 0, rows[:, picks : picks + m]
        return {
            label: Visit(site, _listed(off), refuel, _listed(on))
            for label, site, off, refuel, on in zip(
                labels.tolist(), *(column.tolist() for column in columns), strict=True
            )
        }

    def routes(self, ends: IntVector) -> Iterator[Route]:
        """Yield the visits of closed routes; those with the same beginning share them."""
        parents, last = self.store.wholes[:, at.PARENT], self.store.closed[ends, filed.END_PARENT]
        levels = [level := np.unique(last[last >= 0])]
        while level.size:
            above = parents[level]
            levels.append(level := np.unique(above[above >= 0]))
        labels = np.unique(np.concatenate(levels))
        visits = self.visits(labels)
        before = dict(zip(visits, parents[labels].tolist(), strict=True))
        first = filed.END_LISTS + self.scope.most
        off_at_home = self.store.closed[ends, first : first + self.scope.most]
        for label, off in zip(last.tolist(), off_at_home.tolist(), strict=True):
            route = [Visit(self.day.home, _listed(off))]
            while label >= 0:
                route.append(visits[label])
                label = before[label]
            yield tuple(reversed(route))

    @property
    def candidates(self) -> Iterator[Candidate]:
        """The closed routes in a fixed order."""
        for end, route in zip(self.closed.tolist(), self.routes(self.closed), strict=True):
            row = self.store.closed[end].tolist()
            fills = filed.END_LISTS + 2 * self.scope.most
            yield Candidate(
                served=sum(1 << t for t in self.tasks(end)),
                length_min=row[filed.END_T],
                earliest_end_min=row[filed.END_E],
                first_start_min=row[filed.END_S],
                last_start_min=-row[filed.END_MINUS_L],
                sure=bool(row[filed.END_SURE]),
                limited_fills=tuple(row[fills : fills + row[filed.END_FILLED]]),
                route=route,
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
    labels = _ROOM if max_labels is None else min(_ROOM, max_labels)
    store = _begun(problem, unit, day, scope, labels)
    closed = 0
    while not stop():
        spare = 0 if labels == max_labels else labels // _SPARE
        came_to = advance(day, scope, store, _AT_ONCE if enough is None else _FEW, spare)
        if enough is not None and store.counters[filed.CLOSED] > closed:
            closed = int(store.counters[filed.CLOSED])
            found = Enumeration(day, scope, store, True, False)
            if enough(found):
                return found
        if came_to == DONE or (came_to == NO_ROOM and labels == max_labels):
            return Enumeration(day, scope, store, came_to == DONE, False)
        if came_to == NO_ROOM:
            labels = labels * _GROWS if max_labels is None else min(labels * _GROWS, max_labels)
            if store.counters[filed.FULL]:
                # An extension was left half done.
                store, closed = _begun(problem, unit, day, scope, labels), 0
            else:
                store = filed.grown(scope, store, labels)
    return Enumeration(day, scope, store, False, True)


def _begun(
    problem: DayProblem, unit: DayUnit, day: DayArrays, scope: filed.Scope, labels: int
) -> filed.Store:
    """Room for so many labels, with those that have just taken off."""
    legs = day.leg_min[day.leg_min > 0]
    shortest = max(1, int(legs.min(initial=FOREVER)) + day.refuel_min)
    fills = day.max_sortie_min // shortest + 2 if day.site["limited"].any() else 0
    store = filed.new_store(scope, labels, day.max_sortie_min + 1, fills)
    if problem.fuel[unit.home]:
        begin(day, scope, store)
    return store


def _scope(
    problem: DayProblem,
    unit: DayUnit,
    day: DayArrays,
    most: int,
    only: frozenset[int] | None,
    exhaustive: bool,
) -> filed.Scope:
    usable = [t for t in range(len(problem.tasks)) if (only is None or t in only) and _fits(problem, unit, t)]
    usable.sort(key=lambda t: (problem.tasks[t].pickup, problem.tasks[t].ready_min, t))
    pickups = np.array([problem.tasks[t].pickup for t in usable], dtype=np.int64)
    round_trip = day.site["from_home"] + day.site["to_home"]
    return filed.Scope(
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
