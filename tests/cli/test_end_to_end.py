"""The command on the real library: real scenarios, real searches, a real Ctrl-C."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

import airlift
from airlift.scenario import write_folder
from tests.cli.conftest import Run
from tests.scenarios import tiny_scenario, without_rows

SHIPPED = {  # months that they plan
    "el-salvador-mali": 15,
    "historical": 60,
    "kenya-only": 60,
    "rwanda-south-sudan": 15,
    "seoul-2021": 60,
    "south-africa-congo": 15,
    "sponsor-cut": 60,
    "unmiss-week": 60,
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the folder of a small scenario that can be planned in a second."""
    return write_folder(without_rows(tiny_scenario(), "tasks", "unmiss-t2", "unmiss-p2"), tmp_path / "tiny")


def change_cell(file: Path, row: int, column: str, text: str) -> None:
    """Change one cell of a CSV table; rows count from 0 after the header."""
    with file.open(newline="", encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
        names = list(reader.fieldnames or ())
    assert column in names
    rows[row][column] = text
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_have_no_problems(name: str, run: Run) -> None:
    """Every shipped scenario passes its own check with one line."""
    result = run("check", name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{name}: no problems ({SHIPPED[name]} months, ")


def test_rules_are_listed_with_sentence_and_unit(run: Run) -> None:
    """`rules` lists each rule of the library once, for reading and for a program."""
    listed = json.loads(run("rules", "--json").stdout)
    assert [rule["id"] for rule in listed] == list(airlift.RULES)
    assert {"id", "level", "sentence", "unit"} == set(listed[0])
    text = run("rules").stdout
    assert all(rule["id"] in text for rule in listed)


def test_shipped_scenarios_are_listed_with_titles(run: Run) -> None:
    """`scenarios` lists what can be planned by name."""
    listed = json.loads(run("scenarios", "--json").stdout)
    assert [row["name"] for row in listed] == sorted(SHIPPED)
    assert all(row["title"] for row in listed)


def test_check_finds_all_problems_at_once(run: Run, tiny: Path) -> None:
    """Text for a number, a missing reference and an unknown column are all told, each with its place."""
    change_cell(tiny / "lots.csv", 0, "aircraft", "six")
    change_cell(tiny / "demands.csv", 2, "mission", "unmis")
    (tiny / "budgets.csv").write_text(
        (tiny / "budgets.csv").read_text(encoding="utf-8").replace("budget_usd", "budget_eur"),
        encoding="utf-8",
    )
    before = {path: path.read_bytes() for path in tiny.iterdir()}
    result = run("check", "tiny")
    assert result.exit_code == 2
    assert result.stderr == ""
    for words in ("lots.csv", "line 2", "six", "demands.csv", "line 4", "unmis", "budgets.csv", "budget_eur"):
        assert words in result.stdout
    assert {path: path.read_bytes() for path in tiny.iterdir()} == before
    told = json.loads(run("check", "tiny", "--json").stdout)
    assert told == [issue.to_dict() for issue in airlift.check_scenario("tiny")]


@pytest.mark.parametrize("made", ["nothing", "empty folder", "empty file", "binary"])
def test_what_is_no_scenario_is_told_so(made: str, run: Run, tmp_path: Path) -> None:
    """Whatever is given in the place of a scenario: 2, words, no traceback."""
    path = tmp_path / "x.json"
    if made == "empty folder":
        path.mkdir()
    elif made != "nothing":
        path.write_bytes(b"" if made == "empty file" else b"\x00\xff\xfe\x80")
    for command in ("check", "plan"):
        result = run(command, "x.json")
        assert result.exit_code == 2
        assert "Traceback" not in result.output
        assert "problem" in result.output


def test_copy_of_a_shipped_scenario_can_be_checked(run: Run) -> None:
    """`new` makes a complete scenario, and leaves a folder alone that is not empty."""
    assert run("new", "mine", "--from", "kenya-only").exit_code == 0
    assert run("check", "mine").exit_code == 0
    again = run("new", "mine")
    assert again.exit_code == 2
    assert "not empty" in again.stderr


def test_copy_of_an_unknown_scenario(run: Run, tmp_path: Path) -> None:
    """An unknown name ends with 2 and the names that exist; nothing is made."""
    result = run("new", "mine", "--from", "soul-2021")
    assert result.exit_code == 2
    assert "seoul-2021" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_schema_describes_every_table(run: Run) -> None:
    """The schema that is printed is that of the API, and names the tables."""
    printed = json.loads(run("schema").stdout)
    assert printed == airlift.schema()
    assert {"lots", "partners", "demands", "tasks", "policy"} <= set(printed["properties"])


@pytest.mark.slow
def test_from_a_folder_to_a_verified_plan_and_back(run: Run, tiny: Path, tmp_path: Path) -> None:
    """Plan a scenario folder, verify it, rebuild its report from its folder alone, break it, see it found."""
    planned = run("plan", "tiny", "-o", "out", "--time-limit", "20", "--json", "--quiet")
    assert planned.exit_code == 0, planned.output
    data = json.loads(planned.stdout)
    assert data["units"]
    assert data["findings"]["ok"] is True
    out = tmp_path / "out"
    assert {"plan.json", "scenario.json", "report.html", "map.geojson"} <= set(data["paths"])
    assert any(name.startswith("tables/") and name.endswith(".csv") for name in data["paths"])
    assert all(Path(path).stat().st_size for path in data["paths"].values())
    for target in ("out", "out/plan.json"):
        assert run("verify", "tiny", target).exit_code == 0

    page = (out / "report.html").read_text(encoding="utf-8")
    (out / "report.html").unlink()
    tiny.rename(tmp_path / "moved")
    assert run("report", "out").exit_code == 0
    assert (out / "report.html").read_text(encoding="utf-8") == page

    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    plan["allocation"]["units"][0]["aircraft"][0] = 99
    (tmp_path / "broken.json").write_text(json.dumps(plan), encoding="utf-8")
    broken = run("verify", "moved", "broken.json")
    assert broken.exit_code == 4
    assert "unit.maximum_size" in broken.stdout
    assert json.loads(run("verify", "moved", "broken.json", "--json").stdout)["ok"] is False


@pytest.mark.slow
def test_second_plan_replaces_the_first(run: Run, tiny: Path, tmp_path: Path) -> None:
    """Planning into the same folder twice works; the summary is on standard output."""
    first = run("plan", "tiny", "--time-limit", "10")
    second = run("plan", "tiny", "--time-limit", "10")
    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr + second.stderr
    assert "Kenya" in second.stdout
    assert "matching: " in second.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"tiny", "tiny-plan"}


@pytest.mark.slow
def test_kenya_only_is_planned_and_verified(run: Run) -> None:
    """A shipped scenario by name: a plan within the limit, the same on a busy machine, and no findings."""
    planned = run("plan", "kenya-only", "--time-limit", "2", "--deterministic", "--quiet", "--json")
    assert planned.exit_code == 0, planned.output
    data = json.loads(planned.stdout)
    assert {unit["partner"] for unit in data["units"]} == {"kenya"}
    assert data["objectives"][0]["bound"] is not None
    assert run("verify", "kenya-only", "kenya-only-plan").exit_code == 0


@pytest.mark.slow
def test_ctrl_c_during_a_real_search_keeps_the_best_plan(repository: Path, tmp_path: Path) -> None:
    """SIGINT while the solver runs: the best plan so far is written and keeps every rule."""
    path = os.pathsep.join(str(repository / part) for part in ("", "cli", "data"))
    code = (
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from airlift_cli.main import cli\n"
        "cli(['plan', 'kenya-only', '-o', 'out', '--time-limit', '600'], prog_name='airlift')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": path, "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    wait_for_incumbent(process.stderr)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 130, err
    assert "Interrupted: the best plan found until then was kept." in err
    scenario, plan = airlift.open_plan(tmp_path / "out")
    assert any(result.interrupted for result in plan.results)
    assert airlift.check(scenario, plan).ok


def wait_for_incumbent(stream: IO[str] | None) -> None:
    """Read progress until the search has a first answer."""
    assert stream is not None
    for line in stream:
        if "value " in line and "value –" not in line:
            return
    pytest.fail("the search ended without an incumbent")
