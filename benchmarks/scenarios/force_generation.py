"""Force generation on generated worlds, side by side: airlift, plain CP-SAT, HiGHS and CBC, and its cost with size.

    python -m benchmarks.scenarios.force_generation --lots 40 --time-limit 300
    python -m benchmarks.scenarios.force_generation --lots 40 --sizes 10 20 40 --time-limit 300

Each method has the same wall-clock limit, one after the other in one run, for the first tier of the objective: airlift
is asked for that tier alone. HiGHS and CBC solve the compact model that is written independently through PuLP; plain
CP-SAT minimises airlift's own compact model in one call. Writes a report in Markdown with a picture beside it.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from airlift import matching
from airlift.matching.ask import Ask
from airlift.matching.crosscheck.backends import Backend, minimise
from airlift.matching.crosscheck.formulation import formulate
from airlift.matching.model import build_model
from airlift.matching.problem import build_problem, restrict_to_tiers
from airlift.scenario import Scenario
from airlift.solvers import SolveOptions
from airlift.solvers.lexicographic import Clock, minimise_level
from benchmarks.scenarios.matching import figure, machine
from benchmarks.scenarios.worlds import generated_world

__all__ = ["Measured", "measure", "picture", "report"]

REPORTS = Path(__file__).resolve().parents[1] / "reports"
FIRST_TIER = "tier 1 unmet"
LIBRARIES = ("ortools", "highspy", "pulp", "numpy")


@dataclass(frozen=True)
class Measured:
    """First tier of one world by one method: aircraft-months unmet, proven bound, seconds by the wall."""

    method: str
    lots: int
    status: str
    value: float | None
    bound: float | None
    seconds: float

    @property
    def gap_pct(self) -> float | None:
        """Relative gap in per cent; None without value or bound."""
        if self.value is None or self.bound is None:
            return None
        return 100 * (self.value - self.bound) / self.value if self.value else 0.0


Method = Callable[[Scenario, SolveOptions], tuple[str, float | None, float | None]]


def _airlift(scenario: Scenario, options: SolveOptions) -> tuple[str, float | None, float | None]:
    """Solve as `airlift plan` does, but for the first tier alone."""
    _, result = matching.solve(scenario, options, ask=Ask(minimise=(FIRST_TIER,)))
    level = result.objectives[0]
    return level.status.value, level.value, level.bound


def _plain(scenario: Scenario, options: SolveOptions) -> tuple[str, float | None, float | None]:
    """Hand the compact model of the first tier to CP-SAT, with nothing to start from."""
    clock = Clock(options)
    model = build_model(restrict_to_tiers(build_problem(scenario), 1))
    level = next(one for one in model.levels if one.name == FIRST_TIER)
    budget_s = None if options.time_limit_s is None else max(0.0, options.time_limit_s - clock.elapsed_s)
    answer = minimise_level(model.cp_model, level, options, budget_s=budget_s, clock=clock, name="plain")
    return answer.objective.status.value, answer.objective.value, answer.objective.bound


def _through_pulp(backend: Backend) -> Method:
    """Hand the first tier of the model that is written once more through PuLP to a MIP solver."""

    def solve(scenario: Scenario, options: SolveOptions) -> tuple[str, float | None, float | None]:
        began = time.monotonic()
        first = scenario.model_copy(update={"demands": tuple(d for d in scenario.demands if d.tier == 1)})
        formulation = formulate(first, relax=False)
        left_s = max(1.0, (options.time_limit_s or 1e6) - (time.monotonic() - began))
        answer = minimise(formulation.model, formulation.goals[0], backend, left_s)
        bound = None if answer.bound is None else float(math.ceil(answer.bound - 1e-3))
        return answer.status.value, answer.value, bound

    return solve


METHODS: dict[str, Method] = {
    "airlift": _airlift,
    "CP-SAT, compact model": _plain,
    "HiGHS through PuLP": _through_pulp("highs"),
    "CBC through PuLP": _through_pulp("cbc"),
}


def measure(method: str, lots: int, seed: int, months: int, options: SolveOptions) -> Measured:
    """Run one method on one world; building its model counts."""
    world = generated_world(lots=lots, seed=seed, months=months)
    began = time.monotonic()
    status, value, bound = METHODS[method](world, options)
    return Measured(method, lots, status, value, bound, time.monotonic() - began)


def report(
    measured: list[Measured], grown: list[Measured], options: SolveOptions, seed: int, plot: str
) -> str:
    """Return what was measured as Markdown."""
    where = machine()
    lots = measured[0].lots if measured else 0
    lines = [
        "# Force generation on a generated world",
        "",
        f"- date: {datetime.now(UTC).date().isoformat()}, commit {_commit()}",
        f"- machine: {where['processor']}, {where['cores']} cores, {where['system']}",
        "- versions: " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        f"- seed of the world {seed}, of the search {options.seed}; {options.workers} workers; limit "
        f"{options.time_limit_s:g} s for each method, building its model included",
        "",
        "Unmet aircraft-months of the first tier; the bound is proven. "
        "The limit is asked of the solvers; building and reading a model may carry a method past it.",
        "",
        f"## {lots} lots, method by method",
        "",
        *_table(measured),
    ]
    if grown:
        lines += ["", "## As the world grows", "", *_table(grown), "", f"![seconds and gap by size]({plot})"]
    return "\n".join(lines) + "\n"


def _table(rows: list[Measured]) -> list[str]:
    lines = [
        "| method | lots | status | value | bound | gap % | seconds |",
        "|---|---:|---|---:|---:|---:|---:|",
    ]
    for one in rows:
        gap = "–" if one.gap_pct is None else f"{one.gap_pct:.2f}"
        lines.append(
            f"| {one.method} | {one.lots} | {one.status} | {figure(one.value)} | {figure(one.bound)} | {gap} "
            f"| {one.seconds:.1f} |"
        )
    return lines


def _commit() -> str:
    """Return the commit that was measured, marked where files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip() or "unknown"


