"""A label of the search for sorties, what its fuel allows, and when one label makes another needless.

A label is a partial sortie that has just departed from a site. With s the take-off, it departs at A = max(E, s + T)
or later, for S <= s <= L: T is its length without waiting, E what ready times hold it back to, L the latest take-off
that meets every deadline so far.

Fuel. From the last fill on, Tg is the length without waiting and Lg the latest departure from the fill. A fill is the
burn to the next one and a share for contingencies, f times the minutes, so with a departure g = min(A - Tg, Lg) from
the fill (s itself before the first one) and a landing at the next fill in A:

    tanks, and mass at the fill         f (A - g) <= C
    mass at each later take-off k       f (A - g) <= m(k) + x(k) - g

where m(k) is the spare mass there, in minutes of burn, and x(k) the departure. Departures are as late as they can be:
x(k) = min(A - path from k, D(k)), D(k) being the latest that the deadlines between k and here allow. So two numbers
hold all take-offs: K = min m(k) + Tg(k), and F = min m(k) + D(k), which matters where a deadline before a ready time
forces a wait. The same D is kept for each pick-up whose ride is limited.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from airlift.sorties.timeline import Visit

__all__ = ["EPSILON", "FOREVER", "Fuel", "Label", "clone", "dominates", "meet"]

EPSILON = 1e-9
FOREVER = 10**6
_NOISE = 1e-6  # minutes; float noise of a bound on a whole minute


class Label:
    """A partial sortie; see the module for T, E, S, L, Tg, Lg, C, K and F."""

    __slots__ = (
        "C",
        "E",
        "F",
        "K",
        "L",
        "Lg",
        "S",
        "T",
        "Tg",
        "alive",
        "before",
        "can_attend",
        "fills",
        "first",
        "left_over",
        "lying",
        "medevac",
        "most_seated",
        "onboard",
        "parent",
        "payload",
        "rides",
        "seated",
        "served",
        "site",
        "sure",
        "tasks",
        "visit",
        "with_litters",
    )  # fmt: skip

    site: int
    served: int  # bits of the tasks begun
    onboard: tuple[int, ...]  # tasks on board, ascending
    T: int
    E: int
    L: int
    S: int
    Tg: int
    Lg: int
    C: float
    K: float
    F: float
    first: bool  # no fill since the take-off
    before: tuple[int, ...]  # what the burn before the last fill depends on
    left_over: float  # most contingency fuel that was left at the last fill, in minutes
    can_attend: bool  # attendants on board since the take-off would have changed nothing before the last fill
    sure: bool  # whether the numbers say exactly which take-offs can be flown, not only which cannot
    seated: int
    lying: int
    most_seated: int
    payload: float
    medevac: bool
    with_litters: bool
    rides: tuple[
        tuple[int, int, int], ...
    ]  # (task, T, D) of the departure with each ride-limited task on board
    fills: tuple[int, ...]  # fills at sites with a limited stock
    tasks: int
    parent: Label | None
    visit: Visit
    alive: bool


def clone(label: Label) -> Label:
    """Copy a label."""
    new = Label()
    new.site, new.served, new.onboard, new.tasks = label.site, label.served, label.onboard, label.tasks
    new.T, new.E, new.L, new.S = label.T, label.E, label.L, label.S
    new.Tg, new.Lg, new.C, new.K, new.F = label.Tg, label.Lg, label.C, label.K, label.F
    new.first, new.before = label.first, label.before
    new.left_over = label.left_over
    new.can_attend, new.sure = label.can_attend, label.sure
    new.seated, new.lying, new.most_seated = label.seated, label.lying, label.most_seated
    new.payload, new.medevac, new.with_litters = label.payload, label.medevac, label.with_litters
    new.rides, new.fills, new.parent = label.rides, label.fills, label.parent
    return new


def meet(label: Label, due_min: int) -> None:
    """Hold a label to a deadline at the point that it has reached."""
    label.L = min(label.L, due_min - label.T)
    label.Lg = min(label.Lg, due_min - label.Tg)
    label.F = min(label.F, label.K + due_min - label.Tg)
    if label.rides:
        label.rides = tuple((t, at, min(latest, due_min - label.T + at)) for t, at, latest in label.rides)


@dataclass(frozen=True, slots=True)
class Fuel:
    """Fuel of a unit in minutes of burn.

    Parameters
    ----------
    tank_min : float
        Usable fuel less final reserve.
    factor : float
        1 + contingency.
    """

    tank_min: float
    factor: float

    def left_over_min(self, label: Label) -> float:
        """Most contingency fuel that can be left when a label lands at a fill."""
        longest = label.E - label.S if label.first else max(label.E, label.L + label.T) - label.Lg
        return (self.factor - 1.0) * max(label.Tg, longest)

    def window(self, label: Label, more_min: int, less: float = 0.0) -> tuple[int, int] | None:
        """First and last take-off with which the fuel lasts for so many minutes more; None if there is none.

        `less` lowers every take-off mass, in minutes of burn.
        """
        f, extra = self.factor, self.factor - 1.0
        length, end, burn = label.T + more_min, label.E + more_min, label.Tg + more_min
        cap, rest, fixed = min(self.tank_min, label.C - less), label.K - less - burn, label.F - less
        if f * burn > cap + _NOISE or extra * burn > rest + _NOISE:
            return None
        first, last = float(label.S), float(label.L)
        if label.first:
            first = max(first, end - cap / f)
            last = min(last, fixed - f * length)
            if extra > EPSILON:
                first = max(first, end - rest / extra, (f * end - fixed) / extra)
            elif end > fixed + _NOISE:
                return None
        else:
            latest = min(label.Lg + cap / f, fixed - extra * burn, (fixed + extra * label.Lg) / f)
            if extra > EPSILON:
                latest = min(latest, label.Lg + rest / extra)
            if end > latest + _NOISE:
                return None
            last = min(last, latest - length)
        whole = math.ceil(first - _NOISE), math.floor(last + _NOISE)
        return whole if whole[0] <= whole[1] else None


def dominates(a: Label, b: Label, factor: float) -> bool:
    """Whether `a` can end in every way in which `b` can, no later and with no more fuel in any tank.

    `a` may always wait and depart when `b` does; the comparison is then one of the bounds on how long each may still
    fly. Labels whose numbers are not exact are kept and make no other needless.
    """
    if not (
        a.T <= b.T
        and a.E <= b.E
        and a.L >= b.L
        and a.S <= b.S
        and a.Tg <= b.Tg
        and a.C >= b.C
        and a.F >= b.F
        and a.most_seated <= b.most_seated
        and a.sure
        and (a.can_attend or a.medevac)
    ):
        return False
    if a.K - a.Tg < b.K - b.Tg - EPSILON:
        return False
    if a.first:
        if not b.first:
            return False
    else:
        if not b.first and a.Lg < b.Lg:
            return False
        # A fill takes at least something: a short flight after it is none if the contingency fuel would do.
        if factor * a.Tg <= a.left_over:
            alike = not b.first and a.Tg == b.Tg and a.Lg == b.Lg
            if not alike or any(x > y for x, y in zip(a.before, b.before, strict=True)):
                return False
    # A ride from before the take-off begins with it and cannot be put off.
    return all(
        a.T - x[1] <= b.T - y[1] and x[2] >= y[2] and (x[1] > 0 or y[1] == 0)
        for x, y in zip(a.rides, b.rides, strict=True)
    )
