"""Rows of helicopter days as records of a suite."""

from __future__ import annotations

from benchmarks.days.row import DayRow
from benchmarks.suites.days import CANNOT, DayCase, day_record, record_of
from benchmarks.suites.daytable import day_table
from benchmarks.suites.record import Record

CASE = DayCase(seed=1, tasks=8, bases=1, tails=4)
FLOWN = {"alpha": (1, 1), "routine": (5, 7)}


def record(solver: str) -> Record:
    return Record("days", CASE.name, "0", solver, 1, 10.0, 1, "no plan")


def row(solver: str, broken: dict[str, int]) -> DayRow:
    return DayRow(
        CASE.name,
        *CASE.sizes,
        solver=solver,
        status="feasible",
        flown=FLOWN,
        minutes=400,
        stated=7,
        broken=broken,
    )


def test_levels_are_what_is_not_flown_and_then_minutes() -> None:
    found = record_of(record("airlift"), row("airlift", {}))
    assert (found.state, found.values) == ("plan", (0.0, 2.0, 400.0))
    assert found.levels == ("alpha not flown", "routine not flown", "minutes")


def test_broken_rules_spoil_a_plan_of_airlift_but_only_sorties_of_a_peer() -> None:
    """A peer's row counts the sorties that pass already; airlift states every rule and has no excuse."""
    assert record_of(record("airlift"), row("airlift", {"mass": 1})).state == "faulty"
    assert record_of(record("routing"), row("routing", {"mass": 1})).values == (0.0, 2.0, 400.0)


def test_table_shows_what_is_flown_and_what_is_broken() -> None:
    table = day_table([record_of(record("routing"), row("routing", {"mass": 3}))])
    assert table.rows[0][:5] == [CASE.name, "routing", "1 of 1", "5 of 7", "400"]
    assert table.rows[0][-2:] == ["7", "mass 3"]


def test_peer_without_a_model_of_days_is_said_to_have_none() -> None:
    found = day_record(record("vroom"), CASE, lambda: None)
    assert (found.state, found.note) == ("cannot state", CANNOT)
