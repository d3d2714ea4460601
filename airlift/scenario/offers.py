"""What is offered: aircraft types, donated lots, partners, sponsors, training courses, maintenance bases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from airlift.scenario.base import Ident, Idents, Month, Percent, PledgeState, Row, Tags

__all__ = [
    "COST_KINDS",
    "AircraftType",
    "Budget",
    "CostKind",
    "Course",
    "Earmark",
    "Lot",
    "MaintenanceBase",
    "Partner",
    "PartnerCrews",
    "PartnerFleet",
    "Sponsor",
]

CostKind = Literal[
    "refurbishment",
    "shipping",
    "training",
    "assessment",
    "lift",
    "personnel",
    "operations",
    "maintenance",
    "predeployment",
    "rotation",
]
"""What money is spent on; refurbishment, shipping, training on a donated type are caused by a donor's lot."""

COST_KINDS: tuple[CostKind, ...] = (
    "refurbishment",
    "shipping",
    "training",
    "assessment",
    "lift",
    "personnel",
    "operations",
    "maintenance",
    "predeployment",
    "rotation",
)


class AircraftType(Row):
    """A type of aircraft with the figures that a planner needs (masses in kg, true airspeed in kt)."""

    id: Ident
    name: str = Field(min_length=1)
    family: Ident = Field(description="crews convert within a family without a new course")
    empty_kg: PositiveFloat = Field(description="equipped mass without crew, fuel and payload")
    mtow_kg: PositiveFloat = Field(description="maximum take-off mass")
    fuel_capacity_kg: PositiveFloat = Field(description="usable fuel")
    cruise_kt: PositiveFloat
    burn_kg_per_h: PositiveFloat = Field(description="fuel burn at planning cruise")
    seats: NonNegativeInt = Field(description="passengers when no litter is fitted")
    litters: NonNegativeInt = Field(description="lying patients in the litter fit")
    seats_with_litters: NonNegativeInt = Field(description="seats left beside the litters, for attendants")
    pilots: PositiveInt
    cabin_crew: NonNegativeInt = Field(description="crew chief, loadmaster, door gunner")
    full_mass_density_altitude_ft: float = Field(
        description="density altitude up to which maximum take-off mass can be used"
    )
    tags: Tags = Field(description="equipment: litter, nvg_fit, armed, cargo, ...")
    turnaround_min: NonNegativeInt = Field(description="between two sorties of one tail")
    refuel_min: NonNegativeInt = Field(description="one fuel stop")
    phase_hours: PositiveFloat = Field(description="flight hours between phase inspections")
    phase_days: PositiveFloat = Field(description="days in the dock for one phase inspection")
    man_hours_per_flight_hour: PositiveFloat
    aircraft_per_lift_flight: PositiveInt = Field(description="how many fit one strategic lift flight")
    lift_usd_per_flight: NonNegativeFloat
    loa_usd_per_aircraft_month: NonNegativeFloat = Field(
        description="fixed monthly cost of one deployed aircraft under a Letter of Assist"
    )
    operating_usd_per_flight_hour: NonNegativeFloat = Field(description="spares and fuel, without labour")


class Lot(Row):
    """Aircraft of one type that a donor gives under the same gate and dates."""

    id: Ident
    donor: Ident
    aircraft_type: Ident
    aircraft: PositiveInt
    offered_month: Month = Field(description="no decision on the lot is possible earlier")
    gate_month: Month = Field(description="earliest month in which the funding gate can be passed")
    refurbishment_site: str = Field(min_length=1)
    refurbishment_months: NonNegativeInt = Field(description="from gate to the first refurbished aircraft")
    refurbishment_per_month: PositiveInt = Field(description="aircraft that leave refurbishment in a month")
    refurbishment_usd_per_aircraft: NonNegativeFloat
    shipping_months: NonNegativeInt = Field(description="from refurbishment to the partner's hands")
    shipping_usd_per_aircraft: NonNegativeFloat
    partners: Idents = Field(default=(), description="partners that may receive it; empty means any")
    state: PledgeState = Field(default="confirmed", description="how firm the pledge is")
    missions: Idents = Field(
        default=(), description="missions to which the donor lets its aircraft go; empty means any"
    )
    roles: Tags = Field(default=(), description="roles that the donor lets its aircraft fly; empty means any")
    return_month: Month | None = Field(
        default=None,
        description="first month in which its aircraft are back with the donor; empty means never",
    )
    probability_pct: Percent = Field(default=100, description="chance that the lot comes at all")
    late_probability_pct: Percent = Field(default=0, description="chance that its gate is late")
    late_months: NonNegativeInt = Field(default=0, description="delay of the gate when it is late")


