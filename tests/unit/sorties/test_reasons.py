"""Why tasks are not flown: each kind of reason provoked and seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from airlift.plans.programme import Outcome
from airlift.plans.result import Status
from airlift.solvers import SolveOptions
from airlift.sorties.assign import Hands
from airlift.sorties.columns import day_columns
from airlift.sorties.data import DayProblem
from airlift.sorties.extract import sorties_of
from airlift.sorties.reasons import outcomes_of
from airlift.sorties.roster import improved, roster
from tests.unit.sorties.days import make_day, medevac, patrol, transfer


def outcomes(day: DayProblem, options: SolveOptions | None = None) -> dict[str, Outcome]:
    """Outcomes of a day by task; the options are those of the explanation."""
    columns = day_columns(day)
    found = roster(day, columns, SolveOptions(), lambda *_: None)
    sorties = sorties_of(day, found.chosen, found.hands)
    rows = outcomes_of(day, columns, found, sorties, options or SolveOptions(), lambda *_: None).outcomes
    return {row.task: row for row in rows.values()}


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("medical.level", make_day((0, 20), (medevac("a", 1, (), 480, other_dropoffs=(0,)),))),
        ("cabin.capacity", make_day((0, 20), (transfer("a", 1, 0, passengers=5, payload_kg=100.0),))),
        ("mass.limit", make_day((0, 20), (transfer("a", 1, 0, payload_kg=400.0),))),
        ("fuel.capacity", make_day((0, 80), (transfer("a", 1, 0),))),
        ("sortie.duration", make_day((0, 25), (transfer("a", 1, 0),), max_sortie_min=60)),
        ("casualty.clock", make_day((0, 25), (medevac("a", 1, (0,), 480, clock=60),))),
        ("task.window", make_day((0, 25), (transfer("a", 1, 0, ready=600, due=630),))),
        ("task.ride_time", make_day((0, 25), (transfer("a", 1, 0, max_ride_min=20),))),
        ("daylight.window", make_day((0, 25), (transfer("a", 1, 0, ready=1060, due=1200),))),
        ("fuel.stock", make_day((0, 25), (transfer("a", 1, 0),), fuel=(1,))),
        # The due time stands for the clock; that call and decision take long is what the clock allows for.
        (
            "casualty.clock",
            make_day((0, 25), (medevac("a", 1, (0,), 480, due_min=590, takeoff_min=570),)),
        ),
        # Tanks and mass would both have to be wider, a smaller reserve is enough for both.
        (
            "fuel.reserve",
            make_day(
                (0, 25),
                (transfer("a", 1, 0),),
                unit={"usable_fuel_kg": 115.0, "room_kg": (115.0, 431.0)},
            ),
        ),
    ],
)
def test_rule_that_forbids_alone(rule: str, day: DayProblem) -> None:
    """The rule whose relaxation alone makes the task possible is named."""
    outcome = outcomes(day)["a"]
    assert outcome.sortie is None
    assert outcome.rule == rule
    assert outcome.reason.endswith(".")


def test_amount_is_the_least_that_helps() -> None:
    """A drop-off 5 min too late is said to be 5 min too late."""
    day = make_day((0, 25), (transfer("a", 1, 0, ready=600, due=630),))
    assert outcomes(day)["a"].reason.startswith("5 min too late")


def test_two_rules_that_forbid_together() -> None:
    """Where no rule alone is the reason, both are named."""
    outcome = outcomes(make_day((0, 25), (transfer("a", 1, 0, ready=600, due=630, payload_kg=400.0),)))["a"]
    assert outcome.rule == "mass.limit"
    assert "mass.limit and task.window" in outcome.reason


SCARCE: list[tuple[str, dict[str, Any]]] = [
    ("tail.available", {"unit": {"tails": 0}}),
    ("crew.numbers", {"unit": {"crews": 0}}),
    ("standby.held", {"unit": {"tails": 1, "standby_tails": 1}}),
    ("fuel.stock", {"stock_kg": {0: 50.0}}),
    ("crew.duty", {"crew_flight_min": 60, "unit": {"crews": 1}}),
]


@pytest.mark.parametrize(("rule", "changes"), SCARCE)
def test_scarce_thing_that_forbids_even_a_single_sortie(rule: str, changes: dict[str, Any]) -> None:
    """A task that a sortie could serve, but that no tail, crew or fuel can fly."""
    outcome = outcomes(make_day((0, 25), (patrol("a", 1),), **changes))["a"]
    assert (outcome.sortie, outcome.rule) == (None, rule)


def test_outbid_by_a_higher_priority() -> None:
    """A patrol at the time of a casualty is pushed out, and would push out the casualty."""
    tasks = (medevac("casualty", 1, (0,), 480), patrol("patrol", 2, ready=520, due=525))
    found = outcomes(make_day((0, 25, -25), tasks, unit={"tails": 1}))
    assert found["casualty"].sortie is not None
    assert found["patrol"].rule == "tail.available"
    assert found["patrol"].displaces == ("casualty",)
    assert "alpha" in found["patrol"].reason


def test_equal_value_is_said() -> None:
    """Of two tasks alike either can be flown."""
    tasks = (patrol("a", 1, ready=520, due=520), patrol("b", 2, ready=520, due=520))
    found = outcomes(make_day((0, 25, -25), tasks, unit={"tails": 1}))
    (left,) = [row for row in found.values() if row.sortie is None]
    assert "equal value" in left.reason
    assert len(left.displaces) == 1


def test_no_reason_is_made_up_without_time() -> None:
    """A task for which no time is left is said not to be examined, whether a sortie could serve it or not."""
    tasks = (patrol("a", 1, ready=520, due=520), patrol("b", 2, ready=520, due=520), transfer("far", 3, 0))
    found = outcomes(make_day((0, 25, -25, 300), tasks, unit={"tails": 1}), SolveOptions(time_limit_s=0.0))
    left = [row for row in found.values() if row.sortie is None]
    assert len(left) == 2
    assert {(row.rule, row.reason) for row in left} == {("task.outcome", "Not examined: time ran out.")}


def test_no_reason_is_made_up_after_an_interrupt() -> None:
    """After an interrupt too."""
    options = SolveOptions()
    options.interrupt.set()
    (row,) = outcomes(make_day((0, 300), (transfer("far", 1, 0),)), options).values()
    assert (row.rule, row.reason) == ("task.outcome", "Not examined: the search was interrupted.")


def test_better_programme_of_an_explanation_is_handed_back() -> None:
    """When the programme found was not the best, forcing a task finds a better one, with tails and crews."""
    day = make_day((0, 25, -25), (medevac("casualty", 1, (0,), 480), patrol("patrol", 2, ready=520, due=525)))
    day = replace(day, units=(replace(day.units[0], tails=1),))
    columns = day_columns(day)
    best = roster(day, columns, SolveOptions(), lambda *_: None)
    worse = next(k for k, column in enumerate(columns.columns) if column.served == 2)
    unproven = tuple(level.model_copy(update={"bound": 0.0, "value": 1.0}) for level in best.levels)
    poor = improved(day, columns, replace(best, levels=unproven), np.array([worse]), Hands((0,), (0,)))
    assert poor.levels[0].status is Status.FEASIBLE
    sorties = sorties_of(day, poor.chosen, poor.hands)
    better = outcomes_of(day, columns, poor, sorties, SolveOptions(), lambda *_: None).better
    assert better is not None
    assert [level.value for level in better.levels] == [level.value for level in best.levels]
    assert better.levels[0].status is Status.OPTIMAL
