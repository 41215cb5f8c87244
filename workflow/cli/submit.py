"""``workflow submit``."""

import click

from workflow.cli.shared import TOOL, count, newsroom, now, one_release, signer, signer_option, target_option
from workflow.steps.checking import findings
from workflow.steps.review import submit


@click.command("submit")
@click.argument("release")
@target_option
@signer_option
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None) -> None:
    """The translator: "done, and checked by me". RELEASE is an id or a path.

    Every unit must be translated (not fuzzy) and free of errors. The submission freezes the text: if a word changes afterwards, submit
    again. Whoever submits cannot approve.
    """
    room = newsroom(ctx)
    source, language = one_release(room, release, language)
    present = room.present(source, language)
    found = findings(present)
    ledger = submit(present, found, who=signer(who, room), when=now(), tool=TOOL)
    room.save_ledger(ledger, present.ledger)
    click.echo(f"{present.label}: submitted {count(len(present.states), 'unit')} as {ledger.entries[-1].who}")
    if found:
        warnings = count(len(found), "warning")
        click.echo(f"{warnings} stayed open, see workflow check {source.id} --to {language}")
    click.echo(f"Next, somebody else: workflow approve {source.id} --to {language}")
