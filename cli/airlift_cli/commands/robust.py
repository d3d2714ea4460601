"""`airlift robust`: what to commit to now when pledges may fail, and what knowing them early is worth."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
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
    from airlift import Interrupt, ProgressEvent, RobustStudy

__all__ = ["command"]

_MOST_SHOWN = 20
_STUDY_FILE = "robust.json"


@click.command(
    "robust",
    help=help_text(
        "robust",
        "SCENARIO is the name of a shipped scenario, a folder, or a JSON file. Its lots, budgets and consents say "
        "with which chance they come (`probability_pct`, `late_probability_pct`, `late_months`); futures are drawn "
        "from these. What is committed in the first months holds in all of them: aircraft that enter "
        "refurbishment, course intake, assessment visits. The rest is decided when it is known what came. The plan "
        "that trusts every pledge is judged on the same futures, and so is knowing everything in advance. Nothing "
        "is written without -o. Ctrl-C keeps what is known.",
        examples=[
            "airlift robust seoul-2021 --samples 20",
            "airlift robust mine --samples 50 --alpha 0.95 --commit-months 18 --out mine-robust",
            "airlift robust mine --seed 7 --deterministic --json",
        ],
        writes=[
            "robust.json      everything that --json prints",
            "commitments.csv  what to commit to now, month by month",
            "futures.csv      each distinct future and what is unmet in it",
        ],
    ),
    epilog=exit_help(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.INTERRUPTED),
)
@click.argument("scenario", metavar="SCENARIO", type=NamedText())
@click.option(
    "--samples",
    metavar="N",
    type=click.IntRange(min=1, max=1000),
    default=20,
    show_default=True,
    help="Futures that are drawn; equal ones are solved once.",
)
@click.option(
    "--alpha",
    metavar="SHARE",
    type=click.FloatRange(min=0, max=1, max_open=True),
    default=0.9,
    show_default=True,
    help="CVaR is the mean of the worst 1 - SHARE of the futures.",
)
@click.option(
    "--commit-months",
    metavar="N",
    type=click.IntRange(min=0),
    default=12,
    show_default=True,
    help="Months whose decisions are commitments.",
)
@search_options(300.0)
@click.option("-o", "--out", "output", metavar="DIR", type=NamedPath(), help="Folder for the study.")
@click.option("--json", "as_json", is_flag=True, help="Print one object instead of the tables.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenario: str,
    samples: int,
    alpha: float,
    commit_months: int,
    output: Path | None,
    as_json: bool,
    quiet: bool,
    **search: Any,
) -> None:
    """Run `airlift robust`."""
    asked = airlift.load(scenario)
    if output is not None:
        reason = reason_to_refuse_study(output, _STUDY_FILE)
        if reason is not None:
            raise click.BadParameter(f"{output} is not written: {reason}.", ctx, param_hint="'-o' / '--out'")
        output.mkdir(parents=True, exist_ok=True)

    def study(feed: Callable[[ProgressEvent], None], interrupt: Interrupt) -> RobustStudy:
        found: RobustStudy = airlift.robust(
            asked,
            samples=samples,
            alpha=alpha,
            commit_months=commit_months,
            progress=feed,
            interrupt=interrupt,
            **search,
        )
        return found

    outcome, stopped = run_study(study, quiet=quiet)
    if output is not None:
        _write(outcome, output)
    if as_json:
        echo_json(outcome.to_dict())
    else:
        for line in _lines(outcome, terminal_width()):
            echo(line)
        if output is not None:
            echo(f"\nWritten to {output}.")
    if stopped:
        click.echo("Interrupted: what was known until then was told.", err=True)
        ctx.exit(ExitCode.INTERRUPTED)


def _write(study: RobustStudy, folder: Path) -> None:
    text = json.dumps(study.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / _STUDY_FILE).write_text(text + "\n", encoding="utf-8")
    with (folder / "commitments.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(("month", "what", "subject", "partner", "amount"))
        rows.writerows((c.month, c.what, c.subject, c.partner, c.amount) for c in study.commitments)
    names = list(study.futures[0][1])
    policies = (study.deterministic, study.two_stage, study.wait_and_see)
    with (folder / "futures.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        unmet = [f"{p.name} tier {t.tier} unmet" for p in policies for t in p.tiers]
        rows.writerow(("future", "samples", *names, *unmet))
        for i, (count, outcomes) in enumerate(study.futures):
            values = [loss.value for policy in policies for loss in policy.losses[i]]
            rows.writerow((i + 1, count, *(outcomes[name] for name in names), *values))


def _lines(study: RobustStudy, width: int) -> Iterator[str]:
    yield (
        f"{study.scenario}: {study.samples} futures drawn (seed {study.seed}), {study.distinct} of them different; "
        f"commitments of the first {study.commit_months} months"
    )
    yield ""
    yield f"Unmet aircraft-months, mean and CVaR {study.alpha:g} over the futures"
    rows: list[tuple[str, ...]] = [("", "tier", "mean", "bound", "CVaR")]
    for policy in (study.deterministic, study.two_stage, study.wait_and_see):
        rows += [
            (policy.name, str(t.tier), number(t.expected), number(t.expected_bound), number(t.cvar))
            for t in policy.tiers
        ]
    yield from aligned(rows, width)
    yield ""
    yield "What it is worth, in unmet aircraft-months of the mean"
    worths = [("two-stage plan, not the deterministic (VSS)", study.vss)]
    worths.append(("knowing everything now (EVPI)", study.evpi))
    worths += [(f"knowing {one.uncertainty} now", one.worth) for one in study.knowing[:_MOST_SHOWN]]
    rows = [("", "tier", "value", "proven")]
    for name, worth in worths:
        for position, one in enumerate(worth):
            proven = "–" if one.least is None else f"{number(one.least)} to {number(one.most)}"
            rows.append((name if position == 0 else "", str(one.tier), number(one.value), proven))
    yield from aligned(rows, width)
    yield ""
    yield "Commit to now" if study.commitments else "Nothing needs to be committed to now."
    trusted = set(study.deterministic_commitments)
    yield from aligned(
        [
            (c.month, c.what, c.subject, c.partner, f"{c.amount}{'' if c in trusted else ' (new)'}")
            for c in study.commitments
        ],
        width,
    )
    missing = [c for c in study.deterministic_commitments if c not in set(study.commitments)]
    if missing:
        yield ""
        yield "Not committed to, though the deterministic plan is"
        yield from aligned([(c.month, c.what, c.subject, c.partner, str(c.amount)) for c in missing], width)
    yield ""
    yield from (f"Note: {note}." for note in study.notes)
    yield from (f"Restriction: {restriction}." for restriction in study.restrictions)
