"""Shares of casualties: the chain of busy aircraft against closed forms, and what reach depends on."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker import check
from airlift.checker.case import Case
from airlift.checker.cover import events_per_day, planned_shares
from airlift.checker.markov import chain
from airlift.checker.posts import moves
from airlift.scenario import Scenario
from tests.scenarios import with_policy, with_row
from tests.unit.checker.valid_plan import edited
from tests.unit.checker.valid_weeks import weeks_data, weeks_scenario


def erlang_b(servers: int, load: float) -> float:
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


@pytest.mark.parametrize("servers", [2, 3, 5])
def test_equal_aircraft_are_an_erlang_loss_system(servers: int) -> None:
    """Whoever is asked first, a call is lost with the probability of Erlang B."""
    solved = chain({tuple(range(servers)): 1.5, tuple(reversed(range(servers))): 0.5}, [1.25] * servers)
    everyone = frozenset(range(servers))
    assert solved.sent(tuple(range(servers)), everyone) == pytest.approx(1.0 - erlang_b(servers, 2.5))
    assert solved.idle(everyone, 1) == pytest.approx(1.0 - erlang_b(servers, 2.5))


def test_two_aircraft_of_which_one_reaches_half_of_the_calls() -> None:
    """Balance by hand: calls of 1 an hour to both, of 1 to the first alone; services of one hour.

    With weights 1, a, b, c of none, first, second and both busy: 2 = a + b, 2 a = 2 + c, 3 b = c, 2 c = a + 2 b.
    """
    solved = chain({(0, 1): 1.0, (0,): 1.0}, [1.0, 1.0])
    none, first, second, both = 1.0, 1.6, 0.4, 1.2
    total = none + first + second + both
    assert solved.sent((0,), frozenset({0})) == pytest.approx((none + second) / total)
    assert solved.sent((0, 1), frozenset({1})) == pytest.approx(first / total)
    assert solved.idle(frozenset({0, 1}), 2) == pytest.approx(none / total)


def test_nobody_on_standby_covers_nothing() -> None:
    """Without aircraft there is one state, and every call is lost."""
    solved = chain({(): 2.0}, [])
    assert solved.sent((), frozenset()) == 0.0


def shares(scenario: Scenario, data: dict[str, Any] | None = None) -> dict[str, float]:
    plan = edited(data or weeks_data())
    return planned_shares(Case(scenario, plan), plan.standby[0])


def test_goggles_open_the_night() -> None:
    """Half of the calls come in the dark: type, crews and policy must all allow it."""
    scenario = with_policy(weeks_scenario(), "standby", nvg_medevac=True)
    assert shares(scenario)["reach_pct"] == pytest.approx(100)
    assert shares(with_row(scenario, "aircraft_types", "500md", tags=["litter"]))["reach_pct"] == 50
    for partner in ("kenya", "el-salvador"):
        key = {"partner": partner, "aircraft_type": "500md"}
        scenario = with_row(scenario, "partner_crews", key, tags=["medevac"])
    assert shares(scenario)["reach_pct"] == pytest.approx(50)
    # A course that Kenya's crews end in July teaches it.
    data = weeks_data()
    row = {"course": "tpp-crew", "partner": "kenya", "month": "2022-03", "trainees": 1}
    data["allocation"]["training"].append(row)
    assert shares(scenario, data)["reach_pct"] == pytest.approx(100)
    data["allocation"]["training"][-1]["month"] = "2022-09"
    assert shares(scenario, data)["reach_pct"] == pytest.approx(50)


def test_night_flying_needs_no_goggles() -> None:
    """Where the policy lets everybody fly by night, the night is no bar."""
    assert shares(with_policy(weeks_scenario(), "flight", night_flying=True))["reach_pct"] == pytest.approx(
        100
    )


@pytest.mark.parametrize(
    ("table", "key", "changes"),
    [
        ("zones", "central", {"elevation_ft": 15_000}),
        ("aircraft_types", "500md", {"fuel_capacity_kg": 90}),
        ("aircraft_types", "500md", {"cruise_kt": 60}),
    ],
)
def test_fuel_mass_and_speed_bound_the_reach(table: str, key: str, changes: dict[str, Any]) -> None:
    """Too heavy to take off there, too little fuel for 45 min and reserves, or too slow for the clock."""
    assert shares(with_row(weeks_scenario(), table, key, **changes))["reach_pct"] == 0


def test_a_hospital_without_fuel_asks_for_more() -> None:
    """On from Juba to Bor are 44.4 min more: 162 kg from Juba, and 170 from Bor, which is 5.4 min further away."""
    scenario = with_row(weeks_scenario(), "sites", "juba", fuel=False)
    scenario = with_row(scenario, "sites", "bor", medical_level=1)
    assert shares(with_row(scenario, "aircraft_types", "500md", fuel_capacity_kg=165))[
        "reach_pct"
    ] == pytest.approx(50)
    assert shares(with_row(scenario, "aircraft_types", "500md", fuel_capacity_kg=160))["reach_pct"] == 0


def test_without_attendants_there_is_no_advanced_care_on_board() -> None:
    """Nobody is treated before the hospital; surgery does not depend on it."""
    without = shares(with_policy(weeks_scenario(), "flight", attendants_per_medevac=0))
    assert without["advanced_pct"] == 0
    assert without["surgery_pct"] > 43


def test_with_many_aircraft_only_the_reach_is_judged() -> None:
    """Nine in a watch are more than the states that are written down."""
    data = weeks_data()
    data["standby"][0]["posts"][0]["aircraft"] = 9
    data["standby"][0]["cover"]["surgery_pct"] = 1.0
    assert list(shares(weeks_scenario(), data)) == ["reach_pct"]
    assert "standby.cover" not in check(weeks_scenario(), edited(data)).by_rule()


def test_objectives_of_standby_follow_from_the_posts() -> None:
    """12 events a day, of which 43.13 % are in surgery in time; nobody moves between the watches."""
    scenario, data = weeks_scenario(), weeks_data()
    plan = edited(data)
    case = Case(scenario, plan)
    assert events_per_day(case, "unmiss") == 12
    assert moves(case, plan.standby[0]) == 0
    late = 12 * (1 - planned_shares(case, plan.standby[0])["surgery_pct"] / 100)
    level = data["results"][0]["objectives"][0]
    values = (
        ("not in surgery in time", late),
        ("without advanced care in time", late),
        ("moves between watches", 0),
    )
    objectives = [level | {"name": name, "value": value, "bound": value} for name, value in values]
    data["results"].append(
        data["results"][1] | {"level": "standby:unmiss", "status": "optimal", "objectives": objectives}
    )
    assert check(scenario, edited(data)).ok
    objectives[0]["value"] = objectives[0]["bound"] = 7.0
    (found,) = check(scenario, edited(data))
    assert (found.rule, found.amount) == ("plan.figures", pytest.approx(7.0 - late))


def test_standby_is_proven_within_what_counts_as_equal() -> None:
    """Two thousandths of twelve events are as good as proven; three are not."""
    data = weeks_data()
    level = data["results"][0]["objectives"][0] | {"name": "not in surgery in time", "value": None}
    for part, found in ((0.0019, []), (0.003, ["plan.figures"])):
        value = 12 * (1 - shares(weeks_scenario())["surgery_pct"] / 100)
        row = level | {"value": value, "bound": value - 12 * part}
        result = data["results"][1] | {"level": "standby:unmiss", "status": "optimal", "objectives": [row]}
        judged = check(weeks_scenario(), edited(data | {"results": [*data["results"], result]}))
        assert [item.rule for item in judged] == found


def test_moves_between_watches_are_counted_both_ways() -> None:
    """Kenya's aircraft goes to Juba for the night and back: two moves a day."""
    data = weeks_data()
    data["standby"][0]["posts"][2]["site"] = "juba"
    plan = edited(data)
    assert moves(Case(weeks_scenario(), plan), plan.standby[0]) == 2
