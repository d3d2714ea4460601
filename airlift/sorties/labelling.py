"""All sorties of one unit worth flying, by labelling with dominance.

Labels (`label.Label`) are extended from site to site in the order of their length, so a label is complete when its turn
comes. One is dropped if another one at the same site, with the same tasks served and on board, is at least as good in
everything that decides how it may go on (`label.dominates`). What the numbers of a label cannot say exactly makes it
unsure: it is kept, and makes no other needless. That is a limited ride across a fuel stop or from the home base,
attendants that come on board after a fuel stop which their mass could have forbidden, and a fuel stop that may turn out
to be needless.

Closed routes are flown minute by minute (`timeline.fly`), which has the last word on fuel, mass and rides.

Source of the scheme: elementary shortest paths with resource constraints; Feillet, Dejax, Gendreau and Gueguen,
Networks 44 (2004) 216-229; the (T, E, L) form of schedules with waiting is that of the dial-a-ride literature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from airlift.sorties.data import DayProblem, DayUnit
from airlift.sorties.label import FOREVER, Fuel, Label, clone, dominates, meet
from airlift.sorties.timeline import Route, Visit

__all__ = ["Candidate", "Enumeration", "enumerate_routes"]


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


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Routes of a unit; not `complete` when the cap on labels ended the search, or a stop, which `stopped` says."""

    candidates: tuple[Candidate, ...]
    labels: int
    complete: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class _Closed:
    """A label that has come home, with T, E, S and -L of the sortie, and who gets off there."""

    figures: tuple[int, int, int, int]
    label: Label
    drops: tuple[int, ...]


