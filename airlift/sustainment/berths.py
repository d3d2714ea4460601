"""Docks and days for the docked visits of a flow, week by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from airlift.sustainment.data import FleetProblem, Place
from airlift.sustainment.dockbook import DockBook
from airlift.sustainment.stretches import Arc, Berths
from airlift.sustainment.visits import Visit

__all__ = ["berths_of"]


def berths_of(problem: FleetProblem, tails: Mapping[Arc, int]) -> Berths | None:
    """Give each visit a dock and a first day, long visits first; None if this way they do not fit."""
    workshop_of = {pool.id: pool.workshop for pool in problem.pools}
    asked: defaultdict[tuple[str, int], Counter[Visit]] = defaultdict(Counter)
    for arc, number in tails.items():
        for call in arc.stretch.calls:
            if call.visit.place is Place.BASE:
                asked[workshop_of[arc.stretch.start.pool], call.week][call.visit] += number
    books = {key: DockBook(workshop) for key, workshop in problem.workshops.items()}
    found: defaultdict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for workshop, week in sorted(asked, key=lambda key: key[1]):
        visits = sorted(asked[workshop, week].elements(), key=lambda visit: -visit.days)
        book, shorts = books[workshop], []
        for visit in visits:
            if not book.fits(visit, week):
                return None
            dock = book.take(visit)
            if dock is None:
                shorts.append(visit.days)
            else:
                found[workshop, week, visit.days].append((dock, 0))
        for days, place in zip(shorts, book.places(shorts), strict=True):
            found[workshop, week, days].append(place)
    return {key: tuple(sorted(places)) for key, places in found.items()}
