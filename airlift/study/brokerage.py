"""Offers and demands brought together: what each offer could do for each demand, found by solves of small worlds.

Two values, each the answer of a solve:

* of a partner or a lot: the aircraft-months of the demand that it could serve if the demand were the only one and
  nobody else flew, with all courses, bases and sponsors at its disposal;
* of a course, a maintenance base or a sponsor: the aircraft-months of the demand that all partners together could serve
  less when it were taken away, again with the demand the only one. What the best plan does not use is worth nothing,
  without a further solve.

Neither is what the offer adds to the plan of the whole scenario, where supplies are shared: that is what `pledges`
finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from airlift.matching.ask import Ask
from airlift.partnership import PartnershipGraph, Reason, partnership_graph
from airlift.plans import Allocation, Status
from airlift.scenario import Demand, Scenario
from airlift.study.fits import FLYING, KINDS, Offer, missing_pieces, offers_of, served_by
from airlift.study.measures import cost_usd, tier_measure, unmet_by_tier
from airlift.study.sharing import Solver, TimeShare, is_answered
from airlift.study.worlds import only_demand, only_lot, only_partner, without

__all__ = ["Fit", "Misfit", "broker_offers"]


@dataclass(frozen=True)
class Fit:
    """An offer that fits a demand.

    Parameters
    ----------
    offer : Offer
        What is offered.
    demand : str
        The demand.
    value : float or None
        Aircraft-months, as the module says; None when it was not reached.
    demanded : int
        Aircraft-months that the demand asks for.
    first_month : str or None
        First month of service; only of partners and lots.
    usd : float or None
        Cost of that service; only of partners and lots.
    status : Status
        `optimal` when the value is proven.
    allocation : Allocation or None
        Plan of the small world; only of partners and lots.
    """

    offer: Offer
    demand: str
    value: float | None
    demanded: int
    first_month: str | None = None
    usd: float | None = None
    status: Status = Status.UNKNOWN
    allocation: Allocation | None = None

    @property
    def rank(self) -> tuple[Any, ...]:
        """Key by which the most valuable comes first: value, first month, cost, identifier."""
        value = -1.0 if self.value is None else self.value
        kind = KINDS.index(self.offer.kind)
        return -value, self.first_month or "9999-12", self.usd or 0.0, kind, self.offer.id, self.demand

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as plain data."""
        return {
            "kind": self.offer.kind,
            "offer": self.offer.id,
            "name": self.offer.name,
            "demand": self.demand,
            "value": self.value,
            "demanded": self.demanded,
            "first_month": self.first_month,
            "cost_usd": self.usd,
            "status": self.status.value,
        }


@dataclass(frozen=True)
class Misfit:
    """An offer that does not fit a demand, with every missing piece."""

    offer: Offer
    demand: str
    reasons: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the misfit as plain data."""
        return {
            "kind": self.offer.kind,
            "offer": self.offer.id,
            "name": self.offer.name,
            "demand": self.demand,
            "missing": [{"rule": reason.rule, "sentence": reason.sentence} for reason in self.reasons],
        }


def broker_offers(
    scenario: Scenario, share: TimeShare, solver: Solver
) -> tuple[tuple[Fit, ...], tuple[Misfit, ...]]:
    """Value every offer that fits a demand, and name what is missing in the others.

    The most urgent demands come first, so that a study cut short has them.
    """
    broker = _Broker(scenario, partnership_graph(scenario), share, solver)
    asked = [d for d in scenario.demands if scenario.demand_window(d)[0] < scenario.demand_window(d)[1]]
    asked.sort(key=lambda demand: demand.tier)
    broker.left = len(asked) * 3
    for demand in asked:
        broker.take(demand)
    return tuple(broker.fits), tuple(broker.misfits)


@dataclass
class _Broker:
    """State of one brokerage."""

    scenario: Scenario
    graph: PartnershipGraph
    share: TimeShare
    solver: Solver
    left: int = 0
    fits: list[Fit] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)

    def take(self, demand: Demand) -> None:
        """Look at every offer for one demand."""
        fitting: list[Offer] = []
        for offer in offers_of(self.scenario):
            if served_by(self.graph, offer, demand):
                fitting.append(offer)
            else:
                self.misfits.append(Misfit(offer, demand.id, missing_pieces(self.graph, offer, demand)))
        alone = only_demand(self.scenario, demand)
        for offer in fitting:
            if offer.kind in FLYING:
                self.fits.append(self._flown(demand, offer, alone))
        supports = [offer for offer in fitting if offer.kind not in FLYING]
        if supports:
            self.fits += self._supported(demand, supports, alone)

    def _flown(self, demand: Demand, offer: Offer, alone: Scenario) -> Fit:
        flown = offer.kind == "partner"
        world = only_partner(alone, offer.id) if flown else only_lot(alone, alone.lot_by_id[offer.id])
        demanded = self._demanded(demand)
        found = self._served(demand, world, f"{offer.id} for {demand.id}")
        if found is None:
            return Fit(offer, demand.id, None, demanded)
        allocation, served, status = found
        return Fit(
            offer=offer,
            demand=demand.id,
            value=served,
            demanded=demanded,
            first_month=min((unit.first_month for unit in allocation.units), default=None),
            usd=cost_usd(world, allocation),
            status=status,
            allocation=allocation,
        )

    def _supported(self, demand: Demand, supports: Iterable[Offer], alone: Scenario) -> list[Fit]:
        demanded = self._demanded(demand)
        together = self._served(demand, alone, f"all for {demand.id}")
        if together is None:
            return [Fit(offer, demand.id, None, demanded) for offer in supports]
        allocation, served, status = together
        used = _supports_used(allocation)
        found = []
        for offer in supports:
            if (offer.kind, offer.id) not in used:
                found.append(Fit(offer, demand.id, 0.0, demanded, status=status))
                continue
            world = without(alone, offer.kind, offer.id)
            rest = self._served(demand, world, f"without {offer.id} for {demand.id}", allocation)
            if rest is None:
                found.append(Fit(offer, demand.id, None, demanded))
            else:
                both = Status.OPTIMAL if status is rest[2] is Status.OPTIMAL else Status.FEASIBLE
                found.append(Fit(offer, demand.id, max(0.0, served - rest[1]), demanded, status=both))
        return found

    def _served(
        self, demand: Demand, world: Scenario, label: str, start: Allocation | None = None
    ) -> tuple[Allocation, float, Status] | None:
        """Best service of a demand in a small world: plan, aircraft-months, whether it is proven."""
        if self.share.is_over:
            return None
        measure = tier_measure(demand.tier)
        ask = Ask(minimise=(measure, "cost"), start=start)
        options = self.share.grant(1 / max(4, self.left))
        allocation, result = self.solver(world, options, self.share.told_as(label), ask)
        if not is_answered(result):
            return None
        served = self._demanded(demand) - unmet_by_tier(world, allocation)[demand.tier]
        level = next(level for level in result.objectives if level.name == measure)
        return allocation, float(served), level.status

    def _demanded(self, demand: Demand) -> int:
        first, end = self.scenario.demand_window(demand)
        return demand.aircraft * (end - first)


def _supports_used(allocation: Allocation) -> set[tuple[str, str]]:
    used = {("course", row.course) for row in allocation.training}
    used |= {("base", unit.maintenance_base) for unit in allocation.units}
    return used | {("sponsor", row.sponsor) for row in allocation.payments}
