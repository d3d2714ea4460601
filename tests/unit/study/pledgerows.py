"""Pledges for tests."""

from __future__ import annotations

from typing import Any

from airlift.scenario import Pledge

__all__ = ["CREWS", "LOT", "pledge"]


def pledge(kind: str, amount: float, **named: Any) -> Pledge:
    """Return a pledge; its id is its kind unless one is given."""
    row = {"id": kind, "name": f"{kind} for a test", "source": "made for tests", "confidence": "assumption"}
    return Pledge.model_validate(row | {"kind": kind, "amount": amount} | named)


LOT = pledge("aircraft", 4, lot="rok-1")
CREWS = pledge("crews", 9, partner="kenya", aircraft_type="500md")
