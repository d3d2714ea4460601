"""Events that befall a plan: data of a small TOML file, applied to the plan's scenario."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from airlift.errors import AirliftError
from airlift.scenario import Scenario
from airlift.scenario.base import Confidence, Frozen, Ident, Month
from airlift.scenario.tables import TABLE_BY_NAME
from airlift.scenario.wording import did_you_mean

__all__ = ["Change", "Event", "EventError", "Events", "load_events", "scenario_after", "shipped_events"]


class EventError(AirliftError):
    """A file of events cannot be used, or its events do not fit the plan's scenario."""


class Change(Frozen):
    """New values of one row."""

    table: Ident
    row: str = Field(min_length=1, description="id of the row, or its key columns joined by a full stop")
    values: dict[str, Any] = Field(min_length=1)


class Event(Frozen):
    """Something that turns out otherwise than planned."""

    id: Ident
    month: Month = Field(description="month in which it is known, so that it can be planned for")
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    confidence: Confidence
    changes: tuple[Change, ...] = Field(min_length=1)


class Events(Frozen):
    """A file of events."""

    title: str = Field(min_length=1)
    events: tuple[Event, ...] = Field(min_length=1)


def _root() -> Path:
    return Path(str(files("airlift_data"))) / "events"


def shipped_events() -> tuple[str, ...]:
    """Names of the files of events that come with airlift."""
    return tuple(sorted(path.stem for path in _root().glob("*.toml")))


def load_events(source: str | Path) -> Events:
    """Read a file of events: the name of a shipped one, or a path.

    Raises
    ------
    EventError
        It is missing or broken; the message says where and how to mend it.
    """
    path = _root() / f"{source}.toml" if str(source) in shipped_events() else Path(source)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = did_you_mean(str(source), shipped_events(), f"shipped: {', '.join(shipped_events())}")
        raise EventError(f"{source}: no events can be read there ({error.strerror}); {hint}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EventError(f"{source}: not a TOML file: {error}.") from error
    for event in _tables(data, "events"):
        for change in _tables(event, "changes"):
            if "values" not in change:
                change["values"] = {key: change.pop(key) for key in [*change] if key not in ("table", "row")}
    try:
        events = Events.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise EventError(f"{source}: {place}: {first['msg']}.") from error
    ids = [event.id for event in events.events]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise EventError(f"{source}: two events are called {twice[0]!r}; give each its own id.")
    return events


def _tables(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Tables of an array of tables; nothing where the value is something else, which validation tells."""
    value = data.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def scenario_after(scenario: Scenario, events: tuple[Event, ...]) -> Scenario:
    """Return the scenario as it is once the events are known.

    Raises
    ------
    EventError
        An event names a table, row or column that the scenario does not have, or a value that does not fit.
    """
    rows: dict[str, list[Any]] = {}
    for event in events:
        for change in event.changes:
            if change.table not in TABLE_BY_NAME:
                hint = did_you_mean(change.table, TABLE_BY_NAME, "see `airlift schema`")
                raise EventError(f"event {event.id}: {change.table!r} is not a table; {hint}.")
            table = rows.setdefault(change.table, list(getattr(scenario, change.table)))
            _apply(event, change, table, scenario.name)
    data = scenario.model_dump(mode="json")
    data |= {name: [row.model_dump(mode="json") for row in table] for name, table in rows.items()}
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise EventError(f"the scenario is broken by the events: {error.errors()[0]['msg']}.") from error


def _apply(event: Event, change: Change, rows: list[Any], scenario: str) -> None:
    """Replace the row that a change names."""
    table = TABLE_BY_NAME[change.table]
    keys = [table.key_of(dict(row)) for row in rows]
    if change.row not in keys:
        hint = did_you_mean(change.row, keys, f"rows are named by {'.'.join(table.key)}")
        raise EventError(
            f"event {event.id}: scenario {scenario} has no {change.row!r} in {change.table}; {hint}."
        )
    unknown = sorted(set(change.values) - set(table.row.model_fields))
    if unknown:
        hint = did_you_mean(unknown[0], table.row.model_fields, "see `airlift schema`")
        raise EventError(f"event {event.id}: {change.table} has no column {unknown[0]!r}; {hint}.")
    position = keys.index(change.row)
    try:
        rows[position] = table.row.model_validate(rows[position].model_dump(mode="json") | change.values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EventError(
            f"event {event.id}: {change.table} {change.row}, {'.'.join(map(str, first['loc']))}: {first['msg']}."
        ) from error
