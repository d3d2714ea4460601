"""The force generation model and its second writing in PuLP give every random world the same values."""

from __future__ import annotations

from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from airlift.matching.crosscheck import compare, cross_check
from airlift.plans import Status
from airlift.scenario.model import Scenario
from tests.property.matching.worlds import few, solved, worlds
from tests.scenarios import tiny_data


@st.composite
def partnerships(draw: st.DrawFn) -> Scenario:
    """Draw a world of three partners, two types and three or four demands in two missions, short of everything."""
    data = tiny_data() | {"tasks": [], "provenance": []}
    data |= {"start_month": draw(st.sampled_from(["2022-03", "2022-07"])), "horizon_months": 9}
    if draw(st.booleans()):
        data["demands"].pop(draw(st.integers(0, 3)))
    for row in data["demands"]:
        least = draw(st.integers(1, 3))
        row |= {
            "first_month": draw(st.sampled_from(["2022-03", "2022-07", "2022-09"])),
            "last_month": draw(st.sampled_from(["2022-12", "2023-12"])),
            "aircraft": draw(st.integers(2, 6)),
            "min_unit": least,
            "max_unit": draw(st.integers(least, 5)),
            "crew_tags": draw(st.sampled_from([(), ("medevac",), ("nvg",)])),
            "tier": draw(st.integers(1, 2)),
        }
    for row in data["partners"]:
        row |= {
            "readiness_level": draw(st.sampled_from(["2", "3", "rdl"])),
            "max_units": draw(st.integers(1, 3)),
            "technicians": draw(st.sampled_from([17, 30, 60])),
            "women_technicians": 0,
            "instructors": draw(st.integers(0, 2)),
            "women_instructors": 0,
        }
    for row in data["partner_crews"]:
        row |= {
            "crews": draw(st.sampled_from([4, 9, 18])),
            "women_aircrew": 0,
            "tags": draw(st.sampled_from([(), ("medevac",), ("medevac", "nvg")])),
        }
    for row in data["sponsors"]:
        row["carry_over"] = draw(st.booleans())
    for row in data["budgets"]:
        row["budget_usd"] *= draw(st.sampled_from([0.1, 0.25, 0.5, 1.0]))
    for row in data["lots"]:
        row |= {"gate_month": "2022-01", "refurbishment_months": draw(st.integers(0, 2))}
    for row in data["courses"]:
        row |= {"first_month": "2022-03", "duration_months": draw(st.integers(1, 4))}
    _draw_rules(draw, data)
    return Scenario.model_validate(data)


def _draw_rules(draw: st.DrawFn, data: dict[str, Any]) -> None:
    second = data["maintenance_bases"][0] | {"id": "second-hangar", "usd_per_man_hour": 25}
    second |= {"partners": draw(st.sampled_from([(), ("rwanda",)])), "docks": 1}
    second["close_month"] = draw(st.sampled_from(["2022-10", None]))
    data["maintenance_bases"].append(second)
    for row in data["maintenance_bases"]:
        row["man_hours_per_month"] = draw(st.sampled_from([400, 900, 2500]))
    drawn = {
        "min_tour_months": st.integers(1, 4),
        "handover_overlap_months": st.integers(0, 3),
        "max_units_per_demand": st.integers(1, 3),
        "lift_flights_per_month": st.integers(1, 4),
        "readiness_lead_2_months": st.integers(0, 4),
        "readiness_lead_3_months": st.integers(0, 2),
        "readiness_lead_rdl_months": st.integers(0, 1),
        "tier_gap_pct": st.just(0.0),
    }
    for name, values in drawn.items():
        data["policy"]["matching"][name]["value"] = draw(values)


def agree(scenario: Scenario) -> None:
    """Solve twice, and once more without whole numbers: no value may miss the other's or pass a bound."""
    _, result = solved(scenario)
    check = cross_check(scenario, time_limit_s=20)
    values = {level.name: level.value for level in result.objectives if level.value is not None}
    relaxed = cross_check(scenario, time_limit_s=20, relax=True, held=values)
    assert compare(result, check) == ()
    assert compare(result, relaxed) == ()
    if any(level.status is not Status.OPTIMAL for level in result.objectives) or not check.optimal:
        event("not proven in time")
        return
    for ours, theirs in zip(result.objectives, check.levels, strict=True):
        assert ours.name == theirs.name
        assert ours.value is not None
        assert theirs.value is not None
        assert abs(ours.value - theirs.value) <= theirs.tolerance


@given(worlds())
@few(25)
def test_both_models_agree_on_two_partners_and_their_lots(scenario: Scenario):
    """Arrivals, courses, tours, reliefs and bases are read alike."""
    agree(scenario)


@given(partnerships())
@few(15)
def test_both_models_agree_on_partnerships_short_of_money_and_people(scenario: Scenario):
    """Earmarks, carry-over, qualifications and types in one world are read alike."""
    agree(scenario)
