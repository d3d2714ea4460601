"""Rules of a deep pledge where they bite and where they do not: visits, consent, schools, support, money."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker import Findings, check
from airlift.checker.case import Case
from airlift.checker.costs import costs
from airlift.plans.costs import allocation_costs
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.checker.rich_case import rich_data, rich_scenario
from tests.unit.checker.valid_plan import edited, valid_data, valid_plan

SCENARIO = tiny_scenario()
RICH = rich_scenario()

Data = dict[str, Any]
KENYA_CREWS = {"partner": "kenya", "aircraft_type": "500md"}


def amounts(findings: Findings) -> dict[str, tuple[float, ...]]:
    """Amounts by rule."""
    return {rule: tuple(item.amount for item in found) for rule, found in findings.by_rule().items()}


def changed(**tables: Any) -> Data:
    """Plain data of the valid plan with tables of its allocation replaced, without results and their figures."""
    data = valid_data()
    data["allocation"].update(tables)
    data["results"] = []
    return data


def test_a_deep_pledge_is_kept_at_its_limits() -> None:
    """Conditions, consent, visits, teams, spares, credit that are just enough give no finding."""
    findings = check(RICH, edited(rich_data()))
    assert findings.ok, str(findings)


@pytest.mark.parametrize(
    ("rule", "table", "key", "change"),
    [
        ("lot.state", "lots", "rok-1", {"state": "conditional"}),
        ("lot.conditions", "lots", "rok-1", {"missions": ["minusca"]}),
        ("fleet.deployable", "lots", "rok-1", {"return_month": "2023-12"}),
        ("medical.available", "partners", "kenya", {"medical_teams": 2}),
        ("partner.predeployment", "partners", "kenya", {"predeployment_aircraft_per_month": 2}),
        ("partner.credit", "partners", "kenya", {"credit_usd": 338_600.0}),
        ("spares.available", "spares", "stock", {"flight_hours_per_month": 89.0}),
        ("spares.available", "spares", "overlap", {"last_month": "2022-11"}),
        (
            "mission.consent",
            "consents",
            {"mission": "unmiss", "partner": "kenya"},
            {"first_month": "2022-12"},
        ),
    ],
)
def test_one_less_of_anything_breaks_its_rule(rule: str, table: str, key: str | Data, change: Data) -> None:
    """Each of these limits is tight: a step back is a finding of its rule and no other."""
    found = check(with_row(RICH, table, key, **change), edited(rich_data()))
    assert {item.rule for item in found} == {rule}


def test_the_checkers_costs_are_those_that_a_plan_reports() -> None:
    """Two computations of the same costs, with delay, visit, travel, rotation, pre-deployment: the same keys."""
    plan = edited(rich_data())
    reported = {row[:4]: row.usd for row in allocation_costs(RICH, plan.allocation)}
    assert {tuple(key): usd for key, usd in costs(Case(RICH, plan)).items()} == pytest.approx(reported)


# Assessment visits


@pytest.mark.parametrize(("level", "month"), [("0", "2022-07"), ("1", "2022-07"), ("2", None), ("3", None)])
def test_only_the_lower_levels_are_visited(level: str, month: str | None) -> None:
    """Levels 0 and 1 deploy in January 2023 after a visit in July; level 2 and above need none."""
    scenario = with_row(SCENARIO, "partners", "kenya", readiness_level=level)
    data = changed(visits=[{"partner": "kenya", "month": month}] if month else [])
    data["allocation"]["units"][1] |= {"first_month": "2023-01", "aircraft": [3] * 12}
    rules = set(amounts(check(scenario, edited(data))))
    assert not rules & {"readiness.visit", "partner.readiness"}


def test_a_visit_without_a_deployment_is_judged_by_its_month_alone() -> None:
    """A partner at level 0 is due for its visit in month 6 and needs none when it does not deploy."""
    scenario = with_row(SCENARIO, "partners", "kenya", readiness_level="0")
    units = valid_data()["allocation"]["units"][::2]
    early = changed(units=units, visits=[{"partner": "kenya", "month": "2022-05"}])
    due = changed(units=units, visits=[{"partner": "kenya", "month": "2022-07"}])
    none = changed(units=units)
    found = [amounts(check(scenario, edited(data))).get("readiness.visit") for data in (early, due, none)]
    assert found == [(2,), None, None]


def test_the_first_of_two_visits_counts() -> None:
    """A second visit is one too many, and makes nothing earlier or later."""
    scenario = with_row(SCENARIO, "partners", "kenya", readiness_level="1")
    data = changed(visits=[{"partner": "kenya", "month": month} for month in ("2023-01", "2022-05")])
    found = check(scenario, edited(data))
    assert [(item.rule, item.amount, item.unit) for item in found] == [("readiness.visit", 1, "visits")]


def test_nobody_is_visited_outside_the_horizon() -> None:
    """A visit before the start comes before it is due, and its month is no month of the plan."""
    scenario = with_row(SCENARIO, "partners", "kenya", readiness_level="1")
    found = check(scenario, edited(changed(visits=[{"partner": "kenya", "month": "2021-12"}])))
    assert amounts(found) == {"readiness.visit": (4,), "plan.references": (1,)}


def test_a_visit_to_nobody_is_named() -> None:
    """An unknown partner is a finding; it takes no visit of the month from anybody."""
    scenario = with_policy(SCENARIO, "matching", assessment_visits_per_month=1)
    visits = [{"partner": partner, "month": "2022-05"} for partner in ("nobody", "kenya")]
    found = check(scenario, edited(changed(visits=visits)))
    assert [(item.rule, item.place) for item in found] == [("plan.references", "visit nobody 2022-05")]


# Consent


@pytest.mark.parametrize(
    ("rows", "months"),
    [
        ([], None),
        ([("500md", "2022-11")], None),
        ([("500md", "2023-01")], 2),
        ([(None, "2023-01"), ("500md", "2022-12")], 2),  # the latest counts
        ([(None, "2022-12"), ("500md", "2023-01")], 2),
        ([("mi-17", None)], None),  # another type
        ([(None, "2022-01"), ("500md", None)], 14),  # refused above all
        ([(None, "2030-01")], 14),
    ],
)
def test_consent(rows: list[tuple[str | None, str | None]], months: int | None) -> None:
    """Kenya's 500MD come in November 2022 for 14 months: those without consent are counted."""
    consents = [
        {"mission": "unmiss", "partner": "kenya", "aircraft_type": kind, "first_month": first}
        for kind, first in rows
    ]
    found = check(with_rows(SCENARIO, "consents", *consents), valid_plan())
    assert amounts(found) == ({} if months is None else {"mission.consent": (months,)})


