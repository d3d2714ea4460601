"""Policy: every physical or political default of a scenario, each with its source and confidence.

No value has a default in code: a scenario states them all (the shipped ones do; `airlift new` copies them).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from airlift.scenario.base import Frozen, PledgeState, Sourced

__all__ = [
    "CasualtyPolicy",
    "CostPolicy",
    "CrewPolicy",
    "FlightPolicy",
    "MatchingPolicy",
    "Policy",
    "SimulationPolicy",
    "SortiePolicy",
    "StandbyPolicy",
    "SustainmentPolicy",
]

Amount = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
Whole = Annotated[int, Field(ge=1)]


class FlightPolicy(Frozen):
    """Fuel reserves, masses and the hot-and-high rule."""

    reserve_day_min: Sourced[Amount] = Field(description="final reserve by day, minutes of cruise burn")
    reserve_night_min: Sourced[Amount] = Field(description="final reserve by night, minutes of cruise burn")
    contingency_pct: Sourced[Share] = Field(description="of trip fuel")
    taxi_fuel_kg: Sourced[Amount]
    crew_mass_kg: Sourced[Positive] = Field(description="one member of a crew with kit")
    passenger_mass_kg: Sourced[Positive] = Field(description="one passenger with kit")
    litter_patient_mass_kg: Sourced[Positive] = Field(
        description="one lying patient with litter and equipment"
    )
    attendant_mass_kg: Sourced[Positive] = Field(description="one medical attendant with kit")
    attendants_per_medevac: Sourced[Count] = Field(
        description="medical attendants on board of a medevac sortie"
    )
    hot_high_mass_loss_pct_per_250_ft: Sourced[Share] = Field(
        description="of maximum take-off mass, per 250 ft of density altitude above the full-mass limit"
    )
    density_altitude_ft_per_c: Sourced[Positive] = Field(description="per degree C above ISA temperature")
    daylight_basis: Sourced[Literal["civil_twilight", "sunrise_sunset"]]
    night_flying: Sourced[bool] = Field(description="whether sorties may leave the daylight window")


class CasualtyPolicy(Frozen):
    """The casualty timeline 10-1-2 and what eats into it."""

    first_aid_min: Sourced[Amount] = Field(
        description="wounding to enhanced first aid (reported, on the ground)"
    )
    advanced_care_min: Sourced[Amount] = Field(description="wounding to advanced care by medical staff")
    surgery_min: Sourced[Amount] = Field(description="wounding to damage-control surgery, category alpha")
    bravo_min: Sourced[Amount] = Field(description="wounding to hospital, category bravo")
    charlie_min: Sourced[Amount] = Field(description="wounding to hospital, category charlie")
    alert_min: Sourced[Amount] = Field(description="wounding to launch: call, decision, start")
    scene_min: Sourced[Amount] = Field(description="on the ground at the pick-up")
    handover_min: Sourced[Amount] = Field(description="landing to operating table")
    surgery_medical_level: Sourced[Whole] = Field(description="lowest UN medical level that can operate")


class CrewPolicy(Frozen):
    """Crew numbers, duty and people."""

    flight_h_per_day: Sourced[Positive]
    duty_h_per_day: Sourced[Positive]
    report_min: Sourced[Amount] = Field(
        description="report before the first sortie and debrief after the last one"
    )
    flight_h_per_28_days: Sourced[Positive]
    flight_h_per_7_days: Sourced[Positive]
    rest_h: Sourced[Amount] = Field(description="between the end of a duty and the report for the next one")
    crews_per_aircraft: Sourced[Positive] = Field(
        description="formed crews in the mission for each deployed aircraft"
    )
    crew_tour_months: Sourced[Positive] = Field(description="a crew in the mission before it is relieved")
    crew_home_months: Sourced[Positive] = Field(description="a crew at home between two tours")
    attrition_pct_per_year: Sourced[Share] = Field(description="crews and technicians lost each year")
    technicians_per_aircraft: Sourced[Positive] = Field(
        description="in the mission for each deployed aircraft"
    )
    crews_per_instructor: Sourced[Positive] = Field(
        description="crews in training that one instructor can teach"
    )
    medical_teams_per_aircraft: Sourced[Amount] = Field(
        description="aeromedical evacuation teams for each aircraft deployed for medevac"
    )
    people_per_aircraft: Sourced[Positive] = Field(description="people of a unit for each aircraft")
    women_target_pct: Sourced[Share] = Field(description="parity target for contingents, reported")


class MatchingPolicy(Frozen):
    """Force generation: lead times, units, hand-over."""

    readiness_lead_0_months: Sourced[Count] = Field(
        description="PCRS not registered: months until a unit can deploy"
    )
    readiness_lead_1_months: Sourced[Count]
    readiness_lead_2_months: Sourced[Count]
    readiness_lead_3_months: Sourced[Count]
    readiness_lead_rdl_months: Sourced[Count]
    work_up_months: Sourced[Count] = Field(
        description="from an aircraft in the partner's hands to deployable"
    )
    donated_deployable_pct: Sourced[Share] = Field(description="of donated aircraft; the rest trains at home")
    min_tour_months: Sourced[Whole] = Field(description="shortest deployment of a unit")
    handover_overlap_months: Sourced[Count] = Field(
        description="both units present when one relieves another"
    )
    rotation_every_months: Sourced[Whole] = Field(
        description="units arrive, leave and change their size in every such month, counted from the start"
    )
    least_pledge_state: Sourced[PledgeState] = Field(
        description="lots whose pledge is less firm are not planned with"
    )
    assessment_visits_per_month: Sourced[Whole] = Field(
        description="assessment visits that the UN can make in a month, over all partners"
    )
    max_units_per_demand: Sourced[Whole] = Field(description="units that serve one demand at the same time")
    lift_flights_per_month: Sourced[Count] = Field(
        description="strategic lift flights that can be had in a month"
    )
    serviceable_pct: Sourced[Share] = Field(description="of deployed aircraft, on an average day")
    tier_gap_pct: Sourced[Share] = Field(description="gap at which a level of the objective counts as closed")


class CostPolicy(Frozen):
    """Prices that are not a property of one row."""

    personnel_usd_per_month: Sourced[Amount] = Field(description="one deployed person")
    assessment_usd_per_unit: Sourced[Amount] = Field(description="assessment visits before a unit deploys")
    assessment_usd_per_visit: Sourced[Amount] = Field(
        description="assessment visit to a partner at level 0 or 1 of the readiness ladder"
    )
    predeployment_usd_per_aircraft: Sourced[Amount] = Field(
        description="pre-deployment training of the people of one aircraft that joins a unit"
    )
    rotation_usd_per_person: Sourced[Amount] = Field(
        description="relief of one deployed person at the end of a crew tour, there and back"
    )
    course_travel_usd: Sourced[Amount] = Field(
        description="travel of one trainee to a course in person that is not the own school's"
    )
    reimbursement_delay_months: Sourced[Count] = Field(
        description="from a month of deployment to the payment for its people, operation and maintenance"
    )
    co2_kg_per_kg_fuel: Sourced[Positive]


class SortiePolicy(Frozen):
    """The day's flying programme."""

    grid_min: Sourced[Whole] = Field(description="sorties start on this grid")
    max_sortie_min: Sourced[Positive] = Field(description="longest sortie, from take-off to the last landing")
    max_tasks_per_sortie: Sourced[Whole]
    landing_min: Sourced[Count] = Field(description="approach, landing and departure, added to each leg")
    unload_min: Sourced[Count] = Field(description="on the ground at a drop-off")
    standby_aircraft: Sourced[Count] = Field(
        description="of each unit, held at the home base for casualties: they fly medevac sorties only"
    )
    refuel_with_patients: Sourced[bool]


