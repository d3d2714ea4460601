"""Value, proven bound, gap and time of every objective level of force generation on one scenario.

    python -m benchmarks.scenarios.matching seoul-2021 --time-limit 60

Prints the machine, the versions and a table; with -o the same as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import airlift
from airlift import matching
from airlift.checker import check
from airlift.plans import Plan, Result
from airlift.plans.store import scenario_digest
from airlift.solvers import SolveOptions

COLUMNS = "{:<22} {:<16} {:<9} {:>14} {:>14} {:>8} {:>9}"


def measure(name: str, options: SolveOptions) -> dict[str, Any]:
    """Solve level 1 of a scenario and return what was measured as plain data."""
    scenario = airlift.load(name)
    allocation, result = matching.solve(scenario, options)
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )
    return {
        "scenario": scenario.name,
        "scenario_sha256": plan.scenario_sha256,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": result.versions,
        "seed": result.seed,
        "deterministic": result.deterministic,
        "workers": result.workers,
        "time_limit_s": result.time_limit_s,
        "wall_s": round(result.wall_s, 2),
        "status": result.status,
        "levels": levels(result),
        "units": len(allocation.units),
        "findings": len(check(scenario, plan)),
    }


def machine() -> dict[str, Any]:
    """Return the processor, its cores and the system."""
    return {"processor": processor(), "cores": os.cpu_count(), "system": platform.platform(terse=True)}


def processor() -> str:
    """Return the name of the processor where the system tells it, else its architecture."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def levels(result: Result) -> list[dict[str, Any]]:
    """Return each objective level as plain data, with its gap in per cent."""
    return [
        one.model_dump(mode="json")
        | {"gap_pct": None if one.gap is None else round(100 * one.gap, 2), "wall_s": round(one.wall_s, 2)}
        for one in result.objectives
    ]


def table(measured: dict[str, Any]) -> str:
    """Return what was measured as text."""
    where = measured["machine"]
    lines = [
        f"{measured['scenario']}  {measured['date']}",
        f"{where['processor']}, {where['cores']} cores, {where['system']}",
        ", ".join(f"{library} {version}" for library, version in measured["versions"].items()),
        f"seed {measured['seed']}, {measured['workers']} workers, limit {measured['time_limit_s']} s"
        + (", deterministic" if measured["deterministic"] else ""),
        "",
        COLUMNS.format("level", "unit", "status", "value", "bound", "gap %", "seconds"),
    ]
    lines += [
        COLUMNS.format(
            one["name"],
            one["unit"],
            one["status"],
            figure(one["value"]),
            figure(one["bound"]),
            "-" if one["gap_pct"] is None else f"{one['gap_pct']:.2f}",
            f"{one['wall_s']:.1f}",
        )
        for one in measured["levels"]
    ]
    lines += [
        "",
        f"{measured['status']} in {measured['wall_s']:.1f} s, {measured['units']} units, "
        f"{measured['findings']} findings of the checker",
    ]
    return "\n".join(lines)


def figure(value: float | None) -> str:
    """Return a number with thousands apart, or a dash."""
    return "-" if value is None else f"{value:,.0f}"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; 1 when the checker finds something."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenarios.matching", description=__doc__)
    parser.add_argument("scenario", help="name of a shipped scenario, or path")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for all levels together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--deterministic", action="store_true")
    parser.add_argument("-o", "--output", type=Path, help="write the measurement as JSON")
    asked = parser.parse_args(arguments)
    options = SolveOptions(
        time_limit_s=asked.time_limit,
        seed=asked.seed,
        deterministic=asked.deterministic,
        workers=asked.workers,
    )
    measured = measure(asked.scenario, options)
    print(table(measured))
    if asked.output is not None:
        asked.output.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return 1 if measured["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
