"""Rules dropped, guarded and giving way: for each, a world in which just that rule stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from ortools.sat.python import cp_model

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem
from airlift.matching.rulebook import Group, Treatment
from airlift.rules import RULES
from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows, without_rows
from tests.unit.matching.worlds import donated_unit, one_unit, school, second_partner

CREWS = {"partner": "el-salvador", "aircraft_type": "500md"}
YEAR_USD = 4_564_256


@dataclass(frozen=True)
class Spoiled:
    """A world in which a rule costs aircraft-months.

    `units` is the least by which the rule must give way for the best value; None where it can only be dropped.
    """

    rule: str
    subject: str
    world: Callable[[], Scenario]
    spoiled: int
    healed: int
    units: int | None = 1
    also: tuple[tuple[str, str], ...] = ()

    @property
    def group(self) -> Group:
        return Group(self.rule, self.subject)

    @property
    def lifted(self) -> frozenset[Group]:
        return frozenset({self.group, *(Group(*one) for one in self.also)})


def one(table: str, key: str | dict[str, Any], **changes: Any) -> Callable[[], Scenario]:
    return lambda: with_row(one_unit(), table, key, **changes)


def lot(**changes: Any) -> Callable[[], Scenario]:
    return lambda: with_row(donated_unit(), "lots", "rok-1", **changes)


def policy(section: str, **values: Any) -> Callable[[], Scenario]:
    return lambda: with_policy(one_unit(), section, **values)


def demand(**changes: Any) -> Callable[[], Scenario]:
    return one("demands", "unmiss-medevac", **changes)


def partner(**changes: Any) -> Callable[[], Scenario]:
    return one("partners", "el-salvador", **changes)


def consent(**row: Any) -> Callable[[], Scenario]:
    return lambda: with_rows(one_unit(), "consents", {"mission": "unmiss", "partner": "el-salvador"} | row)


def trained(changes: dict[str, Any] | None = None, **course: Any) -> Callable[[], Scenario]:
    def world() -> Scenario:
        scenario = with_row(one_unit(), "partner_crews", CREWS, crews=5)
        scenario = with_rows(scenario, "courses", school(**course))
        return with_row(scenario, "partners", "el-salvador", **(changes or {}))

    return world


def visited(**values: Any) -> Scenario:
    scenario = with_row(one_unit(), "partners", "el-salvador", readiness_level="1")
    return with_policy(scenario, "matching", **values)


def two_visits() -> Scenario:
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6)
    scenario = second_partner(with_row(scenario, "partners", "el-salvador", readiness_level="1"))
    leads = {"readiness_lead_1_months": 3, "readiness_lead_2_months": 3}
    return with_policy(scenario, "matching", assessment_visits_per_month=1, **leads)


def relieved() -> Scenario:
    scenario = second_partner(one_unit(), readiness_level="2")
    first = {"partners": "el-salvador", "close_month": "2022-07"}
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", **first)
    second = {"like": "juba-hangar", "id": "other", "partners": "honduras", "close_month": None}
    scenario = with_rows(scenario, "maintenance_bases", second)
    values = {"readiness_lead_2_months": 6, "handover_overlap_months": 1, "min_tour_months": 2}
    return with_policy(scenario, "matching", **values)


def crowded() -> Scenario:
    scenario = second_partner(with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6))
    return with_policy(scenario, "matching", max_units_per_demand=1)


def rare_spares() -> Scenario:
    row = {"id": "kits", "provider": "a maker", "aircraft_type": "500md", "flight_hours_per_month": 80}
    return with_rows(one_unit(), "spares", row | {"first_month": "2022-01", "last_month": "2022-12"})


def credited() -> Scenario:
    scenario = with_policy(one_unit(), "cost", reimbursement_delay_months=2)
    return with_row(scenario, "partners", "el-salvador", credit_usd=2 * 338_688 - 1)


def phased() -> Scenario:
    scenario = with_row(one_unit(), "aircraft_types", "500md", phase_days=60)
    return with_row(scenario, "maintenance_bases", "juba-hangar", docks=1)


def small() -> Scenario:
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", aircraft=2)
    return with_row(scenario, "partner_fleet", CREWS, deployable_aircraft=2)


def rotating() -> Scenario:
    return with_policy(one_unit(), "matching", rotation_every_months=5, readiness_lead_3_months=1)


HERE = "unmiss-medevac"
BASE = f"{HERE} el-salvador 500md"
PEOPLE_USD = 36 * 27 * 1448

WORLDS = [
    Spoiled("partner.caveat", "el-salvador unmiss", partner(caveat_missions="unmiss"), 36, 0),
    Spoiled("partner.caveat", "el-salvador medevac", partner(caveat_roles="medevac"), 36, 0),
    Spoiled("partner.max_units", "el-salvador", partner(max_units=0), 36, 0),
    Spoiled("partner.readiness", "el-salvador", policy("matching", readiness_lead_3_months=4), 12, 0),
    Spoiled("partner.predeployment", "el-salvador", partner(predeployment_aircraft_per_month=2), 36, 0),
    Spoiled("partner.credit", "el-salvador", credited, 33, 0),
    Spoiled(
        "partner.absorption",
        "el-salvador",
        lambda: with_row(donated_unit(), "partners", "el-salvador", absorb_aircraft=3),
        36,
        18,
    ),
    Spoiled(
        "readiness.visit",
        "el-salvador",
        lambda: visited(readiness_lead_1_months=0, readiness_lead_2_months=3),
        9,
        0,
    ),
    Spoiled("readiness.visits_per_month", "", two_visits, 21, 18),
    Spoiled("mission.consent", "unmiss el-salvador", consent(), 36, 0),
    Spoiled("mission.consent", "unmiss el-salvador", consent(first_month="2022-04"), 9, 0),
    Spoiled("demand.capability", f"{HERE} 500md", demand(aircraft_tags="hoist"), 36, 0),
    Spoiled("demand.payload", f"{HERE} 500md", demand(payload_kg=500), 36, 0),
    Spoiled(
        "fleet.deployable", "el-salvador 500md", one("partner_fleet", CREWS, deployable_aircraft=2), 36, 0
    ),
    Spoiled(
        "fleet.deployable",
        "el-salvador 500md",
        lambda: without_rows(one_unit(), "partner_fleet", CREWS),
        36,
        0,
        3,
    ),
    Spoiled(
        "crew.available",
        "el-salvador md500",
        one("partner_crews", CREWS, crews=6, tags="medevac"),
        36,
        0,
        also=(("crew.available", "el-salvador md500 medevac"),),
    ),
    Spoiled(
        "crew.available",
        "el-salvador md500 medevac",
        one("partner_crews", CREWS, tags="nvg"),
        36,
        0,
        7,
        also=(("demand.capability", f"{HERE} 500md"),),
    ),
    Spoiled("technician.available", "el-salvador", partner(technicians=14), 36, 0),
    Spoiled("medical.available", "el-salvador", partner(medical_teams=2), 36, 0),
    Spoiled("spares.available", "500md", rare_spares, 36, 0, 10),
    Spoiled("base.suitable", BASE, one("maintenance_bases", "juba-hangar", close_month="2022-09"), 12, 0),
    Spoiled("base.suitable", BASE, one("maintenance_bases", "juba-hangar", partners="kenya"), 36, 0),
    Spoiled(
        "base.man_hours",
        "juba-hangar",
        one("maintenance_bases", "juba-hangar", man_hours_per_month=133),
        36,
        0,
        2,
    ),
    Spoiled("base.docks", "juba-hangar", phased, 36, 0),
    Spoiled("lift.flights", "", policy("matching", lift_flights_per_month=0), 36, 0),
    Spoiled(
        "sponsor.budget",
        "un 2022",
        one("budgets", {"sponsor": "un", "year": 2022}, budget_usd=YEAR_USD - 1000),
        3,
        0,
        1000,
    ),
    Spoiled(
        "cost.funded",
        "personnel el-salvador",
        one("earmarks", "un-personnel", partner="kenya"),
        36,
        0,
        PEOPLE_USD,
    ),
    Spoiled(
        "sponsor.earmark",
        "personnel el-salvador",
        one("earmarks", "un-personnel", partner="kenya"),
        36,
        0,
        PEOPLE_USD,
    ),
    Spoiled("unit.minimum_size", HERE, small, 24, 0),
    Spoiled("unit.maximum_size", HERE, demand(max_unit=2, min_unit=2), 12, 0),
    Spoiled(
        "unit.minimum_tour",
        HERE,
        one("maintenance_bases", "juba-hangar", close_month="2022-06"),
        36,
        21,
        None,
    ),
    Spoiled("unit.rotation", HERE, rotating, 15, 3, None),
    Spoiled("unit.handover", HERE, relieved, 6, 0, None),
    Spoiled("unit.per_demand", HERE, crowded, 36, 0),
    Spoiled("lot.gate", "rok-1", lot(gate_month="2022-04"), 27, 18),
    Spoiled("lot.lead_time", "rok-1", lot(), 18, 9),
    Spoiled("lot.supply", "rok-1", lot(aircraft=3), 36, 18),
    Spoiled("lot.refurbishment_rate", "rok-1", lot(refurbishment_per_month=1), 24, 18, 2),
    Spoiled("lot.partners", "rok-1", lot(partners="kenya"), 36, 18, 4),
    Spoiled(
        "lot.state",
        "rok-1",
        lambda: with_policy(
            with_row(donated_unit(), "lots", "rok-1", state="announced"),
            "matching",
            least_pledge_state="confirmed",
        ),
        36,
        18,
        4,
    ),
    Spoiled("lot.conditions", "el-salvador 500md", lot(missions="minusca"), 36, 18, 3),
    Spoiled("course.seats", "school", trained(seats=1), 36, 9),
    Spoiled("course.intake", "el-salvador", trained({"trainable_crews_per_year": 1}), 36, 9),
    Spoiled("course.instructors", "el-salvador", trained({"instructors": 0}), 36, 9, 2),
    Spoiled("course.partners", "school", trained(partners="kenya"), 36, 9, 2),
    Spoiled("course.calendar", "school", trained(first_month="2022-03", last_month="2022-03"), 15, 9),
]
NAMES = [f"{world.rule} {number}" for number, world in enumerate(WORLDS)]


def fewest(matching: MatchingModel, expression: cp_model.LinearExprT) -> int | None:
    """Minimum of an expression; None when nothing keeps the rules."""
    model = matching.cp_model.clone()
    model.minimize(expression)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def unmet(matching: MatchingModel) -> int | None:
    return fewest(matching, matching.measures["unmet"].expression)


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_lifting_alone_changes_nothing(world: Spoiled):
    """What is lifted from the choices is stated by the month instead."""
    assert unmet(build_model(build_problem(world.world()))) == world.spoiled
    assert unmet(build_model(build_problem(world.world(), world.lifted))) == world.spoiled


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_a_rule_that_is_dropped_does_not_bind(world: Spoiled):
    """Without it the world gives all that it can."""
    problem = build_problem(world.world(), world.lifted)
    assert unmet(build_model(problem, Treatment(relaxed=world.lifted))) == world.healed


@pytest.mark.parametrize("world", [w for w in WORLDS if w.units is not None and not w.also], ids=str)
def test_a_rule_gives_way_by_its_units(world: Spoiled):
    """As many as stated are enough, and no fewer."""
    assert world.units is not None
    problem = build_problem(world.world(), world.lifted)
    matching = build_model(problem, Treatment(conceded={world.group: world.units + 5}))
    matching.cp_model.add(matching.measures["unmet"].expression <= world.healed)
    assert fewest(matching, matching.book.concessions[world.group]) == world.units


def test_crews_with_a_qualification_are_conceded_as_crews():
    """Seven crews with the tag, out of the nine that are there without it."""
    world = next(world for world in WORLDS if world.units == 7)
    problem = build_problem(world.world(), world.lifted)
    matching = build_model(problem, Treatment(conceded={world.group: 9}))
    matching.cp_model.add(matching.measures["unmet"].expression <= 0)
    assert fewest(matching, matching.book.concessions[world.group]) == 7


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_guards_hold_their_rules(world: Spoiled):
    """With all guards true the rules hold; without those of the lifted rules they do not."""
    problem = build_problem(world.world(), world.lifted)
    matching = build_model(problem, Treatment(guarded=True))
    assert world.group in matching.book.guards
    matching.cp_model.add(matching.measures["unmet"].expression <= world.spoiled - 1)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    guards = matching.book.guards
    matching.cp_model.add_assumptions(list(guards.values()))
    assert solver.solve(matching.cp_model) == cp_model.INFEASIBLE
    matching.cp_model.clear_assumptions()
    matching.cp_model.add_assumptions([v for group, v in guards.items() if group not in world.lifted])
    assert solver.solve(matching.cp_model) == cp_model.OPTIMAL


def test_every_rule_that_can_give_way_is_tried():
    """Rules on what a plan says of itself, on the window and on the arrangement are no matter of giving way."""
    tried = {world.rule for world in WORLDS}
    rules = {rule.id for rule in RULES.values() if rule.level == "matching"}
    assert rules - tried == {"demand.window", "base.arrangement", "plan.figures", "plan.references"}
