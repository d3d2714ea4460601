"""Benchmarks from the command line.

python -m benchmarks solve FILE      one published instance (`benchmarks.solve`)
python -m benchmarks suite NAME      a set of them beside the peers (`benchmarks.suites`)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {"solve": "benchmarks.solve", "suite": "benchmarks.suites.command"}


def main(argv: Sequence[str] | None = None) -> int:
    """Hand on to the command that is named."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Solve an instance, or run a suite."
    )
    parser.add_argument("command", choices=COMMANDS, help="solve one instance, or run a suite of them")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="its arguments; --help after it lists them")
    asked = parser.parse_args(argv)
    return int(import_module(COMMANDS[asked.command]).main(asked.rest))


if __name__ == "__main__":
    sys.exit(main())
