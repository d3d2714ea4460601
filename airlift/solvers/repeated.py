"""Numbers of a CP-SAT model's repeated fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import repeated_scalar_int32_t, repeated_scalar_int64_t

__all__ = ["numbers"]


def numbers(field: repeated_scalar_int32_t | repeated_scalar_int64_t) -> list[int]:
    """Return the numbers of a field.

    The binding has no iterator: `list` asks for one number after the other until an exception ends it, which takes
    longer than the numbers themselves.
    """
    return list(map(field.__getitem__, range(len(field))))
