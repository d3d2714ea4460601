"""Explanations of tiny scenarios whose gaps and reasons are known."""

from __future__ import annotations

import pytest

from airlift.checker import check
from airlift.explaining import Explanation, Gap, explain, explain_infeasible
from airlift.explaining.allowance import Allowance
from airlift.explaining.case import Question, Wish
from airlift.explaining.contest import Rest
from airlift.explaining.explanation import RuleAt
from airlift.explaining.switchboard import Engine
from airlift.matching.ask import LIMITED, Forced
from airlift.plans import Allocation, Plan, Status, Unit
from airlift.plans.result import ObjectiveLevel, Result
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
    assert gap.contest.serving == ("El Salvador, 3 × 500MD, Jun 2022 – Dec 2022",)
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
    assert "2 crews of El Salvador md500 medevac by Jun 2022." in str(explained(scenario))


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


def contested(**found: float) -> tuple[Scenario, Plan]:
    """Return two demands for three aircraft that the more urgent one has, with what a search said of its tiers."""
    scenario = with_row(one_demand(), "demands", "unmiss-medevac", first_month="2022-06")
    scenario = with_rows(scenario, "demands", {"like": "unmiss-medevac", "id": "second", "tier": 2})
    served = Unit(
        id="u1",
        partner="el-salvador",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-06",
        aircraft=(3,) * 7,
    )
    levels = tuple(
        ObjectiveLevel(
            name=f"tier {tier} unmet",
            unit="aircraft-months",
            status=Status.FEASIBLE,
            value=value,
            bound=found[f"bound_{tier}"],
            wall_s=1.0,
        )
        for tier, value in ((1, 0.0), (2, 21.0))
        if f"bound_{tier}" in found
    )
    plan = empty_plan(scenario, served)
    if not levels:
        return scenario, plan
    result = Result(
        level="matching",
        status=Status.FEASIBLE,
        objectives=levels,
        seed=1,
        deterministic=False,
        workers=1,
        time_limit_s=None,
        wall_s=2.0,
    )
    return scenario, plan.model_copy(update={"results": (result,)})


def test_the_bound_of_the_plan_proves_what_is_lost() -> None:
    """What the search proved of the tier is not proven again: at least 15 aircraft-months are lost elsewhere."""
    scenario, plan = contested(bound_1=0.0, bound_2=15.0)
    rest = Rest(scenario, plan, Engine(workers=1, seed=1))
    answer, contest = rest.contest("second", dict.fromkeys(range(5, 12), 0), Allowance(30, Interrupt()))
    assert (answer, contest.least_lost) == ("displaces", 15)
    assert [(loss.demand, loss.aircraft_months) for loss in contest.losses] == [("unmiss-medevac", 21)]
    assert contest.is_worse is None
    assert contest.checks[0].answer is Status.INFEASIBLE
    assert "as the plan was proven" in contest.checks[0].question


def test_bounds_of_a_limited_search_prove_nothing() -> None:
    """A plan searched under further limits has bounds that hold for few plans: they are not used."""
    scenario, plan = contested(bound_1=0.0, bound_2=15.0)
    limited = plan.results[0].model_copy(update={"restrictions": (LIMITED,)})
    rest = Rest(scenario, plan.model_copy(update={"results": (limited,)}), Engine(workers=1, seed=1))
    answer, contest = rest.contest("second", dict.fromkeys(range(5, 12), 0), Allowance(30, Interrupt()))
    assert (answer, contest.least_lost) == ("displaces", 0)


@pytest.mark.parametrize("found", [{}, {"bound_2": 15.0}, {"bound_1": 0.0, "bound_2": 0.0}])
def test_a_bound_that_does_not_bind_proves_nothing(found: dict[str, float]) -> None:
    """Without the bounds of the tier and of those before it, or with a weak one, a search of its own is the proof."""
    scenario, plan = contested(**found)
    rest = Rest(scenario, plan, Engine(workers=1, seed=1))
    answer, contest = rest.contest("second", dict.fromkeys(range(5, 12), 0), Allowance(30, Interrupt()))
    assert (answer, contest.least_lost) == ("displaces", 0)
    assert [c.answer for c in contest.checks] == [Status.INFEASIBLE, Status.OPTIMAL]
    assert contest.checks[0].question == "beside all other service as planned"


def test_conflict_beside_the_units_of_others() -> None:
    """Units of the plan are part of the conflict; without them the rules let the demand be served."""
    scenario, plan = contested()
    gap = only_gap(explained(scenario, plan))
    assert gap.clash is not None
    assert gap.clash.beside == ("unmiss-medevac",)
    wish = Wish("second", tuple(range(5, 12)), 0)
    question = Question(scenario, (wish,), units=plan.allocation.units)
    case = question.case()
    rules = tuple(
        group for group in case.rules if RuleAt(rule=group.rule, subject=group.subject) in gap.clash.rules
    )
    engine, time = Engine(workers=1, seed=1), Allowance(30, Interrupt())
    asked = (*rules, *case.wishes)
    assert case.board.ask("beside", (*asked, *case.served), engine, time).status is Status.INFEASIBLE
    assert case.board.ask("alone", asked, engine, time).found


def test_way_out_beside_the_units_of_others() -> None:
    """Three more aircraft and crews for them are the way to serve a second demand beside the first."""
    scenario, plan = contested()
    scenario = with_rows(
        scenario,
        "concessions",
        {"id": "aircraft", "rule": "fleet.deployable", "usd_per_unit": 1000, "most": 5},
        {"id": "crews", "rule": "crew.available", "usd_per_unit": 10, "most": 9},
        {"id": "people", "rule": "technician.available", "usd_per_unit": 1, "most": 40},
        {"id": "units", "rule": "partner.max_units", "usd_per_unit": 100, "most": 2},
        {"id": "docks", "rule": "base.docks", "usd_per_unit": 1, "most": 400},
        {"id": "hours", "rule": "base.man_hours", "usd_per_unit": 1, "most": 4000},
        {"id": "money", "rule": "sponsor.budget", "usd_per_unit": 1, "most": 90000000},
    )
    plan = plan.model_copy(update={"scenario_sha256": scenario_digest(scenario)})
    way = only_gap(explained(scenario, plan)).way
    assert way is not None
    assert way.is_confirmed
    assert ("fleet.deployable", 3) in {(given.rule, given.units) for given in way.given}


def test_every_demand_says_who_could_serve_it() -> None:
    """Partner, type and first month of whoever no single rule keeps from the demand."""
    (asked,) = explained(crews_short()).demands
    assert (asked.demand, asked.tier, asked.demanded_aircraft_months) == ("unmiss-medevac", 1, 21)
    assert [(row.partner, row.aircraft_type, row.first_month) for row in asked.candidates] == [
        ("el-salvador", "500md", "2022-06")
    ]


def test_questions_side_by_side_say_the_same() -> None:
    """Two at a time or one after the other: the same answers and rules."""
    scenario, plan = contested()
    one, two = (explain(scenario, plan, time_limit_s=60, workers=workers) for workers in (1, 2))
    for first, second in zip(one.gaps, two.gaps, strict=True):
        assert first.answer == second.answer
        assert first.clash is not None
        assert second.clash is not None
        assert first.clash.rules == second.clash.rules


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
    assert "not settled" in str(told)


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
