"""``workflow submit``."""

from collections.abc import Iterator, Sequence

import click

from workflow.cli.acts import all_option, names, sign_off, signer_option, yes_option
from workflow.cli.shared import releases_argument, target_option
from workflow.interface import say
from workflow.newsroom.signing import Signed
from workflow.signoff.present import short_digest


@click.command("submit")
@releases_argument
@target_option
@signer_option
@all_option
@click.option("--reason", default="", metavar="TEXT", help="Why a text that was returned is right as it was.")
@click.option("--dry-run", is_flag=True, help="Show what would be submitted and what is refused; sign nothing.")
@yes_option
@click.pass_context
def command(
    ctx: click.Context,
    releases: tuple[str, ...],
    language: str | None,
    who: str | None,
    everything: bool,
    reason: str,
    dry_run: bool,
    yes: bool,
) -> None:
    """Sign the current text as its translator. RELEASE is an id or a path.

    Every unit must be translated (not fuzzy) and free of errors that are not waived. The submission covers exactly
    this text: if a word changes afterwards, submit again. Whoever submits cannot approve. A text that was returned and
    is unchanged since needs a --reason.

    First shows what will be signed; on a terminal, asks. Each release is signed on its own: if one is refused, the
    others are submitted, and the exit status is 1.
    """
    sign_off(
        ctx,
        "submit",
        releases,
        language,
        who,
        _next,
        everything=everything,
        yes=yes,
        dry_run=dry_run,
        reason=reason,
    )


def _next(signed: Sequence[Signed]) -> Iterator[str]:
    for each in signed:
        yield say("{label}: text {digest}", label=each.before.label, digest=short_digest(each.before.digest))
    yield say(
        "Next, by somebody else: workflow approve {releases} --to {language}",
        releases=names(signed),
        language=signed[0].after.ledger.language,
    )
