"""``workflow terms``."""

from pathlib import Path

import click

from workflow import termbase as terms
from workflow.cli.shared import (
    Problems,
    count,
    in_short,
    languages_option,
    newsroom,
    printable,
    releases_argument,
    target_option,
)
from workflow.errors import MissingError, UsageError
from workflow.files import content, write_over
from workflow.model import Release
from workflow.termbase import Suggestion

_ATTEMPTS = 5
"""How often somebody may save the term base while rows are being added to it."""


@click.group("terms")
def command() -> None:
    """Check the term base, and propose names that it lacks.

    The term base of a language is locales/LANG/terms.csv, a table that people edit in a spreadsheet.
    """


@command.command()
@languages_option
@click.pass_context
def check(ctx: click.Context, languages: tuple[str, ...]) -> None:
    """Look for rows that contradict each other or themselves.

    Errors give exit status 1; warnings and information do not.
    """
    room = newsroom(ctx)
    met = Problems()
    releases = list(room.find(on_problem=met.tell).each(met.tell))
    errors = warnings = 0
    for language in room.languages(languages):
        path = _path(room.root, language)
        with met.passing_over():
            found = terms.problems(terms.load(path), releases)
            for problem in found:
                place = f"{in_short(path)}:{problem.line}" if problem.line else in_short(path)
                click.echo(f"{place}: {problem.severity}: {printable(problem.message)}")
            errors += sum(problem.severity == "error" for problem in found)
            warnings += sum(problem.severity == "warning" for problem in found)
    click.echo(f"{count(errors, 'error')}, {count(warnings, 'warning')}")
    met.exit(ctx, 1 if errors else 0)


@command.command()
@releases_argument
@target_option
@click.option("--append", is_flag=True, help="Add the rows to the end of terms.csv instead of printing them.")
@click.pass_context
def suggest(ctx: click.Context, releases: tuple[str, ...], language: str | None, append: bool) -> None:
    """Propose people and offices that stand in the releases and not in the term base. RELEASE is an id or a path; without any, all.

    Prints rows of terms.csv. Names are guessed: pinyin is marked as unverified, and a row is not used before it has a target and that
    note is gone. What terms.csv holds is never changed.
    """
    room = newsroom(ctx)
    met = Problems()
    chosen = list(room.find(releases, on_problem=met.tell).each(met.tell))
    languages = room.languages([language] if language else [])
    if len(languages) > 1:
        raise UsageError(f"say which language with --to; this newsroom has {', '.join(languages)}")
    path = _path(room.root, languages[0])
    if append:
        found = _append(path, chosen)
        click.echo(f"{in_short(path)}: added {_in_words(found)}" if found else f"{in_short(path)}: nothing to add")
    else:
        data = content(path)
        found = terms.suggestions(terms.parse(data or b"", str(path)), chosen)
        if found:
            click.echo(terms.written(data, (each.term for each in found), str(path)), nl=False)
        click.echo(f"{_in_words(found)} that {in_short(path)} lacks" if found else "nothing to propose", err=True)
    if found and not terms.has_pinyin():
        click.echo("people are without pinyin; pip install pypinyin adds it", err=True)
    met.exit(ctx)


def _append(path: Path, releases: list[Release]) -> tuple[Suggestion, ...]:
    """Add what the file lacks; if somebody saves it meanwhile, look again at what they saved."""
    for _ in range(_ATTEMPTS):
        seen = content(path)
        found = terms.suggestions(terms.parse(seen or b"", str(path)), releases)
        if not found or write_over(path, terms.appended(seen, (each.term for each in found), str(path)), seen):
            return found
    raise MissingError(f"{path}: is being saved again and again by another program; run the command again later")


def _path(root: Path, language: str) -> Path:
    return root / "locales" / language / "terms.csv"


def _in_words(found: tuple[Suggestion, ...]) -> str:
    people = sum(each.term.kind == "person" for each in found)
    return f"{count(people, 'person').replace('persons', 'people')} and {count(len(found) - people, 'office')}"
