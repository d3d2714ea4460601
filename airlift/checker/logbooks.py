"""Logbook of a tail: its bank time through the window, from its hours and stays alone.

In the week in which a stay begins the tail flies before it, in the week in which it ends after it. Where a stay lies
within one week, the bank time that the plan states as wasted says how much was flown before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.checker.tolerances import BANK_H, LARGEST

if TYPE_CHECKING:
    from airlift.checker.fleetplan import Stay, Tail
    from airlift.checker.ladders import Work

__all__ = ["Logbook", "Overrun", "Waste", "logbook"]


@dataclass(frozen=True, slots=True)
class Overrun:
    """Flight hours beyond the bank time, up to a stay or the end of the tail's time; first in `week`."""

    week: int
    hours: float


@dataclass(frozen=True, slots=True)
class Waste:
    """An hourly inspection of a stay: what was due, and the bank time that was left."""

    stay: Stay
    due: Work
    left_h: float


@dataclass(frozen=True, slots=True)
class Logbook:
    """What the hours and stays of a tail make of its bank time.

    Parameters
    ----------
    bank_h : tuple of float
        At the beginning of each of its weeks, and at the end of the last one; negative where it was overflown.
    overruns : tuple of Overrun
        One for each stretch between two inspections that is too long.
    wastes : tuple of Waste
        One for each stay with an hourly inspection.
    """

    bank_h: tuple[float, ...]
    overruns: tuple[Overrun, ...]
    wastes: tuple[Waste, ...]


def logbook(tail: Tail) -> Logbook:
    """Fly a tail through its weeks."""
    return _Writer(tail).write()


class _Writer:
    def __init__(self, tail: Tail) -> None:
        self.tail = tail
        ladder = tail.ladder
        hours = min(tail.plan.hours_since_overhaul, LARGEST)
        self.mark = ladder.next_mark(hours)
        self.bank_h = self.mark * ladder.interval_h - hours
        self.overrun: Overrun | None = None
        self.overruns: list[Overrun] = []
        self.wastes: list[Waste] = []

    def write(self) -> Logbook:
        banks = []
        stays = list(self.tail.stays)
        for week in range(self.tail.first_week, self.tail.end_week):
            banks.append(self.bank_h)
            left_h = self.tail.flown_h(week)
            for stay in [stay for stay in stays if stay.first_day // 7 == week]:
                left_h -= self._fly_before(stay, week, left_h)
                self._inspect(stay, week)
            self._fly(left_h, week)
        self._close()
        return Logbook((*banks, self.bank_h), tuple(self.overruns), tuple(self.wastes))

    def _fly_before(self, stay: Stay, week: int, left_h: float) -> float:
        """Fly what a week has before a stay; return these hours."""
        before_h = left_h
        if (stay.end_day - 1) // 7 == week:
            if stay.hourly is None:
                return 0.0
            stated_h = self.bank_h - stay.ferry_h / 2.0 - min(stay.visit.wasted_h, LARGEST)
            before_h = min(left_h, max(0.0, stated_h))
        self._fly(before_h, week)
        return before_h

    def _fly(self, hours: float, week: int) -> None:
        self.bank_h -= hours
        if self.bank_h < -BANK_H:
            first = self.overrun.week if self.overrun else week
            self.overrun = Overrun(first, -self.bank_h)

    def _inspect(self, stay: Stay, week: int) -> None:
        """Ferry there, work, ferry back; a new bank where the work is an hourly inspection."""
        self._fly(stay.ferry_h / 2.0, week)
        if stay.hourly is not None:
            ladder = self.tail.ladder
            self.wastes.append(Waste(stay, ladder.due(self.mark), max(0.0, self.bank_h)))
            self._close()
            self.mark = ladder.after(self.mark)
            self.bank_h = ladder.interval_h
        self._fly(stay.ferry_h / 2.0, week)

    def _close(self) -> None:
        if self.overrun is not None:
            self.overruns.append(self.overrun)
            self.overrun = None