class SustainmentPolicy(Frozen):
    """Flying hours, inspections and the chain of planning levels, over weeks."""

    horizon_weeks: Sourced[Whole] = Field(description="weeks that are planned, such as 26 or 52")
    flight_h_per_tail_week: Sourced[Positive] = Field(description="most that one tail flies in a week")
    unscheduled_loss_pct: Sourced[Share] = Field(
        description="of the tails that are not in inspection, down with a defect on an average day"
    )
    unscheduled_man_hours_pct: Sourced[Share] = Field(
        description="of the man-hours per flight hour of a type; the rest is for inspections"
    )
    lines_beside_standby: Sourced[Count] = Field(
        description="serviceable tails of a unit that are wanted beside its standby"
    )
    chain_rounds: Sourced[Whole] = Field(
        description="most rounds of matching, sustainment and standby until no new limit flows back"
    )
    hours_tolerance_pct: Sourced[Share] = Field(
        description="of the flight hours asked for; a greater shortfall flows back to matching as a limit"
    )


def _as_tuple(value: object) -> object:
    """Take a list, as TOML and JSON write it, for a tuple."""
    return tuple(value) if isinstance(value, list) else value


HourWeights = Annotated[tuple[Amount, ...], BeforeValidator(_as_tuple), Field(min_length=24, max_length=24)]
"""Relative numbers for the 24 hours of a local day."""


