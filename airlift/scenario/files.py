"""Reading a file whole, with a limit that is checked before the first byte is read."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from airlift.scenario.raw import Place

if TYPE_CHECKING:
    from pathlib import Path

    from airlift.scenario.issues import Issue

__all__ = ["MAX_FILE_BYTES", "MAX_ROWS", "read_text", "too_many_rows"]

MAX_FILE_BYTES = 64_000_000
"""Largest file of a scenario. The shipped ones are below 0.1 MB; a file beyond this is not a scenario's."""

MAX_ROWS = 50_000
"""Most rows of one table; the largest shipped one has about a hundred."""


def too_many_rows(place: Place) -> Issue:
    """Return the issue of a table with more than `MAX_ROWS` rows."""
    message = f"has more than {MAX_ROWS} rows"
    return place.issue("too-large", None, message, "check that it is the right file")


def read_text(path: Path, place: Place, issues: list[Issue]) -> str | None:
    """Return the text of a UTF-8 file without its byte order mark, or None after adding an issue."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            issues.append(
                place.issue("not-a-file", None, "is not a regular file", "put a plain file in its place")
            )
            return None
        if status.st_size > MAX_FILE_BYTES:
            message = (
                f"is {status.st_size / 1e6:.0f} MB large; at most {MAX_FILE_BYTES / 1e6:.0f} MB are read"
            )
            issues.append(place.issue("too-large", None, message, "check that it is the right file"))
            return None
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        issues.append(
            place.issue("unreadable", None, f"cannot be read: {reason}", "check name and permissions")
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text: byte 0x{data[error.start]:02x} in line {line}"
        issues.append(Place(place.file, line).issue("bad-encoding", None, message, "save it as UTF-8 text"))
        return None
    if not text.strip():
        hint = "write its content, or delete the file where the table may be absent"
        issues.append(place.issue("empty-file", None, "is empty", hint))
        return None
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        message = "holds a NUL character, as binary files do"
        issues.append(Place(place.file, line).issue("bad-encoding", None, message, "save it as UTF-8 text"))
        return None
    return text
