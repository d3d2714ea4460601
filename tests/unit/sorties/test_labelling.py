"""The store of the search for sorties: what it finds does not depend on the room that it began with."""

import pytest

from airlift.sorties import labelling
from airlift.sorties.labelling import Candidate, Enumeration, enumerate_routes
from tests.unit.sorties.days import make_day, patrol, transfer

_TASKS = (
    *(patrol(f"p{k}", 1 + k) for k in range(4)),
    *(transfer(f"t{k}", k, 4 - k, ready=500 + 20 * k) for k in range(2)),
)
_DAY = make_day((0, 10, 20, 30, 40), _TASKS, fuel=(0, 3), stock_kg={3: 300.0})


def _search(most: int | None = None) -> tuple[Enumeration, list[Candidate]]:
    found = enumerate_routes(_DAY, _DAY.units[0], max_labels=most)
    return found, list(found.candidates)


@pytest.mark.parametrize("room", [1, 40, 64])
def test_a_store_that_grows_finds_the_same_routes(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the smallest rooms an extension adds more than the spare room takes, and the search begins again."""
    whole, routes = _search()
    monkeypatch.setattr(labelling, "_ROOM", room)
    grown, again = _search()
    assert whole.labels > 8 * 64
    assert (grown.labels, again) == (whole.labels, routes)
    assert grown.complete


def test_a_store_grows_up_to_the_cap_on_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cap is kept whatever the room was at first, and the search says that it is not complete."""
    once, routes = _search(300)
    monkeypatch.setattr(labelling, "_ROOM", 40)
    grown, again = _search(300)
    assert (grown.labels, again) == (once.labels, routes)
    assert once.labels <= 300
    assert not once.complete
    assert not grown.complete
