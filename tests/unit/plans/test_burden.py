"""Burden shares of the plan written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.plans import Allocation, Payment, Trainees
from airlift.plans.burden import Burden, Share, burden_shares
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_row, with_rows
from tests.unit.reporting.handmade import hand_allocation, hand_plan


def burden(scenario: Scenario, **changes: Any) -> dict[tuple[str, str], Burden]:
    """Return the burdens of the plan written by hand with some of its decisions replaced."""
    allocation: Allocation = hand_allocation().model_copy(update=changes)
    rows = burden_shares(scenario, hand_plan(scenario, allocation=allocation, programmes=()))
    return {(row.role, row.member): row for row in rows}


def payment(sponsor: str, usd: float, kind: str = "personnel", partner: str = "kenya") -> Payment:
    """Return a payment in 2022."""
    return Payment(sponsor=sponsor, partner=partner, donor=None, cost_kind=kind, year=2022, usd=usd)


def test_members_come_by_role_and_only_those_that_carry_something():
    """Donors, partners, sponsors; the Korean fund pays nothing here."""
    assert list(burden(tiny_scenario())) == [
        ("donor", "rok"),
        ("partner", "kenya"),
        ("partner", "el-salvador"),
        ("partner", "rwanda"),
        ("sponsor", "usa"),
        ("sponsor", "un"),
    ]


def test_cash_is_what_is_paid():
    """Shares are of all payments."""
    rows = burden(tiny_scenario())
    assert rows["sponsor", "usa"].cash_usd == Share(800_000.0, pytest.approx(100 * 800_000 / 2_207_456))
    assert rows["sponsor", "un"].cash_usd.amount == 1_407_456.0
    assert rows["donor", "rok"].cash_usd.amount == 0.0


def test_a_treasury_pays_for_its_partner_and_a_donor_may_be_a_sponsor():
    """Money of a sponsor of kind partner is the partner's; a sponsor that bears a donor's name is that donor."""
    scenario = with_rows(
        tiny_scenario(),
        "sponsors",
        {"id": "treasury", "name": "Kenya, treasury", "kind": "partner", "carry_over": False},
        {"id": "rok", "name": "Korea", "kind": "state", "carry_over": False},
    )
    rows = burden(scenario, payments=(payment("treasury", 300.0), payment("rok", 100.0)))
    assert rows["partner", "kenya"].cash_usd == Share(300.0, 75.0)
    assert rows["donor", "rok"].cash_usd == Share(100.0, 25.0)
    assert not any(role == "sponsor" for role, _ in rows)


def test_capability_in_aircraft():
    """Four given; El Salvador and Rwanda would deploy three and six of their own, Kenya has none."""
    rows = burden(tiny_scenario())
    amounts = {member: row.aircraft for (_, member), row in rows.items() if row.aircraft.amount}
    assert {member: share.amount for member, share in amounts.items()} == {
        "rok": 4.0,
        "el-salvador": 3.0,
        "rwanda": 6.0,
    }
    assert sum(share.pct or 0.0 for share in amounts.values()) == pytest.approx(100.0)


def test_capability_in_crews_goes_to_the_school_or_to_who_pays():
    """Two of Kenya's own school, four of a course that two sponsors pay three to one."""
    training = (
        *hand_allocation().training,
        Trainees(course="tpp-crew", partner="el-salvador", month="2022-03", trainees=4),
        Trainees(course="tpp-technician", partner="el-salvador", month="2022-03", trainees=4),
    )
    paid = (
        payment("usa", 300.0, "training", "el-salvador"),
        payment("rok-fund", 100.0, "training", "el-salvador"),
    )
    rows = burden(tiny_scenario(), training=training, payments=paid)
    assert rows["partner", "kenya"].crews.amount == pytest.approx(1.8)
    assert rows["sponsor", "usa"].crews.amount == pytest.approx(0.75 * 4 * 0.85)
    assert rows["sponsor", "rok-fund"].crews.amount == pytest.approx(0.25 * 4 * 0.85)
    unpaid = burden(tiny_scenario(), training=training, payments=())
    assert unpaid["partner", "el-salvador"].crews.amount == pytest.approx(4 * 0.85)


def test_contribution_counts_once_in_each_role():
    """39 aircraft-months by Kenya with Korean aircraft, all paid by the UN; partners add up to the whole."""
    rows = burden(tiny_scenario())
    assert rows["partner", "kenya"].aircraft_months == Share(39.0, pytest.approx(100 * 39 / 157))
    assert rows["donor", "rok"].aircraft_months.amount == pytest.approx(39.0)
    assert rows["sponsor", "un"].aircraft_months.amount == pytest.approx(39.0)
    assert rows["sponsor", "usa"].aircraft_months.amount == 0.0
    flown = [row.aircraft_months.pct or 0.0 for (role, _), row in rows.items() if role == "partner"]
    assert sum(flown) == pytest.approx(100.0)


def test_own_aircraft_deploy_before_donated_ones_and_donors_share_by_aircraft_in_hand():
    """El Salvador has three; of its fourth aircraft, two donors gave half each."""
    transfers = hand_allocation().transfers
    scenario = with_rows(tiny_scenario(), "lots", {"like": "rok-1", "id": "gift", "donor": "usa-army"})
    to_salvador = (
        transfers[0].model_copy(update={"partner": "el-salvador", "aircraft": 2}),
        transfers[0].model_copy(update={"partner": "el-salvador", "aircraft": 2, "lot": "gift"}),
    )
    rows = burden(scenario, transfers=to_salvador, units=hand_allocation().units[2:])
    assert rows["donor", "rok"].aircraft_months.amount == pytest.approx(5.0)
    assert rows["donor", "usa-army"].aircraft_months.amount == pytest.approx(5.0)


def test_returned_aircraft_contribute_no_more():
    """After its return month a lot flies nothing, whoever still deploys."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", return_month="2023-01")
    assert burden(scenario)["donor", "rok"].aircraft_months.amount == pytest.approx(3.0)


def test_use_of_the_fleet_is_of_what_could_be_deployed():
    """Kenya could have deployed seven donated (75 % of ten) in 24 months, Rwanda six of its own."""
    rows = burden(tiny_scenario())
    assert rows["partner", "kenya"].used_pct == pytest.approx(100 * 39 / (7 * 24))
    assert rows["partner", "rwanda"].used_pct == pytest.approx(100 * 63 / (6 * 24))
    assert rows["donor", "rok"].used_pct is None


def test_nothing_decided_is_nobodys_burden():
    """No member is listed, no share is a division by zero."""
    scenario = tiny_scenario()
    assert burden_shares(scenario, hand_plan(scenario, allocation=Allocation(), programmes=())) == ()
