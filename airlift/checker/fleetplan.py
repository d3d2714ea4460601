"""The fleet plan with the rows of the scenario that it names: units, tails and their stays, week by week.

As with an allocation, unknown names fall out and `plan.references` reports them; whole numbers are cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from airlift.checker.decisions import Deployment, cut
from airlift.checker.ladders import Ladder, Work, ladder_of
from airlift.checker.logbooks import Logbook, logbook
from airlift.checker.starts import Start, aircraft_by_week, starts
from airlift.checker.tolerances import LARGEST
from airlift.plans import DockVisit, FleetPlan, TailPlan, UnitWeek
from airlift.plans.weeks import day_number, month_of_day
from airlift.scenario.model import Scenario, add_months

__all__ = ["Fleet", "Stay", "Tail", "most_weeks", "tail_number"]


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit of a tail, with what its inspections ask for; days count from the first of the window."""

    visit: DockVisit
    works: tuple[Work, ...]
    first_day: int
    end_day: int
    ferry_h: float

    @property
    def hourly(self) -> Work | None:
        """The longest of its hourly inspections."""
        hourly = [work for work in self.works if work.every_h is not None]
        return max(hourly, key=lambda work: work.every_h or 0.0, default=None)

    @property
    def place(self) -> str:
        """Where its inspections are made together: away before a dock before the home base."""
        return min((work.place for work in self.works), key=("away", "base", "site").index, default="site")

    @property
    def days(self) -> int:
        """Whole days that its inspections take: those of the longest."""
        return max((work.days for work in self.works), default=0)

    @property
    def man_hours(self) -> float:
        """Man-hours of its inspections; of the hourly ones the longest includes the others."""
        calendar = sum(work.man_hours for work in self.works if work.every_h is None)
        return calendar + (self.hourly.man_hours if self.hourly else 0.0)

    def days_in(self, week: int) -> int:
        """Days of the stay in a week."""
        return max(0, min(self.end_day, 7 * week + 7) - max(self.first_day, 7 * week))


@dataclass(frozen=True, slots=True)
class Tail:
    """A tail with its stays, in the order of their days."""

    plan: TailPlan
    unit: Deployment
    ladder: Ladder
    first_week: int
    end_week: int
    stays: tuple[Stay, ...]

    @property
    def id(self) -> str:
        """Name."""
        return self.plan.tail

    def is_there(self, week: int) -> bool:
        """Whether it belongs to its unit in a week."""
        return self.first_week <= week < self.end_week

    def flown_h(self, week: int) -> float:
        """Flight hours of a week, ferry flights not included."""
        return min(LARGEST, self.plan.flight_h[week - self.first_week]) if self.is_there(week) else 0.0

    def stay_days(self, week: int) -> int:
        """Days of a week in stays."""
        return min(7, sum(stay.days_in(week) for stay in self.stays))


