"""What several commands ask for in the same way: the newsroom, releases, languages, the person who signs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from workflow.errors import UsageError, WorkflowError
from workflow.newsroom.folder import Newsroom

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

releases_argument = click.argument("releases", nargs=-1, metavar="[RELEASE]...")
languages_option = click.option(
    "--to", "languages", multiple=True, metavar="LANG", help="Target language; may be repeated. Default: all."
)
target_option = click.option(
    "--to", "language", metavar="LANG", help="Target language; may be left out where the newsroom has only one."
)


def printable(text: str) -> str:
    """Text from outside as a terminal may show it: what could steer the terminal or hide is shown as its code point."""
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):04x}}}" for char in text)


def newsroom(ctx: click.Context, signers: Path | None = None) -> Newsroom:
    """The newsroom that --project names or that the current folder is in. signers: as in ``Newsroom``."""
    room = Newsroom.open(Path(ctx.obj) if ctx.obj else None, signers)
    ctx.call_on_close(room.close)
    return room


class Problems:
    """Errors met on the way: told at once, counted for the exit status, while the other releases go on."""

    def __init__(self) -> None:
        self.exit_status = 0

    def tell(self, error: WorkflowError) -> None:
        """Print the sentence and remember the status."""
        click.echo(f"workflow: {printable(str(error))}", err=True)
        self.exit_status = max(self.exit_status, error.exit_status)

    @contextmanager
    def passing_over(self) -> Iterator[None]:
        """Tell an error of ours instead of raising it."""
        try:
            yield
        except WorkflowError as error:
            self.tell(error)

    def exit(self, ctx: click.Context, status: int = 0) -> None:
        """Leave with the higher of ``status`` and what was met."""
        ctx.exit(max(status, self.exit_status))


class Bars:
    """Progress on standard error, one step after the other; a bar on a terminal. Use it in a ``with``.

    terminal_only: whether nothing is shown anywhere else, instead of the name of each step.
    """

    def __init__(self, *, terminal_only: bool = False) -> None:
        self._hidden = terminal_only and not sys.stderr.isatty()
        self._step: tuple[str, int] | None = None
        self._bar: ProgressBar[None] | None = None
        self._open = ExitStack()

    def show(self, label: str, done: int, total: int) -> None:
        """Show how far a step is. total: 0 where it is not known; ``done`` counts bytes then."""
        if self._bar is None or self._step != (label, total):
            self.end()
            self._step = (label, total)
            bar: ProgressBar[None] = click.progressbar(
                None if total else (None for _ in ()),
                total or None,
                label=label,
                file=sys.stderr,
                hidden=self._hidden,
                item_show_func=None if total else lambda _: f"{bar.pos >> 20} MB",
            )
            self._bar = self._open.enter_context(bar)
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        """Leave the line."""
        self._bar = None
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def one_language(room: Newsroom, language: str | None) -> str:
    """The language that --to names; without it the newsroom's only one."""
    languages = room.languages([language] if language else [])
    if len(languages) > 1:
        raise UsageError(f"say which language with --to; this newsroom has {', '.join(languages)}")
    return languages[0]


def today() -> str:
    """The day, UTC, ISO: up to when waivers hold."""
    return now()[:10]


def git_config(root: Path, key: str) -> str:
    """What git has under a key, "" if nothing, or if there is no git."""
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
    """The time for the ledger, UTC to the second; SOURCE_DATE_EPOCH, where it is set, for builds that must repeat."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and not re.fullmatch(r"[0-9]{1,11}", epoch):
        raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be whole seconds since 1970")
    when = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def count(number: int, noun: str) -> str:
    """A number and its noun: "1 unit", "2 units"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def in_short(path: Path) -> str:
    """A path as messages show it: relative to the current folder where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # another drive; a current folder that is gone
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)
