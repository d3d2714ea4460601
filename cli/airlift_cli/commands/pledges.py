"""`airlift pledges`: what to ask for before the next conference."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
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
    from airlift import PledgeList

__all__ = ["command"]


@click.command(
    "pledges",
    help=help_text(
        "pledges",
        "SCENARIO is the name of a shipped scenario, a folder, or a JSON file. Each candidate of its table `pledges` "
        "is valued by planning again with it: aircraft-months of unmet demand closed in each tier, extra cost per "
        "aircraft-month gained, first month from which it helps. A scenario without the table has candidates thought "
        "of, from what its plan runs out of. The best comes first; each says how far down the tiers its gains are "
        "proven, and --json has the proven range of each. Nothing is written. Ctrl-C keeps what is known.",
        examples=[
            "airlift pledges seoul-2021",
            "airlift pledges seoul-2021 --plan out --pairs 5 --time-limit 300",
            "airlift pledges mine --generate --most 30 --json > pledges.json",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.NO_PLAN, ExitCode.INTERRUPTED),
)
@click.argument("scenario", metavar="SCENARIO", type=NamedText())
@click.option(
    "--plan",
    metavar="PLAN",
    type=NamedText(),
    help="The plan to compare with: a folder or a plan.json.  [default: the best that is found]",
)
@click.option("--generate", is_flag=True, help="Think of candidates even if the scenario lists some.")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1, max=500),
    default=20,
    show_default=True,
    help="Candidates to think of at most.",
)
@click.option(
    "--pairs",
    metavar="N",
    type=click.IntRange(min=0, max=500),
    default=0,
    show_default=True,
    help="Pairs to try at most, the most promising first; those that gain more than the two apart are told.",
)
@search_options(120.0)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects, the best first.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenario: str,
    plan: str | None,
    generate: bool,
    most: int,
    pairs: int,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run `airlift pledges`."""
    asked = airlift.load(scenario)
    decided = None if plan is None else airlift.open_plan(plan)[1]

    def search(progress: Any, interrupt: airlift.Interrupt) -> PledgeList:
        found: PledgeList = airlift.pledges(
            asked,
            decided,
            generate=generate,
            most=most,
            pairs=pairs,
            progress=progress,
            interrupt=interrupt,
            **options,
        )
        return found

    found, stopped = run_study(search, quiet=quiet)
    if as_json:
        echo_json(found.to_list())
        for note in found.notes:
            click.echo(note, err=True)
    else:
        for line in _lines(found):
            echo(line)
    if stopped:
        click.echo("Interrupted: pledges without a value were not reached.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)
    ctx.exit(ExitCode.OK if found.valuation.base is not None else ExitCode.NO_PLAN)


def _lines(found: PledgeList) -> Iterator[str]:
    valuation, width = found.valuation, terminal_width()
    tiers = [level.name for level in valuation.base_tiers]
    base = ", ".join(f"{level.name} {number(level.value)}" for level in valuation.base_tiers)
    yield f"{valuation.scenario.name}: {len(found.worths)} pledges; without them {base or 'no plan'}"
    yield ""
    head = [
        "closes",
        *(name.removesuffix(" unmet") for name in tiers),
        "USD a month",
        "from",
        "sure",
        "pledge",
    ]
    rows = [head[1:]]
    for worth in found.worths:
        gains = [f"{gain:+.0f}" if gain else "0" for gain in worth.gains] or ["–" for _ in tiers]
        sure = _sure(worth)
        price = number(worth.usd_per_aircraft_month)
        rows.append([*gains, price, worth.first_month or "–", sure, f"{worth.id}: {worth.what}"])
    yield from aligned(rows, width)
    for note in found.notes:
        yield from aligned([("-", note)], width)


def _sure(worth: Any) -> str:
    """Say how far the gains are proven: all, down to some tier, as a floor, or not."""
    if not worth.tiers:
        return "not reached"
    proven = list(takewhile(lambda tier: tier.status.value == "optimal", worth.tiers))
    if len(proven) == len(worth.tiers):
        return "proven"
    if proven:
        return f"to tier {proven[-1].tier}"
    is_floor = next((tier.gain_at_least >= tier.gain for tier in worth.tiers if tier.gain), False)
    return "at least" if is_floor else "open"
