"""What a solve is asked for besides the scenario: what to minimise, what to hold, what to force, where to start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from airlift.matching.rulebook import Group
from airlift.plans import Allocation

__all__ = ["LIMITED", "Ask", "Forced"]

LIMITED = "only plans within further limits were searched"
"""Restriction that a result states when its bounds do not hold for every plan of the scenario."""


@dataclass(frozen=True, slots=True)
class Forced:
    """A demand that lacks at most `unmet` aircraft in each month index of `first .. end - 1`."""

    demand: str
    first: int
    end: int
    unmet: int = 0


@dataclass(frozen=True)
class Ask:
    """What a solve is asked for; by default the scenario's own levels from nothing.

    Parameters
    ----------
    minimise : tuple of str
        Measures in lexicographic order; empty for the levels of the scenario: `tier N unmet` for each tier,
        `first medevac month`, `cost`. Also `unmet` (aircraft-months of all tiers together), `co2` (kg) and `burden`
        (per mille of the fleet that the most burdened partner has in missions, over the horizon).
    held : mapping of str to float
        Most that a measure may be.
    forced : tuple of Forced
        Service that the answer must give.
    lifted : frozenset of Group
        Rules that do not hold.
    avoided : tuple of frozenset of (str, str)
        Deployments (partner, demand) of plans from which the answer must differ.
    differ : int
        Least number of deployments that the answer has more or less than each avoided plan, together.
    start : Allocation or None
        Plan to start from, as far as it keeps the rules.
    """

    minimise: tuple[str, ...] = ()
    held: Mapping[str, float] = field(default_factory=dict)
    forced: tuple[Forced, ...] = ()
    lifted: frozenset[Group] = frozenset()
    avoided: tuple[frozenset[tuple[str, str]], ...] = ()
    differ: int = 1
    start: Allocation | None = None
