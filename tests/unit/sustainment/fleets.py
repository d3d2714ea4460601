"""Small fleets for tests, and a replay that knows nothing of the planner's own books."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem, FleetType, Inspection, Place, Pool, TailStart, Workshop

HUNDRED = Inspection("100h", 2, 20.0, Place.BASE, interval_h=100.0)
THREE_HUNDRED = Inspection("300h", 5, 60.0, Place.BASE, interval_h=300.0)
OVERHAUL = Inspection("overhaul", 20, 0.0, Place.AWAY, interval_h=900.0)
ANNUAL = Inspection("annual", 3, 30.0, Place.BASE, interval_weeks=51)


def kind_of(*inspections: Inspection, **changes: Any) -> FleetType:
    """Return a type with some inspections."""
    return FleetType("500md", inspections or (HUNDRED,), **({"week_h": 20.0} | changes))


def fleet_of(
    banks_h: list[float],
    *,
    weeks: int = 4,
    hours: float = 0.0,
    least: float = 0.0,
    kind: FleetType | None = None,
    docks: int = 1,
    man_hours: float = 1e6,
    dues: list[int] | None = None,
    **pool: Any,
) -> FleetProblem:
    """Return a problem of one pool whose tails have these bank times before their first 100 h mark.

    A bank time of 0 is one of a moment: a tail that stands on a mark has its inspection behind it.
    """
    kind = kind or kind_of()
    tails = tuple(
        TailStart(f"t{number}", 0, 100.0 - max(bank, 1e-6), tuple(() if dues is None else (dues[number],)))
        for number, bank in enumerate(banks_h)
    )
    given: dict[str, Any] = {"tails": tails, "leaving": {}} | pool
    return FleetProblem(
        weeks,
        {kind.id: kind},
        (Pool("p", kind.id, "w", required_h=(hours,) * weeks, least_tails=(least,) * weeks, **given),),
        {"w": Workshop("w", (docks,) * (weeks + 60), (man_hours,) * weeks)},
    )


def drawn_fleet(seed: int) -> FleetProblem:
    """Draw a fleet with a ladder, an overhaul, a calendar inspection, ferry flights, joining and leaving tails."""
    draw = random.Random(seed)
    weeks = draw.choice((10, 20, 30))
    kind = kind_of(
        HUNDRED,
        THREE_HUNDRED,
        OVERHAUL,
        ANNUAL,
        week_h=draw.choice((12.0, 20.0)),
        man_hours_per_flight_h=draw.choice((0.0, 0.4)),
        serviceable=draw.choice((0.7, 1.0)),
    )
    pools = []
    for name in ("p", "q")[: draw.randint(1, 2)]:
        size = draw.randint(1, 6)
        tails = tuple(
            TailStart(
                f"{name}{number}",
                0 if number < 2 else draw.randrange(weeks),
                round(draw.uniform(0.0, 899.0), 3),
                (draw.randint(-2, weeks + 5),),
            )
            for number in range(size)
        )
        pools.append(
            Pool(
                name,
                kind.id,
                "w",
                tails,
                tuple(draw.choice((0.0, 8.0, 11.5)) * size for _ in range(weeks)),
                (float(draw.randint(0, size)),) * weeks,
                {draw.randint(1, weeks): 1},
                draw.choice((0.0, 1.7)),
            )
        )
    docks = tuple(draw.choice((1, 2, 2)) for _ in range(weeks + 60))
    man_hours = (draw.choice((90.0, 500.0)),) * weeks
    return FleetProblem(weeks, {kind.id: kind}, tuple(pools), {"w": Workshop("w", docks, man_hours)})


@dataclass
class Replay:
    """What is wrong with a plan, and its level values, recomputed."""

    faults: list[str]
    unmet_h: float
    lost_h: float


def replay(problem: FleetProblem, answer: FleetCourse) -> Replay:
    """Fly and inspect every tail day by day and hour by hour, from the problem and the stated decisions alone."""
    faults: list[str] = []
    held: dict[tuple[int, int], str] = {}
    man_hours: defaultdict[int, float] = defaultdict(float)
    flown: defaultdict[tuple[str, int], float] = defaultdict(float)
    number: defaultdict[tuple[str, int], int] = defaultdict(int)
    lost_h = 0.0
    for pool in problem.pools:
        kind = problem.types[pool.type]
        starts = {tail.id: tail for tail in pool.tails}
        for course in (one for one in answer.courses if one.pool == pool.id):
            start = starts[course.tail]
            marks, bank = divmod(start.position_h + 1e-9, 100.0)
            mark, bank = int(marks) + 1, 100.0 - bank
            dues = list(start.due_weeks)
            for week, hours in enumerate(course.flight_h, start=course.first_week):
                number[pool.id, week] += 1
                flown[pool.id, week] += hours
                man_hours[week] += hours * kind.man_hours_per_flight_h
                days = sum(stay.days_in(week) for stay in course.stays)
                if hours > kind.week_h * (7 - days) / 7 + 1e-6:
                    faults.append(f"{course.tail} flies too much in week {week}")
                if hours > 1e-6 and any(due < week for due in dues) and not days:
                    faults.append(f"{course.tail} flies overdue in week {week}")
                left = hours
                for stay in (one for one in course.stays if one.week == week):
                    names = [one.id for one in stay.visit.inspections]
                    docked = stay.dock is not None
                    ferry_h = pool.ferry_h if docked else 0.0
                    lost_h += 2 * ferry_h
                    man_hours[week] += 2 * ferry_h * kind.man_hours_per_flight_h
                    for day in range(7 * week + stay.day, 7 * week + stay.day + stay.visit.days):
                        if docked:
                            if (stay.dock, day) in held or stay.dock >= problem.workshops["w"].docks[
                                day // 7
                            ]:
                                faults.append(f"dock {stay.dock} is not free on day {day}")
                            held[stay.dock, day] = course.tail
                            man_hours[day // 7] += stay.visit.man_hours / stay.visit.days
                    if stay.visit.days > 7 and stay.day:
                        faults.append("a long visit begins within a week")
                    if stay.visit.days <= 7 and stay.day + stay.visit.days > 7:
                        faults.append("a short visit ends in another week")
                    if stay.visit.hourly:
                        due = "overhaul" if mark % 9 == 0 else "300h" if mark % 3 == 0 else "100h"
                        if "300h" not in {one.id for one in kind.inspections}:
                            due = "100h"
                        if names[0] != due:
                            faults.append(f"{course.tail} has {names[0]} at mark {mark}, {due} is due")
                        before = bank - ferry_h - stay.left_h
                        if not -1e-6 <= before <= left + 1e-6:
                            faults.append(f"{course.tail} cannot have flown {before} h before its visit")
                        left -= before
                        lost_h += stay.left_h
                        bank, mark = 100.0 - ferry_h, 1 if due == "overhaul" else mark + 1
                    else:
                        bank -= 2 * ferry_h
                    if "annual" in names:
                        dues = [week + 51]
                bank -= left
                if bank < -1e-6:
                    faults.append(f"{course.tail} is {-bank} h over its bank in week {week}")
                after = course.bank_h[week - course.first_week + 1]
                if abs(after - bank) > 1e-6:
                    faults.append(
                        f"{course.tail} states {after} h of bank time after week {week}, it has {bank}"
                    )
            for stay in course.stays:
                if stay.last_week >= course.end_week and course.end_week < problem.weeks:
                    faults.append(f"{course.tail} leaves during a visit")
    for week in range(problem.weeks):
        for pool in problem.pools:
            if number[pool.id, week] != pool.members(week):
                faults.append(f"{number[pool.id, week]} tails of {pool.id} in week {week}")
            if flown[pool.id, week] > pool.required_h[week] + 1e-6:
                faults.append(f"{pool.id} flies more than asked in week {week}")
        if man_hours[week] > problem.workshops["w"].man_hours[week] + 1e-6:
            faults.append(f"{man_hours[week]} man-hours in week {week}")
    unmet = sum(
        max(0.0, pool.required_h[week] - flown[pool.id, week])
        for pool in problem.pools
        for week in range(problem.weeks)
    )
    return Replay(faults, unmet, lost_h)
