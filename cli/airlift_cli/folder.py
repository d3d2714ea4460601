"""A plan's folder: which folders may be replaced, and replacing one whole."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

__all__ = [
    "PLAN_FILE",
    "REPORT_FILE",
    "SIMULATION_FILE",
    "reason_to_refuse",
    "replaced_folder",
    "require_folder_of",
]

PLAN_FILE = "plan.json"
REPORT_FILE = "report.html"
SIMULATION_FILE = "simulation.json"

_FILES = {PLAN_FILE, "scenario.json", REPORT_FILE, SIMULATION_FILE, "map.geojson"}
_TABLES = "tables"


def reason_to_refuse(folder: Path) -> str | None:
    """Say why a plan may not be written to a folder; None when it may.

    Only what an earlier plan wrote may go: the folder is missing, empty, or holds a plan and nothing else.
    """
    folder = folder.resolve()
    if folder == folder.parent:
        return "it is the root of the file system, and the whole folder would be replaced; name one inside it"
    above = next(parent for parent in folder.parents if parent.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        return f"you may not write into {above}"
    if not folder.exists():
        return None
    if not folder.is_dir():
        return "it is a file, and a plan is written into a folder"
    if Path.cwd().is_relative_to(folder):
        return "it is the folder you are in, and the whole folder would be replaced; name one inside it"
    inside = {path.name for path in folder.iterdir()}
    if not inside:
        return None
    if not _is_plan(folder / PLAN_FILE):
        return f"it is not empty and holds no {PLAN_FILE} that a plan left; name a new or empty folder"
    foreign = sorted(name for name in inside - _FILES if not _is_tables(folder / name))
    if foreign:
        return (
            f"it also holds {', '.join(foreign[:3])}{' and more' if len(foreign) > 3 else ''}, "
            "which no plan wrote; move that away or name another folder"
        )
    return None


def require_folder_of(file: str) -> None:
    """Refuse a file whose folder does not exist: a slip in a path is told, not made into folders.

    Raises
    ------
    click.BadParameter
        The folder is missing, or is no folder.
    """
    above = Path(file).absolute().parent
    if not above.is_dir():
        what = "is not a folder" if above.exists() else "does not exist; make it first"
        raise click.BadParameter(
            f"{file} is not written: the folder {above} {what}.", param_hint="'-o' / '--output'"
        )


def _is_plan(file: Path) -> bool:
    """Whether a file is a plan of some version of airlift, so that it may be replaced."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and isinstance(data.get("schema_version"), str) and "allocation" in data


def _is_tables(path: Path) -> bool:
    if path.name != _TABLES or not path.is_dir():
        return False
    return all(table.suffix == ".csv" and table.is_file() for table in path.iterdir())


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well, it takes the place of `target`.

    When the block fails, `target` stays as it was. A symbolic link stays; the folder it names is replaced.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    # A holder beside the target is on the same file system; the folder in it gets the ordinary permissions
    # that mkdtemp denies to the holder.
    holder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    fresh, former = holder / "new", holder / "old"
    try:
        fresh.mkdir()
        yield fresh
        _swap(fresh, target, former)
    finally:
        if target.exists() or not former.exists():  # never lose the only copy of an earlier plan
            shutil.rmtree(holder, ignore_errors=True)


def _swap(fresh: Path, target: Path, former: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(former)
    try:
        fresh.rename(target)
    except BaseException:
        former.rename(target)
        raise
