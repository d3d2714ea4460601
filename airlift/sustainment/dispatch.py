"""A fleet plan by rule: who is inspected and who flies, one week after the other.

The rule is that of the bank-time line. The hours of a week are taken from the tails whose bank time lies highest above
their place in the line (the one with the most bank time has the first place), so that after it all stand as evenly
above the line as can be. A tail flies its bank down to nothing and is inspected then; calendar inspections are made
together with an hourly one where that fits, else alone before they fall due. Hours are not bound to the grid of the
flow model.

`Choices` shift single decisions: how early a visit of a tail begins. The search over them is in `improve`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from airlift.sustainment.course import Course, FleetCourse, Stay, levels_of
from airlift.sustainment.data import DAYS_A_WEEK, FleetProblem, FleetType, Place, Pool, TailStart
from airlift.sustainment.dockbook import DockBook
from airlift.sustainment.ladder import Ladder, ladder_of
from airlift.sustainment.model import wanted_present
from airlift.sustainment.visits import Visit, visit_of

__all__ = ["Choices", "dispatch"]

_EPSILON_H = 1e-7
_NOTHING_H = 1e-5
"""A tail with no more bank time than this stands still."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be varied in the rule.

    Parameters
    ----------
    early_h : mapping of (str, int) to float
        Bank time up to which a visit of a tail may begin, by tail and number of the visit; 0 where nothing is said.
    lead_weeks : mapping of str to int
        How many weeks before its due week a tail is inspected alone; `lead` where nothing is said.
    lead : int
        See `lead_weeks`.
    together_weeks : int
        An inspection that falls due within so many weeks is made together with an hourly one.
    """

    early_h: Mapping[tuple[str, int], float] = field(default_factory=dict)
    lead_weeks: Mapping[str, int] = field(default_factory=dict)
    lead: int = 1
    together_weeks: int = 8


class _Tail:
    """A tail on its way through the weeks."""

    def __init__(self, start: TailStart, pool: Pool, kind: FleetType, ladder: Ladder) -> None:
        self.start, self.pool, self.kind, self.ladder = start, pool, kind, ladder
        self.mark = ladder.next_mark(start.position_h)
        self.bank_h = ladder.bank_h(start.position_h)
        self.dues = list(start.due_weeks)
        self.end_week: int | None = None
        self.flight_h: list[float] = []
        self.bank_at: list[float] = []
        self.overdue_at: list[bool] = []
        self.stays: list[Stay] = []

    @property
    def back_week(self) -> int:
        """Last week of its last visit."""
        return self.stays[-1].last_week if self.stays else -1

    @property
    def kept_h(self) -> float:
        """Bank time that is kept for the ferry flight to its next inspection."""
        parts = (self.ladder.due[self.mark], *self.kind.calendar)
        return self.pool.ferry_h if any(one.place is Place.BASE for one in parts) else 0.0

    def is_busy(self, week: int) -> bool:
        """Whether it is still in a visit that began before a week."""
        return bool(self.stays) and self.stays[-1].week < week <= self.back_week

    def is_away(self, week: int) -> bool:
        """Whether its visit goes on after a week."""
        return bool(self.stays) and self.stays[-1].week <= week < self.back_week

    def is_overdue(self, week: int) -> bool:
        """Whether it stands still until a calendar inspection."""
        return any(due < week for due in self.dues)

    def most_h(self, week: int) -> float:
        """Hours that the days of a week outside visits allow."""
        days = self.stays[-1].days_in(week) if self.stays else 0
        return self.kind.week_h * (DAYS_A_WEEK - days) / DAYS_A_WEEK

    def visit(self, calendar: tuple[int, ...], *, hourly: bool) -> Visit:
        """Return the visit for some calendar inspections, with the hourly one that is due next or without it."""
        parts = (self.ladder.due[self.mark],) if hourly else ()
        return visit_of((*parts, *(self.kind.calendar[number] for number in calendar)))

    def before_h(self, visit: Visit, week: int) -> float:
        """Hours that are flown in the week of a visit before it: the rest of the bank, if the days allow them."""
        if not visit.hourly or visit.weeks > 1 or self.is_overdue(week):
            return 0.0
        free_h = self.kind.week_h * (DAYS_A_WEEK - visit.days) / DAYS_A_WEEK
        return min(free_h, max(0.0, self.bank_h - self.kept_h))

    def begin(self, visit: Visit, week: int, day: int, dock: int | None, flown_h: float) -> None:
        """Fly some hours and begin a visit; hours and bank time are then those after it."""
        one_way_h = self.pool.ferry_h if visit.place is Place.BASE else 0.0
        self.flight_h[-1] += flown_h
        left_h = max(0.0, self.bank_h - flown_h - one_way_h)
        self.stays.append(Stay(visit, week, day, dock, left_h, 2.0 * one_way_h))
        if visit.hourly:
            self.mark = self.ladder.after(self.mark)
            self.bank_h = self.ladder.interval_h - one_way_h
        else:
            self.bank_h -= 2.0 * one_way_h
        for number, one in enumerate(self.kind.calendar):
            if one in visit.inspections:
                self.dues[number] = week + (one.interval_weeks or 0)

    def course(self, weeks: int) -> Course:
        """Return what it did."""
        return Course(
            tail=self.start.id,
            pool=self.pool.id,
            first_week=self.start.joins_week,
            end_week=weeks if self.end_week is None else self.end_week,
            flight_h=tuple(self.flight_h),
            bank_h=(*self.bank_at, self.bank_h),
            overdue=tuple(self.overdue_at),
            stays=tuple(self.stays),
        )


def dispatch(problem: FleetProblem, choices: Choices) -> FleetCourse:
    """Plan a fleet by the rule; always a valid plan, with shortfalls where need be."""
    return _Dispatcher(problem, choices).run()


class _Dispatcher:
    """Plans one week after the other."""

    def __init__(self, problem: FleetProblem, choices: Choices) -> None:
        self.problem, self.choices = problem, choices
        ladders = {key: ladder_of(kind) for key, kind in problem.types.items()}
        self.tails = [
            _Tail(start, pool, problem.types[pool.type], ladders[pool.type])
            for pool in problem.pools
            for start in pool.tails
            if start.joins_week < problem.weeks
        ]
        self.books = {key: DockBook(workshop) for key, workshop in problem.workshops.items()}

    def run(self) -> FleetCourse:
        """Return the plan."""
        for week in range(self.problem.weeks):
            for pool in self.problem.pools:
                self._leave(pool, week)
            for tail in self._there(week):
                tail.bank_at.append(tail.bank_h)
                tail.overdue_at.append(tail.is_overdue(week))
                tail.flight_h.append(0.0)
            for workshop in self.problem.workshops:
                pools = [pool for pool in self.problem.pools if pool.workshop == workshop]
                self._begin_visits(workshop, pools, week)
                self._share_hours(workshop, pools, week)
        for pool in self.problem.pools:
            self._leave(pool, self.problem.weeks)
        courses = tuple(tail.course(self.problem.weeks) for tail in self.tails)
        return FleetCourse(courses, levels_of(self.problem, courses))

    def _there(self, week: int, pool: Pool | None = None) -> list[_Tail]:
        return [
            tail
            for tail in self.tails
            if tail.start.joins_week <= week and tail.end_week is None and (pool is None or tail.pool is pool)
        ]

    def _leave(self, pool: Pool, week: int) -> None:
        """Those with the least bank time leave, overdue ones before all."""
        if leaving := pool.leaving.get(week, 0):
            free = [tail for tail in self._there(week, pool) if not tail.is_busy(week)]
            free.sort(key=lambda tail: (not tail.is_overdue(week), tail.bank_h, tail.start.id))
            for tail in free[:leaving]:
                tail.end_week = week

    def _begin_visits(self, workshop: str, pools: list[Pool], week: int) -> None:
        """Begin the visits of a week, the most urgent first, as far as docks, man-hours and the least fleet allow."""
        book = self.books[workshop]
        wishes: list[tuple[int, float, str, _Tail, Visit]] = []
        spare: dict[str, int] = {}
        for pool in pools:
            free = [tail for tail in self._there(week, pool) if not tail.is_busy(week)]
            in_service = sum(not tail.is_overdue(week) for tail in free)
            spare[pool.id] = in_service - wanted_present(
                self.problem.types[pool.type], pool.least_tails[week]
            )
            for tail in free:
                if wish := self._wish(tail, week):
                    wishes.append((wish[0], tail.bank_h, tail.start.id, tail, wish[1]))
        shorts: list[tuple[float, _Tail, Visit]] = []
        for urgency, _, _, tail, visit in sorted(wishes, key=lambda wish: wish[:3]):
            pool = tail.pool
            if (urgency > 0 and spare[pool.id] <= 0) or not self._may_be_away(tail, visit, week):
                continue
            if visit.place is Place.BASE:
                defects = tail.kind.man_hours_per_flight_h * 2.0 * pool.ferry_h
                if not book.fits(visit, week) or not book.take_man_hours(visit, week, defects):
                    continue
            spare[pool.id] -= not tail.is_overdue(week)
            flown_h = tail.before_h(visit, week)
            if visit.place is not Place.BASE:
                tail.begin(visit, week, DAYS_A_WEEK - visit.days if flown_h else 0, None, flown_h)
            elif visit.weeks > 1:
                tail.begin(visit, week, 0, book.take(visit), 0.0)
            else:
                book.take(visit)
                shorts.append((flown_h, tail, visit))
        # Those that fly before their visit come last in their dock.
        shorts.sort(key=lambda short: (short[0], short[1].start.id))
        places = book.places([visit.days for _, _, visit in shorts])
        for (flown_h, tail, visit), (dock, day) in zip(shorts, places, strict=True):
            tail.begin(visit, week, day, dock, flown_h)

    def _wish(self, tail: _Tail, week: int) -> tuple[int, Visit] | None:
        """Visit that a tail asks for, and how urgently: 0 when it stands still without it."""
        pending = [number for number, due in enumerate(tail.dues) if due < self.problem.weeks - 1]
        near = tuple(number for number in pending if tail.dues[number] - week <= self.choices.together_weeks)
        lead = self.choices.lead_weeks.get(tail.start.id, self.choices.lead)
        pressing = tuple(number for number in near if tail.dues[number] - week <= lead)
        hourly = tail.visit(near, hourly=True)
        free_h = tail.kind.week_h * (DAYS_A_WEEK - hourly.days) / DAYS_A_WEEK if hourly.weeks == 1 else 0.0
        early_h = self.choices.early_h.get((tail.start.id, len(tail.stays)), 0.0)
        if not tail.is_overdue(week):
            early_h += free_h
        reachable = hourly.place is not Place.BASE or tail.bank_h >= tail.pool.ferry_h - _EPSILON_H
        if reachable and tail.bank_h - tail.kept_h <= early_h + _NOTHING_H:
            return int(tail.bank_h - tail.kept_h > _NOTHING_H and not pressing), hourly
        if pressing:
            visit = tail.visit(pressing, hourly=False)
            if visit.place is not Place.BASE or tail.bank_h >= 2.0 * tail.pool.ferry_h:
                return int(min(tail.dues[number] for number in pressing) > week), visit
        return None

    def _may_be_away(self, tail: _Tail, visit: Visit, week: int) -> bool:
        """Whether enough tails are left to leave the pool while a long visit lasts."""
        for later in range(week + 1, min(week + visit.weeks, self.problem.weeks + 1)):
            if leaving := tail.pool.leaving.get(later, 0):
                others = [
                    one for one in self._there(week, tail.pool) if one is not tail and not one.is_busy(later)
                ]
                if len(others) < leaving:
                    return False
        return True

    def _share_hours(self, workshop: str, pools: list[Pool], week: int) -> None:
        """Share the hours of a week out among the tails, as far as the man-hours for defects allow."""
        book = self.books[workshop]
        need = sum(
            pool.required_h[week] * self.problem.types[pool.type].man_hours_per_flight_h for pool in pools
        )
        part = 1.0 if need <= 0 else min(1.0, max(0.0, book.man_hours_left(week)) / need)
        for pool in pools:
            tails = self._there(week, pool)
            room = {}
            for tail in tails:
                most_h = tail.most_h(week) - tail.flight_h[-1]
                still = any(due < max(week, tail.back_week) for due in tail.dues)
                may_h = max(0.0, min(most_h, tail.bank_h - tail.kept_h))
                room[tail.start.id] = 0.0 if still or tail.is_away(week) else may_h
            flown_h = sum(tail.flight_h[-1] for tail in tails)
            asked_h = pool.required_h[week] * part
            if flown_h > asked_h:  # tails on their way to a visit would fly more than is asked
                self._fly_less(tails, flown_h - asked_h, week)
            else:
                for tail, hours in self._above_the_line(tails, room, asked_h - flown_h):
                    tail.flight_h[-1] += hours
                    tail.bank_h -= hours

    def _fly_less(self, tails: list[_Tail], excess_h: float, week: int) -> None:
        """Take hours back from tails that were to fly before their visit; what they keep is wasted."""
        for tail in tails:
            less = min(excess_h, tail.flight_h[-1])
            if less > 0 and tail.stays and tail.stays[-1].week == week:
                tail.flight_h[-1] -= less
                stay = tail.stays[-1]
                tail.stays[-1] = replace(stay, left_h=stay.left_h + less)
                excess_h -= less

    def _above_the_line(
        self, tails: list[_Tail], room: dict[str, float], hours: float
    ) -> list[tuple[_Tail, float]]:
        """Take hours from the tails that lie highest above the bank-time line, down to one level for all."""
        order = sorted(tails, key=lambda tail: (-tail.bank_h, tail.start.id))
        full_h = order[0].ladder.interval_h if order else 0.0
        above = [
            tail.bank_h - full_h * (len(order) - 1 - place) / len(order) for place, tail in enumerate(order)
        ]
        most = [room[tail.start.id] for tail in order]
        if sum(most) <= hours:
            return list(zip(order, most, strict=True))
        low, high = min(above) - full_h, max(above)
        for _ in range(50):
            level = (low + high) / 2.0
            taken = sum(min(some, max(0.0, height - level)) for some, height in zip(most, above, strict=True))
            low, high = (level, high) if taken > hours else (low, level)
        shares = [min(some, max(0.0, height - high)) for some, height in zip(most, above, strict=True)]
        # What bisection leaves out goes to the first that have room, so that the sum is exact.
        rest = hours - sum(shares)
        for place, some in enumerate(most):
            more = min(rest, some - shares[place])
            shares[place] += more
            rest -= more
        return list(zip(order, shares, strict=True))
