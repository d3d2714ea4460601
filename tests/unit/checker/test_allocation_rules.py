"""Rules of level 1 where they bite and where they do not."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker import Findings, check
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows
from tests.unit.checker.valid_plan import edited, valid_data, valid_plan

SCENARIO = tiny_scenario()


def unit(name: str, partner: str, first_month: str, months: int) -> dict[str, Any]:
    return {
        "id": name,
        "partner": partner,
        "demand": "unmiss-medevac",
        "aircraft_type": "500md",
        "maintenance_base": "juba-hangar",
        "first_month": first_month,
        "aircraft": [3] * months,
    }


def with_units(*units: dict[str, Any], overlap: int = 1) -> Findings:
    data = valid_data()
    data["allocation"]["units"] = list(units)
    return check(with_policy(SCENARIO, "matching", handover_overlap_months=overlap), edited(data))


@pytest.mark.parametrize(
    ("relief_month", "overlap", "amount"),
    [
        ("2022-11", 1, None),  # the month before the last one in common: early enough
        ("2022-12", 1, None),  # exactly one month together
        ("2023-01", 1, 1),  # when the other is gone: one month late
        ("2023-02", 1, 2),  # one month after: still its relief
        ("2023-03", 1, None),  # after a gap: a new deployment
        ("2023-01", 0, None),  # no overlap asked for
        ("2022-11", 2, None),
        ("2022-12", 2, 1),
    ],
)
def test_handover(relief_month: str, overlap: int, amount: int | None) -> None:
    """A unit leaves in January 2023; its relief must have come by the overlap, or come after a gap."""
    relief = unit("ken-1", "kenya", relief_month, 10)
    found = with_units(unit("slv-1", "el-salvador", "2022-06", 7), relief, overlap=overlap).by_rule()
    # Kenya's unit ends before the window does, and nobody relieves it: no matter of this rule.
    assert [item.amount for item in found.get("unit.handover", ())] == ([] if amount is None else [amount])


def test_no_relief_where_the_demand_ends() -> None:
    """A unit that stays to the end of its demand needs no relief, whoever comes late."""
    late = unit("ken-1", "kenya", "2023-12", 1)
    found = with_units(unit("slv-1", "el-salvador", "2022-06", 19), late).by_rule()
    assert "unit.handover" not in found
    assert "unit.minimum_tour" not in found


def test_one_unit_of_a_partner_at_a_demand() -> None:
    """Two units of one partner at one demand are found, though the demand would take two."""
    found = with_units(unit("a", "kenya", "2022-11", 14), unit("b", "kenya", "2023-01", 12)).by_rule()
    assert [(item.place, item.amount) for item in found["unit.per_demand"]] == [
        ("demand unmiss-medevac partner kenya 2023-01", 1)
    ]


def test_money_carried_over() -> None:
    """What the trust fund did not spend in 2022 pays in 2023; what comes in 2023 does not pay in 2022."""
    later = with_row(SCENARIO, "budgets", {"sponsor": "rok-fund", "year": 2022}, budget_usd=400_000)
    assert check(later, valid_plan()).by_rule()["sponsor.budget"][0].amount == pytest.approx(110_000)

    data = valid_data()
    for payment in data["allocation"]["payments"]:
        if payment["sponsor"] == "un" and payment["year"] == 2023 and payment["cost_kind"] == "maintenance":
            payment["sponsor"] = "rok-fund"
    # 510,000 in 2022 and 453,600 in 2023, of 1,000,000 in 2022 alone.
    scenario = with_rows(
        SCENARIO, "earmarks", {"id": "rok-all", "like": "un-maintenance", "sponsor": "rok-fund"}
    )
    scenario = with_row(scenario, "budgets", {"sponsor": "rok-fund", "year": 2023}, budget_usd=0)
    assert check(scenario, edited(data)).ok
    found = check(with_row(scenario, "sponsors", "rok-fund", carry_over=False), edited(data))
    assert [(item.rule, item.place, item.amount) for item in found] == [
        ("sponsor.budget", "sponsor rok-fund 2023", pytest.approx(453_600))
    ]


def test_a_year_without_a_budget_pays_nothing() -> None:
    """No budget row is no money."""
    scenario = without_rows(SCENARIO, "budgets", {"sponsor": "usa", "year": 2022})
    found = check(scenario, valid_plan())
    assert [(item.rule, item.amount) for item in found] == [("sponsor.budget", pytest.approx(1_600_000))]


def test_training_belongs_to_the_only_donor_of_a_type() -> None:
    """With a second donor of the type, training is nobody's gift: cost and payment no longer meet."""
    found = check(with_row(SCENARIO, "lots", "rok-2", donor="jordan"), valid_plan()).by_rule()["cost.funded"]
    training = {item.place: item.amount for item in found if item.where["cost"] == "training"}
    assert training == {
        "partner kenya cost training 2022": 110_000,
        "partner kenya donor rok cost training 2022": 110_000,
    }


def test_a_growing_unit_pays_for_lift_again() -> None:
    """Aircraft that join later fly in on flights of their own; aircraft that leave need none."""
    data = valid_data()
    data["allocation"]["units"][2]["aircraft"][3:] = [3, 6, 6, 5] + [3] * 14
    data["results"] = []
    found = check(SCENARIO, edited(data)).by_rule()["cost.funded"]
    assert {item.where["cost"]: item.amount for item in found if item.where["cost"] == "lift"} == {
        "lift": 900_000
    }


