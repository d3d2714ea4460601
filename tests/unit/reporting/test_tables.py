"""Tables as records, frames and files."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from airlift.flight import distance_nm
from airlift.plans import Allocation, AssessmentVisit, Plan, Trainees
from airlift.reporting import records, tables, write_csv
from airlift.reporting.lowertables import LOWER_COLUMNS
from airlift.reporting.tables import COLUMNS
from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row
from tests.unit.reporting.handmade import hand_allocation, hand_plan


def test_rows_of_each_table(scenario: Scenario, plan: Plan) -> None:
    """As many rows as there are decisions, and every row has the columns of its table."""
    found = records(scenario, plan)
    assert {name: len(rows) for name, rows in found.items()} == {
        "units": 3,
        "units_by_month": 13 + 21 + 15,
        "lots": 2,
        "gates": 1,
        "transfers": 2,
        "visits": 0,
        "training": 1,
        "costs": 11 + 8 + 9,
        "payments": 2,
        "burden": 1 + 3 + 2,
        "transition": 3,
        "hand_overs": 0,
        "rotations": 3,
        "parity": 2,
        "flying": 2,
        "unmet": 6 + 16 + 6,
        "coverage": 1 + 3 + 2 + 4,
        "sorties": 3,
        "legs": 6,
        "outcomes": 6,
        "results": 2,
        **dict.fromkeys(LOWER_COLUMNS, 0),
    }
    for name, rows in found.items():
        assert all(tuple(row) == COLUMNS[name] for row in rows)


def test_units_by_month_follow_the_unit(scenario: Scenario, plan: Plan) -> None:
    """The fourth aircraft of El Salvador comes in March 2023."""
    rows = [row for row in records(scenario, plan)["units_by_month"] if row["unit"] == "e1"]
    assert [(row["month"], row["aircraft"]) for row in rows[4:6]] == [("2023-02", 3), ("2023-03", 4)]


def test_legs_have_distance_and_fuel(scenario: Scenario, plan: Plan) -> None:
    """The geodesic from Juba to Terekeka, with the fuel at take-off."""
    juba, terekeka = scenario.site_by_id["juba"], scenario.site_by_id["terekeka"]
    nm = distance_nm(juba.latitude_deg, juba.longitude_deg, terekeka.latitude_deg, terekeka.longitude_deg)
    assert records(scenario, plan)["legs"][0] == {
        "sortie": "unmiss-s1",
        "leg": 1,
        "from_site": "juba",
        "to_site": "terekeka",
        "depart_min": 565,
        "depart_hhmm": "09:25",
        "arrive_min": 588,
        "arrive_hhmm": "09:48",
        "distance_nm": pytest.approx(nm, abs=0.005),
        "departure_fuel_kg": 60.0,
        "refuel_kg": 0.0,
    }


def test_outcomes_carry_reasons(scenario: Scenario, plan: Plan) -> None:
    """Rule, sentence and the tasks that would be pushed out."""
    lost = records(scenario, plan)["outcomes"][1]
    assert (lost["task"], lost["sortie"], lost["rule"]) == ("unmiss-m2", None, "tail.available")
    assert lost["displaces"] == "unmiss-p1"


def test_frames_keep_columns_when_empty(scenario: Scenario) -> None:
    """A table without rows still tells what it would hold."""
    frames = tables(scenario, hand_plan(scenario, allocation=Allocation(), programmes=(), results=()))
    assert frames["sorties"].empty
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == COLUMNS


def test_frames_add_up(scenario: Scenario, plan: Plan) -> None:
    """Figures come as numbers that can be summed."""
    frames = tables(scenario, plan)
    assert frames["unmet"]["aircraft"].sum() == 75
    assert frames["payments"]["paid_usd"].sum() == 2_207_456.0


def test_files_round_figures_and_frames_do_not(scenario: Scenario, plan: Plan, tmp_path: Path) -> None:
    """Shares have two decimals at most in files; the frames keep what was computed."""
    write_csv(scenario, plan, tmp_path)
    with (tmp_path / "coverage.csv").open(encoding="utf-8", newline="") as stream:
        shown = [row["served_pct"] for row in csv.DictReader(stream)]
    exact = [row["served_pct"] for row in records(scenario, plan)["coverage"]]
    assert shown == [str(round(share, 2)) for share in exact]
    assert any(share != round(share, 2) for share in exact)
    for file in tmp_path.glob("*.csv"):
        assert not re.search(r"\.\d{7}", file.read_text(encoding="utf-8")), file.name


def test_clock_times_stand_beside_minutes(scenario: Scenario, plan: Plan) -> None:
    """A sortie's start and end can be read without arithmetic."""
    first = records(scenario, plan)["sorties"][0]
    assert (first["start_min"], first["start_hhmm"], first["end_hhmm"]) == (565, "09:25", "10:21")


