"""`airlift pareto`: what less unmet demand costs, and other plans that are as good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import aligned, number, terminal_width
from airlift_cli.params import NamedPath, NamedText
from airlift_cli.streams import echo, echo_json
from airlift_cli.studying import reason_to_refuse_study, run_study, search_options

if TYPE_CHECKING:
    from airlift import TradeOffs

__all__ = ["OBJECTIVES", "Objectives", "command"]

OBJECTIVES = ("unmet", "cost", "burden", "co2")

_FRONT_FILE = "front.json"


class Objectives(NamedText):
    """Two or more objectives, joined by commas."""

    name = "objectives"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the names, or say which of them is wrong."""
        if not isinstance(value, str):
            return value
        names = tuple(word.strip() for word in value.split(","))
        for name in names:
            if name not in OBJECTIVES:
                self.fail(f"{name!r} is no objective; there are {', '.join(OBJECTIVES)}.", param, ctx)
        if len(names) < 2 or len(set(names)) < len(names):
            self.fail("name two or more different ones, such as unmet,cost.", param, ctx)
        return names


@click.command(
    "pareto",
    help=help_text(
        "pareto",
        "SCENARIO is the name of a shipped scenario, a folder, or a JSON file. Each point of the front is a plan that "
        "no other betters in every objective, with the proven bound beside each value; a point that is not proven "
        "says so. The first objective is minimised under limits on the others: unmet counts aircraft-months of all "
        "tiers, cost USD, burden the per mille of its fleet that the most burdened partner has in missions, co2 kg. "
        "With --alternatives, plans are sought that are as good as the best one in every tier and differ in who "
        "deploys where. Nothing is written without -o. Ctrl-C keeps what is known.",
        examples=[
            "airlift pareto seoul-2021",
            "airlift pareto seoul-2021 --objectives unmet,cost,burden --points 9 -o front",
            "airlift pareto mine --points 3 --alternatives 3 --within 2 --json",
        ],
        writes=[
            "front.json          what --json prints",
            "front.csv           a row for each point",
            "front.svg           the front by its first two objectives",
            "plans/NAME          plan.json and scenario.json of each point and alternative",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.NO_PLAN, ExitCode.INTERRUPTED),
)
@click.argument("scenario", metavar="SCENARIO", type=NamedText())
@click.option(
    "--objectives",
    metavar="LIST",
    type=Objectives(),
    default="unmet,cost",
    show_default=True,
    help="Two or more of unmet, cost, burden, co2, joined by commas.",
)
@click.option(
    "--points",
    metavar="N",
    type=click.IntRange(min=2, max=200),
    default=7,
    show_default=True,
    help="Points to look for, the ends of the front included.",
)
@click.option(
    "--alternatives",
    metavar="K",
    type=click.IntRange(min=0, max=50),
    default=0,
    show_default=True,
    help="Near-optimal plans to look for.",
)
@click.option(
    "--within",
    "within_pct",
    metavar="PCT",
    type=click.FloatRange(min=0, max=100),
    default=0.0,
    show_default=True,
    help="By how much each tier of an alternative may be above the best plan.",
)
@click.option(
    "-o", "--out", "output", metavar="DIR", type=NamedPath(), help="Folder for table, picture and plans."
)
@search_options(180.0)
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the table.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenario: str,
    objectives: tuple[str, ...],
    points: int,
    alternatives: int,
    within_pct: float,
    output: Path | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run `airlift pareto`."""
    asked = airlift.load(scenario)
    if points < len(objectives):
        raise click.BadParameter(
            f"{len(objectives)} objectives have at least {len(objectives)} points.",
            ctx,
            param_hint="'--points'",
        )
    reason = reason_to_refuse_study(output, _FRONT_FILE) if output is not None else None
    if reason is not None:
        raise click.BadParameter(f"{output} is not written: {reason}.", ctx, param_hint="'-o' / '--out'")

    def search(progress: Any, interrupt: airlift.Interrupt) -> TradeOffs:
        found: TradeOffs = airlift.pareto(
            asked,
            objectives=objectives,
            points=points,
            alternatives=alternatives,
            within_pct=within_pct,
            progress=progress,
            interrupt=interrupt,
            **options,
        )
        return found

    study, stopped = run_study(search, quiet=quiet)
    written = study.save(output) if output is not None else []
    if as_json:
        echo_json(study.to_dict() | {"paths": [str(path) for path in written]})
    else:
        for line in _lines(study):
            echo(line)
        if written:
            echo(f"\nWritten to {output}.")
    if stopped:
        click.echo("Interrupted: the points that were found until then were told.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)
    ctx.exit(ExitCode.OK if study.front.points else ExitCode.NO_PLAN)


def _lines(study: TradeOffs) -> Iterator[str]:
    front, width = study.front, terminal_width()
    units = {level.name: level.unit for point in front.points for level in point.levels}
    head = [
        "point",
        *(cell for name in front.objectives for cell in (f"{name} ({units.get(name, '')})", "bound")),
    ]
    rows = [[*head, "proven"]]
    for name, point in study.named_points.items():
        levels = {level.name: level for level in point.levels}
        cells = [_whole(v) for o in front.objectives for v in (levels[o].value, levels[o].bound)]
        rows.append([name, *cells, "yes" if point.status.value == "optimal" else "no"])
    yield f"{front.scenario.name}: {len(front.points)} efficient plans"
    yield ""
    # Never wrapped: figures below each other are what the table is for.
    sizes = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.rjust(size) for cell, size in zip(row, sizes, strict=True))
    for note in front.notes:
        yield from aligned([("-", note)], width)
    if study.alternatives is not None:
        yield from _alternatives(study, width)


def _whole(value: float | None) -> str:
    return number(None if value is None else round(value))


def _alternatives(study: TradeOffs, width: int) -> Iterator[str]:
    found = study.alternatives
    if found is None:
        return
    yield ""
    yield f"Alternatives to the best plan, each tier within {found.within_pct:g} %:"
    for number_, other in enumerate(found.others, start=1):
        tiers = ", ".join(f"tier {tier} {number(value)}" for tier, value in other.unmet.items())
        proven = "the cheapest" if other.result.status.value == "optimal" else "not proven the cheapest"
        head = f"unmet {tiers}; USD {number(other.cost_usd)} ({proven} of its kind)"
        yield from aligned([(f"{number_}", "\n".join([head, *other.words]))], width)
    for note in found.notes:
        yield from aligned([("-", note)], width)
