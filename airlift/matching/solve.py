"""Level 1 from a scenario to an allocation with its proof."""

from __future__ import annotations

import time

from airlift.matching.ask import LIMITED, Ask
from airlift.matching.costs import allocation_costs
from airlift.matching.extract import extract_allocation
from airlift.matching.outcome import SearchOutcome
from airlift.matching.problem import build_problem
from airlift.matching.search import LEVEL, search
from airlift.partnership import partnership_graph, unreachable_demands
from airlift.plans import Allocation, ObjectiveLevel, Result, Status, worst_status
from airlift.scenario import Scenario
from airlift.solvers.lexicographic import restated
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions

__all__ = ["solve"]


def solve(
    scenario: Scenario,
    options: SolveOptions,
    progress: Progress | None = None,
    ask: Ask | None = None,
) -> tuple[Allocation, Result]:
    """Find the best combination of donors, partners, sponsors, training, bases and missions.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    options : SolveOptions
        Limits and repeatability.
    progress : callable, optional
        Told each incumbent and bound.
    ask : Ask, optional
        What is asked for besides the scenario: other measures, values to hold, service to force, a start.

    Returns
    -------
    Allocation
        Decisions; without a unit when nothing was found.
    Result
        Status, value, bound and time of every objective level. `INFEASIBLE` when no partner could serve any demand at
        all, with the rules that stand in the way as `conflict`; `UNKNOWN` when no plan was found in time.
    """
    began = time.monotonic()
    if progress is not None:
        progress(ProgressEvent(LEVEL, "model", None, None, 0.0, "listing who could serve which demand"))
    ask = ask or Ask()
    problem = build_problem(scenario, ask.lifted)
    found = search(problem, options, progress, ask)
    allocation = Allocation()
    if found.solution is not None:
        allocation = extract_allocation(problem, found)
    objectives = _objectives(scenario, found, allocation)
    status = worst_status(tuple(level.status for level in objectives))
    conflict: tuple[str, ...] = ()
    if problem.unreachable and not problem.choices:
        status = Status.INFEASIBLE
        conflict = tuple(sorted({refusal.rule for refusal in problem.refusals})) or ("fleet.deployable",)
    result = Result(
        level=LEVEL,
        status=status,
        objectives=objectives,
        seed=options.seed,
        deterministic=options.deterministic,
        workers=options.workers,
        time_limit_s=options.time_limit_s,
        wall_s=time.monotonic() - began,
        interrupted=options.interrupt.is_set(),
        versions=solver_versions(),
        restrictions=(
            "costs are rounded up to whole USD in the search",
            "crews, technicians, man-hours and dock days are counted in thousandths",
            *((LIMITED,) if ask.held or ask.forced or ask.avoided else ()),
        ),
        conflict=conflict,
        notes=(*_unreachable(scenario), *(() if ask.minimise else _open_ends(scenario, objectives))),
    )
    return allocation, result


def _objectives(
    scenario: Scenario, found: SearchOutcome, allocation: Allocation
) -> tuple[ObjectiveLevel, ...]:
    """Levels with the values that the decisions give, whatever slack the search left in its own counts."""
    levels = []
    for level in found.levels:
        if level.value is None:
            levels.append(level)
        elif level.name == "cost":
            levels.append(_cost(scenario, level, found.model.money.rounding, allocation))
        elif level.name == "first medevac month":
            levels.append(restated(level, _medevac_wait_months(scenario, allocation)))
        elif level.name == "unmet":
            levels.append(restated(level, allocation.unmet_aircraft_months))
        elif level.name.startswith("tier "):
            tier = int(level.name.split()[1])
            missing = (row for row in allocation.unmet if scenario.demand_by_id[row.demand].tier == tier)
            levels.append(restated(level, sum(row.aircraft for row in missing)))
        else:
            levels.append(level)
    return tuple(levels)


def _cost(
    scenario: Scenario, level: ObjectiveLevel, rounding: float, allocation: Allocation
) -> ObjectiveLevel:
    """Exact cost, with a bound that allows for the rounding of the model."""
    exact_usd = round(sum(allocation_costs(scenario, allocation).values()), 2)
    if level.status is Status.OPTIMAL:
        return level.model_copy(update={"value": exact_usd, "bound": exact_usd})
    bound_usd = round(min(exact_usd, (level.bound or 0.0) / (1 + rounding)), 2)
    return level.model_copy(update={"value": exact_usd, "bound": bound_usd})


def _medevac_wait_months(scenario: Scenario, allocation: Allocation) -> int:
    """Months from the start of each medevac demand to its first unit, summed; the whole window where there is none."""
    wait = 0
    for demand in scenario.demands:
        if demand.role == "medevac":
            first, end = scenario.demand_window(demand)
            months = (scenario.month_index(u.first_month) for u in allocation.units if u.demand == demand.id)
            wait += min(months, default=end) - first
    return wait


def _unreachable(scenario: Scenario) -> tuple[str, ...]:
    """Demands that no chain of donor, partner, type and base can reach, with the rules that stand in the way."""
    return tuple(str(row) for row in unreachable_demands(partnership_graph(scenario)))


def _open_ends(scenario: Scenario, objectives: tuple[ObjectiveLevel, ...]) -> tuple[str, ...]:
    """Levels that stopped at the gap that the policy accepts, and levels that were not searched at all."""
    accepted_pct = scenario.policy.matching.tier_gap_pct.value
    notes = [
        f"{level.name}: stopped at the gap of {accepted_pct:g} % that the policy accepts"
        for level in objectives
        if level.gap is not None and 0 < level.gap <= accepted_pct / 100
    ]
    searched = {level.name for level in objectives}
    asked = [demand for demand in scenario.demands if len(range(*scenario.demand_window(demand)))]
    expected = [f"tier {tier} unmet" for tier in sorted({demand.tier for demand in asked})]
    if any(demand.role == "medevac" for demand in asked):
        expected.append("first medevac month")
    if objectives:
        notes += [f"{name}: not searched" for name in (*expected, "cost") if name not in searched]
    return tuple(notes)
