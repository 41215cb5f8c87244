"""``workflow waive``."""

import click

from workflow.cli.acts import show_act, signer, signer_option
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.contracts import CHECKS, SOURCE_CHECKS
from workflow.newsroom import signing


@click.command("waive")
@click.argument("release")
@click.argument("check", type=click.Choice([*CHECKS, *SOURCE_CHECKS]), metavar="CHECK")
@click.option("--unit", "key", required=True, metavar="KEY", help="The unit's key, the 8 characters that check shows.")
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why it may stand; kept in the ledger, shown on the certificate."
)
@click.option(
    "--until", default="", metavar="DATE", help="The last day that it holds, such as 2019-12-31. Default: for ever."
)
@target_option
@signer_option
@click.pass_context
def command(
    ctx: click.Context,
    release: str,
    check: str,
    key: str,
    reason: str,
    until: str,
    language: str | None,
    who: str | None,
) -> None:
    """Answer for what a check found, so that it no longer refuses submit and approve. RELEASE is an id or a path.

    CHECK is its name, in brackets in what check prints. The waiver covers exactly what was found in the unit's present words: not
    what is found later; and when the words change or the text is returned, it holds no longer.
    """
    room = newsroom(ctx)
    done = signing.waive(
        room,
        release,
        one_language(room, language),
        signer(who, room),
        check=check,
        key=key,
        reason=reason,
        until=until,
        on_problem=Problems().tell,
    )
    show_act(done)
