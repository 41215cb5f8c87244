"""Options, arguments and output that several commands share."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from unicodedata import combining, east_asian_width

import click

from workflow.errors import ReasonMissing, UsageError, WorkflowError
from workflow.interface import Message, say, say_n, shown
from workflow.newsroom.folder import Newsroom
from workflow.patterns import late

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

releases_argument = click.argument("releases", nargs=-1, metavar="[RELEASE]...")
languages_option = click.option(
    "--to", "languages", multiple=True, metavar="LANG", help="Target language; may be repeated. Default: all."
)
target_option = click.option(
    "--to", "language", metavar="LANG", help="Target language; may be omitted if the newsroom has only one."
)


def printable(text: str) -> str:
    """Make text from outside safe for a terminal: control and invisible characters become code points."""
    return "".join(char if char.isprintable() or char == "\u3000" else f"\\u{{{ord(char):04x}}}" for char in text)


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text, a message in the language of whoever reads it."""
    click.echo(shown(text), err=err, nl=nl)


def remark(text: str) -> None:
    """Print a remark on standard error, safe for a terminal, in the language of whoever reads it."""
    click.echo(f"workflow: {printable(shown(text))}", err=True)


def columns(text: str) -> int:
    """Return the width of a text in terminal columns: two for a wide character, none for a combining one."""
    return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)


def cut(text: str, width: int) -> str:
    """Shorten a text to so many terminal columns, with an ellipsis at its end."""
    if columns(text) <= width:
        return text
    used, kept = 1, ""
    for char in text:
        used += columns(char)
        if used > width:
            break
        kept += char
    return f"{kept}…"


_PIECES = late(r"[（“《⟨〈]*(?:[^\s\u2e80-\uffee（“《⟨〈]+|[^\s（“《⟨〈])[，。；：！？、）”》⟩〉…]*|\s+")
"""What no line break may be in: a word in Latin letters or one Chinese character, with the punctuation around it."""


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in Chinese as lines of so many terminal columns at most; a longer word has a line of its own."""
    lines = [""]
    for piece in _PIECES.findall(text.replace("\n", " ")):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def newsroom(ctx: click.Context, signers: Path | None = None) -> Newsroom:
    """Open the newsroom that --project names or that the current folder is in.

    Args:
        ctx: The context of the command; its object is the value of --project.
        signers: An ``allowed_signers`` file to use instead of the newsroom's.
    """
    room = Newsroom.open(Path(ctx.obj) if ctx.obj else None, signers)
    ctx.call_on_close(room.close)
    return room


def with_option(error: WorkflowError) -> str:
    """Return an error's sentence, with the option that answers it."""
    return say("{text} (--reason)", text=error.message) if isinstance(error, ReasonMissing) else error.message


class Problems:
    """Reports errors as they happen and remembers the exit status, while the other releases continue."""

    def __init__(self) -> None:
        self.exit_status = 0
        self._said: set[str] = set()

    def report(self, error: WorkflowError) -> None:
        """Print the error's sentence, once for all its reports, and remember its exit status."""
        if str(error) not in self._said:
            self._said.add(str(error))
            remark(with_option(error))
        self.exit_status = max(self.exit_status, error.exit_status)

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Report a WorkflowError instead of raising it."""
        try:
            yield
        except WorkflowError as error:
            self.report(error)

    def exit(self, ctx: click.Context, status: int = 0) -> None:
        """Exit with the highest of ``status`` and the statuses of the reported errors."""
        ctx.exit(max(status, self.exit_status))


class Bars:
    """Progress on standard error, one step after another: a bar on a terminal, elsewhere the name of each step.

    A context manager.

    Args:
        terminal_only: Show nothing unless standard error is a terminal.
    """

    def __init__(self, *, terminal_only: bool = False) -> None:
        self._hidden = terminal_only and not sys.stderr.isatty()
        self._step: tuple[str, int] | None = None
        self._bar: ProgressBar[None] | None = None
        self._open = ExitStack()

    def show(self, label: str, done: int, total: int) -> None:
        """Show how far a step has come.

        Args:
            label: The name of the step.
            done: How much is done, in the unit of ``total``.
            total: How much there is to do; 0 if unknown, and ``done`` then counts bytes.
        """
        if self._bar is None or self._step != (label, total):
            self.end()
            self._step = (label, total)
            bar: ProgressBar[None] = click.progressbar(
                None if total else (None for _ in ()),
                total or None,
                label=shown(label),
                file=sys.stderr,
                hidden=self._hidden,
                item_show_func=None if total else lambda _: f"{bar.pos >> 20} MB",
            )
            self._bar = self._open.enter_context(bar)
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        """Finish the line of the current step."""
        self._bar = None
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def one_language(room: Newsroom, language: str | None, *, former: bool = False) -> str:
    """Return the language that --to names, else the newsroom's only one.

    Args:
        room: The newsroom.
        language: What --to names.
        former: Whether a language that was taken out of the settings is accepted.

    Raises:
        UsageError: The newsroom has several languages, and none was named.
    """
    languages = room.languages([language] if language else [], former=former)
    if len(languages) > 1:
        raise UsageError(
            say("this newsroom has several languages ({languages}); name one with --to", languages=", ".join(languages))
        )
    return languages[0]


def not_run(language: str, checks: Sequence[str]) -> Iterator[Message]:
    """Yield a sentence about the checks that do not support a language, if there are any."""
    if checks:
        yield say(
            "{language}: checks not run, because they do not support the language: {checks}",
            language=language,
            checks=", ".join(checks),
        )


def today() -> str:
    """Return today's date, UTC, in ISO format; it decides which waivers have expired."""
    return now()[:10]


