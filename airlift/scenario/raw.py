"""A scenario as it was read, before anything is believed: cells, and the place of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from airlift.scenario.issues import Issue

__all__ = ["Place", "RawRow", "RawScenario", "RawTable"]


LONGEST_COLUMN = 120


def _plain(name: str) -> str:
    """Return a name that may be anything a file holds, fit to be printed on one line."""
    text = name if name.isprintable() else repr(name)[1:-1]
    return text if len(text) <= LONGEST_COLUMN else f"{text[: LONGEST_COLUMN - 3]}..."


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands.

    Parameters
    ----------
    file : str
        File, relative to the scenario; files of a base carry the base's name before theirs.
    row : int or None
        Line as an editor counts it.
    prefix : str
        What stands before a column to name it in the file, such as `lots.2.` in JSON.
    """

    file: str
    row: int | None = None
    prefix: str = ""

    def issue(self, code: str, column: str | None, message: str, hint: str) -> Issue:
        """Return an issue at this place."""
        name = f"{self.prefix}{column}" if column is not None else self.prefix.rstrip(".") or None
        return Issue(code, self.file, self.row, name and _plain(name), message, hint)


@dataclass(slots=True)
class RawRow:
    """Cells of one row.

    Parameters
    ----------
    values : dict
        Cell by column: text from CSV, typed values from JSON.
    place : Place
        Where the row begins.
    text : bool
        Whether numbers are written as text, as in CSV.
    unread : frozenset of str
        Columns that the whole table lacks, so that their absence is not reported row by row.
    broken : bool
        Whether the row cannot be read; it still names its key, so that references to it are not called
        missing.
    places : dict
        Place of a cell that stands elsewhere, by column (patched by an overlay).
    """

    values: dict[str, Any]
    place: Place
    text: bool
    unread: frozenset[str] = frozenset()
    broken: bool = False
    places: dict[str, Place] = field(default_factory=dict)

    def place_of(self, column: str | None) -> Place:
        """Where a cell stands."""
        return self.place if column is None else self.places.get(column, self.place)


@dataclass(slots=True)
class RawTable:
    """Rows of one table; `broken` when not even the keys of all of them could be read."""

    place: Place
    rows: list[RawRow] = field(default_factory=list)
    broken: bool = False


@dataclass(slots=True)
class RawScenario:
    """Everything that was read of one scenario.

    Parameters
    ----------
    place : Place
        The file that holds name and policy.
    head : dict
        Top-level values by name.
    policy : dict of dict
        Policy values by section and name.
    places : dict
        Place by dotted name (`horizon_months`, `policy.crew`, `policy.crew.duty_h_per_day`).
    tables : dict
        Table by name; a table without a file is absent.
    """

    place: Place
    head: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)

    def place_of(self, name: str) -> Place:
        """Place of a top-level or policy value, else of the nearest known name above it, else of the file."""
        while name:
            if name in self.places:
                return self.places[name]
            name = name.rpartition(".")[0]
        return self.place

    def table_place(self, table: str) -> Place:
        """Where a table would stand that is absent."""
        folder, slash, file = self.place.file.rpartition("/")
        if file.endswith(".json"):
            return Place(self.place.file, None, table)
        return Place(f"{folder}{slash}{table}.csv")
