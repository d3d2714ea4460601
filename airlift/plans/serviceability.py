"""Serviceable aircraft where no plan of hours and inspections says which they are."""

from __future__ import annotations

import math

from airlift.scenario.model import Scenario

__all__ = ["average_serviceable"]

_EPSILON = 1e-9  # float noise of a product such as 0.67 * 3


def average_serviceable(scenario: Scenario, aircraft: int) -> int:
    """Whole aircraft of so many deployed ones that are serviceable on an average day, by the policy's share."""
    return math.floor(aircraft * scenario.policy.matching.serviceable_pct.value / 100.0 + _EPSILON)
