"""What goes with a row that is removed: the rows and list entries that refer to it.

A list that names who may, such as the partners of a lot, means *any* when it is empty. Removing its last
entry would turn a restriction into a permission, so the row goes instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from airlift.scenario.tables import TABLES, Table

if TYPE_CHECKING:
    from airlift.scenario.raw import RawRow, RawScenario

__all__ = ["identifiers", "remove_rows"]


def identifiers(value: Any) -> list[str]:
    """Return the identifiers in a raw cell, text with semicolons or a list; none for other values."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if isinstance(value, (list, tuple)):
        return [part for part in value if isinstance(part, str)]
    return []


def remove_rows(raw: RawScenario, gone: dict[str, set[str]], own_files: set[str]) -> None:
    """Remove rows by name, and what refers to them, until nothing refers to a removed row.

    Cells that stand in `own_files` stay as they are: what the author of the overlay wrote is not dropped in
    silence but reported when it refers to a removed row. So is a demand whose home base, the first of its
    sites, goes: another site would take its place.
    """
    donors = _donors(raw)
    gone = {name: set(keys) for name, keys in gone.items()}
    for table in TABLES:
        _drop(raw, table, gone.get(table.name, set()))
    growing = True
    while growing:
        lost_donors = donors - _donors(raw)
        growing = False
        for table in TABLES:
            dangling = _prune(raw, table, gone, lost_donors, own_files)
            _drop(raw, table, dangling)
            if not dangling <= gone.setdefault(table.name, set()):
                gone[table.name] |= dangling
                growing = True


def _donors(raw: RawScenario) -> set[str]:
    lots = raw.tables.get("lots")
    return {str(row.values.get("donor")) for row in lots.rows} if lots is not None else set()


def _drop(raw: RawScenario, table: Table, keys: set[str]) -> None:
    if keys and table.name in raw.tables:
        rows = raw.tables[table.name].rows
        rows[:] = [row for row in rows if table.key_of(row.values) not in keys]


def _prune(
    raw: RawScenario, table: Table, gone: dict[str, set[str]], lost_donors: set[str], own_files: set[str]
) -> set[str]:
    """Take removed identifiers out of a table's lists; return the names of rows that must go."""
    dangling: set[str] = set()
    if table.name not in raw.tables:
        return dangling
    rows = raw.tables[table.name].rows
    for at, row in enumerate(rows):
        for column, target in table.references:
            lost = gone.get(target)
            if not lost or row.place_of(column).file in own_files:
                continue
            old = identifiers(row.values.get(column))
            left = [identifier for identifier in old if identifier not in lost]
            if len(left) == len(old) or (column == "sites" and old[0] in lost):
                continue
            if not left and column not in table.forbidding:
                dangling.add(table.key_of(row.values))
            else:
                rows[at] = row = replace(row, values=row.values | {column: left})
        if _refers_otherwise(table, row, gone, lost_donors) and row.place.file not in own_files:
            dangling.add(table.key_of(row.values))
    return dangling


def _refers_otherwise(table: Table, row: RawRow, gone: dict[str, set[str]], lost_donors: set[str]) -> bool:
    """Whether a row refers to something removed in a way that is not an identifier of another table."""
    if table.name == "earmarks" or (table.name == "pledges" and row.values.get("kind") == "money"):
        return row.values.get("donor") in lost_donors
    if table.name == "provenance":
        return str(row.values.get("row")) in gone.get(str(row.values.get("table")), set())
    return False
