"""Proven lower bounds of the casualties that are missed because all aircraft that could be in time are busy.

Let a siting have the aircraft `j` with mean service times `t_j`; `S(z)` those that cover zone `z` (any fixed set of
aircraft for each zone), `f_j` the rate of the zones that ask `j` first, and `g_j = f_j t_j / (1 + f_j t_j)`.

**Lemma.** P(all of `S(z)` busy) >= product of `g_j` over `S(z)`.

Proof. (1) The system is attractive: run it from two states, one with a superset of busy aircraft, with the same calls
and the same ends of service at each aircraft; the superset stays one, because the first idle aircraft of a list in
the smaller state is, in the larger one, either busy already or the first idle one too. Each jump changes one
aircraft. For attractive systems whose jumps go between comparable states the steady state is positively associated
(Harris 1977), so P(all of S busy) >= product of P(j busy). (2) In each state with `j` idle it is called at a rate of
at least `f_j`, so balance at `j` gives P(j busy) / t_j >= f_j (1 - P(j busy)), that is P(j busy) >= g_j. []

**Cut.** Let `x*` be a siting, and let each zone that it covers be owned by the first aircraft of its list in `S(z)`.
For an aircraft `i` let L_i be the rate of missed casualties of the zones that it owns, 0 if it does not stand. Then
for every siting `x`

    L_i >= l_i x_i - sum over posts t that `x*` does not use of c_it x_t,

    l_i  = sum over zones z owned by i of  r_z product of g_j over S(z),
    c_it = sum over the same zones of  r_z product of g_j over S(z) * e_zt,
    e_zt = 1 if t covers z, else min(1, sum of h_jt over S(z)),

where `h_jt` is the share of `f_j` that `t` would be asked before `j`.

Proof. If `i` does not stand the right side is not positive. Otherwise take a zone `z` that `i` owns in `x*`. If a new
aircraft covers `z`, its terms on the right are not positive together. If none does, `S(z)` in `x` is what is left of
it, `i` owns `z` in `x` too, and `z` is missed with at least the product of the new g_j over those left. Aircraft that
are gone only raise f_j; new ones lower it by at most the sum of their shares, so the new g_j >= g_j (1 - sum_t h_jt),
since g is concave with g(0) = 0. And product of (1 - e_j) >= 1 - sum of e_j. []

At `x*` itself the cut is the lemma. Owners make the L_i add up to at most all that is missed, whatever the siting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, IntArray
from airlift.standby.data import Watch

__all__ = ["LossCut", "first_load", "loss_cuts", "missed_at_least", "owners_of"]


@dataclass(frozen=True, slots=True)
class LossCut:
    """`L[owner] >= missed * (owner stands) - relief @ (posts that are not in the siting)`, casualties an hour.

    Parameters
    ----------
    post, copy : int
        The owner: the post and which of its aircraft, from 0.
    missed : float
        Casualties missed at the siting of the cut.
    relief : array of float, shape (posts,)
        By one more aircraft of each post.
    """

    post: int
    copy: int
    missed: float
    relief: FloatArray


def first_load(watch: Watch, posts: IntArray) -> tuple[IntArray, FloatArray]:
    """Aircraft that each zone asks first (-1 for none), and the calls within a service time of each from these zones.

    Parameters
    ----------
    watch : Watch
        Lists and rates.
    posts : array of int, shape (aircraft,)
        Post of each aircraft, in ascending order.
    """
    if len(posts) == 0:
        return np.full(len(watch.rate_per_h), -1), np.zeros(0)
    first = watch.rank[posts].argmin(axis=0)
    first = np.where(watch.reaches[posts].any(axis=0), first, -1)
    asked = first >= 0
    rate = np.bincount(first[asked], weights=watch.rate_per_h[asked], minlength=len(posts))
    return first, rate * watch.service_h[posts]


def _missed(watch: Watch, cover: BoolArray, posts: IntArray) -> tuple[FloatArray, IntArray, FloatArray]:
    """Least missed rate of each zone that is covered, the first aircraft of each zone, and the first loads."""
    first, load = first_load(watch, posts)
    busy = load / (1.0 + load)
    covers = cover[posts]
    product = np.prod(np.where(covers, busy[:, None], 1.0), axis=0)
    return np.where(covers.any(axis=0), watch.rate_per_h * product, 0.0), first, load


def owners_of(watch: Watch, cover: BoolArray, posts: IntArray) -> IntArray:
    """First aircraft of the list of each zone that covers it; -1 for none."""
    covers = cover[posts]
    rank = np.where(covers, watch.rank[posts], np.iinfo(np.int64).max)
    return np.where(covers.any(axis=0), rank.argmin(axis=0), -1)


def missed_at_least(watch: Watch, cover: BoolArray, siting: IntArray) -> float:
    """Casualties an hour that the lemma proves to be missed of those that the siting covers."""
    posts = np.repeat(np.arange(len(siting)), siting)
    return float(_missed(watch, cover, posts)[0].sum())


def loss_cuts(watch: Watch, cover: BoolArray, siting: IntArray) -> list[LossCut]:
    """Cuts of all aircraft of a siting.

    Parameters
    ----------
    watch : Watch
        Lists and rates.
    cover : array of bool, shape (posts, zones)
        The clock.
    siting : array of int, shape (posts,)
        Aircraft at each post.
    """
    posts = np.repeat(np.arange(len(siting)), siting)
    if len(posts) == 0:
        return []
    missed, first, load = _missed(watch, cover, posts)
    covers = cover[posts]
    owner = owners_of(watch, cover, posts)
    # Share of each aircraft's first calls that a new aircraft of each post would be asked before it.
    asked = np.flatnonzero(first >= 0)
    mine = watch.rank[posts[first[asked]], asked]
    before = watch.reaches[:, asked] & (watch.rank[:, asked] < mine)
    part = np.zeros((len(asked), len(posts)))
    part[np.arange(len(asked)), first[asked]] = watch.rate_per_h[asked] * watch.service_h[posts[first[asked]]]
    taken = (before @ part) / np.where(load > 0.0, load, 1.0)
    lost = np.where(cover, 1.0, np.minimum(1.0, taken @ covers))
    cuts = []
    for aircraft, post in enumerate(posts.tolist()):
        owned = np.where(owner == aircraft, missed, 0.0)
        total = float(owned.sum())
        if total > 0.0:
            copy = aircraft - int(np.searchsorted(posts, post))
            cuts.append(LossCut(post, copy, total, np.minimum(total, lost @ owned)))
    return cuts
