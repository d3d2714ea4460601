"""Casualties in time by mission: as planned and as simulated, with the posts of the plan and with every post at home.

    python -m benchmarks.scenarios.casualtytable seoul-2021 --time-limit 300
    python -m benchmarks.scenarios.casualtytable seoul-2021 --plan seoul-plan --replications 400

A plan is made, or read from the folder that `airlift plan -o` wrote. Beside it stands the same plan with every aircraft
on standby at the home base of its unit, and with flying programmes that start from there. Both meet the same chances
(common random numbers), and the difference is taken world by world. The report goes to
`benchmarks/reports/casualties.md`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import airlift
from airlift import sorties
from airlift.plans import MissionStandby, Plan, Post
from airlift.plans.store import open_plan
from airlift.scenario import Scenario
from airlift.simulation.results import Comparison, MissionSimulation
from airlift.solvers import SolveOptions
from airlift.solvers.versions import solver_versions
from benchmarks.scenarios.casualtypage import page
from benchmarks.scenarios.matching import machine

REPORT = Path("benchmarks/reports/casualties.md")
CLOCKS = (("advanced", 60.0), ("surgery", 120.0))
"""Reached by a medical team, and on the table, within so many minutes of wounding."""


def at_home(scenario: Scenario, plan: Plan, options: SolveOptions) -> Plan:
    """Return the plan with every post at the home base of its unit, and flying programmes that start there."""
    standby = tuple(_home_standby(scenario, plan, row) for row in plan.standby)
    programmes, _ = sorties.solve(scenario, plan.allocation, options, fleet=plan.fleet, standby=standby)
    return plan.model_copy(update={"standby": standby, "programmes": programmes})


def _home_standby(scenario: Scenario, plan: Plan, standby: MissionStandby) -> MissionStandby:
    unit_by_id = {unit.id: unit for unit in plan.allocation.units}
    aircraft: Counter[tuple[str, int]] = Counter()
    for post in standby.posts:
        aircraft[post.unit, post.watch] += post.aircraft
    posts = tuple(
        Post(
            unit=unit,
            site=scenario.demand_by_id[unit_by_id[unit].demand].sites[0],
            watch=watch,
            aircraft=number,
        )
        for (unit, watch), number in aircraft.items()
    )
    return standby.model_copy(update={"posts": posts, "cover": standby.cover_at_home})


def rows_of(scenario: Scenario, plan: Plan, comparison: Comparison) -> list[dict[str, Any]]:
    """Return what is known of each mission with a unit; `comparison` has the plan at home first."""
    home = {row.mission: row for row in comparison.first.missions}
    sited = {row.mission: row for row in comparison.second.missions}
    standby = {row.mission: row for row in plan.standby}
    changes = {(row.mission, row.what): row.change for row in comparison.differences}
    rows: list[dict[str, Any]] = []
    for mission in scenario.missions:
        if mission.id not in sited or mission.id not in home:
            continue
        posts = standby[mission.id]
        rows.append(
            {
                "mission": mission.id,
                "month": posts.month,
                "aircraft": max(
                    (
                        sum(post.aircraft for post in posts.posts if post.watch == watch)
                        for watch in {post.watch for post in posts.posts}
                    ),
                    default=0,
                ),
                "casualties": sited[mission.id].casualties,
                "alpha": {
                    clock: {
                        "planned_pct": getattr(posts.cover, f"{clock}_pct"),
                        "planned_home_pct": getattr(posts.cover_at_home, f"{clock}_pct"),
                        "simulated": _alpha(sited[mission.id], clock),
                        "simulated_home": _alpha(home[mission.id], clock),
                        "change": changes.get((mission.id, f"alpha {clock} in time")),
                    }
                    for clock, _ in CLOCKS
                },
                "all": {
                    clock: {
                        "simulated_pct": everybody(sited[mission.id], clock, minutes),
                        "simulated_home_pct": everybody(home[mission.id], clock, minutes),
                    }
                    for clock, minutes in CLOCKS
                },
            }
        )
    return rows


def _alpha(mission: MissionSimulation, clock: str) -> Any:
    """Share of alpha casualties that make a clock, with its confidence; None without any of them."""
    return next((row.share for row in mission.shares if (row.category, row.clock) == ("alpha", clock)), None)


def everybody(mission: MissionSimulation, clock: str, minutes: float) -> float | None:
    """Share of the casualties of all categories who are reached within so many minutes, in per cent."""
    casualties, reached = 0, 0.0
    for row in mission.responses:
        if row.clock == clock:
            share = next(point.share.mean for point in row.points if point.minutes == minutes)
            casualties += row.casualties
            reached += row.casualties * share
    return reached / casualties if casualties else None


def main(arguments: list[str] | None = None) -> int:
    """Plan or read a plan, simulate it with and without posts, write the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("scenario", help="shipped name, folder or file")
    parser.add_argument("--plan", type=Path, help="folder of a plan; else one is made")
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds for the plan [default: 300]")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-o", "--output", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    if options.plan is not None:
        scenario, plan = open_plan(options.plan)
    else:
        scenario = airlift.load(options.scenario)
        plan = airlift.plan(scenario, time_limit_s=options.time_limit, seed=options.seed)
    planned_s = time.monotonic() - began
    days_options = SolveOptions(
        time_limit_s=max(30.0, options.time_limit / 5), seed=options.seed, workers=options.workers
    )
    home = at_home(scenario, plan, days_options)
    comparison = airlift.simulate_pair(
        home,
        plan,
        scenario,
        days=options.days,
        replications=options.replications,
        seed=options.seed,
        workers=options.workers,
    )
    # A folder's name may tell of a machine, so the report names none.
    source = "--plan DIR" if options.plan is not None else f"--time-limit {options.time_limit:g}"
    run = {
        "command": f"python -m benchmarks.scenarios.casualtytable {scenario.name} {source} --days {options.days} "
        f"--replications {comparison.replications} --seed {options.seed} --workers {options.workers}",
        "scenario": scenario.name,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": solver_versions(),
        "planned_s": None if options.plan is not None else round(planned_s),
        "wall_s": round(time.monotonic() - began),
        "days": options.days,
        "replications": comparison.replications,
        "notes": comparison.second.notes,
        "statuses": {
            row.level.partition(":")[2]: str(row.status)
            for row in plan.results
            if row.level.startswith("standby:")
        },
    }
    options.output.write_text(page(rows_of(scenario, plan, comparison), run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
