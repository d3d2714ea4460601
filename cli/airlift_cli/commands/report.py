"""`airlift report`: the page to open in a browser, rebuilt from a plan's folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

import airlift
from airlift_cli.exits import ExitCode
from airlift_cli.folder import REPORT_FILE, SIMULATION_FILE, require_folder_of
from airlift_cli.helptext import exit_help, help_text
from airlift_cli.params import NamedText
from airlift_cli.streams import echo, echo_json

__all__ = ["command"]


@click.command(
    "report",
    help=help_text(
        "report",
        "PLAN is a folder that `airlift plan` wrote, or the plan.json in it; nothing else is "
        "needed. The report is one HTML file with maps, charts, tables and the checker's verdict,"
        " which opens without a network. A simulation.json beside the plan, as `airlift simulate --save` leaves it, is "
        "shown too.",
        examples=[
            "airlift report seoul-2021-plan",
            "airlift report seoul-2021-plan -o briefing.html",
            "airlift report seoul-2021-plan -o - | gzip > briefing.html.gz",
        ],
        writes=[
            "FILE, or report.html in the plan's folder; it is replaced if it exists",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT),
)
@click.argument("plan", metavar="PLAN", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=NamedText(),
    help="Where to write; `-` is standard output.  [default: report.html in the plan's folder]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one object with path and findings.")
def command(plan: Path, output: str | None, as_json: bool) -> None:
    """Run `airlift report`."""
    if output == "-" and as_json:
        raise click.UsageError("--json and -o - both want standard output: name a file with -o.")
    if output not in (None, "-"):
        require_folder_of(output)
    scenario, decided = airlift.open_plan(plan)
    findings = airlift.check(scenario, decided)
    folder = plan if plan.is_dir() else plan.parent
    beside = folder / SIMULATION_FILE
    simulation = beside if beside.is_file() else None
    if output == "-":
        with tempfile.TemporaryDirectory() as place:
            page = airlift.report(
                scenario, decided, Path(place) / REPORT_FILE, findings=findings, simulation=simulation
            )
            echo(Path(page).read_bytes(), nl=False)
        return
    target = Path(output) if output is not None else folder / REPORT_FILE
    airlift.report(scenario, decided, target, findings=findings, simulation=simulation)
    if as_json:
        echo_json({"path": str(target), "findings": len(list(findings))})
        return
    echo(f"Wrote {target}; open it in a browser.")
