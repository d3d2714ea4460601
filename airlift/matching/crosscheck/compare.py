"""Where two answers to the same question disagree, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from airlift.matching.crosscheck.outcome import CheckedLevel, CrossCheck
from airlift.plans import ObjectiveLevel, Result, Status

__all__ = ["compare"]


@dataclass
class _Order:
    """Whether each side still keeps the levels before at the values at which the other side's bound holds."""

    planned: bool = True
    checked: bool = True


def compare(result: Result, check: CrossCheck) -> tuple[str, ...]:
    """Name the disagreements between a result of level 1 and a cross-check.

    A value below the other side's proven bound is a contradiction, whatever the two statuses: one of the models is
    wrong. So are two proven values that differ. A bound counts only for plans that keep the levels before it, so levels
    are compared until the plan of neither side keeps those of the other.

    Parameters
    ----------
    result : Result
        Of `airlift.matching.solve`.
    check : CrossCheck
        Of the same scenario.

    Returns
    -------
    tuple of str
        One sentence for each disagreement; empty when the two agree or cannot be compared.
    """
    found: list[str] = []
    planned = {level.name: level for level in result.objectives}
    checked = {level.name: level for level in check.levels}
    if result.objectives and [*planned] != [*checked][: len(planned)]:
        found.append(
            f"levels differ: the plan has {', '.join(planned)}, the cross-check {', '.join(checked)}"
        )
    order = _Order()
    for name, ours in planned.items():
        if name in checked and (order.planned or order.checked):
            found += _level(ours, checked[name], order)
            _advance(ours, checked[name], check, order)
    return tuple(found)


def _level(ours: ObjectiveLevel, theirs: CheckedLevel, order: _Order) -> list[str]:
    """Contradictions of one level."""
    tolerance = max(theirs.tolerance, _tolerance(ours, theirs))
    if order.planned and _below(ours.value, theirs.bound, tolerance):
        return [
            f"{ours.name}: the plan has {_figure(ours.value)} {ours.unit}, below the bound"
            f" {_figure(theirs.bound)} of the cross-check"
        ]
    if order.checked and _below(theirs.value, ours.bound, tolerance):
        return [
            f"{ours.name}: the cross-check has {_figure(theirs.value)} {ours.unit}, below the bound"
            f" {_figure(ours.bound)} of the plan"
        ]
    proven = ours.status is Status.OPTIMAL and theirs.status is Status.OPTIMAL
    both = order.planned and order.checked and ours.value is not None and theirs.value is not None
    if proven and both and abs((ours.value or 0.0) - (theirs.value or 0.0)) > tolerance:
        return [
            f"{ours.name}: both are proven optimal, the plan with {_figure(ours.value)} and the cross-check with"
            f" {_figure(theirs.value)} {ours.unit}"
        ]
    return []


def _tolerance(ours: ObjectiveLevel, theirs: CheckedLevel) -> float:
    """Tolerance of the cross-check's level at the value of the plan."""
    return CheckedLevel(theirs.name, theirs.unit, theirs.status, ours.value, None, 0.0).tolerance


def _advance(ours: ObjectiveLevel, theirs: CheckedLevel, check: CrossCheck, order: _Order) -> None:
    """Note which side keeps the other's level."""
    kept = check.held.get(ours.name, math.inf if check.relaxed else theirs.value)
    if ours.value is None or kept is None:
        order.planned = order.checked = False
        return
    order.planned = order.planned and ours.value <= kept
    order.checked = order.checked and not check.relaxed and kept <= ours.value


def _below(value: float | None, bound: float | None, tolerance: float) -> bool:
    return value is not None and bound is not None and value < bound - tolerance


def _figure(number: float | None) -> str:
    if number is None:
        return "nothing"
    return f"{number:,.2f}".rstrip("0").rstrip(".")
