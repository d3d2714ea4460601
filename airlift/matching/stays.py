"""When a choice can be deployed at all: unbroken runs of blocks between two rotation months."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from airlift.matching.choice import Choice

__all__ = ["Block", "Coarse", "Run", "runs_of", "segments"]


@dataclass(frozen=True, slots=True)
class Block:
    """Months `first .. end - 1`, in which a unit keeps its size, of at most `most` aircraft."""

    first: int
    end: int
    most: int


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks one after the other in which a choice can be deployed.

    Parameters
    ----------
    blocks : tuple of Block
        In the order of time.
    is_final : bool
        Whether the run ends with the demand: then a unit may stay shorter than a tour.
    tour : int
        Months that a unit stays at least, otherwise.
    """

    blocks: tuple[Block, ...]
    is_final: bool
    tour: int

    @property
    def first(self) -> int:
        """First month of the run."""
        return self.blocks[0].first

    @property
    def end(self) -> int:
        """First month after the run."""
        return self.blocks[-1].end

    def may_start(self, month: int) -> bool:
        """Whether a unit that comes in a month can stay as long as it must."""
        return self.is_final or month + self.tour <= self.end

    def may_stop(self, month: int) -> bool:
        """Whether a unit that leaves in a month can have stayed as long as it must."""
        return month - self.tour >= self.first


@dataclass(frozen=True, slots=True)
class Coarse:
    """A calendar with fewer months of change: after month `after` only the multiples of `step`."""

    after: int
    step: int


def segments(first: int, end: int, step: int, coarse: Coarse | None = None) -> tuple[tuple[int, int], ...]:
    """Cut months `first .. end - 1` at every rotation month, or at those that a coarse calendar leaves."""
    months = range((first // step + 1) * step, end, step)
    kept = [t for t in months if coarse is None or t <= coarse.after or t % coarse.step == 0]
    return tuple((a, b) for a, b in itertools.pairwise([first, *kept, end]) if a < b)


def runs_of(choice: Choice, tour: int, most: Sequence[int], coarse: Coarse | None = None) -> tuple[Run, ...]:
    """Cut the months of a choice into runs of blocks with room for its least size.

    Parameters
    ----------
    choice : Choice
        Its `first` is a rotation month.
    tour : int
        Months that a unit stays at least; 1 where this is not to be relied on.
    most : sequence of int
        Most aircraft in each month of the horizon.
    coarse : Coarse, optional
        Fewer months in which units change.
    """
    found: list[list[Block]] = [[]]
    for first, end in segments(choice.first, choice.end, choice.step, coarse):
        size = min(most[first:end])
        if size >= max(1, choice.least):
            found[-1].append(Block(first, end, size))
        elif found[-1]:
            found.append([])
    runs = [Run(tuple(blocks), blocks[-1].end == choice.window_end, tour) for blocks in found if blocks]
    return tuple(run for run in runs if run.may_start(run.first))
