"""All sorties of one unit worth flying, by labelling with dominance.

A label is a partial sortie that has just departed from a site. With s the take-off, it departs at max(E, s + T) for
s <= L: T is its length without waiting, E what ready times hold it back to, L the latest take-off that meets every
deadline so far. The same three numbers counted from the last fill (Tg, Eg, Lg) give the fuel: a fill is the burn to
the next one and no more, so every take-off mass limits the minutes between two fills, and one number (K) remembers the
tightest of these limits. A label is dropped if another one at the same site, with the same tasks served and on board,
is at least as good in all of these. Departures are processed in the order of T, so a label is complete when its turn
comes.

Closed routes are flown minute by minute (`timeline.fly`), which has the last word on fuel, mass and rides.

Source of the scheme: elementary shortest paths with resource constraints; Feillet, Dejax, Gendreau and Gueguen,
Networks 44 (2004) 216-229; the (T, E, L) form of schedules with waiting is that of the dial-a-ride literature.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from airlift.sorties.data import DayProblem, DayUnit
from airlift.sorties.timeline import Route, Visit

__all__ = ["Candidate", "Enumeration", "enumerate_routes"]

_EPSILON = 1e-9
_FOREVER = 10**6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A closed route: served tasks as bits, length without waiting, earliest end, take-off window, limited fills."""

    served: int
    length_min: int
    earliest_end_min: int
    first_start_min: int
    last_start_min: int
    limited_fills: tuple[int, ...]
    route: Route


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Routes of a unit; `complete` is False when the cap on labels ended the search."""

    candidates: tuple[Candidate, ...]
    labels: int
    complete: bool


class _Label:
    """A partial sortie; see the module for T, E, L, Tg, Eg, Lg and K. `S` is the earliest take-off."""

    __slots__ = (
        "E",
        "Eg",
        "K",
        "L",
        "Lg",
        "S",
        "T",
        "Tg",
        "alive",
        "fills",
        "first",
        "lying",
        "medevac",
        "most_seated",
        "onboard",
        "parent",
        "payload",
        "rides",
        "seated",
        "served",
        "site",
        "tasks",
        "visit",
        "with_litters",
    )  # fmt: skip

    site: int
    served: int  # bits of the tasks begun
    onboard: tuple[int, ...]  # tasks on board, ascending
    T: int
    E: int
    L: int
    S: int
    Tg: int
    Eg: int
    Lg: int
    K: float
    first: bool  # no fill since the take-off
    seated: int
    lying: int
    most_seated: int
    payload: float
    medevac: bool
    with_litters: bool
    rides: tuple[
        tuple[int, int], ...
    ]  # (task, T at its pick-up's departure) of tasks on board with a ride limit
    fills: tuple[int, ...]  # fills at sites with a limited stock
    tasks: int
    parent: _Label | None
    visit: Visit
    alive: bool


def _clone(label: _Label) -> _Label:
    new = _Label()
    new.site, new.served, new.onboard, new.tasks = label.site, label.served, label.onboard, label.tasks
    new.T, new.E, new.L, new.S = label.T, label.E, label.L, label.S
    new.Tg, new.Eg, new.Lg, new.K, new.first = label.Tg, label.Eg, label.Lg, label.K, label.first
    new.seated, new.lying, new.most_seated = label.seated, label.lying, label.most_seated
    new.payload, new.medevac, new.with_litters = label.payload, label.medevac, label.with_litters
    new.rides, new.fills, new.parent = label.rides, label.fills, label.parent
    return new


def _dominates(a: _Label, b: _Label, factor: float, wait: int) -> bool:
    """Whether `a` can end in every way in which `b` can, no later and with no more fuel.

    From a start on the grid a label may have to wait up to `wait` minutes. After a fill that costs no fuel, before the
    first one it does.
    """
    if not (
        a.T <= b.T
        and a.E <= b.E
        and a.L >= b.L
        and a.S <= b.S
        and a.Tg <= b.Tg
        and a.Eg <= b.Eg
        and a.Lg >= b.Lg
        and a.most_seated <= b.most_seated
    ):
        return False
    spare = (a.K - factor * a.Tg) - (b.K - factor * b.Tg) + _EPSILON
    if spare < 0.0:
        return False
    if a.first and spare < factor * wait and (a.K < b.K or not b.first):
        return False
    if a.first and not b.first and a.Tg + wait > b.Tg:
        return False
    return all(a.T - x[1] <= b.T - y[1] for x, y in zip(a.rides, b.rides, strict=True))


@dataclass(frozen=True, slots=True)
class _Closed:
    """A label that has come home: T, E, S and -L of the sortie, who gets off there, fuel for a wait for the grid."""

    figures: tuple[int, int, int, int]
    can_wait: bool
    label: _Label
    drops: tuple[int, ...]


def _no_worse(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))


def enumerate_routes(
    problem: DayProblem,
    unit: DayUnit,
    *,
    night: bool = False,
    max_tasks: int | None = None,
    only: frozenset[int] | None = None,
    max_labels: int | None = None,
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
    """
    search = _Labelling(problem, unit, night, max_tasks, only, max_labels)
    complete = search.run()
    return Enumeration(tuple(search.candidates()), search.labels, complete)


