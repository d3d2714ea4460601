"""Progress as a live table on a terminal: one row a planning level."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from airlift_cli.layout import number
from airlift_cli.progress import gap_text

if TYPE_CHECKING:
    from typing import Self

    from airlift import ProgressEvent

__all__ = ["LiveView"]

_NARROW = 72


class LiveView:
    """A table that is redrawn in place on standard error; its last state stays on the screen.

    Parameters
    ----------
    console : Console or None
        Where to draw; standard error by default. Colours follow NO_COLOR and the terminal.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        # Redrawn by `refresh` from the main thread, so rich needs no thread of its own.
        self._live = Live(console=self._console, auto_refresh=False, redirect_stdout=False)
        self._rows: dict[str, ProgressEvent] = {}
        self._running: str | None = None
        self._received_s = 0.0

    def show(self, event: ProgressEvent) -> None:
        """Put the event into the row of its level."""
        self._rows[event.level] = event
        self._running = event.level
        self._received_s = time.monotonic()

    def refresh(self) -> None:
        """Redraw, with the clock of the running level moved on."""
        if self._rows:
            self._live.update(self._drawn(), refresh=True)

    def say(self, words: str) -> None:
        """Print a sentence above the table."""
        self._console.print(Text(words))

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running = None
        self.refresh()
        self._live.stop()

    def _drawn(self) -> Group:
        """Return the table, and below it the words of the running level."""
        event = self._rows.get(self._running or "")
        words = Text(
            event.message if event is not None else "", style="dim", no_wrap=True, overflow="ellipsis"
        )
        return Group(self._table(), words)

    def _table(self) -> Table:
        narrow = self._console.width < _NARROW
        table = Table(box=None, pad_edge=False, header_style="dim")
        # Rich takes room from columns that may wrap before it cuts into those that may not: the figures.
        table.add_column("level", overflow="fold")
        table.add_column("stage", overflow="fold")
        for name in ("best", "gap", "time") if narrow else ("best", "bound", "gap", "time"):
            table.add_column(name, justify="right", no_wrap=True)
        for level, event in self._rows.items():
            elapsed_s = event.elapsed_s
            if level == self._running:
                elapsed_s += time.monotonic() - self._received_s
            figures = [number(event.value), number(event.bound), gap_text(event), f"{elapsed_s:.0f} s"]
            if narrow:
                del figures[1]
            cells = [level, event.stage, *figures]
            table.add_row(*(Text(cell) for cell in cells), style="bold" if level == self._running else "")
        return table
