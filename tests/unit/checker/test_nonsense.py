"""Plans that no solver made: empty, partial, or nonsense. The checker judges them all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from airlift.checker import check
from airlift.plans import Allocation, Plan
from airlift.rules import RULES
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario
from tests.unit.checker.rich_case import rich_data, rich_scenario
from tests.unit.checker.valid_plan import SHA, edited, sortie, valid_data, valid_plan
from tests.unit.checker.valid_weeks import weeks_data, weeks_scenario

SCENARIO = tiny_scenario()
RICH = rich_scenario()
WEEKS = weeks_scenario()

_NAMES = st.sampled_from(
    [
        "nobody",
        "kenya",
        "rwanda",
        "rok-1",
        "unmiss",
        "minusca",
        "juba",
        "bor",
        "fangak",
        "500md",
        "mi-17",
        "un",
    ]
) | st.sampled_from(
    [
        "ken-1",
        "slv-1",
        "slv-1-t1",
        "phase",
        "annual",
        "unmiss-m1",
        "unmiss-t2",
        "minusca-m1",
        "patrol",
        "usa",
        "unmiss-patrol",
    ]
)
_MONTHS = st.sampled_from(["1000-01", "2021-12", "2022-01", "2022-11", "2023-12", "2024-01", "2999-12"])
_DAYS = st.sampled_from(["0001-01-01", "2022-10-12", "2022-10-13", "9999-12-31"])
_WHOLE = st.integers(-(10**30), 10**30) | st.integers(-5, 2000)
_REAL = st.floats(allow_nan=False, allow_infinity=False) | st.floats(0, 1000)
_WORDS = st.sampled_from(
    ["pickup", "dropoff", "on_station", "optimal", "feasible", "lift", "cost", "fuel.reserve"]
)


_PARTS = ("allocation", "fleet", "standby", "programmes", "rounds", "results")


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        pairs = list(data.items())
    elif isinstance(data, list):
        pairs = list(enumerate(data))
    return [path] * bool(path) + [leaf for key, value in pairs for leaf in _leaves(value, (*path, key))]


def _mutate(draw: st.DrawFn, data: Any) -> None:
    """Change one value, or drop or repeat one row, anywhere in the plan."""
    path = draw(
        st.sampled_from([path for path in _leaves(data) if path[0] in _PARTS and data[path[0]] is not None])
    )
    home = data
    for key in path[:-1]:
        home = home[key]
    if isinstance(home, list) and draw(st.booleans()):
        if draw(st.booleans()):
            home.append(json.loads(json.dumps(home[path[-1]])))
        else:
            del home[path[-1]]
        return
    home[path[-1]] = draw(st.one_of(_NAMES, _MONTHS, _DAYS, _WHOLE, _REAL, _WORDS, st.none()))


@st.composite
def nonsense(draw: st.DrawFn, data: dict[str, Any]) -> Plan:
    data = json.loads(json.dumps(data))
    for _ in range(draw(st.integers(1, 6))):
        before = json.dumps(data)
        _mutate(draw, data)
        try:
            edited(data)
        except ValidationError:
            data = json.loads(before)
    return edited(data)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(nonsense(valid_data()), nonsense(rich_data()))
def test_no_plan_makes_the_checker_fail(plain: Plan, rich: Plan) -> None:
    """Whatever a plan says, the checker answers with findings of known rules and finite positive amounts."""
    for scenario, plan in ((SCENARIO, plain), (RICH, rich)):
        _is_judged(scenario, plan)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(nonsense(weeks_data()))
def test_no_plan_of_weeks_makes_the_checker_fail(plan: Plan) -> None:
    """Nor does a plan with a fleet, standby and rounds."""
    _is_judged(WEEKS, plan)


def _is_judged(scenario: Scenario, plan: Plan) -> None:
    findings = check(scenario, plan)
    for item in findings:
        assert item.rule in RULES
        assert item.amount > 0
    json.dumps(findings.to_dict(), allow_nan=False)
    assert str(findings)


def test_an_empty_plan_leaves_all_unmet() -> None:
    """Nothing decided and nothing stated: only the missing list of unmet demand is found, once a demand."""
    plan = Plan(scenario="tiny", scenario_sha256=SHA, allocation=Allocation())
    findings = check(SCENARIO, plan)
    assert {item.rule for item in findings} == {"plan.figures"}
    # 3 aircraft for 19, 21 and 16 months, 4 for 16 months.
    assert {item.where["demand"]: item.amount for item in findings} == {
        "unmiss-medevac": 57,
        "unmiss-utility": 63,
        "unmiss-patrol": 48,
        "minusca-medevac": 64,
    }


def test_an_allocation_without_programmes_is_judged_as_such() -> None:
    """A plan of level 1 alone has no findings of the other level."""
    plan = valid_plan()
    part = plan.model_copy(update={"programmes": (), "results": plan.results[:1]})
    assert check(SCENARIO, part).ok


def test_a_hand_written_plan_needs_no_results() -> None:
    """Without results there is nothing stated to compare."""
    assert check(SCENARIO, valid_plan().model_copy(update={"results": ()})).ok


NAMES = {"lot", "partner", "course", "demand", "aircraft_type", "maintenance_base", "sponsor"}


def test_a_plan_of_nothing_that_exists_is_judged() -> None:
    """Every name unknown: each is a finding of plan.references, and no rule fails on what is missing."""
    data = rich_data()
    rows = [row for table in data["allocation"].values() for row in table]
    for row in rows:
        row.update(dict.fromkeys(NAMES & row.keys(), "nobody"))
    data["programmes"] = data["results"] = []
    for payment in data["allocation"]["payments"]:
        payment["donor"] = None
    found = check(RICH, edited(data)).by_rule()
    assert set(found) == {"plan.figures", "plan.references"}
    assert len(found["plan.references"]) == sum(len(NAMES & row.keys()) for row in rows)


UNKNOWN = [
    ("gates", 0, "lot"),
    ("transfers", 0, "lot"),
    ("transfers", 0, "partner"),
    ("training", 0, "course"),
    ("training", 0, "partner"),
    ("units", 0, "partner"),
    ("units", 0, "demand"),
    ("units", 0, "aircraft_type"),
    ("units", 0, "maintenance_base"),
    ("payments", 0, "sponsor"),
    ("payments", 0, "partner"),
    ("payments", 0, "donor"),
    ("unmet", 0, "demand"),
]


@pytest.mark.parametrize(("table", "index", "column"), UNKNOWN)
def test_unknown_names_of_an_allocation_are_found(table: str, index: int, column: str) -> None:
    """Each name that the scenario does not have is found where it stands."""
    data = valid_data()
    data["allocation"][table][index][column] = "nobody"
    found = check(SCENARIO, edited(data)).by_rule()["plan.references"]
    assert len(found) == 1
    assert "'nobody' is not in the scenario" in found[0].message


@pytest.mark.parametrize(
    ("column", "words"),
    [("unit", "programme's units"), ("tail", "tails of unit slv-1"), ("crew", "crews of unit slv-1")],
)
def test_unknown_names_of_a_sortie_are_found(column: str, words: str) -> None:
    """A sortie names a unit, a tail and a crew of its programme."""
    data = valid_data()
    sortie(data, "patrol")[column] = "nobody"
    found = check(SCENARIO, edited(data)).by_rule()["plan.references"]
    assert [item.where["sortie"] for item in found] == ["patrol"]
    assert found[0].message.endswith(f"'nobody' is not in the {words}")


def test_unknown_sites_and_tasks_of_a_sortie_are_found() -> None:
    """A stop at no site, and an action for a task of another mission."""
    data = valid_data()
    stop = sortie(data, "patrol")["stops"][1]
    stop["site"], stop["actions"][0]["task"] = "nowhere", "minusca-p1"
    messages = [item.message for item in check(SCENARIO, edited(data)).by_rule()["plan.references"]]
    assert messages == [
        "site 'nowhere' is not in the scenario",
        "task 'minusca-p1' is not in the day's tasks",
    ]


def test_another_day_is_not_in_the_scenario() -> None:
    """A programme for a day without tasks is named, and its tasks are nobody's."""
    data = valid_data()
    data["programmes"][0]["day"] = "0001-01-01"
    found = check(SCENARIO, edited(data)).by_rule()
    assert found["plan.references"][0].message == "the scenario has no tasks of this mission on this day"


