"""What a failure says to the user, and with which exit code it ends."""

from __future__ import annotations

import traceback
from typing import IO, Any

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.layout import issue_lines, terminal_width

__all__ = ["BadInput", "Failure", "Unexpected", "failure_of"]


class Failure(click.ClickException):
    """What went wrong, printed on standard error as it is."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on standard error."""
        click.echo(self.message, file=file, err=file is None)


class BadInput(Failure):
    """Something that the user can mend."""

    exit_code = ExitCode.BAD_INPUT


class Unexpected(Failure):
    """A fault of airlift."""

    exit_code = ExitCode.UNEXPECTED


def failure_of(error: Exception, *, debug: bool) -> Failure:
    """Turn an exception into words for the user; with `debug` its traceback comes first."""
    if debug:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    if isinstance(error, airlift.ScenarioError):
        head = f"Error: {_count(len(error.issues))}; nothing was written."
        return BadInput("\n".join([head, "", *issue_lines(error.issues, terminal_width())]))
    if isinstance(error, airlift.AirliftError):
        return BadInput(f"Error: {error}")
    if isinstance(error, OSError) and error.filename is not None:
        return BadInput(f"Error: {error.filename}: {error.strerror or error}.")
    advice = (
        "The traceback stands above; please report it together with the command and the scenario."
        if debug
        else "Please run it again as `airlift --debug …` and report the traceback with the scenario."
    )
    words = f"{type(error).__name__}: {error}".rstrip(": ")
    return Unexpected(
        f"Error: airlift failed unexpectedly ({words}).\nThis is a fault of airlift, not of your data. "
        + advice
    )


def _count(problems: int) -> str:
    return f"{problems} problem{'s' if problems != 1 else ''}"
