"""``workflow approve``."""

import click

from workflow.cli.shared import TOOL, count, newsroom, now, one_release, signer, signer_option, target_option
from workflow.steps.checking import findings
from workflow.steps.review import approve


@click.command("approve")
@click.argument("release")
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None) -> None:
    """Somebody else: "I stand for this text". RELEASE is an id or a path.

    There must be a submission of exactly the present text, by other people: whoever submitted any of it cannot approve it. The approved
    text is kept in the ledger; publish takes it from there, never from the catalog.
    """
    room = newsroom(ctx)
    source, language = one_release(room, release, language)
    present = room.present(source, language)
    found = findings(present)
    ledger = approve(present, found, who=signer(who, room), when=now(), tool=TOOL)
    room.save_ledger(ledger, present.ledger)
    click.echo(f"{present.label}: approved {count(len(present.states), 'unit')} as {ledger.entries[-1].who}")
    if found:
        warnings = count(len(found), "warning")
        click.echo(f"{warnings} stayed open, see workflow check {source.id} --to {language}")
    click.echo(f"Next: workflow publish {source.id} --to {language}")
