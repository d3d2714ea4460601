"""Programmes over what the whole routes of a small price consist of.

A better plan has no route whose price is above its distance from the bound, so the fragments and arcs of the routes
below a threshold are enough. The threshold grows until the best plan lies below it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from airlift.sorties.fragments.routebound import RouteBound
from airlift.sorties.fragments.routes import RouteSearch

__all__ = ["WholeRoutes"]

_NOISE = 1e-6
_MOST_LABELS = 8_000_000
"""Labels of the search for all routes below a threshold, each some 180 bytes; if they are not enough, routes that visit
stops again are searched instead."""
_FIRST_GAP = 0.001
"""Gap of the first choice among whole routes, as a part of the bound."""
_GROWTH = 1.6
"""Growth of that gap from choice to choice."""
_NEARER = 0.7
"""Part of the distance between plan and bound below which a better plan makes it worth while to bound again."""
_NEARLY_ALL = 0.7
"""Part of the distance of the best plan from which on all of it is taken at once."""

Choose = Callable[[Any, float], float]
"""Finds the best plan of some columns, or a bound that is good enough; gives the bound of such plans."""


class WholeRoutes:
    """One level's proof over whole routes.

    Parameters
    ----------
    search : RouteSearch
        Search for routes.
    bound : RouteBound
        Bound over them, and their prices.
    bounded : callable
        Raises the bound, which a better plan makes easier.
    allowed : callable
        Columns that plans of at most some value may have, for all that is known without routes; bool array.
    choose : callable
        Integer programme.
    best : callable
        Value of the best plan known.
    raised : callable
        Told each better bound.
    over : callable
        Asked whether to end.
    """

    def __init__(
        self,
        search: RouteSearch,
        bound: RouteBound,
        bounded: Callable[[], None],
        allowed: Callable[[float], Any],
        choose: Choose,
        best: Callable[[], float],
        raised: Callable[[float], None],
        over: Callable[[], bool],
    ) -> None:
        self.search, self.bound, self.bounded, self.over = search, bound, bounded, over
        self.allowed, self.choose, self.best, self.raised = allowed, choose, best, raised
        self.routes = 0

    def run(self) -> bool:
        """Settle; whether the best plan is proven."""
        threshold, all_routes = _FIRST_GAP * abs(self.bound.bound), True
        gap = self._gap()
        while not self.over() and self._gap() > 0.0:
            threshold = self._next(threshold)
            if all_routes:
                routes = self.search.within(self.bound.prices, threshold, _MOST_LABELS, self.over)
                self.routes, all_routes = len(routes), routes.complete
            # Columns of routes that visit stops again, too, are soon known.
            columns = routes.columns() if all_routes else self.search.columns(self.bound.prices, threshold)
            if self._settled(columns, threshold):
                return True
            top = self.bound.bound + threshold
            if self._gap() < _NEARER * gap:
                self.bounded()
                gap, all_routes = self._gap(), True
            threshold = max(_FIRST_GAP * abs(top), _GROWTH * (top - self.bound.bound))
        return self._gap() <= 0.0

    def _gap(self) -> float:
        return self.best() - self.bound.bound

    def _next(self, threshold: float) -> float:
        gap = self._gap() + _NOISE
        return gap if threshold >= _NEARLY_ALL * gap else threshold

    def _settled(self, columns: Any, threshold: float) -> bool:
        """Find the best plan of what all routes below a threshold consist of; whether no other one is better."""
        top = self.bound.bound + threshold
        found = min(top, self.choose(np.flatnonzero(columns & self.allowed(top)), top))
        self.raised(found)
        return found >= self.best() - _NOISE
