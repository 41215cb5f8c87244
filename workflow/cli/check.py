"""``workflow check``."""

import textwrap

import click

from workflow import __version__
from workflow.cli.shared import (
    Problems,
    count,
    in_short,
    languages_option,
    newsroom,
    printable,
    releases_argument,
    today,
)
from workflow.contracts import CHECKS
from workflow.model import Catalog, Release
from workflow.newsroom.checking import EXPLANATIONS, Judge, fixed
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.reports import Found, as_json, as_junit, as_sarif
from workflow.signoff.acts import unanswered


@click.command("check")
@releases_argument
@languages_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "sarif"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--fix", is_flag=True, help="First mend what needs no thought, in drafts that nobody has touched.")
@click.option(
    "--explain",
    type=click.Choice([*CHECKS, *EXPLANATIONS]),
    metavar="CHECK",
    help="Say what a check looks for, with examples.",
)
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    languages: tuple[str, ...],
    form: str,
    fix: bool,
    explain: str | None,
) -> None:
    """Look for what could mislead a reader. RELEASE is an id or a path; without any, all.

    Errors refuse submit and approve and give exit status 1, unless somebody answers for them with waive; warnings never do. How grave the
    findings of a check are can be set in workflow.toml (review.severity).
    """
    if explain:
        click.echo(_explained(explain))
        return
    room = newsroom(ctx)
    problems = Problems()
    _, chosen = room.find(releases, on_problem=problems.tell)
    judge = ctx.with_resource(Judge(room, problems.tell))
    found: list[Found] = []
    looked_at: list[tuple[str, str]] = []
    waived = 0
    for language in room.languages(languages):
        for release in chosen:
            with problems.passing_over():
                if fix:
                    _fix(room, release, language)
                present = room.present(release, language)
                everything = judge(present)
                left = unanswered(present, everything, today())
                waived += len(everything) - len(left)
                looked_at.append((release.id, language))
                path = room.catalog_path(release.id, language).relative_to(room.root).as_posix()
                found += [Found(release.id, language, path, finding) for finding in left]
    errors = sum(each.finding.severity == "error" for each in found)
    if form == "text":
        _print(room, found)
        click.echo(
            f"{count(errors, 'error')}, {count(len(found) - errors, 'warning')}{f', {waived} waived' if waived else ''}"
        )
    else:
        click.echo(
            {"json": lambda: as_json(found), "sarif": lambda: as_sarif(found, __version__)}.get(
                form, lambda: as_junit(found, looked_at)
            )()
        )
    problems.exit(ctx, 1 if errors else 0)


def _print(room: Newsroom, found: list[Found]) -> None:
    for each in found:
        finding, unit = each.finding, each.finding.unit
        path = in_short(room.root / each.path)
        click.echo(
            f"{path}:{unit.line}: {finding.severity}: {printable(finding.message)} [{finding.check} {unit.short_key}]"
        )
        click.echo(f"    {printable(unit.source)}\n    {printable(unit.target)}")


def _fix(room: Newsroom, release: Release, language: str) -> None:
    mended = 0

    def change(catalog: Catalog | None) -> Catalog | None:
        nonlocal mended
        if catalog is None:
            return None
        new, mended = fixed(catalog, release, room.terms(language))
        return new

    room.change_catalog(release.id, language, change, doing="check")
    if mended:
        click.echo(f"{in_short(room.catalog_path(release.id, language))}: {count(mended, 'draft')} mended", err=True)


def _explained(name: str) -> str:
    """What a check says of itself, and the pairs that its tests use."""
    if name in EXPLANATIONS:
        return textwrap.fill(EXPLANATIONS[name], 100)
    check = CHECKS[name]
    lines = [textwrap.fill(check.explanation, 100), ""]
    for example in check.examples:
        lines += [
            f"{example.expected or 'good'}:",
            f"    {printable(example.source)}",
            f"    {printable(example.target)}",
        ]
        lines += [f"    ({example.note})"] if example.note else []
    return "\n".join(lines)
