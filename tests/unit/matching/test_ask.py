"""What a solve is asked for besides the scenario: other measures, values to hold, service to force, where to start."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airlift.checker import check
from airlift.matching import solve
from airlift.matching.ask import Ask, Forced
from airlift.matching.rulebook import Group
from airlift.plans import Allocation, Plan, Result, Status
from airlift.plans.store import scenario_digest
from airlift.scenario.model import Scenario
from airlift.solvers import Interrupt
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.matching.spoiled import NAMES, WORLDS, Spoiled
from tests.unit.matching.worlds import OPTIONS, level, one_unit, second_partner

KG_PER_MONTH = 7584
"""CO2 of one aircraft in a month: 30 hours, 80 kg of fuel an hour, 3.16 kg of CO2 for each."""

HERE = "unmiss-medevac"
TECHNICIANS = Group("technician.available", "el-salvador")


UNPAID = frozenset({"lot.lead_time", "sponsor.earmark"})
"""Rules without which there can be costs that no sponsor pays: of a year before the plan begins, or not earmarked."""


def asked(scenario: Scenario, ask: Ask) -> tuple[Allocation, Result]:
    """Solve to the end; of a plan, only the rules that are lifted may be broken."""
    allocation, result = solve(scenario, OPTIONS, ask=ask)
    if any(one.value is None for one in result.objectives):
        return allocation, result
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )
    lifted = {group.rule for group in ask.lifted}
    may_be_broken = lifted | ({"cost.funded"} if lifted & UNPAID else set())
    assert {finding.rule for finding in check(scenario, plan)} <= may_be_broken
    return allocation, result


def values(scenario: Scenario, ask: Ask) -> dict[str, float | None]:
    """Value of each level, all proven."""
    _, result = asked(scenario, ask)
    assert {one.status for one in result.objectives} == {Status.OPTIMAL}
    return {one.name: one.value for one in result.objectives}


def served(allocation: Allocation) -> frozenset[tuple[str, str]]:
    """Who serves what."""
    return frozenset((unit.partner, unit.demand) for unit in allocation.units)


def two_tiers() -> Scenario:
    """Return a world with one unit of three for two demands of three, the second less urgent."""
    return with_rows(one_unit(), "demands", {"like": HERE, "id": "second", "tier": 2})


def weary() -> Scenario:
    """Return a world whose partner lacks one technician for its only unit."""
    return with_row(one_unit(), "partners", "el-salvador", technicians=14)


def two_types() -> Scenario:
    """Return a world whose partner has three aircraft more of a type that burns half as much and costs more."""
    scenario = with_rows(
        one_unit(),
        "aircraft_types",
        {"like": "500md", "id": "thrifty", "burn_kg_per_h": 40, "operating_usd_per_flight_hour": 900},
    )
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", aircraft_types="500md;thrifty")
    fleet = {"partner": "el-salvador", "aircraft_type": "thrifty", "aircraft": 3, "deployable_aircraft": 3}
    return with_rows(scenario, "partner_fleet", fleet)


@pytest.mark.parametrize(
    ("minimise", "found"),
    [
        (("cost",), {"cost": 0}),
        (("co2",), {"co2": 0}),
        (("burden",), {"burden": 0}),
        (("unmet",), {"unmet": 0}),
        (("unmet", "co2"), {"unmet": 0, "co2": 36 * KG_PER_MONTH}),
        (("unmet", "burden"), {"unmet": 0, "burden": 1000}),
        (("co2", "unmet"), {"co2": 0, "unmet": 36}),
        (("first medevac month", "cost"), {"first medevac month": 0}),
    ],
)
def test_measures_are_minimised_in_the_order_asked_for(minimise: tuple[str, ...], found: dict[str, float]):
    """To serve nothing costs and burns nothing; to serve all takes three aircraft for a year."""
    answer = values(one_unit(), Ask(minimise=minimise))
    assert list(answer) == list(minimise)
    assert found.items() <= answer.items()


def test_the_wait_for_medevac_alone_asks_for_no_more_than_the_shortest_tour():
    """Six months are enough to be there from the first; they cost less than a year."""
    ask = Ask(minimise=("first medevac month", "cost"))
    allocation, result = asked(one_unit(), ask)
    assert [(unit.first_month, unit.aircraft) for unit in allocation.units] == [("2022-01", (3,) * 6)]
    assert 0 < level(result, "cost") < level(asked(one_unit(), Ask())[1], "cost")


def test_co2_and_cost_can_want_different_aircraft():
    """Half the CO2 with the thrifty type, less money with the other."""
    green, _ = asked(two_types(), Ask(minimise=("unmet", "co2", "cost")))
    cheap, _ = asked(two_types(), Ask(minimise=("unmet", "cost")))
    assert {unit.aircraft_type for unit in green.units} == {"thrifty"}
    assert {unit.aircraft_type for unit in cheap.units} == {"500md"}
    best = values(two_types(), Ask(minimise=("unmet", "co2")))
    assert best == {"unmet": 0, "co2": 36 * KG_PER_MONTH / 2}


def test_two_partners_share_the_burden():
    """Half a year of each one's three aircraft, or half the year of one and nothing else."""
    shared = second_partner(one_unit())
    assert values(shared, Ask(minimise=("unmet", "burden"))) == {"unmet": 0, "burden": 500}
    assert values(one_unit(), Ask(minimise=("unmet",), held={"burden": 500})) == {"unmet": 18}


