"""Exact engine for pick-ups and deliveries with fuel taken on the way: whole routes made of fragments.

A fragment is a part of a route from empty to empty. Each order of its stops has one best way to be flown (least ride
time and earliest end at once, `fragments`), so a route is a chain of fragments and stations, and what is left to
decide is time against fuel (`labels`). Column generation over such routes gives the bound, and all routes whose
reduced cost is within the gap give the plan (`prove`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.sorties.energy.rules import states

if TYPE_CHECKING:
    from collections.abc import Callable

    from airlift.solvers import SolveOptions
    from airlift.sorties.improve import Improver
    from airlift.sorties.problem import SortieProblem
    from airlift.sorties.routeplan import NodePlan, RouteProof

__all__ = ["load", "prove", "states"]


def prove(
    problem: SortieProblem,
    options: SolveOptions,
    incumbent: NodePlan | None,
    primal: Improver | None,
    tell: Callable[[NodePlan | None, tuple[float, ...]], None],
) -> RouteProof:
    """Find the cheapest plan and prove a bound of its cost.

    Parameters
    ----------
    problem : SortieProblem
        Problem that `states` has nothing against.
    options : SolveOptions
        Limits of the search.
    incumbent : NodePlan or None
        Plan that is known.
    primal : Improver or None
        Its routes are the first columns.
    tell : callable
        Told each better plan and bound.
    """
    from airlift.sorties.energy.search import Search

    return Search(problem, options, incumbent, primal, tell).run()


def load(problem: SortieProblem, primal: Improver) -> None:
    """Have the kernels compiled, or loaded: a problem of a few tasks is solved."""
    from airlift.solvers import SolveOptions

    prove(problem, SolveOptions(), None, primal, lambda *_: None)
