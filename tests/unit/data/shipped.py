"""Where the shipped data lie, and their rows as text."""

from __future__ import annotations

import csv
from pathlib import Path

import airlift_data

DATA = Path(airlift_data.__file__).parent
SCENARIOS = DATA / "scenarios"
BASE = SCENARIOS / "seoul-2021"
REFERENCE = DATA / "reference"
PRECEDENTS = ("el-salvador-mali", "rwanda-south-sudan", "south-africa-congo")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
