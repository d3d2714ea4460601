"""Which fuel sites one aircraft type can reach from which, and how quickly.

The fuel sites and the hops between them form a graph. Its shortest paths (networkx, imported when a network
is built) give the quickest way from each fuel site to every other; `airlift.flight.legs` joins origin and
destination to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airlift.flight.performance import (
    Performance,
    Reserves,
    flight_time_min,
    fuel_margin_kg,
    max_trip_min,
)

if TYPE_CHECKING:
    from airlift.flight.arrays import BoolArray, FloatArray

TOLERANCE_MIN = 1e-9
"""Rounding of sums of minutes must not forbid a hop that uses the fuel to the last drop."""


@dataclass(frozen=True, slots=True, eq=False)
class FuelNetwork:
    """What one aircraft type can reach between the sites of one scenario; made by `fuel_network`.

    Parameters
    ----------
    perf, reserves, night
        Aircraft type, fuel rule, and whether the landings may be by night.
    fill_kg
        Fuel on board after a fill.
    refuel_stop_min
        Minutes of one fill, landing to take-off.
    hop_min
        Shape (n, n): minutes of each direct leg.
    nearest_fuel_min
        Shape (n,): minutes from each site on to its nearest fuel site; 0 at one, inf where there is none.
    full_trip_min
        Longest flight after a fill that keeps the reserves; -inf if the fill does not cover the reserves.
    fuel_sites
        Shape (k,): indices of the sites with fuel, rising.
    ready_min
        Shape (k, k): least minutes from leaving one fuel site with a full tank to leaving another in the same
        state, flights and fills; inf where there is no way.
    refuel_paths
        For each pair of fuel sites joined in `ready_min`: the fuel sites on that quickest way, ends included.
    """

    perf: Performance
    reserves: Reserves
    night: bool
    fill_kg: float
    refuel_stop_min: float
    hop_min: FloatArray
    nearest_fuel_min: FloatArray
    full_trip_min: float
    fuel_sites: tuple[int, ...]
    ready_min: FloatArray
    refuel_paths: dict[tuple[int, int], tuple[int, ...]]


def nearest_fuel_nm(distance_nm: FloatArray, has_fuel: BoolArray) -> FloatArray:
    """Distance from each site to the fuel site nearest to it.

    Parameters
    ----------
    distance_nm
        Shape (n, n): from row to column; inf forbids a leg.
    has_fuel
        Shape (n,).

    Returns
    -------
    array
        Shape (n,), nautical miles: 0 at a fuel site, inf where no fuel site can be reached.

    Raises
    ------
    ValueError
        Shapes do not fit, or a distance is negative or nan.
    """
    distance, fuel = _checked(distance_nm, has_fuel)
    if not fuel.any():
        return np.full(fuel.size, np.inf)
    nearest: FloatArray = np.where(fuel, 0.0, distance[:, fuel].min(axis=1))
    return nearest


def fuel_network(
    distance_nm: FloatArray,
    has_fuel: BoolArray,
    perf: Performance,
    reserves: Reserves,
    *,
    refuel_stop_min: float,
    night: bool = False,
    fill_kg: float | None = None,
) -> FuelNetwork:
    """Find the quickest ways between all fuel sites, once, for any number of routes.

    Parameters
    ----------
    distance_nm
        Shape (n, n): from row to column; inf forbids a leg. It need not be symmetric.
    has_fuel
        Shape (n,): where the aircraft can be filled.
    perf, reserves
        Aircraft type and fuel rule.
    refuel_stop_min
        Minutes of one fill, landing to take-off; usual 15 for an MD 500, 25 for a Mi-17 (medium confidence).
    night
        Whether the landings may be by night.
    fill_kg
        Fuel on board after a fill; None means the tank's capacity. Give less where the payload asks for it
        (see `performance.loadable_fuel_kg`).

    Returns
    -------
    FuelNetwork
        To be given to `fuel_leg` and `fuel_legs`.

    Raises
    ------
    ValueError
        Shapes do not fit, a distance is negative or nan, the minutes are negative, or `fill_kg` is outside
        the tank.
    """
    distance, fuel = _checked(distance_nm, has_fuel)
    if not refuel_stop_min >= 0.0:
        raise ValueError(f"refuel_stop_min must not be negative, got {refuel_stop_min}")
    filled_kg = perf.fuel_capacity_kg if fill_kg is None else fill_kg
    if not 0.0 <= filled_kg <= perf.fuel_capacity_kg:
        raise ValueError(f"fill_kg must lie in [0, {perf.fuel_capacity_kg}], got {filled_kg}")
    hop_min = flight_time_min(perf, distance)
    full_trip_min = max_trip_min(perf, reserves, night, filled_kg)
    if fuel_margin_kg(perf, reserves, 0.0, night, filled_kg) < 0.0:
        # Such a fill does not even keep the final reserve: not one hop, be it of no length, may start on it.
        full_trip_min = -math.inf
    fuel_sites = tuple(int(site) for site in np.flatnonzero(fuel))
    ready_min, refuel_paths = _quickest_refuel_paths(hop_min, fuel_sites, full_trip_min, refuel_stop_min)
    return FuelNetwork(
        perf=perf,
        reserves=reserves,
        night=night,
        fill_kg=filled_kg,
        refuel_stop_min=refuel_stop_min,
        hop_min=hop_min,
        nearest_fuel_min=flight_time_min(perf, nearest_fuel_nm(distance, fuel)),
        full_trip_min=full_trip_min,
        fuel_sites=fuel_sites,
        ready_min=ready_min,
        refuel_paths=refuel_paths,
    )


def _quickest_refuel_paths(
    hop_min: FloatArray, fuel_sites: tuple[int, ...], full_trip_min: float, refuel_stop_min: float
) -> tuple[FloatArray, dict[tuple[int, int], tuple[int, ...]]]:
    """Shortest paths between fuel sites, each hop within a full tank and followed by a fill."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(fuel_sites)
    for a in fuel_sites:
        for b in fuel_sites:
            if a != b and hop_min[a, b] <= full_trip_min + TOLERANCE_MIN:
                graph.add_edge(a, b, elapsed_min=float(hop_min[a, b]) + refuel_stop_min)
    position = {site: k for k, site in enumerate(fuel_sites)}
    ready_min = np.full((len(fuel_sites), len(fuel_sites)), np.inf)
    refuel_paths: dict[tuple[int, int], tuple[int, ...]] = {}
    for a, (lengths, paths) in nx.all_pairs_dijkstra(graph, weight="elapsed_min"):
        for b, length in lengths.items():
            ready_min[position[a], position[b]] = length
            refuel_paths[a, b] = tuple(paths[b])
    return ready_min, refuel_paths


def _checked(distance_nm: FloatArray, has_fuel: BoolArray) -> tuple[FloatArray, BoolArray]:
    distance = np.asarray(distance_nm, dtype=np.float64)
    fuel = np.asarray(has_fuel, dtype=np.bool_)
    if fuel.ndim != 1 or distance.shape != (fuel.size, fuel.size):
        raise ValueError(
            f"distance_nm must be (n, n) and has_fuel (n,), got shapes {distance.shape} and {fuel.shape}"
        )
    if not np.all(distance >= 0.0):
        raise ValueError("distance_nm must not be negative or nan; inf forbids a leg")
    return distance, fuel
