"""What the shipped scenario says of conditions, chances, spare parts, training and candidate pledges."""

from __future__ import annotations

from typing import get_args

import pytest

from airlift.scenario import PLEDGE_STATES, PledgeKind, Scenario, load


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


def test_both_lots_are_conditional_and_planned_with(seoul: Scenario) -> None:
    """The money is an intention: the lots are neither confirmed nor certain nor sure to be in time."""
    least = PLEDGE_STATES.index(seoul.policy.matching.least_pledge_state.value)
    for lot in seoul.lots:
        assert lot.state == "conditional"
        assert PLEDGE_STATES.index(lot.state) >= least
        assert 0 < lot.probability_pct < 100
        assert 0 < lot.late_probability_pct < 100


def test_something_is_uncertain_in_each_kind(seoul: Scenario) -> None:
    """US money grows less certain by the year, some consents may not come, UN money and treasuries are there."""
    chances = {(row.sponsor, row.year): row.probability_pct for row in seoul.budgets}
    us = [chances["us-gpoi", year] for year in range(2022, 2027)]
    assert us == sorted(us, reverse=True)
    assert 50 < us[-1] < us[0] < 100
    assert {chance for (sponsor, _), chance in chances.items() if sponsor != "us-gpoi"} == {100}
    assert any(0 < row.probability_pct < 100 for row in seoul.consents)


def test_consents_are_pending_or_refused(seoul: Scenario) -> None:
    """Some come after the start and some never, and none is about a mission that the partner does not join."""
    assert {row.first_month is None for row in seoul.consents} == {True, False}
    for row in seoul.consents:
        assert row.first_month is None or row.first_month > seoul.start_month
        assert row.mission not in seoul.partner_by_id[row.partner].caveat_missions


def test_parity_targets_rise_to_fifteen_per_cent(seoul: Scenario) -> None:
    """From 8 % in 2021 to 15 % in 2028, a year at a time; the end is the target of the policy."""
    targets = {row.year: row.target_pct for row in seoul.parity_targets}
    assert list(targets) == list(range(2021, 2029))
    assert (targets[2021], targets[2028]) == (8, 15)
    assert list(targets.values()) == sorted(targets.values())
    assert seoul.policy.crew.women_target_pct.value == targets[2028]
    assert [row.confidence == "high" for row in seoul.parity_targets] == [True, *[False] * 6, True]


def test_spare_parts_keep_the_donated_aircraft_flying_and_no_more(seoul: Scenario) -> None:
    """From 2023 on the parts last for all 500MD that can deploy, at the hours of a patrol; they are finite."""
    deployable = (
        sum(row.aircraft for row in seoul.lots) * seoul.policy.matching.donated_deployable_pct.value / 100
    )
    hours = max(row.hours_per_aircraft_month for row in seoul.demands if row.role == "patrol")
    supported = sum(
        row.flight_hours_per_month for row in seoul.spares if row.first_month <= "2023-06" <= row.last_month
    )
    assert deployable * hours <= supported <= 2 * deployable * hours
    assert {row.aircraft_type for row in seoul.spares} == {"500md"}


def test_the_kenyan_school_takes_over(seoul: Scenario) -> None:
    """The US team trains instructors, then leaves; the own school goes on."""
    team, trainers, own = (
        seoul.course_by_id[name] for name in ("us-team-500md-crew", "us-team-instructor", "ke-jhc-500md-crew")
    )
    assert (trainers.audience, trainers.partners) == ("instructor", ("kenya",))
    assert trainers.last_month < team.last_month < own.last_month
    assert own.own_school
    months_of_teaching = own.duration_months / own.every_months
    crews_at_a_time = seoul.partner_by_id["kenya"].instructors * seoul.policy.crew.crews_per_instructor.value
    assert crews_at_a_time < own.seats * months_of_teaching


def test_each_audience_and_mode_of_training(seoul: Scenario) -> None:
    """Crews, technicians, instructors, upgrades and medical teams are taught, some of them at a distance."""
    assert {row.audience for row in seoul.courses} == {
        "crew",
        "technician",
        "instructor",
        "upgrade",
        "medical",
    }
    assert {row.mode for row in seoul.courses} == {"in_person", "remote"}
    assert {row.lease for row in seoul.maintenance_bases} == {"wet", "dry"}


def test_a_partner_can_carry_a_quarter_of_its_smallest_unit(seoul: Scenario) -> None:
    """Credit never keeps out three aircraft of a type that a partner has: it delays growth, not the start."""
    delay = seoul.policy.cost.reimbursement_delay_months.value
    people_usd = seoul.policy.crew.people_per_aircraft.value * seoul.policy.cost.personnel_usd_per_month.value
    hours = max(row.hours_per_aircraft_month for row in seoul.demands)
    for fleet in seoul.partner_fleet:
        kind = seoul.aircraft_type_by_id[fleet.aircraft_type]
        month_usd = people_usd + kind.loa_usd_per_aircraft_month + hours * kind.operating_usd_per_flight_hour
        credit = seoul.partner_by_id[fleet.partner].credit_usd
        assert credit is not None
        assert delay * min(3, fleet.deployable_aircraft) * month_usd <= credit


def test_a_partner_with_evacuation_crews_has_medical_teams(seoul: Scenario) -> None:
    """Teams at the start are enough for one small unit wherever crews may fly evacuation."""
    able = {row.partner for row in seoul.partner_crews if "medevac" in row.tags}
    for name in able:
        teams = seoul.partner_by_id[name].medical_teams
        assert teams is not None
        assert teams >= 3 * seoul.policy.crew.medical_teams_per_aircraft.value


def test_twenty_candidate_pledges_of_every_kind(seoul: Scenario) -> None:
    """Each kind is there, money tied and free, aircraft for the utility and the patrol gap."""
    assert len(seoul.pledges) == 20
    assert {row.kind for row in seoul.pledges} == set(get_args(PledgeKind))
    money = [row for row in seoul.pledges if row.kind == "money"]
    assert any(row.sponsor is None and row.cost_kind is None for row in money)
    assert any(row.cost_kind is not None for row in money)
    types = {row.aircraft_type for row in seoul.pledges if row.kind == "aircraft"}
    assert {"mi-17", "md500e", "md530f"} <= types


def test_twelve_rules_or_more_can_give_way(seoul: Scenario) -> None:
    """Rules of crews, technicians, docks, money, consent and caveats have a price."""
    priced = {row.rule for row in seoul.concessions}
    assert len(priced) >= 12
    assert {"crew.available", "base.docks", "sponsor.budget", "mission.consent"} <= priced
