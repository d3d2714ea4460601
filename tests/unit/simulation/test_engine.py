"""The engine with chances written by hand: diversions, waiting, sick crews, weather, late fuel, defects, posts."""

from __future__ import annotations

import pytest

from airlift.plans import Plan
from airlift.scenario.model import Scenario
from airlift.simulation.aircraft import Record
from airlift.simulation.build import world_of
from airlift.simulation.chances import CasualtyEvent, Chances
from airlift.simulation.dispatching import DispatchRule
from airlift.simulation.engine import Engine
from tests.scenarios import with_policy
from tests.unit.simulation.worlds import calm, queue_plan, queue_scenario, random_plan


def run(
    scenario: Scenario,
    plan: Plan,
    *events: CasualtyEvent,
    rule: DispatchRule = "programme",
    days: int = 1,
    closures: dict[str, list[float]] | None = None,
    dry: dict[str, frozenset[int]] | None = None,
    sick: dict[str, frozenset[int]] | None = None,
) -> Record:
    world = world_of(scenario, plan, "unmiss", days)
    assert world is not None
    return Engine(world, Chances(list(events), closures or {}, dry or {}, sick or {}), rule, 1, 0).run()


def off_duty() -> tuple[Scenario, Plan]:
    """No standby, and crews beside the programme are on duty for six minutes in the morning: only sorties can help."""
    scenario, plan = random_plan()
    scenario = calm(scenario, patience_min=120.0)
    scenario = with_policy(scenario, "crew", duty_h_per_day=0.1)
    scenario = with_policy(scenario, "standby", medevac_unit_aircraft=0)
    scenario = with_policy(scenario, "sorties", standby_aircraft=0)
    scenario = with_policy(scenario, "casualty", alert_min=5.0)
    programme = plan.programmes[0]
    fuelled = [
        sortie.model_copy(
            update={"stops": tuple(stop.model_copy(update={"fuel_kg": 180.0}) for stop in sortie.stops)}
        )
        for sortie in programme.sorties
    ]
    programme = programme.model_copy(update={"sorties": tuple(fuelled)})
    return scenario, plan.model_copy(update={"programmes": (programme,), "standby": ()})


@pytest.mark.parametrize("minute", [485.0, 510.0], ids=["in-the-air", "on-station"])
def test_a_patrol_is_turned_off_for_a_casualty(minute: float) -> None:
    """Only the rule `programme` does so; care begins at the hospital, the patrol is lost, the transfer may be too."""
    scenario, plan = off_duty()
    juba_west = CasualtyEvent(minute, 1, (0,))
    record = run(scenario, plan, juba_west)
    assert [row[5] for row in record.casualties] == [0]
    _, _, _, advanced_min, surgery_min, _ = record.casualties[0]
    assert surgery_min == pytest.approx(advanced_min + scenario.policy.casualty.handover_min.value)
    assert record.causes["patrol cancelled", "re-tasked"] == 1
    assert "patrol" not in record.flown
    untouched = run(scenario, plan, juba_west, rule="closest")
    assert [row[5] for row in untouched.casualties] == [1]
    assert untouched.flown["patrol"] == 1


def test_a_loaded_transfer_is_not_turned_off() -> None:
    """With passengers on board, from 570 to 615, it flies on."""
    scenario, plan = off_duty()
    record = run(scenario, plan, CasualtyEvent(590.0, 1, (0,)))
    assert record.flown["transfer"] == 1
    assert not any(cause == "re-tasked" for _, cause in record.causes)


def test_a_sortie_without_fuel_for_it_is_not_turned_off() -> None:
    """The patrol of the plan has 40 kg when it leaves its area: no ride to Bor and on is left in that."""
    _, plan = random_plan()
    scenario, fuelled = off_duty()
    plan = plan.model_copy(update={"standby": ()})
    scarce = run(scenario, plan, CasualtyEvent(530.0, 0, (0,)))
    assert [row[5] for row in scarce.casualties] == [1]
    assert [row[5] for row in run(scenario, fuelled, CasualtyEvent(530.0, 0, (0,))).casualties] == [0]


