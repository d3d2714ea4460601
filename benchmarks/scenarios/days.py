"""Flying days of many tasks: how long the proof of a day takes, phase by phase.

    python -m benchmarks.scenarios.days --tasks 60 --seeds 1 2 3 --time-limit 60 -o days.json

The days are drawn around the sites of one mission of `seoul-2021`: casualties and patrols at points drawn near the
home bases, transfers between neighbouring sites, all with the policy and the aircraft of the scenario. The same
seed gives the same day on every machine.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import airlift
from airlift.checker import check
from airlift.flight import distance_nm
from airlift.plans import Allocation, Plan, Unit
from airlift.plans.store import scenario_digest
from airlift.rules import RULES
from airlift.scenario import Scenario, Site
from airlift.solvers import ProgressEvent, SolveOptions
from airlift.sorties import solve_day
from airlift_data.drawing import Draw, offset_deg
from benchmarks.scenarios.matching import figure, levels, machine

MISSION = "unmiss"
MONTH = "2024-01"
UNITS = (("unmiss-medevac", "500md", 6), ("unmiss-patrol", "500md", 4), ("unmiss-utility", "mi-17", 6))
POINTS = 16
MADE = {"source": "assumption: drawn for a benchmark", "confidence": "assumption"}
COLUMNS = "{:<26} {:<9} {:>7} {:>7} {:>7} {:>9}"


def drawn_day(seed: int, tasks: int) -> tuple[Scenario, Allocation]:
    """Draw a day of so many tasks and the units that fly it."""
    base = airlift.load("seoul-2021")
    draw = Draw(f"days-{seed}-{tasks}")
    homes = sorted({base.demand_by_id[demand].sites[0] for demand, _, _ in UNITS})
    named = [
        site
        for site in base.sites
        if site.id.startswith(MISSION) and site.role not in ("landing_zone", "patrol_area")
    ]
    points = [_point(draw, base.site_by_id[draw.pick(homes)], number) for number in range(POINTS)]
    rows = [_task(draw, number, named, points) for number in range(tasks)]
    data = base.model_dump(mode="json")
    data["sites"] += points
    data["tasks"] = rows
    units = tuple(
        Unit(
            id=f"u{number}",
            partner=base.partners[0].id,
            demand=demand,
            aircraft_type=kind,
            maintenance_base=base.maintenance_bases[0].id,
            first_month=MONTH,
            aircraft=(aircraft,),
        )
        for number, (demand, kind, aircraft) in enumerate(UNITS, start=1)
    )
    return Scenario.model_validate(data), Allocation(units=units)


def _point(draw: Draw, home: Site, number: int) -> dict[str, Any]:
    """Draw a landing zone or a patrol area 8 to 75 nm from a home base."""
    latitude, longitude = offset_deg(
        home.latitude_deg, home.longitude_deg, draw.between(0.0, 360.0), draw.between(8.0, 75.0)
    )
    role = "patrol_area" if number % 3 == 0 else "landing_zone"
    return home.model_dump(mode="json") | MADE | {
        "id": f"bench-{number:02d}",
        "name": f"Point {number}",
        "role": role,
        "latitude_deg": round(latitude, 4),
        "longitude_deg": round(longitude, 4),
        "fuel": False,
        "runway_m": None,
        "medical_level": 0,
    }  # fmt: skip


def _task(draw: Draw, number: int, named: list[Site], points: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw a task: 15 % casualties, 30 % patrols, 55 % transfers."""
    ready = draw.step(360, 930, 5)
    task: dict[str, Any] = MADE | {
        "id": f"task-{number:02d}", "mission": MISSION, "day": "2025-06-12", "priority": "routine",
        "dropoff_site": None, "passengers": 0, "litter_patients": 0, "cargo_kg": 0.0, "ready_min": ready,
        "wounded_min": None, "dwell_min": 10, "max_ride_min": None,
    }  # fmt: skip
    kind = draw.between(0.0, 1.0)
    if kind < 0.15:
        zone = draw.pick([point for point in points if point["role"] == "landing_zone"])
        priority = draw.pick(["alpha", "bravo", "charlie"])
        task |= {"kind": "medevac", "priority": priority, "pickup_site": zone["id"], "litter_patients": 1}
        return task | {"wounded_min": ready - 25, "due_min": ready + 400}
    if kind < 0.45:
        area = draw.pick([point for point in points if point["role"] == "patrol_area"])
        task |= {"kind": "patrol", "pickup_site": area["id"], "dwell_min": draw.step(15, 45, 5)}
        return task | {"due_min": ready + draw.step(60, 240, 15)}
    start = draw.pick(named)
    near = sorted((site for site in named if site.id != start.id), key=lambda site: _away_nm(start, site))
    task |= {"kind": "transfer", "pickup_site": start.id, "dropoff_site": draw.pick(near[:3]).id}
    task |= {"passengers": draw.step(1, 3, 1), "cargo_kg": float(draw.step(0, 60, 20))}
    return task | {
        "due_min": ready + draw.step(120, 360, 15),
        "max_ride_min": draw.pick([None, 120, 150]),
    }


