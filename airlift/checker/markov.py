"""Busy and idle aircraft as a Markov chain, written down state by state and solved as linear equations.

Calls of each kind come as a Poisson stream and go to the first idle aircraft of their list, or are lost to the
aircraft. An aircraft is busy for an exponential time with its own mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

__all__ = ["MOST_AIRCRAFT", "Chain", "chain"]

MOST_AIRCRAFT = 8
"""Aircraft up to which the states are written down: 256 of them."""

State = tuple[bool, ...]
"""Whether each aircraft is busy."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Long-run probability of each state."""

    probability: Mapping[State, float]

    def sent(self, order: Sequence[int], counted: frozenset[int]) -> float:
        """Probability that a call with this list goes to one of the counted aircraft."""
        return sum(
            share
            for state, share in self.probability.items()
            if next((one for one in order if not state[one]), None) in counted
        )

    def idle(self, wanted: frozenset[int], least: int) -> float:
        """Probability that at least so many of some aircraft are idle."""
        return sum(
            share
            for state, share in self.probability.items()
            if sum(not state[one] for one in wanted) >= least
        )


def chain(calls_per_h: Mapping[tuple[int, ...], float], busy_h: Sequence[float]) -> Chain:
    """Solve the balance of flows.

    Parameters
    ----------
    calls_per_h : mapping of tuple of int to float
        Rate of calls by their list: the aircraft that are asked, in this order.
    busy_h : sequence of float
        Mean time for which a call keeps each aircraft; at most `MOST_AIRCRAFT`.
    """
    states: list[State] = list(product((False, True), repeat=len(busy_h)))
    place = {state: number for number, state in enumerate(states)}
    flow = np.zeros((len(states), len(states)))
    for state in states:
        here = place[state]
        for order, rate in calls_per_h.items():
            first = next((one for one in order if not state[one]), None)
            if first is not None:
                flow[here, place[_other(state, first)]] += rate
        for one, busy in enumerate(state):
            if busy:
                flow[here, place[_other(state, one)]] += 1.0 / busy_h[one]
    balance = flow.T - np.diag(flow.sum(axis=1))
    # One balance follows from the others; in its place stands that probabilities add up to one.
    balance[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    solved = np.linalg.solve(balance, right)
    return Chain({state: float(share) for state, share in zip(states, solved, strict=True)})


def _other(state: State, one: int) -> State:
    return (*state[:one], not state[one], *state[one + 1 :])
