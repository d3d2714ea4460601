"""Speed of the simulator: replications of 30 days of one mission, and its event loop against simpy where that is there.

    python -m benchmarks.scenarios.simulation --replications 1000 --workers 2

The quick plan has one unit for each demand of the mission and the standby that level 2 sites for them, and no sorties;
`--plan DIR` names a plan that was saved, such as one of kenya-only, whose programmes are flown too.
"""

from __future__ import annotations

import argparse
import heapq
import json
import sys
import time
from pathlib import Path
from typing import Any

import airlift
from airlift.plans.allocation import Allocation, Unit
from airlift.plans.store import scenario_digest
from airlift.solvers import SolveOptions

EVENTS = 200_000


def quick_plan(scenario: airlift.Scenario, mission: str) -> airlift.Plan:
    """A unit of the aircraft asked for at each demand of a mission with a type that has litters, and its standby."""
    from airlift import standby

    kind = next(row for row in scenario.aircraft_types if row.litters)
    units = tuple(
        Unit(
            id=f"u{number}",
            partner=scenario.partners[0].id,
            demand=demand.id,
            aircraft_type=kind.id,
            maintenance_base=scenario.maintenance_bases[0].id,
            first_month=demand.first_month,
            aircraft=(demand.aircraft,) * 6,
        )
        for number, demand in enumerate(row for row in scenario.demands if row.mission == mission)
    )
    allocation = Allocation(units=units)
    found, _ = standby.solve(scenario, allocation, None, SolveOptions(time_limit_s=20.0, deterministic=True))
    return airlift.Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        standby=found,
    )


def measure(
    scenario: airlift.Scenario, plan: airlift.Plan, mission: str, replications: int, workers: int
) -> dict[str, Any]:
    """Time a run of the public function."""
    began = time.monotonic()
    found = airlift.simulate(
        plan, scenario, replications=replications, workers=workers, missions=(mission,), seed=1
    )
    wall_s = time.monotonic() - began
    row = found.missions[0]
    return {
        "mission": mission,
        "replications": found.replications,
        "days": found.days,
        "workers": workers,
        "wall_s": round(wall_s, 1),
        "ms_per_replication": round(1000.0 * wall_s * workers / found.replications, 1),
        "casualties": row.casualties,
        "alpha_surgery": [
            (round(one.share.mean, 1), one.share.low, one.share.high, one.planned_pct)
            for one in row.shares
            if (one.category, one.clock) == ("alpha", "surgery")
        ],
    }


def own_loop(events: int) -> float:
    """Microseconds of an event in a loop on a heap, as the engine has it."""
    queue: list[tuple[float, int, Any]] = []
    number = 0

    def act(now: float) -> None:
        nonlocal number
        number += 1
        if number < events:
            heapq.heappush(queue, (now + 1.0 + number % 7, number, act))

    began = time.perf_counter()
    act(0.0)
    while queue:
        now, _, what = heapq.heappop(queue)
        what(now)
    return (time.perf_counter() - began) / events * 1e6


def simpy_loop(events: int) -> float | None:
    """Microseconds of an event as a time-out of a simpy process; None where simpy is not installed."""
    try:
        import simpy
    except ImportError:
        return None
    environment = simpy.Environment()

    def process() -> Any:
        for number in range(events):
            yield environment.timeout(1.0 + number % 7)

    environment.process(process())
    began = time.perf_counter()
    environment.run()
    return (time.perf_counter() - began) / events * 1e6


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenario", default="seoul-2021")
    parser.add_argument("--mission", default="unmiss")
    parser.add_argument("--plan", type=Path, help="a folder of a plan, in the place of the quick one")
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.plan is None:
        scenario = airlift.load(options.scenario)
        plan = quick_plan(scenario, options.mission)
    else:
        scenario, plan = airlift.open_plan(options.plan)
    print(
        json.dumps(measure(scenario, plan, options.mission, options.replications, options.workers), indent=1)
    )
    other = simpy_loop(EVENTS)
    told = "not installed" if other is None else f"{other:.2f} us"
    print(f"event loop: own {own_loop(EVENTS):.2f} us an event, simpy {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
