"""Level 1, force generation: who flies what, where, from when, paid by whom and maintained where."""

from airlift.matching.solve import solve

__all__ = ["solve"]
