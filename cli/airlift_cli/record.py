"""What a planning run ends with: its status, exit code and the object that `--json` prints."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import airlift
from airlift_cli.exits import ExitCode

if TYPE_CHECKING:
    from airlift import Findings, Plan, Result

__all__ = ["conflict_of", "exit_code_of", "has_allocation", "plan_record", "status_of"]

_WEAKEST_FIRST = ("unknown", "infeasible", "feasible", "optimal")
_ANSWERED = ("feasible", "optimal")


def status_of(plan: Plan) -> str:
    """Return the weakest status of the planning levels."""
    statuses = {result.status.value for result in plan.results}
    return next((status for status in _WEAKEST_FIRST if status in statuses), "unknown")


def has_allocation(plan: Plan) -> bool:
    """Whether the first planning level found an answer, so that there is something to write."""
    return bool(plan.results) and _answered(plan.results[0])


def _answered(result: Result) -> bool:
    """Whether a planning level has an answer, be it one whose later objectives ran out of time."""
    return result.status.value in _ANSWERED or any(level.value is not None for level in result.objectives)


def conflict_of(plan: Plan) -> list[str]:
    """Return the rules that clash, each once, in the order of the planning levels."""
    return list(dict.fromkeys(rule for result in plan.results for rule in result.conflict))


def exit_code_of(plan: Plan, findings: Findings | None, *, interrupted: bool) -> ExitCode:
    """Return how a run ends: broken rules weigh more than an interrupt, that more than no answer."""
    if findings is not None and not findings.ok:
        return ExitCode.FINDINGS
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.OK if plan.results and all(map(_answered, plan.results)) else ExitCode.NO_PLAN


def plan_record(
    plan: Plan, findings: Findings | None, paths: Mapping[str, str], *, interrupted: bool
) -> dict[str, Any]:
    """Return a planning run as plain data of JSON; `findings` is None when there is no plan to check."""
    first = plan.results[0] if plan.results else None
    versions: dict[str, str] = {"airlift": airlift.__version__}
    for result in plan.results:
        versions |= result.versions
    return {
        "scenario": plan.scenario,
        "status": status_of(plan),
        "interrupted": interrupted,
        "seed": first.seed if first is not None else None,
        "deterministic": first.deterministic if first is not None else None,
        "versions": dict(sorted(versions.items())),
        "objectives": [
            {"level": result.level, **level.model_dump(mode="json"), "gap": _finite(level.gap)}
            for result in plan.results
            for level in result.objectives
        ],
        "conflict": conflict_of(plan),
        "units": [unit.model_dump(mode="json") for unit in plan.allocation.units],
        "unmet": [row.model_dump(mode="json") for row in plan.allocation.unmet],
        "cost": _cost(plan),
        "findings": None if findings is None else findings.to_dict(),
        "paths": dict(paths),
    }


def _cost(plan: Plan) -> dict[str, Any]:
    by_sponsor: defaultdict[str, float] = defaultdict(float)
    by_kind: defaultdict[str, float] = defaultdict(float)
    for payment in plan.allocation.payments:
        by_sponsor[payment.sponsor] += payment.usd
        by_kind[payment.cost_kind] += payment.usd
    return {
        "paid_usd": math.fsum(payment.usd for payment in plan.allocation.payments),
        "by_sponsor_usd": dict(sorted(by_sponsor.items())),
        "by_kind_usd": dict(sorted(by_kind.items())),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
