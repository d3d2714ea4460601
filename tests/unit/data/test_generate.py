"""The sample days are drawn again to the byte, and hold what they should."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from airlift.scenario import Scenario, load
from airlift_data.drawing import Borders, Draw, distance_nm, offset_deg
from airlift_data.generate import DAYS, generate
from tests.unit.data.shipped import BASE, DATA, REFERENCE, rows

if TYPE_CHECKING:
    from pathlib import Path

MISSIONS = [day.mission for day in DAYS]


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return generate()


@pytest.mark.parametrize("name", ["sites.csv", "tasks.csv", "zones.csv"])
def test_shipped_files_are_what_the_generator_draws(drawn: dict[str, str], name: str) -> None:
    """The generator reproduces the shipped files byte for byte."""
    assert drawn[name].encode() == (BASE / name).read_bytes()


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_draws_do_not_depend_on_the_hash_seed(hash_seed: str) -> None:
    """Two interpreters with different hash seeds draw the shipped bytes."""
    code = (
        "import sys; from airlift_data.generate import generate;"
        "sys.stdout.buffer.write(''.join(generate().values()).encode())"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(DATA.parent)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert run.stdout == b"".join(
        (BASE / name).read_bytes() for name in ("sites.csv", "tasks.csv", "zones.csv")
    )


def test_another_seed_draws_another_day(tmp_path: Path) -> None:
    """With another seed of the scenario the tasks differ, the sites of the missions do not."""
    for path in BASE.iterdir():
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace("seed = 2021", "seed = 7"), encoding="utf-8")
    other = generate(tmp_path, REFERENCE)
    assert other["tasks.csv"] != (BASE / "tasks.csv").read_text(encoding="utf-8")
    kept = [row for row in rows(BASE / "sites.csv") if row["role"] not in ("landing_zone", "patrol_area")]
    assert all(row["id"] in other["sites.csv"] for row in kept)


@pytest.mark.parametrize("mission", MISSIONS)
def test_number_and_mix_of_tasks(seoul: Scenario, mission: str) -> None:
    """Each mission has 12 to 20 tasks, casualties and transfers, and patrols where it asks for patrol."""
    kinds = Counter(task.kind for task in seoul.tasks if task.mission == mission)
    assert 12 <= kinds.total() <= 20
    assert kinds["medevac"] >= 5
    assert kinds["transfer"] >= 5
    asks_patrol = any(row.role == "patrol" for row in seoul.demands if row.mission == mission)
    assert (kinds["patrol"] >= 5) == asks_patrol


def test_casualty_clock(seoul: Scenario) -> None:
    """A casualty can be fetched after the alert, and must be in hospital in time for the table."""
    clock = seoul.policy.casualty
    limit_min = {"alpha": clock.surgery_min, "bravo": clock.bravo_min, "charlie": clock.charlie_min}
    for task in seoul.tasks:
        if task.kind != "medevac":
            continue
        assert task.wounded_min is not None
        assert task.ready_min - task.wounded_min == clock.alert_min.value
        end_min = task.wounded_min + limit_min[task.priority].value
        assert task.due_min == min(end_min - clock.handover_min.value, 2880)


@pytest.mark.parametrize("mission", MISSIONS)
def test_some_casualties_are_in_reach_and_some_are_not(seoul: Scenario, mission: str) -> None:
    """Of each mission's casualties most lie near the medevac home base, one lies far, one place has three."""
    demand = seoul.demand_by_id[f"{mission}-medevac"]
    home = seoul.site_by_id[demand.sites[0]]
    away_nm = {}
    for task in seoul.tasks:
        if task.mission == mission and task.kind == "medevac":
            site = seoul.site_by_id[task.pickup_site]
            away_nm[task.id] = distance_nm(
                home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg
            )
    assert sum(away < demand.radius_nm for away in away_nm.values()) >= 3
    assert sum(away > 100 for away in away_nm.values()) >= 1
    assert {task.litter_patients for task in seoul.tasks if task.id in away_nm} == {1, 3}


def test_drawn_points_lie_on_land_of_their_country(seoul: Scenario) -> None:
    """Landing zones and patrol areas lie inside the outline of the country that they name."""
    borders = Borders(REFERENCE / "borders.geojson")
    points = [site for site in seoul.sites if site.role in ("landing_zone", "patrol_area")]
    assert len(points) == 55
    for site in points:
        assert borders.contain(site.iso3, site.latitude_deg, site.longitude_deg), site.id
        assert not site.fuel


def test_casualties_come_from_conflict_cells(seoul: Scenario) -> None:
    """Each landing zone lies in a cell with deaths; those of UNSOS say that they were drawn around a site."""
    cells = {
        (float(row["cell_latitude_deg"]), float(row["cell_longitude_deg"]))
        for row in rows(REFERENCE / "conflict_cells.csv")
        if int(row["deaths_best"]) > 0
    }
    for site in seoul.sites:
        if site.role != "landing_zone":
            continue
        if site.id.startswith("unsos-"):
            assert "around unsos-baidoa" in site.source
            continue
        # Coordinates are rounded to four decimals, so a point may stand on the edge of its cell.
        assert any(
            abs(site.latitude_deg - lat_deg) <= 0.1251 and abs(site.longitude_deg - lon_deg) <= 0.1251
            for lat_deg, lon_deg in cells
        ), site.id


def test_draws_by_weight() -> None:
    """An item without weight is never drawn, one with three times the weight about three times as often."""
    draw = Draw("weights")
    seen = Counter(draw.pick("abc", (1, 0, 3)) for _ in range(4000))
    assert seen["b"] == 0
    assert seen["c"] / seen["a"] == pytest.approx(3, rel=0.15)


def test_steps_include_both_ends() -> None:
    """A stepped draw reaches its lowest and its highest value and nothing between two steps."""
    draw = Draw("steps")
    assert {draw.step(20, 45, 5) for _ in range(500)} == {20, 25, 30, 35, 40, 45}


def test_offset_is_as_far_as_asked() -> None:
    """A point set off by 60 nm is 60 nm away, within one per cent."""
    for bearing_deg in (0, 90, 215):
        point = offset_deg(16.2, -0.1, bearing_deg, 60)
        assert distance_nm(16.2, -0.1, *point) == pytest.approx(60, rel=0.01)
