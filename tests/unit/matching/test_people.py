"""Crews, technicians and training bind as their rules say."""

from __future__ import annotations

import pytest

from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.matching.worlds import months_of, one_unit, school, second_partner, solved, tier_1

CREWS = {"partner": "el-salvador", "aircraft_type": "500md"}
FLEET = {"aircraft": 3, "deployable_aircraft": 3}


def test_one_unit_serves_all():
    """The world that the other tests spoil serves every month."""
    allocation, _ = solved(one_unit())
    assert months_of(allocation, "el-salvador") == [("2022-01", (3,) * 12)]


@pytest.mark.parametrize(("crews", "unmet"), [(7, 0), (6, 12), (4, 24), (2, 36)])
def test_crews_bound_the_aircraft(crews: int, unmet: int):
    """An aircraft takes 1.5 crews and half as many at home, 2.25 in all."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    assert tier_1(with_row(scenario, "partner_crews", CREWS, crews=crews)) == unmet


def test_a_unit_below_its_least_size_does_not_deploy():
    """Six crews are enough for two aircraft, but a unit has three."""
    assert tier_1(with_row(one_unit(), "partner_crews", CREWS, crews=6)) == 36


def test_attrition_ends_a_deployment():
    """Seven crews less 10 % a year are 6.75 or more up to month 4: five months, if the tour may be so short."""
    scenario = with_policy(one_unit(), "crew", attrition_pct_per_year=10)
    scenario = with_row(scenario, "partner_crews", CREWS, crews=7)
    assert tier_1(with_policy(scenario, "matching", min_tour_months=5)) == 21
    assert tier_1(with_policy(scenario, "matching", min_tour_months=6)) == 36


def test_each_partner_counts_its_own_crews():
    """Four crews each are one aircraft each, not three together."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    scenario = second_partner(with_row(scenario, "partner_crews", CREWS, crews=4))
    assert tier_1(scenario) == 12


def test_crews_of_a_family_serve_its_types_together():
    """Aircraft of two types of one family draw on one pool."""
    scenario = with_rows(one_unit(), "aircraft_types", {"like": "500md", "id": "530f"})
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", aircraft_types="500md;530f")
    scenario = with_rows(scenario, "partner_fleet", {**CREWS, "aircraft_type": "530f"} | FLEET)
    scenario = with_row(scenario, "partner_fleet", CREWS, deployable_aircraft=0)
    assert tier_1(scenario) == 0
    assert tier_1(with_row(scenario, "aircraft_types", "530f", family="other")) == 36


def test_a_demand_takes_only_crews_with_its_tags():
    """Nine crews of whom none has medevac training serve no medevac; the tag comes with a course."""
    scenario = with_row(one_unit(), "partner_crews", CREWS, tags="nvg")
    assert tier_1(scenario) == 36
    trained = with_rows(scenario, "courses", school(seats=10, pass_pct=100))
    trained = with_row(trained, "partners", "el-salvador", trainable_crews_per_year=10, instructors=5)
    assert tier_1(trained) == 9
    assert tier_1(with_row(trained, "courses", "school", tags="nvg")) == 36


def test_tagged_crews_are_shared_among_the_demands_that_ask_for_them():
    """Crews without the tag serve the patrol, and the seven with it only the medevac."""
    scenario = with_row(one_unit(), "partner_crews", CREWS, crews=7)
    scenario = with_row(scenario, "partners", "el-salvador", max_units=2)
    scenario = with_row(scenario, "partner_fleet", CREWS, aircraft=6, deployable_aircraft=6)
    second = {"like": "unmiss-medevac", "id": "second", "role": "patrol", "crew_tags": ""}
    scenario = with_rows(scenario, "demands", second)
    untagged = {**CREWS, "aircraft_type": "500md-b", "crews": 7, "women_aircrew": 0}
    scenario = with_rows(scenario, "aircraft_types", {"like": "500md", "id": "500md-b"})
    assert tier_1(with_rows(scenario, "partner_crews", untagged)) == 0
    both_medevac = with_row(scenario, "demands", "second", crew_tags="medevac")
    assert tier_1(with_rows(both_medevac, "partner_crews", untagged)) == 36


@pytest.mark.parametrize(("technicians", "unmet"), [(15, 0), (14, 12), (9, 24)])
def test_technicians_bound_the_aircraft(technicians: int, unmet: int):
    """An aircraft takes five technicians."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    assert tier_1(with_row(scenario, "partners", "el-salvador", technicians=technicians)) == unmet


def test_a_technician_course_fills_the_gap():
    """Twelve technicians and four graduates at 90 % are 15.6: enough from month 3 on; three are 14.7."""
    scenario = with_row(one_unit(), "partners", "el-salvador", technicians=12)
    course = school(audience="technician", own_school=False, seats=4)
    assert tier_1(with_rows(scenario, "courses", course)) == 9
    assert tier_1(with_rows(scenario, "courses", course | {"seats": 3})) == 36


def training() -> Scenario:
    """Return a world that has five crews and a course for the missing 1.75."""
    return with_rows(with_row(one_unit(), "partner_crews", CREWS, crews=5), "courses", school())


def test_graduates_deploy_after_the_course():
    """Two trainees at 90 % make 6.8 crews of five in month 3: three months are lost."""
    assert tier_1(training()) == 9


def test_the_pass_rate_counts():
    """At 85 % they make 6.7 crews, too few for three aircraft."""
    assert tier_1(with_row(training(), "courses", "school", pass_pct=85)) == 36


def test_seats_bound_the_trainees():
    """One seat is not enough."""
    assert tier_1(with_row(training(), "courses", "school", seats=1)) == 36


def test_seats_are_shared_by_the_partners():
    """Two partners that both lack crews share the two seats: one of them deploys."""
    scenario = second_partner(training())
    scenario = with_row(scenario, "demands", "unmiss-medevac", aircraft=6)
    assert tier_1(scenario) == 36 + 9
    assert tier_1(with_row(scenario, "courses", "school", seats=4)) == 9 + 9


def test_instructors_bound_an_own_school():
    """Four instructors that teach a quarter of a crew each teach one; in another's school they do not count."""
    scenario = with_policy(training(), "crew", crews_per_instructor=0.25)
    assert tier_1(scenario) == 36
    assert tier_1(with_row(scenario, "courses", "school", own_school=False)) == 9


def test_instructors_teach_one_course_at_a_time():
    """With one seat a month and courses of three months, two trainees are in training together from month 1."""
    scenario = with_row(training(), "courses", "school", seats=1, last_month="2022-12")
    assert tier_1(scenario) == 12
    scenario = with_row(scenario, "partners", "el-salvador", instructors=1)
    assert tier_1(with_policy(scenario, "crew", crews_per_instructor=1)) == 18


def test_intake_bounds_the_new_crews_of_a_year():
    """One candidate a year is not enough."""
    assert tier_1(with_row(training(), "partners", "el-salvador", trainable_crews_per_year=1)) == 36


def test_courses_start_only_in_their_months():
    """A course that starts first in month 4 gives crews in month 7."""
    late = with_row(training(), "courses", "school", first_month="2022-05", last_month="2022-05")
    assert tier_1(late) == 21


def test_a_course_is_open_only_to_its_partners():
    """A course for somebody else does not help."""
    assert tier_1(with_row(training(), "courses", "school", partners="kenya")) == 36
