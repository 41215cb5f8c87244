"""``workflow init``."""

from pathlib import Path

import click

from workflow.cli.shared import in_short
from workflow.errors import UsageError
from workflow.files import exists, make_folder, write_atomic
from workflow.newsroom.folder import SETTINGS, suffixes_in_words
from workflow.settings import template


@click.command("init")
@click.argument("folder", required=False, metavar="[DIR]")
@click.pass_context
def command(ctx: click.Context, folder: str | None) -> None:
    """Make a new newsroom: folders and a commented workflow.toml.

    In DIR, or in the current folder. Nothing that is there already is changed.
    """
    root = Path(folder or ctx.obj or ".")
    if exists(root / SETTINGS):
        raise UsageError(
            f"{in_short(root / SETTINGS)}: is there already, so this is a newsroom; edit that file instead"
        )
    if root.exists() and not root.is_dir():
        raise UsageError(f"{in_short(root)}: is not a folder")
    if not exists(root / ".gitignore"):
        write_atomic(
            root / ".gitignore",
            b"# Made by workflow publish from the ledgers; never edited, always made again.\n/public/\n/drafts/\n"
            b"# Locks, and what a killed command was writing.\n/.workflow/\n.*.workflow-tmp\n",
        )
    for name in ("sources", "locales"):
        make_folder(root / name)
    # The settings last: they make it a newsroom, so an init that was interrupted can be run again.
    write_atomic(root / SETTINGS, template().encode("utf-8"))
    click.echo(
        f"A newsroom is in {root.resolve()}. Put Chinese releases ({suffixes_in_words()}) into {in_short(root / 'sources')}, then:"
    )
    click.echo("  workflow model install zh en   once on each machine")
    click.echo("  workflow translate             drafts a catalog for each release")
