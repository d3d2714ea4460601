"""Run a study in the background: its progress is shown, and Ctrl-C ends it with what is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from airlift_cli.params import SEED_OPTION, Seconds
from airlift_cli.progress import ProgressFeed, view_for
from airlift_cli.searching import catching_ctrl_c, run_in_background

if TYPE_CHECKING:
    from airlift import Interrupt, ProgressEvent

__all__ = ["reason_to_refuse_study", "run_study", "search_options"]

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

_STOPPING = "Stopping; what is known by now will be told. Ctrl-C again leaves at once."


def search_options(
    default_time_limit_s: float, limits: str = "the whole study, shared among its solves"
) -> Callable[[Command], Command]:
    """Add the options of every study: time limit and what it `limits`, seed, repeatability, threads, progress."""

    def decorate(command: Command) -> Command:
        for option in reversed(
            (
                click.option(
                    "--time-limit",
                    "time_limit_s",
                    metavar="SECONDS",
                    type=Seconds(),
                    default=default_time_limit_s,
                    show_default=True,
                    help=f"Wall-clock time for {limits}.",
                ),
                SEED_OPTION,
                click.option(
                    "--deterministic",
                    is_flag=True,
                    help="The same scenario, seed and version give the same answer, at some cost in speed.",
                ),
                click.option(
                    "--workers",
                    metavar="N",
                    type=click.IntRange(min=1, max=64),
                    help="Solver threads, 64 at most.  [default: the number of cores, but from 4 to 8]",
                ),
                click.option("--quiet", is_flag=True, help="Show no progress."),
            )
        ):
            command = option(command)
        return command

    return decorate


def run_study(
    study: Callable[[Callable[[ProgressEvent], None], Interrupt], T], *, quiet: bool
) -> tuple[T, bool]:
    """Run a study with progress and an interrupt of its own; return its outcome and whether Ctrl-C ended it."""
    import airlift

    with catching_ctrl_c() as ctrl_c:
        interrupt = airlift.Interrupt()
        feed = ProgressFeed()
        with view_for(quiet=quiet) as view:

            def tick() -> None:
                if ctrl_c.presses and not interrupt.is_set():
                    interrupt.set()
                    view.say(_STOPPING)
                feed.drain(view)
                view.refresh()

            outcome = run_in_background(lambda: study(feed, interrupt), tick)
        return outcome, ctrl_c.presses > 0


def reason_to_refuse_study(folder: Path, mark: str) -> str | None:
    """Say why a study may not be written to a folder; None when it is missing, empty or holds an earlier one."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        return "it is a file, and a study is written into a folder"
    if any(folder.iterdir()) and not (folder / mark).is_file():
        return f"it is not empty and holds no {mark} that a study left; name a new or empty folder"
    return None
