"""Peers that do what a runner must bear; the seed says which."""

from __future__ import annotations

import os
import time

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from benchmarks.peers.answer import PeerAnswer

NAME = "misbehaving"
VERSION_OF = "none"
NEVER_ENDS, DIES, LEAVES_A_TASK = 1, 2, 3


def states(problem: SortieProblem) -> str | None:
    return None


def solve(problem: SortieProblem, seconds: float, seed: int, workers: int) -> PeerAnswer:
    if seed == NEVER_ENDS:
        time.sleep(600)
    if seed == DIES:
        os._exit(3)
    n = len(problem.tasks)
    return PeerAnswer(tuple(NodeRoute(0, (task, n + task)) for task in range(1, n)), 0.1)
