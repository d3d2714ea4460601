"""`airlift check`: everything that is wrong with a scenario, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import issue_lines, terminal_width
from airlift_cli.params import NamedText
from airlift_cli.streams import echo, echo_json

if TYPE_CHECKING:
    from airlift import Scenario

__all__ = ["command"]


@click.command(
    "check",
    help=help_text(
        "check",
        "PATH is a folder with `scenario.toml` and CSV tables, a JSON file with the same content,"
        " or the name of a shipped scenario. Each problem is shown with its file, line, column "
        "and code, what is wrong, and how to mend it. Nothing is written.",
        examples=[
            "airlift check mine",
            "airlift check seoul-2021",
            "airlift check mine --json",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT),
)
@click.argument("scenario", metavar="PATH", type=NamedText())
@click.option("--json", "as_json", is_flag=True, help="Print a list with one object for each problem.")
@click.pass_context
def command(ctx: click.Context, scenario: str, as_json: bool) -> None:
    """Run `airlift check`."""
    issues = airlift.check_scenario(scenario)
    if as_json:
        echo_json([issue.to_dict() for issue in issues])
    elif issues:
        echo(f"{scenario}: {len(issues)} problem{'s' if len(issues) != 1 else ''}\n")
        for line in issue_lines(issues, terminal_width()):
            echo(line)
    else:
        loaded = airlift.load(scenario)
        echo(f"{loaded.name}: no problems ({_counts(loaded)})")
    ctx.exit(ExitCode.BAD_INPUT if issues else ExitCode.OK)


def _counts(scenario: Scenario) -> str:
    donated = sum(lot.aircraft for lot in scenario.lots)
    counts = (
        (scenario.horizon_months, "month", "months"),
        (donated, "donated aircraft", "donated aircraft"),
        (len(scenario.partners), "partner", "partners"),
        (len(scenario.sponsors), "sponsor", "sponsors"),
        (len(scenario.missions), "mission", "missions"),
        (len(scenario.demands), "demand", "demands"),
        (len(scenario.sites), "site", "sites"),
        (len(scenario.tasks), "task", "tasks"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)
