"""``workflow check``."""

import json

import click

from workflow.cli.shared import (
    Problems,
    choose,
    count,
    in_short,
    languages_option,
    newsroom,
    printable,
    releases_argument,
)
from workflow.model import Finding
from workflow.steps.checking import findings


@click.command("check")
@releases_argument
@languages_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@click.pass_context
def command(ctx: click.Context, releases: tuple[str, ...], languages: tuple[str, ...], form: str) -> None:
    """Look for what could mislead a reader. RELEASE is an id or a path; without any, all.

    Errors refuse submit and approve and give exit status 1; warnings never do.
    """
    room = newsroom(ctx)
    problems = Problems()
    _, chosen = choose(room, releases, problems)
    found: list[tuple[str, str, Finding]] = []
    for language in room.languages(languages):
        for release in chosen:
            with problems.passing_over():
                found += [(release.id, language, finding) for finding in findings(room.present(release, language))]
    if form == "json":
        click.echo(json.dumps([_as_json(*item) for item in found], ensure_ascii=False, indent=2))
    else:
        for release_id, language, finding in found:
            unit = finding.unit
            path = in_short(room.catalog_path(release_id, language))
            click.echo(
                f"{path}:{unit.line}: {finding.severity}: {printable(finding.message)} [{finding.check} {unit.short_key}]"
            )
            click.echo(f"    {printable(unit.source)}\n    {printable(unit.target)}")
        errors = sum(finding.severity == "error" for _, _, finding in found)
        click.echo(f"{count(errors, 'error')}, {count(len(found) - errors, 'warning')}")
    problems.exit(ctx, 1 if any(finding.severity == "error" for _, _, finding in found) else 0)


def _as_json(release: str, language: str, finding: Finding) -> dict[str, object]:
    unit = finding.unit
    return {
        "release": release,
        "language": language,
        "key": unit.short_key,
        "check": finding.check,
        "severity": finding.severity,
        "source": unit.source,
        "target": unit.target,
        "message": finding.message,
        "line": unit.line,
    }
