"""A linear model in PuLP with the few words that the formulation needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["Model", "Term", "Variable", "value_of"]

Variable = Any  # PuLP has no type information
Term = tuple[Variable, float]


class Model:
    """Variables and rows; minimises one expression after another.

    Parameters
    ----------
    relax : bool
        Whether whole numbers may be broken, which turns the model into its linear relaxation.
    """

    def __init__(self, relax: bool) -> None:
        import pulp  # type: ignore[import-untyped]

        self._pulp = pulp
        self._relax = relax
        self.problem = pulp.LpProblem("force_generation", pulp.LpMinimize)
        self.variables = 0
        self.rows = 0
        self.whole = 0

    def number(self, most: float | None = None) -> Variable:
        """Add a variable from 0 to `most`."""
        return self._add(most, self._pulp.LpContinuous)

    def count(self, most: float | None = None) -> Variable:
        """Add a whole-number variable from 0 to `most`."""
        if self._relax:
            return self.number(most)
        self.whole += 1
        return self._add(most, self._pulp.LpInteger)

    def _add(self, most: float | None, kind: str) -> Variable:
        self.variables += 1
        return self.problem.add_variable(f"x{self.variables:07d}", 0, most, kind)

    def at_most(self, terms: Iterable[Term], limit: float) -> None:
        """Add the row: sum of terms <= limit."""
        expression = self._sum(terms)
        if expression is not None:
            self.problem += expression <= limit
        elif limit < 0:
            raise ValueError(f"a row without terms cannot be at most {limit}")

    def at_least(self, terms: Iterable[Term], limit: float) -> None:
        """Add the row: sum of terms >= limit."""
        self.at_most(((variable, -factor) for variable, factor in terms), -limit)

    def equal(self, terms: Iterable[Term], value: float) -> None:
        """Add the row: sum of terms = value."""
        expression = self._sum(terms)
        if expression is not None:
            self.problem += expression == value
        elif value != 0:
            raise ValueError(f"a row without terms cannot be {value}")

    def minimise(self, terms: Iterable[Term]) -> None:
        """Set what is minimised."""
        self.problem.setObjective(self._expression(terms))

    def _sum(self, terms: Iterable[Term]) -> Any:
        expression = self._expression(terms)
        if not len(expression):
            return None
        self.rows += 1
        return expression

    def _expression(self, terms: Iterable[Term]) -> Any:
        factors: dict[Variable, float] = {}
        for variable, factor in terms:
            factors[variable] = factors.get(variable, 0.0) + factor
        return self._pulp.LpAffineExpression({v: factor for v, factor in factors.items() if factor})


def value_of(terms: Iterable[Term]) -> float:
    """Value of terms whose variables are whole numbers in the solution at hand."""
    return float(sum(factor * round(variable.varValue or 0.0) for variable, factor in terms))
