"""`airlift explain`: why demands stay unmet, and what it would take."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.folder import PLAN_FILE
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import terminal_width
from airlift_cli.params import SEED_OPTION, NamedText, Seconds
from airlift_cli.progress import ProgressFeed, view_for
from airlift_cli.searching import catching_ctrl_c, run_in_background
from airlift_cli.streams import echo, echo_json

if TYPE_CHECKING:
    from airlift import Explanation, Plan, Scenario

__all__ = ["command"]

_STOPPING = "Stopping; what is known by now will be told. Ctrl-C again leaves at once."


@click.command(
    "explain",
    help=help_text(
        "explain",
        "PLAN is a folder that `airlift plan` wrote, or the plan.json in it. For each gap it names the smallest "
        "set of rules that clash, the cheapest set to relax by the scenario's table of concessions, and what "
        "meeting the DEMAND would displace; without a DEMAND, all of them. Every statement is verified by solves "
        "and says by which; what the time did not settle is said to be open. A scenario for which no plan exists "
        "may stand in the place of PLAN: then the rules that clash in it are named. What takes from others is said "
        "as it is in the plan: other units stay as they are, or give something up. Nothing is written.",
        examples=[
            "airlift explain seoul-2021-plan",
            "airlift explain seoul-2021-plan unmiss-medevac --time-limit 20 --details",
            "airlift explain changed/plan.json --scenario mine --json",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.NO_PLAN, ExitCode.INTERRUPTED),
)
@click.argument("plan", metavar="PLAN", type=NamedText())
@click.argument("demand", metavar="DEMAND", required=False, type=NamedText())
@click.option(
    "--scenario",
    metavar="SCENARIO",
    type=NamedText(),
    help="The scenario of the plan.  [default: the one that lies beside it]",
)
@click.option(
    "--time-limit",
    "time_limit_s",
    metavar="SECONDS",
    type=Seconds(),
    default=60.0,
    show_default=True,
    help="Wall-clock time for all questions, shared fairly among the gaps.",
)
@SEED_OPTION
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1, max=64),
    help="Questions at a time, each with one solver thread, 64 at most.  [default: 2]",
)
@click.option(
    "--details", is_flag=True, help="Name the rules by their identifiers, and the solves behind each."
)
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the sentences.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def command(
    ctx: click.Context,
    plan: str,
    demand: str | None,
    scenario: str | None,
    time_limit_s: float,
    seed: int | None,
    workers: int | None,
    details: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run `airlift explain`."""
    asked, decided = _opened(plan, scenario)
    known = [row.id for row in asked.demands]
    if demand is not None and demand not in known:
        raise click.BadParameter(
            f"{asked.name} has no demand {demand!r}; it has {', '.join(known)}.", ctx, param_hint="'DEMAND'"
        )
    with catching_ctrl_c() as ctrl_c:
        interrupt = airlift.Interrupt()
        feed = ProgressFeed()

        def search() -> Explanation:
            found: Explanation = airlift.explain(
                asked,
                decided,
                demand,
                time_limit_s=time_limit_s,
                seed=seed,
                workers=workers,
                progress=feed,
                interrupt=interrupt,
            )
            return found

        with view_for(quiet=quiet) as view:

            def tick() -> None:
                if ctrl_c.presses and not interrupt.is_set():
                    interrupt.set()
                    view.say(_STOPPING)
                feed.drain(view)
                view.refresh()

            explanation = run_in_background(search, tick)
    if as_json:
        echo_json(explanation.model_dump(mode="json"))
    else:
        for line in _wrapped(explanation.text(details=details), terminal_width()):
            echo(line)
    if ctrl_c.presses:
        click.echo("Interrupted: what was known until then was told.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)
    ctx.exit(ExitCode.OK if explanation.infeasible is None else ExitCode.NO_PLAN)


def _opened(plan: str, scenario: str | None) -> tuple[Scenario, Plan | str | None]:
    """Open a plan with its scenario; no plan when PLAN names a scenario that has none."""
    if scenario is not None:
        return airlift.load(scenario), plan
    if Path(plan).is_file() or (Path(plan) / PLAN_FILE).is_file():
        return airlift.open_plan(plan)
    return airlift.load(plan), None


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Wrap each line into the width, what follows a little deeper than its beginning."""
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        wrapped = textwrap.wrap(
            line.strip(),
            max(width, len(indent) + 24),
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_on_hyphens=False,
        )
        yield from wrapped or [""]
