"""What one solver did on one instance: a line of the JSON file beside a report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["AIRLIFT", "Record", "State", "read_lines", "write_line", "write_record"]

AIRLIFT = "airlift"
"""Name of airlift among the solvers."""

State = str
"""`plan`, `no plan`, `faulty` (a plan that the checker refuses), `cannot state`, `killed` or `failed`."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line.

    Parameters
    ----------
    suite, instance, sha256, solver : str
        What was solved, by whom.
    seed, limit_s, workers
        How.
    state : str
        What came of it.
    levels : tuple of str
        Names of the levels of the objective.
    values : tuple of float
        Value of each level, priced by the checker from the file; empty without a plan that keeps the rules.
    bounds : tuple of float
        Bound of each level; empty if the solver gives none.
    proven : bool
        Whether the solver proved the plan to be the best: a peer for its model with rounded numbers.
    seconds : float
        Of the search, by the wall.
    loading_s : float
        Before it: imports, and compiled code that is loaded.
    trail : tuple of (seconds, values)
        Better and better plans on the way; the last one is the answer.
    faults : tuple of str
        What the checker says.
    note : str
        What the solver says.
    routes : list of list of str, or None
        Visited ids of each vehicle.
    detail : dict
        Further figures of a suite of its own: those of a helicopter day.
    """

    suite: str
    instance: str
    sha256: str
    solver: str
    seed: int
    limit_s: float
    workers: int
    state: State
    levels: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    bounds: tuple[float, ...] = ()
    proven: bool = False
    seconds: float = 0.0
    loading_s: float = 0.0
    trail: tuple[tuple[float, tuple[float, ...]], ...] = ()
    faults: tuple[str, ...] = ()
    note: str = ""
    routes: list[list[str]] | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from other lines; the same work need not be done twice."""
        return (self.instance, self.sha256, self.solver, self.seed, self.limit_s, self.workers)


def write_line(path: Path, kind: str, values: dict[str, Any]) -> None:
    """Add a line to a file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"kind": kind, **values}) + "\n")


def write_record(path: Path, record: Record) -> None:
    """Add a record to a file."""
    write_line(path, "record", asdict(record))


def read_lines(lines: Iterable[str]) -> tuple[list[dict[str, Any]], list[Record]]:
    """Read runs and records; a last line that was cut off by a broken run is left out."""
    runs, records = [], []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if row.pop("kind") == "run":
            runs.append(row)
            continue
        row["trail"] = tuple((seconds, tuple(values)) for seconds, values in row["trail"])
        for name in ("levels", "values", "bounds", "faults"):
            row[name] = tuple(row[name])
        records.append(Record(**row))
    return runs, records
