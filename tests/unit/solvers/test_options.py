"""Options of a search and the interrupt that ends it."""

from __future__ import annotations

import platform
import threading
from typing import Any

import pytest

import airlift
from airlift.solvers import Interrupt, SolveOptions
from airlift.solvers.versions import solver_versions


def test_an_interrupt_calls_every_running_search_once():
    """Callbacks are called in the order in which they came."""
    calls: list[str] = []
    interrupt = Interrupt()
    interrupt.add(lambda: calls.append("first"))
    interrupt.add(lambda: calls.append("second"))
    assert not interrupt.is_set()
    interrupt.set()
    assert interrupt.is_set()
    assert calls == ["first", "second"]


def test_a_search_that_begins_after_the_stop_is_stopped_at_once():
    """A callback that comes too late is called when it comes."""
    calls: list[str] = []
    interrupt = Interrupt()
    interrupt.set()
    interrupt.add(lambda: calls.append("late"))
    assert calls == ["late"]


def test_a_finished_search_is_left_alone():
    """A removed callback is not called, and removing it twice is harmless."""
    calls: list[str] = []

    def callback() -> None:
        calls.append("gone")

    interrupt = Interrupt()
    interrupt.add(callback)
    interrupt.remove(callback)
    interrupt.remove(callback)
    interrupt.set()
    assert calls == []


def test_a_callback_may_remove_itself():
    """The others are still called."""
    calls: list[str] = []
    interrupt = Interrupt()

    def once() -> None:
        interrupt.remove(once)
        calls.append("once")

    interrupt.add(once)
    interrupt.add(lambda: calls.append("other"))
    interrupt.set()
    assert calls == ["once", "other"]


def test_an_interrupt_may_come_from_another_thread():
    """The flag is seen by the thread that searches."""
    interrupt = Interrupt()
    thread = threading.Thread(target=interrupt.set)
    thread.start()
    thread.join()
    assert interrupt.is_set()


def test_within_changes_the_limit_alone():
    """Seed, workers and interrupt stay the same objects."""
    options = SolveOptions(seed=5, deterministic=True, workers=3)
    limited = options.within(2.5)
    assert limited.time_limit_s == 2.5
    assert limited.within(options.time_limit_s) == options
    assert limited.interrupt is options.interrupt
    assert options.within(None).time_limit_s is None


def test_versions_name_what_shapes_an_answer():
    """Each with the version that is running."""
    versions = solver_versions()
    assert versions["airlift"] == airlift.__version__
    assert versions["python"] == platform.python_version()
    assert versions["ortools"].startswith("9.")
    assert set(versions) == {"airlift", "python", "ortools", "numpy"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"time_limit_s": -1.0}, "time_limit_s"),
        ({"time_limit_s": float("nan")}, "time_limit_s"),
        ({"time_limit_s": float("inf")}, "time_limit_s"),
        ({"workers": 0}, "workers"),
        ({"workers": 100_000}, "workers"),
        ({"seed": -5}, "seed"),
        ({"seed": 2**31}, "seed"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], words: str):
    """Before any solver sees them."""
    with pytest.raises(ValueError, match=words):
        SolveOptions(**options)
