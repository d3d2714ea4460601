"""Fuel-feasible routes: hand-made maps, and brute force on small random ones."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airlift.flight import (
    FuelLeg,
    FuelNetwork,
    Performance,
    Reserves,
    fuel_leg,
    fuel_legs,
    fuel_network,
    nearest_fuel_nm,
)

MD500 = Performance(750, 1361, 192, 120, 80, 6500, 0.01 / 250)
RESERVES = Reserves(20, 30, 0.10, 4)
STOP_MIN = 15.0
RANGE_MIN = (192 - 4 - 80 / 3) / 1.1 * 60 / 80


def line(positions_nm: list[float], fuel_at: set[int], **options: object) -> FuelNetwork:
    """Sites on a straight line."""
    positions = np.array(positions_nm)
    distance = np.abs(positions[:, None] - positions[None, :])
    has_fuel = np.array([k in fuel_at for k in range(len(positions))])
    return fuel_network(distance, has_fuel, MD500, RESERVES, refuel_stop_min=STOP_MIN, **options)


def test_nearest_fuel() -> None:
    """Zero at a fuel site, the nearest one elsewhere, inf if there is none."""
    distance = np.array([[0.0, 5, 9], [5, 0, 3], [9, 3, 0]])
    assert nearest_fuel_nm(distance, np.array([True, False, True])).tolist() == [0, 3, 0]
    assert nearest_fuel_nm(distance, np.zeros(3, dtype=bool)).tolist() == [math.inf] * 3


def test_direct_leg_between_fuel_sites() -> None:
    """200 nm is within 220: one hop, no fill, 100 min and 133 kg."""
    route = fuel_leg(line([0, 200], {0, 1}), 0, 1)
    assert route is not None
    assert route.path == (0, 1)
    assert route.refuel_sites == ()
    assert route.flight_min == route.elapsed_min == pytest.approx(100)
    assert route.fuel_kg == pytest.approx(400 / 3)
    assert route.arrival_fuel_kg == pytest.approx(192 - 4 - 400 / 3)


def test_long_leg_goes_by_way_of_a_refuel_point() -> None:
    """400 nm needs the fill half way, and the fill takes what was burnt and the taxi fuel."""
    route = fuel_leg(line([0, 200, 400], {0, 1, 2}), 0, 2)
    assert route is not None
    assert route.path == (0, 1, 2)
    assert route.refuel_sites == (1,)
    assert route.uplift_kg == pytest.approx((400 / 3 + 4,))
    assert (route.flight_min, route.refuel_min, route.elapsed_min) == pytest.approx((200, 15, 215))


def test_site_without_fuel_is_no_refuel_point() -> None:
    """The same map with the middle site dry has no route."""
    assert fuel_leg(line([0, 200, 400], {0, 2}), 0, 2) is None


def test_destination_without_fuel_keeps_fuel_to_go_on() -> None:
    """120 nm out and back is too far; with a fuel site 60 nm beyond it is not; without the rule it is not."""
    assert fuel_leg(line([0, 120], {0}), 0, 1) is None
    assert fuel_leg(line([0, 120, 180], {0, 2}), 0, 1).path == (0, 1)
    assert fuel_leg(line([0, 120], {0}), 0, 1, return_fuel=False).path == (0, 1)


def test_time_on_scene_is_part_of_the_fuel() -> None:
    """The radius of action is about 100 nm with 10 min on scene: 99 is possible, 101 is not."""
    assert fuel_leg(line([0, 99], {0}), 0, 1, on_scene_min=10) is not None
    assert fuel_leg(line([0, 101], {0}), 0, 1, on_scene_min=10) is None


def test_topping_up_on_the_way_makes_a_far_site_reachable() -> None:
    """200 nm out leaves nothing to go on with, but a fill half way leaves 100 nm each way."""
    route = fuel_leg(line([0, 100, 200], {0, 1}), 0, 2)
    assert route is not None
    assert route.path == (0, 1, 2)


def test_hop_to_the_last_drop_is_allowed() -> None:
    """A hop of exactly the longest trip is flyable, a metre more is not."""
    range_nm = RANGE_MIN / 60 * 120
    assert fuel_leg(line([0, range_nm], {0, 1}), 0, 1) is not None
    assert fuel_leg(line([0, range_nm + 0.001], {0, 1}), 0, 1) is None


def test_start_with_remaining_fuel_from_a_dry_site() -> None:
    """60 kg leave 30 kg of trip: 22.7 min, 45 nm; 40 nm is flyable, 50 nm is not."""
    assert fuel_leg(line([0, 40], {1}), 0, 1, start_fuel_kg=60).arrival_fuel_kg == pytest.approx(60 - 80 / 3)
    assert fuel_leg(line([0, 50], {1}), 0, 1, start_fuel_kg=60) is None


def test_start_at_a_fuel_site_with_little_fuel_fills_on_the_spot() -> None:
    """The fill at the origin costs time and comes first."""
    route = fuel_leg(line([0, 150], {0, 1}), 0, 1, start_fuel_kg=60)
    assert route is not None
    assert route.path == (0, 1)
    assert route.refuel_sites == (0,)
    assert route.uplift_kg == pytest.approx((132,))
    assert route.elapsed_min == pytest.approx(75 + 15)


def test_leg_promised_onward_fuel_can_go_on() -> None:
    """What arrives at a dry site under the return rule reaches its nearest fuel site with what is left."""
    network = line([0, 109], {0})
    out = fuel_leg(network, 0, 1)
    assert out is not None
    back = fuel_leg(network, 1, 0, start_fuel_kg=out.arrival_fuel_kg)
    assert back is not None
    assert back.arrival_fuel_kg >= 80 / 3 - 1e-9


def test_staying_where_one_is() -> None:
    """From a site to itself nothing is flown; a dry site still asks for fuel to go on."""
    network = line([0, 50], {0})
    assert fuel_leg(network, 0, 0) == FuelLeg((0,), (), (), (), (), 0.0, 188.0)
    assert fuel_leg(network, 1, 1, start_fuel_kg=100).path == (1,)
    assert fuel_leg(network, 1, 1, start_fuel_kg=30) is None


def test_night_shortens_the_hop() -> None:
    """215 nm is flyable by day and not by night."""
    assert fuel_leg(line([0, 215], {0, 1}), 0, 1) is not None
    assert fuel_leg(line([0, 215], {0, 1}, night=True), 0, 1) is None


def test_part_filled_tanks_shorten_the_hop() -> None:
    """A fill limited by the payload reaches less far, and a fill below the reserve reaches nothing."""
    assert fuel_leg(line([0, 100], {0, 1}, fill_kg=120), 0, 1) is not None
    assert fuel_leg(line([0, 150], {0, 1}, fill_kg=120), 0, 1) is None
    assert fuel_leg(line([0, 0], {0, 1}, fill_kg=20), 0, 1) is None


def test_forbidden_leg_is_flown_around() -> None:
    """An infinite distance forbids the direct leg only."""
    distance = np.array([[0.0, math.inf, 50], [math.inf, 0, 50], [50, 50, 0]])
    network = fuel_network(distance, np.ones(3, dtype=bool), MD500, RESERVES, refuel_stop_min=STOP_MIN)
    assert fuel_leg(network, 0, 1).path == (0, 2, 1)


def test_no_fuel_anywhere() -> None:
    """Without fuel sites only the fuel on board counts, and there is nowhere to go on to."""
    network = line([0, 40], set())
    assert fuel_leg(network, 0, 1, start_fuel_kg=192) is None
    assert fuel_leg(network, 0, 1, start_fuel_kg=192, return_fuel=False).path == (0, 1)


def test_bad_arguments_are_refused() -> None:
    """Programming errors are named."""
    network = line([0, 50], {0})
    with pytest.raises(ValueError, match="start_fuel_kg"):
        fuel_leg(network, 1, 0)
    with pytest.raises(ValueError, match="start_fuel_kg"):
        fuel_leg(network, 1, 0, start_fuel_kg=500)
    with pytest.raises(ValueError, match="not in the network"):
        fuel_leg(network, 0, 2)
    with pytest.raises(ValueError, match="on_scene_min"):
        fuel_leg(network, 0, 1, on_scene_min=-1)
    with pytest.raises(ValueError, match="fill_kg"):
        line([0, 50], {0}, fill_kg=500)
    with pytest.raises(ValueError, match="refuel_stop_min"):
        fuel_network(np.zeros((1, 1)), np.ones(1, dtype=bool), MD500, RESERVES, refuel_stop_min=-1)
    with pytest.raises(ValueError, match="shapes"):
        nearest_fuel_nm(np.zeros((2, 3)), np.ones(2, dtype=bool))
    with pytest.raises(ValueError, match="nan"):
        nearest_fuel_nm(np.array([[math.nan]]), np.ones(1, dtype=bool))


# --- random maps ------------------------------------------------------------------------------------


@st.composite
def maps(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Up to six sites in a square of 500 nm, at least one with fuel."""
    count = draw(st.integers(2, 6))
    coordinate = st.integers(0, 500)
    xy = np.array(
        draw(st.lists(st.tuples(coordinate, coordinate), min_size=count, max_size=count)), dtype=float
    )
    has_fuel = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    has_fuel[draw(st.integers(0, count - 1))] = True
    return np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)), has_fuel


