"""`airlift verify`: the checker's opinion of a plan, whoever made it."""

from __future__ import annotations

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import finding_lines, terminal_width
from airlift_cli.params import NamedText
from airlift_cli.streams import echo, echo_json

__all__ = ["command"]


@click.command(
    "verify",
    help=help_text(
        "verify",
        "The checker shares no code with the solvers: it recomputes every rule from the SCENARIO "
        "alone. PLAN is a folder that `airlift plan` wrote, or a plan.json, also one written by "
        "hand. Each finding names the broken rule, the place, by how much and in which unit. "
        "Nothing is written.",
        examples=[
            "airlift verify seoul-2021 seoul-2021-plan",
            "airlift verify mine changed/plan.json --json",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.FINDINGS),
)
@click.argument("scenario", metavar="SCENARIO", type=NamedText())
@click.argument("plan", metavar="PLAN", type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print one object with every finding.")
@click.pass_context
def command(ctx: click.Context, scenario: str, plan: str, as_json: bool) -> None:
    """Run `airlift verify`."""
    asked = airlift.load(scenario)
    findings = airlift.verify(asked, plan)
    if as_json:
        echo_json(findings.to_dict())
    elif findings.ok:
        echo(f"{asked.name}: no findings; every rule is kept.")
    else:
        broken = list(findings)
        echo(f"{asked.name}: {len(broken)} finding{'s' if len(broken) != 1 else ''}\n")
        for line in finding_lines(broken, terminal_width()):
            echo(line)
    ctx.exit(ExitCode.OK if findings.ok else ExitCode.FINDINGS)
