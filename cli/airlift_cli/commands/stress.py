"""`airlift stress`: what events leave of a plan, and what planning anew would have saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import aligned, number, terminal_width
from airlift_cli.params import NamedText
from airlift_cli.streams import echo, echo_json
from airlift_cli.studying import run_study, search_options

if TYPE_CHECKING:
    from airlift import Interrupt, ProgressEvent, StressReport

__all__ = ["command"]

_HEAD = ("tier", "planned", "kept", "planned anew", "lost", "saved", "USD m planned, kept, anew")


@click.command(
    "stress",
    help=help_text(
        "stress",
        "PLAN is a folder that `airlift plan` wrote, or the plan.json in it. Each event changes the plan's "
        "scenario: a lot comes late or never, a sponsor stops, a mission closes. It is told what the plan keeps "
        "when nobody plans anew, and what planning anew in the month of the event would have saved, by tier, in "
        "aircraft-months and USD. The shipped events are those of the real case; a TOML file of your own holds "
        "others. Nothing is written.",
        examples=[
            "airlift stress seoul-2021-plan",
            "airlift stress seoul-2021-plan --only first-six-late --only sponsor-cut",
            "airlift stress mine-plan --events my-events.toml --json",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.INTERRUPTED),
)
@click.argument("plan", metavar="PLAN", type=NamedText())
@click.option(
    "--events",
    metavar="FILE",
    type=NamedText(),
    default="seoul-2021",
    show_default=True,
    help="A TOML file of events, or the name of a shipped one.",
)
@click.option("--only", metavar="EVENT", multiple=True, help="An event to replay; may be given again.")
@search_options(180.0)
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the tables.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    plan: str,
    events: str,
    only: tuple[str, ...],
    as_json: bool,
    quiet: bool,
    **search: Any,
) -> None:
    """Run `airlift stress`."""

    def study(feed: Callable[[ProgressEvent], None], interrupt: Interrupt) -> StressReport:
        found: StressReport = airlift.stress(
            plan,
            events=events,
            only=only,
            progress=feed,
            interrupt=interrupt,
            **search,
        )
        return found

    report, stopped = run_study(study, quiet=quiet)
    if as_json:
        echo_json(report.to_dict())
    else:
        for line in _lines(report, terminal_width()):
            echo(line)
    if stopped:
        click.echo("Interrupted: what was known until then was told.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)


def _lines(report: StressReport, width: int) -> Iterator[str]:
    yield f"{report.scenario}: what events leave of the plan, in aircraft-months served"
    for case in report.cases:
        yield ""
        yield f"{case.id} ({', '.join(case.months)}): {case.title}"
        rows: list[tuple[str, ...]] = [
            ("tier", "planned", "kept", "planned anew", "lost", "saved", "USD m planned, kept, anew")
        ]
        for tier in case.tiers:
            usd = (tier.planned_usd, tier.kept_usd, tier.replanned_usd)
            counts = (tier.planned, tier.kept, tier.replanned, tier.lost, tier.saved)
            rows.append((str(tier.tier), *(number(one) for one in counts), _millions(usd)))
        usd = (case.prepared_usd, case.kept_prepared_usd, case.replanned_prepared_usd)
        rows.append(("aircraft and training", "", "", "", "", "", _millions(usd)))
        yield from aligned(rows, width)
        yield f"  Kept: {_certainty(case.kept_status.value)}. Planned anew: {_certainty(case.status.value)}."
        yield from (f"  {unit}" for unit in case.units)
        yield f"  Source ({case.confidence}): {case.source}"
    yield ""
    yield from (f"Note: {note}." for note in report.notes)
    yield from (f"Restriction: {restriction}." for restriction in report.restrictions)


def _millions(amounts_usd: tuple[float, ...]) -> str:
    return ", ".join(f"{amount / 1e6:,.1f}" for amount in amounts_usd)


def _certainty(status: str) -> str:
    return {
        "optimal": "proven to be the most",
        "feasible": "found in the time given, not proven to be the most",
    }.get(status, "nothing was found in the time given")
