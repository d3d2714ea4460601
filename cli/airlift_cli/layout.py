"""Text for a terminal: aligned columns, and problems and findings laid out in them."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airlift import Finding, Issue

__all__ = ["aligned", "finding_lines", "issue_lines", "number", "terminal_width"]

_GAP = "  "
_MIN_LAST_COLUMN = 30


def terminal_width() -> int:
    """Columns of the terminal; 100 where there is none (`COLUMNS` overrules both)."""
    return max(20, shutil.get_terminal_size((100, 24)).columns)


def aligned(rows: Sequence[Sequence[str]], width: int, indent: int = 2) -> list[str]:
    """Lay rows of equal length out in columns.

    The last cell may hold several lines and is wrapped into what remains of the width. Where too little
    remains, it goes below the other cells.
    """
    if not rows:
        return []
    heads = [[*row[:-1]] for row in rows]
    sizes = [max(len(head[column]) for head in heads) for column in range(len(heads[0]))]
    shown = [column for column, size in enumerate(sizes) if size]
    margin = " " * indent
    start = indent + sum(sizes[column] + len(_GAP) for column in shown)
    beside = width - start >= _MIN_LAST_COLUMN
    lines: list[str] = []
    for head, row in zip(heads, rows, strict=True):
        if beside:
            first = margin + "".join(head[column].ljust(sizes[column]) + _GAP for column in shown)
            rest = " " * start
        else:
            lines += _wrapped(
                _GAP.join(head[column] for column in shown if head[column]), width, margin, margin
            )
            first = rest = margin + _GAP
        for part in row[-1].split("\n"):
            lines += _wrapped(part, width, first, rest)
            first = rest
    return lines


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    lines = textwrap.wrap(
        text, max(width, len(rest) + 12), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
    return lines or ([first.rstrip()] if first.strip() else [])


def issue_lines(issues: Iterable[Issue], width: int) -> list[str]:
    """Lay problems of a scenario out by file: line, column, code, what is wrong and how to mend it."""
    lines: list[str] = []
    for file, group in groupby(issues, key=lambda issue: issue.file):
        if lines:
            lines.append("")
        lines.append(file or "whole scenario")
        rows = [
            (
                "" if issue.row is None else f"line {issue.row}",
                issue.column or "",
                issue.code,
                issue.message + (f"\nMend: {issue.hint}" if issue.hint else ""),
            )
            for issue in group
        ]
        lines += aligned(rows, width)
    return lines


def finding_lines(findings: Iterable[Finding], width: int) -> Iterator[str]:
    """Lay findings of the checker out by rule: place, amount with its unit, what is broken."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for position, (rule, broken) in enumerate(by_rule.items()):
        if position:
            yield ""
        yield rule
        yield from aligned(
            [(f.place, f"{number(f.amount)} {f.unit}".strip(), f.message) for f in broken], width
        )


def number(value: float | None) -> str:
    """Write a figure: thousands apart, decimals only where they say something; a dash for none."""
    if value is None:
        return "–"
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.3g}"
