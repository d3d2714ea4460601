"""Units: size, tour, rotation months, hand-over, number at a demand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, worst
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.checker.tolerances import COUNT
from airlift.scenario.phrases import count

__all__ = ["handover", "maximum_size", "minimum_size", "minimum_tour", "per_demand", "rotation"]


def minimum_size(case: Case) -> Iterator[Breach]:
    """unit.minimum_size: at least the demand's `min_unit` aircraft in every month."""
    for unit in case.units:
        if unit.demand is None:
            continue
        least = unit.demand.min_unit
        if found := worst({month: least - aircraft for month, aircraft in unit.months()}, COUNT):
            yield Breach(
                {"unit": unit.id, "month": case.month(found.month)},
                found.amount,
                f"{unit.aircraft_in(found.month)} aircraft, a useful unit has {least}{found.others}",
            )


def maximum_size(case: Case) -> Iterator[Breach]:
    """unit.maximum_size: at most the demand's `max_unit` aircraft in every month."""
    for unit in case.units:
        if unit.demand is None:
            continue
        most = unit.demand.max_unit
        if found := worst({month: aircraft - most for month, aircraft in unit.months()}, COUNT):
            yield Breach(
                {"unit": unit.id, "month": case.month(found.month)},
                found.amount,
                f"{unit.aircraft_in(found.month)} aircraft, the demand allows {most} in a unit{found.others}",
            )


def minimum_tour(case: Case) -> Iterator[Breach]:
    """unit.minimum_tour: at least the minimum tour, unless the unit stays until the demand's window ends."""
    least = case.scenario.policy.matching.min_tour_months.value
    for unit in case.units:
        if unit.demand is None or unit.end == case.windows[unit.demand.id][1]:
            continue
        if len(unit.aircraft) < least:
            yield Breach(
                {"unit": unit.id},
                least - len(unit.aircraft),
                f"deployed for {count(len(unit.aircraft), 'month')}, the minimum tour is {least}",
            )


def rotation(case: Case) -> Iterator[Breach]:
    """unit.rotation: arrival, change of size and departure in rotation months, counted from the start.

    A unit may also leave when its demand's window or the horizon ends. By the months to the nearest rotation.
    """
    every = case.scenario.policy.matching.rotation_every_months.value
    for unit in case.units:
        ends = {case.scenario.horizon_months}
        if unit.demand is not None:
            ends.add(case.windows[unit.demand.id][1])
        changes = [
            month for month, _ in unit.months() if unit.aircraft_in(month) != unit.aircraft_in(month - 1)
        ]
        if unit.end not in ends:
            changes.append(unit.end)
        if found := worst({month: min(month % every, -month % every) for month in changes}, COUNT):
            does = (
                "arrives"
                if found.month == unit.first
                else "leaves"
                if found.month == unit.end
                else "changes its size"
            )
            yield Breach(
                {"unit": unit.id, "month": case.month(found.month)},
                found.amount,
                f"the unit {does} outside the rotation, every {count(every, 'month')}"
                f" from {case.month(0)} on{found.others}",
            )


def handover(case: Case) -> Iterator[Breach]:
    """unit.handover: a relief comes at least the overlap before the other unit's first month away.

    A unit that comes later than that and no more than an overlap after the other's end counts as its relief;
    one that comes later still is a new deployment after a gap. The end of the demand's window asks for no
    relief.
    """
    overlap = case.scenario.policy.matching.handover_overlap_months.value
    if overlap == 0:
        return
    for demand_id, units in _by_demand(case).items():
        window_end = case.windows[demand_id][1]
        for left in units:
            if left.end >= window_end:
                continue
            for relief in units:
                if relief is not left and left.end - overlap < relief.first <= left.end + overlap:
                    yield Breach(
                        {"demand": demand_id, "unit": relief.id, "month": case.month(relief.first)},
                        relief.first - (left.end - overlap),
                        f"unit {left.id} leaves in {case.month(left.end)}: its relief must come by"
                        f" {case.month(left.end - overlap)}",
                    )


def per_demand(case: Case) -> Iterator[Breach]:
    """unit.per_demand: units at a demand at the same time, and of them at most one of each partner."""
    limit = case.scenario.policy.matching.max_units_per_demand.value
    for demand_id, units in _by_demand(case).items():
        active: Counter[int] = Counter()
        of_partner: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for unit in units:
            active.update(range(unit.first, unit.end))
            if unit.partner is not None:
                of_partner[unit.partner.id].update(range(unit.first, unit.end))
        if found := worst({month: n - limit for month, n in active.items()}, COUNT):
            yield Breach(
                {"demand": demand_id, "month": case.month(found.month)},
                found.amount,
                f"{count(active[found.month], 'unit')} at the same time, {limit} are allowed{found.others}",
            )
        for partner_id, by_month in sorted(of_partner.items()):
            if found := worst({month: n - 1 for month, n in by_month.items()}, COUNT):
                yield Breach(
                    {"demand": demand_id, "partner": partner_id, "month": case.month(found.month)},
                    found.amount,
                    f"{count(by_month[found.month], 'unit')} of one partner at the same time{found.others}",
                )


def _by_demand(case: Case) -> dict[str, list[Deployment]]:
    groups: defaultdict[str, list[Deployment]] = defaultdict(list)
    for unit in case.units:
        if unit.demand is not None:
            groups[unit.demand.id].append(unit)
    return dict(sorted(groups.items()))
