"""The JSON Schema of a scenario."""

from __future__ import annotations

from typing import Any

from airlift.scenario.model import Scenario

__all__ = ["schema"]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario in one file; CSV columns have the names of its properties."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "airlift scenario",
        **{name: part for name, part in Scenario.model_json_schema().items() if name != "title"},
    }
