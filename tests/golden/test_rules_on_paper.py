"""What each rule costs a partnership that could serve everything, worked out on paper and proven by both models.

El Salvador has three 500MD, nine crews and thirty technicians for the three aircraft that UNMISS asks for in each
month of 2022: 0 of 36 aircraft-months unmet, from the first month on. Each case takes something away and gives some of
it back. An aircraft-month costs 112,896 USD, a unit 50,000 to assess and 450,000 to fly in. A unit is three aircraft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from airlift.matching.crosscheck import compare, cross_check
from airlift.plans import Status
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.matching.worlds import donated_unit, one_unit, planned, school, second_partner

if TYPE_CHECKING:
    from airlift.scenario.model import Scenario

MONTH_USD = 112_896
UNIT_USD = 500_000
PARTNER = "el-salvador"
DEMAND = "unmiss-medevac"
CREWS = {"partner": PARTNER, "aircraft_type": "500md"}
FREE = {"usd_per_seat": 0, "pass_pct": 100}


def proven(scenario: Scenario) -> tuple[float | None, ...]:
    """Unmet aircraft-months, months before medevac, and USD, as both models prove them."""
    plan = planned(scenario)
    (result,) = plan.results
    checked = cross_check(scenario, time_limit_s=60)
    assert {level.status for level in result.objectives} == {Status.OPTIMAL}
    assert checked.optimal
    assert compare(result, checked) == ()
    return tuple(level.value for level in result.objectives)


def from_month(first: int, *, more_usd: float = 0) -> tuple[float, float, float]:
    """Values when the unit of three serves from a month of 2022 to its end."""
    return 3 * first, first, UNIT_USD + 3 * (12 - first) * MONTH_USD + more_usd


NOTHING = (36, 12, 0)


def without_own(**changes: Any) -> Scenario:
    """Three donated aircraft from July on; the four of which they are three quarters cost 1,000,000 USD."""
    return with_row(donated_unit(), "lots", "rok-1", **changes)


def test_units_arrive_in_rotation_months():
    """Asked for from February, the unit comes in April, when a quarter begins."""
    scenario = with_row(one_unit(), "demands", DEMAND, first_month="2022-02")
    assert proven(with_policy(scenario, "matching", rotation_every_months=3)) == (6, 2, from_month(3)[2])


@pytest.mark.parametrize(
    ("state", "values"), [("conditional", NOTHING), ("confirmed", from_month(6, more_usd=1e6))]
)
def test_only_firm_pledges_are_planned_with(state: str, values: tuple[float, ...]):
    """A conditional lot is no lot where confirmed ones are asked for."""
    scenario = with_policy(without_own(state=state), "matching", least_pledge_state="confirmed")
    assert proven(scenario) == values


@pytest.mark.parametrize(
    ("conditions", "values"),
    [
        ({"roles": "patrol"}, NOTHING),
        ({"missions": "minusca"}, NOTHING),
        ({"roles": "medevac;patrol", "missions": "unmiss"}, from_month(6, more_usd=1e6)),
        ({"return_month": "2022-09"}, (30, 6, UNIT_USD + 6 * MONTH_USD + 1e6)),
    ],
)
def test_donors_say_where_and_until_when_their_aircraft_fly(
    conditions: dict[str, str], values: tuple[float, ...]
):
    """Another role or mission is none; in September the aircraft are back with the donor."""
    changes = {name: text if name == "return_month" else text.split(";") for name, text in conditions.items()}
    scenario = with_policy(without_own(**changes), "matching", min_tour_months=1)
    assert proven(scenario) == values


def test_own_aircraft_fly_where_donated_ones_may_not():
    """Three of its own and three donated for patrols: both demands are met from July, not by the donated six alone."""
    own = with_rows(
        without_own(roles=["patrol"]), "partner_fleet", CREWS | {"aircraft": 3, "deployable_aircraft": 3}
    )
    own = with_row(with_row(own, "partners", PARTNER, max_units=2), "partner_crews", CREWS, crews=18)
    patrol = {"like": DEMAND, "id": "patrol", "role": "patrol", "tier": 2, "first_month": "2022-07"}
    scenario = with_rows(own, "demands", patrol)
    assert proven(scenario)[:3] == (0, 0, 0)
    medevac = {"like": DEMAND, "id": "more", "tier": 2, "first_month": "2022-07"}
    assert proven(with_rows(own, "demands", medevac))[:2] == (0, 18)


@pytest.mark.parametrize(
    ("months", "values"),
    [(("2022-07",), from_month(6)), (("2022-03", "2022-07"), from_month(6)), (("2022-03", None), NOTHING)],
)
def test_host_states_let_units_in_from_a_month_or_not(
    months: tuple[str | None, ...], values: tuple[float, ...]
):
    """Of two consents the later month counts, and a refusal above all."""
    rows = [
        {"mission": "unmiss", "partner": PARTNER, "aircraft_type": kind, "first_month": month}
        for kind, month in zip((None, "500md"), months, strict=False)
    ]
    assert proven(with_rows(one_unit(), "consents", *rows)) == values


def test_a_partner_at_level_1_is_visited_first():
    """Ready in October after nine months; the visit in April or later costs 70,000 USD."""
    scenario = with_row(one_unit(), "partners", PARTNER, readiness_level="1")
    scenario = with_policy(scenario, "cost", assessment_usd_per_visit=70_000)
    assert proven(scenario) == from_month(9, more_usd=70_000)
    late = with_policy(scenario, "matching", readiness_lead_1_months=2, readiness_lead_2_months=4)
    assert proven(late) == from_month(4, more_usd=70_000)


@pytest.mark.parametrize(("visits", "unmet"), [(1, 21), (2, 18)])
def test_visits_of_a_month_are_few(visits: int, unmet: int):
    """Six aircraft of two partners, three months after their visits: the second visit waits a month for the first."""
    scenario = with_row(one_unit(), "partners", PARTNER, readiness_level="1")
    scenario = with_row(second_partner(scenario), "demands", DEMAND, aircraft=6)
    scenario = with_policy(
        scenario,
        "matching",
        readiness_lead_1_months=3,
        readiness_lead_2_months=3,
        assessment_visits_per_month=visits,
    )
    assert proven(scenario)[0] == unmet


def test_medevac_takes_medical_teams():
    """Two teams are too few for three aircraft; a third ends its course in April."""
    scenario = with_row(one_unit(), "partners", PARTNER, medical_teams=2)
    assert proven(scenario) == NOTHING
    course = school(audience="medical", own_school=False, tags=[], seats=1, **FREE)
    assert proven(with_rows(scenario, "courses", course)) == from_month(3)
    other = with_row(scenario, "demands", DEMAND, role="utility")
    assert proven(other)[0] == 0


def test_spare_parts_support_hours():
    """Ninety hours a month are flown: sixty are not enough, and thirty more come in April."""
    parts = {"id": "stock", "provider": "maker", "aircraft_type": "500md", "flight_hours_per_month": 60}
    stock = parts | {"first_month": "2022-01", "last_month": "2022-12"}
    fund = parts | {
        "id": "fund",
        "flight_hours_per_month": 30,
        "first_month": "2022-04",
        "last_month": "2022-12",
    }
    assert proven(with_rows(one_unit(), "spares", stock)) == NOTHING
    assert proven(with_rows(one_unit(), "spares", stock, fund)) == from_month(3)


def test_people_are_trained_before_they_join():
    """One aircraft a month at 10,000 USD each: one in January, two in February, three lift flights."""
    scenario = with_row(one_unit(), "partners", PARTNER, predeployment_aircraft_per_month=1)
    scenario = with_row(scenario, "demands", DEMAND, min_unit=1)
    scenario = with_policy(scenario, "cost", predeployment_usd_per_aircraft=10_000)
    assert proven(scenario) == (3, 0, 50_000 + 3 * 450_000 + 3 * 10_000 + 33 * MONTH_USD)


@pytest.mark.parametrize(
    ("credit_usd", "values"), [(6 * MONTH_USD, from_month(0)), (6 * MONTH_USD - 1, from_month(11))]
)
def test_a_partner_lays_out_what_its_credit_allows(credit_usd: float, values: tuple[float, ...]):
    """With a delay of two months, two months of three aircraft are open at a time; a dollar less is December alone."""
    scenario = with_row(one_unit(), "partners", PARTNER, credit_usd=credit_usd)
    assert proven(with_policy(scenario, "cost", reimbursement_delay_months=2)) == values


def test_late_reimbursement_is_next_year_s_money():
    """With a delay of two months, the UN pays for ten months of 2022 in that year, and unit and flight at once."""
    first_year_usd = UNIT_USD + 30 * MONTH_USD
    scenario = with_row(one_unit(14), "budgets", {"sponsor": "un", "year": 2022}, budget_usd=first_year_usd)
    late = with_policy(scenario, "cost", reimbursement_delay_months=2)
    assert proven(late) == (0, 0, UNIT_USD + 42 * MONTH_USD)
    assert proven(scenario)[0] != 0


def test_current_crews_learn_what_they_lack():
    """Nine crews without medevac training; the seven that three aircraft take learn it by April, with travel."""
    scenario = with_row(one_unit(), "partner_crews", CREWS, tags=[])
    assert proven(scenario) == NOTHING
    course = school(audience="upgrade", own_school=False, seats=9, **FREE)
    scenario = with_policy(with_rows(scenario, "courses", course), "cost", course_travel_usd=5_000)
    assert proven(scenario) == from_month(3, more_usd=7 * 5_000)
    assert proven(with_row(scenario, "courses", "school", mode="remote")) == from_month(3)
    assert proven(with_row(scenario, "partner_crews", CREWS, crews=6, women_aircrew=0)) == NOTHING


def test_a_school_without_instructors_has_them_trained_first():
    """Five crews are two too few: an instructor is trained in January and teaches two, who fly in May."""
    scenario = with_row(one_unit(), "partners", PARTNER, instructors=0, women_instructors=0)
    scenario = with_row(scenario, "partner_crews", CREWS, crews=5, women_aircrew=0)
    own = school(last_month="2022-03", **FREE)
    assert proven(with_rows(scenario, "courses", own)) == NOTHING
    trainers = school(
        id="trainers", audience="instructor", own_school=False, duration_months=1, seats=1, **FREE
    )
    assert proven(with_rows(scenario, "courses", own, trainers)) == from_month(4)


@pytest.mark.parametrize(("lease", "values"), [("wet", NOTHING), ("dry", from_month(0))])
def test_dry_leases_bring_their_technicians(lease: str, values: tuple[float, ...]):
    """A partner without technicians flies from a base whose operator maintains."""
    scenario = with_row(one_unit(), "partners", PARTNER, technicians=0, women_technicians=0)
    assert proven(with_row(scenario, "maintenance_bases", "juba-hangar", lease=lease)) == values


def test_everybody_is_relieved_once_a_tour():
    """Twenty-seven people an aircraft at 1,200 USD every twelve months are 2,700 USD an aircraft-month."""
    scenario = with_policy(one_unit(), "cost", rotation_usd_per_person=1_200)
    assert proven(scenario) == from_month(0, more_usd=36 * 2_700)


def test_crews_at_home_follow_from_tour_and_rest():
    """Twice as long at home as away, three aircraft take 13.5 crews; nine are too few."""
    longer = with_policy(one_unit(), "crew", crew_tour_months=6, crew_home_months=12)
    assert proven(longer) == NOTHING
    assert proven(with_row(longer, "partner_crews", CREWS, crews=14)) == from_month(0)