# Rotation


def test_a_unit_changes_its_size_in_rotation_months() -> None:
    """Every third month from January on: a fourth aircraft may come in April and leave in July, not in June."""
    scenario = with_policy(SCENARIO, "matching", rotation_every_months=3)
    kept = valid_data()["allocation"]["units"][2] | {"aircraft": [4] * 3 + [3] * 18}
    broken = kept | {"aircraft": [4] * 2 + [3] * 19}
    assert "unit.rotation" not in amounts(check(scenario, edited(changed(units=[kept]))))
    found = check(scenario, edited(changed(units=[broken]))).by_rule()["unit.rotation"]
    assert [(item.place, item.amount) for item in found] == [("unit rwa-1 2022-06", 1)]
    assert found[0].message.startswith(
        "the unit changes its size outside the rotation, every 3 months from 2022-01"
    )


@pytest.mark.parametrize(("last_month", "found"), [("2023-11", None), ("2023-12", (1,))])
def test_a_unit_leaves_with_its_demand(last_month: str, found: tuple[float] | None) -> None:
    """It leaves in December 2023, no rotation month: the demand must have ended by then."""
    scenario = with_policy(SCENARIO, "matching", rotation_every_months=3)
    scenario = with_row(scenario, "demands", "unmiss-utility", last_month=last_month)
    unit = valid_data()["allocation"]["units"][2] | {"aircraft": [3] * 20}
    assert amounts(check(scenario, edited(changed(units=[unit])))).get("unit.rotation") == found


