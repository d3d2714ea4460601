"""What can come otherwise than pledged, and the futures that are drawn from it."""

from __future__ import annotations

import pytest

from airlift.robustness.futures import sample_futures
from airlift.robustness.uncertainty import list_uncertainties, scenario_in
from tests.scenarios import tiny_scenario, with_row, with_rows


def test_certain_pledges_are_no_uncertainty() -> None:
    """A scenario without probabilities has one future."""
    scenario = tiny_scenario()
    assert list_uncertainties(scenario) == ()
    futures = sample_futures(scenario, (), 7, 1)
    assert [future.samples for future in futures.distinct] == [7]
    assert futures.distinct[0].scenario == scenario


def test_chances_of_a_lot_multiply() -> None:
    """Late counts among the lots that come: 80 % come, a quarter of them late."""
    scenario = with_row(
        tiny_scenario(), "lots", "rok-1", probability_pct=80, late_probability_pct=25, late_months=4
    )
    (one,) = list_uncertainties(scenario)
    assert one.id == "lot rok-1"
    assert {h.outcome: round(h.probability, 9) for h in one.happenings} == {
        "as pledged": 0.6,
        "late": 0.2,
        "fails": 0.2,
    }


def test_lots_that_no_plan_counts_on_are_left_out() -> None:
    """Whether a pledge comes that is less firm than planned with makes no difference."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", probability_pct=50, state="announced")
    policy = scenario.model_dump(mode="json")
    policy["policy"]["matching"]["least_pledge_state"]["value"] = "confirmed"
    assert list_uncertainties(type(scenario).model_validate(policy)) == ()


def test_outcomes_change_the_scenario() -> None:
    """A lot that fails never opens, a late one opens later, money stays out, consent is refused."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", late_months=4)
    scenario = with_row(scenario, "lots", "rok-2", probability_pct=10)
    scenario = with_rows(
        scenario, "consents", {"mission": "unmiss", "partner": "kenya", "first_month": "2022-06"}
    )
    outcomes = {
        "lot rok-1": "late",
        "lot rok-2": "fails",
        "budget usa 2022": "fails",
        "consent unmiss kenya": "fails",
    }
    after = scenario_in(scenario, outcomes)
    assert [lot.gate_month for lot in after.lots] == ["2022-06", "2024-01"]
    budgets = {(row.sponsor, row.year): row.budget_usd for row in after.budgets}
    assert budgets["usa", 2022] == 0
    assert budgets["usa", 2023] == 6_000_000
    assert [row.first_month for row in after.consents] == [None]


def test_half_a_chance_comes_in_half_of_the_samples() -> None:
    """Every slice of a distribution is drawn from once."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", probability_pct=50)
    futures = sample_futures(scenario, list_uncertainties(scenario), 10, 3)
    assert sorted(future.samples for future in futures.distinct) == [5, 5]
    assert futures.weights == (0.5, 0.5)


def test_one_more_pledge_leaves_the_draws_of_the_others() -> None:
    """The draws of an uncertainty depend on seed and name alone, and another seed gives others."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", probability_pct=50)
    wider = with_row(scenario, "lots", "rok-2", probability_pct=30)

    def of_first(one: object, seed: int) -> dict[str, int]:
        futures = sample_futures(one, list_uncertainties(one), 9, seed)  # type: ignore[arg-type]
        count: dict[str, int] = {}
        for future in futures.distinct:
            outcome = future.outcomes["lot rok-1"]
            count[outcome] = count.get(outcome, 0) + future.samples
        return count

    assert of_first(scenario, 1) == of_first(wider, 1)
    again = sample_futures(wider, list_uncertainties(wider), 9, 1)
    assert again == sample_futures(wider, list_uncertainties(wider), 9, 1)
    other = sample_futures(wider, list_uncertainties(wider), 9, 2)
    assert [f.outcomes for f in other.distinct] != [f.outcomes for f in again.distinct] or [
        f.samples for f in other.distinct
    ] != [f.samples for f in again.distinct]


def test_no_samples_are_refused() -> None:
    """At least one future is needed."""
    with pytest.raises(ValueError, match="at least 1"):
        sample_futures(tiny_scenario(), (), 0, 1)
