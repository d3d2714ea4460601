"""A simulation on disk, beside the plan that it is of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from airlift.errors import PlanError
from airlift.plans import Plan
from airlift.plans.store import plan_digest

__all__ = ["read_simulation"]


def read_simulation(path: str | Path, plan: Plan) -> dict[str, Any]:
    """Read what `airlift simulate --save` wrote of a plan.

    Raises
    ------
    PlanError
        There is no such file, or it does not hold a simulation of this plan.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path}: the simulation cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise PlanError(
            f"{path}: not JSON ({error}). Maybe the file was cut short: simulate anew, or delete it."
        ) from error
    if not isinstance(data, dict) or "replications" not in data:
        raise PlanError(f"{path}: not a simulation. Maybe it is another file: simulate anew, or delete it.")
    if data.get("plan_sha256") != plan_digest(plan):
        raise PlanError(
            f"{path}: a simulation of another plan. Maybe the plan was made anew: simulate it, or delete it."
        )
    return data
