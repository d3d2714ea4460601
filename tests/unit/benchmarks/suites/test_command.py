"""A suite from the command line, on generated files: what it writes, resumes, and survives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import main
from benchmarks.suites.record import Record, read_lines
from tests.unit.benchmarks.suites import misbehaving

BAD = "tests.unit.benchmarks.suites.misbehaving"


def suite(out: Path, *more: str) -> int:
    return main(["suite", "smoke", "--out", str(out), "--jobs", "2", *more])


def records(out: Path) -> list[Record]:
    return read_lines((out / "smoke.jsonl").read_text(encoding="utf-8").splitlines())[1]


@pytest.fixture(scope="module")
def peer_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smoke suite's dial-a-ride files by plain CP-SAT."""
    out = tmp_path_factory.mktemp("reports")
    asked = ("--only", "darp-*", "--peers", "cpsat", "--without-airlift", "--time-limit", "20")
    assert suite(out, *asked) == 0
    return out


def test_every_plan_is_checked_and_kept(peer_alone: Path) -> None:
    found = records(peer_alone)
    assert sorted(one.instance for one in found) == ["darp-1", "darp-2"]
    for one in found:
        assert (one.state, one.proven, one.faults) == ("plan", True, ())
        assert one.bounds[0] == pytest.approx(one.values[0], abs=0.02)
        assert one.trail[-1][1] == one.values
        assert sorted(int(name) for route in one.routes or () for name in route) == list(range(1, 13))


@pytest.mark.parametrize("page", ["smoke.md", "smoke.html"])
def test_report_names_its_conditions(peer_alone: Path, page: str) -> None:
    text = (peer_alone / page).read_text(encoding="utf-8")
    run = json.loads((peer_alone / "smoke.jsonl").read_text(encoding="utf-8").splitlines()[0])
    versions = [f"{name} {version}" for name, version in run["versions"].items()]
    wanted = [
        run["date"],
        f"commit {run['commit']}",
        run["machine"]["system"],
        "limit 20 s",
        "seeds 1",
        *versions,
    ]
    wanted += [one.sha256 for one in records(peer_alone)]
    assert [word for word in wanted if word not in text] == []


def test_html_stands_alone_with_its_pictures(peer_alone: Path) -> None:
    text = (peer_alone / "smoke.html").read_text(encoding="utf-8")
    assert text.count("<svg") == 3
    assert text.replace('xmlns="http://www.w3.org/2000/svg"', "").count("http") == 0


def test_resume_does_what_is_missing(
    peer_alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two records the second is cut off, as by a broken run: only its work is done again."""
    lines = (peer_alone / "smoke.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "smoke.jsonl").write_text("\n".join([*lines[:2], lines[2][:40]]) + "\n", encoding="utf-8")
    done: list[str] = []

    def noted(orders: Any, jobs: int, take: Any) -> bool:
        done.extend(order.case.name for order in orders)
        take(read_lines([lines[2]])[1][0])
        return True

    monkeypatch.setattr("benchmarks.suites.command.run_orders", noted)
    asked = ("--only", "darp-*", "--peers", "cpsat", "--without-airlift", "--time-limit", "20", "--resume")
    assert suite(tmp_path, *asked) == 0
    assert done == [json.loads(lines[2])["instance"]]
    assert {one.instance for one in records(tmp_path)} == {"darp-1", "darp-2"}
    assert "darp-2" in (tmp_path / "smoke.md").read_text(encoding="utf-8")


def test_misbehaving_peers_are_reported_as_such(tmp_path: Path) -> None:
    """One is killed after its limit, one dies, one leaves a task; none of them stops the suite."""
    seeds = [misbehaving.NEVER_ENDS, misbehaving.DIES, misbehaving.LEAVES_A_TASK]
    asked = (
        "--only",
        "pdptw-1",
        "--peers",
        BAD,
        "--without-airlift",
        "--time-limit",
        "0.5",
        "--grace",
        "0.5",
    )
    assert suite(tmp_path, *asked, "--seeds", *map(str, seeds)) == 0
    state = {one.seed: one for one in records(tmp_path)}
    assert [state[seed].state for seed in seeds] == ["killed", "failed", "faulty"]
    assert "code 3" in state[misbehaving.DIES].note
    assert "visited 0 times" in state[misbehaving.LEAVES_A_TASK].faults[0]
    assert not any(one.values for one in state.values())
    text = (tmp_path / "smoke.md").read_text(encoding="utf-8")
    assert "killed: 0.5 s after its limit" in text


def test_break_keeps_what_is_finished(
    peer_alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C after the first record: the report says that it is broken off and has this record."""
    line = (peer_alone / "smoke.jsonl").read_text(encoding="utf-8").splitlines()[1]

    def broken(orders: Any, jobs: int, take: Any) -> bool:
        take(read_lines([line])[1][0])
        return False

    monkeypatch.setattr("benchmarks.suites.command.run_orders", broken)
    asked = ("--only", "darp-*", "--peers", "cpsat", "--without-airlift", "--time-limit", "20")
    assert suite(tmp_path, *asked) == 130
    text = (tmp_path / "smoke.md").read_text(encoding="utf-8")
    assert "Broken off" in text
    assert json.loads(line)["instance"] in text


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (["pdptw"], "there are no instances"),
        (["smoke", "--only", "nothing"], "no instance is called nothing"),
        (["smoke", "--peers", "cplex"], "there is no peer 'cplex'"),
        (["smoke", "--jobs", "0"], "--jobs"),
        (["smoke", "--time-limit", "0"], "--time-limit"),
    ],
)
def test_one_clear_error(
    asked: list[str],
    error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AIRLIFT_INSTANCES", str(tmp_path))
    assert main(["suite", *asked, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert error in said


@pytest.mark.slow
def test_airlift_stands_beside_a_peer(tmp_path: Path) -> None:
    """Both solve the same small file; neither is better than the other's proof."""
    assert suite(tmp_path, "--only", "darp-1", "--peers", "cpsat", "--time-limit", "20") == 0
    ours, theirs = (
        next(one for one in records(tmp_path) if one.solver == name) for name in ("airlift", "cpsat")
    )
    assert ours.proven
    assert theirs.proven
    assert ours.values == pytest.approx(theirs.values)
    assert "compiling airlift's kernels" in (tmp_path / "smoke.md").read_text(encoding="utf-8")
