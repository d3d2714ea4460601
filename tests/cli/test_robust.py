"""`airlift robust` and `airlift stress`: what they print, write, and how they end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from airlift.plans.store import save
from tests.cli.conftest import Run
from tests.unit.robustness.cases import one_lot, one_lot_plan, two_trainings

EVENTS = """
title = "mine"
[[events]]
id = "late"
month = "2022-02"
title = "The lot comes half a year late"
source = "made for a test"
confidence = "low"
[[events.changes]]
table = "lots"
row = "rok-1"
gate_month = "2022-08"
"""


@pytest.fixture
def scenario_file(tmp_path: Path) -> str:
    """Write the choice between two trainings as a scenario of one file."""
    file = tmp_path / "choice.json"
    file.write_text(json.dumps(two_trainings().model_dump(mode="json")), encoding="utf-8")
    return "choice.json"


@pytest.fixture
def plan_folder(tmp_path: Path) -> str:
    """Write a plan of one lot, and an event that makes the lot late."""
    scenario = one_lot()
    save(scenario, one_lot_plan(scenario), tmp_path / "plan")
    (tmp_path / "events.toml").write_text(EVENTS, encoding="utf-8")
    return "plan"


def _study(*more: str) -> tuple[str, ...]:
    return ("--samples", "4", "--commit-months", "1", "--time-limit", "30", "--quiet", *more)


def test_robust_prints_the_policies_and_writes_the_study(run: Run, scenario_file: str) -> None:
    """Means of all three policies, what they are worth, what to commit to; and three files."""
    result = run("robust", scenario_file, *_study("-o", "out"))
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["deterministic", "1", "21", "21", "30"] in lines
    assert ["two-stage", "1", "18", "18", "18"] in lines
    assert ["wait", "and", "see", "1", "15", "15", "18"] in lines
    assert "knowing lot rok-1 now" in result.stdout
    assert "2022-01  training  mi-crew  kenya  6 (new)" in result.stdout
    assert "Not committed to, though the deterministic plan is" in result.stdout
    assert "Restriction: sample average over 4 draws" in result.stdout
    data = json.loads(Path("out/robust.json").read_text(encoding="utf-8"))
    assert data["vss"][0]["value"] == 3.0
    rows = list(csv.DictReader(Path("out/commitments.csv").read_text(encoding="utf-8").splitlines()))
    assert {
        "month": "2022-01",
        "what": "training",
        "subject": "mi-crew",
        "partner": "kenya",
        "amount": "6",
    } in rows
    futures = list(csv.DictReader(Path("out/futures.csv").read_text(encoding="utf-8").splitlines()))
    assert sorted(row["lot rok-1"] for row in futures) == ["as pledged", "fails"]
    assert run("robust", scenario_file, *_study("-o", "out")).exit_code == 0


def test_robust_as_json_is_the_same_twice(run: Run, scenario_file: str) -> None:
    """--deterministic with a seed: the figures and commitments do not change."""
    answers = []
    for _ in range(2):
        result = run("robust", scenario_file, *_study("--deterministic", "--seed", "5", "--json"))
        assert result.exit_code == 0
        data = json.loads(result.stdout)
        del data["wall_s"]
        answers.append(data)
    assert answers[0] == answers[1]
    assert answers[0]["seed"] == 5


def test_robust_refuses_a_folder_of_something_else(run: Run, scenario_file: str) -> None:
    """Nothing is written into a folder that no study left, and nothing is searched for it."""
    Path("full").mkdir()
    Path("full/letter.txt").write_text("dear", encoding="utf-8")
    result = run("robust", scenario_file, *_study("-o", "full"))
    assert result.exit_code == 2
    assert "robust.json" in result.stderr


def test_stress_tells_what_is_lost_and_saved(run: Run, plan_folder: str) -> None:
    """By tier, with the unit that shrinks, the source and how sure it is."""
    result = run("stress", plan_folder, "--events", "events.toml", "--time-limit", "30", "--quiet")
    assert result.exit_code == 0, result.output
    assert "late (2022-02): The lot comes half a year late" in result.stdout
    row = next(line.split() for line in result.stdout.splitlines() if line.split()[:1] == ["1"])
    assert row[:6] == ["1", "51", "33", "42", "18", "9"]
    assert "Kept: proven to be the most. Planned anew: proven to be the most." in result.stdout
    assert "kenya at unmiss-medevac with 500md: 33 of 51 aircraft-months stay" in result.stdout
    assert "Source (low): made for a test" in result.stdout


def test_stress_as_json(run: Run, plan_folder: str) -> None:
    """One object with every case."""
    result = run("stress", plan_folder, "--events", "events.toml", "--time-limit", "30", "--quiet", "--json")
    data = json.loads(result.stdout)
    assert [(case["id"], case["tiers"][0]["saved"]) for case in data["cases"]] == [("late", 9)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--events", "nowhere.toml"), "no events can be read"),
        (("--events", "seoul-2021"), "no 'rok-500md-a' in lots"),
        (("--events", "events.toml", "--only", "early"), "there is no event 'early'"),
    ],
)
def test_stress_names_what_is_wrong(
    run: Run, plan_folder: str, arguments: tuple[str, ...], words: str
) -> None:
    """Events that cannot be read, or do not fit the plan, end with 2 and words."""
    result = run("stress", plan_folder, "--quiet", *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
