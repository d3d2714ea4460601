"""What the repository holds: the agreed top level, and no trace of the machine that it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "airlift",
    "benchmarks",
    "cli",
    "data",
    "pyproject.toml",
    "tests",
}

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join(
        rf"(?<![\w.]){re.escape('/' + folder)}/"
        for folder in ("work", "tmp", "root", "opt/pypi", "opt/wheels")
    )
)


@pytest.fixture(scope="module")
def files(repository: Path) -> list[str]:
    """Return the files that git tracks or would track."""
    if not (repository / ".git").exists():
        pytest.skip("not a git clone")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in listing.stdout.split("\0") if (repository / name).is_file())


def test_top_level_is_the_agreed_one(files: list[str]) -> None:
    """No file or folder at the top but the agreed ones, and none of them missing."""
    assert {name.partition("/")[0] for name in files} == TOP_LEVEL


def test_no_file_names_a_path_of_a_machine(files: list[str], repository: Path) -> None:
    """No tracked file holds an absolute path of somebody's machine."""
    found = [
        f"{name}:{number}"
        for name in files
        for number, line in enumerate(
            (repository / name).read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        )
        if MACHINE_PATHS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["work", "tmp", "root"])
def test_a_path_of_a_machine_is_seen(folder: str) -> None:
    """The search finds an absolute path, and lets a page of a web site pass."""
    assert MACHINE_PATHS.search(f'open("/{folder}/x.csv")')
    assert not MACHINE_PATHS.search(f"https://example.org/{folder}/x.csv")
