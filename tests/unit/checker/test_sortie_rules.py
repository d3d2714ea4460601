"""Rules of level 3 where they bite and where they do not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from airlift.checker import check
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row
from tests.unit.checker.valid_plan import edited, shifted, sortie, valid_data, valid_plan

SCENARIO = tiny_scenario()
Data = dict[str, Any]


def rules(data: Data, scenario: Scenario = SCENARIO) -> dict[str, list[float]]:
    """Amounts of the findings by rule; stated objective values are left aside."""
    data["results"] = []
    return {
        rule: [item.amount for item in found]
        for rule, found in check(scenario, edited(data)).by_rule().items()
    }


@pytest.fixture
def refuelling() -> tuple[Data, Scenario]:
    """The hospital flight with a fuel stop at Terekeka, the casualty on board."""
    data = valid_data()
    # Bor to Terekeka is 45.85 nm: 28 min. Fuel 175 - 83 x 4/3 + 20, then 23 min to Juba.
    stops = sortie(data, "hospital")["stops"]
    stops.insert(
        2,
        {
            "site": "terekeka",
            "arrive_min": 783,
            "depart_min": 798,
            "actions": [],
            "refuel_kg": 20.0,
            "fuel_kg": 84.3,
        },
    )
    stops[3] |= {"arrive_min": 821, "depart_min": 821, "fuel_kg": 53.7}
    data["programmes"][0]["outcomes"][1]["surgery_min"] = 171
    return data, with_row(SCENARIO, "sites", "terekeka", fuel=True)


def test_no_burn_during_a_fuel_stop(refuelling: tuple[Data, Scenario]) -> None:
    """Fuel is counted from fill to fill, and the minutes of the fill burn none."""
    assert rules(*refuelling) == {}


def test_refuelling_with_people_on_board(refuelling: tuple[Data, Scenario]) -> None:
    """Where the policy forbids it, who stays on board at a fuel stop is found; who leaves or joins is not."""
    data, scenario = refuelling
    scenario = with_policy(scenario, "sorties", refuel_with_patients=False)
    assert rules(data, scenario) == {"cabin.capacity": [1]}
    assert check(scenario, valid_plan()).ok


def test_a_fuel_stop_takes_its_time(refuelling: tuple[Data, Scenario]) -> None:
    """Ten minutes are too short for a fill of fifteen."""
    data, scenario = refuelling
    sortie(data, "hospital")["stops"][2]["depart_min"] = 793
    shifted({"stops": sortie(data, "hospital")["stops"][3:]}, -5)
    data["programmes"][0]["outcomes"][1]["surgery_min"] = 166
    assert rules(data, scenario) == {"sortie.times": [5]}


def test_a_stop_cannot_end_before_it_begins() -> None:
    """Negative time at a stop is found as such."""
    data = valid_data()
    sortie(data, "patrol")["stops"][1]["depart_min"] = 707
    assert rules(data)["sortie.times"] == [10]


def test_a_night_sortie_keeps_the_night_reserve() -> None:
    """With night flying, a sortie that leaves daylight needs 30 min in hand, and daylight binds no more."""
    data = valid_data()
    scenario = with_row(
        with_policy(SCENARIO, "flight", night_flying=True), "tasks", "unmiss-p1", due_min=1400
    )
    assert rules(data, scenario) == {}
    # Dusk is at 1081.7; landing at 1084 brings the patrol's need from 120.5 to 133.9 kg.
    shifted(sortie(data, "patrol"), 320)
    assert rules(data, scenario) == {"fuel.reserve": [pytest.approx(8.867, abs=1e-3)]}
    assert rules(data, with_row(SCENARIO, "tasks", "unmiss-p1", due_min=1400)) == {
        "daylight.window": [pytest.approx(2.3, abs=0.3)]
    }


def test_sunrise_binds_more_than_twilight() -> None:
    """The basis of the policy decides what day is: the sun sets twenty minutes before dusk."""
    data = valid_data()
    shifted(sortie(data, "patrol"), 300)
    scenario = with_row(SCENARIO, "tasks", "unmiss-p1", due_min=1400)
    assert rules(data, scenario) == {}
    scenario = with_policy(scenario, "flight", daylight_basis="sunrise_sunset")
    assert rules(data, scenario) == {"daylight.window": [pytest.approx(3.2, abs=0.3)]}


def test_no_day_in_polar_night() -> None:
    """Where the sun does not come near the horizon, the whole sortie is in the dark."""
    scenario = with_row(SCENARIO, "sites", "mongalla", latitude_deg=89.5)
    assert rules(valid_data(), scenario)["daylight.window"] == [64]


def test_casualties_may_have_the_standby() -> None:
    """A medevac beside another sortie takes the standby; two other sorties do not."""
    data = valid_data()
    shifted(sortie(data, "transfer"), 220)  # now beside the hospital flight of the same unit
    assert rules(data) == {}


def test_turnaround_keeps_a_tail_busy_for_the_standby() -> None:
    """Two sorties one after the other, on two tails, overlap by the turnaround."""
    data = valid_data()
    patrol = sortie(data, "patrol")
    patrol |= {"unit": "ken-1", "tail": "ken-1-t2", "crew": "ken-1-c3"}
    shifted(patrol, -100)  # at 600; the transfer lands at 595
    assert rules(data) == {"standby.held": [1]}
    shifted(patrol, 15)
    assert rules(data) == {}


def test_crews_stand_by_too() -> None:
    """With a single crew an aircraft, the crew that stays behind is missing before the tail is."""
    data = valid_data()
    patrol = sortie(data, "patrol")
    patrol |= {"unit": "ken-1", "tail": "ken-1-t2", "crew": "ken-1-c2"}
    shifted(patrol, -200)
    for row in data["programmes"][0]["units"]:
        row["crews"] = row["crews"][:2]
    scenario = with_policy(SCENARIO, "crew", crews_per_aircraft=0.7)
    found = check(scenario, edited(data)).by_rule()["standby.held"]
    assert [item.unit for item in found] == ["tails", "crews"]


def test_flown_tails_and_crews_count_as_well_as_listed_ones() -> None:
    """A unit that is not deployed has no tail and no crew to fly."""
    data = valid_data()
    # El Salvador leaves before Kenya comes: six aircraft are deployed at most, in June for the first time.
    data["allocation"]["units"][0]["aircraft"] = [3] * 5
    data["programmes"][0]["month"] = "2022-06"
    found = rules(data)
    assert (found["tail.available"], found["crew.numbers"]) == ([2], [4])


def test_a_tail_that_is_not_listed_counts() -> None:
    """A third tail in the air is one too many, whether the plan lists it or not."""
    data = valid_data()
    extra = copy.deepcopy(sortie(data, "patrol"))
    extra |= {"id": "extra", "unit": "ken-1", "tail": "ken-1-t3", "crew": "ken-1-c3"}
    extra["stops"][1]["actions"] = []
    shifted(extra, 200)
    data["programmes"][0]["sorties"].append(extra)
    assert rules(data) == {"plan.references": [1], "tail.available": [1]}


@pytest.mark.parametrize(
    "actions",
    [
        [("dropoff", "m1", 0), ("pickup", "m1", 1)],  # dropped before it is picked up
        [("pickup", "m1", 0), ("dropoff", "m1", 2)],  # picked up at the wrong site
        [("pickup", "m1", 1)],  # never dropped
        [("pickup", "m1", 1), ("dropoff", "m1", 1), ("dropoff", "m1", 2)],  # dropped twice
        [("on_station", "m1", 1)],  # not a patrol
    ],
)
def test_a_task_half_done_is_not_served(actions: list[tuple[str, str, int]]) -> None:
    """Pick-up and drop-off, once each, in this order, at the task's sites; else it is not flown."""
    data = valid_data()
    stops = sortie(data, "casualty")["stops"]
    for stop in stops:
        stop["actions"] = []
    for kind, task, position in actions:
        stops[position]["actions"].append({"kind": kind, "task": f"unmiss-{task}"})
    found = rules(data)
    assert found["task.once"] == [1]
    assert found["task.outcome"] == [1]


