"""`python -m benchmarks solve`: what it writes, and how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.literature.check import check_routes
from benchmarks.literature.formats import FORMATS, read_instance
from benchmarks.solve import main
from tests.unit.benchmarks.literature.files import written


@pytest.mark.parametrize("format", FORMATS)
def test_answer_is_proven_and_passes_the_checker(
    tmp_path: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = written(tmp_path, format), tmp_path / "out.json"
    assert main([str(path), "--time-limit", "20", "--quiet", "-o", str(out)]) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["status"] == "optimal"
    assert document["gap"] == pytest.approx(0.0, abs=1e-6)
    assert document["bound"] <= document["objective"][-1] + 1e-9
    verdict = check_routes(read_instance(path), document["routes"])
    assert verdict.faults == ()
    assert document["objective"] == pytest.approx(verdict.objective, abs=1e-6)
    assert len(document["sha256"]) == 64
    assert "no findings" in capsys.readouterr().out


def test_bad_file_is_one_line_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "darp", "2 2 200 3 40\n")
    assert main([str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert str(path) in error


def test_no_plan_is_exit_code_3(tmp_path: Path) -> None:
    path = written(tmp_path, "darp", None)
    text = path.read_text(encoding="utf-8").replace("20 60", "1 2")
    assert main([str(written(tmp_path, "darp", text)), "--time-limit", "5", "--quiet"]) == 3


def test_wrong_options_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "pdptw")
    assert main([str(path), "--extended"]) == 2
    assert "only dial-a-ride" in capsys.readouterr().err
    assert main([str(path), "--time-limit", "-1"]) == 2
