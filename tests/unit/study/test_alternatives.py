"""Near-optimal plans: as good, other deployments, the cheapest of their kind, and the words for it."""

from __future__ import annotations

from airlift.plans import Status
from airlift.study.alternatives import Alternatives, find_alternatives
from airlift.study.measures import deployments, tier_measure, tiers_of, unmet_by_tier
from tests.scenarios import tiny_scenario
from tests.unit.study.fakes import Listed, ListSolver, allocation_of, share

SCENARIO = tiny_scenario()


def listed(name: str, cost: float, *pairs: tuple[str, str]) -> Listed:
    """Return a plan with its true tiers and a cost of one's choice."""
    allocation = allocation_of(name, *pairs)
    tiers = {tier_measure(t): float(v) for t, v in unmet_by_tier(SCENARIO, allocation).items()}
    return Listed(allocation, tiers | {"cost": cost})


BY_KENYA = listed("a", 10, ("kenya", "unmiss-medevac"))
BY_EL_SALVADOR = listed("b", 20, ("el-salvador", "unmiss-medevac"))
ELSEWHERE = listed("c", 5, ("kenya", "minusca-medevac"))


def found(*plans: Listed, wanted: int = 3, within_pct: float = 0.0) -> Alternatives:
    """Look for alternatives among some plans."""
    return find_alternatives(SCENARIO, wanted, within_pct, share(), ListSolver(plans))


def test_an_alternative_is_as_good_in_every_tier():
    """A plan with a worse tier is none, however cheap."""
    answer = found(BY_KENYA, BY_EL_SALVADOR, ELSEWHERE)
    assert answer.best is not None
    assert deployments(answer.best.allocation) == {("kenya", "unmiss-medevac")}
    assert [deployments(one.allocation) for one in answer.others] == [{("el-salvador", "unmiss-medevac")}]
    assert answer.others[0].unmet == answer.best.unmet
    assert answer.notes == ("proven: no further plan with the same tiers has other deployments",)


def test_a_tolerance_lets_worse_tiers_in():
    """Within 1000 % the plan with the worse first tier counts too."""
    answer = found(BY_KENYA, ELSEWHERE, within_pct=1000)
    assert [deployments(one.allocation) for one in answer.others] == [{("kenya", "minusca-medevac")}]
    assert tiers_of(SCENARIO)[0] in answer.others[0].unmet


def test_the_difference_is_said_in_words():
    """The sentence names the demand, who comes and who goes."""
    (other,) = found(BY_KENYA, BY_EL_SALVADOR).others
    assert other.words == ("UNMISS medevac, Juba: El Salvador (9 aircraft-months) instead of Kenya",)
    assert {(row.partner, row.change) for row in other.differences} == {("kenya", -9), ("el-salvador", 9)}
    assert other.result.status is Status.OPTIMAL


def test_no_time_is_no_proof():
    """An alternative that was not looked for is not said not to exist."""
    answer = find_alternatives(SCENARIO, 2, 0.0, share(1.0), ListSolver([BY_KENYA, BY_EL_SALVADOR]))
    assert len(answer.others) < 2
    assert any("before the study ended" in note for note in answer.notes)


def test_without_a_best_plan_there_is_no_alternative():
    """A search that finds nothing is said."""
    answer = find_alternatives(SCENARIO, 1, 0.0, share(), ListSolver([BY_KENYA], silent=True))
    assert answer.best is None
    assert answer.others == ()
    assert answer.notes
