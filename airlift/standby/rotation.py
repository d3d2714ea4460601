"""The sitings of the watches of a day that move the fewest aircraft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airlift.flight.arrays import IntArray

__all__ = ["Rotation", "fewest_moves", "moves_between"]

MOST_CHOICES = 200
"""Sitings of a watch that are looked at, the best first."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """One siting for each watch.

    Parameters
    ----------
    chosen : tuple of int
        Place of the siting in the choices of each watch.
    moves : int
        Aircraft that change their post in a day, all changes of watch together.
    all_looked_at : bool
        Whether no choice was left out.
    """

    chosen: tuple[int, ...]
    moves: int
    all_looked_at: bool


def moves_between(kind: IntArray, one: IntArray, other: IntArray) -> int:
    """Count the aircraft that must change their post from one siting to the other, kind by kind."""
    kept = np.bincount(kind, weights=np.minimum(one, other))
    number = np.minimum(np.bincount(kind, weights=one), np.bincount(kind, weights=other))
    return round(float((number - kept).sum()))


def fewest_moves(kind: IntArray, choices: Sequence[Sequence[IntArray]]) -> Rotation:
    """Choose among equally good sitings of each watch; the last watch is followed by the first.

    Parameters
    ----------
    kind : array of int, shape (posts,)
        Kind of aircraft of each post.
    choices : sequence of sequence of array
        Sitings of each watch, at least one, the best first; of equal rotations the one with earlier choices is taken.
    """
    kept = [list(one[:MOST_CHOICES]) for one in choices]
    complete = all(len(one) <= MOST_CHOICES for one in choices)
    if len(kept) == 1:
        return Rotation((0,), 0, complete)
    changes = [
        np.array([[moves_between(kind, one, other) for other in after] for one in before])
        for before, after in zip(kept, [*kept[1:], kept[0]], strict=True)
    ]
    best: tuple[int, tuple[int, ...]] | None = None
    for first in range(len(kept[0])):
        cost, came = changes[0][first], list[IntArray]()
        for change in changes[1:]:
            total = cost[:, None] + change
            came.append(total.argmin(axis=0))
            cost = total.min(axis=0)
        moves = int(cost[first])
        if best is None or moves < best[0]:
            path = [first]
            for step in reversed(came):
                path.append(int(step[path[-1]]))
            best = moves, (first, *reversed(path[1:]))
    if best is None:
        raise ValueError("every watch needs at least one siting")
    return Rotation(best[1], best[0], complete)
