"""Explanations of tiny scenarios whose gaps and reasons are known."""

from __future__ import annotations

import pytest

from airlift.checker import check
from airlift.explaining import Explanation, Gap, explain, explain_infeasible
from airlift.matching.ask import Forced
from airlift.plans import Allocation, Plan, Status, Unit
from airlift.plans.store import scenario_digest
from airlift.scenario.model import Scenario
from airlift.solvers.options import Interrupt, ProgressEvent
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows


def empty_plan(scenario: Scenario, *units: Unit) -> Plan:
    """Return a plan of the scenario with some units and nothing else."""
    return Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=Allocation(units=units),
    )


def one_demand(demand: str = "unmiss-medevac", *, months: int = 12) -> Scenario:
    """Return the tiny scenario with one demand, and El Salvador alone to serve it with its own 500MD.

    It has three aircraft, nine crews and is ready from month 3 on.
    """
    scenario = tiny_scenario(horizon_months=months, tasks=[])
    others = [row.id for row in scenario.demands if row.id != demand]
    scenario = without_rows(scenario, "demands", *others)
    scenario = without_rows(scenario, "lots", "rok-1", "rok-2")
    scenario = without_rows(scenario, "partner_fleet", {"partner": "rwanda", "aircraft_type": "mi-17"})
    scenario = without_rows(scenario, "earmarks", "usa-kenya")
    return without_rows(scenario, "courses", "kenya-school", "tpp-crew", "tpp-technician")


def explained(scenario: Scenario, plan: Plan | None = None, demand: str | None = None) -> Explanation:
    return explain(scenario, plan or empty_plan(scenario), demand, time_limit_s=60, workers=1)


def only_gap(explanation: Explanation) -> Gap:
    assert len(explanation.gaps) == 1, str(explanation)
    return explanation.gaps[0]


def rules_of(gap: Gap) -> set[str]:
    assert gap.clash is not None
    return {str(rule) for rule in gap.clash.rules}


def test_what_is_free_is_said_to_be_equal() -> None:
    """An idle plan leaves a demand unmet that could be met beside it."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    gap = only_gap(explained(scenario))
    assert gap.answer == "equal"
    assert gap.contest is not None
    assert gap.contest.serving == ("el-salvador, 3 × 500md, Jun 2022 – Dec 2022",)
    assert [(c.answer, "as planned" in c.question) for c in gap.contest.checks] == [(Status.FEASIBLE, True)]


def test_months_before_readiness_are_impossible_and_priced() -> None:
    """Before month 3 no partner is ready: that is the whole conflict, and a month costs what the table says."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-02")
    scenario = with_rows(
        scenario, "concessions", {"id": "ready", "rule": "partner.readiness", "usd_per_unit": 7000, "most": 6}
    )
    impossible, equal = explained(scenario).gaps
    assert (impossible.answer, equal.answer) == ("impossible", "equal")
    assert [(s.first_month, s.last_month, s.lacking) for s in impossible.spans] == [("2022-02", "2022-03", 3)]
    assert impossible.reachable == 0
    assert "partner.readiness [el-salvador]" in rules_of(impossible)
    assert impossible.clash is not None
    assert impossible.clash.is_minimal
    assert impossible.clash.is_confirmed
    way = impossible.way
    assert way is not None
    assert way.status is Status.OPTIMAL
    assert way.is_confirmed
    given = {(g.rule, g.subject): g for g in way.given}
    ready = given["partner.readiness", "el-salvador"]
    assert (ready.units, ready.unit, ready.usd, ready.first_month) == (2, "months", 14_000, "2022-02")
    assert way.usd == 14_000