def brute_force_min(
    distance: np.ndarray,
    has_fuel: np.ndarray,
    origin: int,
    destination: int,
    start_kg: float | None,
    on_scene_min: float,
) -> float:
    """Least elapsed minutes over all orders of fills, each checked hop by hop in kilograms."""
    reserve_kg, fuel_sites = 80 / 3, [int(k) for k in np.flatnonzero(has_fuel)]
    onward_kg = (
        on_scene_min / 60 + (0 if has_fuel[destination] else distance[destination, fuel_sites].min()) / 120
    ) * 80
    best = math.inf
    for fills in itertools.chain.from_iterable(
        itertools.permutations(fuel_sites, k) for k in range(len(fuel_sites) + 1)
    ):
        fuel_kg, here, elapsed, feasible = (188.0 if start_kg is None else start_kg), origin, 0.0, True
        for stop in fills:
            trip_kg = distance[here, stop] / 120 * 80
            feasible &= stop == here or trip_kg * 1.1 + reserve_kg <= fuel_kg + 1e-9
            elapsed += distance[here, stop] / 2 + STOP_MIN
            here, fuel_kg = stop, 188.0
        trip_kg = distance[here, destination] / 120 * 80 + onward_kg
        if feasible and trip_kg * 1.1 + reserve_kg <= fuel_kg + 1e-9:
            best = min(best, elapsed + distance[here, destination] / 2)
    return best


