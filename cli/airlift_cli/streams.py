"""Standard output and error: any character, any reader, JSON that survives both."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from airlift_cli.exits import OutputUnwritable

__all__ = ["discard_output", "echo", "echo_json", "flush_output", "tolerate_any_character"]


def tolerate_any_character() -> None:
    """Print a question mark for a character that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush_output() -> None:
    """Push out what was printed: a reader who went away is noticed here, not while the process ends."""
    with _told_apart():
        sys.stdout.flush()
        sys.stderr.flush()


def echo(text: str | bytes, *, nl: bool = True) -> None:
    """Print on standard output.

    Raises
    ------
    OutputUnwritable
        It goes where nothing can be written.
    """
    with _told_apart():
        click.echo(text, nl=nl)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn an error of standard output into one that is not taken for one of a file; a closed pipe stays one."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputUnwritable(error.strerror or str(error)) from error


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
    echo(json.dumps(data, indent=2, ensure_ascii=encoding != "utf8", allow_nan=False))
