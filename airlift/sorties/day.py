"""From a scenario, and who stands where, to the numbers of one mission's day."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from airlift.flight import (
    day_window_min,
    daylight_on,
    distance_matrix_nm,
    max_takeoff_mass_kg,
)
from airlift.flight.from_scenario import crew_mass_kg, hot_day_density_altitude_ft, performance_of
from airlift.scenario.demands import Site, Task
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType
from airlift.sorties.carry import Carried
from airlift.sorties.data import PRIORITIES, DayProblem, DayTask, DayUnit
from airlift.sorties.days import MissionDay
from airlift.sorties.stands import Stand

__all__ = ["PATROL_AREA", "day_problem"]

PATROL_AREA = "patrol_area"
"""Role of a site over which an aircraft stays without landing."""

_EPSILON = 1e-9  # float noise of a product such as 0.67 * 3, far below a minute, a kilogram or an aircraft


def day_problem(
    scenario: Scenario, today: MissionDay, stands: Sequence[Stand], left: Carried | None = None
) -> DayProblem:
    """Numbers of a mission's day.

    Parameters
    ----------
    scenario : Scenario
        Sites, types, policy.
    today : MissionDay
        The day.
    stands : sequence of Stand
        Who stands where.
    left : Carried, optional
        What the days before leave.

    Raises
    ------
    ValueError
        The mission has no task on that day.
    """
    left = left or Carried()
    rows = sorted(
        (task for task in scenario.tasks if task.mission == today.mission and task.day == today.day),
        key=lambda task: task.id,
    )
    if not rows:
        raise ValueError(f"mission {today.mission} has no task on {today.day}")
    sites = _relevant_sites(scenario, rows, stands)
    index = {site.id: position for position, site in enumerate(sites)}
    offset_h = scenario.mission_by_id[today.mission].utc_offset_h
    policy = scenario.policy
    distance_nm = distance_matrix_nm(
        np.array([site.latitude_deg for site in sites]), np.array([site.longitude_deg for site in sites])
    )
    hospitals = tuple(
        index[site.id] for site in sites if site.medical_level >= policy.casualty.surgery_medical_level.value
    )
    return DayProblem(
        mission=today.mission,
        month=today.month,
        day=today.day,
        prefix=today.prefix,
        sites=tuple(site.id for site in sites),
        daylight=tuple(_daylight(scenario, site, rows[0], offset_h) for site in sites),
        fuel=tuple(site.fuel for site in sites),
        stock_kg=tuple(left.stock_kg.get(site.id, site.fuel_stock_kg) for site in sites),
        units=tuple(_day_unit(scenario, stand, left, sites, index, distance_nm) for stand in stands),
        tasks=tuple(_day_task(scenario, row, index, hospitals) for row in rows),
        grid_min=policy.sorties.grid_min.value,
        max_sortie_min=_floor(policy.sorties.max_sortie_min.value),
        max_tasks=policy.sorties.max_tasks_per_sortie.value,
        unload_min=policy.sorties.unload_min.value,
        refuel_with_patients=policy.sorties.refuel_with_patients.value,
        night_flying=policy.flight.night_flying.value,
        contingency=policy.flight.contingency_pct.value / 100.0,
        reserve_day_min=policy.flight.reserve_day_min.value,
        reserve_night_min=policy.flight.reserve_night_min.value,
        taxi_kg=policy.flight.taxi_fuel_kg.value,
        attendants=policy.flight.attendants_per_medevac.value,
        attendants_kg=policy.flight.attendants_per_medevac.value * policy.flight.attendant_mass_kg.value,
        crew_flight_min=_floor(policy.crew.flight_h_per_day.value * 60.0),
        crew_duty_min=_floor(policy.crew.duty_h_per_day.value * 60.0 - policy.crew.report_min.value),
        handover_min=policy.casualty.handover_min.value,
    )


def _floor(amount: float) -> int:
    return math.floor(amount + _EPSILON)


def _ceil(amount: float) -> int:
    return math.ceil(amount - _EPSILON)


def _relevant_sites(scenario: Scenario, tasks: Iterable[Task], stands: Sequence[Stand]) -> list[Site]:
    """Sites of tasks and bases, and the hospitals and fuel sites from which somebody gets back to a base in time."""
    named = {task.pickup_site for task in tasks} | {task.dropoff_site for task in tasks if task.dropoff_site}
    homes = {stand.base for stand in stands}
    candidates = [
        site
        for site in scenario.sites
        if site.id in named | homes
        or site.fuel
        or site.medical_level >= scenario.policy.casualty.surgery_medical_level.value
    ]
    if not stands:
        return [site for site in candidates if site.id in named]
    distance = distance_matrix_nm(
        np.array([site.latitude_deg for site in candidates]),
        np.array([site.longitude_deg for site in candidates]),
    )
    cruise_kt = max(scenario.aircraft_type_by_id[stand.unit.aircraft_type].cruise_kt for stand in stands)
    reach_nm = scenario.policy.sorties.max_sortie_min.value / 60.0 * cruise_kt / 2.0
    home_rows = [position for position, site in enumerate(candidates) if site.id in homes]
    return [
        site
        for position, site in enumerate(candidates)
        if site.id in named | homes or distance[home_rows, position].min() <= reach_nm
    ]


def _daylight(scenario: Scenario, site: Site, task: Task, offset_h: float) -> tuple[int, int]:
    light = daylight_on(task.day, site.latitude_deg, site.longitude_deg, offset_h)
    window = day_window_min(light, scenario.policy.flight.daylight_basis.value)
    return (1, 0) if window is None else (_ceil(window[0]), _floor(window[1]))


def _day_unit(
    scenario: Scenario,
    stand: Stand,
    left: Carried,
    sites: Sequence[Site],
    index: dict[str, int],
    distance_nm: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> DayUnit:
    policy = scenario.policy
    kind = scenario.aircraft_type_by_id[stand.unit.aircraft_type]
    week_min = policy.sustainment.flight_h_per_tail_week.value * 60.0
    return DayUnit(
        id=stand.unit.id,
        aircraft_type=kind.id,
        home=index[stand.base],
        aircraft=stand.aircraft,
        tails=len(stand.tails),
        standby_tails=stand.standby_tails,
        crews=len(stand.crews),
        standby_crews=stand.standby_crews,
        forward=stand.forward,
        tail_names=stand.tails,
        crew_names=stand.crews,
        tail_bank_h=stand.bank_h,
        tail_left_min=tuple(
            _floor(min(bank_h * 60.0, max(0.0, week_min - left.tail_flown_min.get(name, 0))))
            for name, bank_h in zip(stand.tails, stand.bank_h, strict=False)
        ),
        crew_left_min=_unless_all_free(
            [
                policy.crew.flight_h_per_7_days.value * 60.0 - left.crew_flown_min.get(name, 0)
                for name in stand.crews
            ],
            policy.crew.flight_h_per_day.value * 60.0,
        ),
        tail_ready_min=_waits(stand.tails, left.tail_ready_min),
        crew_ready_min=_waits(stand.crews, left.crew_ready_min),
        turnaround_min=kind.turnaround_min,
        refuel_min=kind.refuel_min,
        seats=kind.seats,
        litters=kind.litters,
        seats_with_litters=kind.seats_with_litters,
        usable_fuel_kg=kind.fuel_capacity_kg - policy.flight.taxi_fuel_kg.value,
        burn_kg_per_min=kind.burn_kg_per_h / 60.0,
        leg_min=_legs(distance_nm, kind, policy.sorties.landing_min.value),
        room_kg=tuple(_room_kg(scenario, site, kind) for site in sites),
    )


def _unless_all_free(left_min: Sequence[float], daily_min: float) -> tuple[int, ...]:
    """Flight minutes that the week leaves to each crew; empty where the limit of the day is below all of them."""
    if all(minutes >= daily_min for minutes in left_min):
        return ()
    return tuple(max(0, _floor(minutes)) for minutes in left_min)


def _waits(names: Sequence[str], ready_min: dict[str, int]) -> tuple[int, ...]:
    """Minute from which each is ready; empty where all are at midnight."""
    waits = tuple(max(0, ready_min.get(name, 0)) for name in names)
    return waits if any(waits) else ()


def _legs(
    distance_nm: np.ndarray[tuple[int, ...], np.dtype[np.float64]], kind: AircraftType, landing_min: int
) -> tuple[tuple[int, ...], ...]:
    minutes = np.ceil(distance_nm / kind.cruise_kt * 60.0 - _EPSILON).astype(np.int64) + landing_min
    return tuple(tuple(int(value) for value in row) for row in minutes)


def _room_kg(scenario: Scenario, site: Site, kind: AircraftType) -> float:
    if site.role == PATROL_AREA:
        return math.inf
    policy = scenario.policy.flight
    density_altitude_ft = hot_day_density_altitude_ft(site, policy)
    limit_kg = max_takeoff_mass_kg(performance_of(kind, policy), density_altitude_ft)
    return limit_kg - kind.empty_kg - crew_mass_kg(kind, policy)


def _day_task(scenario: Scenario, row: Task, index: dict[str, int], hospitals: tuple[int, ...]) -> DayTask:
    flight, casualty = scenario.policy.flight, scenario.policy.casualty
    medevac = row.kind == "medevac"
    limit_min = {
        "alpha": casualty.surgery_min.value,
        "bravo": casualty.bravo_min.value,
        "charlie": casualty.charlie_min.value,
    }.get(row.priority)
    clock = takeoff = None
    if medevac and row.wounded_min is not None:
        takeoff = _ceil(row.wounded_min + casualty.alert_min.value)
        if limit_min is not None:
            clock = _floor(row.wounded_min + limit_min - casualty.handover_min.value)
    dropoffs, others = _dropoffs(row, index, hospitals)
    return DayTask(
        id=row.id,
        level=PRIORITIES.index(row.priority),
        medevac=medevac,
        patrol=row.kind == "patrol",
        pickup=index[row.pickup_site],
        dropoffs=dropoffs,
        other_dropoffs=others,
        ready_min=row.ready_min,
        due_min=row.due_min,
        dwell_min=row.dwell_min,
        clock_min=clock,
        takeoff_min=takeoff,
        max_ride_min=row.max_ride_min,
        passengers=row.passengers,
        litters=row.litter_patients,
        payload_kg=row.passengers * flight.passenger_mass_kg.value
        + row.litter_patients * flight.litter_patient_mass_kg.value
        + row.cargo_kg,
        wounded_min=row.wounded_min,
    )


def _dropoffs(
    row: Task, index: dict[str, int], hospitals: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sites where a task may end, and those that only their medical level excludes."""
    if row.kind == "patrol":
        return (), ()
    if row.dropoff_site is not None:
        site = index[row.dropoff_site]
        fits = row.kind != "medevac" or row.priority != "alpha" or site in hospitals
        return ((site,), ()) if fits else ((), (site,))
    # A casualty who waits at a hospital is to be taken to another one.
    pickup = index[row.pickup_site]
    others = tuple(site for site in range(len(index)) if site not in hospitals and site != pickup)
    return tuple(site for site in hospitals if site != pickup), others
