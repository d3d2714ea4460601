"""Time that is left for the engine, by the clock or, to be repeatable, by work done."""

from __future__ import annotations

import time

from airlift.solvers import SolveOptions

__all__ = ["Allowance"]

_STEPS_PER_SECOND = 3_000_000
"""Steps of the compiled searches granted for each second of the limit in deterministic mode."""


class Allowance:
    """What is left of a time limit.

    Parameters
    ----------
    options : SolveOptions
        Limit, determinism and interrupt.
    whole : Allowance, optional
        What this one is a part of.
    """

    def __init__(self, options: SolveOptions, whole: Allowance | None = None) -> None:
        self._options, self._began = options, time.monotonic()
        self._whole, self._work_s = whole, 0.0

    def part(self, share: float) -> Allowance:
        """Give a part of the limit to a first step; what it spends is spent of the whole."""
        limit = self._options.time_limit_s
        return Allowance(self._options.within(None if limit is None else share * limit), self)

    def work(self, steps: int) -> None:
        """Note steps of a compiled search."""
        self.solver(steps / _STEPS_PER_SECOND)

    def solver(self, granted_s: float) -> None:
        """Note time that was granted to a solver."""
        self._work_s += granted_s
        if self._whole is not None:
            self._whole.solver(granted_s)

    def left(self) -> float | None:
        """Seconds left; None without a limit."""
        limit = self._options.time_limit_s
        if limit is None:
            return None
        spent = self._work_s if self._options.deterministic else time.monotonic() - self._began
        return max(0.0, limit - spent)

    def over(self) -> bool:
        """Whether to stop: the limit is reached, or somebody asked for it."""
        return self._options.interrupt.is_set() or self.left() == 0.0
