"""What a pledge of aircraft is tied to: how firm it is, to which missions and roles it goes, when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from airlift.partnership.reason import Reason
from airlift.partnership.wording import listed, mission_word, month_word
from airlift.scenario.base import PLEDGE_STATES
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Lot

__all__ = [
    "condition_reason",
    "condition_words",
    "has_conditions",
    "is_firm",
    "state_reason",
    "suits",
    "ways_out",
]


def is_firm(scenario: Scenario, lot: Lot) -> bool:
    """Whether a pledge is at least as firm as the policy asks for."""
    least = scenario.policy.matching.least_pledge_state.value
    return PLEDGE_STATES.index(lot.state) >= PLEDGE_STATES.index(least)


def state_reason(scenario: Scenario, lot: Lot) -> Reason:
    """Say that a lot is not firm enough."""
    least = scenario.policy.matching.least_pledge_state.value
    words = f"{lot.id} of {lot.donor} is {lot.state}, planned with are lots that are {least} or firmer"
    return Reason("lot.state", words, lot.aircraft_type)


def has_conditions(lot: Lot) -> bool:
    """Whether a lot is tied to missions, roles or a date of return."""
    return bool(lot.missions or lot.roles or lot.return_month)


def suits(lot: Lot, demand: Demand) -> bool:
    """Whether the conditions of a lot let it deploy to a demand, leaving its return aside."""
    return (not lot.missions or demand.mission in lot.missions) and (
        not lot.roles or demand.role in lot.roles
    )


def condition_words(scenario: Scenario, lot: Lot) -> str:
    """Say what a lot is tied to: `only for UNMISS, until Jan 2025`; nothing where it is not tied."""
    ties = []
    if lot.missions:
        known = scenario.mission_by_id
        names = (mission_word(scenario, mission) if mission in known else mission for mission in lot.missions)
        ties.append(f"only for {listed(names)}")
    if lot.roles:
        ties.append(f"only for {listed(lot.roles)}")
    if lot.return_month:
        ties.append(f"until {month_word(scenario, scenario.month_index(lot.return_month) - 1)}")
    return ", ".join(ties)


def condition_reason(scenario: Scenario, lot: Lot) -> Reason:
    """Say that a lot is tied to something else."""
    words = f"{lot.donor} gives {lot.id} {condition_words(scenario, lot)}"
    return Reason("lot.conditions", words, lot.aircraft_type)


def ways_out(
    scenario: Scenario, lots: Iterable[Lot], demand: Demand
) -> Iterator[tuple[tuple[Lot, ...], list[Reason]]]:
    """Give lots that a demand could count on if donors gave way, then pledges became firm, then both.

    Yields
    ------
    tuple of Lot, list of Reason
        Lots, those of donors that give way without a return, and what would have to be otherwise for them.
    """
    every = tuple(lots)
    firm = tuple(lot for lot in every if is_firm(scenario, lot))
    fitting = tuple(lot for lot in every if suits(lot, demand))
    yield _freed(firm), [condition_reason(scenario, lot) for lot in firm if _is_tied(lot, demand)]
    yield fitting, [state_reason(scenario, lot) for lot in fitting if lot not in firm]
    tied = [condition_reason(scenario, lot) for lot in every if _is_tied(lot, demand)]
    yield _freed(every), tied + [state_reason(scenario, lot) for lot in every if lot not in firm]


def _is_tied(lot: Lot, demand: Demand) -> bool:
    return lot.return_month is not None or not suits(lot, demand)


def _freed(lots: tuple[Lot, ...]) -> tuple[Lot, ...]:
    return tuple(lot.model_copy(update={"return_month": None}) for lot in lots)
