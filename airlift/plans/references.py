"""Names in a plan that its scenario does not have: figures and pictures cannot be made of them."""

from __future__ import annotations

from collections.abc import Container, Iterator

from airlift.errors import PlanError
from airlift.plans.model import Plan
from airlift.plans.programme import Programme
from airlift.scenario.model import Scenario

__all__ = ["require_known_names"]

_SHOWN = 5


def require_known_names(scenario: Scenario, plan: Plan) -> None:
    """Refuse a plan that names things that are not in the scenario.

    Raises
    ------
    PlanError
        Says which names, and where in the plan they stand.
    """
    unknown = list(dict.fromkeys(_unknown_names(scenario, plan)))
    if unknown:
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        raise PlanError(
            f"the plan names what scenario {scenario.name!r} does not have: "
            f"{', '.join(unknown[:_SHOWN])}{more}. "
            "Maybe it was made for another scenario: `airlift verify` lists every such name."
        )


def _unknown_names(scenario: Scenario, plan: Plan) -> Iterator[str]:
    allocation = plan.allocation
    known: dict[str, Container[str]] = {
        "lot": scenario.lot_by_id,
        "partner": scenario.partner_by_id,
        "course": scenario.course_by_id,
        "demand": scenario.demand_by_id,
        "aircraft_type": scenario.aircraft_type_by_id,
        "maintenance_base": scenario.maintenance_base_by_id,
        "sponsor": scenario.sponsor_by_id,
    }
    for name in ("gates", "transfers", "training", "units", "payments", "unmet", "visits"):
        for number, row in enumerate(getattr(allocation, name)):
            for column in sorted(known.keys() & type(row).model_fields.keys()):
                value = getattr(row, column)
                if value not in known[column]:
                    yield f"{column} {value!r} (allocation.{name}.{number})"
    yield from _unknown_in_fleet(scenario, plan)
    yield from _unknown_in_standby(scenario, plan)
    for programme in plan.programmes:
        yield from _unknown_in_programme(scenario, plan, programme)


def _unknown_in_fleet(scenario: Scenario, plan: Plan) -> Iterator[str]:
    if plan.fleet is None:
        return
    units = {unit.id for unit in plan.allocation.units}
    tails = {tail.tail for tail in plan.fleet.tails}
    for unit in [tail.unit for tail in plan.fleet.tails] + [week.unit for week in plan.fleet.unit_weeks]:
        if unit not in units:
            yield f"unit {unit!r} (fleet)"
    for visit in plan.fleet.visits:
        if visit.tail not in tails:
            yield f"tail {visit.tail!r} (fleet)"
        if (
            visit.maintenance_base is not None
            and visit.maintenance_base not in scenario.maintenance_base_by_id
        ):
            yield f"maintenance_base {visit.maintenance_base!r} (fleet)"


def _unknown_in_standby(scenario: Scenario, plan: Plan) -> Iterator[str]:
    units = {unit.id for unit in plan.allocation.units}
    for row in plan.standby:
        place = f"(standby of {row.mission})"
        if row.mission not in scenario.mission_by_id:
            yield f"mission {row.mission!r} {place}"
        for post in row.posts:
            if post.unit not in units:
                yield f"unit {post.unit!r} {place}"
            if post.site not in scenario.site_by_id:
                yield f"site {post.site!r} {place}"


def _unknown_in_programme(scenario: Scenario, plan: Plan, programme: Programme) -> Iterator[str]:
    place = f"(programme of {programme.mission})"
    units = {unit.id for unit in plan.allocation.units}
    sorties = {sortie.id for sortie in programme.sorties}
    if programme.mission not in scenario.mission_by_id:
        yield f"mission {programme.mission!r} {place}"
    for day in programme.units:
        if day.unit not in units:
            yield f"unit {day.unit!r} {place}"
        if day.home_base not in scenario.site_by_id:
            yield f"site {day.home_base!r} {place}"
        if day.aircraft_type not in scenario.aircraft_type_by_id:
            yield f"aircraft_type {day.aircraft_type!r} {place}"
    for sortie in programme.sorties:
        if sortie.unit not in units:
            yield f"unit {sortie.unit!r} {place}"
        for stop in sortie.stops:
            if stop.site not in scenario.site_by_id:
                yield f"site {stop.site!r} {place}"
            for action in stop.actions:
                if action.task not in scenario.task_by_id:
                    yield f"task {action.task!r} {place}"
    for outcome in programme.outcomes:
        if outcome.task not in scenario.task_by_id:
            yield f"task {outcome.task!r} {place}"
        if outcome.sortie is not None and outcome.sortie not in sorties:
            yield f"sortie {outcome.sortie!r} {place}"