def git_config(root: Path, key: str) -> str:
    """Return a value of git's configuration; "" if it is not set or there is no git."""
    import subprocess  # slow to import, and only those who sign need it

    try:
        return subprocess.run(
            ["git", "config", "--get", key],
            cwd=root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=10,
            check=False,
        ).stdout.strip()
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""


def now() -> str:
    """Return the time at which a person acts, UTC, to the second, as ledgers write it."""
    return _written(_clock())


def build_time() -> str:
    """Return the time at which pages are made, as ``now``; SOURCE_DATE_EPOCH if set, for reproducible builds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and not re.fullmatch(r"[0-9]{1,11}", epoch):
        raise UsageError(
            say("SOURCE_DATE_EPOCH is {epoch!r}; it must be a whole number of seconds since 1970", epoch=epoch)
        )
    return _written(datetime.fromtimestamp(int(epoch), UTC) if epoch else _clock())


def _clock() -> datetime:
    return datetime.now(UTC)


def _written(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def count(number: int, noun: str) -> Message:
    """Return a number with its noun: "1 unit", "2 units"."""
    return _COUNTED[noun](number)


_COUNTED: Mapping[str, Callable[[int], Message]] = {
    "paragraph": lambda n: say_n("{n} paragraph", "{n} paragraphs", n),
    "list": lambda n: say_n("{n} list", "{n} lists", n),
    "table": lambda n: say_n("{n} table", "{n} tables", n),
    "picture": lambda n: say_n("{n} picture", "{n} pictures", n),
    "note": lambda n: say_n("{n} note", "{n} notes", n),
    "act": lambda n: say_n("{n} act", "{n} acts", n),
    "approval": lambda n: say_n("{n} approval", "{n} approvals", n),
    "draft": lambda n: say_n("{n} draft", "{n} drafts", n),
    "error": lambda n: say_n("{n} error", "{n} errors", n),
    "failure": lambda n: say_n("{n} failure", "{n} failures", n),
    "file": lambda n: say_n("{n} file", "{n} files", n),
    "finding": lambda n: say_n("{n} finding", "{n} findings", n),
    "line": lambda n: say_n("{n} line", "{n} lines", n),
    "office": lambda n: say_n("{n} office", "{n} offices", n),
    "page": lambda n: say_n("{n} page", "{n} pages", n),
    "pair": lambda n: say_n("{n} pair", "{n} pairs", n),
    "person": lambda n: say_n("{n} person", "{n} people", n),
    "release": lambda n: say_n("{n} release", "{n} releases", n),
    "row": lambda n: say_n("{n} row", "{n} rows", n),
    "sentence": lambda n: say_n("{n} sentence", "{n} sentences", n),
    "source": lambda n: say_n("{n} source", "{n} sources", n),
    "unit": lambda n: say_n("{n} unit", "{n} units", n),
    "warning": lambda n: say_n("{n} warning", "{n} warnings", n),
}


def in_short(path: Path) -> str:
    """Return a path as messages show it: relative to the current folder if that is shorter."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # another drive; the current folder was deleted
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)
