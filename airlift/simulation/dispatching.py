"""Which aircraft goes: offers of all that could, and the rule that chooses among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from airlift.simulation.aircraft import Aircraft
from airlift.simulation.world import Ride

__all__ = ["RULES", "DispatchRule", "Offer", "choose"]

DispatchRule = Literal["closest", "priority", "programme"]
"""How an aircraft is chosen for a casualty."""

RULES: tuple[DispatchRule, ...] = get_args(DispatchRule)


@dataclass(frozen=True, slots=True)
class Offer:
    """An aircraft that could fetch a casualty, launching (or turning off its sortie) at `launch_min`.

    `tier` is 0 for an aircraft on standby, 1 for another one on the ground, 2 for one in the air. `in_time` says
    whether it meets the category's clock.
    """

    aircraft: Aircraft
    ride: Ride
    launch_min: float
    tier: int
    in_time: bool


def choose(rule: DispatchRule, offers: list[Offer], *, urgent: bool, reserve: int) -> Offer | None:
    """Choose an offer; None where the rule lets nobody go.

    `closest` takes who is first with the casualty. `priority` does too, but of each unit it keeps the last `reserve`
    idle aircraft for urgent casualties. `programme` takes standby before aircraft with other work, those in time
    before those that are late, and turns a sortie off only where nobody on the ground can go.
    """
    if rule != "programme":
        offers = [offer for offer in offers if offer.tier < 2]
    if rule == "priority" and not urgent:
        idle: dict[int, int] = {}
        for offer in offers:
            idle[offer.aircraft.unit] = idle.get(offer.aircraft.unit, 0) + 1
        offers = [offer for offer in offers if idle[offer.aircraft.unit] > reserve]
    if not offers:
        return None
    if rule == "programme":
        return min(offers, key=lambda one: (one.tier, not one.in_time, *_arrival(one)))
    return min(offers, key=_arrival)


def _arrival(offer: Offer) -> tuple[float, int, int]:
    return offer.launch_min + offer.ride.out_min, offer.aircraft.unit, offer.aircraft.line
