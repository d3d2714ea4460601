"""Look-ups and months of a scenario."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from airlift.scenario import Sourced, Task, add_months, month_index
from tests.scenarios import tiny_scenario, with_row


def test_months_count_from_the_start() -> None:
    """Index and label are inverse, across years and before the start."""
    scenario = tiny_scenario()
    assert [scenario.month_index(month) for month in ("2022-01", "2023-12", "2021-11")] == [0, 23, -2]
    assert [scenario.month_label(index) for index in (0, 23, -2)] == ["2022-01", "2023-12", "2021-11"]
    assert scenario.year_of(12) == 2023
    assert month_index("2022-03", add_months("2022-03", 22)) == 22


def test_demand_window_is_cut_to_horizon_and_mission() -> None:
    """A window ends where the horizon or the mission does; it may be empty, never negative."""
    scenario = tiny_scenario(horizon_months=12)
    demand = scenario.demand_by_id["unmiss-medevac"]
    assert scenario.demand_window(demand) == (5, 12)
    closed = with_row(scenario, "missions", "unmiss", closure_month="2022-09")
    assert closed.demand_window(demand) == (5, 8)
    gone = with_row(scenario, "missions", "unmiss", closure_month="2022-02")
    assert gone.demand_window(demand) == (5, 5)


@pytest.mark.parametrize(
    ("look_up", "table"),
    [
        ("aircraft_type_by_id", "aircraft_types"),
        ("site_by_id", "sites"),
        ("lot_by_id", "lots"),
        ("partner_by_id", "partners"),
        ("sponsor_by_id", "sponsors"),
        ("course_by_id", "courses"),
        ("maintenance_base_by_id", "maintenance_bases"),
        ("mission_by_id", "missions"),
        ("demand_by_id", "demands"),
        ("task_by_id", "tasks"),
    ],
)
def test_look_ups(look_up: str, table: str) -> None:
    """Every row is found by its identifier."""
    scenario = tiny_scenario()
    assert list(getattr(scenario, look_up).values()) == list(getattr(scenario, table))


def test_a_copy_looks_up_its_own_rows() -> None:
    """Look-ups that were made before copying do not follow the copy."""
    scenario = tiny_scenario()
    assert "rok-1" in scenario.lot_by_id
    assert scenario.model_copy(update={"lots": scenario.lots[1:]}).lot_by_id.keys() == {"rok-2"}


def test_look_ups_by_partner_and_type() -> None:
    """Fleets and crews are found by partner and type."""
    scenario = tiny_scenario()
    assert scenario.fleet_by_key["rwanda", "mi-17"].aircraft == 8
    assert scenario.crews_by_key["kenya", "500md"].crews == 12


def test_bare_value_is_an_assumption() -> None:
    """A value without a source says so."""
    assert Sourced[int].model_validate(3).confidence == "assumption"


@pytest.mark.parametrize("day", [20221012, "20221012", "2022-02-30", "12.10.2022", None, "1665532800"])
def test_a_day_is_written_in_one_way(day: object) -> None:
    """Nothing but YYYY-MM-DD is a day; numbers are not seconds since 1970."""
    row = tiny_scenario().tasks[0].model_dump()
    with pytest.raises(ValidationError):
        Task.model_validate(row | {"day": day})
    assert Task.model_validate(row).day == row["day"]
