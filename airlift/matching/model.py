"""The force generation model: a compact CP-SAT model, month by month or from one rotation month to the next.

Its nearest kin in the literature are the readiness and deployment-cycle programmes of Persons (NPS 2011) and Engel
(AFIT 2024); donors, sponsors and training are new here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.constraints import add_constraints
from airlift.matching.measures import add_burden, make_measures
from airlift.matching.money import Money, collect_costs
from airlift.matching.payments import state_payments
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, RuleBook, Treatment
from airlift.matching.variables import IntVar, Variables, create_variables
from airlift.solvers.lexicographic import Level

__all__ = ["MatchingModel", "build_model"]


@dataclass(frozen=True)
class MatchingModel:
    """The solver's model, its variables, its costs and what it can be measured by.

    Parameters
    ----------
    problem : MatchingProblem
        What it states.
    cp_model : CpModel
        The solver's model, without an objective.
    variables : Variables
        Its decisions.
    money : Money
        Terms of the cost.
    levels : tuple of Level
        Levels of the scenario's objective, in their order.
    measures : dict of str to Level
        These and the measures for studies, by name.
    book : RuleBook
        How the rules were stated.
    burden : IntVar or None
        Burden of the most burdened partner in per mille, when it was asked for.
    """

    problem: MatchingProblem
    cp_model: cp_model.CpModel
    variables: Variables
    money: Money
    levels: tuple[Level, ...]
    measures: dict[str, Level]
    book: RuleBook
    burden: IntVar | None = None
    _deployed: dict[tuple[str, str], IntVar] = field(default_factory=dict, repr=False)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every rule that can bind, in the order of its first statement."""
        return tuple(self.book.groups)

    def deployed(self, partner: str, demand: str) -> IntVar:
        """Literal that is true just when the partner has a unit at the demand in some month."""
        if (partner, demand) not in self._deployed:
            starts = [
                start
                for (c, _), start in self.variables.start.items()
                if (self.problem.choices[c].partner, self.problem.choices[c].demand) == (partner, demand)
            ]
            literal = self.cp_model.new_bool_var(f"deployed {partner} {demand}")
            self.cp_model.add_max_equality(literal, starts or [self.cp_model.new_constant(0)])
            self._deployed[partner, demand] = literal
        return self._deployed[partner, demand]

    @property
    def deployments(self) -> dict[tuple[str, str], IntVar]:
        """Literals asked for so far, by (partner, demand)."""
        return dict(self._deployed)


def build_model(
    problem: MatchingProblem, treatment: Treatment | None = None, measures: Sequence[str] = ()
) -> MatchingModel:
    """Build variables, rules and measures.

    Parameters
    ----------
    problem : MatchingProblem
        With all groups lifted that the treatment relaxes or concedes, or that an assumption may let go.
    treatment : Treatment, optional
        How rules are stated; by default they all hold.
    measures : sequence of str
        `burden`, when it is wanted: it needs a variable of its own.
    """
    model = cp_model.CpModel()
    book = RuleBook(model, treatment)
    variables = create_variables(model, problem, book.treatment)
    add_constraints(book, problem, variables)
    money = collect_costs(problem, variables)
    state_payments(book, problem, variables, money)
    known = make_measures(problem, variables, money)
    studies = ("unmet", "co2")
    levels = tuple(level for name, level in known.items() if name not in studies)
    burden = add_burden(model, problem, variables) if "burden" in measures else None
    if burden is not None:
        known["burden"] = Level("burden", "per mille", burden, levels[-1].tolerance)
    return MatchingModel(problem, model, variables, money, levels, known, book, burden)
