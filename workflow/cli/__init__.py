"""The command line: one file a command, each imported only when it is run."""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

import click

from workflow import __version__
from workflow.errors import WorkflowError

COMMANDS = {
    "init": "Make a new newsroom: folders and a commented workflow.toml.",
    "model": "List, install and verify translation models.",
    "terms": "Check the term base, and propose names that it lacks.",
    "memory": "Search what was approved before; import and export it as TMX.",
    "translate": "Bring catalogs in step with the sources and draft what is empty.",
    "status": "Show where each release stands.",
    "check": "Look for what could mislead a reader.",
    "submit": 'The translator: "done, and checked by me".',
    "approve": 'Somebody else: "I stand for this text".',
    "return": "Send a submitted or approved text back.",
    "waive": "Answer for what a check found.",
    "publish": "Make the pages of what is approved.",
    "withdraw": "Take a published text off the site; a notice takes its place.",
    "supersede": "Say that another release took the place of a published one.",
    "verify": "Verify that the ledgers are whole and the site is what they say.",
    "merge-driver": "Let git merge what two branches did to the same release.",
}
"""The commands in the order of the journey, with the line that --help shows (so that it need not import them)."""


_MODULES = {"return": "return_", "merge-driver": "merge_driver"}
"""Where a command cannot be a module's name."""


class _Commands(click.Group):
    """Commands that are imported when used; an error of ours becomes its sentence and its exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"workflow.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {close[0]}?" if close else "workflow --help lists the commands"
            raise click.UsageError(f"there is no command {args[0]}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands, in the order of the journey"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except WorkflowError as error:
            from workflow.cli.shared import printable

            click.echo(f"workflow: {printable(str(error))}", err=True)
            ctx.exit(error.exit_status)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--project",
    metavar="DIR",
    help="The newsroom; without it the current folder, or the nearest above with a workflow.toml.",
)
@click.version_option(__version__, prog_name="workflow")
@click.pass_context
def cli(ctx: click.Context, project: str | None) -> None:
    """Chinese releases, translated offline, reviewed in PO catalogs, published as approved bilingual pages.

    Exit status: 0 done; 1 the gate is closed, an error was found or a file's content cannot be used; 2 wrong usage; 3 something
    outside is missing, with the command that mends it.
    """
    ctx.obj = project


def main() -> None:
    """The ``workflow`` command."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and the C locale would refuse Chinese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A closed terminal or a polite kill is an interruption like Ctrl-C: what is done is saved.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        cli(prog_name="workflow")
    except OSError as error:  # what was to be printed could not be: a full disk, a pipe that nobody reads
        with suppress(OSError):
            sys.stderr.write(f"workflow: cannot write the output ({error.strerror})\n")
        # Nothing more is to be flushed at exit, where it would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(3)
