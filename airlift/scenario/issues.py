"""Problems found in a scenario: what is wrong, where, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Issue"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem.

    Parameters
    ----------
    code : str
        Stable code of the kind of problem, such as `unknown-column`.
    file : str
        File in which it stands, relative to the scenario; empty when it concerns the whole.
    row : int or None
        Line of the file as an editor counts it (the header is line 1).
    column : str or None
        Column, or dotted name of a policy value.
    message : str
        What is wrong, with the value.
    hint : str
        How to mend it.
    """

    code: str
    file: str
    row: int | None
    column: str | None
    message: str
    hint: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f":{self.row}"
        if self.column is not None:
            place += f" [{self.column}]"
        return f"{self.code}  {place}  {self.message} ({self.hint})"

    def to_dict(self) -> dict[str, Any]:
        """Return the issue as plain data."""
        return asdict(self)
