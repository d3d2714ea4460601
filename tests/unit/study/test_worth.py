"""The month from which a pledge helps, prices, and the order of a list."""

from __future__ import annotations

from airlift.plans import Allocation, Status, Unit
from airlift.study.worth import PledgeWorth, TierWorth, first_month_of_gain
from tests.scenarios import tiny_scenario
from tests.unit.study.pledgerows import pledge

SCENARIO = tiny_scenario()


def serving(first_month: str, months: int) -> Allocation:
    """Return an allocation with three aircraft at Juba for some months."""
    row = Unit(
        id="u",
        partner="kenya",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month=first_month,
        aircraft=(3,) * months,
    )
    return Allocation(units=(row,))


def test_first_month_is_that_from_which_the_sum_is_ahead():
    """A unit that comes earlier and leaves earlier is ahead only until it has left."""
    assert first_month_of_gain(SCENARIO, 1, serving("2022-09", 6), serving("2022-09", 9)) == "2023-03"
    assert first_month_of_gain(SCENARIO, 1, serving("2022-09", 6), serving("2022-07", 8)) == "2022-07"
    assert first_month_of_gain(SCENARIO, 1, serving("2022-09", 6), serving("2022-07", 6)) is None
    assert first_month_of_gain(SCENARIO, 1, serving("2022-09", 6), serving("2023-09", 4)) is None


def worth(name: str, *gains: float, usd: float | None = None) -> PledgeWorth:
    """Return a worth with some gains in tiers 1, 2, ..."""
    tiers = tuple(
        TierWorth(tier, 100, 100, 100 - gain, 100 - gain, Status.OPTIMAL)
        for tier, gain in enumerate(gains, start=1)
    )
    return PledgeWorth((pledge("docks", 1, id=name),), name, "solved", tiers, extra_usd=usd)


def test_order_is_by_tiers_then_price_then_name():
    """An aircraft-month of tier 1 before any number of tier 2; of equal gains the cheaper first."""
    ranked = sorted(
        [
            worth("d"),
            worth("b", 0, 50, usd=100),
            worth("c", 1, -5, usd=100),
            worth("a2", 0, 0),
            worth("a1", 0, 0),
            worth("e", 0, 50, usd=90),
        ],
        key=lambda one: one.rank,
    )
    assert [one.id for one in ranked] == ["c", "e", "b", "a1", "a2", "d"]


def test_price_is_of_the_aircraft_months_gained_over_all_tiers():
    """What a more urgent tier takes from a later one counts against the gain; without a gain there is no price."""
    assert worth("x", 12, -2, usd=1000).usd_per_aircraft_month == 100
    assert worth("x", 2, -5, usd=1000).usd_per_aircraft_month is None
    assert not worth("x", 0, -5).helps
    assert worth("x", 1, -5).helps


def test_entry_of_the_json_list():
    """Each entry has id, what, value by tier, cost, first month and status."""
    entry = worth("x", 12, 0, usd=1000).to_dict()
    assert entry["id"] == "x"
    assert entry["value"] == {"1": 12, "2": 0}
    assert entry["cost_usd_per_aircraft_month"] == 83.33
    assert entry["first_month"] is None
    assert entry["status"] == "optimal"
    assert [tier["bound"] for tier in entry["tiers"]] == [88, 100]
