"""Flow of whole tails on bank time is taken apart into the tails again, exactly."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from airlift.sustainment.data import Pool, TailStart
from airlift.sustainment.ladder import ladder_of
from airlift.sustainment.network import AWAY_NODE, Arc, Network, network_of
from tests.unit.sustainment.fleets import HUNDRED, OVERHAUL, THREE_HUNDRED, kind_of

STEP_H = 10.0
Path = list[Arc]


def drawn_network(seed: int) -> Network:
    """Draw a pool whose tails stand on the grid, and build all that they can do."""
    draw = random.Random(seed)
    weeks = draw.choice((4, 8, 12))
    kind = kind_of(HUNDRED, THREE_HUNDRED, OVERHAUL, week_h=draw.choice((10.0, 20.0)))
    tails = tuple(
        TailStart(f"t{number}", draw.choice((0, 0, draw.randrange(weeks))), STEP_H * draw.randrange(1, 89))
        for number in range(draw.randint(2, 6))
    )
    pool = Pool("p", kind.id, "w", tails, (0.0,) * weeks, (0.0,) * weeks, {})
    return network_of(pool, kind, weeks, STEP_H)


def drawn_flow(network: Network, seed: int) -> Counter[Arc]:
    """Let every tail take a random way, and count the tails on each arc."""
    draw = random.Random(seed)
    leaving: defaultdict[int, list[Arc]] = defaultdict(list)
    for arc in network.arcs:
        leaving[arc.tail].append(arc)
    flow: Counter[Arc] = Counter()
    for node, place in ((node, place) for place, node in enumerate(network.nodes)):
        for _ in range(round(node.joined)):
            at = place
            while at != AWAY_NODE and leaving[at]:
                arc = draw.choice(leaving[at])
                flow[arc] += 1
                at = arc.head
    return flow


def taken_apart(network: Network, flow: Counter[Arc]) -> list[Path]:
    """Take a flow apart into one path a tail: at each node those who came first take the first arcs."""
    waiting: defaultdict[int, list[Path]] = defaultdict(list)
    for place, node in enumerate(network.nodes):
        waiting[place] += [[] for _ in range(round(node.joined))]
    finished: list[Path] = []
    for place in sorted(range(len(network.nodes)), key=lambda place: network.nodes[place].week):
        arcs = [arc for arc in network.arcs if arc.tail == place for _ in range(flow[arc])]
        assert len(arcs) in (0, len(waiting[place]))
        for path, arc in zip(waiting[place], arcs, strict=False):
            path.append(arc)
            (finished if arc.head == AWAY_NODE else waiting[arc.head]).append(path)
        if not arcs:
            finished += waiting[place]
    return finished


def replayed_h(network: Network, tail: TailStart, path: Path) -> list[float]:
    """Replay a tail by hours alone: the bank time at the end of each stretch that it flies."""
    bank_h = 100.0 - tail.position_h % 100.0
    left = []
    for arc in path:
        bank_h -= arc.before * network.step_h
        left.append(bank_h)
        if arc.visit is not None:
            bank_h = 100.0 - arc.after * network.step_h
            left.append(bank_h)
    return left


@pytest.mark.parametrize("seed", range(40))
def test_flow_of_whole_tails_comes_apart_into_them(seed: int) -> None:
    """As many paths as tails, their sum is the flow, and no path flies beyond its bank time or has a gap."""
    network = drawn_network(seed)
    flow = drawn_flow(network, seed)
    paths = taken_apart(network, flow)
    assert len(paths) == len(network.pool.tails)
    assert Counter(arc for path in paths for arc in path) == flow
    ladder = ladder_of(network.kind)
    starts = [
        (tail.joins_week, ladder.next_mark(tail.position_h), round(ladder.bank_h(tail.position_h) / STEP_H))
        for tail in network.pool.tails
    ]
    unmatched = dict(enumerate(starts))
    for path in paths:
        node = network.nodes[path[0].tail]
        number = next(key for key, start in unmatched.items() if start == (node.week, node.mark, node.bank))
        del unmatched[number]
        assert min(replayed_h(network, network.pool.tails[number], path)) >= 0.0
        assert all(before.head == after.tail for before, after in pairwise(path))
    assert not unmatched


def test_hours_and_visits_of_the_flow_are_those_of_its_tails() -> None:
    """Week by week the hours flown and the visits begun agree; there are visits of all places among them."""
    seen = set()
    for seed in range(40):
        network = drawn_network(seed)
        flow = drawn_flow(network, seed)
        of_flow: Counter[int] = Counter()
        of_tails: Counter[int] = Counter()
        for arc, tails in flow.items():
            of_flow[arc.week] += arc.before * tails
            of_flow[arc.last_week] += arc.after * tails
            seen |= {arc.visit.place.value} if arc.visit is not None else set()
        for path in taken_apart(network, flow):
            for arc in path:
                of_tails.update({arc.week: arc.before})
                of_tails.update({arc.last_week: arc.after})
        assert of_flow == of_tails
    assert seen == {"base", "away"}
