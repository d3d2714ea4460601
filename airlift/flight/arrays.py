"""Types of the number arguments of `airlift.flight`, and the way back from a 0-d array to a float."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
FloatLike = float | FloatArray
Number = TypeVar("Number", float, FloatArray)
"""For functions of one number: a float gives a float, an array gives an array of the same shape."""


def scalar_or_array(value: Any) -> Any:
    """Return a Python float for a scalar or 0-d result, else a float64 array.

    The signatures of the callers say which of the two it is; at run time only the shape decides.
    """
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array
