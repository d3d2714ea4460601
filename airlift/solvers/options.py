"""Options of a search, the progress that it tells, and the interrupt that ends it with the best answer so far."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

__all__ = ["Interrupt", "Progress", "ProgressEvent", "SolveOptions"]


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """What a search tells while it runs.

    Parameters
    ----------
    level : str
        Planning level, such as `matching`, `sustainment`, `standby:<mission>` or `sorties:<mission>`; `chain` for all
        of them together, `simulation` for a simulation.
    stage : str
        What is being done: the name of an objective level, or a step such as `enumerate`.
    value, bound : float or None
        Incumbent and proven bound of that objective level; None while there is none.
    elapsed_s : float
        Wall time since the planning level began.
    message : str
        Further words for a person; may be empty.
    """

    level: str
    stage: str
    value: float | None
    bound: float | None
    elapsed_s: float
    message: str = ""


MOST_WORKERS = 64
"""More threads than any machine that this is run on, and few enough for the solver to accept."""

Progress = Callable[[ProgressEvent], None]
"""Receives progress; called from a solver's thread, so it must be quick and thread-safe."""


class Interrupt:
    """A request, from any thread or a signal handler, to stop with the best answer so far."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._callbacks: list[Callable[[], None]] = []

    def set(self) -> None:
        """Ask every running search to stop."""
        self._event.set()
        for callback in tuple(self._callbacks):
            callback()

    def is_set(self) -> bool:
        """Whether a stop was asked for."""
        return self._event.is_set()

    def add(self, callback: Callable[[], None]) -> None:
        """Call `callback` when the stop comes; at once if it came already."""
        self._callbacks.append(callback)
        if self._event.is_set():
            callback()

    def remove(self, callback: Callable[[], None]) -> None:
        """Forget a callback."""
        if callback in self._callbacks:
            self._callbacks.remove(callback)


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """Limits and repeatability of a search.

    Parameters
    ----------
    time_limit_s : float or None
        Wall-clock limit of the whole level; None for no limit. In deterministic mode it is turned into a limit of
        deterministic solver time, so that the same input and seed give the same plan on any machine.
    seed : int
        Seed of every random choice.
    deterministic : bool
        Whether the plan must be the same for the same input, seed and version.
    workers : int
        Solver threads.
    interrupt : Interrupt
        Ends the search early.

    Raises
    ------
    ValueError
        A value is out of its range.
    """

    time_limit_s: float | None = 120.0
    seed: int = 1
    deterministic: bool = False
    workers: int = 2
    interrupt: Interrupt = field(default_factory=Interrupt, compare=False)

    def __post_init__(self) -> None:
        limit_s = self.time_limit_s
        if limit_s is not None and not (math.isfinite(limit_s) and limit_s >= 0):
            raise ValueError(f"time_limit_s must be a number of seconds, not negative: {limit_s}")
        if not 1 <= self.workers <= MOST_WORKERS:
            raise ValueError(f"workers must be from 1 to {MOST_WORKERS}: {self.workers}")
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must be from 0 to 2147483647: {self.seed}")

    def portion(self, weight: float, left: float, total: float, spent_s: float) -> SolveOptions:
        """Return the options of one of several parts that are done one after the other.

        Parameters
        ----------
        weight : float
            Of this part.
        left, total : float
            Weights of this part and those after it, and of all.
        spent_s : float
            Wall time of the parts before it. What they left goes to the others; not so in deterministic mode, where
            wall time must not count.
        """
        if self.time_limit_s is None:
            return self
        if self.deterministic:
            return self.within(self.time_limit_s * weight / total)
        return self.within(max(0.0, self.time_limit_s - spent_s) * weight / left)

    def within(self, time_limit_s: float | None) -> SolveOptions:
        """Return the same options with another time limit."""
        return replace(self, time_limit_s=time_limit_s)
