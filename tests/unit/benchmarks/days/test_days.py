"""Drawn days: the same from the same seed, solved and checked; what a peer states is checked too."""

from __future__ import annotations

import math

import pytest

from airlift.sorties.columns import Column, day_columns
from benchmarks.days import circuit, routing
from benchmarks.days.drawn import generate
from benchmarks.days.run import airlift_row, run_days
from benchmarks.days.stated import Flight, Nodes, checked, problem_of

SIZES = (1, 8, 1, 4)
DAY = generate(*SIZES)


def test_same_seed_same_day() -> None:
    """A day follows from its seed and its sizes alone."""
    assert generate(*SIZES).scenario == DAY.scenario
    assert generate(2, *SIZES[1:]).scenario.tasks != DAY.scenario.tasks


@pytest.mark.parametrize(("bases", "tails"), [(1, 4), (3, 10), (4, 16), (5, 24)])
def test_day_has_what_was_asked_for(bases: int, tails: int) -> None:
    """So many tasks, home bases and serviceable tails, of more than one type."""
    problem = problem_of(generate(3, 20, bases, tails))
    assert len(problem.tasks) == 20
    assert len({unit.home for unit in problem.units}) == bases
    assert sum(unit.tails for unit in problem.units) == tails
    assert len({unit.aircraft_type for unit in problem.units}) > 1


@pytest.mark.parametrize("sizes", [(0, 1, 4), (201, 1, 4), (20, 6, 24), (20, 4, 3), (20, 4, 25)])
def test_sizes_out_of_range_are_refused(sizes: tuple[int, int, int]) -> None:
    """A size that the sites do not carry is an error."""
    with pytest.raises(ValueError, match="must be from"):
        generate(1, *sizes)


def test_row_of_airlift_is_proven_and_keeps_all_rules() -> None:
    """A small day is proven optimal without a finding; the bound meets the value."""
    row = airlift_row(DAY, SIZES, 20.0, 1)
    assert row.status == "optimal"
    assert not row.broken
    assert (row.left, row.minutes) == (row.tasks_bound, row.minutes_bound)
    assert row.minutes_gap_pct == 0.0


def test_peers_are_no_better_than_what_is_proven() -> None:
    """Whatever sorties of the peers pass the checker, airlift flies as many tasks or more, level by level."""
    rows = {row.solver: row for row in run_days([1], [SIZES[1:]], 1.5, 1)}
    best = rows["airlift"]
    assert set(rows) == {"airlift", routing.NAME, circuit.NAME}
    assert rows[routing.NAME].stated > 0

    def value(solver: str) -> tuple[float, ...]:
        row = rows[solver]
        missing = [of - flown for flown, of in row.flown.values()]
        return (*missing, math.inf if row.minutes is None else row.minutes)

    assert all(value(best.solver) <= value(solver) for solver in rows)


def test_sortie_that_breaks_a_rule_is_taken_out() -> None:
    """Of a sortie that passes and one at night the first one counts, and the rule is named."""
    problem = problem_of(DAY)
    nodes = Nodes(problem)
    one, other = [
        column
        for column in {column.served: column for column in day_columns(problem).columns}.values()
        if column.served.bit_count() == 1 and column.minutes <= nodes.longest_min(problem.units[column.unit])
    ][:2]

    def flight(column: Column, start_min: int) -> Flight:
        t = column.served.bit_length() - 1
        ends = (t,) if problem.tasks[t].patrol else (t, nodes.tasks + t)
        return Flight(column.unit, problem.units[column.unit].tails - 1, start_min, ends)

    good, bad = flight(one, one.start_min), flight(other, 0)
    assert not checked(DAY, problem, [good]).broken
    found = checked(DAY, problem, [good, bad])
    assert found.stated == 2
    assert sum(flown for flown, _ in found.flown.values()) == 1
    assert "daylight.window" in found.broken
