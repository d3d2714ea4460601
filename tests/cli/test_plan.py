"""`airlift plan`: what is printed and written, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import airlift
from airlift.errors import PlanError, ScenarioError
from airlift.plans import Status
from tests.cli.conftest import Run
from tests.cli.fakes import BROKEN, ISSUES, FakeApi, made_plan

WRITTEN = {"plan.json", "scenario.json", "report.html", "map.geojson", "tables/units.csv"}


def files(folder: Path) -> set[str]:
    """Return the files of a folder, relative to it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_summary_on_stdout_and_progress_on_stderr(run: Run, api: FakeApi) -> None:
    """The summary and the place of the report go to standard output, progress to standard error."""
    result = run("plan", "tiny", "-o", "out")
    assert result.exit_code == 0
    assert "Kenya: 3 × 500MD" in result.stdout
    assert "out/report.html" in result.stdout
    assert "matching: unmet tier 1; value 10, bound 8, gap 20 %" in result.stderr
    assert "gap" not in result.stdout


def test_folder_holds_everything(run: Run, api: FakeApi) -> None:
    """Plan, scenario, tables, map and report are written, and nothing is left beside the folder."""
    run("plan", "tiny", "-o", "out")
    assert files(Path("out")) == WRITTEN
    assert [path.name for path in Path().iterdir()] == ["out"]


def test_folder_is_named_after_the_scenario(run: Run, api: FakeApi) -> None:
    """Without -o the folder is `<name>-plan` in the working folder."""
    run("plan", "tiny")
    assert files(Path("tiny-plan")) == WRITTEN


def test_quiet_shows_no_progress(run: Run, api: FakeApi) -> None:
    """With --quiet standard error is empty, the summary stays."""
    result = run("plan", "tiny", "--quiet")
    assert result.stderr == ""
    assert "Kenya" in result.stdout


