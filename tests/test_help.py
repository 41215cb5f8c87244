"""The output of --help is compared with a file, so that a change of its words shows as people read it."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from workflow.cli import COMMANDS, cli

GOLDEN = Path(__file__).with_name("help.txt")


def below(command: click.Command | None, words: list[str]) -> Iterator[list[str]]:
    """A command and its subcommands, as people type them."""
    if command:
        command._help_option = None  # click keeps it in the language of whoever asked first, such as another test
    yield words
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from below(command.commands[name], [*words, name])


def pages() -> str:
    cli._help_option = None
    invocations: list[list[str]] = [[]]
    for name in COMMANDS:
        invocations += below(cli.get_command(click.Context(cli), name), [name])
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
