"""The partnership as a document: four scenarios planned, explained, and the next pledge of each, side by side.

    python -m benchmarks.scenarios.partnership -o benchmarks/reports/partnership.md
    python -m benchmarks.scenarios.partnership --scenario kenya-only --plan-limit 30

For each scenario: who deploys what, where, from when to when; who pays; what stays unmet and how far that is proven;
why, and the cheapest way out; which pledge is worth most. Then what differs between the scenarios, in sentences made of
the figures. Everything comes from the public functions of airlift; every plan is checked.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import airlift
from benchmarks.scenarios.partnershippage import Studied, document

__all__ = ["SHIPPED", "Limits", "commit", "study"]

SHIPPED = ("seoul-2021", "kenya-only", "sponsor-cut", "historical")
"""The real case as it could be seen in January 2022, then what is compared with it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """Seconds for each scenario."""

    plan_s: float
    explain_s: float
    pledges_s: float


def study(source: str, limits: Limits, seed: int | None = None) -> Studied:
    """Plan a scenario, check and explain the plan, and value its candidate pledges."""
    scenario = airlift.load(source)
    plan, plan_s = _timed(lambda: airlift.plan(scenario, time_limit_s=limits.plan_s, seed=seed))
    is_found = any(level.value is not None for level in plan.results[0].objectives)
    explanation, explain_s = _timed(
        lambda: airlift.explain(scenario, plan, time_limit_s=limits.explain_s, seed=seed)
    )
    pledges, pledges_s = _timed(
        lambda: airlift.pledges(
            scenario, plan if is_found else None, time_limit_s=limits.pledges_s, seed=seed
        )
    )
    return Studied(
        scenario=scenario,
        plan=plan,
        findings=airlift.check(scenario, plan) if is_found else None,
        explanation=explanation,
        pledges=pledges,
        seconds=(plan_s, explain_s, pledges_s),
    )


def commit() -> str:
    """Return the commit that was measured, marked where files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip() or "unknown"


def main(arguments: list[str] | None = None) -> int:
    """Study the scenarios and write the document; return 1 where the checker found something in a plan."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scenarios.partnership",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--scenario",
        action="append",
        help="name, folder or file; may be given again; the others are compared with the first; "
        "default: the four shipped ones",
    )
    parser.add_argument("--plan-limit", type=float, default=120.0, help="seconds for each plan")
    parser.add_argument("--explain-limit", type=float, default=60.0, help="seconds for each explanation")
    parser.add_argument("--pledges-limit", type=float, default=90.0, help="seconds for each list of pledges")
    parser.add_argument("--seed", type=int, help="of every search; default: the scenario's")
    parser.add_argument("-o", "--output", type=Path, help="Markdown file to write; default: standard output")
    given = parser.parse_args(arguments)
    limits = Limits(given.plan_limit, given.explain_limit, given.pledges_limit)
    studied = []
    for source in given.scenario or SHIPPED:
        print(f"{source} ...", file=sys.stderr, flush=True)
        studied.append(study(source, limits, given.seed))
    text = document(studied, commit())
    if given.output is None:
        print(text, end="")
    else:
        given.output.parent.mkdir(parents=True, exist_ok=True)
        given.output.write_text(text, encoding="utf-8")
    return 0 if all(one.findings is None or one.findings.ok for one in studied) else 1


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    done = work()
    return done, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
