"""From scenario and allocation to checked programmes."""

from __future__ import annotations

import pytest

import airlift
from airlift.checker import check
from airlift.plans import Allocation, Plan, Programme, Result, Status, Unit
from airlift.rules import RULES
from airlift.solvers import ProgressEvent, SolveOptions
from airlift.sorties import programme_days, solve, solve_day
from tests.scenarios import tiny_scenario, with_policy, with_row, without_rows


def unit(id_: str, demand: str, kind: str, first: str = "2022-09", aircraft: tuple[int, ...] = (3,)) -> Unit:
    """Make a unit."""
    return Unit(
        id=id_, partner="kenya", demand=demand, aircraft_type=kind, maintenance_base="juba-hangar",
        first_month=first, aircraft=aircraft,
    )  # fmt: skip


ALLOCATION = Allocation(
    units=(
        unit("u1", "unmiss-medevac", "500md"),
        unit("u2", "unmiss-utility", "mi-17"),
        unit("u3", "minusca-medevac", "500md"),
    )
)
SORTIE_RULES = {rule.id for rule in RULES.values() if rule.level == "sorties"}


Flown = tuple[tuple[Programme, ...], tuple[Result, ...], list[ProgressEvent]]


@pytest.fixture(scope="module")
def flown() -> Flown:
    """Return the programmes of the tiny scenario, with what was told on the way."""
    told: list[ProgressEvent] = []
    programmes, results = solve(tiny_scenario(), ALLOCATION, progress=told.append)
    return programmes, results, told


def test_programmes_pass_the_checker(flown: Flown) -> None:
    """No rule of the sorties is broken, every task has an outcome, every level is proven."""
    scenario = tiny_scenario()
    programmes, results, _ = flown
    assert [programme.mission for programme in programmes] == ["unmiss", "minusca"]
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256="0" * 64,
        allocation=ALLOCATION,
        programmes=programmes,
        results=results,
    )
    assert [finding for finding in check(scenario, plan) if finding.rule in SORTIE_RULES] == []
    for programme, result in zip(programmes, results, strict=True):
        tasks = {task.id for task in scenario.tasks if task.mission == programme.mission}
        assert {outcome.task for outcome in programme.outcomes} == tasks
        assert result.level == f"sorties:{programme.mission}"
        assert result.status is Status.OPTIMAL
        assert all(level.gap == 0.0 for level in result.objectives)


def test_sorties_are_numbered_by_start(flown: Flown) -> None:
    """Identifiers follow the take-offs."""
    programme = flown[0][0]
    starts = [sortie.start_min for sortie in programme.sorties]
    assert starts == sorted(starts)
    assert [sortie.id for sortie in programme.sorties] == [
        f"unmiss-s{k:02d}" for k in range(1, len(starts) + 1)
    ]


def test_month_is_the_first_with_most_aircraft() -> None:
    """Units that overlap count together."""
    allocation = Allocation(
        units=(
            unit("u1", "unmiss-medevac", "500md", "2022-07", (3, 4, 3)),
            unit("u2", "unmiss-utility", "mi-17", "2022-08", (3, 4)),
        )
    )
    (day,) = programme_days(tiny_scenario(), allocation)
    assert (day.mission, day.month, day.alone) == ("unmiss", "2022-08", True)


def test_mission_without_a_unit_has_no_day() -> None:
    """Asking for it is an error of the caller."""
    assert programme_days(tiny_scenario(), Allocation()) == []
    with pytest.raises(ValueError, match="no unit"):
        solve_day(tiny_scenario(), Allocation(), "unmiss")


def test_deterministic_programme_is_repeatable() -> None:
    """The same seed gives the same programme."""
    scenario = without_rows(tiny_scenario(), "tasks", "unmiss-t2", "unmiss-p2")
    options = SolveOptions(deterministic=True, seed=3)
    first, _ = solve_day(scenario, ALLOCATION, "unmiss", options=options)
    second, _ = solve_day(scenario, ALLOCATION, "unmiss", options=options)
    assert first == second
    assert first.sorties


def test_deterministic_day_of_the_shipped_scenario_is_repeatable() -> None:
    """A shipped day gives the same programme and the same values twice."""
    scenario = airlift.load("seoul-2021")
    partner, base = scenario.partners[0].id, scenario.maintenance_bases[0].id
    flown = Unit(
        id="u1", partner=partner, demand="unmiss-medevac", aircraft_type="500md", maintenance_base=base,
        first_month="2024-01", aircraft=(6,),
    )  # fmt: skip
    options = SolveOptions(deterministic=True, seed=2, time_limit_s=60.0)
    once, twice = (solve_day(scenario, Allocation(units=(flown,)), "unmiss", options=options) for _ in "ab")
    assert once[0] == twice[0]
    assert [(one.value, one.bound) for one in once[1].objectives] == [
        (two.value, two.bound) for two in twice[1].objectives
    ]


def test_night_flying_passes_the_checker() -> None:
    """A casualty at night is flown where night flying is allowed, with the night reserve."""
    night = {"wounded_min": 60, "ready_min": 80, "due_min": 200}
    dark = without_rows(tiny_scenario(), "tasks", "unmiss-t2", "unmiss-p2")
    dark = with_row(dark, "tasks", "unmiss-m1", **night)
    programme, _ = solve_day(dark, ALLOCATION, "unmiss")
    (outcome,) = [row for row in programme.outcomes if row.task == "unmiss-m1"]
    assert outcome.rule == "daylight.window"
    allowed = with_policy(dark, "flight", night_flying=True)
    programme, _ = solve_day(allowed, ALLOCATION, "unmiss")
    (outcome,) = [row for row in programme.outcomes if row.task == "unmiss-m1"]
    assert outcome.sortie is not None
    plan = Plan(scenario="tiny", scenario_sha256="0" * 64, allocation=ALLOCATION, programmes=(programme,))
    assert [finding for finding in check(allowed, plan) if finding.rule in SORTIE_RULES] == []


def test_progress_is_told(flown: Flown) -> None:
    """Enumeration, levels and reasons are told in this order."""
    told = [event for event in flown[2] if event.level == "sorties:unmiss"]
    assert told[0].stage == "enumerate"
    assert told[-1].stage == "reasons"
    assert {"alpha tasks not flown", "flight time"} <= {event.stage for event in told}


def test_interrupt_keeps_a_programme() -> None:
    """An interrupt before the start still gives a programme that says so."""
    options = SolveOptions()
    options.interrupt.set()
    programme, result = solve_day(tiny_scenario(), ALLOCATION, "unmiss", options=options)
    assert result.interrupted
    assert len(programme.outcomes) == 6
