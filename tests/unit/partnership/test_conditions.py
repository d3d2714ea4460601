"""Pledges with states and conditions, consent, visits, medics, spares, preparation, credit, rotations: why not."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.partnership import chains, partnership_graph, unreachable_demands
from airlift.partnership.fleets import fleet_outlook
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows
from tests.unit.partnership.test_reasons import KENYA, RWANDA, against, way, words


def only_rok_1(**changes: Any) -> Scenario:
    """Return the tiny scenario with one lot, changed."""
    return with_row(without_rows(tiny_scenario(), "lots", "rok-2"), "lots", "rok-1", **changes)


def consents(*rows: dict[str, Any]) -> Scenario:
    """Return the tiny scenario with rows of consent of UNMISS for Kenya."""
    base = {"mission": "unmiss", "partner": "kenya", "aircraft_type": None, "first_month": None}
    return with_rows(tiny_scenario(), "consents", *(base | row for row in rows))


def spares(*months: tuple[str, str, float]) -> Scenario:
    """Return the tiny scenario with rows of spare parts for the 500MD."""
    rows = [
        {
            "id": f"depot-{number}",
            "provider": "a depot",
            "aircraft_type": "500md",
            "first_month": first,
            "last_month": last,
            "flight_hours_per_month": hours,
        }
        for number, (first, last, hours) in enumerate(months)
    ]
    return with_rows(tiny_scenario(), "spares", *rows)


def test_lots_that_are_not_firm_are_not_planned_with():
    """The state is named where firmness alone is missing; the order of states counts."""
    announced = only_rok_1(state="announced")
    assert way(announced, KENYA) is not None  # the policy of the tiny scenario takes anything
    strict = with_policy(announced, "matching", least_pledge_state="conditional")
    sentence = "rok-1 of rok is announced, planned with are lots that are conditional or firmer (lot.state)"
    assert words(strict, KENYA) == [sentence]
    assert against(partnership_graph(strict), "lot:rok-1", "partner:kenya") == [sentence]
    for state in ("conditional", "confirmed", "delivered"):
        assert way(with_row(strict, "lots", "rok-1", state=state), KENYA) is not None


@pytest.mark.parametrize(
    ("changes", "tie"),
    [
        ({"missions": "minusca"}, "only for MINUSCA"),
        ({"roles": "patrol;utility"}, "only for patrol and utility"),
        ({"missions": "minusca", "roles": "patrol"}, "only for MINUSCA, only for patrol"),
    ],
)
def test_conditions_of_a_lot_keep_it_from_other_demands(changes: dict[str, Any], tie: str):
    """A lot without conditions would still do."""
    sentence = f"rok gives rok-1 {tie} (lot.conditions)"
    assert words(only_rok_1(**changes), KENYA) == [sentence]
    assert against(partnership_graph(only_rok_1(**changes)), "lot:rok-1", "demand:unmiss-medevac") == [
        sentence
    ]
    assert way(only_rok_1(missions="unmiss", roles="medevac"), KENYA) is not None
    both = with_row(tiny_scenario(), "lots", "rok-1", **changes)
    assert way(both, KENYA).most == 3  # 75 % of the four of rok-2


def test_state_and_conditions_are_both_named_where_both_must_give_way():
    """Neither lot alone carries a unit of six."""
    scenario = with_row(tiny_scenario(), "demands", "unmiss-medevac", min_unit=6)
    scenario = with_row(scenario, "lots", "rok-1", state="announced")
    scenario = with_row(scenario, "lots", "rok-2", missions="minusca", state="confirmed")
    scenario = with_policy(scenario, "matching", least_pledge_state="confirmed")
    rules = [sentence.rpartition("(")[2] for sentence in words(scenario, KENYA)]
    assert rules == ["lot.conditions)", "lot.state)"]


def test_too_few_stays_too_few():
    """A condition is not blamed where the aircraft would not do without it either."""
    scenario = only_rok_1(missions="minusca", aircraft=3)
    assert "(fleet.deployable)" in words(scenario, KENYA)[0]


def test_aircraft_that_go_back_leave_a_way_until_then():
    """Deployable from August (2 months after the fourth arrived), back with the donor in November."""
    found = way(only_rok_1(return_month="2022-11"), KENYA)
    assert found is not None
    assert (found.first, found.end) == (7, 10)
    assert words(only_rok_1(return_month="2022-06"), KENYA) == [
        "rok gives rok-1 until May 2022 (lot.conditions)"
    ]
    late = with_row(only_rok_1(return_month="2022-11"), "partners", "kenya", readiness_level="0")
    assert words(late, KENYA) == [
        "Kenya could deploy 3 500MD of donated aircraft until Oct 2022, when they go back, and not before Jan 2023 "
        "(lot.conditions)"
    ]


def test_what_one_lot_takes_back_another_may_replace():
    """Months with enough aircraft are counted over all lots."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", return_month="2022-11")
    partner = scenario.partner_by_id["kenya"]
    outlook = fleet_outlook(scenario, partner, scenario.aircraft_type_by_id["500md"])
    # Arrivals from month 4 two a month, six with rok-1 at most; from month 8 (10 less work-up) rok-2 alone.
    assert outlook.in_hand[4:9] == (2, 4, 6, 8, 4)
    assert outlook.in_hand[-1] == 4
    assert outlook.months_with(3) == (7, None)
    assert outlook.months_with(4) == (8, 10)
    assert outlook.months_with(7) is None