def _replaces(a: _Closed, b: _Closed, grid_min: int) -> bool:
    """Whether each sortie on the route `b` has one on `a` that takes off no earlier and lands no later."""
    length, end, first, minus_last = a.figures
    if not a.label.sure or length > b.figures[0] or end > b.figures[1] or minus_last > b.figures[3]:
        return False
    # Sorties that `a` cannot start so early are replaced by its first one, if that is home in time.
    start = -(-first // grid_min) * grid_min
    return first <= b.figures[2] or (start <= -minus_last and start + length <= b.figures[1])


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
    enough: Callable[[Candidate], bool] = lambda _: False,
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
    enough : callable
        Asked of each route, when it is found, whether no other one is wanted.
    """
    search = _Labelling(problem, unit, night, max_tasks, only, exhaustive)
    while search.queue:
        if stop():
            return Enumeration(tuple(search.candidates()), search.labels, False, True)
        if max_labels is not None and search.labels > max_labels:
            return Enumeration((), search.labels, False, False)
        search.advance()
        if any(enough(candidate) for candidate in search.news()):
            break
    return Enumeration(tuple(search.candidates()), search.labels, True, False)


class _Labelling:
    """The search for one unit and one kind of light."""

    def __init__(
        self,
        problem: DayProblem,
        unit: DayUnit,
        night: bool,
        max_tasks: int | None,
        only: frozenset[int] | None,
        exhaustive: bool,
    ) -> None:
        self.exhaustive = exhaustive
        self.problem, self.unit, self.tasks = problem, unit, problem.tasks
        self.max_tasks = problem.max_tasks if max_tasks is None else min(max_tasks, problem.max_tasks)
        self.rate = unit.burn_kg_per_min
        self.reserve = self.rate * (problem.reserve_night_min if night else problem.reserve_day_min)
        self.fuel = Fuel((unit.usable_fuel_kg - self.reserve) / self.rate, 1.0 + problem.contingency)
        self.attendants = problem.attendants_kg / self.rate
        sites = range(len(problem.sites))
        self.light = [(-FOREVER, FOREVER) if night else problem.daylight[site] for site in sites]
        self.limited = [problem.stock_kg[site] is not None for site in sites]
        legs = unit.leg_min
        self.to_fuel = [
            min((0 if a == b else legs[a][b] for b in sites if problem.fuel[b]), default=FOREVER)
            for a in sites
        ]
        self.to_home = [0 if site == unit.home else legs[site][unit.home] for site in sites]
        self.near = [
            site for site in sites if legs[unit.home][site] + self.to_home[site] <= problem.max_sortie_min
        ]
        usable = [t for t in range(len(problem.tasks)) if (only is None or t in only) and self._fits(t)]
        usable.sort(key=lambda t: (problem.tasks[t].ready_min, t))
        self.here = [[t for t in usable if problem.tasks[t].pickup == site] for site in sites]
        self.queue: dict[int, list[Label]] = {}
        self.kept: dict[tuple[int, int, tuple[int, ...], tuple[int, ...]], list[Label]] = {}
        self.closed: dict[tuple[int, tuple[int, ...]], list[_Closed]] = {}
        self.fresh: list[_Closed] = []
        self.labels = 0
        if problem.fuel[unit.home]:
            self._start()

    def _fits(self, t: int) -> bool:
        """Whether the unit may serve a task, which alone has a cabin and a place to end."""
        task, unit = self.tasks[t], self.unit
        if unit.forward and not task.medevac:
            return False
        seats = unit.seats_with_litters if task.litters else unit.seats
        attendants = self.problem.attendants if task.medevac else 0
        fits = task.passengers + attendants <= seats and task.litters <= unit.litters
        return fits and (task.patrol or bool(task.dropoffs))

    def advance(self) -> None:
        """Extend the shortest labels."""
        for label in self.queue.pop(min(self.queue)):
            if label.alive:
                self._extend(label)

    def _start(self) -> None:
        """Labels that have just taken off from the home base, with what is loaded there."""
        home = self.unit.home
        loads = [t for t in self.here[home] if not self.tasks[t].patrol]
        for number in range(min(len(loads), self.max_tasks) + 1):
            for picks in combinations(loads, number):
                label = Label()
                label.site, label.served, label.onboard, label.tasks = home, 0, (), 0
                label.T, label.Tg, label.first, label.before = 0, 0, True, ()
                label.can_attend, label.sure, label.left_over = True, True, 0.0
                label.S, label.L = max(0, self.light[home][0]), self.light[home][1]
                label.Lg = label.L
                label.C = label.K = label.F = float(FOREVER)
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

    def _take(self, label: Label, t: int) -> bool:
        """Put a task on board; False where the cabin does not allow it."""
        task = self.tasks[t]
        label.served |= 1 << t
        label.tasks += 1
        if task.patrol:
            return True
        if task.medevac and not label.medevac:
            label.medevac = True
            # Attendants fly the whole sortie: every take-off so far was that much heavier.
            label.C -= self.attendants
            label.K -= self.attendants
            label.F -= self.attendants
            label.sure = label.sure and label.can_attend
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

    def _extend(self, label: Label) -> None:
        """Fly on to every site where something can be done."""
        problem, home = self.problem, self.unit.home
        legs, light = self.unit.leg_min[label.site], self.light
        has_room = label.tasks < self.max_tasks
        may_end = {site for t in label.onboard for site in self.tasks[t].dropoffs}
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
            if latest_start < max(label.S, earliest + back - problem.max_sortie_min):
                continue
            if self.fuel.window(label, leg + self.to_fuel[site]) is None:
                continue
            self._arrive(label, site, leg, earliest, latest_start)

    def _arrive(self, label: Label, site: int, leg: int, earliest: int, latest_start: int) -> None:
        """At a site: choose who gets off, whether to refuel and who gets on."""
        problem, tasks = self.problem, self.tasks
        length = label.T + leg
        for drops in self._drop_choices(label, site, length, earliest):
            new = clone(label)
            new.site, new.parent = site, label
            new.T, new.E, new.L, new.Tg = length, earliest, latest_start, label.Tg + leg
            for t in drops:
                meet(new, tasks[t].latest_min)
            self._end_rides(new, drops)
            if new.L < new.S:
                continue
            if drops:
                new.onboard = tuple(t for t in label.onboard if t not in drops)
                new.rides = tuple(ride for ride in label.rides if ride[0] not in drops)
                new.seated -= sum(tasks[t].passengers for t in drops)
                new.lying -= sum(tasks[t].litters for t in drops)
                new.payload -= sum(tasks[t].payload_kg for t in drops)
            if site == self.unit.home and not new.onboard and new.served:
                self._close(clone(new), drops)
            fuel_here = problem.fuel[site] and (problem.refuel_with_patients or not self._people(new))
            filled = clone(new)
            fuel_here = fuel_here and self._end_burn(filled)
            self._spend(new, problem.unload_min * len(drops))
            self._load(new, drops, False, ())
            if fuel_here:
                self._spend(filled, problem.unload_min * len(drops) + self.unit.refuel_min)
                if self.limited[site]:
                    filled.fills = tuple(sorted((*filled.fills, site)))
                self._load(filled, drops, True, ())

    def _people(self, label: Label) -> bool:
        return any(self.tasks[t].passengers + self.tasks[t].litters for t in label.onboard)

    def _end_rides(self, label: Label, drops: tuple[int, ...]) -> None:
        """Hold a label to the limits of the rides that end here: each is a deadline, counted from its pick-up."""
        for t, at, latest in label.rides:
            limit = self.tasks[t].max_ride_min
            if t in drops and limit is not None:
                if latest + limit < label.E:
                    label.L = label.S - 1
                meet(label, latest + limit)
                if at == 0:
                    # Loaded before the take-off: the ride is counted from there, whatever is waited for.
                    label.S = max(label.S, label.E - limit)
                    label.sure = False

    def _end_burn(self, label: Label) -> bool:
        """Hold a label that lands at a fill, or at home, to what the fuel allows; False if it cannot land there."""
        window = self.fuel.window(label, 0)
        if window is None:
            return False
        if not label.medevac and label.can_attend:
            label.can_attend = self.fuel.window(label, 0, self.attendants) == window
        if not label.first and self.fuel.factor * label.Tg <= label.left_over:
            label.sure = False
        held = 0 if label.first else -label.Lg
        label.before = (label.Tg, label.T, label.E, held, label.first, -label.first)
        label.S, label.L = window
        label.left_over = self.fuel.left_over_min(label)
        label.E = max(label.E, label.S + label.T)
        return True

    def _drop_choices(self, label: Label, site: int, length: int, earliest: int) -> Iterator[tuple[int, ...]]:
        """Choose among those on board who may get off here in time; staying on board is always a choice."""
        ready = []
        ridden = {t: at for t, at, _ in label.rides}
        for t in label.onboard:
            task = self.tasks[t]
            if site in task.dropoffs and earliest <= task.latest_min:
                if task.max_ride_min is not None and length - ridden[t] > task.max_ride_min:
                    continue
                ready.append(t)
        for number in range(len(ready), -1, -1):
            yield from combinations(ready, number)

    @staticmethod
    def _spend(label: Label, minutes: int) -> None:
        label.T += minutes
        label.E += minutes
        label.Tg += minutes

    def _load(self, label: Label, drops: tuple[int, ...], refuel: bool, picks: tuple[int, ...]) -> None:
        """Depart, and also with each further task that can be taken here."""
        if drops or refuel or picks:
            self._depart(clone(label), drops, refuel, picks)
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
            new = clone(label)
            if not self._take(new, t) or new.L < new.S:
                continue
            new.E = max(new.E, task.ready_min, new.S + new.T)
            if task.patrol:
                meet(new, task.due_min)
                if task.due_min < new.E or new.L < new.S:
                    continue
            self._spend(new, task.dwell_min)
            self._load(new, drops, refuel, (*picks, t))

    def _depart(self, label: Label, drops: tuple[int, ...], refuel: bool, picks: tuple[int, ...]) -> None:
        """Take off; keep the label if it can still get home and is not dominated."""
        site = label.site
        label.E = max(label.E, label.S + label.T)
        dusk = self.light[site][1]
        weight = label.payload + (self.problem.attendants_kg if label.medevac else 0.0)
        spare = (self.unit.room_kg[site] - weight - self.reserve) / self.rate
        if refuel:
            label.first, label.Tg, label.Lg = False, 0, dusk
            label.C, label.K, label.F = spare, float(FOREVER), float(FOREVER)
            # How late those on board got on depends on the fuel before the stop too.
            label.sure = label.sure and not label.rides
        elif label.parent is None:
            label.C = spare
        else:
            label.K = min(label.K, spare + label.Tg)
        meet(label, dusk)
        if label.L < label.S or dusk < label.E:
            return
        ridden = {ride[0]: ride for ride in label.rides}
        label.rides = tuple(
            ridden.get(t, (t, label.T, dusk)) for t in label.onboard if self.tasks[t].max_ride_min is not None
        )
        if not self._is_promising(label):
            return
        label.visit = Visit(site, drops, refuel, picks)
        self._keep(label)

    def _is_promising(self, label: Label) -> bool:
        """Whether fuel, clocks and rides leave a way to the next place where it matters."""
        legs, site = self.unit.leg_min[label.site], label.site
        if self.fuel.window(label, self.to_fuel[site]) is None:
            return False
        ridden = {t: at for t, at, _ in label.rides}
        for t in label.onboard:
            task = self.tasks[t]
            leg = min([legs[end] for end in task.dropoffs if end != site], default=0)
            if label.E + leg > task.latest_min or label.S + label.T + leg > task.latest_min:
                return False
            if task.max_ride_min is not None and label.T - ridden.get(t, label.T) + leg > task.max_ride_min:
                return False
        return True

    def _keep(self, label: Label) -> None:
        """File a label by its key unless another one dominates it."""
        key = (label.site, label.served, label.onboard, label.fills)
        rivals = self.kept.setdefault(key, [])
        factor = self.fuel.factor
        if not self.exhaustive:
            for rival in rivals:
                if dominates(rival, label, factor):
                    return
            for rival in rivals:
                rival.alive = not dominates(label, rival, factor)
            rivals[:] = [rival for rival in rivals if rival.alive]
        rivals.append(label)
        label.alive = True
        self.labels += 1
        self.queue.setdefault(label.T, []).append(label)

    def _close(self, label: Label, drops: tuple[int, ...]) -> None:
        """File a closed route unless another one with the same tasks is at least as good."""
        if not self._end_burn(label):
            return
        label.S = max(label.S, label.E - self.problem.max_sortie_min)
        if label.L < label.S:
            return
        mine = _Closed((label.T, max(label.E, label.S + label.T), label.S, -label.L), label, drops)
        rows = self.closed.setdefault((label.served, label.fills), [])
        if not self.exhaustive:
            grid_min = self.problem.grid_min
            if any(_replaces(row, mine, grid_min) for row in rows):
                return
            rows[:] = [row for row in rows if not _replaces(mine, row, grid_min)]
        rows.append(mine)
        self.fresh.append(mine)

    def news(self) -> list[Candidate]:
        """Routes closed since this was last asked."""
        fresh, self.fresh = self.fresh, []
        return [self._candidate(row) for row in fresh]

    def candidates(self) -> Iterator[Candidate]:
        """Yield the closed routes in a fixed order."""
        for _, rows in sorted(self.closed.items()):
            for row in sorted(rows, key=lambda row: row.figures):
                yield self._candidate(row)

    def _candidate(self, row: _Closed) -> Candidate:
        length, earliest, first, minus_last = row.figures
        label = row.label
        route = self._route(label, row.drops)
        return Candidate(label.served, length, earliest, first, -minus_last, label.sure, label.fills, route)

    def _route(self, label: Label, drops: tuple[int, ...]) -> Route:
        visits = [Visit(self.unit.home, drops)]
        at = label.parent
        while at is not None:
            visits.append(at.visit)
            at = at.parent
        return tuple(reversed(visits))