def crews_short() -> Scenario:
    """Return one demand for three aircraft whose only partner has crews for two: 3 x 1.5 x 1.5 = 6.75 are needed."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_policy(scenario, "crew", attrition_pct_per_year=0.0)
    key = {"partner": "el-salvador", "aircraft_type": "500md"}
    return with_row(scenario, "partner_crews", key, crews=5)


def test_two_crews_are_missing() -> None:
    """Of 6.75 crews five are there: two from the first month on, which count for the type and for medevac alike."""
    scenario = with_rows(
        crews_short(),
        "concessions",
        {"id": "crew", "rule": "crew.available", "usd_per_unit": 50_000, "most": 5},
    )
    gap = only_gap(explained(scenario))
    assert gap.answer == "impossible"
    blamed = rules_of(gap)
    assert any(rule.startswith("crew.available [el-salvador md500") for rule in blamed)
    way = gap.way
    assert way is not None
    assert way.status is Status.OPTIMAL
    assert [(g.subject, g.units, g.unit, g.usd) for g in way.given] == [
        ("el-salvador md500 medevac", 2, "crews", 100_000.0)
    ]
    assert way.usd == 100_000
    assert {g.first_month for g in way.given} == {"2022-06"}
    assert "2 crews by Jun 2022 (crew.available [el-salvador md500" in str(explained(scenario))


def test_without_a_table_the_fewest_rules_are_named() -> None:
    """Without prices, the way out is a set of rules to lift, as few as can be."""
    way = only_gap(explained(crews_short())).way
    assert way is not None
    assert not way.has_table
    assert way.status is Status.OPTIMAL
    assert way.is_confirmed
    assert 1 <= len(way.lifted) <= 2
    assert not way.given


def test_rules_outside_the_table_are_named() -> None:
    """A table that prices something else says plainly that rules without a price would have to give way."""
    scenario = with_rows(
        crews_short(),
        "concessions",
        {"id": "budget", "rule": "sponsor.budget", "usd_per_unit": 1, "most": 20_000_000},
        {"id": "hours", "rule": "base.man_hours", "usd_per_unit": 3_000_000, "most": 20_000_000},
    )
    gap = only_gap(explained(scenario))
    assert gap.way is not None
    assert gap.way.has_table
    assert gap.way.lifted
    assert "rules without a price would have to be lifted" in str(explained(scenario))


def test_a_caveat_can_be_part_of_a_conflict() -> None:
    """A choice that a caveat refuses is listed for the conflict, and its price is counted in aircraft-months."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_row(scenario, "partners", "el-salvador", caveat_missions=["unmiss"])
    scenario = with_rows(
        scenario,
        "concessions",
        {"id": "caveat", "rule": "partner.caveat", "usd_per_unit": 1000, "most": 30},
    )
    gap = only_gap(explained(scenario))
    assert gap.answer == "impossible"
    assert "partner.caveat [el-salvador unmiss]" in rules_of(gap)
    assert gap.way is not None
    assert [(g.rule, g.units, g.usd) for g in gap.way.given] == [("partner.caveat", 21, 21_000.0)]


def test_two_demands_for_one_unit() -> None:
    """Three aircraft and two demands: the second displaces the first, and the bound proves it."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second", "tier": 2})
    met = explained(scenario, demand="unmiss-medevac")
    assert only_gap(met).answer == "equal"
    served = Unit(
        id="u1",
        partner="el-salvador",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-06",
        aircraft=(3,) * 7,
    )
    gap = only_gap(explained(scenario, empty_plan(scenario, served)))
    assert gap.demand == "second"
    assert gap.answer == "displaces"
    contest = gap.contest
    assert contest is not None
    assert contest.rivals == ("unmiss-medevac",)
    assert contest.is_worse is True
    assert [(s.name, s.before, s.after, s.bound) for s in contest.shifts] == [("tier 1 unmet", 0, 21, 21)]
    assert [(loss.demand, loss.aircraft_months) for loss in contest.losses] == [("unmiss-medevac", 21)]
    assert gap.clash is not None
    assert {rule.rule for rule in gap.clash.rules} <= {
        "fleet.deployable",
        "partner.max_units",
        "crew.available",
        "technician.available",
        "base.docks",
        "base.man_hours",
    }


def test_equal_value_elsewhere_is_found() -> None:
    """Two demands of one tier for one unit: either can be met at equal value, which is said."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second"})
    served = Unit(
        id="u1",
        partner="el-salvador",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-06",
        aircraft=(3,) * 7,
    )
    gap = only_gap(explained(scenario, empty_plan(scenario, served)))
    assert (gap.demand, gap.answer) == ("second", "equal")
    assert gap.contest is not None
    assert gap.contest.is_worse is False
    assert [loss.demand for loss in gap.contest.losses] == ["unmiss-medevac"]


