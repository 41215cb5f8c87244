"""``workflow status``."""

import csv
import io
import json
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

import click

from workflow.cli.shared import (
    Problems,
    in_short,
    languages_option,
    newsroom,
    printable,
    releases_argument,
    today,
)
from workflow.model import ReleaseState
from workflow.newsroom import status
from workflow.newsroom.sources import suffixes_in_words
from workflow.newsroom.status import Row

STATES = [state.value for state in ReleaseState]


@click.command("status")
@releases_argument
@languages_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(STATES),
    help="Exit with status 1 if a release is in this state; may be repeated.",
)
@click.pass_context
def command(
    ctx: click.Context, releases: tuple[str, ...], languages: tuple[str, ...], form: str, fail_on: tuple[str, ...]
) -> None:
    """Show the state of each release and what to do next. RELEASE is an id or a path; without one, all are shown.

    STATE is the state of the work, PUBLIC what the site shows. Units are counted by state: missing (empty), draft
    (fuzzy), stale (fuzzy, the source changed), translated, approved.
    """
    room, problems = newsroom(ctx), Problems()
    rows = status.rows(room, releases, languages, today=today(), on_problem=problems.report)
    for folder, place in room.linked_languages():
        said = f"{in_short(folder)}: is a link to {place}; whoever else uses that folder changes this newsroom's files"
        click.echo(f"workflow: {printable(said)}", err=True)
    for objection in (objection for each in rows for objection in each.objections):
        click.echo(f"workflow: {printable(objection)}", err=True)
    for language in () if releases else room.languages(languages):
        for name in room.strays(language):
            path = printable(in_short(room.catalog_path("x", language).with_name(name)))
            click.echo(f"workflow: {path}: belongs to no release, and nothing reads it; move or delete it", err=True)
    if form == "json":
        click.echo(json.dumps([each.as_json() for each in rows], ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(_csv(rows), nl=False)
    elif rows:
        click.echo(_table(rows))
        for each in rows:
            if each.unfinished:
                click.echo(f"{each.release} ({each.language}): {each.unfinished}")
            if each.recut:
                said = "the source is unchanged and its page stays; submit and approve the text once"
                click.echo(f"{each.release} ({each.language}): {printable(each.recut)}; {said}")
            if back := each.returned:
                units = f" (unit {', '.join(back['units'])})" if back["units"] else ""
                said = f"returned by {back['who']} on {back['when'][:10]}: {back['reason']}{units}"
                click.echo(f"{each.release} ({each.language}): {printable(said)}")
    elif not problems.exit_status:
        click.echo(f"No releases yet: put {suffixes_in_words()} files into sources/.", err=True)
    failed = [each for each in rows if each.state in fail_on]
    problems.exit(ctx, 1 if failed else 0)


def _table(rows: list[Row]) -> str:
    head = ["RELEASE", "LANG", "STATE", "PUBLIC", *(heading for _, heading in _COUNTS), "NEXT"]
    lines = [head]
    for each in rows:
        counts = {**each.units, **each.findings}
        numbers = [str(counts[name] or "·") for name, _ in _COUNTS]
        lines.append([each.release, each.language, each.state, each.public, *numbers, each.next])
    # Widths are measured in terminal columns: a Chinese character takes two.
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(_cells(line, widths)).rstrip() for line in lines)


_COUNTS = (
    ("total", "UNITS"),
    ("missing", "MISSING"),
    ("draft", "DRAFT"),
    ("stale", "STALE"),
    ("translated", "DONE"),
    ("approved", "APPROVED"),
    ("error", "ERRORS"),
    ("warning", "WARNINGS"),
)


def _cells(line: list[str], widths: list[int]) -> Iterator[str]:
    """Yield the padded cells of a line, numbers aligned to the right."""
    for column, (cell, width) in enumerate(zip(line, widths, strict=True)):
        space = " " * (width - _width(cell))
        yield space + cell if 4 <= column < 4 + len(_COUNTS) else cell + space


def _width(text: str) -> int:
    """Return the width in terminal columns: two for a wide character, none for a combining one."""
    return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)


def _csv(rows: list[Row]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    names = [name for name, _ in _COUNTS]
    writer.writerow(["release", "language", "state", "public", *names, "next", "recut"])
    for each in rows:
        counts = {**each.units, **each.findings}
        numbers = [counts[name] for name in names]
        writer.writerow([each.release, each.language, each.state, each.public, *numbers, each.next, each.recut])
    return file.getvalue()
