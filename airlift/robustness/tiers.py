"""One model searched tier by tier for the fewest unmet aircraft-months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from airlift.plans import Status
from airlift.robustness.study import FutureLoss
from airlift.solvers.lexicographic import Clock, Level, minimise_level
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["LEVEL", "Answer", "minimise_levels", "unmet_levels"]

LEVEL = "robust"

FIRST_PART = 0.6
"""Share of the time of a search that its first level may use."""


@dataclass(frozen=True)
class Answer:
    """What a search of several levels gave.

    Parameters
    ----------
    losses : tuple of FutureLoss
        Value and bound of each level, as whole numbers.
    solution : list of int or None
        Value of every variable; None when nothing was found.
    infeasible : bool
        Whether it is proven that there is no solution.
    """

    losses: tuple[FutureLoss, ...]
    solution: list[int] | None
    infeasible: bool = False


def unmet_levels(levels: Sequence[Level], tiers: Sequence[int]) -> list[Level]:
    """Levels of a model that count unmet demand, in the order of the tiers; a tier without demand has none."""
    by_name = {level.name: level for level in levels}
    return [by_name[f"tier {tier} unmet"] for tier in tiers if f"tier {tier} unmet" in by_name]


def minimise_levels(
    model: cp_model.CpModel,
    levels: Sequence[Level],
    fallback: Sequence[int],
    options: SolveOptions,
    clock: Clock,
    *,
    share: float,
    label: str,
    hint: Mapping[int, int] | None = None,
    start: list[int] | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Minimise the levels one after the other within a share of the time that is left.

    Parameters
    ----------
    model : CpModel
        Gets a limit for each level that was searched.
    levels : sequence of Level
        In the order of importance.
    fallback : sequence of int
        Value of each level when nothing is flown: what is stated where the search finds nothing.
    options, clock, progress
        As for every search.
    share : float
        Of the time that the clock has left, from 0 to 1.
    label : str
        What is searched, for progress.
    hint : mapping of int to int, optional
        Values by index of variable that may be near a solution.
    start : list of int, optional
        A known solution, complete.
    """
    losses: list[FutureLoss] = []
    solution = start
    budget_s = clock.grant(share)
    for position, level in enumerate(levels):
        if solution is None:
            for index, value in (hint or {}).items():
                model.add_hint(model.get_int_var_from_proto_index(index), value)
        answer = minimise_level(
            model,
            level,
            options,
            budget_s=None if budget_s is None else budget_s * _part(position, len(levels)),
            clock=clock,
            name=LEVEL,
            progress=None if progress is None else _labelled(progress, label),
            start=solution,
            restricted=True,
        )
        found = answer.objective
        if found.status is Status.INFEASIBLE:
            bounds = [FutureLoss(value, value) for value in fallback]
            return Answer(tuple(bounds), None, infeasible=True)
        bound = round(found.bound) if found.bound is not None else 0
        if answer.solution is None or found.value is None:
            losses.append(FutureLoss(fallback[position], bound))
            losses += [FutureLoss(value, 0) for value in fallback[position + 1 :]]
            return Answer(tuple(losses), None)
        solution = answer.solution
        losses.append(FutureLoss(round(found.value), bound))
        model.add(level.expression <= round(found.value))
    return Answer(tuple(losses), solution)


def _part(position: int, levels: int) -> float:
    """Share of the time for a level: most for the first, the rest for the others alike."""
    if levels == 1:
        return 1.0
    return FIRST_PART if position == 0 else (1 - FIRST_PART) / (levels - 1)


def _labelled(progress: Progress, label: str) -> Progress:
    """Tell progress under the name of what is searched, with the level as message."""

    def tell(event: ProgressEvent) -> None:
        progress(replace(event, stage=label, message=event.stage))

    return tell
