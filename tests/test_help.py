"""The output of --help is compared with a file, so that a change of its words shows as people read it."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from workflow.cli import COMMANDS, cli, terminal_width

with contextlib.suppress(ImportError):  # Windows
    import termios

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


@pytest.mark.parametrize("said", ["", "x", "0", "-3", "57", " 57 ", "1000"])
def test_the_terminal_is_as_wide_as_python_finds_it(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", said)
    for otherwise in (80, 60):
        assert terminal_width(otherwise) == shutil.get_terminal_size((otherwise, 24)).columns
    monkeypatch.delenv("COLUMNS")
    assert terminal_width() == shutil.get_terminal_size().columns


def test_a_program_without_output_has_the_usual_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "__stdout__", None)
    assert terminal_width() == 80


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="has no terminals of this kind")
def test_help_is_as_wide_as_the_terminal_up_to_100_columns() -> None:
    widths = {}
    for columns in (60, 200):
        ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (24, columns))
        environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        child = subprocess.Popen([sys.executable, "-m", "workflow", "--help"], stdout=theirs, env=environment)
        os.close(theirs)
        said = b""
        with contextlib.suppress(OSError):  # Linux says so at the end
            while part := os.read(ours, 65536):
                said += part
        os.close(ours)
        assert child.wait() == 0
        widths[columns] = max(map(len, said.decode("utf-8").splitlines()))
    assert 50 < widths[60] <= 58 < widths[200] <= 98
