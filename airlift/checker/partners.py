"""Partners: absorption, number of units, caveats, readiness, deployable aircraft."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, worst
from airlift.checker.case import Case
from airlift.checker.tolerances import COUNT
from airlift.scenario.offers import Partner
from airlift.scenario.phrases import count

__all__ = ["absorption", "caveat", "deployable", "max_units", "readiness"]


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


def readiness(case: Case) -> Iterator[Breach]:
    """partner.readiness: first month not before the lead time of the partner's PCRS level, from the start."""
    for unit in case.units:
        if unit.partner is None:
            continue
        lead = _lead_months(case, unit.partner)
        if unit.first < lead:
            yield Breach(
                {"unit": unit.id, "month": case.month(unit.first)},
                lead - unit.first,
                f"PCRS level {unit.partner.readiness_level} lets it deploy from {case.month(lead)} on",
            )


def deployable(case: Case) -> Iterator[Breach]:
    """fleet.deployable: own deployable aircraft + the deployable share of the donated ones, rounded down."""
    policy = case.scenario.policy.matching
    share = policy.donated_deployable_pct.value / 100.0
    deployed: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for unit in case.units:
        if unit.partner is not None and unit.aircraft_type is not None:
            deployed[unit.partner.id, unit.aircraft_type.id].update(dict(unit.months()))
    for (partner_id, type_id), by_month in sorted(deployed.items()):
        own = case.scenario.fleet_by_key.get((partner_id, type_id))
        own_aircraft = own.deployable_aircraft if own else 0
        donated = Counter[int]()
        for arrival in case.arrivals:
            if arrival.partner.id == partner_id and arrival.lot.aircraft_type == type_id:
                donated[arrival.month + policy.work_up_months.value] += arrival.aircraft
        limits = {
            month: own_aircraft
            + math.floor(share * sum(n for ready, n in donated.items() if ready <= month) + 1e-9)
            for month in by_month
        }
        if found := worst({month: n - limits[month] for month, n in by_month.items()}, COUNT):
            yield Breach(
                {"partner": partner_id, "type": type_id, "month": case.month(found.month)},
                found.amount,
                f"{by_month[found.month]} aircraft deployed,"
                f" {limits[found.month]} are deployable{found.others}",
            )


def _lead_months(case: Case, partner: Partner) -> int:
    policy = case.scenario.policy.matching
    return {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }[partner.readiness_level].value
