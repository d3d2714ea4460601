"""`airlift broker`: which offers fit which demands, what each is worth, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
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
    from airlift import Brokerage

__all__ = ["command"]

_SHOWN_REASONS = 2


@click.command(
    "broker",
    help=help_text(
        "broker",
        "SCENARIO is the name of a shipped scenario, a folder, or a JSON file. For each demand the offers that fit are "
        "listed, the most valuable first: partners and lots by the aircraft-months that they could serve of the "
        "demand alone, courses, maintenance bases and sponsors by what could be served less without them. For the "
        "other partners and lots every missing piece is named; --json has all offers, and the demands of each. At "
        "the end stand the blocking triples of a plan: a donor, a partner and a demand that would all rather have "
        "each other. Nothing is written. Ctrl-C keeps what is known.",
        examples=[
            "airlift broker seoul-2021",
            "airlift broker seoul-2021 --plan seoul-2021-plan",
            "airlift broker mine --json > offers.json",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.NO_PLAN, ExitCode.INTERRUPTED),
)
@click.argument("scenario", metavar="SCENARIO", type=NamedText())
@click.option(
    "--plan",
    metavar="PLAN",
    type=click.Path(exists=True),
    help="The plan that is judged: a folder or a plan.json.  [default: the best that is found]",
)
@search_options(180.0)
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the lists.")
@click.pass_context
def command(
    ctx: click.Context, /, scenario: str, plan: str | None, as_json: bool, quiet: bool, **options: Any
) -> None:
    """Run `airlift broker`."""
    asked = airlift.load(scenario)
    decided = None if plan is None else airlift.open_plan(plan)[1]

    def search(progress: Any, interrupt: airlift.Interrupt) -> Brokerage:
        found: Brokerage = airlift.broker(asked, decided, progress=progress, interrupt=interrupt, **options)
        return found

    found, stopped = run_study(search, quiet=quiet)
    if as_json:
        echo_json(found.to_dict())
    else:
        for line in _lines(found):
            echo(line)
    if stopped:
        click.echo("Interrupted: offers without a value were not reached.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)
    ctx.exit(ExitCode.OK if found.allocation is not None else ExitCode.NO_PLAN)


def _lines(found: Brokerage) -> Iterator[str]:
    width = terminal_width()
    for demand in found.scenario.demands:
        fits = found.offers_for(demand.id)
        first, end = found.scenario.demand_window(demand)
        yield f"{demand.id} (tier {demand.tier}, {demand.aircraft * (end - first)} aircraft-months)"
        rows = []
        for fit in fits:
            value = number(fit.value) if fit.value is not None else "not reached"
            sure = "" if fit.status.value == "optimal" or fit.value is None else ", not proven"
            since = f", from {fit.first_month}" if fit.first_month is not None else ""
            rows.append((f"{value}{since}{sure}", fit.offer.kind, f"{fit.offer.name} ({fit.offer.id})"))
        yield from aligned(rows, width)
        missing = [
            row for row in found.misfits if row.demand == demand.id and row.offer.kind in ("partner", "lot")
        ]
        for row in missing:
            reasons = "; ".join(reason.sentence for reason in row.reasons[:_SHOWN_REASONS])
            more = len(row.reasons) - _SHOWN_REASONS
            words = f"{reasons}; and {more} more" if more > 0 else reasons
            yield from aligned([("–", row.offer.kind, row.offer.id, words)], width)
        yield ""
    if found.allocation is None:
        yield "No plan was found, so there is nothing to judge."
        return
    yield f"Blocking triples of the plan: {len(found.blocking)}"
    for triple in found.blocking:
        who = f"{triple.donor or 'own aircraft'} / {triple.partner} / {triple.demand}"
        why = "; ".join(
            words for words in (triple.demand_gets, triple.partner_gets, triple.donor_gets) if words
        )
        yield from aligned([(who, why)], width)
