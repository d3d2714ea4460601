"""Blocking triples of a plan: a donor, a partner and a demand that would all rather have each other.

After Gale and Shapley (1962) and Roth and Sotomayor (1990), with preferences that the scenario gives. A plan is one
matching of demands with partners, each demand and each partner in several pairs at once. What a pair could do is what
the partner alone could serve of the demand alone, found by a solve (`brokerage`).

* A demand prefers the partner that could serve more of its aircraft-months; of equal ones the earlier first month.
* A partner prefers the demand that costs less for each aircraft-month; of equal ones the nearer to its home base.
* A donor prefers that its aircraft are used.

A partner `p` and a demand `d` that are no pair of the plan block it when

* `d` would take `p`: it lacks aircraft in a month in which `p` could be there, or it has a partner that it likes less;
* `p` would come: in such a month it leads fewer units than it can and has the aircraft for a smallest unit at home, or
  it has a demand that it likes less;
* every donor whose aircraft that takes would give them: so many of the lot are not with other partners. Where `p`
  needs no donated aircraft there is no donor to ask.

The optimum for the missions need not be stable, and with budgets and smallest units a stable plan need not exist: the
number of blocking triples is a figure of fairness, not a rule. Supplies that others use (docks, money, seats) are not
taken into account, so it counts who would rather have each other, not what could be done at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor
from typing import Any

from airlift.flight.geodesy import distance_nm
from airlift.plans import Allocation
from airlift.scenario import Scenario
from airlift.study.brokerage import Fit
from airlift.study.measures import unmet_by_month

__all__ = ["BlockingTriple", "blocking_triples"]


@dataclass(frozen=True, slots=True)
class BlockingTriple:
    """A donor (none for a partner's own aircraft), a partner and a demand that would rather have each other.

    Parameters
    ----------
    donor : str or None
        Who would give the aircraft.
    partner, demand, mission : str
        Who would go where.
    demand_gets, partner_gets, donor_gets : str
        Why each of them would; the last is empty without a donor.
    """

    donor: str | None
    partner: str
    demand: str
    mission: str
    demand_gets: str
    partner_gets: str
    donor_gets: str

    def to_dict(self) -> dict[str, Any]:
        """Return the triple as plain data."""
        return {
            "donor": self.donor,
            "partner": self.partner,
            "demand": self.demand,
            "mission": self.mission,
            "why": [words for words in (self.demand_gets, self.partner_gets, self.donor_gets) if words],
        }


def blocking_triples(
    scenario: Scenario, allocation: Allocation, fits: Iterable[Fit]
) -> tuple[BlockingTriple, ...]:
    """List the blocking triples of a plan, in the order of demand and partner in the scenario.

    Parameters
    ----------
    scenario : Scenario
        What is asked and offered.
    allocation : Allocation
        The plan.
    fits : iterable of Fit
        What each partner could do for each demand; pairs without a value are left out.
    """
    pairs = {
        (fit.offer.id, fit.demand): fit
        for fit in fits
        if fit.offer.kind == "partner" and fit.value and fit.allocation is not None
    }
    view = _View(scenario, allocation, pairs)
    found = []
    for demand in scenario.demands:
        for partner in scenario.partners:
            if (partner.id, demand.id) in pairs and not view.is_paired(partner.id, demand.id):
                found += view.triples(partner.id, demand.id)
    return tuple(found)


class _View:
    """A plan as its members see it."""

    def __init__(self, scenario: Scenario, allocation: Allocation, pairs: dict[tuple[str, str], Fit]) -> None:
        self.scenario, self.allocation, self.pairs = scenario, allocation, pairs
        self.unmet = unmet_by_month(scenario, allocation)
        self.units: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.deployed: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self.partners_at: defaultdict[str, set[str]] = defaultdict(set)
        self.demands_of: defaultdict[str, set[str]] = defaultdict(set)
        for unit in allocation.units:
            self.partners_at[unit.demand].add(unit.partner)
            self.demands_of[unit.partner].add(unit.demand)
            first = scenario.month_index(unit.first_month)
            for t, aircraft in enumerate(unit.aircraft, start=first):
                self.units[unit.partner, t] += 1
                self.deployed[unit.partner, unit.aircraft_type, t] += aircraft

    def is_paired(self, partner: str, demand: str) -> bool:
        return partner in self.partners_at[demand]

    def triples(self, partner: str, demand: str) -> list[BlockingTriple]:
        """Return the triples of one partner and one demand: one for each donor, or one without."""
        fit = self.pairs[partner, demand]
        lacking = self._lacking_months(fit)
        wants = self._demand_would(fit, lacking)
        comes = self._partner_would(fit, lacking)
        gives = self._donors_would(fit)
        if wants is None or comes is None or gives is None:
            return []
        mission = self.scenario.demand_by_id[demand].mission
        donors: list[tuple[str | None, str]] = [*gives.items()] or [(None, "")]
        return [
            BlockingTriple(donor, partner, demand, mission, wants, comes, words) for donor, words in donors
        ]

    def _lacking_months(self, fit: Fit) -> list[int]:
        """Months in which the demand lacks aircraft and the partner could be there."""
        there: set[int] = set()
        for unit in fit.allocation.units if fit.allocation is not None else ():
            first = self.scenario.month_index(unit.first_month)
            there |= set(range(first, first + len(unit.aircraft)))
        return sorted(there & self.unmet[fit.demand].keys())

    def _demand_would(self, fit: Fit, lacking: list[int]) -> str | None:
        name = self.scenario.partner_by_id[fit.offer.id].name
        if lacking:
            return f"{fit.demand} lacks aircraft in {len(lacking)} months in which {name} could be there"
        for other in sorted(self.partners_at[fit.demand]):
            has = self.pairs.get((other, fit.demand))
            if has is not None and self._demand_order(fit) < self._demand_order(has):
                than = self.scenario.partner_by_id[other].name
                return f"{fit.demand} could have {fit.value:g} aircraft-months of {name}, {has.value:g} of {than}"
        return None

    def _partner_would(self, fit: Fit, lacking: list[int]) -> str | None:
        partner = self.scenario.partner_by_id[fit.offer.id]
        idle = [
            t for t in lacking if self.units[partner.id, t] < partner.max_units and self._has_at_home(fit, t)
        ]
        if idle:
            return f"{partner.name} could lead one more unit in {len(idle)} of them, with aircraft that it has at home"
        for other in sorted(self.demands_of[partner.id]):
            has = self.pairs.get((partner.id, other))
            if has is not None and self._partner_order(fit) < self._partner_order(has):
                return f"{partner.name} would rather serve {fit.demand} than {other}: cheaper, or as cheap and nearer"
        return None

    def _has_at_home(self, fit: Fit, t: int) -> bool:
        """Whether the partner could spare a smallest unit of a type, own or donated as in the pair's plan."""
        if fit.allocation is None:
            return False
        scenario, partner = self.scenario, fit.offer.id
        share = scenario.policy.matching.donated_deployable_pct.value / 100
        for kind in sorted({unit.aircraft_type for unit in fit.allocation.units}):
            fleet = scenario.fleet_by_key.get((partner, kind))
            donated = sum(
                row.aircraft
                for row in fit.allocation.transfers
                if scenario.lot_by_id[row.lot].aircraft_type == kind
            )
            own = fleet.deployable_aircraft if fleet is not None else 0
            # 75 % of four aircraft are three, whatever the floating point says.
            left = own + floor(donated * share + 1e-9) - self.deployed[partner, kind, t]
            if left >= scenario.demand_by_id[fit.demand].min_unit:
                return True
        return False

    def _donors_would(self, fit: Fit) -> dict[str, str] | None:
        """Why each donor would give what the pair takes; None when too much of a lot is with other partners."""
        taken: defaultdict[str, int] = defaultdict(int)
        for row in fit.allocation.transfers if fit.allocation is not None else ():
            taken[row.lot] += row.aircraft
        words = {}
        for name, aircraft in sorted(taken.items()):
            lot = self.scenario.lot_by_id[name]
            elsewhere = sum(
                row.aircraft
                for row in self.allocation.transfers
                if row.lot == name and row.partner != fit.offer.id
            )
            if lot.aircraft - elsewhere < aircraft:
                return None
            words[lot.donor] = f"{lot.aircraft - elsewhere} of {lot.donor}'s {name} are with no other partner"
        return words

    def _demand_order(self, fit: Fit) -> tuple[float, str]:
        return -(fit.value or 0.0), fit.first_month or ""

    def _partner_order(self, fit: Fit) -> tuple[float, float]:
        served = sum(sum(unit.aircraft) for unit in fit.allocation.units) if fit.allocation is not None else 0
        price_usd = round((fit.usd or 0.0) / served) if served else 0
        home = self.scenario.site_by_id[self.scenario.partner_by_id[fit.offer.id].home_base]
        site = self.scenario.site_by_id[self.scenario.demand_by_id[fit.demand].sites[0]]
        away_nm = distance_nm(home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg)
        return float(price_usd), round(away_nm, 1)
