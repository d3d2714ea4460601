"""Rules on support: maintenance bases, spare parts, strategic lift."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from airlift.matching.bounds import DAYS_PER_MONTH, spare_hours
from airlift.matching.limits import Limit, state_limits
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import RuleBook
from airlift.matching.variables import Variables
from airlift.units import SCALE, need_units, supply_units

__all__ = ["state_base_rules"]

_sum = cp_model.LinearExpr.sum


def state_base_rules(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State the rules on maintenance, spare parts and lift."""
    _arrangements(book, problem, variables)
    _maintenance(book, problem, variables)
    _spares(book, problem, variables)
    _lift(book, problem, variables)


def _arrangements(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """base.arrangement, and base.suitable where it was lifted: one base for a choice, in every month."""
    for c, choice in enumerate(problem.choices):
        blocks = [block for run in variables.runs[c] for block in run.blocks]
        if choice.unsuitable:
            subject = f"{choice.demand} {choice.partner} {choice.aircraft_type}"
            for base, first, end in choice.unsuitable:
                for block in blocks:
                    if (
                        block.first < end
                        and block.end > first
                        and (c, base, block.first) in variables.supported
                    ):
                        supported = variables.supported[c, base, block.first]
                        book.at_most(
                            "base.suitable", subject, supported, 0, per_unit=variables.most_of(supported)
                        )
        if len(choice.bases) == 1 or not blocks:
            continue
        book.model.add_exactly_one(variables.arranged[c, base] for base, _, _ in choice.bases)
        for block in blocks:
            t = block.first
            bases = [base for base, opens, closes in choice.bases if opens <= t < closes]
            supported_by = [variables.supported[c, base, t] for base in bases]
            book.model.add(_sum(supported_by) == variables.aircraft[c, t])
            for base, supported in zip(bases, supported_by, strict=True):
                book.model.add(supported <= block.most * variables.arranged[c, base])


def _maintenance(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """base.man_hours, base.docks: monthly work for all supported units."""
    scenario = problem.scenario
    man_hours: defaultdict[str, dict[int, Limit]] = defaultdict(dict)
    dock_days: defaultdict[str, dict[int, Limit]] = defaultdict(dict)
    needs: dict[int, tuple[int, int]] = {}
    for (c, base_id, t), aircraft in variables.supported.items():
        if t not in variables.block_firsts:
            continue
        if c not in needs:
            choice = problem.choices[c]
            kind = scenario.aircraft_type_by_id[choice.aircraft_type]
            hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
            needs[c] = (
                need_units(hours * kind.man_hours_per_flight_hour),
                need_units(hours / kind.phase_hours * kind.phase_days),
            )
        if t not in man_hours[base_id]:
            base = scenario.maintenance_base_by_id[base_id]
            man_hours[base_id][t] = Limit(base_id, supply_units(base.man_hours_per_month))
            dock_days[base_id][t] = Limit(base_id, supply_units(base.docks * DAYS_PER_MONTH))
        man_hours[base_id][t].use(aircraft, needs[c][0])
        dock_days[base_id][t].use(aircraft, needs[c][1])
    for rule, by_base in (("base.man_hours", man_hours), ("base.docks", dock_days)):
        for limits in by_base.values():
            state_limits(book, variables, rule, list(limits.values()), per_unit=SCALE)


def _spares(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """spares.available: flight hours of a type within those that spare parts support."""
    scenario = problem.scenario
    limits: dict[tuple[str, int], Limit] = {}
    limited = {row.aircraft_type for row in scenario.spares}
    ends = {scenario.month_index(row.last_month) + 1 for row in scenario.spares}
    events = (
        variables.block_firsts | ends | {scenario.month_index(row.first_month) for row in scenario.spares}
    )
    for (c, t), aircraft in variables.aircraft.items():
        choice = problem.choices[c]
        kind = choice.aircraft_type
        if kind in limited and t in events:
            if (kind, t) not in limits:
                limits[kind, t] = Limit(kind, supply_units(spare_hours(problem, kind, t) or 0))
            hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
            limits[kind, t].use(aircraft, need_units(hours))
    state_limits(book, variables, "spares.available", list(limits.values()), per_unit=SCALE)


def _lift(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """lift.flights: every aircraft that joins a unit is flown in."""
    scenario = problem.scenario
    limits: dict[int, Limit] = {}
    for (c, t), flights in variables.flights.items():
        kind = scenario.aircraft_type_by_id[problem.choices[c].aircraft_type]
        before = variables.aircraft.get((c, t - 1), 0)
        book.model.add(kind.aircraft_per_lift_flight * flights >= variables.aircraft[c, t] - before)
        if t not in limits:
            limits[t] = Limit("", scenario.policy.matching.lift_flights_per_month.value)
        limits[t].use(flights, 1)
    state_limits(book, variables, "lift.flights", [limits[t] for t in sorted(limits)], per_unit=1)
