"""Rides of a type from sites to zones: times, fuel and mass of level 2 standby, and how many patients fit."""

from __future__ import annotations

from collections.abc import Sequence

from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType
from airlift.simulation.world import Ride
from airlift.standby.reach import hospitals_of, reach

__all__ = ["rides_of"]

MOST_PATIENTS = 12
"""More are never taken from one event in one flight."""


def rides_of(
    scenario: Scenario, kind: AircraftType, sites: Sequence[Site], zones: Sequence[Zone], *, night: bool
) -> dict[str, tuple[Ride | None, ...]]:
    """Return the ride from each site to each zone; None where fuel, mass or hospitals do not allow one.

    A type without litters flies none. Mass and fuel of several patients are those of one patient who weighs as much.
    """
    if kind.litters == 0 or not sites or not zones:
        return {site.id: (None,) * len(zones) for site in sites}
    hospitals = hospitals_of(scenario)
    first = reach(scenario, kind, sites, zones, hospitals, night=night)
    most = min(MOST_PATIENTS, max(kind.litters + kind.seats_with_litters, kind.seats))
    capacity = first.possible.astype(int)
    for patients in range(2, most + 1):
        fuller = reach(_with_patients(scenario, patients), kind, sites, zones, hospitals, night=night)
        still = fuller.possible & (fuller.hospital == first.hospital) & (capacity == patients - 1)
        if not still.any():
            break
        capacity += still
    casualty = scenario.policy.casualty
    table: dict[str, tuple[Ride | None, ...]] = {}
    for row, site in enumerate(sites):
        rides: list[Ride | None] = []
        for column in range(len(zones)):
            if not first.possible[row, column]:
                rides.append(None)
                continue
            busy_min = float(first.busy_min[row, column])
            rides.append(
                Ride(
                    out_min=float(first.arrive_min[row, column]) - casualty.alert_min.value,
                    landing_min=float(first.landing_min[row, column]) - casualty.alert_min.value,
                    busy_min=busy_min,
                    flight_min=busy_min - casualty.scene_min.value - kind.refuel_min,
                    hospital=hospitals[int(first.hospital[row, column])].id,
                    capacity=int(capacity[row, column]),
                )
            )
        table[site.id] = tuple(rides)
    return table


def _with_patients(scenario: Scenario, patients: int) -> Scenario:
    """Return the scenario with so many patients' mass for one."""
    flight = scenario.policy.flight
    mass = flight.litter_patient_mass_kg
    heavier = mass.model_copy(update={"value": mass.value * patients})
    policy = scenario.policy.model_copy(
        update={"flight": flight.model_copy(update={"litter_patient_mass_kg": heavier})}
    )
    return scenario.model_copy(update={"policy": policy})
