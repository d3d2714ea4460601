"""Flight and maintenance plans of fleets of 500MD: value, bound, gap and time of every level, beside a plain model.

    python -m benchmarks.scenarios.sustainment --tails 16 --weeks 26 52 --seeds 1 2 3 --time-limit 60 -o fleets.json
    python -m benchmarks.scenarios.sustainment --tails 60 --bases 4 --weeks 52 --seeds 1 2 --time-limit 300 --no-peer

The tails stand anywhere between two overhauls and two annual inspections. 45 h are asked of each in a month; the
inspections are those of the 500MD: 100 h, 300 h, 1,750 h abroad, and 12 months. The same seed gives the same fleet on
every machine. The peer is `benchmarks.scenarios.tailbyweek` in CP-SAT, with the same time.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from airlift.solvers import SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.sustainment.data import FleetProblem, FleetType, Inspection, Place, Pool, TailStart, Workshop
from airlift.sustainment.search import plan_fleet
from airlift_data.drawing import Draw
from benchmarks.scenarios.matching import machine
from benchmarks.scenarios.tailbyweek import TailByWeek

HOURS_A_MONTH = 45.0
WEEK_H = 20.0
SERVICEABLE = 0.85
DOCKS = 2
"""Of each base."""
MAN_HOURS_A_TAIL = 25.0
"""Of a base in a week, for each tail that relies on it."""
INSPECTIONS = (
    Inspection("100h", 2, 40.0, Place.BASE, interval_h=100.0),
    Inspection("300h", 5, 120.0, Place.BASE, interval_h=300.0),
    Inspection("1750h", 90, 0.0, Place.AWAY, interval_h=1750.0),
    Inspection("12m", 3, 60.0, Place.BASE, interval_weeks=51),
)
"""Days and man-hours: assumption, the planner's figures for an old airframe."""
COLUMNS = "{:<36} {:<9} {:>10} {:>10} {:>8} {:>9}"


def drawn_fleet(seed: int, tails: int, bases: int, weeks: int) -> FleetProblem:
    """Draw a fleet: its tails in equal parts at its bases, each of which is a workshop."""
    draw = Draw(f"fleets-{seed}-{tails}-{bases}")
    kind = FleetType("500md", INSPECTIONS, WEEK_H, man_hours_per_flight_h=0.26, serviceable=SERVICEABLE)
    pools, workshops = [], {}
    for base in range(bases):
        size = tails // bases + (base < tails % bases)
        members = tuple(
            TailStart(f"b{base}-t{number}", 0, draw.between(0.0, 1700.0), (int(draw.between(2.0, 52.0)),))
            for number in range(size)
        )
        pools.append(
            Pool(
                f"b{base}",
                kind.id,
                f"w{base}",
                members,
                (size * HOURS_A_MONTH * 12.0 / 52.0,) * weeks,
                (float(size // 2),) * weeks,
                {},
            )
        )
        workshops[f"w{base}"] = Workshop(
            f"w{base}", (DOCKS,) * (weeks + 20), (MAN_HOURS_A_TAIL * size,) * weeks
        )
    return FleetProblem(weeks, {kind.id: kind}, tuple(pools), workshops)


def measure(problem: FleetProblem, options: SolveOptions, peer: bool) -> dict[str, Any]:
    """Plan one fleet, and with the peer, and return what was measured as plain data."""
    answer = plan_fleet(problem, options)
    rows = [
        one.model_dump(mode="json")
        | {"gap_pct": None if one.gap is None else round(100 * one.gap, 2), "wall_s": round(one.wall_s, 2)}
        for one in answer.levels
    ]
    measured: dict[str, Any] = {
        "weeks": problem.weeks,
        "tails": len(answer.course.courses),
        "seed": options.seed,
        "asked_h": sum(sum(pool.required_h) for pool in problem.pools),
        "visits": sum(len(course.stays) for course in answer.course.courses),
        "levels": rows,
        "wall_s": round(sum(one.wall_s for one in answer.levels), 2),
    }
    if peer:
        measured["peer"] = TailByWeek(problem).solve(
            options.time_limit_s or 60.0, options.workers, options.seed
        )
    return measured


def table(measured: dict[str, Any]) -> str:
    """Return what was measured on one fleet as text."""
    lines = [
        f"seed {measured['seed']}: {measured['tails']} tails, {measured['weeks']} weeks, "
        f"{measured['asked_h']:,.0f} h asked, {measured['visits']} visits, {measured['wall_s']:.1f} s",
        "  " + COLUMNS.format("level", "status", "value", "bound", "gap %", "seconds"),
    ]
    for one in measured["levels"]:
        gap = "-" if one["gap_pct"] is None or math.isinf(one["gap_pct"]) else f"{one['gap_pct']:.2f}"
        row = (one["name"], one["status"], _figure(one["value"]), _figure(one["bound"]), gap)
        lines.append("  " + COLUMNS.format(*row, f"{one['wall_s']:.1f}"))
    if "peer" in measured:
        peer = measured["peer"]
        levels = (
            "no plan" if peer["levels"] is None else ", ".join(f"{value:,.0f}" for value in peer["levels"])
        )
        lines.append(
            f"  peer tail by week: {peer['status']}, levels {levels}; weighted value {_figure(peer['value'])}, "
            f"bound {_figure(peer['bound'])}, {peer['wall_s']:.1f} s"
        )
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenarios.sustainment", description=__doc__)
    parser.add_argument("--tails", type=int, default=16)
    parser.add_argument("--bases", type=int, default=1)
    parser.add_argument("--weeks", type=int, nargs="+", default=[26, 52])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument(
        "--time-limit", type=float, default=60.0, help="seconds for each fleet, and for its peer"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("-o", "--output", type=Path, help="write the measurements as JSON")
    asked = parser.parse_args(arguments)
    where = machine()
    print(f"{where['processor']}, {where['cores']} cores, {where['system']}; {datetime.now(UTC).date()}")
    print(", ".join(f"{library} {version}" for library, version in solver_versions().items()))
    print(f"{asked.tails} tails, {asked.bases} bases, limit {asked.time_limit:.0f} s", flush=True)
    fleets = []
    for weeks in asked.weeks:
        for seed in asked.seeds:
            options = SolveOptions(time_limit_s=asked.time_limit, seed=seed, workers=asked.workers)
            problem = drawn_fleet(seed, asked.tails, asked.bases, weeks)
            fleets.append(measure(problem, options, not asked.no_peer))
            print("\n" + table(fleets[-1]), flush=True)
    if asked.output is not None:
        record = {"date": datetime.now(UTC).date().isoformat(), "machine": where, "fleets": fleets}
        asked.output.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
