"""Standby siting and its hypercube: how long the proof takes, and how near the probabilities are to a simulation.

    python -m benchmarks.scenarios.standby --seeds 1 2 3 --busy 0.01 0.05 0.1 0.2 0.4 --time-limit 60

Missions are drawn: 12 aircraft, 30 sites that hold 3 aircraft each, 300 zones, 6 hospitals on a square of 300 nm.
`busy` is the number of calls within one mean service time for each aircraft.
"""

from __future__ import annotations

import argparse
import heapq
import json
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from airlift.solvers import SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.standby.approximate import approximate_state
from airlift.standby.evaluate import dispatch_of
from airlift.standby.hypercube import Dispatch, calibrated, steady_state
from airlift.standby.siting import site_watch
from benchmarks.scenarios.matching import machine
from benchmarks.scenarios.standbyworlds import drawn_problem

COLUMNS = "{:>4} {:>6} {:>8} {:>9} {:>9} {:>9} {:>8} {:>9} {:>9} {:>7}"


def measure(seed: int, busy: float, limit_s: float) -> dict[str, Any]:
    """Site one drawn mission; shares are of all casualties, in per cent."""
    problem = drawn_problem(seed, busy)
    watch = problem.watches[0]
    began = time.monotonic()
    answer = site_watch(problem, watch, SolveOptions(time_limit_s=limit_s))
    total = float(watch.rate_per_h.sum()) * watch.hours
    assert answer.value is not None
    first = answer.levels[0]
    return {
        "seed": seed,
        "busy": busy,
        "casualties_per_day": round(total, 2),
        "in_time_pct": round(100.0 * (1.0 - first.value / total), 3),
        "bound_pct": round(100.0 * (1.0 - first.bound / total), 3),
        "gap_points": round(100.0 * (first.value - first.bound) / total, 3),
        "proven": first.proven,
        "first_level_s": round(first.wall_s, 1),
        "all_levels_s": round(time.monotonic() - began, 1),
        "levels_proven": sum(level.proven for level in answer.levels),
        "evaluated": answer.evaluated,
        "siting": answer.siting.tolist() if answer.siting is not None else None,
    }


def simulate(dispatch: Dispatch, service_h: np.ndarray, calls: int, seed: int) -> np.ndarray:
    """Simulate which share of each zone's calls each place of its list serves; service_h is (aircraft, zones)."""
    draw = np.random.default_rng(seed)
    rate = dispatch.rate_per_h
    zones = draw.choice(len(rate), calls, p=rate / rate.sum())
    times = np.cumsum(draw.exponential(1.0 / rate.sum(), calls))
    lengths = draw.exponential(1.0, calls)
    free, busy_until = [True] * dispatch.aircraft, list[tuple[float, int]]()
    count = np.zeros(dispatch.order.shape)
    lists = [[int(one) for one in row if one >= 0] for row in dispatch.order]
    for zone, now, length in zip(zones.tolist(), times.tolist(), lengths.tolist(), strict=True):
        while busy_until and busy_until[0][0] <= now:
            free[heapq.heappop(busy_until)[1]] = True
        for place, aircraft in enumerate(lists[zone]):
            if free[aircraft]:
                free[aircraft] = False
                heapq.heappush(busy_until, (now + length * service_h[aircraft, zone], aircraft))
                count[zone, place] += 1
                break
    return count / np.maximum(1, np.bincount(zones, minlength=len(rate)))[:, None]