def _away_nm(a: Site, b: Site) -> float:
    return distance_nm(a.latitude_deg, a.longitude_deg, b.latitude_deg, b.longitude_deg)


class Phases:
    """Wall time of each phase, taken from the progress that the search tells."""

    def __init__(self) -> None:
        self.enumerated_s = self.selected_s = 0.0

    def __call__(self, event: ProgressEvent) -> None:
        """Take an event."""
        if event.stage == "enumerate":
            self.enumerated_s = event.elapsed_s
        elif event.stage != "reasons":
            self.selected_s = event.elapsed_s

    def seconds(self, total_s: float) -> dict[str, float]:
        """Seconds by phase."""
        selected_s = max(self.selected_s, self.enumerated_s)
        parts = {
            "enumerate": self.enumerated_s,
            "select": selected_s - self.enumerated_s,
            "reasons": total_s - selected_s,
        }
        return {name: round(seconds, 2) for name, seconds in parts.items()}


def measure(seed: int, tasks: int, options: SolveOptions) -> dict[str, Any]:
    """Solve one day and return what was measured as plain data."""
    scenario, allocation = drawn_day(seed, tasks)
    phases = Phases()
    programme, result = solve_day(scenario, allocation, MISSION, options=options, progress=phases)
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        programmes=(programme,),
        results=(result,),
    )
    rules = {rule.id for rule in RULES.values() if rule.level == "sorties"}
    priority = {task.id: task.priority for task in scenario.tasks}
    left: dict[str, int] = {}
    for outcome in programme.outcomes:
        if outcome.sortie is None:
            left[priority[outcome.task]] = left.get(priority[outcome.task], 0) + 1
    return {
        "day": seed,
        "status": result.status,
        "wall_s": round(result.wall_s, 2),
        "seconds": phases.seconds(result.wall_s),
        "levels": levels(result),
        "sorties": len(programme.sorties),
        "not_flown": left,
        "counts": list(result.notes),
        "restrictions": list(result.restrictions),
        "findings": [str(one) for one in check(scenario, plan) if one.rule in rules],
        "versions": result.versions,
    }


def table(measured: dict[str, Any]) -> str:
    """Return what was measured on one day as text."""
    seconds = ", ".join(f"{name} {value:.1f} s" for name, value in measured["seconds"].items())
    left = ", ".join(f"{number} {name}" for name, number in measured["not_flown"].items()) or "none"
    lines = [
        f"day {measured['day']}: {measured['status']} in {measured['wall_s']:.1f} s ({seconds})",
        f"  {'; '.join(measured['counts'])}",
        f"  {measured['sorties']} sorties; not flown: {left}; checker: {len(measured['findings'])} findings",
        "  " + COLUMNS.format("level", "status", "value", "bound", "gap %", "seconds"),
    ]
    for one in measured["levels"]:
        gap = "-" if one["gap_pct"] is None or math.isinf(one["gap_pct"]) else f"{one['gap_pct']:.2f}"
        row = (
            one["name"],
            one["status"],
            figure(one["value"]),
            figure(one["bound"]),
            gap,
            f"{one['wall_s']:.1f}",
        )
        lines.append("  " + COLUMNS.format(*row))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; 1 when the checker finds something."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenarios.days", description=__doc__)
    parser.add_argument("--tasks", type=int, default=60)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each day")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--deterministic", action="store_true")
    parser.add_argument("-o", "--output", type=Path, help="write the measurements as JSON")
    asked = parser.parse_args(arguments)
    options = SolveOptions(
        time_limit_s=asked.time_limit, deterministic=asked.deterministic, workers=asked.workers
    )
    where = machine()
    print(f"{where['processor']}, {where['cores']} cores, {where['system']}; {datetime.now(UTC).date()}")
    print(f"{asked.tasks} tasks, limit {asked.time_limit:.0f} s, {asked.workers} workers", flush=True)
    days = []
    for seed in asked.seeds:
        days.append(measure(seed, asked.tasks, options))
        print("\n" + table(days[-1]), flush=True)
    print("\n" + ", ".join(f"{library} {version}" for library, version in days[-1]["versions"].items()))
    if asked.output is not None:
        record = {"date": datetime.now(UTC).date().isoformat(), "machine": where, "tasks": asked.tasks}
        record |= {"time_limit_s": asked.time_limit, "workers": asked.workers, "days": days}
        asked.output.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return 1 if any(day["findings"] for day in days) else 0


if __name__ == "__main__":
    sys.exit(main())
