"""Flow of whole tails, on fleets where it is plain to see."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from airlift.solvers import Interrupt, SolveOptions
from airlift.sustainment.apart import paths_of, taken_apart
from airlift.sustainment.berths import berths_of
from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem, Inspection, Place, TailStart, Workshop
from airlift.sustainment.dispatch import Choices, dispatch
from airlift.sustainment.elite import Elite, is_better
from airlift.sustainment.recombine import recombined
from airlift.sustainment.reflow import flow_of
from airlift.sustainment.stretches import Flow
from airlift.sustainment.trace import trace
from airlift.sustainment.ways import ways_of
from tests.unit.sustainment.fleets import ANNUAL, HUNDRED, fleet_of, kind_of, replay

TEN_DAYS = Inspection("100h", 10, 0.0, Place.BASE, interval_h=100.0)
SHORT = SolveOptions(time_limit_s=5.0, deterministic=True)


def _meeting() -> FleetProblem:
    """Two tails without bank time are inspected for ten days side by side, and 15 h a week are asked after that."""
    return fleet_of([0.0, 0.0], weeks=12, hours=15.0, kind=kind_of(TEN_DAYS), docks=2)


def _bettered(problem: FleetProblem, *plans: FleetCourse, options: SolveOptions = SHORT) -> FleetCourse:
    """Take the integer flow of some plans apart; the replay must find nothing."""
    found = taken_apart(problem, flow_of(problem, plans, options))
    assert replay(problem, found).faults == []
    return found


def test_two_tails_that_meet_come_apart_either_way() -> None:
    """They share a state and go on differently: both ways to give the names back are plans of the same values."""
    problem = _meeting()
    plan = dispatch(problem, Choices(early_h={("t0", 1): 40.0}))
    flow = trace(problem, plan)
    heads = Counter(arc.stretch.head for arc in flow.tails.elements() if arc.stretch.head is not None)
    (met,) = [state for state, tails in heads.items() if tails == 2]
    assert len([arc for arc in flow.tails if arc.stretch.start == met]) == 2
    (pool,) = problem.pools
    crossed = replace(problem, pools=(replace(pool, tails=pool.tails[::-1]),))
    straight, across = taken_apart(problem, flow), taken_apart(crossed, flow)
    assert replay(problem, straight).faults == replay(crossed, across).faults == []
    assert straight.values == across.values == pytest.approx(plan.values)
    hours = [{course.tail: course.flight_h for course in one.courses} for one in (straight, across)]
    assert hours[0]["t0"] == hours[1]["t1"] != hours[0]["t1"] == hours[1]["t0"]


def test_like_tails_are_counted_on_one_arc() -> None:
    """Both stand alike and fly alike until the plan ends."""
    tails = (TailStart("a", 0, 20.0), TailStart("b", 0, 20.0))
    problem = fleet_of([], weeks=3, hours=0.0, tails=tails)
    flow = trace(problem, dispatch(problem, Choices()))
    assert list(flow.tails.values()) == [2]


def test_tails_of_one_way_share_its_hours_alike() -> None:
    """One of two like tails flew all: shared out anew, none of their five hours too much for one is unmet."""
    tails = (TailStart("a", 0, 20.0), TailStart("b", 0, 20.0))
    problem = fleet_of([], weeks=1, hours=25.0, tails=tails)
    plan = dispatch(problem, Choices())
    lame = replace(plan.courses[1], flight_h=(0.0,), bank_h=(80.0, 80.0))
    alone = replace(plan.courses[0], flight_h=(20.0,), bank_h=(80.0, 60.0))
    ways, taken = ways_of(problem, [FleetCourse((alone, lame), (5.0, 0.0, 0.0, 0.0))])
    flow = recombined(problem, ways, (5.0, 0.0, 0.0, 0.0), 5.0, taken)
    assert flow is not None
    assert [course.flight_h for course in taken_apart(problem, flow).courses] == [(12.5,), (12.5,)]


def test_a_flow_that_does_not_balance_is_refused() -> None:
    problem = _meeting()
    flow = trace(problem, dispatch(problem, Choices()))
    last = next(arc for arc in flow.tails if arc.stretch.head is None)
    first = next(arc for arc in flow.tails if arc.stretch.start.call is None)
    for changed in (
        flow.tails + Counter([last]),
        flow.tails - Counter([first]),
        flow.tails - Counter([last]),
    ):
        with pytest.raises(ValueError, match="tails come to"):
            paths_of(problem, Flow(changed, flow.berths))


def test_an_inspection_that_nothing_asks_for_is_left_out() -> None:
    """The rule is told to inspect with 40 h left; no hours are asked, so the flow goes on without."""
    problem = fleet_of([40.0], weeks=3)
    early = dispatch(problem, Choices(early_h={("t0", 0): 50.0}))
    assert early.values[3] == pytest.approx(40.0)
    assert _bettered(problem, early).values[3] == 0.0


def test_an_early_inspection_is_shifted_to_where_the_bank_is_used_up() -> None:
    """40 h left and 15 h a week: the plan inspects in week 2 with 10 h left, a week later nothing is left."""
    problem = fleet_of([40.0], weeks=8, hours=15.0, kind=kind_of(HUNDRED, week_h=21.0))
    early = dispatch(problem, Choices(early_h={("t0", 0): 30.0}))
    assert early.values[3] > 5.0
    found = _bettered(problem, early)
    assert found.values == (0.0, 0.0, 0.0, 0.0)


def test_good_parts_of_two_plans_are_put_together() -> None:
    """Two workshops, each well served by another plan: the flow has the good half of both."""
    one, other = fleet_of([40.0], weeks=2), fleet_of([30.0], weeks=2)
    pools = tuple(
        replace(
            problem.pools[0],
            id=name,
            workshop=name,
            tails=tuple(replace(tail, id=f"{name}-{tail.id}") for tail in problem.pools[0].tails),
        )
        for name, problem in (("p", one), ("q", other))
    )
    workshops = {name: Workshop(name, (1,) * 62, (1e6,) * 2) for name in ("p", "q")}
    problem = replace(one, pools=pools, workshops=workshops)
    plans = [dispatch(problem, Choices(early_h={(f"{name}-t0", 0): 50.0})) for name in ("p", "q")]
    assert [plan.values[3] for plan in plans] == [pytest.approx(40.0), pytest.approx(30.0)]
    flow = flow_of(problem, plans, SolveOptions(time_limit_s=0.0))
    assert taken_apart(problem, flow).values[3] == 0.0


def test_without_time_or_after_an_interrupt_the_flow_is_that_of_the_best_plan() -> None:
    problem = fleet_of([40.0], weeks=3)
    plan = dispatch(problem, Choices(early_h={("t0", 0): 50.0}))
    stopped = Interrupt()
    stopped.set()
    for options in (SolveOptions(time_limit_s=0.0), SolveOptions(time_limit_s=None, interrupt=stopped)):
        assert _bettered(problem, plan, options=options) == plan


def test_calendar_inspections_stay_in_time() -> None:
    """An inspection by the calendar alone is a stop on the way; the tail that waits for it is not shifted past it."""
    problem = fleet_of([90.0, 50.0], weeks=10, hours=12.0, kind=kind_of(HUNDRED, ANNUAL), dues=[2, 40])
    plan = dispatch(problem, Choices())
    stops = [stop for arc in trace(problem, plan).tails for stop in arc.stretch.stops]
    assert [[one.id for one in stop.visit.inspections] for stop in stops] == [["annual"]]
    assert not is_better(plan.values, _bettered(problem, plan).values)


def test_visits_that_find_no_dock_have_no_berths() -> None:
    problem = _meeting()
    flow = trace(problem, dispatch(problem, Choices()))
    assert berths_of(problem, flow.tails) == flow.berths
    narrow = replace(problem, workshops={"w": Workshop("w", (1,) * 72, (1e6,) * 12)})
    assert berths_of(narrow, flow.tails) is None


def test_a_shortfall_that_begins_is_never_rounded_away() -> None:
    """Values that differ by rounding are equal, but nothing is better than a little."""
    assert not is_better((1.0, 3.0), (1.0 + 1e-7, 3.0))
    assert is_better((1.0 + 1e-7, 2.0), (1.0, 3.0))
    assert not is_better((2e-6, 0.0), (0.0, 5.0))
    assert is_better((0.0, 5.0), (2e-6, 0.0))


def test_the_elite_keeps_the_best_distinct_plans() -> None:
    plans = [FleetCourse((), (float(value), 0.0, 0.0, 0.0)) for value in (5, 9, 1, 5, 8, 7, 6, 4, 3, 2)]
    elite = Elite(plans[0])
    for plan in plans[1:]:
        elite.meet(plan)
    assert [plan.values[0] for plan in elite.plans] == [1, 2, 3, 4, 5, 6, 7, 8]
