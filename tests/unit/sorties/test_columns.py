"""Enumeration: which sorties exist, and which do not."""

from __future__ import annotations

from airlift.sorties.columns import ColumnSet, day_columns
from airlift.sorties.data import DayProblem
from tests.unit.sorties.days import make_day, medevac, patrol, transfer


def served_sets(day: DayProblem) -> set[int]:
    """Sets of tasks that some sortie serves."""
    return {column.served for column in day_columns(day).columns}


def starts(found: ColumnSet) -> list[int]:
    """Starts of all columns."""
    return [column.start_min for column in found.columns]


def test_seats_limit_tasks_on_board_at_the_same_time() -> None:
    """Two groups of two do not fit three seats, unless one gets off before the other gets on."""
    together = (
        transfer("a", 1, 3, ready=480, due=560, passengers=2),
        transfer("b", 2, 3, ready=480, due=560, passengers=2),
    )
    assert served_sets(make_day((0, 10, 11, 40), together)) == {1, 2}
    one_by_one = (transfer("a", 1, 2, passengers=2), transfer("b", 2, 3, passengers=2))
    assert 3 in served_sets(make_day((0, 10, 20, 30), one_by_one))


def test_attendant_takes_a_seat_of_the_litter_fit() -> None:
    """With a litter there is one seat, and the attendant sits on it."""
    tasks = (medevac("m", 1, (0,), wounded=480), transfer("a", 1, 0))
    assert served_sets(make_day((0, 20), tasks)) == {1, 2}
    assert 3 in served_sets(make_day((0, 20), tasks, attendants=0, attendants_kg=0.0))


def test_refuels_on_the_way_only_where_needed() -> None:
    """A task beyond the tanks is served by way of a fuel stop, a near one without."""
    tasks = (transfer("far", 2, 1),)
    assert not served_sets(make_day((0, 40, 80), tasks, fuel=(0,)))
    found = day_columns(make_day((0, 40, 80), tasks, fuel=(0, 1)))
    assert all(any(visit.refuel for visit in column.route) for column in found.columns)
    near = day_columns(make_day((0, 10, 20), tasks, fuel=(0, 1)))
    assert near.columns
    assert not any(visit.refuel for column in near.columns for visit in column.route)


def test_nobody_on_board_during_refuelling_where_forbidden() -> None:
    """Patients on board forbid the fuel stop that the way home needs."""
    tasks = (transfer("far", 2, 0),)
    day = {"positions": (0, 40, 80), "tasks": tasks, "fuel": (0, 1), "max_sortie_min": 300}
    assert served_sets(make_day(**day))  # type: ignore[arg-type]
    tight = {"usable_fuel_kg": 170.0}
    assert served_sets(make_day(**day, unit=tight))  # type: ignore[arg-type]
    assert not served_sets(make_day(**day, unit=tight, refuel_with_patients=False))  # type: ignore[arg-type]


def test_casualty_goes_to_any_hospital_in_time() -> None:
    """The nearer hospital is the only one within the clock."""
    tasks = (medevac("m", 1, (0, 2), wounded=480, clock=80),)
    found = day_columns(make_day((0, 30, 35), tasks))
    assert {column.route[2].site for column in found.columns} == {2}


def test_take_off_not_before_call_and_decision() -> None:
    """A medevac starts at wounding plus alert or later."""
    found = day_columns(make_day((0, 10), (medevac("m", 1, (0,), wounded=483),)))
    assert min(starts(found)) == 510


def test_starts_stay_within_daylight_and_the_window() -> None:
    """First and last start follow from dawn, ready time, due time and dusk."""
    early = day_columns(make_day((0, 25), (patrol("p", 1, ready=0, due=2000),)))
    assert min(starts(early)) == 360
    assert max(starts(early)) == 1000
    window = day_columns(make_day((0, 25), (patrol("p", 1, ready=600, due=640),)))
    assert min(starts(window)) == 570
    assert max(starts(window)) == 610


def test_start_between_grid_points_is_filled_by_waiting() -> None:
    """Where the grid misses the best start, the last start before it waits a little."""
    found = day_columns(make_day((0, 25), (patrol("p", 1, ready=603, due=604),)))
    assert [(column.start_min, column.minutes) for column in found.columns] == [(570, 83)]


def test_home_without_fuel_flies_nothing() -> None:
    """A sortie starts on a fill, so the home base needs fuel."""
    assert not served_sets(make_day((0, 10), (transfer("a", 1, 0),), fuel=(1,)))


def test_load_at_the_home_base_before_take_off() -> None:
    """Loading at the home base is no part of the sortie, but has to be over."""
    found = day_columns(make_day((0, 25), (transfer("a", 0, 1, ready=600),)))
    assert min(starts(found)) == 605
    assert {column.minutes for column in found.columns} == {65}


def test_night_flying_adds_sorties_with_the_larger_reserve() -> None:
    """By day nothing changes, by night sorties need more fuel."""
    tasks = (patrol("p", 1, ready=0, due=2000),)
    by_day = day_columns(make_day((0, 25), tasks))
    day_and_night = day_columns(make_day((0, 25), tasks, night_flying=True))
    assert set(starts(by_day)) < set(starts(day_and_night))
    for column in day_and_night.columns:
        assert column.night == (column.start_min not in starts(by_day))


def test_cap_on_labels_is_told() -> None:
    """Under a cap sorties serve fewer tasks, and the restriction says so."""
    tasks = tuple(patrol(f"p{k}", 1 + k) for k in range(4))
    found = day_columns(make_day((0, 10, 20, 30, 40), tasks), max_labels=20)
    assert max(column.served.bit_count() for column in found.columns) < 3
    assert "at most" in found.restrictions[0]


def test_stock_is_drawn_by_fills_and_by_what_the_home_base_tops_up() -> None:
    """The draw is what was loaded less what came back, with the taxi fuel."""
    day = make_day((0, 25), (patrol("p", 1, ready=600, due=600),), stock_kg={0: 500.0})
    (column,) = {column.draws_kg: column for column in day_columns(day).columns}.values()
    assert abs(column.draws_kg[0] - (80 * 4 / 3 + 4.0)) < 0.01
