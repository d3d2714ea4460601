"""Progress of a search on standard error: lines for a log, a live table for a terminal, or nothing."""

from __future__ import annotations

import os
import queue
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

import click

from airlift_cli.layout import number

if TYPE_CHECKING:
    from typing import Self

    from airlift import ProgressEvent

__all__ = ["LogView", "ProgressFeed", "SilentView", "View", "gap_text", "view_for"]

_LINE_EVERY_S = 5.0


class View(Protocol):
    """Shows progress. Every method is called from the main thread."""

    def show(self, event: ProgressEvent) -> None:
        """Take in an event."""

    def refresh(self) -> None:
        """Bring what is shown up to date; called several times a second."""

    def say(self, words: str) -> None:
        """Print a sentence to the user, apart from the progress."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class ProgressFeed:
    """Brings events from a solver's thread to the main thread.

    The search calls it; it never blocks and never prints, so a closed terminal cannot break a search.
    """

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[ProgressEvent] = queue.SimpleQueue()

    def __call__(self, event: ProgressEvent) -> None:
        """Take an event, from any thread."""
        self._events.put(event)

    def drain(self, view: View) -> None:
        """Show everything that has come since the last time."""
        while True:
            try:
                view.show(self._events.get_nowait())
            except queue.Empty:
                return


def view_for(*, quiet: bool) -> View:
    """Choose how progress is shown: not at all, live on a terminal, or in lines."""
    if quiet:
        return SilentView()
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        from airlift_cli.live import LiveView

        return LiveView()
    return LogView()


def gap_text(event: ProgressEvent) -> str:
    """Write the relative gap between incumbent and bound, in percent; a dash without both."""
    if event.value is None or event.bound is None:
        return "–"
    distance = max(0.0, event.value - event.bound)
    if distance == 0.0:
        return "0 %"
    if event.value == 0.0:
        return "–"
    return f"{100 * distance / abs(event.value):.3g} %"


class SilentView:
    """Shows no progress; still says what the user must know."""

    def show(self, event: ProgressEvent) -> None:
        """Drop the event."""

    def refresh(self) -> None:
        """Do nothing."""

    def say(self, words: str) -> None:
        """Print a sentence on standard error."""
        click.echo(words, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class LogView(SilentView):
    """One line when a stage begins and when it ends, and at most one every five seconds in between."""

    def __init__(self) -> None:
        self._last: ProgressEvent | None = None
        self._printed: ProgressEvent | None = None

    def show(self, event: ProgressEvent) -> None:
        """Print the event if it is time for a line."""
        last, printed = self._last, self._printed
        self._last = event
        if last is None or (last.level, last.stage) != (event.level, event.stage):
            self._print_pending(last)
            self._print(event)
        elif printed is None or abs(event.elapsed_s - printed.elapsed_s) >= _LINE_EVERY_S:
            self._print(event)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._print_pending(self._last)

    def _print_pending(self, event: ProgressEvent | None) -> None:
        if event is not None and event is not self._printed:
            self._print(event)

    def _print(self, event: ProgressEvent) -> None:
        self._printed = event
        parts = [f"[{event.elapsed_s:6.1f} s] {event.level}: {event.stage}"]
        if event.value is not None or event.bound is not None:
            parts.append(f"value {number(event.value)}, bound {number(event.bound)}, gap {gap_text(event)}")
        if event.message:
            parts.append(event.message)
        click.echo("; ".join(parts), err=True)
