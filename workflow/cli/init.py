"""``workflow init``."""

from pathlib import Path

import click

from workflow.cli.shared import in_short
from workflow.errors import UsageError
from workflow.files import exists, make_folder, remove_temporaries, write_atomic
from workflow.newsroom.folder import SETTINGS
from workflow.newsroom.sources import suffixes_in_words
from workflow.settings import template


@click.command("init")
@click.argument("folder", required=False, metavar="[DIR]")
@click.pass_context
def command(ctx: click.Context, folder: str | None) -> None:
    """Create a newsroom: folders and a commented workflow.toml.

    DIR is the folder to create it in, by default the current one. Existing files are not changed.
    """
    root = Path(folder or ctx.obj or ".")
    if exists(root / SETTINGS):
        raise UsageError(f"{in_short(root / SETTINGS)}: already exists, so this is a newsroom; edit that file instead")
    if root.exists() and not root.is_dir():
        raise UsageError(f"{in_short(root)}: is not a folder; name another one")
    for name in (".gitignore", SETTINGS):
        remove_temporaries(root / name)
    if not exists(root / ".gitignore"):
        write_atomic(
            root / ".gitignore",
            b"# Written by workflow publish from the ledgers; never edited, always rebuilt.\n/public/\n/drafts/\n"
            b"# What editors leave beside catalogs.\n*.mo\n*.po~\n"
            b"# Locks, and unfinished files of commands that were killed.\n/.workflow/\n.*.workflow-tmp\n",
        )
    for name in ("sources", "locales"):
        make_folder(root / name)
    # The settings come last: they make the folder a newsroom, so an interrupted init can be run again.
    write_atomic(root / SETTINGS, template().encode("utf-8"))
    click.echo(
        f"Created a newsroom in {root.resolve()}. Put Chinese releases ({suffixes_in_words()}) into "
        f"{in_short(root / 'sources')}, then run:"
    )
    click.echo("  workflow model install zh en   once on each machine")
    click.echo("  workflow translate             drafts a catalog for each release")
