"""``workflow approve``."""

import click

from workflow.cli.acts import show_act, show_changes, show_open, show_submission, signer, signer_option
from workflow.cli.shared import Problems, newsroom, one_language, target_option
from workflow.newsroom import signing
from workflow.signoff.acts import missing_approvals, switched_off


@click.command("approve")
@click.argument("release")
@target_option
@signer_option
@click.option(
    "--text",
    default="",
    metavar="DIGEST",
    help="Approve only this text, by the digest that draft pages and --dry-run show.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be approved and what changed; sign nothing.")
@click.pass_context
def command(ctx: click.Context, release: str, language: str | None, who: str | None, text: str, dry_run: bool) -> None:
    """Approve exactly what somebody else submitted. RELEASE is an id or a path.

    The current text must have been submitted, all of it by other people: whoever submitted any part of it cannot
    approve it. Says whose submission is approved, and what differs from the submission before it. If an earlier text
    was approved, the changes are shown word by word. The approved text is stored in the ledger; publish takes it from
    there, never from the catalog.
    """
    room = newsroom(ctx)
    done = signing.approve(
        room,
        release,
        one_language(room, language),
        signer(who, room),
        text=text.strip().lower(),
        dry_run=dry_run,
        on_problem=Problems().report,
    )
    if not dry_run:
        show_act(done)
    show_submission(room, done)
    show_changes(room, done)
    show_open(done)
    if off := switched_off(done.before):
        click.echo(f"switched off in workflow.toml, not checked: {', '.join(off)}")
    name, language = done.after.ledger.release, done.after.ledger.language
    if dry_run:
        click.echo(f"{done.before.label}: you could approve this; nothing was signed")
    elif done.approvals_missing:
        click.echo(f"Next: {missing_approvals(done.after)}: workflow approve {name} --to {language}")
    else:
        click.echo(f"Next: workflow publish {name} --to {language}")
