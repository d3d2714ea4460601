"""Months of force generation: when a partner is ready, when a host consents, when lots and courses can come."""

from __future__ import annotations

from airlift.matching.rulebook import Group
from airlift.scenario import PLEDGE_STATES, Scenario
from airlift.scenario.offers import Course, Lot, Partner

__all__ = [
    "consent_month",
    "course_starts",
    "first_visit_month",
    "gate_month",
    "is_firm",
    "lot_lead_months",
    "may_receive",
    "readiness_lead_months",
    "visit_lead_months",
]


def readiness_lead_months(scenario: Scenario, partner: Partner) -> int:
    """Months from the start until the partner's PCRS level lets a unit deploy."""
    policy = scenario.policy.matching
    return {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }[partner.readiness_level].value


def visit_lead_months(scenario: Scenario) -> int:
    """Months from an assessment visit to the first unit: what a partner of level 2 still needs."""
    return scenario.policy.matching.readiness_lead_2_months.value


def first_visit_month(scenario: Scenario, partner: Partner) -> int | None:
    """Earliest month of the assessment visit that a partner needs; None when it needs none."""
    if partner.readiness_level not in ("0", "1"):
        return None
    return max(0, readiness_lead_months(scenario, partner) - visit_lead_months(scenario))


def consent_month(scenario: Scenario, mission: str, partner: str, aircraft_type: str) -> int | None:
    """First month in which the host state of a mission lets a partner's unit in; None when it refuses."""
    first = 0
    for row in scenario.consents:
        fits = row.mission == mission and row.partner == partner
        if not fits or row.aircraft_type not in (None, aircraft_type):
            continue
        if row.first_month is None:
            return None
        first = max(first, scenario.month_index(row.first_month))
    return first


def gate_month(scenario: Scenario, lot: Lot) -> int:
    """Earliest month of a lot's gate. Passing it later costs the same and only delays, so no plan needs to."""
    return max(0, scenario.month_index(lot.gate_month), scenario.month_index(lot.offered_month))


def lot_lead_months(lot: Lot) -> int:
    """Months from the gate to the first aircraft in a partner's hands."""
    return lot.refurbishment_months + lot.shipping_months


def is_firm(scenario: Scenario, lot: Lot) -> bool:
    """Whether the pledge of a lot is as firm as the plan asks for."""
    least = scenario.policy.matching.least_pledge_state.value
    return PLEDGE_STATES.index(lot.state) >= PLEDGE_STATES.index(least)


def may_receive(scenario: Scenario, lot: Lot, partner: str, lifted: frozenset[Group] = frozenset()) -> bool:
    """Whether a lot may go to a partner at all, when some rules are lifted."""
    named = not lot.partners or partner in lot.partners or Group("lot.partners", lot.id) in lifted
    return named and (is_firm(scenario, lot) or Group("lot.state", lot.id) in lifted)


def course_starts(
    scenario: Scenario, course: Course, lifted: frozenset[Group] = frozenset()
) -> tuple[int, ...]:
    """Month indices inside the horizon in which a course starts; every one when its calendar is lifted."""
    if Group("course.calendar", course.id) in lifted:
        return tuple(range(scenario.horizon_months))
    first, last = scenario.month_index(course.first_month), scenario.month_index(course.last_month)
    return tuple(t for t in range(first, last + 1, course.every_months) if 0 <= t < scenario.horizon_months)
