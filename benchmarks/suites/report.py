"""The report of a suite: who found what, how good it is, how soon, and under which conditions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from benchmarks.suites.daytable import day_table
from benchmarks.suites.page import Block, Heading, Items, Paragraph, Picture, Table
from benchmarks.suites.picture import Curve, step_picture
from benchmarks.suites.profiles import (
    against,
    best_values,
    gap_pct,
    gaps_of,
    runs_of,
    share_by_time,
    share_proven,
    share_within,
)
from benchmarks.suites.record import AIRLIFT, Record
from benchmarks.suites.sets import Known

__all__ = ["Report", "blocks_of"]

_WITHIN_PCT = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
_SOON_PCT = 1.0
"""How near the best a plan must come to count in the picture over time."""
_AXIS_PCT = 10.0
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Report:
    """What a report is made of.

    Parameters
    ----------
    name, title, remark : str
        Of the suite.
    records : sequence of Record
        What was done.
    runs : sequence of dict
        Conditions of each start of the command: machine, versions, date, commit, options.
    known : mapping of str to Known
        Best-known values by instance.
    broken_off : bool
        Whether Ctrl-C ended it.
    """

    name: str
    title: str
    remark: str
    records: Sequence[Record]
    runs: Sequence[Mapping[str, Any]]
    known: Mapping[str, Known]
    broken_off: bool = False

    @property
    def solvers(self) -> list[str]:
        """Solvers in the order of the orders."""
        return list(dict.fromkeys(record.solver for record in self.records))

    @property
    def able(self) -> list[str]:
        """Solvers that can state at least one instance."""
        return list(dict.fromkeys(record.solver for record in self.records if record.state != "cannot state"))


def blocks_of(report: Report) -> list[Block]:
    """Write a report."""
    best = best_values(report.records, report.known)
    blocks: list[Block] = [Heading(f"Benchmark suite {report.name}: {report.title}", 1)]
    if report.broken_off:
        blocks.append(Paragraph("Broken off: what was finished until then."))
    if report.remark:
        blocks.append(Paragraph(report.remark))
    blocks += [Heading("Conditions"), *_conditions(report), Heading("Summary"), *_summary(report, best)]
    blocks += [Heading("Profiles"), *_profiles(report, best)]
    days = [record for record in report.records if record.detail]
    if days:
        blocks += [Heading("Days"), day_table(days)]
    blocks += [Heading("Instances"), *_instances(report, best), *_troubles(report)]
    blocks += [Heading("Files"), _files(report)]
    return blocks


def _conditions(report: Report) -> Iterator[Block]:
    items = []
    for run in report.runs:
        machine = run["machine"]
        items += [
            f"{run['date']}, commit {run['commit']}: {machine['processor']}, {machine['cores']} cores, "
            f"{machine['system']}, Python {run['python']}",
            f"limit {run['limit_s']:g} s for each solver on each instance, seeds "
            f"{', '.join(map(str, run['seeds']))}, {run['workers']} threads each, {run['jobs']} processes at a time",
            "versions: " + ", ".join(f"{name} {version}" for name, version in run["versions"].items()),
        ]
        if run["absent"]:
            items.append("not installed, so not run: " + ", ".join(run["absent"]))
        if run["compiled_s"]:
            items.append(
                f"compiling airlift's kernels once, before the measured runs: {run['compiled_s']:.1f} s, not counted; "
                "each process loads them before its clock starts, as the peers load their compiled code"
            )
    yield Items(items)
    yield Paragraph(
        "Every solver runs alone in a process of its own, with the same limit by the wall, and is killed some seconds "
        "after it. Every plan is checked and priced from the file by a checker that shares nothing with the solvers; a "
        "plan with a fault counts as none. Peers that calculate in whole numbers get minutes and costs times 1000, "
        "minutes rounded up and costs to the nearest: their bounds and proofs hold for these numbers. VROOM stops by "
        "itself; VROOM and vrp-cli tell no plans on the way, so over time they count from their end. OR-Tools routing, "
        "VROOM and vrp-cli take no seed."
    )


def _summary(report: Report, best: Mapping[str, tuple[float, ...]]) -> Iterator[Block]:
    titles = ["solver", "stated", "plans", "proven", "best of all", "mean gap %", "worst gap %"]
    titles += ["median s", "longest s", "total s"]
    if report.known:
        titles[5:5] = ["better than known", "as known", "worse"]
    rows = []
    for solver in report.solvers:
        records = [one for one in report.records if one.solver == solver]
        stated = [one for one in records if one.state != "cannot state"]
        plans = [one for one in stated if one.values]
        gaps = [gap_pct(one.values, best[one.instance]) for one in plans]
        finite = [gap for gap in gaps if math.isfinite(gap)]
        if not stated:
            rows.append([solver, f"0 of {len(records)}", *["-"] * (len(titles) - 2)])
            continue
        row = [
            solver,
            f"{len(stated)} of {len(records)}",
            str(len(plans)),
            str(sum(one.proven for one in stated)),
            str(sum(gap <= 0.0 for gap in gaps)),
            (f"{fmean(finite):.2f}" if finite else "-") + _rest(gaps),
            f"{max(finite):.2f}" if finite else "-",
            f"{median(one.seconds for one in stated):.1f}",
            f"{max(one.seconds for one in stated):.1f}",
            f"{sum(one.seconds for one in stated):.0f}",
        ]
        if report.known:
            sides = Counter(
                against(one.values, report.known[one.instance])
                for one in plans
                if one.instance in report.known
            )
            row[5:5] = [str(sides[side]) for side in (-1, 0, 1)]
        rows.append(row)
    yield Table(titles, rows)
    yield Paragraph(
        "The gap is that of the last level of the objective from the best of this run and what is known, over plans "
        "whose levels before it are as good as the best; in brackets, plans for which they are not."
    )
    said = {
        (one.solver, one.note) for one in report.records if one.note and one.state in ("cannot state", "plan")
    }
    lines = [f"{solver}: {note}" for solver, note in sorted(said) if solver != AIRLIFT]
    if lines:
        yield Paragraph("What the peers cannot state or leave out:")
        yield Items(lines)


def _rest(gaps: Sequence[float]) -> str:
    left = sum(math.isinf(gap) for gap in gaps)
    return f" ({left})" if left else ""


def _profiles(report: Report, best: Mapping[str, tuple[float, ...]]) -> Iterator[Block]:
    runs = runs_of(report.records)
    grid = [_AXIS_PCT * k / _STEPS for k in range(_STEPS + 1)]
    rows, near, soon, sure = [], list[Curve](), list[Curve](), list[Curve]()
    for solver in report.able:
        gaps = gaps_of(report.records, solver, best)
        rows.append([solver, *(f"{share:.0%}" for share in share_within(gaps, runs, _WITHIN_PCT))])
        near.append(Curve(solver, list(zip(grid, share_within(gaps, runs, grid), strict=True))))
        soon.append(Curve(solver, share_by_time(report.records, solver, best, runs, _SOON_PCT)))
        sure.append(Curve(solver, share_proven(report.records, solver, runs)))
    yield Paragraph(
        "Share of all runs (instance and seed) with a plan within so many per cent of the best; what a solver cannot "
        "state counts as missed:"
    )
    yield Table(["solver", *(f"{limit:g} %" for limit in _WITHIN_PCT)], rows)
    most = max((record.limit_s for record in report.records), default=1.0)
    yield Picture(
        step_picture("Share of runs within x % of the best", "per cent above the best", near, _AXIS_PCT)
    )
    title = f"Share of runs within {_SOON_PCT:g} % of the best, over time"
    yield Picture(step_picture(title, "seconds", soon, most, log=True))
    yield Picture(step_picture("Share of runs proven, over time", "seconds", sure, most, log=True))
    at = [most / 100, most / 10, most / 3, most]
    yield Paragraph(f"{title} (pictures: {report.name}.html):")
    yield Table(["solver", *(f"{x:.3g} s" for x in at)], [[c.name, *(_at(c, x) for x in at)] for c in soon])


def _at(curve: Curve, x: float) -> str:
    return f"{max((share for at, share in curve.steps if at <= x), default=0.0):.0%}"


def _instances(report: Report, best: Mapping[str, tuple[float, ...]]) -> Iterator[Block]:
    runs = runs_of(report.records)
    # A name that comes with one seed alone needs no column for it.
    several = len(runs) > len({instance for instance, _ in runs})
    told = {(record.instance, record.seed, record.solver): record for record in report.records}
    levels = next((record.levels for record in report.records if record.levels), ())
    if levels:
        yield Paragraph(
            f"Levels of the objective: {'; '.join(levels)}. Value, gap from the best, seconds; * proven."
        )
    bounded = AIRLIFT in report.able
    titles = ["instance", *(["seed"] if several else []), "known", *report.able]
    if bounded:
        titles.append("bound of airlift")
    rows = []
    for instance, seed in runs:
        known = report.known.get(instance)
        row = [instance, *([str(seed)] if several else []), _values(known.values) if known else "-"]
        row += [_answer(told.get((instance, seed, solver)), best) for solver in report.able]
        if bounded:
            ours = told.get((instance, seed, AIRLIFT))
            row.append(_values(ours.bounds) if ours and ours.bounds else "-")
        rows.append(row)
    yield Table(titles, rows)


def _answer(record: Record | None, best: Mapping[str, tuple[float, ...]]) -> str:
    if record is None:
        return "not run"
    if not record.values:
        return f"{record.state}{'*' if record.proven else ''}, {record.seconds:.1f} s"
    gap = gap_pct(record.values, best[record.instance])
    how_far = "more" if math.isinf(gap) else f"{gap:.2f} %"
    return f"{_values(record.values)}{'*' if record.proven else ''}, {how_far}, {record.seconds:.1f} s"


def _values(values: Sequence[float]) -> str:
    """Counts as they are, the last level with two digits."""
    return " / ".join([*(f"{value:g}" for value in values[:-1]), f"{values[-1]:.2f}"])


def _troubles(report: Report) -> Iterator[Block]:
    lines = [
        f"{one.instance}, seed {one.seed}, {one.solver}: {one.state}"
        + (f": {'; '.join(one.faults) or one.note}" if one.faults or one.note else "")
        for one in report.records
        if one.state not in ("plan", "cannot state")
    ]
    if lines:
        yield Heading("Runs without a plan that counts")
        yield Items(lines)


def _files(report: Report) -> Table:
    digests = dict.fromkeys((record.instance, record.sha256) for record in report.records)
    return Table(["instance", "SHA-256"], [list(row) for row in digests], left=2)
