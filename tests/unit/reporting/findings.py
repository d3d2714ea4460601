"""What a checker could say, for reports that are given its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class SomeFinding:
    """One broken rule."""

    rule: str = "fuel.reserve"
    place: str = "unmiss-s1, stop 2"
    amount: float | None = 12.345
    unit: str = "kg"
    message: str = "12.3 kg of fuel are missing at Juba."


@dataclass(frozen=True)
class SomeFindings:
    """Any number of broken rules."""

    rows: tuple[SomeFinding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there are none."""
        return not self.rows

    def __iter__(self) -> Iterator[SomeFinding]:
        return iter(self.rows)
