"""``workflow withdraw``."""

from typing import Unpack

import click

from workflow.cli import publish
from workflow.cli.shared import sign_off, signer_option, target_option
from workflow.model import Finding
from workflow.signoff.acts import By, Present, withdraw
from workflow.signoff.ledger import Ledger


@click.command("withdraw")
@click.argument("release")
@target_option
@signer_option
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why; kept in the ledger, and shown to readers on the notice."
)
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, reason: str) -> None:
    """Take a published text off the site; a notice takes its place. RELEASE is an id or a path.

    Nothing of the translation stays on the site. Submitted and approved again, the text can be published again.
    """

    def act(present: Present, _: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        return withdraw(present, reason=reason, **by)

    _, present, _ = sign_off(ctx, release, language, who, act, doing="withdraw")
    ctx.invoke(
        publish.command, releases=(present.ledger.release,), languages=(present.ledger.language,), out=None, draft=False
    )