def test_a_casualty_goes_where_surgeons_are() -> None:
    """A task that names no hospital still asks for one that can operate."""
    data = valid_data()
    scenario = with_row(SCENARIO, "tasks", "unmiss-m1", priority="bravo")
    assert rules(data, with_row(scenario, "sites", "juba", medical_level=1)) == {"medical.level": [1]}
    # A task that names its hospital has chosen, unless the casualty is alpha.
    chosen = with_row(scenario, "tasks", "unmiss-m1", dropoff_site="juba")
    assert rules(data, with_row(chosen, "sites", "juba", medical_level=1)) == {}


def test_services_follow_one_another_in_the_order_in_which_they_are_ready() -> None:
    """Drop-off and fuel first, then the passenger, ready at 560: the transfer leaves Bor 15 min too early."""
    scenario = with_row(SCENARIO, "tasks", "unmiss-t2", ready_min=560)
    assert rules(valid_data(), scenario) == {"sortie.times": [15], "task.window": [15]}


def test_a_sortie_of_a_mission_without_units_cannot_fly() -> None:
    """Without an allocation no unit has a tail or a crew for the programme."""
    data = valid_data()
    data["allocation"] = {}
    found = check(SCENARIO, edited(data)).by_rule()
    assert {item.message for item in found["plan.references"]} == {
        f"unit '{unit}' is not in the allocation" for unit in ("ken-1", "rwa-1", "slv-1")
    }


