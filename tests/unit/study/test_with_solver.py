"""The studies on worlds that can be solved on paper, with the real search; every plan passes the checker."""

from __future__ import annotations

from typing import Any

import pytest

import airlift
from airlift.plans import Allocation, Plan, Status
from airlift.plans.store import scenario_digest
from airlift.scenario import Scenario
from airlift.study import apply_pledges
from airlift.study.measures import deployments
from tests.scenarios import with_row, with_rows
from tests.unit.matching.worlds import one_unit, second_partner
from tests.unit.study.pledgerows import pledge

LIMITS: dict[str, Any] = {"time_limit_s": 120, "workers": 2, "seed": 1}

MADE = {"source": "made for tests", "confidence": "assumption"}


def assert_kept(scenario: Scenario, allocation: Allocation) -> None:
    """Every rule of force generation is kept."""
    plan = Plan(scenario=scenario.name, scenario_sha256=scenario_digest(scenario), allocation=allocation)
    assert list(airlift.check(scenario, plan)) == []


def lacking_people() -> Scenario:
    """Return a world in which three aircraft lack two crews and five technicians, so that nothing flies."""
    scenario = with_row(one_unit(), "partners", "el-salvador", technicians=10)
    return with_row(scenario, "partner_crews", {"partner": "el-salvador"}, crews=5, women_aircrew=0)


def with_pledges(scenario: Scenario, *rows: Any) -> Scenario:
    """Write candidate pledges into a scenario's table."""
    return with_rows(scenario, "pledges", *(row.model_dump(mode="json") for row in rows))


TECHNICIANS = pledge("technicians", 5, partner="el-salvador")
CREWS = pledge("crews", 2, partner="el-salvador", aircraft_type="500md")
DOCKS = pledge("docks", 1, maintenance_base="juba-hangar")


def test_front_from_no_units_to_full_service():
    """The ends are full service and no unit at no cost; between them each year of budget buys months, all proven."""
    scenario = one_unit()
    study = airlift.pareto(scenario, points=5, **LIMITS)
    values = [(point.values["unmet"], point.values["cost"]) for point in study.front.points]
    assert values[0][0] == 0
    assert values[-1] == (36, 0)
    assert len(values) == 5
    assert values == sorted(values)
    assert [cost for _, cost in values] == sorted((cost for _, cost in values), reverse=True)
    assert all(point.status is Status.OPTIMAL for point in study.front.points)
    for point in study.front.points:
        assert_kept(scenario, point.allocation)
        assert point.values["unmet"] == point.allocation.unmet_aircraft_months


def test_front_of_three_objectives():
    """Burden rises with service as cost does: the ends are the same, no point betters another."""
    study = airlift.pareto(one_unit(), objectives=("unmet", "cost", "burden"), points=4, **LIMITS)
    assert study.front.points[0].values["unmet"] == 0
    assert study.front.points[-1].values == {"unmet": 36, "cost": 0, "burden": 0}


def test_alternatives_are_as_good_and_fly_elsewhere():
    """Of two partners that are alike each can serve alone; the alternative is the other, or both in turn."""
    scenario = second_partner(one_unit())
    found = airlift.pareto(scenario, points=2, alternatives=2, **LIMITS).alternatives
    assert found is not None
    assert found.best is not None
    sets = [deployments(one.allocation) for one in (found.best, *found.others)]
    assert len(set(sets)) == 3
    assert all(one.unmet == {1: 0} for one in found.others)
    assert all(one.words for one in found.others)
    for one in found.others:
        assert_kept(scenario, one.allocation)


def test_no_alternative_is_proven():
    """A partner that is alone has none."""
    found = airlift.pareto(one_unit(), points=2, alternatives=2, **LIMITS).alternatives
    assert found is not None
    assert found.others == ()
    assert any(note.startswith("proven") for note in found.notes)


def test_the_pledge_that_is_lacking_is_worth_all():
    """Only technicians lack: five of them close all 36 aircraft-months from the first month, proven."""
    scenario = with_pledges(
        with_row(one_unit(), "partners", "el-salvador", technicians=10), CREWS, DOCKS, TECHNICIANS
    )
    found = airlift.pledges(scenario, **LIMITS)
    assert [worth.id for worth in found.worths] == ["technicians", "crews", "docks"]
    assert [worth.gains for worth in found.worths] == [(36,), (0,), (0,)]
    assert all(worth.status is Status.OPTIMAL for worth in found.worths)
    best = found.worths[0]
    assert best.first_month == "2022-01"
    assert best.usd_per_aircraft_month is not None
    assert best.usd_per_aircraft_month > 0
    assert best.allocation is not None
    assert_kept(apply_pledges(scenario, best.pledges), best.allocation)


