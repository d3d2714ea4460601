"""Limits that sustainment and standby fed back to matching, in the round whose plan was kept."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.bases import man_hours_by_month
from airlift.checker.breach import Breach, figure, worst
from airlift.checker.case import Case
from airlift.checker.tolerances import COUNT, QUANTITY
from airlift.plans import Limit

__all__ = ["LIMITED", "asked_of", "limits"]

LIMITED = (("maintenance_bases", "man_hours_per_month"), ("demands", "min_unit"))
"""Table and column of the cells that a limit may tighten."""


def asked_of(case: Case, limit: Limit) -> float | None:
    """Value that the scenario has in the cell of a limit; None where there is no such cell."""
    if (limit.table, limit.column) not in LIMITED:
        return None
    rows = {row.id: row for row in getattr(case.scenario, limit.table)}
    return None if limit.row not in rows else float(getattr(rows[limit.row], limit.column))


def limits(case: Case) -> Iterator[Breach]:
    """plan.limits: man-hours of a base within the lower limit, units of a demand no smaller than the higher one."""
    for limit in (limit for row in case.plan.rounds if row.kept for limit in row.limits):
        match (limit.table, limit.column):
            case ("maintenance_bases", "man_hours_per_month"):
                yield from _man_hours(case, limit)
            case ("demands", "min_unit"):
                yield from _units(case, limit)


def _man_hours(case: Case, limit: Limit) -> Iterator[Breach]:
    by_month = man_hours_by_month(case).get(limit.row, {})
    if found := worst({month: hours - limit.limit for month, hours in by_month.items()}, QUANTITY):
        yield Breach(
            {"base": limit.row, "month": case.month(found.month)},
            found.amount,
            f"{figure(by_month[found.month])} man-hours needed, {figure(limit.limit)} can be kept up{found.others}",
            "man-hours",
        )


def _units(case: Case, limit: Limit) -> Iterator[Breach]:
    for unit in case.units:
        if unit.demand is None or unit.demand.id != limit.row:
            continue
        if found := worst({month: limit.limit - aircraft for month, aircraft in unit.months()}, COUNT):
            yield Breach(
                {"unit": unit.id, "month": case.month(found.month)},
                found.amount,
                f"{unit.aircraft_in(found.month)} aircraft, standby asks for {figure(limit.limit)}{found.others}",
                "aircraft",
            )
