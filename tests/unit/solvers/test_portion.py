"""Time that several parts share, one after the other."""

from __future__ import annotations

import pytest

from airlift.solvers import SolveOptions


def test_what_a_part_leaves_goes_to_the_others() -> None:
    """The second of three equal parts gets half of what is left; nothing is left once the time is over."""
    options = SolveOptions(time_limit_s=30.0)
    assert options.portion(1, 2, 3, 4.0).time_limit_s == pytest.approx(13.0)
    assert options.portion(1, 2, 3, 31.0).time_limit_s == 0.0


def test_wall_time_does_not_count_in_deterministic_mode() -> None:
    """A part gets its weight of the whole limit, however long the parts before it took."""
    options = SolveOptions(time_limit_s=30.0, deterministic=True)
    assert options.portion(2, 3, 6, 29.0).time_limit_s == pytest.approx(10.0)


def test_no_limit_stays_no_limit() -> None:
    """Without a limit every part has none."""
    assert SolveOptions(time_limit_s=None).portion(1, 1, 3, 5.0).time_limit_s is None
