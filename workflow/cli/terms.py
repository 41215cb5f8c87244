"""``workflow terms``."""

import click

from workflow.cli.shared import (
    Problems,
    count,
    echo,
    in_short,
    languages_option,
    newsroom,
    one_language,
    printable,
    releases_argument,
    target_option,
)
from workflow.errors import UsageError
from workflow.interface import Message, say, say_n, shown
from workflow.model import TermKind
from workflow.newsroom.terms import examine, offer, propose
from workflow.termbase.advice import Suggestion
from workflow.termbase.sheet import KINDS


@click.group("terms")
def command() -> None:
    """Check the term base, suggest names, and show the starter under it.

    The term base of a language is locales/LANG/terms.csv, a table that people edit in a spreadsheet.
    """


@command.command()
@languages_option
@click.pass_context
def check(ctx: click.Context, languages: tuple[str, ...]) -> None:
    """Report rows that contradict each other or themselves.

    Errors give exit status 1; warnings and information do not.
    """
    room, met = newsroom(ctx), Problems()
    errors = warnings = 0
    for each in examine(room, languages, on_problem=met.report):
        for problem in each.problems:
            place = f"{in_short(each.path)}:{problem.line}" if problem.line else in_short(each.path)
            echo(f"{place}: {problem.severity}: {printable(shown(problem.message))}")
        errors += sum(problem.severity == "error" for problem in each.problems)
        warnings += sum(problem.severity == "warning" for problem in each.problems)
    echo(say("{some}, {more}", some=count(errors, "error"), more=count(warnings, "warning")))
    met.exit(ctx, 1 if errors else 0)


@command.command()
@releases_argument
@target_option
@click.option("--append", is_flag=True, help="Add the rows to the end of terms.csv instead of printing them.")
@click.pass_context
def suggest(ctx: click.Context, releases: tuple[str, ...], language: str | None, append: bool) -> None:
    """Suggest people and offices in the sources that the term base lacks.

    RELEASE is an id or a path; without one, all releases are searched. Prints rows for terms.csv. Names are guesses:
    pinyin is marked as unverified, and a row is not used until it has a target and that note is removed. Existing
    rows are never changed.
    """
    room, met = newsroom(ctx), Problems()
    done = propose(room, one_language(room, language), releases, append=append, on_problem=met.report)
    path, found = in_short(done.path), done.found
    if append:
        echo(
            say("{path}: added {names}", path=path, names=_in_words(found))
            if found
            else say("{path}: nothing to add", path=path)
        )
    else:
        echo(done.rows, nl=False)
        echo(
            say("{names} that {path} lacks", names=_in_words(found), path=path) if found else say("nothing to suggest"),
            err=True,
        )
    met.exit(ctx)


_STARTER_KINDS = tuple(kind for kind in KINDS if kind not in {"person", "keep", "forbidden"})


@command.command()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(_STARTER_KINDS), help="Only rows of this kind; may be repeated."
)
@target_option
@click.option("--copy", is_flag=True, help="Add the rows to the end of terms.csv instead of printing them.")
@click.pass_context
def starter(
    ctx: click.Context, words: tuple[str, ...], kinds: tuple[TermKind, ...], language: str | None, copy: bool
) -> None:
    """Show the official names that come with the program, and copy rows into terms.csv.

    WORD is Chinese or English; the rows that have it are shown, all rows without one. Drafts use a row until terms.csv
    has one with the same source, and check only warns if a translation lacks its name. A copied row is yours: change
    it as you like, and check insists on it. Existing rows are never changed. To use no row of the starter at all, set
    terms.starter = false in workflow.toml.
    """
    if copy and not words and not kinds:
        raise UsageError(say("name what to copy: a word, or --kind"))
    room = newsroom(ctx)
    found = offer(room, one_language(room, language), words, kinds, copy=copy)
    path = in_short(found.path)
    if copy:
        echo(say("{path}: added {count}", path=path, count=count(found.copied, "row")))
    else:
        echo(found.rows, nl=False)
    said = say_n("{n} row of the starter", "{n} rows of the starter", len(found.terms))
    if found.decided:
        said = say_n(
            "{rows}, of which {path} has {n} source already",
            "{rows}, of which {path} has {n} sources already",
            len(found.decided),
            rows=said,
            path=path,
        )
    if not room.settings.starter:
        said = say("{rows}; the starter is off (terms.starter in workflow.toml)", rows=said)
    echo(said, err=True)


def _in_words(found: tuple[Suggestion, ...]) -> Message:
    people = sum(each.term.kind == "person" for each in found)
    return say("{people} and {offices}", people=count(people, "person"), offices=count(len(found) - people, "office"))
