"""A fleet plan as flow: whole tails on their way from one hourly inspection to the next.

A state says all that decides what a tail may still do: its pool, the week of its last hourly inspection (or of its
joining) and what that visit was, the mark that is due next, its exact bank time, the weeks in which its calendar
inspections fall due, and the hours that its first week still allows. Tails in one state are alike for ever after,
whatever their names. An arc is what a tail does from there to its next hourly inspection, or to the end of its time:
the hours of each week, and visits by the calendar alone. Whole numbers of tails take an arc, and what comes to a state
leaves it. No grid of hours is needed, since a bank is full after each hourly inspection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem, FleetType, Place, Pool, TailStart
from airlift.sustainment.ladder import ladder_of
from airlift.sustainment.visits import Visit

__all__ = [
    "Arc",
    "Berth",
    "Berths",
    "Call",
    "Flow",
    "State",
    "Stretch",
    "ferry_h_of",
    "start_state",
    "state_after",
]

Berth = tuple[int, int]
"""Dock and first day in the week."""

Berths = Mapping[tuple[str, int, int], tuple[Berth, ...]]
"""Dock and first day of the docked visits of a workshop that begin in a week and last so many days."""


@dataclass(frozen=True, slots=True)
class Call:
    """A visit, and the week in which it begins."""

    visit: Visit
    week: int

    @property
    def last_week(self) -> int:
        """Last week that it touches."""
        return self.week + self.visit.weeks - 1

    def days_in(self, week: int) -> int:
        """Days of it in a week."""
        if not self.week <= week <= self.last_week:
            return 0
        return DAYS_A_WEEK if week < self.last_week else self.visit.last_days


@dataclass(frozen=True, slots=True)
class State:
    """Where a tail stands when it joins its pool or comes out of an hourly inspection.

    Parameters
    ----------
    pool : str
        Its pool.
    call : Call or None
        The inspection; None for a tail that joins.
    joins_week : int
        Week in which it joins; -1 after an inspection.
    mark : int
        Mark that is due next.
    bank_h : float
        Bank time, after the ferry flight home.
    due_weeks : tuple of int
        For each calendar inspection, the last week in which it may fly without it; W, the plan's end, if later.
    free_h : float
        Hours that its first week allows: those of the days outside the inspection, less what was flown before it.
    """

    pool: str
    call: Call | None
    joins_week: int
    mark: int
    bank_h: float
    due_weeks: tuple[int, ...]
    free_h: float

    @property
    def week(self) -> int:
        """First week in which it may fly."""
        return self.joins_week if self.call is None else self.call.last_week

    @property
    def counts_from(self) -> int:
        """First week at whose beginning this bank time counts."""
        return self.joins_week if self.call is None else self.call.week + 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a tail does from a state on, without its hours.

    Parameters
    ----------
    start : State
        Where it begins.
    stops : tuple of Call
        Visits by the calendar alone.
    close : Call or None
        The hourly inspection at its end; None when it lasts to the end of the tail's time.
    head : State or None
        Where it leads to; None without an inspection.
    end_week : int
        Week after the last one in which hours may be flown.
    """

    start: State
    stops: tuple[Call, ...]
    close: Call | None
    head: State | None
    end_week: int

    @property
    def calls(self) -> tuple[Call, ...]:
        """Visits, in their order; that of its state is not among them."""
        return self.stops if self.close is None else (*self.stops, self.close)

    @property
    def weeks(self) -> range:
        """Weeks in which hours may be flown."""
        return range(self.start.week, max(self.start.week, self.end_week))

    @property
    def looks(self) -> range:
        """Weeks at whose beginning it is this stretch whose bank time counts."""
        return range(self.start.counts_from, max(self.start.counts_from, self.end_week))

    def dues_in(self, week: int, kind: FleetType) -> tuple[int, ...]:
        """Due weeks at the beginning of a week."""
        dues = self.start.due_weeks
        for stop in self.stops:
            if stop.week < week:
                dues = _dues_after(dues, stop, kind)
        return dues

    def is_overdue(self, week: int, kind: FleetType) -> bool:
        """Whether a calendar inspection is overdue at the beginning of a week."""
        return any(due < week for due in self.dues_in(week, kind))

    def is_present(self, week: int) -> bool:
        """Whether the tail is in no visit in a week."""
        calls = self.calls if self.start.call is None else (self.start.call, *self.calls)
        return not any(call.days_in(week) for call in calls)

    def ferried_h(self, week: int, pool: Pool) -> float:
        """Bank time that ferry flights of its stops took before a week begins."""
        return sum(2.0 * ferry_h_of(pool, stop.visit) for stop in self.stops if stop.week < week)

    def most_h(self, week: int, kind: FleetType) -> float:
        """Hours that a week of it allows."""
        if any(due < week for due in self.dues_in(week + 1, kind)):
            return 0.0
        most_h = self.start.free_h if week == self.start.week else kind.week_h
        for stop in self.stops:
            most_h = min(most_h, kind.week_h * (DAYS_A_WEEK - stop.days_in(week)) / DAYS_A_WEEK)
        if self.close is not None and self.head is not None and week == self.close.week:
            if self.close.visit.weeks > 1:
                return 0.0
            return min(most_h, max(0.0, free_h_of(kind, self.close.visit) - self.head.free_h))
        return most_h


@dataclass(frozen=True, slots=True)
class Arc:
    """A stretch with the hours that a tail flies in each of its weeks."""

    stretch: Stretch
    flight_h: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A fleet plan without names.

    Parameters
    ----------
    tails : counter of Arc
        How many tails take each arc.
    berths : mapping
        Where docked visits are; those of one week and length are alike.
    """

    tails: Counter[Arc]
    berths: Berths


def free_h_of(kind: FleetType, visit: Visit) -> float:
    """Hours that the last week of a visit allows outside it."""
    return kind.week_h * (DAYS_A_WEEK - visit.last_days) / DAYS_A_WEEK


def ferry_h_of(pool: Pool, visit: Visit) -> float:
    """Flight hours of one ferry flight for a visit."""
    return pool.ferry_h if visit.place is Place.BASE else 0.0


def start_state(problem: FleetProblem, pool: Pool, tail: TailStart) -> State:
    """Return the state in which a tail joins."""
    kind = problem.types[pool.type]
    ladder = ladder_of(kind)
    return State(
        pool=pool.id,
        call=None,
        joins_week=tail.joins_week,
        mark=ladder.next_mark(tail.position_h),
        bank_h=ladder.bank_h(tail.position_h),
        due_weeks=tuple(min(due, problem.weeks) for due in tail.due_weeks),
        free_h=kind.week_h,
    )


def state_after(
    problem: FleetProblem, pool: Pool, start: State, stops: tuple[Call, ...], close: Call, free_h: float
) -> State:
    """Return the state to which an hourly inspection leads, from a state and the stops since then."""
    kind = problem.types[pool.type]
    ladder = ladder_of(kind)
    dues = start.due_weeks
    for call in (*stops, close):
        dues = _dues_after(dues, call, kind)
    return State(
        pool=pool.id,
        call=close,
        joins_week=-1,
        mark=ladder.after(start.mark),
        bank_h=ladder.interval_h - ferry_h_of(pool, close.visit),
        due_weeks=tuple(min(due, problem.weeks) for due in dues),
        free_h=free_h,
    )


def _dues_after(dues: tuple[int, ...], call: Call, kind: FleetType) -> tuple[int, ...]:
    return tuple(
        call.week + (one.interval_weeks or 0) if one in call.visit.inspections else due
        for one, due in zip(kind.calendar, dues, strict=True)
    )
