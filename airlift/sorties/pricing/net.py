"""The flights that routes of one fleet can consist of, as arrays for the compiled loops."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from airlift.sorties.problem import Fleet, SortieProblem

__all__ = [
    "CUT_WORDS",
    "Net",
    "Pool",
    "Price",
    "Table",
    "limited_stations",
    "net_of",
    "new_pool",
    "new_table",
    "thinned",
]

CUT_WORDS = 2
"""Words of 64 bits for the cuts of a label."""
_TIMES = 128
"""Buckets of time in which labels wait."""
_STEPS = 2000
"""Most steps of time in a table."""
_NOISE = 1e-9


class Net(NamedTuple):
    """Nodes: stops and stations as in `airlift.sorties.problem`, then start and end of the fleet.

    `first` and `after` list the nodes that may follow a node. `fuel` holds tank, initial, burn a minute, reserve and
    least at the end; `need` the least fuel with which the nearest station or the end is reached. `limit` is that of the
    duty, or of a trip where `by_trip`. `visit_row` and `stock_row` tell which number of a label counts the visits of a
    station and the fuel taken there, `most_use` how much there is.
    """

    tasks: int
    start: int
    end: int
    pair: Any
    first: Any
    after: Any
    home: Any
    minutes: Any
    cost: Any
    opens: Any
    closes: Any
    service: Any
    due: Any
    late: Any
    demand: Any
    room: Any
    fuelled: bool
    fuel: Any
    need: Any
    rate: Any
    reload: Any
    only_empty: Any
    visit_row: Any
    stock_row: Any
    most_use: Any
    limited: bool
    by_trip: bool
    limit: float
    span: float


class Price(NamedTuple):
    """What counts: of a route `first` and `per_cost` for each unit of cost, of a stop `reward`, of limited stations.

    `cut` holds for each task the cuts that it belongs to, as bits; `penalty` what every second task of a cut costs.
    """

    first: float
    per_cost: float
    reward: Any
    use: Any
    cut: Any
    penalty: Any


class Table(NamedTuple):
    """Least reduced cost to the end from each node, by time: the best, and the best with another node after it.

    `next` and `other` are the nodes that follow then, -1 for the end.
    """

    begin: float
    width: float
    best: Any
    second: Any
    next: Any
    other: Any


class Pool(NamedTuple):
    """Labels: numbers, words of bits (tasks flown, tasks on board; cuts with an odd number of tasks flown), links.

    Then buckets of time, lists, routes found.
    """

    number: Any
    word: Any
    odd: Any
    link: Any
    queue: Any
    heads: Any
    least: Any
    found: Any
    total: Any
    state: Any


def limited_stations(problem: SortieProblem) -> tuple[list[int], list[int], list[float]]:
    """Rows of the visits and of the stock of each station, -1 where there is no limit; the limits."""
    visits, stocks, most = list[int](), list[int](), list[float]()
    for station in problem.stations:
        visits.append(-1)
        stocks.append(-1)
        if station.max_visits is not None:
            visits[-1] = len(most)
            most.append(float(station.max_visits))
        if math.isfinite(station.stock):
            stocks[-1] = len(most)
            most.append(station.stock)
    return visits, stocks, most


def net_of(problem: SortieProblem, number: int, together: int) -> Net:
    """Build the arrays for a fleet, for routes that so many aircraft fly together."""
    nodes, fleet = problem.nodes, problem.fleets[number]
    n, stations = nodes.tasks, nodes.stations
    start, end = 2 * n + stations, 2 * n + stations + 1
    order = np.array([*range(2 * n + stations), nodes.start(number), nodes.end(number)], dtype=np.int64)
    grid = np.ix_(order, order)
    minutes = np.ascontiguousarray(nodes.minutes[fleet.kind][grid])
    service, demand = nodes.service_min[order], np.ascontiguousarray(nodes.demand[order])
    room = np.array(fleet.capacity, dtype=np.float64)
    exists = nodes.exists[order]
    rate = np.array([station.min_per_unit for station in problem.stations], dtype=np.float64)
    fuel, use = fleet.fuel, np.zeros(5)
    if fuel is not None:
        at_end = max(fuel.reserve, fuel.least_at_end)
        use = np.array([fuel.tank, fuel.initial, fuel.burn_per_min, fuel.reserve, at_end])
    for task, row in enumerate(problem.tasks):
        flyable = row.aircraft <= together and (demand[task] <= room + _NOISE).all()
        exists[task] &= flyable
        exists[n + task] &= flyable
    opens, closes = _narrowed(
        nodes.earliest_min[order], nodes.latest_min[order], minutes, service, nodes.pair
    )
    exists &= opens <= closes + _NOISE
    allowed = exists[:, None] & exists[None, :] & ~np.eye(len(order), dtype=np.bool_)
    allowed &= (opens + service)[:, None] + minutes <= closes[None, :] + _NOISE
    allowed[:, start] = allowed[end] = False
    pairs = np.flatnonzero(nodes.pair)
    allowed[n + pairs, pairs] = False
    allowed[start, n : 2 * n] = False
    both = demand[:n, None, :] + demand[None, :n, :]
    allowed[:n, :n] &= (both <= room + _NOISE).all(axis=2)
    home = allowed[:, end].copy()
    home[pairs] = False
    if fuel is not None:
        burn = use[2] * minutes
        allowed &= burn <= max(use[0], use[1]) - use[3] + _NOISE
        goal = np.concatenate([np.arange(2 * n, 2 * n + stations), [end]])
        need = (burn[:, goal] + np.append(np.full(stations, use[3]), use[4])).min(axis=1)
    else:
        need = np.zeros(len(order))
    allowed[:, end] = False
    begin, after = np.nonzero(allowed)
    late = np.zeros(len(order))
    late[:n] = nodes.late_cost
    late[n : 2 * n] = nodes.late_cost
    visit_row, stock_row, most = limited_stations(problem)
    limit, by_trip = _limit(problem, fleet)
    last = closes[exists & np.isfinite(closes)].max(initial=opens[start])
    return Net(
        tasks=n,
        start=start,
        end=end,
        pair=nodes.pair,
        first=np.searchsorted(begin, np.arange(len(order) + 1)),
        after=after,
        home=home,
        minutes=minutes,
        cost=np.ascontiguousarray(nodes.cost[fleet.kind][grid]) * together,
        opens=opens,
        closes=closes,
        service=service,
        due=np.where(late > 0.0, nodes.due_min[order], math.inf),
        late=late,
        demand=demand,
        room=room,
        fuelled=fuel is not None,
        fuel=use,
        need=need,
        rate=rate,
        reload=np.array([station.reload for station in problem.stations], dtype=np.bool_),
        only_empty=np.array([station.only_empty for station in problem.stations], dtype=np.bool_),
        visit_row=np.array(visit_row, dtype=np.int64),
        stock_row=np.array(stock_row, dtype=np.int64),
        most_use=np.array(most, dtype=np.float64),
        limited=math.isfinite(limit),
        by_trip=by_trip,
        limit=limit,
        span=max(1.0, float(last - opens[start])),
    )


def _narrowed(opens: Any, closes: Any, minutes: Any, service: Any, pair: Any) -> tuple[Any, Any]:
    """Windows cut to what start, end and the other stop of a pair allow."""
    n = len(pair)
    opens = np.maximum(opens, opens[-2] + minutes[-2])
    closes = np.minimum(closes, closes[-1] - service - minutes[:, -1])
    closes[-1] += service[-1]
    for task in np.flatnonzero(pair).tolist():
        ahead = service[task] + minutes[task, n + task]
        opens[n + task] = max(opens[n + task], opens[task] + ahead)
        closes[task] = min(closes[task], closes[n + task] - ahead)
    return opens, closes


def _limit(problem: SortieProblem, fleet: Fleet) -> tuple[float, bool]:
    """Limit of a duty, or of a trip; without reloading a trip is the duty."""
    if any(station.reload for station in problem.stations) and math.isfinite(fleet.max_trip_min):
        return fleet.max_trip_min, True
    return min(fleet.max_duty_min, fleet.max_trip_min), False


def thinned(net: Net, most: int) -> Net:
    """Give the same net with only the shortest ways: from each node to so many starts, ends and stations."""
    n, first, after = net.tasks, [0], list[int]()
    for node in range(len(net.first) - 1):
        ways = net.after[net.first[node] : net.first[node + 1]]
        # What is far in time is as bad as what is far away.
        waits = net.opens[ways] - net.closes[node] - net.service[node]
        ways = ways[np.argsort(np.maximum(net.minutes[node, ways], waits), kind="stable")]
        kept = {
            *ways[ways < n][:most],
            *ways[(ways >= n) & (ways < 2 * n)][:most],
            *ways[ways >= 2 * n][:most],
        }
        if node < n and net.pair[node]:
            kept |= {n + node} & set(ways.tolist())
        after += sorted(int(way) for way in kept)
        first.append(len(after))
    return net._replace(first=np.array(first, dtype=np.int64), after=np.array(after, dtype=np.int64))


def new_pool(net: Net, labels: int, found: int, hashed: bool) -> Pool:
    """Give room for labels. What no label reaches is never touched."""
    words = 2 * max(1, -(-net.tasks // 64))
    numbers = 5 + len(net.most_use) + len(net.room)
    lists = 1 << max(10, labels.bit_length() - 3) if hashed else _TIMES * (net.end + 1)
    return Pool(
        number=np.empty((labels, numbers)),
        word=np.empty((labels, words), dtype=np.int64),
        odd=np.empty((labels, CUT_WORDS), dtype=np.int64),
        link=np.empty((labels, 3), dtype=np.int64),
        queue=np.empty(_TIMES, dtype=np.int64),
        heads=np.empty(lists, dtype=np.int64),
        least=np.empty(lists),
        found=np.empty(found, dtype=np.int64),
        total=np.empty(found),
        state=np.zeros(4, dtype=np.int64),
    )


def new_table(net: Net, steps: int) -> Table:
    """Give an empty table of at least so many steps if that can be, or of one that tells nothing.

    That is so where time has no end, or may stand still.
    """
    stops = np.flatnonzero(np.diff(net.first) > 0)
    into = net.after[net.after < 2 * net.tasks]
    begins = np.repeat(np.arange(len(net.first) - 1), np.diff(net.first))[net.after < 2 * net.tasks]
    step = float((net.minutes[begins, into] + net.service[into]).min(initial=math.inf))
    begin, last = float(net.opens[net.start]), float(net.closes[net.end])
    size = 1
    if len(stops) and 0.0 < step < math.inf and math.isfinite(last):
        width = 0.999 * min(step, (last - begin) / steps)
        size = math.ceil((last - begin) / width) + 2
    shape = (net.end + 1, size if 1 < size <= _STEPS else 1)
    if shape[1] == 1:
        width = math.inf
    return Table(
        begin,
        width,
        np.full(shape, -math.inf),
        np.full(shape, -math.inf),
        np.full(shape, -1, dtype=np.int64),
        np.full(shape, -1, dtype=np.int64),
    )
