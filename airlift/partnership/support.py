"""What a unit needs besides aircraft, crews and a base: medical teams, spare parts, preparation, credit."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.partnership.bases import BaseMonths
from airlift.partnership.reason import Reason
from airlift.partnership.wording import month_word
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Course, Partner
from airlift.scenario.phrases import type_short

__all__ = ["attends", "credit_reasons", "spares_months", "spares_reason", "support_reasons"]


def attends(course: Course, partner: Partner) -> bool:
    """Whether a course is open to a partner."""
    return not course.partners or partner.id in course.partners


def support_reasons(scenario: Scenario, demand: Demand, partner: Partner) -> Iterator[Reason]:
    """Why a partner can never support the smallest unit of a demand, whatever its aircraft."""
    teams = scenario.policy.crew.medical_teams_per_aircraft.value * demand.min_unit
    if demand.role == "medevac" and partner.medical_teams is not None and partner.medical_teams < teams:
        taught = any(row.audience == "medical" and attends(row, partner) for row in scenario.courses)
        if not taught:
            words = (
                f"{partner.name} has {partner.medical_teams} medical teams and no course that it may attend, "
                f"a unit has at least {teams:g}"
            )
            yield Reason("medical.available", words)
    joins = partner.predeployment_aircraft_per_month
    if joins is not None and joins < demand.min_unit:
        words = (
            f"{partner.name} prepares {joins} aircraft a month for deployment, "
            f"a unit has at least {demand.min_unit}"
        )
        yield Reason("partner.predeployment", words)


def spares_months(
    scenario: Scenario, demand: Demand, aircraft: AircraftType, months: tuple[int, int]
) -> tuple[int, int] | None:
    """Months of a span between which spare parts support the smallest unit, the second exclusive; None if never."""
    rows = [row for row in scenario.spares if row.aircraft_type == aircraft.id]
    if not rows:
        return months
    hours = demand.min_unit * demand.hours_per_aircraft_month
    spans = [(scenario.month_index(r.first_month), scenario.month_index(r.last_month), r) for r in rows]
    enough = [
        month
        for month in range(*months)
        if sum(r.flight_hours_per_month for first, last, r in spans if first <= month <= last) >= hours - 1e-6
    ]
    return (enough[0], enough[-1] + 1) if enough else None


def spares_reason(
    scenario: Scenario, demand: Demand, aircraft: AircraftType, months: tuple[int, int]
) -> Reason:
    """Say that spare parts support no unit in any month of a span."""
    hours = demand.min_unit * demand.hours_per_aircraft_month
    first, last = month_word(scenario, months[0]), month_word(scenario, months[1] - 1)
    words = f"no spare parts for the {hours:g} flight hours of {demand.min_unit} {type_short(aircraft)}"
    return Reason("spares.available", f"{words} in any month from {first} to {last}", aircraft.id)


def credit_reasons(
    scenario: Scenario,
    demand: Demand,
    partner: Partner,
    aircraft: AircraftType,
    bases: tuple[BaseMonths, ...],
) -> Iterator[Reason]:
    """Why a partner cannot advance even one month of the smallest unit, supported where that costs least."""
    policy = scenario.policy
    if partner.credit_usd is None or not bases or policy.cost.reimbursement_delay_months.value == 0:
        return
    hours = demand.hours_per_aircraft_month
    man_hour_usd = min(scenario.maintenance_base_by_id[base.base].usd_per_man_hour for base in bases)
    aircraft_usd = (
        policy.crew.people_per_aircraft.value * policy.cost.personnel_usd_per_month.value
        + aircraft.loa_usd_per_aircraft_month
        + hours * aircraft.operating_usd_per_flight_hour
        + hours * aircraft.man_hours_per_flight_hour * man_hour_usd
    )
    needed_usd = demand.min_unit * aircraft_usd
    if needed_usd > partner.credit_usd + 1.0:
        words = (
            f"{partner.name} can advance USD {partner.credit_usd:,.0f}, a month of {demand.min_unit} "
            f"{type_short(aircraft)} takes USD {needed_usd:,.0f}"
        )
        yield Reason("partner.credit", words, aircraft.id)
