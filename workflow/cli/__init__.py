"""The command line: one file per command, imported only when the command runs."""

import atexit
import gc
import inspect
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click
from click import formatting

from workflow import __version__
from workflow.errors import WorkflowError
from workflow.interface import ENGLISH, in_words, language, preferred, say, shown, speak_for_click, use

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


_texts: dict[int, dict[str, str]] = {}
"""The English texts of commands and options, by the object's identity; they live as long as the process."""


def localise(command: click.Command) -> None:
    """Put the help texts of a command, its options and its subcommands into the language of whoever reads them."""
    for each in (command, *command.params):
        english = _texts.setdefault(
            id(each), {key: getattr(each, key, None) or "" for key in ("help", "short_help", "epilog")}
        )
        for key, text in english.items():
            if text:
                setattr(each, key, _laid_out(in_words(inspect.cleandoc(text)), short=isinstance(each, click.Option)))
        if isinstance(each, click.Command) and not english["short_help"]:
            each.short_help = _first_sentence(in_words(inspect.cleandoc(english["help"])))
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        localise(below)


_WIDEST = 100
"""The columns of a help text on a wide terminal."""
_NAMES = 34
"""The columns that click leaves at most for the names of options."""


def _laid_out(text: str, *, short: bool) -> str:
    """Return a help text in lines, if click cannot do it: it breaks lines at spaces, which Chinese does not have."""
    if text.isascii() or language() == ENGLISH:
        return text
    from workflow.cli.shared import wrapped

    width = max(min(terminal_width(), _WIDEST) - 4 - (_NAMES if short else 0), 30)
    return "\n\n".join("\b\n" + "\n".join(wrapped(each, width)) for each in text.split("\n\n"))


def _first_sentence(text: str) -> str | None:
    """Return the line that a list of commands shows in Chinese; None if click can find it itself."""
    return None if language() == ENGLISH or "。" not in text else text[: text.index("。") + 1]


def terminal_width(otherwise: int = 80) -> int:
    """Return how wide the terminal is, as ``shutil.get_terminal_size`` does; importing that takes 5 % of a start."""
    with suppress(KeyError, ValueError):
        if (said := int(os.environ["COLUMNS"])) > 0:
            return said
    with suppress(ValueError, OSError):  # a closed output, or one that is no terminal
        if sys.__stdout__ is not None:
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or otherwise
    return otherwise


class _Formatter(click.HelpFormatter):
    """Puts a full-width colon after headings in Chinese, and no space after one; click writes its own in code."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        """Find the width, as click does."""
        width = width or formatting.FORCED_WIDTH or max(min(terminal_width(), max_width or 80) - 2, 50)
        super().__init__(indent_increment, width, max_width)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{shown(say('{heading}:', heading=heading))}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or shown(say("Usage: {command}", command="")))


class _Commands(click.Group):
    """Imports a command when it is used; prints a WorkflowError as one sentence and exits with its status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"workflow.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        localise(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            from workflow.cli.shared import printable

            name = printable(args[0])
            if close:
                said = say("there is no command {name}; did you mean {close}?", name=name, close=close[0])
            else:
                said = say("there is no command {name}; workflow --help lists the commands", name=name)
            raise click.UsageError(shown(said), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(shown(say("Commands, in the order they are used"))):
            formatter.write_dl([(name, in_words(line)) for name, line in COMMANDS.items()])

    def main(self, *args: Any, **extra: Any) -> Any:
        """Choose the language, for click's own words too, and run."""
        use(preferred())
        speak_for_click()
        click.Context.formatter_class = _Formatter
        localise(self)
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except WorkflowError as error:
            from workflow.cli.shared import remark, with_option

            remark(with_option(error))
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

    Exit status: 0 done; 1 something is not ready, an error was found or a file's content cannot be used; 2 wrong
    usage; 3 something outside is missing or fails (the message names the command that fixes it).
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
    # Nor need it look for them once more in everything that it knows, when all of it ends.
    atexit.register(gc.freeze)
    # A closed terminal or SIGTERM interrupts like Ctrl-C: finished work is saved.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        cli(prog_name="workflow")
    except OSError as error:  # without a file's name, output failed: a full disk, or a pipe that nobody reads
        with suppress(OSError):
            if error.filename is None:
                said = shown(say("cannot write the output ({reason})", reason=error.strerror))
            else:
                file = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else error.filename
                said = shown(say("{path}: cannot be read or written ({reason})", path=file, reason=error.strerror))
            sys.stderr.write(f"workflow: {said}\n")
        # Otherwise flushing at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(3)
