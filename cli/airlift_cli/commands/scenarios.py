"""`airlift scenarios`: what comes with airlift."""

from __future__ import annotations

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import aligned, terminal_width
from airlift_cli.streams import echo, echo_json

__all__ = ["command", "print_shipped"]


@click.command(
    "scenarios",
    help=help_text(
        "scenarios",
        "Each name can stand wherever a command asks for a SCENARIO. Nothing is written.",
        examples=[
            "airlift scenarios",
            "airlift scenarios --json",
        ],
    ),
    epilog=exit_help(ExitCode.OK),
)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects with name and title.")
def command(as_json: bool) -> None:
    """Run `airlift scenarios`."""
    print_shipped(as_json=as_json)


def print_shipped(*, as_json: bool) -> None:
    """Print names and titles of the shipped scenarios."""
    shipped = airlift.scenarios()
    if as_json:
        echo_json([{"name": name, "title": title} for name, title in shipped])
        return
    for line in aligned(shipped, terminal_width(), indent=0):
        echo(line)
