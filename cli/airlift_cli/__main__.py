"""Run the command as `python -m airlift_cli`."""

from airlift_cli.main import cli

cli(prog_name="airlift")
