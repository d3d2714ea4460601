"""The decisions of an allocation with the rows of the scenario that they name.

A name that the scenario does not have becomes None here: `plan.references` reports it, and every other rule
judges what is left. Whole numbers are cut at `LARGEST`, so that no nonsense of a plan overflows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from airlift.checker.tolerances import LARGEST
from airlift.plans import Allocation
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Course, Lot, MaintenanceBase, Partner

__all__ = [
    "Arrival",
    "Class",
    "Deployment",
    "Visit",
    "arrivals",
    "classes",
    "deployments",
    "first_gates",
    "visits",
]


def cut(number: int) -> int:
    """Return a whole number of a plan, cut at plus or minus `LARGEST`."""
    return max(-LARGEST, min(LARGEST, number))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Aircraft of a lot that reach a partner; month as index."""

    lot: Lot
    partner: Partner
    month: int
    aircraft: int

    @property
    def lead_months(self) -> int:
        """Months from gate to arrival at the earliest: refurbishment and shipping."""
        return self.lot.refurbishment_months + self.lot.shipping_months


@dataclass(frozen=True, slots=True)
class Class:
    """Trainees of a partner in one start of a course; month as index."""

    course: Course
    partner: Partner
    month: int
    trainees: int

    @property
    def graduation(self) -> int:
        """Index of the first month in which the graduates count."""
        return self.month + self.course.duration_months


@dataclass(frozen=True, slots=True)
class Visit:
    """An assessment visit to a partner; month as index."""

    partner: Partner
    month: int


@dataclass(frozen=True, slots=True)
class Deployment:
    """A unit with the rows that it names; months as indices, `aircraft[i]` in month `first + i`."""

    id: str
    partner: Partner | None
    demand: Demand | None
    aircraft_type: AircraftType | None
    base: MaintenanceBase | None
    first: int
    aircraft: tuple[int, ...]

    @property
    def end(self) -> int:
        """Index of the first month in which the unit is no longer deployed."""
        return self.first + len(self.aircraft)

    def months(self) -> Iterator[tuple[int, int]]:
        """Yield month index and aircraft of each month deployed."""
        return enumerate(self.aircraft, start=self.first)

    def aircraft_in(self, month: int) -> int:
        """Aircraft deployed in a month; zero when the unit is not deployed."""
        return self.aircraft[month - self.first] if self.first <= month < self.end else 0

    def increases(self) -> Iterator[tuple[int, int]]:
        """Yield month index and aircraft that come in addition, first month included."""
        before = 0
        for month, aircraft in self.months():
            if aircraft > before:
                yield month, aircraft - before
            before = aircraft


def arrivals(scenario: Scenario, allocation: Allocation) -> tuple[Arrival, ...]:
    """Transfers whose lot and partner exist."""
    return tuple(
        Arrival(lot, partner, scenario.month_index(row.month), cut(row.aircraft))
        for row in allocation.transfers
        if (lot := scenario.lot_by_id.get(row.lot)) and (partner := scenario.partner_by_id.get(row.partner))
    )


def classes(scenario: Scenario, allocation: Allocation) -> tuple[Class, ...]:
    """Trainees whose course and partner exist."""
    return tuple(
        Class(course, partner, scenario.month_index(row.month), cut(row.trainees))
        for row in allocation.training
        if (course := scenario.course_by_id.get(row.course))
        and (partner := scenario.partner_by_id.get(row.partner))
    )


def visits(scenario: Scenario, allocation: Allocation) -> tuple[Visit, ...]:
    """Assessment visits whose partner exists."""
    return tuple(
        Visit(partner, scenario.month_index(row.month))
        for row in allocation.visits
        if (partner := scenario.partner_by_id.get(row.partner))
    )


def deployments(scenario: Scenario, allocation: Allocation) -> tuple[Deployment, ...]:
    """All units, with None for each row that does not exist."""
    return tuple(
        Deployment(
            row.id,
            scenario.partner_by_id.get(row.partner),
            scenario.demand_by_id.get(row.demand),
            scenario.aircraft_type_by_id.get(row.aircraft_type),
            scenario.maintenance_base_by_id.get(row.maintenance_base),
            scenario.month_index(row.first_month),
            tuple(cut(aircraft) for aircraft in row.aircraft),
        )
        for row in allocation.units
    )


def first_gates(scenario: Scenario, allocation: Allocation) -> dict[str, int]:
    """Index of the month in which each lot first passes its gate, for lots that exist and pass it."""
    gates: dict[str, int] = {}
    for row in allocation.gates:
        if row.lot in scenario.lot_by_id:
            month = scenario.month_index(row.month)
            gates[row.lot] = min(month, gates.get(row.lot, month))
    return gates