def test_json_is_one_object_and_nothing_else(run: Run, api: FakeApi) -> None:
    """--json prints the whole result as one object."""
    result = run("plan", "tiny", "-o", "out", "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert data["status"] == "feasible"
    assert data["interrupted"] is False
    assert data["seed"] == 7
    assert data["versions"] == {"airlift": airlift.__version__, "ortools": "9.15"}
    (level,) = data["objectives"]
    assert (level["level"], level["value"], level["bound"], level["gap"]) == ("matching", 10.0, 8.0, 0.2)
    assert data["units"][0]["partner"] == "kenya"
    assert data["unmet"] == [{"demand": "minusca-medevac", "month": "2022-09", "aircraft": 4}]
    assert data["cost"]["paid_usd"] == 250000.0
    assert data["findings"]["ok"] is True
    assert set(data["paths"]) == WRITTEN
    assert all(Path(path).is_file() for path in data["paths"].values())


def test_options_reach_the_search(run: Run, api: FakeApi) -> None:
    """Limits and repeatability are handed over under the names of the API."""
    run("plan", "tiny", "--time-limit", "7.5", "--seed", "3", "--deterministic", "--workers", "1")
    (call,) = api.calls
    assert {name: call[name] for name in ("time_limit_s", "seed", "deterministic", "workers")} == {
        "time_limit_s": 7.5,
        "seed": 3,
        "deterministic": True,
        "workers": 1,
    }


def test_without_options_the_scenario_decides(run: Run, api: FakeApi) -> None:
    """No --seed and no --workers leave both to the API."""
    run("plan", "tiny")
    (call,) = api.calls
    assert (call["seed"], call["workers"], call["time_limit_s"]) == (None, None, 240.0)


@pytest.mark.parametrize(
    "option",
    [
        ("--time-limit", "0"),
        ("--time-limit", "-5"),
        ("--time-limit", "soon"),
        ("--time-limit", "nan"),
        ("--time-limit", "inf"),
        ("--seed", "-1"),
        ("--workers", "0"),
        ("--workers", "65"),
    ],
)
def test_impossible_options_are_usage_errors(option: tuple[str, str], run: Run, api: FakeApi) -> None:
    """An impossible number ends with 2 and names the option; nothing is planned."""
    result = run("plan", "tiny", *option)
    assert result.exit_code == 2
    assert option[0] in result.stderr
    assert api.calls == []


def test_bad_scenario_shows_all_problems(run: Run, api: FakeApi) -> None:
    """A scenario with problems ends with 2, all of them on standard error, nothing written."""
    api.error = ScenarioError(ISSUES)
    result = run("plan", "tiny", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert all(issue.message in result.stderr and issue.hint in result.stderr for issue in ISSUES)
    assert list(Path().iterdir()) == []


def test_infeasible_names_the_rules_that_clash(run: Run, api: FakeApi) -> None:
    """An infeasible scenario ends with 3, the rules on standard error, an earlier plan untouched."""
    run("plan", "tiny", "-o", "out")
    api.result = made_plan(Status.INFEASIBLE)
    result = run("plan", "tiny", "-o", "out")
    assert result.exit_code == 3
    assert "No plan exists" in result.stderr
    assert "unit.minimum_size" in result.stderr
    assert "crew.available" in result.stderr
    assert "`airlift explain tiny` names who clashes with what, and the cheapest way out" in result.stderr
    assert result.stdout == ""
    assert files(Path("out")) == WRITTEN


def test_infeasible_as_json(run: Run, api: FakeApi) -> None:
    """--json tells of an infeasible scenario too: status, rules, no paths."""
    api.result = made_plan(Status.INFEASIBLE)
    result = run("plan", "tiny", "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 3
    assert (data["status"], data["paths"], data["findings"]) == ("infeasible", {}, None)
    assert data["conflict"] == ["unit.minimum_size", "crew.available"]
    assert data["objectives"][0]["gap"] is None


def test_nothing_found_in_time_is_not_called_infeasible(run: Run, api: FakeApi) -> None:
    """A time-out without a plan ends with 3 and advises more time."""
    api.result = made_plan(Status.UNKNOWN)
    result = run("plan", "tiny")
    assert result.exit_code == 3
    assert "--time-limit" in result.stderr
    assert "No plan exists" not in result.stderr


def test_answer_whose_later_objectives_ran_out_of_time_is_kept(run: Run, api: FakeApi) -> None:
    """A plan counts as found when its first objective has a value, although a later one is unknown."""
    plan = made_plan()
    (result,) = plan.results
    unknown = result.objectives[0].model_copy(
        update={"name": "cost", "status": Status.UNKNOWN, "value": None, "bound": None}
    )
    late = result.model_copy(update={"status": Status.UNKNOWN, "objectives": (*result.objectives, unknown)})
    api.result = plan.model_copy(update={"results": (late,)})
    done = run("plan", "tiny", "-o", "out", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["status"] == "unknown"
    assert files(Path("out")) == WRITTEN


def test_findings_in_an_own_plan_are_shown(run: Run, api: FakeApi) -> None:
    """A plan in which the checker finds broken rules is written, and ends with 4 and the findings."""
    api.findings = BROKEN
    result = run("plan", "tiny", "-o", "out")
    assert result.exit_code == 4
    assert "The crew is on duty 755 min." in result.stderr
    assert files(Path("out")) == WRITTEN


def test_earlier_plan_is_replaced_whole(run: Run, api: FakeApi) -> None:
    """A table of an earlier plan does not survive in the folder of the next."""
    run("plan", "tiny", "-o", "out")
    Path("out/tables/old.csv").write_text("stale")
    assert run("plan", "tiny", "-o", "out").exit_code == 0
    assert files(Path("out")) == WRITTEN


def test_foreign_folder_is_refused_before_the_search(run: Run, api: FakeApi) -> None:
    """A folder with other things in it ends with 2 before any time is spent."""
    Path("home").mkdir()
    Path("home/letter.txt").write_text("dear")
    result = run("plan", "tiny", "-o", "home")
    assert result.exit_code == 2
    assert "home is not written" in result.stderr
    assert "plan.json" in result.stderr
    assert api.calls == []
    assert files(Path("home")) == {"letter.txt"}


@pytest.mark.parametrize("kind", ["plain", "wrapped"])
def test_plan_whose_folder_cannot_be_written_is_rescued(
    kind: str,
    run: Run,
    api: FakeApi,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """When the folder fails after the search, the plan goes to a temporary folder, which is named; 2."""
    place = tmp_path_factory.mktemp("rescue")
    monkeypatch.setattr("tempfile.tempdir", str(place))

    def full_disk(target: Path) -> None:
        error = OSError(28, "No space left on device")
        if kind == "plain":
            raise error
        raise PlanError(f"{target}: the plan cannot be written (No space left on device).") from error

    monkeypatch.setattr("airlift_cli.commands.plan.replaced_folder", full_disk)
    result = run("plan", "tiny", "-o", "out", "--json")
    (rescued,) = place.iterdir()
    assert result.exit_code == 2
    assert "out was not written" in result.stderr
    assert "No space left on device" in result.stderr
    assert str(rescued) in result.stderr
    assert files(rescued) == WRITTEN
    assert set(json.loads(result.stdout)["paths"].values()) == {str(rescued / name) for name in WRITTEN}
    assert not Path("out").exists()


def test_plan_is_rescued_without_the_report_that_cannot_be_made(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What can be written of a plan is kept; the summary does not send the reader to a missing report."""
    place = tmp_path_factory.mktemp("rescue")
    monkeypatch.setattr("tempfile.tempdir", str(place))

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setitem(vars(airlift), "report", full_disk)
    result = run("plan", "tiny", "-o", "out")
    (rescued,) = place.iterdir()
    assert files(rescued) == WRITTEN - {"report.html"}
    assert f"Written to {rescued}." in result.stdout


def test_error_that_is_not_of_the_file_system_is_not_rescued(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that does not belong to its scenario is no trouble with files."""

    def foreign(*_: object) -> None:
        raise PlanError("made for another scenario")

    monkeypatch.setitem(vars(airlift), "save", foreign)
    result = run("plan", "tiny", "-o", "out")
    assert (result.exit_code, list(Path().iterdir())) == (2, [])
    assert "made for another scenario" in result.stderr


def test_failure_while_writing_keeps_the_earlier_plan(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails half-way, the earlier folder stands and no half-written one is left."""
    run("plan", "tiny", "-o", "out")

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setitem(vars(airlift), "report", full_disk)
    monkeypatch.setattr("tempfile.tempdir", str(Path("nowhere").absolute()))
    result = run("plan", "tiny", "-o", "out")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert files(Path("out")) == WRITTEN
    assert [path.name for path in Path().iterdir()] == ["out"]


def test_error_of_the_search_comes_back(run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the search raises in its thread ends the command like any other error."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("solver fell over")

    monkeypatch.setitem(vars(airlift), "plan", broken)
    result = run("plan", "tiny")
    assert result.exit_code == 1
    assert "RuntimeError: solver fell over" in result.stderr
    assert list(Path().iterdir()) == []
