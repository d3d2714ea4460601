"""From the values of a model's variables to an allocation."""

from __future__ import annotations

from airlift.matching.extract import extract_allocation
from airlift.matching.model import MatchingModel
from airlift.matching.outcome import SearchOutcome
from airlift.matching.problem import MatchingProblem
from airlift.plans import Allocation

__all__ = ["allocation_of"]


def allocation_of(problem: MatchingProblem, model: MatchingModel, solution: list[int] | None) -> Allocation:
    """Read the decisions of a solution; nothing is decided where there is none."""
    if solution is None:
        return Allocation()
    return extract_allocation(problem, SearchOutcome(problem, model, (), solution))
