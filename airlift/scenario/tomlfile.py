"""`scenario.toml`: its values, and the line on which each stands."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from airlift.scenario.files import read_text
from airlift.scenario.raw import Place

if TYPE_CHECKING:
    from pathlib import Path

    from airlift.scenario.issues import Issue

__all__ = ["read_toml"]

_AT = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)
_TABLE = re.compile(r"\s*\[\s*([\w.\- \"']+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\- \"']+?)\s*=\s*(.*)$", re.DOTALL)
_MULTILINE = ('"""', "'''")


def read_toml(path: Path, label: str, issues: list[Issue]) -> tuple[dict[str, Any], dict[str, Place]] | None:
    """Return the values of a TOML file and their places by dotted name, or None after adding an issue."""
    text = read_text(path, Place(label), issues)
    if text is None:
        return None
    try:
        values = tomllib.loads(text)
    except RecursionError:
        issues.append(Place(label).issue("bad-toml", None, "is nested too deeply", "flatten it"))
        return None
    except ValueError as error:  # TOMLDecodeError, or an integer beyond Python's limit of digits
        found = _AT.match(str(error))
        what = found["what"] if found else str(error)
        line = int(found["line"]) if found and found["line"] else None
        place = f"column {found['column']}: " if found and found["column"] else ""
        message = f"cannot be read as TOML: {place}{what}"
        issues.append(Place(label, line).issue("bad-toml", None, message, "mend this line"))
        return None
    return values, _places(text, label)


def _places(text: str, label: str) -> dict[str, Place]:
    """Find the line of each table and key of a valid document, passing over multi-line text."""
    places: dict[str, Place] = {}
    table = ""
    closing = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if closing:
            if closing in line:
                closing = ""
            continue
        if found := _TABLE.match(line):
            table = _dotted(found[1])
            places.setdefault(table, Place(label, number))
        elif found := _KEY.match(line):
            name = _dotted(found[1])
            places.setdefault(f"{table}.{name}" if table else name, Place(label, number))
            closing = next((mark for mark in _MULTILINE if found[2].count(mark) == 1), "")
    return places


def _dotted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
