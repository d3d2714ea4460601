"""Scenario folders to spoil: the tiny scenario on disk, and ways to change one cell of it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from airlift.scenario import check_source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["add_row", "drop_column", "places", "replace_text", "set_cell"]


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
