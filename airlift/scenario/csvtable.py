"""One table from a CSV file: cells as text, each row with the line on which it begins."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from airlift.scenario.files import MAX_ROWS, read_text, too_many_rows
from airlift.scenario.raw import Place, RawRow, RawTable
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Iterator
    from pathlib import Path

    from airlift.scenario.issues import Issue
    from airlift.scenario.tables import Table

__all__ = ["MAX_COLUMNS", "read_table"]

MAX_COLUMNS = 200


def read_table(path: Path, label: str, table: Table, issues: list[Issue], *, patch: bool) -> RawTable:
    """Read one CSV file.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        How the file is called in issues.
    table : Table
        What it should hold.
    issues : list of Issue
        Problems are added to it.
    patch : bool
        Whether the rows patch those of a base, so that only the key columns must be present.
    """
    result = RawTable(Place(label))
    text = read_text(path, result.place, issues)
    if text is None:
        result.broken = True
        return result
    # newline="" leaves line ends inside quotes as they are.
    lines = _rows(csv.reader(io.StringIO(text, newline=""), strict=True), label, issues)
    header: list[str] | None = None
    unread: frozenset[str] = frozenset()
    for line, cells in lines:
        if cells is None:
            result.broken = True
            break
        if header is None:
            header = [cell.strip(" \t") for cell in cells]
            missing = _check_header(header, Place(label, line), table, issues, patch=patch)
            if missing is None:
                result.broken = True
                break
            unread = frozenset(missing)
            result.broken = not unread.isdisjoint(table.key)
            continue
        if len(result.rows) == MAX_ROWS:
            issues.append(too_many_rows(result.place))
            result.broken = True
            break
        result.rows.append(_row(header, cells, Place(label, line), table, unread, issues))
    return result


def _rows(reader: CsvReader, label: str, issues: list[Issue]) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the line on which each row begins with its cells; None once the file cannot be read further."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = 'close every quote, and double a quote inside quotes ("")'
            issues.append(Place(label, line).issue("bad-csv", None, f"cannot be read as CSV: {error}", hint))
            yield line, None
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _check_header(
    header: list[str], place: Place, table: Table, issues: list[Issue], *, patch: bool
) -> list[str] | None:
    """Check the names of the columns; return the missing ones, or None where no row can be read."""
    fields = table.row.model_fields
    if len(header) > MAX_COLUMNS:
        message = f"has {len(header)} columns; at most {MAX_COLUMNS} are read"
        issues.append(place.issue("too-large", None, message, "check that it is the right file"))
        return None
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        message = "has columns that are not separated by commas"
        issues.append(place.issue("bad-csv", None, message, "save it as CSV with commas"))
        return None
    for column in sorted({column for column in header if header.count(column) > 1}):
        message = f"{show(column)} is the name of {header.count(column)} columns"
        issues.append(place.issue("duplicate-column", column, message, "keep one of them"))
    unknown = sorted(set(header) - set(fields))
    for column in unknown:
        hint = did_you_mean(column, set(fields) - set(header), f"columns are {', '.join(fields)}")
        issues.append(
            place.issue("unknown-column", column, f"{show(column)} is not a column of {table.name}", hint)
        )
    needed = (
        table.needed_key if patch else tuple(name for name, field in fields.items() if field.is_required())
    )
    missing = [column for column in needed if column not in header]
    for column in missing:
        description = fields[column].description
        hint = f"add it: {description}" if description else "add it"
        issues.append(place.issue("missing-column", column, f"the column {column} is missing", hint))
    return None if patch and missing else missing


def _row(
    header: list[str],
    cells: list[str],
    place: Place,
    table: Table,
    unread: frozenset[str],
    issues: list[Issue],
) -> RawRow:
    fields = table.row.model_fields
    values = {
        column: cell.strip(" \t") for column, cell in zip(header, cells, strict=False) if column in fields
    }
    broken = len(cells) != len(header)
    if broken:
        message = f"has {len(cells)} cells where the header has {len(header)}"
        hint = "put text with commas in quotes" if len(cells) > len(header) else "add the missing commas"
        issues.append(place.issue("ragged-row", None, message, hint))
    return RawRow(values, place, text=True, unread=unread, broken=broken)
