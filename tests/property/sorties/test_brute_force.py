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
from airlift.sorties.labelling import enumerate_routes
from airlift.sorties.roster import roster
from airlift.sorties.timeline import fly
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
    found = day_columns(day).columns
    columns = {(column.served, column.start_min): column.minutes for column in found}
    brute = all_sorties(day)
    for column in found:
        if sum(visit.refuel for visit in column.route) <= 1:  # exhaustion goes no further
            assert brute[column.served, column.start_min] <= column.minutes
    for (served, start), minutes in brute.items():
        # A column within the time of the sortie can take its place.
        assert any(
            tasks == served and first >= start and first + length <= start + minutes
            for (tasks, first), length in columns.items()
        ), (served, start, minutes)


@st.composite
def a_tight_day(draw: st.DrawFn) -> DayProblem:
    """Draw a day on which due times before later ready times force waits, under mass, ride and tank limits."""
    positions = (0, *draw(st.lists(st.integers(-45, 45), min_size=2, max_size=2, unique=True)))
    made = []
    for number in range(draw(st.integers(2, 3))):
        pickup = draw(st.integers(0, 2))
        ready = draw(st.integers(480, 620))
        if draw(st.integers(0, 3)) == 0:
            dwell = draw(st.sampled_from([5, 30]))
            made.append(patrol(f"t{number}", max(1, pickup), ready, ready + draw(st.integers(0, 10)), dwell))
            continue
        medical = draw(st.integers(0, 4)) == 0
        common = {
            "payload_kg": draw(st.sampled_from([50.0, 120.0, 200.0, 260.0])),
            "max_ride_min": draw(st.sampled_from([None, 30, 45, 60, 90])),
        }
        other = draw(st.sampled_from([site for site in range(3) if site != pickup]))
        if medical:
            made.append(medevac(f"t{number}", pickup, (other,), ready - 30, 110, **common))
        else:
            due = ready + draw(st.sampled_from([30, 60, 150]))
            people = draw(st.integers(0, 2))
            made.append(transfer(f"t{number}", pickup, other, ready, due, passengers=people, **common))
    unit = {
        "seats": 4,
        "litters": 2,
        "seats_with_litters": 3,
        "usable_fuel_kg": draw(st.sampled_from([110.0, 130.0, 150.0, 188.0])),
        "room_kg": tuple(draw(st.sampled_from([300.0, 350.0, 400.0, 431.0])) for _ in range(3)),
        "refuel_min": draw(st.sampled_from([5, 15])),
    }
    return make_day(
        positions,
        tuple(made),
        unit=unit,
        fuel=draw(st.sampled_from([(0,), (0, 1)])),
        grid_min=draw(st.sampled_from([5, 10, 20])),
        max_tasks=draw(st.sampled_from([2, 3])),
        max_sortie_min=draw(st.sampled_from([150, 200])),
        refuel_with_patients=draw(st.booleans()),
        contingency=draw(st.sampled_from([0.0, 0.1, 0.25])),
    )


@settings(COMMON, max_examples=60)
@given(a_tight_day())
def test_dominance_loses_nothing(day: DayProblem) -> None:
    """Every sortie of the search without dominance has one with it that starts no earlier and ends no later."""
    kept: dict[int, list[tuple[int, int]]] = {}
    for column in day_columns(day).columns:
        kept.setdefault(column.served, []).append((column.start_min, column.end_min))
    for column in day_columns(day, exhaustive=True, max_labels=1000).columns:
        assert any(
            start >= column.start_min and end <= column.end_min for start, end in kept.get(column.served, [])
        ), column


@settings(COMMON, max_examples=60)
@given(a_tight_day())
def test_window_of_a_route_is_exact(day: DayProblem) -> None:
    """A route that is called sure can be flown from every minute of its window, in the time that it states."""
    for route in enumerate_routes(day, day.units[0]).candidates:
        if not route.sure:
            continue
        for start in range(route.first_start_min, route.last_start_min + 1, 7):
            timeline = fly(day, day.units[0], route.route, start, night=False)
            assert timeline is not None
            assert timeline.minutes == max(route.length_min, route.earliest_end_min - start)


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


@st.composite
def a_later_day(draw: st.DrawFn) -> DayProblem:
    """Draw a day of which days before have taken rest, hours and bank time."""
    day = draw(a_day(tasks=3, grid_min=20))
    unit = day.units[0]

    def each(number: int, *values: int) -> tuple[int, ...]:
        return tuple(draw(st.sampled_from(values)) for _ in range(number))

    left = {
        "tails": 2,
        "crews": 2,
        "tail_left_min": each(2, 60, 110, 400),
        "crew_left_min": each(2, 60, 110, 400),
        "crew_ready_min": each(2, 0, 500, 560),
        "tail_ready_min": each(2, 0, 520),
    }
    return replace(day, units=(replace(unit, **left),))


@COMMON
@given(a_later_day())
def test_optimum_with_what_other_days_left_equals_exhaustion(day: DayProblem) -> None:
    """Rest, weekly hours and bank time of each tail and crew: the best programme that can be shared out, proven."""
    kept = {(column.served, column.start_min): column.minutes for column in day_columns(day).columns}
    assert values(day) == best_values(replace(day, units=(replace(day.units[0], standby_crews=0),)), kept)


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
@given(a_day(tasks=4))
def test_shift_of_all_times_changes_nothing(day: DayProblem) -> None:
    """Three hours later all is the same."""
    day = replace(day, daylight=((-5000, 5000),) * len(day.sites))

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
