"""On random tiny days the engine equals exhaustion, and wider rules never make the answer worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from airlift.plans.result import ObjectiveLevel, Status
from airlift.solvers import SolveOptions
from airlift.sorties.columns import day_columns
from airlift.sorties.data import DayProblem, DayTask
from airlift.sorties.roster import roster
from tests.property.sorties.brute import all_sorties, best_values
from tests.unit.sorties.days import make_day, medevac, patrol, transfer

COMMON = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.generate],
)


@st.composite
def a_task(draw: st.DrawFn, number: int, sites: int) -> DayTask:
    """Draw a task of any kind."""
    kind = draw(st.sampled_from(["transfer", "transfer", "patrol", "medevac"]))
    pickup = draw(st.integers(0, sites - 1))
    other = draw(st.sampled_from([site for site in range(sites) if site != pickup]))
    ready = draw(st.integers(480, 560))
    due = ready + draw(st.sampled_from([10, 40, 90, 240]))
    if kind == "patrol":
        return patrol(f"t{number}", max(1, pickup), ready, due, draw(st.sampled_from([10, 30])))
    if kind == "medevac":
        hospitals = tuple(site for site in (0, other) if site != pickup)
        level = draw(st.sampled_from([0, 1, 2]))
        clock = draw(st.sampled_from([70, 110, 200]))
        return medevac(f"t{number}", pickup, hospitals, ready - 30, clock, level=level)
    return transfer(
        f"t{number}",
        pickup,
        other,
        ready,
        due,
        passengers=draw(st.integers(1, 3)),
        payload_kg=draw(st.sampled_from([50.0, 150.0, 260.0])),
        max_ride_min=draw(st.sampled_from([None, 30, 60])),
    )


@st.composite
def a_day(draw: st.DrawFn, tasks: int, **changes: Any) -> DayProblem:
    """Draw a day of up to four sites and a few tasks."""
    positions = (0, *draw(st.lists(st.integers(-45, 45), min_size=2, max_size=3, unique=True)))
    number = draw(st.integers(1, tasks))
    made = tuple(draw(a_task(k, len(positions))) for k in range(number))
    values: dict[str, Any] = {
        "max_tasks": 2,
        "grid_min": 10,
        "fuel": (0, 1) if draw(st.booleans()) else (0,),
        "max_sortie_min": draw(st.sampled_from([120, 180])),
        "refuel_with_patients": draw(st.booleans()),
        "unit": {
            "usable_fuel_kg": draw(st.sampled_from([130.0, 188.0])),
            "tails": draw(st.integers(1, 2)),
            "standby_tails": draw(st.integers(0, 1)),
        },
    }
    return make_day(positions, made, **(values | changes))


def solved(day: DayProblem) -> tuple[ObjectiveLevel, ...]:
    """Levels of the best programme."""
    return roster(day, day_columns(day), SolveOptions(), lambda *_: None).levels


def values(day: DayProblem) -> tuple[float | None, ...]:
    """Values of the levels, after checking that they are proven."""
    levels = solved(day)
    assert all(level.status is Status.OPTIMAL and level.bound == level.value for level in levels)
    return tuple(level.value for level in levels)


@COMMON
@given(a_day(tasks=3))
def test_columns_equal_exhaustion(day: DayProblem) -> None:
    """Every sortie has a column that is as good, and every column is a sortie."""
    columns = {(column.served, column.start_min): column.minutes for column in day_columns(day).columns}
    brute = all_sorties(day)
    for (served, start), minutes in columns.items():
        assert brute.get((served, start), minutes) <= minutes
    for (served, start), minutes in brute.items():
        # A column within the time of the sortie can take its place.
        assert any(
            tasks == served and first >= start and first + length <= start + minutes
            for (tasks, first), length in columns.items()
        ), (served, start, minutes)


@COMMON
@given(a_day(tasks=3))
def test_optimum_equals_exhaustion(day: DayProblem) -> None:
    """The programme is lexicographically best over all selections."""
    columns = {(column.served, column.start_min): column.minutes for column in day_columns(day).columns}
    coarse = {key: minutes for key, minutes in columns.items() if key[1] % 20 == 0}
    few = replace(day, grid_min=20)
    kept = {(column.served, column.start_min): column.minutes for column in day_columns(few).columns}
    assert values(few) == best_values(few, kept)
    assert values(day) <= best_values(day, coarse)


@COMMON
@given(a_day(tasks=4), st.sampled_from(["tail", "due", "tanks", "duration", "standby"]))
def test_wider_rule_never_makes_it_worse(day: DayProblem, rule: str) -> None:
    """A wider rule leaves the optimum as it is or better."""
    unit = day.units[0]
    wider = {
        "tail": replace(day, units=(replace(unit, tails=unit.tails + 1),)),
        "due": replace(day, tasks=tuple(replace(task, due_min=task.due_min + 30) for task in day.tasks)),
        "tanks": replace(day, units=(replace(unit, usable_fuel_kg=unit.usable_fuel_kg + 40.0),)),
        "duration": replace(day, max_sortie_min=day.max_sortie_min + 60),
        "standby": replace(day, units=(replace(unit, standby_tails=0),)),
    }[rule]
    assert values(wider) <= values(day)


@COMMON
@given(a_day(tasks=4, daylight=((-5000, 5000),) * 4))
def test_shift_of_all_times_changes_nothing(day: DayProblem) -> None:
    """Three hours later all is the same."""

    def later(minute: int | None) -> int | None:
        return None if minute is None else minute + 180

    tasks = tuple(
        replace(
            task,
            ready_min=task.ready_min + 180,
            due_min=task.due_min + 180,
            clock_min=later(task.clock_min),
            takeoff_min=later(task.takeoff_min),
            wounded_min=later(task.wounded_min),
        )
        for task in day.tasks
    )
    assert values(replace(day, tasks=tasks)) == values(day)


@COMMON
@given(a_day(tasks=4))
def test_order_of_tasks_changes_nothing(day: DayProblem) -> None:
    """Renumbered tasks give the same values."""
    assert values(replace(day, tasks=day.tasks[::-1])) == values(day)
