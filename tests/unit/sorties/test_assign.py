"""Tails and crews of chosen sorties."""

from __future__ import annotations

from airlift.plans.result import Status
from airlift.solvers import SolveOptions
from airlift.sorties.assign import assign_crews, assign_tails, overloaded
from airlift.sorties.columns import Column, day_columns
from airlift.sorties.roster import roster
from tests.unit.sorties.days import make_day, patrol


def sortie(start: int, minutes: int, served: int = 1) -> Column:
    """Make a sortie of the first unit."""
    return Column(0, served, start, minutes, (), (), False)


def test_tail_is_used_again_after_its_turnaround() -> None:
    """The same tail flies as soon as it is turned round, another one before."""
    day = make_day((0, 25), ())
    assert assign_tails(day, [sortie(480, 60), sortie(560, 60)]) == (0, 0)
    assert assign_tails(day, [sortie(480, 60), sortie(555, 60)]) == (0, 1)


def test_crews_need_no_turnaround() -> None:
    """A crew takes another tail at once."""
    day = make_day((0, 25), (), unit={"crews": 1})
    assert assign_crews(day, [sortie(480, 60), sortie(540, 60)]) == (0, 0)


def test_search_finds_what_the_quick_way_misses() -> None:
    """Three times 50 and twice 75 minutes fill two crews of 150 minutes in one way only."""
    day = make_day((0, 25), (), unit={"crews": 2}, crew_flight_min=150)
    lengths = (50, 75, 50, 50, 75)
    sorties = [sortie(360 + 110 * k, minutes) for k, minutes in enumerate(lengths)]
    crews = assign_crews(day, sorties)
    assert crews is not None
    flown = [sum(m for m, crew in zip(lengths, crews, strict=True) if crew == k) for k in (0, 1)]
    assert max(flown) <= 150


def test_duty_limits_first_take_off_to_last_landing() -> None:
    """Two sorties too far apart need two crews."""
    day = make_day((0, 25), (), unit={"crews": 1}, crew_duty_min=200)
    sorties = [sortie(480, 60), sortie(630, 60)]
    assert assign_crews(day, sorties) is None
    assert overloaded(day, sorties) == sorties


def test_clash_of_crews_changes_the_selection_and_stays_proven() -> None:
    """With one crew whose duty cannot span both tasks one of them is left, proven by a cut."""
    tasks = (patrol("early", 1, ready=400, due=420), patrol("late", 1, ready=900, due=920))
    day = make_day((0, 25), tasks, unit={"crews": 1, "tails": 1}, crew_duty_min=300)
    found = roster(day, day_columns(day), SolveOptions(), lambda *_: None)
    assert len(found.chosen) == 1
    assert [level.value for level in found.levels][3] == 1
    assert all(level.status is Status.OPTIMAL for level in found.levels)


def test_without_time_for_cuts_sorties_are_dropped_and_nothing_more_is_claimed() -> None:
    """When crews cannot fly the selection and the time is over, what is left is not called proven."""
    tasks = (patrol("early", 1, ready=400, due=420), patrol("late", 1, ready=900, due=920))
    day = make_day((0, 25), tasks, unit={"crews": 1, "tails": 1}, crew_duty_min=300)
    options = SolveOptions()
    options.interrupt.set()
    found = roster(day, day_columns(day), options, lambda *_: None)
    assert len(found.chosen) == 1
    routine = found.levels[3]
    assert (routine.status, routine.value, routine.bound) == (Status.FEASIBLE, 1, 0)
    assert found.levels[4].bound is None
