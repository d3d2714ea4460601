"""The best few plans that a search met."""

from __future__ import annotations

from airlift.sustainment.course import FleetCourse

__all__ = ["Elite", "is_better"]

_MOST = 8
_TOLERANCE = 1e-5
"""Values that differ by less are equal, unless one is 0: sums of the same hours in another order."""


def is_better(values: tuple[float, ...], than: tuple[float, ...]) -> bool:
    """Whether the first level that differs is lower."""
    for one, other in zip(values, than, strict=True):
        if abs(one - other) > _TOLERANCE or (one > 0.0) != (other > 0.0):
            return one < other
    return False


class Elite:
    """Distinct plans, the best first."""

    def __init__(self, first: FleetCourse) -> None:
        self._plans = [first]

    @property
    def plans(self) -> tuple[FleetCourse, ...]:
        """The plans."""
        return tuple(self._plans)

    def meet(self, plan: FleetCourse) -> None:
        """Keep a plan if it is among the best and not like one of them."""
        if len(self._plans) == _MOST and plan.values > self._plans[-1].values:
            return
        # Plans of one value mostly differ in what does not count.
        self._plans = [one for one in self._plans if one.values != plan.values]
        self._plans = sorted([*self._plans, plan], key=lambda one: one.values)[:_MOST]
