"""Limits over months: used amounts within supplies, each stated only where it can bind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.variables import IntVar, Variables

__all__ = ["Limit", "Terms", "last_months", "state_limits"]

Terms = dict[int, tuple[IntVar, int]]
"""Variables with their coefficients, by the index of the variable."""


@dataclass
class Limit:
    """Sum of `used` at most `available` plus the sum of `supply`; no coefficient is negative."""

    subject: str
    available: int
    used: Terms = field(default_factory=dict)
    supply: Terms = field(default_factory=dict)

    def use(self, variable: IntVar, units: int) -> None:
        """Count `units` for each unit of a variable."""
        self._add(self.used, variable, units)

    def add(self, variable: IntVar, units: int) -> None:
        """Have `units` more for each unit of a variable."""
        self._add(self.supply, variable, units)

    @staticmethod
    def _add(terms: Terms, variable: IntVar, units: int) -> None:
        if units:
            known = terms[variable.index][1] if variable.index in terms else 0
            terms[variable.index] = variable, known + units

    def implies(self, other: Limit) -> bool:
        """Whether the other limit holds wherever this one does."""
        return (
            self.available <= other.available
            and all(i in self.used and self.used[i][1] >= units for i, (_, units) in other.used.items())
            and all(i in other.supply and other.supply[i][1] >= u for i, (_, u) in self.supply.items())
        )

    def can_bind(self, variables: Variables) -> bool:
        """Whether the largest use exceeds what there is without any supply."""
        return sum(units * variables.most_of(one) for one, units in self.used.values()) > self.available


def state_limits(
    book: RuleBook,
    variables: Variables,
    rule: str,
    limits: Sequence[Limit],
    *,
    per_unit: int,
    also: Mapping[Group, int] | None = None,
) -> None:
    """State the limits of one rule, but for those that cannot bind or that follow from others of the same subject."""
    kept: list[Limit] = []
    for limit in limits:
        if not limit.can_bind(variables) or any(
            one.subject == limit.subject and one.implies(limit) for one in kept
        ):
            continue
        kept = [one for one in kept if one.subject != limit.subject or not limit.implies(one)]
        kept.append(limit)
    for limit in kept:
        book.at_most(
            rule,
            limit.subject,
            _weighted(limit.used),
            limit.available + _weighted(limit.supply),
            per_unit=per_unit,
            also=also,
        )


def _weighted(terms: Terms) -> cp_model.LinearExprT:
    pairs = list(terms.values())
    return cp_model.LinearExpr.weighted_sum([v for v, _ in pairs], [units for _, units in pairs])


def last_months(events: Iterable[int]) -> list[int]:
    """Last month before each of some events but the first: between two events a supply only shrinks."""
    return [t - 1 for t in sorted(set(events))[1:]]
