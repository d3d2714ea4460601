"""Exact engine for pairs of pick-up and delivery: restricted fragments, cuts, a growing threshold."""

from airlift.sorties.fragments.rules import states
from airlift.sorties.fragments.search import load, prove

__all__ = ["load", "prove", "states"]
