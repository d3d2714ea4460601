"""Columns that stay readable at any width, and figures that stay short."""

from __future__ import annotations

import pytest

from airlift_cli.layout import aligned, issue_lines, number, terminal_width
from tests.cli.fakes import ISSUES


def test_last_column_is_wrapped_beside_the_others() -> None:
    """A long last cell goes on below its own beginning."""
    rows = [("a", "xx", "one two three four five six seven eight nine ten eleven"), ("bbb", "", "short")]
    assert aligned(rows, width=44) == [
        "  a    xx  one two three four five six seven",
        "           eight nine ten eleven",
        "  bbb      short",
    ]


def test_narrow_terminal_puts_the_last_cell_below() -> None:
    """Where too little is left beside the columns, the text goes below them."""
    rows = [("line 12", "first_month", "one two three four five six")]
    assert aligned(rows, width=32) == ["  line 12  first_month", "    one two three four five six"]


def test_empty_columns_take_no_room() -> None:
    """A column that is empty in every row leaves no gap."""
    assert aligned([("", "code", "text")], width=80) == ["  code  text"]
    assert aligned([], width=80) == []


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_nothing_is_lost_at_any_width(width: int) -> None:
    """Every word of every problem is shown, however narrow the terminal."""
    shown = " ".join(" ".join(issue_lines(ISSUES, width)).split())
    for issue in ISSUES:
        assert issue.code in shown
        assert issue.message in shown
        assert issue.hint in shown


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_lines_keep_to_the_width(width: int) -> None:
    """No line is wider than the terminal."""
    assert max(len(line) for line in issue_lines(ISSUES, width)) <= width


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0"), (1234567.0, "1,234,567"), (2.5, "2.50"), (0.01234, "0.0123"), (-3.0, "-3")],
)
def test_figures(value: float | None, text: str) -> None:
    """Thousands are apart, decimals are few, nothing is a dash."""
    assert number(value) == text


def test_width_comes_from_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS decides; an absurd width is raised to one that can be read."""
    monkeypatch.setenv("COLUMNS", "64")
    assert terminal_width() == 64
    monkeypatch.setenv("COLUMNS", "3")
    assert terminal_width() == 20
