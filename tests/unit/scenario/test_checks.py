"""What no single value shows: checks over the whole scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.scenario import Problem, check_source
from tests.unit.scenario.folders import places, set_cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from airlift.scenario import Scenario


@pytest.mark.parametrize(
    ("table", "key", "cells", "code", "column"),
    [
        ("aircraft_types", "500md", {"empty_kg": "1200"}, "impossible-mass", "mtow_kg"),
        ("aircraft_types", "500md", {"fuel_capacity_kg": "700"}, "impossible-mass", "fuel_capacity_kg"),
        ("partners", "kenya", {"women_technicians": "41"}, "more-than-all", "women_technicians"),
        ("partners", "kenya", {"women_instructors": "7"}, "more-than-all", "women_instructors"),
        (
            "partner_fleet",
            "el-salvador.500md",
            {"deployable_aircraft": "7"},
            "more-than-all",
            "deployable_aircraft",
        ),
        ("partner_crews", "kenya.500md", {"women_aircrew": "25"}, "more-than-all", "women_aircrew"),
        ("lots", "rok-1", {"offered_month": "2022-03"}, "wrong-order", "gate_month"),
        ("courses", "tpp-crew", {"last_month": "2022-02"}, "wrong-order", "last_month"),
        (
            "maintenance_bases",
            "juba-hangar",
            {"open_month": "2022-05", "close_month": "2022-05"},
            "wrong-order",
            "close_month",
        ),
        ("missions", "unmiss", {"closure_month": "2011-06"}, "wrong-order", "closure_month"),
        ("demands", "unmiss-patrol", {"last_month": "2022-08"}, "wrong-order", "last_month"),
        ("demands", "unmiss-patrol", {"max_unit": "2"}, "more-than-all", "min_unit"),
        ("demands", "unmiss-patrol", {"aircraft": "2"}, "more-than-all", "min_unit"),
        (
            "demands",
            "unmiss-patrol",
            {"first_month": "2010-01", "last_month": "2011-06"},
            "outside-mission",
            "first_month",
        ),
        (
            "demands",
            "unmiss-patrol",
            {"first_month": "2024-01", "last_month": "2024-06"},
            "outside-horizon",
            "first_month",
        ),
        ("demands", "unmiss-patrol", {"aircraft_tags": "winch"}, "impossible-demand", "aircraft_tags"),
        ("demands", "unmiss-patrol", {"payload_kg": "6000"}, "impossible-demand", "payload_kg"),
        ("demands", "unmiss-patrol", {"radius_nm": "300"}, "impossible-demand", "radius_nm"),
        ("earmarks", "usa-kenya", {"donor": "rock"}, "missing-reference", "donor"),
        ("tasks", "unmiss-m1", {"wounded_min": ""}, "unfit-task", "wounded_min"),
        ("tasks", "unmiss-m1", {"litter_patients": "0"}, "unfit-task", "litter_patients"),
        ("tasks", "unmiss-m1", {"priority": "routine"}, "unfit-task", "priority"),
        ("tasks", "unmiss-m1", {"dropoff_site": "terekeka"}, "unfit-task", "dropoff_site"),
        ("tasks", "unmiss-m1", {"wounded_min": "600"}, "wrong-order", "wounded_min"),
        ("tasks", "unmiss-p1", {"dropoff_site": "juba"}, "unfit-task", "dropoff_site"),
        ("tasks", "unmiss-p1", {"litter_patients": "1"}, "unfit-task", "litter_patients"),
        ("tasks", "unmiss-p1", {"wounded_min": "400"}, "unfit-task", "wounded_min"),
        ("tasks", "unmiss-p1", {"priority": "bravo"}, "unfit-task", "priority"),
        ("tasks", "unmiss-p1", {"due_min": "479"}, "wrong-order", "due_min"),
        ("tasks", "unmiss-p2", {"day": "2022-10-26"}, "other-day", "day"),
        ("tasks", "unmiss-t1", {"dropoff_site": ""}, "unfit-task", "dropoff_site"),
        ("tasks", "unmiss-t1", {"passengers": "0"}, "unfit-task", "passengers"),
        ("tasks", "unmiss-t2", {"passengers": "0", "priority": "alpha"}, "unfit-task", "priority"),
        ("provenance", "sites.juba", {"table": "site"}, "unknown-table", "table"),
        ("provenance", "sites.juba", {"row": "jubba"}, "missing-reference", "row"),
        ("provenance", "sites.juba", {"column": "medical"}, "unknown-column", "column"),
    ],
)
def test_rows_that_contradict_themselves(
    folder: Path, table: str, key: str, cells: dict[str, str], code: str, column: str
) -> None:
    """A contradiction is the only thing reported, at the cell that should change."""
    line = set_cell(folder, table, key, **cells)
    assert places(folder) == [(code, f"{table}.csv", line, column)]


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("tasks", "unmiss-p1", {"passengers": "2"}),
        ("tasks", "unmiss-t1", {"priority": "bravo"}),
        ("tasks", "unmiss-t1", {"ready_min": "960"}),
        ("partners", "kenya", {"women_technicians": "40"}),
        ("demands", "unmiss-patrol", {"first_month": "2020-01", "last_month": "2030-12"}),
        ("missions", "unmiss", {"closure_month": "2023-06"}),
        ("courses", "tpp-crew", {"last_month": "2022-03"}),
        ("provenance", "sites.juba", {"table": "partner_crews", "row": "kenya.500md", "column": "crews"}),
    ],
)
def test_what_is_no_error(folder: Path, table: str, key: str, cells: dict[str, str]) -> None:
    """Observers on a patrol, patients moved between hospitals, limits that are just kept."""
    set_cell(folder, table, key, **cells)
    assert places(folder) == []


def test_sponsor_without_earmark(folder: Path) -> None:
    """A sponsor whose money may pay for nothing is an oversight."""
    set_cell(folder, "earmarks", "usa-kenya", sponsor="un")
    assert places(folder) == [("no-earmark", "sponsors.csv", 2, "id")]


def test_impossible_demand_says_why_for_each_type(folder: Path) -> None:
    """The message gives the reason type by type."""
    set_cell(folder, "demands", "unmiss-medevac", payload_kg="9000", aircraft_tags="litter;cargo")
    (issue,) = check_source(folder)
    assert "500md lacks cargo" in issue.message
    assert "mi-17 lifts 5491 kg without fuel" in issue.message


def test_checks_wait_for_what_they_need(folder: Path) -> None:
    """With a type that cannot be read, no demand is called impossible for want of it."""
    line = set_cell(folder, "aircraft_types", "mi-17", mtow_kg="heavy")
    assert places(folder) == [("not-a-number", "aircraft_types.csv", line, "mtow_kg")]


def test_checks_run_although_other_rows_are_bad(folder: Path) -> None:
    """Problems of single values do not hide contradictions elsewhere."""
    task = set_cell(folder, "tasks", "unmiss-p1", due_min="1")
    lot = set_cell(folder, "lots", "rok-1", aircraft="x")
    found = places(folder)
    assert found == [
        ("not-an-integer", "lots.csv", lot, "aircraft"),
        ("wrong-order", "tasks.csv", task, "due_min"),
    ]


def test_extra_checks_get_the_scenario_and_a_place(folder: Path) -> None:
    """A check of a later layer names table, row and column; the file and line are found for it."""

    def too_hot(scenario: Scenario) -> Iterator[Problem]:
        for site in scenario.sites:
            if site.hot_day_c > 38:
                yield Problem("too-hot", "sites", site.id, "hot_day_c", f"{site.hot_day_c:g}", "wait")
        yield Problem("slow", "policy", "", "crew.duty_h_per_day", "12", "hurry")
        yield Problem("short", "head", "", "horizon_months", "24", "wait")

    malakal = set_cell(folder, "sites", "malakal", hot_day_c="41")
    fangak = set_cell(folder, "sites", "fangak", hot_day_c="42")
    toml = (folder / "scenario.toml").read_text(encoding="utf-8").splitlines()
    duty = next(at for at, text in enumerate(toml, start=1) if text.startswith("duty_h_per_day"))
    found = [(i.code, i.file, i.row, i.column) for i in check_source(folder, [too_hot])]
    assert found == [
        ("short", "scenario.toml", 8, "horizon_months"),
        ("slow", "scenario.toml", duty, "policy.crew.duty_h_per_day"),
        ("too-hot", "sites.csv", malakal, "hot_day_c"),
        ("too-hot", "sites.csv", fangak, "hot_day_c"),
    ]


def test_extra_checks_see_only_good_scenarios(folder: Path) -> None:
    """They may rely on every reference and value."""
    set_cell(folder, "lots", "rok-1", aircraft="x")
    called = []
    check_source(folder, [lambda scenario: called.append(scenario) or ()])
    assert called == []
