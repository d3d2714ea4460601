"""A failure is told in words and by its exit code; tracebacks are for those who ask."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.cli.fakes import FakeApi


def test_unexpected_failure_has_no_traceback(run: Run, api: FakeApi) -> None:
    """A fault of airlift ends with 1, says so, and says how to report it."""
    api.error = KeyError("juba")
    result = run("plan", "tiny")
    assert result.exit_code == 1
    assert "KeyError: 'juba'" in result.stderr
    assert "fault of airlift" in result.stderr
    assert "airlift --debug" in result.stderr
    assert "Traceback" not in result.output


def test_debug_option_shows_the_traceback(run: Run, api: FakeApi) -> None:
    """`airlift --debug COMMAND` prints the traceback before the message."""
    api.error = KeyError("juba")
    result = run("--debug", "plan", "tiny")
    assert result.exit_code == 1
    assert result.stderr.startswith("Traceback (most recent call last)")
    assert "please report it" in result.stderr


def test_debug_variable_shows_the_traceback(run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """AIRLIFT_DEBUG=1 does the same."""
    monkeypatch.setenv("AIRLIFT_DEBUG", "1")
    api.error = RuntimeError("no")
    assert "Traceback" in run("check", "tiny").stderr


def test_file_that_cannot_be_read_is_the_users_to_mend(run: Run, api: FakeApi) -> None:
    """An error of the operating system about a file ends with 2 and names the file."""
    api.error = PermissionError(13, "Permission denied", "mine/lots.csv")
    result = run("plan", "mine")
    assert (result.exit_code, result.stderr) == (2, "Error: mine/lots.csv: Permission denied.\n")


def test_error_of_the_system_without_a_file_is_unexpected(run: Run, api: FakeApi) -> None:
    """An error of the operating system that names no file is no input of the user's."""
    api.error = OSError("out of handles")
    assert run("plan", "mine").exit_code == 1


def test_closed_output_is_no_failure_of_airlift(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the reader goes away the command ends quietly with 141."""
    api.error = BrokenPipeError(32, "Broken pipe")
    result = run("plan", "mine")
    assert (result.exit_code, result.output) == (141, "")


def test_ctrl_c_while_loading_ends_at_once(run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the search there is nothing to keep: one Ctrl-C ends with 130."""
    import airlift

    def pressed(_source: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(vars(airlift), "load", pressed)
    result = run("plan", "mine")
    assert result.exit_code == 130
    assert "Aborted." in result.stderr