def test_donated_aircraft_work_up_before_they_deploy() -> None:
    """Six aircraft until July, two months of work-up, three quarters deployable: four from September on."""
    data = valid_data()
    data["allocation"]["units"] = [unit("ken-1", "kenya", "2022-08", 17)]
    assert "fleet.deployable" not in check(SCENARIO, edited(data)).by_rule()  # 0.75 x 4 in August
    scenario = with_policy(SCENARIO, "matching", work_up_months=3)
    found = check(scenario, edited(data)).by_rule()["fleet.deployable"]
    # 0.75 x 2 in August is one aircraft.
    assert [(item.place, item.amount) for item in found] == [("partner kenya type 500md 2022-08", 2)]


def test_crews_of_a_family_fly_all_its_types() -> None:
    """Crews that are current on another type of the family count."""
    scenario = with_rows(
        with_row(SCENARIO, "partner_crews", {"partner": "kenya", "aircraft_type": "500md"}, crews=2),
        "aircraft_types",
        {"id": "530f", "like": "500md"},
    )
    assert "crew.available" in check(scenario, valid_plan()).by_rule()
    crews = {
        "partner": "kenya",
        "aircraft_type": "530f",
        "crews": 10,
        "women_aircrew": 0,
        "tags": ["medevac"],
    }
    assert check(with_rows(scenario, "partner_crews", crews), valid_plan()).ok


def test_the_first_gate_counts() -> None:
    """A lot that passes its gate twice is found; its aircraft are counted from the first time."""
    data = valid_data()
    data["allocation"]["gates"].insert(0, {"lot": "rok-1", "month": "2022-06"})
    assert [item.rule for item in check(SCENARIO, edited(data))] == ["lot.gate"]


def crews_short(data: dict[str, Any], scenario: Scenario) -> dict[str, float]:
    """Amounts of crew.available by place."""
    found = check(scenario, edited(data)).by_rule().get("crew.available", ())
    return {item.place: pytest.approx(item.amount, abs=1e-3) for item in found}


def test_crews_count_from_graduation_on() -> None:
    """Crews that start in October fly in January: until then the six formed ones are too few."""
    data = valid_data()
    data["allocation"]["training"][0]["month"] = "2022-10"
    few = with_row(SCENARIO, "partner_crews", {"partner": "kenya", "aircraft_type": "500md"}, crews=6)
    short = 6.75 - 6 * 0.95 ** (11 / 12)
    assert crews_short(data, few) == {
        "partner kenya family md500 2022-12": short,
        "partner kenya family md500 qualification medevac 2022-12": short,
    }


def test_graduates_hold_what_their_course_teaches() -> None:
    """A course without the qualification, or on a type of another family, brings no crew to the demand."""
    nvg = with_row(SCENARIO, "partner_crews", {"partner": "kenya", "aircraft_type": "500md"}, tags=["nvg"])
    untaught = with_row(nvg, "courses", "kenya-school", tags=[])
    place = "partner kenya family md500 qualification medevac"
    assert crews_short(valid_data(), untaught) == {f"{place} 2022-11": 6.75}
    elsewhere = with_row(nvg, "courses", "kenya-school", aircraft_type="mi-17")
    assert crews_short(valid_data(), elsewhere) == {f"{place} 2022-11": 6.75}


def test_qualifications_are_asked_of_units_whose_demand_asks() -> None:
    """A qualification that another demand asks for binds nobody here."""
    scenario = with_row(SCENARIO, "demands", "unmiss-patrol", crew_tags=["hoist"])
    assert check(scenario, valid_plan()).ok


def test_instructors_teach_their_own_school_only() -> None:
    """Crews at somebody else's school need no instructor of the partner."""
    data = valid_data()
    data["allocation"]["training"].append(
        {"course": "tpp-crew", "partner": "kenya", "month": "2022-03", "trainees": 1}
    )
    found = check(with_row(SCENARIO, "partners", "kenya", instructors=1), edited(data)).by_rule()
    assert "course.instructors" not in found


def test_no_relief_at_the_end_of_the_window_however_long_the_overlap() -> None:
    """The window's end ends the hand-over rule too."""
    late = unit("ken-1", "kenya", "2023-12", 1)
    found = with_units(unit("slv-1", "el-salvador", "2022-06", 19), late, overlap=2).by_rule()
    assert "unit.handover" not in found


def test_an_earmark_for_one_partner_pays_for_no_other() -> None:
    """The USA's money for Kenya, earmarked for Rwanda instead, pays for nothing here."""
    found = check(with_row(SCENARIO, "earmarks", "usa-kenya", partner="rwanda"), valid_plan())
    assert [(item.rule, item.amount) for item in found] == [
        ("sponsor.earmark", 1_200_000),
        ("sponsor.earmark", 300_000),
        ("sponsor.earmark", 100_000),
    ]


def test_refurbishment_is_paid_when_it_begins() -> None:
    """Aircraft that arrive in January were refurbished and shipped on the money of the year before."""
    data = valid_data()
    data["allocation"]["transfers"][3]["month"] = "2023-01"
    assert check(SCENARIO, edited(data)).ok
