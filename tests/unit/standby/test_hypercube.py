"""The hypercube against closed forms, a system solved by hand, and laws of conservation."""

from __future__ import annotations

import numpy as np
import pytest

from airlift.standby.approximate import approximate_state, correction
from airlift.standby.erlang import erlang_loss, erlang_states
from airlift.standby.hypercube import Cube, Dispatch, calibrated, steady_state


def drawn(seed: int, aircraft: int, zones: int, busy: float) -> Dispatch:
    """Draw a system with lists of every length."""
    draw = np.random.default_rng(seed)
    order = np.argsort(draw.random((zones, aircraft)), axis=1)
    length = draw.integers(0, aircraft + 1, zones)
    rate = draw.random(zones)
    return Dispatch(
        rate * busy * aircraft / rate.sum(),
        np.where(np.arange(aircraft) < length[:, None], order, -1),
        draw.uniform(0.5, 2.0, aircraft),
    )


def test_one_aircraft_is_busy_for_its_share_of_offered_calls() -> None:
    state = steady_state(Dispatch(np.array([0.3]), np.array([[0]]), np.array([2.0])))
    assert state.busy[0] == pytest.approx(0.6 / 1.6)


@pytest.mark.parametrize("aircraft", [2, 5, 9])
@pytest.mark.parametrize("load", [0.1, 2.0, 9.0])
def test_equal_aircraft_lose_what_erlang_says(aircraft: int, load: float) -> None:
    dispatch = Dispatch(np.array([load]), np.arange(aircraft)[None, :], np.ones(aircraft))
    state = steady_state(dispatch)
    assert 1.0 - state.served(dispatch).sum() == pytest.approx(erlang_loss(aircraft, load), rel=1e-7)
    count = np.array([mask.bit_count() for mask in range(1 << aircraft)])
    by_count = np.bincount(count, weights=state.probability)
    assert by_count == pytest.approx(erlang_states(aircraft, load), abs=1e-9)


def test_two_aircraft_of_different_lists_by_hand() -> None:
    """Balance equations of {}, {0}, {1}, {0, 1}, solved by dense algebra."""
    # Zone 0 asks 0 then 1, zone 1 asks 1 only; services of 1 h and 2 h.
    a, b, one, two = 0.4, 0.2, 1.0, 0.5
    generator = np.array(
        [
            [-(a + b), a, b, 0.0],
            [one, -(one + a + b), 0.0, a + b],
            [two, 0.0, -(two + a), a],
            [0.0, two, one, -(one + two)],
        ]
    )
    expected = np.linalg.lstsq(
        np.vstack([generator.T, np.ones(4)]), np.array([0.0, 0.0, 0.0, 0.0, 1.0]), rcond=None
    )[0]
    dispatch = Dispatch(np.array([a, b]), np.array([[0, 1], [1, -1]]), np.array([1.0, 2.0]))
    state = steady_state(dispatch)
    assert state.probability == pytest.approx(expected, abs=1e-10)
    served = state.served(dispatch)
    assert served[0] == pytest.approx([expected[0] + expected[2], expected[1]], abs=1e-10)
    assert served[1] == pytest.approx([expected[0] + expected[1], 0.0], abs=1e-10)


@pytest.mark.parametrize("busy", [0.01, 0.3, 2.0])
def test_flow_and_load_are_conserved(busy: float) -> None:
    """Probabilities add up to 1, every state is balanced, accepted calls times service time is the busy time."""
    dispatch = drawn(3, 7, 40, busy)
    state, cube = steady_state(dispatch), Cube(dispatch)
    assert state.probability.sum() == pytest.approx(1.0)
    flow = state.probability * cube.rates
    came = np.take_along_axis(flow, cube.neighbours, axis=1).sum(axis=0)
    assert came == pytest.approx(flow.sum(axis=0), abs=1e-9)
    served = dispatch.rate_per_h[:, None] * state.served(dispatch)
    calls = np.bincount(np.maximum(dispatch.order, 0).ravel(), weights=served.ravel(), minlength=7)
    assert calls * dispatch.service_h == pytest.approx(state.busy, rel=1e-7)


def test_without_calls_all_aircraft_are_idle() -> None:
    state = steady_state(Dispatch(np.zeros(2), np.array([[0, 1], [1, -1]]), np.ones(2)))
    assert state.probability == pytest.approx([1.0, 0.0, 0.0, 0.0])


def test_calibrated_means_are_those_of_the_calls_taken() -> None:
    draw = np.random.default_rng(5)
    dispatch = drawn(5, 4, 12, 0.4)
    service_h = draw.uniform(0.5, 3.0, (4, 12))
    found, state = calibrated(dispatch.rate_per_h, dispatch.order, service_h)
    served = dispatch.rate_per_h[:, None] * state.served(found)
    for aircraft in range(4):
        taken = np.where(dispatch.order == aircraft, served, 0.0).sum(axis=1)
        assert found.service_h[aircraft] == pytest.approx(service_h[aircraft] @ taken / taken.sum(), rel=1e-5)


def test_factors_make_the_product_exact_for_equal_aircraft_asked_in_random_order() -> None:
    """The factors times the product of independent aircraft add up to what Erlang's system serves."""
    states = erlang_states(6, 3.0)
    busy = float(np.arange(7) @ states) / 6
    shares = correction(6, 3.0) * busy ** np.arange(6) * (1.0 - busy)
    assert shares.sum() == pytest.approx(1.0 - states[-1])


def test_approximation_is_near_the_exact_system() -> None:
    dispatch = drawn(8, 8, 60, 0.1)
    served, busy = approximate_state(dispatch)
    exact = steady_state(dispatch)
    assert busy == pytest.approx(exact.busy, abs=0.01)
    assert served.sum(axis=1) == pytest.approx(exact.served(dispatch).sum(axis=1), abs=0.02)


@pytest.mark.parametrize(
    ("rate", "order", "service", "says"),
    [
        ([-1.0], [[0]], [1.0], "negative"),
        ([1.0], [[0]], [0.0], "positive"),
        ([1.0], [[1]], [1.0], "name aircraft"),
        ([1.0], [[-1, 0]], [1.0], "after its end"),
        ([1.0], [[0, 0]], [1.0], "twice"),
        ([1.0, 1.0], [[0]], [1.0], "one list"),
    ],
)
def test_nonsense_is_refused(
    rate: list[float], order: list[list[int]], service: list[float], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Dispatch(np.array(rate), np.array(order), np.array(service))


def test_too_many_aircraft_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 16"):
        steady_state(Dispatch(np.array([1.0]), np.arange(17)[None, :], np.ones(17)))
