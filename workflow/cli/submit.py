"""``workflow submit``."""

import click

from workflow.cli.acts import show_act, show_changes, show_open, signer, signer_option
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.newsroom import signing
from workflow.signoff.acts import short_digest


@click.command("submit")
@click.argument("release")
@target_option
@signer_option
@click.option("--reason", default="", metavar="TEXT", help="Why a text that was returned is right as it was.")
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, reason: str) -> None:
    """Sign the current text as its translator. RELEASE is an id or a path.

    Every unit must be translated (not fuzzy) and free of errors that are not waived. The submission covers exactly
    this text: if a word changes afterwards, submit again. Whoever submits cannot approve. A text that was returned and
    is unchanged since needs a --reason.
    """
    room = newsroom(ctx)
    done = signing.submit(
        room, release, one_language(room, language), signer(who, room), reason=reason, on_problem=Problems().report
    )
    show_act(done)
    click.echo(f"Text {short_digest(done.before.digest)}")
    show_changes(room, done)
    show_open(done)
    ledger = done.after.ledger
    click.echo(f"Next, by somebody else: workflow approve {ledger.release} --to {ledger.language}")
