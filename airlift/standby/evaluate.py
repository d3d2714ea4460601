"""What a siting is worth, by the hypercube."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airlift.flight.arrays import FloatArray, IntArray
from airlift.standby.approximate import approximate_state
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.hypercube import MOST_EXACT, Dispatch, steady_state

__all__ = ["Evaluator", "Value", "dispatch_of"]


@dataclass(frozen=True, slots=True)
class Value:
    """Long-run figures of one siting in one watch.

    Parameters
    ----------
    covered_per_day, cared_per_day : float
        Casualties that are in surgery in time, and that have advanced care in time.
    response_min_per_day : float
        Minutes of response, summed over the casualties that are in surgery in time.
    cover : array of float, shape (zones,)
        Probability that a casualty of each zone is in surgery in time.
    busy : array of float, shape (aircraft,)
        Probability that each aircraft is busy, in the order of posts.
    patients_per_day : array of float, shape (hospitals,)
        Patients brought to each hospital.
    feasible : bool
        Whether the hospitals can take them and every zone has its least cover.
    """

    covered_per_day: float
    cared_per_day: float
    response_min_per_day: float
    cover: FloatArray
    busy: FloatArray
    patients_per_day: FloatArray
    feasible: bool


def dispatch_of(watch: Watch, siting: IntArray) -> tuple[Dispatch, IntArray]:
    """Write a siting as a dispatch system; also the post of each of its aircraft."""
    posts = np.repeat(np.arange(len(siting)), siting)
    rank = watch.rank[posts]
    order = np.argsort(rank, axis=0, kind="stable").T
    reached = np.take_along_axis(watch.reaches[posts].T, order, axis=1)
    return Dispatch(watch.rate_per_h, np.where(reached, order, -1), watch.service_h[posts]), posts


class Evaluator:
    """Values of the sitings of one watch, each computed once.

    Parameters
    ----------
    problem, watch : SitingProblem, Watch
        What is sited.
    """

    def __init__(self, problem: SitingProblem, watch: Watch) -> None:
        self._problem, self._watch = problem, watch
        self._known: dict[bytes, Value] = {}

    @property
    def exact(self) -> bool:
        """Whether every siting of the watch is few enough aircraft for the exact hypercube."""
        return int(self._watch.aircraft.sum()) <= MOST_EXACT

    @property
    def evaluated(self) -> int:
        """Number of sitings evaluated."""
        return len(self._known)

    def __call__(self, siting: IntArray) -> Value:
        """Evaluate numbers of aircraft by post."""
        key = siting.tobytes()
        if key not in self._known:
            self._known[key] = self._value(siting)
        return self._known[key]

    def _value(self, siting: IntArray) -> Value:
        problem, watch = self._problem, self._watch
        dispatch, posts = dispatch_of(watch, siting)
        if dispatch.aircraft <= MOST_EXACT:
            state = steady_state(dispatch)
            served, busy = state.served(dispatch), state.busy
        else:
            served, busy = approximate_state(dispatch)
        zones = np.arange(len(watch.rate_per_h))[:, None]
        post = posts[np.maximum(dispatch.order, 0)] if len(posts) else np.zeros_like(dispatch.order)
        in_time = served * watch.surgery[post, zones]
        calls_per_day = watch.rate_per_h * watch.hours
        cover = in_time.sum(axis=1)
        hospital = watch.hospital[post, zones]
        patients = np.zeros(len(problem.operations_per_day))
        sent = hospital >= 0
        np.add.at(patients, hospital[sent], (calls_per_day[:, None] * served)[sent])
        enough = np.all(cover >= watch.least_cover - 1e-9)
        return Value(
            covered_per_day=float(calls_per_day @ cover),
            cared_per_day=float(calls_per_day @ (served * watch.care[post, zones]).sum(axis=1)),
            response_min_per_day=float(
                calls_per_day @ (in_time * watch.response_min[post, zones]).sum(axis=1)
            ),
            cover=cover,
            busy=busy,
            patients_per_day=patients,
            feasible=bool(enough and np.all(patients <= problem.operations_per_day + 1e-9)),
        )
