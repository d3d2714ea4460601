"""Where casualties are expected: zones of a mission with their rates."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, NonNegativeFloat

from airlift.scenario.base import Ident, Row

__all__ = ["Zone"]


class Zone(Row):
    """An area of a mission in which casualties happen, taken to happen at its centre.

    An event is what calls for one evacuation: a person wounded, or several at one place and time.
    """

    id: Ident
    mission: Ident
    name: str = Field(min_length=1)
    latitude_deg: Annotated[float, Field(ge=-90, le=90)]
    longitude_deg: Annotated[float, Field(ge=-180, le=180)]
    elevation_ft: Annotated[float, Field(ge=-1500, le=20000)]
    hot_day_c: Annotated[float, Field(ge=-60, le=60, description="afternoon temperature on a hot day")]
    events_per_month: NonNegativeFloat = Field(
        description="expected calls for an evacuation in a month of 30 days"
    )
