"""`airlift.cover`, and what of it goes into report, tables and map: the tiny scenario with zones, no long search."""

from __future__ import annotations

from pathlib import Path

import pytest

import airlift
from airlift.errors import PlanError
from tests.scenarios import tiny_scenario
from tests.unit.reporting.handfleet import upkeep_scenario, upkept_plan
from tests.unit.reporting.handmade import hand_allocation


def test_cover_of_a_plan_keeps_its_posts() -> None:
    """The posts of the plan are looked at; the mission without posts is sited, and says so."""
    scenario = upkeep_scenario()
    found = airlift.cover(scenario, upkept_plan(scenario), resite=False, time_limit_s=10, workers=1)
    by_mission = {row.mission: row for row in found.missions}
    assert {(post.site, post.watch, post.aircraft) for post in by_mission["unmiss"].posts} == {
        ("bor", 0, 1), ("juba", 0, 1), ("juba", 1, 2),
    }  # fmt: skip
    assert (by_mission["unmiss"].planned, by_mission["minusca"].planned) == (True, False)
    assert by_mission["unmiss"].aircraft_types["k1"] == "500md"
    assert {loss.resited_pct for loss in by_mission["unmiss"].losses} == {None}
    assert len(by_mission["unmiss"].hours) == 2 * 24


def test_cover_of_a_scenario_takes_every_demand_as_met() -> None:
    """Without a plan units have the names of their demands; closed sites are sited anew; missions can be chosen."""
    found = airlift.cover(upkeep_scenario(), missions=["unmiss"], time_limit_s=10, workers=1)
    (mission,) = found.missions
    assert not found.planned
    assert {post.unit for post in mission.posts} <= {"unmiss-medevac", "unmiss-utility", "unmiss-patrol"}
    assert mission.shares.surgery_pct >= mission.shares_at_home.surgery_pct
    for loss in mission.losses:
        assert loss.resited_pct is not None
        assert loss.resited_pct <= mission.shares.surgery_pct + 0.1


def test_cover_refuses_what_does_not_belong_together() -> None:
    """An unknown mission, and the plan of another scenario."""
    scenario = upkeep_scenario()
    with pytest.raises(ValueError, match="no mission 'mars'"):
        airlift.cover(scenario, missions=["mars"])
    with pytest.raises(PlanError):
        airlift.cover(tiny_scenario(), upkept_plan(scenario))


def test_names_that_the_scenario_lacks_are_told(tmp_path: Path) -> None:
    """A plan edited by hand gives a sentence for cover, report and tables alike."""
    scenario = upkeep_scenario()
    strange = hand_allocation().units[0].model_copy(update={"demand": "moon-base"})
    plan = upkept_plan(scenario, allocation=hand_allocation().model_copy(update={"units": (strange,)}))
    for ask in (
        lambda: airlift.cover(scenario, plan),
        lambda: airlift.report(scenario, plan, tmp_path / "report.html"),
        lambda: airlift.export(scenario, plan, tmp_path),
    ):
        with pytest.raises(PlanError, match="moon-base"):
            ask()


def test_cover_of_the_posts_goes_into_report_tables_and_map(tmp_path: Path) -> None:
    """Nobody has to ask for it: the plan's own posts are enough."""
    scenario = upkeep_scenario()
    plan = upkept_plan(scenario)
    page = airlift.report(scenario, plan, tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'id="heat-unmiss"' in page
    airlift.export(scenario, plan, tmp_path)
    assert (
        len((tmp_path / "tables" / "zone_cover.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2 * 24
    )
    assert '"layer": "post"' in (tmp_path / "map.geojson").read_text(encoding="utf-8")
    assert len(airlift.tables(scenario, plan)["zone_cover"]) == 2 * 24
    files = airlift.write_cover(scenario, airlift.cover(scenario, plan, resite=False), tmp_path / "cover")
    assert [file.name for file in files] == ["cover.html", "cover.csv", "cover.geojson"]
