"""Every route of a tiny day by exhaustion, and the best selection of its sorties."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations, product

from airlift.sorties.assign import Pool, crew_pool, tail_pool
from airlift.sorties.data import DayProblem
from airlift.sorties.timeline import Route, Visit, fly

__all__ = ["all_sorties", "best_values"]


def _subsets(items: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for number in range(len(items) + 1):
        yield from combinations(items, number)


def _routes(
    day: DayProblem, route: Route, onboard: frozenset[int], served: frozenset[int], fills: int
) -> Iterator[Route]:
    home = day.units[0].home
    here = route[-1].site
    for site in range(len(day.sites)):
        if site == here:
            continue
        may_drop = tuple(sorted(t for t in onboard if site in day.tasks[t].dropoffs))
        may_pick = tuple(t for t, task in enumerate(day.tasks) if task.pickup == site and t not in served)
        for drops in _subsets(may_drop):
            left = onboard - set(drops)
            if site == home and not left and served:
                yield (*route, Visit(site, drops))
            for refuel in (False, True) if day.fuel[site] and fills < 1 else (False,):
                if refuel and not day.refuel_with_patients and left:
                    continue
                for chosen in _subsets(may_pick):
                    if len(served) + len(chosen) > day.max_tasks or not (drops or refuel or chosen):
                        continue
                    for picks in permutations(chosen):
                        new = left | {t for t in picks if not day.tasks[t].patrol}
                        if _fits(day, new, served | set(picks)):
                            visit = Visit(site, drops, refuel, picks)
                            yield from _routes(day, (*route, visit), new, served | set(picks), fills + refuel)


def _fits(day: DayProblem, onboard: frozenset[int], served: frozenset[int]) -> bool:
    unit, tasks = day.units[0], day.tasks
    lying = any(tasks[t].litters for t in served)
    attendants = day.attendants if any(tasks[t].medevac for t in served) else 0
    seats = unit.seats_with_litters if lying else unit.seats
    return (
        sum(tasks[t].passengers for t in onboard) + attendants <= seats
        and sum(tasks[t].litters for t in onboard) <= unit.litters
    )


def _cabin(day: DayProblem, route: Route) -> bool:
    served = frozenset(t for visit in route for t in visit.picks)
    onboard: frozenset[int] = frozenset()
    for visit in route:
        onboard = (onboard - set(visit.drops)) | {t for t in visit.picks if not day.tasks[t].patrol}
        if not _fits(day, onboard, served):
            return False
    return True


def all_sorties(day: DayProblem) -> dict[tuple[int, int], int]:
    """Give the least minutes of every (tasks as bits, start) that can be flown, with one fuel stop at most."""
    unit = day.units[0]
    found: dict[tuple[int, int], int] = {}
    at_home = tuple(t for t, task in enumerate(day.tasks) if task.pickup == unit.home and not task.patrol)
    for chosen in _subsets(at_home):
        for picks in permutations(chosen):
            begin = (Visit(unit.home, picks=picks),)
            if len(picks) > day.max_tasks or not _fits(day, frozenset(picks), frozenset(picks)):
                continue
            for route in _routes(day, begin, frozenset(picks), frozenset(picks), 0):
                if _cabin(day, route):
                    _fly_all(day, route, found)
    return found


def _fly_all(day: DayProblem, route: Route, found: dict[tuple[int, int], int]) -> None:
    served = sum(1 << t for visit in route for t in visit.picks)
    takeoff = max([day.tasks[t].takeoff_min or 0 for visit in route for t in visit.picks])
    for start in range(0, 1440, day.grid_min):
        timeline = fly(day, day.units[0], route, start, night=False) if start >= takeoff else None
        if timeline is not None:
            key = (served, start)
            found[key] = min(found.get(key, timeline.minutes), timeline.minutes)


def _can_share(chosen: list[tuple[int, int, int]], pool: Pool) -> bool:
    """Whether some way to share out sorties (start, minutes, tasks) among members keeps the limits of each."""
    return any(
        all(
            _can_fly([row for row, member in zip(chosen, members, strict=True) if member == k], pool, k)
            for k in set(members)
        )
        for members in product(range(len(pool)), repeat=len(chosen))
    )


def _can_fly(mine: list[tuple[int, int, int]], pool: Pool, member: int) -> bool:
    apart = all(b[0] >= a[0] + a[1] + pool.gap_min for a, b in pairwise(mine))
    span = mine[-1][0] + mine[-1][1] - mine[0][0]
    flown = sum(minutes for _, minutes, _ in mine)
    in_time = mine[0][0] >= pool.ready_min[member]
    return apart and in_time and span <= pool.span_min and flown <= pool.left_min[member]


def best_values(day: DayProblem, sorties: dict[tuple[int, int], int]) -> tuple[int, ...]:
    """Best (alpha, bravo, charlie, routine tasks not flown, minutes) over all selections for one unit."""
    unit, tasks = day.units[0], day.tasks
    rows = sorted((start, minutes, served) for (served, start), minutes in sorties.items())
    best: list[tuple[int, ...]] = []

    def value(flown: int, minutes: int) -> tuple[int, ...]:
        missing = [0, 0, 0, 0]
        for t, task in enumerate(tasks):
            missing[task.level] += not flown >> t & 1
        return (*missing, minutes)

    def allowed(chosen: list[tuple[int, int, int]]) -> bool:
        now = chosen[-1][0]
        busy = [row for row in chosen if row[0] <= now < row[0] + row[1] + unit.turnaround_min]
        others = [
            row for row in busy if any(row[2] >> t & 1 and not task.medevac for t, task in enumerate(tasks))
        ]
        return (
            len(busy) <= unit.tails
            and len(others) <= unit.tails - unit.standby_tails
            and _can_share(chosen, tail_pool(unit))
            and _can_share(chosen, crew_pool(day, unit))
        )

    def extend(position: int, chosen: list[tuple[int, int, int]], flown: int, minutes: int) -> None:
        best.append(value(flown, minutes))
        for k in range(position, len(rows)):
            if not rows[k][2] & flown:
                chosen.append(rows[k])
                if allowed(chosen):
                    extend(k + 1, chosen, flown | rows[k][2], minutes + rows[k][1])
                chosen.pop()

    extend(0, [], 0, 0)
    return min(best)
