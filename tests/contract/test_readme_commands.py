"""The commands of the README are one line each, and the tests run by the one of them that CI runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest


def readme_command(repository: Path, name: str) -> str:
    """Return the shell block that follows the marker of a command in the README."""
    text = (repository / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(
        rf"^<!-- command: {name} -->\n+```sh\n(.*?)\n```$", text, flags=re.MULTILINE | re.DOTALL
    )
    assert len(blocks) == 1
    return str(blocks[0])


@pytest.mark.parametrize("name", ["plan", "tests"])
def test_command_is_one_line_that_sets_itself_up(repository: Path, name: str) -> None:
    """The command makes its environment and installs airlift before it uses it."""
    command = readme_command(repository, name)
    assert "\n" not in command
    environment, install, use = command.split(" && ")
    assert environment == "python3 -m venv .venv"
    assert install.startswith(".venv/bin/pip install ")
    assert use.startswith(".venv/bin/")


def test_ci_runs_the_test_command_of_the_readme(repository: Path) -> None:
    """`.ci/run` takes its test command from the README and runs no other pytest."""
    script = repository / ".ci" / "run"
    printed = subprocess.run(
        ["bash", str(script), "--print-test-command"], capture_output=True, text=True, check=True
    ).stdout
    assert printed == readme_command(repository, "tests") + "\n"
    text = script.read_text(encoding="utf-8")
    assert text.rstrip().endswith('bash -euo pipefail -c "$test_command"')
    assert "pytest" not in text


def test_coverage_threshold_is_in_the_test_command(repository: Path) -> None:
    """The tests fail below 90 % branch coverage of the library."""
    assert "--cov --cov-fail-under=90" in readme_command(repository, "tests")
