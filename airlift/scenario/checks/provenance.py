"""Sources of single values must name values that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem
from airlift.scenario.tables import TABLE_BY_NAME
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.model import Scenario

__all__ = ["check_provenance"]


def check_provenance(scenario: Scenario) -> Iterator[Problem]:
    """Find rows that name no table, no row of it (key columns joined by a full stop) or no column of it."""
    rows: dict[str, set[str]] = {}
    for row in scenario.provenance:
        key = f"{row.table}.{row.row}.{row.column}"
        table = TABLE_BY_NAME.get(row.table)
        if table is None:
            hint = did_you_mean(row.table, TABLE_BY_NAME, f"tables are {', '.join(TABLE_BY_NAME)}")
            yield Problem(
                "unknown-table", "provenance", key, "table", f"{show(row.table)} is not a table", hint
            )
            continue
        if row.table not in rows:
            rows[row.table] = {table.key_of(dict(item)) for item in getattr(scenario, row.table)}
        if row.row not in rows[row.table]:
            hint = did_you_mean(row.row, rows[row.table], f"rows are named by {'.'.join(table.key)}")
            message = f"{show(row.row)} is not a row of {row.table}"
            yield Problem("missing-reference", "provenance", key, "row", message, hint)
        if row.column not in table.row.model_fields:
            hint = did_you_mean(
                row.column, table.row.model_fields, f"columns are {', '.join(table.row.model_fields)}"
            )
            message = f"{show(row.column)} is not a column of {row.table}"
            yield Problem("unknown-column", "provenance", key, "column", message, hint)
