"""What a search of level 1 leaves: the last model with its best solution, and the levels that were searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.matching.model import MatchingModel
from airlift.matching.problem import MatchingProblem
from airlift.plans import ObjectiveLevel

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["SearchOutcome"]


@dataclass(frozen=True)
class SearchOutcome:
    """The last model with the best solution, and the part of the problem that it states.

    Parameters
    ----------
    problem : MatchingProblem
        The whole problem, or its first tiers when the search was ended early.
    model : MatchingModel
        Model of that problem.
    levels : tuple of ObjectiveLevel
        One for each level that was searched.
    solution : list of int or None
        Value of every variable of the model by index; None when no plan was found.
    """

    problem: MatchingProblem
    model: MatchingModel
    levels: tuple[ObjectiveLevel, ...]
    solution: list[int] | None

    def value(self, variable: cp_model.IntVar) -> int:
        """Value of a variable in the best solution.

        Raises
        ------
        ValueError
            There is no solution.
        """
        if self.solution is None:
            raise ValueError("there is no solution to take a value from")
        return self.solution[variable.index]
