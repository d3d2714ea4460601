"""Progress: few lines in a log, one table on a terminal, nothing when quiet; Ctrl-C is counted."""

from __future__ import annotations

import io
import signal
import threading

import pytest
from rich.console import Console

from airlift.solvers.options import ProgressEvent
from airlift_cli.live import LiveView
from airlift_cli.progress import LogView, ProgressFeed, SilentView, gap_text, view_for
from airlift_cli.searching import catching_ctrl_c, run_in_background


def event(
    stage: str, elapsed_s: float, value: float | None = None, bound: float | None = None, message: str = ""
) -> ProgressEvent:
    """Return an event of the level `matching`."""
    return ProgressEvent("matching", stage, value, bound, elapsed_s, message)


def test_log_prints_ends_of_stages_and_a_line_every_five_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    """Of many events a stage keeps its first, its last, and one every five seconds."""
    with LogView() as view:
        for tenth in range(0, 121):
            view.show(event("tier 1", tenth / 10, value=100.0 - tenth, bound=0.0))
        view.show(event("tier 2", 12.5, message="presolve"))
    assert capsys.readouterr().err.splitlines() == [
        "[   0.0 s] matching: tier 1; value 100, bound 0, gap 100 %",
        "[   5.0 s] matching: tier 1; value 50, bound 0, gap 100 %",
        "[  10.0 s] matching: tier 1; value 0, bound 0, gap 0 %",
        "[  12.0 s] matching: tier 1; value -20, bound 0, gap 0 %",
        "[  12.5 s] matching: tier 2; presolve",
    ]


def test_log_prints_the_last_event_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The last state is printed when the search ends, unless it was already."""
    with LogView() as view:
        view.show(event("tier 1", 0.1))
        view.show(event("tier 1", 0.2, value=3.0))
    assert [line.split("]")[0] for line in capsys.readouterr().err.splitlines()] == ["[   0.1 s", "[   0.2 s"]
    with LogView():
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [(None, 1.0, "–"), (1.0, None, "–"), (0.0, 0.0, "0 %"), (0.0, -2.0, "–"), (12.0, 10.0, "16.7 %")],
)
def test_gap(value: float | None, bound: float | None, text: str) -> None:
    """The gap is relative to the value; it is a dash where it has no meaning."""
    assert gap_text(event("tier 1", 0.0, value, bound)) == text


def drawn(width: int) -> str:
    """Return the last state of a live table on a terminal of this width."""
    console = Console(file=io.StringIO(), force_terminal=True, width=width, _environ={"NO_COLOR": "1"})
    with LiveView(console) as view:
        view.refresh()
        view.show(event("tier 1", 3.0, value=12.0, bound=10.0, message="presolve"))
        view.refresh()
        view.say("Stopping now.")
        view.show(ProgressEvent("sorties:unmiss", "enumerate", None, None, 1.0))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_live_table_has_a_row_for_each_level() -> None:
    """Each level shows its stage, best value, bound, gap and time; sentences stand apart."""
    text = drawn(100)
    for word in (
        "matching",
        "tier 1",
        "12",
        "10",
        "16.7 %",
        "3 s",
        "presolve",
        "sorties:unmiss",
        "enumerate",
    ):
        assert word in text
    assert "Stopping now." in text
    assert "\x1b[3" not in text


@pytest.mark.parametrize("width", [36, 50, 71, 72, 200])
def test_live_table_cuts_no_figure(width: int) -> None:
    """On a narrow terminal names are wrapped and the bound is left out; value, gap and time stay whole."""
    text = drawn(width)
    for figure in (" 12 ", "16.7 %", "3 s"):
        assert figure in text
    assert ("bound" in text) == (width >= 72)


def test_views_are_chosen_by_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet is silent, a terminal is live, a pipe and a dumb terminal get lines."""
    assert type(view_for(quiet=True)) is SilentView
    assert type(view_for(quiet=False)) is LogView
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert type(view_for(quiet=False)) is LiveView
    monkeypatch.setenv("TERM", "dumb")
    assert type(view_for(quiet=False)) is LogView


def test_silent_view_still_says_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    """Quiet drops progress, not words to the user."""
    feed = ProgressFeed()
    feed(event("tier 1", 1.0))
    with SilentView() as view:
        feed.drain(view)
        view.refresh()
        view.say("Stopping.")
    assert capsys.readouterr().err == "Stopping.\n"


def test_events_of_another_thread_are_shown_in_the_main_thread() -> None:
    """The search runs elsewhere; what it tells is drained where the view lives."""
    feed = ProgressFeed()
    threads = set()

    class Recorder(SilentView):
        def show(self, event: ProgressEvent) -> None:
            threads.add(threading.current_thread())

    recorder = Recorder()

    def work() -> str:
        feed(event("tier 1", 1.0))
        return threading.current_thread().name

    assert run_in_background(work, lambda: feed.drain(recorder)) == "airlift-search"
    assert threads == {threading.main_thread()}


def test_error_in_the_background_is_raised_in_front() -> None:
    """What the work raises reaches the caller."""

    def work() -> None:
        raise LookupError("juba")

    with pytest.raises(LookupError, match="juba"):
        run_in_background(work, lambda: None)


def test_first_press_is_counted_and_the_second_raises() -> None:
    """One SIGINT is only counted, two raise KeyboardInterrupt; the former handler comes back."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with catching_ctrl_c() as ctrl_c:
            signal.raise_signal(signal.SIGINT)
            assert ctrl_c.presses == 1
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_process_that_is_deaf_to_ctrl_c_stays_so() -> None:
    """Where the shell ignores SIGINT, as for background jobs, it stays ignored."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with catching_ctrl_c() as ctrl_c:
            signal.raise_signal(signal.SIGINT)
        assert ctrl_c.presses == 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_leave_signals_alone() -> None:
    """Outside the main thread nothing is installed, and nothing fails."""

    def use() -> int:
        with catching_ctrl_c() as ctrl_c:
            return ctrl_c.presses

    assert run_in_background(use, lambda: None) == 0
