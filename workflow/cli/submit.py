"""``workflow submit``."""

import click

from workflow.cli.shared import show_changes, show_open, sign_off, signer_option, target_option
from workflow.signoff.acts import submit


@click.command("submit")
@click.argument("release")
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None) -> None:
    """The translator: "done, and checked by me". RELEASE is an id or a path.

    Every unit must be translated (not fuzzy) and free of errors, or somebody answers for them with waive. The submission freezes the text:
    if a word changes afterwards, submit again. Whoever submits cannot approve.
    """
    room, present, found = sign_off(ctx, release, language, who, submit, doing="submit")
    show_changes(room, present)
    show_open(present, found)
    click.echo(f"Next, somebody else: workflow approve {present.ledger.release} --to {present.ledger.language}")
