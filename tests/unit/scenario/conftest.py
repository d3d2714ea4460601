"""A folder with the tiny scenario, one for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.scenario import write_folder
from tests.unit.scenario.folders import full_scenario

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(full_scenario(), tmp_path / "tiny")
