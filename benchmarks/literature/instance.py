"""An instance: what its file says, and the problem that this states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute
from benchmarks.literature.text import InstanceText

__all__ = ["Instance"]


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance of one format.

    Parameters
    ----------
    format : str
        `darp`, `eadarp`, `evrptw` or `pdptw`.
    text : InstanceText
        File.
    file : object
        What the file says, in the words of its format; the checker works on this.
    problem : SortieProblem
        What the engines solve.
    label : mapping of int to str
        Identifier in the file of each node of the problem that is a stop or a station.
    variant : str
        What was asked for beyond the file: `extended`, an end-of-day energy; else empty.
    """

    format: str
    text: InstanceText
    file: object
    problem: SortieProblem
    label: Mapping[int, str]
    variant: str = ""

    @property
    def name(self) -> str:
        """Name of the instance, with its variant."""
        return f"{self.text.name}{'-' if self.variant else ''}{self.variant}"

    def labelled(self, plan: NodePlan) -> list[list[str]]:
        """Routes as identifiers of the file, depots left out; routes without a stop are left out too."""
        return [[self.label[node] for node in route.nodes] for route in plan.routes if route.nodes]

    def plan_of(self, routes: Sequence[Sequence[str]]) -> NodePlan:
        """Plan of routes that are given as identifiers of the file; all by the first fleet that has room for them."""
        node = {label: number for number, label in self.label.items()}
        return NodePlan(tuple(NodeRoute(0, tuple(node[label] for label in route)) for route in routes))
