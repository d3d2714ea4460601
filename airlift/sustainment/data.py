"""What flight and maintenance planning is asked, as plain numbers: types, pools of tails, workshops, weeks.

Weeks count from 0 to W - 1. Hours are flight hours. A tail's *position* is its hours since overhaul; its *bank time* is
what is left of them to the next mark of its type's ladder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "DAYS_A_WEEK",
    "FleetProblem",
    "FleetType",
    "Inspection",
    "Place",
    "Pool",
    "TailStart",
    "Workshop",
]

DAYS_A_WEEK = 7


class Place(StrEnum):
    """Where an inspection is made."""

    SITE = "site"
    """At the home base: it needs neither dock nor man-hours of the workshop."""
    BASE = "base"
    """In a dock of the workshop, between a ferry flight there and one back."""
    AWAY = "away"
    """Abroad: the tail is out of the fleet for these days, and needs neither dock nor man-hours of the workshop."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of a type, due by hours or by the calendar; exactly one of the intervals is given.

    Parameters
    ----------
    id : str
        Name, unique in its type.
    days : int
        Days that the work takes, without ferry flights.
    man_hours : float
        Work of the workshop's technicians.
    place : Place
        Where it is made.
    interval_h : float or None
        Flight hours between two of them.
    interval_weeks : int or None
        Weeks from one to the next.
    """

    id: str
    days: int
    man_hours: float
    place: Place
    interval_h: float | None = None
    interval_weeks: int | None = None

    def __post_init__(self) -> None:
        if (self.interval_h is None) == (self.interval_weeks is None):
            raise ValueError(f"inspection {self.id} needs an interval in hours or in weeks, and not both")
        if self.days < 1 or self.man_hours < 0:
            raise ValueError(f"inspection {self.id} needs a day or more and man-hours that are not negative")


@dataclass(frozen=True, slots=True)
class FleetType:
    """An aircraft type as maintenance sees it.

    Parameters
    ----------
    id : str
        Name.
    inspections : tuple of Inspection
        At least one by hours. If the longest of these is made away it is the overhaul, after which the hours count
        from 0.
    week_h : float
        Most flight hours of one tail in a week.
    man_hours_per_flight_h : float
        Unscheduled work for each flight hour.
    serviceable : float
        Part of the tails outside inspections that is serviceable, after unscheduled losses.
    """

    id: str
    inspections: tuple[Inspection, ...]
    week_h: float
    man_hours_per_flight_h: float = 0.0
    serviceable: float = 1.0

    def __post_init__(self) -> None:
        if not any(one.interval_h is not None for one in self.inspections):
            raise ValueError(f"type {self.id} has no inspection by hours")

    @property
    def hourly(self) -> tuple[Inspection, ...]:
        """Inspections by hours, the smallest interval first."""
        return tuple(
            sorted(
                (one for one in self.inspections if one.interval_h is not None),
                key=lambda one: one.interval_h or 0.0,
            )
        )

    @property
    def calendar(self) -> tuple[Inspection, ...]:
        """Inspections by the calendar, in the given order."""
        return tuple(one for one in self.inspections if one.interval_weeks is not None)

    @property
    def smallest_interval_h(self) -> float:
        """Hours between the most frequent inspections: a full bank."""
        return self.hourly[0].interval_h or 0.0


@dataclass(frozen=True, slots=True)
class TailStart:
    """A tail when it joins its pool.

    Parameters
    ----------
    id : str
        Name, unique in the problem.
    joins_week : int
        First week in which it is there; 0 for a tail that is there from the beginning.
    position_h : float
        Hours since overhaul.
    due_weeks : tuple of int
        For each calendar inspection of the type, the last week in which the tail may fly without it.
    """

    id: str
    joins_week: int
    position_h: float
    due_weeks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Tails of one type at one home base that rely on one workshop.

    Parameters
    ----------
    id, type, workshop : str
        Names of the pool, of its type and of its workshop.
    tails : tuple of TailStart
        Its tails.
    required_h : tuple of float
        Flight hours asked in each week.
    least_tails : tuple of float
        Serviceable tails asked in each week.
    leaving : mapping of int to int
        How many tails leave at the beginning of a week; any that is not in an inspection may be the one.
    ferry_h : float
        Flight hours of one ferry flight between home base and workshop.
    """

    id: str
    type: str
    workshop: str
    tails: tuple[TailStart, ...]
    required_h: tuple[float, ...]
    least_tails: tuple[float, ...]
    leaving: Mapping[int, int]
    ferry_h: float = 0.0

    def members(self, week: int) -> int:
        """Tails of the pool in a week, those in inspections included; `week` may be W, the end of the plan."""
        joined = sum(tail.joins_week <= week for tail in self.tails)
        return joined - sum(number for when, number in self.leaving.items() if when <= week)


@dataclass(frozen=True, slots=True)
class Workshop:
    """A maintenance base.

    Parameters
    ----------
    id : str
        Name.
    docks : tuple of int
        Docks in each week, and in as many weeks after the plan as visits may last; none is there later.
    man_hours : tuple of float
        Man-hours of its technicians in each week.
    """

    id: str
    docks: tuple[int, ...]
    man_hours: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FleetProblem:
    """A planning problem of level 2.

    Parameters
    ----------
    weeks : int
        Number of weeks.
    types : mapping of str to FleetType
        Types by name.
    pools : tuple of Pool
        Pools; together they hold each tail once.
    workshops : mapping of str to Workshop
        Workshops by name.
    """

    weeks: int
    types: Mapping[str, FleetType]
    pools: tuple[Pool, ...]
    workshops: Mapping[str, Workshop]

    def __post_init__(self) -> None:
        for pool in self.pools:
            if len(pool.required_h) != self.weeks or len(pool.least_tails) != self.weeks:
                raise ValueError(f"pool {pool.id} needs hours and tails for each of {self.weeks} weeks")
            if any(tail.joins_week >= self.weeks for tail in pool.tails):
                raise ValueError(
                    f"pool {pool.id}: every tail joins before week {self.weeks}, the end of the plan"
                )
            calendar = len(self.types[pool.type].calendar)
            if any(len(tail.due_weeks) != calendar for tail in pool.tails):
                raise ValueError(f"pool {pool.id}: every tail needs {calendar} due weeks")
            if any(pool.members(week) < 0 for week in range(self.weeks + 1)):
                raise ValueError(f"pool {pool.id}: more tails leave than there are")
        for workshop in self.workshops.values():
            if len(workshop.docks) < self.weeks or len(workshop.man_hours) != self.weeks:
                raise ValueError(
                    f"workshop {workshop.id} needs docks and man-hours for each of {self.weeks} weeks"
                )
