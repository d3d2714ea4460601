"""Scenario folders to spoil: the tiny scenario with rows in every table, on disk, and ways to change a cell."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from airlift.scenario import check_source
from tests.scenarios import tiny_scenario, with_rows

if TYPE_CHECKING:
    from pathlib import Path

    from airlift.scenario import Scenario

__all__ = ["add_row", "drop_column", "full_scenario", "places", "replace_text", "set_cell"]


def full_scenario() -> Scenario:
    """Return the tiny scenario with a row in each table that it leaves empty."""
    scenario = tiny_scenario()
    scenario = with_rows(
        scenario,
        "consents",
        {"mission": "unmiss", "partner": "kenya", "first_month": "2022-06"},
        {"mission": "unmiss", "partner": "kenya", "aircraft_type": "500md", "first_month": "2022-09"},
        {"mission": "minusca", "partner": "rwanda", "aircraft_type": "mi-17", "probability_pct": 40},
    )
    scenario = with_rows(
        scenario,
        "inspections",
        {
            "id": "md-100",
            "aircraft_type": "500md",
            "name": "100 h",
            "every_flight_hours": 100,
            "days": 2,
            "man_hours": 60,
            "place": "base",
        },
        {
            "id": "md-overhaul",
            "aircraft_type": "500md",
            "name": "Overhaul",
            "every_flight_hours": 1750,
            "days": 60,
            "man_hours": 0,
            "place": "away",
        },
        {
            "id": "md-annual",
            "aircraft_type": "500md",
            "name": "Yearly",
            "every_months": 12,
            "days": 1,
            "man_hours": 10,
            "place": "site",
        },
    )
    scenario = with_rows(
        scenario,
        "tails",
        {
            "id": "ks-101",
            "partner": "kenya",
            "aircraft_type": "500md",
            "hours_since_overhaul": 1749.5,
            "inspected_month": "2022-03",
        },
        {
            "id": "fas-2",
            "partner": "el-salvador",
            "aircraft_type": "500md",
            "hours_since_overhaul": 0,
            "inspected_month": "2021-12",
        },
    )
    scenario = with_rows(
        scenario,
        "zones",
        {
            "id": "terekeka-road",
            "mission": "unmiss",
            "name": "Terekeka road",
            "latitude_deg": 5.4,
            "longitude_deg": 31.7,
            "elevation_ft": 1420,
            "hot_day_c": 38,
            "events_per_month": 2.5,
        },
    )
    months = {"first_month": "2022-01", "last_month": "2023-12"}
    scenario = with_rows(
        scenario,
        "spares",
        {
            "id": "stock",
            "provider": "Army",
            "aircraft_type": "500md",
            "flight_hours_per_month": 400,
            **months,
        },
    )
    scenario = with_rows(
        scenario, "parity_targets", {"year": 2022, "target_pct": 9}, {"year": 2023, "target_pct": 10}
    )
    scenario = with_rows(
        scenario,
        "concessions",
        {"id": "crew", "rule": "crew.available", "usd_per_unit": 200_000, "most": 6},
        {"id": "dock", "rule": "base.docks", "usd_per_unit": 3000, "most": 60},
    )
    return with_rows(
        scenario,
        "pledges",
        {"id": "more", "name": "More", "kind": "aircraft", "amount": 2, "lot": "rok-1"},
        {
            "id": "own",
            "name": "Own",
            "kind": "aircraft",
            "amount": 2,
            "partner": "rwanda",
            "aircraft_type": "mi-17",
        },
        {
            "id": "new",
            "name": "New",
            "kind": "aircraft",
            "amount": 3,
            "donor": "can",
            "aircraft_type": "mi-17",
            "mission": "unmiss",
            **months,
        },
        {
            "id": "crews",
            "name": "Crews",
            "kind": "crews",
            "amount": 3,
            "partner": "kenya",
            "aircraft_type": "500md",
        },
        {"id": "hands", "name": "Hands", "kind": "technicians", "amount": 9, "partner": "kenya"},
        {"id": "seats", "name": "Seats", "kind": "seats", "amount": 1, "course": "tpp-crew"},
        {
            "id": "usa-more",
            "name": "US",
            "kind": "money",
            "amount": 1e6,
            "sponsor": "usa",
            "first_month": "2023-01",
        },
        {
            "id": "tied",
            "name": "Tied",
            "kind": "money",
            "amount": 0.5,
            "donor": "rok",
            "cost_kind": "shipping",
            **months,
        },
        {"id": "dock", "name": "Dock", "kind": "docks", "amount": 1, "maintenance_base": "juba-hangar"},
        {
            "id": "yes",
            "name": "Yes",
            "kind": "consent",
            "amount": 1,
            "mission": "minusca",
            "partner": "rwanda",
            "first_month": "2023-01",
        },
    )


def places(source: Path | str) -> list[tuple[str, str, int | None, str | None]]:
    """Return code, file, row and column of everything that is wrong."""
    return [(issue.code, issue.file, issue.row, issue.column) for issue in check_source(source)]


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def set_cell(folder: Path, table: str, key: str, /, **cells: str) -> int:
    """Change cells of the row whose first columns make `key`; return its line."""
    path = folder / f"{table}.csv"
    columns, rows = _read(path)
    for at, row in enumerate(rows):
        if key in (row[columns[0]], f"{row[columns[0]]}.{row[columns[1]]}"):
            row.update(cells)
            _write(path, columns, rows)
            return at + 2
    raise LookupError(key)


def add_row(folder: Path, table: str, like: str, /, **cells: str) -> int:
    """Append a changed copy of the row whose first cell is `like`; return its line."""
    path = folder / f"{table}.csv"
    columns, rows = _read(path)
    copy = next(row for row in rows if row[columns[0]] == like)
    _write(path, columns, [*rows, copy | cells])
    return len(rows) + 2


def drop_column(folder: Path, table: str, column: str) -> None:
    """Take a column out of a table."""
    path = folder / f"{table}.csv"
    columns, rows = _read(path)
    _write(path, [name for name in columns if name != column], rows)


def replace_text(path: Path, old: str, new: str) -> int:
    """Replace text that stands once in a file; return its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
