"""Hours of a flow as a solver leaves them, with its rounding taken out: no limit is broken by a hair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airlift.sustainment.data import FleetProblem
from airlift.sustainment.stretches import free_h_of
from airlift.sustainment.ways import Node, Way

__all__ = ["Used", "mend"]

_ROUNDING_H = 1e-5
"""Hours of a week that are missing for more reasons than rounding are unmet."""

Used = dict[int, tuple[int, dict[int, float]]]
"""Tails and hours of each of them by week, for the ways that are taken, by number."""


def mend(problem: FleetProblem, ways: Sequence[Way], used: Used) -> None:
    """Lower hours to what the limits allow; sums of weeks that differ from what is asked by rounding become that."""
    _Mender(problem, ways, used).run()


class _Mender:
    def __init__(self, problem: FleetProblem, ways: Sequence[Way], used: Used) -> None:
        self.problem, self.ways, self.used = problem, ways, used
        self.pools = {pool.id: pool for pool in problem.pools}
        self.passing: dict[Node, list[int]] = {}
        for number in used:
            for node in (ways[number].tail, ways[number].head):
                if node is not None and node.single:
                    self.passing.setdefault(node, []).append(number)

    def run(self) -> None:
        """Mend all weeks."""
        for number, (_, hours) in self.used.items():
            for week in hours:
                hours[week] = max(0.0, hours[week] + min(0.0, self._room_h(number, week)))
        for pool in self.problem.pools:
            mine = [number for number in self.used if self.ways[number].tail.state.pool == pool.id]
            for week, asked_h in enumerate(pool.required_h):
                there = [number for number in mine if week in self.used[number][1]]
                rest_h = asked_h - sum(self.used[number][0] * self.used[number][1][week] for number in there)
                if abs(rest_h) < _ROUNDING_H:
                    self._spread(there, week, rest_h)

    def _spread(self, there: Sequence[int], week: int, rest_h: float) -> None:
        """Add hours to ways that have room, or take them from those that fly."""
        for number in there:
            tails, hours = self.used[number]
            if rest_h > 0.0:
                more_h = max(0.0, min(rest_h / tails, self._room_h(number, week)))
            else:
                more_h = max(rest_h / tails, -hours[week])
            hours[week] += more_h
            rest_h -= tails * more_h

    def _room_h(self, number: int, week: int) -> float:
        """Hours that a tail of a way may fly more in a week; negative where it flies too much."""
        way, hours = self.ways[number], self.used[number][1]
        pool = self.pools[way.tail.state.pool]
        kind = self.problem.types[pool.type]
        rooms = [
            way.stretch.most_h(week, kind) - hours[week],
            way.usable_h(pool) - sum(hours.values()),
        ]
        rooms += [
            way.above_h(look, least_h, pool) - _flown_h(hours, look)
            for look, least_h in way.least_h
            if look > week
        ]
        for node in (way.tail, way.head):
            if node is not None and node.state.call is not None and node.single and node.state.week == week:
                shared_h = sum(self.used[one][1].get(week, 0.0) for one in self.passing[node])
                rooms.append(free_h_of(kind, node.state.call.visit) - shared_h)
        return min(rooms)


def _flown_h(hours: Mapping[int, float], look: int) -> float:
    """Hours before a week."""
    return sum(flown_h for week, flown_h in hours.items() if week < look)
