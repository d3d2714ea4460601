"""What a cross-check found, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from airlift.plans import Status

__all__ = ["COST_RELATIVE", "COST_USD", "CheckedLevel", "CrossCheck"]

COST_USD = 10.0
"""Two costs closer than this, and a millionth, are one: solvers close money to a gap, not to the cent."""

COST_RELATIVE = 1e-6


@dataclass(frozen=True, slots=True)
class CheckedLevel:
    """One level of the objective as the second model sees it.

    Parameters
    ----------
    name, unit : str
        As in `airlift.matching`: `tier N unmet`, `first medevac month`, `cost`.
    status : Status
        `OPTIMAL` only with a proof; `UNKNOWN` when there is no plan, as for every linear relaxation.
    value : float or None
        Value of the plan found, worked out from its whole numbers.
    bound : float or None
        Proven: no plan that keeps the levels before it is below.
    seconds : float
        Wall time.
    """

    name: str
    unit: str
    status: Status
    value: float | None
    bound: float | None
    seconds: float

    @property
    def tolerance(self) -> float:
        """Distance up to which two values of this level count as equal: 0 for whole numbers."""
        if self.unit != "usd":
            return 0.0
        return COST_USD + COST_RELATIVE * abs(self.value or self.bound or 0.0)


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """All levels of one cross-check.

    Parameters
    ----------
    backend : str
        `highs` or `cbc`.
    relaxed : bool
        Whether only linear relaxations were solved: bounds and no values.
    levels : tuple of CheckedLevel
        In the order of importance.
    held : mapping
        The values at which levels were kept instead of the values found. Later bounds hold for plans that keep them
        too; bounds of relaxations with nothing held hold for every plan.
    variables, rows : int
        Size of the model.
    """

    backend: str
    relaxed: bool
    levels: tuple[CheckedLevel, ...]
    held: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    variables: int = 0
    rows: int = 0

    @property
    def seconds(self) -> float:
        """Wall time of all levels."""
        return sum(level.seconds for level in self.levels)

    @property
    def optimal(self) -> bool:
        """Whether every level is proven optimal."""
        return bool(self.levels) and all(level.status is Status.OPTIMAL for level in self.levels)
