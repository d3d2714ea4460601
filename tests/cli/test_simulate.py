"""`airlift simulate`: tables and JSON of one plan and of two, the file for the report, and refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import airlift
from airlift_cli.exits import ExitCode
from tests.cli.conftest import Run
from tests.unit.simulation.worlds import random_plan

FEW = ("--replications", "4", "--days", "5", "--workers", "1", "--quiet")


@pytest.fixture
def plan_folder(run: Run) -> str:
    """A plan with standby, fleet and programme, in a folder."""
    scenario, plan = random_plan()
    airlift.save(scenario, plan, "made")
    return "made"


def test_simulate_tells_in_eighty_columns(
    run: Run, plan_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shares beside the planned ones, minutes, hours, flown and cancelled, posts; no line is too wide."""
    monkeypatch.setenv("COLUMNS", "80")
    result = run("simulate", plan_folder, "--mission", "unmiss", "--seed", "3", *FEW)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "tiny: 4 random worlds of 5 days, seed 3, dispatch programme; 95 % confidence"
    shares = [line for line in lines if line.startswith("alpha surgery 120 min")]
    assert len(shares) == 1
    assert shares[0].endswith("62.5 %")
    assert any(line.startswith("patrol flown") for line in lines)
    assert any(line.startswith("k1 bor") for line in lines)
    assert not any(line.startswith("minusca") for line in lines)
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_simulate_as_json_is_the_same_twice(run: Run, plan_folder: str) -> None:
    """One object, repeatable; the rule of dispatch is told."""
    answers = [run("simulate", plan_folder, "--dispatch", "closest", "--json", *FEW) for _ in range(2)]
    assert [one.exit_code for one in answers] == [0, 0]
    assert answers[0].stdout == answers[1].stdout
    data = json.loads(answers[0].stdout)
    assert (data["dispatch"], data["replications"], data["days"]) == ("closest", 4, 5)


def test_saved_simulation_is_shown_by_the_report(run: Run, plan_folder: str) -> None:
    """--save leaves simulation.json, which `airlift report` reads."""
    result = run("simulate", plan_folder, "--save", *FEW)
    assert result.exit_code == 0, result.output
    assert "simulation.json" in result.stdout
    assert json.loads(Path("made/simulation.json").read_text(encoding="utf-8"))["replications"] == 4
    assert {path.name for path in Path("made").iterdir()} == {"plan.json", "scenario.json", "simulation.json"}
    assert run("report", plan_folder).exit_code == 0
    assert "4 replications" in Path("made/report.html").read_text(encoding="utf-8")


def test_two_plans_are_compared(run: Run, plan_folder: str) -> None:
    """A plan against itself: the same figures and differences of nothing."""
    result = run("simulate", plan_folder, plan_folder, *FEW)
    assert result.exit_code == 0, result.output
    rows = [line for line in result.stdout.splitlines() if "flight hours" in line]
    assert rows
    assert all(row.endswith("0.0 (0.0 to 0.0)") for row in rows)
    data = json.loads(run("simulate", plan_folder, plan_folder, "--json", *FEW).stdout)
    assert data["first"]["missions"] == data["second"]["missions"]
    assert {row["change"]["mean"] for row in data["differences"]} == {0.0}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("made", "--mission", "nowhere"), "no mission of the scenario"),
        (("made", "made", "--save"), "--save keeps the simulation of one plan"),
        (("missing",), "missing"),
        (("made", "--dispatch", "nearest"), "nearest"),
    ],
    ids=["mission", "save-two", "no-plan", "dispatch"],
)
def test_simulate_refuses_with_words(
    run: Run, plan_folder: str, arguments: tuple[str, ...], words: str
) -> None:
    """Bad input ends with 2 and says what is wrong."""
    result = run("simulate", *arguments, "--quiet")
    assert result.exit_code == 2
    assert words in result.stderr


def test_an_interrupted_simulation_tells_what_is_finished(
    run: Run, plan_folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C after some replications: their figures are printed and saved, and the exit code says so."""
    found = airlift.simulate(plan_folder, replications=2, days=2, workers=1)
    monkeypatch.setattr(
        "airlift_cli.commands.simulate.run_study", lambda *_, **__: (replace(found, asked=200), True)
    )
    result = run("simulate", plan_folder, "--save")
    assert result.exit_code == ExitCode.INTERRUPTED
    assert "2 of 200 replications" in result.stderr
    assert Path("made/simulation.json").is_file()
