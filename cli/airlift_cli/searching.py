"""Run a search so that Ctrl-C reaches it: once to stop with the best so far, twice to leave at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from airlift_cli.exits import SearchAbandoned

__all__ = ["CtrlC", "catching_ctrl_c", "run_in_background"]

T = TypeVar("T")

_TICK_S = 0.1


class CtrlC:
    """How often Ctrl-C was pressed; the second time raises KeyboardInterrupt in the main thread."""

    def __init__(self) -> None:
        self.presses = 0

    def handle(self, _signal: int, _frame: FrameType | None) -> None:
        """Count a press."""
        self.presses += 1
        if self.presses > 1:
            raise KeyboardInterrupt


@contextmanager
def catching_ctrl_c() -> Iterator[CtrlC]:
    """Count presses of Ctrl-C within the block, instead of ending it at the first.

    Python delivers signals to its main thread alone: elsewhere, and where the shell made the process deaf to
    Ctrl-C (background jobs), nothing is changed.
    """
    ctrl_c = CtrlC()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before in (signal.SIG_IGN, None):
        yield ctrl_c
        return
    signal.signal(signal.SIGINT, ctrl_c.handle)
    try:
        yield ctrl_c
    finally:
        signal.signal(signal.SIGINT, before)


def run_in_background(work: Callable[[], T], tick: Callable[[], None]) -> T:
    """Run `work` in a thread; call `tick` ten times a second until it ends, and once more.

    A solver in native code would keep the main thread from ever seeing a signal. What `work` raises is raised
    here.

    Raises
    ------
    SearchAbandoned
        KeyboardInterrupt came while `work` was still running.
    """
    future: Future[T] = Future()

    def target() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # handed over to the main thread, which raises it
            future.set_exception(error)

    thread = threading.Thread(target=target, name="airlift-search", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_TICK_S)
            tick()
        tick()  # what the search told after the last look
    except KeyboardInterrupt as error:
        if thread.is_alive():
            raise SearchAbandoned from error
        raise
    return future.result()
