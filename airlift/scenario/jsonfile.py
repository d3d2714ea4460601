"""A scenario from one JSON file: the same content as the folder, places as dotted paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from airlift.scenario.files import MAX_ROWS, read_text, too_many_rows
from airlift.scenario.model import Head
from airlift.scenario.raw import Place, RawRow, RawScenario, RawTable
from airlift.scenario.tables import TABLE_BY_NAME
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from pathlib import Path

    from airlift.scenario.issues import Issue

__all__ = ["read_json"]

_AT = re.compile(r"(?P<what>.*) at line (?P<line>\d+) column (?P<column>\d+)$", re.DOTALL)


def read_json(path: Path, label: str, issues: list[Issue]) -> RawScenario | None:
    """Read a JSON file, or return None after adding an issue."""
    place = Place(label)
    text = read_text(path, place, issues)
    if text is None:
        return None
    if "\\u0000" in text:
        issues.append(place.issue("bad-json", None, "holds a NUL character (\\u0000)", "remove it"))
        return None
    try:
        data = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        found = _AT.match(str(error))
        what = f"column {found['column']}: {found['what']}" if found else str(error)
        where = Place(label, int(found["line"])) if found else place
        issues.append(where.issue("bad-json", None, f"cannot be read as JSON: {what}", "mend this place"))
        return None
    if not isinstance(data, dict):
        hint = "write the object that `airlift schema` describes"
        issues.append(place.issue("not-a-scenario", None, f"holds {show(data)}, not an object", hint))
        return None
    return _raw(data, place, issues)


def _raw(data: dict[str, Any], place: Place, issues: list[Issue]) -> RawScenario:
    raw = RawScenario(place)
    known = {*Head.model_fields, "policy", *TABLE_BY_NAME}
    for name, value in data.items():
        if name in Head.model_fields:
            raw.head[name] = value
        elif name == "policy":
            if isinstance(value, dict):
                raw.policy = value
            else:
                message = f"{show(value)} is not a table of values"
                issues.append(place.issue("not-a-table", name, message, "write sections with their values"))
        elif name in TABLE_BY_NAME:
            raw.tables[name] = _table(name, value, place, issues)
        else:
            hint = did_you_mean(name, known - set(data), "remove it")
            issues.append(
                place.issue("unknown-key", name, f"{show(name)} has no meaning in a scenario", hint)
            )
    return raw


def _table(name: str, value: object, place: Place, issues: list[Issue]) -> RawTable:
    result = RawTable(Place(place.file, None, name))
    if not isinstance(value, list):
        message = f"{show(value)} is not a list of rows"
        issues.append(result.place.issue("not-a-list", None, message, "write a list"))
        result.broken = True
        return result
    if len(value) > MAX_ROWS:
        issues.append(too_many_rows(result.place))
        result.broken = True
        return result
    for index, row in enumerate(value):
        where = Place(place.file, None, f"{name}.{index}.")
        if isinstance(row, dict):
            result.rows.append(RawRow(row, where, text=False))
        else:
            message = f"{show(row)} is not a row"
            issues.append(
                where.issue("not-a-table", None, message, "write an object with the columns as names")
            )
            result.broken = True
    return result
