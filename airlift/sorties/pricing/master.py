"""Which routes together: the linear programme of one level of the goals, its prices and the bound that they give.

The earlier levels are rows, held to the values of the plan that is known. Each task is flown at least once: that is
less than the problem asks for, so the bound holds, and prices are not negative.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from airlift.sorties.pricing.columns import Column
from airlift.sorties.pricing.cuts import MOST_CUTS, Cuts, violated
from airlift.sorties.pricing.net import limited_stations
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import priorities

__all__ = ["LEFT", "Level", "Master", "Prices", "aircraft_terms", "levels_of"]

_ROOM = 1e-6
"""How far an earlier level may be above its value; what is proven is proven for that."""
_PART = 1e-6
"""How much of a route must be flown for it to count in cuts."""


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
    task, use, fleet, cut : arrays
        Of tasks, of what limited stations have, of the aircraft of each fleet, and of cuts; `MOST_CUTS` of the latter.
    per_cost, per_aircraft : float
        What a unit of cost and an aircraft count.
    constant : float
        What the prices give without the routes.
    """

    task: Any
    use: Any
    fleet: Any
    cut: Any
    per_cost: float
    per_aircraft: float
    constant: float

    def towards(self, other: Prices, part: float) -> Prices:
        """Give prices between these and others; the constant, which is concave in the prices, is at least the mean."""
        mean = [
            part * there + (1.0 - part) * here
            for here, there in zip(_parts(self), _parts(other), strict=True)
        ]
        return Prices(*mean[:4], *(float(value) for value in mean[4:]))

    def scaled(self, part: float) -> Prices:
        """Give a part of all prices; an aircraft still counts 1, for it is what is minimised."""
        return Prices(
            part * self.task,
            part * self.use,
            part * self.fleet,
            part * self.cut,
            part * self.per_cost,
            1.0 + part * (self.per_aircraft - 1.0),
            part * self.constant,
        )

    def reduced(self, column: Column, cuts: Cuts) -> float:
        """Reduced cost of a route, the price of its fleet's aircraft included."""
        value = self.per_cost * column.cost + self.per_aircraft * column.together
        value -= math.fsum(self.task[list(column.tasks)]) + math.fsum(self.use * np.array(column.use))
        value -= math.fsum(amount * self.cut[number] for number, amount in cuts.uses(column).items())
        return float(value - self.fleet[column.route.fleet] * column.together)


def _parts(prices: Prices) -> tuple[Any, ...]:
    return (
        prices.task,
        prices.use,
        prices.fleet,
        prices.cut,
        prices.per_cost,
        prices.per_aircraft,
        prices.constant,
    )


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
        self._model = model = mathopt.Model()
        self._most = limited_stations(problem)[2]
        self._task = [model.add_linear_constraint(lb=1.0) for _ in problem.tasks]
        self._use = [model.add_linear_constraint(ub=most) for most in self._most]
        self._fleet = [
            model.add_linear_constraint(lb=fleet.least_aircraft, ub=fleet.aircraft)
            for fleet in problem.fleets
        ]
        self._before = [model.add_linear_constraint(ub=value + _ROOM) for _, value in earlier]
        self.cuts = Cuts(len(problem.tasks))
        self._cut: list[Any] = []
        self._known: dict[Column, Any] = {}
        self._values: dict[Any, float] = {}
        self._left = []
        self.left = math.inf
        """How much of the tasks and of the fewest aircraft the last solution leaves."""
        for row in (*self._task, *self._fleet):
            variable = model.add_variable(lb=0.0)
            row.set_coefficient(variable, 1.0)
            model.objective.set_linear_coefficient(variable, 1.0 if level is LEFT else penalty)
            self._left.append(variable)
        for number, task in enumerate(problem.tasks):
            if task.priority is not None:
                variable = model.add_variable(lb=0.0, ub=1.0)
                self._task[number].set_coefficient(variable, 1.0)
                model.objective.set_linear_coefficient(variable, level.of_task(problem, number))
                for other, (before, _) in zip(self._before, earlier, strict=True):
                    other.set_coefficient(variable, before.of_task(problem, number))
        self._solver = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)
        # Without presolving the simplex algorithm goes on from the last basis, which new routes leave feasible.
        self._parameters = mathopt.SolveParameters(presolve=mathopt.Emphasis.OFF)

    def add(self, columns: Sequence[Column]) -> int:
        """Take routes in; gives how many were new."""
        before = len(self._known)
        for column in columns:
            if column in self._known:
                continue
            self._known[column] = variable = self._model.add_variable(lb=0.0)
            self._model.objective.set_linear_coefficient(variable, self._level.of_column(column))
            for task, times in Counter(column.tasks).items():
                self._task[task].set_coefficient(variable, float(times))
            for row, amount in zip(self._use, column.use, strict=True):
                row.set_coefficient(variable, amount)
            self._fleet[column.route.fleet].set_coefficient(variable, float(column.together))
            for row, (level, _) in zip(self._before, self._earlier, strict=True):
                row.set_coefficient(variable, level.of_column(column))
            for number, amount in self.cuts.uses(column).items():
                self._cut[number].set_coefficient(variable, amount)
        return len(self._known) - before

    def drop(self, columns: Sequence[Column]) -> None:
        """Forget some routes."""
        for column in columns:
            if column in self._known:
                self._known.pop(column).upper_bound = 0.0

    def solution(self) -> list[tuple[Column, float]]:
        """Routes that the last solution flies, and how much of them."""
        return [
            (column, value)
            for column, variable in self._known.items()
            if (value := self._values.get(variable, 0.0)) > _PART
        ]

    def cut(self, most: int) -> int:
        """Take in cuts that the last solution breaks, at most so many; gives how many."""
        most = min(most, MOST_CUTS - len(self._cut))
        new = violated(len(self._problem.tasks), self.solution(), self.cuts.sets, most)
        first = len(self._cut)
        for triple in new:
            self.cuts.add(triple)
            self._cut.append(self._model.add_linear_constraint(ub=1.0))
        if new:
            for column, variable in self._known.items():
                for number, amount in self.cuts.uses(column).items():
                    if number >= first:
                        self._cut[number].set_coefficient(variable, amount)
        return len(new)

    def solve(self) -> Prices | None:
        """Solve it; None if the solver fails."""
        result = self._solver.solve(params=self._parameters)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        self._values = result.variable_values()
        self.left = math.fsum(self._values[variable] for variable in self._left)
        dual = result.dual_values()
        task = np.array([max(0.0, dual[row]) for row in self._task])
        use = np.array([min(0.0, dual[row]) for row in self._use])
        cut = np.zeros(MOST_CUTS)
        cut[: len(self._cut)] = [min(0.0, dual[row]) for row in self._cut]
        before = [min(0.0, dual[row]) for row in self._before]

        def weight(goal: str) -> float:
            paid = [
                price for price, (level, _) in zip(before, self._earlier, strict=True) if level.goal == goal
            ]
            return float(self._level.goal == goal) - math.fsum(paid)

        terms = [*task, *(use * np.array(self._most)), *cut]
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
            np.array([dual[row] for row in self._fleet]),
            cut,
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