def picture(rows: list[Measured]) -> str:
    """Return seconds of the search and gap in per cent by the number of lots, as SVG."""
    width, height, left, top = 640, 300, 60, 30
    panels = (("seconds", [row.seconds for row in rows]), ("gap %", [row.gap_pct or 0.0 for row in rows]))
    most_lots = max(row.lots for row in rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    wide, high = 220, 200
    for number, (name, values) in enumerate(panels):
        x0, y0 = left + number * (wide + 80), top + high
        most = max([*values, 1e-9]) * 1.1 if max(values) > 0 else 1.0
        points = [
            (x0 + wide * row.lots / most_lots, y0 - high * value / most)
            for row, value in zip(rows, values, strict=True)
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts += [
            f'<path d="M{x0} {top} V{y0} H{x0 + wide}" fill="none" stroke="#555555"/>',
            f'<text x="{x0}" y="{top - 10}">{name}</text>',
            f'<polyline points="{line}" fill="none" stroke="#1f5f99" stroke-width="2"/>',
        ]
        for (x, y), row, value in zip(points, rows, values, strict=True):
            parts += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1f5f99"/>',
                f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{value:.3g}</text>',
                f'<text x="{x:.1f}" y="{y0 + 18}" text-anchor="middle">{row.lots}</text>',
            ]
        parts.append(f'<text x="{x0 + wide / 2}" y="{y0 + 40}" text-anchor="middle">lots</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the report, and write it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scenarios.force_generation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lots", type=int, default=40, help="size of the world for the side-by-side table")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 20, 40], help="sizes for the growth")
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--methods", nargs="*", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds for each method")
    parser.add_argument("--seed", type=int, default=1, help="of the worlds and of the searches")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("-o", "--output", type=Path, default=REPORTS / "force-generation.md")
    asked = parser.parse_args(arguments)
    options = SolveOptions(time_limit_s=asked.time_limit, seed=asked.seed, workers=asked.workers)

    def run(method: str, lots: int) -> Measured:
        found = measure(method, lots, asked.seed, asked.months, options)
        print(_table([found])[-1], flush=True)
        return found

    measured = [run(method, asked.lots) for method in asked.methods]
    known = {row.lots: row for row in measured if row.method == "airlift"}
    grown = [known[size] if size in known else run("airlift", size) for size in sorted(asked.sizes)]
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    plot = asked.output.with_suffix(".svg")
    if grown:
        plot.write_text(picture(grown), encoding="utf-8")
    text = report(measured, grown, options, asked.seed, plot.name)
    asked.output.write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
