"""The flying programmes of a plan with the rows of the scenario that they name.

As with an allocation, an unknown name becomes None or falls out, and `plan.references` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from airlift.checker.decisions import Deployment, cut
from airlift.checker.fleetplan import Fleet
from airlift.checker.strengths import Strength, month_flown, strength_of
from airlift.checker.tolerances import LARGEST
from airlift.plans import Plan, Programme, Sortie, UnitDay
from airlift.plans.weeks import week_of_month
from airlift.scenario.demands import Mission, Site, Task
from airlift.scenario.model import Scenario

__all__ = ["Day", "Flight", "TaskEvent", "Visit", "days"]


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """What happens to a known task of the programme at a stop."""

    kind: str
    task: Task


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a flight; times in minutes after local midnight, masses in kg."""

    site: Site | None
    arrive_min: int
    depart_min: int
    events: tuple[TaskEvent, ...]
    refuel_kg: float
    stated_fuel_kg: float

    @property
    def ground_min(self) -> int:
        """Minutes from arrival to departure."""
        return self.depart_min - self.arrive_min

    @property
    def airborne(self) -> bool:
        """Whether the aircraft does not land: patrols are flown over their area."""
        on_station = bool(self.events) and all(event.kind == "on_station" for event in self.events)
        return on_station or (self.site is not None and self.site.role == "patrol_area")


@dataclass(frozen=True, slots=True)
class Flight:
    """One sortie."""

    sortie: Sortie
    unit: Deployment | None
    visits: tuple[Visit, ...]

    @property
    def id(self) -> str:
        """Identifier of the sortie."""
        return self.sortie.id

    @property
    def start_min(self) -> int:
        """Take-off."""
        return self.visits[0].depart_min

    @property
    def end_min(self) -> int:
        """Last landing."""
        return self.visits[-1].arrive_min

    @property
    def tasks(self) -> dict[str, Task]:
        """Known tasks with any event in this sortie, by id."""
        return {event.task.id: event.task for visit in self.visits for event in visit.events}

    @property
    def medevacs(self) -> tuple[Task, ...]:
        """Medevac tasks of this sortie."""
        return tuple(task for task in self.tasks.values() if task.kind == "medevac")

    @property
    def casualties_only(self) -> bool:
        """Whether the sortie serves medevac and nothing else, so that the standby may fly it."""
        return bool(self.tasks) and len(self.medevacs) == len(self.tasks)

    def legs(self) -> Iterator[tuple[Visit, Visit]]:
        """Yield each leg as the stops at its ends."""
        return pairwise(self.visits)

    def fills(self) -> tuple[int, ...]:
        """Positions of the stops after which the tank has been filled: the start and every fuel stop."""
        inner = range(1, len(self.visits) - 1)
        return (0, *(position for position in inner if self.visits[position].refuel_kg > 0))

    def find(self, kind: str, task_id: str) -> list[int]:
        """Positions of the stops with this kind of event for a task, once for each event."""
        return [
            position
            for position, visit in enumerate(self.visits)
            for event in visit.events
            if event.kind == kind and event.task.id == task_id
        ]

    def ride(self, task: Task) -> tuple[int, int] | None:
        """Positions of pick-up and drop-off; None unless there is one of each, at a later stop."""
        pickups, dropoffs = self.find("pickup", task.id), self.find("dropoff", task.id)
        if len(pickups) != 1 or len(dropoffs) != 1 or pickups[0] >= dropoffs[0]:
            return None
        return pickups[0], dropoffs[0]

    def serves(self, task: Task) -> bool:
        """Whether the sortie does all that the task asks for, at the right sites."""
        if task.kind == "patrol":
            stations = self.find("on_station", task.id)
            return len(stations) == 1 and self._at(stations[0], task.pickup_site)
        ride = self.ride(task)
        if ride is None or not self._at(ride[0], task.pickup_site):
            return False
        return task.dropoff_site is None or self._at(ride[1], task.dropoff_site)

    def _at(self, position: int, site_id: str) -> bool:
        site = self.visits[position].site
        return site is not None and site.id == site_id


