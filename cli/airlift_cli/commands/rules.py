"""`airlift rules`: what every plan must keep."""

from __future__ import annotations

from dataclasses import asdict

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import aligned, terminal_width
from airlift_cli.streams import echo, echo_json

__all__ = ["command"]


@click.command(
    "rules",
    help=help_text(
        "rules",
        "Findings of the checker, reasons of tasks that are not flown and demands that nobody can serve "
        "name a rule by its id. Each has one sentence and one unit. Nothing is written.",
        examples=[
            "airlift rules",
            "airlift rules --json",
        ],
    ),
    epilog=exit_help(ExitCode.OK),
)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects: id, level, sentence, unit.")
def command(as_json: bool) -> None:
    """Run `airlift rules`."""
    rules = tuple(airlift.RULES.values())
    if as_json:
        echo_json([asdict(rule) for rule in rules])
        return
    for line in aligned(
        [(rule.id, f"{rule.sentence} [{rule.unit}]") for rule in rules], terminal_width(), indent=0
    ):
        echo(line)
