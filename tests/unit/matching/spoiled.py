"""For each rule that can give way, worlds in which just that rule stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from airlift.matching.rulebook import Group
from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows, without_rows
from tests.unit.matching.worlds import donated_unit, one_unit, school, second_partner

__all__ = ["NAMES", "WORLDS", "Spoiled"]

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
    Spoiled("base.docks", "juba-hangar", phased, 36, 0, 24),
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
