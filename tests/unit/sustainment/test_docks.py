"""Which visits fit the docks of a week, and when each of them is there."""

from __future__ import annotations

from itertools import product

from airlift.sustainment.data import Inspection, Place, Workshop
from airlift.sustainment.dockbook import DockBook
from airlift.sustainment.docks import pack, patterns
from airlift.sustainment.visits import visit_of


def _visit(days: int, man_hours: float = 0.0) -> Inspection:
    return Inspection(f"{days}d", days, man_hours, Place.BASE, interval_h=100.0)


def test_patterns_are_those_that_no_other_covers() -> None:
    assert set(patterns(0, [2, 3, 5])) == {(5, 2), (3, 3), (3, 2, 2), (2, 2, 2)}
    assert set(patterns(3, [2, 3])) == {(3,), (2, 2)}
    assert patterns(6, [2, 3]) == ()


def test_packing_finds_a_place_exactly_when_there_is_one() -> None:
    """Against all ways to give visits to docks."""
    for taken in ((0, 0), (0, 4), (7, 1)):
        for wanted in product((0, 2, 3, 5), repeat=4):
            lengths = [days for days in wanted if days]
            fits = any(
                all(
                    taken[dock] + sum(n for n, d in zip(lengths, docks, strict=True) if d == dock) <= 7
                    for dock in (0, 1)
                )
                for docks in product((0, 1), repeat=len(lengths))
            )
            places = pack(taken, lengths)
            assert (places is not None) == fits
            days = [
                (dock, day + offset)
                for (dock, day), length in zip(places or [], lengths, strict=bool(places))
                for offset in range(length)
            ]
            assert len(set(days)) == len(days)
            assert all(taken[dock] <= day < 7 for dock, day in days)


def test_a_long_visit_leaves_the_rest_of_its_last_week_to_short_ones() -> None:
    book = DockBook(Workshop("w", (1, 1, 1), (0.0,) * 3))
    long, short = visit_of((_visit(10),)), visit_of((_visit(4),))
    assert book.fits(long, 0)
    assert book.take(long) == 0
    assert not book.fits(short, 0)
    assert book.fits(short, 1)
    book.take(short)
    assert book.places([4]) == [(0, 3)]
    assert not book.fits(short, 1)


def test_a_long_visit_needs_its_dock_in_every_week() -> None:
    book = DockBook(Workshop("w", (2, 1, 0), (0.0,) * 3))
    assert not book.fits(visit_of((_visit(15),)), 0)
    assert book.fits(visit_of((_visit(14),)), 0)
    book.take(visit_of((_visit(14),)))
    assert not book.fits(visit_of((_visit(14),)), 0)


def test_man_hours_of_a_long_visit_are_spread_over_its_days() -> None:
    book = DockBook(Workshop("w", (1, 1), (100.0, 20.0)))
    assert not book.take_man_hours(visit_of((_visit(10, 100.0),)), 0, 0.0)  # 70 and 30
    assert book.take_man_hours(visit_of((_visit(8, 80.0),)), 0, 5.0)  # 70 and 10, and defects of the ferry
    assert book.man_hours_left(0) == 25.0
    assert book.man_hours_left(1) == 10.0
