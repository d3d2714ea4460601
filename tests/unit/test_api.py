"""The public functions: one plan of a tiny scenario, taken through all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import airlift
from tests.scenarios import tiny_scenario, with_row, without_rows


@pytest.fixture(scope="module")
def planned() -> tuple[airlift.Scenario, airlift.Plan]:
    """Return the tiny scenario with a plan."""
    scenario = tiny_scenario(horizon_months=12)
    return scenario, airlift.plan(scenario, time_limit_s=60, workers=2)


def test_a_plan_has_all_levels_and_passes_the_checker(planned: tuple[airlift.Scenario, airlift.Plan]):
    """Force generation, the fleet, a day for each mission with a unit, the rounds between them, and no finding."""
    scenario, plan = planned
    assert plan.allocation.units
    assert plan.programmes
    assert plan.fleet is not None
    assert [row.kept for row in plan.rounds].count(True) == 1
    assert [result.level for result in plan.results] == [
        "matching",
        "sustainment",
        *(f"sorties:{programme.mission}" for programme in plan.programmes),
    ]
    assert list(airlift.check(scenario, plan)) == []


def test_a_plan_goes_to_disk_and_back(planned: tuple[airlift.Scenario, airlift.Plan], tmp_path: Path):
    """Folder, report, tables and map; the folder alone gives scenario and plan back."""
    scenario, plan = planned
    airlift.save(scenario, plan, tmp_path)
    again, decided = airlift.open_plan(tmp_path)
    assert (again, decided) == (scenario, plan)
    assert airlift.verify(tmp_path, tmp_path).ok
    assert airlift.verify(scenario, plan).ok
    files = airlift.export(scenario, plan, tmp_path)
    assert (tmp_path / "map.geojson") in files
    assert (tmp_path / "tables" / "units.csv").is_file()
    page = airlift.report(scenario, plan, tmp_path / "report.html")
    assert "<svg" in page.read_text(encoding="utf-8")


def test_tables_and_summary_tell_of_the_same_units(planned: tuple[airlift.Scenario, airlift.Plan]):
    """One row a unit, and its partner's name in the summary."""
    scenario, plan = planned
    assert len(airlift.tables(scenario, plan)["units"]) == len(plan.allocation.units)
    text = str(airlift.summary(scenario, plan, airlift.check(scenario, plan)))
    for unit in plan.allocation.units:
        assert scenario.partner_by_id[unit.partner].name in text
    assert plan._repr_html_().startswith("<")


def test_another_scenario_s_plan_is_refused(planned: tuple[airlift.Scenario, airlift.Plan]):
    """A plan is judged by the scenario that it was made from."""
    scenario, plan = planned
    other = with_row(scenario, "sites", "juba", elevation_ft=1600.0)
    with pytest.raises(airlift.PlanError):
        airlift.check(other, plan)


def test_the_same_seed_gives_the_same_plan_in_deterministic_mode():
    """Byte for byte, apart from times."""
    scenario = without_rows(tiny_scenario(horizon_months=10), "tasks", "unmiss-t2", "unmiss-p2")
    first, second = (airlift.plan(scenario, time_limit_s=5, seed=7, deterministic=True) for _ in range(2))

    def without_times(plan: airlift.Plan) -> str:
        results = tuple(
            result.model_copy(
                update={
                    "wall_s": 0.0,
                    "objectives": tuple(
                        level.model_copy(update={"wall_s": 0.0}) for level in result.objectives
                    ),
                }
            )
            for result in plan.results
        )
        return plan.model_copy(update={"results": results}).model_dump_json()

    assert first.programmes
    assert without_times(first) == without_times(second)
    assert first.results[0].seed == 7


def test_check_scenario_knows_the_physics(tmp_path: Path):
    """A payload that no type lifts is an input error, named at its row and column."""
    from airlift.scenario import write_folder

    scenario = with_row(tiny_scenario(), "demands", tiny_scenario().demands[0].id, payload_kg=90_000.0)
    write_folder(scenario, tmp_path / "heavy")
    issues = airlift.check_scenario(tmp_path / "heavy")
    assert {issue.code for issue in issues} <= {"impossible-demand"}
    assert issues
    assert issues[0].column == "payload_kg"


def test_shipped_scenarios_have_titles():
    """The real case, its three variants, a week of one mission and three precedents."""
    assert {name for name, _ in airlift.scenarios()} == {
        "seoul-2021",
        "kenya-only",
        "sponsor-cut",
        "historical",
        "unmiss-week",
        "el-salvador-mali",
        "rwanda-south-sudan",
        "south-africa-congo",
    }
