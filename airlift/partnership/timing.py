"""In which months a unit could be there: readiness, consent, aircraft in hand, rotations."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.partnership.bases import BaseMonths
from airlift.partnership.consent import consent_month, consent_reason
from airlift.partnership.fleets import FleetOutlook
from airlift.partnership.reason import Reason
from airlift.partnership.wording import month_word, window_end
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Partner
from airlift.scenario.phrases import type_short

__all__ = ["between_rotations", "rotation_reason", "time_reasons", "unit_months"]


def unit_months(
    scenario: Scenario, demand: Demand, partner: Partner, aircraft: AircraftType, outlook: FleetOutlook
) -> tuple[int, int]:
    """Months between which readiness, consent and aircraft in hand allow a unit, the second exclusive."""
    first, end = scenario.demand_window(demand)
    consented = consent_month(scenario, demand.mission, partner.id, aircraft.id)
    equipped, bare = outlook.months_with(demand.min_unit) or (0, None)
    visited = _month_after_visit(scenario, partner)
    first = max(first, _lead_months(scenario, partner), visited or 0, consented or 0, equipped)
    return first, end if bare is None else min(end, bare)


def between_rotations(scenario: Scenario, base: BaseMonths, window_end_month: int) -> BaseMonths | None:
    """Narrow months to those in which a unit could arrive and leave; it may always stay to the end of the demand."""
    every = scenario.policy.matching.rotation_every_months.value
    first = -(-base.first // every) * every
    end = base.end if base.end == window_end_month else base.end // every * every
    return BaseMonths(base.base, first, end) if first < end else None


def time_reasons(
    scenario: Scenario, demand: Demand, partner: Partner, aircraft: AircraftType, outlook: FleetOutlook
) -> Iterator[Reason]:
    """Why no unit could come before the demand ends: readiness, consent, donated aircraft that come late or go."""
    window = scenario.demand_window(demand)
    if window[0] >= window[1]:
        return
    late = window_end(scenario, demand)
    yield from _readiness_reasons(scenario, partner, window[1], late)
    awaited = consent_reason(scenario, demand.mission, partner, aircraft, window[1])
    if awaited is not None and consent_month(scenario, demand.mission, partner.id, aircraft.id) is not None:
        yield awaited
    months = outlook.months_with(demand.min_unit)
    if months is None:
        return
    equipped, bare = months
    could = f"{partner.name} could deploy {demand.min_unit} {type_short(aircraft)}"
    if equipped >= window[1]:
        words = f"{could} from {month_word(scenario, equipped)}, {late}"
        yield Reason("lot.lead_time", words, aircraft.id)
    elif bare is not None:
        first, end = unit_months(scenario, demand, partner, aircraft, outlook)
        if end <= first < window[1]:
            words = f"{could} of donated aircraft until {month_word(scenario, bare - 1)}, when they go back"
            yield Reason(
                "lot.conditions", f"{words}, and not before {month_word(scenario, first)}", aircraft.id
            )


def rotation_reason(scenario: Scenario, aircraft: AircraftType, months: tuple[int, int]) -> Reason:
    """Say that no unit could both come and go within some months."""
    every = scenario.policy.matching.rotation_every_months.value
    span = f"{month_word(scenario, months[0])} and {month_word(scenario, months[1] - 1)}"
    words = f"units rotate every {every} months, none can come and go between {span}"
    return Reason("unit.rotation", words, aircraft.id)


def _readiness_reasons(scenario: Scenario, partner: Partner, end: int, late: str) -> Iterator[Reason]:
    level = partner.readiness_level.upper()
    lead, visited = _lead_months(scenario, partner), _month_after_visit(scenario, partner)
    if lead >= end:
        words = f"{partner.name} at readiness level {level} deploys from {month_word(scenario, lead)}"
        yield Reason("partner.readiness", f"{words}, {late}")
    if visited is not None and visited >= end:
        words = f"{partner.name} at readiness level {level} needs an assessment visit and deploys from"
        yield Reason("readiness.visit", f"{words} {month_word(scenario, visited)}, {late}")


def _lead_months(scenario: Scenario, partner: Partner) -> int:
    policy = scenario.policy.matching
    return {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }[partner.readiness_level].value


def _month_after_visit(scenario: Scenario, partner: Partner) -> int | None:
    """First month that an assessment visit leaves to a unit; None for a partner that needs none.

    The visit is no earlier than the level's lead time less that of level 2, which begins with it.
    """
    if partner.readiness_level not in ("0", "1"):
        return None
    lead_after_visit = scenario.policy.matching.readiness_lead_2_months.value
    return max(0, _lead_months(scenario, partner) - lead_after_visit) + lead_after_visit
