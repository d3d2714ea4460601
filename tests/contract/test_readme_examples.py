"""The examples of the README do what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import airlift


def _blocks(repository: Path, language: str) -> list[str]:
    text = (repository / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_python_example_runs(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python tour runs as printed, and its last line leaves a plan that opens."""
    monkeypatch.chdir(tmp_path)
    blocks = _blocks(repository, "python")
    assert len(blocks) == 1
    exec(compile(blocks[0], "README.md", "exec"), {})  # the example is the test
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


def test_tour_uses_real_commands(repository: Path) -> None:
    """Every command of the shell tour exists."""
    from airlift_cli.main import cli

    tour = next(block for block in _blocks(repository, "sh") if "airlift scenarios" in block)
    commands = [line.split()[1] for line in tour.splitlines()]
    assert commands
    assert set(commands) <= set(cli.list_commands(None))
