"""One published instance, solved, checked and written down.

    python -m benchmarks solve FILE [--format F] [--time-limit S] [--seed N] [--workers N] [-o OUT.json]

The answer is checked by `benchmarks.literature.check`, which works on the file alone. Exit codes: 0 a plan without
findings; 1 the checker found something; 2 the file or an option is wrong; 3 no plan in the time, or proven that there
is none. Ctrl-C ends the search with the best plan so far.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from airlift.plans.result import Result
from airlift.solvers import ProgressEvent, SolveOptions
from benchmarks.literature.check import Verdict, check_routes
from benchmarks.literature.formats import FORMATS, read_instance
from benchmarks.literature.instance import Instance
from benchmarks.suites.work import warm

__all__ = ["Solved", "main", "solve_instance"]


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer with the checker's verdict.

    Parameters
    ----------
    instance : Instance
        Instance.
    routes : list of list of str, or None
        For each vehicle the visited ids of the file; None without a plan.
    result : Result
        How it was found.
    verdict : Verdict or None
        What the checker says.
    engine : str
        Exact engine that was asked.
    detail : dict
        Figures of its search.
    """

    instance: Instance
    routes: list[list[str]] | None
    result: Result
    verdict: Verdict | None
    engine: str
    detail: dict[str, float]

    def document(self) -> dict[str, Any]:
        """Give the answer as the JSON document of `-o`.

        `objective`, `bounds` and `gaps` have one entry a level. `bound` and `gap` are those of the first level that is
        not proven, or of the last one if all are.
        """
        levels = self.result.objectives
        open_level = next((level for level in levels if level.status != "optimal"), levels[-1])
        return {
            "instance": self.instance.name,
            "format": self.instance.format,
            "variant": self.instance.variant,
            "sha256": self.instance.text.sha256,
            "status": self.result.status.value,
            "objective": [level.value for level in levels] if self.routes is not None else [],
            "bound": open_level.bound,
            "gap": open_level.gap,
            "levels": [level.name for level in levels],
            "bounds": [level.bound for level in levels],
            "gaps": [level.gap for level in levels],
            "seconds": round(self.result.wall_s, 3),
            "routes": self.routes,
            "check": {
                "faults": [] if self.verdict is None else list(self.verdict.faults),
                "objective": [] if self.verdict is None else list(self.verdict.objective),
            },
            "engine": self.engine,
            "detail": self.detail,
            "seed": self.result.seed,
            "workers": self.result.workers,
            "time_limit_s": self.result.time_limit_s,
            "versions": self.result.versions,
        }


def solve_instance(instance: Instance, options: SolveOptions, tell: bool = False) -> Solved:
    """Solve an instance and check the answer.

    Parameters
    ----------
    instance : Instance
        Instance.
    options : SolveOptions
        Limits.
    tell : bool
        Whether to print each better value and bound to the standard error stream.
    """
    from airlift.sorties.engine import solve_routes

    answer = solve_routes(instance.problem, options, _print_progress if tell else None)
    routes = None if answer.plan is None else instance.labelled(answer.plan)
    verdict = None if routes is None else check_routes(instance, routes)
    return Solved(instance, routes, answer.result, verdict, answer.engine, dict(answer.detail))


def _print_progress(event: ProgressEvent) -> None:
    value = "-" if event.value is None else f"{event.value:.6g}"
    bound = "-" if event.bound is None else f"{event.bound:.6g}"
    print(f"{event.elapsed_s:7.1f} s  {event.stage}: {value} (bound {bound})", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks solve", description="Solve one published instance and check the answer."
    )
    parser.add_argument("file", type=Path, help="instance file")
    parser.add_argument("--format", choices=FORMATS, help="told by the file if it is not given")
    parser.add_argument(
        "--extended", action="store_true", help="dial-a-ride: latest times 15 later, twice the capacity"
    )
    parser.add_argument(
        "--end-energy",
        type=float,
        default=0.1,
        metavar="PART",
        help="electric dial-a-ride: least energy at the end of the day as a part of the tank (default 0.1)",
    )
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S", help="seconds (default 60)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of random choices (default 1)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="solver threads (default 2)")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.json", help="write the answer here")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    arguments = _parser().parse_args(argv)
    try:
        options = SolveOptions(arguments.time_limit, arguments.seed, workers=arguments.workers)
        instance = read_instance(
            arguments.file, arguments.format, extended=arguments.extended, end_energy=arguments.end_energy
        )
    except ValueError as error:  # InstanceError is one
        print(f"error: {error}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGINT, lambda *_: options.interrupt.set())
    # Compiled code is made, or loaded, before the clock starts: the first time after an installation takes a while.
    with TemporaryDirectory() as folder:
        loading_s = warm(instance.format, Path(folder))
    solved = solve_instance(instance, options, tell=not arguments.quiet)
    document = solved.document() | {"loading_seconds": round(loading_s, 3)}
    if arguments.output is not None:
        arguments.output.parent.mkdir(parents=True, exist_ok=True)
        arguments.output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    _print_answer(solved, document)
    if solved.routes is None:
        return 3
    return 1 if solved.verdict is None or solved.verdict.faults else 0


def _print_answer(solved: Solved, document: dict[str, Any]) -> None:
    print(
        f"{document['instance']} ({document['format']}): {document['status']} in {document['seconds']:.1f} s"
    )
    for level in solved.result.objectives:
        value = "no plan" if level.value is None else f"{level.value:.4f}".rstrip("0").rstrip(".")
        bound = "unknown" if level.bound is None else f"{level.bound:.4f}".rstrip("0").rstrip(".")
        gap = "" if level.gap is None else f", gap {100.0 * level.gap:.2f} %"
        print(f"  {level.name}: {value} (bound {bound}{gap})")
    for fault in [] if solved.verdict is None else solved.verdict.faults:
        print(f"  checker: {fault}")
    if solved.verdict is not None and not solved.verdict.faults:
        print("  checker: no findings")