def test_csv_files(scenario: Scenario, plan: Plan, tmp_path: Path) -> None:
    """One file for each table, UTF-8, a header line, an empty cell for none."""
    written = write_csv(scenario, plan, tmp_path / "tables")
    assert [path.name for path in written] == [f"{name}.csv" for name in COLUMNS]
    with (tmp_path / "tables" / "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["sortie"] for row in rows[:2]] == ["unmiss-s1", ""]
    text = (tmp_path / "tables" / "units.csv").read_bytes()
    assert text.startswith(b"unit,partner,aircraft_type,")
    assert b"\r" not in text


def test_pledges_burden_and_future_have_their_tables(scenario: Scenario) -> None:
    """State and conditions of a lot, a visit, shares, months of transition: one row each, ready for a spreadsheet."""
    changed = with_row(
        scenario, "lots", "rok-2", state="announced", missions="unmiss", return_month="2023-11"
    )
    changed = with_policy(changed, "matching", least_pledge_state="conditional")
    visit = AssessmentVisit(partner="kenya", month="2022-04")
    allocation = hand_allocation().model_copy(update={"visits": (visit,)})
    found = records(changed, hand_plan(changed, allocation=allocation))
    assert found["lots"][1] == {
        "lot": "rok-2",
        "donor": "rok",
        "aircraft_type": "500md",
        "aircraft": 4,
        "state": "announced",
        "planned_with": False,
        "missions": "unmiss",
        "roles": "",
        "return_month": "2023-11",
        "handed_over": 0,
    }
    assert (found["lots"][0]["planned_with"], found["lots"][0]["handed_over"]) == (True, 4)
    assert found["visits"] == [{"partner": "kenya", "month": "2022-04"}]
    kenya = next(row for row in found["burden"] if row["member"] == "kenya")
    assert (kenya["role"], kenya["aircraft_months"]) == ("partner", 39.0)
    assert found["transition"][0] == {
        "partner": "kenya",
        "months": 13,
        "ahead_months": 13,
        "ahead_of_months": 24,
        "after_months": 0,
        "after_of_months": 0,
        "own_money_month": None,
        "own_instructors_month": "2022-01",
        "sustained_month": None,
    }
    assert [row["year"] for row in found["parity"]] == [2022, 2023]
    assert sum(row["co2_kg"] for row in found["flying"]) == pytest.approx(5_998_470.0)


def test_a_seat_costs_its_travel_too(scenario: Scenario) -> None:
    """The table of training and the costs agree."""
    changed = with_policy(scenario, "cost", course_travel_usd=2500.0)
    start = Trainees(course="tpp-crew", partner="kenya", month="2022-03", trainees=2)
    plan = hand_plan(changed, allocation=Allocation(training=(start,)), programmes=())
    found = records(changed, plan)
    assert [row["cost_usd"] for row in found["training"]] == [125_000.0]
    assert [row["cost_usd"] for row in found["costs"]] == [125_000.0]