def test_months_and_years_outside_the_horizon_are_named() -> None:
    """A transfer after the last month and a payment after the last year are no part of the horizon."""
    data = valid_data()
    data["allocation"]["transfers"][3]["month"] = "2031-01"
    data["allocation"]["payments"][-1]["year"] = 2031
    messages = [item.message for item in check(SCENARIO, edited(data)).by_rule()["plan.references"]]
    assert messages == [
        "month 2031-01 lies outside the horizon",
        "the year lies outside the horizon, 2022 to 2023",
    ]


def test_one_name_for_two_things_is_found() -> None:
    """Two units of one name leave open which of them flies."""
    data = valid_data()
    data["allocation"]["units"][1]["id"] = "slv-1"
    found = check(SCENARIO, edited(data)).by_rule()["plan.references"]
    assert found[0].place == "unit slv-1"
    assert found[0].message == "the name stands for 2 things"


def test_another_scenario_is_named() -> None:
    """A plan says which scenario it answers."""
    found = check(SCENARIO, valid_plan().model_copy(update={"scenario": "huge"}))
    assert [item.rule for item in found] == ["plan.references"]


def test_an_unknown_base_leaves_the_unit_to_the_other_rules() -> None:
    """Who cannot be maintained still flies: only the cost of maintenance falls away with the base."""
    data = valid_data()
    data["allocation"]["units"][2]["maintenance_base"] = "nobody"
    data["results"] = []
    found = check(SCENARIO, edited(data)).by_rule()
    assert set(found) == {"plan.references", "cost.funded"}
    assert {item.where["cost"] for item in found["cost.funded"]} == {"maintenance"}


def test_objectives_that_nobody_agreed_on_are_left_alone() -> None:
    """Of a level with an unknown name only the bound is judged; so are unknown planning levels."""
    data = valid_data()
    for result, name in ((0, "beauty"), (1, "beauty")):
        data["results"][result]["objectives"][0] |= {"name": name, "value": 7, "bound": 7}
    data["results"].append({**data["results"][0], "level": "sustainment", "status": "unknown"})
    unproven = {"name": "cost", "unit": "usd", "status": "unknown", "value": None, "bound": None, "wall_s": 0}
    data["results"][2]["objectives"] = [unproven]
    assert check(SCENARIO, edited(data)).ok


def test_a_programme_of_an_unknown_mission_is_named() -> None:
    """Nothing of it can be judged but its names."""
    data = valid_data()
    data["programmes"][0]["mission"] = "nobody"
    data["results"][1]["level"] = "sorties:nobody"
    messages = {item.message for item in check(SCENARIO, edited(data)).by_rule()["plan.references"]}
    assert "mission 'nobody' is not in the scenario" in messages
