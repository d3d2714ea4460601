"""Which routes together: the linear programme of one level of the goals, its prices and the bound that they give.

The earlier levels are rows, held to the values of the plan that is known. Each task is flown at least once: that is
less than the problem asks for, so the bound holds, and prices are not negative.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver import pywraplp

from airlift.sorties.pricing.columns import Column
from airlift.sorties.pricing.net import limited_stations
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import priorities

__all__ = ["LEFT", "Level", "Master", "Prices", "aircraft_terms", "levels_of"]

_ROOM = 1e-6
"""How far an earlier level may be above its value; what is proven is proven for that."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the goals: `tasks` of a priority, `aircraft` or `cost`; `left` asks for any plan at all."""

    goal: str
    priority: int | None = None

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.goal != "cost"

    def of_column(self, column: Column) -> float:
        """Give what a route adds."""
        if self.goal == "cost":
            return column.cost
        return float(column.together) if self.goal == "aircraft" else 0.0

    def of_task(self, problem: SortieProblem, task: int) -> float:
        """Give what a task that is not flown adds."""
        return float(self.goal == "tasks" and problem.tasks[task].priority == self.priority)


LEFT = Level("left")


def levels_of(problem: SortieProblem) -> tuple[Level, ...]:
    """Levels in the order of `goal_names`."""

    def levels() -> Iterator[Level]:
        for goal in problem.goals:
            if goal == "tasks":
                yield from (Level("tasks", priority) for priority in priorities(problem))
            else:
                yield Level(goal)

    return tuple(levels())


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one linear programme.

    Parameters
    ----------
    task, use, fleet : arrays
        Of tasks, of what limited stations have, and of the aircraft of each fleet.
    per_cost, per_aircraft : float
        What a unit of cost and an aircraft count.
    constant : float
        What the prices give without the routes.
    """

    task: Any
    use: Any
    fleet: Any
    per_cost: float
    per_aircraft: float
    constant: float

    def towards(self, other: Prices, part: float) -> Prices:
        """Give prices between these and others; the constant, which is concave in the prices, is at least the mean."""
        mean = [
            part * there + (1.0 - part) * here
            for here, there in zip(_parts(self), _parts(other), strict=True)
        ]
        return Prices(mean[0], mean[1], mean[2], float(mean[3]), float(mean[4]), float(mean[5]))

    def scaled(self, part: float) -> Prices:
        """Give a part of all prices; an aircraft still counts 1, for it is what is minimised."""
        return Prices(
            part * self.task,
            part * self.use,
            part * self.fleet,
            part * self.per_cost,
            1.0 + part * (self.per_aircraft - 1.0),
            part * self.constant,
        )

    def reduced(self, column: Column) -> float:
        """Reduced cost of a route, the price of its fleet's aircraft included."""
        value = self.per_cost * column.cost + self.per_aircraft * column.together
        value -= math.fsum(self.task[list(column.tasks)]) + math.fsum(self.use * np.array(column.use))
        return float(value - self.fleet[column.route.fleet] * column.together)


def _parts(prices: Prices) -> tuple[Any, ...]:
    return prices.task, prices.use, prices.fleet, prices.per_cost, prices.per_aircraft, prices.constant


