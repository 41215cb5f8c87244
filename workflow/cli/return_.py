"""``workflow return``."""

import click

from workflow.cli.acts import show_act, signer, signer_option
from workflow.cli.shared import Problems, echo, newsroom, one_language, target_option
from workflow.interface import say
from workflow.newsroom import signing


@click.command("return")
@click.argument("release")
@target_option
@signer_option
@click.option("--reason", required=True, metavar="TEXT", help="What to correct; stored in the ledger.")
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="KEY",
    help="Key of a unit to correct, as check prints it; may be repeated.",
)
@click.pass_context
def command(
    ctx: click.Context, release: str, language: str | None, who: str | None, reason: str, units: tuple[str, ...]
) -> None:
    """Send a submitted or approved text back for correction. RELEASE is an id or a path.

    The submission, the approval (if any) and the waivers lapse; the text must be submitted and approved again. Until
    then the site keeps what it shows. status, check, draft pages and the comment at the top of the catalog show the
    reason.
    """
    room = newsroom(ctx)
    done = signing.give_back(
        room,
        release,
        one_language(room, language),
        signer(who, room),
        reason=reason,
        units=units,
        on_problem=Problems().report,
    )
    show_act(done)
    ledger = done.after.ledger
    echo(
        say(
            "Next: correct the text, then workflow submit {release} --to {language}",
            release=ledger.release,
            language=ledger.language,
        )
    )
