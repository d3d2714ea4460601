"""One route from one start minute: its times, its fuel and its masses, or None where a rule forbids it.

The flight itself is compiled (`flightkernel`).
"""

from __future__ import annotations

from dataclasses import dataclass

from airlift.sorties.data import DayProblem, DayUnit
from airlift.sorties.dayarrays import day_arrays
from airlift.sorties.flightkernel import fly_route, new_flight, new_route

__all__ = ["Route", "Timeline", "Visit", "fly"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a route; drop-offs come before the fill, the fill before the pick-ups.

    Parameters
    ----------
    site : int
        Where.
    drops, picks : tuple of int
        Tasks that end here; tasks that begin here (patrols are flown here), in the order of their service.
    refuel : bool
        Whether fuel is taken. The take-off from the home base is always on a fill and is not marked.
    """

    site: int
    drops: tuple[int, ...] = ()
    refuel: bool = False
    picks: tuple[int, ...] = ()


Route = tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Times (minutes after local midnight) and fuel (kg) of a route; one entry for each visit.

    `fuel_kg` is on board when departing, at the last visit when landing; `refuel_kg` is taken there.
    """

    arrive_min: tuple[int, ...]
    depart_min: tuple[int, ...]
    fuel_kg: tuple[float, ...]
    refuel_kg: tuple[float, ...]

    @property
    def minutes(self) -> int:
        """From take-off to the last landing."""
        return self.arrive_min[-1] - self.depart_min[0]


def fly(problem: DayProblem, unit: DayUnit, route: Route, start_min: int, night: bool) -> Timeline | None:
    """Fly a route from a start.

    Parameters
    ----------
    problem, unit : DayProblem, DayUnit
        Day and unit.
    route : Route
        Visits, home base first and last.
    start_min : int
        Take-off.
    night : bool
        Fly with night reserves and without regard to daylight.

    Returns
    -------
    Timeline or None
        None where a rule forbids it.
    """
    visits = len(route)
    tasks = max(len(problem.tasks), 1)
    rows, flight = new_route(visits, tasks), new_flight(visits, tasks)
    for k, visit in enumerate(route):
        rows.site[k], rows.refuel[k] = visit.site, visit.refuel
        rows.drops[k, : len(visit.drops)] = visit.drops
        rows.picks[k, : len(visit.picks)] = visit.picks
    if not fly_route(day_arrays(problem, unit, night), rows, visits, start_min, flight):
        return None
    return Timeline(
        tuple(flight.arrive.tolist()),
        tuple(flight.depart.tolist()),
        tuple(round(value, 6) for value in flight.fuel.tolist()),
        tuple(round(value, 6) for value in flight.refuel.tolist()),
    )
