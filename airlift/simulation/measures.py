"""From the records of replications to figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray
from airlift.simulation.aircraft import Record
from airlift.simulation.estimates import Estimate, amount_of, difference_of_shares, mean_of, share_of
from airlift.simulation.results import (
    Cause,
    Difference,
    GroupShare,
    MissionSimulation,
    PostGap,
    ReachedPoint,
    Response,
    TimeShare,
    UnitHours,
)
from airlift.simulation.world import CATEGORIES, World

__all__ = ["differences_of", "mission_figures"]

_ZONE, _HOUR, _CATEGORY, _ADVANCED, _SURGERY, _OUTCOME = range(6)
_COLUMNS = {"advanced": _ADVANCED, "surgery": _SURGERY}
_POINTS_MIN = tuple(float(minute) for minute in range(10, 481, 10))
_QUANTILES = (50, 75, 90, 95)


class Table:
    """Casualties of all replications in one table, and the replication of each."""

    def __init__(self, world: World, records: Sequence[Record]) -> None:
        self.number = len(records)
        self.rows: FloatArray = np.array(
            [row for record in records for row in record.casualties], dtype=np.float64
        ).reshape(-1, 6)
        self._of = np.repeat(np.arange(self.number), [len(record.casualties) for record in records])
        clocks = world.clocks
        self.limits = {("advanced", category): clocks.advanced_min for category in range(len(CATEGORIES))} | {
            ("surgery", category): limit for category, limit in enumerate(clocks.limits_min)
        }

    def count(self, chosen: BoolArray) -> FloatArray:
        """Count chosen casualties by replication."""
        counts: FloatArray = np.bincount(self._of[chosen], minlength=self.number).astype(np.float64)
        return counts

    def category(self, category: int) -> BoolArray:
        """Say which casualties are of a category."""
        return np.asarray(self.rows[:, _CATEGORY] == category)

    def within(self, clock: str, minutes: float) -> BoolArray:
        """Say who is reached within so many minutes, float noise aside."""
        return np.asarray(self.rows[:, _COLUMNS[clock]] <= minutes + 1e-9)

    def in_time(self, clock: str, category: int) -> tuple[FloatArray, FloatArray]:
        """Casualties of a category who make a clock, and all of them, by replication."""
        members = self.category(category)
        hits = members & self.within(clock, self.limits[clock, category])
        return self.count(hits), self.count(members)


def mission_figures(world: World, records: Sequence[Record]) -> MissionSimulation:
    """Put the figures of a mission together."""
    table = Table(world, records)
    outcome = table.rows[:, _OUTCOME]
    return MissionSimulation(
        mission=world.mission,
        month=world.month,
        casualties=len(table.rows),
        in_hospital=int((outcome == 0).sum()),
        by_ground=int((outcome == 1).sum()),
        in_progress=int((outcome == 2).sum()),
        shares=tuple(_shares(world, table)),
        by_zone=tuple(_groups(table, _ZONE, [zone.id for zone in world.zones])),
        by_hour=tuple(_groups(table, _HOUR, [str(hour) for hour in range(24)])),
        responses=tuple(_responses(table)),
        hours=tuple(
            UnitHours(
                unit=unit.id,
                aircraft=unit.aircraft,
                hours=amount_of(
                    np.array([record.flight_min[unit.id] for record in records])
                    / (60.0 * unit.aircraft * world.days / 30.0)
                ),
            )
            for unit in world.units
        ),
        flown=tuple(
            Cause(kind, "", amount_of(np.array([float(record.flown[kind]) for record in records])))
            for kind in sorted({kind for record in records for kind in record.flown})
        ),
        causes=tuple(_causes(table, records)),
        posts=tuple(_posts(world, records)),
        stops=tuple(records[0].stops),
    )


def _shares(world: World, table: Table) -> Iterable[TimeShare]:
    planned = {("advanced", 0): world.planned_advanced_pct, ("surgery", 0): world.planned_surgery_pct}
    for number, category in enumerate(CATEGORIES):
        for clock in _COLUMNS:
            share = share_of(*table.in_time(clock, number))
            if share is not None:
                limit_min = table.limits[clock, number]
                yield TimeShare(category, clock, limit_min, share, planned.get((clock, number)))


def _groups(table: Table, column: int, names: Sequence[str]) -> Iterable[GroupShare]:
    """Shares of alpha casualties by zone or hour."""
    for number, name in enumerate(names):
        members = table.category(0) & (table.rows[:, column] == number)
        for clock in _COLUMNS:
            hits = members & table.within(clock, table.limits[clock, 0])
            share = share_of(table.count(hits), table.count(members))
            if share is not None:
                yield GroupShare(name, clock, share)


def _responses(table: Table) -> Iterable[Response]:
    for number, category in enumerate(CATEGORIES):
        members = table.category(number)
        everybody = table.count(members)
        for clock, column in _COLUMNS.items():
            if not members.any():
                continue
            minutes = np.sort(table.rows[members, column])
            points = []
            for minute in sorted({*_POINTS_MIN, table.limits[clock, number]}):
                share = share_of(table.count(members & table.within(clock, minute)), everybody)
                if share is not None:
                    points.append(ReachedPoint(minute, share))
            quantiles = {}
            for percent in _QUANTILES:
                value = float(minutes[max(0, -(-percent * len(minutes) // 100) - 1)])
                quantiles[str(percent)] = value if np.isfinite(value) else None
            yield Response(
                category, clock, table.limits[clock, number], len(minutes), quantiles, tuple(points)
            )


def _causes(table: Table, records: Sequence[Record]) -> Iterable[Cause]:
    ground = table.count(np.asarray(table.rows[:, _OUTCOME] == 1))
    if ground.any():
        yield Cause("casualty by ground", "nobody could come in time", amount_of(ground))
    for what, cause in sorted({key for record in records for key in record.causes if record.causes[key]}):
        counts = np.array([float(record.causes[what, cause]) for record in records])
        yield Cause(what, cause, amount_of(counts))


def _posts(world: World, records: Sequence[Record]) -> Iterable[PostGap]:
    for unit in world.units:
        for site in sorted({site for post in unit.posts for site in post}):
            place = (unit.id, site)
            yield PostGap(
                unit.id,
                site,
                amount_of(np.array([float(record.empty_min[place]) for record in records])),
                amount_of(np.array([float(record.empty_times[place]) for record in records])),
            )


def differences_of(
    worlds: tuple[World, World], records: tuple[Sequence[Record], Sequence[Record]]
) -> Iterable[Difference]:
    """Compare a mission of two plans, replication by replication."""
    mission = worlds[0].mission
    first, second = (Table(world, rows) for world, rows in zip(worlds, records, strict=True))
    for number, category in enumerate(CATEGORIES):
        for clock in _COLUMNS:
            before, after = first.in_time(clock, number), second.in_time(clock, number)
            change = difference_of_shares(*before, *after)
            a, b = share_of(*before), share_of(*after)
            if change is not None and a is not None and b is not None:
                yield Difference(mission, f"{category} {clock} in time", "points", a.mean, b.mean, change)
    ground = tuple(table.count(np.asarray(table.rows[:, _OUTCOME] == 1)) for table in (first, second))
    yield _difference(mission, "casualties by ground", "casualties", *ground)
    hours = tuple(np.array([sum(row.flight_min.values()) / 60.0 for row in rows]) for rows in records)
    yield _difference(mission, "flight hours", "h", *hours)
    for kind in sorted({kind for rows in records for row in rows for kind in row.flown}):
        flown = tuple(np.array([float(row.flown[kind]) for row in rows]) for rows in records)
        yield _difference(mission, f"{kind} flown", "tasks", *flown)
    empty = tuple(np.array([float(sum(row.empty_min.values())) for row in rows]) for rows in records)
    yield _difference(mission, "posts empty", "min", *empty)


def _difference(mission: str, what: str, unit: str, first: FloatArray, second: FloatArray) -> Difference:
    change: Estimate = mean_of(second - first)
    return Difference(mission, what, unit, float(first.mean()), float(second.mean()), change)