class _Labelling:
    """The search for one unit and one kind of light."""

    def __init__(
        self,
        problem: DayProblem,
        unit: DayUnit,
        night: bool,
        max_tasks: int | None,
        only: frozenset[int] | None,
        max_labels: int | None,
    ) -> None:
        self.problem, self.unit, self.tasks = problem, unit, problem.tasks
        self.max_tasks = problem.max_tasks if max_tasks is None else min(max_tasks, problem.max_tasks)
        self.max_labels = _FOREVER * _FOREVER if max_labels is None else max_labels
        self.rate = unit.burn_kg_per_min
        self.factor = 1.0 + problem.contingency
        self.wait = problem.grid_min - 1
        self.reserve = self.rate * (problem.reserve_night_min if night else problem.reserve_day_min)
        self.tank_min = (unit.usable_fuel_kg - self.reserve) / self.rate + _EPSILON
        sites = range(len(problem.sites))
        self.light = [(-_FOREVER, _FOREVER) if night else problem.daylight[site] for site in sites]
        self.limited = [problem.stock_kg[site] is not None for site in sites]
        legs = unit.leg_min
        self.to_fuel = [
            min((0 if a == b else legs[a][b] for b in sites if problem.fuel[b]), default=_FOREVER)
            for a in sites
        ]
        self.to_home = [0 if site == unit.home else legs[site][unit.home] for site in sites]
        self.near = [
            site for site in sites if legs[unit.home][site] + self.to_home[site] <= problem.max_sortie_min
        ]
        usable = [t for t in range(len(problem.tasks)) if (only is None or t in only) and self._fits(t)]
        usable.sort(key=lambda t: (problem.tasks[t].ready_min, t))
        self.here = [[t for t in usable if problem.tasks[t].pickup == site] for site in sites]
        self.queue: dict[int, list[_Label]] = {}
        self.kept: dict[tuple[int, int, tuple[int, ...], tuple[int, ...]], list[_Label]] = {}
        self.closed: dict[tuple[int, tuple[int, ...]], list[_Closed]] = {}
        self.labels = 0

    def _fits(self, t: int) -> bool:
        """Whether a task alone has a cabin and a place to end."""
        task, unit = self.tasks[t], self.unit
        seats = unit.seats_with_litters if task.litters else unit.seats
        attendants = self.problem.attendants if task.medevac else 0
        fits = task.passengers + attendants <= seats and task.litters <= unit.litters
        return fits and (task.patrol or bool(task.dropoffs))

    def run(self) -> bool:
        """Search in the order of length; False if the cap on labels ended it."""
        if self.problem.fuel[self.unit.home]:
            self._start()
        while self.queue:
            for label in self.queue.pop(min(self.queue)):
                if label.alive:
                    self._extend(label)
            if self.labels > self.max_labels:
                return False
        return True

    def _start(self) -> None:
        """Labels that have just taken off from the home base, with what is loaded there."""
        home = self.unit.home
        loads = [t for t in self.here[home] if not self.tasks[t].patrol]
        for number in range(min(len(loads), self.max_tasks) + 1):
            for picks in combinations(loads, number):
                label = _Label()
                label.site, label.served, label.onboard, label.tasks = home, 0, (), 0
                label.T, label.Tg, label.first = 0, 0, True
                label.S, label.L = max(0, self.light[home][0]), self.light[home][1]
                label.K = float(_FOREVER)
                label.seated = label.lying = label.most_seated = 0
                label.payload, label.medevac, label.with_litters = 0.0, False, False
                label.rides, label.parent = (), None
                label.fills = (home,) if self.limited[home] else ()
                loaded = 0
                for t in picks:
                    loaded = max(loaded, self.tasks[t].ready_min) + self.tasks[t].dwell_min
                if all(self._take(label, t) for t in picks):
                    label.S = max(label.S, loaded)
                    label.E = label.S
                    self._depart(label, (), False, picks)

    def _take(self, label: _Label, t: int) -> bool:
        """Put a task on board; False where the cabin does not allow it."""
        task = self.tasks[t]
        label.served |= 1 << t
        label.tasks += 1
        if task.patrol:
            return True
        if task.medevac and not label.medevac:
            label.medevac = True
            # Attendants fly the whole sortie: every take-off so far was that much heavier.
            label.K -= self.problem.attendants_kg / self.rate
        if task.takeoff_min is not None and task.takeoff_min > label.S:
            label.S = task.takeoff_min
        label.with_litters = label.with_litters or task.litters > 0
        label.onboard = tuple(sorted((*label.onboard, t)))
        label.seated += task.passengers
        label.lying += task.litters
        label.payload += task.payload_kg
        label.most_seated = max(label.most_seated, label.seated)
        seats = self.unit.seats_with_litters if label.with_litters else self.unit.seats
        seated = label.most_seated + (self.problem.attendants if label.medevac else 0)
        return label.lying <= self.unit.litters and seated <= seats

    def _extend(self, label: _Label) -> None:
        """Fly on to every site where something can be done."""
        problem, home = self.problem, self.unit.home
        legs, light = self.unit.leg_min[label.site], self.light
        has_room = label.tasks < self.max_tasks
        may_end = {site for t in label.onboard for site in self.tasks[t].dropoffs}
        fuel_min = min(label.K, self.tank_min) + _EPSILON
        for site in self.near:
            if site == label.site:
                continue
            wanted = has_room and any(not label.served >> t & 1 for t in self.here[site])
            if not (wanted or site in may_end or problem.fuel[site]):
                continue
            leg, back = legs[site], self.to_home[site]
            length = label.T + leg
            if length + back > problem.max_sortie_min:
                continue
            earliest = max(label.E + leg, light[site][0])
            if earliest > light[site][1] or earliest + back > light[home][1]:
                continue
            latest_start = min(label.L, light[site][1] - length, light[home][1] - length - back)
            if latest_start < label.S:
                continue
            burnt = max(label.Tg + leg, label.Eg + leg - (latest_start if label.first else label.Lg))
            if self.factor * (burnt + self.to_fuel[site]) > fuel_min:
                continue
            self._arrive(label, site, leg, earliest, latest_start)

    def _arrive(self, label: _Label, site: int, leg: int, earliest: int, latest_start: int) -> None:
        """At a site: choose who gets off, whether to refuel and who gets on."""
        problem, tasks = self.problem, self.tasks
        length = label.T + leg
        for drops in self._drop_choices(label, site, length, earliest):
            new = _clone(label)
            new.site, new.parent = site, label
            new.T, new.E = length, earliest
            new.L = min([latest_start, *(tasks[t].latest_min - length for t in drops)])
            if new.L < new.S:
                continue
            new.Tg, new.Eg = label.Tg + leg, max(label.Eg + leg, self.light[site][0])
            if not new.first:
                new.Lg = min([new.Lg, *(tasks[t].latest_min - new.Tg for t in drops)])
            if drops:
                new.onboard = tuple(t for t in label.onboard if t not in drops)
                new.rides = tuple(ride for ride in label.rides if ride[0] not in drops)
                new.seated -= sum(tasks[t].passengers for t in drops)
                new.lying -= sum(tasks[t].litters for t in drops)
                new.payload -= sum(tasks[t].payload_kg for t in drops)
            if site == self.unit.home and not new.onboard and new.served:
                self._close(new, drops)
            self._spend(new, problem.unload_min * len(drops))
            self._load(new, drops, False, ())
            people = any(tasks[t].passengers + tasks[t].litters for t in new.onboard)
            if problem.fuel[site] and (problem.refuel_with_patients or not people):
                filled = _clone(new)
                self._spend(filled, self.unit.refuel_min)
                if self.limited[site]:
                    filled.fills = tuple(sorted((*filled.fills, site)))
                self._load(filled, drops, True, ())

    def _drop_choices(
        self, label: _Label, site: int, length: int, earliest: int
    ) -> Iterator[tuple[int, ...]]:
        """Choose among those on board who may get off here in time; staying on board is always a choice."""
        ready = []
        ridden = dict(label.rides)
        for t in label.onboard:
            task = self.tasks[t]
            if site in task.dropoffs and earliest <= task.latest_min:
                if task.max_ride_min is not None and length - ridden[t] > task.max_ride_min:
                    continue
                ready.append(t)
        for number in range(len(ready), -1, -1):
            yield from combinations(ready, number)

    @staticmethod
    def _spend(label: _Label, minutes: int) -> None:
        label.T += minutes
        label.E += minutes
        label.Tg += minutes
        label.Eg += minutes

    def _load(self, label: _Label, drops: tuple[int, ...], refuel: bool, picks: tuple[int, ...]) -> None:
        """Depart, and also with each further task that can be taken here."""
        if drops or refuel or picks:
            self._depart(_clone(label), drops, refuel, picks)
        if label.tasks >= self.max_tasks:
            return
        here = self.here[label.site]
        begin = 0
        if picks and not self.tasks[picks[-1]].patrol:
            # Those who are ready first get on first: no other order of loading is quicker.
            begin = here.index(picks[-1]) + 1
        for position, t in enumerate(here):
            task = self.tasks[t]
            if label.served >> t & 1 or (position < begin and not task.patrol):
                continue
            new = _clone(label)
            if not self._take(new, t) or new.L < new.S:
                continue
            new.E = max(new.E, task.ready_min, new.S + new.T)
            new.Eg = max(new.Eg, task.ready_min)
            if task.patrol:
                new.L = min(new.L, task.due_min - new.T)
                new.Lg = min(new.Lg, task.due_min - new.Tg)
                if task.due_min < new.E or new.L < new.S:
                    continue
            self._spend(new, task.dwell_min)
            self._load(new, drops, refuel, (*picks, t))

    def _depart(self, label: _Label, drops: tuple[int, ...], refuel: bool, picks: tuple[int, ...]) -> None:
        """Take off; keep the label if it can still get home and is not dominated."""
        site = label.site
        dusk = self.light[site][1]
        label.L = min(label.L, dusk - label.T)
        label.E = max(label.E, label.S + label.T)
        if label.L < label.S or dusk < label.E:
            return
        weight = label.payload + (self.problem.attendants_kg if label.medevac else 0.0)
        slack = (self.unit.room_kg[site] - weight - self.reserve) / self.rate
        if refuel:
            # From here on the wait may be moved to before this departure, so nothing holds the new tank back.
            label.first, label.Tg, label.Eg, label.Lg, label.K = False, 0, -_FOREVER, dusk, slack
        else:
            if label.first:
                label.Tg, label.Eg, label.Lg = label.T, label.E, label.L
            else:
                label.Lg = min(label.Lg, dusk - label.Tg)
            label.K = min(label.K, slack + label.Tg)
        if not self._is_promising(label):
            return
        ridden = dict(label.rides)
        label.rides = tuple(
            (t, ridden.get(t, label.T)) for t in label.onboard if self.tasks[t].max_ride_min is not None
        )
        label.visit = Visit(site, drops, refuel, picks)
        self._keep(label)

    def _is_promising(self, label: _Label) -> bool:
        """Whether fuel, clocks and rides leave a way to the next place where it matters."""
        legs, site = self.unit.leg_min[label.site], label.site
        burnt = max(label.Tg, label.Eg - label.Lg)
        if self.factor * (burnt + self.to_fuel[site]) > min(label.K, self.tank_min) + _EPSILON:
            return False
        ridden = dict(label.rides)
        for t in label.onboard:
            task = self.tasks[t]
            leg = min([legs[end] for end in task.dropoffs if end != site], default=0)
            if label.E + leg > task.latest_min or label.S + label.T + leg > task.latest_min:
                return False
            if task.max_ride_min is not None and label.T - ridden.get(t, label.T) + leg > task.max_ride_min:
                return False
        return True

    def _keep(self, label: _Label) -> None:
        """File a label by its key unless another one dominates it."""
        key = (label.site, label.served, label.onboard, label.fills)
        rivals = self.kept.setdefault(key, [])
        for rival in rivals:
            if _dominates(rival, label, self.factor, self.wait):
                return
        remaining = []
        for rival in rivals:
            if _dominates(label, rival, self.factor, self.wait):
                rival.alive = False
            else:
                remaining.append(rival)
        remaining.append(label)
        self.kept[key] = remaining
        label.alive = True
        self.labels += 1
        self.queue.setdefault(label.T, []).append(label)

    def _close(self, label: _Label, drops: tuple[int, ...]) -> None:
        """File a closed route unless another one with the same tasks is at least as good."""
        endurance = min(label.K, self.tank_min) + _EPSILON
        can_wait = not label.first or self.factor * (label.T + self.wait) <= endurance
        mine = _Closed((label.T, label.E, label.S, -label.L), can_wait, label, drops)
        rows = self.closed.setdefault((label.served, label.fills), [])
        if any(row.can_wait and _no_worse(row.figures, mine.figures) for row in rows):
            return
        if can_wait:
            rows[:] = [row for row in rows if not _no_worse(mine.figures, row.figures)]
        rows.append(mine)

    def candidates(self) -> Iterator[Candidate]:
        """Yield the closed routes in a fixed order."""
        for (served, fills), rows in sorted(self.closed.items()):
            for row in sorted(rows, key=lambda row: row.figures):
                length, earliest, first, minus_last = row.figures
                route = self._route(row.label, row.drops)
                yield Candidate(served, length, earliest, first, -minus_last, fills, route)

    def _route(self, label: _Label, drops: tuple[int, ...]) -> Route:
        visits = [Visit(self.unit.home, drops)]
        at = label.parent
        while at is not None:
            visits.append(at.visit)
            at = at.parent
        return tuple(reversed(visits))
