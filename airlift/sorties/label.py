"""A label of the search for sorties, what its fuel allows, and when one label makes another needless; compiled.

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

Labels are rows of two tables, whole numbers and floats. The columns have the names below; those from `LISTS` on are
lists of as many places as a sortie may have tasks (fills: as it may have fills), -1 behind the last entry.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["EPSILON", "Reals", "Wholes", "copy_label", "dominates", "meet", "window"]

Wholes = NDArray[np.int32]
Reals = NDArray[np.float64]

EPSILON = 1e-9
_NOISE = 1e-6  # minutes; float noise of a bound on a whole minute

# Whole numbers.
SITE = 0
T, E, S, L, TG, LG = 1, 2, 3, 4, 5, 6
FIRST = 7  # no fill since the take-off
ATTEND = 8  # attendants on board since the take-off would have changed nothing before the last fill
SURE = 9  # whether the numbers say exactly which take-offs can be flown, not only which cannot
SEATED, LYING, MOST_SEATED, MEDEVAC, WITH_LITTERS = 10, 11, 12, 13, 14
TASKS, ABOARD, FILLED = 15, 16, 17  # how many tasks begun, on board, fills at sites with a limited stock
PARENT, ALIVE, LIKE, NEXT = 18, 19, 20, 21  # next label with the same key; next one of the same length
REFUEL = 22  # whether fuel was taken at the last visit
BEFORE = 23  # six numbers that the burn before the last fill depends on
LISTS = 29  # tasks begun, ascending; on board, ascending; their T and D at departure; last drops; last picks; fills
N_LISTS = 6
NO_RIDE, BOARDING = -1, -2  # in place of T at departure: no limit on the ride; not yet departed

# Floats, in minutes of burn but the payload.
C, K, F, LEFT_OVER, PAYLOAD = 0, 1, 2, 3, 4
REALS = 5


@njit(cache=True)
def copy_label(a: Wholes, ax: Reals, i: int, b: Wholes, bx: Reals, j: int) -> None:
    """Copy label i of one pair of tables to label j of another."""
    for k in range(a.shape[1]):
        b[j, k] = a[i, k]
    for k in range(REALS):
        bx[j, k] = ax[i, k]


@njit(cache=True)
def meet(w: Wholes, x: Reals, i: int, due: int, m: int) -> None:
    """Hold a label to a deadline at the point that it has reached; m is the length of its lists."""
    w[i, L] = min(w[i, L], due - w[i, T])
    w[i, LG] = min(w[i, LG], due - w[i, TG])
    x[i, F] = min(x[i, F], x[i, K] + (due - w[i, TG]))
    at = LISTS + 2 * m
    for k in range(w[i, ABOARD]):
        if w[i, at + k] >= 0:
            w[i, at + m + k] = min(w[i, at + m + k], due - w[i, T] + w[i, at + k])


@njit(cache=True)
def left_over_min(w: Wholes, i: int, factor: float) -> float:
    """Most contingency fuel that can be left when a label lands at a fill."""
    longest = w[i, E] - w[i, S] if w[i, FIRST] else max(w[i, E], w[i, L] + w[i, T]) - w[i, LG]
    return (factor - 1.0) * max(w[i, TG], longest)


@njit(cache=True)
def window(
    w: Wholes, x: Reals, i: int, more: int, less: float, tank_min: float, factor: float
) -> tuple[int, int]:
    """First and last take-off with which the fuel lasts for so many minutes more; first > last if there is none.

    `less` lowers every take-off mass, in minutes of burn; `tank_min` is usable fuel less final reserve, `factor`
    1 + contingency.
    """
    extra = factor - 1.0
    length, end, burn = w[i, T] + more, w[i, E] + more, w[i, TG] + more
    cap, rest, fixed = min(tank_min, x[i, C] - less), x[i, K] - less - burn, x[i, F] - less
    if factor * burn > cap + _NOISE or extra * burn > rest + _NOISE:
        return 1, 0
    first, last = float(w[i, S]), float(w[i, L])
    if w[i, FIRST]:
        first = max(first, end - cap / factor)
        last = min(last, fixed - factor * length)
        if extra > EPSILON:
            first = max(first, end - rest / extra, (factor * end - fixed) / extra)
        elif end > fixed + _NOISE:
            return 1, 0
    else:
        held = float(w[i, LG])
        latest = min(held + cap / factor, fixed - extra * burn, (fixed + extra * held) / factor)
        if extra > EPSILON:
            latest = min(latest, held + rest / extra)
        if end > latest + _NOISE:
            return 1, 0
        last = min(last, latest - length)
    return math.ceil(first - _NOISE), math.floor(last + _NOISE)


@njit(cache=True)
def dominates(a: Wholes, ax: Reals, i: int, b: Wholes, bx: Reals, j: int, factor: float, m: int) -> bool:
    """Whether a label can end in every way in which another one can, no later and with no more fuel in any tank.

    The first may always wait and depart when the second does; the comparison is then one of the bounds on how long each
    may still fly. Labels whose numbers are not exact are kept and make no other needless. Both have the same key.
    """
    if (
        a[i, T] > b[j, T]
        or a[i, E] > b[j, E]
        or a[i, L] < b[j, L]
        or a[i, S] > b[j, S]
        or a[i, TG] > b[j, TG]
        or ax[i, C] < bx[j, C]
        or ax[i, F] < bx[j, F]
        or a[i, MOST_SEATED] > b[j, MOST_SEATED]
        or not a[i, SURE]
        or not (a[i, ATTEND] or a[i, MEDEVAC])
    ):
        return False
    if ax[i, K] - a[i, TG] < bx[j, K] - b[j, TG] - EPSILON:
        return False
    if a[i, FIRST]:
        if not b[j, FIRST]:
            return False
    else:
        if not b[j, FIRST] and a[i, LG] < b[j, LG]:
            return False
        # A fill takes at least something: a short flight after it is none if the contingency fuel would do.
        if factor * a[i, TG] <= ax[i, LEFT_OVER]:
            if b[j, FIRST] or a[i, TG] != b[j, TG] or a[i, LG] != b[j, LG]:
                return False
            for k in range(BEFORE, BEFORE + 6):
                if a[i, k] > b[j, k]:
                    return False
    at = LISTS + 2 * m
    for k in range(a[i, ABOARD]):
        mine, theirs = a[i, at + k], b[j, at + k]
        if mine == NO_RIDE:
            continue
        # A ride from before the take-off begins with it and cannot be put off.
        if (
            a[i, T] - mine > b[j, T] - theirs
            or a[i, at + m + k] < b[j, at + m + k]
            or (mine == 0 and theirs != 0)
        ):
            return False
    return True
