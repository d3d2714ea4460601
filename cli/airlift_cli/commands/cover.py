"""`airlift cover`: which zones the standby reaches at which hours, and what a closed site costs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.folder import PLAN_FILE
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import aligned, terminal_width
from airlift_cli.params import NamedPath, NamedText
from airlift_cli.streams import echo, echo_json
from airlift_cli.studying import run_study, search_options

if TYPE_CHECKING:
    from airlift import Cover, Plan, Scenario

__all__ = ["command"]

_SHARES = (
    ("advanced_pct", "in advanced care in time"),
    ("surgery_pct", "in surgery in time"),
    ("backup_pct", "in surgery in time, with a backup"),
    ("reach_pct", "in surgery in time if nobody were ever busy"),
)
_UNPLANNED = {
    True: "as if every demand had its aircraft",
    False: "at posts chosen now for the units of the plan",
}


@click.command(
    "cover",
    help=help_text(
        "cover",
        "SOURCE is a plan (its folder, or the plan.json in it), whose posts are looked at; or a scenario (a name, a "
        "folder, a JSON file), for which posts are chosen as if every demand had the aircraft that it asks for. For "
        "each mission the shares of alpha casualties that are reached in time are printed, with and without siting "
        "(all aircraft at their home bases); then zone by zone and hour by hour the share in surgery in time by the "
        "first free aircraft and by a backup, the same for advanced care, the minutes from wounding, and who goes "
        "where; then what is left when a post or a hospital is closed.",
        examples=[
            "airlift cover seoul-2021-plan",
            "airlift cover seoul-2021-plan --mission unmiss -o unmiss-cover",
            "airlift cover seoul-2021 --json > cover.json",
        ],
        writes=[
            "cover.html          map and heat map of each mission; needs no network",
            "cover.csv           a row for each zone and hour",
            "cover.geojson       zones and posts",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.INTERRUPTED),
)
@click.argument("source", metavar="SOURCE", type=NamedText())
@click.option(
    "--mission",
    "missions",
    metavar="ID",
    type=NamedText(),
    multiple=True,
    help="Look at this mission alone; may be given more than once.",
)
@click.option(
    "--no-resite",
    is_flag=True,
    help="Without a closed site leave all other aircraft where they are; quicker.",
)
@click.option(
    "-o", "--out", "output", metavar="DIR", type=NamedPath(), help="Folder for page, table and map."
)
@search_options(20.0, "each choice of posts")
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the tables.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    source: str,
    missions: tuple[str, ...],
    no_resite: bool,
    output: Path | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run `airlift cover`."""
    scenario, plan = _opened(source)
    unknown = sorted(set(missions) - {mission.id for mission in scenario.missions})
    if unknown:
        known = ", ".join(mission.id for mission in scenario.missions)
        raise click.BadParameter(
            f"{unknown[0]!r} is no mission of the scenario; there are {known}.", ctx, param_hint="'--mission'"
        )
    if output is not None and output.exists() and not output.is_dir():
        raise click.BadParameter(f"{output} is a file; name a folder.", ctx, param_hint="'-o' / '--out'")

    def search(_progress: Any, interrupt: airlift.Interrupt) -> Cover:
        return airlift.cover(
            scenario, plan, missions=missions, resite=not no_resite, interrupt=interrupt, **options
        )

    found, stopped = run_study(search, quiet=quiet)
    if output is not None:
        airlift.write_cover(scenario, found, output)
    if as_json:
        echo_json(found.to_dict())
    else:
        for line in _lines(scenario, plan, found, output):
            echo(line)
    if stopped:
        click.echo("Interrupted: posts and sites anew are the best that were found by then.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)


def _opened(source: str) -> tuple[Scenario, Plan | None]:
    """Open a plan where the path is one, else load a scenario."""
    path = Path(source)
    if path.name == PLAN_FILE or (path / PLAN_FILE).is_file():
        return airlift.open_plan(path)
    return airlift.load(source), None


def _lines(scenario: Scenario, plan: Plan | None, found: Cover, output: Path | None) -> Iterator[str]:
    width = terminal_width()
    if not found.missions:
        yield "No mission has zones and aircraft to stand by: add rows to zones.csv, or plan units for it."
    for mission in found.missions:
        how = "at the posts of the plan" if mission.planned else _UNPLANNED[plan is None]
        yield f"{mission.mission} in {mission.month}, {how}"
        yield "  Alpha casualties                              here   at home bases"
        for column, words in _SHARES:
            here, home = getattr(mission.shares, column), getattr(mission.shares_at_home, column)
            yield f"  {words:<44}{_pct(here):>7}{_pct(home):>10}"
        posts = sorted({(post.unit, post.site) for post in mission.posts})
        sited = [f"{unit} at {site}: {_watches(scenario, mission, unit, site)}" for unit, site in posts]
        yield f"  Posts: {'; '.join(sited) or 'none'}"
        yield ""
        yield "  Zones (first / backup; minutes from wounding)"
        yield from aligned(list(_zone_rows(mission)), width, indent=4)
        yield ""
        if mission.losses:
            yield "  Surgery in time without a site (the others stay / all sited anew)"
            rows = [
                (loss.site, loss.kind, f"{_pct(loss.surgery_pct)} / {_pct(loss.resited_pct)}")
                for loss in sorted(mission.losses, key=lambda row: (row.surgery_pct, row.site))
            ]
            yield from aligned(rows, width, indent=4)
            yield ""
    if output is not None:
        yield f"Wrote {output / 'cover.html'}, cover.csv and cover.geojson; open the page in a browser."


def _watches(scenario: Scenario, mission: Any, unit: str, site: str) -> str:
    """Say how many aircraft of a unit stand at a post, by watch."""
    standby = scenario.policy.standby
    parts = []
    for post in mission.posts:
        if (post.unit, post.site) == (unit, site):
            first = (standby.first_watch_h.value + post.watch * standby.watch_h.value) % 24
            parts.append(f"{post.aircraft} from {first:02d} h")
    return ", ".join(parts)


def _zone_rows(mission: Any) -> Iterator[tuple[str, ...]]:
    """One row for each run of hours in which a zone is covered alike."""
    yield ("zone", "hours", "surgery", "advanced care", "who goes, to care / surgery")
    ordered = sorted(mission.hours, key=lambda row: (row.zone, row.hour))
    for zone, hours in groupby(ordered, key=lambda row: row.zone):
        for place, (_, alike) in enumerate(groupby(hours, key=_look)):
            run = list(alike)
            row = run[0]
            yield (
                zone if not place else "",
                f"{row.hour:02d}–{run[-1].hour + 1:02d}",
                f"{_pct(row.surgery_pct)} / {_pct(row.backup_surgery_pct)}",
                f"{_pct(row.advanced_pct)} / {_pct(row.backup_advanced_pct)}",
                _who(row),
            )


def _look(row: Any) -> tuple[Any, ...]:
    """Return what is printed of an hour; hours that are alike in it stand in one line."""
    shares = ("surgery_pct", "backup_surgery_pct", "advanced_pct", "backup_advanced_pct")
    return (*(_pct(getattr(row, name)) for name in shares), _who(row))


def _who(row: Any) -> str:
    """Say who goes first and where to; minutes up to whole ones, so that late by seconds does not look in time."""
    if row.post is None:
        return "nobody"
    return f"{row.post} → {row.hospital}, {ceil(row.advanced_min)} / {ceil(row.surgery_min)} min"


def _pct(share: float | None) -> str:
    return "–" if share is None else f"{share:.1f} %"
