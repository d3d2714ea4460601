"""What a rule's function reports: where a rule is broken, by how much, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from airlift.scenario.phrases import count

__all__ = ["Breach", "Worst", "figure", "path", "worst"]

_BARE = frozenset({"month", "year", "day"})


@dataclass(frozen=True, slots=True)
class Breach:
    """One place in which a rule is broken.

    Parameters
    ----------
    where : mapping of str to str
        Kind and name of each thing on the way to the place, outermost first:
        `{"unit": "ken-1", "month": "2024-03"}`.
    amount : float
        By how much, in the rule's unit or in `unit`.
    message : str
        What is wrong, for a planner, without the place.
    unit : str or None
        Unit of the amount where the rule has none of its own.
    """

    where: Mapping[str, str]
    amount: float
    message: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Worst:
    """The month in which a monthly limit is missed by most, and in how many months it is missed."""

    month: int
    amount: float
    months: int

    @property
    def others(self) -> str:
        """Words for the other months in breach; empty when there is none."""
        return f"; also in {count(self.months - 1, 'other month')}" if self.months > 1 else ""


def worst(excess_by_month: Mapping[int, float], tolerance: float) -> Worst | None:
    """Return the largest excess above the tolerance, the earliest on a tie; None when there is none."""
    broken = {month: excess for month, excess in excess_by_month.items() if excess > tolerance}
    if not broken:
        return None
    month = min(broken, key=lambda index: (-broken[index], index))
    return Worst(month, broken[month], len(broken))


def path(where: Mapping[str, str]) -> str:
    """Return a place in words: `unit ken-1 2024-03`. Months, years and days speak for themselves."""
    return " ".join(value if kind in _BARE else f"{kind} {value}" for kind, value in where.items())


def figure(number: float) -> str:
    """Return a number for a sentence: at most three decimals, thousands apart."""
    text = f"{number:,.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
