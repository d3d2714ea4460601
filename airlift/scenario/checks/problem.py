"""A problem that a check names by table, row and column; where that stands in a file is found later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from airlift.scenario.model import Scenario

__all__ = ["Check", "Problem", "ScenarioCheck"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a scenario whose single values are well-formed.

    Parameters
    ----------
    code : str
        Stable code of the kind of problem.
    table : str
        Table, `policy`, or `head` for top-level values.
    key : str
        Name of the row (`Table.key_of`); empty for policy and top-level values.
    column : str or None
        Column, or dotted policy name without `policy.`.
    message : str
        What is wrong, with the values.
    hint : str
        How to mend it.
    """

    code: str
    table: str
    key: str
    column: str | None
    message: str
    hint: str


ScenarioCheck = Callable[[Scenario], Iterable[Problem]]
"""A check of a whole scenario."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check, with the parts (tables, `head`, `policy`) that must be sound before its answer means anything.

    It sees well-formed rows only, also of tables that it does not need to be sound.
    """

    run: ScenarioCheck
    needs: frozenset[str] = frozenset()
