"""The siting problem as arrays.

A post is a kind of aircraft (unit and type) at a site. A siting says how many aircraft stand at each post; an aircraft
may also stand nowhere, so more aircraft or more posts never make the best siting worse.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, IntArray

__all__ = ["SitingProblem", "Watch"]


@dataclass(frozen=True, slots=True)
class Watch:
    """A part of the day with its own casualties and reach, such as daylight or darkness.

    Parameters
    ----------
    name : str
        For people.
    hours : float
        Length, hours a day.
    aircraft : array of int, shape (kinds,)
        Aircraft of each kind that may stand ready.
    rate_per_h : array of float, shape (zones,)
        Casualties of each zone.
    reaches, surgery, care : array of bool, shape (posts, zones)
        Whether an aircraft of the post may be sent at all, brings a casualty to surgery within its clock, brings
        advanced care within its clock. The clocks count only where it may be sent.
    response_min : array of float, shape (posts, zones)
        Minutes to the casualty; any number where the post does not reach.
    surgery_min : array of float, shape (posts, zones)
        Minutes to the operating table, from the same moment; for reports.
    service_h : array of float, shape (posts,)
        Mean time for which a call keeps an aircraft of the post.
    hospital : array of int, shape (posts, zones)
        Hospital that the casualty is taken to; -1 for one without a row.
    least_cover : array of float, shape (zones,)
        Least probability with which a casualty of each zone is in surgery in time; 0 asks nothing.
    rank : array of int, shape (posts, zones)
        Place of each post in each zone's list: in time before late, the quickest first. Not given, but made.

    Raises
    ------
    ValueError
        Shapes or ranges do not fit.
    """

    name: str
    hours: float
    aircraft: IntArray
    rate_per_h: FloatArray
    reaches: BoolArray
    surgery: BoolArray
    care: BoolArray
    response_min: FloatArray
    surgery_min: FloatArray
    service_h: FloatArray
    hospital: IntArray
    least_cover: FloatArray
    rank: IntArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shape = (len(self.service_h), len(self.rate_per_h))
        for name in ("reaches", "surgery", "care", "response_min", "surgery_min", "hospital"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} must have shape {shape}, not {getattr(self, name).shape}")
        if np.any(self.rate_per_h < 0.0) or np.any(self.service_h <= 0.0) or np.any(self.aircraft < 0):
            raise ValueError("rates and numbers must not be negative, service times must be positive")
        if len(self.least_cover) != len(self.rate_per_h):
            raise ValueError(f"least_cover must have shape {shape[1:]}")
        if np.any((self.surgery | self.care) & ~self.reaches):
            raise ValueError("surgery and care are clocks of aircraft that reach the zone")
        object.__setattr__(self, "rank", self._ranked())

    def _ranked(self) -> IntArray:
        """Place of each post among all posts in each zone's list: in time before late, the quickest first."""
        posts = np.arange(len(self.service_h))
        place = np.empty(self.reaches.shape, dtype=np.int64)
        for zone in range(len(self.rate_per_h)):
            late, minutes = ~self.surgery[:, zone], self.response_min[:, zone]
            place[np.lexsort((posts, minutes, late, ~self.reaches[:, zone])), zone] = posts
        return place


@dataclass(frozen=True, slots=True)
class SitingProblem:
    """Posts, watches, and what a siting must keep.

    Parameters
    ----------
    kind, site : array of int, shape (posts,)
        Kind of aircraft and site of each post.
    parking : array of int, shape (sites,)
        Aircraft that may stand ready at each site, all kinds together.
    watches : tuple of Watch
        In the order of the day.
    operations_per_day : array of float, shape (hospitals,)
        Patients that each hospital can take, on average.

    Raises
    ------
    ValueError
        Shapes or ranges do not fit.
    """

    kind: IntArray
    site: IntArray
    parking: IntArray
    watches: tuple[Watch, ...]
    operations_per_day: FloatArray

    def __post_init__(self) -> None:
        if len(self.kind) != len(self.site):
            raise ValueError("every post has one kind and one site")
        if len(set(zip(self.kind.tolist(), self.site.tolist(), strict=True))) != len(self.kind):
            raise ValueError("a kind has at most one post at a site")
        for watch in self.watches:
            if len(watch.service_h) != len(self.kind):
                raise ValueError(f"watch {watch.name} has other posts than the problem")
            if np.any(watch.hospital >= len(self.operations_per_day)):
                raise ValueError(f"watch {watch.name} names a hospital without operations")

    def copies(self, watch: Watch) -> IntArray:
        """Most aircraft that may stand at each post in a watch, shape (posts,)."""
        return np.minimum(watch.aircraft[self.kind], self.parking[self.site])

    def allows(self, watch: Watch, siting: IntArray) -> bool:
        """Whether numbers of aircraft by post keep the numbers by kind and the parking."""
        by_kind = np.bincount(self.kind, weights=siting, minlength=len(watch.aircraft))
        by_site = np.bincount(self.site, weights=siting, minlength=len(self.parking))
        return bool(
            np.all(siting >= 0) and np.all(by_kind <= watch.aircraft) and np.all(by_site <= self.parking)
        )
