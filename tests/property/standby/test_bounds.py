"""Cuts, bounds and searches against the exact hypercube and exhaustion on drawn missions."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from airlift.solvers import SolveOptions
from airlift.standby import siting as siting_module
from airlift.standby.data import SitingProblem
from airlift.standby.evaluate import Evaluator
from airlift.standby.exchange import proxy
from airlift.standby.ledger import Tolerance
from airlift.standby.listing import all_sitings, most_sitings
from airlift.standby.losses import LossCut, loss_cuts
from airlift.standby.sharpcuts import sharp_cuts
from airlift.standby.siting import site_watch
from benchmarks.scenarios.standbyworlds import drawn_problem

LOADS = (0.03, 0.2, 0.8)
EXACT = Tolerance(share=1e-9, minutes=0.0, proof=1e-9)


def small(seed: int, busy: float, aircraft: tuple[int, ...] = (3,)) -> SitingProblem:
    return drawn_problem(seed, busy, aircraft=aircraft, sites=6, zones=25, hospitals=2, side_nm=220.0)


def drawn_sitings(problem: SitingProblem, number: int, seed: int) -> list[np.ndarray]:
    every = list(all_sitings(problem, problem.watches[0]))
    picks = np.random.default_rng(seed).choice(len(every), number, replace=False)
    return [every[pick] for pick in picks]


def least_missed(cuts: list[LossCut], base: np.ndarray, other: np.ndarray) -> float:
    """What the cuts of a siting prove of another one."""
    more = np.maximum(0, other - base)
    return sum(max(0.0, cut.missed * (other[cut.post] > cut.copy) - cut.relief @ more) for cut in cuts)


@pytest.mark.parametrize("busy", LOADS)
@pytest.mark.parametrize("clock", ["surgery", "care"])
def test_cuts_hold_for_every_siting_and_are_tight_at_theirs(busy: float, clock: str) -> None:
    problem = small(1, busy, (2, 2))
    watch = problem.watches[0]
    cover, evaluate = getattr(watch, clock), Evaluator(problem, watch)
    sitings = drawn_sitings(problem, 25, 7)
    for base in sitings[:6]:
        sharp, plain = sharp_cuts(watch, cover, base), loss_cuts(watch, cover, base)
        for other in sitings:
            value = evaluate(other)
            in_time = (value.covered_per_day if clock == "surgery" else value.cared_per_day) / watch.hours
            missed = watch.rate_per_h[cover[other > 0].any(axis=0)].sum() - in_time
            assert least_missed(plain, base, other) <= missed + 1e-9
            assert least_missed(sharp, base, other) <= missed + 1e-9
            if other is base and clock == "surgery":
                assert least_missed(sharp, base, base) == pytest.approx(missed, abs=1e-6)
                assert least_missed(plain, base, base) <= least_missed(sharp, base, base) + 1e-9


@pytest.mark.parametrize("busy", LOADS)
def test_quick_bound_is_never_below_the_exact_value(busy: float) -> None:
    problem = small(2, busy, (4,))
    watch = problem.watches[0]
    evaluate = Evaluator(problem, watch)
    for siting in islice(all_sitings(problem, watch), 0, None, 5):
        assert proxy(watch, watch.surgery, siting) * watch.hours >= evaluate(siting).covered_per_day - 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_search_finds_what_exhaustion_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search with its proof, made to run where a list of all sitings would do."""
    problem = small(seed, 0.1, (2, 1))
    watch = problem.watches[0]
    listed = site_watch(problem, watch, tolerance=EXACT)
    assert listed.evaluated <= most_sitings(problem, watch)
    monkeypatch.setattr(siting_module, "MOST_LISTED", 0)
    tolerance = Tolerance(share=1e-4, minutes=0.001, proof=1e-4)
    found = site_watch(problem, watch, SolveOptions(time_limit_s=None), tolerance)
    assert found.evaluated < listed.evaluated
    share = float(watch.rate_per_h.sum()) * watch.hours
    for level, (one, other) in enumerate(zip(found.levels, listed.levels, strict=True)):
        assert one.bound <= one.value + 1e-12
        assert one.proven
        if level == 0:
            assert one.value == pytest.approx(other.value, abs=1e-4 * share)
            assert one.bound <= other.value + 1e-9


def test_list_of_all_sitings_has_the_best_of_brute_force() -> None:
    problem = small(4, 0.15, (2, 1))
    watch = problem.watches[0]
    evaluate = Evaluator(problem, watch)
    values = [evaluate(one) for one in all_sitings(problem, watch)]
    best = max(value.covered_per_day for value in values)
    cared = max(value.cared_per_day for value in values if value.covered_per_day >= best - 1e-9)
    answer = site_watch(problem, watch, tolerance=EXACT)
    assert answer.value is not None
    assert answer.value.covered_per_day == pytest.approx(best, abs=1e-8)
    assert answer.value.cared_per_day == pytest.approx(cared, abs=1e-8)
    assert answer.complete and all(level.proven for level in answer.levels)


def best_covered(problem: SitingProblem) -> float:
    answer = site_watch(problem, problem.watches[0], tolerance=EXACT)
    assert answer.value is not None
    return answer.value.covered_per_day


@pytest.mark.parametrize("seed", range(3))
def test_one_more_aircraft_or_site_never_makes_it_worse(seed: int) -> None:
    problem = small(seed, 0.3)
    watch = problem.watches[0]
    value = best_covered(problem)
    richer = replace(problem, watches=(replace(watch, aircraft=watch.aircraft + 1),))
    assert best_covered(richer) >= value - 1e-9
    fewer = np.array([3, 3, 3, 3, 3, 0])
    assert best_covered(replace(problem, parking=fewer)) <= value + 1e-9


def test_order_of_zones_changes_nothing() -> None:
    problem = small(5, 0.2)
    watch = problem.watches[0]
    turn = np.random.default_rng(1).permutation(len(watch.rate_per_h))
    turned = replace(
        watch,
        rate_per_h=watch.rate_per_h[turn],
        least_cover=watch.least_cover[turn],
        **{
            name: getattr(watch, name)[:, turn]
            for name in ("reaches", "surgery", "care", "response_min", "surgery_min", "hospital")
        },
    )
    assert best_covered(replace(problem, watches=(turned,))) == pytest.approx(best_covered(problem), abs=1e-9)
