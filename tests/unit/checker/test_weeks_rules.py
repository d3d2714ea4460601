"""Rules of sustainment, standby and days where they bite and where they do not."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker import check
from airlift.scenario import Scenario
from tests.scenarios import with_policy, with_row
from tests.unit.checker.valid_plan import edited, sortie, unit_day
from tests.unit.checker.valid_weeks import tail, visit, weeks_data, weeks_scenario

Data = dict[str, Any]


def rules(data: Data, scenario: Scenario | None = None) -> dict[str, list[float]]:
    """Amounts of the findings by rule; stated totals are left aside."""
    data["results"] = data["rounds"] = []
    found = check(scenario or weeks_scenario(), edited(data)).by_rule()
    return {rule: [item.amount for item in items] for rule, items in found.items()}


def places(data: Data, rule: str, scenario: Scenario | None = None) -> list[str]:
    found = check(scenario or weeks_scenario(), edited(data)).by_rule()
    return [item.place for item in found.get(rule, ())]


@pytest.fixture
def six_weeks() -> tuple[Data, Scenario]:
    """One week more, in December; in it Kenya has two aircraft."""
    data = weeks_data()
    data["fleet"]["weeks"] = 6
    for row in data["fleet"]["tails"]:
        row["flight_h"].append(1.0)
    tail(data, "ken-1-t1")["flight_h"].pop()
    data["allocation"]["units"][1]["aircraft"] = [3] + [2] * 13
    return data, with_policy(weeks_scenario(), "sustainment", horizon_weeks=6)


def test_a_tail_leaves_with_its_aircraft(six_weeks: tuple[Data, Scenario]) -> None:
    """Any tail may leave when the number falls, and so it has no hours in the week after."""
    data, scenario = six_weeks
    assert "fleet.tails" not in rules(data, scenario)
    tail(data, "ken-1-t1")["flight_h"].append(1.0)
    assert rules(data, scenario)["fleet.tails"] == [1]


def test_a_tail_does_not_leave_from_a_visit(six_weeks: tuple[Data, Scenario]) -> None:
    """Two days of the visit lie after its last day with the unit; of a tail that stays, none do."""
    data, scenario = six_weeks
    data["fleet"]["visits"].append(visit(data, "slv-1-t1") | {"tail": "ken-1-t1", "first_day": 33, "days": 4})
    assert rules(data, scenario)["fleet.tails"] == [2]
    data["fleet"]["visits"][-1] |= {"tail": "ken-1-t2", "first_day": 39}
    assert "fleet.tails" not in rules(data, scenario)


def test_a_calendar_inspection_renews_the_due_month(six_weeks: tuple[Data, Scenario]) -> None:
    """Every month, last made in October: due at the end of November, six days before week 5.

    The tail that is inspected in November is due a month later. Whoever stands still is late for nobody.
    """
    data, scenario = six_weeks
    scenario = with_row(scenario, "inspections", "annual", every_months=1)
    for name, key in (("slv-1-t1", "a"), ("slv-1-t2", "b"), ("slv-1-t3", "c")):
        scenario = with_row(scenario, "tails", key, inspected_month="2022-10")
        tail(data, name)["inspected_month"] = "2022-10"
    tail(data, "slv-1-t3")["flight_h"][5] = 0.0
    late = [place for place in places(data, "inspection.calendar", scenario) if "slv-1" in place]
    assert late == ["tail slv-1-t2 inspection annual week 5"]
    amounts = rules(data, scenario)["inspection.calendar"]
    assert amounts[0] == 6


def test_the_wrong_inspection_is_found() -> None:
    """Where every second mark is for a longer inspection, the first mark is not, and the shorter one is due there."""
    data = weeks_data()
    scenario = with_row(weeks_scenario(), "inspections", "annual", every_months=None, every_flight_hours=200)
    visit(data, "slv-1-t1")["inspections"] = ["annual"]
    found = check(scenario, edited(data)).by_rule()["inspection.work"]
    assert found[0].message == "annual is made, hundred is due at the next mark"


def test_a_dock_is_closed_with_its_base() -> None:
    """A base that closes in November is closed for all days of both visits; one that opens then is not."""
    closed = with_row(weeks_scenario(), "maintenance_bases", "juba-hangar", close_month="2022-11")
    assert rules(weeks_data(), closed)["dock.capacity"] == [2, 7]
    opened = with_row(weeks_scenario(), "maintenance_bases", "juba-hangar", open_month="2022-11")
    assert "dock.capacity" not in rules(weeks_data(), opened)


def test_a_visit_into_the_closure_counts_the_days_after_it() -> None:
    """Of a visit of seven days from the 27th on, three lie in December."""
    data = weeks_data()
    visit(data, "rwa-1-t1")["first_day"] = 26
    scenario = with_row(weeks_scenario(), "maintenance_bases", "juba-hangar", close_month="2022-12")
    assert rules(data, scenario)["dock.capacity"] == [3]


def test_work_away_needs_neither_dock_nor_man_hours() -> None:
    """The phase in a dock is the base's work; an inspection away is not, and may not say that it is."""
    scenario = with_row(weeks_scenario(), "inspections", "hundred", place="away", man_hours=4000)
    data = weeks_data()
    visit(data, "slv-1-t1")["man_hours"] = 4008.0
    assert rules(data, scenario) == {"inspection.work": [1]}
    visit(data, "slv-1-t1").update(maintenance_base=None, dock=None)
    assert rules(data, scenario) == {}


