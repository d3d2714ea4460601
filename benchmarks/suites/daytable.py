"""The table of a suite of helicopter days: what is flown, by priority, and what the checker says."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.suites.page import Table
from benchmarks.suites.record import Record

__all__ = ["day_table"]


def day_table(records: Sequence[Record]) -> Table:
    """Write the rows of days; a peer's plan as it states it stands beside what of it the checker lets pass."""
    priorities = list(dict.fromkeys(name for record in records for name in record.detail["flown"]))
    titles = ["day", "solver", *priorities, "minutes", "bound: not flown", "bound: minutes", "gap %"]
    titles += ["columns s", "total s", "flown as stated", "rules broken"]
    return Table(titles, [_row(record, priorities) for record in records], left=2)


def _row(record: Record, priorities: Sequence[str]) -> list[str]:
    row = record.detail
    flown = [row["flown"].get(name) for name in priorities]
    minutes, bound = row["minutes"], row["minutes_bound"]
    gap = None if minutes is None or bound is None or not minutes else 100.0 * (minutes - bound) / minutes
    return [
        record.instance,
        record.solver,
        *("-" if one is None else f"{one[0]} of {one[1]}" for one in flown),
        _figure(minutes),
        _figure(row["tasks_bound"]),
        _figure(bound),
        "-" if gap is None else f"{gap:.2f}",
        f"{row['enumeration_s']:.1f}",
        f"{row['total_s']:.1f}",
        str(row["stated"]),
        ", ".join(f"{rule} {times}" for rule, times in row["broken"].items()) or "none",
    ]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}".removesuffix(".0")