class StandbyPolicy(Frozen):
    """Where medevac aircraft stand by, and for whom."""

    watch_h: Sourced[Annotated[int, Field(ge=1, le=24)]] = Field(
        description="length of a watch in hours, a divisor of 24; posts may change between watches"
    )
    first_watch_h: Sourced[Annotated[int, Field(ge=0, le=23)]] = Field(
        description="local hour at which the first watch of the day begins"
    )
    medevac_unit_aircraft: Sourced[Count] = Field(
        description="aircraft that a medevac unit holds on standby, as far as they are serviceable; other units with "
        "litters hold the standby of the sortie policy"
    )
    forward_posts: Sourced[bool] = Field(
        description="whether aircraft may stand by at other sites with fuel than the home base"
    )
    nvg_medevac: Sourced[bool] = Field(
        description="whether crews with night-vision goggles in types fitted for them take casualties by night even "
        "where night flying is not allowed in general"
    )
    alpha_pct: Sourced[Share] = Field(description="of casualties, category alpha")
    bravo_pct: Sourced[Share] = Field(description="of casualties, category bravo; the rest is charlie")
    hour_weights: Sourced[HourWeights] = Field(description="casualties by local hour, from 00 to 23")
    casualties_per_event: Sourced[Annotated[float, Field(ge=1)]] = Field(
        description="mean number of casualties of an event"
    )
    operations_per_day_level_2: Sourced[Positive] = Field(description="surgery of one level 2 hospital")
    operations_per_day_level_3: Sourced[Positive] = Field(description="surgery of one level 3 or 4 hospital")
    target_pct: Sourced[Share] = Field(
        description="alpha casualties in surgery in time that a mission asks for; a shortfall that more aircraft "
        "would mend flows back to matching as a limit"
    )


class SimulationPolicy(Frozen):
    """What goes wrong in a simulated world."""

    defects_per_flight_h: Sourced[Amount] = Field(description="unscheduled defects that ground a tail")
    repair_h: Sourced[Positive] = Field(description="mean hours until a defect is mended")
    weather_closed_pct: Sourced[Share] = Field(description="of the time in which a site is closed by weather")
    weather_closure_h: Sourced[Positive] = Field(description="mean hours of one closure")
    fuel_late_pct: Sourced[Share] = Field(description="chance that a site has no fuel on a day")
    crew_sick_pct: Sourced[Share] = Field(description="chance that a crew cannot fly on a day")
    reserve_aircraft: Sourced[Count] = Field(
        description="idle aircraft of a unit that the priority rule keeps for alpha and bravo"
    )
    patience_min: Sourced[Amount] = Field(
        description="a casualty that no aircraft can take waits so long, then goes by ground"
    )


class Policy(Frozen):
    """All policies of a scenario."""

    flight: FlightPolicy
    casualty: CasualtyPolicy
    crew: CrewPolicy
    matching: MatchingPolicy
    cost: CostPolicy
    sorties: SortiePolicy
    sustainment: SustainmentPolicy
    standby: StandbyPolicy
    simulation: SimulationPolicy
