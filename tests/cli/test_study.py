"""`airlift pareto`, `pledges` and `broker`: options, tables, JSON, files and exit codes, without a search."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import airlift
from airlift.plans import Allocation, ObjectiveLevel, Result, Status
from airlift.scenario import Pledge
from airlift.study import Brokerage, Front, FrontPoint, PledgeList, PledgeWorth, TierWorth, TradeOffs
from airlift.study.measures import MEASURES
from airlift.study.valuation import Valuation
from airlift_cli.commands.pareto import OBJECTIVES
from tests.cli.conftest import Run
from tests.scenarios import tiny_scenario

SCENARIO = tiny_scenario()


def level(name: str, value: float, bound: float) -> ObjectiveLevel:
    """Return an objective level, proven when value and bound agree."""
    status = Status.OPTIMAL if value == bound else Status.FEASIBLE
    unit = MEASURES.get(name, "aircraft-months")
    return ObjectiveLevel(name=name, unit=unit, status=status, value=value, bound=bound, wall_s=0)


def point(unmet: float, cost: float, bound: float) -> FrontPoint:
    """Return a point of a front."""
    levels = (level("unmet", unmet, bound), level("cost", cost, cost))
    result = Result(
        level="matching", status=Status.OPTIMAL, objectives=levels, seed=1, deterministic=False,
        workers=1, time_limit_s=None, wall_s=0,
    )  # fmt: skip
    return FrontPoint({}, levels, Allocation(), result)


def worth() -> PledgeWorth:
    """Return a pledge that closes nine aircraft-months of tier 1."""
    row = {
        "id": "docks",
        "name": "docks",
        "kind": "docks",
        "amount": 1,
        "source": "test",
        "confidence": "assumption",
    }
    tiers = (TierWorth(1, 30, 30, 21, 21, Status.OPTIMAL),)
    return PledgeWorth(
        (Pledge.model_validate(row),), "a dock", "solved", tiers, 900.0, Status.OPTIMAL, "2022-09"
    )


FRONT = TradeOffs(Front(SCENARIO, ("unmet", "cost"), (point(10, 2e6, 9), point(40, 0, 40)), ("a note",)))
PLEDGES = PledgeList(Valuation(SCENARIO, Allocation(), (level("tier 1 unmet", 30, 30),), (worth(),)), False)
BROKER = Brokerage(SCENARIO, (), (), Allocation(), ())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put studies that answer at once in the place of the real ones; the list keeps the options of every call."""
    made: list[dict[str, Any]] = []

    def answering(outcome: Any) -> Callable[..., Any]:
        def study(*_: Any, **options: Any) -> Any:
            made.append(options)
            return outcome

        return study

    for name, outcome in (("pareto", FRONT), ("pledges", PLEDGES), ("broker", BROKER)):
        monkeypatch.setitem(vars(airlift), name, answering(outcome))
    monkeypatch.setitem(vars(airlift), "load", lambda _name: SCENARIO)
    return made


def test_objectives_of_the_command_are_those_of_the_library():
    """The command names each measure, and no other."""
    assert set(OBJECTIVES) == set(MEASURES)


def test_front_as_a_table(run: Run, calls: list[dict[str, Any]]):
    """A row for each point with its bounds; the unproven one says so; notes stand below."""
    result = run("pareto", "tiny", "--objectives", "unmet,cost", "--points", "4", "--quiet")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["A", "10", "9", "2,000,000", "2,000,000", "no"] in rows
    assert ["B", "40", "40", "0", "0", "yes"] in rows
    assert "a note" in result.stdout
    assert calls[0]["objectives"] == ("unmet", "cost")
    assert calls[0]["points"] == 4


def test_front_as_json_and_files(run: Run, calls: list[dict[str, Any]]):
    """--json prints one object; -o writes table, picture and a plan for each point, and may be run again."""
    for _ in range(2):
        result = run("pareto", "tiny", "-o", "front", "--json", "--quiet")
        assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert [p["objectives"][0]["bound"] for p in data["points"]] == [9, 40]
    assert {Path(path).name for path in data["paths"]} == {
        "front.json",
        "front.csv",
        "front.svg",
        "plan.json",
    }
    assert all(Path(path).is_file() for path in data["paths"])
    assert (
        Path("front/front.csv")
        .read_text()
        .splitlines()[1]
        .startswith("A,feasible,10.0,9.0,feasible,2000000.0")
    )
    assert "<svg" in Path("front/front.svg").read_text()
    assert airlift.verify(SCENARIO, "front/plans/B").to_dict()["findings"] is not None


