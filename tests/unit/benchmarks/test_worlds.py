"""The generator of large worlds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import airlift
from airlift.matching.problem import build_problem
from benchmarks.scenarios.force_generation import Measured, picture, report
from benchmarks.scenarios.worlds import generated_world, main


@pytest.mark.parametrize("lots", [4, 10, 20, 40])
def test_a_world_is_a_good_scenario(lots: int, tmp_path: Path) -> None:
    """The checks of a scenario find nothing, whatever the size."""
    file = tmp_path / "world.json"
    main(["--lots", str(lots), "-o", str(file)])
    assert airlift.check_scenario(file) == ()
    assert airlift.load(file) == generated_world(lots=lots)


def test_the_full_world_has_the_size_that_is_asked() -> None:
    """40 lots, 400 tails, six types, 30 partners, 12 sponsors, 60 demands in 12 missions, 60 months, three tiers."""
    world = generated_world()
    assert (len(world.lots), sum(lot.aircraft for lot in world.lots)) == (40, 400)
    assert len({lot.aircraft_type for lot in world.lots}) == 6
    assert (len(world.partners), len(world.sponsors)) == (30, 12)
    assert (len(world.demands), len(world.missions), world.horizon_months) == (60, 12, 60)
    assert {demand.tier for demand in world.demands} == {1, 2, 3}
    assert world.policy.matching.rotation_every_months.value == 3


def test_the_same_seed_gives_the_same_world() -> None:
    """And another seed another one."""
    assert generated_world(lots=10, seed=2) == generated_world(lots=10, seed=2)
    one, other = (
        json.dumps(generated_world(lots=10, seed=seed).model_dump(mode="json")["lots"]) for seed in (2, 3)
    )
    assert one != other


def test_demands_can_be_reached() -> None:
    """Most demands have somebody who could serve them, and pledges have their chances and conditions."""
    world = generated_world(lots=20)
    problem = build_problem(world)
    assert len(problem.unreachable) <= len(world.demands) // 5
    assert {lot.state for lot in world.lots} >= {"confirmed"}
    assert any(lot.probability_pct < 100 for lot in world.lots)


def test_too_small_worlds_are_refused() -> None:
    """A world of this kind has a least size."""
    with pytest.raises(ValueError, match="at least 4 lots"):
        generated_world(lots=3)


def test_the_report_names_what_was_measured() -> None:
    """Value, bound and gap stand in the table; a method without a bound has a dash."""
    from airlift.solvers import SolveOptions

    rows = [
        Measured("airlift", 10, "optimal", 100.0, 97.0, 12.0),
        Measured("CBC through PuLP", 10, "unknown", None, None, 13.0),
    ]
    text = report(rows, rows[:1], SolveOptions(time_limit_s=60.0), 1, "plot.svg")
    assert "| airlift | 10 | optimal | 100 | 97 | 3.00 | 12.0 |" in text
    assert "| CBC through PuLP | 10 | unknown | - | - | – | 13.0 |" in text
    drawn = picture([rows[0], Measured("airlift", 20, "feasible", 50.0, 40.0, 60.0)])
    assert drawn.startswith("<svg")
    assert drawn.count("<circle") == 4
