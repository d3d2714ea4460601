"""`airlift new`: a scenario of one's own, copied from a shipped one."""

from __future__ import annotations

from pathlib import Path

import click

import airlift
from airlift_cli.commands.scenarios import print_shipped
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.params import NamedPath, NamedText
from airlift_cli.streams import echo, echo_json

__all__ = ["command"]


@click.command(
    "new",
    help=help_text(
        "new",
        "The copy is one `scenario.toml` (name, months, policies, each with its source) and CSV "
        "tables, to be changed with any editor. Then run `airlift check DIR`.",
        examples=[
            "airlift new mine",
            "airlift new mine --from kenya-only",
            "airlift new --list",
        ],
        writes=[
            "DIR/scenario.toml and DIR/*.csv; a folder that holds something already is left alone",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT),
)
@click.argument("folder", metavar="DIR", required=False, type=NamedPath())
@click.option(
    "--from",
    "from_",
    metavar="NAME",
    type=NamedText(),
    default="seoul-2021",
    show_default=True,
    help="What to copy: a shipped scenario (`airlift scenarios` names them), a folder or a JSON file.",
)
@click.option("--list", "only_list", is_flag=True, help="List the shipped scenarios instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one object with the path and its origin.")
def command(folder: Path | None, from_: str, only_list: bool, as_json: bool) -> None:
    """Run `airlift new`."""
    if only_list:
        print_shipped(as_json=as_json)
        return
    if folder is None:
        raise click.UsageError("Name the folder to be made: `airlift new DIR`.")
    made = Path(airlift.new_scenario(folder, from_=from_))
    if as_json:
        echo_json({"path": str(made), "from": from_})
        return
    echo(f"Copied {from_} to {made}. Change its tables, then run `airlift check {made}`.")
