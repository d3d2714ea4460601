"""Names, months and counts as they stand in sentences."""

from __future__ import annotations

from airlift.scenario.demands import Mission
from airlift.scenario.offers import AircraftType

__all__ = ["MONTH_NAMES", "count", "mission_short", "month_name", "type_short"]

MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count(amount: int, word: str) -> str:
    """Write a number with its noun: `1 unit`, `3 units`; the noun is one that takes an s."""
    return f"{amount:,} {word}{'' if amount == 1 else 's'}"


def month_name(month: str) -> str:
    """Write `2024-03` as `Mar 2024`."""
    return f"{MONTH_NAMES[int(month[5:7]) - 1]} {month[:4]}"


def mission_short(mission: Mission) -> str:
    """Return the name by which a mission is spoken of: its name if that is one word, else its identifier."""
    return mission.id.upper() if " " in mission.name else mission.name


def type_short(aircraft_type: AircraftType) -> str:
    """Return the name of an aircraft type without what stands in brackets behind it."""
    return aircraft_type.name.split(" (")[0]