@pytest.mark.parametrize("held", [{"unmet": 18}, {"unmet": 18.9}, {"tier 1 unmet": 18}])
def test_what_is_held_is_kept_and_no_more(held: dict[str, float]):
    """Half the service burns half as much; a part of an aircraft-month is none."""
    answer = values(one_unit(), Ask(minimise=("co2", "unmet"), held=held))
    assert answer == {"co2": 18 * KG_PER_MONTH, "unmet": 18}


def test_a_budget_is_held():
    """With what half a year costs there is half a year of service; with less, the five months that end the plan."""
    half_usd = values(one_unit(), Ask(minimise=("cost",), held={"unmet": 18}))["cost"]
    assert half_usd is not None
    assert values(one_unit(), Ask(minimise=("unmet",), held={"cost": half_usd + 2})) == {"unmet": 18}
    assert values(one_unit(), Ask(minimise=("unmet",), held={"cost": half_usd - 2})) == {"unmet": 21}


@pytest.mark.parametrize(
    ("minimise", "held", "found"),
    [
        (("tier 2 unmet",), {}, {"tier 2 unmet": 0}),
        (("tier 2 unmet",), {"tier 1 unmet": 0}, {"tier 2 unmet": 36}),
        (("tier 2 unmet",), {"tier 1 unmet": 18}, {"tier 2 unmet": 18}),
        (("tier 1 unmet", "tier 2 unmet"), {}, {"tier 1 unmet": 0, "tier 2 unmet": 36}),
        (("tier 2 unmet", "tier 1 unmet"), {}, {"tier 2 unmet": 0, "tier 1 unmet": 36}),
        (("tier 1 unmet", "tier 2 unmet"), {"tier 2 unmet": 18}, {"tier 1 unmet": 18, "tier 2 unmet": 18}),
        (("tier 1 unmet", "tier 2 unmet"), {"tier 2 unmet": 0}, {"tier 1 unmet": 36, "tier 2 unmet": 0}),
        (("tier 1 unmet",), {"tier 2 unmet": 0}, {"tier 1 unmet": 36}),
        (("tier 1 unmet",), {"unmet": 36}, {"tier 1 unmet": 0}),
    ],
)
def test_tiers_are_held_whichever_is_searched(
    minimise: tuple[str, ...], held: dict[str, float], found: dict[str, float]
):
    """One unit for two demands: what one tier is given the other lacks."""
    assert values(two_tiers(), Ask(minimise=minimise, held=held)) == found


def test_the_scenario_s_own_levels_keep_what_is_held():
    """With the second tier held at half, the first is served for the other half, and the rest follows."""
    answer = values(two_tiers(), Ask(held={"tier 2 unmet": 18}))
    assert list(answer) == ["tier 1 unmet", "tier 2 unmet", "first medevac month", "cost"]
    assert (answer["tier 1 unmet"], answer["tier 2 unmet"]) == (18, 18)


@pytest.mark.parametrize(
    ("forced", "unmet"),
    [
        ((Forced("second", 0, 12),), [36, 0]),
        ((Forced("second", 6, 12),), [18, 18]),
        ((Forced("second", 0, 12, unmet=3),), [0, 36]),
        ((Forced("second", 0, 6), Forced(HERE, 6, 12)), [18, 18]),
        ((Forced(HERE, 0, 12),), [0, 36]),
    ],
)
def test_forced_service_is_given(forced: tuple[Forced, ...], unmet: list[int]):
    """What is forced for the second tier is taken from the first."""
    allocation, result = asked(two_tiers(), Ask(forced=forced))
    assert [one.value for one in result.objectives[:2]] == unmet
    missing = {(row.demand, row.month): row.aircraft for row in allocation.unmet}
    for one in forced:
        for month in map(two_tiers().month_label, range(one.first, one.end)):
            assert missing.get((one.demand, month), 0) <= one.unmet


@pytest.mark.parametrize(
    ("scenario", "ask"),
    [
        (two_tiers(), Ask(forced=(Forced(HERE, 0, 1), Forced("second", 0, 1)))),
        (weary(), Ask(forced=(Forced(HERE, 11, 12),))),
        (weary(), Ask(minimise=("cost",), forced=(Forced(HERE, 0, 12, unmet=2),))),
        (weary(), Ask(held={"tier 1 unmet": 35})),
        (one_unit(), Ask(minimise=("unmet",), held={"unmet": 0, "cost": 1000})),
        (one_unit(), Ask(minimise=("unmet",), held={"unmet": 0, "burden": 999})),
    ],
)
def test_what_cannot_be_given_is_infeasible(scenario: Scenario, ask: Ask):
    """No plan, and the proof that there is none."""
    allocation, result = asked(scenario, ask)
    assert result.status is Status.INFEASIBLE
    assert [one.value for one in result.objectives] == [None]
    assert allocation.units == ()