def test_a_unit_leaves_with_the_horizon() -> None:
    """Nobody leaves when the plan ends, be it in a rotation month or not: the demand is over, and that is all."""
    scenario = with_policy(tiny_scenario(horizon_months=23), "matching", rotation_every_months=3)
    scenario = with_row(scenario, "demands", "unmiss-utility", last_month="2023-08")
    unit = valid_data()["allocation"]["units"][2] | {"aircraft": [3] * 20}
    rules = set(amounts(check(scenario, edited(changed(units=[unit])))))
    assert "demand.window" in rules
    assert "unit.rotation" not in rules


# Schools


def with_course(
    scenario: Scenario, audience: str, trainees: int, month: str, **changes: Any
) -> tuple[Scenario, Data]:
    """Kenya sends trainees to a free course of four months with 90 % passing, and the plan is otherwise valid."""
    row = {
        "id": "extra",
        "like": "tpp-technician",
        "audience": audience,
        "usd_per_seat": 0.0,
        "first_month": month,
    }
    data = valid_data()
    data["allocation"]["training"].append(
        {"course": "extra", "partner": "kenya", "month": month, "trainees": trainees}
    )
    return with_rows(scenario, "courses", row | changes), data


def test_an_upgrade_gives_a_qualification_and_no_crew() -> None:
    """Seven crews upgraded by July hold what the medevac demand asks for, six are too few; none is a new crew."""
    nvg = with_row(SCENARIO, "partner_crews", KENYA_CREWS, tags=["nvg"])
    scenario, data = with_course(nvg, "upgrade", 7, "2022-03", tags=["medevac"])
    # 7 x 0.9 x 0.95^(17/12) from the upgrade and 2 x 0.9 x 0.95^(20/12) from the school in month 23.
    assert check(scenario, edited(data)).ok
    few, data = with_course(nvg, "upgrade", 6, "2022-03", tags=["medevac"])
    short = 6.75 - 5.4 * 0.95 ** (17 / 12) - 1.8 * 0.95 ** (20 / 12)
    assert amounts(check(few, edited(data))) == {"crew.available": (pytest.approx(short),)}
    # Of four crews in all, seven upgraded ones make no more.
    four = with_row(scenario, "partner_crews", KENYA_CREWS, crews=4)
    _, data = with_course(nvg, "upgrade", 7, "2022-03")
    by_place = {item.place for item in check(four, edited(data))}
    assert by_place == {"partner kenya family md500 2023-12"}


def test_an_upgrade_of_another_family_qualifies_nobody() -> None:
    """Graduates on the Mi-17 fly no 500MD."""
    nvg = with_row(SCENARIO, "partner_crews", KENYA_CREWS, tags=["nvg"])
    scenario, data = with_course(nvg, "upgrade", 7, "2022-03", tags=["medevac"], aircraft_type="mi-17")
    assert set(amounts(check(scenario, edited(data)))) == {"crew.available"}


@pytest.mark.parametrize("audience", ["technician", "instructor", "upgrade", "medical"])
def test_only_new_crews_come_from_the_candidates(audience: str) -> None:
    """Kenya has candidates for the two crews that it sends: others go to courses besides, at its own school too."""
    scenario = with_row(SCENARIO, "partners", "kenya", trainable_crews_per_year=2, instructors=1)
    scenario, data = with_course(scenario, audience, 8, "2022-03", own_school=True)
    assert check(scenario, edited(data)).ok


