"""Looks nearby: the units of one partner are free, all others stay; every plan passes the checker."""

from __future__ import annotations

import pytest

import airlift
from airlift.plans import Allocation, ObjectiveLevel, Plan, Status
from airlift.plans.store import scenario_digest
from airlift.scenario import Scenario
from airlift.solvers.options import SolveOptions
from airlift.study import apply_pledges
from airlift.study.descent import descend, unmet_of
from airlift.study.nearby import Focus, NearbySearch
from airlift.study.sharing import TimeShare
from airlift.study.valuation import Valuation, value_pledges
from tests.scenarios import with_row
from tests.unit.matching.worlds import OPTIONS, one_unit, second_partner
from tests.unit.study.fakes import ListSolver
from tests.unit.study.pledgerows import pledge

TECHNICIANS = pledge("technicians", 5, partner="el-salvador")
CREWS = pledge("crews", 2, partner="el-salvador", aircraft_type="500md")
EL_SALVADOR, HONDURAS = Focus(partners=("el-salvador",)), Focus(partners=("honduras",))
JUBA = Focus(demands=("unmiss-medevac",))
DOCKS = pledge("docks", 1, maintenance_base="juba-hangar")


def assert_kept(scenario: Scenario, allocation: Allocation) -> None:
    """Every rule of force generation is kept."""
    plan = Plan(scenario=scenario.name, scenario_sha256=scenario_digest(scenario), allocation=allocation)
    assert list(airlift.check(scenario, plan)) == []


def lacking(*, crews: int = 99, technicians: int = 99) -> Scenario:
    """Return the world of one unit with so many crews and technicians; it needs seven and fifteen."""
    scenario = with_row(one_unit(), "partners", "el-salvador", technicians=min(technicians, 30))
    if crews < 99:
        scenario = with_row(
            scenario, "partner_crews", {"partner": "el-salvador"}, crews=crews, women_aircrew=0
        )
    return scenario


def test_the_units_of_one_partner_are_bettered():
    """From nothing the partner that is free serves all; with nobody free nothing changes."""
    scenario, search = second_partner(one_unit()), NearbySearch()
    assert search.foci(scenario) == (EL_SALVADOR, HONDURAS, JUBA)
    found = search.better(scenario, Allocation(), HONDURAS, OPTIONS)
    assert unmet_of(scenario, found) == (0,)
    assert {unit.partner for unit in found.units} == {"honduras"}
    assert_kept(scenario, found)
    assert search.better(scenario, Allocation(), Focus(), OPTIONS).units == ()
    assert unmet_of(scenario, search.better(scenario, Allocation(), JUBA, OPTIONS)) == (0,)


def test_a_plan_is_no_worse_after_a_look():
    """What is served stays served when another partner is looked at, and costs no more when it is tidied."""
    scenario, search = second_partner(one_unit()), NearbySearch()
    full = search.better(scenario, Allocation(), HONDURAS, OPTIONS)
    other = search.better(scenario, full, EL_SALVADOR, OPTIONS)
    assert unmet_of(scenario, other) == (0,)
    tidy = search.cheaper(scenario, full, OPTIONS)
    assert tidy.units == full.units
    assert_kept(scenario, tidy)


def test_a_plan_fits_a_scenario_or_not():
    """A plan that needs more technicians than there are is no plan of the scenario without them."""
    scenario, search = lacking(technicians=10), NearbySearch()
    wider = apply_pledges(scenario, (TECHNICIANS,))
    plan = search.better(wider, Allocation(), EL_SALVADOR, OPTIONS)
    assert unmet_of(wider, plan) == (0,)
    assert search.fits(wider, plan)
    assert not search.fits(scenario, plan)
    assert search.fits(scenario, Allocation())


@pytest.mark.parametrize("threads", [1, 2])
def test_a_descent_ends_where_no_partner_helps(threads: int):
    """The first partner serves all, after it nobody helps any more; without looks the start stays."""
    scenario = second_partner(one_unit())
    share = TimeShare(OPTIONS, "test")
    found = descend(
        scenario, Allocation(), (EL_SALVADOR, HONDURAS), NearbySearch(), share, looks=9, threads=threads
    )
    assert unmet_of(scenario, found.allocation) == (0,)
    assert found.is_bottom
    none = descend(scenario, Allocation(), (EL_SALVADOR, HONDURAS), NearbySearch(), share, looks=0)
    assert (none.allocation, none.is_bottom) == (Allocation(), False)


def valued(scenario: Scenario, *candidates: object, pairs: int = 0, time_limit_s: float = 60) -> Valuation:
    """Value pledges against a base plan that does nothing and of which nothing is proven."""
    level = ObjectiveLevel(name="tier 1 unmet", unit="-", status=Status.FEASIBLE, value=36, bound=0, wall_s=0)
    share = TimeShare(SolveOptions(time_limit_s=time_limit_s, workers=2), "test")
    base = Allocation(), (level,)
    return value_pledges(scenario, candidates, base, pairs, share, ListSolver([]))  # type: ignore[arg-type]


def test_what_is_lacking_is_worth_all_also_when_looked_for_nearby():
    """Only technicians lack: five of them close all, the others nothing; the plan is one of the wider scenario."""
    scenario = lacking(technicians=10)
    found = valued(scenario, CREWS, DOCKS, TECHNICIANS)
    assert [(worth.id, worth.gains, worth.basis) for worth in found.worths] == [
        ("technicians", (36,), "nearby"),
        ("crews", (0,), "nearby"),
        ("docks", (0,), "nearby"),
    ]
    best = found.worths[0]
    assert best.allocation is not None
    assert_kept(apply_pledges(scenario, (TECHNICIANS,)), best.allocation)
    assert best.first_month == "2022-01"
    assert best.extra_usd is not None
    assert (best.status, best.tiers[0].gain_at_least, best.tiers[0].gain_at_most) == (Status.FEASIBLE, 0, 36)


def test_a_poor_base_plan_is_bettered_before_anything_is_compared_with_it():
    """Nothing lacks: the base plan comes to serve all, so that no pledge is worth anything, which is then proven."""
    found = valued(one_unit(), CREWS, DOCKS, TECHNICIANS)
    assert [level.value for level in found.base_tiers] == [0]
    assert {worth.gains for worth in found.worths} == {(0,)}
    assert any("bettered" in note for note in found.notes)
    assert found.base is not None
    assert_kept(one_unit(), found.base)


def test_pairs_that_only_work_together_are_found_nearby():
    """Crews and technicians both lack."""
    scenario = lacking(crews=5, technicians=10)
    found = valued(scenario, CREWS, TECHNICIANS, DOCKS, pairs=3)
    best = found.worths[0]
    assert {row.id for row in best.pledges} == {"crews", "technicians"}
    assert best.gains == (36,)
    assert found.pairs_tried == 3
    assert [worth.gains for worth in found.worths[1:]] == [(0,), (0,), (0,)]


def test_what_there_is_no_time_for_is_not_reached():
    """A pledge that nobody looked at has no value."""
    found = valued(lacking(technicians=10), CREWS, TECHNICIANS, time_limit_s=0)
    assert [worth.basis for worth in found.worths] == ["not reached", "not reached"]
