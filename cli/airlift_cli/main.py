"""The entry point `airlift`: all commands, loaded one by one, and what happens when one of them fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from airlift_cli.exits import ExitCode, OutputUnwritable, SearchAbandoned
from airlift_cli.helptext import block, exit_help
from airlift_cli.registry import COMMANDS, load_command
from airlift_cli.streams import discard_output, flush_output, tolerate_any_character

__all__ = ["CommandGroup", "cli"]


class CommandGroup(click.Group):
    """Imports a command when it is called; turns failures into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a first tour."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None for an unknown name."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the registry, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, or say which names come near."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            advice = f"Maybe `airlift {near[0]}`?" if near else "`airlift --help` lists the commands."
            raise click.UsageError(f"There is no command {name!r}. {advice}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a failure leaves as a click exception that carries its exit code."""
        try:
            result = super().invoke(ctx)
            flush_output()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError as error:
            discard_output()
            raise click.exceptions.Exit(ExitCode.OUTPUT_CLOSED) from error
        except OutputUnwritable as error:
            raise _output_trouble(str(error)) from error
        except Exception as error:  # the outermost net: whatever it is, the user gets words and an exit code
            from airlift_cli.failures import failure_of

            raise failure_of(error, debug=bool(ctx.params["debug"])) from error
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; in standalone mode it ends the process with the documented exit code."""
        tolerate_any_character()
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            result = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except OSError as error:  # of the help or the version, which click prints before any command runs
            failure = _output_trouble(error.strerror or str(error))
            failure.show()
            sys.exit(failure.exit_code)
        except click.Abort as error:
            click.echo("Aborted.", err=True)
            if isinstance(error.__cause__, SearchAbandoned):
                # The solver's thread is deep in native code; an ordinary exit would wait for it, or crash it.
                flush_output()
                os._exit(ExitCode.INTERRUPTED)
            sys.exit(ExitCode.INTERRUPTED)
        sys.exit(result if isinstance(result, int) else ExitCode.OK)


def _output_trouble(reason: str) -> click.ClickException:
    """Say that the output cannot be written, and drop it: Python would complain again when the process ends."""
    from airlift_cli.failures import BadInput

    discard_output()
    return BadInput(f"Error: the output cannot be written ({reason}).")


_HELP = "\n\n".join(
    [
        "From a pledge of helicopters to the flying programme.",
        "A donor offers aircraft, partners offer crews, a sponsor pays, missions need medevac and patrol. "
        "airlift decides who flies what, where and from when, schedules the day's sorties, checks every rule "
        "of its own plan a second time and says how good each answer is.",
        block(
            "A first tour",
            [
                "airlift plan seoul-2021             plan the shipped case; open seoul-2021-plan/report.html",
                "airlift new mine --from seoul-2021  copy it, then change its tables with any editor",
                "airlift check mine                  see what is wrong with the changes, and how to mend it",
                "airlift plan mine                   plan them",
            ],
        ),
        "`airlift COMMAND --help` teaches one command.",
    ]
)


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import airlift

        click.echo(f"airlift {airlift.__version__}")
        ctx.exit()


@click.command(
    cls=CommandGroup,
    help=_HELP,
    epilog=exit_help(*ExitCode),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and leave.",
)
@click.option(
    "--debug",
    is_flag=True,
    envvar="AIRLIFT_DEBUG",
    help="Show the traceback when something fails (also AIRLIFT_DEBUG=1).",
)
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Run `airlift`."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False