@pytest.mark.parametrize(
    ("trainees", "start", "found"),
    [(2, "2022-06", None), (1, "2022-06", (0.2,)), (2, "2022-07", (2,))],
)
def test_instructors_graduate_into_their_school(
    trainees: int, start: str, found: tuple[float] | None
) -> None:
    """No instructor at the start: 90 % of two or one teach two crews each from the fourth month on."""
    scenario = with_row(SCENARIO, "partners", "kenya", instructors=0)
    scenario, data = with_course(scenario, "instructor", trainees, start)
    data["allocation"]["training"][0]["month"] = "2022-10"
    expected = {} if found is None else {"course.instructors": pytest.approx(found)}
    assert amounts(check(scenario, edited(data))) == expected


def test_instructors_stay() -> None:
    """Attrition takes crews and technicians, and no instructor: 0.9 of one teach 1.8 crews however late."""
    scenario = with_row(SCENARIO, "partners", "kenya", instructors=0, trainable_crews_per_year=9)
    scenario, data = with_course(scenario, "instructor", 1, "2022-03")
    data["allocation"]["training"][0]["month"] = "2023-10"
    assert amounts(check(scenario, edited(data)))["course.instructors"] == (pytest.approx(0.2),)


def test_medical_teams_come_from_courses() -> None:
    """Three teams at the start are too few at the end; one trained in the meantime closes the gap."""
    scenario = with_row(SCENARIO, "partners", "kenya", medical_teams=3)
    scenario, data = with_course(scenario, "medical", 1, "2022-03", aircraft_type="mi-17")
    assert check(scenario, edited(data)).ok


def test_medical_teams_serve_medevac_only() -> None:
    """Rwanda flies utility without a team; El Salvador's aircraft need one each, or the policy's share."""
    none = with_row(SCENARIO, "partners", "rwanda", medical_teams=0)
    assert check(none, valid_plan()).ok
    none = with_row(SCENARIO, "partners", "el-salvador", medical_teams=0)
    half = with_policy(none, "crew", medical_teams_per_aircraft=0.5)
    assert amounts(check(half, valid_plan())) == {"medical.available": (1.5,)}


# Support


def test_a_dry_lease_brings_its_technicians() -> None:
    """A partner without technicians deploys where the operator of the base brings them."""
    scenario = with_row(SCENARIO, "partners", "rwanda", technicians=0)
    assert amounts(check(scenario, valid_plan())) == {"technician.available": (15,)}
    assert check(with_row(scenario, "maintenance_bases", "juba-hangar", lease="dry"), valid_plan()).ok


def test_crews_at_home_are_as_many_as_their_months() -> None:
    """As long at home as away asks for as many crews there as in the mission: nine of Kenya's."""
    scenario = with_row(SCENARIO, "partner_crews", KENYA_CREWS, crews=8)
    scenario = with_policy(scenario, "crew", crew_tour_months=6.0, crew_home_months=6.0)
    short = 9 - 8 * 0.95 ** (23 / 12) - 1.8 * 0.95 ** (20 / 12)
    kenya = [item.amount for item in check(scenario, valid_plan()) if item.where["partner"] == "kenya"]
    assert kenya == [pytest.approx(short), pytest.approx(short)]


def test_spare_parts_bind_only_the_types_that_have_rows() -> None:
    """No row is no limit; the Mi-17 fly on whatever the 500MD's parts support."""
    parts = {"id": "none", "provider": "maker", "aircraft_type": "500md", "flight_hours_per_month": 0.0}
    scenario = with_rows(SCENARIO, "spares", parts | {"first_month": "2022-01", "last_month": "2022-02"})
    found = check(scenario, valid_plan())
    assert [(item.place, item.amount) for item in found] == [("type 500md 2022-11", 180)]


# Money


def priced(scenario: Scenario = SCENARIO, **prices: Any) -> dict[str, float]:
    """What a price adds to the costs of the valid plan, by place."""
    data = changed(visits=[{"partner": "kenya", "month": "2023-05"}])
    found = check(with_policy(scenario, "cost", **prices), edited(data))
    assert {item.rule for item in found} <= {"cost.funded"}
    return {item.place: item.amount for item in found}


