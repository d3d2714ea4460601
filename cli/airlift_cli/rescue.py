"""Where a plan goes when its folder cannot be written after the search: nobody searches twice for a full disk."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import airlift
from airlift_cli.folder import REPORT_FILE

if TYPE_CHECKING:
    from airlift import Findings, Plan, Scenario

__all__ = ["is_about_files", "rescue"]


def is_about_files(error: BaseException) -> bool:
    """Whether an error comes from the file system, also through an error of airlift that was made of it."""
    return isinstance(error, OSError) or isinstance(error.__cause__, OSError)


def rescue(scenario: Scenario, plan: Plan, findings: Findings | None) -> Path | None:
    """Write a plan into a new folder for temporary files, as much of it as can be written.

    Returns
    -------
    Path or None
        The folder, with at least the plan and its scenario; None when even these cannot be written.
    """
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"airlift-{scenario.name}-"))
        airlift.save(scenario, plan, folder)
    except (OSError, airlift.AirliftError):
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        return None
    # Tables and report can be made anew from the plan: without them it is still saved.
    with suppress(OSError, airlift.AirliftError):
        airlift.export(scenario, plan, folder)
        airlift.report(scenario, plan, folder / REPORT_FILE, findings=findings)
    return folder
