"""What every study shares: a time limit that many solves divide, progress under the study's own name."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Protocol

from airlift.matching.ask import Ask
from airlift.plans import Allocation, Plan, Result
from airlift.plans.store import scenario_digest
from airlift.scenario import Scenario
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions

__all__ = ["Solver", "TimeShare", "is_answered", "plan_of"]

LEAST_SHARE_S = 0.5
"""A solve with less time than this would spend it on building its model."""


class Solver(Protocol):
    """Level 1, as `airlift.matching.solve` offers it."""

    def __call__(
        self, scenario: Scenario, options: SolveOptions, progress: Progress | None = None, ask: Ask = ...
    ) -> tuple[Allocation, Result]:
        """Solve a scenario for what is asked."""


def is_answered(result: Result) -> bool:
    """Whether a solve found a plan, be it one whose later measures ran out of time."""
    return any(level.value is not None for level in result.objectives)


def plan_of(scenario: Scenario, allocation: Allocation, result: Result) -> Plan:
    """Return the plan of a solve, without a flying programme."""
    return Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )


class TimeShare:
    """Divides the time limit of a study among its solves.

    A solve that ends early leaves its time to the others. In deterministic mode time is counted as it was granted,
    because the wall would make the answers depend on the machine.

    Parameters
    ----------
    options : SolveOptions
        Of the whole study.
    name : str
        Name of the study, as progress tells it.
    progress : callable, optional
        Told of every solve.
    """

    def __init__(self, options: SolveOptions, name: str, progress: Progress | None = None) -> None:
        self.options = options
        self._name = name
        self._progress = progress
        self._granted_s = 0.0
        self._began = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Wall time since the study began."""
        return time.monotonic() - self._began

    @property
    def is_stopped(self) -> bool:
        """Whether an interrupt ended the study."""
        return self.options.interrupt.is_set()

    @property
    def is_over(self) -> bool:
        """Whether an interrupt or the time limit leaves nothing for a further solve."""
        left_s = self._left_s()
        return self.is_stopped or (left_s is not None and left_s < LEAST_SHARE_S)

    def grant(self, share: float) -> SolveOptions:
        """Options of the next solve: it may use this share of the time that is left."""
        left_s = self._left_s()
        if left_s is None:
            return self.options
        granted_s = left_s * min(1.0, share)
        self._granted_s += granted_s
        return self.options.within(granted_s)

    def part(self, share: float) -> TimeShare:
        """Return a share of the time that is left, to be divided further."""
        return TimeShare(self.grant(share), self._name, self._progress)

    def told_as(self, stage: str) -> Progress | None:
        """Progress of one solve, told under the study's name with `stage` before the measure."""
        tell = self._progress
        if tell is None:
            return None

        def forward(event: ProgressEvent) -> None:
            words = f"{stage}: {event.stage}" if event.stage else stage
            tell(replace(event, level=self._name, stage=words, elapsed_s=self.elapsed_s))

        return forward

    def say(self, stage: str, message: str = "") -> None:
        """Tell of a step that is no solve."""
        if self._progress is not None:
            self._progress(ProgressEvent(self._name, stage, None, None, self.elapsed_s, message))

    def _left_s(self) -> float | None:
        if self.options.time_limit_s is None:
            return None
        spent_s = self._granted_s if self.options.deterministic else self.elapsed_s
        return max(0.0, self.options.time_limit_s - spent_s)
