"""The command teaches itself, answers at once, and its reference is complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from airlift_cli.exits import EXIT_WORDS, ExitCode
from airlift_cli.main import cli
from airlift_cli.reference import REFERENCE_FILE, main, reference
from airlift_cli.registry import COMMANDS, load_command
from tests.cli.conftest import Run

HEAVY = {"jinja2", "networkx", "numpy", "ortools", "pandas", "pulp", "pydantic", "rich"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_imports_nothing_heavy(arguments: list[str], repository: Path) -> None:
    """Help and version load no solver, no tables, no schema and not rich."""
    code = (
        "import contextlib, io, sys\n"
        "from airlift_cli.main import cli\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    cli({arguments!r}, standalone_mode=False)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    path = {"PYTHONPATH": os.pathsep.join(str(repository / part) for part in ("", "cli", "data"))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path)
    assert set(done.stdout.split()) & HEAVY == set()


def test_list_of_commands_imports_no_command(repository: Path) -> None:
    """`airlift --help` loads none of the modules of the commands."""
    code = (
        "import sys\nfrom airlift_cli.main import cli\ncli(['--help'], standalone_mode=False)\n"
        "print('loaded', [name for name in sys.modules if name.startswith('airlift_cli.commands')])"
    )
    path = {"PYTHONPATH": os.pathsep.join(str(repository / part) for part in ("", "cli", "data"))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path)
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_help_names_every_command_and_exit_code(run: Run) -> None:
    """The first page lists all commands with their line, and all exit codes."""
    result = run("--help")
    assert result.exit_code == 0
    for name, entry in COMMANDS.items():
        assert f"{name} " in result.stdout
        assert entry.summary in result.stdout
    for code in ExitCode:
        assert f"    {code.value:<4} {EXIT_WORDS[code]}" in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_teaches(name: str, run: Run) -> None:
    """Each help has one line, examples, what is written, and the exit codes."""
    result = run(name, "--help")
    assert result.exit_code == 0
    assert COMMANDS[name].summary in result.stdout
    assert f"Examples:\n    airlift {name}" in result.stdout
    assert "Writes" in result.stdout or "Nothing is" in " ".join(result.stdout.split()) or name == "schema"
    assert "Exit codes:\n    0 " in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_and_command_is_documented(name: str) -> None:
    """Every option has a help, and the reference names it."""
    section = reference().split(f"## `airlift {name}`\n")[1].split("\n## ")[0]
    command = load_command(name)
    assert command.name == name
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help
            assert all(f"`{option}" in section for option in param.opts)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "schema"])
def test_every_result_can_be_had_as_json(name: str) -> None:
    """Each command takes --json; `schema` prints JSON anyway."""
    assert any("--json" in param.opts for param in load_command(name).params)


def test_reference_is_up_to_date() -> None:
    """cli/REFERENCE.md is what the commands say today."""
    assert REFERENCE_FILE.read_text(encoding="utf-8") == reference(), "run python -m airlift_cli.reference"


def test_reference_check_sees_a_stale_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` fails on a missing or changed file; without it the file is written."""
    file = tmp_path / "REFERENCE.md"
    monkeypatch.setattr("airlift_cli.reference.REFERENCE_FILE", file)
    assert main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert main(["--check"]) == 1


def test_unknown_command_is_answered_with_the_nearest(run: Run) -> None:
    """A misspelt command ends with 2 and the name that was meant."""
    result = run("verfy")
    assert result.exit_code == 2
    assert "Maybe `airlift verify`?" in result.stderr


def test_unknown_command_far_from_all_is_answered_with_the_list(run: Run) -> None:
    """A word that resembles no command points to the help."""
    assert "`airlift --help` lists the commands" in run("xyzzy").stderr


def test_version(run: Run) -> None:
    """--version prints name and version."""
    import airlift

    assert run("--version").stdout == f"airlift {airlift.__version__}\n"


def test_group_can_be_used_as_a_function() -> None:
    """Without standalone mode the group returns the exit code instead of ending the process."""
    assert cli(["--version"], standalone_mode=False) == 0
