"""`airlift explain`."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

import airlift
from airlift.explaining import Explanation
from tests.cli.conftest import Run
from tests.cli.fakes import FakeApi
from tests.unit.explain.made import INFEASIBLE, explanation, gap


class FakeExplain:
    """An explanation that is there at once, or when Ctrl-C was pressed; keeps what it was asked."""

    def __init__(self) -> None:
        self.answer = explanation(gap())
        self.calls: list[dict[str, Any]] = []
        self.is_interrupted = False

    def __call__(self, scenario: Any, plan: Any, demand: str | None = None, **options: Any) -> Explanation:
        self.calls.append({"scenario": scenario, "plan": plan, "demand": demand} | options)
        if self.is_interrupted:
            pressed = threading.Event()
            options["interrupt"].add(pressed.set)
            signal.raise_signal(signal.SIGINT)
            assert pressed.wait(60)
        return self.answer


@pytest.fixture
def fake(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> FakeExplain:
    """Put an explanation that is there at once in the place of the real one."""
    one = FakeExplain()
    monkeypatch.setitem(vars(airlift), "explain", one)
    return one


def made_folder() -> None:
    """Make a folder that looks like one of a plan."""
    Path("out").mkdir()
    Path("out/plan.json").write_text("{}")


def test_explanation_in_sentences(run: Run, api: FakeApi, fake: FakeExplain) -> None:
    """Folder or plan.json: the scenario lies beside it; all gaps are asked about, within a minute."""
    made_folder()
    for argument in ("out", "out/plan.json"):
        result = run("explain", argument)
        assert result.exit_code == 0
        assert "crews: kenya md500" in result.stdout
        assert "crew.available" not in result.stdout
        assert max(len(line) for line in result.stdout.splitlines()) <= 100
    assert fake.calls[0]["plan"] is api.result
    assert fake.calls[0]["demand"] is None
    assert fake.calls[0]["time_limit_s"] == 60.0
    assert sorted(path.name for path in Path("out").iterdir()) == ["plan.json"]


def test_options_reach_the_library(run: Run, api: FakeApi, fake: FakeExplain) -> None:
    """Demand, time, seed, threads and another scenario are passed on; the plan is then read by the library."""
    made_folder()
    words = ["--time-limit", "5", "--seed", "3", "--workers", "2", "--scenario", "mine"]
    assert run("explain", "out", "unmiss-medevac", *words).exit_code == 0
    call = fake.calls[0]
    assert (call["demand"], call["time_limit_s"], call["seed"], call["workers"]) == (
        "unmiss-medevac",
        5.0,
        3,
        2,
    )
    assert call["plan"] == "out"
    assert call["scenario"] is api.scenario


def test_details_name_rules_and_solves(run: Run, fake: FakeExplain) -> None:
    """--details adds the identifiers of the rules and the solves."""
    made_folder()
    printed = run("explain", "out", "--details").stdout
    assert "crew.available [kenya md500" in printed
    assert "Verified infeasible twice" in printed


def test_explanation_as_json(run: Run, fake: FakeExplain) -> None:
    """--json prints the whole explanation."""
    made_folder()
    printed = json.loads(run("explain", "out", "--json", "--quiet").stdout)
    assert Explanation.model_validate(printed) == fake.answer


def test_unknown_demand_is_answered_with_those_that_are(run: Run, fake: FakeExplain) -> None:
    """A misspelt demand ends with 2 and the names of the demands."""
    made_folder()
    result = run("explain", "out", "unmis-medevac")
    assert result.exit_code == 2
    assert "no demand 'unmis-medevac'" in result.stderr
    assert "unmiss-medevac" in result.stderr
    assert fake.calls == []


def test_scenario_without_a_plan(run: Run, fake: FakeExplain) -> None:
    """A scenario in the place of the plan is asked why there is none; the exit code says that there is none."""
    fake.answer = explanation(infeasible=INFEASIBLE)
    result = run("explain", "tiny")
    assert result.exit_code == 3
    assert "no plan can do this" in result.stdout
    assert fake.calls[0]["plan"] is None


def test_interrupted_explanation_is_printed(run: Run, fake: FakeExplain) -> None:
    """Ctrl-C stops the search; what is known is told, and the exit code is 130."""
    made_folder()
    fake.is_interrupted = True
    # A shell ignores SIGINT for its background jobs, and so would the command.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        result = run("explain", "out")
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.exit_code == 130
    assert "crews: kenya md500" in result.stdout
    assert "what was known until then was told" in result.stderr
