"""Cuts of missed casualties that are exact at their siting, from the relative values of the hypercube.

As in `losses`, each covered zone is owned by the first aircraft of its list that covers it, and

    L_i >= l_i x_i - sum over posts t that x* does not use of c_it x_t,

but now `l_i` is the exact rate of missed casualties of the zones of `i`, by the hypercube X of `x*`.

Proof. Write `T` for the aircraft of `x` that are not in `x*`. Taking aircraft away leaves the others busier (the
system is attractive, see `losses`), so look at `x*` with `T`. Its aircraft of `x*` are at least as busy as in the
system Y of `x*` alone in which a call is dropped when its turn comes to one of `T`. Let `F_i(B)` be the rate of zones
of `i` whose aircraft in time are all busy in state `B`, `l_i` its mean in X, and `h` a solution of Poisson's equation
Q_X h = l_i - F_i. With the steady state `y` of Y (y Q_Y = 0):

    l_i - mean of F_i in Y = y Q_X h = y (Q_X - Q_Y) h = sum over B of y(B) sum of r_j(B) (h(B + j) - h(B)),

where `r_j(B)` is the rate of calls that X gives to `j` in state `B` and that Y drops. `h` does not fall when one more
aircraft is busy (couple the two starts), so a call counted for every `t` that would be asked before `j` is counted at
least once: the sum is at most the sum over `t` of the mean, in Y, of `u_t(B) = sum over j of r_jt(B) (h(B + j) -
h(B))`. Y is less busy than X, so the mean of `u_t` in Y is at most the mean in X of the greatest `u_t` over subsets
of `B`, which is increasing. The zones of `i` that `t` covers itself are missed at most as often as in X. So with

    c_it = mean in X of max over subsets of B of u_t + sum over zones z of i that t covers of their missed rate in X

the cut holds. What `h` leaves of its equation is taken off `l_i`. []
"""

from __future__ import annotations

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, IntArray
from airlift.standby.data import Watch
from airlift.standby.evaluate import dispatch_of
from airlift.standby.hypercube import Cube, Dispatch, steady_state
from airlift.standby.losses import LossCut, owners_of

__all__ = ["MOST_SHARP", "sharp_cuts"]

MOST_SHARP = 12
"""Aircraft up to which the cuts are quick enough to be worth it."""

_RESIDUAL = 1e-7
"""Share of a cut that may be lost to what is left of Poisson's equation."""
_MOST_SWEEPS = 400
_BETWEEN_LOOKS = 8
"""Sweeps between two looks at what is left."""


def sharp_cuts(watch: Watch, cover: BoolArray, siting: IntArray) -> list[LossCut]:
    """Cuts of all aircraft of a siting; see `losses.loss_cuts`."""
    dispatch, posts = dispatch_of(watch, siting)
    number = dispatch.aircraft
    if number == 0:
        return []
    cube = Cube(dispatch)
    state = steady_state(dispatch)
    covers = cover[posts]
    masks = (covers * (1 << np.arange(number))[:, None]).sum(axis=0)
    missed = np.where(masks > 0, watch.rate_per_h * state.all_busy[masks], 0.0)
    owner = owners_of(watch, cover, posts)
    owners = np.unique(owner[(owner >= 0) & (watch.rate_per_h > 0.0)])
    rewards = np.zeros((len(owners), 1 << number))
    for row, aircraft in enumerate(owners):
        owned = owner == aircraft
        np.add.at(rewards[row], masks[owned], watch.rate_per_h[owned])
    cube.sum_over_subsets(rewards)
    means = rewards @ state.probability
    values, residual = _relative_values(cube, rewards, means)
    raised = np.maximum(0.0, values[:, cube.neighbours] - values[:, None, :])
    relief = np.empty((len(owners), len(siting)))
    for post in range(len(siting)):
        gain = np.einsum("jb,ijb->ib", _taken_rates(watch, dispatch, cube, posts, post), raised)
        relief[:, post] = cube.max_over_subsets(gain) @ state.probability
    cuts = []
    for row, aircraft in enumerate(owners.tolist()):
        owned = np.where(owner == aircraft, missed, 0.0)
        total = float(means[row] - residual[row])
        if total > 0.0:
            post = int(posts[aircraft])
            copy = aircraft - int(np.searchsorted(posts, post))
            cuts.append(LossCut(post, copy, total, np.minimum(total, relief[row] + cover @ owned)))
    return cuts


def _relative_values(cube: Cube, rewards: FloatArray, means: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Solve Poisson's equation for several rewards; also the most that each solution leaves over."""
    values = np.zeros_like(rewards)
    residual = np.full(len(rewards), np.inf)
    excess = rewards - means[:, None]
    for sweep in range(1, _MOST_SWEEPS + 1):
        for half in cube.halves:
            values[:, half] = ((excess + cube.inflow(values)) / cube.leave)[:, half]
        values -= values[:, :1]
        if sweep % _BETWEEN_LOOKS == 0:
            residual = np.abs(cube.inflow(values) - values * cube.leave + excess).max(axis=1)
            if np.all(residual <= _RESIDUAL * means):
                break
    return values, residual


def _taken_rates(watch: Watch, dispatch: Dispatch, cube: Cube, posts: IntArray, post: int) -> FloatArray:
    """Rate of calls to each aircraft in each state for which an aircraft of a new post would be asked before it."""
    zones = np.arange(len(watch.rate_per_h))[:, None]
    theirs = watch.rank[posts[np.maximum(dispatch.order, 0)], zones]
    earlier = watch.reaches[post][:, None] & (watch.rank[post][:, None] < theirs)
    return cube.call_rates(dispatch, earlier)
