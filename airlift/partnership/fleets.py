"""How many aircraft of a type a partner could ever deploy, and in which months: own ones and those of lots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from airlift.partnership.conditions import is_firm, state_reason
from airlift.partnership.reason import Reason
from airlift.partnership.wording import month_word, partners_listed
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Lot, Partner
from airlift.scenario.phrases import type_short

__all__ = ["FleetOutlook", "first_arrival_month", "fleet_outlook", "lot_reasons", "open_lots"]

_ROUNDING = 1e-9  # 75 % of four aircraft are three, whatever the floating point says


@dataclass(frozen=True, slots=True)
class FleetOutlook:
    """Most aircraft of one type that one partner could deploy, month by month.

    Parameters
    ----------
    own : int
        Own aircraft that it would deploy.
    in_hand : tuple of int
        Most donated aircraft in its hands by each month that it may deploy once they are worked up, from month 0
        until it changes no more, also beyond the plan.
    deployable_pct : float
        Share of donated aircraft that may deploy.
    work_up_months : int
        From the partner's hands to deployable.
    """

    own: int
    in_hand: tuple[int, ...]
    deployable_pct: float
    work_up_months: int

    @property
    def donated(self) -> int:
        """Most donated aircraft that it could have at a time, however late."""
        return max(self.in_hand, default=0)

    @property
    def deployable(self) -> int:
        """Most aircraft that it could deploy at a time, however late."""
        return self.own + self._deployed_of(self.donated)

    def months_with(self, aircraft: int) -> tuple[int, int | None] | None:
        """Month indices between which so many could be deployed: the first, and the first after the last.

        The second is None where it never ends; all is None where so many never could be deployed.
        """
        if self.own >= aircraft:
            return 0, None
        enough = [
            month
            for month, donated in enumerate(self.in_hand)
            if self.own + self._deployed_of(donated) >= aircraft
        ]
        if not enough:
            return None
        lasts = enough[-1] == len(self.in_hand) - 1
        return enough[0] + self.work_up_months, None if lasts else enough[-1] + 1 + self.work_up_months

    def _deployed_of(self, donated: int) -> int:
        return int(donated * self.deployable_pct / 100 + _ROUNDING)


def first_arrival_month(scenario: Scenario, lot: Lot) -> int:
    """Month index of the first possible arrival of a lot: its gate, refurbishment and shipping."""
    gate = max(0, scenario.month_index(lot.gate_month), scenario.month_index(lot.offered_month))
    return gate + lot.refurbishment_months + lot.shipping_months


def open_lots(scenario: Scenario, partner: Partner, aircraft: AircraftType) -> tuple[Lot, ...]:
    """Lots of a type that a partner could receive, whatever their state and conditions."""
    if partner.absorb_aircraft == 0:
        return ()
    return tuple(
        lot for lot in scenario.lots if lot.aircraft_type == aircraft.id and _is_open_to(lot, partner)
    )


def fleet_outlook(
    scenario: Scenario, partner: Partner, aircraft: AircraftType, lots: Iterable[Lot] | None = None
) -> FleetOutlook:
    """Count what a partner could deploy of a type when it receives all it can of some lots.

    `lots` are of that type and open to the partner; when None, all of these whose pledges are firm enough.
    """
    fleet = scenario.fleet_by_key.get((partner.id, aircraft.id))
    if lots is None:
        lots = (lot for lot in open_lots(scenario, partner, aircraft) if is_firm(scenario, lot))
    return FleetOutlook(
        own=fleet.deployable_aircraft if fleet else 0,
        in_hand=_in_hand(scenario, partner, tuple(lots)) if _absorbs(partner) else (),
        deployable_pct=scenario.policy.matching.donated_deployable_pct.value,
        work_up_months=scenario.policy.matching.work_up_months.value,
    )


def lot_reasons(scenario: Scenario, lot: Lot, partner: Partner) -> Iterator[Reason]:
    """Why a partner cannot receive a lot; nothing where it may."""
    kind = lot.aircraft_type
    if not _is_open_to(lot, partner):
        names = partners_listed(scenario, lot.partners)
        yield Reason("lot.partners", f"{lot.donor} gives {lot.id} only to {names}", kind)
    if not is_firm(scenario, lot):
        yield state_reason(scenario, lot)
    if not _absorbs(partner):
        per_month = "" if partner.absorb_aircraft == 0 else " in any month"
        yield Reason("partner.absorption", f"{partner.name} takes in no donated aircraft{per_month}")
    first = first_arrival_month(scenario, lot)
    if first >= scenario.horizon_months:
        arrives, ends = month_word(scenario, first), month_word(scenario, scenario.horizon_months - 1)
        name = type_short(scenario.aircraft_type_by_id[kind])
        yield Reason("lot.lead_time", f"the first {name} arrives {arrives}, the plan ends {ends}", kind)


def _is_open_to(lot: Lot, partner: Partner) -> bool:
    return not lot.partners or partner.id in lot.partners


def _absorbs(partner: Partner) -> bool:
    return partner.absorb_aircraft > 0 and partner.absorb_aircraft_per_month > 0


def _in_hand(scenario: Scenario, partner: Partner, lots: tuple[Lot, ...]) -> tuple[int, ...]:
    if not lots:
        return ()
    work_up_months = scenario.policy.matching.work_up_months.value
    firsts = {lot.id: first_arrival_month(scenario, lot) for lot in lots}
    # In the month of its return a lot deploys no more, so it counts up to the work-up before that.
    ends = {
        lot.id: None if lot.return_month is None else scenario.month_index(lot.return_month) - work_up_months
        for lot in lots
    }
    slowest = min(partner.absorb_aircraft_per_month, *(lot.refurbishment_per_month for lot in lots))
    largest = max(partner.absorb_aircraft, *(lot.aircraft for lot in lots))
    # By then all is released, absorbed and, where it goes back, returned.
    settled = max(max(firsts.values()) + ceil(largest / slowest), *(end or 0 for end in ends.values()))
    counts: list[int] = []
    for month in range(settled + 1):
        here = [lot for lot in lots if _is_before(month, ends[lot.id])]
        released = sum(
            min(lot.aircraft, lot.refurbishment_per_month * max(0, month - firsts[lot.id] + 1))
            for lot in here
        )
        earliest = min((firsts[lot.id] for lot in here), default=month)
        absorbed = partner.absorb_aircraft_per_month * max(0, month - earliest + 1)
        counts.append(min(partner.absorb_aircraft, released, absorbed))
    return tuple(counts)


def _is_before(month: int, end: int | None) -> bool:
    return end is None or month < end
