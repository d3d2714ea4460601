"""Plain CP-SAT on a day: one circuit over all nodes for each unit, as a user would write it.

An arc from the home base begins a sortie. Its first task gives it its number (two sorties of one number would split a
task between them), take-off and end go along its arcs, and an optional interval for each first node takes a tail until
it is turned around.
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from airlift.sorties.data import DayProblem
from benchmarks.days.stated import Flight, Nodes

__all__ = ["NAME", "solve"]

NAME = "cp-sat circuit"
_DAY_MIN = 1440
_WEIGHT = (100_000_000, 10_000_000, 1_000_000, 2_000)


def solve(problem: DayProblem, seconds: float, seed: int, workers: int) -> tuple[list[Flight] | None, str]:
    """Solve a day; sorties, or None without a plan, and the status."""
    return _Circuits(problem).solve(seconds, seed, workers)


class _Circuits:
    def __init__(self, problem: DayProblem) -> None:
        self.problem, self.nodes = problem, Nodes(problem)
        self.model = cp_model.CpModel()
        n = self.nodes.tasks
        self.flown = [self.model.new_bool_var("") for _ in range(n)]
        self.time: dict[int, cp_model.IntVar] = {}
        for node in range(2 * n):
            early, late = self.nodes.window(node)
            if node >= n and problem.tasks[node - n].patrol:
                continue
            if early > late:
                early = late = 0
                self.model.add(self.flown[node % n] == 0)
            self.time[node] = self.model.new_int_var(early, late, "")
        self.begin = {node: self.model.new_int_var(0, _DAY_MIN, "") for node in self.time}
        self.end = {node: self.model.new_int_var(0, _DAY_MIN, "") for node in self.time}
        self.number = {node: self.model.new_int_var(0, 2 * n, "") for node in self.time}
        self.count = {node: self.model.new_int_var(0, problem.max_tasks, "") for node in self.time}
        self.arcs: list[dict[tuple[int | None, int | None], cp_model.IntVar]] = []
        self.by: list[dict[int, cp_model.IntVar]] = []
        self.minutes: list[cp_model.IntVar] = []
        for u in range(len(problem.units)):
            self._unit(u)
        for t in range(n):
            self._task(t)
        left = sum(
            _WEIGHT[task.level] * (1 - flown) for task, flown in zip(problem.tasks, self.flown, strict=True)
        )
        self.model.minimize(left + sum(self.minutes))

    def _pairs(self, u: int, able: list[int]) -> Iterator[tuple[int, int]]:
        """Arcs between nodes whose windows allow them."""
        unit = self.problem.units[u]
        for a in able:
            for b in able:
                n = self.nodes.tasks
                if a == b or (a == b + n):
                    continue
                leg = self.nodes.leg(unit, self.nodes.site[a], self.nodes.site[b])
                if self.nodes.window(a)[0] + self.nodes.service(a) + leg <= self.nodes.window(b)[1]:
                    yield a, b

    def _unit(self, u: int) -> None:
        problem, nodes, model, unit = self.problem, self.nodes, self.model, self.problem.units[u]
        n = nodes.tasks
        able = [node for node in self.time if nodes.may_fly(unit, node % n, False)]
        place = {node: k for k, node in enumerate(able, start=1)}
        by = {node: model.new_bool_var("") for node in able}
        arcs: dict[tuple[int | None, int | None], cp_model.IntVar] = {}
        circuit = [(place[node], place[node], by[node].negated()) for node in able]
        for pair in self._pairs(u, able):
            arcs[pair] = model.new_bool_var("")
            circuit.append((place[pair[0]], place[pair[1]], arcs[pair]))
        for node in able:
            for pair in ((None, node), (node, None)):
                arcs[pair] = model.new_bool_var("")
            circuit.append((0, place[node], arcs[None, node]))
            circuit.append((place[node], 0, arcs[node, None]))
        if able:
            model.add_multiple_circuit(circuit)
        self.arcs.append(arcs)
        self.by.append(by)
        seats = {node: model.new_int_var(0, unit.seats, "") for node in able}
        litters = {node: model.new_int_var(0, unit.litters, "") for node in able}
        for (a, b), flies in arcs.items():
            self._along(u, a, b, flies, seats, litters)
        dawn, dusk = problem.daylight[unit.home]
        tails = min(unit.tails, unit.crews)
        busy, others = [], []
        for node in able:
            first = arcs[None, node]
            size = model.new_int_var(0, nodes.longest_min(unit), "")
            model.add(size == self.end[node] - self.begin[node]).only_enforce_if(first)
            model.add(size == 0).only_enforce_if(first.negated())
            model.add(self.begin[node] >= dawn).only_enforce_if(first)
            model.add(self.end[node] <= dusk).only_enforce_if(first)
            self.minutes.append(size)
            stop = model.new_int_var(0, 2 * _DAY_MIN, "")
            busy.append(
                model.new_optional_interval_var(self.begin[node], size + unit.turnaround_min, stop, first, "")
            )
            if not problem.tasks[node % n].medevac:
                others.append(busy[-1])
        model.add_cumulative(busy, [1] * len(busy), tails)
        model.add_cumulative(others, [1] * len(others), max(0, tails - unit.standby_tails))

    def _along(
        self,
        u: int,
        a: int | None,
        b: int | None,
        flies: cp_model.IntVar,
        seats: dict[int, cp_model.IntVar],
        litters: dict[int, cp_model.IntVar],
    ) -> None:
        """What an arc says of times, loads and the sortie."""
        nodes, model, unit = self.nodes, self.model, self.problem.units[u]
        here = unit.home if a is None else nodes.site[a]
        there = unit.home if b is None else nodes.site[b]
        leg = nodes.leg(unit, here, there)
        if b is None:
            assert a is not None
            model.add(self.end[a] >= self.time[a] + nodes.service(a) + leg).only_enforce_if(flies)
            model.add(seats[a] == 0).only_enforce_if(flies)
            return
        change_seats, change_litters = nodes.places(unit, b % nodes.tasks)
        sign = 0 if self.problem.tasks[b % nodes.tasks].patrol else 1 if b < nodes.tasks else -1
        begun = int(b < nodes.tasks)
        if a is None:
            model.add(self.begin[b] + leg <= self.time[b]).only_enforce_if(flies)
            model.add(self.number[b] == b).only_enforce_if(flies)
            slot = model.new_int_var(0, _DAY_MIN // self.problem.grid_min, "")
            model.add(self.begin[b] == self.problem.grid_min * slot).only_enforce_if(flies)
            model.add(self.count[b] == begun).only_enforce_if(flies)
            model.add(seats[b] == sign * change_seats).only_enforce_if(flies)
            model.add(litters[b] == sign * change_litters).only_enforce_if(flies)
            return
        model.add(self.time[b] >= self.time[a] + nodes.service(a) + leg).only_enforce_if(flies)
        for same in (self.begin, self.end, self.number):
            model.add(same[a] == same[b]).only_enforce_if(flies)
        model.add(self.count[b] == self.count[a] + begun).only_enforce_if(flies)
        model.add(seats[b] == seats[a] + sign * change_seats).only_enforce_if(flies)
        model.add(litters[b] == litters[a] + sign * change_litters).only_enforce_if(flies)

    def _task(self, t: int) -> None:
        """Flown by one unit, both ends in one sortie, not ridden too long, not before call and decision."""
        nodes, model, row = self.nodes, self.model, self.problem.tasks[t]
        drop = nodes.tasks + t
        model.add(sum(by[t] for by in self.by if t in by) == self.flown[t])
        if row.takeoff_min is not None:
            model.add(self.begin[t] >= row.takeoff_min).only_enforce_if(self.flown[t])
        if row.patrol:
            return
        for by in self.by:
            if t in by:
                model.add(by[drop] == by[t])
        model.add(self.number[t] == self.number[drop]).only_enforce_if(self.flown[t])
        model.add(self.time[drop] >= self.time[t] + row.dwell_min).only_enforce_if(self.flown[t])
        if row.max_ride_min is not None:
            longest = row.max_ride_min + row.dwell_min
            model.add(self.time[drop] - self.time[t] <= longest).only_enforce_if(self.flown[t])

    def solve(self, seconds: float, seed: int, workers: int) -> tuple[list[Flight] | None, str]:
        """Search for so long."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, "none"
        flights = []
        for u, (arcs, unit) in enumerate(zip(self.arcs, self.problem.units, strict=True)):
            follower = {a: b for (a, b), flies in arcs.items() if a is not None and solver.value(flies)}
            firsts = [b for (a, b), flies in arcs.items() if a is None and solver.value(flies)]
            rows = []
            for node in firsts:
                row: list[int] = []
                at = node
                while at is not None:
                    row.append(at)
                    at = follower[at]
                assert node is not None
                rows.append((solver.value(self.begin[node]), solver.value(self.end[node]), tuple(row)))
            free = [0] * unit.tails
            for begin, end, nodes in sorted(rows):
                # Tails held for casualties come last, so that they fly nothing else.
                tail = max(k for k in range(unit.tails) if free[k] <= begin)
                free[tail] = end + unit.turnaround_min
                flights.append(Flight(u, tail, begin, nodes))
        return flights, "optimal" if status == cp_model.OPTIMAL else "feasible"
