"""``workflow check``."""

import textwrap

import click

from workflow import __version__
from workflow.cli.shared import (
    Problems,
    count,
    echo,
    in_short,
    languages_option,
    newsroom,
    not_run,
    printable,
    releases_argument,
    today,
)
from workflow.contracts.registries import CHECKS, SOURCE_CHECKS
from workflow.interface import say, shown
from workflow.newsroom.checking import Checked, check
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.reports import as_json, as_junit, as_sarif


@click.command("check")
@releases_argument
@languages_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "sarif"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option("--fix", is_flag=True, help="First correct mechanical slips in drafts that nobody has edited.")
@click.option(
    "--annotate",
    is_flag=True,
    help="Also write the findings into the catalogs, where editors show them; the next translate removes them.",
)
@click.option(
    "--explain",
    type=click.Choice([*CHECKS, *SOURCE_CHECKS]),
    metavar="CHECK",
    help="Explain what a check looks for, with examples.",
)
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    languages: tuple[str, ...],
    form: str,
    fix: bool,
    annotate: bool,
    explain: str | None,
) -> None:
    """Report what could mislead a reader. RELEASE is an id or a path; without one, all releases are checked.

    Errors block submit and approve and give exit status 1 unless they are waived; warnings never do. review.severity
    in workflow.toml sets how severe the findings of a check are.
    """
    if explain:
        echo(_explained(explain))
        return
    room, problems = newsroom(ctx), Problems()
    done = check(room, releases, languages, today=today(), fix=fix, annotate=annotate, on_problem=problems.report)
    for (release, language), number in done.fixed:
        echo(
            say(
                "{catalog_path}: {count} corrected",
                catalog_path=in_short(room.catalog_path(release, language)),
                count=count(number, "draft"),
            ),
            err=True,
        )
    if form == "json":
        echo(as_json(done.found))
    elif form == "sarif":
        echo(as_sarif(done.found, __version__))
    elif form == "junit":
        echo(as_junit(done.found, done.looked_at))
    else:
        _print(room, done)
        if problems.exit_status:
            echo(say("not everything could be read and checked; see standard error"))
    problems.exit(ctx, 1 if done.errors else 0)


def _print(room: Newsroom, done: Checked) -> None:
    for each in done.units:
        line = f":{each.unit.line}" if each.unit.line else ""
        place = f"{in_short(room.root / each.path)}{line}"
        for finding in each.findings:
            said = f"{finding.severity}: {printable(shown(finding.message))} [{finding.check} {each.unit.short_key}]"
            echo(f"{place}: {said}")
        for text in filter(None, (each.unit.source, each.unit.target)):
            echo(f"    {printable(text)}")
    for said in (*done.left_out, *done.returned):
        echo(printable(shown(said)))
    for language, names in done.not_run.items():
        for said in not_run(language, names):
            echo(said)
    warnings = count(len(done.found) - done.errors, "warning")
    errors = count(done.errors, "error")
    if done.waived:
        echo(say("{errors}, {warnings}, {waived} waived", errors=errors, warnings=warnings, waived=done.waived))
    else:
        echo(say("{errors}, {warnings}", errors=errors, warnings=warnings))


def _filled(text: str) -> str:
    said = shown(text)
    return textwrap.fill(said, 100) if said == text else said  # Chinese has no spaces to wrap at: terminals do it


def _explained(name: str) -> str:
    """Return a check's explanation and the examples that its tests use."""
    if name in SOURCE_CHECKS:
        from workflow.newsroom.source_checks import EXPLANATIONS

        return _filled(EXPLANATIONS[name])
    check = CHECKS[name]
    lines = [_filled(check.explanation), ""]
    for example in check.examples:
        lines += [
            f"{example.expected or 'good'}:",
            f"    {printable(example.source)}",
            f"    {printable(example.target)}",
        ]
        lines += [f"    ({example.note})"] if example.note else []
    return "\n".join(lines)
