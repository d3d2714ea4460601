"""Figures of level 2, sustainment: hours asked for and flown, serviceable tails, visits of each tail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from airlift.plans.banktime import bank_time, full_bank_h, line_shortfall
from airlift.plans.fleet import FleetPlan, UnitWeek
from airlift.plans.model import Plan
from airlift.plans.weeks import month_of_day
from airlift.scenario.model import Scenario

__all__ = ["FleetFigures", "TailFigures", "UnitMonth", "fleet_figures"]


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """A unit in the weeks of the window that begin in a month; `month` is empty for all of them together."""

    unit: str
    month: str
    weeks: int
    aircraft: float
    serviceable_tails: float
    asked_h: float
    flown_h: float
    unmet_h: float


@dataclass(frozen=True, slots=True)
class TailFigures:
    """A tail over its weeks. Days count from the first day of the window."""

    tail: str
    unit: str
    first_week: int
    weeks: int
    flight_h: float
    inspections: tuple[str, ...]
    first_dock_day: int | None
    days_in_visits: int
    bank_at_start_h: float
    least_bank_h: float
    bank_at_end_h: float


@dataclass(frozen=True, slots=True)
class FleetFigures:
    """A fleet over the window. `banks_h` has the bank time of each tail at the start of its weeks and at its end."""

    first_month: str
    weeks: int
    months: tuple[UnitMonth, ...]
    units: tuple[UnitMonth, ...]
    tails: tuple[TailFigures, ...]
    banks_h: dict[str, tuple[float, ...]]
    line_shortfall: dict[str, tuple[int, ...]]
    wasted_h: float
    ferry_h: float
    man_hours: float

    @property
    def asked_h(self) -> float:
        """Flight hours that the demands ask for."""
        return sum(row.asked_h for row in self.units)

    @property
    def flown_h(self) -> float:
        """Flight hours of all tails, ferry flights not included."""
        return sum(row.flown_h for row in self.units)

    @property
    def unmet_h(self) -> float:
        """Flight hours that are asked for and not flown."""
        return sum(row.unmet_h for row in self.units)

    @property
    def met_pct(self) -> float | None:
        """Share of the hours asked for that is flown; None where none are asked for."""
        return 100.0 * (1.0 - self.unmet_h / self.asked_h) if self.asked_h else None

    @property
    def serviceable_pct(self) -> float | None:
        """Serviceable tails of the deployed aircraft, on the average of all weeks."""
        deployed = sum(row.aircraft * row.weeks for row in self.units)
        if not deployed:
            return None
        return 100.0 * sum(row.serviceable_tails * row.weeks for row in self.units) / deployed

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data of JSON; bank times by week are left to the tables."""
        plain = ("first_month", "weeks", "asked_h", "flown_h", "unmet_h", "met_pct", "serviceable_pct", "wasted_h",
                 "ferry_h", "man_hours")  # fmt: skip
        rows = {name: [asdict(row) for row in getattr(self, name)] for name in ("units", "months", "tails")}
        return {name: getattr(self, name) for name in plain} | rows


def fleet_figures(scenario: Scenario, plan: Plan) -> FleetFigures | None:
    """Return the figures of a plan's fleet; None where sustainment was not planned."""
    fleet = plan.fleet
    if fleet is None:
        return None
    banks = bank_time(scenario, plan.allocation, fleet)
    by_month: defaultdict[tuple[str, str], list[UnitWeek]] = defaultdict(list)
    by_unit: defaultdict[str, list[UnitWeek]] = defaultdict(list)
    for row in sorted(fleet.unit_weeks, key=lambda row: (row.unit, row.week)):
        by_month[row.unit, month_of_day(fleet.first_month, 7 * row.week)].append(row)
        by_unit[row.unit].append(row)
    kind = {unit.id: unit.aircraft_type for unit in plan.allocation.units}
    return FleetFigures(
        first_month=fleet.first_month,
        weeks=fleet.weeks,
        months=tuple(_joined(unit, month, rows) for (unit, month), rows in by_month.items()),
        units=tuple(_joined(unit, "", rows) for unit, rows in by_unit.items()),
        tails=_tails(fleet, banks),
        banks_h=banks,
        line_shortfall={
            unit: _line(fleet, unit, banks, full_bank_h(scenario, kind[unit]))
            for unit in dict.fromkeys(tail.unit for tail in fleet.tails)
        },
        wasted_h=sum(visit.wasted_h for visit in fleet.visits),
        ferry_h=sum(visit.ferry_h for visit in fleet.visits),
        man_hours=sum(visit.man_hours for visit in fleet.visits),
    )


def _joined(unit: str, month: str, rows: Iterable[UnitWeek]) -> UnitMonth:
    weeks = list(rows)
    return UnitMonth(
        unit=unit,
        month=month,
        weeks=len(weeks),
        aircraft=sum(row.aircraft for row in weeks) / len(weeks),
        serviceable_tails=sum(len(row.serviceable_tails) for row in weeks) / len(weeks),
        asked_h=sum(row.asked_h for row in weeks),
        flown_h=sum(row.flight_h for row in weeks),
        unmet_h=sum(row.unmet_h for row in weeks),
    )


def _tails(fleet: FleetPlan, banks: dict[str, tuple[float, ...]]) -> tuple[TailFigures, ...]:
    rows = []
    for tail in fleet.tails:
        visits = sorted(
            (visit for visit in fleet.visits if visit.tail == tail.tail), key=lambda visit: visit.first_day
        )
        docked = [visit.first_day for visit in visits if visit.dock is not None]
        bank = banks[tail.tail]
        rows.append(
            TailFigures(
                tail=tail.tail,
                unit=tail.unit,
                first_week=tail.first_week,
                weeks=len(tail.flight_h),
                flight_h=sum(tail.flight_h),
                inspections=tuple("+".join(visit.inspections) for visit in visits),
                first_dock_day=docked[0] if docked else None,
                days_in_visits=sum(visit.days for visit in visits),
                bank_at_start_h=bank[0],
                least_bank_h=min(bank),
                bank_at_end_h=bank[-1],
            )
        )
    return tuple(rows)


def _line(fleet: FleetPlan, unit: str, banks: dict[str, tuple[float, ...]], full_h: float) -> tuple[int, ...]:
    """Tails that a unit lacks at the bank-time line, at the start of each week of the window."""
    tails = [tail for tail in fleet.tails if tail.unit == unit]
    return tuple(
        line_shortfall(
            [banks[t.tail][week - t.first_week] for t in tails if t.first_week <= week < t.end_week], full_h
        )
        for week in range(fleet.weeks)
    )
