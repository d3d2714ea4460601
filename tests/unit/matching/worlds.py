"""Worlds small enough to be solved on paper, and short words to solve them.

`one_unit()` is a single partner, El Salvador, that serves a single demand, three aircraft at Juba for the twelve months
of 2022, at once and without a hitch: 0 of 36 aircraft-months stay unmet. Attrition and lead times are zero and a level
counts as closed only at its optimum, so that a test that takes one thing away can tell what must follow.

`donated_unit()` is the same with a partner that has no aircraft of its own but the four of a lot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airlift.matching import solve
from airlift.plans import Plan
from airlift.plans.store import scenario_digest
from airlift.scenario.model import Scenario
from airlift.solvers import SolveOptions
from tests.scenarios import tiny_data, with_policy, with_row

if TYPE_CHECKING:
    from airlift.plans import Allocation, Result
    from airlift.solvers import Progress

__all__ = [
    "OPTIONS",
    "donated_unit",
    "kept",
    "level",
    "months_of",
    "one_unit",
    "planned",
    "school",
    "second_partner",
    "solved",
    "tier_1",
]

OPTIONS = SolveOptions(time_limit_s=60, workers=2)

COURSE = {
    "id": "school",
    "name": "500MD conversion",
    "school": "El Salvador",
    "audience": "crew",
    "aircraft_type": "500md",
    "own_school": True,
    "first_month": "2022-01",
    "last_month": "2022-01",
    "every_months": 1,
    "duration_months": 3,
    "seats": 2,
    "pass_pct": 90,
    "usd_per_seat": 40000,
    "tags": "medevac",
    "source": "made for tests",
    "confidence": "assumption",
}


def kept(data: dict[str, Any], table: str, column: str, *values: str) -> None:
    """Keep the rows of a table whose column has one of some values."""
    data[table] = [row for row in data[table] if row[column] in values]


def one_unit(horizon_months: int = 12) -> Scenario:
    """Return the world of one partner and one demand."""
    data = tiny_data() | {"tasks": [], "provenance": [], "courses": [], "lots": []}
    data["horizon_months"] = horizon_months
    kept(data, "partners", "id", "el-salvador")
    kept(data, "partner_fleet", "partner", "el-salvador")
    kept(data, "partner_crews", "partner", "el-salvador")
    kept(data, "demands", "id", "unmiss-medevac")
    kept(data, "maintenance_bases", "id", "juba-hangar")
    kept(data, "aircraft_types", "id", "500md")
    kept(data, "sponsors", "id", "un", "rok-fund")
    kept(data, "budgets", "sponsor", "un", "rok-fund")
    kept(data, "earmarks", "sponsor", "un", "rok-fund")
    data["demands"][0] |= {"first_month": "2022-01"}
    data["maintenance_bases"][0] |= {"aircraft_types": ["500md"]}
    scenario = Scenario.model_validate(data)
    scenario = with_policy(scenario, "crew", attrition_pct_per_year=0)
    return with_policy(
        scenario, "matching", readiness_lead_3_months=0, tier_gap_pct=0, handover_overlap_months=0
    )


def donated_unit() -> Scenario:
    """Return the world of a partner whose aircraft are those of a lot: gate in month 0, two a month from month 3."""
    data = one_unit().model_dump(mode="json")
    data["partner_fleet"] = []
    data["lots"] = [row for row in tiny_data()["lots"] if row["id"] == "rok-1"]
    data["lots"][0] |= {"aircraft": 4, "gate_month": "2022-01"}
    return Scenario.model_validate(data)


def school(**changes: Any) -> dict[str, Any]:
    """Return a course row of El Salvador's own school: one start, two seats, 1.8 crews after three months."""
    return COURSE | changes


def second_partner(scenario: Scenario, **changes: Any) -> Scenario:
    """Add a twin of El Salvador by the name of Honduras."""
    data = scenario.model_dump(mode="json")
    for table, column in (("partners", "id"), ("partner_fleet", "partner"), ("partner_crews", "partner")):
        twins = [row | {column: "honduras"} for row in data[table] if row[column] == "el-salvador"]
        data[table] += twins
    return with_row(Scenario.model_validate(data), "partners", "honduras", **changes)


def solved(scenario: Scenario) -> tuple[Allocation, Result]:
    """Solve level 1 to the end."""
    return solve(scenario, OPTIONS)


def planned(scenario: Scenario, options: SolveOptions = OPTIONS, progress: Progress | None = None) -> Plan:
    """Solve level 1 and return the plan without a flying programme."""
    allocation, result = solve(scenario, options, progress)
    return Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )


def level(result: Result, name: str) -> float:
    """Value of a level by its name."""
    value = next(one.value for one in result.objectives if one.name == name)
    assert value is not None
    return value


def tier_1(scenario: Scenario) -> int:
    """Aircraft-months of tier 1 that stay unmet in the best plan."""
    return round(level(solved(scenario)[1], "tier 1 unmet"))


def months_of(allocation: Allocation, partner: str) -> list[tuple[str, tuple[int, ...]]]:
    """First month and sizes of a partner's units."""
    return [(unit.first_month, unit.aircraft) for unit in allocation.units if unit.partner == partner]
