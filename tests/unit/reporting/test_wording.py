"""Figures and months in words."""

from __future__ import annotations

from datetime import date

import pytest

from airlift.plans import ObjectiveLevel, Status
from airlift.reporting.wording import (
    clock,
    count,
    day_name,
    deployed_span,
    duration,
    figure,
    funded_pct,
    gap_pct,
    mission_short,
    month_ranges,
    month_span,
    number,
    pct,
    seconds,
    short_task,
    type_short,
    usd,
)
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario


def level(value: float | None, bound: float | None) -> ObjectiveLevel:
    """An objective level with these values."""
    return ObjectiveLevel(name="x", unit="x", status=Status.FEASIBLE, value=value, bound=bound, wall_s=0.0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0.0, "USD 0"),
        (940_000.4, "USD 940,000"),
        (999_499.0, "USD 999,499"),
        (999_500.0, "USD 1.00 million"),
        (1_250_000.0, "USD 1.25 million"),
        (-2e6, "USD -2.00 million"),
    ],
)
def test_money(amount: float, words: str) -> None:
    """Below a million in full, from there on in millions."""
    assert usd(amount) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.001, "0.1 %"),
        (42.25, "42.2 %"),
        (99.99, "99.9 %"),
        (100.0, "100 %"),
        (104.0, "104.0 %"),
    ],
)
def test_percentages_never_claim_all_or_nothing(value: float | None, words: str) -> None:
    """99.99 % is not 100 %, and a thousandth is not 0 %."""
    assert pct(value) == words


def test_numbers() -> None:
    """Thousands are set off, minus zero is zero, none is a dash."""
    assert (number(1234567.4), number(-0.2), number(None), number(2.345, 1)) == ("1,234,567", "0", "–", "2.3")
    assert (figure(12345.0), figure(0.25), figure(None)) == ("12,345", "0.25", "–")


def test_counts() -> None:
    """One is singular."""
    assert (count(1, "unit"), count(0, "unit"), count(1200, "unit")) == ("1 unit", "0 units", "1,200 units")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-03", "2024-03", "Mar 2024"),
        ("2024-03", "2024-08", "Mar–Aug 2024"),
        ("2023-11", "2024-02", "Nov 2023 – Feb 2024"),
    ],
)
def test_spans_of_months(first: str, last: str, words: str) -> None:
    """A year is said once where it is one."""
    assert month_span(first, last) == words


def test_months_that_follow_each_other_are_joined() -> None:
    """Order and repetition do not matter; a year's end is no gap."""
    months = ["2023-01", "2022-12", "2022-12", "2023-05"]
    assert month_ranges(months) == (("2022-12", "2023-01"), ("2023-05", "2023-05"))
    assert month_ranges([]) == ()


def test_times() -> None:
    """Minutes after midnight and minutes that pass."""
    assert (clock(575), clock(1460), clock(-10)) == ("09:35", "00:20 +1", "23:50 -1")
    assert (duration(45), duration(60), duration(85)) == ("45 min", "1 h", "1 h 25 min")


def test_seconds() -> None:
    """Whole seconds from ten on."""
    assert (seconds(1.24989), seconds(9.96), seconds(180.0)) == ("1.2 s", "10.0 s", "180 s")


def test_unit_that_stays_has_no_end() -> None:
    """A unit in the last month of the plan stays; one that leaves a month earlier has a tour."""
    scenario = tiny_scenario()
    assert deployed_span(scenario, "2022-12", "2023-12") == "from Dec 2022 on"
    assert deployed_span(scenario, "2022-12", "2023-11") == "Dec 2022 – Nov 2023"
    assert day_name(date(2022, 6, 12)) == "12 June"


def test_gaps() -> None:
    """Unknown, proven, in per cent, and infinite."""
    assert gap_pct(level(None, 1.0)) == "–"
    assert gap_pct(level(5.0, 5.0)) == "0 %"
    assert gap_pct(level(20.0, 19.0)) == "5.00 %"
    assert gap_pct(level(0.0, -1.0)) == "no bound"


def test_funding() -> None:
    """Nothing that costs nothing is funded by any share."""
    assert funded_pct(0.0, 0.0) is None
    assert funded_pct(200.0, 50.0) == 25.0


def test_short_names() -> None:
    """Missions by acronym, types without brackets, tasks without their mission."""
    scenario: Scenario = tiny_scenario()
    unmiss = scenario.mission_by_id["unmiss"]
    assert mission_short(unmiss) == "UNMISS"
    long = unmiss.model_copy(update={"name": "United Nations Mission in South Sudan"})
    assert mission_short(long) == "UNMISS"
    kind = scenario.aircraft_type_by_id["500md"]
    assert type_short(kind.model_copy(update={"name": "500MD (built under licence)"})) == "500MD"
    assert (short_task("unmiss-m1", "unmiss"), short_task("other-1", "unmiss")) == ("m1", "other-1")
