"""Limits over months: used amounts within supplies, each stated only where it can bind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.variables import IntVar, Variables

__all__ = ["Limit", "Terms", "last_months", "state_limits"]

Terms = dict[int, int]
"""Coefficients by the index of the variable."""


@dataclass(slots=True)
class Limit:
    """Sum of `used` at most `available` plus the sum of `supply`; no coefficient is negative."""

    subject: str
    available: int
    used: Terms = field(default_factory=dict)
    supply: Terms = field(default_factory=dict)
    _variables: dict[int, IntVar] = field(default_factory=dict, repr=False)

    def use(self, variable: IntVar, units: int) -> None:
        """Count `units` for each unit of a variable."""
        self._add(self.used, variable, units)

    def add(self, variable: IntVar, units: int) -> None:
        """Have `units` more for each unit of a variable."""
        self._add(self.supply, variable, units)

    def _add(self, terms: Terms, variable: IntVar, units: int) -> None:
        if units:
            index = variable.index
            self._variables[index] = variable
            terms[index] = terms.get(index, 0) + units

    def implies(self, other: Limit) -> bool:
        """Whether the other limit holds wherever this one does."""
        return (
            self.available <= other.available
            and other.used.keys() <= self.used.keys()
            and self.supply.keys() <= other.supply.keys()
            and all(self.used[i] >= units for i, units in other.used.items())
            and all(other.supply[i] >= units for i, units in self.supply.items())
        )

    def can_bind(self, variables: Variables) -> bool:
        """Whether the largest use exceeds what there is without any supply."""
        greatest = variables.greatest
        return sum(units * greatest[i] for i, units in self.used.items()) > self.available

    def weighted(self, terms: Terms) -> cp_model.LinearExprT:
        """Weighted sum of the variables of `used` or `supply`."""
        return cp_model.LinearExpr.weighted_sum([self._variables[i] for i in terms], list(terms.values()))


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
    kept: defaultdict[str, dict[int, Limit]] = defaultdict(dict)
    for number, limit in enumerate(limits):
        if not limit.can_bind(variables):
            continue
        of_subject = kept[limit.subject]
        if any(one.implies(limit) for one in of_subject.values()):
            continue
        for other in [n for n, one in of_subject.items() if limit.implies(one)]:
            del of_subject[other]
        of_subject[number] = limit
    for number in sorted(number for of_subject in kept.values() for number in of_subject):
        limit = limits[number]
        book.at_most(
            rule,
            limit.subject,
            limit.weighted(limit.used),
            limit.available + limit.weighted(limit.supply),
            per_unit=per_unit,
            also=also,
        )


def last_months(events: Iterable[int]) -> list[int]:
    """Last month before each of some events but the first: between two events a supply only shrinks."""
    return [t - 1 for t in sorted(set(events))[1:]]
