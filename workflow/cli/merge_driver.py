"""``workflow merge-driver``."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from workflow.catalogs import drafts
from workflow.catalogs import po as catalogs
from workflow.catalogs.merge import merge_catalogs, side_by_side
from workflow.catalogs.sync import EARLIER
from workflow.cli.shared import echo, in_short, newsroom, remark
from workflow.errors import BadInput, MissingError, WorkflowError
from workflow.files import content, read_bytes, remove_temporaries, write_atomic, write_over
from workflow.interface import both, say, say_n
from workflow.model import Catalog
from workflow.signoff import ledger as ledgers
from workflow.signoff.ledger import Ledger, merge_ledgers

DRIVERS = {"ledger": ("workflow-ledger", "jsonl"), "po": ("workflow-po", "po")}
"""The subcommands that git calls, each with the name of its driver and the extension of its files."""


@click.group("merge-driver")
def command() -> None:
    """Let git merge ledgers and catalogs.

    Ledgers and files of drafts become the union of their lines. Catalogs are merged unit by unit: no translation is
    lost, and none stays confirmed if its source changed on the other branch.
    """


@command.command()
@click.pass_context
def install(ctx: click.Context) -> None:
    """Set up this clone to merge ledgers and catalogs.

    Adds two lines to the newsroom's .gitattributes, which must be committed, and the commands to the configuration of
    this clone. Git does not copy its configuration, so run this once in every clone.
    """
    root = newsroom(ctx).root
    try:
        _git(root, "rev-parse", "--show-toplevel")
    except _GitError as error:
        raise MissingError(
            say(
                "{absolute}: is not in a git repository ({error}); run git init there, then this command again",
                absolute=root.absolute(),
                error=error,
            )
        ) from error
    try:
        for subcommand, (name, _) in DRIVERS.items():
            _git(
                root, "config", "--local", "--replace-all", f"merge.{name}.name", f"workflow merge-driver {subcommand}"
            )
            _git(root, "config", "--local", "--replace-all", f"merge.{name}.driver", _driver(subcommand))
        echo(
            say(
                "git configuration of this clone: workflow now merges ledgers and catalogs; run this "
                "once in every clone"
            )
        )
        file = root / ".gitattributes"
        added = [f"locales/**/*.{ending} merge={name}" for name, ending in _wanting(root).values()]
        if added:
            _append(file, added)
            echo(say("{file}: added {added}; commit it", file=in_short(file), added=both(added)))
        else:
            echo(say("{file}: already set up", file=in_short(file)))
        if wrong := _wanting(root):
            raise MissingError(
                say(
                    "{values} in {root}: git still merges them in another way; look for another merge= in "
                    "locales/.gitattributes or .git/info/attributes and delete it",
                    values=", ".join((f"*.{ending}" for _, ending in wrong.values())),
                    root=root / "locales",
                )
            )
    except _GitError as error:
        raise MissingError(say("git failed: {error}; fix that and run the command again", error=error)) from error


_FILE = click.Path(path_type=Path)


@command.command()
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.argument("path", required=False)
@click.pass_context
def po(ctx: click.Context, base: Path, ours: Path, theirs: Path, path: str | None) -> None:
    """Merge a catalog; called by git with %O %A %B %P.

    Writes the result to OURS. Exit status: 0 merged; 1 a person must look, and git reports a conflict.
    """
    _drive(ctx, _merge_catalogs, base, ours, theirs, path)


@command.command()
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.argument("path", required=False)
@click.pass_context
def ledger(ctx: click.Context, base: Path, ours: Path, theirs: Path, path: str | None) -> None:
    """Merge a ledger; called by git with %O %A %B %P.

    Writes the result to OURS. Exit status: 0 merged; 1 a person must look, and git reports a conflict.
    """
    _drive(ctx, _merge_ledgers, base, ours, theirs, path)


# --- what git calls ---


@dataclass(frozen=True, slots=True)
class _Sides:
    """The three files of a merge.

    Attributes:
        base: The common ancestor's bytes.
        ours: Our side's bytes.
        theirs: Their side's bytes.
        name: How messages name the file.
        path: Its path in the repository, if git gave it.
    """

    base: bytes
    ours: bytes
    theirs: bytes
    name: str
    path: Path | None


_Outcome = tuple[bytes, list[str], int]
"""The new content of OURS, the messages to print, and the exit status."""


def _drive(
    ctx: click.Context, merge: Callable[[_Sides], _Outcome], base: Path, ours: Path, theirs: Path, path: str | None
) -> None:
    place = Path(path) if path else None
    sides = _Sides(read_bytes(base), read_bytes(ours), read_bytes(theirs), path or str(ours), place)
    try:
        data, said, status = merge(sides)
    except Exception as error:  # noqa: BLE001 - whatever fails, git must not mistake one side for the merge
        sentence = (
            error.message if isinstance(error, WorkflowError) else f"{sides.name}: {type(error).__name__}: {error}"
        )
        marked = side_by_side(sides.ours, sides.theirs)
        data, status = (sides.ours if marked is None else marked), 1
        if marked is None:
            left = say(
                "{file}: cannot be merged; it has our side's content. Run git merge --abort, fix the file on its "
                "branch, merge again",
                file=sides.name,
            )
        else:
            left = say(
                "{file}: cannot be merged; it has both sides, between conflict marks. Run git merge --abort, fix the "
                "file on its branch, merge again",
                file=sides.name,
            )
        said = [sentence, left]
    if data != sides.ours:
        write_atomic(ours, data)
    for line in said:
        remark(line)
    ctx.exit(status)


def _merge_catalogs(sides: _Sides) -> _Outcome:
    release, language = _whose(sides, _catalog_says)

    def parse(data: bytes, side: str) -> Catalog:
        return catalogs.parse(data, name=f"{sides.name} ({side})", release=release, language=language)

    ours, theirs = parse(sides.ours, "ours"), parse(sides.theirs, "theirs")
    said: list[str] = []
    base = Catalog(release, language)
    if sides.base.strip():  # git passes an empty file if both branches created the catalog
        try:
            base = parse(sides.base, "base")
        except BadInput as error:
            said.append(
                say("{error}; merged without the base, so whatever one side deleted is back", error=error.message)
            )
    merged = merge_catalogs(base, ours, theirs)
    if merged.clashes:
        said.append(
            say_n(
                "{file}: both branches changed {n} unit differently: now fuzzy, with the other wording in a comment "
                '("{mark}…"); review and confirm',
                "{file}: both branches changed {n} units differently: now fuzzy, with the other wording in a comment "
                '("{mark}…"); review and confirm',
                merged.clashes,
                file=sides.name,
                mark=EARLIER,
            )
        )
    if merged.stale:
        said.append(
            say_n(
                "{file}: one branch changed the source of {n} unit, the other the translation: now stale; review and "
                "confirm",
                "{file}: one branch changed the source of {n} units, the other the translation: now stale; review and "
                "confirm",
                merged.stale,
                file=sides.name,
            )
        )
    if merged.catalog == ours:
        return sides.ours, said, 0
    return (sides.theirs if merged.catalog == theirs else catalogs.dump(merged.catalog)), said, 0


def _merge_ledgers(sides: _Sides) -> _Outcome:
    """Merge ledgers, or the files of drafts beside them, which have the same extension."""
    if _are_drafts(sides):
        return drafts.merge(sides.ours, sides.theirs), [], 0
    release, language = _whose(sides, _ledger_says)

    def load(data: bytes, side: str) -> Ledger:
        return ledgers.load(data, name=f"{sides.name} ({side})", release=release, language=language)

    ours, theirs = load(sides.ours, "ours"), load(sides.theirs, "theirs")
    said: list[str] = []
    base = Ledger(release, language)
    try:
        base = load(sides.base, "base")
    except BadInput as error:
        said.append(say("{error}; merged without the base", error=error.message))
    merged, missing = merge_ledgers(base, ours, theirs, sides.name)
    for side, entries in missing.items():
        first = entries[0]
        said.append(
            say_n(
                "{file}: {side} lacks {n} line of the common ancestor ({action} by {who}, {when}): kept, because a "
                "ledger only grows; find out who removed them, then run git add",
                "{file}: {side} lacks {n} lines of the common ancestor ({action} by {who}, {when}): kept, because a "
                "ledger only grows; find out who removed them, then run git add",
                len(entries),
                file=sides.name,
                side=side,
                action=first.action,
                who=first.who or say("nobody"),
                when=first.when,
            )
        )
    return ledgers.dump(merged), said, 1 if missing else 0


def _whose(sides: _Sides, says: Callable[[bytes], tuple[str, str]]) -> tuple[str, str]:
    """Return release and language: from the path, else from the content of the files."""
    if sides.path and sides.path.parent.name:
        return sides.path.stem, sides.path.parent.name
    return next((found for data in (sides.ours, sides.theirs) if any(found := says(data))), ("", ""))


def _are_drafts(sides: _Sides) -> bool:
    if sides.path and sides.path.parent.name:
        return sides.path.stem.endswith(drafts.ENDING)
    return any(drafts.load(data).known for data in (sides.ours, sides.theirs))


def _catalog_says(data: bytes) -> tuple[str, str]:
    found = re.search(rb'"Language: *([A-Za-z_-]+)', data)
    return "", found[1].decode("ascii") if found else ""


def _ledger_says(data: bytes) -> tuple[str, str]:
    try:
        entry = json.loads(data.strip().partition(b"\n")[0])
        return str(entry["release"]), str(entry["language"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return "", ""


# --- setting up ---


class _GitError(Exception):
    """git failed; the message is the first line it printed."""


def _git(folder: Path, *arguments: str) -> str:
    """Run git and return what it prints.

    Raises:
        _GitError: git failed.
        MissingError: git cannot be run.
    """
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingError(
            say("git: cannot be run ({error}); install git and run the command again", error=error)
        ) from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise _GitError(said[0].removeprefix("fatal: ").rstrip("."))
    return done.stdout


def _driver(subcommand: str) -> str:
    """Return the command line for git's shell: this interpreter, whatever PATH says and whatever is in the folder.

    If the interpreter does not start, because it was moved or removed, git would take our side for the merge. In that
    case git's own text merge is run, and the file stays in conflict whatever the result.
    """
    python = shlex.quote(Path(sys.executable).as_posix()).replace("%", "%%")
    ours = f"{python} -P -m workflow merge-driver {subcommand} %O %A %B %P"
    return f"{ours} || {{ test $? -eq 1 || git merge-file -L ours -L base -L theirs %A %O %B; exit 1; }}"


def _wanting(root: Path) -> dict[str, tuple[str, str]]:
    """Return the drivers that git does not use yet for the files in ``locales/``."""
    found = {}
    for subcommand, (name, ending) in DRIVERS.items():
        said = _git(root, "check-attr", "merge", "--", f"locales/en/release.{ending}")
        if said.strip().rpartition(": ")[2] != name:
            found[subcommand] = (name, ending)
    return found


def _append(file: Path, lines: list[str]) -> None:
    """Add lines to an attributes file, keeping its content."""
    remove_temporaries(file)
    seen = content(file)
    old = seen or b""
    end = b"" if not old or old.endswith(b"\n") else b"\n"
    title = b"# Merge ledgers and catalogs by unit; run in every clone: workflow merge-driver install\n"
    new = old + end + title + "".join(f"{line}\n" for line in lines).encode("ascii")
    if not write_over(file, new, seen):
        raise MissingError(
            say("{file}: was saved by somebody else meanwhile; nothing was written, run the command again", file=file)
        )
