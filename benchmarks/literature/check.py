"""The second opinion: routes held to the rules of their format, recomputed from the file alone.

Nothing of the engines is used: neither their problem nor their times. A dial-a-ride is a system of difference
constraints, raised to its least solution; an electric one a linear programme, because partial refuelling and the
least excess ride are; the other two are driven from stop to stop.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Before PuLP: where its HiGHS is loaded first, an integer programme of OR-Tools' HiGHS ends the process (9.15, 1.13.1).
import ortools.math_opt.python.mathopt  # noqa: F401
import pulp

from benchmarks.literature.darp import DarpFile
from benchmarks.literature.eadarp import TRAVEL_WEIGHT, EadarpFile
from benchmarks.literature.evrptw import EvrptwFile
from benchmarks.literature.instance import Instance
from benchmarks.literature.pdptw import PdptwFile

__all__ = ["TOLERANCE", "Verdict", "check_routes"]

TOLERANCE = 1e-6
"""By which times, loads and energy may be off: noise of floating point, far below a second."""

Routes = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the routes, and what they are worth.

    Parameters
    ----------
    faults : tuple of str
        Broken rules; empty if there are none.
    objective : tuple of float
        Value of each level, recomputed; of routes with faults as far as they can be priced.
    """

    faults: tuple[str, ...]
    objective: tuple[float, ...]


def check_routes(instance: Instance, routes: Routes) -> Verdict:
    """Check routes.

    Parameters
    ----------
    instance : Instance
        Instance; its file is used, not its problem.
    routes : sequence of sequence of str
        For each vehicle the visited ids of the file in order, depots left out, stations included.
    """
    file = instance.file
    if isinstance(file, DarpFile):
        return _check_darp(file, routes)
    if isinstance(file, EadarpFile):
        return _check_eadarp(file, routes, float(instance.variant))
    if isinstance(file, EvrptwFile):
        return _check_evrptw(file, routes)
    if isinstance(file, PdptwFile):
        return _check_pdptw(file, routes)
    raise TypeError(f"there is no checker for {type(file).__name__}")


def _once(routes: Routes, wanted: Sequence[str], also: Sequence[str] = ()) -> Iterator[str]:
    """Yield ids that are missing, visited twice, or unknown."""
    visits = Counter(name for route in routes for name in route)
    for name in wanted:
        if visits[name] != 1:
            yield f"{name} is visited {visits[name]} times, not once"
    for name in visits.keys() - set(wanted) - set(also):
        yield f"{name} is no stop of this instance"


def _distance(a: object, b: object) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)  # type: ignore[attr-defined]


def _pairs_in_order(route: Sequence[int], n: int) -> Iterator[str]:
    """Yield deliveries that do not follow their pick-up on the same route."""
    at = {number: position for position, number in enumerate(route)}
    for number in route:
        if 1 <= number <= n and at.get(n + number, -1) < at[number]:
            yield f"{n + number} does not follow {number} on its route"


def _overloads(route: Sequence[int], loads: Sequence[float], capacity: float) -> Iterator[str]:
    load = 0.0
    for number, change in zip(route, loads, strict=True):
        load += change
        if load > capacity + TOLERANCE:
            yield f"at {number} the load is {load:g}, more than {capacity:g}"


def _check_darp(file: DarpFile, routes: Routes) -> Verdict:
    n = file.requests
    faults = list(_once(routes, [str(k) for k in range(1, 2 * n + 1)]))
    if faults:
        return Verdict(tuple(faults), ())
    if len(routes) > file.vehicles:
        faults.append(f"{len(routes)} routes for {file.vehicles} vehicles")
    total = 0.0
    for route in ([int(name) for name in route] for route in routes):
        path = [0, *route, 2 * n + 1]
        total += math.fsum(_distance(file.locations[a], file.locations[b]) for a, b in pairwise(path))
        faults += _pairs_in_order(route, n)
        faults += _overloads(route, [file.locations[k].load for k in route], file.capacity)
        if not faults:
            faults += _late_darp(file, path)
    return Verdict(tuple(faults), (total,))


