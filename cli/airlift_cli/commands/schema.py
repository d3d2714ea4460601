"""`airlift schema`: the JSON Schema of a scenario."""

from __future__ import annotations

import json
from pathlib import Path

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.folder import require_folder_of
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.params import NamedText
from airlift_cli.streams import echo_json

__all__ = ["command"]


@click.command(
    "schema",
    help=help_text(
        "schema",
        "It describes a scenario written as one JSON file; the CSV tables of a scenario folder "
        "have the same columns, and `scenario.toml` the same policies. Editors use it to complete"
        " and check while you type.",
        examples=[
            "airlift schema",
            "airlift schema -o scenario.schema.json",
        ],
        writes=[
            "FILE, when -o names one; it is replaced if it exists",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT),
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=NamedText(),
    default="-",
    show_default=True,
    help="Write to a file; `-` is standard output.",
)
def command(output: str) -> None:
    """Run `airlift schema`."""
    schema = airlift.schema()
    if output == "-":
        echo_json(schema)
        return
    require_folder_of(output)
    Path(output).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
