"""A suite from the command line.

    python -m benchmarks suite darp --time-limit 30 --jobs 2

Runs airlift and the peers on every instance of a set, checks every plan, and writes NAME.md, NAME.html and
NAME.jsonl. Exit codes: 0 done; 1 the checker refuses a plan of airlift, or airlift failed; 2 an option is wrong or
files are missing; 130 broken off by Ctrl-C, with the report of what was finished.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.literature.formats import instances_folder
from benchmarks.literature.generated import write_generated
from benchmarks.peers import PEERS, installed
from benchmarks.scenarios.matching import machine
from benchmarks.suites.days import DAY_SEEDS, DayCase, day_cases, warm_days
from benchmarks.suites.page import as_html, as_markdown
from benchmarks.suites.record import AIRLIFT, Record, read_lines, write_line, write_record
from benchmarks.suites.report import Report, blocks_of
from benchmarks.suites.run import run_orders
from benchmarks.suites.sets import SUITES, Case, Suite, cases_of
from benchmarks.suites.work import Order, solver_named, warm

__all__ = ["main"]

REPORTS = Path(__file__).resolve().parents[1] / "reports"
DAYS = Suite(
    "days",
    "Helicopter days",
    (),
    60.0,
    "Days are drawn from a seed around the shipped sites (benchmarks/days); the number at the end of a name is that of "
    "the drawing. Levels: tasks not flown by priority, then minutes, of the sorties that the checker lets pass: of a "
    "peer's plan a sortie that breaks a rule which the peer could not state counts as not flown.",
)
_DAY_CHECK_S = 60.0
_LIBRARIES = ("airlift-planner", "ortools", "numba", "numpy")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks suite", description="Run a set of instances side by side with the peers."
    )
    cores = os.cpu_count() or 1
    parser.add_argument("name", choices=[*SUITES, DAYS.name], help="suite")
    parser.add_argument("--time-limit", type=float, metavar="S", help="seconds (default: the suite's)")
    parser.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        metavar="N",
        help="seeds (default 1; of days, which are drawn from them, 1 2 3)",
    )
    parser.add_argument("--only", default="*", metavar="GLOB", help="names of the instances, e.g. 'a2-*'")
    parser.add_argument(
        "--peers", default=",".join(PEERS), metavar="A,B|none", help=f"of {', '.join(PEERS)} (default: all)"
    )
    parser.add_argument(
        "--jobs", type=int, default=cores, metavar="N", help="processes at a time (default: cores)"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="threads of each (default: cores / jobs)")
    parser.add_argument(
        "--grace",
        type=float,
        default=10.0,
        metavar="S",
        help="seconds after the limit until a kill (default 10)",
    )
    parser.add_argument("--out", type=Path, default=REPORTS, metavar="DIR", help="default benchmarks/reports")
    parser.add_argument("--resume", action="store_true", help="leave out what DIR/NAME.jsonl has already")
    parser.add_argument("--without-airlift", action="store_true", help="the peers alone")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    asked = _parser().parse_args(argv)
    if asked.jobs < 1 or (asked.workers is not None and asked.workers < 1):
        print("error: --jobs and --workers must be 1 or more", file=sys.stderr)
        return 2
    if asked.time_limit is not None and asked.time_limit <= 0.0:
        print("error: --time-limit must be above 0", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        try:
            return _Command(asked, Path(folder)).run()
        except (FileNotFoundError, ValueError) as error:  # InstanceError is a ValueError
            print(f"error: {error}", file=sys.stderr)
            return 2


class _Command:
    """One start of the command."""

    def __init__(self, asked: argparse.Namespace, scratch: Path) -> None:
        self.asked, self.scratch = asked, scratch
        self.suite = DAYS if asked.name == DAYS.name else SUITES[asked.name]
        self.limit_s = asked.time_limit or self.suite.seconds
        self.workers = asked.workers or max(1, (os.cpu_count() or 1) // asked.jobs)
        # The clock of a day runs until its plan is checked.
        self.grace_s = asked.grace + (_DAY_CHECK_S if self.suite is DAYS else 0.0)
        self.seeds: list[int] = asked.seeds or list(DAY_SEEDS if self.suite is DAYS else (1,))
        self.lines = asked.out / f"{self.suite.name}.jsonl"
        names = [] if asked.peers == "none" else list(dict.fromkeys(asked.peers.split(",")))
        versions = {name: _version_of(name) for name in names}
        self.absent = [name for name, found in versions.items() if found is None]
        self.peers = {name: found for name, found in versions.items() if found is not None}
        self.solvers = [*([] if asked.without_airlift else [AIRLIFT]), *self.peers]

    def run(self) -> int:
        """Run what is asked and not there yet, and write the report."""
        cases = self._cases()
        orders = [
            Order(
                self.suite.name, case, _digest(case), solver, seed, self.limit_s, self.workers, self.grace_s
            )
            for case in cases
            for seed in ([case.seed] if isinstance(case, DayCase) else self.seeds)
            for solver in self.solvers
        ]
        self.asked.out.mkdir(parents=True, exist_ok=True)
        runs, records = self._before() if self.asked.resume else ([], [])
        wanted = {order.record("").key for order in orders}
        # What failed is tried again; of two lines on the same work the later one counts.
        last = {record.key: record for record in records if record.key in wanted}
        records = [record for record in last.values() if record.state != "failed"]
        done = {record.key for record in records}
        left = [order for order in orders if order.record("").key not in done]
        if not self.asked.resume:
            self.lines.unlink(missing_ok=True)
        if left:
            formats = list(dict.fromkeys(_format_of(case) for case in cases))
            compiled_s = self._compile(formats) if AIRLIFT in self.solvers else 0.0
            runs.append(self._conditions(compiled_s))
            write_line(self.lines, "run", runs[-1])
        print(f"{len(orders)} runs, {len(orders) - len(left)} of them done before", flush=True)

        def take(record: Record) -> None:
            records.append(record)
            write_record(self.lines, record)
            print(f"[{len(records)}/{len(orders)}] {_told(record)}", flush=True)

        whole = run_orders(left, self.asked.jobs, take)
        self._write(orders, records, runs, cases, whole)
        if not whole:
            return 130
        ours = [record for record in records if record.solver == AIRLIFT]
        return 1 if any(record.state in ("faulty", "failed") for record in ours) else 0

    def _cases(self) -> list[Case] | list[DayCase]:
        if self.suite is DAYS:
            return day_cases(self.asked.only, self.seeds)
        root = instances_folder()
        if self.suite.name == "smoke":
            root = self.scratch
            write_generated(root)
        return cases_of(self.suite, root, self.asked.only)

    def _before(self) -> tuple[list[dict[str, Any]], list[Record]]:
        """Read what a run before has finished."""
        if not self.lines.exists():
            return [], []
        return read_lines(self.lines.read_text(encoding="utf-8").splitlines())

    def _compile(self, formats: Sequence[str]) -> float:
        """Let a process compile what airlift compiles, so that no measured run has to. Gives the seconds."""
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            try:
                return sum(
                    pool.apply(
                        warm_days if format == DAYS.name else warm,
                        () if format == DAYS.name else (format, self.scratch),
                    )
                    for format in formats
                )
            except Exception as error:
                # The runs will say the same, instance by instance; the peers are measured all the same.
                print(f"airlift: {type(error).__name__}: {error}", file=sys.stderr)
                return 0.0

    def _conditions(self, compiled_s: float) -> dict[str, Any]:
        return {
            "date": datetime.now(UTC).date().isoformat(),
            "commit": _commit(),
            "machine": machine(),
            "python": platform.python_version(),
            "versions": {name: version(name) for name in _LIBRARIES} | self.peers,
            "absent": self.absent,
            "limit_s": self.limit_s,
            "seeds": self.seeds,
            "workers": self.workers,
            "jobs": self.asked.jobs,
            "compiled_s": round(compiled_s, 2),
        }

    def _write(
        self,
        orders: Sequence[Order],
        records: Sequence[Record],
        runs: Sequence[dict[str, Any]],
        cases: Sequence[Case] | Sequence[DayCase],
        whole: bool,
    ) -> None:
        place = {order.record("").key: number for number, order in enumerate(orders)}
        known = {case.name: case.known for case in cases if isinstance(case, Case) and case.known is not None}
        report = Report(
            self.suite.name,
            self.suite.title,
            self.suite.remark,
            sorted(records, key=lambda record: place[record.key]),
            runs,
            known,
            broken_off=not whole,
        )
        blocks = blocks_of(report)
        page = self.asked.out / self.suite.name
        page.with_suffix(".md").write_text(as_markdown(blocks), encoding="utf-8")
        page.with_suffix(".html").write_text(as_html(blocks), encoding="utf-8")
        print(f"report: {page}.md, .html", flush=True)


def _version_of(name: str) -> str | None:
    """Version of a peer; of a module that is named by its path its own word for it."""
    if name in PEERS:
        return installed(name)
    return str(solver_named(name).VERSION_OF)


def _format_of(case: Case | DayCase) -> str:
    return DAYS.name if isinstance(case, DayCase) else case.part.folder.partition("/")[0]


def _digest(case: Case | DayCase) -> str:
    return case.digest() if isinstance(case, DayCase) else sha256(case.path.read_bytes()).hexdigest()


def _commit() -> str:
    """Commit of the working tree, with a mark if something in it is changed; `unknown` outside of one."""
    folder = Path(__file__).parent

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _told(record: Record) -> str:
    values = " / ".join(f"{value:.6g}" for value in record.values) or record.state
    return f"{record.instance} {record.solver}: {values}{' proven' if record.proven else ''} {record.seconds:.1f} s"
