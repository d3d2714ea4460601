"""What `--help` teaches: what a command does, examples, what it writes, and the exit codes."""

from __future__ import annotations

from collections.abc import Sequence

from airlift_cli.exits import EXIT_WORDS, ExitCode
from airlift_cli.registry import COMMANDS

__all__ = ["block", "exit_help", "help_text"]

# Click wraps no paragraph that begins with this character.
_AS_IT_IS = "\b"


def block(title: str, lines: Sequence[str]) -> str:
    """Return a titled paragraph whose lines stay as they are."""
    return "\n".join([_AS_IT_IS, f"{title}:", *(f"  {line}" for line in lines)])


def help_text(name: str, prose: str, *, examples: Sequence[str], writes: Sequence[str] = ()) -> str:
    """Return the help of a command, headed by its line in the registry."""
    parts = [COMMANDS[name].summary, prose, block("Examples", examples)]
    if writes:
        parts.append(block("Writes", writes))
    return "\n\n".join(parts)


def exit_help(*codes: ExitCode) -> str:
    """Return the paragraph on exit codes that closes a help text."""
    return block("Exit codes", [f"{code.value:<4} {EXIT_WORDS[code]}" for code in codes])
