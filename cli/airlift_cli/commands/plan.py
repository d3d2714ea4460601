"""`airlift plan`: the main job, from a scenario to a folder with plan, tables, map and report."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.failures import BadInput
from airlift_cli.folder import REPORT_FILE, reason_to_refuse, replaced_folder
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.layout import finding_lines, terminal_width
from airlift_cli.params import SEED_OPTION, NamedPath, NamedText, Seconds
from airlift_cli.progress import ProgressFeed, view_for
from airlift_cli.record import conflict_of, exit_code_of, has_allocation, plan_record, status_of
from airlift_cli.rescue import is_about_files, rescue
from airlift_cli.searching import catching_ctrl_c, run_in_background
from airlift_cli.streams import echo, echo_json

if TYPE_CHECKING:
    from airlift import Findings, Plan, Scenario
    from airlift_cli.progress import View
    from airlift_cli.searching import CtrlC

__all__ = ["command"]

_STOPPING = "Stopping with the best plan so far. Ctrl-C again leaves at once and writes nothing."


@click.command(
    "plan",
    help=help_text(
        "plan",
        "SCENARIO is the name of a shipped scenario, a folder, or a JSON file. Progress goes to "
        "standard error: the best value so far, the proven bound, the gap between them. The "
        "summary goes to standard output. Ctrl-C stops the search and keeps the best plan so far;"
        " pressed twice it leaves at once and writes nothing.",
        examples=[
            "airlift plan seoul-2021",
            "airlift plan seoul-2021 -o out --time-limit 60",
            "airlift plan mine --deterministic --seed 7",
            "airlift plan mine --quiet --json > result.json",
        ],
        writes=[
            "report.html    maps, charts, tables and the checker's verdict; open it in a browser",
            "plan.json      the plan, with status, bounds, seed and versions",
            "scenario.json  the scenario it was made from, so that later commands need only DIR",
            "tables/*.csv   the plan as tables",
            "map.geojson    sites, units and sorties for a GIS",
        ],
    ),
    epilog=exit_help(
        ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.NO_PLAN, ExitCode.FINDINGS, ExitCode.INTERRUPTED
    ),
)
@click.argument("scenario", metavar="SCENARIO", type=NamedText())
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=NamedPath(),
    help="Folder to write; an earlier plan in it is replaced whole.  [default: <scenario's name>-plan]",
)
@click.option(
    "--time-limit",
    "time_limit_s",
    metavar="SECONDS",
    type=Seconds(),
    default=240.0,
    show_default=True,
    help="Wall-clock time for the search.",
)
@SEED_OPTION
@click.option(
    "--deterministic",
    is_flag=True,
    help="The same scenario, seed and version give the same plan, at some cost in speed.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1, max=64),
    help="Solver threads, 64 at most.  [default: the number of cores, but from 4 to 8]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the summary.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    output: Path | None,
    time_limit_s: float,
    seed: int | None,
    deterministic: bool,
    workers: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run `airlift plan`."""
    asked = airlift.load(scenario)
    target = output if output is not None else Path(f"{asked.name}-plan")
    reason = reason_to_refuse(target)
    if reason is not None:
        raise click.BadParameter(f"{target} is not written: {reason}.", ctx, param_hint="'-o' / '--output'")
    with catching_ctrl_c() as ctrl_c:
        interrupt = airlift.Interrupt()
        feed = ProgressFeed()

        def search() -> Plan:
            found: Plan = airlift.plan(
                asked,
                time_limit_s=time_limit_s,
                seed=seed,
                deterministic=deterministic,
                workers=workers,
                progress=feed,
                interrupt=interrupt,
            )
            return found

        with view_for(quiet=quiet) as view:

            def tick() -> None:
                _pass_on(ctrl_c, interrupt, view)
                feed.drain(view)
                view.refresh()

            plan = run_in_background(search, tick)
        stopped = ctrl_c.presses > 0
        written = has_allocation(plan)
        findings = airlift.check(asked, plan) if written else None
        paths: dict[str, str] = {}
        trouble = None
        if written:
            try:
                paths = _write(asked, plan, findings, target)
            except (OSError, airlift.AirliftError) as error:
                rescued = rescue(asked, plan, findings) if is_about_files(error) else None
                if rescued is None:
                    raise
                trouble, target = _unwritable(error, target, rescued), rescued
                paths = _files_in(rescued)
    if as_json:
        echo_json(plan_record(plan, findings, paths, interrupted=stopped))
    else:
        _print_result(asked, plan, findings, target, scenario)
    if stopped:
        kept = "the best plan found until then was kept" if written else "no plan had been found yet"
        click.echo(f"Interrupted: {kept}.", err=True)
    if trouble is not None:
        raise BadInput(trouble)
    ctx.exit(exit_code_of(plan, findings, interrupted=stopped))


def _pass_on(ctrl_c: CtrlC, interrupt: airlift.Interrupt, view: View) -> None:
    """Tell the search of the first Ctrl-C."""
    if ctrl_c.presses and not interrupt.is_set():
        interrupt.set()
        view.say(_STOPPING)


def _write(scenario: Scenario, plan: Plan, findings: Findings | None, target: Path) -> dict[str, str]:
    """Fill the folder of the plan, and return where each file is by its name in the folder."""
    with replaced_folder(target) as fresh:
        airlift.save(scenario, plan, fresh)
        # Tables, map and page all show it, and it takes seconds.
        missions = [row.mission for row in plan.standby]
        cover = airlift.cover(scenario, plan, missions=missions, resite=False) if missions else None
        airlift.export(scenario, plan, fresh, cover=cover)
        airlift.report(scenario, plan, fresh / REPORT_FILE, findings=findings, cover=cover)
    return _files_in(target)


def _files_in(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): str(path) for path in files}


def _unwritable(error: Exception, target: Path, rescued: Path) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"Error: {target} was not written ({reason}). The plan is not lost: it is in {rescued}."


def _print_result(
    scenario: Scenario, plan: Plan, findings: Findings | None, target: Path, named: str
) -> None:
    if findings is None:
        for line in _why_no_plan(plan, named):
            click.echo(line, err=True)
        return
    echo(str(airlift.summary(scenario, plan, findings)))
    report = target / REPORT_FILE
    advice = f"; open {report} in a browser" if report.is_file() else ""
    echo(f"\nWritten to {target}{advice}.")
    if not findings.ok:
        click.echo("\nError: the checker found broken rules in this plan; please report it.", err=True)
        for line in finding_lines(findings, terminal_width()):
            click.echo(line, err=True)


def _why_no_plan(plan: Plan, named: str) -> list[str]:
    if status_of(plan) != "infeasible":
        return ["No plan was found in the time given; nothing was written. Maybe use a longer --time-limit."]
    return [
        "No plan exists: these rules cannot all be kept. Nothing was written.",
        *(f"  {rule}" for rule in conflict_of(plan)),
        f"`airlift explain {shlex.quote(named)}` names who clashes with what, and the cheapest way out.",
    ]