class Master:
    """The linear programme of a level.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    level : Level
        What is minimised.
    earlier : sequence of (Level, float)
        Levels before it and their values.
    penalty : float
        Of a task that is left.
    """

    def __init__(
        self, problem: SortieProblem, level: Level, earlier: Sequence[tuple[Level, float]], penalty: float
    ) -> None:
        self._problem, self._level, self._earlier = problem, level, earlier
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        infinite = solver.infinity()
        self._most = limited_stations(problem)[2]
        self._task = [solver.Constraint(1.0, infinite) for _ in problem.tasks]
        self._use = [solver.Constraint(-infinite, most) for most in self._most]
        self._fleet = [solver.Constraint(fleet.least_aircraft, fleet.aircraft) for fleet in problem.fleets]
        self._before = [solver.Constraint(-infinite, value + _ROOM) for _, value in earlier]
        self._known = set[Column]()
        self._left = []
        self.left = math.inf
        """How much of the tasks and of the fewest aircraft the last solution leaves."""
        for row in (*self._task, *self._fleet):
            variable = solver.NumVar(0.0, infinite, "")
            row.SetCoefficient(variable, 1.0)
            solver.Objective().SetCoefficient(variable, 1.0 if level is LEFT else penalty)
            self._left.append(variable)
        for task, row in enumerate(problem.tasks):
            if row.priority is not None:
                variable = solver.NumVar(0.0, 1.0, "")
                self._task[task].SetCoefficient(variable, 1.0)
                solver.Objective().SetCoefficient(variable, level.of_task(problem, task))
                for other, (before, _) in zip(self._before, earlier, strict=True):
                    other.SetCoefficient(variable, before.of_task(problem, task))
        solver.Objective().SetMinimization()

    def add(self, columns: Sequence[Column]) -> int:
        """Take routes in; gives how many were new."""
        before = len(self._known)
        for column in columns:
            if column in self._known:
                continue
            self._known.add(column)
            variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
            self._solver.Objective().SetCoefficient(variable, self._level.of_column(column))
            for task in set(column.tasks):
                self._task[task].SetCoefficient(variable, float(column.tasks.count(task)))
            for row, amount in zip(self._use, column.use, strict=True):
                row.SetCoefficient(variable, amount)
            self._fleet[column.route.fleet].SetCoefficient(variable, float(column.together))
            for row, (level, _) in zip(self._before, self._earlier, strict=True):
                row.SetCoefficient(variable, level.of_column(column))
        return len(self._known) - before

    def solve(self) -> Prices | None:
        """Solve it; None if the solver fails."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        self.left = math.fsum(variable.solution_value() for variable in self._left)
        task = np.array([max(0.0, row.dual_value()) for row in self._task])
        use = np.array([min(0.0, row.dual_value()) for row in self._use])
        before = [min(0.0, row.dual_value()) for row in self._before]

        def weight(goal: str) -> float:
            paid = [
                price for price, (level, _) in zip(before, self._earlier, strict=True) if level.goal == goal
            ]
            return float(self._level.goal == goal) - math.fsum(paid)

        terms = [*task, *(use * np.array(self._most))]
        terms += [price * (value + _ROOM) for price, (_, value) in zip(before, self._earlier, strict=True)]
        for number, row in enumerate(self._problem.tasks):
            missed = self._level.of_task(self._problem, number) - float(task[number])
            for price, (level, _) in zip(before, self._earlier, strict=True):
                missed -= price * level.of_task(self._problem, number)
            if row.priority is not None:
                terms.append(min(0.0, missed))
        return Prices(
            task,
            use,
            np.array([row.dual_value() for row in self._fleet]),
            weight("cost"),
            weight("aircraft"),
            math.fsum(terms),
        )


def aircraft_terms(problem: SortieProblem, least: Sequence[float], most: float) -> tuple[float, list[float]]:
    """Least that the routes add to a bound, if an aircraft of each fleet adds at least so much.

    Gives also, for each fleet, the least that the others add if one aircraft of the fleet flies otherwise.
    """

    def total(but: int | None) -> float:
        upto = most - (but is not None)
        value, rooms = 0.0, list[tuple[float, float]]()
        for number, fleet in enumerate(problem.fleets):
            mine = float(number == but)
            low = max(0.0, fleet.least_aircraft - mine)
            value += low * least[number]
            upto -= low
            rooms.append((least[number], fleet.aircraft - mine - low))
        for reduced, room in sorted(rooms):
            if reduced < 0.0 and upto > 0.0:
                value += reduced * min(room, upto)
                upto -= min(room, upto)
        return value

    return total(None), [total(number) for number in range(len(problem.fleets))]
