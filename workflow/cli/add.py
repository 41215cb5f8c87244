"""``workflow add``."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from workflow.cli.shared import Problems, columns, count, echo, in_short, newsroom, printable
from workflow.errors import UsageError
from workflow.files import LARGEST
from workflow.interface import say
from workflow.newsroom import adding
from workflow.newsroom.adding import Added, Given
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.understood import understood


@click.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE|-...")
@click.option("--id", "name", metavar="ID", help="Its id. Default: its date and its title in pinyin.")
@click.option("--date", "day", metavar="DAY", help="Its date, if its text does not say it.")
@click.option("--dry-run", is_flag=True, help="Show what was understood; write nothing.")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], name: str | None, day: str | None, dry_run: bool) -> None:
    """Add a release: a Word document, a saved page, Markdown or text. "-" is text pasted on standard input.

    Shows what was understood of it, and copies it into sources/, byte for byte, under its date and its title in pinyin.
    The pictures that it names are copied beside it. Nothing is overwritten; what is there already is not added again.
    """
    if name and len(files) > 1:
        raise UsageError(say("--id names one release; add the files one by one"))
    room, problems = newsroom(ctx), Problems()
    added: list[Added] = []
    for file in files:
        with problems.reporting():
            done = adding.add(room, _given(file), name=name or "", day=day or "", write=not dry_run)
            for line in _shown(room, done, dry_run=dry_run):
                echo(printable(line))
            added.append(done)
    if new := [each.release.id for each in added if not each.there]:
        after = "Nothing was written; run the command without --dry-run to add it." if dry_run else ""
        echo(after or f"Next: workflow translate {' '.join(new)}")
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
        yield f"{done.name}: is already there: {file}"
        return
    found = understood(release)
    yield f"{done.name} → {file}"
    yield from _field("title", f"{found.title}{_from(done)}" if found.title else "none; every release needs one")
    yield from _field("date", found.date or "none; name it with --date, or pages are without one")
    yield from _field("original", found.url)
    texts = found.counts
    numbers = [
        count(texts[kind], noun)
        for kind, noun in (
            ("paragraph", "paragraph"),
            ("list", "list"),
            ("table", "table"),
            ("figure", "picture"),
            ("note", "note"),
        )
        if texts[kind]
    ]
    yield from _field("text", ", ".join(numbers))
    more = f"… and {found.more_headings} more" if found.more_headings else ""
    headings = [f"{'  ' * max(level - 2, 0)}{words}" for level, words in found.headings]
    yield from _field("headings", *headings, *([more] if more else []))
    copied = "would be copied" if dry_run else "copied"
    yield from _field("pictures", *(f"{copied}: {in_short(room.root / path)}" for path in done.pictures))
    some = [f"{path}: no such picture beside {done.name}" for path in done.missing[:_SOME]]
    more = f"… and {len(done.missing) - _SOME} more" if len(done.missing) > _SOME else ""
    yield from _field("missing", *some, more)
    yield from _field(
        "left out", *(said.removeprefix(f"{release.path}: not part of the text: ") for said in found.left_out)
    )


def _from(done: Added) -> str:
    """Return where outside the article a title was found, in brackets."""
    title = next((block for block in done.release.blocks if block.kind == "title"), None)
    place = getattr(title.content[0], "place", "") if title and title.content else ""
    return f" ({place.removeprefix('title, ')})" if place.startswith("title, ") else ""


def _field(name: str, *values: str) -> Iterator[str]:
    for i, value in enumerate(each for each in values if each):
        label = name if i == 0 else ""
        yield f"  {label}{' ' * (_WIDTH - columns(label))}{value}"


_WIDTH = 10
_SOME = 5
"""How many missing pictures are named."""
