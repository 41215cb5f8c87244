"""``workflow approve``."""

import click

from workflow.cli.shared import count, sign_off, signer_option, target_option
from workflow.steps.review import approve


@click.command("approve")
@click.argument("release")
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None) -> None:
    """Somebody else: "I stand for this text". RELEASE is an id or a path.

    There must be a submission of exactly the present text, by other people: whoever submitted any of it cannot approve it. The approved
    text is kept in the ledger; publish takes it from there, never from the catalog.
    """
    present, found = sign_off(ctx, release, language, who, approve, doing="approve")
    if found:
        click.echo(
            f"{count(len(found), 'warning')} open, see workflow check {present.ledger.release} --to {present.ledger.language}"
        )
    click.echo(f"Next: workflow publish {present.ledger.release} --to {present.ledger.language}")
