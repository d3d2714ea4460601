"""What is in a suite, where its files lie, and what is known of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.literature.formats import read_instance
from benchmarks.literature.instance import Instance

__all__ = ["SUITES", "Case", "Known", "Suite", "cases_of"]


@dataclass(frozen=True, slots=True)
class Known:
    """Best value that is known of an instance, level by level.

    Parameters
    ----------
    values : tuple of float
        Value of each level.
    slack : tuple of float
        Half a unit of the last digit that is printed: values as near as that are the same.
    """

    values: tuple[float, ...]
    slack: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one folder, read in one way.

    Parameters
    ----------
    folder : str
        Below the folder of the instances.
    known : tuple of str
        Name of the CSV file beside the instances (or above them), and its column of each level; empty if there is none.
    extended : bool
        As `read_instance` takes it.
    end_energy : float
        As `read_instance` takes it.
    """

    folder: str
    known: tuple[str, ...] = ()
    extended: bool = False
    end_energy: float = 0.1


@dataclass(frozen=True, slots=True)
class Suite:
    """A set.

    Parameters
    ----------
    name, title : str
        On the command line, and in the report.
    parts : tuple of Part
        Its files.
    seconds : float
        Time limit of each solver on each instance, if none is asked for.
    remark : str
        What a reader of its report must know.
    """

    name: str
    title: str
    parts: tuple[Part, ...]
    seconds: float
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One instance of a suite.

    Parameters
    ----------
    path : Path
        File.
    part : Part
        How it is read.
    known : Known or None
        Best value that is known.
    """

    path: Path
    part: Part
    known: Known | None

    @property
    def name(self) -> str:
        """Name of the instance with its variant, as `Instance.name`."""
        if self.part.extended:
            return f"{self.path.stem}-extended"
        return (
            f"{self.path.stem}-{self.part.end_energy:g}" if self.part.folder == "eadarp" else self.path.stem
        )

    def read(self) -> Instance:
        """Read the file."""
        return read_instance(self.path, extended=self.part.extended, end_energy=self.part.end_energy)


_DARP = Part("darp", ("optima.csv", "optimum"))
_EXTENDED = Part("darp", extended=True)
_EADARP = tuple(
    Part("eadarp", ("best_known.csv", f"bks_gamma{level:g}"), end_energy=level) for level in (0.1, 0.4, 0.7)
)
_SMALL_KNOWN = ("optima_small.csv", "opt_vehicles_hierarchical", "opt_distance_hierarchical")
_SMALL = tuple(Part(f"evrptw/{size}", _SMALL_KNOWN) for size in (5, 10, 15))
_LARGE = Part("evrptw/100", ("reference_100.csv", "vehicles", "distance"))
_PDPTW = Part("pdptw", ("best_known.csv", "vehicles", "distance"))
_ONE_VISIT = (
    "Each station may be visited once, by all vehicles together, as the published values are understood."
)
_RECALLED = (
    "The reference values of the files with 100 customers are the best of Schneider, Stenger and Goeke (2014), from "
    "memory and not corroborated by a solution file."
)

SUITES = {
    suite.name: suite
    for suite in (
        Suite("darp", "Dial-a-ride", (_DARP,), 10.0),
        Suite(
            "darp-extended",
            "Dial-a-ride, extended",
            (_EXTENDED,),
            300.0,
            "The latest time of every pick-up and delivery is 15 later and the capacity is doubled (Gschwind and "
            "Irnich 2015). No values are known here: the best of the run stands in for them.",
        ),
        Suite("eadarp", "Electric dial-a-ride", _EADARP, 30.0, _ONE_VISIT),
        Suite("evrptw-small", "Electric routing, 5 to 15 customers", _SMALL, 5.0),
        Suite("evrptw-100", "Electric routing, 100 customers", (_LARGE,), 120.0, _RECALLED),
        Suite("evrptw", "Electric routing", (*_SMALL, _LARGE), 15.0, _RECALLED),
        Suite("pdptw", "Pick-up and delivery", (_PDPTW,), 3.0),
        Suite(
            "smoke",
            "Smoke",
            (Part("darp"), Part("eadarp"), Part("eadarp", end_energy=0.4), Part("evrptw"), Part("pdptw")),
            5.0,
            "The files are generated (benchmarks/literature/generated.py); the best of the run stands in for known "
            "values.",
        ),
    )
}
"""Suites on published formats; `days` has a runner of its own."""


def cases_of(suite: Suite, root: Path, only: str = "*") -> list[Case]:
    """Find the instances of a suite.

    Parameters
    ----------
    suite : Suite
        Suite.
    root : Path
        Folder of the instances.
    only : str
        Pattern of the names that are wanted, as of files.

    Raises
    ------
    FileNotFoundError
        A folder of the suite has no instance, or the pattern fits none.
    ValueError
        Two files have the same name; a report could not tell them apart.
    """
    cases = []
    for part in suite.parts:
        folder = root / part.folder
        paths = sorted(folder.glob("*.txt"), key=_natural)
        if not paths:
            raise FileNotFoundError(
                f"suite {suite.name}: there are no instances in {folder}; name their folder with AIRLIFT_INSTANCES, "
                "or run the suite smoke, which makes its own"
            )
        known = dict(_known(folder, part.known))
        cases += [Case(path, part, known.get(path.stem)) for path in paths]
    found = [case for case in cases if fnmatchcase(case.name, only)]
    if not found:
        raise FileNotFoundError(f"suite {suite.name}: no instance is called {only}")
    names = [case.name for case in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"suite {suite.name}: {', '.join(twice)}: more than one file of this name")
    return found


def _natural(path: Path) -> list[tuple[int, str]]:
    """Sort key by which a3-9 comes before a3-18."""
    return [
        (int(word), "") if word.isdigit() else (-1, word) for word in re.split(r"(\d+)", path.stem) if word
    ]


def _known(folder: Path, source: Sequence[str]) -> Iterator[tuple[str, Known]]:
    """Read best-known values; a column is as precise as its longest number."""
    if not source:
        return
    name, *columns = source
    path = next((path for path in (folder / name, folder.parent / name) if path.exists()), None)
    if path is None:
        return
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    digits = [max((len(row[column].partition(".")[2]) for row in rows), default=0) for column in columns]
    # Whole numbers are counts: there is nothing between them.
    slack = tuple(0.5 * 10.0**-count if count else 0.0 for count in digits)
    for row in rows:
        yield row["instance"], Known(tuple(float(row[column]) for column in columns), slack)
