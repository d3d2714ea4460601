"""How an answer was found: status, objective levels with proven bounds, seed, versions, times."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from airlift.scenario.base import Frozen

__all__ = ["ObjectiveLevel", "Result", "Status", "worst_status"]


class Status(StrEnum):
    """What is known of an answer. `OPTIMAL` and `INFEASIBLE` are proofs; a time-out is never one of them."""

    OPTIMAL = "optimal"
    """Proven: no better answer exists (within the stated tolerance and restrictions)."""
    FEASIBLE = "feasible"
    """An answer with a bound that does not prove it best: a limit or an interrupt ended the search."""
    INFEASIBLE = "infeasible"
    """Proven: no answer exists."""
    UNKNOWN = "unknown"
    """Nothing found and nothing proven."""


class ObjectiveLevel(Frozen):
    """One level of the lexicographic objective; every level is minimised.

    `bound` is proven: no answer that keeps the levels before it (at their values here) is below it.
    """

    name: str = Field(description="what is minimised")
    unit: str
    status: Status
    value: float | None
    bound: float | None
    wall_s: Annotated[float, Field(ge=0)]

    @property
    def gap(self) -> float | None:
        """Relative gap, (value - bound) / value; 0 when both are 0, None without value or bound."""
        if self.value is None or self.bound is None:
            return None
        distance = max(0.0, self.value - self.bound)
        if distance == 0.0:
            return 0.0
        return distance / abs(self.value) if self.value else float("inf")


class Result(Frozen):
    """How the answer of one planning level was found.

    `restrictions` name what the proof does not cover (start grid, caps on columns): the answer is the best under them.
    """

    level: str = Field(
        description="`matching`, `sustainment`, `standby:<mission>`, `sorties:<mission>`; with several days "
        "`sorties:<mission>:<day>`"
    )
    status: Status
    objectives: tuple[ObjectiveLevel, ...]
    seed: int
    deterministic: bool
    workers: int
    time_limit_s: float | None
    wall_s: Annotated[float, Field(ge=0)]
    interrupted: bool = False
    versions: dict[str, str] = Field(default_factory=dict)
    restrictions: tuple[str, ...] = ()
    conflict: tuple[str, ...] = Field(
        default=(), description="rules that clash when the status is infeasible"
    )
    notes: tuple[str, ...] = ()


def worst_status(statuses: tuple[Status, ...]) -> Status:
    """Return the weakest of several statuses: unknown, infeasible, feasible, optimal, in this order."""
    for status in (Status.UNKNOWN, Status.INFEASIBLE, Status.FEASIBLE):
        if status in statuses:
            return status
    return Status.OPTIMAL if statuses else Status.UNKNOWN
