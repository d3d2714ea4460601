"""A label that makes another one needless can end in every way in which the other can.

Random small days full of forced waits: due times before later ready times, under mass, ride and tank limits. All labels
of the search without dominance are compared with each other, so no third label can hide that a comparison is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from airlift.sorties import label as at
from airlift.sorties.data import DayProblem, DayTask
from airlift.sorties.labelling import Enumeration, enumerate_routes
from airlift.sorties.labelstore import END_MINUS_L, END_PARENT, END_S
from airlift.sorties.timeline import Route, Visit, fly
from tests.unit.sorties.days import make_day, patrol, transfer

TURNS = 1
ROUTES = 40
RIVALS = 12


def a_day(draw: random.Random) -> DayProblem:
    """Draw a day of four or five tasks at three or four sites."""
    sites = draw.randint(3, 4)
    positions = (0, *draw.sample(range(-30, 31), sites - 1))
    return make_day(
        positions,
        tuple(a_task(draw, number, sites) for number in range(draw.randint(4, 5))),
        max_tasks=4,
        fuel=draw.choice([(0,), (0,), (0, 1)]),
        max_sortie_min=draw.choice([150, 200, 240]),
        contingency=draw.choice([0.0, 0.1]),
        attendants=0,
        attendants_kg=0.0,
        unit={
            "usable_fuel_kg": draw.choice([150.0, 188.0, 250.0]),
            "seats": 4,
            "room_kg": tuple(draw.choice([300.0, 350.0, 400.0]) for _ in range(sites)),
        },
    )


def a_task(draw: random.Random, number: int, sites: int) -> DayTask:
    """Draw a patrol that begins at nearly fixed a minute, or a load that may be heavy."""
    pickup = draw.randrange(sites)
    ready = draw.randrange(480, 660)
    if draw.randrange(3) == 0:
        due = ready + draw.choice([0, 5, 20])
        return patrol(f"t{number}", max(1, pickup), ready - draw.choice([0, 60]), due, draw.choice([5, 10]))
    return transfer(
        f"t{number}",
        pickup,
        draw.choice([site for site in range(sites) if site != pickup]),
        draw.choice([450, ready]),
        ready + draw.choice([40, 80, 150, 300]),
        passengers=0,
        payload_kg=draw.choice([20.0, 120.0, 220.0, 280.0]),
        max_ride_min=draw.choice([None, 30, 45, 60, 90]),
        dwell_min=draw.choice([0, 5]),
    )


def route_to(found: Enumeration, label: int) -> Route:
    """Visits up to a label."""
    visits: list[Visit] = []
    while label >= 0:
        visits.append(visit(found, label))
        label = int(found.store.wholes[label, at.PARENT])
    return tuple(reversed(visits))


def visit(found: Enumeration, label: int) -> Visit:
    """Last visit of a label."""
    return found.visits(np.array([label]))[label]


def key(found: Enumeration, label: int) -> tuple[int, ...]:
    """Site, tasks begun, tasks on board and fills: labels with the same ones are compared."""
    row, m = found.store.wholes[label], found.scope.most
    lists = (*row[at.LISTS : at.LISTS + 2 * m], *row[at.LISTS + 6 * m :][: row[at.FILLED]])
    return (int(row[at.SITE]), *(int(value) for value in lists))


@pytest.mark.parametrize("seed", range(70))
def test_what_dominates_can_take_the_place(seed: int) -> None:
    """Each way home from a dominated label, from each start, is open to the label that dominates it, as short."""
    draw = random.Random(seed)
    day = a_day(draw)
    unit = day.units[0]
    found = enumerate_routes(day, unit, exhaustive=True, stop=after(TURNS))
    table, reals = found.store.wholes, found.store.reals
    kept: dict[tuple[int, ...], list[int]] = {}
    for label in range(found.labels):
        kept.setdefault(key(found, label), []).append(label)
    closed = found.closed.tolist()
    for end in draw.sample(closed, min(len(closed), ROUTES)):
        row = found.store.closed[end]
        (route,) = found.routes(np.array([end]))
        way_home: tuple[Visit, ...] = (route[-1],)
        label = int(row[END_PARENT])
        while label >= 0:
            rivals = kept[key(found, label)]
            for rival in draw.sample(rivals, min(len(rivals), RIVALS)):
                args = (table, reals, rival, table, reals, label, found.scope.factor, found.scope.most)
                if rival == label or not at.dominates(*args):
                    continue
                for start in range(int(row[END_S]) - 10, 1 - int(row[END_MINUS_L]), draw.choice([7, 13])):
                    theirs = fly(day, unit, route_to(found, label) + way_home, start, night=False)
                    if theirs is None or start < table[label, at.S]:
                        continue
                    ours = fly(day, unit, route_to(found, rival) + way_home, start, night=False)
                    assert ours is not None
                    assert ours.minutes <= theirs.minutes
            way_home = (visit(found, label), *way_home)
            label = int(table[label, at.PARENT])


def after(asked: int) -> Callable[[], bool]:
    """Stop a search when it asks for the so-manieth time."""
    times = 0

    def stop() -> bool:
        nonlocal times
        times += 1
        return times > asked

    return stop
