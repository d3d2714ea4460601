"""Donated aircraft arrive, are worked up and deploy as their rules say."""

from __future__ import annotations

import pytest

from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.matching.worlds import donated_unit, second_partner, solved, tier_1


def test_the_lot_deploys_after_refurbishment_shipping_and_work_up():
    """Two aircraft arrive in month 3, two in month 4; three quarters of four deploy two months later."""
    allocation, _ = solved(donated_unit())
    assert [unit.first_month for unit in allocation.units] == ["2022-07"]
    assert tier_1(donated_unit()) == 18


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"refurbishment_per_month": 4}, 15 + 3),  # the partner still takes two a month
        ({"refurbishment_per_month": 1}, 24),
        ({"refurbishment_months": 4}, 24),
        ({"shipping_months": 0}, 15),
        ({"gate_month": "2022-03"}, 24),
        ({"offered_month": "2022-04"}, 27),
        ({"aircraft": 3}, 36),
        ({"partners": "kenya"}, 36),
    ],
)
def test_the_lot_binds(changes: dict[str, object], unmet: int):
    """Each term of the offer moves the first month or stops the deployment."""
    assert tier_1(with_row(donated_unit(), "lots", "rok-1", **changes)) == unmet


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"absorb_aircraft_per_month": 1}, 24),
        ({"absorb_aircraft_per_month": 0}, 36),
        ({"absorb_aircraft": 3}, 36),
        ({"absorb_aircraft": 4}, 18),
    ],
)
def test_absorption_binds(changes: dict[str, int], unmet: int):
    """A partner takes in no more than it can, in a month and in all."""
    assert tier_1(with_row(donated_unit(), "partners", "el-salvador", **changes)) == unmet


def two_lots() -> Scenario:
    """Return a world in which the four aircraft come as two lots of two, each lot at once in month 3."""
    scenario = with_row(donated_unit(), "lots", "rok-1", aircraft=2)
    return with_rows(scenario, "lots", {"like": "rok-1", "id": "rok-2"})


def test_a_partner_takes_in_so_many_a_month_from_all_lots_together():
    """Four a month deploy in month 5, two a month in month 6."""
    assert tier_1(with_row(two_lots(), "partners", "el-salvador", absorb_aircraft_per_month=4)) == 15
    assert tier_1(two_lots()) == 18


def test_a_partner_takes_in_so_many_in_all_for_all_its_units():
    """Two units of three take eight donated aircraft; a partner that absorbs seven has five to deploy."""
    scenario = with_row(donated_unit(), "lots", "rok-1", aircraft=8)
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second"})
    scenario = with_row(scenario, "budgets", {"sponsor": "rok-fund", "year": 2022}, budget_usd=2_000_000)
    crews = {"partner": "el-salvador", "aircraft_type": "500md"}
    scenario = with_row(scenario, "partner_crews", crews, crews=18)
    for name in ("unmiss-medevac", "second"):
        scenario = with_row(scenario, "demands", name, max_unit=3)
    scenario = with_row(scenario, "partners", "el-salvador", max_units=2, absorb_aircraft=8)
    # Two a month from month 3: four deploy the first three in month 6, eight the others in month 8.
    assert tier_1(scenario) == 18 + 24
    assert tier_1(with_row(scenario, "partners", "el-salvador", absorb_aircraft=7)) == 18 + 36


def test_the_workshop_and_the_partner_together_set_the_pace():
    """Four a month from both bring the whole lot in month 3."""
    scenario = with_row(donated_unit(), "lots", "rok-1", refurbishment_per_month=4)
    assert tier_1(with_row(scenario, "partners", "el-salvador", absorb_aircraft_per_month=4)) == 15


@pytest.mark.parametrize(
    ("policy", "unmet"),
    [
        ({"work_up_months": 0}, 12),
        ({"work_up_months": 5}, 27),
        ({"donated_deployable_pct": 74}, 36),
        ({"donated_deployable_pct": 100}, 18),
    ],
)
def test_work_up_and_the_donated_share_bind(policy: dict[str, int], unmet: int):
    """The rest of the donated aircraft trains at home, and none deploys before its work-up."""
    assert tier_1(with_policy(donated_unit(), "matching", **policy)) == unmet


def test_own_and_donated_aircraft_add_up():
    """Two own aircraft and one of the two first donated ones make three in month 5."""
    own = {"partner": "el-salvador", "aircraft_type": "500md", "aircraft": 2, "deployable_aircraft": 2}
    data = donated_unit().model_dump(mode="json")
    data["partner_fleet"] = [own | {"source": "made for tests", "confidence": "assumption"}]
    assert tier_1(Scenario.model_validate(data)) == 15


def test_a_lot_is_shared_out():
    """Eight aircraft make a unit at each of two partners; seven only one."""
    scenario = with_row(donated_unit(), "demands", "unmiss-medevac", aircraft=6, max_unit=3)
    scenario = second_partner(scenario)
    scenario = with_row(scenario, "lots", "rok-1", refurbishment_per_month=4)
    fund = {"sponsor": "rok-fund", "year": 2022}
    scenario = with_row(scenario, "budgets", fund, budget_usd=2_000_000)
    assert tier_1(with_row(scenario, "lots", "rok-1", aircraft=8)) == 36
    assert tier_1(with_row(scenario, "lots", "rok-1", aircraft=7)) == 36 + 18


def test_nothing_moves_that_nobody_needs():
    """The lot stays where it is when the partner cannot deploy; no cost, no gate."""
    scenario = with_row(donated_unit(), "partners", "el-salvador", technicians=0)
    allocation, result = solved(scenario)
    assert (allocation.gates, allocation.transfers, allocation.training) == ((), (), ())
    assert result.objectives[-1].value == 0
