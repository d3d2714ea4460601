"""Names in the parts of a plan between matching and sorties: tails, visits, weeks, posts, limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach
from airlift.checker.case import Case
from airlift.checker.decisions import cut
from airlift.checker.limits import LIMITED
from airlift.checker.naming import twice, unknown

__all__ = ["fleet_names", "limit_names", "standby_names"]


def fleet_names(case: Case) -> Iterator[Breach]:
    """Units, tails, inspections and maintenance bases of a fleet plan; weeks of its window, each once."""
    fleet = case.fleet
    if fleet is None:
        return
    plan, units = fleet.plan, {unit.id for unit in case.units}
    tails: defaultdict[str, set[str]] = defaultdict(set)
    for row in plan.tails:
        tails[row.unit].add(row.tail)
        yield from unknown({"tail": row.tail}, "unit", row.unit, units, "allocation")
        if cut(row.first_week) + len(row.flight_h) > plan.weeks:
            yield Breach({"tail": row.tail}, 1, "it has weeks after the window")
    yield from twice({}, "tail", (row.tail for row in plan.tails))
    known = {row.tail for row in plan.tails}
    for visit in plan.visits:
        where = {"tail": visit.tail, "first day": str(cut(visit.first_day))}
        yield from unknown(where, "tail", visit.tail, known, "fleet plan")
        tail = fleet.tails.get(visit.tail)
        for name in visit.inspections if tail else ():
            if tail is not None and tail.ladder.work(name) is None:
                yield Breach(where, 1, f"inspection {name!r} is not one of its type")
        if visit.maintenance_base is not None:
            yield from unknown(
                where, "maintenance base", visit.maintenance_base, case.scenario.maintenance_base_by_id
            )
    for week in plan.unit_weeks:
        where = {"unit": week.unit, "week": str(cut(week.week))}
        yield from unknown(where, "unit", week.unit, units, "allocation")
        if week.week >= plan.weeks:
            yield Breach(where, 1, "the week lies after the window")
        for name in week.serviceable_tails:
            yield from unknown(where, "tail", name, tails[week.unit], f"tails of unit {week.unit}")
        yield from twice(where, "tail", week.serviceable_tails)
    yield from twice({}, "unit in a week", (f"{week.unit} {cut(week.week)}" for week in plan.unit_weeks))


def standby_names(case: Case) -> Iterator[Breach]:
    """Missions, units and sites of standby; each mission once."""
    units = {unit.id for unit in case.units}
    yield from twice({}, "standby", (row.mission for row in case.plan.standby))
    for row in case.plan.standby:
        where = {"standby": row.mission}
        yield from unknown(where, "mission", row.mission, case.scenario.mission_by_id)
        for post in row.posts:
            yield from unknown(where, "unit", post.unit, units, "allocation")
            yield from unknown(where, "site", post.site, case.scenario.site_by_id)


def limit_names(case: Case) -> Iterator[Breach]:
    """Cells of the scenario that limits tighten."""
    for row in case.plan.rounds:
        for limit in row.limits:
            where = {"round": str(cut(row.number)), "limit": f"{limit.table}.{limit.row}.{limit.column}"}
            if (limit.table, limit.column) not in LIMITED:
                yield Breach(where, 1, "no level gives such a limit")
            else:
                known = {item.id for item in getattr(case.scenario, limit.table)}
                yield from unknown(where, "row", limit.row, known)
