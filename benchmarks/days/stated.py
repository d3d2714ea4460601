"""What the peers are told of a day, and what becomes of their sorties.

A peer's model has two nodes for each task, or one for a patrol. It knows legs, services, windows, clocks, limits of
rides, seats and litters, the longest sortie and the longest flight on one filling, tails, turnarounds and standby. It
does not know what depends on the fuel on board (the mass at each take-off), nor crews, nor fuel stops; a casualty
goes to the nearest hospital, and attendants count while it is on board. Each sortie that it states is flown again by
`airlift.sorties.timeline.fly`, and the plan as stated goes to the checker.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from airlift.checker import check
from airlift.checker.findings import Finding
from airlift.plans import Plan
from airlift.plans.programme import Action, Outcome, Sortie, Stop
from airlift.plans.store import scenario_digest
from airlift.rules import RULES
from airlift.sorties.assign import assign_crews
from airlift.sorties.carry import Carried
from airlift.sorties.columns import Column
from airlift.sorties.data import PRIORITIES, DayProblem, DayUnit
from airlift.sorties.day import day_problem
from airlift.sorties.days import programme_days
from airlift.sorties.extract import programme_of
from airlift.sorties.stands import stands
from airlift.sorties.timeline import Route, Timeline, Visit, fly
from benchmarks.days.drawn import DrawnDay

__all__ = ["CANNOT_STATE", "Checked", "Flight", "Nodes", "checked", "problem_of"]

CANNOT_STATE = (
    "knows no mass that falls with the fuel, no fuel stop, no crews; casualties go to the nearest site"
)


@dataclass(frozen=True, slots=True)
class Flight:
    """A sortie of a peer: unit and tail by number, take-off, and its nodes (task t begins at t, ends at tasks + t)."""

    unit: int
    tail: int
    start_min: int
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Sorties that pass the checker: tasks flown by priority and minutes; and the plan as stated."""

    flown: dict[str, tuple[int, int]]
    minutes: int
    stated: int
    broken: dict[str, int]


def problem_of(day: DrawnDay) -> DayProblem:
    """Numbers of a drawn day."""
    (today,) = programme_days(day.scenario, day.allocation)
    here = stands(day.scenario, day.allocation, today, None, None, Carried())
    return day_problem(day.scenario, today, here)


