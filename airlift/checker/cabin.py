"""Who and what is on board: the cabin's places and the take-off mass."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight
from airlift.checker.fuel import fuel_on_departure_kg
from airlift.checker.tolerances import MASS_KG
from airlift.scenario.demands import Task
from airlift.scenario.offers import AircraftType
from airlift.scenario.phrases import count

__all__ = ["capacity", "mass_limit"]


def capacity(case: Case) -> Iterator[Breach]:
    """cabin.capacity: litters and seats on every leg; nobody at a fuel stop where the policy forbids it."""
    for day in case.days:
        for flight in day.flights:
            if flight.unit is not None and flight.unit.aircraft_type is not None:
                yield from _places(case, day, flight, flight.unit.aircraft_type)
            yield from _refuelling(case, day, flight)


def mass_limit(case: Case) -> Iterator[Breach]:
    """mass.limit: take-off mass at every landing site, with the fuel then on board."""
    for day in case.days:
        for flight in day.flights:
            fuel_kg = fuel_on_departure_kg(flight)
            if not fuel_kg or flight.unit is None or flight.unit.aircraft_type is None:
                continue
            kind = flight.unit.aircraft_type
            bare_kg = kind.empty_kg + case.crew_mass_kg(kind)
            for position, aboard in enumerate(_aboard(flight)[:-1]):
                visit = flight.visits[position]
                if visit.site is None or visit.airborne:
                    continue
                mass_kg = bare_kg + _payload_kg(case, flight, aboard) + fuel_kg[position]
                limit_kg = case.mass_limit_kg(kind, visit.site)
                if mass_kg > limit_kg + MASS_KG:
                    yield Breach(
                        day.place(sortie=flight.id, stop=str(position), site=visit.site.id),
                        mass_kg - limit_kg,
                        f"takes off with {figure(mass_kg)} kg,"
                        f" the limit on a hot day is {figure(limit_kg)} kg",
                    )


def _aboard(flight: Flight) -> list[list[Task]]:
    """Tasks on board when departing from each stop; one that is never dropped off stays to the end."""
    aboard: dict[str, Task] = {}
    after_each_stop = []
    for visit in flight.visits:
        for event in visit.events:
            if event.kind == "dropoff":
                aboard.pop(event.task.id, None)
        for event in visit.events:
            if event.kind == "pickup":
                aboard[event.task.id] = event.task
        after_each_stop.append(list(aboard.values()))
    return after_each_stop


def _attendants(case: Case, flight: Flight) -> int:
    return case.scenario.policy.flight.attendants_per_medevac.value if flight.medevacs else 0


def _payload_kg(case: Case, flight: Flight, aboard: list[Task]) -> float:
    policy = case.scenario.policy.flight
    return _attendants(case, flight) * policy.attendant_mass_kg.value + sum(
        task.passengers * policy.passenger_mass_kg.value
        + task.litter_patients * policy.litter_patient_mass_kg.value
        + task.cargo_kg
        for task in aboard
    )


def _places(case: Case, day: Day, flight: Flight, kind: AircraftType) -> Iterator[Breach]:
    litter_fit = any(task.litter_patients for task in flight.tasks.values())
    seats = kind.seats_with_litters if litter_fit else kind.seats
    seated = litters = 0
    for aboard in _aboard(flight):
        seated = max(seated, _attendants(case, flight) + sum(task.passengers for task in aboard))
        litters = max(litters, sum(task.litter_patients for task in aboard))
    where = day.place(sortie=flight.id)
    if seated > seats:
        fit = " beside the litters" if litter_fit else ""
        yield Breach(
            where, seated - seats, f"{seated} passengers and attendants on {count(seats, 'seat')}{fit}"
        )
    if litters > kind.litters:
        yield Breach(
            where,
            litters - kind.litters,
            f"{count(litters, 'lying patient')} on {count(kind.litters, 'litter')}",
        )


def _refuelling(case: Case, day: Day, flight: Flight) -> Iterator[Breach]:
    """People who stay on board at a fuel stop; those who leave or join there are off meanwhile."""
    if case.scenario.policy.sorties.refuel_with_patients.value:
        return
    aboard = _aboard(flight)
    for position in flight.fills()[1:]:
        staying = [task for task in aboard[position - 1] if task in aboard[position]]
        people = sum(task.passengers + task.litter_patients for task in staying)
        if people:
            yield Breach(
                day.place(sortie=flight.id, stop=str(position)),
                people,
                f"{'1 person stays' if people == 1 else f'{people} people stay'} on board during refuelling",
            )
