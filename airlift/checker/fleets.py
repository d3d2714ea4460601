"""Deployable aircraft: a partner's own and the donated ones, each lot where and as long as its donor allows."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from airlift.checker.breach import Breach, worst
from airlift.checker.case import Case
from airlift.checker.decisions import Arrival, Deployment
from airlift.checker.tolerances import COUNT
from airlift.scenario.demands import Demand
from airlift.scenario.offers import Lot

__all__ = ["conditions", "deployable"]

_Key = tuple[str, str]


def deployable(case: Case) -> Iterator[Breach]:
    """fleet.deployable: own deployable aircraft + the share of donated ones not yet returned, rounded down."""
    for key, units in _by_fleet(case).items():
        deployed: Counter[int] = Counter()
        for unit in units:
            deployed.update(dict(unit.months()))
        limits = {month: _limit(case, key, _at_hand(case, key, month)) for month in deployed}
        if found := worst({month: n - limits[month] for month, n in deployed.items()}, COUNT):
            yield Breach(
                _place(case, key, found.month),
                found.amount,
                f"{deployed[found.month]} aircraft deployed,"
                f" {limits[found.month]} are deployable{found.others}",
            )


def conditions(case: Case) -> Iterator[Breach]:
    """lot.conditions: what deploys where only some lots may go stays within own aircraft and those lots.

    A matching of aircraft to demands exists exactly when this holds for every set of lots (Hall's theorem).
    The only sets that can fail first are unions of what the demands served may use; all lots together are
    fleet.deployable.
    """
    for key, units in _by_fleet(case).items():
        excess: dict[int, float] = {}
        words: dict[int, str] = {}
        for month in sorted({month for unit in units for month, _ in unit.months()}):
            arrivals = _at_hand(case, key, month)
            for lots, aircraft in _narrow_demands(units, arrivals, month):
                limit = _limit(case, key, (row for row in arrivals if row.lot.id in lots))
                if aircraft - limit > excess.get(month, 0):
                    excess[month] = aircraft - limit
                    source = f"only lots {', '.join(sorted(lots))} may go" if lots else "no lot may go"
                    words[month] = (
                        f"{aircraft} aircraft deployed where {source}, {limit} are deployable there"
                    )
        if found := worst(excess, COUNT):
            yield Breach(_place(case, key, found.month), found.amount, f"{words[found.month]}{found.others}")


def _by_fleet(case: Case) -> dict[_Key, list[Deployment]]:
    """Units by partner and type."""
    fleets: defaultdict[_Key, list[Deployment]] = defaultdict(list)
    for unit in case.units:
        if unit.partner is not None and unit.aircraft_type is not None:
            fleets[unit.partner.id, unit.aircraft_type.id].append(unit)
    return dict(sorted(fleets.items()))


def _place(case: Case, key: _Key, month: int) -> dict[str, str]:
    return {"partner": key[0], "type": key[1], "month": case.month(month)}


def _at_hand(case: Case, key: _Key, month: int) -> list[Arrival]:
    """Arrivals of a type at a partner that are worked up and not yet back with their donor."""
    work_up = case.scenario.policy.matching.work_up_months.value
    return [
        row
        for row in case.arrivals
        if (row.partner.id, row.lot.aircraft_type) == key
        and row.month + work_up <= month
        and not _returned(case, row.lot, month)
    ]


def _returned(case: Case, lot: Lot, month: int) -> bool:
    return lot.return_month is not None and month >= case.scenario.month_index(lot.return_month)


def _limit(case: Case, key: _Key, arrivals: Iterable[Arrival]) -> int:
    """Own deployable aircraft of a partner and type, and the deployable share of some arrivals."""
    own = case.scenario.fleet_by_key.get(key)
    share = case.scenario.policy.matching.donated_deployable_pct.value / 100.0
    donated = math.floor(share * sum(row.aircraft for row in arrivals) + 1e-9)
    return (own.deployable_aircraft if own else 0) + donated


def _narrow_demands(
    units: list[Deployment], arrivals: list[Arrival], month: int
) -> Iterator[tuple[frozenset[str], int]]:
    """Yield sets of lots, short of all at hand, with the aircraft at demands where no other lot may go."""
    everything = frozenset(row.lot.id for row in arrivals)
    served: Counter[frozenset[str]] = Counter()
    for unit in units:
        if unit.demand is not None and (aircraft := unit.aircraft_in(month)):
            usable = frozenset(row.lot.id for row in arrivals if _allows(row.lot, unit.demand))
            served[usable] += aircraft
    unions: set[frozenset[str]] = set()
    for usable in served:
        unions |= {usable} | {usable | other for other in unions}
    for lots in sorted(unions - {everything}, key=sorted):
        yield lots, sum(aircraft for usable, aircraft in served.items() if usable <= lots)


def _allows(lot: Lot, demand: Demand) -> bool:
    return (not lot.missions or demand.mission in lot.missions) and (
        not lot.roles or demand.role in lot.roles
    )
