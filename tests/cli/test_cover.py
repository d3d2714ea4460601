"""`airlift cover`: plans and scenarios, tables, JSON, files and exit codes, without a search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import airlift
from airlift.plans.cover import Cover
from airlift.plans.store import plan_digest
from airlift.scenario.model import Scenario
from tests.cli.conftest import Run
from tests.unit.reporting.handfleet import hand_cover, upkeep_scenario, upkept_plan


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any, dict[str, Any]]]:
    """Let the cover written by hand answer every question; return what was asked."""
    calls: list[tuple[Any, Any, dict[str, Any]]] = []
    scenario = upkeep_scenario()

    def cover(scenario: Scenario, plan: Any, **options: Any) -> Cover:
        calls.append((scenario, plan, options))
        return hand_cover()

    monkeypatch.setitem(vars(airlift), "cover", cover)
    monkeypatch.setitem(vars(airlift), "load", lambda _source: scenario)
    monkeypatch.setitem(vars(airlift), "open_plan", lambda _path: (scenario, upkept_plan(scenario)))
    return calls


def test_a_folder_with_a_plan_is_a_plan(run: Run, asked: list[Any]) -> None:
    """Shares with and without siting, zones by runs of hours, what closed sites cost."""
    Path("made").mkdir()
    Path("made/plan.json").write_text("{}")
    result = run("cover", "made", "--quiet")
    assert result.exit_code == 0, result.output
    assert asked[0][1] is not None
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "in surgery in time 62.5 % 50.0 %" in lines
    assert "Posts: k1 at bor: 1 from 06 h; k1 at juba: 1 from 06 h, 2 from 18 h" in lines
    assert "06–18 80.0 % / 30.0 % 90.0 % / 0.0 % bor → bor, 55 / 95 min" in lines
    assert "bor post 31.5 % / 50.0 %" in lines
    assert "juba hospital 60.0 % / –" in lines
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_a_scenario_is_asked_without_a_plan(run: Run, asked: list[Any]) -> None:
    """Options of the search and of the question go to the library."""
    result = run("cover", "seoul-2021", "--mission", "unmiss", "--no-resite", "--seed", "5", "--quiet")
    assert result.exit_code == 0, result.output
    _, plan, options = asked[0]
    assert plan is None
    assert (options["missions"], options["resite"], options["seed"]) == (("unmiss",), False, 5)
    assert "as if every demand had its aircraft" in result.stdout


def test_cover_as_json_is_one_object(run: Run, asked: list[Any]) -> None:
    """--json prints what `Cover.to_dict` has."""
    result = run("cover", "seoul-2021", "--json", "--quiet")
    assert json.loads(result.stdout) == json.loads(json.dumps(hand_cover().to_dict()))


def test_cover_writes_page_table_and_map(run: Run, asked: list[Any]) -> None:
    """-o makes the folder and says what to open."""
    result = run("cover", "seoul-2021", "-o", "out/cover", "--quiet")
    assert result.exit_code == 0, result.output
    assert {path.name for path in Path("out/cover").iterdir()} == {"cover.html", "cover.csv", "cover.geojson"}
    assert "Wrote out/cover/cover.html" in result.stdout


def test_cover_of_no_mission_says_why(run: Run, asked: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario without zones is no error, but an answer."""
    monkeypatch.setitem(vars(airlift), "cover", lambda *_, **__: Cover(planned=False, missions=()))
    result = run("cover", "seoul-2021", "--quiet")
    assert result.exit_code == 0
    assert "zones.csv" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--mission", "unmis"), "'unmis' is no mission of the scenario; there are unmiss, minusca."),
        (("-o", "file"), "file is a file; name a folder."),
    ],
)
def test_bad_options_are_told(run: Run, asked: list[Any], arguments: tuple[str, ...], told: str) -> None:
    """They end with exit code 2 before anything is searched."""
    Path("file").write_text("")
    result = run("cover", "seoul-2021", *arguments)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert asked == []


def test_report_shows_a_simulation_beside_the_plan(run: Run) -> None:
    """`airlift report` reads simulation.json in the plan's folder; a broken one is told."""
    scenario = upkeep_scenario()
    plan = upkept_plan(scenario)
    airlift.save(scenario, plan, "made")
    assert "How fast it would be" not in _report(run)
    made = {"replications": 7, "days": 30, "plan_sha256": plan_digest(plan)}
    Path("made/simulation.json").write_text(json.dumps(made))
    assert "7 replications of 30 days" in _report(run)
    Path("made/simulation.json").write_text("[]")
    result = run("report", "made", "-o", "page.html")
    assert (result.exit_code, "not a simulation" in result.stderr) == (2, True)


def _report(run: Run) -> str:
    result = run("report", "made", "-o", "page.html")
    assert result.exit_code == 0, result.output
    return Path("page.html").read_text(encoding="utf-8")
