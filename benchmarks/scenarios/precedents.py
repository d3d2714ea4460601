"""What units that flew could have flown, beside what they did fly: flight hours for each aircraft and month.

    python -m benchmarks.scenarios.precedents --time-limit 15

For each precedent that is shipped as a scenario: its allocation (level 1), then flight and maintenance planning (level
2) with the hours that were asked for, and with far more than can be flown asked of one unit at a time. What is flown
then is what the fleet sustains; with man-hours, docks or losses lifted it shows what holds it. An aircraft that is down
with a defect does not fly: the weekly limit of a tail is lessened by the policy's unscheduled losses, and the crews'
limit of 28 days counts for the unit. The report goes to `benchmarks/reports/precedents.md`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import airlift
from airlift.matching import solve as match
from airlift.plans.allocation import Allocation, Unit
from airlift.plans.fleet import FleetPlan
from airlift.plans.result import Result
from airlift.plans.weeks import WEEKS_PER_MONTH
from airlift.scenario import Scenario
from airlift.solvers import SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.sustainment import solve
from benchmarks.scenarios.matching import machine
from benchmarks.scenarios.precedentspage import page

REPORT = Path("benchmarks/reports/precedents.md")
FAR_MORE_H = 150.0
"""Asked of each aircraft in a month where the limit is looked for: no tail of the shipped policies may fly so much."""
DAYS_PER_MONTH = 365.0 / 12.0


@dataclass(frozen=True, slots=True)
class Flown:
    """What is known of a unit that flew.

    Parameters
    ----------
    scenario, demand : str
        Shipped scenario, and the demand that stands for the unit.
    hours : float or None
        Flight hours for each aircraft and month that were published; None where none were.
    source : str
        Where they were published.
    reason : str
        What else than capacity decided how much was flown, and how far that is known.
    """

    scenario: str
    demand: str
    hours: float | None
    source: str
    reason: str


PRECEDENTS = (
    Flown(
        "el-salvador-mali",
        "minusma-medevac",
        None,
        "no hours published (defenceWeb 2018)",
        "The hours asked for are those of the base scenario: there is nothing to compare them with.",
    ),
    Flown(
        "el-salvador-mali",
        "minusma-patrol",
        None,
        "no hours published (defenceWeb 2015)",
        "The hours asked for are those of the base scenario: there is nothing to compare them with.",
    ),
    Flown(
        "rwanda-south-sudan",
        "unmiss-utility",
        3549 / 11 / 6,
        "3,549 h in 11 months with six aircraft (mod.gov.rw, 21 July 2017)",
        "Rain that closes strips and flight assurances that the host withholds are known to ground aircraft there; how "
        "much they took is not published.",
    ),
    Flown(
        "south-africa-congo",
        "monusco-medevac",
        985.28 / 12 / 3,
        "985.28 h of three Oryx in 12 months (defenceWeb)",
        "Tasks and budget set the hours (one UN budget line plans 40 a month for each utility helicopter), and a hot "
        "and high base with afternoon storms shortens the day; no source divides the difference among them.",
    ),
    Flown(
        "south-africa-congo",
        "monusco-patrol",
        86.28 / 12 / 3,
        "86.28 h of three Rooivalk in 12 months (defenceWeb)",
        "An armed helicopter flies when there is fighting, and otherwise to keep its crews current: that is demand and "
        "not capacity, though no source says so of this unit.",
    ),
)


def with_hours(scenario: Scenario, demand: str, hours: float) -> Scenario:
    """Return the scenario with other hours asked of a demand, and losses taken from the weekly limit of a tail."""
    demands = tuple(
        row.model_copy(update={"hours_per_aircraft_month": hours}) if row.id == demand else row
        for row in scenario.demands
    )
    loss = scenario.policy.sustainment.unscheduled_loss_pct.value / 100.0
    weekly_h = scenario.policy.sustainment.flight_h_per_tail_week.value * (1.0 - loss)
    return _with_weekly_limit(scenario.model_copy(update={"demands": demands}), weekly_h)


def lifted(scenario: Scenario, what: str) -> Scenario:
    """Return the scenario without one of the limits: ten times the `man-hours` or `docks`, or no `losses`."""
    if what == "losses":
        loss = scenario.policy.sustainment.unscheduled_loss_pct.value / 100.0
        weekly_h = scenario.policy.sustainment.flight_h_per_tail_week.value
        return _with_weekly_limit(scenario, weekly_h / (1.0 - loss))
    column = {"man-hours": "man_hours_per_month", "docks": "docks"}[what]
    bases = tuple(
        row.model_copy(update={column: 10 * getattr(row, column)}) for row in scenario.maintenance_bases
    )
    return scenario.model_copy(update={"maintenance_bases": bases})


def _with_weekly_limit(scenario: Scenario, hours: float) -> Scenario:
    policy = scenario.policy.sustainment
    limit = policy.flight_h_per_tail_week.model_copy(update={"value": hours})
    sustainment = policy.model_copy(update={"flight_h_per_tail_week": limit})
    return scenario.model_copy(
        update={"policy": scenario.policy.model_copy(update={"sustainment": sustainment})}
    )


def crew_limit_h(scenario: Scenario, aircraft: int) -> float:
    """Hours for each aircraft and month that the crews of a unit may fly by their limit of 28 days."""
    policy = scenario.policy.crew
    crews = int(aircraft * policy.crews_per_aircraft.value + 1e-9)
    return crews * policy.flight_h_per_28_days.value * DAYS_PER_MONTH / 28.0 / aircraft


def hours_of(fleet: FleetPlan, unit: Unit) -> float:
    """Flight hours for each aircraft of a unit and month."""
    weeks = [row for row in fleet.unit_weeks if row.unit == unit.id]
    return WEEKS_PER_MONTH * sum(row.flight_h for row in weeks) / sum(row.aircraft for row in weeks)


def bound_of(result: Result, fleet: FleetPlan, unit: Unit) -> float:
    """Hours of a unit that are proven not to be surpassed: what is asked of all, less what is proven unmet.

    What is left of the others' hours counts for this unit, so that the bound is a safe one.
    """
    weeks = [row for row in fleet.unit_weeks if row.unit == unit.id]
    asked_h = sum(row.asked_h for row in weeks)
    unmet_h = result.objectives[0].bound or 0.0
    return WEEKS_PER_MONTH * (asked_h - unmet_h) / sum(row.aircraft for row in weeks)


def measure(one: Flown, scenario: Scenario, allocation: Allocation, options: SolveOptions) -> dict[str, Any]:
    """Plan a unit as asked and beyond."""
    unit = next(row for row in allocation.units if row.demand == one.demand)
    demand = scenario.demand_by_id[one.demand]
    as_asked, asked_result = _planned(scenario, allocation, options)
    more = with_hours(scenario, one.demand, FAR_MORE_H)
    fleet, result = _planned(more, allocation, options)
    tail_h = more.policy.sustainment.flight_h_per_tail_week.value * WEEKS_PER_MONTH
    crew_h = crew_limit_h(scenario, demand.aircraft)
    freed = {
        what: hours_of(_planned(lifted(more, what), allocation, options)[0], unit)
        for what in ("man-hours", "docks", "losses")
    }
    return {
        "scenario": one.scenario,
        "demand": one.demand,
        "unit": f"{demand.aircraft} {_short(scenario.aircraft_type_by_id[unit.aircraft_type].name)} of "
        f"{scenario.partner_by_id[unit.partner].name}",
        "site": scenario.site_by_id[demand.sites[0]].name,
        "asked_h": demand.hours_per_aircraft_month,
        "flown_as_asked_h": hours_of(as_asked, unit),
        "asked_status": str(asked_result.objectives[0].status),
        "sustained_h": min(hours_of(fleet, unit), crew_h),
        "bound_h": min(bound_of(result, fleet, unit), tail_h, crew_h),
        "status": str(result.objectives[0].status),
        "lifted_h": freed,
        "tail_limit_h": tail_h,
        "crew_limit_h": crew_h,
        "visits": sum(visit.tail.startswith(f"{unit.id}-t") for visit in fleet.visits),
        "observed_h": one.hours,
        "source": one.source,
        "reason": one.reason,
    }


def _short(name: str) -> str:
    """Name of a type without what stands in brackets or after a stroke."""
    return name.partition(" (")[0].partition(" / ")[0]


def _planned(scenario: Scenario, allocation: Allocation, options: SolveOptions) -> tuple[FleetPlan, Result]:
    fleet, result = solve(scenario, allocation, options)
    if fleet is None:
        raise SystemExit(f"{scenario.name} has no unit")
    return fleet, result


def main(arguments: list[str] | None = None) -> int:
    """Measure all precedents and write the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--time-limit", type=float, default=15.0, help="seconds of each level 2 solve [default: 15]"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-o", "--output", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    limits = SolveOptions(time_limit_s=options.time_limit, seed=options.seed, workers=options.workers)
    began = time.monotonic()
    measured: list[dict[str, Any]] = []
    for name in dict.fromkeys(one.scenario for one in PRECEDENTS):
        scenario = airlift.load(name)
        allocation, _ = match(scenario, limits)
        for one in PRECEDENTS:
            if one.scenario == name:
                measured.append(measure(one, scenario, allocation, limits))
                print(json.dumps(measured[-1]), file=sys.stderr)
    run = {
        "command": f"python -m benchmarks.scenarios.precedents --time-limit {options.time_limit:g} "
        f"--seed {options.seed} --workers {options.workers}",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": solver_versions(),
        "wall_s": round(time.monotonic() - began),
    }
    options.output.write_text(page(measured, run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