def _late_darp(file: DarpFile, path: Sequence[int]) -> Iterator[str]:
    """Yield what keeps a route from having times at all: the least times grow beyond a window."""
    n, rows = file.requests, file.locations
    at = {number: position for position, number in enumerate(path)}
    times = [rows[number].earliest for number in path]
    # (later, earlier, least distance in time): windows' starts are in the times already.
    least = [
        (k + 1, k, rows[a].service + _distance(rows[a], rows[b])) for k, (a, b) in enumerate(pairwise(path))
    ]
    least += [(at[i], at[n + i], -(file.longest_ride + rows[i].service)) for i in path if 1 <= i <= n]
    least.append((0, len(path) - 1, -file.longest_route))
    while True:
        changed = False
        for later, earlier, gap in least:
            if times[later] < times[earlier] + gap - 1e-12:
                times[later] = times[earlier] + gap
                changed = True
        for k, number in enumerate(path):
            if times[k] > rows[number].latest + TOLERANCE:
                yield f"route {' '.join(map(str, path[1:-1]))}: {number} cannot begin before {times[k]:.6f}"
                return
        if not changed:
            return


def _check_eadarp(file: EadarpFile, routes: Routes, end_energy: float) -> Verdict:
    n = file.requests
    stations = [str(number) for number in file.stations]
    faults = list(_once(routes, [str(k) for k in range(1, 2 * n + 1)], stations))
    visits = Counter(name for route in routes for name in route)
    faults += [f"station {name} is visited {visits[name]} times" for name in stations if visits[name] > 1]
    if len(routes) > file.vehicles:
        faults.append(f"{len(routes)} routes for {file.vehicles} vehicles")
    if faults:
        return Verdict(tuple(faults), ())
    if (
        len(
            {
                (file.at(o).x, file.at(o).y, *f)
                for o, *f in zip(file.origins, file.capacity, file.initial, file.most, strict=True)
            }
        )
        > 1
    ):
        raise ValueError("vehicles that differ are not told apart by routes; this checker cannot judge them")
    travel = excess = 0.0
    for route in ([int(name) for name in route] for route in routes):
        faults += _pairs_in_order(route, n)
        faults += _overloads(route, [file.at(k).load for k in route], file.capacity[0])
        faults += _refuels_loaded(file, route)
        if faults:
            continue
        answer = _schedule_eadarp(file, route, end_energy)
        if answer is None:
            faults.append(f"route {' '.join(map(str, route))}: no times and energy keep all rules")
            continue
        travel, excess = travel + answer[0], excess + answer[1]
    return Verdict(tuple(faults), (TRAVEL_WEIGHT * travel + (1.0 - TRAVEL_WEIGHT) * excess,))


def _refuels_loaded(file: EadarpFile, route: Sequence[int]) -> Iterator[str]:
    on_board = 0
    for number in route:
        on_board += 1 if number <= file.requests else -1 if number <= 2 * file.requests else 0
        if number in file.stations and on_board:
            yield f"station {number} is visited with somebody on board"


