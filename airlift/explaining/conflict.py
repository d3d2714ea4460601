"""Smallest conflicts: from a set of rules that cannot all hold to one of which no member can be spared.

The algorithm knows rules as things that can be kept or dropped, and asks whether those kept can hold together. It
trusts no core that a solver names: CP-SAT's sufficient assumptions can name literals that were never assumed
(google/or-tools#5141, open in 9.15), so a named core is only a guess of where to start, and every step is a solve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from airlift.plans import Status

__all__ = ["Conflict", "Holds", "smallest_conflict"]

T = TypeVar("T", bound=Hashable)

Holds = Callable[[frozenset[T]], Status]
"""Whether the things of a set can hold together: feasible (or optimal), infeasible, or not known in time."""


@dataclass(frozen=True, slots=True)
class Conflict(Generic[T]):
    """Things that cannot hold together.

    Parameters
    ----------
    members : tuple
        The things, in the order in which they were given.
    needed : frozenset
        Members without which the others were found to hold together.
    solves : int
        Questions asked.
    """

    members: tuple[T, ...]
    needed: frozenset[T]
    solves: int

    @property
    def is_minimal(self) -> bool:
        """Whether no member can be spared; each was tried."""
        return self.needed == frozenset(self.members)


def smallest_conflict(
    things: Sequence[T],
    holds: Holds[T],
    *,
    bundle_of: Callable[[T], Hashable],
    guess: Collection[T] | None = None,
) -> Conflict[T] | None:
    """Shrink a conflict by deletion until no member can be spared.

    Parameters
    ----------
    things : sequence
        Things that may be in conflict. Those that come first are dropped first, so the last ones are likelier to stay.
    holds : callable
        Whether the things of a set can hold together. Fewer things must never be harder to hold.
    bundle_of : callable
        Things of one bundle are tried together before they are tried alone: fewer questions, and a conflict of few
        kinds of things.
    guess : collection, optional
        Part of the things that may be a conflict already; it is used only if a solve confirms it.

    Returns
    -------
    Conflict or None
        None when the things were not shown to be in conflict. A member that could not be decided in time stays, and is
        not `needed`.
    """
    solves = 0

    def ask(kept: Iterable[T]) -> Status:
        nonlocal solves
        solves += 1
        return holds(frozenset(kept))

    kept = list(things)
    if guess is not None and 0 < len(guess) < len(kept):
        guessed = [thing for thing in kept if thing in frozenset(guess)]
        if ask(guessed) is Status.INFEASIBLE:
            kept = guessed
        elif ask(kept) is not Status.INFEASIBLE:
            return None
    elif ask(kept) is not Status.INFEASIBLE:
        return None
    needed: set[T] = set()
    bundles: defaultdict[Hashable, list[T]] = defaultdict(list)
    for thing in kept:
        bundles[bundle_of(thing)].append(thing)
    for bundle in bundles.values():
        if len(bundle) > 1:
            rest = [thing for thing in kept if thing not in frozenset(bundle)]
            if ask(rest) is Status.INFEASIBLE:
                kept = rest
    for thing in tuple(kept):
        rest = [other for other in kept if other != thing]
        status = ask(rest)
        if status is Status.INFEASIBLE:
            kept = rest
        elif status in (Status.FEASIBLE, Status.OPTIMAL):
            needed.add(thing)
    return Conflict(tuple(kept), frozenset(needed), solves)
