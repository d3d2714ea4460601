"""The week of UNMISS is drawn again to the byte, and holds what it should."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from airlift.scenario import Scenario, load
from airlift_data.drawing import Borders
from airlift_data.week import STOCKS, generate_week
from tests.unit.data.shipped import REFERENCE, SCENARIOS


@pytest.fixture(scope="module")
def week() -> Scenario:
    return load("unmiss-week")


@pytest.mark.parametrize("name", ["sites.csv", "tasks.csv"])
def test_shipped_files_are_what_the_generator_draws(name: str) -> None:
    """The generator reproduces the shipped files byte for byte."""
    assert generate_week()[name].encode() == (SCENARIOS / "unmiss-week" / name).read_bytes()


def test_seven_days_on_end_of_six_to_nine_tasks(week: Scenario) -> None:
    """Every day of one week has casualties, patrols and transfers, and nothing of the single sample day is left."""
    by_day = Counter(task.day for task in week.tasks)
    days = sorted(by_day)
    assert days == [days[0] + timedelta(days=number) for number in range(7)]
    assert all(6 <= number <= 9 for number in by_day.values())
    for day in by_day:
        kinds = Counter(task.kind for task in week.tasks if task.day == day)
        assert 1 <= kinds["medevac"] <= 3
        assert min(kinds["patrol"], kinds["transfer"]) >= 2
    assert {task.mission for task in week.tasks} == {"unmiss"}


def test_casualties_are_near_each_site_of_the_demand(week: Scenario) -> None:
    """Over the week casualties lie within 80 nm of Juba, of Bor and of Malakal, so no one post serves them all."""
    names = {week.site_by_id[task.pickup_site].name for task in week.tasks if task.kind == "medevac"}
    nearest = {name.rsplit(" nm from ", 1)[1] for name in names}
    assert len(nearest) >= 3


def test_fuel_is_short_where_a_stock_is_given(week: Scenario) -> None:
    """Deliveries fill a part of the stock, and the main base has all it wants."""
    for name in STOCKS:
        site = week.site_by_id[name]
        assert site.fuel_stock_kg is not None
        assert site.fuel_delivery_kg_per_day is not None
        assert 0 < site.fuel_delivery_kg_per_day < site.fuel_stock_kg
    assert week.site_by_id["unmiss-juba"].fuel_stock_kg is None


def test_drawn_points_lie_in_south_sudan(week: Scenario) -> None:
    """Landing zones and patrol areas of the week lie inside the outline of the country."""
    borders = Borders(REFERENCE / "borders.geojson")
    points = [site for site in week.sites if site.id.startswith("unmiss-d")]
    assert len(points) == sum(task.kind in ("medevac", "patrol") for task in week.tasks)
    for site in points:
        assert borders.contain("SSD", site.latitude_deg, site.longitude_deg), site.id