def test_two_pledges_that_only_work_together():
    """Crews and technicians both lack: neither alone closes anything, the pair closes all."""
    found = airlift.pledges(with_pledges(lacking_people(), CREWS, TECHNICIANS, DOCKS), pairs=3, **LIMITS)
    best = found.worths[0]
    assert {row.id for row in best.pledges} == {"crews", "technicians"}
    assert best.gains == (36,)
    assert best.status is Status.OPTIMAL
    assert [worth.gains for worth in found.worths[1:]] == [(0,), (0,), (0,)]


def test_candidates_are_thought_of_where_the_scenario_has_none():
    """A scenario without a table still gets a list."""
    found = airlift.pledges(with_row(one_unit(), "partners", "el-salvador", max_units=0), **LIMITS)
    assert found.generated
    assert all(worth.status is Status.OPTIMAL for worth in found.worths)


def test_broker_values_each_offer_by_a_solve():
    """Both partners could serve all; the hangar and the UN's money carry all of it."""
    scenario = second_partner(one_unit())
    found = airlift.broker(scenario, **LIMITS)
    values = {(fit.offer.kind, fit.offer.id): fit.value for fit in found.fits}
    assert values["partner", "el-salvador"] == values["partner", "honduras"] == 36
    assert values["base", "juba-hangar"] == 36
    assert values["sponsor", "un"] == 36
    assert all(fit.status is Status.OPTIMAL for fit in found.fits)
    assert found.blocking == ()
    assert not found.is_partial


def test_blocking_triple_of_an_idle_plan():
    """A plan without units is blocked by each partner that could serve."""
    scenario = second_partner(one_unit())
    idle = Plan(scenario=scenario.name, scenario_sha256=scenario_digest(scenario), allocation=Allocation())
    found = airlift.broker(scenario, idle, **LIMITS)
    assert {(row.donor, row.partner) for row in found.blocking} == {(None, "el-salvador"), (None, "honduras")}


def test_a_plan_of_another_scenario_is_refused():
    """A plan is judged by the scenario that it was made from."""
    idle = Plan(scenario="tiny", scenario_sha256="0" * 64, allocation=Allocation())
    with pytest.raises(airlift.PlanError):
        airlift.broker(one_unit(), idle, **LIMITS)


def test_an_interrupt_keeps_what_is_known():
    """A study that is stopped at once says so and raises nothing."""
    interrupt = airlift.Interrupt()
    interrupt.set()
    scenario = with_pledges(lacking_people(), CREWS, TECHNICIANS)
    assert airlift.pareto(scenario, interrupt=interrupt, **LIMITS).front.interrupted
    assert airlift.pledges(scenario, interrupt=interrupt, **LIMITS).valuation.interrupted
    assert airlift.broker(scenario, interrupt=interrupt, **LIMITS).interrupted


@pytest.mark.parametrize("study", ["pareto", "pledges"])
def test_the_same_seed_gives_the_same_answer(study: str):
    """In deterministic mode two runs agree in everything but times."""
    scenario = with_pledges(lacking_people(), CREWS, TECHNICIANS)
    options = LIMITS | {"deterministic": True, "time_limit_s": 30}
    if study == "pareto":
        one, other = (airlift.pareto(scenario, points=3, **options) for _ in range(2))
        assert [p.allocation for p in one.front.points] == [p.allocation for p in other.front.points]
    else:
        first, second = (airlift.pledges(scenario, pairs=1, **options).to_list() for _ in range(2))
        assert first == second


def test_pledges_are_compared_with_the_plan_that_is_given():
    """A plan without units and without results: the pledge is worth all it lets fly, and the plan is taken as it is."""
    scenario = with_pledges(with_row(one_unit(), "partners", "el-salvador", technicians=10), TECHNICIANS)
    idle = airlift.plan(scenario, time_limit_s=30, workers=2, seed=1).model_copy(update={"results": ()})
    found = airlift.pledges(scenario, idle, **LIMITS)
    assert found.worths[0].gains == (36,)
    assert found.valuation.base_tiers[0].value == 36
    with pytest.raises(airlift.PlanError, match="has changed since"):
        airlift.pledges(with_row(scenario, "partners", "el-salvador", technicians=11), idle, **LIMITS)