def _schedule_eadarp(file: EadarpFile, route: Sequence[int], end_energy: float) -> tuple[float, float] | None:
    """Travel time and least excess ride of a route; None if it cannot be driven."""
    n = file.requests
    path = [file.at(file.origins[0]), *(file.at(number) for number in route)]
    end = min((file.at(number) for number in file.destinations), key=lambda row: _distance(path[-1], row))
    path.append(end)
    legs = [_distance(a, b) for a, b in pairwise(path)]
    model = pulp.LpProblem("route", pulp.LpMinimize)
    begin = [
        model.add_variable(f"begin{k}", row.earliest, min(row.latest, file.horizon))
        for k, row in enumerate(path)
    ]
    energy = [model.add_variable(f"energy{k}", 0.0, file.most[0]) for k in range(len(path))]
    taken = [
        model.add_variable(f"taken{k}", 0.0, file.most[0] if row.id in file.stations else 0.0)
        for k, row in enumerate(path)
    ]
    excess = []
    at = {row.id: k for k, row in enumerate(path[1:-1], start=1)}
    for i in route:
        if i <= n:
            over = model.add_variable(f"excess{i}", 0.0, None)
            ride = begin[at[n + i]] - begin[at[i]] - file.at(i).service
            model += ride <= file.ride_limits[i - 1]
            model += over >= ride - _distance(file.at(i), file.at(n + i))
            excess.append(over)
    model += pulp.lpSum(excess)
    model += energy[0] == file.initial[0]
    for k, leg in enumerate(legs):
        row = path[k]
        charge = (
            taken[k] * (1.0 / file.rates[file.stations.index(row.id)]) if row.id in file.stations else 0.0
        )
        model += begin[k + 1] >= begin[k] + row.service + charge + leg
        model += energy[k] + taken[k] <= file.most[0]
        model += energy[k + 1] == energy[k] + taken[k] - file.consumption * leg
    model += energy[-1] >= end_energy * file.most[0]
    model.solve(pulp.HiGHS(msg=False))
    # `status` alone would call a stop at a limit optimal; no limit is set here.
    if model.sol_status != pulp.LpSolutionOptimal:
        return None
    return math.fsum(legs), math.fsum(max(0.0, over.varValue or 0.0) for over in excess)


def _check_evrptw(file: EvrptwFile, routes: Routes) -> Verdict:
    customers = {row.id: row for row in file.customers}
    stations = {row.id: row for row in file.stations}
    faults = list(_once(routes, list(customers), list(stations)))
    if any(name not in customers and name not in stations for route in routes for name in route):
        return Verdict(tuple(faults), ())
    total = 0.0
    for route in routes:
        here, time, fuel, load = file.depot, file.depot.ready, file.tank, 0.0
        for row in [*(customers.get(name) or stations[name] for name in route), file.depot]:
            leg = _distance(here, row)
            total += leg
            fuel -= file.consumption * leg
            time = max(time + leg / file.speed, row.ready)
            if fuel < -TOLERANCE:
                faults.append(f"the tank is empty before {row.id}")
            if time > row.due + TOLERANCE:
                faults.append(f"{row.id} cannot begin before {time:.6f}, after it closes at {row.due:g}")
            time += row.service
            if row.id in stations and row.type == "f":
                time += file.refuelling * (file.tank - fuel)
                fuel = file.tank
            load += row.demand if row.type == "c" else 0.0
            here = row
        if load > file.capacity + TOLERANCE:
            faults.append(f"a route carries {load:g}, more than {file.capacity:g}")
    return Verdict(tuple(faults), (float(len(routes)), total))


def _check_pdptw(file: PdptwFile, routes: Routes) -> Verdict:
    rows = {str(row.id): row for row in file.rows[1:]}
    faults = list(_once(routes, list(rows)))
    if faults:
        return Verdict(tuple(faults), ())
    if len(routes) > file.vehicles:
        faults.append(f"{len(routes)} routes for {file.vehicles} vehicles")
    depot, total = file.rows[0], 0.0
    for route in routes:
        here, time, load = depot, depot.earliest, 0.0
        done: set[int] = set()
        for row in [*(rows[name] for name in route), depot]:
            leg = _distance(here, row)
            total += leg
            time = max(time + leg, row.earliest)
            if time > row.latest + TOLERANCE:
                faults.append(f"{row.id} cannot begin before {time:.6f}, after it closes at {row.latest:g}")
            time += row.service
            if row.pickup and row.pickup not in done:
                faults.append(f"{row.id} does not follow {row.pickup} on its route")
            done.add(row.id)
            load += row.demand if row.id else 0.0
            if load > file.capacity + TOLERANCE:
                faults.append(f"at {row.id} the load is {load:g}, more than {file.capacity:g}")
            here = row
        if any(row.delivery and row.delivery not in done for row in (rows[name] for name in route)):
            faults.append("something that is picked up is not set down on its route")
    return Verdict(tuple(faults), (float(len(routes)), total))
