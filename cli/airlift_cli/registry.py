"""The commands by name: module and one line of help, so that `airlift --help` loads none of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import click

__all__ = ["COMMANDS", "Entry", "load_command"]


class Entry(NamedTuple):
    """One command: its module, and its line in the list of commands and at the head of its help."""

    module: str
    summary: str


# In the order of a first tour, not of the alphabet.
COMMANDS = {
    "scenarios": Entry("airlift_cli.commands.scenarios", "List the scenarios that come with airlift."),
    "new": Entry("airlift_cli.commands.new", "Copy a scenario into a folder of your own."),
    "check": Entry("airlift_cli.commands.check", "Find every problem of a scenario, and how to mend it."),
    "plan": Entry("airlift_cli.commands.plan", "Plan a scenario: who flies what, where, from when."),
    "verify": Entry("airlift_cli.commands.verify", "Check every rule of a plan a second time."),
    "cover": Entry("airlift_cli.commands.cover", "See whom medevac standby reaches in time, hour by hour."),
    "explain": Entry(
        "airlift_cli.commands.explain", "Explain what a plan leaves unmet, and what it would take."
    ),
    "pareto": Entry("airlift_cli.commands.pareto", "Trade unmet demand off against cost, burden or CO2."),
    "pledges": Entry("airlift_cli.commands.pledges", "Rank the pledges to ask for next."),
    "broker": Entry("airlift_cli.commands.broker", "Bring offers and demands together, both ways."),
    "robust": Entry("airlift_cli.commands.robust", "Plan for pledges that may fail or come late."),
    "stress": Entry("airlift_cli.commands.stress", "Let events befall a plan, and count what is lost."),
    "simulate": Entry("airlift_cli.commands.simulate", "Let chance befall a plan, again and again."),
    "report": Entry("airlift_cli.commands.report", "Rebuild the report of a plan."),
    "rules": Entry("airlift_cli.commands.rules", "List the rules that every plan must keep."),
    "schema": Entry("airlift_cli.commands.schema", "Print the JSON Schema of a scenario."),
}


def load_command(name: str) -> click.Command:
    """Import a command's module and return the command.

    Raises
    ------
    KeyError
        There is no command of that name.
    """
    command: click.Command = import_module(COMMANDS[name].module).command
    return command
