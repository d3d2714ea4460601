"""Fuel-feasible routes between sites: direct where the fuel allows it, else by way of refuel points.

A *hop* is one direct leg. A route from one site to another is a sequence of hops whose inner stops are all
refuel points. Fuel is counted from fill to fill: a fill brings the tank to `fill_kg`, of which taxi fuel,
contingency and final reserve are never planned to be spent on the way. A destination without fuel must leave
enough to go on to the fuel site nearest to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airlift.flight.network import TOLERANCE_MIN, FuelNetwork
from airlift.flight.performance import final_reserve_kg, trip_fuel_kg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from airlift.flight.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class FuelLeg:
    """A way from one site to another that keeps the fuel rule.

    Parameters
    ----------
    path
        Sites in order, origin and destination included; one site only where they are the same.
    hop_min, hop_fuel_kg
        Minutes flown and trip fuel burnt on each hop; one shorter than `path`.
    refuel_sites
        Sites of the fills, in order. The first may be the origin, if the fuel on board at the start did not
        do.
    uplift_kg
        Fuel taken at each of `refuel_sites`.
    refuel_min
        Minutes spent on all fills.
    arrival_fuel_kg
        Fuel on board on arrival, before any time on scene.
    """

    path: tuple[int, ...]
    hop_min: tuple[float, ...]
    hop_fuel_kg: tuple[float, ...]
    refuel_sites: tuple[int, ...]
    uplift_kg: tuple[float, ...]
    refuel_min: float
    arrival_fuel_kg: float

    @property
    def flight_min(self) -> float:
        """Minutes in the air."""
        return math.fsum(self.hop_min)

    @property
    def elapsed_min(self) -> float:
        """Minutes from departure to arrival, fills included."""
        return self.flight_min + self.refuel_min

    @property
    def fuel_kg(self) -> float:
        """Trip fuel burnt on all hops."""
        return math.fsum(self.hop_fuel_kg)


def fuel_leg(
    network: FuelNetwork,
    origin: int,
    destination: int,
    *,
    start_fuel_kg: float | None = None,
    return_fuel: bool = True,
    on_scene_min: float = 0.0,
) -> FuelLeg | None:
    """Quickest route between two sites that keeps the fuel rule.

    Parameters
    ----------
    network
        From `fuel_network`.
    origin, destination
        Indices of sites.
    start_fuel_kg
        Fuel on board at the origin with turning rotors, so no taxi fuel is taken off it again. None means
        just filled, which is possible at a fuel site only; that fill costs no time here.
    return_fuel
        Whether a destination without fuel must leave enough to go on to its nearest fuel site. Without it the
        aircraft arrives with the final reserve and no more.
    on_scene_min
        Minutes with turning rotors at the destination, before going on.

    Returns
    -------
    FuelLeg or None
        None where no sequence of fills makes the destination reachable. Of routes equally quick the one with
        no fill on the way is taken first, then the one whose last fill is at the site with the lowest index.

    Raises
    ------
    ValueError
        A site is not in the network, the fuel lies outside the tank, the minutes are negative, or the origin
        has no fuel and `start_fuel_kg` is not given.
    """
    return fuel_legs(
        network,
        [(origin, destination)],
        start_fuel_kg=None if start_fuel_kg is None else {origin: start_fuel_kg},
        return_fuel=return_fuel,
        on_scene_min=on_scene_min,
    )[origin, destination]


def fuel_legs(
    network: FuelNetwork,
    pairs: Iterable[tuple[int, int]],
    *,
    start_fuel_kg: Mapping[int, float] | None = None,
    return_fuel: bool = True,
    on_scene_min: float = 0.0,
) -> dict[tuple[int, int], FuelLeg | None]:
    """Quickest routes for many pairs of sites: `fuel_leg` for each.

    Parameters
    ----------
    network
        From `fuel_network`.
    pairs
        Origins and destinations, in any order; repeated pairs are solved once.
    start_fuel_kg
        Fuel on board by origin, with turning rotors. An origin that is not in it starts just filled.
    return_fuel, on_scene_min
        As in `fuel_leg`, alike for all destinations.

    Returns
    -------
    dict
        For each pair, in rising order, its route or None.

    Raises
    ------
    ValueError
        As in `fuel_leg`.
    """
    if not on_scene_min >= 0.0:
        raise ValueError(f"on_scene_min must not be negative, got {on_scene_min}")
    start_kg = start_fuel_kg or {}
    departures: dict[int, _Departure] = {}
    routes: dict[tuple[int, int], FuelLeg | None] = {}
    for origin, destination in sorted(set(pairs)):
        for site in (origin, destination):
            if not 0 <= site < len(network.hop_min):
                raise ValueError(f"site {site} is not in the network of {len(network.hop_min)} sites")
        if origin not in departures:
            departures[origin] = _departure(network, origin, start_kg.get(origin))
        onward_min = on_scene_min + (float(network.nearest_fuel_min[destination]) if return_fuel else 0.0)
        departure = departures[origin]
        fills = _fills(network, departure, destination, onward_min)
        routes[origin, destination] = (
            None if fills is None else _route(network, departure, fills, destination)
        )
    return routes


@dataclass(frozen=True, slots=True, eq=False)
class _Departure:
    """State of the aircraft at one origin, and how soon it can leave each fuel site with a full tank.

    `fuel_kg` is with turning rotors, `trip_min` the longest flight on it. `ready_min` has shape (k,);
    `first_fill` the position of the first fill on that way, or -1 where the origin itself was just filled.
    """

    origin: int
    fuel_kg: float
    trip_min: float
    ready_min: FloatArray
    first_fill: IntArray


def _departure(network: FuelNetwork, origin: int, start_fuel_kg: float | None) -> _Departure:
    perf, reserves = network.perf, network.reserves
    fuel_sites = np.asarray(network.fuel_sites, dtype=np.int64)
    if start_fuel_kg is None:
        if origin not in network.fuel_sites:
            raise ValueError(f"site {origin} has no fuel: give the fuel on board at the start, start_fuel_kg")
        position = network.fuel_sites.index(origin)
        return _Departure(
            origin,
            network.fill_kg - reserves.taxi_fuel_kg,
            network.full_trip_min,
            network.ready_min[position],
            np.full(fuel_sites.size, -1),
        )
    if not 0.0 <= start_fuel_kg <= perf.fuel_capacity_kg:
        raise ValueError(f"start_fuel_kg must lie in [0, {perf.fuel_capacity_kg}], got {start_fuel_kg}")

    spare_kg = start_fuel_kg - final_reserve_kg(perf, reserves, network.night)
    # Below the final reserve this is negative, and nothing but a fill on the spot is left.
    trip_min = spare_kg / (1.0 + reserves.contingency_fraction) * 60.0 / perf.burn_kg_per_h
    if not network.fuel_sites:
        return _Departure(origin, start_fuel_kg, trip_min, np.empty(0), np.empty(0, dtype=np.int64))
    first_min = _hops_from(network, origin)[fuel_sites]
    reachable = (first_min <= trip_min + TOLERANCE_MIN) | (fuel_sites == origin)
    filled_min = np.where(reachable, first_min + network.refuel_stop_min, np.inf)
    by_first_fill = filled_min[:, None] + network.ready_min
    first_fill = np.argmin(by_first_fill, axis=0)
    return _Departure(origin, start_fuel_kg, trip_min, by_first_fill.min(axis=0), first_fill)


def _hops_from(network: FuelNetwork, origin: int) -> FloatArray:
    """Minutes of the direct legs from a site; staying there takes none, whatever the matrix says."""
    hops: FloatArray = network.hop_min[origin].copy()
    hops[origin] = 0.0
    return hops


def _fills(
    network: FuelNetwork, departure: _Departure, destination: int, onward_min: float
) -> tuple[int, ...] | None:
    """Sites of the fills on the quickest way, () for a direct leg, None where there is no way."""
    direct_min = float(_hops_from(network, departure.origin)[destination])
    direct = direct_min < math.inf and direct_min + onward_min <= departure.trip_min + TOLERANCE_MIN
    if not network.fuel_sites:
        return () if direct else None
    fuel_sites = np.asarray(network.fuel_sites, dtype=np.int64)
    last_min = np.where(fuel_sites == destination, 0.0, network.hop_min[fuel_sites, destination])
    within = last_min + onward_min <= network.full_trip_min + TOLERANCE_MIN
    total_min = np.where(within, departure.ready_min + last_min, np.inf)
    last = int(np.argmin(total_min))
    if direct and direct_min <= total_min[last]:
        return ()
    if total_min[last] == np.inf:
        return None
    last_site = network.fuel_sites[last]
    first = int(departure.first_fill[last])
    if first < 0:
        return network.refuel_paths[departure.origin, last_site][1:]
    return network.refuel_paths[network.fuel_sites[first], last_site]


def _route(network: FuelNetwork, departure: _Departure, fills: tuple[int, ...], destination: int) -> FuelLeg:
    """Fly the hops and count the fuel."""
    here, fuel_kg = departure.origin, departure.fuel_kg
    path, hop_min, hop_fuel_kg, uplift_kg = [here], [], [], []
    for stop in (*fills, None):
        there = destination if stop is None else stop
        if there != here:
            minutes = float(network.hop_min[here, there])
            burnt_kg = trip_fuel_kg(network.perf, minutes)
            path.append(there)
            hop_min.append(minutes)
            hop_fuel_kg.append(burnt_kg)
            here, fuel_kg = there, fuel_kg - burnt_kg
        if stop is not None:
            uplift_kg.append(max(0.0, network.fill_kg - fuel_kg))
            fuel_kg = max(network.fill_kg, fuel_kg) - network.reserves.taxi_fuel_kg
    return FuelLeg(
        path=tuple(path),
        hop_min=tuple(hop_min),
        hop_fuel_kg=tuple(hop_fuel_kg),
        refuel_sites=fills,
        uplift_kg=tuple(uplift_kg),
        refuel_min=network.refuel_stop_min * len(fills),
        arrival_fuel_kg=fuel_kg,
    )
