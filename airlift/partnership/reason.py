"""Why two do not fit: a rule and a planner's sentence."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair is not linked.

    Parameters
    ----------
    rule : str
        Identifier of the rule (`airlift.rules`).
    sentence : str
        What stands in the way, with figures.
    aircraft_type : str or None
        The type that it is about; None where it holds for any.
    """

    rule: str
    sentence: str
    aircraft_type: str | None = None

    def __str__(self) -> str:
        return f"{self.sentence} ({self.rule})"
