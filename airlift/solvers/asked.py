"""Options of a search as the public functions promise them: by default of the scenario and the machine."""

from __future__ import annotations

import os

from airlift.scenario import Scenario
from airlift.solvers.options import Interrupt, SolveOptions

__all__ = ["asked_options"]

FEWEST_WORKERS, MOST_WORKERS = 4, 8
"""CP-SAT's strategies complement each other: below four threads it lacks some of them, above eight they gain little."""


def asked_options(
    scenario: Scenario,
    *,
    time_limit_s: float | None,
    seed: int | None,
    deterministic: bool,
    workers: int | None,
    interrupt: Interrupt | None,
) -> SolveOptions:
    """Give the options; parameters are those of the public functions.

    Raises
    ------
    ValueError
        A value is out of its range.
    """
    if workers is None:
        cores = os.cpu_count() or 1
        workers = FEWEST_WORKERS if deterministic else min(MOST_WORKERS, max(FEWEST_WORKERS, cores))
    return SolveOptions(
        time_limit_s=time_limit_s,
        seed=scenario.seed if seed is None else seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt if interrupt is not None else Interrupt(),
    )
