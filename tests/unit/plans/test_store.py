"""A plan on disk: canonical, whole or absent, and never taken for another's."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from airlift.errors import PlanError
from airlift.plans.store import (
    open_plan,
    plan_json,
    read_plan,
    require_same_scenario,
    save,
    scenario_digest,
    write_atomically,
)
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_row
from tests.unit.reporting.handmade import hand_plan, hand_result


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Return the tiny scenario."""
    return tiny_scenario()


def change(file: Path, **values: Any) -> None:
    """Overwrite top-level values of a JSON file."""
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_saved_plan_comes_back_with_its_scenario(scenario: Scenario, tmp_path: Path) -> None:
    """What was saved is what is opened, by folder and by file."""
    plan = hand_plan(scenario)
    file = save(scenario, plan, tmp_path / "deep" / "out")
    assert file == tmp_path / "deep" / "out" / "plan.json"
    assert open_plan(file.parent) == (scenario, plan)
    assert open_plan(str(file)) == (scenario, plan)
    assert read_plan(file) == plan


def test_same_plan_gives_same_bytes(scenario: Scenario, tmp_path: Path) -> None:
    """Versions in another order and a second writing change nothing; the text ends with a newline."""
    swapped = hand_result(versions={"ortools": "9.15", "python": "3.11"})
    first = save(scenario, hand_plan(scenario), tmp_path / "a").read_bytes()
    second = save(scenario, hand_plan(scenario, results=(swapped,)), tmp_path / "b").read_bytes()
    assert first == second
    assert first.endswith(b"\n}\n")
    assert first.startswith(b'{\n "schema_version": "1",\n "scenario": "tiny",\n')


def test_only_times_differ_between_two_runs(scenario: Scenario) -> None:
    """Times stand in fields called `wall_s` and nowhere else."""
    fast, slow = (plan_json(hand_plan(scenario, results=(hand_result(wall_s=s),))) for s in (1.0, 2.0))
    differing = [
        pair for pair in zip(fast.splitlines(), slow.splitlines(), strict=True) if pair[0] != pair[1]
    ]
    assert differing == [('   "wall_s": 1.0,', '   "wall_s": 2.0,')]


def test_digest_is_that_of_sorted_compact_json(scenario: Scenario) -> None:
    """Anyone can compute the digest from the JSON of the scenario."""
    text = json.dumps(
        scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert scenario_digest(scenario) == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_digest_changes_with_any_value(scenario: Scenario) -> None:
    """One aircraft more is another scenario."""
    assert scenario_digest(with_row(scenario, "lots", "rok-1", aircraft=7)) != scenario_digest(scenario)


def test_plan_of_a_changed_scenario_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    """The message says that the scenario has changed, and what to do."""
    changed = with_row(scenario, "lots", "rok-1", aircraft=7)
    with pytest.raises(PlanError, match=r"'tiny' has changed since this plan was made.*plan it anew"):
        require_same_scenario(changed, hand_plan(scenario))
    with pytest.raises(PlanError, match="has changed"):
        save(changed, hand_plan(scenario), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_plan_of_another_scenario_is_refused_by_name(scenario: Scenario) -> None:
    """Both names are in the message."""
    with pytest.raises(PlanError, match=r"made for scenario 'tiny', not for 'other'"):
        require_same_scenario(tiny_scenario(name="other"), hand_plan(scenario))


def test_scenario_changed_on_disk_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    """A scenario.json that was edited no longer fits its plan."""
    save(scenario, hand_plan(scenario), tmp_path)
    change(tmp_path / "scenario.json", title="Another title")
    with pytest.raises(PlanError, match=r"plan\.json: scenario 'tiny' has changed"):
        open_plan(tmp_path)


def test_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up while a file is written costs the new file, not the old one."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "plan.json"
    target.write_text("old", encoding="utf-8")
    monkeypatch.setattr("airlift.plans.store.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert target.read_text(encoding="utf-8") == "old"


def test_folder_that_is_a_file_cannot_be_written(scenario: Scenario, tmp_path: Path) -> None:
    """The error names the place and the remedy."""
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(PlanError, match=r"out: the plan cannot be written.*Maybe name a folder"):
        save(scenario, hand_plan(scenario), tmp_path / "out")


def test_missing_plan_is_told(tmp_path: Path) -> None:
    """A folder without a plan and a path to nothing both say how a plan is made."""
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(PlanError, match=r"no plan there.*airlift plan SCENARIO -o DIR"):
            open_plan(path)


def test_missing_scenario_is_told(scenario: Scenario, tmp_path: Path) -> None:
    """A plan that was moved alone is no use to `open_plan`, but can be read."""
    save(scenario, hand_plan(scenario), tmp_path)
    (tmp_path / "scenario.json").unlink()
    with pytest.raises(PlanError, match=r"scenario\.json: not found"):
        open_plan(tmp_path)
    assert read_plan(tmp_path).scenario == "tiny"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"line 1, column 1: not JSON"),
        (b'{"schema_version": "1",\n "scen', r"line 2, column 2: not JSON.*cut short"),
        (b"\xff\xfe\x00", r"not UTF-8 text at byte 0"),
        (b"[1, 2]", r"a JSON object is expected, not a list"),
        (b"[" * 100_000, r"nested too deeply"),
        (b'{"schema_version": "9"}', r"schema version '9'; this airlift reads '1'"),
        (b"{}", r"not a plan: scenario: Field required; .*mend these values"),
    ],
)
def test_broken_plan_says_what_and_where(content: bytes, message: str, tmp_path: Path) -> None:
    """Each kind of damage has its own sentence with the file in it."""
    (tmp_path / "plan.json").write_bytes(content)
    with pytest.raises(PlanError, match=rf"plan\.json: (?s:.*){message}"):
        read_plan(tmp_path)


def test_unreadable_plan_is_told(scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operating system says is passed on, with the file."""
    save(scenario, hand_plan(scenario), tmp_path)

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(PlanError, match=r"plan\.json: cannot be read \(Permission denied\)"):
        read_plan(tmp_path)


def test_many_problems_are_counted(scenario: Scenario, tmp_path: Path) -> None:
    """Five problems are shown, the others counted."""
    save(scenario, hand_plan(scenario), tmp_path)
    change(tmp_path / "plan.json", **{f"unknown{number}": 1 for number in range(8)})
    with pytest.raises(PlanError, match=r"unknown0: Extra inputs .*\(and 3 more\)"):
        read_plan(tmp_path)


def test_broken_scenario_beside_a_plan_is_told(scenario: Scenario, tmp_path: Path) -> None:
    """The message names scenario.json and the value."""
    save(scenario, hand_plan(scenario), tmp_path)
    change(tmp_path / "scenario.json", horizon_months=0)
    with pytest.raises(PlanError, match=r"scenario\.json: not the scenario of a plan: horizon_months"):
        open_plan(tmp_path)
