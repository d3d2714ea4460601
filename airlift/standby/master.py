"""The integer programme that bounds what a siting can be worth: sites, first cover, and cuts of missed casualties.

One binary for each aircraft that may stand at a post, in order. For each clock the share of casualties in time is at
most what is covered at all less what the cuts (`losses`, `sharpcuts`) prove to be missed. The programme knows nothing
of the hypercube beyond its cuts; it is a relaxation, so its bound holds for every siting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.math_opt.python import mathopt

from airlift.flight.arrays import BoolArray, FloatArray, IntArray
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.losses import LossCut

__all__ = ["Answer", "Clock", "Master", "Minutes"]

_SCALE = 1000.0
"""Shares are written in thousandths, so that the solver's tolerance of 1e-6 is nothing to them."""
_SAFETY = 1e-5
"""Share of casualties by which the solver's bound is weakened for its tolerances."""
_NODES = 4000
"""Nodes of a call without a time limit, so that the same call gives the same answer on any machine."""
_LEAST = 1e-9
"""Smaller shares than this are nothing in a cut, on the safe side."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer of the programme.

    Parameters
    ----------
    siting : array of int, shape (posts,), or None
        Best siting found.
    bound : float
        No siting that keeps the rows is better; minus infinity if there is proven to be none.
    """

    siting: IntArray | None
    bound: float


@dataclass(frozen=True, slots=True)
class Clock:
    """The share of casualties in time by one clock, as the programme knows it.

    Parameters
    ----------
    cover : array of bool, shape (posts, zones)
        Which posts are in time.
    share : LinearExpression
        At most this is in time, in thousandths.
    missed : tuple of tuple of Variable
        Share missed by the zones of each aircraft, by post and copy.
    first : LinearExpression
        Share covered at all.
    """

    cover: BoolArray
    share: mathopt.LinearExpression
    missed: tuple[tuple[mathopt.Variable, ...], ...]
    first: mathopt.LinearExpression


@dataclass(frozen=True, slots=True)
class Minutes:
    """At least so many minutes of response, over the total rate."""

    amount: mathopt.LinearExpression


