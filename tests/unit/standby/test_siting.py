"""Siting on hand-made missions with a known answer, and what a search must say of itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from airlift.solvers import Interrupt, SolveOptions
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.evaluate import Evaluator
from airlift.standby.siting import site_watch
from benchmarks.scenarios.standbyworlds import drawn_problem


def line(aircraft: int, *, rate: float = 1e-6, **changes: object) -> SitingProblem:
    """Three sites that cover zones {0, 1}, {1, 2}, {2}; the zones have 2, 1 and 1 parts of the casualties."""
    cover = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)
    watch = Watch(
        name="day",
        hours=24.0,
        aircraft=np.array([aircraft]),
        rate_per_h=rate * np.array([2.0, 1.0, 1.0]),
        reaches=cover,
        surgery=cover,
        care=np.array([[0, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool),
        response_min=np.array([[50.0, 40.0, 0.0], [0.0, 30.0, 30.0], [0.0, 0.0, 20.0]]),
        surgery_min=np.zeros((3, 3)),
        service_h=np.array([2.0, 2.0, 2.0]),
        hospital=np.zeros((3, 3), dtype=np.int64),
        least_cover=np.zeros(3),
    )
    problem = SitingProblem(
        kind=np.zeros(3, dtype=np.int64),
        site=np.arange(3),
        parking=np.array([2, 2, 2]),
        watches=(replace(watch, **{k: v for k, v in changes.items() if k in Watch.__slots__}),),
        operations_per_day=np.array([np.inf]),
    )
    return replace(problem, **{k: v for k, v in changes.items() if k in SitingProblem.__slots__})


def sited(problem: SitingProblem) -> list[int]:
    answer = site_watch(problem, problem.watches[0])
    assert answer.siting is not None
    return answer.siting.tolist()


def test_one_aircraft_goes_where_most_casualties_are() -> None:
    assert sited(line(1)) == [1, 0, 0]


def test_second_level_breaks_the_tie_of_the_first() -> None:
    """Site 1 with site 0 covers the same as site 2 with site 0, and zone 1 twice; minutes then prefer site 1 or 2."""
    problem = line(2)
    answer = site_watch(problem, problem.watches[0])
    assert answer.value is not None
    assert answer.levels[0].value == pytest.approx(0.0, abs=1e-8)
    # Zone 1 answered in 30 min from site 1, zone 2 in 30 min: 60; from sites 0 and 2: 40 + 20 = 60, a tie.
    assert answer.value.response_min_per_day / (24e-6) == pytest.approx(2 * 50 + 60, rel=1e-3)


def test_loaded_aircraft_stand_together_where_their_zones_are_busy() -> None:
    """With a service time full of calls, a second aircraft at site 0 beats the zone that nobody covers."""
    assert sited(line(2, rate_per_h=np.array([2.0, 0.0, 0.05]))) == [2, 0, 0]


def test_least_cover_is_kept() -> None:
    assert sited(line(1, least_cover=np.array([0.0, 0.0, 0.9])))[0] == 0


def test_least_cover_that_nothing_reaches_is_proven_impossible() -> None:
    problem = line(1, least_cover=np.array([0.9, 0.0, 0.9]))
    answer = site_watch(problem, problem.watches[0])
    assert answer.siting is None and answer.infeasible


def test_hospital_takes_no_more_than_its_operations() -> None:
    """The best post brings 3 patients of a million hours; a hospital for 2.5 leaves the second best."""
    problem = line(1, operations_per_day=np.array([2.5 * 24e-6]))
    assert sited(problem) in ([0, 1, 0], [0, 0, 1])
    assert problem.watches[0].rate_per_h.sum() > 0


def test_parking_is_kept() -> None:
    problem = line(2, rate_per_h=np.array([2.0, 0.0, 0.05]), parking=np.array([1, 2, 2]))
    assert sited(problem)[0] == 1


def test_late_aircraft_are_sent_but_cover_nothing() -> None:
    """An aircraft that reaches a zone too late is kept busy by it."""
    problem = line(1)
    watch = problem.watches[0]
    late = replace(
        watch, surgery=watch.surgery & ~np.array([[1, 0, 0]] * 3, dtype=bool), rate_per_h=np.ones(3)
    )
    post = np.array([1, 0, 0])
    value = Evaluator(problem, late)(post)
    # Zones 0 and 1 keep it busy with 2 calls an hour of 2 hours; only zone 1 counts.
    assert value.busy[0] == pytest.approx(4.0 / 5.0)
    assert value.covered_per_day == pytest.approx(24.0 * (1.0 - 4.0 / 5.0))


def test_interrupt_before_the_search_still_gives_a_siting() -> None:
    interrupt = Interrupt()
    interrupt.set()
    problem = drawn_problem(1, 0.05, aircraft=(6,), sites=12, zones=40)
    answer = site_watch(problem, problem.watches[0], SolveOptions(interrupt=interrupt))
    assert answer.siting is not None and answer.siting.sum() == 6
    assert not answer.levels[0].proven
    assert answer.levels[0].bound <= answer.levels[0].value


def test_deterministic_search_gives_the_same_siting_twice() -> None:
    problem = drawn_problem(2, 0.1, aircraft=(5,), sites=10, zones=40, side_nm=400.0)
    options = SolveOptions(time_limit_s=3.0, deterministic=True)
    one, other = (site_watch(problem, problem.watches[0], options) for _ in range(2))
    assert one.siting is not None and other.siting is not None
    assert one.siting.tolist() == other.siting.tolist()
    assert [level.bound for level in one.levels] == [level.bound for level in other.levels]


def test_more_aircraft_than_states_can_be_listed_are_approximate_and_not_proven() -> None:
    problem = drawn_problem(1, 0.05, aircraft=(18,), sites=8, zones=20, parking=3)
    answer = site_watch(problem, problem.watches[0], SolveOptions(time_limit_s=2.0, deterministic=True))
    assert answer.value is not None and answer.value.covered_per_day > 0.0
    assert not any(level.proven for level in answer.levels)
