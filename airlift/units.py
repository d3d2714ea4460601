"""The one quantiser from physical amounts to solver integers.

Solvers count in integers. A need is rounded up and a supply is rounded down, so that an answer that holds in integers
holds in the real amounts too. The step is a thousandth, far below what any scenario states.
"""

from __future__ import annotations

import math

__all__ = ["SCALE", "need_units", "supply_units"]

SCALE = 1000
"""Solver units in one physical unit (one crew, one man-hour, one dock day)."""

_EPSILON = 1e-6  # a float such as 1.1 * 1000 = 1100.0000000000002 is not a need for one unit more


def need_units(amount: float) -> int:
    """Solver units that cover `amount`, rounded up.

    Raises
    ------
    OverflowError
        The amount does not fit the 64-bit integers of the solvers.
    """
    return _checked(math.ceil(amount * SCALE - _EPSILON))


def supply_units(amount: float) -> int:
    """Solver units that `amount` gives, rounded down.

    Raises
    ------
    OverflowError
        The amount does not fit the 64-bit integers of the solvers.
    """
    return _checked(math.floor(amount * SCALE + _EPSILON))


def _checked(units: int) -> int:
    if abs(units) > 2**53:
        raise OverflowError(f"{units / SCALE:g} is too large for the solver's integers")
    return units
