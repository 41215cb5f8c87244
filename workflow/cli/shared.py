"""What several commands ask for in the same way: the newsroom, releases, languages, the person who signs."""

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol, Unpack

import click

from workflow import __version__
from workflow.differences import marked
from workflow.errors import GateError, MissingError, UsageError, WorkflowError
from workflow.model import Finding, Release, Unit, unit_digest
from workflow.newsroom.folder import Newsroom, Sources
from workflow.signoff.acts import By, Present, since_approved, unanswered
from workflow.signoff.entries import Waive
from workflow.signoff.ledger import Ledger, is_a, is_person

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


def newsroom(ctx: click.Context, signers: Path | None = None) -> Newsroom:
    """The newsroom that --project names or that the current folder is in. signers: as in ``Newsroom``."""
    return Newsroom.open(Path(ctx.obj) if ctx.obj else None, signers)


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


def one_release(room: Newsroom, name: str, language: str | None) -> tuple[Release | str, str]:
    """The one release and language that a sign-off is about; its id, if its source is gone."""
    release: Release | str
    try:
        release = room.choose(room.sources(), [name])[0]
    except UsageError:
        if not any(name in room.ledger_ids(each) for each in room.settings.target_languages):
            raise
        release = name
    languages = room.languages([language] if language else [])
    if len(languages) > 1:
        raise UsageError(f"say which language with --to; this newsroom has {', '.join(languages)}")
    return release, languages[0]


class Act(Protocol):
    """An act of ``steps/review.py`` that waits for who does it and when."""

    def __call__(self, present: Present, findings: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        """→ the ledger with the act. findings: all of them, answered for or not."""


_DONE = {
    "submit": "submitted",
    "approve": "approved",
    "return": "returned",
    "waive": "waived",
    "withdraw": "withdrawn",
    "supersede": "superseded",
}


def sign_off(
    ctx: click.Context, name: str, language: str | None, who: str | None, act: Act, *, doing: str
) -> tuple[Newsroom, Present, tuple[Finding, ...]]:
    """Sign what a release is now, with an act of ``steps/review.py``, and say who signed. → what it was before, and what nobody answers for.

    doing: the command, for whoever has to wait.
    """
    room = newsroom(ctx)
    release, language = one_release(room, name, language)
    who = signer(who, room)
    judge = judging(ctx, room, Problems())
    with room.writing(release if isinstance(release, str) else release.id, language, doing=doing):
        present = room.present(release, language)
        found = judge(present)
        ledger = _signed(
            room,
            lambda sign: act(present, found, who=who, when=now(), tool=TOOL, sign=sign),
            stops=doing in ("return", "withdraw", "supersede"),
        )
        room.save_ledger(ledger, present.ledger)
    entry = ledger.entries[-1]
    how = ", signed with an SSH key" if entry.signature else ""
    what = count(len(present.states), "unit")
    if is_a(entry, Waive):
        what = f"the findings of {entry.act.check} in unit {entry.act.key}"
    click.echo(f"{present.label}: {_DONE[entry.action]} {what} as {entry.who}{how}")
    return room, present, unanswered(present, found, today())


def show_changes(room: Newsroom, present: Present) -> None:
    """Print what is different from the last approved text, word by word; nothing if none was approved."""
    changes, last = since_approved(present), present.standing.last_approved
    if changes is None or last is None:
        return
    language, name = present.ledger.language, present.ledger.release
    click.echo(
        f"Since the approval of {last.entry.when[:10]}, {count(len(changes), 'unit')} of {len(present.states)} changed:"
    )
    for old, new in changes:
        unit = Unit(*reversed((new or old or ("", "", ""))[:2]))
        where = f"{in_short(room.catalog_path(name, language))} {unit.short_key}"
        click.echo(f"  {where}{' (taken out)' if new is None else ' (new)' if old is None else ''}")
        for before, after in zip((old or ("", "", ""))[1:], (new or ("", "", ""))[1:], strict=True):
            click.echo(f"    {printable(marked(before, after))}")


def show_open(present: Present, found: tuple[Finding, ...]) -> None:
    """Say how many findings nobody has answered for, and which somebody has."""
    catalog = present.catalog
    units = {
        unit_digest(present.ledger.release, present.ledger.language, *unit.key, unit.target): unit
        for unit in (catalog.units if catalog else ())
    }
    for waiver in present.standing.waivers:
        act = waiver.act
        if act.unit in units and act.covers(today()):
            click.echo(f"waived: {act.check} in unit {act.key}, by {waiver.who}: {printable(act.reason)}")
            for message in act.found or ():
                click.echo(f"    {printable(message)}")
    if found:
        where = f"workflow check {present.ledger.release} --to {present.ledger.language}"
        click.echo(f"{count(len(found), 'warning')} open, see {where}")


def today() -> str:
    """The day, UTC, ISO: up to when waivers hold."""
    return now()[:10]


def judging(ctx: click.Context, room: Newsroom, problems: Problems) -> Callable[[Present], tuple[Finding, ...]]:
    """What the checks find in a release, other releases' translations of the same sentences in mind.

    A memory that cannot be read is told once, and done without.
    """
    from workflow.memory.index import Memory
    from workflow.newsroom.memory import open_memory
    from workflow.newsroom.recalling import renderings

    memories: dict[str, Memory | None] = {}

    def judge(present: Present) -> tuple[Finding, ...]:
        language = present.ledger.language
        if language not in memories:
            memories[language] = None
            with problems.passing_over():
                memories[language] = ctx.with_resource(open_memory(room, language))
        memory = memories[language]
        return room.findings(present, renderings(present.catalog, memory) if memory and present.catalog else None)

    return judge


def _signed(room: Newsroom, act: Callable[[Callable[[bytes], str] | None], Ledger], *, stops: bool = False) -> Ledger:
    """What an act makes of a ledger, signed as the newsroom's rules ask. MissingError where a signature is required and cannot be made.

    stops: whether it stops a text, which counts without a signature too.
    """
    how = "accept" if stops and room.rules.signatures == "require" else room.rules.signatures
    if how == "off":
        return act(None)
    from workflow.signoff.signatures import find_key, sign

    key = find_key(os.environ, partial(git_config, room.root))
    if key is None:
        if how == "require":
            raise MissingError(
                "this newsroom requires signatures, and there is no SSH key to sign with; "
                "make one with ssh-keygen, or name yours with WORKFLOW_SIGNING_KEY or git's user.signingKey"
            )
        return act(None)
    ledger = act(lambda message: sign(message, key))
    wrong = room.verdicts([ledger]).get(ledger.entries[-1].hash)
    if not wrong:
        return ledger
    if how == "require":
        raise GateError(f"nothing was signed: your signature {wrong}; see allowed_signers")
    click.echo(f"workflow: not signed: your signature {wrong}", err=True)
    return act(None)


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
    name, email = (git_config(root, key) for key in ("user.name", "user.email"))
    return f"{name} <{email}>" if email else ""


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
