"""Level 2 on the tiny scenario: the checker agrees, and options are heard."""

from __future__ import annotations

import pytest

from airlift.checker import check
from airlift.plans import Allocation, FleetPlan, Plan, Result, Unit
from airlift.plans.result import Status
from airlift.plans.store import scenario_digest
from airlift.plans.sustained import fleet_figures
from airlift.rules import RULES
from airlift.scenario import Scenario
from airlift.solvers import ProgressEvent, SolveOptions
from airlift.sustainment import solve
from tests.scenarios import tiny_scenario, with_rows

QUICK = SolveOptions(time_limit_s=0.5, deterministic=True)
RULES_OF_LEVEL = {rule.id for rule in RULES.values() if rule.level == "sustainment"}

INSPECTIONS = [
    {
        "id": "mi-50",
        "aircraft_type": "mi-17",
        "every_flight_hours": 50,
        "days": 1,
        "man_hours": 0,
        "place": "site",
    },
    {
        "id": "mi-100",
        "aircraft_type": "mi-17",
        "every_flight_hours": 100,
        "days": 3,
        "man_hours": 90,
        "place": "base",
    },
    {
        "id": "mi-500",
        "aircraft_type": "mi-17",
        "every_flight_hours": 500,
        "days": 9,
        "man_hours": 300,
        "place": "base",
    },
    {
        "id": "mi-2000",
        "aircraft_type": "mi-17",
        "every_flight_hours": 2000,
        "days": 90,
        "man_hours": 0,
        "place": "away",
    },
    {
        "id": "mi-year",
        "aircraft_type": "mi-17",
        "every_months": 6,
        "days": 4,
        "man_hours": 50,
        "place": "base",
    },
]
MADE = {"source": "made for tests", "confidence": "assumption"}
UNITS = (
    ("u1", "rwanda", "unmiss-utility", "mi-17", "juba-hangar", (4, 4, 5, 5, 3, 3, 3)),
    ("u2", "kenya", "unmiss-patrol", "500md", "juba-hangar", (3, 4, 4, 4, 4, 4)),
    ("u3", "kenya", "minusca-medevac", "500md", "bangui-hangar", (4,) * 6),
)


def _allocation() -> Allocation:
    return Allocation(
        units=tuple(
            Unit(
                id=name,
                partner=partner,
                demand=demand,
                aircraft_type=kind,
                maintenance_base=base,
                first_month="2022-09",
                aircraft=aircraft,
            )
            for name, partner, demand, kind, base, aircraft in UNITS
        )
    )


def _scenario() -> Scenario:
    rows = [MADE | row | {"name": row["id"]} for row in INSPECTIONS]
    state = MADE | {
        "id": "known",
        "partner": "rwanda",
        "aircraft_type": "mi-17",
        "hours_since_overhaul": 1990.0,
        "inspected_month": "2022-05",
    }
    return with_rows(with_rows(tiny_scenario(), "inspections", *rows), "tails", state)


def _findings(scenario: Scenario, allocation: Allocation, fleet: FleetPlan, result: Result) -> list[str]:
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        fleet=fleet,
        results=(result,),
    )
    return [str(one) for one in check(scenario, plan) if one.rule in RULES_OF_LEVEL]


@pytest.mark.parametrize("scenario", [tiny_scenario(), _scenario()], ids=["phase", "ladder"])
def test_the_checker_finds_nothing_in_the_plan(scenario: Scenario) -> None:
    """Aircraft come and go, a ladder with site, dock, away and calendar, a type with its phase alone, ferry flights."""
    allocation = _allocation()
    fleet, result = solve(scenario, allocation, QUICK)
    assert fleet is not None
    assert fleet.visits
    assert _findings(scenario, allocation, fleet, result) == []
    assert result.level == "sustainment"


def test_values_of_the_result_are_those_of_the_plan() -> None:
    scenario, allocation = _scenario(), _allocation()
    fleet, result = solve(scenario, allocation, QUICK)
    assert fleet is not None
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        fleet=fleet,
        results=(result,),
    )
    figures = fleet_figures(scenario, plan)
    assert figures is not None
    unmet, _, _, lost = result.objectives
    assert figures.unmet_h == pytest.approx(unmet.value, abs=1e-3)
    assert figures.wasted_h + figures.ferry_h == pytest.approx(lost.value, abs=1e-3)
    for level in result.objectives:
        assert level.bound is not None
        assert level.value is not None
        assert level.bound <= level.value


def test_a_known_tail_near_its_overhaul_goes_away() -> None:
    fleet, _ = solve(_scenario(), _allocation(), QUICK)
    assert fleet is not None
    assert fleet.tails[0].hours_since_overhaul == 1990.0
    first = next(visit for visit in fleet.visits if visit.tail == "u1-t1" and "mi-2000" in visit.inspections)
    assert first.maintenance_base is None
    assert first.days == 90


def test_a_base_that_closes_has_no_docks_from_then_on() -> None:
    data = _scenario().model_dump(mode="json")
    for row in data["maintenance_bases"]:
        row["close_month"] = "2022-11"
    scenario, allocation = Scenario.model_validate(data), _allocation()
    fleet, result = solve(scenario, allocation, QUICK)
    assert fleet is not None
    assert _findings(scenario, allocation, fleet, result) == []
    closed = 61  # days of September and October
    assert all(visit.first_day + visit.days <= closed for visit in fleet.visits if visit.dock is not None)


def test_the_same_seed_gives_the_same_plan() -> None:
    first, again = (solve(_scenario(), _allocation(), QUICK)[0] for _ in range(2))
    assert first == again


def test_without_a_unit_there_is_no_plan() -> None:
    fleet, result = solve(tiny_scenario(), Allocation())
    assert fleet is None
    assert result.status is Status.OPTIMAL
    assert [level.value for level in result.objectives] == [0.0] * 4


def test_without_time_the_plan_of_the_rule_is_valid() -> None:
    scenario, allocation = _scenario(), _allocation()
    fleet, result = solve(scenario, allocation, SolveOptions(time_limit_s=0.0))
    assert fleet is not None
    assert _findings(scenario, allocation, fleet, result) == []


def test_progress_tells_values_and_bounds_of_each_base() -> None:
    told: list[ProgressEvent] = []
    solve(_scenario(), _allocation(), QUICK, told.append)
    assert {event.level for event in told} == {"sustainment"}
    assert {event.message for event in told} == {"juba-hangar", "bangui-hangar"}
