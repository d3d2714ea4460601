"""Donated lots: gate, lead time, supply, rate of refurbishment, who may receive them, how firm they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, worst
from airlift.checker.case import Case
from airlift.checker.decisions import Arrival
from airlift.checker.tolerances import COUNT
from airlift.scenario.base import PLEDGE_STATES

__all__ = ["gate", "lead_time", "partners", "refurbishment_rate", "state", "supply"]


def gate(case: Case) -> Iterator[Breach]:
    """lot.gate: not before gate month, offered month and horizon; at most once."""
    scenario = case.scenario
    for row in case.plan.allocation.gates:
        lot = scenario.lot_by_id.get(row.lot)
        if lot is None:
            continue
        month = scenario.month_index(row.month)
        earliest = max(0, scenario.month_index(lot.gate_month), scenario.month_index(lot.offered_month))
        where = {"lot": lot.id, "month": row.month}
        if month < earliest:
            yield Breach(where, earliest - month, f"the gate cannot be passed before {case.month(earliest)}")
    passed = Counter(row.lot for row in case.plan.allocation.gates if row.lot in scenario.lot_by_id)
    for lot_id, times in sorted(passed.items()):
        if times > 1:
            yield Breach({"lot": lot_id}, times - 1, f"the gate is passed in {times} rows, once is enough")


def lead_time(case: Case) -> Iterator[Breach]:
    """lot.lead_time: arrival not before gate + refurbishment + shipping."""
    for arrival in case.arrivals:
        lot = arrival.lot
        where = {"lot": lot.id, "partner": arrival.partner.id, "month": case.month(arrival.month)}
        if lot.id not in case.gates:
            yield Breach(
                where, max(1, arrival.lead_months), "aircraft arrive though the lot never passes its gate"
            )
            continue
        earliest = case.gates[lot.id] + arrival.lead_months
        if arrival.month < earliest:
            yield Breach(
                where, earliest - arrival.month, f"aircraft cannot arrive before {case.month(earliest)}"
            )


def supply(case: Case) -> Iterator[Breach]:
    """lot.supply: no more aircraft than the lot has."""
    for arrivals in _by_lot(case).values():
        lot, total = arrivals[0].lot, sum(arrival.aircraft for arrival in arrivals)
        if total > lot.aircraft:
            yield Breach(
                {"lot": lot.id}, total - lot.aircraft, f"{total} aircraft handed over of {lot.aircraft}"
            )


def refurbishment_rate(case: Case) -> Iterator[Breach]:
    """lot.refurbishment_rate: arrivals so far <= rate x months since the first possible arrival."""
    for arrivals in _by_lot(case).values():
        lot = arrivals[0].lot
        if lot.id not in case.gates:
            continue
        earliest = case.gates[lot.id] + arrivals[0].lead_months
        excess: dict[int, float] = {}
        for month in sorted({arrival.month for arrival in arrivals if arrival.month >= earliest}):
            arrived = sum(arrival.aircraft for arrival in arrivals if arrival.month <= month)
            excess[month] = arrived - lot.refurbishment_per_month * (month - earliest + 1)
        if found := worst(excess, COUNT):
            yield Breach(
                {"lot": lot.id, "month": case.month(found.month)},
                found.amount,
                f"more aircraft arrived than {lot.refurbishment_per_month} a month allow{found.others}",
            )


def partners(case: Case) -> Iterator[Breach]:
    """lot.partners: only to the partners that the donor names."""
    for arrival in case.arrivals:
        if arrival.lot.partners and arrival.partner.id not in arrival.lot.partners:
            yield Breach(
                {
                    "lot": arrival.lot.id,
                    "partner": arrival.partner.id,
                    "month": case.month(arrival.month),
                },
                arrival.aircraft,
                f"the donor gives this lot only to {', '.join(arrival.lot.partners)}",
            )


def state(case: Case) -> Iterator[Breach]:
    """lot.state: a lot that passes its gate is at least as firm as the policy's least state; by its aircraft."""
    least = case.scenario.policy.matching.least_pledge_state.value
    for lot_id in sorted(case.gates):
        lot = case.scenario.lot_by_id[lot_id]
        if PLEDGE_STATES.index(lot.state) < PLEDGE_STATES.index(least):
            yield Breach(
                {"lot": lot_id, "month": case.month(case.gates[lot_id])},
                lot.aircraft,
                f"the gate is passed on a pledge that is {lot.state}, the plan counts on {least} ones",
            )


def _by_lot(case: Case) -> dict[str, list[Arrival]]:
    groups: defaultdict[str, list[Arrival]] = defaultdict(list)
    for arrival in case.arrivals:
        groups[arrival.lot.id].append(arrival)
    return dict(sorted(groups.items()))
