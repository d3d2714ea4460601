"""One route from one start: times, fuel, masses."""

from __future__ import annotations

import pytest

from airlift.sorties.timeline import Visit, fly
from tests.unit.sorties.days import make_day, patrol, transfer

OUT_AND_BACK = (Visit(0), Visit(1, picks=(0,)), Visit(0, drops=(0,)))


def test_times_and_least_fuel() -> None:
    """Legs, service and the least fuel follow from the start."""
    day = make_day((0, 25), (transfer("a", 1, 0),))
    timeline = fly(day, day.units[0], OUT_AND_BACK, 500, night=False)
    assert timeline is not None
    assert timeline.arrive_min == (500, 530, 565)
    assert timeline.depart_min == (500, 535, 565)
    need_kg = 4 / 3 * (65 * 1.1 + 20)
    assert timeline.fuel_kg[0] == pytest.approx(need_kg, abs=0.001)
    assert timeline.fuel_kg[-1] == pytest.approx(need_kg - 65 * 4 / 3, abs=0.001)


def test_waiting_for_a_task_burns_fuel() -> None:
    """An early start waits on the ground with turning rotors."""
    day = make_day((0, 25), (transfer("a", 1, 0, ready=550),))
    early = fly(day, day.units[0], OUT_AND_BACK, 500, night=False)
    late = fly(day, day.units[0], OUT_AND_BACK, 520, night=False)
    assert early is not None and late is not None
    assert early.arrive_min[-1] == late.arrive_min[-1]
    assert early.fuel_kg[0] - late.fuel_kg[0] == pytest.approx(20 * 4 / 3 * 1.1, abs=0.002)


def test_waiting_moves_to_the_fuel_stop_where_nothing_is_burnt() -> None:
    """A wait for a later task is spent at the fuel stop before it."""
    tasks = (transfer("a", 2, 0, ready=600),)
    day = make_day((0, 20, 40), tasks, fuel=(0, 1))
    route = (Visit(0), Visit(1, refuel=True), Visit(2, picks=(0,)), Visit(0, drops=(0,)))
    timeline = fly(day, day.units[0], route, 500, night=False)
    assert timeline is not None
    assert timeline.depart_min[1] == 575
    assert timeline.arrive_min[2] == 600


def test_ride_limit_holds_back_the_pick_up() -> None:
    """Who may not ride long gets on later when the sortie has to wait further on."""
    tasks = (transfer("a", 1, 0, max_ride_min=60), transfer("b", 2, 0, ready=600))
    day = make_day((0, 10, 20), tasks)
    route = (Visit(0), Visit(1, picks=(0,)), Visit(2, picks=(1,)), Visit(0, drops=(0, 1)))
    timeline = fly(day, day.units[0], route, 540, night=False)
    assert timeline is not None
    assert timeline.depart_min[1] > 560
    assert timeline.arrive_min[3] - timeline.depart_min[1] <= 60


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (make_day((0, 25), (transfer("a", 1, 0, due=560),)), 500),
        (make_day((0, 25), (transfer("a", 1, 0),), max_sortie_min=60), 500),
        (make_day((0, 25), (transfer("a", 1, 0),), unit={"usable_fuel_kg": 100.0}), 500),
        (make_day((0, 25), (transfer("a", 1, 0, payload_kg=360.0),)), 500),
        (make_day((0, 25), (transfer("a", 1, 0),)), 345),
        (make_day((0, 25), (transfer("a", 1, 0, max_ride_min=29),)), 500),
    ],
    ids=["due", "duration", "tanks", "mass", "dawn", "ride"],
)
def test_broken_rule_forbids(day: object, start: int) -> None:
    """Each rule forbids the route by itself."""
    assert fly(day, day.units[0], OUT_AND_BACK, start, night=False) is None  # type: ignore[attr-defined, arg-type]


def test_night_needs_the_larger_reserve() -> None:
    """By night daylight does not count and the reserve is larger."""
    day = make_day((0, 25), (transfer("a", 1, 0, ready=0),))
    by_night = fly(day, day.units[0], OUT_AND_BACK, 300, night=True)
    by_day = fly(day, day.units[0], OUT_AND_BACK, 500, night=False)
    assert by_night is not None and by_day is not None
    assert by_night.fuel_kg[0] - by_day.fuel_kg[0] == pytest.approx(10 * 4 / 3, abs=0.002)


def test_patrol_area_has_no_take_off_mass() -> None:
    """Over an area the aircraft does not land, so no mass limit applies there."""
    day = make_day((0, 25), (patrol("p", 1),), unit={"room_kg": (431.0, float("inf"))})
    assert fly(day, day.units[0], (Visit(0), Visit(1, picks=(0,)), Visit(0)), 500, night=False) is not None
