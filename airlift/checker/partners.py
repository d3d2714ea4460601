"""Partners: donated aircraft that they can take in, units that they can lead, what they exclude."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, worst
from airlift.checker.case import Case
from airlift.checker.tolerances import COUNT
from airlift.scenario.phrases import count

__all__ = ["absorption", "caveat", "max_units"]


def absorption(case: Case) -> Iterator[Breach]:
    """partner.absorption: donated aircraft in all and in a month."""
    monthly: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for arrival in case.arrivals:
        monthly[arrival.partner.id][arrival.month] += arrival.aircraft
    for partner_id, by_month in sorted(monthly.items()):
        partner = case.scenario.partner_by_id[partner_id]
        total = sum(by_month.values())
        if total > partner.absorb_aircraft:
            yield Breach(
                {"partner": partner_id},
                total - partner.absorb_aircraft,
                f"{total} donated aircraft arrive, it can take in {partner.absorb_aircraft}",
            )
        for month, aircraft in sorted(by_month.items()):
            if aircraft > partner.absorb_aircraft_per_month:
                yield Breach(
                    {"partner": partner_id, "month": case.month(month)},
                    aircraft - partner.absorb_aircraft_per_month,
                    f"{aircraft} donated aircraft arrive,"
                    f" it can take in {partner.absorb_aircraft_per_month} a month",
                )


def max_units(case: Case) -> Iterator[Breach]:
    """partner.max_units: units in missions at the same time."""
    active: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for unit in case.units:
        if unit.partner is not None:
            active[unit.partner.id].update(range(unit.first, unit.end))
    for partner_id, by_month in sorted(active.items()):
        limit = case.scenario.partner_by_id[partner_id].max_units
        if found := worst({month: units - limit for month, units in by_month.items()}, COUNT):
            yield Breach(
                {"partner": partner_id, "month": case.month(found.month)},
                found.amount,
                f"{count(by_month[found.month], 'unit')} deployed, it can lead {limit}{found.others}",
            )


def caveat(case: Case) -> Iterator[Breach]:
    """partner.caveat: neither an excluded mission nor an excluded role."""
    for unit in case.units:
        if unit.partner is None or unit.demand is None:
            continue
        excluded = []
        if unit.demand.mission in unit.partner.caveat_missions:
            excluded.append(f"mission {unit.demand.mission}")
        if unit.demand.role in unit.partner.caveat_roles:
            excluded.append(f"role {unit.demand.role}")
        if excluded:
            yield Breach(
                {"unit": unit.id, "partner": unit.partner.id},
                sum(unit.aircraft),
                f"the partner excludes {' and '.join(excluded)}",
            )
