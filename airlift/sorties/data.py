"""Frozen arrays of one mission's day: what the search for sorties works on.

Sites, tasks and units are numbered; times are whole minutes after local midnight, masses kg. Numbers are plain Python
ints and floats, because the inner loops of the search are plain Python.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["PRIORITIES", "DayProblem", "DayTask", "DayUnit"]

PRIORITIES = ("alpha", "bravo", "charlie", "routine")
"""Levels of the objective, the most urgent first."""


@dataclass(frozen=True, slots=True)
class DayTask:
    """A task of the day.

    Parameters
    ----------
    id : str
        Identifier in the scenario.
    level : int
        Index into `PRIORITIES`.
    medevac, patrol : bool
        Kind; a transfer is neither.
    pickup : int
        Site of the pick-up, or the area of a patrol.
    dropoffs : tuple of int
        Sites where it may end; empty for a patrol, and for a casualty that no site can take.
    other_dropoffs : tuple of int
        Sites that only their medical level excludes.
    ready_min, due_min, dwell_min : int
        As in the scenario.
    clock_min : int or None
        Latest arrival that the casualty clock allows.
    takeoff_min : int or None
        Earliest take-off that call and decision allow.
    max_ride_min : int or None
        Longest time on board.
    passengers, litters : int
        People sitting and lying.
    payload_kg : float
        Mass of people and cargo.
    wounded_min : int or None
        Start of the casualty clock.
    """

    id: str
    level: int
    medevac: bool
    patrol: bool
    pickup: int
    dropoffs: tuple[int, ...]
    other_dropoffs: tuple[int, ...]
    ready_min: int
    due_min: int
    dwell_min: int
    clock_min: int | None
    takeoff_min: int | None
    max_ride_min: int | None
    passengers: int
    litters: int
    payload_kg: float
    wounded_min: int | None

    @property
    def latest_min(self) -> int:
        """Latest arrival at the drop-off (for a patrol, latest start on station)."""
        return self.due_min if self.clock_min is None else min(self.due_min, self.clock_min)


@dataclass(frozen=True, slots=True)
class DayUnit:
    """Tails and crews of a unit that start from one base on the day: its home base, or a forward post of its standby.

    Parameters
    ----------
    id, aircraft_type : str
        Identifiers in allocation and scenario.
    home : int
        Site from which they fly and to which they return.
    aircraft, tails, standby_tails, crews, standby_crews : int
        Deployed aircraft of the unit; serviceable ones and crews on duty here, and how many of them are held for
        casualties.
    turnaround_min, refuel_min : int
        Between two sorties of a tail; at one fuel stop.
    seats, litters, seats_with_litters : int
        Places in the two fits of the cabin.
    usable_fuel_kg : float
        Most fuel at a take-off: tanks less taxi fuel.
    burn_kg_per_min : float
        Burn with turning rotors.
    leg_min : tuple of tuple of int
        Minutes between sites, approach and landing included.
    room_kg : tuple of float
        Mass that may be added to aircraft and crew at a take-off from each site; infinite where it does not land.
    forward : bool
        Whether this is a forward post: all that stand there fly casualties only.
    tail_names, crew_names : tuple of str
        Names in the plan; empty where they are numbered from 1.
    tail_left_min, crew_left_min : tuple of int
        Flight minutes that bank time and week leave to each tail, and the week to each crew; empty without a limit.
    tail_ready_min, crew_ready_min : tuple of int
        Minute before which each does not take off, because of the day before; empty where all are ready.
    tail_bank_h : tuple of float
        Bank time of each tail in the morning; empty where sustainment was not planned.
    """

    id: str
    aircraft_type: str
    home: int
    aircraft: int
    tails: int
    standby_tails: int
    crews: int
    standby_crews: int
    turnaround_min: int
    refuel_min: int
    seats: int
    litters: int
    seats_with_litters: int
    usable_fuel_kg: float
    burn_kg_per_min: float
    leg_min: tuple[tuple[int, ...], ...]
    room_kg: tuple[float, ...]
    forward: bool = False
    tail_names: tuple[str, ...] = ()
    crew_names: tuple[str, ...] = ()
    tail_left_min: tuple[int, ...] = ()
    crew_left_min: tuple[int, ...] = ()
    tail_ready_min: tuple[int, ...] = ()
    crew_ready_min: tuple[int, ...] = ()
    tail_bank_h: tuple[float, ...] = ()

    def tail(self, number: int) -> str:
        """Name of a tail, counted from 0."""
        return self.tail_names[number] if self.tail_names else f"{self.id}-t{number + 1}"

    def crew(self, number: int) -> str:
        """Name of a crew, counted from 0."""
        return self.crew_names[number] if self.crew_names else f"{self.id}-c{number + 1}"


@dataclass(frozen=True, slots=True)
class DayProblem:
    """One mission's day.

    Parameters
    ----------
    mission, month : str
        Mission, and month of the allocation whose units fly.
    day : date
        Local date.
    prefix : str
        What the identifiers of its sorties begin with.
    sites : tuple of str
        Identifiers of the sites.
    daylight : tuple of (int, int)
        First and last whole minute of daylight at each site; first > last where there is none.
    fuel : tuple of bool
        Whether a site has aviation fuel.
    stock_kg : tuple of float or None
        Fuel of the day at each site, None without a limit.
    units, tasks
        Who flies, by unit and base, and tasks of the day.
    grid_min, max_sortie_min, max_tasks, unload_min : int
        Rules of the programme.
    refuel_with_patients, night_flying : bool
        Whether fuel is taken with people on board; whether sorties may leave daylight.
    contingency, reserve_day_min, reserve_night_min, taxi_kg : float
        Fuel rule: part of the trip fuel, minutes of burn, kg at the start.
    attendants : int
        On board of a sortie that serves a medevac.
    attendants_kg : float
        Their mass in all.
    crew_flight_min, crew_duty_min : int
        Daily limits of a crew; duty without report and debrief.
    handover_min : float
        From landing to the operating table.
    """

    mission: str
    month: str
    day: dt.date
    prefix: str
    sites: tuple[str, ...]
    daylight: tuple[tuple[int, int], ...]
    fuel: tuple[bool, ...]
    stock_kg: tuple[float | None, ...]
    units: tuple[DayUnit, ...]
    tasks: tuple[DayTask, ...]
    grid_min: int
    max_sortie_min: int
    max_tasks: int
    unload_min: int
    refuel_with_patients: bool
    night_flying: bool
    contingency: float
    reserve_day_min: float
    reserve_night_min: float
    taxi_kg: float
    attendants: int
    attendants_kg: float
    crew_flight_min: int
    crew_duty_min: int
    handover_min: float
