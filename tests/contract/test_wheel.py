"""What the wheel installs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Build the wheel with the installed hatchling, so that no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_nothing_but_the_three_packages_is_installed(wheel: zipfile.ZipFile) -> None:
    """The wheel installs airlift, airlift_cli and airlift_data: nothing named cli, data or tests."""
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "airlift",
        "airlift_cli",
        "airlift_data",
    }


@pytest.mark.parametrize(
    ("folder", "package"), [("airlift", "airlift"), ("cli", "airlift_cli"), ("data", "airlift_data")]
)
def test_every_file_of_a_package_is_in_the_wheel(
    wheel: zipfile.ZipFile, repository: Path, folder: str, package: str
) -> None:
    """Code, data, templates and type markers all travel; nothing else does."""
    source = repository / folder if folder == package else repository / folder / package
    on_disk = {
        f"{package}/{path.relative_to(source).as_posix()}"
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in wheel.namelist() if name.startswith(f"{package}/")} == on_disk


def test_library_and_command_carry_the_type_marker(wheel: zipfile.ZipFile) -> None:
    """Type checkers of users see the annotations."""
    assert {"airlift/py.typed", "airlift_cli/py.typed"} <= set(wheel.namelist())


def test_shipped_case_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    """The scenario of the README's first command and the word about sources travel with the package."""
    names = wheel.namelist()
    assert "airlift_data/SOURCES.md" in names
    assert any(
        name.startswith("airlift_data/") and name.endswith("seoul-2021/scenario.toml") for name in names
    )


def test_metadata_names_the_licence_and_the_command(wheel: zipfile.ZipFile) -> None:
    """Distribution name, SPDX licence, licence file and console script are as agreed."""
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    fields = Parser().parsestr(wheel.read(metadata).decode())
    assert fields["Name"] == "airlift-planner"
    assert fields["License-Expression"] == "Apache-2.0"
    assert fields["License-File"] == "LICENSE"
    scripts = wheel.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    assert "airlift = airlift_cli.main:cli" in scripts
