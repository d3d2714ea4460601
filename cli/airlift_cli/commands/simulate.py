"""`airlift simulate`: what chance leaves of a plan, and which of two plans fares better in the same worlds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.failures import BadInput
from airlift_cli.folder import SIMULATION_FILE
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import aligned, number, terminal_width
from airlift_cli.params import SEED_OPTION, NamedText
from airlift_cli.streams import echo, echo_json
from airlift_cli.studying import run_study

if TYPE_CHECKING:
    from airlift import Comparison, Interrupt, ProgressEvent, Simulation

__all__ = ["command"]

_CLOCKS = {"advanced": "advanced care", "surgery": "surgery"}


@click.command(
    "simulate",
    help=help_text(
        "simulate",
        "PLAN is a folder that `airlift plan` wrote, or the plan.json in it. Casualties, defects, closures by weather, "
        "late fuel and sick crews are drawn at random, again and again; aircraft of the standby go to casualties, the "
        "programme's patrols and transfers are flown where they can be. Told are the share of casualties in time "
        "beside the planned one, minutes from wounding, flight hours, and what did not go as planned, with 95 % "
        "confidence. With a second plan OTHER both meet the same worlds, and the differences are told. The same seed "
        "gives the same answer, whatever the number of processes.",
        examples=[
            "airlift simulate seoul-2021-plan",
            "airlift simulate seoul-2021-plan --mission unmiss --replications 1000 --save",
            "airlift simulate seoul-2021-plan --dispatch closest --days 90 --json > closest.json",
            "airlift simulate one-plan other-plan --seed 7",
        ],
        writes=[
            "simulation.json     with --save, into the plan's folder; `airlift report` shows it",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.INTERRUPTED),
)
@click.argument("plan", metavar="PLAN", type=NamedText())
@click.argument("other", metavar="[OTHER]", type=NamedText(), required=False)
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, 3660),
    default=30,
    show_default=True,
    help="Days of a world.",
)
@click.option(
    "--replications",
    metavar="N",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="Random worlds.",
)
@SEED_OPTION
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1, max=64),
    help="Processes, 64 at most.  [default: the number of cores]",
)
@click.option(
    "--dispatch",
    type=click.Choice(["programme", "closest", "priority"]),
    default="programme",
    show_default=True,
    help="Who goes: standby first, then aircraft with other work; who is there first; who is there first, but the last "
    "idle aircraft of a unit only for urgent casualties.",
)
@click.option(
    "--mission",
    "missions",
    metavar="ID",
    type=NamedText(),
    multiple=True,
    help="Simulate this mission alone; may be given more than once.",
)
@click.option("--save", is_flag=True, help="Leave simulation.json beside the plan, for the report.")
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the tables.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    plan: str,
    other: str | None,
    save: bool,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run `airlift simulate`."""
    if other is not None and save:
        raise click.UsageError("--save keeps the simulation of one plan: leave OTHER or --save out.")
    _require_known(ctx, plan, options["missions"])

    def study(feed: Callable[[ProgressEvent], None], interrupt: Interrupt) -> Simulation | Comparison:
        asked: dict[str, Any] = options | {"progress": feed, "interrupt": interrupt}
        if other is None:
            return airlift.simulate(plan, **asked)
        return airlift.simulate_pair(plan, other, **asked)

    found, stopped = run_study(study, quiet=quiet)
    saved = _save(Path(plan), found.to_dict()) if save and found.replications else None
    if as_json:
        echo_json(found.to_dict())
    else:
        lines = _pair_lines if other is not None else _lines
        for line in lines(found):
            echo(line)
        if saved is not None:
            echo(f"Wrote {saved}; `airlift report {plan}` shows it.")
    if stopped:
        click.echo(f"Interrupted: {found.replications} of {found.asked} replications were told.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)


def _require_known(ctx: click.Context, plan: str, missions: tuple[str, ...]) -> None:
    """Refuse the name of a mission that the plan's scenario does not have."""
    if missions:
        known = [mission.id for mission in airlift.open_plan(plan)[0].missions]
        for mission in missions:
            if mission not in known:
                raise click.BadParameter(
                    f"{mission!r} is no mission of the scenario; there are {', '.join(known)}.",
                    ctx,
                    param_hint="'--mission'",
                )


def _save(plan: Path, data: dict[str, Any]) -> Path:
    """Write the simulation beside the plan; the file is complete or as it was."""
    target = (plan if plan.is_dir() else plan.parent) / SIMULATION_FILE
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.write_text(json.dumps(data, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        os.replace(fresh, target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise BadInput(
            f"Error: {target} cannot be written ({error.strerror}). "
            "Maybe copy the plan's folder to where you may write."
        ) from error
    return target


def _lines(found: Any) -> Iterator[str]:
    yield (
        f"{found.scenario}: {found.replications} random worlds of {found.days} days, seed {found.seed}, "
        f"dispatch {found.dispatch}; 95 % confidence"
    )
    if not found.missions and found.replications:
        yield "No mission has a unit: there is nothing to simulate."
    for mission in found.missions:
        yield ""
        yield (
            f"{mission.mission} from {mission.month}: {number(mission.casualties)} casualties, "
            f"{number(mission.by_ground)} of them by ground"
        )
        if mission.shares:
            yield "  In time"
            rows: list[tuple[str, ...]] = [("category", "to", "within", "simulated", "planned")]
            for row in mission.shares:
                planned = "–" if row.planned_pct is None else f"{row.planned_pct:.1f} %"
                within = f"{number(row.limit_min)} min"
                rows.append((row.category, _CLOCKS[row.clock], within, _interval(row.share, " %"), planned))
            yield from _columns(rows, 4)
            yield "  Minutes from wounding within which a share of all casualties is reached"
            rows = [("category", "to", "50 %", "75 %", "90 %")]
            for row in mission.responses:
                minutes = (row.quantiles_min[share] for share in ("50", "75", "90"))
                rows.append((row.category, _CLOCKS[row.clock], *(_whole(one) for one in minutes)))
            yield from _columns(rows, 4)
            yield from _zone_lines(mission)
        yield "  Flight hours for each aircraft in 30 days"
        yield from _columns([(row.unit, _interval(row.hours, " h")) for row in mission.hours], 4)
        counts = [(f"{row.what} flown", "", _interval(row.count, "")) for row in mission.flown]
        counts += [(row.what, row.cause, _interval(row.count, "")) for row in mission.causes]
        if counts:
            yield "  In a replication"
            yield from _columns(counts, 4)
        if mission.posts:
            yield "  Posts without a ready aircraft, in a replication"
            rows = [("unit", "site", "hours", "times")]
            for row in mission.posts:
                hours = f"{row.minutes.mean / 60.0:.1f}"
                rows.append((row.unit, row.site, hours, _interval(row.times, "")))
            yield from _columns(rows, 4)
    yield ""
    for note in found.notes:
        yield from aligned([("Note:", f"{note}.")], terminal_width(), indent=0)


def _zone_lines(mission: Any) -> Iterator[str]:
    """Alpha casualties in surgery in time, the worst zones first."""
    zones = sorted(
        (row for row in mission.by_zone if row.clock == "surgery"),
        key=lambda row: (row.share.mean, row.group),
    )
    if zones:
        yield "  Alpha casualties in surgery in time by zone, the lowest first"
        never = [row.group for row in zones if row.share.mean == 0.0]
        if never:
            yield from aligned([("none in", ", ".join(never))], terminal_width(), indent=4)
        zones = zones[len(never) :]
        yield from _columns([(row.group, _interval(row.share, " %")) for row in zones], 4)


def _pair_lines(found: Any) -> Iterator[str]:
    yield (
        f"{found.first.scenario} and {found.second.scenario} in the same {found.replications} random worlds of "
        f"{found.days} days, seed {found.seed}, dispatch {found.dispatch}"
    )
    if not found.differences and found.replications:
        yield "No mission has a unit in both plans: there is nothing to compare."
    mission = None
    rows: list[tuple[str, ...]] = []
    for row in found.differences:
        if row.mission != mission:
            yield from _columns(rows, 2)
            yield ""
            yield row.mission
            rows, mission = [("", "unit", "first", "second", "change, 95 % confidence")], row.mission
        clear = row.change.low is not None and (row.change.low > 0.0 or row.change.high < 0.0)
        rows.append(
            (
                row.what,
                row.unit,
                f"{row.first:.1f}",
                f"{row.second:.1f}",
                f"{_interval(row.change, '')}{' *' if clear else ''}",
            )
        )
    yield from _columns(rows, 2)
    if any(row[-1].endswith("*") for row in rows):
        yield "  * other than none"


def _columns(rows: Sequence[Sequence[str]], indent: int) -> Iterator[str]:
    """Lay rows out in columns; none is wide enough to be wrapped."""
    sizes = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = (cell.ljust(size) for cell, size in zip(row, sizes, strict=True) if size)
        yield (" " * indent + "  ".join(cells)).rstrip()


def _interval(estimate: Any, unit: str) -> str:
    """Write a mean with the limits of its confidence."""
    if estimate.low is None:
        return f"{estimate.mean:.1f}{unit}"
    return f"{estimate.mean:.1f}{unit} ({estimate.low:.1f} to {estimate.high:.1f})"


def _whole(minutes: float | None) -> str:
    return "never" if minutes is None else f"{minutes:.0f} min"
