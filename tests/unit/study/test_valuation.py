"""Values of pledges: gains by tier, honest statuses, the ranking, what needs no solve, pairs."""

from __future__ import annotations

import pytest

from airlift.plans import Allocation, Status
from airlift.scenario import Pledge, Scenario
from airlift.study.measures import tier_measure, unmet_by_tier
from airlift.study.valuation import Valuation, value_base, value_pledges
from tests.scenarios import tiny_scenario
from tests.unit.study.fakes import Listed, ListSolver, allocation_of, share
from tests.unit.study.pledgerows import CREWS, LOT, pledge

SCENARIO = tiny_scenario()
KENYA = ("kenya", "unmiss-medevac")
SECOND = ("kenya", "minusca-medevac")
THIRD = ("el-salvador", "unmiss-patrol")
DOCKS = pledge("docks", 1, maintenance_base="bangui-hangar")
USELESS = pledge("crews", 9, id="useless", partner="kenya", aircraft_type="mi-17")


def has_lot(scenario: Scenario) -> bool:
    """Whether the pledge of aircraft was made."""
    return scenario.lot_by_id["rok-1"].aircraft > SCENARIO.lot_by_id["rok-1"].aircraft


def has_crews(scenario: Scenario) -> bool:
    """Whether the pledge of crews was made."""
    return scenario.crews_by_key["kenya", "500md"].crews > 12


def listed(name: str, allowed: object, *pairs: tuple[str, str], cost: float = 0.0) -> Listed:
    """Return a plan with its true tiers."""
    allocation = allocation_of(name, *pairs)
    tiers = {tier_measure(t): float(v) for t, v in unmet_by_tier(SCENARIO, allocation).items()}
    return Listed(allocation, tiers | {"cost": cost}, allowed)  # type: ignore[arg-type]


BASE = listed("base", lambda _: True, THIRD)


def valued(
    *candidates: Pledge, plans: list[Listed], pairs: int = 0, solver: ListSolver | None = None
) -> Valuation:
    """Value pledges where some plans are possible."""
    chosen = solver if solver is not None else ListSolver(plans)
    base = value_base(SCENARIO, share(), chosen)
    return value_pledges(SCENARIO, candidates, base, pairs, share(), chosen)


def test_a_pledge_gains_what_the_wider_scenario_closes():
    """Aircraft let a unit of three serve tier 1 for three months: nine aircraft-months, from September 2022."""
    (worth,) = valued(LOT, plans=[BASE, listed("lot", has_lot, THIRD, KENYA)]).worths
    assert worth.gains == (9, 0, 0)
    assert worth.status is Status.OPTIMAL
    assert worth.first_month == "2022-09"
    assert worth.helps
    assert worth.extra_usd is not None
    assert worth.usd_per_aircraft_month == pytest.approx(worth.extra_usd / 9)


def test_the_most_urgent_tier_ranks_first():
    """Nine aircraft-months of tier 1 are worth more than of tier 2, and these more than nothing."""
    plans = [BASE, listed("lot", has_lot, THIRD, SECOND), listed("crews", has_crews, THIRD, KENYA)]
    ranked = valued(LOT, CREWS, DOCKS, plans=plans).worths
    assert [worth.id for worth in ranked] == ["crews", "aircraft", "docks"]
    assert [worth.gains for worth in ranked] == [(9, 0, 0), (0, 9, 0), (0, 0, 0)]


def test_a_pledge_that_nobody_can_use_needs_no_solve():
    """Kenya can have no Mi-17, so crews for it are worth nothing, by the graph alone."""
    solver = ListSolver([BASE])
    (worth,) = valued(USELESS, plans=[], solver=solver).worths
    assert (worth.basis, worth.gains, worth.status) == ("no way", (0, 0, 0), Status.OPTIMAL)
    assert len(solver.asks) == 1


def test_when_all_together_gain_nothing_none_is_solved():
    """One solve with every pledge settles them all, and the pairs too."""
    solver = ListSolver([BASE])
    found = valued(LOT, CREWS, DOCKS, plans=[], pairs=9, solver=solver)
    assert {worth.basis for worth in found.worths} == {"settled"}
    assert all(worth.status is Status.OPTIMAL and not any(worth.gains) for worth in found.worths)
    assert len(solver.asks) == 2


def test_a_tier_that_cannot_move_is_held_and_not_searched_again():
    """Tier 1 moves with no pledge, so each is asked for tiers 2 and 3 only."""
    solver = ListSolver([BASE, listed("lot", has_lot, THIRD, SECOND)])
    found = valued(LOT, CREWS, plans=[], solver=solver)
    singles = [ask for ask in solver.asks if "tier 1 unmet" in ask.held and ask.minimise != ("cost",)]
    assert len(singles) == 2
    assert all(ask.minimise == ("tier 2 unmet", "tier 3 unmet") for ask in singles)
    assert found.worths[0].tiers[0].status is Status.OPTIMAL


