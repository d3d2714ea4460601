"""Small random problems with chosen features, the same for a seed on every machine."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from airlift.sorties.problem import Fleet, FuelUse, SortieProblem, Station, Stop, Task
from airlift_data.drawing import Draw


def drawn_problem(
    seed: int,
    *,
    tasks: int = 3,
    pairs: bool = True,
    fleets: int = 1,
    aircraft: int = 2,
    resources: int = 1,
    rides: bool = False,
    ride_cost: float = 0.0,
    duty: bool = False,
    stations: int = 0,
    full: bool = True,
    reload: bool = False,
    visits: int | None = None,
    optional: bool = False,
    late: bool = False,
    escort: bool = False,
    goals: tuple[str, ...] = ("cost",),
    wide: bool = False,
) -> SortieProblem:
    """Draw a problem; every argument is a feature that it has."""
    draw = Draw(f"routes-{seed}")
    count = fleets + stations + tasks * (2 if pairs else 1)
    points = [(draw.between(0.0, 40.0), draw.between(0.0, 40.0)) for _ in range(count)]
    flat = np.array([[math.dist(a, b) for b in points] for a in points])
    horizon = 300.0

    def stop(place: int, opens: float) -> Stop:
        width = 200.0 if wide else draw.between(30.0, 90.0)
        latest = min(horizon, opens + width)
        due = opens + draw.between(5.0, 30.0) if late else math.inf
        return Stop(place, opens, latest, draw.between(1.0, 6.0), due)

    rows = []
    for number in range(tasks):
        place = fleets + stations + number * (2 if pairs else 1)
        opens = draw.between(0.0, 60.0 if wide else 140.0)
        start = stop(place, opens)
        delivery = None
        if pairs:
            delivery = replace(stop(place + 1, opens), latest_min=min(horizon, start.latest_min + 80.0))
        rows.append(
            Task(
                f"t{number}",
                start,
                delivery,
                tuple(float(draw.step(1, 3, 1)) for _ in range(resources)),
                max_ride_min=draw.between(1.2, 2.5) * flat[place, place + 1] if rides and pairs else math.inf,
                priority=draw.step(0, 1, 1) if optional else None,
                aircraft=2 if escort and number == 0 else 1,
                late_cost=draw.between(0.2, 2.0) if late else 0.0,
            )
        )
    return SortieProblem(
        name=f"drawn-{seed}",
        places=tuple(f"p{k}" for k in range(count)),
        minutes=flat[None],
        cost=flat[None],
        fleets=tuple(
            Fleet(
                f"f{k}",
                k,
                k,
                aircraft,
                tuple(4.0 for _ in range(resources)),
                latest_min=horizon,
                max_duty_min=draw.between(120.0, 240.0) if duty else math.inf,
                fuel=FuelUse(90.0, 90.0, 1.0, reserve=2.0, least_at_end=5.0) if stations else None,
            )
            for k in range(fleets)
        ),
        tasks=tuple(rows),
        stations=tuple(
            Station(
                fleets + k,
                fixed_min=2.0,
                min_per_unit=0.2,
                full=full,
                only_empty=pairs,
                reload=reload,
                max_visits=visits,
                latest_min=horizon,
            )
            for k in range(stations)
        ),
        resources=tuple(f"r{k}" for k in range(resources)),
        goals=goals,
        ride_cost=ride_cost,
    )
