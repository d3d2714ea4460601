"""Routes and what they are worth: what every engine gives and takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from airlift.sorties.problem import SortieProblem

__all__ = ["NodePlan", "NodeRoute", "RouteProof", "goal_names", "priorities"]


@dataclass(frozen=True, slots=True, order=True)
class NodeRoute:
    """Nodes of one aircraft's day in their order, without its start and end.

    Parameters
    ----------
    fleet : int
        Who flies it.
    nodes : tuple of int
        Stops and stations, numbered as `airlift.sorties.problem` says.
    """

    fleet: int
    nodes: tuple[int, ...]

    def tasks(self, problem: SortieProblem) -> tuple[int, ...]:
        """Tasks that it flies, in the order in which they begin."""
        return tuple(node for node in self.nodes if node < len(problem.tasks))


@dataclass(frozen=True, slots=True)
class NodePlan:
    """Routes of the whole day; tasks that none of them flies stay on the ground."""

    routes: tuple[NodeRoute, ...]

    def unflown(self, problem: SortieProblem) -> tuple[int, ...]:
        """Tasks that no route flies."""
        flown = {task for route in self.routes for task in route.tasks(problem)}
        return tuple(task for task in range(len(problem.tasks)) if task not in flown)


@dataclass(frozen=True, slots=True)
class RouteProof:
    """What an engine found and proved.

    Parameters
    ----------
    plan : NodePlan or None
        Best plan, None if there is none yet.
    bounds : tuple of float
        Proven bound of each level of `goal_names` for all plans whose values of the levels before it are no higher than
        those of the plan. A level whose bound is not known has 0 (no level can be negative).
    infeasible : bool
        Whether it is proven that there is no plan at all.
    detail : tuple of (str, float)
        Figures of the search for a report: columns, cuts, rounds.
    """

    plan: NodePlan | None
    bounds: tuple[float, ...]
    infeasible: bool = False
    detail: tuple[tuple[str, float], ...] = ()


def goal_names(problem: SortieProblem) -> tuple[str, ...]:
    """Names of the levels of the objective: the goal `tasks` has one for each priority."""

    def names() -> Iterator[str]:
        for goal in problem.goals:
            if goal == "tasks":
                yield from (f"tasks of priority {level} not flown" for level in priorities(problem))
            elif goal == "aircraft":
                yield "aircraft used"
            else:
                yield "cost"

    return tuple(names())


def priorities(problem: SortieProblem) -> Sequence[int]:
    """Priorities of the tasks that need not be flown, the most urgent first."""
    return sorted({task.priority for task in problem.tasks if task.priority is not None})