class Nodes:
    """Nodes of a day as every peer's model has them."""

    def __init__(self, problem: DayProblem) -> None:
        self.problem = problem
        self.tasks = len(problem.tasks)
        self.site = [task.pickup for task in problem.tasks]
        for task in problem.tasks:
            legs = problem.units[0].leg_min[task.pickup]
            self.site.append(min(task.dropoffs, key=lambda end, legs=legs: legs[end], default=task.pickup))

    def window(self, node: int) -> tuple[int, int]:
        """First and last minute at which the service of a node may begin, within daylight."""
        task = self.problem.tasks[node % self.tasks]
        dawn, dusk = self.problem.daylight[self.site[node]]
        if node >= self.tasks:
            return dawn, min(task.latest_min, dusk)
        last = task.due_min if task.patrol else task.latest_min
        return max(task.ready_min, dawn), min(last, dusk)

    def service(self, node: int) -> int:
        """Minutes of a node."""
        return self.problem.unload_min if node >= self.tasks else self.problem.tasks[node].dwell_min

    def leg(self, unit: DayUnit, a: int, b: int) -> int:
        """Minutes from site to site."""
        return 0 if a == b else unit.leg_min[a][b]

    def longest_min(self, unit: DayUnit) -> int:
        """Longest sortie on one filling."""
        problem = self.problem
        spare = unit.usable_fuel_kg - unit.burn_kg_per_min * problem.reserve_day_min
        return min(
            problem.max_sortie_min, math.floor(spare / (unit.burn_kg_per_min * (1.0 + problem.contingency)))
        )

    def places(self, unit: DayUnit, task: int) -> tuple[int, int]:
        """Seats and litters that a task takes: a litter takes the seats that its fit of the cabin lacks."""
        row = self.problem.tasks[task]
        seats = row.passengers + (self.problem.attendants if row.medevac else 0)
        if row.litters:
            seats += unit.seats - unit.seats_with_litters
        return seats, row.litters

    def may_fly(self, unit: DayUnit, task: int, standby: bool) -> bool:
        """Whether a tail of a unit may fly a task: cabin, mass with the reserve alone, and standby."""
        row = self.problem.tasks[task]
        seats, litters = self.places(unit, task)
        reserve_kg = unit.burn_kg_per_min * self.problem.reserve_day_min
        weight = row.payload_kg + (self.problem.attendants_kg if row.medevac else 0.0)
        return (
            (row.patrol or bool(row.dropoffs))
            and seats <= unit.seats
            and litters <= unit.litters
            and weight + reserve_kg <= unit.room_kg[row.pickup]
            and (row.medevac or not (standby or unit.forward))
        )

    def takeoff_min(self, flight: Flight) -> int:
        """Take-off of a sortie: loading at the home base, in a peer's model part of the sortie, comes before it."""
        home, time = self.problem.units[flight.unit].home, flight.start_min
        for node in flight.nodes:
            if self.site[node] != home or node >= self.tasks:
                break
            time = max(time, self.problem.tasks[node].ready_min) + self.problem.tasks[node].dwell_min
        grid = self.problem.grid_min
        return -(-time // grid) * grid

    def route(self, flight: Flight) -> Route:
        """Visits of a sortie: stops one after the other at a site are one."""
        home = self.problem.units[flight.unit].home
        stops: list[tuple[int, list[int], list[int]]] = [(home, [], [])]
        for node in flight.nodes:
            if stops[-1][0] != self.site[node]:
                stops.append((self.site[node], [], []))
            stops[-1][1 if node >= self.tasks else 2].append(node % self.tasks)
        if stops[-1][0] != home or stops[-1][2] or len(stops) == 1:
            stops.append((home, [], []))
        return tuple(Visit(site, tuple(drops), False, tuple(picks)) for site, drops, picks in stops)


def checked(day: DrawnDay, problem: DayProblem, flights: Sequence[Flight]) -> Checked:
    """Check the plan as stated; count what the sorties fly that are left when those with findings are taken out."""
    nodes = Nodes(problem)
    order = sorted(flights, key=lambda flight: (nodes.takeoff_min(flight), flight.unit, flight.tail))
    rows = {f"{problem.prefix}{k:02d}": flight for k, flight in enumerate(order, start=1)}
    broken: dict[str, int] | None = None
    while True:
        sorties = _sorties(nodes, rows)
        findings = _findings(day, nodes, rows, sorties)
        if broken is None:
            broken = dict(Counter(one.rule for one in findings))
        # What is wrong with a sortie by itself goes first: its clashes with others go with it.
        alone = [one for one in findings if not {"tail", "crew"} & one.where.keys()]
        bad = {_culprit(one, sorties) for one in alone or findings if sorties}
        if not bad:
            break
        rows = {name: flight for name, flight in rows.items() if name not in bad}
    served = {node for flight in rows.values() for node in flight.nodes if node < nodes.tasks}
    flown = {
        name: (
            sum(problem.tasks[t].level == level for t in served),
            sum(task.level == level for task in problem.tasks),
        )
        for level, name in enumerate(PRIORITIES)
    }
    minutes = sum(sortie.end_min - sortie.start_min for sortie in sorties)
    stated = sum(node < nodes.tasks for flight in flights for node in flight.nodes)
    return Checked(flown, minutes, stated, broken)


def _culprit(finding: Finding, sorties: Sequence[Sortie]) -> str:
    """Sortie that a finding takes out of the plan: the one it names, else the last one of those that it is about."""
    named = set(finding.where.values())
    by_name = [one.id for one in sorties if one.id in named]
    by_hand = [one.id for one in sorties if {one.crew, one.tail} & named]
    return (by_name or by_hand or [sorties[-1].id])[-1]


def _findings(
    day: DrawnDay, nodes: Nodes, rows: dict[str, Flight], sorties: Sequence[Sortie]
) -> list[Finding]:
    """Findings of the checker on a plan."""
    problem = nodes.problem
    outcomes = {
        t: Outcome(task=task.id, sortie=None, rule="task.outcome", reason="Not flown.")
        for t, task in enumerate(problem.tasks)
    }
    for sortie, flight in zip(sorties, rows.values(), strict=True):
        for node in flight.nodes:
            t = node % nodes.tasks
            surgery = None
            wounded = problem.tasks[t].wounded_min
            if problem.tasks[t].medevac and wounded is not None:
                (landed,) = [
                    stop.arrive_min
                    for stop in sortie.stops
                    if any(act.kind == "dropoff" and act.task == problem.tasks[t].id for act in stop.actions)
                ]
                surgery = math.ceil(landed + problem.handover_min - wounded - 1e-9)
            outcomes[t] = Outcome(task=problem.tasks[t].id, sortie=sortie.id, surgery_min=surgery)
    plan = Plan(
        scenario=day.scenario.name,
        scenario_sha256=scenario_digest(day.scenario),
        allocation=day.allocation,
        programmes=(programme_of(problem, sorties, outcomes),),
    )
    rules = {rule.id for rule in RULES.values() if rule.level == "sorties"} - {"task.outcome"}
    return [one for one in check(day.scenario, plan) if one.rule in rules]


def _sorties(nodes: Nodes, rows: dict[str, Flight]) -> list[Sortie]:
    """Sorties as stated; crews, of which the peers know nothing, are found for them if there are any that may fly."""
    problem = nodes.problem
    lines = []
    for flight in rows.values():
        unit, route = problem.units[flight.unit], nodes.route(flight)
        start = nodes.takeoff_min(flight)
        stated = _as_stated(nodes, unit, route, start)
        lines.append((route, fly(problem, unit, route, start, False) or stated))
    columns = [
        Column(flight.unit, 0, line.depart_min[0], line.minutes, (), route, False)
        for flight, (route, line) in zip(rows.values(), lines, strict=True)
    ]
    crews = assign_crews(problem, columns) or [flight.tail for flight in rows.values()]
    return [
        _sortie(nodes, name, flight, crew, route, line)
        for (name, flight), crew, (route, line) in zip(rows.items(), crews, lines, strict=True)
    ]


def _sortie(nodes: Nodes, name: str, flight: Flight, crew: int, route: Route, line: Timeline) -> Sortie:
    problem = nodes.problem
    unit = problem.units[flight.unit]
    stops = []
    for k, visit in enumerate(route):
        actions = [Action(kind="dropoff", task=problem.tasks[t].id) for t in visit.drops]
        for t in visit.picks:
            kind = "on_station" if problem.tasks[t].patrol else "pickup"
            actions.append(Action(kind=kind, task=problem.tasks[t].id))
        stops.append(
            Stop(
                site=problem.sites[visit.site],
                arrive_min=line.arrive_min[k],
                depart_min=line.depart_min[k],
                actions=tuple(actions),
                fuel_kg=line.fuel_kg[k],
            )
        )
    return Sortie(
        id=name, unit=unit.id, tail=unit.tail(flight.tail), crew=unit.crew(crew), stops=tuple(stops)
    )


def _as_stated(nodes: Nodes, unit: DayUnit, route: Route, start: int) -> Timeline:
    """Times without waiting longer than for ready times, and the fuel that they take, whatever a rule says."""
    problem = nodes.problem
    arrive, depart = [start], [start]
    for before, visit in pairwise(route):
        arrive.append(
            max(depart[-1] + unit.leg_min[before.site][visit.site], problem.daylight[visit.site][0])
        )
        time = arrive[-1] + problem.unload_min * len(visit.drops)
        for t in visit.picks:
            time = max(time, problem.tasks[t].ready_min) + problem.tasks[t].dwell_min
        depart.append(time)
    depart[-1] = arrive[-1]
    burn = unit.burn_kg_per_min
    load = burn * ((arrive[-1] - start) * (1.0 + problem.contingency) + problem.reserve_day_min)
    fuel = [round(max(0.0, load - burn * (time - start)), 6) for time in depart]
    return Timeline(tuple(arrive), tuple(depart), tuple(fuel), (0.0,) * len(route))
