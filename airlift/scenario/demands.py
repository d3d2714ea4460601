"""What is asked: sites, missions, their demands over months, and the tasks of a sample day."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from airlift.scenario.base import Confidence, Day, Frozen, Ident, Idents, Month, Row, Tags

__all__ = ["Demand", "Mission", "Provenance", "Site", "Task"]

Minute = Annotated[int, Field(ge=0, le=2880)]


class Site(Row):
    """A place where an aircraft can land, or an area that it patrols."""

    id: Ident
    name: str = Field(min_length=1)
    iso3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    role: str = Field(
        min_length=1, description="mission_hq, sector_hq, field_office, landing_zone, patrol_area, ..."
    )
    latitude_deg: Annotated[float, Field(ge=-90, le=90)]
    longitude_deg: Annotated[float, Field(ge=-180, le=180)]
    elevation_ft: Annotated[float, Field(ge=-1500, le=20000)]
    hot_day_c: Annotated[float, Field(ge=-60, le=60, description="afternoon temperature on a hot day")]
    fuel: bool = Field(description="whether aviation fuel is available")
    fuel_stock_kg: NonNegativeFloat | None = Field(
        default=None, description="fuel for one day; empty means no limit"
    )
    fuel_delivery_kg_per_day: NonNegativeFloat | None = Field(
        default=None,
        description="delivered each morning on top of what is left, up to the stock; empty means that the stock is "
        "full again every day",
    )
    runway_m: NonNegativeFloat | None = Field(default=None, description="longest runway; empty means unknown")
    medical_level: Annotated[int, Field(ge=0, le=4, description="UN medical level; 2 and above can operate")]


class Mission(Row):
    """A UN mission."""

    id: Ident
    name: str = Field(min_length=1)
    countries: str = Field(pattern=r"^[A-Z]{3}(;[A-Z]{3})*$", description="ISO 3166 alpha-3 codes")
    first_month: Month
    closure_month: Month | None = Field(
        default=None, description="first month in which the mission is closed"
    )
    utc_offset_h: Annotated[float, Field(ge=-12, le=14)]


class Demand(Row):
    """What a mission asks for, as a Statement of Unit Requirement does."""

    id: Ident
    mission: Ident
    role: Literal["medevac", "patrol", "utility"]
    sites: Idents = Field(
        min_length=1, description="the first is the home base of the unit, the others it serves"
    )
    first_month: Month
    last_month: Month
    aircraft: PositiveInt
    min_unit: PositiveInt = Field(description="fewest aircraft that make a useful unit")
    max_unit: PositiveInt = Field(description="most aircraft of one unit")
    hours_per_aircraft_month: PositiveFloat
    tier: Annotated[int, Field(ge=1, le=9, description="1 is the most urgent level of the objective")]
    payload_kg: NonNegativeFloat = Field(description="payload to be lifted at the home base on a hot day")
    radius_nm: NonNegativeFloat = Field(description="radius of action with that payload")
    aircraft_tags: Tags = Field(default=(), description="equipment that the type must have")
    crew_tags: Tags = Field(default=(), description="qualifications that the crews must have")


class Task(Row):
    """What a day asks for. Times are minutes after local midnight of `day`."""

    id: Ident
    mission: Ident
    day: Day
    kind: Literal["medevac", "patrol", "transfer"]
    priority: Literal["alpha", "bravo", "charlie", "routine"] = Field(
        description="alpha, bravo and charlie as UN patient categories; routine for everything else"
    )
    pickup_site: Ident = Field(description="where it starts; for a patrol the area")
    dropoff_site: Ident | None = Field(
        default=None, description="empty for a patrol, or for any capable hospital"
    )
    passengers: NonNegativeInt
    litter_patients: NonNegativeInt
    cargo_kg: NonNegativeFloat
    ready_min: Minute = Field(description="earliest start of service at the pick-up")
    due_min: Minute = Field(
        description="latest arrival at the drop-off (for a patrol, latest start on station)"
    )
    wounded_min: Minute | None = Field(default=None, description="start of the casualty clock (medevac)")
    dwell_min: NonNegativeInt = Field(description="time at the pick-up, or time on station of a patrol")
    max_ride_min: PositiveInt | None = Field(
        default=None, description="longest time on board; empty means no limit"
    )


class Provenance(Frozen):
    """Source of one value, where it differs from that of its row."""

    table: Ident
    row: Ident
    column: Ident
    source: str = Field(min_length=1)
    confidence: Confidence
