"""The plain model of flight and maintenance planning, tail by week with big-M rows, as a peer to measure against.

It is kinder to itself than the planner: hours are whole, docks only count days of a week (no packing), and visits take
their days from the week in which they begin (a long one also from the weeks after it).
"""

from __future__ import annotations

import math
from typing import Any

from ortools.sat.python import cp_model

from airlift.sustainment.data import FleetProblem, Place, Pool, TailStart
from airlift.sustainment.ladder import ladder_of
from airlift.sustainment.model import LEVELS, bank_line, wanted_present

WEIGHTS = (10_000, 5_000, 500, 1)
"""Of the levels in one objective, since a bound for each would take four searches."""
HORIZON_MARKS = 16


class TailByWeek:
    """The model of a problem whose pools have no ferry flights and whose tails neither join nor leave."""

    def __init__(self, problem: FleetProblem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.levels: list[list[Any]] = [[] for _ in LEVELS]
        self.dock_days: dict[str, list[list[Any]]] = {
            key: [[] for _ in range(problem.weeks)] for key in problem.workshops
        }
        self.man_hours: dict[str, list[list[Any]]] = {
            key: [[] for _ in range(problem.weeks)] for key in problem.workshops
        }
        for pool in problem.pools:
            self._pool(pool)
        for key, shop in problem.workshops.items():
            for week in range(problem.weeks):
                self.model.add(sum(self.dock_days[key][week]) <= 7 * shop.docks[week])
                self.model.add(sum(self.man_hours[key][week]) <= math.floor(100 * shop.man_hours[week]))

    def _pool(self, pool: Pool) -> None:
        kind, weeks, model = self.problem.types[pool.type], self.problem.weeks, self.model
        full = math.floor(kind.smallest_interval_h)
        tails = [self._tail(pool, tail) for tail in pool.tails]
        for week in range(weeks):
            hours = sum(tail["hours"][week] for tail in tails)
            unmet = model.new_int_var(0, math.ceil(pool.required_h[week]), "")
            model.add(hours + unmet >= math.ceil(pool.required_h[week]))
            self.levels[0].append(unmet)
            self.man_hours[pool.workshop][week].append(hours * round(100 * kind.man_hours_per_flight_h))
            wanted = wanted_present(kind, pool.least_tails[week])
            short = model.new_int_var(0, max(wanted, 0), "")
            model.add(sum(tail["present"][week] for tail in tails) + short >= wanted)
            self.levels[1].append(short)
            for least, needed in bank_line(len(tails), full):
                above = []
                for tail in tails:
                    reached = model.new_bool_var("")
                    model.add(tail["bank"][week + 1] >= math.ceil(least)).only_enforce_if(reached)
                    above.append(reached)
                lacking = model.new_int_var(0, max(needed, 0), "")
                model.add(sum(above) + lacking >= needed)
                self.levels[2].append(lacking)

    def _tail(self, pool: Pool, start: TailStart) -> dict[str, list[Any]]:
        kind, weeks, model = self.problem.types[pool.type], self.problem.weeks, self.model
        ladder = ladder_of(kind)
        full, week_h = math.floor(kind.smallest_interval_h), math.floor(kind.week_h)
        first = ladder.next_mark(start.position_h)
        due = [ladder.due[(first + number) % len(ladder.due)] for number in range(HORIZON_MARKS)]
        bank = [model.new_int_var(0, full, "") for _ in range(weeks + 1)]
        model.add(bank[0] == math.floor(ladder.bank_h(start.position_h)))
        hours = [model.new_int_var(0, week_h, "") for _ in range(weeks)]
        # makes[n][w]: the n-th inspection by hours begins in week w; one after the other.
        makes = [[model.new_bool_var("") for _ in range(weeks)] for _ in range(HORIZON_MARKS)]
        for number, some in enumerate(makes):
            model.add_at_most_one(some)
            for week in range(weeks if number else 0):
                model.add(sum(makes[number - 1][: week + 1]) >= sum(some[: week + 1]))
        annual = [model.new_bool_var("") for _ in range(weeks)]
        calendar = kind.calendar
        if calendar and start.due_weeks[0] < weeks - 1:
            model.add_exactly_one(annual[: start.due_weeks[0] + 1])
        else:
            model.add(sum(annual) == 0)
        absent: list[list[Any]] = [[] for _ in range(weeks)]
        for week in range(weeks):
            inspected = model.new_bool_var("")
            model.add(sum(some[week] for some in makes) == inspected)
            lost = model.new_int_var(0, full, "")
            before = model.new_int_var(0, week_h, "")
            model.add(before <= hours[week])
            model.add(bank[week + 1] == bank[week] - hours[week]).only_enforce_if(~inspected)
            model.add(lost == bank[week] - before).only_enforce_if(inspected)
            model.add(bank[week + 1] == full - hours[week] + before).only_enforce_if(inspected)
            self.levels[3].append(lost)
            work = [(some[week], one) for some, one in zip(makes, due, strict=True)]
            work += [(annual[week], one) for one in calendar]
            for made, one in work:
                for later in range(math.ceil(one.days / 7)):
                    if week + later < weeks:
                        days = min(7, one.days - 7 * later)
                        absent[week + later].append(days * made)
                        if one.place is Place.BASE:
                            self.dock_days[pool.workshop][week + later].append(days * made)
                            share = round(100 * one.man_hours * days / one.days)
                            self.man_hours[pool.workshop][week + later].append(share * made)
        present = []
        for week in range(weeks):
            there = model.new_bool_var("")
            model.add(sum(absent[week]) == 0).only_enforce_if(there)
            model.add(7 * hours[week] + week_h * sum(absent[week]) <= 7 * week_h)
            present.append(there)
        return {"hours": hours, "bank": bank, "present": present}

    def solve(self, time_limit_s: float, workers: int, seed: int) -> dict[str, Any]:
        """Search for so many seconds; return status, value of each level, and the weighted value with its bound."""
        self.model.minimize(
            sum(weight * sum(level) for weight, level in zip(WEIGHTS, self.levels, strict=True))
        )
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = time_limit_s
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return {
            "status": solver.status_name(status).lower(),
            "levels": [sum(solver.value(one) for one in level) for level in self.levels] if found else None,
            "value": solver.objective_value if found else None,
            "bound": solver.best_objective_bound,
            "wall_s": round(solver.wall_time, 1),
        }