@dataclass(frozen=True, slots=True)
class Day:
    """One flying programme.

    Parameters
    ----------
    programme : Programme
        As the plan states it.
    mission : Mission or None
        None when the scenario does not have it.
    tasks : dict of str to Task
        Tasks of the mission on that day, by id; empty when there are none.
    flights : tuple of Flight
        The sorties.
    month : int or None
        Index of the month flown: the first in which most aircraft are deployed to the mission, within the window of
        sustainment where that was planned; None when none are.
    week : int or None
        Week of that window in which the day lies; None where sustainment was not planned for it.
    strengths : dict of str to Strength
        What each unit of the allocation brings to the day, by id; zeros for one that does not fly here.
    """

    programme: Programme
    mission: Mission | None
    tasks: dict[str, Task]
    flights: tuple[Flight, ...]
    month: int | None
    week: int | None
    strengths: dict[str, Strength]

    @property
    def where(self) -> dict[str, str]:
        """Place of the programme."""
        return {"programme": self.programme.mission, "day": self.programme.day.isoformat()}

    def place(self, **parts: str) -> dict[str, str]:
        """Place of something in the programme."""
        return {**self.where, **parts}

    def unit_days(self) -> dict[str, UnitDay]:
        """Return what the plan states of each unit, by id; the first where it states a unit twice."""
        stated: dict[str, UnitDay] = {}
        for row in self.programme.units:
            stated.setdefault(row.unit, row)
        return stated

    def tail_base(self, unit: str, tail: str) -> str | None:
        """Site where a tail stands, as the plan states it; None for the home base."""
        row = self.unit_days().get(unit)
        return None if row is None else dict(zip(row.tails, row.tail_bases, strict=False)).get(tail)

    def crew_base(self, unit: str, crew: str) -> str | None:
        """Site where a crew stands, as the plan states it; None for the home base."""
        row = self.unit_days().get(unit)
        return None if row is None else dict(zip(row.crews, row.crew_bases, strict=False)).get(crew)

    def flights_of(self, unit: str) -> tuple[Flight, ...]:
        """Sorties that a unit flies, by its id."""
        return tuple(flight for flight in self.flights if flight.sortie.unit == unit)

    def flights_by(self, member: str) -> dict[tuple[str, str], list[Flight]]:
        """Sorties by (unit, `tail` or `crew`), each list in the order of take-off."""
        groups: dict[tuple[str, str], list[Flight]] = {}
        for flight in sorted(self.flights, key=lambda item: (item.start_min, item.end_min, item.id)):
            name = flight.sortie.tail if member == "tail" else flight.sortie.crew
            groups.setdefault((flight.sortie.unit, name), []).append(flight)
        return groups


def days(
    scenario: Scenario, plan: Plan, units: tuple[Deployment, ...], fleet: Fleet | None
) -> tuple[Day, ...]:
    """Resolve all programmes of a plan."""
    by_id: dict[str, Deployment] = {}
    for unit in units:
        by_id.setdefault(unit.id, unit)
    return tuple(_day(scenario, plan, programme, by_id, fleet) for programme in plan.programmes)


def _day(
    scenario: Scenario, plan: Plan, programme: Programme, units: dict[str, Deployment], fleet: Fleet | None
) -> Day:
    of_mission = [task for task in scenario.tasks if task.mission == programme.mission]
    tasks = {task.id: task for task in of_mission if task.day == programme.day}
    here = {
        key: unit for key, unit in units.items() if unit.demand and unit.demand.mission == programme.mission
    }
    month = month_flown(scenario, here.values(), fleet)
    first_day = min((task.day for task in of_mission), default=programme.day)
    week = None
    if month is not None and fleet is not None:
        first_week = week_of_month(fleet.plan.first_month, scenario.month_label(month), fleet.weeks)
        if first_week is not None:
            week = first_week + (programme.day - first_day).days // 7
            week = week if 0 <= week < fleet.weeks else None
    standby = next((row for row in plan.standby if row.mission == programme.mission), None)
    return Day(
        programme,
        scenario.mission_by_id.get(programme.mission),
        tasks,
        tuple(_flight(scenario, sortie, tasks, units) for sortie in programme.sorties),
        month,
        week,
        {
            key: strength_of(
                scenario,
                unit,
                unit.aircraft_in(month) if month is not None and key in here else 0,
                None if fleet is None or week is None else fleet.serviceable(key, week),
                standby if key in here else None,
            )
            for key, unit in units.items()
        },
    )


def _flight(
    scenario: Scenario, sortie: Sortie, tasks: dict[str, Task], units: dict[str, Deployment]
) -> Flight:
    visits = tuple(
        Visit(
            scenario.site_by_id.get(stop.site),
            cut(stop.arrive_min),
            cut(stop.depart_min),
            tuple(
                TaskEvent(action.kind, tasks[action.task]) for action in stop.actions if action.task in tasks
            ),
            min(stop.refuel_kg, LARGEST),
            min(stop.fuel_kg, LARGEST),
        )
        for stop in sortie.stops
    )
    return Flight(sortie, units.get(sortie.unit), visits)
