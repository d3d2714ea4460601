"""Kinds of arguments and options: paths and names that are not empty, seconds that are a number."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
from click.types import StringParamType

__all__ = ["SEED_OPTION", "NamedPath", "NamedText", "Seconds"]


class NamedText(StringParamType):
    """Any text but an empty one, which as a path would silently mean the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text, or say that it is empty."""
        if not str(value).strip():
            self.fail("it is empty; `.` names the folder you are in.", param, ctx)
        return super().convert(value, param, ctx)


class NamedPath(NamedText):
    """A path; an empty one is refused."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or say that it is empty."""
        return Path(super().convert(value, param, ctx))


class Seconds(click.FloatRange):
    """A finite number of seconds above zero."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the seconds, or say what is no time limit."""
        amount_s = super().convert(value, param, ctx)
        if not math.isfinite(amount_s):
            self.fail(f"{value!r} is no time limit: give seconds, such as 86400 for a day.", param, ctx)
        return amount_s


SEED_OPTION = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0, max=2**31 - 1),
    help="Seed of every random choice.  [default: the scenario's]",
)
"""The option of every command that makes random choices."""
