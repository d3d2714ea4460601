"""The efficient front between unmet demand, cost, burden and CO2, each point with its own proof.

The epsilon-constraint method in its augmented, lexicographic form (Mavrotas 2009, Mavrotas and Florios 2013): the
first objective is minimised under limits on the others, then the others one after the other with what came before held,
so that a point proven at every step is efficient, not just weakly so. A cell of the grid that an earlier proven answer
already covers is not solved again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf

from airlift.matching.ask import Ask
from airlift.plans import Allocation, ObjectiveLevel, Plan, Result, Status, worst_status
from airlift.scenario import Scenario
from airlift.study.measures import MEASURES
from airlift.study.sharing import Solver, TimeShare, is_answered, plan_of

__all__ = ["Front", "FrontPoint", "trace_front"]

_SLACK = 1e-6
"""Relative difference below which two values of a measure are the same."""


@dataclass(frozen=True)
class FrontPoint:
    """One plan of the front.

    Parameters
    ----------
    limits : mapping of str to float
        Most that the objectives were allowed to be; at the end of the front where one of them is least, that value.
    levels : tuple of ObjectiveLevel
        Value, bound and status of each objective, in the order of the front. The bound of the first holds under
        the limits; that of a later one for plans that are, besides, as good in those before it.
    allocation : Allocation
        The decisions.
    result : Result
        How they were found.
    """

    limits: Mapping[str, float]
    levels: tuple[ObjectiveLevel, ...]
    allocation: Allocation
    result: Result

    @property
    def values(self) -> dict[str, float]:
        """Value of each objective."""
        return {level.name: level.value for level in self.levels if level.value is not None}

    @property
    def status(self) -> Status:
        """Weakest status of the objectives: `optimal` proves that the point is efficient."""
        return worst_status(tuple(level.status for level in self.levels))

    def plan(self, scenario: Scenario) -> Plan:
        """Return the point as a plan, without a flying programme."""
        return plan_of(scenario, self.allocation, self.result)


@dataclass(frozen=True)
class Front:
    """Plans of which none is better than another in every objective.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    objectives : tuple of str
        What is traded off.
    points : tuple of FrontPoint
        From the best to the worst in the first objective.
    notes : tuple of str
        What a reader must know: points that were dropped, cells that were not reached.
    complete : bool
        Whether every cell of the grid was answered.
    interrupted : bool
        Whether an interrupt ended the study.
    wall_s : float
        Time that it took.
    """

    scenario: Scenario
    objectives: tuple[str, ...]
    points: tuple[FrontPoint, ...]
    notes: tuple[str, ...] = ()
    complete: bool = True
    interrupted: bool = False
    wall_s: float = 0.0


def trace_front(
    scenario: Scenario, objectives: Sequence[str], points: int, share: TimeShare, solver: Solver
) -> Front:
    """Trace the front from its ends inward.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    objectives : sequence of str
        Two or more of `MEASURES`; the first is minimised under limits on the others.
    points : int
        How many points to look for, the ends included.
    share : TimeShare
        Time and progress of the study.
    solver : Solver
        Level 1.

    Raises
    ------
    ValueError
        Fewer than two objectives, one that is unknown or named twice, or fewer points than objectives.
    """
    names = tuple(objectives)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no objective; there are {', '.join(MEASURES)}")
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError("a front needs two or more different objectives")
    if points < len(names):
        raise ValueError(f"a front of {len(names)} objectives has at least {len(names)} points")
    return _Trace(scenario, names, points, share, solver).run()


@dataclass
class _Trace:
    """State of one tracing."""

    scenario: Scenario
    names: tuple[str, ...]
    wanted: int
    share: TimeShare
    solver: Solver
    found: list[FrontPoint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complete: bool = True

    def run(self) -> Front:
        steps = self.wanted
        ends = [(name, *(other for other in self.names if other != name)) for name in self.names]
        for number, order in enumerate(ends):
            self._solve(order, {}, f"end {number + 1} of {len(ends)}", steps - number)
        cells = self._cells() if len(self.found) == len(ends) else []
        if not cells and len(self.found) < len(ends):
            self.complete = False
        for number, limits in enumerate(cells):
            if not self._is_covered(limits):
                label = f"point {number + 1} of {len(cells)}"
                self._solve(self.names, limits, label, len(cells) - number)
        return Front(
            scenario=self.scenario,
            objectives=self.names,
            points=self._efficient(),
            notes=tuple(self.notes),
            complete=self.complete,
            interrupted=self.share.is_stopped,
            wall_s=self.share.elapsed_s,
        )

    def _solve(self, order: tuple[str, ...], limits: Mapping[str, float], label: str, left: int) -> None:
        where = (
            ", ".join(f"{name} at most {limit:,.0f}" for name, limit in limits.items()) or f"least {order[0]}"
        )
        if self.share.is_over:
            self.complete = False
            self.notes.append(f"not searched before the study ended: {where}")
            return
        ask = Ask(minimise=order, held=limits, start=self._start(limits))
        options = self.share.grant(1 / left)
        allocation, result = self.solver(
            self.scenario, options, self.share.told_as(f"{label} ({where})"), ask
        )
        levels = {level.name: level for level in result.objectives if level.value is not None}
        if not is_answered(result) or any(name not in levels for name in order):
            self.complete = False
            self.notes.append(f"nothing found in the time given: {where}")
            return
        ordered = tuple(levels[name] for name in self.names)
        least = levels[order[0]].value
        bounded = limits if order == self.names or least is None else {order[0]: least}
        self.found.append(FrontPoint(dict(bounded), ordered, allocation, result))

    def _start(self, limits: Mapping[str, float]) -> Allocation | None:
        """Find the best plan that keeps the limits: one for a smaller budget is a start for a larger one."""
        if not limits:
            return None
        fitting = [point for point in self.found if _keeps(point.values, limits)]
        best = min(fitting, key=lambda point: point.values[self.names[0]], default=None)
        return best.allocation if best is not None else None

    def _cells(self) -> list[dict[str, float]]:
        """Limits of the inner points, coarse before fine, so that a front cut short is spread out."""
        others = self.names[1:]
        lowest = {name: min(point.values[name] for point in self.found) for name in others}
        highest = {name: max(point.values[name] for point in self.found) for name in others}
        inner = self.wanted - len(self.names)
        if inner == 0:
            return []
        if len(others) == 1:
            steps = inner + 1
            cells: list[tuple[int, ...]] = [(step,) for step in range(1, inner + 1)]
        else:
            steps = 2
            while steps ** len(others) - 1 < inner:
                steps += 1
            axes = product(range(1, steps + 1), repeat=len(others))
            cells = [cell for cell in axes if any(step < steps for step in cell)]
        cells.sort(key=lambda cell: (sum(_coarseness(step, steps) for step in cell), cell))
        return [
            {
                name: lowest[name] + (highest[name] - lowest[name]) * step / steps
                for name, step in zip(others, cell, strict=True)
            }
            for cell in cells[:inner]
        ]

    def _is_covered(self, limits: Mapping[str, float]) -> bool:
        """Whether a proven answer for wider limits keeps these too: it is then the answer here."""
        return any(
            point.status is Status.OPTIMAL
            and _keeps(point.values, limits)
            and _is_wider(point.limits, limits)
            for point in self.found
        )

    def _efficient(self) -> tuple[FrontPoint, ...]:
        """Points that no other is better than, with the best bound that any of them proves."""
        kept: list[FrontPoint] = []
        for at, point in enumerate(self.found):
            better = [
                other
                for number, other in enumerate(self.found)
                if _dominates(other.values, point.values)
                or (_same(other.values, point.values) and _firmer(other, number, point, at))
            ]
            if not better:
                kept.append(point)
            elif _dominates(better[0].values, point.values):
                self.notes.append(_dropped(point, better[0]))
        kept.sort(key=lambda point: tuple(point.values[name] for name in self.names))
        return tuple(self._tightened(point) for point in kept)

    def _tightened(self, point: FrontPoint) -> FrontPoint:
        """Raise the bound of the first objective to what a point with wider limits proves: its limits bind less."""
        first = point.levels[0]
        if first.bound is None or first.value is None:
            return point
        proven = [other.levels[0].bound for other in self.found if _is_wider(other.limits, point.limits)]
        bound = min(first.value, max([first.bound, *(b for b in proven if b is not None)]))
        status = (
            Status.OPTIMAL if first.value - bound <= _SLACK * max(1.0, abs(first.value)) else first.status
        )
        firmer = first.model_copy(update={"bound": bound, "status": status})
        return FrontPoint(point.limits, (firmer, *point.levels[1:]), point.allocation, point.result)


def _coarseness(step: int, steps: int) -> int:
    """How often an axis must be halved until a step lies on it: the middle comes first."""
    depth, low, high = 0, 0, steps
    while low < step < high:
        middle = (low + high) // 2
        depth += 1
        if step == middle:
            break
        low, high = (middle, high) if step > middle else (low, middle)
    return depth


def _keeps(values: Mapping[str, float], limits: Mapping[str, float]) -> bool:
    return all(values[name] <= limit for name, limit in limits.items())


def _is_wider(limits: Mapping[str, float], others: Mapping[str, float]) -> bool:
    """Whether limits allow all that others allow; an objective without a limit is free."""
    return all(limit >= others.get(name, inf) for name, limit in limits.items())


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return all(abs(one[name] - other[name]) <= _SLACK * max(1.0, abs(other[name])) for name in other)


def _dominates(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    no_worse = all(one[name] <= other[name] + _SLACK * max(1.0, abs(other[name])) for name in other)
    return no_worse and not _same(one, other)


def _firmer(other: FrontPoint, number: int, point: FrontPoint, at: int) -> bool:
    """Of two equal points the proven one is kept, else the one that was found first."""
    proven, own = other.status is Status.OPTIMAL, point.status is Status.OPTIMAL
    return (proven and not own) or (proven == own and number < at)


def _dropped(point: FrontPoint, better: FrontPoint) -> str:
    worse, good = _values_in_words(point.levels), _values_in_words(better.levels)
    proven = "" if point.status is Status.OPTIMAL else ", which had not been proven"
    return f"dropped: {worse}{proven}; {good} is at least as good in everything"


def _values_in_words(levels: Iterable[ObjectiveLevel]) -> str:
    return ", ".join(f"{level.name} {level.value:,.0f} {level.unit}" for level in levels)
