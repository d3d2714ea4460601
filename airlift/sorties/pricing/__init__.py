"""Exact engine on whole routes: all of them where they are few, else by prices, level by level.

Small problems of visits are settled by looking at every set of tasks (`exhaustive`); all others by column generation
with labels and cuts (`generation`), then all routes within the gap (`search`). Where labels are too many for the time,
the bound is that of a table which leaves fuel and load out of account (`ascent`).
"""

from __future__ import annotations

from collections.abc import Callable

from airlift.solvers import SolveOptions
from airlift.sorties.improve import Improver
from airlift.sorties.pricing import exhaustive, rules
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, RouteProof

__all__ = ["load", "prove", "states"]


def states(problem: SortieProblem) -> str | None:
    """Say why the engine cannot state a problem; None if it can."""
    return None if exhaustive.states(problem) is None else rules.states(problem)


def prove(
    problem: SortieProblem,
    options: SolveOptions,
    incumbent: NodePlan | None,
    primal: Improver,
    tell: Callable[[NodePlan | None, tuple[float, ...]], None],
) -> RouteProof:
    """Find a plan and prove how good it is.

    Parameters
    ----------
    problem : SortieProblem
        Problem that the engine can state.
    options : SolveOptions
        Limits of the search.
    incumbent : NodePlan, optional
        A plan that is known.
    primal : Improver
        Primal engine, for the routes that it met.
    tell : callable
        Told a better plan, or None, and the bounds, whenever there is something new.
    """
    from airlift.sorties.pricing.search import Search

    if exhaustive.states(problem) is None:
        proof = exhaustive.prove(problem, options, incumbent, primal, tell)
        if proof.infeasible or proof.plan is None or any(proof.bounds) or rules.states(problem) is not None:
            return proof
    return Search(problem, options, incumbent, primal, tell).run()


def load(problem: SortieProblem, primal: Improver) -> None:
    """Have the kernels compiled, or loaded: a problem of a few tasks is solved in both ways."""
    from airlift.sorties.pricing.search import Search

    if exhaustive.states(problem) is None:
        exhaustive.prove(problem, SolveOptions(), None, primal, lambda *_: None)
    if rules.states(problem) is None:
        Search(problem, SolveOptions(), None, primal, lambda *_: None).run()
