"""Time for explanations: one limit, shared out so that no question starves the others."""

from __future__ import annotations

import math
import time

from airlift.solvers.options import Interrupt

__all__ = ["Allowance"]

LEAST_S = 0.05
"""A question with less time than this is not worth its start."""


class Allowance:
    """Seconds that some questions may use, by the wall.

    Parameters
    ----------
    limit_s : float or None
        Seconds from now on; None for no limit.
    interrupt : Interrupt
        Ends everything early.
    """

    def __init__(self, limit_s: float | None, interrupt: Interrupt) -> None:
        self.interrupt = interrupt
        self.began = time.monotonic()
        self._end = math.inf if limit_s is None else self.began + limit_s

    @property
    def elapsed_s(self) -> float:
        """Seconds since the allowance began."""
        return time.monotonic() - self.began

    @property
    def left_s(self) -> float:
        """Seconds left, never negative; infinite without a limit, none after an interrupt."""
        return 0.0 if self.interrupt.is_set() else max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether no question should be begun any more."""
        return self.left_s < LEAST_S

    def part(self, share: float) -> Allowance:
        """Give a share of what is left to one question; what it does not use stays with the others."""
        left_s = self.left_s
        return Allowance(None if math.isinf(left_s) else left_s * share, self.interrupt)
