"""Which function judges which rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from airlift.checker import (
    bases,
    cabin,
    casualty,
    courses,
    cover,
    daylight,
    demands,
    docks,
    duties,
    figures,
    fleets,
    fuel,
    limits,
    lots,
    money,
    outcomes,
    partners,
    people,
    posts,
    readiness,
    references,
    routes,
    tails,
    tasks,
    units,
    upkeep,
    weekly,
)
from airlift.checker.breach import Breach, path
from airlift.checker.case import Case
from airlift.checker.findings import Finding, Findings
from airlift.plans import Plan
from airlift.rules import RULES
from airlift.scenario.model import Scenario

__all__ = ["CHECKS", "check"]

CHECKS: dict[str, Callable[[Case], Iterator[Breach]]] = {
    "lot.gate": lots.gate,
    "lot.lead_time": lots.lead_time,
    "lot.supply": lots.supply,
    "lot.refurbishment_rate": lots.refurbishment_rate,
    "lot.partners": lots.partners,
    "lot.state": lots.state,
    "lot.conditions": fleets.conditions,
    "partner.absorption": partners.absorption,
    "partner.max_units": partners.max_units,
    "partner.caveat": partners.caveat,
    "partner.readiness": readiness.readiness,
    "readiness.visit": readiness.visit,
    "readiness.visits_per_month": readiness.visits_per_month,
    "partner.predeployment": readiness.predeployment,
    "partner.credit": money.credit,
    "mission.consent": readiness.consent,
    "fleet.deployable": fleets.deployable,
    "crew.available": people.crews,
    "technician.available": people.technicians,
    "medical.available": people.medical_teams,
    "spares.available": bases.spares,
    "course.calendar": courses.calendar,
    "course.seats": courses.seats,
    "course.partners": courses.partners,
    "course.instructors": courses.instructors,
    "course.intake": courses.intake,
    "unit.minimum_size": units.minimum_size,
    "unit.maximum_size": units.maximum_size,
    "unit.minimum_tour": units.minimum_tour,
    "unit.rotation": units.rotation,
    "unit.handover": units.handover,
    "unit.per_demand": units.per_demand,
    "demand.window": demands.window,
    "demand.capability": demands.capability,
    "demand.payload": demands.payload,
    "base.suitable": bases.suitable,
    "base.arrangement": bases.arrangement,
    "base.man_hours": bases.man_hours,
    "base.docks": bases.docks,
    "lift.flights": bases.lift_flights,
    "sponsor.earmark": money.earmark,
    "sponsor.budget": money.budget,
    "cost.funded": money.funded,
    "plan.limits": limits.limits,
    "plan.figures": figures.figures,
    "plan.references": references.references,
    "fleet.tails": upkeep.tails,
    "bank.time": upkeep.bank_time,
    "inspection.calendar": upkeep.calendar,
    "inspection.work": upkeep.work,
    "tail.week_hours": upkeep.week_hours,
    "dock.capacity": docks.capacity,
    "dock.man_hours": docks.man_hours,
    "fleet.hours": weekly.hours,
    "fleet.serviceable": weekly.serviceable,
    "standby.post": posts.post,
    "standby.numbers": posts.numbers,
    "standby.cover": cover.cover,
    "sortie.route": routes.route,
    "sortie.times": routes.times,
    "sortie.duration": routes.duration,
    "sortie.tasks": routes.tasks,
    "fuel.capacity": fuel.capacity,
    "fuel.reserve": fuel.reserve,
    "fuel.stock": fuel.stock,
    "mass.limit": cabin.mass_limit,
    "cabin.capacity": cabin.capacity,
    "task.once": tasks.once,
    "task.window": tasks.window,
    "task.ride_time": tasks.ride_time,
    "task.dwell": tasks.dwell,
    "casualty.clock": casualty.clock,
    "casualty.alert": casualty.alert,
    "medical.level": casualty.medical_level,
    "daylight.window": daylight.window,
    "tail.overlap": tails.tail_overlap,
    "tail.available": tails.tail_available,
    "standby.held": tails.standby_held,
    "crew.overlap": tails.crew_overlap,
    "crew.duty": tails.crew_duty,
    "crew.flight_time": tails.crew_flight_time,
    "crew.rest": duties.crew_rest,
    "crew.week_hours": duties.crew_week_hours,
    "tail.bank": duties.tail_bank,
    "crew.numbers": tails.crew_numbers,
    "grid.start": routes.grid_start,
    "task.outcome": outcomes.outcome,
}
"""The function of each rule, in the order in which findings are reported."""


def check(scenario: Scenario, plan: Plan) -> Findings:
    """Judge a plan against every rule, recomputing everything from the scenario and the plan's decisions.

    Parameters
    ----------
    scenario : Scenario
        What is asked, with its own references in order (as `airlift.load` returns it).
    plan : Plan
        What is decided, by a solver or by hand: it may be partial or name things that do not exist.

    Returns
    -------
    Findings
        All broken rules with place, amount and unit; `findings.ok` when there is none.
    """
    case = Case(scenario, plan)
    return Findings(tuple(_finding(rule, breach) for rule, judge in CHECKS.items() for breach in judge(case)))


def _finding(rule: str, breach: Breach) -> Finding:
    named = RULES[rule]
    return Finding(
        rule,
        named.level,
        path(breach.where),
        float(breach.amount),
        breach.unit or named.unit,
        breach.message,
        dict(breach.where),
    )