class Master:
    """The programme of one watch.

    Parameters
    ----------
    problem, watch : SitingProblem, Watch
        What is sited.
    seed : int
        Of the solver.
    """

    def __init__(self, problem: SitingProblem, watch: Watch, seed: int) -> None:
        self._watch, self._seed = watch, seed
        self._rate = max(float(watch.rate_per_h.sum()), 1e-300)
        self._copies = problem.copies(watch)
        self._model = model = mathopt.Model()
        self._stands = [
            [model.add_binary_variable() for _ in range(number)] for number in self._copies.tolist()
        ]
        for stands in self._stands:
            for former, latter in pairwise(stands):
                model.add_linear_constraint(latter <= former)
        for groups, limits in ((problem.kind, watch.aircraft), (problem.site, problem.parking)):
            for group, limit in enumerate(limits.tolist()):
                members = [
                    one for post in np.flatnonzero(groups == group).tolist() for one in self._stands[post]
                ]
                if len(members) > limit:
                    model.add_linear_constraint(mathopt.fast_sum(members) <= limit)
        for zone in np.flatnonzero(watch.least_cover > 0.0).tolist():
            model.add_linear_constraint(self._covering(watch.surgery[:, zone]) >= 1.0)
        self._floors: list[mathopt.LinearConstraint] = []

    def _covering(self, posts: BoolArray) -> mathopt.LinearExpression:
        return mathopt.fast_sum(
            [self._stands[post][0] for post in np.flatnonzero(posts) if self._copies[post]]
        )

    def clock(self, cover: BoolArray) -> Clock:
        """Write a clock into the programme."""
        model = self._model
        usable = cover & (self._copies > 0)[:, None]
        groups: dict[bytes, list[int]] = {}
        for zone in np.flatnonzero(usable.any(axis=0) & (self._watch.rate_per_h > 0.0)).tolist():
            groups.setdefault(usable[:, zone].tobytes(), []).append(zone)
        terms = []
        for zones in groups.values():
            covered = model.add_variable(lb=0.0, ub=1.0)
            model.add_linear_constraint(covered <= self._covering(usable[:, zones[0]]))
            terms.append(_SCALE * float(self._watch.rate_per_h[zones].sum()) / self._rate * covered)
        missed = tuple(
            tuple(model.add_variable(lb=0.0) for _ in range(number)) for number in self._copies.tolist()
        )
        first = mathopt.fast_sum(terms)
        share = first - mathopt.fast_sum([one for post in missed for one in post])
        return Clock(cover, share, missed, first)

    def cut(self, clock: Clock, siting: IntArray, cut: LossCut) -> None:
        """Add a cut of missed casualties that was made at a siting."""
        self._model.add_linear_constraint(
            clock.missed[cut.post][cut.copy]
            >= self._scaled(cut.missed) * self._stands[cut.post][cut.copy] - self._relief(siting, cut.relief)
        )

    def _scaled(self, rate_per_h: float) -> float:
        return _SCALE * rate_per_h / self._rate

    def _relief(self, siting: IntArray, relief: FloatArray) -> mathopt.LinearExpression:
        terms = []
        for post in np.flatnonzero(relief > _LEAST * self._rate).tolist():
            terms += [
                self._scaled(float(relief[post])) * one for one in self._stands[post][int(siting[post]) :]
            ]
        # What is too small to be written is taken as if all of it were used.
        small = float(relief[relief <= _LEAST * self._rate] @ self._copies[relief <= _LEAST * self._rate])
        return mathopt.fast_sum(terms) + self._scaled(small)

    def exclude(self, siting: IntArray) -> None:
        """Forbid one siting."""
        there = [one for post, number in enumerate(siting) for one in self._stands[post][: int(number)]]
        more = [
            stands[int(number)]
            for stands, number in zip(self._stands, siting, strict=True)
            if number < len(stands)
        ]
        self._model.add_linear_constraint(
            len(there) - mathopt.fast_sum(there) + mathopt.fast_sum(more) >= 1.0
        )

    def floor(self, clock: Clock, share: float) -> None:
        """Ask that a clock can reach a share of casualties."""
        self._model.add_linear_constraint(clock.share >= _SCALE * (share - _SAFETY))

    def minutes(self, clock: Clock, least_share: float) -> Minutes:
        """Write response minutes of the casualties in time; return at least how many there are, over the total rate.

        A casualty in time waits at least as long as for the nearest aircraft in time. Those covered but missed are at
        most what is covered less `least_share`, and save no more than the longest response in time.
        """
        watch, model = self._watch, self._model
        usable = clock.cover & (self._copies > 0)[:, None]
        terms = []
        for zone in np.flatnonzero(usable.any(axis=0) & (watch.rate_per_h > 0.0)).tolist():
            share = float(watch.rate_per_h[zone]) / self._rate
            by_post = [
                (post, model.add_variable(lb=0.0, ub=1.0))
                for post in np.flatnonzero(usable[:, zone]).tolist()
            ]
            total = mathopt.fast_sum([one for _, one in by_post])
            for post, one in by_post:
                model.add_linear_constraint(one <= self._stands[post][0])
                model.add_linear_constraint(total >= self._stands[post][0])
                terms.append(share * float(watch.response_min[post, zone]) * one)
        longest = float(watch.response_min[usable].max(initial=0.0))
        return Minutes(mathopt.fast_sum(terms) - longest * (clock.first * (1.0 / _SCALE) - least_share))

    def maximise(self, clock: Clock, above: float, time_limit_s: float | None) -> Answer:
        """Find the siting of the greatest share, if there may be one above a value."""
        # The limit is lowered by the safety, so that "there is none" is as safe as a bound is.
        return self._solve(clock.share, _SCALE, above, time_limit_s)

    def minimise(self, minutes: Minutes, below: float, time_limit_s: float | None) -> Answer:
        """Find the siting of the fewest minutes, if there may be one below a value; the bound is of minus them."""
        return self._solve(-1.0 * minutes.amount, 1.0, -below, time_limit_s)

    def _solve(
        self, worth: mathopt.LinearExpression, scale: float, above: float, time_limit_s: float | None
    ) -> Answer:
        # Measured on 12 aircraft and 30 sites: general cutting planes make SCIP and HiGHS two to three times slower.
        params = mathopt.SolveParameters(
            relative_gap_tolerance=1e-6, random_seed=self._seed, cuts=mathopt.Emphasis.OFF
        )
        if time_limit_s is None:
            params.node_limit = _NODES
        else:
            params.time_limit = dt.timedelta(seconds=time_limit_s)
        limit = None
        if above > -np.inf:
            limit = self._model.add_linear_constraint(worth >= scale * (above - _SAFETY))
        self._model.maximize(worth)
        result = mathopt.solve(self._model, mathopt.SolverType.GSCIP, params=params)
        if limit is not None:
            self._model.delete_linear_constraint(limit)
        # The worth is bounded by the rows, so "infeasible or unbounded" leaves only the former.
        if result.termination.reason in (
            mathopt.TerminationReason.INFEASIBLE,
            mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
        ):
            return Answer(None, -np.inf)
        bound = result.best_objective_bound() / scale + _SAFETY
        if not result.has_primal_feasible_solution():
            return Answer(None, bound)
        values = result.variable_values()
        numbers = [sum(values[one] > 0.5 for one in stands) for stands in self._stands]
        return Answer(np.array(numbers, dtype=np.int64), bound)
