"""What the sign-off commands share: who signs, and what is printed afterwards."""

import os
from functools import partial
from pathlib import Path

import click

from workflow.cli.shared import count, git_config, in_short, now, printable
from workflow.differences import marked
from workflow.errors import UsageError
from workflow.model import Unit
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.signing import Signed, Signer
from workflow.signoff.acts import moment, short_digest, submitted
from workflow.signoff.entries import Submit, Waive
from workflow.signoff.ledger import Entry, is_a, is_person

signer_option = click.option(
    "--as", "who", metavar="WHO", help='Who signs, "Name <address>". Default: WORKFLOW_USER, else git\'s user.'
)


def signer(who: str | None, room: Newsroom) -> Signer:
    """Return who signs: ``who``, else WORKFLOW_USER, else git's user.

    Raises:
        UsageError: There is no signer, or the signer has no address.
    """
    found = who if who is not None else os.environ.get("WORKFLOW_USER") or _git_user(room.root)
    if not found.strip():
        raise UsageError(
            'no signer: use --as "Name <address>", set WORKFLOW_USER, or set git\'s user.name and user.email'
        )
    if not is_person(found.strip()):
        raise UsageError(
            f'{found!r} does not name a signer; write "Name <address>", such as "Translator <translator@example.org>"'
        )
    return Signer(found.strip(), now(), partial(_key, room.root))


def _key(root: Path) -> str | None:
    from workflow.signoff.signatures import find_key

    return find_key(os.environ, partial(git_config, root))


def _git_user(root: Path) -> str:
    name, email = (git_config(root, key) for key in ("user.name", "user.email"))
    return f"{name} <{email}>" if email else ""


_DONE = {
    "submit": "submitted",
    "approve": "approved",
    "return": "returned",
    "waive": "waived",
    "withdraw": "withdrawn",
    "supersede": "superseded",
}


def show_act(done: Signed) -> None:
    """Print who did what, and whether it was signed with a key."""
    entry = done.entry
    assert entry, "a dry run appends no entry"
    if done.unsigned:
        click.echo(f"workflow: recorded without a signature: your signature {done.unsigned}", err=True)
    how = ", signed with an SSH key" if entry.signature else ""
    what = count(len(done.before.states), "unit")
    if is_a(entry, Waive):
        what = f"the findings of {entry.act.check} in unit {entry.act.key}"
    click.echo(f"{done.before.label}: {_DONE[entry.action]} {what} as {entry.who}{how}")


def show_submission(room: Newsroom, done: Signed) -> None:
    """Print whose submission of when is approved, its digest, and what differs from the submission before."""
    said = submitted(done.before)
    if said is None:
        return
    label, language, name = done.before.label, done.before.ledger.language, done.before.ledger.release

    def named(entry: Entry[Submit]) -> str:
        return f"{short_digest(entry.act.edition)}, submitted by {entry.who} at {moment(entry.when)}"

    reason = f": {printable(said.entry.act.reason)}" if said.entry.act.reason else ""
    click.echo(f"{label}: text {named(said.entry)}{reason}")
    if said.before is None:
        return
    if said.before.act.edition == said.entry.act.edition:
        what = "the same text"
    elif said.changed or said.gone:
        what = f"{len(said.changed)} of {count(len(done.before.states), 'unit')} changed, {said.gone} no longer there"
    else:
        what = "the same units; their order, the structure, the date or a picture changed"
    click.echo(f"Compared with text {named(said.before)}: {what}")
    for context, source, target in said.changed:
        click.echo(f"  {in_short(room.catalog_path(name, language))} {Unit(source, context=context).short_key}")
        click.echo(f"    {printable(source)}\n    {printable(target)}")


def show_changes(room: Newsroom, done: Signed) -> None:
    """Print, word by word, how the text differs from the last approved one; nothing if none was approved."""
    changes, last = done.changes, done.before.standing.last_approved
    if changes is None or last is None:
        return
    language, name = done.before.ledger.language, done.before.ledger.release
    click.echo(
        f"Changed since the approval of {last.entry.when[:10]}: "
        f"{len(changes)} of {count(len(done.before.states), 'unit')}"
    )
    for old, new in changes:
        unit = Unit(*reversed((new or old or ("", "", ""))[:2]))
        where = f"{in_short(room.catalog_path(name, language))} {unit.short_key}"
        click.echo(f"  {where}{' (removed)' if new is None else ' (new)' if old is None else ''}")
        for before, after in zip((old or ("", "", ""))[1:], (new or ("", "", ""))[1:], strict=True):
            click.echo(f"    {printable(marked(before, after))}")


def show_open(done: Signed) -> None:
    """Print which findings are waived, and how many warnings are open."""
    for waiver in done.waived:
        act = waiver.act
        click.echo(f"waived: {act.check} in unit {act.key}, by {waiver.who}: {printable(act.reason)}")
        for message in act.found or ():
            click.echo(f"    {printable(message)}")
    if done.open:
        where = f"workflow check {done.before.ledger.release} --to {done.before.ledger.language}"
        click.echo(f"{count(len(done.open), 'warning')} open, see {where}")
