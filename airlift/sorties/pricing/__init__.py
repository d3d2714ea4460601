"""Exact engine on whole routes: all of them, for problems of few visits with or without refuelling."""

from airlift.sorties.pricing.exhaustive import prove, states

__all__ = ["prove", "states"]
