"""One folder of a scenario as it stands, before its base is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from os.path import lexists
from typing import TYPE_CHECKING, Any

from airlift.scenario.csvtable import read_table
from airlift.scenario.locate import HEAD_FILE, Location
from airlift.scenario.model import Head
from airlift.scenario.raw import Place, RawScenario
from airlift.scenario.tables import TABLE_BY_NAME, TABLES
from airlift.scenario.tomlfile import read_toml
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from airlift.scenario.issues import Issue

__all__ = ["Layer", "read_layer"]

_OVERLAY_KEYS = ("base", "keep", "remove")


@dataclass(slots=True)
class Layer:
    """One folder.

    Parameters
    ----------
    raw : RawScenario
        Its own values and rows.
    base : str or None
        What it changes; None for a scenario that stands alone.
    keep, remove : dict
        By table, the rows of the base that stay, and those that go.
    """

    raw: RawScenario
    base: str | None = None
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict)
    remove: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_layer(location: Location, issues: list[Issue]) -> Layer | None:
    """Read `scenario.toml` and the tables of a folder; None where the former cannot be read."""
    label = location.name(HEAD_FILE)
    read = read_toml(location.path / HEAD_FILE, label, issues)
    if read is None:
        return None
    values, places = read
    layer = Layer(RawScenario(Place(label), places=places))
    _read_head(values, layer, issues)
    _check_files(location, issues)
    for table in TABLES:
        path = location.path / f"{table.name}.csv"
        if lexists(path):  # a broken link is not an absent table
            patch = layer.base is not None
            layer.raw.tables[table.name] = read_table(
                path, location.name(path.name), table, issues, patch=patch
            )
    return layer


def _read_head(values: dict[str, Any], layer: Layer, issues: list[Issue]) -> None:
    raw = layer.raw
    known = {*Head.model_fields, "policy", "base"} | (set(_OVERLAY_KEYS) if "base" in values else set())
    for name, value in values.items():
        place = raw.place_of(name)
        if name not in known:
            hint = did_you_mean(name, known - set(values), "remove it")
            if name in _OVERLAY_KEYS:
                hint = "name the scenario that is changed: base = ..."
            elif name in TABLE_BY_NAME:
                hint = f"write the rows into {name}.csv"
            issues.append(
                place.issue("unknown-key", name, f"{show(name)} has no meaning in {HEAD_FILE}", hint)
            )
        elif name in Head.model_fields:
            raw.head[name] = value
        elif name == "base":
            if isinstance(value, str) and value.strip():
                layer.base = value.strip()
            else:
                hint = 'write the name of a shipped scenario or a path, base = "seoul-2021"'
                issues.append(place.issue("bad-base", name, f"{show(value)} is not a name", hint))
        elif not isinstance(value, dict):
            message = f"{show(value)} is not a table of values"
            issues.append(place.issue("not-a-table", name, message, f"write [{name}] and its values below"))
        elif name == "policy":
            raw.policy = value
        else:
            (layer.keep if name == "keep" else layer.remove).update(_selection(name, value, raw, issues))


def _selection(
    name: str, value: dict[str, Any], raw: RawScenario, issues: list[Issue]
) -> dict[str, tuple[str, ...]]:
    """Read `[keep]` or `[remove]`: lists of row names by table."""
    result: dict[str, tuple[str, ...]] = {}
    for table, keys in value.items():
        column = f"{name}.{table}"
        place = raw.place_of(column)
        if table not in TABLE_BY_NAME:
            hint = did_you_mean(table, TABLE_BY_NAME, f"tables are {', '.join(TABLE_BY_NAME)}")
            issues.append(place.issue("unknown-table", column, f"{show(table)} is not a table", hint))
        elif not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            hint = f'write a list of names, {table} = ["...", "..."]'
            issues.append(place.issue("not-a-list", column, f"{show(keys)} is not a list of names", hint))
        else:
            result[table] = tuple(keys)
    return result


def _check_files(location: Location, issues: list[Issue]) -> None:
    """Name CSV files that belong to no table: a misspelt file name would leave its table empty in silence."""
    for path in sorted(location.path.glob("*.csv")):
        if path.stem not in TABLE_BY_NAME:
            place = Place(location.name(path.name))
            near = did_you_mean(path.stem, TABLE_BY_NAME, "")
            hint = near or f"remove it; tables are {', '.join(TABLE_BY_NAME)}"
            issues.append(place.issue("unknown-table", None, f"{show(path.stem)} is not a table", hint))
