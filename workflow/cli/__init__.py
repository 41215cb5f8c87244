"""The command line: one file per command, imported only when the command runs."""

import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

import click

from workflow import __version__
from workflow.errors import WorkflowError

COMMANDS = {
    "init": "Create a newsroom: folders and a commented workflow.toml.",
    "add": "Add a release: a Word document, a saved page, Markdown or text.",
    "model": "List, install, choose, verify and adapt translation models.",
    "terms": "Check the term base, suggest names, and show the starter under it.",
    "memory": "Search approved translations; import and export them as TMX.",
    "translate": "Sync catalogs with their sources and draft empty units.",
    "review": "Translate, review and sign off in the browser.",
    "status": "Show the state of each release and what to do next.",
    "check": "Report what could mislead a reader.",
    "submit": "Sign the current text as its translator.",
    "approve": "Approve exactly what somebody else submitted.",
    "return": "Send a submitted or approved text back for correction.",
    "waive": "Accept a finding for the unit's current wording.",
    "publish": "Write the pages of approved texts.",
    "withdraw": "Take a published text off the site and put a notice in its place.",
    "supersede": "Mark a release as replaced by another.",
    "verify": "Check that the ledgers are intact and that the site matches them.",
    "merge-driver": "Let git merge ledgers and catalogs.",
}
"""The commands in the order they are used, with the line that --help shows (so that --help need not import them)."""


_MODULES = {"return": "return_", "merge-driver": "merge_driver"}
"""The modules of commands whose name cannot be a module name."""


class _Commands(click.Group):
    """Imports a command when it is used; prints a WorkflowError as one sentence and exits with its status."""

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
            from workflow.cli.shared import printable

            raise click.UsageError(f"there is no command {printable(args[0])}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands, in the order they are used"):
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
    help="The newsroom. Default: the current folder, or the nearest one above it with a workflow.toml.",
)
@click.version_option(__version__, prog_name="workflow")
@click.pass_context
def cli(ctx: click.Context, project: str | None) -> None:
    """Chinese releases, translated offline, reviewed in PO catalogs, published as approved bilingual pages.

    Exit status: 0 done; 1 the gate is closed, an error was found or a file's content cannot be used; 2 wrong usage;
    3 something outside is missing or fails (the message names the command that fixes it).
    """
    ctx.obj = project


def main() -> None:
    """Run the ``workflow`` command."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and the C locale would refuse Chinese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A command makes many small objects that live until it ends: it would look for cycles a thousand times in vain.
    gc.set_threshold(10_000, 10, 20)
    # A closed terminal or SIGTERM interrupts like Ctrl-C: finished work is saved.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        cli(prog_name="workflow")
    except OSError as error:  # output failed: a full disk, or a pipe that nobody reads
        with suppress(OSError):
            sys.stderr.write(f"workflow: cannot write the output ({error.strerror})\n")
        # Otherwise flushing at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(3)