def test_way_out_makes_a_plan_that_breaks_nothing_else() -> None:
    """The scenario with the crews that the way out names has a plan without gap and without finding."""
    from airlift.matching import solve
    from airlift.solvers.options import SolveOptions

    scenario = with_row(
        crews_short(), "partner_crews", {"partner": "el-salvador", "aircraft_type": "500md"}, crews=7
    )
    allocation, result = solve(scenario, SolveOptions(time_limit_s=30, workers=1))
    assert allocation.unmet == ()
    plan = empty_plan(scenario).model_copy(update={"allocation": allocation, "results": (result,)})
    assert check(scenario, plan).ok


def test_scenario_without_any_plan_names_rules_and_way_out() -> None:
    """Every partner excludes the mission: no plan, the caveats clash, and one of them is the way out."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    for partner in ("kenya", "el-salvador", "rwanda"):
        scenario = with_row(scenario, "partners", partner, caveat_missions=["unmiss"])
    for told in (
        explain(scenario, None, time_limit_s=60, workers=1),
        explain_infeasible(scenario, time_limit_s=60, workers=1),
    ):
        infeasible = told.infeasible
        assert infeasible is not None
        assert infeasible.clash is not None
        assert "partner.caveat [el-salvador unmiss]" in {str(rule) for rule in infeasible.clash.rules}
        assert infeasible.clash.is_confirmed
        assert infeasible.way is not None
        assert [str(rule) for rule in infeasible.way.lifted] == ["partner.caveat [el-salvador unmiss]"]
        assert "no plan can do this: serve any demand in any month" in str(told)


def test_forced_service_that_clashes() -> None:
    """Two demands forced on three aircraft clash with each other; one that is easily served is not named."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second"})
    forced = (Forced("unmiss-medevac", 6, 9), Forced("second", 6, 9))
    told = explain_infeasible(scenario, forced, time_limit_s=60, workers=1)
    assert told.infeasible is not None
    assert told.infeasible.clash is not None
    assert told.infeasible.clash.wishes == ("second", "unmiss-medevac")
    assert told.infeasible.clash.is_minimal
    assert "Jul 2022 – Sep 2022" in told.infeasible.asked


def test_one_demand_can_be_asked_about() -> None:
    """Only the named demand is explained; an unknown one is a mistake of the caller."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second"})
    assert {gap.demand for gap in explained(scenario, demand="second").gaps} == {"second"}
    with pytest.raises(ValueError, match="no demand 'third'"):
        explained(scenario, demand="third")


def test_interrupt_keeps_what_is_known() -> None:
    """An interrupt before the search leaves every gap open, and says so."""
    interrupt = Interrupt()
    interrupt.set()
    scenario = crews_short()
    told = explain(scenario, empty_plan(scenario), interrupt=interrupt)
    assert told.interrupted
    assert not told.is_settled
    assert [gap.answer for gap in told.gaps] == ["unsettled"]
    assert "Not settled" in str(told)


def test_progress_names_the_demands() -> None:
    """Each phase is told with its demand."""
    events: list[ProgressEvent] = []
    scenario = crews_short()
    explain(scenario, empty_plan(scenario), workers=1, progress=events.append)
    assert {event.stage for event in events} == {"unmiss-medevac"}
    assert any(event.message == "rules that clash" for event in events)


def test_same_question_same_answer() -> None:
    """Equal scenario, plan, seed and one worker give the same explanation, but for the times."""
    scenario = crews_short()
    first, second = (only_gap(explained(scenario)) for _ in range(2))
    assert first.clash is not None
    assert second.clash is not None
    assert first.clash.rules == second.clash.rules
    assert Explanation.model_validate_json(explained(scenario).model_dump_json()).gaps
