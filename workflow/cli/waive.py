"""``workflow waive``."""

import click

from workflow.cli.acts import show_act, signer, signer_option
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.contracts.registries import CHECKS, SOURCE_CHECKS
from workflow.newsroom import signing


@click.command("waive")
@click.argument("release")
@click.argument("check", type=click.Choice([*CHECKS, *SOURCE_CHECKS]), metavar="CHECK")
@click.option(
    "--unit", "key", required=True, metavar="KEY", help="Key of the unit: the 8 characters that check prints."
)
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Why it is acceptable; kept in the ledger, shown on the certificate.",
)
@click.option(
    "--until", default="", metavar="DATE", help="Last day it is valid, such as 2019-12-31. Default: no end date."
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
    """Accept a finding for the unit's current wording, so that it no longer blocks submit and approve.

    RELEASE is an id or a path; CHECK is the name that check prints in brackets. A waiver covers only the findings
    reported for the unit's current wording; it lapses when the wording changes or the text is returned.
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
        on_problem=Problems().report,
    )
    show_act(done)
