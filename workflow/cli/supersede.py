"""``workflow supersede``."""

from typing import Unpack

import click

from workflow.cli import publish
from workflow.cli.shared import newsroom, one_release, sign_off, signer_option, target_option
from workflow.model import Finding
from workflow.signoff.acts import By, Present, supersede
from workflow.signoff.ledger import Ledger


@click.command("supersede")
@click.argument("release")
@click.option(
    "--by", "other", required=True, metavar="RELEASE", help="The release that takes its place, an id or a path."
)
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, release: str, other: str, language: str | None, who: str | None) -> None:
    """Say that another release took the place of a published one. RELEASE is an id or a path.

    Its page stays, and says so; the two link to each other. Both must be on the site.
    """
    room = newsroom(ctx)
    newer = room.present(*one_release(room, other, language))

    def act(present: Present, _: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        return supersede(present, other=newer, **by)

    _, present, _ = sign_off(ctx, release, language, who, act, doing="supersede")
    # Every page is made again with it, the successor's too.
    ctx.invoke(
        publish.command, releases=(present.ledger.release,), languages=(present.ledger.language,), out=None, draft=False
    )
