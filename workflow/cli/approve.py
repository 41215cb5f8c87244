"""``workflow approve``."""

from collections.abc import Iterator, Sequence

import click

from workflow.cli.acts import all_option, names, sign_off, signer_option, yes_option
from workflow.cli.shared import releases_argument, target_option
from workflow.interface import say
from workflow.newsroom.signing import Signed
from workflow.signoff.present import missing_approvals


@click.command("approve")
@releases_argument
@target_option
@signer_option
@all_option
@click.option(
    "--text",
    default="",
    metavar="DIGEST",
    help="Approve only this text, by the digest that draft pages and --dry-run show.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be approved and what changed; sign nothing.")
@yes_option
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    language: str | None,
    who: str | None,
    everything: bool,
    text: str,
    dry_run: bool,
    yes: bool,
) -> None:
    """Approve exactly what somebody else submitted. RELEASE is an id or a path.

    The current text must have been submitted, all of it by other people: whoever submitted any part of it cannot
    approve it. Says whose submission is approved, and what differs from the submission before it. If an earlier text
    was approved, the changes are shown word by word, else the whole text. The approved text is stored in the ledger;
    publish takes it from there, never from the catalog.

    First shows what will be signed; on a terminal, asks. Each release is signed on its own: if one is refused, the
    others are approved, and the exit status is 1. --all leaves out what waits for somebody else.
    """
    sign_off(
        ctx,
        "approve",
        releases,
        language,
        who,
        _next,
        everything=everything,
        yes=yes,
        dry_run=dry_run,
        text=text.strip().lower(),
    )


def _next(signed: Sequence[Signed]) -> Iterator[str]:
    language = signed[0].after.ledger.language
    for each in signed:
        if each.approvals_missing:
            yield say(
                "Next: {missing}: workflow approve {release} --to {language}",
                missing=missing_approvals(each.after),
                release=each.after.ledger.release,
                language=language,
            )
    if done := [each for each in signed if not each.approvals_missing]:
        yield say("Next: workflow publish {releases} --to {language}", releases=names(done), language=language)
