"""``workflow supersede``."""

import click

from workflow.cli.acts import signer, signer_option
from workflow.cli.pages import show_ended
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.newsroom import signing


@click.command("supersede")
@click.argument("release")
@click.option("--by", "other", required=True, metavar="RELEASE", help="The release that replaces it, an id or a path.")
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, release: str, other: str, language: str | None, who: str | None) -> None:
    """Mark a release as replaced by another. RELEASE is an id or a path.

    Both must be on the site. Both pages stay and link to each other.
    """
    room, problems = newsroom(ctx), Problems()
    done = signing.supersede(
        room, release, other, one_language(room, language), signer(who, room), on_problem=problems.report
    )
    show_ended(done, problems)
    problems.exit(ctx)
