"""Fixtures for all tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the top folder of the source tree."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of an installed Chromium; skip where there is none, fail where one is required."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing = (
        "no Chromium on this machine: install one (Debian: apt-get install chromium) to run the browser tests"
    )
    if os.environ.get("AIRLIFT_REQUIRE_BROWSER") == "1":
        pytest.fail(missing)
    pytest.skip(missing)