def test_chains_end_with_the_return_and_skip_lots_tied_elsewhere():
    """The chain of rok-1 lasts until it goes back; rok-2 is for another mission."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", return_month="2022-11")
    scenario = with_row(scenario, "lots", "rok-2", missions="minusca")
    found = [
        chain for chain in chains(partnership_graph(scenario), "unmiss-medevac") if chain.partner == "kenya"
    ]
    assert [(chain.lot, chain.last_month) for chain in found] == [("rok-1", "2022-10")]


def test_consent_that_is_refused_or_late():
    """The host of the mission is named; a row for a type speaks of that type."""
    assert words(consents({}), KENYA) == ["the host of UNMISS refuses Kenya (mission.consent)"]
    assert words(consents({"aircraft_type": "500md"}), KENYA) == [
        "the host of UNMISS refuses 500MD of Kenya (mission.consent)"
    ]
    assert way(consents({"aircraft_type": "mi-17"}), KENYA) is not None
    assert way(consents({"first_month": "2023-03"}), KENYA).first == 14
    scenario = with_row(
        consents({"first_month": "2023-06"}), "demands", "unmiss-medevac", last_month="2023-05"
    )
    assert words(scenario, KENYA) == ["the host of UNMISS lets Kenya in from Jun 2023 (mission.consent)"]


def test_of_several_consents_a_refusal_counts_then_the_latest():
    """Rows for a type and for all types are read together."""
    later = consents({"first_month": "2022-10"}, {"aircraft_type": "500md", "first_month": "2023-02"})
    assert way(later, KENYA).first == 13
    refused = consents({"first_month": "2022-10"}, {"aircraft_type": "500md"})
    assert words(refused, KENYA) == ["the host of UNMISS refuses 500MD of Kenya (mission.consent)"]


def test_consent_is_a_link_of_mission_and_partner():
    """Only where the host said something; a refusal of one type leaves the others."""
    graph = partnership_graph(consents({"aircraft_type": "500md"}))
    (link,) = [row for row in graph.links if row.relation == "consents to"]
    assert (link.source, link.target, link.details) == ("mission:unmiss", "partner:kenya", ("mi-17",))
    assert against(partnership_graph(consents({})), "mission:unmiss", "partner:kenya") == [
        "the host of UNMISS refuses Kenya (mission.consent)"
    ]


def test_below_level_two_a_visit_comes_first():
    """Level 1 with a lead of three months still waits for the six that follow a visit."""
    scenario = with_row(tiny_scenario(), "partners", "kenya", readiness_level="1")
    assert way(scenario, KENYA).first == 9
    hasty = with_policy(scenario, "matching", readiness_lead_1_months=3, readiness_lead_2_months=10)
    assert way(hasty, KENYA).first == 10
    short = with_row(hasty, "demands", "unmiss-medevac", last_month="2022-10")
    assert words(short, KENYA) == [
        "Kenya at readiness level 1 needs an assessment visit and deploys from Nov 2022, the demand ends Oct 2022 "
        "(readiness.visit)"
    ]


def test_medics_are_asked_of_medevac_alone():
    """Without a team a partner needs a course; no number is no limit."""
    scenario = with_row(tiny_scenario(), "partners", "kenya", medical_teams=2)
    assert words(scenario, KENYA) == [
        "Kenya has 2 medical teams and no course that it may attend, a unit has at least 3 (medical.available)"
    ]
    assert way(scenario, ("kenya", "unmiss-patrol", "500md")) is not None
    course = {"like": "tpp-crew", "id": "amet", "audience": "medical", "partners": "kenya"}
    assert way(with_rows(scenario, "courses", course), KENYA) is not None
    closed = with_rows(scenario, "courses", course | {"partners": "rwanda"})
    assert way(closed, KENYA) is None
    assert way(with_policy(scenario, "crew", medical_teams_per_aircraft=0.5), KENYA) is not None


def test_spare_parts_give_the_months():
    """A unit of three flies 90 hours a month; parts of two sources add up, months without them are not served."""
    assert words(spares(("2022-01", "2023-12", 89.0)), KENYA) == [
        "no spare parts for the 90 flight hours of 3 500MD in any month from Aug 2022 to Dec 2023 "
        "(spares.available)"
    ]
    found = way(spares(("2022-01", "2023-12", 60.0), ("2022-11", "2023-05", 30.0)), KENYA)
    assert found is not None
    assert (found.first, found.end) == (10, 17)
    assert way(spares(("2022-01", "2023-12", 0.0)), RWANDA) is not None


def test_a_partner_that_prepares_too_few_at_a_time_brings_no_unit():
    """The smallest unit joins in one month."""
    scenario = with_row(tiny_scenario(), "partners", "kenya", predeployment_aircraft_per_month=2)
    assert words(scenario, KENYA) == [
        "Kenya prepares 2 aircraft a month for deployment, a unit has at least 3 (partner.predeployment)"
    ]
    assert way(with_row(scenario, "partners", "kenya", predeployment_aircraft_per_month=3), KENYA) is not None


def test_a_partner_that_cannot_advance_a_month_brings_no_unit():
    """Three aircraft cost USD 338,688 a month; without a delay nothing need be advanced."""
    scenario = with_row(tiny_scenario(), "partners", "kenya", credit_usd=338_000.0)
    assert way(scenario, KENYA) is not None
    late = with_policy(scenario, "cost", reimbursement_delay_months=1)
    assert words(late, KENYA) == [
        "Kenya can advance USD 338,000, a month of 3 500MD takes USD 338,688 (partner.credit)"
    ]
    assert way(with_row(late, "partners", "kenya", credit_usd=338_688.0), KENYA) is not None


def test_units_come_and_go_in_rotation_months():
    """From month 7 on, the next half-year begins in month 12; a base that closes in month 16 is left in month 12."""
    scenario = with_policy(tiny_scenario(), "matching", rotation_every_months=6)
    assert (way(scenario, KENYA).first, way(scenario, KENYA).end) == (12, 24)
    closing = with_row(scenario, "maintenance_bases", "juba-hangar", close_month="2023-05")
    assert words(closing, KENYA) == [
        "units rotate every 6 months, none can come and go between Aug 2022 and Apr 2023 (unit.rotation)"
    ]


def test_an_own_school_without_instructors_waits_for_an_instructor_course():
    """Train the trainer: with a course for instructors the school counts."""
    scenario = without_rows(tiny_scenario(), "partner_crews", {"partner": "kenya"})
    scenario = without_rows(scenario, "courses", "tpp-crew")
    scenario = with_row(scenario, "partners", "kenya", instructors=0)
    assert way(scenario, KENYA) is None
    course = {"like": "kenya-school", "id": "tti", "audience": "instructor", "own_school": False}
    assert way(with_rows(scenario, "courses", course), KENYA) is not None


def test_an_upgrade_gives_current_crews_a_qualification_and_makes_no_crew():
    """Crews that lack hoist can be taught; nobody is taught who has no crew."""
    scenario = with_row(tiny_scenario(), "demands", "unmiss-medevac", crew_tags="hoist")
    course = {"like": "tpp-crew", "id": "hoist", "audience": "upgrade", "tags": "hoist"}
    assert way(scenario, KENYA) is None
    assert way(with_rows(scenario, "courses", course), KENYA) is not None
    crewless = without_rows(with_rows(scenario, "courses", course), "courses", "tpp-crew", "kenya-school")
    crewless = without_rows(crewless, "partner_crews", {"partner": "kenya"})
    assert "(crew.available)" in words(crewless, KENYA)[0]


def test_a_demand_out_of_reach_is_named_with_its_rules():
    """Before any search, in one sentence."""
    scenario = with_row(tiny_scenario(), "demands", "unmiss-medevac", payload_kg=500)
    scenario = with_rows(
        scenario,
        "consents",
        {"mission": "unmiss", "partner": "rwanda", "aircraft_type": None, "first_month": None},
    )
    (found,) = [
        row for row in unreachable_demands(partnership_graph(scenario)) if row.demand == "unmiss-medevac"
    ]
    assert str(found) == (
        "demand unmiss-medevac cannot be reached by any partner: demand.payload, mission.consent"
    )
