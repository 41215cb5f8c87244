"""``workflow submit``."""

import click

from workflow.cli.acts import show_act, show_changes, show_open, signer, signer_option
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.newsroom import signing


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
    room = newsroom(ctx)
    done = signing.submit(room, release, one_language(room, language), signer(who, room), on_problem=Problems().tell)
    show_act(done)
    show_changes(room, done)
    show_open(done)
    ledger = done.after.ledger
    click.echo(f"Next, somebody else: workflow approve {ledger.release} --to {ledger.language}")
