"""Small instance files of the four formats, drawn from a seed: for tests and where the published ones are absent.

Each is feasible by construction: vehicles are driven through their stops first, and the windows are put around the
times that this gives; an electric vehicle can serve each customer alone. The same seed gives the same file on every
machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from airlift_data.drawing import Draw

__all__ = ["WRITERS", "darp_text", "eadarp_text", "evrptw_text", "pdptw_text", "write_generated"]

Point = tuple[float, float]
_SERVICE = 3.0
_HALF_WIDTH = 15.0
_HORIZON = 480.0


def _point(draw: Draw) -> Point:
    return round(draw.between(-10.0, 10.0), 3), round(draw.between(-10.0, 10.0), 3)


def _away(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def _driven(pairs: list[tuple[Point, Point]], vehicles: int) -> tuple[list[tuple[float, float]], float]:
    """Times of each pick-up and delivery with the requests dealt out in turn, and the longest distance of a vehicle."""
    times: list[tuple[float, float]] = [(0.0, 0.0)] * len(pairs)
    longest = 0.0
    for vehicle in range(vehicles):
        here, time, driven = (0.0, 0.0), 30.0, 0.0
        for k in range(vehicle, len(pairs), vehicles):
            start, end = pairs[k]
            picked = time + _away(here, start)
            set_down = picked + _SERVICE + _away(start, end)
            times[k] = picked, set_down
            here, time, driven = end, set_down + _SERVICE, driven + _away(here, start) + _away(start, end)
        longest = max(longest, driven + _away(here, (0.0, 0.0)))
    return times, longest


def _window(time: float) -> tuple[int, int]:
    return max(0, math.floor(time - _HALF_WIDTH)), math.ceil(time + _HALF_WIDTH)


def _requests(draw: Draw, requests: int, vehicles: int) -> tuple[list[tuple[Point, str, str]], float]:
    """Point, load and window of each pick-up and then each delivery; half the requests wait, half must arrive."""
    pairs = [(_point(draw), _point(draw)) for _ in range(requests)]
    times, longest = _driven(pairs, vehicles)
    free = f"0 {_HORIZON:g}"
    picks, drops = [], []
    for k, (start, end) in enumerate(pairs):
        picked, set_down = (" ".join(map(str, _window(time))) for time in times[k])
        inbound = k % 2 == 0
        picks.append((start, "1", picked if inbound else free))
        drops.append((end, "-1", free if inbound else set_down))
    return picks + drops, longest


def darp_text(seed: int, requests: int = 6, vehicles: int = 2) -> str:
    """Draw a dial-a-ride file."""
    draw = Draw(f"darp {seed} {requests} {vehicles}")
    rows, _ = _requests(draw, requests, vehicles)
    lines = [f"{vehicles} {requests} {_HORIZON:g} 3 40", f"0 0 0 0 0 0 {_HORIZON:g}"]
    lines += [
        f"{k} {x} {y} {_SERVICE:g} {load} {window}" for k, ((x, y), load, window) in enumerate(rows, start=1)
    ]
    return "\n".join([*lines, f"{2 * requests + 1} 0 0 0 0 0 {_HORIZON:g}"]) + "\n"


def eadarp_text(seed: int, requests: int = 5, vehicles: int = 2) -> str:
    """Draw an electric dial-a-ride file; its best-known values are unknown and stand as 0."""
    draw = Draw(f"eadarp {seed} {requests} {vehicles}")
    rows, longest = _requests(draw, requests, vehicles)
    lines = [f"{vehicles} {requests} 1 1 2 1 {_HORIZON:g}"]
    lines += [
        f"{k} {x} {y} {_SERVICE:g} {load} {window}" for k, ((x, y), load, window) in enumerate(rows, start=1)
    ]
    first = 2 * requests + 1
    depots = 2 + 2 * vehicles
    points = [(0.0, 0.0)] * depots + [_point(draw), _point(draw)]
    lines += [f"{first + k} {x} {y} 0 0 0 {_HORIZON:g}" for k, (x, y) in enumerate(points)]
    origins = [first + 2 + k for k in range(vehicles)]
    ends = [number + vehicles for number in origins]
    stations = [first + depots, first + depots + 1]
    # Half the tank is enough for the vehicle that drives farthest, so at the levels 0.1 and 0.4 there is a plan.
    tank = round(2 * 0.055 * longest + 0.01, 2)
    lists: list[Sequence[float]] = [
        [first], [first + 1], origins, ends, stations, [30] * requests, [3] * vehicles,
        [tank] * vehicles, [tank] * vehicles, [0.055, 0.055], [0.055], [0, 0, 0],
    ]  # fmt: skip
    return "\n".join(lines + [" ".join(f"{value:g}" for value in row) for row in lists]) + "\n"


def evrptw_text(seed: int, customers: int = 6) -> str:
    """Draw an electric routing file."""
    draw = Draw(f"evrptw {seed} {customers}")
    points = [_point(draw) for _ in range(customers)]
    stations = [(0.0, 0.0), _point(draw)]
    lines = ["StringID Type x y demand ReadyTime DueDate ServiceTime", f"D0 d 0 0 0 0 {_HORIZON:g} 0"]
    lines += [f"S{k} f {x} {y} 0 0 {_HORIZON:g} 0" for k, (x, y) in enumerate(stations)]
    for k, (x, y) in enumerate(points, start=1):
        begin, end = _window(draw.between(40.0, 300.0))
        lines.append(f"C{k} c {x} {y} {draw.step(5, 20, 5)} {begin} {end} {_SERVICE:g}")
    tank = round(2.1 * max(_away((0.0, 0.0), point) for point in points), 2)
    figures = f"""
Q Vehicle fuel tank capacity /{tank}/
C Vehicle load capacity /40/
r fuel consumption rate /1.0/
g inverse refueling rate /0.5/
v average Velocity /1.0/
"""
    return "\n".join(lines) + "\n" + figures


def pdptw_text(seed: int, requests: int = 6, vehicles: int = 2) -> str:
    """Draw a pick-up and delivery file, with one vehicle more than is needed."""
    draw = Draw(f"pdptw {seed} {requests} {vehicles}")
    rows, _ = _requests(draw, requests, vehicles)
    lines = [f"{vehicles + 1} 50 1", f"0 0 0 0 0 {_HORIZON:g} 0 0 0"]
    loads = [draw.step(5, 25, 5) for _ in range(requests)]
    for k, ((x, y), _, window) in enumerate(rows, start=1):
        pickup, delivery = (0, k + requests) if k <= requests else (k - requests, 0)
        load = loads[k - 1] if k <= requests else -loads[k - requests - 1]
        lines.append(f"{k} {x} {y} {load} {window} {_SERVICE:g} {pickup} {delivery}")
    return "\n".join(lines) + "\n"


WRITERS: dict[str, Callable[[int], str]] = {
    "darp": darp_text,
    "eadarp": eadarp_text,
    "evrptw": evrptw_text,
    "pdptw": pdptw_text,
}
"""Writer of each format."""


def write_generated(folder: Path, seeds: tuple[int, ...] = (1, 2)) -> list[Path]:
    """Write a file of each format for each seed: `folder/FORMAT/FORMAT-SEED.txt`."""
    paths = []
    for format, writer in WRITERS.items():
        (folder / format).mkdir(parents=True, exist_ok=True)
        for seed in seeds:
            path = folder / format / f"{format}-{seed}.txt"
            path.write_text(writer(seed), encoding="utf-8")
            paths.append(path)
    return paths
