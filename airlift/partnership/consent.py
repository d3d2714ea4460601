"""Whether the host state of a mission lets a partner in, and from when: the rule mission.consent."""

from __future__ import annotations

from airlift.partnership.reason import Reason
from airlift.partnership.wording import mission_word, month_word
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Partner
from airlift.scenario.phrases import type_short

__all__ = ["consent_month", "consent_reason"]


def consent_month(scenario: Scenario, mission: str, partner: str, aircraft_type: str) -> int | None:
    """First month index in which a partner may deploy a type to a mission; None where it is refused."""
    first = 0
    for row in scenario.consents:
        if (row.mission, row.partner) == (mission, partner) and row.aircraft_type in (None, aircraft_type):
            if row.first_month is None:
                return None
            first = max(first, scenario.month_index(row.first_month))
    return first


def consent_reason(
    scenario: Scenario, mission: str, partner: Partner, aircraft: AircraftType, end: int
) -> Reason | None:
    """Say why consent keeps a partner with a type out of a mission in all months before `end`; None if it does not."""
    first = consent_month(scenario, mission, partner.id, aircraft.id)
    if first is not None and first < end:
        return None
    here = [row for row in scenario.consents if (row.mission, row.partner) == (mission, partner.id)]
    # A row for every type says nothing of the type.
    against = [row for row in here if row.aircraft_type in (None, aircraft.id)]
    general = any(
        row.aircraft_type is None and (row.first_month is None) == (first is None) for row in against
    )
    whom = partner.name if general else f"{type_short(aircraft)} of {partner.name}"
    host = f"the host of {mission_word(scenario, mission)}"
    words = (
        f"{host} refuses {whom}"
        if first is None
        else f"{host} lets {whom} in from {month_word(scenario, first)}"
    )
    return Reason("mission.consent", words, None if general else aircraft.id)
