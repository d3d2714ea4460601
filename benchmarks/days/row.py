"""What is measured of one solver on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["DayRow"]


@dataclass(frozen=True, slots=True)
class DayRow:
    """One solver on one day.

    Parameters
    ----------
    day : str
        Name of the day, with its sizes and its seed.
    seed, tasks, bases, tails : int
        What it was drawn from.
    solver : str
        `airlift` or the name of a peer.
    status : str
        Of its answer; `none` without a plan.
    flown : dict of str to (int, int)
        Tasks flown, of how many, by priority, in sorties that the checker lets pass.
    minutes : int or None
        Flight minutes of these sorties.
    tasks_bound, minutes_bound : float or None
        Proven: fewest tasks not flown, and fewest minutes under the number of tasks that is flown.
    enumeration_s, total_s : float
        Wall time; enumeration is 0 for a peer.
    stated : int
        Tasks flown as the solver states its plan, before the checker.
    broken : dict of str to int
        Findings of the checker by rule, of the plan as stated.
    note : str
        What the solver cannot state.
    """

    day: str
    seed: int
    tasks: int
    bases: int
    tails: int
    solver: str
    status: str
    flown: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    minutes: int | None = None
    tasks_bound: float | None = None
    minutes_bound: float | None = None
    enumeration_s: float = 0.0
    total_s: float = 0.0
    stated: int = 0
    broken: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

    @property
    def left(self) -> int:
        """Tasks not flown."""
        return sum(of - flown for flown, of in self.flown.values())

    @property
    def minutes_gap_pct(self) -> float | None:
        """Distance of the minutes from their bound, where both are known and all tasks that can be are flown."""
        if self.minutes is None or self.minutes_bound is None or not self.minutes:
            return None
        return 100.0 * (self.minutes - self.minutes_bound) / self.minutes