@given(maps(), st.one_of(st.none(), st.floats(0, 192)), st.sampled_from([0.0, 10.0]), st.data())
def test_no_route_is_quicker(
    world: tuple[np.ndarray, np.ndarray], start_kg: float | None, on_scene_min: float, data: st.DataObject
) -> None:
    """Brute force over all orders of fills finds nothing quicker, and nothing where we find nothing."""
    distance, has_fuel = world
    origins = range(len(has_fuel)) if start_kg is not None else np.flatnonzero(has_fuel).tolist()
    origin = data.draw(st.sampled_from(list(origins)))
    destination = data.draw(st.integers(0, len(has_fuel) - 1))
    network = fuel_network(distance, has_fuel, MD500, RESERVES, refuel_stop_min=STOP_MIN)
    route = fuel_leg(network, origin, destination, start_fuel_kg=start_kg, on_scene_min=on_scene_min)
    expected = brute_force_min(distance, has_fuel, origin, destination, start_kg, on_scene_min)
    assert (math.inf if route is None else route.elapsed_min) == pytest.approx(expected)


@given(maps())
def test_routes_keep_the_fuel_rule(world: tuple[np.ndarray, np.ndarray]) -> None:
    """Every hop is within range, inner stops have fuel, and the numbers of a route fit together."""
    distance, has_fuel = world
    network = fuel_network(distance, has_fuel, MD500, RESERVES, refuel_stop_min=STOP_MIN)
    pairs = [(int(a), b) for a in np.flatnonzero(has_fuel) for b in range(len(has_fuel))]
    routes = fuel_legs(network, pairs)
    assert list(routes) == sorted(pairs)
    for (origin, destination), route in routes.items():
        if route is None:
            continue
        assert (route.path[0], route.path[-1]) == (origin, destination)
        assert all(has_fuel[stop] for stop in route.path[1:-1])
        assert all(hop_min <= RANGE_MIN + 1e-6 for hop_min in route.hop_min)
        hops = [distance[a, b] / 2 for a, b in itertools.pairwise(route.path)]
        assert route.hop_min == pytest.approx(hops)
        assert route.refuel_min == STOP_MIN * len(route.refuel_sites)
        assert route.arrival_fuel_kg >= 80 / 3 - 1e-6
        on_board_kg = 192 + math.fsum(route.uplift_kg) - 4 * (1 + len(route.refuel_sites)) - route.fuel_kg
        assert route.arrival_fuel_kg == pytest.approx(on_board_kg)


def test_batch_equals_single_routes() -> None:
    """Batches give the same routes, each pair once, in rising order."""
    network = line([0, 60, 130, 300], {0, 1})
    pairs = [(2, 0), (0, 2), (0, 3), (0, 2), (1, 2)]
    routes = fuel_legs(network, pairs, start_fuel_kg={2: 90.0})
    assert list(routes) == [(0, 2), (0, 3), (1, 2), (2, 0)]
    assert routes[0, 3] is None
    assert routes[0, 2] == fuel_leg(network, 0, 2)
    assert routes[2, 0] == fuel_leg(network, 2, 0, start_fuel_kg=90.0)
