"""A scenario as files: a folder of `scenario.toml` and CSV tables that reads back as the same scenario."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airlift.errors import ScenarioError
from airlift.scenario.issues import Issue
from airlift.scenario.loading import load
from airlift.scenario.locate import HEAD_FILE
from airlift.scenario.model import Head
from airlift.scenario.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from airlift.scenario.base import Frozen
    from airlift.scenario.locate import Source
    from airlift.scenario.model import Scenario
    from airlift.scenario.policy import Policy

__all__ = ["new_scenario", "to_json", "write_folder"]

_FIRST_FORM = (
    "# A scenario of airlift. Tables are in the CSV files beside this one; units are in the names.\n"
)

# Columns that stand last, after what a reader looks for.
_SOURCE = ("source", "confidence")


def new_scenario(path: str | os.PathLike[str], from_: Source = "seoul-2021") -> Path:
    """Copy a scenario into a new folder, complete: what it takes from a base is written out.

    Parameters
    ----------
    path : str or path
        Folder to make; it may exist when it is empty.
    from_ : str or path
        What to copy, as for `load`.

    Raises
    ------
    ScenarioError
        When the folder is not empty or cannot be written, or when `from_` is not a good scenario.
    """
    return write_folder(load(from_), path)


def to_json(scenario: Scenario) -> str:
    """Return a scenario as the text of one JSON file."""
    return scenario.model_dump_json(indent=2) + "\n"


def write_folder(scenario: Scenario, path: str | os.PathLike[str]) -> Path:
    """Write a scenario as a folder, all of it or nothing.

    Parameters
    ----------
    scenario : Scenario
        What to write.
    path : str or path
        Folder to make; it may exist when it is empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ScenarioError
        When the folder is not empty or cannot be written.
    """
    target = Path(path)
    try:
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            what = "is not empty" if target.is_dir() else "is a file"
            raise _refusal("not-empty", path, what, "name a new folder, or empty this one")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.parent / f".{target.name}.{secrets.token_hex(4)}"
        draft.mkdir()
        try:
            for name, text in _files(scenario):
                (draft / name).write_text(text, encoding="utf-8", newline="")
            if target.exists():
                target.rmdir()
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal("not-writable", path, f"cannot be written: {reason}", "name another folder") from error
    return target


def _refusal(code: str, path: str | os.PathLike[str], message: str, hint: str) -> ScenarioError:
    return ScenarioError([Issue(code, os.fspath(path), None, None, message, hint)])


def _files(scenario: Scenario) -> Iterable[tuple[str, str]]:
    yield HEAD_FILE, _toml(scenario)
    for table in TABLES:
        rows = getattr(scenario, table.name)
        if rows:
            columns = sorted(table.row.model_fields, key=_SOURCE.__contains__)
            yield f"{table.name}.csv", _csv(columns, rows)


def _toml(scenario: Scenario) -> str:
    lines = [_FIRST_FORM]
    lines += [_entry(name, getattr(scenario, name)) for name in Head.model_fields]
    lines += _policy_lines(scenario.policy)
    return "\n".join(lines) + "\n"


def _policy_lines(policy: Policy) -> list[str]:
    lines: list[str] = []
    for section in type(policy).model_fields:
        values: Frozen = getattr(policy, section)
        lines += ["", f"[policy.{section}]"]
        for name, info in type(values).model_fields.items():
            entry = ", ".join(_entry(key, value) for key, value in getattr(values, name).model_dump().items())
            lines += [f"# {info.description}"] if info.description else []
            lines.append(f"{name} = {{ {entry} }}")
    return lines


def _entry(name: str, value: object) -> str:
    import tomli_w

    return tomli_w.dumps({name: value}).rstrip("\n")


def _csv(columns: Sequence[str], rows: Iterable[Any]) -> str:
    lines = [",".join(columns)]
    lines += [",".join(_cell(getattr(row, column)) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    """Write one value so that it reads back as the same; numbers without a needless `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, tuple):
        return ";".join(value)
    text = str(value)
    if any(mark in text for mark in ',"\r\n'):
        text = '"' + text.replace('"', '""') + '"'
    return text