def test_a_visit_is_paid_in_its_year() -> None:
    """The visit of May 2023 falls into that year."""
    assert priced(assessment_usd_per_visit=7_000.0) == {"partner kenya cost assessment 2023": 7_000}


def test_aircraft_that_join_are_prepared_for() -> None:
    """Three join in each unit, in the year in which they do."""
    assert priced(predeployment_usd_per_aircraft=1_000.0) == {
        f"partner {partner} cost predeployment 2022": 3_000 for partner in ("el-salvador", "kenya", "rwanda")
    }


def test_everybody_is_relieved_once_a_tour() -> None:
    """27 people at 600 USD every twelve months: 1,350 USD for each aircraft-month."""
    assert priced(rotation_usd_per_person=600.0) == pytest.approx(
        {
            "partner el-salvador cost rotation 2022": 21 * 1_350,
            "partner kenya cost rotation 2022": 6 * 1_350,
            "partner kenya cost rotation 2023": 36 * 1_350,
            "partner rwanda cost rotation 2022": 27 * 1_350,
            "partner rwanda cost rotation 2023": 36 * 1_350,
        }
    )


def test_trainees_travel_unless_the_school_is_their_own_or_remote() -> None:
    """Two crews stay at home with their own school, two technicians travel."""
    place = "partner kenya donor rok cost training 2022"
    assert priced(course_travel_usd=500.0) == {place: 1_000}
    assert (
        priced(with_row(SCENARIO, "courses", "tpp-technician", mode="remote"), course_travel_usd=500.0) == {}
    )


def test_what_is_paid_back_falls_due_later() -> None:
    """With two months of delay six aircraft-months of each unit leave 2022; what leaves 2023 stays there."""
    moved = priced(reimbursement_delay_months=2)
    assert {place for place in moved if "personnel" not in place} == {
        place.replace("personnel", cost)
        for place in moved
        if "personnel" in place
        for cost in ("operations", "maintenance")
    }
    personnel = {place: usd for place, usd in moved.items() if "personnel" in place}
    assert set(personnel.values()) == {6 * 39_096}
    assert len(personnel) == 6


@pytest.mark.parametrize(
    ("delay", "credit", "found"),
    [
        (0, 0.0, None),  # paid at once: nothing is laid out
        (1, 338_688.0, None),
        (2, 677_376.0, None),
        (2, 600_000.0, (77_376,)),
        (30, 4_741_632.0, None),  # all fourteen months of three aircraft
        (30, 4_741_000.0, (632,)),
    ],
)
def test_credit_covers_the_months_that_are_not_paid_back(
    delay: int, credit: float, found: tuple[float] | None
) -> None:
    """Kenya lays out 338,688 USD a month and gets it back after the delay."""
    scenario = with_row(SCENARIO, "partners", "kenya", credit_usd=credit)
    scenario = with_policy(scenario, "cost", reimbursement_delay_months=delay)
    assert amounts(check(scenario, valid_plan())).get("partner.credit") == found


def with_objective(name: str, value: float) -> Findings:
    """Judge the valid plan with one objective level, its value stated."""
    data = valid_data()
    level = {"name": name, "unit": "x", "status": "feasible", "value": value, "bound": 0, "wall_s": 0}
    data["results"][0]["objectives"] = [level]
    return check(SCENARIO, edited(data))


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("unmet", 112, 111),
        # 63 aircraft-months of 30 hours at 80 kg, and 63 of 45 at 590 kg; 3.16 kg of CO2 from a kilogram.
        ("co2", 3.16 * (63 * 30 * 80 + 63 * 45 * 590), 5_000_000),
    ],
)
def test_measures_of_studies_are_recomputed(name: str, value: float, wrong: float) -> None:
    """All unmet aircraft-months together, and CO2 in kilograms."""
    assert with_objective(name, value).ok
    assert amounts(with_objective(name, wrong)) == {"plan.figures": (pytest.approx(abs(value - wrong)),)}