def accuracy(busy: float, calls: int, seed: int) -> dict[str, Any]:
    """Compare the hypercube, its calibration, its approximation and a simulation on one system of 12 aircraft.

    Differences are in points of all calls: of the share served at all, and by the first and the second in a list.
    """
    problem = drawn_problem(seed, busy, zones=60)
    watch = problem.watches[0]
    siting = np.zeros(len(problem.kind), dtype=np.int64)
    siting[np.random.default_rng(seed).choice(30, 12, replace=False)] = 1
    dispatch, posts = dispatch_of(watch, siting)
    # A service time that depends on the zone too: from half to one and a half of the post's mean.
    factor = np.random.default_rng(seed + 1).uniform(0.5, 1.5, (len(posts), len(watch.rate_per_h)))
    by_zone = dispatch.service_h[:, None] * factor
    fixed = np.repeat(dispatch.service_h[:, None], len(watch.rate_per_h), axis=1)
    began = time.monotonic()
    exact = steady_state(dispatch)
    exact_s = time.monotonic() - began
    served = exact.served(dispatch)
    means, state = calibrated(watch.rate_per_h, dispatch.order, by_zone)
    weight = watch.rate_per_h / watch.rate_per_h.sum()

    def points(one: np.ndarray, other: np.ndarray) -> float:
        difference = weight @ (one - other)
        worst = max(abs(float(difference.sum())), abs(float(difference[0])), abs(float(difference[1])))
        return round(100.0 * worst, 3)

    return {
        "busy": busy,
        "seconds": round(exact_s, 4),
        "simulation": points(served, simulate(dispatch, fixed, calls, seed)),
        "calibrated": points(state.served(means), simulate(dispatch, by_zone, calls, seed)),
        "approximation": points(served, approximate_state(dispatch)[0]),
    }


def approximation_error(aircraft: int, busy: float, systems: int) -> float:
    """Greatest difference of the share served of any system and zone, in points, over drawn systems."""
    worst = 0.0
    for seed in range(systems):
        problem = drawn_problem(seed, busy, aircraft=(aircraft,), zones=60)
        chosen = np.random.default_rng(seed).choice(30, aircraft, replace=False)
        siting = np.bincount(chosen, minlength=30).astype(np.int64)
        dispatch, _ = dispatch_of(replace(problem.watches[0]), siting)
        exact = steady_state(dispatch).served(dispatch).sum(axis=1)
        worst = max(worst, float(np.abs(exact - approximate_state(dispatch)[0].sum(axis=1)).max()))
    return round(100.0 * worst, 2)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenarios.standby", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--busy", type=float, nargs="+", default=[0.01, 0.05, 0.1, 0.2, 0.4])
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each mission")
    parser.add_argument("--calls", type=int, default=1_000_000, help="of each simulation")
    parser.add_argument("-o", "--output", type=Path, help="write the measurements as JSON")
    asked = parser.parse_args(arguments)
    where = machine()
    print(f"{where['processor']}, {where['cores']} cores, {where['system']}; {datetime.now(UTC).date()}")
    print(
        f"12 aircraft, 30 sites, 300 zones; limit {asked.time_limit:.0f} s, 60 % of it for the first level\n"
    )
    print(
        COLUMNS.format(
            "seed",
            "busy",
            "a day",
            "in time %",
            "bound %",
            "gap pts",
            "proven",
            "level 1 s",
            "levels",
            "sitings",
        )
    )
    rows = []
    for busy in asked.busy:
        for seed in asked.seeds:
            row = measure(seed, busy, asked.time_limit)
            rows.append(row)
            print(
                COLUMNS.format(
                    seed, busy, row["casualties_per_day"], row["in_time_pct"], row["bound_pct"],
                    row["gap_points"], "yes" if row["proven"] else "no", row["first_level_s"],
                    f"{row['levels_proven']} of 3", row["evaluated"],
                ),
                flush=True,
            )  # fmt: skip
    print(
        "\nhypercube of 12 aircraft, points of difference to:  simulation / same, service by zone / approximation"
    )
    near = [accuracy(busy, asked.calls, 1) for busy in asked.busy]
    for one in near:
        print(
            f"  busy {one['busy']}: {one['simulation']} / {one['calibrated']} / {one['approximation']}"
            f"   (hypercube in {1000 * one['seconds']:.1f} ms)"
        )
    print("\ngreatest error of the approximation for one zone, in points, of 10 systems each")
    errors = {
        f"{aircraft} aircraft, busy {busy}": approximation_error(aircraft, busy, 10)
        for aircraft in (6, 10, 14)
        for busy in (0.05, 0.2, 0.4)
    }
    for name, error in errors.items():
        print(f"  {name}: {error}")
    print("\n" + ", ".join(f"{library} {version}" for library, version in solver_versions().items()))
    if asked.output is not None:
        record = {"date": datetime.now(UTC).date().isoformat(), "machine": where, "sitings": rows}
        record |= {"time_limit_s": asked.time_limit, "accuracy": near, "approximation": errors}
        asked.output.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
