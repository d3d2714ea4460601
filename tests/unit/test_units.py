"""The quantiser from physical amounts to solver integers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airlift.units import SCALE, need_units, supply_units

AMOUNTS = st.floats(min_value=0, max_value=1e9, allow_nan=False)


def test_a_step_is_a_thousandth():
    """One crew is a thousand units."""
    assert (SCALE, need_units(1), supply_units(1)) == (1000, 1000, 1000)


@pytest.mark.parametrize(
    ("amount", "need", "supply"),
    [(2.25, 2250, 2250), (0.0001, 1, 0), (1.2344, 1235, 1234), (0, 0, 0), (-0.5, -500, -500)],
)
def test_needs_round_up_and_supplies_down(amount: float, need: int, supply: int):
    """So what holds in integers holds in amounts."""
    assert (need_units(amount), supply_units(amount)) == (need, supply)


def test_the_noise_of_a_float_is_not_an_amount():
    """1.1 x 3 is 3.3000000000000003 and 0.1 + 0.7 is 0.7999999999999999."""
    assert need_units(1.1 * 3) == 3300
    assert supply_units(0.1 + 0.7) == 800


@given(AMOUNTS)
def test_a_need_is_never_below_a_supply_of_the_same_amount(amount: float):
    """And they differ by one unit at most."""
    assert 0 <= need_units(amount) - supply_units(amount) <= 1


@given(AMOUNTS, st.integers(0, 50))
def test_what_fits_in_integers_fits_in_amounts(amount: float, aircraft: int):
    """A need a million times finer than a unit is the only error."""
    if need_units(2.25) * aircraft <= supply_units(amount):
        assert 2.25 * aircraft <= amount + 1e-8


@pytest.mark.parametrize("convert", [need_units, supply_units])
def test_an_amount_beyond_the_integers_is_refused(convert: object):
    """With the amount in the message."""
    assert callable(convert)
    with pytest.raises(OverflowError, match="1e\\+20 is too large"):
        convert(1e20)
