"""What is wrong with one cell, one column or one row of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.scenario import check_source
from tests.unit.scenario.folders import add_row, drop_column, places, replace_text, set_cell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "code"),
    [
        ("lots", "rok-1", "aircraft", "", "missing-value"),
        ("lots", "rok-1", "aircraft", "six", "not-an-integer"),
        ("lots", "rok-1", "aircraft", "2.5", "not-an-integer"),
        ("lots", "rok-1", "aircraft", "9" * 5000, "not-an-integer"),
        ("lots", "rok-1", "aircraft", "0", "out-of-range"),
        ("lots", "rok-1", "gate_month", "2022-13", "bad-month"),
        ("lots", "rok-1", "gate_month", "Feb 2022", "bad-month"),
        ("aircraft_types", "500md", "empty_kg", "about 750", "not-a-number"),
        ("aircraft_types", "500md", "empty_kg", "1,361", "not-a-number"),
        ("aircraft_types", "500md", "empty_kg", "nan", "not-a-number"),
        ("aircraft_types", "500md", "burn_kg_per_h", "-80", "out-of-range"),
        ("aircraft_types", "500md", "tags", "litter;NVG", "bad-identifier"),
        ("aircraft_types", "500md", "name", "  ", "missing-value"),
        ("aircraft_types", "500md", "confidence", "certain", "bad-choice"),
        ("sites", "juba", "latitude_deg", "95", "out-of-range"),
        ("sites", "juba", "fuel", "maybe", "bad-choice"),
        ("sites", "juba", "iso3", "South Sudan", "bad-format"),
        ("demands", "unmiss-medevac", "role", "rescue", "bad-choice"),
        ("demands", "unmiss-medevac", "sites", ";", "missing-value"),
        ("tasks", "unmiss-m1", "day", "20221012", "bad-day"),
        ("tasks", "unmiss-m1", "day", "2022-02-30", "bad-day"),
        ("tasks", "unmiss-p2", "id", "Patrol 2", "bad-identifier"),
        ("tasks", "unmiss-p2", "id", "p" * 61, "too-long"),
        ("lots", "rok-1", "partners", "kenia", "missing-reference"),
        ("partners", "kenya", "home_base", "embakassi", "missing-reference"),
        ("partners", "kenya", "caveat_missions", "minuscaa", "missing-reference"),
        ("partner_crews", "kenya.500md", "aircraft_type", "uh-1h", "missing-reference"),
        ("tasks", "unmiss-t1", "dropoff_site", "wau", "missing-reference"),
    ],
)
def test_bad_cell(folder: Path, table: str, key: str, column: str, value: str, code: str) -> None:
    """A bad cell is the only thing reported, with its file, line and column."""
    line = set_cell(folder, table, key, **{column: value})
    assert places(folder) == [(code, f"{table}.csv", line, column)]


def test_message_quotes_the_value_and_hint_names_the_choices(folder: Path) -> None:
    """The words show what stands there and what may stand there."""
    set_cell(folder, "demands", "unmiss-medevac", role="rescue")
    (issue,) = check_source(folder)
    assert issue.message == "'rescue' is not a choice here"
    assert issue.hint == "choose medevac, patrol or utility"


def test_misspelt_reference_gets_a_suggestion(folder: Path) -> None:
    """The nearest identifier is proposed."""
    set_cell(folder, "lots", "rok-1", aircraft_type="500mdd")
    (issue,) = check_source(folder)
    assert issue.hint == 'did you mean "500md"?'


def test_all_problems_at_once_in_order(folder: Path) -> None:
    """Problems of several files and rows come together, sorted by file, line and column."""
    tasks = set_cell(folder, "tasks", "minusca-m1", litter_patients="x", due_min="y")
    lots = set_cell(folder, "lots", "rok-2", donor="")
    toml = replace_text(folder / "scenario.toml", "horizon_months = 24", "horizon_months = 0")
    assert places(folder) == [
        ("missing-value", "lots.csv", lots, "donor"),
        ("out-of-range", "scenario.toml", toml, "horizon_months"),
        ("not-an-integer", "tasks.csv", tasks, "due_min"),
        ("not-an-integer", "tasks.csv", tasks, "litter_patients"),
    ]


def test_bad_row_does_not_make_references_to_it_dangle(folder: Path) -> None:
    """A row that is wrong elsewhere still exists for those who refer to it."""
    line = set_cell(folder, "partners", "kenya", technicians="many")
    assert places(folder) == [("not-an-integer", "partners.csv", line, "technicians")]


def test_unknown_column(folder: Path) -> None:
    """A misspelt column is named with the right one, and the right one is missing."""
    replace_text(folder / "lots.csv", "gate_month", "gate_moth")
    issues = check_source(folder)
    assert [(issue.code, issue.row, issue.column) for issue in issues] == [
        ("missing-column", 1, "gate_month"),
        ("unknown-column", 1, "gate_moth"),
    ]
    assert issues[1].hint == 'did you mean "gate_month"?'


@pytest.mark.parametrize("column", ["aircraft", "id", "source"])
def test_missing_column_is_reported_once(folder: Path, column: str) -> None:
    """A missing column is one problem, not one for each row."""
    drop_column(folder, "lots", column)
    assert places(folder) == [("missing-column", "lots.csv", 1, column)]


def test_missing_optional_column_takes_its_default(folder: Path) -> None:
    """Columns with a default may be absent."""
    drop_column(folder, "partners", "caveat_roles")
    assert places(folder) == []


def test_duplicate_id(folder: Path) -> None:
    """The second row of a name is reported, and points at the first."""
    line = add_row(folder, "lots", "rok-1")
    (issue,) = check_source(folder)
    assert (issue.code, issue.file, issue.row, issue.column) == ("duplicate-id", "lots.csv", line, "id")
    assert "line 2" in issue.message


def test_duplicate_compound_key(folder: Path) -> None:
    """Tables without an id are unique by all of their key columns."""
    line = add_row(folder, "budgets", "usa")
    assert places(folder) == [("duplicate-id", "budgets.csv", line, "year")]


def test_blank_lines_and_quoted_line_ends_keep_the_line_number(folder: Path) -> None:
    """The line is the one on which the row begins in an editor."""
    path = folder / "lots.csv"
    header, first, second = path.read_text(encoding="utf-8").splitlines()
    first = first.replace("USA depot", '"USA\ndepot,\r\nhall 2"')
    path.write_bytes(
        "\n".join([header, "", first, second.replace("rok-2,rok,500md,4", "rok-2,rok,500md,x")]).encode()
    )
    assert places(folder) == [("not-an-integer", "lots.csv", 6, "aircraft")]
