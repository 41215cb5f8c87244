"""What several commands ask for in the same way: the newsroom, releases, languages, the person who signs."""

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from workflow import __version__
from workflow.errors import UsageError, WorkflowError
from workflow.ledger import Ledger, is_person
from workflow.model import Finding, Release
from workflow.project import Newsroom, Sources
from workflow.steps.checking import findings
from workflow.steps.review import Present

TOOL = f"workflow {__version__}"

releases_argument = click.argument("releases", nargs=-1, metavar="[RELEASE]...")
languages_option = click.option(
    "--to", "languages", multiple=True, metavar="LANG", help="Target language; may be repeated. Default: all."
)
target_option = click.option(
    "--to", "language", metavar="LANG", help="Target language; may be left out where the newsroom has only one."
)
signer_option = click.option(
    "--as", "who", metavar="WHO", help='Who signs, "Name <address>". Default: WORKFLOW_USER, else git\'s user.'
)


def printable(text: str) -> str:
    """Text from outside as a terminal may show it: what could steer the terminal or hide is shown as its code point."""
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):04x}}}" for char in text)


def newsroom(ctx: click.Context) -> Newsroom:
    """The newsroom that --project names or that the current folder is in."""
    return Newsroom.open(Path(ctx.obj) if ctx.obj else None)


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


def choose(room: Newsroom, names: Iterable[str], problems: Problems) -> tuple[Sources, list[Release]]:
    """All sources and the chosen releases; without names, problems of single sources are told and the others chosen."""
    sources = room.sources()
    names = tuple(names)
    chosen = room.choose(sources, names)
    if not names:
        for problem in dict.fromkeys(str(problem) for _, problem in sources.problems):
            problems.tell(next(each for _, each in sources.problems if str(each) == problem))
    return sources, chosen


def one_release(room: Newsroom, name: str, language: str | None) -> tuple[Release, str]:
    """The one release and language that a sign-off is about."""
    release = room.choose(room.sources(), [name])[0]
    languages = room.languages([language] if language else [])
    if len(languages) > 1:
        raise UsageError(f"say which language with --to; this newsroom has {', '.join(languages)}")
    return release, languages[0]


def sign_off(
    ctx: click.Context, name: str, language: str | None, who: str | None, act: Callable[..., Ledger], *, doing: str
) -> tuple[Present, tuple[Finding, ...]]:
    """Sign what a release is now, with an act of ``steps/review.py``, and say who signed. → what was signed, and what checks found in it.

    doing: the command, for whoever has to wait.
    """
    room = newsroom(ctx)
    release, language = one_release(room, name, language)
    who = signer(who, room)
    with room.writing(release.id, language, doing=doing):
        present = room.present(release, language)
        found = findings(present)
        ledger = act(present, found, who=who, when=now(), tool=TOOL)
        room.save_ledger(ledger, present.ledger)
    entry = ledger.entries[-1]
    done = {"submit": "submitted", "approve": "approved", "return": "returned"}[entry.action]
    click.echo(f"{present.label}: {done} {count(len(present.states), 'unit')} as {entry.who}")
    return present, found


def signer(who: str | None, room: Newsroom) -> str:
    """Who signs: ``who``, else WORKFLOW_USER, else git's user. UsageError when there is nobody, or no address."""
    found = who if who is not None else os.environ.get("WORKFLOW_USER") or _git_user(room.root)
    if not found.strip():
        raise UsageError(
            'nobody to sign as; use --as "Name <address>", set WORKFLOW_USER, or set git\'s user.name and user.email'
        )
    if not is_person(found.strip()):
        raise UsageError(
            f'{found!r} is not a person; write "Name <address>", for instance "Translator <translator@example.org>"'
        )
    return found.strip()


def _git_user(root: Path) -> str:
    try:
        name, email = (
            subprocess.run(
                ["git", "config", "--get", key],
                cwd=root,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=10,
                check=False,
            ).stdout.strip()
            for key in ("user.name", "user.email")
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return f"{name} <{email}>" if email else ""


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
