"""Standard output and error: any character, any reader, JSON that survives both."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import click

__all__ = ["discard_output", "echo_json", "flush_output", "tolerate_any_character"]


def tolerate_any_character() -> None:
    """Print a question mark for a character that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush_output() -> None:
    """Push out what was printed: a reader who went away is noticed here, not while the process ends."""
    sys.stdout.flush()
    sys.stderr.flush()


def discard_output() -> None:
    """Send the rest of standard output nowhere: its reader is gone."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # not a real file, so nothing will be flushed to it when the process ends
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def echo_json(data: Any) -> None:
    """Print one JSON value; in plain ASCII where standard output is not UTF-8, so that nothing is lost."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    click.echo(json.dumps(data, indent=2, ensure_ascii=encoding != "utf8", allow_nan=False))
