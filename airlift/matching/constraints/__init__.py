"""Constraints of the force generation model: one function a rule family, named by the rules that it states."""

from __future__ import annotations

from airlift.matching.constraints.bases import state_base_rules
from airlift.matching.constraints.demands import define_shortfalls
from airlift.matching.constraints.lots import state_lot_rules
from airlift.matching.constraints.partners import state_partner_rules
from airlift.matching.constraints.people import state_people_rules
from airlift.matching.constraints.units import state_unit_rules
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import RuleBook
from airlift.matching.variables import Variables

__all__ = ["add_constraints"]


def add_constraints(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State every rule of level 1 but those on money."""
    for family in (
        state_lot_rules,
        state_people_rules,
        state_partner_rules,
        state_unit_rules,
        state_base_rules,
        define_shortfalls,
    ):
        family(book, problem, variables)
