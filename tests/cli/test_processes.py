"""The command as a process: real signals, real pipes, real encodings, a real terminal."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

DRIVER = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import airlift
from airlift_cli.main import cli
from tests.cli.fakes import BROKEN, FakeApi, made_plan
kind = sys.argv[1]
api = FakeApi(
    result=made_plan(interrupted=kind == "waits"),
    wait_for_interrupt=kind == "waits",
    deaf=kind == "deaf",
    findings=BROKEN,
) if kind == "broken" else FakeApi(wait_for_interrupt=kind == "waits", deaf=kind == "deaf")
vars(airlift).update(api.names())
cli(sys.argv[2:], prog_name="airlift")
"""


@pytest.fixture
def environment(repository: Path) -> dict[str, str]:
    """Return the environment of a process that finds the source tree."""
    path = os.pathsep.join(str(repository / part) for part in ("", "cli", "data"))
    return {"PYTHONPATH": path, "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}


def start(
    kind: str, *arguments: str, folder: Path, environment: dict[str, str], stderr: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Start the command with an API of the given kind."""
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, kind, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
    )


def wait_for(words: str, stream: IO[str] | None) -> None:
    """Read lines until one holds the words."""
    assert stream is not None
    seen = []
    for line in stream:
        seen.append(line)
        if words in line:
            return
    pytest.fail(f"{words!r} never came: {seen}")


def test_one_ctrl_c_keeps_the_best_plan(tmp_path: Path, environment: dict[str, str]) -> None:
    """SIGINT during the search ends it; the best plan is written, said so, and the exit code is 130."""
    process = start("waits", "plan", "tiny", "-o", "out", folder=tmp_path, environment=environment)
    wait_for("unmet tier 1", process.stderr)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopping with the best plan so far" in err
    assert "Interrupted: the best plan found until then was kept." in err
    assert "Kenya" in out
    assert json.loads((tmp_path / "out" / "plan.json").read_text())["scenario"] == "tiny"
    assert (tmp_path / "out" / "report.html").is_file()


def test_ctrl_c_with_json_still_prints_one_object(tmp_path: Path, environment: dict[str, str]) -> None:
    """An interrupted run prints its object, which says that it was interrupted."""
    process = start("waits", "plan", "tiny", "--json", folder=tmp_path, environment=environment)
    wait_for("unmet tier 1", process.stderr)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["interrupted"] is True


def test_second_ctrl_c_leaves_at_once(tmp_path: Path, environment: dict[str, str]) -> None:
    """A search that does not stop is left behind by the second SIGINT; nothing is written."""
    process = start("deaf", "plan", "tiny", "-o", "out", folder=tmp_path, environment=environment)
    wait_for("unmet tier 1", process.stderr)
    process.send_signal(signal.SIGINT)
    wait_for("Stopping with the best plan so far", process.stderr)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Aborted." in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_reader_who_goes_away(tmp_path: Path, environment: dict[str, str]) -> None:
    """A closed pipe on standard output gives no traceback and no complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-c", DRIVER, "quick", "schema"],
        cwd=tmp_path,
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "arguments", [["schema"], ["--help"], ["plan", "tiny", "--quiet"], ["report", ".", "-o", "-"]]
)
def test_output_that_cannot_be_written(
    arguments: list[str], tmp_path: Path, environment: dict[str, str]
) -> None:
    """Standard output on a full disk is told as such with 2, and is no fault of airlift."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = subprocess.run(
            [sys.executable, "-c", DRIVER, "quick", *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert process.stderr == "Error: the output cannot be written (No space left on device).\n"


def test_terminal_that_lacks_a_character(tmp_path: Path, environment: dict[str, str]) -> None:
    """A character that the encoding lacks is shown as a question mark; JSON loses nothing."""
    plain = environment | {"PYTHONIOENCODING": "iso-8859-5"}
    process = start("quick", "plan", "tiny", folder=tmp_path, environment=plain)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, "Kenya: 3 ? 500MD" in out) == (0, True), err
    process = start("quick", "schema", folder=tmp_path, environment=plain)
    out, _ = process.communicate(timeout=60)
    assert json.loads(out)["description"] == "Fünf Hubschrauber"


def test_live_table_on_a_terminal(tmp_path: Path, environment: dict[str, str]) -> None:
    """With standard error on a terminal the progress is a live table, and the cursor is given back."""
    master, slave = pty.openpty()
    on_terminal = environment | {"TERM": "xterm", "NO_COLOR": "1"}
    process = start("quick", "plan", "tiny", folder=tmp_path, environment=on_terminal, stderr=slave)
    out, _ = process.communicate(timeout=60)
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux tells the end of a terminal so
            break
        if not part:
            break
        shown += part
    os.close(master)
    assert process.returncode == 0
    assert "Kenya" in out
    assert b"unmet tier 1" in shown
    assert b"20 %" in shown
    assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
    assert b"\x1b[3" not in shown


def test_module_can_be_run(tmp_path: Path, environment: dict[str, str]) -> None:
    """`python -m airlift_cli` is the command."""
    process = subprocess.run(
        [sys.executable, "-m", "airlift_cli", "--version"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout.startswith("airlift ")
