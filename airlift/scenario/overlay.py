"""An overlay over its base: values and rows are patched by name, rows are kept or removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from airlift.scenario.cascade import remove_rows
from airlift.scenario.raw import RawScenario, RawTable
from airlift.scenario.tables import TABLE_BY_NAME, TABLES, Table
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from airlift.scenario.issues import Issue
    from airlift.scenario.layer import Layer

__all__ = ["apply_layer"]


def apply_layer(base: RawScenario, layer: Layer, issues: list[Issue]) -> RawScenario:
    """Return the scenario that a layer makes of its base.

    Top-level values and single policy values of the layer replace those of the base. A row of the layer
    changes, in the row of the base with the same key, the cells of the columns that its file has (an empty
    cell empties); a row with a new key is added. Then `keep` and `remove` are applied, with what hangs on
    the rows that go.
    """
    own = layer.raw
    merged = RawScenario(own.place, head=base.head | own.head, places=base.places | own.places)
    merged.policy = _merge_policy(base, merged, own)
    for table in TABLES:
        below, above = base.tables.get(table.name), own.tables.get(table.name)
        if below is not None and above is not None:
            merged.tables[table.name] = _merge_table(table, below, above)
        elif below is not None or above is not None:
            merged.tables[table.name] = below or above  # type: ignore[assignment]  # one of them is there
    selected = _selected(merged, layer, issues)
    remove_rows(merged, selected, own_files={table.place.file for table in own.tables.values()})
    return merged


def _merge_policy(base: RawScenario, merged: RawScenario, own: RawScenario) -> dict[str, Any]:
    result = dict(base.policy)
    for section, values in own.policy.items():
        old = result.get(section)
        if not (isinstance(values, dict) and isinstance(old, dict)):
            result[section] = values
            continue
        result[section] = old | values
        # The section's line in the overlay must not stand for the values that stay as in the base.
        for name in sorted(set(old) - set(values)):
            dotted = f"policy.{section}.{name}"
            merged.places[dotted] = base.place_of(dotted)
    return result


def _merge_table(table: Table, base: RawTable, own: RawTable) -> RawTable:
    result = RawTable(own.place, list(base.rows), broken=base.broken or own.broken)
    index = {table.key_of(row.values): at for at, row in enumerate(base.rows)}
    for row in own.rows:
        at = index.get(table.key_of(row.values))
        if at is None:
            result.rows.append(row)
            continue
        old = result.rows[at]
        result.rows[at] = replace(
            old,
            values=old.values | row.values,
            text=True,
            broken=old.broken or row.broken,
            places=old.places | {column: row.place for column in row.values if column not in table.key},
        )
    return result


def _selected(merged: RawScenario, layer: Layer, issues: list[Issue]) -> dict[str, set[str]]:
    """Return the names of the rows that `keep` and `remove` let go, by table."""
    gone: dict[str, set[str]] = {}
    for verb, selection in (("keep", layer.keep), ("remove", layer.remove)):
        for name, keys in selection.items():
            table = TABLE_BY_NAME[name]
            rows = merged.tables[name].rows if name in merged.tables else []
            present = {table.key_of(row.values) for row in rows}
            for key in keys:
                if key not in present:
                    column = f"{verb}.{name}"
                    hint = did_you_mean(key, present, f"rows are named by {'.'.join(table.key)}")
                    message = f"{show(key)} is not a row of {name}"
                    issues.append(merged.place_of(column).issue("missing-reference", column, message, hint))
            gone.setdefault(name, set()).update(
                present - set(keys) if verb == "keep" else present & set(keys)
            )
    return gone
