"""Importing airlift, or its command, does not wait for heavy libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest

SOLVERS_AND_TABLES = (
    "highspy",
    "networkx",
    "numpy",
    "ortools",
    "pandas",
    "pulp",
    "pydantic",
    "astral",
    "jinja2",
)


def loaded_by(statement: str, names: tuple[str, ...]) -> list[str]:
    """Return those of the top-level packages that a fresh process has loaded after the statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return sorted(set(names) & set(run.stdout.split()))


def test_library_imports_nothing_heavy() -> None:
    """`import airlift` loads no third-party library."""
    assert loaded_by("import airlift", (*SOLVERS_AND_TABLES, "click", "rich")) == []


def test_library_imports_none_of_its_rooms() -> None:
    """`import airlift` loads no module of airlift but itself."""
    statement = (
        "import airlift, sys; assert [n for n in sys.modules if n.startswith('airlift')] == ['airlift']"
    )
    assert loaded_by(statement, ("none",)) == []


def test_command_imports_no_solver() -> None:
    """The module of the command loads neither solvers nor tables nor the schema."""
    assert loaded_by("import airlift_cli.main", SOLVERS_AND_TABLES) == []


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_import_no_solver(flag: str) -> None:
    """Answering `--help` or `--version` loads neither solvers nor tables nor the schema."""
    statement = f"from airlift_cli.main import cli; cli([{flag!r}], standalone_mode=False)"
    code = f"import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    {statement}"
    assert loaded_by(code, SOLVERS_AND_TABLES) == []
