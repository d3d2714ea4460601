"""From what a user names to the files of a scenario."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from airlift.scenario.raw import Place
from airlift.scenario.shipped import shipped_path, shipped_scenarios
from airlift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from airlift.scenario.issues import Issue

__all__ = ["HEAD_FILE", "JSON_FILE", "Location", "Source", "locate"]

HEAD_FILE = "scenario.toml"
JSON_FILE = "scenario.json"

Source = str | os.PathLike[str]
"""A shipped name, a folder, a JSON file, or the folder of a plan."""


@dataclass(frozen=True, slots=True)
class Location:
    """A folder with `scenario.toml`, or one JSON file; `label` stands before file names in issues."""

    path: Path
    is_json: bool
    label: str = ""

    def name(self, file: str) -> str:
        """How a file of this scenario is called in issues."""
        return f"{self.label}/{file}" if self.label else file


def locate(
    source: Source, issues: list[Issue], *, folder: Path | None = None, label: str = ""
) -> Location | None:
    """Find the files of a scenario, or add an issue.

    A path wins over a shipped name when it contains a separator, or when a file or folder of that name
    exists. In a folder, `scenario.toml` wins over `scenario.json`.

    Parameters
    ----------
    source : str or path
        What was asked for.
    issues : list of Issue
        Problems are added to it.
    folder : Path, optional
        Where relative paths begin, the working folder by default.
    label : str
        What stands before file names in issues.
    """
    text = os.fspath(source)
    path = (folder or Path()) / text
    is_name = isinstance(source, str) and not any(mark and mark in text for mark in (os.sep, os.altsep))
    place = Place(text)
    if not _exists(path):
        shipped = shipped_path(text) if is_name else None
        if shipped is not None:
            return Location(shipped, is_json=False, label=label)
        names = shipped_scenarios()
        what = "is neither a file, a folder nor a shipped scenario" if is_name else "does not exist"
        hint = did_you_mean(text, names, f"shipped scenarios are {', '.join(names) or 'none'}")
        issues.append(place.issue("not-found", None, what, hint))
        return None
    if path.is_dir():
        if _exists(path / HEAD_FILE):
            return Location(path, is_json=False, label=label)
        if _exists(path / JSON_FILE):
            return Location(path / JSON_FILE, is_json=True, label=label)
        message = f"is a folder with neither {HEAD_FILE} nor {JSON_FILE}"
        issues.append(
            place.issue("not-a-scenario", None, message, "name the folder of a scenario or of a plan")
        )
        return None
    if path.name == HEAD_FILE:
        return Location(path.parent, is_json=False, label=label)
    if path.suffix.lower() == ".json":
        return Location(path, is_json=True, label=label)
    hint = f"name a folder with {HEAD_FILE}, or a .json file"
    issues.append(place.issue("not-a-scenario", None, "is not a scenario", hint))
    return None


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (OSError, ValueError):  # ValueError: a NUL character in the name
        return False
    return True
