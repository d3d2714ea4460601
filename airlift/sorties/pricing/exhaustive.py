"""Small problems of visits, all routes of them: labels for each set of tasks, then the best division of the tasks.

The answer needs no bound of a relaxation: every set of tasks and every way to divide it is looked at, so value and
bound are the same. Source of the scheme: dynamic programming over sets (Held and Karp, Journal of the Society for
Industrial and Applied Mathematics 10 (1962) 196-210) with labels for time and fuel.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from airlift.solvers import SolveOptions
from airlift.sorties.improve import Improver
from airlift.sorties.pricing.kernel import best_shares, label_routes, least_rest
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute, RouteProof, goal_names, priorities
from airlift.sorties.schedule import plan_value

__all__ = ["MOST_TASKS", "prove", "states"]

Tell = Callable[[NodePlan | None, tuple[float, ...]], None]

MOST_TASKS = 16
"""Tasks up to which all sets of them are looked at."""
_MOST_LABELS = 1 << 24
_FLOAT_NOISE = 1e-6
_ASCENT, _FIRST_STEP, _SLOWER = 60, 0.2, 0.93
"""Steps of the search for good tolls, the first in parts of the cost of a leg, and what each is of the one before."""


def states(problem: SortieProblem) -> str | None:
    """Say why not all routes of a problem can be looked at; None if they can."""
    if len(problem.tasks) > MOST_TASKS:
        return f"there are more than {MOST_TASKS} tasks"
    if len(problem.fleets) != 1 or problem.fleets[0].least_aircraft:
        return "there are several fleets, or aircraft that must be used"
    fleet = problem.fleets[0]
    if any(task.delivery is not None for task in problem.tasks):
        return "a task has a delivery"
    if any(task.aircraft != 1 or task.late_cost for task in problem.tasks):
        return "a task is flown by several aircraft, or late service costs"
    if math.isfinite(min(fleet.max_duty_min, fleet.max_trip_min)):
        return "duty or trips are limited"
    if any(
        not s.full or s.reload or s.max_visits is not None or math.isfinite(s.stock) for s in problem.stations
    ):
        return "a station fills partly, unloads, or is limited"
    if "aircraft" not in problem.goals and fleet.aircraft < len(problem.tasks):
        return "aircraft are few and not a goal"
    if problem.goals not in (
        ("cost",),
        ("aircraft", "cost"),
        ("tasks", "cost"),
        ("tasks", "aircraft", "cost"),
    ):
        return f"the goals are {', '.join(problem.goals)}"
    return None


def prove(
    problem: SortieProblem, options: SolveOptions, incumbent: NodePlan | None, primal: Improver, tell: Tell
) -> RouteProof:
    """Find the best plan; parameters as of the other exact engines."""
    unknown = (0.0,) * len(goal_names(problem))
    limit = _dearest(problem, incumbent)
    alone = (
        math.isfinite(limit)
        and "aircraft" in problem.goals
        and len(incumbent.routes if incumbent else ()) == 1
    )
    found = _routes(problem, limit, alone)
    if found is None:
        return RouteProof(incumbent, unknown)
    links, best, cost, count = found
    fewest = "aircraft" in problem.goals
    value = np.zeros((len(cost), 2))
    last = np.zeros(len(cost), dtype=np.int64)
    best_shares(cost, fewest, problem.fleets[0].aircraft, value, last)
    served = _best_set(problem, value)
    detail = (("labels", float(count)), ("routes", float(np.isfinite(cost).sum())))
    if served is None:
        return RouteProof(incumbent, unknown, infeasible=incumbent is None, detail=detail)
    routes = []
    while served:
        part = int(last[served])
        routes.append(NodeRoute(0, _nodes(problem, links, int(best[part]))))
        served ^= part
    plan = NodePlan(tuple(sorted(routes)))
    reached = plan_value(problem, plan)
    if reached is None:
        return RouteProof(incumbent, unknown, detail=detail)
    primal.take(plan)
    tell(plan, reached)
    return RouteProof(plan, reached, detail=detail)


def _dearest(problem: SortieProblem, incumbent: NodePlan | None) -> float:
    """Give the cost above which no route is of use, because a plan is known; infinite where that is not certain."""
    value = None if incumbent is None else plan_value(problem, incumbent)
    nodes, fleet = problem.nodes, problem.fleets[0]
    straight = nodes.cost[fleet.kind]
    metric = all(
        (straight[:, k, None] + straight[None, k, :] >= straight - 1e-9).all() for k in range(len(straight))
    )
    if value is None or "tasks" in problem.goals or fleet.fixed_cost or not metric:
        return math.inf
    if "aircraft" in problem.goals:
        load = nodes.demand[: nodes.tasks].sum(axis=0) / np.maximum(np.array(fleet.capacity), 1e-9)
        # A plan with fewer aircraft may be dearer; there is none if the load alone takes as many.
        if value[0] > max(1, math.ceil(float(load.max(initial=0.0)) - 1e-9)):
            return math.inf
    return value[-1]


def _routes(problem: SortieProblem, limit: float, alone: bool) -> tuple[Any, Any, Any, int] | None:
    """Give links, last label and cost of the cheapest route for each set; None if there are too many labels."""
    nodes, fleet = problem.nodes, problem.fleets[0]
    n, stations = nodes.tasks, nodes.stations if fleet.fuel is not None else 0
    order = np.array([*range(n), *(2 * n + s for s in range(stations)), nodes.start(0), nodes.end(0)])
    grid = np.ix_(order, order)
    minutes = np.ascontiguousarray(nodes.minutes[fleet.kind][grid])
    legs = np.ascontiguousarray(nodes.cost[fleet.kind][grid])
    # Service ends before the leg begins; the labels hold the time after it.
    size = 1 << n
    load = np.zeros((size, len(problem.resources)))
    for task in range(n):
        load[1 << task : 2 << task] = load[: 1 << task] + nodes.demand[task]
    fuel = fleet.fuel
    use = [fuel.tank, fuel.initial, fuel.burn_per_min, fuel.reserve] if fuel else [0.0] * 4
    use.append(max(fuel.reserve, fuel.least_at_end) if fuel else 0.0)
    rate = np.array([station.min_per_unit for station in problem.stations], dtype=np.float64)
    toll, still = _rest(legs, n) if alone else (np.zeros(n), np.zeros(1))
    # Memory that no label reaches is never touched.
    labels, links = np.empty((_MOST_LABELS, 3)), np.empty((_MOST_LABELS, 5), dtype=np.int64)
    heads = np.full((size, n + stations), -1, dtype=np.int64)
    best = np.full(size, -1, dtype=np.int64)
    count = label_routes(
        n, stations, nodes.earliest_min[order], nodes.latest_min[order], nodes.service_min[order], minutes, legs,
        load, np.array(fleet.capacity, dtype=np.float64), np.array(use), rate, limit, alone, toll, still, labels, links,
        heads, best,
    )  # fmt: skip
    if count < 0:
        return None
    cost = np.full(size, math.inf)
    there = best >= 0
    home = legs[:, n + stations + 1]
    cost[there] = labels[best[there], 0] + home[links[best[there], 0]] + fleet.fixed_cost
    return links, best, cost, count


def _rest(legs: Any, n: int) -> tuple[Any, Any]:
    """Tolls, and what is left to pay after each set of tasks if one route flies everything."""
    some = np.ix_([*range(n), len(legs) - 1], [*range(n), len(legs) - 1])
    between = np.ascontiguousarray(legs[some])
    toll = np.zeros(n)
    best, found = least_rest(between, toll)
    kept, step = toll, _FIRST_STEP * float(best[0]) / n
    for _ in range(_ASCENT):
        # In a path each task has two legs; the one into the first task is not in the tree.
        toll = toll + step * (found - (2.0 - 1.0 / n))
        still, found = least_rest(between, toll)
        # What counts is the bound with the cheapest entry.
        if still[0] + toll.min() > best[0] + kept.min():
            best, kept = still, toll
        step *= _SLOWER
    return kept, best - _FLOAT_NOISE


def _best_set(problem: SortieProblem, value: Any) -> int | None:
    """Set of tasks to fly: all that must be, then as many as can be by priority, then at least value."""
    n = len(problem.tasks)
    must = sum(1 << task for task in range(n) if problem.tasks[task].priority is None)
    levels = priorities(problem)
    best, found = None, None
    for served in range(len(value)):
        if served & must != must or not math.isfinite(value[served, 1]):
            continue
        missed = Counter(problem.tasks[task].priority for task in range(n) if not served >> task & 1)
        rank = (*(missed[level] for level in levels), *value[served].tolist())
        if "aircraft" not in problem.goals:
            rank = (*rank[:-2], rank[-1])
        if best is None or rank < best:
            best, found = rank, served
    return found


def _nodes(problem: SortieProblem, links: Any, label: int) -> tuple[int, ...]:
    """Nodes of the route that ends in a label, numbered as the problem does."""
    n = len(problem.tasks)
    nodes: list[int] = []
    while links[label, 2] >= 0:
        node = int(links[label, 0])
        nodes.append(node if node < n else node + n)
        label = int(links[label, 2])
    return tuple(reversed(nodes))
