"""When a rule that gives way would first be broken: read from the constraints that its concession widens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from airlift.matching.rulebook import Group
from airlift.matching.variables import Variables

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["first_broken_months"]


def first_broken_months(
    model: cp_model.CpModel,
    variables: Variables,
    concessions: Mapping[Group, cp_model.IntVar],
    values: Sequence[int],
) -> dict[Group, int]:
    """First month index in which each rule would be broken without what it concedes.

    A constraint of the rule is broken when it does not hold with the concession at nothing; its month is the last in
    which something is done that it counts. Rules that count no months (a budget of a year) are left out.

    Parameters
    ----------
    model : CpModel
        Model with the concessions.
    variables : Variables
        Its decision variables.
    concessions : mapping of Group to variable
        Units by which each rule gives way.
    values : sequence of int
        Value of every variable by index.
    """
    month_of = _months(variables)
    group_of = {variable.index: group for group, variable in concessions.items() if values[variable.index]}
    first: dict[Group, int] = {}
    for constraint in model.proto.constraints:
        if not constraint.has_linear():
            continue
        indices, coefficients = list(constraint.linear.vars), list(constraint.linear.coeffs)
        widening = [index for index in indices if index in group_of]
        if not widening:
            continue
        used = sum(
            coefficient * values[index]
            for index, coefficient in zip(indices, coefficients, strict=True)
            if index not in group_of
        )
        domain = list(constraint.linear.domain)
        if domain[0] <= used <= domain[-1]:
            continue
        months = [month_of[index] for index in indices if index in month_of and values[index]]
        if months:
            for index in widening:
                group = group_of[index]
                first[group] = min(first.get(group, max(months)), max(months))
    return first


def _months(variables: Variables) -> dict[int, int]:
    """Month index of each decision that has one, by the index of its variable."""
    dated = (
        variables.transfer,
        variables.trainees,
        variables.active,
        variables.start,
        variables.aircraft,
        variables.supported,
        variables.flights,
    )
    months: dict[int, int] = {}
    for decisions in dated:
        for key, variable in decisions.items():
            months[variable.index] = int(key[-1])
    return months
