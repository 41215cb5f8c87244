"""``workflow return``."""

from functools import partial

import click

from workflow.cli.shared import sign_off, signer_option, target_option
from workflow.signoff.acts import give_back


@click.command("return")
@click.argument("release")
@target_option
@signer_option
@click.option("--reason", required=True, metavar="TEXT", help="What is to be mended; kept in the ledger.")
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, reason: str) -> None:
    """Send a submitted or approved text back. RELEASE is an id or a path.

    The submission, the approval if there is one, and waivers hold no longer; the text must be submitted and approved again. What the site
    shows stays until then.
    """
    _, present, _ = sign_off(ctx, release, language, who, partial(give_back, reason=reason), doing="return")
    click.echo(f"Next: mend it, then workflow submit {present.ledger.release} --to {present.ledger.language}")
