"""Primal engine of the routes: good plans within seconds, for every problem; it proves nothing."""

from airlift.sorties.improve.improver import Improver

__all__ = ["Improver"]