def test_a_foreign_folder_is_refused_before_the_search(run: Run, calls: list[dict[str, Any]]):
    """A folder with something else in it is left alone."""
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("dear")
    result = run("pareto", "tiny", "-o", "mine")
    assert result.exit_code == 2
    assert "front.json" in result.stderr
    assert calls == []


@pytest.mark.parametrize(
    "options",
    [
        ("--objectives", "unmet"),
        ("--objectives", "unmet,unmet"),
        ("--objectives", "unmet,beauty"),
        ("--points", "1"),
        ("--objectives", "unmet,cost,co2", "--points", "2"),
        ("--within", "-1"),
        ("--alternatives", "-1"),
    ],
)
def test_impossible_options_are_usage_errors(options: tuple[str, ...], run: Run, calls: list[dict[str, Any]]):
    """They end with 2 before anything is searched."""
    assert run("pareto", "tiny", *options).exit_code == 2
    assert calls == []


def test_pledges_as_a_table(run: Run, calls: list[dict[str, Any]]):
    """Each pledge with its gain by tier, price, month and how sure that is."""
    result = run("pledges", "tiny", "--pairs", "3", "--seed", "5", "--quiet")
    assert result.exit_code == 0
    assert "+9" in result.stdout
    assert "100" in result.stdout
    assert "2022-09" in result.stdout
    assert "proven" in result.stdout
    assert "docks: a dock" in result.stdout
    assert (calls[0]["pairs"], calls[0]["seed"], calls[0]["time_limit_s"]) == (3, 5, 120.0)


@pytest.mark.parametrize(
    ("proven", "words"),
    [((True, True), "proven"), ((True, False), "to tier 1"), ((False, False), "open"), ((), "not reached")],
)
def test_pledges_say_how_far_they_are_proven(
    proven: tuple[bool, ...],
    words: str,
    run: Run,
    calls: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
):
    """All tiers, down to some tier, none, or not looked at."""
    tiers = tuple(
        TierWorth(tier, 30, 20, 21, 21, Status.OPTIMAL if sure else Status.FEASIBLE)
        for tier, sure in enumerate(proven, start=1)
    )
    levels = (level("tier 1 unmet", 30, 30), level("tier 2 unmet", 30, 30))
    listed = PledgeList(Valuation(SCENARIO, Allocation(), levels, (replace(worth(), tiers=tiers),)), False)
    monkeypatch.setitem(vars(airlift), "pledges", lambda *_, **__: listed)
    assert words in run("pledges", "tiny", "--quiet").stdout


def test_pledges_as_a_list(run: Run, calls: list[dict[str, Any]]):
    """--json prints a list, best first, with id, what, value by tier, cost and first month."""
    (entry,) = json.loads(run("pledges", "tiny", "--json", "--quiet").stdout)
    assert entry["id"] == "docks"
    assert entry["what"] == "a dock"
    assert entry["value"] == {"1": 9}
    assert entry["cost_usd_per_aircraft_month"] == 100
    assert entry["first_month"] == "2022-09"
    assert entry["tiers"][0]["status"] == "optimal"


def test_broker_as_text_and_json(run: Run, calls: list[dict[str, Any]]):
    """Every demand is listed, and the number of blocking triples at the end."""
    result = run("broker", "tiny", "--quiet")
    assert result.exit_code == 0
    assert all(demand.id in result.stdout for demand in SCENARIO.demands)
    assert "Blocking triples of the plan: 0" in result.stdout
    assert json.loads(run("broker", "tiny", "--json", "--quiet").stdout)["scenario"] == "tiny"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("pareto", TradeOffs(Front(SCENARIO, ("unmet", "cost"), ()))),
        ("pledges", PledgeList(Valuation(SCENARIO, None, (), ()), True)),
        ("broker", Brokerage(SCENARIO, (), (), None, ())),
    ],
)
def test_no_plan_ends_with_3(
    name: str, outcome: Any, run: Run, calls: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    """A study that found no plan at all tells the shell."""
    monkeypatch.setitem(vars(airlift), name, lambda *_, **__: outcome)
    assert run(name, "tiny", "--quiet").exit_code == 3
