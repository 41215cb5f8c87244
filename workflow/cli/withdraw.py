"""``workflow withdraw``."""

import click

from workflow.cli.acts import signer, signer_option
from workflow.cli.pages import show_ended
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.newsroom import signing


@click.command("withdraw")
@click.argument("release")
@target_option
@signer_option
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why; kept in the ledger and shown to readers in the notice."
)
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, reason: str) -> None:
    """Take a published text off the site and put a notice in its place. RELEASE is an id or a path.

    No part of the translation stays on the site. Once it is submitted and approved again, it can be published again.
    --to may also name a language that was taken out of workflow.toml.
    """
    room, problems = newsroom(ctx), Problems()
    done = signing.withdraw(
        room,
        release,
        one_language(room, language, former=True),
        signer(who, room),
        reason=reason,
        on_problem=problems.report,
    )
    show_ended(done, problems)
    problems.exit(ctx)
