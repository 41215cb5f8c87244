"""``workflow status``."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping

import click

from workflow.cli import terminal_width
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
    remark,
    today,
)
from workflow.interface import Message, listed, say, shown
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
    (fuzzy) or stale (fuzzy, the source changed). Below each release is whose turn it is, since which act, and what to
    do, unless nothing is left to do. The table fits the terminal, or 80 columns; json and csv have everything in full.
    Files in sources/ that no reader reads are listed last; in json, each is an object with its path as "file" and
    "unread" or "original" as its state.
    """
    room, problems = newsroom(ctx), Problems()
    report = status.report(room, releases, languages, today=today(), on_problem=problems.report)
    rows = report.rows
    for folder, place in room.linked_languages():
        remark(
            say(
                "{folder}: is a link to {place}; whoever else uses that folder changes this newsroom's files",
                folder=in_short(folder),
                place=place,
            )
        )
    for objection in (objection for each in rows for objection in each.objections):
        remark(objection)
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
        width = max(terminal_width(_NARROWEST), _NARROWEST)
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
    """Yield the lines of the table, at most so many columns wide; below each release, what somebody has to do."""
    lines = [[shown(head) for head in _HEADS]]
    for each in rows:
        left = sum(each.units[state] for state in ("missing", "draft", "stale"))
        numbers = (each.units["total"], left, each.findings["error"], each.findings["warning"])
        language = cut(printable(each.language), _LONGEST_LANGUAGE)
        state, public = shown(_WORDS[each.state]), shown(_WORDS[each.public])
        lines.append([printable(each.release), language, state, public, *(str(n or "·") for n in numbers)])
    widths = [max(columns(line[column]) for line in lines) for column in range(len(lines[0]))]
    widths[0] = min(widths[0], width - sum(widths[1:]) - 2 * len(widths[1:]))
    for line, row in zip(lines, [None, *rows], strict=True):
        yield "  ".join(_cells([cut(line[0], widths[0]), *line[1:]], widths)).rstrip()
        yield from _turn(row, width) if row and row.next else ()


_LONGEST_LANGUAGE = 12
_HEADS = (
    say("RELEASE"),
    say("LANG"),
    say("STATE"),
    say("PUBLIC"),
    say("UNITS"),
    say("LEFT"),
    say("ERRORS"),
    say("WARNINGS"),
)
_WORDS: Mapping[str, Message] = {
    each: each
    for each in (
        say("new"),
        say("draft"),
        say("returned"),
        say("recut"),
        say("outdated"),
        say("submitted"),
        say("approved"),
        say("published"),
        say("superseded"),
        say("withdrawn"),
        say("orphaned"),
        say("none"),
        say("current"),
        say("translator"),
        say("reviewer"),
        say("publisher"),
        say("nobody"),
    )
}
"""How the table names states and people; other formats, and options, have the English words."""


def _turn(row: Row, width: int) -> Iterator[str]:
    """Yield whose turn it is and since when, and what to do."""
    turn: str = _WORDS[row.turn]
    if row.since:
        turn = say("{turn} since {day}", turn=turn, day=row.since[:10])
    next_ = printable(shown(row.next))
    whole = "    " + shown(say("{turn}: {what}", turn=turn, what=next_))
    if columns(whole) <= width:
        yield whole
    else:
        yield "    " + shown(say("{turn}: {what}", turn=turn, what="")).rstrip()
        yield cut(f"    {next_}", width)


def _of(row: Row, said: str) -> str:
    return printable(shown(say("{label}: {text}", label=f"{row.release} ({row.language})", text=said)))


def _notes(rows: list[Row]) -> Iterator[str]:
    """Yield further remarks about releases, a sentence each."""
    for each in rows:
        if each.unfinished:
            yield _of(each, each.unfinished)
        if back := each.returned:
            values = {"who": back["who"], "day": back["when"][:10], "reason": back["reason"]}
            said = say("returned by {who} on {day}: {reason}", **values)
            if back["units"]:
                units = ", ".join(back["units"])
                said = say("returned by {who} on {day}: {reason} (unit {units})", **values, units=units)
            yield _of(each, said)
        if claim := each.claim:
            values = {"who": claim["who"], "day": claim["since"][:10]}
            said = say("{who} has been working on it since {day}", **values)
            if claim["reason"]:
                reason = claim["reason"]
                said = say("{who} has been working on it since {day}, taken over: {reason}", **values, reason=reason)
            yield _of(each, said)
    for day in sorted({each.due for each in rows if each.due and each.turn != "nobody"}):
        those = [each for each in rows if each.due == day and each.turn != "nobody"]
        some = _some(f"{each.release} ({each.language})" for each in those)
        if those[0].overdue:
            yield shown(say("due {day}, overdue: {some}", day=day, some=some))
        else:
            yield shown(say("due {day}: {some}", day=day, some=some))
    for since in dict.fromkeys(each.recut for each in rows if each.recut):
        some = _some(f"{each.release} ({each.language})" for each in rows if each.recut == since)
        yield shown(
            say(
                "{since}: {some}; no source was edited, and pages stay; submit and approve each once",
                since=since,
                some=some,
            )
        )
    for said, names in (
        (say("no title"), [each.release for each in rows if "title" in each.lacks]),
        (say("no date"), [each.release for each in rows if "date" in each.lacks]),
        (say("on the site without a title"), [f"{e.release} ({e.language})" for e in rows if "title" in e.page_lacks]),
        (say("on the site without a date"), [f"{e.release} ({e.language})" for e in rows if "date" in e.page_lacks]),
    ):
        if names:
            yield shown(say("{what}: {some}", what=said, some=_some(names)))


def _unread(files: Iterable[Unread]) -> Iterator[str]:
    """Yield which files in ``sources/`` nobody reads."""
    found = list(files)
    if alone := [each.path for each in found if not each.original_of]:
        yield shown(
            say(
                "no release, and not read: {some}; releases are {suffixes} files",
                some=_some(alone),
                suffixes=suffixes_in_words(),
            )
        )
    originals = [
        say("{path} (of {release})", path=each.path, release=each.original_of) for each in found if each.original_of
    ]
    if originals:
        yield shown(say("the original of a release, and not read: {some}", some=_some(originals)))


_SOME = 5
"""How many releases a remark lists; ``--format json`` has it for each."""


def _some(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    some = printable(shown(listed(found[:_SOME])))
    return say("{some} and {n} more", some=some, n=len(found) - _SOME) if len(found) > _SOME else some


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
    import csv  # late: only this format needs it

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
