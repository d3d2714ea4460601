"""Two-stage studies of tiny worlds with answers worked out by hand."""

from __future__ import annotations

import json

import pytest

import airlift
from airlift.plans import Status
from airlift.robustness import RobustStudy
from airlift.solvers.options import Interrupt, ProgressEvent
from tests.scenarios import without_rows
from tests.unit.robustness.cases import one_lot, two_trainings


@pytest.fixture(scope="module")
def trained() -> RobustStudy:
    """The choice between two trainings, over ten futures."""
    return airlift.robust(two_trainings(), samples=10, seed=1, commit_months=1, time_limit_s=60.0)


def test_a_lot_with_half_a_chance() -> None:
    """6 unmet if it comes, 57 if it fails: 31.5 in the mean, 57 in the tail, and nothing could be done about it."""
    scenario = without_rows(one_lot(probability_pct=50), "lots", "rok-2")
    study = airlift.robust(scenario, samples=4, seed=1, time_limit_s=40.0)
    (tier,) = study.two_stage.tiers
    assert (tier.expected, tier.cvar, tier.expected_bound) == (31.5, 57.0, 31.5)
    assert study.status is Status.OPTIMAL
    assert study.deterministic.tiers[0].expected == 31.5
    assert [one.value for one in (*study.vss, *study.evpi)] == [0, 0]
    assert (study.samples, study.distinct) == (4, 2)


def test_trust_costs_more_than_caution(trained: RobustStudy) -> None:
    """Deterministic 21, two-stage 18, wait and see 15: the value of the stochastic solution and of knowing is 3."""
    figures = [p.tiers[0].expected for p in (trained.deterministic, trained.two_stage, trained.wait_and_see)]
    assert figures == [21.0, 18.0, 15.0]
    assert [(one.value, one.least, one.most) for one in trained.vss] == [(3.0, 3.0, 3.0)]
    assert [(one.value, one.least, one.most) for one in trained.evpi] == [(3.0, 3.0, 3.0)]
    assert trained.status is Status.OPTIMAL


def test_what_to_commit_to(trained: RobustStudy) -> None:
    """The two-stage plan trains for the aircraft that are there, the deterministic one for those that are pledged."""

    def courses(rows: tuple[object, ...]) -> list[tuple[str, int]]:
        return [(row.subject, row.amount) for row in rows if row.what == "training"]  # type: ignore[attr-defined]

    assert courses(trained.commitments) == [("mi-crew", 6)]
    assert courses(trained.deterministic_commitments) == [("tpp-crew", 6)]


def test_knowing_the_only_uncertainty_is_knowing_all(trained: RobustStudy) -> None:
    """The worth of the one fact is the expected value of perfect information."""
    (fact,) = trained.knowing
    assert fact.uncertainty == "lot rok-1"
    assert fact.chances == {"as pledged": 0.5, "fails": 0.5}
    assert [(one.value, one.least, one.most) for one in fact.worth] == [(3.0, 3.0, 3.0)]


def test_a_study_is_plain_data(trained: RobustStudy) -> None:
    """It can be written as JSON, and says what it rests on."""
    data = json.loads(json.dumps(trained.to_dict(), allow_nan=False))
    assert data["status"] == "optimal"
    assert data["two_stage"]["tiers"][0]["expected"] == 18.0
    assert any("Latin hypercube" in one for one in data["restrictions"])


def test_a_certain_scenario_has_nothing_to_gain() -> None:
    """Without probabilities all three policies are one, and the study says why."""
    study = airlift.robust(one_lot(), samples=5, time_limit_s=30.0)
    assert study.distinct == 1
    assert {p.tiers[0].expected for p in (study.deterministic, study.two_stage, study.wait_and_see)} == {6.0}
    assert any("certain" in note for note in study.notes)
    assert study.knowing == ()


def test_an_interrupt_leaves_a_study_that_claims_nothing() -> None:
    """Stopped before it begins: everything asked is unmet as far as is known, and nothing is proven."""
    interrupt = Interrupt()
    interrupt.set()
    study = airlift.robust(
        two_trainings(), samples=4, commit_months=1, time_limit_s=30.0, interrupt=interrupt
    )
    assert study.interrupted
    assert study.status is Status.FEASIBLE
    assert study.two_stage.tiers[0].expected == 30.0
    assert study.two_stage.tiers[0].expected_bound < 30.0


def test_progress_is_told() -> None:
    """Each step names itself."""
    seen: list[ProgressEvent] = []
    airlift.robust(two_trainings(), samples=2, commit_months=1, time_limit_s=20.0, progress=seen.append)
    stages = {event.stage for event in seen if event.level == "robust"}
    assert any(stage.startswith("wait and see") for stage in stages)
    assert any(stage.startswith("two-stage plan") for stage in stages)


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"alpha": 1.0}, {"alpha": -0.1}, {"commit_months": -1}])
def test_options_out_of_range(wrong: dict[str, float]) -> None:
    """A wrong option is named."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        airlift.robust(one_lot(), **wrong)  # type: ignore[arg-type]
