"""``workflow return``."""

import click

from workflow.cli.shared import TOOL, newsroom, now, one_release, signer, signer_option, target_option
from workflow.steps.review import give_back


@click.command("return")
@click.argument("release")
@target_option
@signer_option
@click.option("--reason", required=True, metavar="TEXT", help="What is to be mended; kept in the ledger.")
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, reason: str) -> None:
    """Send a submitted or approved text back. RELEASE is an id or a path.

    The submission, and the approval if there is one, hold no longer; the text must be submitted and approved again. What the site shows
    stays until then.
    """
    room = newsroom(ctx)
    source, language = one_release(room, release, language)
    present = room.present(source, language)
    ledger = give_back(present, reason, who=signer(who, room), when=now(), tool=TOOL)
    room.save_ledger(ledger, present.ledger)
    click.echo(f"{present.label}: returned as {ledger.entries[-1].who}")
    click.echo(f"Next: mend it, then workflow submit {source.id} --to {language}")
