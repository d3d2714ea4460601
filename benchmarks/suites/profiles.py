"""How far from the best, and how soon: the figures of a performance profile.

A value has levels, the first of them the most important. Its gap is that of the last level, in per cent, where all
levels before it are as good as the best; where one of them is worse no gap is small enough.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from benchmarks.suites.record import Record
from benchmarks.suites.sets import Known

__all__ = [
    "Run",
    "against",
    "best_values",
    "gap_pct",
    "gaps_of",
    "runs_of",
    "share_by_time",
    "share_proven",
    "share_within",
]

Values = tuple[float, ...]
Run = tuple[str, int]
"""Instance and seed."""
_NOISE = 1e-6
_LATE_S = 1.0
"""A plan that comes so little after the limit counts at the limit: nobody stops on the dot."""


def gap_pct(values: Values, best: Values) -> float:
    """Distance from the best in per cent: 0 if it is as good, infinite if a level before the last is worse."""
    for value, least in zip(values[:-1], best[:-1], strict=True):
        if value > least + _NOISE:
            return math.inf
        if value < least - _NOISE:
            return 0.0
    over = values[-1] - best[-1]
    if over <= _NOISE:
        return 0.0
    return 100.0 * over / abs(best[-1]) if best[-1] else math.inf


def against(values: Values, known: Known) -> int:
    """Compare with the best that is known: -1 better, 0 the same to the digits that are printed, 1 worse."""
    for value, best, slack in zip(values, known.values, known.slack, strict=True):
        if value < best - slack - _NOISE:
            return -1
        if value > best + slack + _NOISE:
            return 1
    return 0


def best_values(records: Sequence[Record], known: Mapping[str, Known]) -> dict[str, Values]:
    """Best of the run and of what is known, by instance; a known value that the run rounds to is the run's."""
    best: dict[str, Values] = {}
    for record in records:
        if record.values and record.values < best.get(record.instance, (math.inf,)):
            best[record.instance] = record.values
    for name, one in known.items():
        if name not in best or against(best[name], one) > 0:
            best[name] = one.values
    return best


def runs_of(records: Sequence[Record]) -> list[Run]:
    """Runs that there are: each instance with each seed, in their order."""
    return list(dict.fromkeys((record.instance, record.seed) for record in records))


def gaps_of(records: Sequence[Record], solver: str, best: Mapping[str, Values]) -> dict[Run, float]:
    """Gap of each run of a solver; infinite without a plan."""
    return {
        (record.instance, record.seed): gap_pct(record.values, best[record.instance])
        if record.values
        else math.inf
        for record in records
        if record.solver == solver
    }


def share_within(gaps: Mapping[Run, float], runs: Sequence[Run], limits: Sequence[float]) -> list[float]:
    """Share of all runs whose gap is at most each limit; runs that the solver has none of count as missed."""
    found = [gaps.get(run, math.inf) for run in runs]
    return [sum(gap <= limit + 1e-9 for gap in found) / len(found) if found else 0.0 for limit in limits]


def share_by_time(
    records: Sequence[Record],
    solver: str,
    best: Mapping[str, Values],
    runs: Sequence[Run],
    within_pct: float,
) -> list[tuple[float, float]]:
    """Times at which the share of all runs within some per cent of the best grows, with the share from then on."""
    times = sorted(
        _on_the_dot(min(seconds), record)
        for record in records
        if record.solver == solver
        and (
            seconds := [
                at
                for at, values in record.trail
                if gap_pct(values, best[record.instance]) <= within_pct + 1e-9
            ]
        )
    )
    return [(at, (k + 1) / len(runs)) for k, at in enumerate(times)]


def share_proven(records: Sequence[Record], solver: str, runs: Sequence[Run]) -> list[tuple[float, float]]:
    """Times at which the share of all runs that are proven grows."""
    times = sorted(
        _on_the_dot(record.seconds, record) for record in records if record.solver == solver and record.proven
    )
    return [(at, (k + 1) / len(runs)) for k, at in enumerate(times)]


def _on_the_dot(seconds: float, record: Record) -> float:
    return min(seconds, record.limit_s) if seconds <= record.limit_s + _LATE_S else seconds
