"""The scenarios that come with airlift."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["shipped_path", "shipped_scenarios"]


def _root() -> Path:
    return Path(str(files("airlift_data"))) / "scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Names of the shipped scenarios, in the order of the alphabet."""
    return tuple(sorted(path.parent.name for path in _root().glob("*/scenario.toml")))


def shipped_path(name: str) -> Path | None:
    """Folder of a shipped scenario, or None where there is none of this name."""
    return _root() / name if name in shipped_scenarios() else None
