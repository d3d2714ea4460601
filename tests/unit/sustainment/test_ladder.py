"""Marks of a type, and the inspection that is due at each of them."""

from __future__ import annotations

import pytest

from airlift.sustainment.data import Inspection, Place
from airlift.sustainment.ladder import ladder_of
from tests.unit.sustainment.fleets import HUNDRED, OVERHAUL, THREE_HUNDRED, kind_of


def test_the_longest_inspection_due_at_a_mark_includes_the_others() -> None:
    due = ladder_of(kind_of(HUNDRED, THREE_HUNDRED, OVERHAUL)).due
    assert [one.id for one in due] == ["100h", "100h", "300h"] * 2 + ["100h", "100h", "overhaul"]


def test_an_interval_between_two_marks_is_inspected_at_the_last_one_before() -> None:
    """1,750 h is no multiple of 100 h: the work is done at 1,700 h, and the next mark is 100 h after it."""
    hot_section = Inspection("1750h", 20, 0.0, Place.AWAY, interval_h=1750.0)
    ladder = ladder_of(kind_of(HUNDRED, hot_section))
    assert len(ladder.due) == 17
    assert ladder.due[16] is hot_section
    assert ladder.after(16) == 0


def test_without_an_overhaul_the_sequence_repeats() -> None:
    two_hundred = Inspection("200h", 3, 0.0, Place.BASE, interval_h=200.0)
    due = ladder_of(kind_of(HUNDRED, two_hundred, THREE_HUNDRED)).due
    assert [one.id for one in due] == ["100h", "200h", "300h", "200h", "100h", "300h"]


@pytest.mark.parametrize(("hours", "mark", "bank"), [(0.0, 0, 100.0), (250.0, 2, 50.0), (300.0, 3, 100.0)])
def test_a_tail_on_a_mark_has_its_inspection_behind_it(hours: float, mark: int, bank: float) -> None:
    ladder = ladder_of(kind_of(HUNDRED, THREE_HUNDRED, OVERHAUL))
    assert ladder.next_mark(hours) == mark
    assert ladder.bank_h(hours) == pytest.approx(bank)
