"""Replications in chunks, in this process or in several; the answer is the same."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from airlift.simulation.aircraft import Record
from airlift.simulation.dispatching import DispatchRule
from airlift.simulation.engine import replicate
from airlift.simulation.world import World
from airlift.solvers.options import Interrupt

__all__ = ["run_replications"]

_CHUNK = 10
_LOOK_S = 0.2

Chunk = dict[int, tuple[Record, ...]]


def run_replications(
    worlds: Sequence[World],
    replications: int,
    seed: int,
    rule: DispatchRule,
    workers: int,
    interrupt: Interrupt,
    told: Callable[[int], None],
) -> list[tuple[Record, ...]]:
    """Run all worlds in each replication; `told` hears how many replications are done.

    Returns
    -------
    list of tuple of Record
        A record for each world, of every replication that was finished, in their order.
    """
    chunks = [range(start, min(start + _CHUNK, replications)) for start in range(0, replications, _CHUNK)]
    workers = min(workers, len(chunks))
    done: Chunk = {}
    source = (
        _in_this_process(worlds, chunks, seed, rule, interrupt)
        if workers == 1
        else _in_processes(worlds, chunks, seed, rule, workers, interrupt)
    )
    for chunk in source:
        done |= chunk
        told(len(done))
    return [done[number] for number in sorted(done)]


def _in_this_process(
    worlds: Sequence[World], chunks: Sequence[range], seed: int, rule: DispatchRule, interrupt: Interrupt
) -> Iterator[Chunk]:
    for chunk in chunks:
        for number in chunk:
            if interrupt.is_set():
                return
            yield _run_chunk(worlds, range(number, number + 1), seed, rule)


def _in_processes(
    worlds: Sequence[World],
    chunks: Sequence[range],
    seed: int,
    rule: DispatchRule,
    workers: int,
    interrupt: Interrupt,
) -> Iterator[Chunk]:
    """Run chunks in processes of their own; on an interrupt those that run are finished, the others dropped."""
    if interrupt.is_set():
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_ctrl_c) as pool:
        pending: set[Future[Chunk]] = {pool.submit(_run_chunk, worlds, chunk, seed, rule) for chunk in chunks}
        while pending:
            if interrupt.is_set():
                for future in pending:
                    future.cancel()
            finished, pending = wait(pending, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
            for future in finished:
                if not future.cancelled():
                    yield future.result()


def _leave_ctrl_c() -> None:
    """Leave Ctrl-C to the process that asked: it ends the run with what is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_chunk(worlds: Sequence[World], chunk: range, seed: int, rule: DispatchRule) -> Chunk:
    return {number: tuple(replicate(world, seed, number, rule) for world in worlds) for number in chunk}