def test_avoided_plans_differ():
    """Either partner, the other, or both; with these avoided nobody is left to serve in full."""
    scenario = second_partner(one_unit())
    known: list[frozenset[tuple[str, str]]] = []
    for _ in range(3):
        allocation, result = asked(scenario, Ask(held={"unmet": 0}, avoided=tuple(known)))
        assert result.status is Status.OPTIMAL
        assert served(allocation) not in known
        known.append(served(allocation))
    assert {len(deployments) for deployments in known} == {1, 2}
    _, result = asked(scenario, Ask(held={"unmet": 0}, avoided=tuple(known)))
    assert result.status is Status.INFEASIBLE
    allocation, _ = asked(scenario, Ask(avoided=tuple(known)))
    assert served(allocation) == frozenset()


def test_avoided_plans_differ_by_as_many_deployments_as_asked():
    """Two: the other partner alone. Three: there are no more than two pairs."""
    scenario = second_partner(one_unit())
    alone = frozenset({("el-salvador", HERE)})
    allocation, _ = asked(scenario, Ask(avoided=(alone,), differ=2))
    assert served(allocation) == {("honduras", HERE)}
    _, result = asked(scenario, Ask(avoided=(alone,), differ=3))
    assert result.status is Status.INFEASIBLE


def test_a_deployment_that_is_not_possible_cannot_be_avoided_twice():
    """A plan of somebody who is not there differs from every plan already."""
    allocation, _ = asked(one_unit(), Ask(avoided=(frozenset({("nobody", HERE)}),)))
    assert allocation.unmet == ()


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_a_lifted_rule_does_not_bind_and_all_others_do(world: Spoiled):
    """Each rule stands in the way of just one world; the checker finds it broken and nothing else."""
    scenario = world.world()
    assert values(scenario, Ask(minimise=("unmet",))) == {"unmet": world.spoiled}
    assert values(scenario, Ask(minimise=("unmet",), lifted=world.lifted)) == {"unmet": world.healed}


def test_the_scenario_s_levels_without_a_rule():
    """A technician too few does not matter when technicians do not count; one who matters elsewhere does."""
    answer = values(weary(), Ask(lifted=frozenset({TECHNICIANS})))
    assert (answer["tier 1 unmet"], answer["first medevac month"]) == (0, 0)
    other = Group("crew.available", "el-salvador md500")
    assert values(weary(), Ask(lifted=frozenset({other})))["tier 1 unmet"] == 36


def in_quarters() -> Scenario:
    return with_policy(tiny_scenario(horizon_months=12), "matching", rotation_every_months=3, tier_gap_pct=0)


@pytest.mark.parametrize("scenario", [one_unit(), two_tiers(), in_quarters()], ids=["one", "two", "tiny"])
@pytest.mark.parametrize("minimise", [(), ("unmet", "cost")], ids=["levels", "unmet"])
def test_a_start_changes_no_proven_value(scenario: Scenario, minimise: tuple[str, ...]):
    """From nothing, from the best plan and from an idle one the search comes to the same values."""
    best, result = asked(scenario, Ask(minimise=minimise))
    found = {one.name: one.value for one in result.objectives}
    for start in (best, Allocation()):
        again = values(scenario, Ask(minimise=minimise, start=start))
        assert again == pytest.approx(found, abs=2)


@pytest.mark.parametrize("minimise", [("tier 1 unmet",), ("unmet",)])
def test_a_start_is_the_answer_of_a_search_that_is_stopped_at_once(minimise: tuple[str, ...]):
    """Nothing is searched, so what was known is what is answered."""
    best, _ = asked(one_unit(), Ask())
    stopped = Interrupt()
    stopped.set()
    options = replace(OPTIONS, interrupt=stopped)
    allocation, result = solve(one_unit(), options, ask=Ask(minimise=minimise, start=best))
    assert allocation.units == best.units
    assert level(result, minimise[0]) == 0
    assert result.interrupted
    _, result = solve(one_unit(), options, ask=Ask(minimise=minimise))
    assert result.objectives[0].value in (None, 36)


@pytest.mark.parametrize("minimise", [(), ("unmet", "cost")])
def test_a_start_that_breaks_a_rule_is_no_plan(minimise: tuple[str, ...]):
    """The plan of a world with enough technicians does not hold where one is missing."""
    best, _ = asked(one_unit(), Ask())
    answer = values(weary(), Ask(minimise=minimise, start=best))
    assert next(iter(answer.values())) == 36
    assert answer["cost"] == 0
