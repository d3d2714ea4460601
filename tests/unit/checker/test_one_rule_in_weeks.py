"""Break one rule at a time in a plan with weeks, standby and two days: the checker finds exactly that rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from airlift.checker import check
from airlift.scenario import Scenario
from tests.scenarios import with_row
from tests.unit.checker.breaking import Broken, Data, policy, row
from tests.unit.checker.valid_plan import edited, sortie, unit_day
from tests.unit.checker.valid_weeks import tail, unit_week, visit, weeks_data, weeks_plan, weeks_scenario


def of_tail(name: str, **changes: Any) -> Callable[[Data], None]:
    return lambda data: tail(data, name).update(changes)


def of_visit(name: str, **changes: Any) -> Callable[[Data], None]:
    return lambda data: visit(data, name).update(changes)


def of_week(unit: str, week: int, **changes: Any) -> Callable[[Data], None]:
    return lambda data: unit_week(data, unit, week).update(changes)


def of_standby(**changes: Any) -> Callable[[Data], None]:
    return lambda data: data["standby"][0].update(changes)


def of_cover(kind: str, **changes: Any) -> Callable[[Data], None]:
    return lambda data: data["standby"][0][kind].update(changes)


def of_round(**changes: Any) -> Callable[[Data], None]:
    return lambda data: data["rounds"][0].update(changes)


def of_limit(place: int, **changes: Any) -> Callable[[Data], None]:
    return lambda data: data["rounds"][0]["limits"][place].update(changes)


def of_day(unit: str, **changes: Any) -> Callable[[Data], None]:
    return lambda data: unit_day(data, unit).update(changes)


def flown_too_far(data: Data) -> None:
    # 12 h on 10 h of bank time, and nothing is left when the inspection begins.
    tail(data, "slv-1-t1")["flight_h"][0] = 12
    tail(data, "slv-1-t2")["flight_h"][0] = 2
    visit(data, "slv-1-t1")["wasted_h"] = 0.0


def flown_too_much_after_a_visit(data: Data) -> None:
    for name, hours in (("slv-1-t1", 15), ("slv-1-t2", 3), ("slv-1-t3", 2)):
        tail(data, name)["flight_h"][1] = hours


def wasted_less(data: Data) -> None:
    # Half the ferry hours are flown before the visit.
    visit(data, "slv-1-t1")["wasted_h"] -= 0.6573
    visit(data, "rwa-1-t1")["wasted_h"] -= 0.6685


def last_inspected_earlier(data: Data) -> None:
    tail(data, "slv-1-t1")["inspected_month"] = "2021-10"


def second_visit(data: Data) -> None:
    # The annual inspection a day earlier, on its own, while the tail is in the dock for the other.
    visit(data, "slv-1-t1").update(inspections=["hundred"], man_hours=40.0)
    annual = {"inspections": ["annual"], "maintenance_base": None, "dock": None, "first_day": 8, "days": 1}
    data["fleet"]["visits"].append(visit(data, "slv-1-t1") | annual | {"man_hours": 8.0, "wasted_h": 0.0})


def no_row_of_a_week(data: Data) -> None:
    data["fleet"]["unit_weeks"] = [
        row for row in data["fleet"]["unit_weeks"] if (row["unit"], row["week"]) != ("ken-1", 4)
    ]
    data["rounds"] = []


def post_in_a_third_watch(data: Data) -> None:
    data["standby"][0]["posts"].append({"unit": "slv-1", "site": "juba", "watch": 2, "aircraft": 1})


def nobody_at_night(data: Data) -> None:
    data["standby"][0]["posts"] = data["standby"][0]["posts"][:3]


def crew_at_home(data: Data) -> None:
    sortie(data, "hospital")["crew"] = "ken-1-c4"


def unserviceable_tail(data: Data) -> None:
    sortie(data, "casualty")["tail"] = "slv-1-t1"
    unit_day(data, "slv-1")["tails"][0] = "slv-1-t1"
    unit_day(data, "slv-1")["tail_bank_h"][0] = 10.0


def low_delivery(scenario: Scenario) -> Scenario:
    # 130.7 kg for the casualty and 60 for the transfer leave 9.3 of 200 kg, the morning brings 10, 60 are drawn.
    return with_row(scenario, "sites", "bor", fuel_stock_kg=200, fuel_delivery_kg_per_day=10)


BROKEN = (
    Broken("fleet.tails", (1,), "tail rwa-1-t1", plan=of_tail("rwa-1-t1", inspected_month="2022-09")),
    Broken("fleet.tails", (0.5,), "tail ken-1-t1", plan=of_tail("ken-1-t1", hours_since_overhaul=67.166667)),
    Broken("fleet.tails", (1,), "unit rwa-1 week 2", plan=of_week("rwa-1", 2, aircraft=4)),
    Broken("bank.time", (2,), "tail slv-1-t1 week 0", plan=flown_too_far),
    # The year of October 2021 ended the day before the window begins.
    Broken(
        "inspection.calendar",
        (1,),
        "tail slv-1-t1 inspection annual week 0",
        plan=last_inspected_earlier,
        scenario=row("tails", "a", inspected_month="2021-10"),
    ),
    Broken("inspection.work", (1,), "tail slv-1-t1 first day 7", plan=of_visit("slv-1-t1", days=3)),
    Broken("inspection.work", (2,), "tail slv-1-t1 first day 7", plan=of_visit("slv-1-t1", man_hours=50.0)),
    Broken("inspection.work", (1,), "tail slv-1-t1 first day 7", plan=of_visit("slv-1-t1", ferry_h=1.0)),
    Broken("inspection.work", (1,), "tail slv-1-t1 first day 7", plan=of_visit("slv-1-t1", dock=None)),
    Broken("inspection.work", (1,), "tail slv-1-t1 first day 8", plan=second_visit),
    # Twice 78.88 nm at 120 kt and at 118 kt.
    Broken(
        "inspection.work",
        (1.3147, 1.337),
        "tail slv-1-t1 first day 7",
        plan=wasted_less,
        scenario=row("maintenance_bases", "juba-hangar", site="bor"),
    ),
    Broken(
        "tail.week_hours",
        (1, 1),
        "tail rwa-1-t2 week 1",
        scenario=policy("sustainment", flight_h_per_tail_week=14.0),
    ),
    Broken("tail.week_hours", (15 - 20 * 5 / 7,), "tail slv-1-t1 week 1", plan=flown_too_much_after_a_visit),
    Broken("dock.capacity", (2,), "base juba-hangar dock 3", plan=of_visit("slv-1-t1", dock=3)),
    Broken("dock.capacity", (2,), "dock 2 first day 7", plan=of_visit("slv-1-t1", dock=2)),
    # 720 and 48 for the visits, 30 h at 3.6 and 40 h at 0.9 for defects: 912, and a week has 900 of 3,900.
    Broken(
        "dock.man_hours",
        (12,),
        "base juba-hangar week 1",
        plan=of_limit(1, asked=3900.0),
        scenario=row("maintenance_bases", "juba-hangar", man_hours_per_month=3900),
    ),
    Broken("fleet.hours", (1,), "unit slv-1 week 3", plan=of_week("slv-1", 3, flight_h=19.0)),
    Broken("fleet.hours", (2,), "unit ken-1 week 0", plan=of_week("ken-1", 0, asked_h=1080 / 52 + 2)),
    Broken("fleet.hours", (1080 / 52,), "unit ken-1 week 4", plan=no_row_of_a_week),
    Broken(
        "fleet.serviceable", (1,), "slv-1 week 1", plan=of_week("slv-1", 1, serviceable_tails=["slv-1-t1"])
    ),
    Broken(
        "fleet.serviceable",
        (1,),
        "unit slv-1 week 2",
        plan=of_week("slv-1", 2, serviceable_tails=["slv-1-t1", "slv-1-t2", "slv-1-t3"]),
    ),
    # The second tail has 36 h left, the third 78.
    Broken(
        "fleet.serviceable",
        (1,),
        "unit slv-1 week 2",
        plan=of_week("slv-1", 2, serviceable_tails=["slv-1-t1", "slv-1-t2"]),
    ),
    Broken("standby.post", (1,), "unit slv-1 site juba watch 2", plan=post_in_a_third_watch),
    Broken(
        "standby.numbers",
        (1, 1),
        "standby unmiss unit ken-1",
        scenario=policy("standby", medevac_unit_aircraft=0),
    ),
    Broken(
        "standby.cover",
        (43.128 - 42,),
        "standby unmiss cover surgery",
        plan=of_cover("cover", surgery_pct=42.0),
        tolerance=0.02,
    ),
    Broken(
        "standby.cover",
        (0.5,),
        "standby unmiss cover at home reach",
        plan=of_cover("cover_at_home", reach_pct=50.5),
    ),
    Broken("plan.limits", (1, 1), "unit slv-1 2022-06", plan=of_limit(0, limit=4.0)),
    # 180 h of the 500MD at 1.5 and 135 of the Mi-17 at 6.
    Broken("plan.limits", (80,), "base juba-hangar 2022-11", plan=of_limit(1, limit=1000.0)),
    Broken("plan.figures", (1,), "window 2022-11", scenario=policy("sustainment", horizon_weeks=6)),
    Broken("plan.figures", (1,), "tail rwa-1-t1 first day 7", plan=of_visit("rwa-1-t1", wasted_h=89.0)),
    Broken("plan.figures", (1,), "standby unmiss", plan=of_standby(month="2022-12")),
    Broken("plan.figures", (1,), "rounds kept", plan=of_round(kept=False)),
    Broken("plan.figures", (1,), "limit demands.unmiss-medevac.min_unit", plan=of_limit(0, asked=2.0)),
    Broken("plan.figures", (3,), "round 1", plan=of_round(unmet_aircraft_months=109)),
    Broken("plan.figures", (1,), "round 1", plan=of_round(unmet_h=10.461538)),
    Broken("plan.figures", (2,), "unit rwa-1", plan=of_day("rwa-1", tail_bank_h=[])),
    Broken("plan.figures", (1,), "unit slv-1", plan=of_day("slv-1", tail_bases=["juba"])),
    Broken(
        "plan.references", (1,), "tail rwa-1-t1", plan=of_visit("rwa-1-t1", inspections=["phase", "washing"])
    ),
    Broken(
        "plan.references", (1,), "standby", plan=lambda data: data["results"][1].update(level="standby:x")
    ),
    Broken("sortie.route", (1,), "sortie hospital", plan=crew_at_home),
    Broken("fuel.stock", (40.7,), "site bor 2022-10-13", scenario=low_delivery),
    Broken("fuel.stock", (190.7, 60), "site bor 2022-10-12", scenario=row("sites", "bor", fuel_stock_kg=0)),
    Broken("tail.available", (1,), "unit slv-1", plan=unserviceable_tail),
    # Landed at 595 and off again at 480: 1,325 min less report and debrief.
    Broken("crew.rest", (55,), "unit ken-1 crew ken-1-c1 2022-10-13", scenario=policy("crew", rest_h=22.0)),
    Broken(
        "crew.week_hours",
        (45,),
        "unit ken-1 crew ken-1-c1 2022-10-13",
        scenario=policy("crew", flight_h_per_7_days=3.0),
    ),
    Broken("tail.bank", (1,), "unit slv-1 tail slv-1-t3", plan=of_day("slv-1", tail_bank_h=[50.0, 89.0])),
)


def test_the_valid_plan_has_no_findings() -> None:
    """A plan with weeks, standby and two days, worked out by hand, passes."""
    findings = check(weeks_scenario(), weeks_plan())
    assert findings.ok, str(findings)


def test_fewer_may_stand_by_at_night() -> None:
    """Nobody has to stand by in a watch in which it helps nobody."""
    data = weeks_data()
    nobody_at_night(data)
    findings = check(weeks_scenario(), edited(data))
    assert findings.ok, str(findings)


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_one_broken_rule_gives_exactly_its_findings(broken: Broken) -> None:
    """The rule that was broken is found at its place with its amount, and no other rule is."""
    data = weeks_data()
    if broken.plan is not None:
        broken.plan(data)
    scenario = weeks_scenario()
    if broken.scenario is not None:
        scenario = broken.scenario(scenario)
    findings = check(scenario, edited(data))
    assert {item.rule for item in findings} == {broken.rule}, str(findings)
    assert [item.amount for item in findings] == pytest.approx(list(broken.amounts), abs=broken.tolerance)
    assert broken.place in findings[0].place