class Fleet:
    """A fleet plan, resolved.

    Parameters
    ----------
    scenario : Scenario
        The question.
    plan : FleetPlan
        The answer.
    units : tuple of Deployment
        Units of the allocation.
    distance_nm : callable
        Distance of a unit's maintenance base from its home base.
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: FleetPlan,
        units: tuple[Deployment, ...],
        distance_nm: Callable[[Deployment], float],
    ) -> None:
        self.plan = plan
        self._scenario = scenario
        self._distance_nm = distance_nm
        self.weeks = min(plan.weeks, most_weeks(scenario))
        self.units: dict[str, Deployment] = {}
        for unit in units:
            if unit.aircraft_type is not None and unit.demand is not None and unit.partner is not None:
                self.units.setdefault(unit.id, unit)

    @cached_property
    def ladders(self) -> dict[str, Ladder]:
        """Inspections of each type that units fly."""
        kinds = {
            unit.aircraft_type.id: unit.aircraft_type for unit in self.units.values() if unit.aircraft_type
        }
        return {key: ladder_of(self._scenario, kind) for key, kind in kinds.items()}

    @cached_property
    def aircraft(self) -> dict[str, tuple[int, ...]]:
        """Aircraft of each unit, by week."""
        first_month = self.plan.first_month
        return {
            key: aircraft_by_week(self._scenario, unit, first_month, self.weeks)
            for key, unit in self.units.items()
        }

    @cached_property
    def starts(self) -> dict[str, dict[str, Start]]:
        """Tails that each unit must have, with their state."""
        return starts(self._scenario, self.units.values(), self.aircraft, self.ladders, self.plan.first_month)

    @cached_property
    def tails(self) -> dict[str, Tail]:
        """Tails of known units, by name; the first of one name."""
        visits: defaultdict[str, list[DockVisit]] = defaultdict(list)
        for visit in self.plan.visits:
            visits[visit.tail].append(visit)
        found: dict[str, Tail] = {}
        for row in self.plan.tails:
            unit = self.units.get(row.unit)
            if unit is None or unit.aircraft_type is None or row.tail in found:
                continue
            ladder = self.ladders[unit.aircraft_type.id]
            stays = sorted(
                (self._stay(unit, ladder, visit) for visit in visits[row.tail]),
                key=lambda stay: (stay.first_day, stay.end_day),
            )
            first = cut(row.first_week)
            found[row.tail] = Tail(row, unit, ladder, first, first + len(row.flight_h), tuple(stays))
        return found

    @cached_property
    def tails_of(self) -> dict[str, tuple[Tail, ...]]:
        """Tails of each unit, in the order of their numbers."""
        groups: defaultdict[str, list[Tail]] = defaultdict(list)
        for tail in self.tails.values():
            groups[tail.unit.id].append(tail)
        return {
            key: tuple(sorted(groups[key], key=lambda tail: (tail_number(tail.id), tail.id)))
            for key in self.units
        }

    @cached_property
    def logbooks(self) -> dict[str, Logbook]:
        """Bank time of each tail through the window, by name."""
        return {name: logbook(tail) for name, tail in self.tails.items()}

    @cached_property
    def unit_weeks(self) -> dict[tuple[str, int], UnitWeek]:
        """What the plan states of units in weeks; the first where it states one twice."""
        stated: dict[tuple[str, int], UnitWeek] = {}
        for row in self.plan.unit_weeks:
            stated.setdefault((row.unit, cut(row.week)), row)
        return stated

    def flown_h(self, unit: str, week: int) -> float:
        """Flight hours of all tails of a unit in a week."""
        return sum(tail.flown_h(week) for tail in self.tails_of[unit])

    def serviceable(self, unit: str, week: int) -> frozenset[str]:
        """Tails of a unit that the plan calls serviceable in a week."""
        row = self.unit_weeks.get((unit, week))
        return frozenset() if row is None else frozenset(row.serviceable_tails)

    def stays(self) -> Iterator[tuple[Tail, Stay]]:
        """Yield each stay with its tail."""
        for tail in self.tails.values():
            for stay in tail.stays:
                yield tail, stay

    def day(self, month: str) -> int:
        """Return the number of the first day of a month; negative before the window."""
        return day_number(self.plan.first_month, month)

    def due_day(self, inspected_month: str, every_months: int) -> int:
        """Last day on which a calendar inspection may begin: that of the month in which it falls due."""
        # Beyond ten thousand months nothing falls due in any plan.
        month = add_months(inspected_month, min(every_months, 10_000) + 1)
        return self.day(month) - 1

    def month_of(self, day: int) -> str:
        """Month of a day within the window."""
        return month_of_day(self.plan.first_month, day)

    def _stay(self, unit: Deployment, ladder: Ladder, visit: DockVisit) -> Stay:
        works = tuple(work for name in dict.fromkeys(visit.inspections) if (work := ladder.work(name)))
        first = cut(visit.first_day)
        stay = Stay(visit, works, first, first + cut(visit.days), 0.0)
        return Stay(visit, works, first, stay.end_day, self._ferry_h(unit) if stay.place == "base" else 0.0)

    def _ferry_h(self, unit: Deployment) -> float:
        """Flight hours from the home base to the maintenance base and back."""
        if unit.base is None or unit.demand is None or unit.aircraft_type is None:
            return 0.0
        if unit.base.site == unit.demand.sites[0]:
            return 0.0
        return 2.0 * self._distance_nm(unit) / unit.aircraft_type.cruise_kt


def most_weeks(scenario: Scenario) -> int:
    """Weeks that a window can have at most: those of the policy, as far as the horizon is long."""
    days = day_number(scenario.start_month, scenario.month_label(scenario.horizon_months))
    return min(scenario.policy.sustainment.horizon_weeks.value, -(-days // 7))


def tail_number(name: str) -> int:
    """Return the number at the end of a tail's name; a large one where there is none, to come last."""
    digits = name.rpartition("-t")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else 10**9