def test_overdue_tails_need_not_be_named() -> None:
    """A tail that may not fly has the most bank time: whoever has less may be named in its place."""
    data = weeks_data()
    scenario = weeks_scenario()
    scenario = with_row(scenario, "tails", "c", inspected_month="2021-10")
    tail(data, "slv-1-t3")["inspected_month"] = "2021-10"
    for row in data["fleet"]["unit_weeks"]:
        if row["unit"] == "slv-1":
            row["serviceable_tails"] = ["slv-1-t1", "slv-1-t2"][row["week"] < 2 :]
    assert "fleet.serviceable" not in rules(data, scenario)


def test_posts_have_their_candidates() -> None:
    """Malakal lies 281 nm from Juba, beyond the 220 nm of a full tank; with a larger one it may be a post."""
    data = weeks_data()
    for row in data["standby"][0]["posts"]:
        if row["unit"] == "ken-1":
            row["site"] = "malakal"
    assert rules(data)["standby.post"] == [1, 1]
    scenario = with_row(weeks_scenario(), "aircraft_types", "500md", fuel_capacity_kg=260)
    assert "standby.post" not in rules(data, scenario)
    at_home = with_policy(scenario, "standby", forward_posts=False)
    assert rules(data, at_home)["standby.post"] == [1, 1]


def test_the_sites_of_a_demand_need_fuel_to_be_posts() -> None:
    """Bor is a site of the demand; without fuel nobody stands by there."""
    assert rules(weeks_data(), with_row(weeks_scenario(), "sites", "bor", fuel=False))["standby.post"] == [
        1,
        1,
    ]
    at_home = with_policy(weeks_scenario(), "standby", forward_posts=False)
    assert "standby.post" not in rules(weeks_data(), at_home)


@pytest.mark.parametrize(
    ("section", "values", "amounts"),
    [
        ("standby", {"medevac_unit_aircraft": 0}, [1, 1]),
        ("crew", {"crews_per_aircraft": 0.3}, [1, 1]),
        ("crew", {"crews_per_aircraft": 0.34}, None),
        ("sustainment", {"unscheduled_loss_pct": 90.0}, None),
    ],
)
def test_numbers_on_standby(section: str, values: dict[str, float], amounts: list[float] | None) -> None:
    """Bound by what a unit holds and by its crews, of which one at least can stand by; by tails that the plan names."""
    assert (
        rules(weeks_data(), with_policy(weeks_scenario(), section, **values)).get("standby.numbers")
        == amounts
    )


def test_types_without_litters_do_not_stand_by() -> None:
    """Whoever cannot take a lying patient is no standby."""
    scenario = with_row(weeks_scenario(), "aircraft_types", "500md", litters=0)
    assert rules(weeks_data(), scenario)["standby.numbers"] == [1, 1]


def test_serviceable_tails_bound_the_standby() -> None:
    """A week without a serviceable tail has nobody to stand by."""
    data = weeks_data()
    row = next(row for row in data["fleet"]["unit_weeks"] if (row["unit"], row["week"]) == ("slv-1", 0))
    row["serviceable_tails"] = []
    assert rules(data)["standby.numbers"] == [1]


def test_an_empty_forward_post_is_found() -> None:
    """Tails and crews at home leave the post at Bor empty; their flight from Bor starts where they are not."""
    data = weeks_data()
    for programme in data["programmes"]:
        row = next(row for row in programme["units"] if row["unit"] == "ken-1")
        row.update(tail_bases=[], crew_bases=[])
    found = rules(data)
    assert found == {"sortie.route": [2], "standby.held": [1, 1, 1, 1]}


