"""Exit codes of the command and their words."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["EXIT_WORDS", "ExitCode", "OutputUnwritable", "SearchAbandoned"]


class ExitCode(IntEnum):
    """What the command tells the shell."""

    OK = 0
    UNEXPECTED = 1
    BAD_INPUT = 2
    NO_PLAN = 3
    FINDINGS = 4
    INTERRUPTED = 130
    OUTPUT_CLOSED = 141


EXIT_WORDS = {
    ExitCode.OK: "all is well",
    ExitCode.UNEXPECTED: "unexpected: a fault of airlift",
    ExitCode.BAD_INPUT: "bad input or usage: a scenario, plan, path or option",
    ExitCode.NO_PLAN: "no plan: the rules clash (infeasible), or none was found in time",
    ExitCode.FINDINGS: "the checker found broken rules in the plan",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C",
    ExitCode.OUTPUT_CLOSED: "the reader of the output went away (as in `airlift … | head`)",
}


class OutputUnwritable(Exception):
    """Standard output goes where nothing can be written: a full disk, a device that fails."""


class SearchAbandoned(KeyboardInterrupt):
    """A second Ctrl-C came while the search was running: leave without waiting for its thread."""
