"""``workflow approve``."""

import click

from workflow.cli.shared import (
    TOOL,
    Problems,
    judging,
    newsroom,
    now,
    one_release,
    show_changes,
    show_open,
    sign_off,
    signer,
    signer_option,
    target_option,
    today,
)
from workflow.signoff.acts import approve, missing_approvals, unanswered


@click.command("approve")
@click.argument("release")
@target_option
@signer_option
@click.option("--dry-run", is_flag=True, help="Say what would be approved, and what changed; sign nothing.")
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, dry_run: bool) -> None:
    """Somebody else: "I stand for this text". RELEASE is an id or a path.

    There must be a submission of exactly the present text, by other people: whoever submitted any of it cannot approve it. Of a text that was
    approved before, what changed since is shown word by word. The approved text is kept in the ledger; publish takes it from there, never
    from the catalog.
    """
    if dry_run:
        room = newsroom(ctx)
        source, language = one_release(room, release, language)
        present = room.present(source, language)
        found = judging(ctx, room, Problems())(present)
        approve(present, found, who=signer(who, room), when=now(), tool=TOOL)
        show_changes(room, present)
        show_open(present, unanswered(present, found, today()))
        click.echo(f"{present.label}: you could approve this; nothing was signed")
        return
    room, present, found = sign_off(ctx, release, language, who, approve, doing="approve")
    show_changes(room, present)
    show_open(present, found)
    name, language = present.ledger.release, present.ledger.language
    after = room.present(one_release(room, release, language)[0], language)
    if after.standing.approval is None or not after.covered:
        click.echo(f"Next: {missing_approvals(after)}: workflow approve {name} --to {language}")
    else:
        click.echo(f"Next: workflow publish {name} --to {language}")
