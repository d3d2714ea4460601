"""Many orders, some at a time, each in a process of its own that is killed some seconds after its limit."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess

from benchmarks.suites.record import Record
from benchmarks.suites.work import Order, run_order

__all__ = ["run_orders"]

_LOADING_S = 300.0
"""Seconds for imports, reading and loading of compiled code, before the clock of the search starts."""
_CHECKING_S = 300.0


@dataclass(slots=True)
class _Running:
    order: Order
    process: SpawnProcess
    pipe: Connection
    phase: str
    deadline: float


def run_orders(orders: Sequence[Order], jobs: int, take: Callable[[Record], None]) -> bool:
    """Do the orders in their sequence.

    Parameters
    ----------
    orders : sequence of Order
        What is to be done.
    jobs : int
        How many at a time.
    take : callable
        Gets each record as soon as it is there.

    Returns
    -------
    bool
        False if Ctrl-C broke it off; what was finished has been given to `take`.
    """
    context = multiprocessing.get_context("spawn")
    waiting, running = list(orders), list[_Running]()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_started(context, waiting.pop(0)))
            nearest = min(one.deadline for one in running) - time.monotonic()
            wait([one.pipe for one in running], timeout=max(0.0, nearest))
            for one in list(running):
                record = _looked_at(one)
                if record is not None:
                    running.remove(one)
                    _end(one)
                    take(record)
    except KeyboardInterrupt:
        return False
    finally:
        for one in running:
            _end(one)
    return True


def _started(context: SpawnContext, order: Order) -> _Running:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=run_order, args=(order, theirs), daemon=True)
    with _without_interrupt():
        process.start()
    theirs.close()
    return _Running(order, process, ours, "loading", time.monotonic() + _LOADING_S)


@contextmanager
def _without_interrupt() -> Iterator[None]:
    """Let what is started inherit that Ctrl-C is ignored: it is this process that ends the others."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _looked_at(one: _Running) -> Record | None:
    """Take what a process tells; a record ends its work, and so do the end of the process and its deadline."""
    while one.pipe.poll():
        try:
            message = one.pipe.recv()
        except EOFError:
            one.process.join()
            code = one.process.exitcode
            return one.order.record("failed", f"the process ended with code {code} while it was {one.phase}")
        if message[0] == "record":
            return message[1]  # type: ignore[no-any-return]
        if message[0] == "ready":
            one.phase = "searching"
            one.deadline = time.monotonic() + one.order.limit_s + one.order.grace_s
        else:
            one.phase, one.deadline = "checking", time.monotonic() + _CHECKING_S
    if time.monotonic() < one.deadline:
        return None
    if one.phase == "searching":
        over = one.order.grace_s
        return one.order.record("killed", f"{over:g} s after its limit", one.order.limit_s + over)
    return one.order.record("killed", f"while it was {one.phase}")


def _end(one: _Running) -> None:
    if one.process.is_alive():
        one.process.kill()
    one.process.join()
    one.pipe.close()