def test_those_who_wait_go_in_the_order_of_need() -> None:
    """One aircraft, a charlie who calls first and an alpha who calls while it is away: the alpha is next."""
    scenario = with_policy(queue_scenario({"5.2": 1.0}), "simulation", patience_min=500.0)
    plan = queue_plan(scenario, 1)
    calls = [CasualtyEvent(600.0 + 5.0 * number, 0, (category,)) for number, category in enumerate((2, 2, 0))]
    record = run(scenario, plan, *calls, rule="closest")
    arrived = {row[2]: row[3] for row in record.casualties[1:]}
    assert [row[2] for row in record.casualties] == [2, 0, 2]
    assert arrived[0] < arrived[2]


def test_patience_ends_and_the_rest_go_by_ground() -> None:
    """Three casualties of one event, one litter, no time for a second flight."""
    scenario = with_policy(queue_scenario({"5.2": 1.0}), "simulation", patience_min=30.0)
    record = run(scenario, queue_plan(scenario, 1), CasualtyEvent(600.0, 0, (0, 1, 1)))
    assert sorted((row[2], row[5]) for row in record.casualties) == [(0, 0), (1, 1), (1, 1)]


def test_closed_places_make_casualties_wait() -> None:
    """The zone is closed until 700: the aircraft comes as soon as it can land there."""
    scenario = with_policy(queue_scenario({"5.2": 1.0}), "simulation", patience_min=500.0)
    record = run(
        scenario, queue_plan(scenario, 1), CasualtyEvent(600.0, 0, (0,)), closures={"z5.2": [590.0, 700.0]}
    )
    assert record.casualties[0][5] == 0
    assert record.casualties[0][3] >= 100.0


def test_night_is_waited_out_where_nobody_flies_in_it() -> None:
    """Without goggles a casualty of three in the morning is fetched after dawn."""
    scenario = with_policy(queue_scenario({"5.2": 1.0}), "simulation", patience_min=600.0)
    scenario = with_policy(scenario, "flight", night_flying=False)
    world = world_of(scenario, queue_plan(scenario, 1), "unmiss", 1)
    assert world is not None
    window = world.zones[0].window
    assert window is not None
    record = run(scenario, queue_plan(scenario, 1), CasualtyEvent(180.0, 0, (0,)))
    ride = world.units[0].rides[0]["juba"][0]
    assert ride is not None
    assert record.casualties[0][3] == pytest.approx(window[0] + ride.out_min - 180.0)


def test_without_fuel_an_aircraft_flies_once_a_day() -> None:
    """Full in the morning, and not again until the fuel of the next day."""
    scenario = with_policy(queue_scenario({"5.2": 1.0}), "simulation", patience_min=1000.0)
    calls = (CasualtyEvent(600.0, 0, (0,)), CasualtyEvent(605.0, 0, (0,)))
    record = run(scenario, queue_plan(scenario, 1), *calls, dry={"juba": frozenset({0})})
    assert record.casualties[1][3] > 1440.0 - 605.0
    assert run(scenario, queue_plan(scenario, 1), *calls).casualties[1][3] < 120.0


def test_spare_crews_take_the_place_of_sick_ones() -> None:
    """Four crews, one on standby: one sick crew is replaced; with all of them sick the post is empty all day."""
    scenario = queue_scenario({"5.2": 1.0})
    scenario = with_policy(scenario, "standby", medevac_unit_aircraft=1)
    plan = queue_plan(scenario, 2)
    post = ("q1", "juba")
    one_sick = run(scenario, plan, sick={"q1-c4": frozenset({0})})
    assert one_sick.empty_min[post] == 0.0
    all_sick = run(scenario, plan, sick={f"q1-c{number}": frozenset({0}) for number in range(1, 5)})
    assert all_sick.empty_min[post] == pytest.approx(1440.0)
    assert all_sick.empty_times[post] >= 1


def test_a_post_is_empty_while_its_aircraft_is_away() -> None:
    """For as long as the ride keeps it, once."""
    scenario = queue_scenario({"5.2": 1.0})
    plan = queue_plan(scenario, 1)
    world = world_of(scenario, plan, "unmiss", 1)
    assert world is not None
    ride = world.units[0].rides[0]["juba"][0]
    assert ride is not None
    record = run(scenario, plan, CasualtyEvent(600.0, 0, (0,)))
    assert record.empty_min["q1", "juba"] == pytest.approx(ride.busy_min)
    assert record.empty_times["q1", "juba"] == 1
    assert record.flight_min["q1"] == pytest.approx(ride.flight_min)
