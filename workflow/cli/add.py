"""``workflow add``."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from workflow.cli.shared import Problems, columns, count, echo, in_short, newsroom, printable
from workflow.errors import UsageError
from workflow.files import LARGEST
from workflow.interface import listed, say, shown
from workflow.newsroom import adding
from workflow.newsroom.adding import Added, Given
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.understood import understood
from workflow.places import outside


@click.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE|-...")
@click.option("--id", "name", metavar="ID", help="Its id. Default: its date and its title in pinyin.")
@click.option("--date", "day", metavar="DAY", help="Its date, if its text does not say it.")
@click.option("--dry-run", is_flag=True, help="Show what was understood; write nothing.")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], name: str | None, day: str | None, dry_run: bool) -> None:
    """Add a release: a Word document, a saved page, Markdown or text. "-" is text pasted on standard input.

    Copies it into sources/, byte for byte, under its date and its title in pinyin, with its pictures beside it, and
    shows what was understood of it. Nothing is overwritten; what is there already is not added again.
    """
    if name and len(files) > 1:
        raise UsageError(say("--id names one release; add the files one by one"))
    room, problems = newsroom(ctx), Problems()
    added: list[Added] = []
    for file in files:
        with problems.reporting():
            done = adding.add(room, _given(file), name=name or "", day=day or "", write=not dry_run)
            for line in _shown(room, done, dry_run=dry_run):
                echo(printable(shown(line)))
            added.append(done)
    if new := [each.release.id for each in added if not each.there]:
        if dry_run:
            echo(say("Nothing was written; run the command without --dry-run to add it."))
        else:
            echo(say("Next: workflow translate {releases}", releases=" ".join(new)))
    problems.exit(ctx)


def _given(file: str) -> Given:
    if file != "-":
        return adding.given(Path(file))
    if sys.stdin.isatty():
        echo(say("Paste the text, and end it with Ctrl-D (on Windows Ctrl-Z and Enter)."), err=True)
    return adding.pasted(sys.stdin.buffer.read(LARGEST + 1))


def _shown(room: Newsroom, done: Added, *, dry_run: bool) -> Iterator[str]:
    """Yield what was understood of a release, line by line."""
    release = done.release
    file = in_short(room.root / release.path)
    if done.there:
        yield say("{name}: is already there: {file}", name=done.name, file=file)
        return
    found = understood(release)
    yield say("{name} → {file}", name=done.name, file=file)
    yield from _field(say("title"), _title(done, found.title))
    yield from _field(say("date"), found.date or say("none; name it with --date, or pages are without one"))
    yield from _field(say("original"), found.url)
    kinds = ("paragraph", "list", "table", "picture", "note")
    numbers = [count(found.counts[kind], kind) for kind in kinds if found.counts[kind]]
    yield from _field(say("text"), listed(numbers))
    headings = [f"{'  ' * max(level - 2, 0)}{words}" for level, words in found.headings]
    yield from _field(say("headings"), *headings, _more(found.more_headings))
    pictures = [in_short(room.root / path) for path in done.pictures]
    yield from _field(
        say("pictures"),
        *(
            say("would be copied: {file}", file=file) if dry_run else say("copied: {file}", file=file)
            for file in pictures
        ),
    )
    yield from _field(say("missing"), *done.missing[:_SOME], _more(len(done.missing) - _SOME))
    yield from _field(say("left out"), *found.left_out)


def _title(done: Added, words: str) -> str:
    """Return the title, with where it was found if that is outside the article."""
    if not words:
        return say("none; every release needs one")
    title = next((block for block in done.release.blocks if block.kind == "title"), None)
    place = getattr(title.content[0], "place", "") if title and title.content else ""
    if where := outside(place):
        return say("{title} (from outside the article: {place})", title=words, place=where)
    return words


def _more(number: int) -> str:
    return say("… and {n} more", n=number) if number > 0 else ""


def _field(name: str, *values: str) -> Iterator[str]:
    label = shown(name)
    for value in values:
        if value:
            yield f"  {label}{' ' * (_WIDTH - columns(label))}{shown(value)}"
            label = ""


_WIDTH = 10
_SOME = 5
"""How many missing pictures are named."""
