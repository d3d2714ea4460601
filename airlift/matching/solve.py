"""Level 1 from a scenario to an allocation with its proof."""

from __future__ import annotations

import time

from airlift.matching.costs import allocation_costs
from airlift.matching.extract import extract_allocation
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.search import LEVEL, SearchOutcome, search
from airlift.plans import Allocation, ObjectiveLevel, Result, Status
from airlift.scenario import Scenario
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions

__all__ = ["solve"]


def solve(
    scenario: Scenario, options: SolveOptions, progress: Progress | None = None
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

    Returns
    -------
    Allocation
        Decisions; without a unit when nothing was found.
    Result
        Status, value, bound and time of every objective level.
    """
    began = time.monotonic()
    if progress is not None:
        progress(ProgressEvent(LEVEL, "model", None, None, 0.0, "listing who could serve which demand"))
    problem = build_problem(scenario)
    found = search(problem, options, progress)
    allocation = Allocation()
    if found.outcome.solution is not None:
        allocation = extract_allocation(problem, found.problem, found.model.variables, found.outcome)
    result = Result(
        level=LEVEL,
        status=found.outcome.status,
        objectives=_objectives(scenario, found, allocation),
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
        ),
        notes=_notes(problem),
    )
    return allocation, result


def _objectives(
    scenario: Scenario, found: SearchOutcome, allocation: Allocation
) -> tuple[ObjectiveLevel, ...]:
    """Levels as found, the cost with its exact value and a bound that allows for the rounding of the model."""
    levels = []
    for level in found.outcome.levels:
        if level.name == "cost" and level.value is not None and level.bound is not None:
            exact_usd = sum(allocation_costs(scenario, allocation).values())
            bound_usd = min(exact_usd, level.bound / (1 + found.model.money.rounding))
            closed = level.status is Status.OPTIMAL
            levels.append(
                level.model_copy(
                    update={
                        "value": round(exact_usd, 2),
                        "bound": round(exact_usd, 2) if closed else round(bound_usd, 2),
                    }
                )
            )
        else:
            levels.append(level)
    return tuple(levels)


def _notes(problem: MatchingProblem) -> tuple[str, ...]:
    """Demands that no chain of partner, type and base can reach, with the rules that stand in the way."""
    notes = []
    for demand in problem.unreachable:
        rules = sorted({refusal.rule for refusal in problem.refusals if refusal.demand == demand})
        why = ", ".join(rules) if rules else "no partner has or can receive aircraft"
        notes.append(f"demand {demand} cannot be reached by any partner: {why}")
    return tuple(notes)
