"""What a peer gives back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute

__all__ = ["Peer", "PeerAnswer", "Routes", "Trail"]

Routes = tuple[NodeRoute, ...]
_LEAST_BETWEEN_S = 0.05
"""Plans that follow each other faster than this are not all kept: only the later one matters to a picture over time."""


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """Routes of a peer; prices and proofs are the suite's business.

    Parameters
    ----------
    routes : tuple of NodeRoute, or None
        Routes with at least one stop, None without a complete plan.
    seconds : float
        By the wall, from the statement of the problem to the answer.
    bounds : tuple of float
        Bound of each level of the objective, in its own units, of the model with rounded numbers; empty if it has none.
    proven : bool
        Whether the peer calls its answer optimal, for the model with rounded numbers.
    note : str
        What the numbers do not say: what was left unserved, what the model leaves out.
    trail : tuple of (seconds, routes)
        Complete plans on the way, as far as the peer tells them.
    """

    routes: Routes | None
    seconds: float
    bounds: tuple[float, ...] = ()
    proven: bool = False
    note: str = ""
    trail: tuple[tuple[float, Routes], ...] = ()


class Peer(Protocol):
    """A module of this package."""

    NAME: str
    VERSION_OF: str

    def states(self, problem: SortieProblem) -> str | None:
        """Say why the solver cannot state a problem; None if it can."""

    def solve(self, problem: SortieProblem, seconds: float, seed: int, workers: int) -> PeerAnswer:
        """Solve it within the seconds."""


@dataclass(slots=True)
class Trail:
    """Complete plans on the way, with the time since the trail was begun."""

    clock: Callable[[], float] = time.perf_counter
    began: float = field(init=False)
    plans: list[tuple[float, Routes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = self.clock()

    @property
    def seconds(self) -> float:
        """Seconds since it was begun."""
        return self.clock() - self.began

    def add(self, routes: Routes) -> None:
        """Take a plan that is better than those before."""
        now = self.seconds
        if self.plans and now - self.plans[-1][0] < _LEAST_BETWEEN_S:
            self.plans.pop()
        self.plans.append((now, routes))
