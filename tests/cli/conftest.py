"""Fixtures for the tests of the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import airlift
from airlift_cli.main import cli
from tests.cli.fakes import FakeApi

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command in an empty folder, with a terminal of 100 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("AIRLIFT_DEBUG", raising=False)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, prog_name="airlift")

    return invoke


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> FakeApi:
    """Put an API that answers at once in the place of the real one."""
    fake = FakeApi()
    for name, value in fake.names().items():
        monkeypatch.setitem(vars(airlift), name, value)
    return fake