def test_a_tail_at_a_post_flies_casualties_alone() -> None:
    """The tail at Bor flies the transfer of the second day: from its post, but it should have stayed."""
    data = weeks_data()
    again = data["programmes"][1]["sorties"][0]
    again.update(tail="ken-1-t2", crew="ken-1-c2")
    for stop, site in zip(again["stops"], ("bor", "juba", "bor"), strict=True):
        stop["site"] = site
    assert rules(data)["standby.held"] == [1]
    assert "sortie.route" not in rules(data)


def test_a_base_that_is_no_post_is_found() -> None:
    """El Salvador has its post at Juba and no other."""
    data = weeks_data()
    unit_day(data, "slv-1").update(tail_bases=["malakal", "juba"])
    assert rules(data)["sortie.route"] == [1, 2, 1]


def test_without_a_standby_plan_the_policy_counts() -> None:
    """One aircraft and one crew of each unit at the home base, as before."""
    data = weeks_data()
    data["standby"] = []
    assert rules(data)["standby.held"] == [1, 1] * 4


def test_crews_rest_over_a_day_in_between() -> None:
    """A day off is rest enough for any policy of hours."""
    data = weeks_data()
    data["programmes"][1]["day"] = "2022-10-14"
    scenario = with_row(weeks_scenario(), "tasks", "unmiss-t3", day="2022-10-14")
    scenario = with_policy(scenario, "crew", rest_h=40.0)
    assert rules(data, scenario) == {}


@pytest.mark.parametrize(("day", "over"), [("2022-10-18", [45]), ("2022-10-19", None)])
def test_seven_days_are_seven_days(day: str, over: list[float] | None) -> None:
    """The seventh day counts with the first, the eighth does not."""
    data = weeks_data()
    data["programmes"][1]["day"] = day
    # A week later other tails may be serviceable; they are not looked at here.
    scenario = with_row(weeks_scenario(), "tasks", "unmiss-t3", day=day)
    scenario = with_policy(scenario, "crew", flight_h_per_7_days=3.0)
    assert rules(data, scenario).get("crew.week_hours") == over


def test_the_eighth_day_lies_in_the_next_planned_week() -> None:
    """A week after the first day the serviceable tails and the bank times are those of week 1."""
    data = weeks_data()
    data["programmes"][1]["day"] = "2022-10-19"
    scenario = with_row(weeks_scenario(), "tasks", "unmiss-t3", day="2022-10-19")
    found = rules(data, scenario)
    assert found["tail.available"] == [1, 1]  # El Salvador's and Rwanda's second tails
    # Kenya's have flown 7 h each; El Salvador's 6 h; Rwanda's 10 and 11 h.
    assert sorted(found["tail.bank"]) == pytest.approx([6, 6, 7, 7, 10, 11])


def test_hours_of_several_days_count_against_the_bank() -> None:
    """3.75 h in two days on a tail with 3 h left."""
    data = weeks_data()
    row = tail(data, "ken-1-t3")
    row["hours_since_overhaul"] = 97.0
    for programme in data["programmes"]:
        units = next(row for row in programme["units"] if row["unit"] == "ken-1")
        units["tail_bank_h"][1] = 3.0
    assert rules(data)["tail.bank"] == [pytest.approx(0.75)]


def test_deliveries_fill_the_stock_and_no_more() -> None:
    """200 kg are full again with 300 kg delivered; the draw of a day is bound by the stock alone."""
    scenario = with_row(weeks_scenario(), "sites", "bor", fuel_stock_kg=200, fuel_delivery_kg_per_day=300)
    assert rules(weeks_data(), scenario) == {}
    scenario = with_row(weeks_scenario(), "sites", "bor", fuel_stock_kg=190, fuel_delivery_kg_per_day=300)
    assert rules(weeks_data(), scenario) == {"fuel.stock": [pytest.approx(0.7, abs=0.01)]}


def test_days_without_a_programme_bring_deliveries_too() -> None:
    """Five mornings of 10 kg and the 9.3 that were left are as good as the 60 that are drawn, less 0.7."""
    data = weeks_data()
    data["programmes"][1]["day"] = "2022-10-17"
    scenario = with_row(weeks_scenario(), "tasks", "unmiss-t3", day="2022-10-17")
    scenario = with_row(scenario, "sites", "bor", fuel_stock_kg=200, fuel_delivery_kg_per_day=10)
    assert rules(data, scenario) == {"fuel.stock": [pytest.approx(0.7, abs=0.01)]}


def test_limits_of_rounds_that_were_not_kept_bind_nobody() -> None:
    """Only the kept round's limits hold."""
    data = weeks_data()
    other = data["rounds"][0] | {"number": 2, "kept": False}
    other["limits"] = [data["rounds"][0]["limits"][0] | {"limit": 9.0}]
    data["rounds"].append(other)
    assert check(weeks_scenario(), edited(data)).ok