def test_two_programmes_of_one_day_are_one_day() -> None:
    """The same programme twice serves each task twice, states each outcome twice, draws the fuel twice."""
    data = valid_data()
    data["programmes"].append(copy.deepcopy(data["programmes"][0]))
    found = rules(data, with_row(SCENARIO, "sites", "bor", fuel_stock_kg=100))
    assert found == {
        "plan.references": [1],
        "fuel.stock": [20],
        "task.once": [1] * 5,
        "task.outcome": [1] * 6,
    }


def test_surgery_is_stated_for_casualties_and_for_no_other_task() -> None:
    """Minutes to surgery belong to a flown medevac."""
    data = valid_data()
    outcomes = data["programmes"][0]["outcomes"]
    outcomes[0]["surgery_min"] = None
    outcomes[2]["surgery_min"] = 5
    outcomes[3]["surgery_min"] = 5
    assert rules(data) == {"task.outcome": [1, 1, 1]}


def test_a_casualty_without_a_time_of_wounding_has_no_clock() -> None:
    """Neither clock nor alert can be judged, and no minutes to surgery can be stated."""
    data = valid_data()
    data["programmes"][0]["outcomes"][0]["surgery_min"] = None
    scenario = with_policy(
        with_row(SCENARIO, "tasks", "unmiss-m1", wounded_min=None), "casualty", surgery_min=1
    )
    assert rules(data, scenario) == {}


def test_a_patrol_over_the_wrong_area_is_not_flown() -> None:
    """On station elsewhere is not on station."""
    scenario = with_row(SCENARIO, "tasks", "unmiss-p1", pickup_site="fangak")
    assert rules(valid_data(), scenario) == {"task.once": [1], "task.outcome": [1]}


def test_a_patrol_that_comes_late_is_found() -> None:
    """A patrol starts on station by the time that it is due."""
    assert rules(valid_data(), with_row(SCENARIO, "tasks", "unmiss-p1", due_min=710)) == {"task.window": [7]}


def test_the_home_base_fuels_the_sorties_too() -> None:
    """What the sorties take off with and for taxi, less what they bring back: 369.3 kg at Juba."""
    scenario = with_row(SCENARIO, "sites", "juba", fuel_stock_kg=360)
    assert rules(valid_data(), scenario) == {"fuel.stock": [pytest.approx(9.3)]}


def test_a_patrol_does_not_land() -> None:
    """However thin the air over the area, no take-off is made there."""
    assert rules(valid_data(), with_row(SCENARIO, "sites", "mongalla", elevation_ft=15_000)) == {}


def test_cargo_and_patients_weigh() -> None:
    """At 10,000 ft, 893.575 kg may take off: the transfer has 1,165 kg with its cargo, the casualty 1,231.667."""
    scenario = with_row(SCENARIO, "sites", "bor", elevation_ft=10_000)
    assert rules(valid_data(), scenario) == {"mass.limit": pytest.approx([271.425, 338.092], abs=1e-2)}


def test_the_ride_begins_with_the_departure() -> None:
    """The passenger from Bor rides 45 min, however long the aircraft stood there."""
    assert rules(valid_data(), with_row(SCENARIO, "tasks", "unmiss-t2", max_ride_min=45)) == {}


def test_an_alpha_casualty_needs_surgeons_at_the_named_hospital() -> None:
    """A named hospital excuses nobody from the level that alpha needs."""
    scenario = with_row(SCENARIO, "tasks", "unmiss-m1", dropoff_site="juba")
    assert rules(valid_data(), with_row(scenario, "sites", "juba", medical_level=1)) == {"medical.level": [1]}


def test_no_more_stand_by_than_there_are() -> None:
    """Five on standby asked for: two tails and four crews of each unit are what it has, one of each is held."""
    data = valid_data()
    data["programmes"][0]["sorties"] = data["programmes"][0]["sorties"][:1]
    scenario = with_policy(SCENARIO, "sorties", standby_aircraft=5)
    assert rules(data, scenario)["standby.held"] == [1, 3, 1, 3, 1, 3]