class Partner(Row):
    """A state that operates donated or own aircraft with its crews."""

    id: Ident
    name: str = Field(min_length=1)
    iso3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    home_base: Ident = Field(description="site")
    readiness_level: Literal["0", "1", "2", "3", "rdl"] = Field(description="PCRS level at the start")
    max_units: NonNegativeInt = Field(description="units in missions at the same time")
    absorb_aircraft: NonNegativeInt = Field(description="donated aircraft that it can take in all")
    absorb_aircraft_per_month: NonNegativeInt
    technicians: NonNegativeInt = Field(description="qualified and available for missions")
    women_technicians: NonNegativeInt
    instructors: NonNegativeInt = Field(description="instructors of its own school")
    women_instructors: NonNegativeInt
    trainable_crews_per_year: NonNegativeInt = Field(description="new crews that it can send to courses")
    caveat_missions: Idents = Field(default=(), description="missions it does not join")
    caveat_roles: Tags = Field(default=(), description="roles it does not fly")
    medical_teams: NonNegativeInt | None = Field(
        default=None, description="aeromedical evacuation teams at the start; empty means no limit"
    )
    credit_usd: NonNegativeFloat | None = Field(
        default=None, description="outlay that it can carry until it is reimbursed; empty means no limit"
    )
    predeployment_aircraft_per_month: NonNegativeInt | None = Field(
        default=None,
        description="aircraft whose people can end pre-deployment training in a month; empty means no limit",
    )


class PartnerFleet(Row):
    """Own aircraft of a partner."""

    partner: Ident
    aircraft_type: Ident
    aircraft: NonNegativeInt
    deployable_aircraft: NonNegativeInt = Field(description="most that it would send to missions at one time")


class PartnerCrews(Row):
    """Formed crews of a partner, current on a type at the start."""

    partner: Ident
    aircraft_type: Ident
    crews: NonNegativeInt = Field(description="formed crews available for missions")
    women_aircrew: NonNegativeInt = Field(description="women among the members of these crews")
    tags: Tags = Field(default=(), description="crew qualifications: nvg, medevac, ...")


class Sponsor(Row):
    """Who pays: a fund line with yearly budgets and earmarks."""

    id: Ident
    name: str = Field(min_length=1)
    kind: Literal["state", "trust_fund", "un", "partner"] = Field(
        description="`un` reimburses under a Letter of Assist, `partner` is a partner's own treasury"
    )
    carry_over: bool = Field(description="whether unspent money stays available in later years")


class Budget(Row):
    """Money that a sponsor has in a calendar year."""

    sponsor: Ident
    year: Annotated[int, Field(ge=1900, le=2200)]
    budget_usd: NonNegativeFloat
    probability_pct: Percent = Field(default=100, description="chance that the money comes")


class Earmark(Row):
    """What a sponsor's money may pay for; an empty cell means any. A sponsor without a row pays nothing."""

    id: Ident
    sponsor: Ident
    donor: Ident | None = None
    partner: Ident | None = None
    cost_kind: CostKind | None = None


class Course(Row):
    """A training course: seats each time it starts, with a pass rate."""

    id: Ident
    name: str = Field(min_length=1)
    school: str = Field(min_length=1)
    audience: Literal["crew", "technician", "instructor", "upgrade", "medical"] = Field(
        description="who comes out: formed crews, technicians, instructors of the partner's own school, current "
        "crews with further qualifications, or aeromedical evacuation teams"
    )
    aircraft_type: Ident
    partners: Idents = Field(default=(), description="partners that may attend; empty means any")
    own_school: bool = Field(description="taught by the partner's own instructors")
    first_month: Month
    last_month: Month
    every_months: PositiveInt = Field(description="months between two starts")
    duration_months: PositiveInt
    seats: PositiveInt = Field(description="crews, people or teams in one start, over all partners")
    pass_pct: Percent
    usd_per_seat: NonNegativeFloat
    tags: Tags = Field(default=(), description="crew qualifications that graduates hold")
    mode: Literal["in_person", "remote"] = Field(
        default="in_person", description="whether trainees travel to it; those of the own school never do"
    )
    women_pct: Percent = Field(default=0, description="women among the trainees, reported")


class MaintenanceBase(Row):
    """A site with maintenance docks."""

    id: Ident
    name: str = Field(min_length=1)
    site: Ident
    operator: str = Field(min_length=1)
    partners: Idents = Field(default=(), description="partners that may use it; empty means any")
    aircraft_types: Idents
    docks: PositiveInt
    man_hours_per_month: PositiveFloat
    usd_per_man_hour: NonNegativeFloat
    reach_nm: PositiveFloat = Field(description="how far a unit it supports may be")
    open_month: Month | None = None
    close_month: Month | None = Field(default=None, description="first month in which it is closed")
    lease: Literal["wet", "dry"] = Field(
        default="wet",
        description="wet: the partner's technicians maintain; dry: the base's operator brings the technicians",
    )
