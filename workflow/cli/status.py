"""``workflow status``."""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator

import click

from workflow.cli.shared import (
    Problems,
    columns,
    cut,
    echo,
    in_short,
    languages_option,
    newsroom,
    printable,
    releases_argument,
    today,
)
from workflow.interface import say
from workflow.model import ReleaseState
from workflow.newsroom import status
from workflow.newsroom.sources import suffixes_in_words
from workflow.newsroom.status import Row
from workflow.newsroom.unread import Unread

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

    STATE is the state of the work, PUBLIC what the site shows. LEFT counts the units that are missing (empty), draft
    (fuzzy) or stale (fuzzy, the source changed). Below each release stands whose turn it is, since which act, and what
    to do; there is nothing if it is nobody's. The table fits the terminal, or 80 columns; json and csv shorten nothing.
    Files in sources/ that nobody reads are named last; in json, each is an object with its path as "file" and "unread"
    or "original" as its state.
    """
    room, problems = newsroom(ctx), Problems()
    report = status.report(room, releases, languages, today=today(), on_problem=problems.report)
    rows = report.rows
    for folder, place in room.linked_languages():
        said = f"{in_short(folder)}: is a link to {place}; whoever else uses that folder changes this newsroom's files"
        echo(f"workflow: {printable(said)}", err=True)
    for objection in (objection for each in rows for objection in each.objections):
        echo(f"workflow: {printable(objection)}", err=True)
    for language in () if releases else room.languages(languages):
        for name in room.strays(language):
            path = printable(in_short(room.catalog_path("x", language).with_name(name)))
            echo(
                say("workflow: {path}: belongs to no release, and nothing reads it; move or delete it", path=path),
                err=True,
            )
    if form == "json":
        echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    elif form == "csv":
        echo(_csv(rows), nl=False)
    elif rows:
        width = max(shutil.get_terminal_size((_NARROWEST, 24)).columns, _NARROWEST)
        for line in _table(rows, width):
            echo(line)
        for note in (*_notes(rows), *_unread(report.unread)):
            echo(note)
    else:
        if not problems.exit_status:
            echo(
                say(
                    "No releases yet: put {suffixes_in_words} files into sources/, or run workflow add.",
                    suffixes_in_words=suffixes_in_words(),
                ),
                err=True,
            )
        for note in _unread(report.unread):
            echo(note)
    failed = [each for each in rows if each.state in fail_on]
    problems.exit(ctx, 1 if failed else 0)


_NARROWEST = 80
"""The columns of the narrowest terminal, and of a table that goes elsewhere."""


def _table(rows: list[Row], width: int) -> Iterator[str]:
    """Yield the lines of the table, in so many columns; below a release stands what somebody has to do."""
    lines = [["RELEASE", "LANG", "STATE", "PUBLIC", "UNITS", "LEFT", "ERRORS", "WARNINGS"]]
    for each in rows:
        left = sum(each.units[state] for state in ("missing", "draft", "stale"))
        numbers = (each.units["total"], left, each.findings["error"], each.findings["warning"])
        language = cut(printable(each.language), _LONGEST_LANGUAGE)
        lines.append([printable(each.release), language, each.state, each.public, *(str(n or "·") for n in numbers)])
    widths = [max(columns(line[column]) for line in lines) for column in range(len(lines[0]))]
    widths[0] = min(widths[0], width - sum(widths[1:]) - 2 * len(widths[1:]))
    for line, row in zip(lines, [None, *rows], strict=True):
        yield "  ".join(_cells([cut(line[0], widths[0]), *line[1:]], widths)).rstrip()
        yield from _turn(row, width) if row and row.next else ()


_LONGEST_LANGUAGE = 12


def _turn(row: Row, width: int) -> Iterator[str]:
    """Yield whose turn it is and since when, and what to do."""
    turn = f"{row.turn} since {row.since[:10]}" if row.since else row.turn
    whole = f"    {turn}: {printable(row.next)}"
    if columns(whole) <= width:
        yield whole
    else:
        yield f"    {turn}:"
        yield cut(f"    {printable(row.next)}", width)


def _notes(rows: list[Row]) -> Iterator[str]:
    """Yield what else is to be said of releases, each in a sentence."""
    for each in rows:
        if each.unfinished:
            yield f"{each.release} ({each.language}): {each.unfinished}"
        if back := each.returned:
            units = f" (unit {', '.join(back['units'])})" if back["units"] else ""
            said = f"returned by {back['who']} on {back['when'][:10]}: {back['reason']}{units}"
            yield f"{each.release} ({each.language}): {printable(said)}"
        if claim := each.claim:
            said = f"{claim['who']} has been working on it since {claim['since'][:10]}"
            why = f", taken over: {claim['reason']}" if claim["reason"] else ""
            yield f"{each.release} ({each.language}): {printable(said + why)}"
    for day in sorted({each.due for each in rows if each.due and each.turn != "nobody"}):
        those = [each for each in rows if each.due == day and each.turn != "nobody"]
        late = ", overdue" if those[0].overdue else ""
        yield f"due {day}{late}: {_some(f'{each.release} ({each.language})' for each in those)}"
    for said in dict.fromkeys(each.recut for each in rows if each.recut):
        some = _some(f"{each.release} ({each.language})" for each in rows if each.recut == said)
        what = "no source was edited, and pages stay; submit and approve each once"
        yield f"{printable(said)}: {some}; {what}"
    for said, names in (
        ("no title", [each.release for each in rows if "title" in each.lacks]),
        ("no date", [each.release for each in rows if "date" in each.lacks]),
        ("on the site without a title", [f"{e.release} ({e.language})" for e in rows if "title" in e.page_lacks]),
        ("on the site without a date", [f"{e.release} ({e.language})" for e in rows if "date" in e.page_lacks]),
    ):
        if names:
            yield f"{said}: {_some(names)}"


def _unread(files: Iterable[Unread]) -> Iterator[str]:
    """Yield which files in ``sources/`` nobody reads."""
    found = list(files)
    if alone := [each.path for each in found if not each.original_of]:
        yield f"no release, and not read: {_some(alone)}; releases are {suffixes_in_words()} files"
    if originals := [f"{each.path} (of {each.original_of})" for each in found if each.original_of]:
        yield f"the original of a release, and not read: {_some(originals)}"


_SOME = 5
"""How many releases a note names; ``--format json`` says it of each."""


def _some(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    more = f" and {len(found) - _SOME} more" if len(found) > _SOME else ""
    return f"{printable(', '.join(found[:_SOME]))}{more}"


_COUNTS = ("total", "missing", "draft", "stale", "translated", "approved", "error", "warning")


def _cells(line: list[str], widths: list[int]) -> Iterator[str]:
    """Yield the padded cells of a line, numbers aligned to the right."""
    for column, (cell, width) in enumerate(zip(line, widths, strict=True)):
        space = " " * (width - columns(cell))
        yield space + cell if column >= _NUMBERS else cell + space


_NUMBERS = 4
"""The first column with a number."""


_LAST = ("recut", "lacks", "page_lacks", "due", "overdue", "claim")


def _csv(rows: list[Row]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["release", "language", "state", "public", *_COUNTS, "next", "turn", "since", *_LAST])
    for each in rows:
        counts = {**each.units, **each.findings}
        numbers = (counts[name] for name in _COUNTS)
        row = [each.release, each.language, each.state, each.public, *numbers, each.next, each.turn, each.since]
        lacks = (" ".join(each.lacks), " ".join(each.page_lacks))
        owner = each.claim["who"] if each.claim else ""
        writer.writerow([*row, each.recut, *lacks, each.due, "yes" if each.overdue else "", owner])
    return file.getvalue()
