"""The overlays change what they say, and little else."""

from __future__ import annotations

import tomllib

import pytest

from airlift.scenario import PLEDGE_STATES, Scenario, load
from airlift.scenario.model import add_months
from tests.unit.data.shipped import SCENARIOS

OVERLAYS = ("historical", "kenya-only", "sponsor-cut")


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


@pytest.mark.parametrize("name", OVERLAYS)
def test_overlays_are_small(name: str) -> None:
    """An overlay names its base and has fewer than 40 lines in all its files."""
    folder = SCENARIOS / name
    head = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    assert head["base"] == "seoul-2021"
    assert head["name"] == name
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.iterdir()) < 40


def test_kenya_only(seoul: Scenario) -> None:
    """Kenya stays with its sponsors; demands, lots and sample days stay as they are."""
    kenya = load("kenya-only")
    assert [row.id for row in kenya.partners] == ["kenya"]
    assert {row.id for row in kenya.sponsors} == {"us-gpoi", "rok-trust-fund", "un-loa", "treasury-kenya"}
    assert {row.partner for row in kenya.partner_fleet} == {"kenya"}
    assert {name for course in kenya.courses for name in course.partners} == {"kenya"}
    assert (kenya.demands, kenya.tasks) == (seoul.demands, seoul.tasks)
    assert sum(lot.aircraft for lot in kenya.lots) == 16


def test_sponsor_cut(seoul: Scenario) -> None:
    """The United States pays the same until December 2023 and nothing after it, not even what was left."""
    cut = load("sponsor-cut")

    def us_usd(scenario: Scenario) -> dict[int, float]:
        return {row.year: row.budget_usd for row in scenario.budgets if row.sponsor == "us-gpoi"}

    before, after = us_usd(seoul), us_usd(cut)
    assert set(after) == set(before)
    assert all(after[year] == (before[year] if year < 2024 else 0) for year in before)
    assert all(before[year] > 0 for year in before)
    assert not cut.sponsor_by_id["us-gpoi"].carry_over
    assert (cut.partners, cut.lots, cut.demands) == (seoul.partners, seoul.lots, seoul.demands)


def test_historical(seoul: Scenario) -> None:
    """Six leave in December 2023, ten stay announced and are not planned with."""
    historical = load("historical")
    first, second = (historical.lot_by_id[name] for name in ("rok-500md-a", "rok-500md-b"))
    assert (first.aircraft, first.gate_month, first.state) == (6, "2023-12", "delivered")
    assert (second.aircraft, second.state) == (10, "announced")
    least = historical.policy.matching.least_pledge_state.value
    assert PLEDGE_STATES.index(second.state) < PLEDGE_STATES.index(least) <= PLEDGE_STATES.index(first.state)
    wait = first.refurbishment_months + first.shipping_months
    arrivals = [
        add_months(first.gate_month, wait + number // first.refurbishment_per_month)
        for number in range(first.aircraft)
    ]
    assert ("2024-10" <= arrivals[0] <= "2024-12", arrivals[-1] <= "2025-07") == (True, True)
    assert first.refurbishment_usd_per_aircraft == seoul.lot_by_id[first.id].refurbishment_usd_per_aircraft


def test_historical_has_a_second_donor() -> None:
    """The eight Hueys of 2024 come with a condition that keeps them out of peacekeeping."""
    historical = load("historical")
    gift = historical.lot_by_id["us-uh1h"]
    assert (gift.donor, gift.aircraft_type, gift.aircraft, gift.partners) == ("usa", "uh-1h", 8, ("kenya",))
    allowed = [row for row in historical.demands if row.mission in gift.missions and row.role in gift.roles]
    kind = historical.aircraft_type_by_id["uh-1h"]
    assert [row.id for row in allowed] == ["unsos-utility"]
    assert all(row.payload_kg > kind.mtow_kg - kind.empty_kg for row in allowed)