def test_every_solve_starts_from_the_base_plan():
    """The base plan stays a plan when more is offered."""
    solver = ListSolver([BASE, listed("lot", has_lot, THIRD, SECOND)])
    valued(LOT, CREWS, plans=[], solver=solver)
    assert all(ask.start is not None for ask in solver.asks[1:])


def test_what_is_not_proven_is_not_called_so():
    """A search that stops early leaves a range: at least what it found, at most what its bound allows."""
    plans = [
        BASE,
        listed("lot", has_lot, THIRD, KENYA),
        listed("more", has_lot, THIRD, KENYA, ("x", KENYA[1])),
    ]
    lazy = ListSolver(plans)
    base = value_base(SCENARIO, share(), lazy)
    lazy.lazy = frozenset({"tier 1 unmet"})
    (worth,) = value_pledges(SCENARIO, (LOT,), base, 0, share(), lazy).worths
    first = worth.tiers[0]
    assert first.status is Status.FEASIBLE
    assert worth.status is Status.FEASIBLE
    assert first.gain_at_least == first.gain == 0
    assert first.gain_at_most == 9


def test_a_worse_answer_than_the_base_plan_is_not_taken():
    """A solve that returns less than its start counts as no gain, not as a loss."""
    empty = Listed(Allocation(), dict.fromkeys(BASE.values, 1e6))
    solver = ListSolver([BASE])
    base = value_base(SCENARIO, share(), solver)
    (worth,) = value_pledges(SCENARIO, (LOT,), base, 0, share(), ListSolver([empty])).worths
    assert worth.gains == (0, 0, 0)


def test_pairs_that_only_work_together_are_found():
    """Neither aircraft nor crews close anything alone; together they close nine aircraft-months of tier 1."""
    plans = [BASE, listed("both", lambda s: has_lot(s) and has_crews(s), THIRD, KENYA)]
    found = valued(LOT, CREWS, DOCKS, plans=plans, pairs=5)
    best = found.worths[0]
    assert best.id in ("aircraft+crews", "crews+aircraft")
    assert best.gains == (9, 0, 0)
    assert best.to_dict()["pair"] == [row.id for row in best.pledges]
    assert not any(any(worth.gains) for worth in found.worths[1:])
    assert 0 < found.pairs_tried <= found.pairs_promising


def test_a_pair_that_gains_no_more_than_its_two_is_not_told():
    """Two pledges that help apart, and no more together, are no pair."""
    plans = [BASE, listed("lot", has_lot, THIRD, KENYA), listed("crews", has_crews, THIRD, SECOND)]
    plans.append(listed("both", lambda s: has_lot(s) and has_crews(s), THIRD, KENYA, SECOND))
    found = valued(LOT, CREWS, plans=plans, pairs=5)
    assert [len(worth.pledges) for worth in found.worths] == [1, 1]


def test_without_time_pledges_are_not_reached_and_stand_last():
    """What was not looked at has no value, which is not zero."""
    solver = ListSolver([BASE])
    base = value_base(SCENARIO, share(), solver)
    found = value_pledges(SCENARIO, (LOT, USELESS), base, 0, share(0.0), solver)
    assert [worth.id for worth in found.worths] == ["useless", "aircraft"]
    last = found.worths[-1].to_dict()
    assert (last["basis"], last["status"], last["value"]) == ("not reached", "unknown", None)


def test_without_a_base_plan_nothing_is_valued():
    """A base search that finds nothing is said, and every pledge is listed without a value."""
    solver = ListSolver([BASE], silent=True)
    base = value_base(SCENARIO, share(), solver)
    found = value_pledges(SCENARIO, (LOT, CREWS), base, 3, share(), solver)
    assert found.base is None
    assert found.notes
    assert [worth.tiers for worth in found.worths] == [(), ()]


def test_a_base_plan_whose_later_tiers_were_not_searched_is_a_base_all_the_same():
    """Tiers 2 and 3 count from the plan, with a bound of nothing, so that no gain in them passes for proven."""
    solver = ListSolver([BASE, listed("lot", has_lot, THIRD, KENYA)])
    allocation, levels = value_base(SCENARIO, share(), solver)
    found = value_pledges(SCENARIO, (LOT,), (allocation, levels[:1]), 0, share(), solver)
    assert [level.bound for level in found.base_tiers[1:]] == [0, 0]
    (worth,) = found.worths
    assert worth.gains == (9, 0, 0)
    assert [tier.status for tier in worth.tiers] == [Status.OPTIMAL, Status.FEASIBLE, Status.FEASIBLE]
