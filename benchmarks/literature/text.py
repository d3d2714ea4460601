"""Numbers out of instance files, with errors that say which file, which line and what was expected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

__all__ = ["InstanceError", "InstanceText", "at_least_zero", "euclid", "read_text"]


class InstanceError(ValueError):
    """An instance file that is not what its format asks for."""


@dataclass(frozen=True, slots=True)
class InstanceText:
    """Lines of a file.

    Parameters
    ----------
    path : Path
        File.
    sha256 : str
        Digest of its bytes.
    lines : tuple of (int, tuple of str)
        Number and words of each line that is not empty.
    """

    path: Path
    sha256: str
    lines: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def name(self) -> str:
        """File name without its extension."""
        return self.path.stem

    def fail(self, what: str, line: int | None = None) -> InstanceError:
        """Make an error that names the file, and the line if there is one."""
        place = f"{self.path}, line {line}" if line is not None else str(self.path)
        return InstanceError(f"{place}: {what}")

    def numbers(self, position: int, count: int | None, what: str, exact: bool = True) -> list[float]:
        """Numbers of a line, `count` of them (or at least so many)."""
        if position >= len(self.lines):
            last = self.lines[-1][0] if self.lines else 0
            raise self.fail(f"the file ends after line {last}, before {what}")
        line, words = self.lines[position]
        if count is not None and (len(words) < count or (exact and len(words) != count)):
            raise self.fail(f"{what} takes {count} numbers, here are {len(words)}", line)
        try:
            values = [float(word) for word in words]
        except ValueError:
            wrong = next(word for word in words if not _is_number(word))
            raise self.fail(f"{what}: {wrong!r} is not a number", line) from None
        if not all(math.isfinite(value) for value in values):
            raise self.fail(f"{what}: numbers must be finite", line)
        return values

    def whole(self, value: float, what: str, position: int) -> int:
        """Give a number that must be whole and not negative."""
        if value != int(value) or value < 0:
            raise self.fail(f"{what} must be a whole number, not {value:g}", self.lines[position][0])
        return int(value)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def read_text(path: Path) -> InstanceText:
    """Read a file.

    Raises
    ------
    InstanceError
        It is not there, not text, or empty.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InstanceError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InstanceError(f"{path}: is not a text file") from None
    rows = enumerate(text.splitlines(), start=1)
    lines = tuple((number, tuple(words)) for number, row in rows if (words := row.split()))
    if not lines:
        raise InstanceError(f"{path}: is empty")
    return InstanceText(path, sha256(data).hexdigest(), lines)


def at_least_zero(text: InstanceText, line: int, **values: float) -> None:
    """Refuse negative values, each named."""
    for what, value in values.items():
        if value < 0.0:
            raise text.fail(f"{what.replace('_', ' ')} is {value:g}; it cannot be negative", line)


def euclid(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Distances between points."""
    return [[math.hypot(ax - bx, ay - by) for bx, by in points] for ax, ay in points]
