"""The suite of helicopter days: drawn days as cases, rows of `benchmarks.days` as records."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from benchmarks.suites.record import AIRLIFT, Record

if TYPE_CHECKING:
    from benchmarks.days.row import DayRow

__all__ = ["CANNOT", "DAY_SEEDS", "DayCase", "day_cases", "day_record", "warm_days"]

DAY_SEEDS = (1, 2, 3)
CANNOT = "no model of helicopter days is built for it"
"""Said of the peers without an adapter for days."""
_ADAPTERS = {"routing": "routing", "cpsat": "circuit"}
_WARM_SIZE = (8, 1, 4)


@dataclass(frozen=True, slots=True)
class DayCase:
    """A drawn day.

    Parameters
    ----------
    seed, tasks, bases, tails : int
        As `benchmarks.days.drawn.generate` takes them.
    """

    seed: int
    tasks: int
    bases: int
    tails: int

    @property
    def name(self) -> str:
        """Name of the day."""
        return f"day-{self.tasks}-{self.bases}-{self.tails}-{self.seed}"

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """Seed and sizes."""
        return self.seed, self.tasks, self.bases, self.tails

    def digest(self) -> str:
        """SHA-256 of the drawn scenario."""
        from airlift.plans.store import scenario_digest
        from benchmarks.days.drawn import generate

        return scenario_digest(generate(*self.sizes).scenario)


def day_cases(only: str = "*", seeds: Sequence[int] = DAY_SEEDS) -> list[DayCase]:
    """List the days of the suite: each size with each seed of the drawing.

    Raises
    ------
    FileNotFoundError
        The pattern fits none.
    """
    from benchmarks.days.run import SIZES

    cases = [DayCase(seed, *size) for size in SIZES for seed in seeds]
    found = [case for case in cases if fnmatchcase(case.name, only)]
    if not found:
        raise FileNotFoundError(f"suite days: no day is called {only}")
    return found


def warm_days() -> float:
    """Solve a small day with airlift: what is compiled is compiled and loaded. Gives the seconds."""
    from benchmarks.days.drawn import generate
    from benchmarks.days.run import airlift_row

    began = time.perf_counter()
    airlift_row(generate(1, *_WARM_SIZE), (1, *_WARM_SIZE), 2.0, 1)
    return time.perf_counter() - began


def day_record(record: Record, case: DayCase, ready: Callable[[], None]) -> Record:
    """Solve a day by the solver that the record names."""
    from benchmarks.days.drawn import generate
    from benchmarks.days.run import PEERS, airlift_row, peer_row

    day = generate(*case.sizes)
    if record.solver == AIRLIFT:
        loading = warm_days()
        ready()
        row = airlift_row(day, case.sizes, record.limit_s, record.workers)
        return replace(record_of(record, row), loading_s=loading)
    module = _ADAPTERS.get(record.solver)
    name = next((name for name, one in PEERS.items() if one.__name__.rpartition(".")[2] == module), None)
    ready()
    if name is None:
        return replace(record, state="cannot state", note=CANNOT)
    return record_of(record, peer_row(day, case.sizes, name, record.limit_s, record.workers))


def record_of(record: Record, row: DayRow) -> Record:
    """Put a row into a record: tasks not flown by priority, then minutes, of the sorties that the checker lets pass."""
    levels = (*(f"{name} not flown" for name in row.flown), "minutes")
    done = replace(
        record,
        levels=levels,
        seconds=row.total_s,
        proven=row.status == "optimal" and record.solver == AIRLIFT,
        note=row.note,
        detail=asdict(row),
    )
    if row.minutes is None:
        return done
    values = (*(float(of - flown) for flown, of in row.flown.values()), float(row.minutes))
    if record.solver == AIRLIFT and row.broken:
        return replace(done, state="faulty", faults=tuple(row.broken), proven=False)
    return replace(done, state="plan", values=values, trail=((row.total_s, values),))
