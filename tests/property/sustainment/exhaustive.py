"""Every plan of a tiny fleet on a grid of hours, one level after the other."""

from __future__ import annotations

from itertools import product

from airlift.sustainment.data import FleetProblem
from airlift.sustainment.model import bank_line

__all__ = ["STEP_H", "best_values"]

STEP_H = 10.0

_Tail = tuple[float, int]
"""Bank time, and the week from which it is back from its last visit."""


def best_values(problem: FleetProblem) -> tuple[float, ...]:
    """Return the best values of a fleet of one pool and one inspection in a dock, with hours on the grid.

    Visits of up to 7 days; hours of their week are flown before or after them.
    """
    (pool,) = problem.pools
    kind = problem.types[pool.type]
    (inspection,) = kind.inspections
    in_a_dock = 7 // inspection.days
    states: dict[tuple[float, ...], tuple[float, ...]] = {
        tuple(100.0 - tail.position_h for tail in pool.tails): (0.0,) * 4
    }
    for week in range(problem.weeks):
        reached: dict[tuple[float, ...], tuple[float, ...]] = {}
        most_visits = problem.workshops[pool.workshop].docks[week] * in_a_dock
        most_man_hours = problem.workshops[pool.workshop].man_hours[week]
        for banks, values in states.items():
            for moves in product(*(list(_moves(bank, kind.week_h, inspection.days)) for bank in banks)):
                hours = sum(flown for flown, _, _, _ in moves)
                visits = sum(visited for _, _, visited, _ in moves)
                man_hours = visits * inspection.man_hours + hours * kind.man_hours_per_flight_h
                if hours > pool.required_h[week] or visits > most_visits or man_hours > most_man_hours:
                    continue
                after = tuple(sorted(bank for _, bank, _, _ in moves))
                lacking = sum(
                    max(0, wanted - sum(bank >= least - 1e-6 for bank in after))
                    for least, wanted in bank_line(len(after), 100.0)
                )
                missing = max(0.0, pool.least_tails[week] - (len(moves) - visits))
                lost = sum(wasted for _, _, _, wasted in moves)
                added = (pool.required_h[week] - hours, missing, float(lacking), lost)
                total = tuple(old + new for old, new in zip(values, added, strict=True))
                if after not in reached or total < reached[after]:
                    reached[after] = total
        states = reached
    return min(states.values())


def _moves(bank: float, week_h: float, days: int) -> list[tuple[float, float, bool, float]]:
    """Hours flown, bank time after, whether inspected, bank time wasted."""
    free_h = week_h * (7 - days) / 7
    steps = [number * STEP_H for number in range(int(week_h / STEP_H) + 1)]
    moves = [(hours, bank - hours, False, 0.0) for hours in steps if hours <= bank]
    for before, after in product(steps, steps):
        if before + after <= free_h and before <= bank:
            moves.append((before + after, 100.0 - after, True, bank - before))
    return moves
