"""Ways to break one rule of a valid plan, by a change of its data or of the scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from airlift.scenario import Scenario
from tests.scenarios import with_policy, with_row, with_rows

__all__ = ["Broken", "Data", "policy", "row", "table_row"]

Data = dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """One way to break a rule, by a change of the plan's data or of the scenario.

    `amounts` are those of all findings, in order; `place` is part of the first one's place.
    """

    rule: str
    amounts: tuple[float, ...]
    place: str
    plan: Callable[[Data], None] | None = None
    scenario: Callable[[Scenario], Scenario] | None = None
    tolerance: float = 1e-3

    def __str__(self) -> str:
        return f"{self.rule}:{self.place}"


def row(table: str, key: str | Data, **changes: Any) -> Callable[[Scenario], Scenario]:
    return lambda scenario: with_row(scenario, table, key, **changes)


def policy(section: str, **values: Any) -> Callable[[Scenario], Scenario]:
    return lambda scenario: with_policy(scenario, section, **values)


def table_row(table: str, **values: Any) -> Callable[[Scenario], Scenario]:
    return lambda scenario: with_rows(scenario, table, values)
