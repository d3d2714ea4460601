"""Names that must be unique, and names that must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.scenario.cascade import identifiers
from airlift.scenario.tables import TABLE_BY_NAME, TABLES
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from collections.abc import Container

    from airlift.scenario.issues import Issue
    from airlift.scenario.raw import RawScenario

__all__ = ["check_duplicates", "check_references"]

MOST_SUGGESTIONS = 500
"""Problems beyond which no name is suggested: the search takes long, and nobody reads so many."""


def check_duplicates(raw: RawScenario, issues: list[Issue]) -> None:
    """Report rows whose key a row above has; for one folder, before an overlay is laid over it."""
    for name, content in raw.tables.items():
        table = TABLE_BY_NAME[name]
        first: dict[tuple[str, ...], str] = {}
        for row in content.rows:
            if not all(row.values.get(column) not in (None, "") for column in table.needed_key):
                continue
            cells = (row.values.get(column) for column in table.key)
            key = tuple("" if cell is None else str(cell) for cell in cells)
            if key in first:
                column = table.needed_key[-1]
                message = f"{show(table.key_of(row.values))} is there already{first[key]}"
                hint = "give it another name, or remove one of the two"
                issues.append(row.place_of(column).issue("duplicate-id", column, message, hint))
            else:
                first[key] = f" in line {row.place.row}" if row.place.row is not None else ""


def check_references(raw: RawScenario, suspect: Container[tuple[str, int, str]], issues: list[Issue]) -> None:
    """Report identifiers that name no row.

    Parameters
    ----------
    raw : RawScenario
        All rows, those with other problems among them, so that one problem does not bring forth another.
    suspect : container of (str, int, str)
        Table, position and column of cells that have a problem already.
    issues : list of Issue
        Problems are added to it.
    """
    known = {
        name: {str(row.values.get("id")) for row in content.rows} for name, content in raw.tables.items()
    }
    for table in TABLES:
        for at, row in enumerate(raw.tables[table.name].rows if table.name in raw.tables else ()):
            for column, target in table.references:
                unread = target in raw.tables and raw.tables[target].broken
                if row.broken or unread or (table.name, at, column) in suspect:
                    continue
                names = known.get(target, set())
                for identifier in identifiers(row.values.get(column)):
                    if identifier not in names:
                        message = f"{show(identifier)} is not in {target}"
                        hint = f"add it to {target}, or correct it"
                        if len(issues) < MOST_SUGGESTIONS:
                            hint = did_you_mean(identifier, names, hint)
                        issues.append(row.place_of(column).issue("missing-reference", column, message, hint))
