"""Other solvers on the same problems: what each can state, and its answers in the node numbers of the problem.

Each module has `NAME`, `VERSION_OF` (the distribution whose version a report names), `states(problem)`, which says why
the solver cannot state a problem or None, and `solve(problem, seconds, seed, workers)`. None of them is needed by
airlift; `pip install -e .[peers]` brings those that airlift does not use itself.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from benchmarks.peers.answer import Peer, PeerAnswer

__all__ = ["PEERS", "Peer", "PeerAnswer", "installed", "peer"]

PEERS = {"cpsat": "circuit", "routing": "routing", "pyvrp": "pyvrp", "vrp-cli": "vrpcli", "vroom": "vroom"}
"""Name on the command line and module of each peer."""


def peer(name: str) -> Peer:
    """Load a peer by its name."""
    return cast(Peer, import_module(f"benchmarks.peers.{PEERS[name]}"))


def installed(name: str) -> str | None:
    """Version of a peer; None if it is not installed."""
    try:
        return version(peer(name).VERSION_OF)
    except PackageNotFoundError:
        return None
