"""The errors that airlift raises: one root, so that a caller can catch them all with one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airlift.scenario.issues import Issue

__all__ = ["AirliftError", "PlanError", "ScenarioError"]


class AirliftError(Exception):
    """Root of every error that airlift raises for something that the user can mend."""


class ScenarioError(AirliftError):
    """A scenario cannot be used; carries every problem found, not just the first.

    Parameters
    ----------
    issues : sequence of Issue
        All problems, in the order of file, row and column. Never empty.
    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        count = len(self.issues)
        head = f"{count} problem{'s' if count != 1 else ''} in the scenario"
        super().__init__("\n".join([head, *(str(issue) for issue in self.issues)]))


class PlanError(AirliftError):
    """A plan cannot be read or does not belong to the scenario that it is used with."""
