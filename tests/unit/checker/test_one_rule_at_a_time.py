"""Break one rule at a time in a valid plan: the checker finds exactly that rule, by that amount."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from airlift.checker import check
from airlift.rules import RULES
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows
from tests.unit.checker.breaking import Broken, Data, policy, row, table_row
from tests.unit.checker.rich_case import delayed_by_a_month
from tests.unit.checker.test_one_rule_in_weeks import BROKEN as BROKEN_IN_WEEKS
from tests.unit.checker.valid_plan import edited, shifted, sortie, unit_day, valid_data, valid_plan


def second_gate(data: Data) -> None:
    data["allocation"]["gates"].append({"lot": "rok-1", "month": "2022-03"})


def early_arrival(data: Data) -> None:
    data["allocation"]["transfers"][3]["month"] = "2022-07"


def arrival_without_gate(data: Data) -> None:
    del data["allocation"]["gates"][1]


def second_unit_of_rwanda(data: Data) -> None:
    # The same aircraft in two tours, the second supported by another base; its start is paid for again.
    units = data["allocation"]["units"]
    units[2]["aircraft"] = [3] * 9
    units.append(
        units[2]
        | {"id": "rwa-2", "first_month": "2023-01", "aircraft": [3] * 12, "maintenance_base": "juba-tent"}
    )
    for cost, usd in (("assessment", 50_000), ("lift", 900_000)):
        payment = {"sponsor": "un", "partner": "rwanda", "donor": None, "cost_kind": cost}
        data["allocation"]["payments"].append({**payment, "year": 2023, "usd": usd})
    data["results"] = []


def second_base(scenario: Scenario) -> Scenario:
    scenario = with_rows(scenario, "maintenance_bases", {"id": "juba-tent", "like": "juba-hangar"})
    return with_policy(scenario, "matching", handover_overlap_months=0)


def unpaid_lift(data: Data) -> None:
    next(p for p in data["allocation"]["payments"] if p["cost_kind"] == "lift")["usd"] -= 1000


def overpaid_lift(data: Data) -> None:
    next(p for p in data["allocation"]["payments"] if p["cost_kind"] == "lift")["usd"] += 1000


def paid_for_nothing(data: Data) -> None:
    data["allocation"]["payments"].append(
        {"sponsor": "un", "partner": "rwanda", "donor": None, "cost_kind": "lift", "year": 2023, "usd": 7000}
    )


def unmet_left_out(data: Data) -> None:
    del data["allocation"]["unmet"][0]


def objective(level: int, name: str, **changes: Any) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        next(o for o in data["results"][level]["objectives"] if o["name"] == name).update(changes)

    return change


def other_month_flown(data: Data) -> None:
    data["programmes"][0]["month"] = "2022-12"


def fuel_figure(data: Data) -> None:
    sortie(data, "patrol")["stops"][1]["fuel_kg"] += 10.0


def landing_elsewhere(data: Data) -> None:
    sortie(data, "patrol")["stops"][2]["site"] = "juba-pad"


def second_pad(scenario: Scenario) -> Scenario:
    return with_rows(scenario, "sites", {"id": "juba-pad", "like": "juba"})


def take_off_takes_time(data: Data) -> None:
    sortie(data, "patrol")["stops"][0]["arrive_min"] = 699


def short_leg(data: Data) -> None:
    stop = sortie(data, "patrol")["stops"][1]
    stop["arrive_min"], stop["depart_min"], stop["fuel_kg"] = 716, 746, 63.7


def less_fuel(data: Data) -> None:
    for stop in sortie(data, "patrol")["stops"]:
        stop["fuel_kg"] -= 6.0


def patrol_flown_twice(data: Data) -> None:
    again = {
        **sortie(data, "patrol"),
        "id": "patrol-2",
        "unit": "ken-1",
        "tail": "ken-1-t1",
        "crew": "ken-1-c3",
    }
    data["programmes"][0]["sorties"].append(again)
    data["results"] = []


def patrol_with_tail_1(data: Data) -> None:
    sortie(data, "patrol")["tail"] = "slv-1-t1"


def patrol_with_busy_crew(data: Data) -> None:
    sortie(data, "patrol")["crew"] = "slv-1-c1"
    shifted(sortie(data, "patrol"), -100)


def patrol_off_grid(data: Data) -> None:
    shifted(sortie(data, "patrol"), 1)


def third_tail(data: Data) -> None:
    unit_day(data, "rwa-1")["tails"].append("rwa-1-t3")


def fifth_crew(data: Data) -> None:
    unit_day(data, "rwa-1")["crews"].append("rwa-1-c5")


def no_standby_tail(data: Data) -> None:
    unit_day(data, "rwa-1")["standby_tails"] = 0


def no_standby_crew(data: Data) -> None:
    unit_day(data, "rwa-1")["standby_crews"] = 0


def second_patrol_from_standby(data: Data) -> None:
    # The transfer's unit also flies the patrol, at the same time: one of its two tails should have stayed.
    patrol = sortie(data, "patrol")
    patrol |= {"unit": "ken-1", "tail": "ken-1-t2", "crew": "ken-1-c2"}
    shifted(patrol, -200)


def no_reason(data: Data) -> None:
    data["programmes"][0]["outcomes"][3]["reason"] = ""


def unknown_reason(data: Data) -> None:
    data["programmes"][0]["outcomes"][3]["rule"] = "no.rule"


def no_outcome(data: Data) -> None:
    del data["programmes"][0]["outcomes"][3]


def flown_by_another_sortie(data: Data) -> None:
    data["programmes"][0]["outcomes"][4]["sortie"] = "patrol"


def called_not_flown(data: Data) -> None:
    data["programmes"][0]["outcomes"][4] |= {"sortie": None, "rule": "fuel.stock", "reason": "No fuel."}


def wrong_surgery(data: Data) -> None:
    data["programmes"][0]["outcomes"][0]["surgery_min"] = 90


def unknown_lot(data: Data) -> None:
    data["allocation"]["gates"].append({"lot": "rok-9", "month": "2022-02"})


def visits(*rows: tuple[str, str]) -> Callable[[Data], None]:
    return lambda data: data["allocation"].update(
        visits=[{"partner": partner, "month": month} for partner, month in rows]
    )


def soft_pledge(scenario: Scenario) -> Scenario:
    scenario = with_row(scenario, "lots", "rok-2", state="conditional")
    return with_policy(scenario, "matching", least_pledge_state="confirmed")


def short_of_credit(scenario: Scenario) -> Scenario:
    scenario = with_row(scenario, "partners", "kenya", credit_usd=300_000)
    return with_policy(scenario, "cost", reimbursement_delay_months=1)


def spare_parts(**changes: Any) -> Callable[[Scenario], Scenario]:
    parts = {
        "id": "stock",
        "provider": "maker",
        "aircraft_type": "500md",
        "first_month": "2022-06",
        "last_month": "2023-12",
        "flight_hours_per_month": 180.0,
    }
    return table_row("spares", **parts | changes)


def no_shipping_fund(scenario: Scenario) -> Scenario:
    return without_rows(scenario, "earmarks", "rok-shipping")


BROKEN = (
    Broken("lot.gate", (1,), "lot rok-1", plan=second_gate),
    Broken("lot.gate", (1,), "lot rok-1 2022-02", scenario=row("lots", "rok-1", gate_month="2022-03")),
    Broken("lot.gate", (2,), "lot rok-1 2022-02", scenario=row("lots", "rok-1", offered_month="2022-04")),
    Broken("lot.lead_time", (1,), "lot rok-2 partner el-salvador 2022-07", plan=early_arrival),
    Broken("lot.lead_time", (3,), "lot rok-2 partner el-salvador 2022-08", plan=arrival_without_gate),
    Broken("lot.supply", (1,), "lot rok-2", scenario=row("lots", "rok-2", aircraft=1)),
    # 2, 4 and 6 aircraft in the months in which 1, 2 and 3 may have come.
    Broken(
        "lot.refurbishment_rate",
        (3,),
        "lot rok-1 2022-07",
        scenario=row("lots", "rok-1", refurbishment_per_month=1),
    ),
    Broken("lot.partners", (2,), "partner el-salvador", scenario=row("lots", "rok-2", partners=["kenya"])),
    # The whole lot passes on the pledge.
    Broken("lot.state", (4,), "lot rok-2 2022-05", scenario=soft_pledge),
    Broken(
        "lot.conditions",
        (3,),
        "partner kenya type 500md 2022-11",
        scenario=row("lots", "rok-1", missions=["minusca"]),
    ),
    Broken(
        "lot.conditions",
        (3,),
        "partner kenya type 500md 2022-11",
        scenario=row("lots", "rok-1", roles=["patrol", "utility"]),
    ),
    Broken(
        "partner.absorption",
        (1,),
        "partner el-salvador",
        scenario=row("partners", "el-salvador", absorb_aircraft=1),
    ),
    Broken(
        "partner.absorption",
        (1,),
        "partner el-salvador 2022-08",
        scenario=row("partners", "el-salvador", absorb_aircraft_per_month=1),
    ),
    Broken("partner.max_units", (1,), "rwanda 2022-04", scenario=row("partners", "rwanda", max_units=0)),
    Broken(
        "partner.caveat", (63,), "unit rwa-1", scenario=row("partners", "rwanda", caveat_roles=["utility"])
    ),
    Broken(
        "partner.caveat", (63,), "unit rwa-1", scenario=row("partners", "rwanda", caveat_missions=["unmiss"])
    ),
    Broken(
        "partner.readiness", (3,), "rwa-1 2022-04", scenario=row("partners", "rwanda", readiness_level="2")
    ),
    # Level 2 asks for six months from the visit on.
    Broken(
        "readiness.visit",
        (6,),
        "partner kenya 2022-11",
        scenario=row("partners", "kenya", readiness_level="1"),
    ),
    Broken(
        "readiness.visit",
        (1,),
        "partner kenya 2022-11",
        plan=visits(("kenya", "2022-06")),
        scenario=row("partners", "kenya", readiness_level="1"),
    ),
    # Level 1 deploys from month 9 on, so its visit is due from month 3 on.
    Broken(
        "readiness.visit",
        (1,),
        "partner kenya 2022-03",
        plan=visits(("kenya", "2022-03")),
        scenario=row("partners", "kenya", readiness_level="1"),
    ),
    Broken("readiness.visit", (1,), "partner kenya", plan=visits(("kenya", "2022-04"), ("kenya", "2022-05"))),
    Broken(
        "readiness.visits_per_month",
        (1,),
        "2022-04",
        plan=visits(("kenya", "2022-04"), ("rwanda", "2022-04")),
        scenario=policy("matching", assessment_visits_per_month=1),
    ),
    Broken(
        "partner.predeployment",
        (1,),
        "partner kenya 2022-11",
        scenario=row("partners", "kenya", predeployment_aircraft_per_month=2),
    ),
    # Three aircraft cost 338,688 USD in a month.
    Broken(
        "partner.credit",
        (38_688,),
        "partner kenya 2022-11",
        plan=delayed_by_a_month,
        scenario=short_of_credit,
    ),
    Broken(
        "mission.consent",
        (1,),
        "unit ken-1 partner kenya 2022-11",
        scenario=table_row("consents", mission="unmiss", partner="kenya", first_month="2022-12"),
    ),
    Broken(
        "mission.consent",
        (21,),
        "unit rwa-1 partner rwanda 2022-04",
        scenario=table_row("consents", mission="unmiss", partner="rwanda", aircraft_type="mi-17"),
    ),
    # The lot goes home a month before the unit.
    Broken(
        "fleet.deployable",
        (3,),
        "partner kenya type 500md 2023-12",
        scenario=row("lots", "rok-1", return_month="2023-12"),
    ),
    # Two own aircraft; of the two that come in August, one is deployable from October on.
    Broken(
        "fleet.deployable",
        (1,),
        "partner el-salvador type 500md 2022-06",
        scenario=row(
            "partner_fleet", {"partner": "el-salvador", "aircraft_type": "500md"}, deployable_aircraft=2
        ),
    ),
    # 3 x 1.5 x 1.5 = 6.75 needed; in month 23 there are 5 x 0.95^(23/12) + 1.8 x 0.95^(20/12).
    Broken(
        "crew.available",
        (0.5658, 0.5658),
        "partner kenya family md500 2023-12",
        scenario=row("partner_crews", {"partner": "kenya", "aircraft_type": "500md"}, crews=5),
    ),
    # Without the qualification of the formed crews only the school's graduates hold it.
    Broken(
        "crew.available",
        (6.75 - 1.8 * 0.95 ** (20 / 12),),
        "family md500 qualification medevac 2023-12",
        scenario=row("partner_crews", {"partner": "kenya", "aircraft_type": "500md"}, tags=["nvg"]),
    ),
    Broken(
        "technician.available",
        (15 - 14 * 0.95 ** (23 / 12) - 1.8 * 0.95 ** (17 / 12),),
        "partner kenya 2023-12",
        scenario=row("partners", "kenya", technicians=14),
    ),
    # Of three teams in month 23.
    Broken(
        "medical.available",
        (3 - 3 * 0.95 ** (23 / 12),),
        "partner kenya 2023-12",
        scenario=row("partners", "kenya", medical_teams=3),
    ),
    Broken(
        "spares.available", (10,), "type 500md 2022-11", scenario=spare_parts(flight_hours_per_month=170.0)
    ),
    Broken("spares.available", (90,), "type 500md 2022-06", scenario=spare_parts(first_month="2022-07")),
    Broken("spares.available", (90,), "type 500md 2023-12", scenario=spare_parts(last_month="2023-11")),
    Broken(
        "course.calendar",
        (1,),
        "kenya-school 2022-01",
        scenario=row("courses", "kenya-school", first_month="2021-12"),
    ),
    Broken(
        "course.calendar",
        (2,),
        "kenya-school 2022-01",
        scenario=row("courses", "kenya-school", first_month="2022-03"),
    ),
    Broken("course.seats", (1,), "course tpp-technician", scenario=row("courses", "tpp-technician", seats=1)),
    Broken(
        "course.partners",
        (2,),
        "course tpp-technician partner kenya",
        scenario=row("courses", "tpp-technician", partners=["rwanda"]),
    ),
    Broken("course.instructors", (2,), "kenya 2022-01", scenario=row("partners", "kenya", instructors=0)),
    Broken(
        "course.intake",
        (1,),
        "partner kenya 2022",
        scenario=row("partners", "kenya", trainable_crews_per_year=1),
    ),
    Broken(
        "unit.minimum_size", (1,), "unit rwa-1 2022-04", scenario=row("demands", "unmiss-utility", min_unit=4)
    ),
    Broken(
        "unit.maximum_size",
        (1,),
        "unit rwa-1 2022-04",
        scenario=row("demands", "unmiss-utility", min_unit=2, max_unit=2),
    ),
    Broken("unit.minimum_tour", (1,), "unit slv-1", scenario=policy("matching", min_tour_months=8)),
    # El Salvador comes in month 5 and leaves in month 12, Rwanda comes in month 3; both others stay to the end.
    Broken(
        "unit.rotation", (1, 1), "unit slv-1 2022-06", scenario=policy("matching", rotation_every_months=2)
    ),
    Broken(
        "unit.handover",
        (1,),
        "demand unmiss-medevac unit ken-1 2022-11",
        scenario=policy("matching", handover_overlap_months=3),
    ),
    Broken(
        "unit.per_demand",
        (1,),
        "demand unmiss-medevac 2022-11",
        scenario=policy("matching", max_units_per_demand=1),
    ),
    Broken(
        "demand.window",
        (1,),
        "rwa-1 2022-04",
        scenario=row("demands", "unmiss-utility", first_month="2022-05"),
    ),
    Broken(
        "demand.capability",
        (1,),
        "unit rwa-1",
        scenario=row("demands", "unmiss-utility", aircraft_tags=["cargo", "hoist"]),
    ),
    # 13,000 - 7,149 - 4 x 90 - (1,200 x 1.1 + 196.667) kg can be lifted.
    Broken(
        "demand.payload", (25.667,), "unit rwa-1", scenario=row("demands", "unmiss-utility", payload_kg=4000)
    ),
    # 200 nm and back at 118 kt burn 2,000 kg; 2,200 + 196.667 + 4 kg do not fit 2,090 kg.
    Broken(
        "demand.payload", (310.667,), "unit rwa-1", scenario=row("demands", "unmiss-utility", radius_nm=200)
    ),
    Broken(
        "base.suitable",
        (1,),
        "rwa-1 base juba-hangar 2022-04",
        scenario=row("maintenance_bases", "juba-hangar", open_month="2022-05"),
    ),
    Broken(
        "base.suitable",
        (2, 2),
        "ken-1 base juba-hangar 2023-11",
        scenario=row("maintenance_bases", "juba-hangar", close_month="2023-11"),
    ),
    Broken(
        "base.suitable",
        (21,),
        "unit rwa-1 base juba-hangar",
        scenario=row("maintenance_bases", "juba-hangar", aircraft_types=["500md"]),
    ),
    Broken(
        "base.suitable",
        (14,),
        "unit ken-1 base juba-hangar",
        scenario=row("maintenance_bases", "juba-hangar", partners=["el-salvador", "rwanda"]),
    ),
    Broken(
        "base.suitable",
        (7, 14, 21),
        "unit slv-1 base juba-hangar",
        scenario=row("maintenance_bases", "juba-hangar", site="bor", reach_nm=78.8),
    ),
    Broken(
        "base.arrangement",
        (1,),
        "demand unmiss-utility partner rwanda type mi-17",
        plan=second_unit_of_rwanda,
        scenario=second_base,
    ),
    # Both 500MD units and the Mi-17: 180 x 1.5 + 135 x 6.
    Broken(
        "base.man_hours",
        (80,),
        "juba-hangar 2022-11",
        scenario=row("maintenance_bases", "juba-hangar", man_hours_per_month=1000),
    ),
    # 135 / 300 x 140 + 180 / 100 x 2 = 66.6 days for two docks.
    Broken(
        "base.docks", (6.6,), "juba-hangar 2022-11", scenario=row("aircraft_types", "mi-17", phase_days=140)
    ),
    Broken("lift.flights", (1, 1, 1), "2022-04", scenario=policy("matching", lift_flights_per_month=0)),
    Broken("sponsor.earmark", (100_000,), "sponsor rok-fund partner el-salvador", scenario=no_shipping_fund),
    Broken(
        "sponsor.earmark",
        (1_200_000, 300_000, 100_000),
        "usa",
        scenario=row("earmarks", "usa-kenya", donor="x"),
    ),
    Broken(
        "sponsor.budget",
        (100_000,),
        "sponsor usa 2022",
        scenario=row("budgets", {"sponsor": "usa", "year": 2022}, budget_usd=1_500_000),
    ),
    Broken("cost.funded", (1000,), "partner el-salvador cost lift 2022", plan=unpaid_lift),
    Broken("cost.funded", (1000,), "partner el-salvador cost lift 2022", plan=overpaid_lift),
    Broken("cost.funded", (7000,), "partner rwanda cost lift 2023", plan=paid_for_nothing),
    Broken("plan.figures", (4,), "demand minusca-medevac 2022-09", plan=unmet_left_out),
    Broken("plan.figures", (1,), "tier 1 unmet", plan=objective(0, "tier 1 unmet", value=1, bound=1)),
    Broken("plan.figures", (4,), "first medevac", plan=objective(0, "first medevac month", value=12)),
    Broken("plan.figures", (107_104,), "objective cost", plan=objective(0, "cost", value=32_000_000)),
    Broken("plan.figures", (1,), "tier 1 unmet", plan=objective(0, "tier 1 unmet", bound=1)),
    # The gap that the policy accepts ends a search; it proves nothing.
    Broken("plan.figures", (2,), "tier 3 unmet", plan=objective(0, "tier 3 unmet", status="optimal")),
    Broken("plan.figures", (1,), "tier 1 unmet", plan=objective(0, "tier 1 unmet", bound=None)),
    Broken("plan.figures", (500,), "objective cost", plan=objective(0, "cost", bound=31_893_396)),
    Broken(
        "plan.figures", (1,), "result matching", plan=lambda data: data["results"][0].update(status="optimal")
    ),
    Broken(
        "plan.figures",
        (1,),
        "result sorties:unmiss",
        plan=objective(1, "flight time", status="feasible", bound=1),
    ),
    Broken(
        "plan.figures",
        (1,),
        "routine tasks not flown",
        plan=objective(1, "routine tasks not flown", value=0, bound=0),
    ),
    Broken("plan.figures", (35,), "flight time", plan=objective(1, "flight time", value=300, bound=300)),
    Broken("plan.figures", (1,), "programme unmiss 2022-10-12", plan=other_month_flown),
    Broken("plan.figures", (9.967,), "sortie patrol stop 1", plan=fuel_figure),
    Broken(
        "plan.figures", (1,), "unit rwa-1", plan=lambda data: unit_day(data, "rwa-1").update(home_base="bor")
    ),
    Broken(
        "plan.figures",
        (1,),
        "unit rwa-1",
        plan=lambda data: unit_day(data, "rwa-1").update(aircraft_type="500md"),
    ),
    Broken("plan.figures", (2,), "unit rwa-1", plan=lambda data: unit_day(data, "rwa-1").update(aircraft=5)),
    Broken("plan.references", (1,), "gate rok-9 2022-02", plan=unknown_lot),
    Broken("sortie.route", (1,), "sortie patrol", plan=landing_elsewhere, scenario=second_pad),
    Broken("sortie.times", (1,), "sortie patrol stop 0", plan=take_off_takes_time),
    # 22.0446 nm at 120 kt and 5 min.
    Broken("sortie.times", (0.0223,), "sortie patrol stop 1", plan=short_leg),
    # Drop-off 5, fuel 15 and pick-up 10 min in a stop of 25.
    Broken("sortie.times", (5,), "sortie transfer stop 1", scenario=row("tasks", "unmiss-t2", dwell_min=10)),
    Broken("sortie.duration", (5,), "sortie transfer", scenario=policy("sorties", max_sortie_min=110)),
    Broken("sortie.tasks", (1,), "sortie transfer", scenario=policy("sorties", max_tasks_per_sortie=1)),
    Broken(
        "fuel.capacity",
        (1,),
        "sortie hospital stop 0",
        scenario=row("aircraft_types", "500md", fuel_capacity_kg=178),
    ),
    Broken("fuel.reserve", (1.533,), "sortie patrol stop 0", plan=less_fuel),
    Broken("fuel.stock", (10,), "site bor 2022-10-12", scenario=row("sites", "bor", fuel_stock_kg=50)),
    Broken("fuel.stock", (60,), "site bor 2022-10-12", scenario=row("sites", "bor", fuel=False)),
    # 1,361 kg x (1 - 0.01 x (15,086.07 - 6,500) / 250) against 750 + 180 + 66 + 110 + 90 kg.
    Broken(
        "mass.limit",
        (302.425,),
        "sortie casualty stop 1 site terekeka",
        scenario=row("sites", "terekeka", elevation_ft=10_000),
    ),
    Broken("cabin.capacity", (1,), "sortie transfer", scenario=row("aircraft_types", "500md", seats=1)),
    Broken("cabin.capacity", (1, 1), "sortie casualty", scenario=row("aircraft_types", "500md", litters=0)),
    Broken("cabin.capacity", (1, 1), "casualty", scenario=policy("flight", attendants_per_medevac=2)),
    Broken("task.once", (1,), "task unmiss-p1", plan=patrol_flown_twice),
    Broken("task.window", (2,), "sortie patrol stop 1", scenario=row("tasks", "unmiss-p1", due_min=715)),
    Broken("task.window", (3,), "sortie patrol stop 1", scenario=row("tasks", "unmiss-p1", ready_min=720)),
    Broken("task.window", (1,), "sortie casualty stop 2", scenario=row("tasks", "unmiss-m1", due_min=620)),
    # Loading at the home base ends with the take-off at 480 and takes 5 min.
    Broken("task.window", (2,), "sortie transfer stop 0", scenario=row("tasks", "unmiss-t1", ready_min=477)),
    Broken("task.ride_time", (5,), "task unmiss-t1", scenario=row("tasks", "unmiss-t1", max_ride_min=40)),
    Broken("task.dwell", (5,), "sortie patrol stop 1", scenario=row("tasks", "unmiss-p1", dwell_min=35)),
    Broken("casualty.clock", (1,), "task unmiss-m1", scenario=policy("casualty", surgery_min=90)),
    Broken("casualty.clock", (10,), "task unmiss-m2", scenario=policy("casualty", charlie_min=140)),
    Broken("casualty.alert", (1,), "task unmiss-m1", scenario=policy("casualty", alert_min=26)),
    Broken("medical.level", (1,), "site juba", scenario=policy("casualty", surgery_medical_level=3)),
    # Civil dawn at Juba is 318.4 at UTC+2, so 498.4 at UTC+5; the transfer starts at 480.
    Broken(
        "daylight.window",
        (18.4,),
        "sortie transfer",
        scenario=row("missions", "unmiss", utc_offset_h=5),
        tolerance=0.2,
    ),
    Broken(
        "tail.overlap",
        (21,),
        "tail slv-1-t1 sortie patrol",
        plan=patrol_with_tail_1,
        scenario=row("aircraft_types", "500md", turnaround_min=100),
    ),
    Broken("tail.available", (1,), "unit rwa-1", plan=third_tail),
    Broken("standby.held", (1,), "unit rwa-1", plan=no_standby_tail),
    Broken("standby.held", (1,), "unit rwa-1", plan=no_standby_crew),
    Broken("standby.held", (1,), "unit ken-1 minute 500", plan=second_patrol_from_standby),
    Broken("crew.overlap", (21,), "crew slv-1-c1 sortie patrol", plan=patrol_with_busy_crew),
    Broken("crew.duty", (1,), "crew ken-1-c1", scenario=policy("crew", duty_h_per_day=2.9)),
    Broken("crew.flight_time", (1,), "crew ken-1-c1", scenario=policy("crew", flight_h_per_day=1.9)),
    Broken("crew.numbers", (1,), "unit rwa-1", plan=fifth_crew),
    Broken("grid.start", (1,), "sortie patrol", plan=patrol_off_grid),
    Broken("task.outcome", (1,), "task unmiss-p2", plan=no_reason),
    Broken("task.outcome", (1,), "task unmiss-p2", plan=unknown_reason),
    Broken("task.outcome", (1,), "task unmiss-p2", plan=no_outcome),
    Broken("task.outcome", (1,), "task unmiss-t1", plan=flown_by_another_sortie),
    Broken("task.outcome", (1,), "task unmiss-t1", plan=called_not_flown),
    Broken("task.outcome", (1,), "task unmiss-m1", plan=wrong_surgery),
)


def test_the_valid_plan_has_no_findings() -> None:
    """A plan that keeps every rule, worked out by hand, passes."""
    findings = check(tiny_scenario(), valid_plan())
    assert findings.ok, str(findings)


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_one_broken_rule_gives_exactly_its_findings(broken: Broken) -> None:
    """The rule that was broken is found at its place with its amount, and no other rule is."""
    data = valid_data()
    if broken.plan is not None:
        broken.plan(data)
    scenario = tiny_scenario()
    if broken.scenario is not None:
        scenario = broken.scenario(scenario)
    findings = check(scenario, edited(data))
    assert {item.rule for item in findings} == {broken.rule}, str(findings)
    assert [item.amount for item in findings] == pytest.approx(list(broken.amounts), abs=broken.tolerance)
    assert broken.place in findings[0].place


def test_every_rule_is_broken_by_some_case() -> None:
    """No rule is left out of the list above and that of the plan with weeks."""
    assert {broken.rule for broken in (*BROKEN, *BROKEN_IN_WEEKS)} == set(RULES)