NAMES = [
    (("fleet", "tails", 0, "unit"), "nobody"),
    (("fleet", "visits", 0, "tail"), "nobody"),
    (("fleet", "visits", 0, "maintenance_base"), "nobody"),
    (("fleet", "unit_weeks", 0, "unit"), "nobody"),
    (("fleet", "unit_weeks", 0, "serviceable_tails"), ["nobody"]),
    (("fleet", "unit_weeks", 0, "serviceable_tails"), ["slv-1-t2", "slv-1-t2"]),
    (("fleet", "unit_weeks", 0, "week"), 5),
    (("fleet", "unit_weeks", 0, "week"), 1),
    (("fleet", "tails", 0, "first_week"), 1),
    (("standby", 0, "mission"), "nobody"),
    (("standby", 0, "posts", 0, "unit"), "nobody"),
    (("standby", 0, "posts", 0, "site"), "nobody"),
    (("programmes", 0, "units", 0, "tail_bases"), ["nobody", "juba"]),
    (("rounds", 0, "limits", 0, "row"), "nobody"),
    (("rounds", 0, "limits", 0, "table"), "policy"),
]


@pytest.mark.parametrize(("path", "value"), NAMES)
def test_unknown_names_are_found(path: tuple[Any, ...], value: object) -> None:
    """Each name that scenario or plan do not have is found, and the checker goes on.

    A tail without a unit is named as serviceable three times; a row of a week names unit and two tails.
    """
    data = weeks_data()
    home: Any = data
    for key in path[:-1]:
        home = home[key]
    home[path[-1]] = value
    times = {("tails", "unit"): 4, ("unit_weeks", "unit"): 3}
    assert len(places(data, "plan.references")) == times.get((path[1], path[-1]), 1)


def test_a_unit_of_another_mission_does_not_stand_by() -> None:
    """A post of a unit that serves elsewhere is no post of this mission."""
    data = weeks_data()
    data["allocation"]["units"][1]["demand"] = "minusca-medevac"
    assert rules(data)["standby.post"] == [1, 1]


def test_a_casualty_flight_keeps_to_its_base() -> None:
    """From Bor it may not end at Juba, although that is the unit's home base."""
    data = weeks_data()
    sortie(data, "hospital")["stops"] = sortie(data, "hospital")["stops"][:2]
    sortie(data, "hospital")["stops"][1].update(depart_min=800, fuel_kg=110.0)
    assert rules(data)["sortie.route"] == [1]


def test_objectives_of_sustainment_follow_from_hours_and_visits() -> None:
    """9.46 h are not flown and 92 are wasted; nobody is below the line: of three tails one has a third of a bank.

    Two serviceable tails are wanted, for standby and beside it, and so three present: of two units one is in a visit.
    """
    data = weeks_data()
    level = data["results"][0]["objectives"][0] | {"status": "feasible", "bound": 0}
    values = {
        "flight hours not flown": 9.461538,
        "tail-weeks below the least fleet": 2,
        "tail-weeks below the bank-time line": 0,
        "hours wasted and on ferry flights": 92,
    }
    objectives = [level | {"name": name, "value": value} for name, value in values.items()]
    results = [data["results"][0] | {"level": "sustainment", "status": "feasible", "objectives": objectives}]
    assert check(weeks_scenario(), edited(data | {"results": results})).ok
    for row in objectives:
        row["value"] += 3
    found = check(weeks_scenario(), edited(data | {"results": results})).by_rule()
    assert [item.amount for item in found["plan.figures"]] == pytest.approx([3, 3, 3, 3])


def test_tails_below_the_line_are_counted() -> None:
    """Kenya's tails have 33, 20 and 20 h and fly 6, 7 and 7 a week.

    None has a third of a bank at the beginning of the next weeks or at the end, which lacks one tail five times; two
    have nothing left from week 3 on, which lacks one of two three times.
    """
    data = weeks_data()
    for number in (2, 3):
        tail(data, f"ken-1-t{number}")["hours_since_overhaul"] = 80.0
    level = data["results"][0]["objectives"][0] | {"status": "feasible", "bound": 0, "value": 0}
    level["name"] = "tail-weeks below the bank-time line"
    result = data["results"][0] | {"level": "sustainment", "status": "feasible", "objectives": [level]}
    found = check(weeks_scenario(), edited(data | {"results": [result]})).by_rule()
    assert [item.amount for item in found["plan.figures"]] == [8]
