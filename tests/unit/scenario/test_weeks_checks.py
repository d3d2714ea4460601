"""Inspections, known tails, zones and the standby policy: what contradicts itself is named with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.scenario import check_source
from tests.unit.scenario.folders import add_row, drop_column, places, replace_text, set_cell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("table", "key", "cells", "code", "column"),
    [
        ("inspections", "md-annual", {"every_flight_hours": "50"}, "unfit-inspection", "every_flight_hours"),
        ("inspections", "md-annual", {"every_months": ""}, "unfit-inspection", "every_flight_hours"),
        (
            "inspections",
            "md-annual",
            {"every_months": "", "every_flight_hours": "100"},
            "duplicate-interval",
            "every_flight_hours",
        ),
        ("inspections", "md-100", {"place": "away"}, "unfit-inspection", "place"),
        (
            "inspections",
            "md-annual",
            {"aircraft_type": "mi-17"},
            "no-hourly-inspection",
            "every_flight_hours",
        ),
        ("tails", "ks-101", {"hours_since_overhaul": "1750"}, "beyond-overhaul", "hours_since_overhaul"),
        ("tails", "fas-2", {"partner": "rwanda", "aircraft_type": "mi-17"}, None, None),
        ("tails", "fas-2", {"aircraft_type": "mi-17"}, "no-such-fleet", "aircraft_type"),
        ("tails", "ks-101", {"inspected_month": "2024-01"}, "outside-horizon", "inspected_month"),
        ("zones", "terekeka-road", {"latitude_deg": "35.4"}, "far-zone", "latitude_deg"),
        ("zones", "terekeka-road", {"mission": "minusca"}, None, None),
        ("zones", "terekeka-road", {"mission": "unmis"}, "missing-reference", "mission"),
        ("tails", "ks-101", {"partner": "kenia"}, "missing-reference", "partner"),
    ],
)
def test_rows_that_cannot_be(
    folder: Path, table: str, key: str, cells: dict[str, str], code: str | None, column: str | None
) -> None:
    """A contradiction is the only thing reported, at the cell that should change; without a code there is none."""
    line = set_cell(folder, table, key, **cells)
    assert places(folder) == ([] if code is None else [(code, f"{table}.csv", line, column)])


def test_a_type_without_a_row_counts_its_phase(folder: Path) -> None:
    """Without rows of inspections a tail stands within the phase of its type: 100 h."""
    for key in ("md-100", "md-overhaul", "md-annual"):
        set_cell(folder, "inspections", key, aircraft_type="mi-17")
    found = places(folder)
    assert [(code, column) for code, _, _, column in found] == [("beyond-overhaul", "hours_since_overhaul")]


def test_a_lot_brings_a_type_only_to_its_partners(folder: Path) -> None:
    """Rwanda has no 500MD; one of the two lots may go to it until both name others."""
    line = set_cell(folder, "tails", "fas-2", partner="rwanda")
    assert places(folder) == []
    set_cell(folder, "lots", "rok-1", partners="kenya")
    assert places(folder) == [("no-such-fleet", "tails.csv", line, "aircraft_type")]


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("watch_h = { value = 12,", "watch_h = { value = 7,", "unfit-policy", "standby.watch_h"),
        ("bravo_pct = { value = 30.0,", "bravo_pct = { value = 61.0,", "more-than-all", "standby.bravo_pct"),
    ],
)
def test_policies_that_cannot_be(folder: Path, old: str, new: str, code: str, column: str) -> None:
    """Watches fill a day, and categories are shares of all casualties."""
    replace_text(folder / "scenario.toml", old, new)
    assert [(issue.code, issue.column) for issue in check_source(folder)] == [(code, f"policy.{column}")]


def test_every_hour_without_weight(folder: Path) -> None:
    """Some hour must have casualties; one is enough."""
    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    1.0,\n", "    0.0,\n"), encoding="utf-8")
    assert [issue.column for issue in check_source(folder)] == ["policy.standby.hour_weights"]
    path.write_text(text.replace("    1.0,\n", "    0.0,\n", 23), encoding="utf-8")
    assert places(folder) == []


def test_all_problems_come_at_once(folder: Path) -> None:
    """One inspection that is due by nothing hides neither a tail beyond its overhaul nor a zone that is too far."""
    add_row(folder, "inspections", "md-annual", id="never", every_months="")
    set_cell(folder, "tails", "ks-101", hours_since_overhaul="2000")
    set_cell(folder, "zones", "terekeka-road", longitude_deg="-120")
    assert {code for code, *_ in places(folder)} == {"unfit-inspection", "beyond-overhaul", "far-zone"}


def test_problems_say_how_to_mend_them(folder: Path) -> None:
    """The message has the figures, the hint what to do."""
    set_cell(folder, "tails", "ks-101", hours_since_overhaul="2000")
    (issue,) = check_source(folder)
    assert issue.message == "2000 h is not below the longest interval, 1750 h"
    assert issue.hint == "count the hours from the last overhaul"


def test_a_missing_column_of_hours(folder: Path) -> None:
    """Without the column of flight hours no type has a ladder, and only the yearly inspection falls due."""
    drop_column(folder, "inspections", "every_flight_hours")
    assert {code for code, *_ in places(folder)} == {
        "unfit-inspection",
        "no-hourly-inspection",
        "beyond-overhaul",
    }
