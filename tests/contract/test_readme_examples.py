"""The examples of the README do what they say."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import airlift
from airlift.scenario import Scenario, write_folder
from tests.scenarios import tiny_scenario, with_rows


def _blocks(repository: Path, language: str) -> list[str]:
    text = (repository / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_python_example_runs(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python examples run one after the other, in a fifth of their time, and the tour leaves a plan that opens."""
    monkeypatch.chdir(tmp_path)
    blocks = _blocks(repository, "python")
    assert len(blocks) == 3
    # Their searches use all the time that they are given; every other letter runs as printed.
    quick, searches = re.subn(
        r"(?<=\btime_limit_s=)\d+", lambda printed: str(int(printed[0]) / 5), "\n".join(blocks)
    )
    assert searches == 3
    exec(compile(quick, "README.md", "exec"), {})  # the example is the test
    scenario, plan = airlift.open_plan(tmp_path / "kenya-plan")
    assert scenario.name == "kenya-only"
    assert plan.allocation.units


def test_overlay_example_loads(repository: Path, tmp_path: Path) -> None:
    """The overlay of the README is a valid scenario that changes what it says and nothing else."""
    (block,) = _blocks(repository, "toml")
    (tmp_path / "scenario.toml").write_text(block, encoding="utf-8")
    scenario = airlift.load(tmp_path)
    base = airlift.load(tomllib.loads(block)["base"])
    assert scenario.name == "crews-leave"
    assert scenario.policy.crew.attrition_pct_per_year.value == 12
    assert scenario.partners == base.partners


def _commands(repository: Path, heading: str) -> list[list[str]]:
    """Return the commands of a section, as arguments."""
    text = (repository / "README.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, flags=re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    assert all(line[0] == "airlift" for line in lines)
    return [line[1:] for line in lines]


def test_each_study_has_an_example(repository: Path) -> None:
    """The section plans once and then asks each question once."""
    asked = [arguments[0] for arguments in _commands(repository, "Questions to a plan")]
    assert asked == ["plan", "explain", "pareto", "pledges", "broker", "robust", "stress"]


@pytest.mark.slow
def test_questions_run(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question of the README is answered; a small stand-in for its scenario lies in the working folder."""
    from airlift_cli.main import cli

    data = tiny_scenario(tasks=[], horizon_months=12).model_dump(mode="json") | {"name": "kenya-only"}
    for lot, name in zip(data["lots"], ("rok-500md-a", "rok-500md-b"), strict=True):
        lot["id"] = name
    write_folder(Scenario.model_validate(data), tmp_path / "kenya-only")
    monkeypatch.chdir(tmp_path)
    for arguments in _commands(repository, "Questions to a plan"):
        result = CliRunner().invoke(cli, [*arguments, "--time-limit", "10", "--quiet"])
        assert result.exit_code == 0, (arguments, result.output)
        assert result.stdout.strip(), arguments
    assert (tmp_path / "front" / "front.csv").is_file()


@pytest.mark.slow
def test_standby_and_simulation_run(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cover, simulation and report of the README are made from a plan; a small one stands in for Kenya's."""
    from airlift_cli.main import cli

    zone = {
        "id": "z1",
        "mission": "unmiss",
        "name": "Zone",
        "latitude_deg": 5.4,
        "longitude_deg": 31.7,
        "elevation_ft": 1400.0,
        "hot_day_c": 35.0,
        "events_per_month": 20.0,
    }
    scenario = with_rows(tiny_scenario(), "zones", zone)
    airlift.save(scenario, airlift.plan(scenario, time_limit_s=6), tmp_path / "kenya-plan")
    monkeypatch.chdir(tmp_path)
    asked = _commands(repository, "Will it keep flying, and whom does it reach?")
    assert [arguments[0] for arguments in asked] == ["cover", "simulate", "report"]
    for arguments in asked:
        few = ["--replications", "5"] if arguments[0] == "simulate" else []
        result = CliRunner().invoke(cli, [*arguments, *few])
        assert result.exit_code == 0, (arguments, result.output)
    assert (tmp_path / "kenya-cover" / "cover.html").is_file()
    assert "simulat" in (tmp_path / "kenya-plan" / "report.html").read_text(encoding="utf-8")


def test_tour_uses_real_commands(repository: Path) -> None:
    """Every command of the shell tour exists."""
    from airlift_cli.main import cli

    tour = next(block for block in _blocks(repository, "sh") if "airlift scenarios" in block)
    commands = [line.split()[1] for line in tour.splitlines()]
    assert commands
    assert set(commands) <= set(cli.list_commands(None))
