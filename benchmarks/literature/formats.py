"""Any instance file as a problem; the format is told by what the file looks like, or given."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.literature.darp import darp_instance
from benchmarks.literature.eadarp import eadarp_instance
from benchmarks.literature.evrptw import evrptw_instance
from benchmarks.literature.instance import Instance
from benchmarks.literature.pdptw import pdptw_instance
from benchmarks.literature.text import InstanceError, InstanceText, read_text

__all__ = ["FORMATS", "format_of", "instances_folder", "read_instance"]

FORMATS = ("darp", "eadarp", "evrptw", "pdptw")
_WORDS = {5: "darp", 7: "eadarp", 3: "pdptw"}


def instances_folder() -> Path:
    """Folder of the published instances: `AIRLIFT_INSTANCES`, or `shared/benchmarks` beside the project."""
    named = os.environ.get("AIRLIFT_INSTANCES")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "benchmarks"


def format_of(text: InstanceText) -> str:
    """Tell the format by the first line.

    Raises
    ------
    InstanceError
        It is none of the four.
    """
    words = text.lines[0][1]
    found = "evrptw" if words[0].lower() == "stringid" else _WORDS.get(len(words))
    if found is None:
        known = ", ".join(FORMATS)
        raise text.fail(f"is of none of the formats {known}, by its first line; name one with --format", 1)
    return found


def read_instance(
    path: Path, format: str | None = None, *, extended: bool = False, end_energy: float = 0.1
) -> Instance:
    """Read a file.

    Parameters
    ----------
    path : Path
        File.
    format : str, optional
        One of `FORMATS`; told by the file if it is not given.
    extended : bool
        Of a dial-a-ride the harder variant: later latest times, twice the capacity.
    end_energy : float
        Of an electric dial-a-ride the least energy at the end of the day, as a part of the most.

    Raises
    ------
    InstanceError
        The file is not what the format asks for.
    """
    text = read_text(path)
    form = format or format_of(text)
    if form not in FORMATS:
        raise InstanceError(f"there is no format {form!r}; there are {', '.join(FORMATS)}")
    if not 0.0 <= end_energy <= 1.0:
        raise InstanceError(f"end-of-day energy is a part of the tank, from 0 to 1, not {end_energy:g}")
    if extended and form != "darp":
        raise InstanceError(f"only dial-a-ride instances have an extended variant, {path} is {form}")
    if form == "darp":
        return darp_instance(text, extended=extended)
    if form == "eadarp":
        return eadarp_instance(text, end_energy=end_energy)
    return evrptw_instance(text) if form == "evrptw" else pdptw_instance(text)
