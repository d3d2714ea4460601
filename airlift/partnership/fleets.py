"""How many aircraft of a type a partner could ever deploy, and from when: own ones and those of lots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from airlift.partnership.reason import Reason
from airlift.partnership.wording import month_word, partners_listed
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Lot, Partner
from airlift.scenario.phrases import type_short

__all__ = ["FleetOutlook", "first_arrival_month", "fleet_outlook", "lot_reasons"]

_ROUNDING = 1e-9  # 75 % of four aircraft are three, whatever the floating point says


@dataclass(frozen=True, slots=True)
class FleetOutlook:
    """Most aircraft of one type that one partner could deploy, month by month.

    Parameters
    ----------
    known : bool
        Whether it has the type or a lot of it is open to it: if not, nothing need be said of the pair.
    own : int
        Own aircraft that it would deploy.
    arrivals : tuple of int
        Most donated aircraft in its hands by each month, from month 0 until it grows no more, also beyond the plan.
    deployable_pct : float
        Share of donated aircraft that may deploy.
    work_up_months : int
        From the partner's hands to deployable.
    """

    known: bool
    own: int
    arrivals: tuple[int, ...]
    deployable_pct: float
    work_up_months: int

    @property
    def donated(self) -> int:
        """Most donated aircraft that it could receive, however late."""
        return self.arrivals[-1] if self.arrivals else 0

    @property
    def deployable(self) -> int:
        """Most aircraft that it could deploy, however late."""
        return self.own + self._deployed_of(self.donated)

    def first_month_with(self, aircraft: int) -> int | None:
        """First month index in which so many could be deployed; None if never."""
        if self.own >= aircraft:
            return 0
        for month, arrived in enumerate(self.arrivals):
            if self.own + self._deployed_of(arrived) >= aircraft:
                return month + self.work_up_months
        return None

    def _deployed_of(self, donated: int) -> int:
        return int(donated * self.deployable_pct / 100 + _ROUNDING)


def first_arrival_month(scenario: Scenario, lot: Lot) -> int:
    """Month index of the first possible arrival of a lot: its gate, refurbishment and shipping."""
    gate = max(0, scenario.month_index(lot.gate_month), scenario.month_index(lot.offered_month))
    return gate + lot.refurbishment_months + lot.shipping_months


def fleet_outlook(scenario: Scenario, partner: Partner, aircraft: AircraftType) -> FleetOutlook:
    """Count what a partner could deploy of a type when all lots that it may receive go to it."""
    fleet = scenario.fleet_by_key.get((partner.id, aircraft.id))
    own = fleet.deployable_aircraft if fleet else 0
    lots = [lot for lot in scenario.lots if lot.aircraft_type == aircraft.id and _is_open_to(lot, partner)]
    return FleetOutlook(
        known=own > 0 or (bool(lots) and partner.absorb_aircraft > 0),
        own=own,
        arrivals=_arrivals(scenario, partner, lots) if _absorbs(partner) else (),
        deployable_pct=scenario.policy.matching.donated_deployable_pct.value,
        work_up_months=scenario.policy.matching.work_up_months.value,
    )


def lot_reasons(scenario: Scenario, lot: Lot, partner: Partner) -> Iterator[Reason]:
    """Why a partner cannot receive a lot; nothing where it may."""
    kind = lot.aircraft_type
    if not _is_open_to(lot, partner):
        names = partners_listed(scenario, lot.partners)
        yield Reason("lot.partners", f"{lot.donor} gives {lot.id} only to {names}", kind)
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


def _arrivals(scenario: Scenario, partner: Partner, lots: list[Lot]) -> tuple[int, ...]:
    if not lots:
        return ()
    firsts = {lot.id: first_arrival_month(scenario, lot) for lot in lots}
    earliest = min(firsts.values())
    most = min(partner.absorb_aircraft, sum(lot.aircraft for lot in lots))
    arrivals = [0] * earliest
    while not arrivals or arrivals[-1] < most:
        month = len(arrivals)
        released = sum(
            min(lot.aircraft, lot.refurbishment_per_month * max(0, month - firsts[lot.id] + 1))
            for lot in lots
        )
        absorbed = partner.absorb_aircraft_per_month * (month - earliest + 1)
        arrivals.append(min(most, released, absorbed))
    return tuple(arrivals)
