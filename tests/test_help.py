"""The output of --help is compared with a file, so that a change of its words shows as people read it."""

import os
from pathlib import Path

import click
from click.testing import CliRunner

from workflow.cli import COMMANDS, cli

GOLDEN = Path(__file__).with_name("help.txt")


def pages() -> str:
    invocations: list[list[str]] = [[]]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        subcommands = sorted(command.commands) if isinstance(command, click.Group) else []
        invocations += [[name], *([name, sub] for sub in subcommands)]
    return "\n".join(
        f"$ workflow {' '.join([*words, '--help'])}\n"
        + CliRunner().invoke(cli, [*words, "--help"], prog_name="workflow", terminal_width=100).output
        for words in invocations
    )


def test_help_is_as_it_was_agreed() -> None:
    """After a wanted change: UPDATE_HELP=1 pytest tests/test_help.py, and read the difference."""
    if os.environ.get("UPDATE_HELP"):
        GOLDEN.write_text(pages(), encoding="utf-8")
    assert pages() == GOLDEN.read_text(encoding="utf-8")
