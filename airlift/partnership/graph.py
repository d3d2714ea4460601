"""The partnership graph: nodes, links between those that fit, reasons between those that do not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from airlift.partnership.reason import Reason
from airlift.partnership.serving import Refusal, Way
from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Link", "MissingLink", "Node", "PartnershipGraph", "node_key"]


@dataclass(frozen=True, slots=True)
class Node:
    """A member of the partnership.

    Parameters
    ----------
    kind : str
        `donor`, `lot`, `sponsor`, `partner`, `base` (a maintenance base), `demand` or `mission`.
    id, name : str
        Identifier, unique in its kind, and what it is called.
    """

    kind: str
    id: str
    name: str

    @property
    def key(self) -> str:
        """Name of the node in the graph: `partner:kenya`."""
        return node_key(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Link:
    """Two that fit.

    Parameters
    ----------
    source, target : str
        Keys of the nodes.
    relation : str
        `gives`, `may receive`, `may fly for`, `could serve`, `asked by`, `consents to`, `supports` or `may pay`.
    details : tuple of str
        Cost kinds (`may pay`) or aircraft types (most others).
    """

    source: str
    target: str
    relation: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingLink:
    """Two that do not fit, with every reason; fields as in `Link`."""

    source: str
    target: str
    relation: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class PartnershipGraph:
    """Who could give, receive, fly, maintain and pay for what in a scenario.

    Parameters
    ----------
    scenario : Scenario
        What is asked and offered.
    nodes : tuple of Node
        By kind, in the order of the scenario.
    links : tuple of Link
        Pairs that fit.
    missing : tuple of MissingLink
        Pairs that could have been linked and are not.
    ways : tuple of Way
        Partner, type and demand that fit, in the order of demand, partner, type.
    refusals : tuple of Refusal
        Those that do not, in the same order.
    """

    scenario: Scenario
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    missing: tuple[MissingLink, ...]
    ways: tuple[Way, ...]
    refusals: tuple[Refusal, ...]

    @cached_property
    def digraph(self) -> nx.DiGraph[str]:
        """The links as a networkx graph; nodes carry `kind`, `id`, `name`, edges `relation` and `details`."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph(name=self.scenario.name)
        for node in self.nodes:
            graph.add_node(node.key, kind=node.kind, id=node.id, name=node.name)
        for link in self.links:
            graph.add_edge(link.source, link.target, relation=link.relation, details=link.details)
        return cast("nx.DiGraph[str]", nx.freeze(graph))

    @cached_property
    def reasons_by_pair(self) -> dict[tuple[str, str], tuple[Reason, ...]]:
        """Reasons of the missing links, by the keys of source and target."""
        return {(row.source, row.target): row.reasons for row in self.missing}

    def why_not(self, source: str, target: str) -> tuple[Reason, ...]:
        """Reasons why two nodes are not linked, by their keys; none where they are, or never could be."""
        return self.reasons_by_pair.get((source, target), ())

    def to_dict(self) -> dict[str, Any]:
        """Return the graph as plain data for JSON, in a fixed order."""
        from airlift.partnership.chains import unreachable_demands

        scenario = self.scenario
        return {
            "scenario": scenario.name,
            "nodes": [{"key": n.key, "kind": n.kind, "id": n.id, "name": n.name} for n in self.nodes],
            "links": [
                {"from": row.source, "to": row.target, "relation": row.relation, "details": list(row.details)}
                for row in self.links
            ],
            "missing": [
                {
                    "from": row.source,
                    "to": row.target,
                    "relation": row.relation,
                    "reasons": [_reason_dict(reason) for reason in row.reasons],
                }
                for row in self.missing
            ],
            "ways": [
                {
                    "partner": way.partner,
                    "demand": way.demand,
                    "aircraft_type": way.aircraft_type,
                    "bases": [base.base for base in way.bases],
                    "first_month": scenario.month_label(way.first),
                    "last_month": scenario.month_label(way.end - 1),
                    "least": way.least,
                    "most": way.most,
                }
                for way in self.ways
            ],
            "refusals": [
                {
                    "partner": row.partner,
                    "demand": row.demand,
                    "aircraft_type": row.aircraft_type,
                    "reasons": [_reason_dict(reason) for reason in row.reasons],
                }
                for row in self.refusals
            ],
            "unreachable_demands": [row.demand for row in unreachable_demands(self)],
        }


def node_key(kind: str, identifier: str) -> str:
    """Return the name of a node in the graph: `partner:kenya`."""
    return f"{kind}:{identifier}"


def _reason_dict(reason: Reason) -> dict[str, str | None]:
    return {"rule": reason.rule, "sentence": reason.sentence, "aircraft_type": reason.aircraft_type}
