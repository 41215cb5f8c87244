"""What the sign-off commands share: who signs, and what is printed before and afterwards."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from workflow.cli.shared import (
    Problems,
    count,
    echo,
    git_config,
    in_short,
    newsroom,
    not_run,
    now,
    one_language,
    printable,
)
from workflow.differences import marked
from workflow.errors import UsageError
from workflow.interface import Message, listed, say, say_n, shown
from workflow.model import Unit
from workflow.newsroom import signing
from workflow.newsroom.folder import Newsroom, once
from workflow.newsroom.signing import Doing, Prepared, Refused, Signed, Signer
from workflow.places import in_words
from workflow.signoff.editions import line_text
from workflow.signoff.entries import Submit, Waive
from workflow.signoff.ledger import Entry, is_a, is_person
from workflow.signoff.present import moment, short_digest, submitted, switched_off

signer_option = click.option(
    "--as", "who", metavar="WHO", help='Who signs, "Name <address>". Default: WORKFLOW_USER, else git\'s user.'
)


all_option = click.option("--all", "everything", is_flag=True, help="All releases whose text waits for this.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask. Without a terminal, --all needs it.")


def signer(who: str | None, room: Newsroom) -> Signer:
    """Return who signs: ``who``, else WORKFLOW_USER, else git's user.

    Raises:
        UsageError: There is no signer, or the signer has no address.
    """
    found = who if who is not None else os.environ.get("WORKFLOW_USER") or _git_user(room.root)
    if not found.strip():
        raise UsageError(
            say('no signer: use --as "Name <address>", set WORKFLOW_USER, or set git\'s user.name and user.email')
        )
    if not is_person(found.strip()):
        raise UsageError(
            say(
                '{found!r} does not name a signer; write "Name <address>", such as "Translator '
                '<translator@example.org>"',
                found=found,
            )
        )
    return Signer(found.strip(), now(), partial(_key, room.root))


def _key(root: Path) -> str | None:
    from workflow.signoff.signatures import find_key

    return find_key(os.environ, partial(git_config, root))


def _git_user(root: Path) -> str:
    name, email = (git_config(root, key) for key in ("user.name", "user.email"))
    return f"{name} <{email}>" if email else ""


def show_act(done: Signed) -> None:
    """Print who did what, and whether it was signed with a key."""
    entry = done.entry
    assert entry, "a dry run appends no entry"
    if done.unsigned:
        echo(say("workflow: recorded without a signature: your signature {unsigned}", unsigned=done.unsigned), err=True)
    label, who, n = done.before.label, entry.who or "", len(done.before.states)
    if done.later:
        echo(
            say(
                "workflow: {label}: recorded at {when}, but an earlier entry of its ledger is dated {later}; correct "
                "the clock of this computer, or of the computer that recorded that entry",
                label=label,
                when=moment(entry.when),
                later=moment(done.later),
            ),
            err=True,
        )
    if is_a(entry, Waive):
        check, key = entry.act.check, entry.act.key
        said = say(
            "{label}: waived the findings of {check} in unit {key} as {who}", label=label, check=check, key=key, who=who
        )
    else:
        said = _DONE[entry.action](label, who, n)
    echo(say("{done}, signed with an SSH key", done=said) if entry.signature else said)


_DONE: Mapping[str, Callable[[str, str, int], Message]] = {
    "submit": lambda label, who, n: say_n(
        "{label}: submitted {n} unit as {who}", "{label}: submitted {n} units as {who}", n, label=label, who=who
    ),
    "approve": lambda label, who, n: say_n(
        "{label}: approved {n} unit as {who}", "{label}: approved {n} units as {who}", n, label=label, who=who
    ),
    "return": lambda label, who, n: say_n(
        "{label}: returned {n} unit as {who}", "{label}: returned {n} units as {who}", n, label=label, who=who
    ),
    "withdraw": lambda label, who, n: say_n(
        "{label}: withdrawn {n} unit as {who}", "{label}: withdrawn {n} units as {who}", n, label=label, who=who
    ),
    "supersede": lambda label, who, n: say_n(
        "{label}: superseded {n} unit as {who}", "{label}: superseded {n} units as {who}", n, label=label, who=who
    ),
}


def sign_off(
    ctx: click.Context,
    doing: Doing,
    releases: Sequence[str],
    language: str | None,
    who: str | None,
    then: Callable[[Sequence[Signed]], Iterator[str]],
    *,
    everything: bool,
    yes: bool,
    dry_run: bool,
    reason: str = "",
    text: str = "",
) -> None:
    """Show what would be signed, ask on a terminal, sign it, and say what comes next.

    Args:
        ctx: The context of the command.
        doing: Whether texts are submitted or approved.
        releases: The releases that are named.
        language: The value of --to.
        who: The value of --as.
        then: Returns what comes next, from what was signed.
        everything: Whether to sign every release whose text is ready for it (--all).
        yes: Whether to sign without asking.
        dry_run: Whether to show everything and sign nothing.
        reason: As in ``signing.submit``.
        text: As in ``signing.approve``.
    """
    if bool(releases) == everything:
        raise UsageError(
            say("name the releases to {doing}, or all with --all, not both", doing=doing)
            if releases
            else say("name the releases to {doing}, or all with --all", doing=doing)
        )
    if len(releases) > 1 and (text or reason):
        raise UsageError(say("{more} is about one text; name one release", more="--text" if text else "--reason"))
    room, problems = newsroom(ctx), Problems()
    target, me = one_language(room, language), signer(who, room)
    # An unreadable file may be a release that --all means; what stops a named one is raised anyway.
    report = once((problems if everything else Problems()).report)
    asking = sys.stdin.isatty() and not yes
    if len(releases) == 1 and not asking and not dry_run:
        # Nobody looks at the text between preparing and signing, so they are one step.
        one = signing.sign_one(room, doing, releases[0], target, me, reason=reason, text=text, on_problem=report)
        _print_long([*_details(room, Prepared(doing, (one,)))])
        results: Iterable[Signed | Refused] = [one]
    else:
        prepared = signing.prepare(room, doing, releases, target, me, reason=reason, text=text, on_problem=report)
        for each in prepared.refused:
            problems.report(each.error)
        _print_long([*_summary(prepared, me), *_details(room, prepared)])
        if dry_run:
            for done in prepared.ready:
                echo(say("{label}: you could {doing} this; nothing was signed", label=done.before.label, doing=doing))
            problems.exit(ctx)
        if prepared.ready and asking:
            if not click.confirm(shown(_question(prepared, me)), err=True):
                echo(say("workflow: nothing was signed"), err=True)
                problems.exit(ctx, 1)
        elif prepared.ready and everything and not yes:
            raise UsageError(
                say("nothing was signed; without a terminal, add --yes to {doing} all of these", doing=doing)
            )
        # They sign when they have answered, not when they were asked.
        results = signing.sign(room, prepared, replace(me, when=now()), on_problem=report)
    signed = []
    for result in results:
        if isinstance(result, Signed):
            show_act(result)
            signed.append(result)
        else:
            problems.report(result.error)
    for line in then(signed) if signed else ():
        echo(line)
    problems.exit(ctx)


def _question(prepared: Prepared, me: Signer) -> Message:
    ready = prepared.ready
    what = ready[0].before.label if len(ready) == 1 else count(len(ready), "release")
    if prepared.doing == "submit":
        return say("Submit {what} as {who}?", what=what, who=me.who)
    return say("Approve {what} as {who}?", what=what, who=me.who)


def names(ready: Sequence[Signed]) -> str:
    """Return the ids of releases as a command takes them."""
    return " ".join(each.after.ledger.release for each in ready)


def _print_long(lines: Sequence[str]) -> None:
    """Print lines; on a terminal that is too low for them, in a pager."""
    if not lines:
        return
    if sys.stdin.isatty() and sys.stdout.isatty() and len(lines) >= shutil.get_terminal_size().lines:
        click.echo_via_pager("".join(f"{shown(line)}\n" for line in lines))
    else:
        echo("\n".join(map(shown, lines)))


def _summary(prepared: Prepared, me: Signer) -> Iterator[str]:
    """Yield what would be signed, a line for each release, and how many are refused."""
    submits, refused = prepared.doing == "submit", count(len(prepared.refused), "release")
    if prepared.ready:
        who = me.who
        yield say("To be submitted as {who}:", who=who) if submits else say("To be approved as {who}:", who=who)
    for each in prepared.ready:
        said = submitted(each.before) if not submits else None
        facts: list[str] = [
            count(len(each.before.states), "unit"),
            say("text {digest}", digest=short_digest(each.before.digest)),
            *([say("submitted by {who}", who=said.entry.who)] if said else []),
            *([count(len(each.open), "warning")] if each.open else []),
        ]
        yield say("  {label}: {facts}", label=each.before.label, facts=listed(facts))
    if prepared.refused and (prepared.ready or len(prepared.refused) > 1):
        yield (
            say("Not to be submitted, for the reasons given above: {releases}", releases=refused)
            if submits
            else say("Not to be approved, for the reasons given above: {releases}", releases=refused)
        )
    if prepared.others:
        yield say("Waiting for somebody else:")
    for other in prepared.others:
        yield f"  {printable(shown(other.error.message))}"
    if not (prepared.ready or prepared.refused or prepared.others):
        yield say("Nothing waits to be submitted.") if submits else say("Nothing waits to be approved.")


def _details(room: Newsroom, prepared: Prepared) -> Iterator[str]:
    """Yield what people should know about each text before they sign it."""
    for each in prepared.ready:
        if prepared.doing == "approve":
            yield from _submission(room, each)
            yield from _whole(each)
        yield from _changes(room, each)
        yield from _open(each)
    for each in prepared.ready[:1]:
        yield from not_run(each.before.ledger.language, each.before.unknown_checks)
    off = dict.fromkeys(check for each in prepared.ready for check in switched_off(each.before))
    if prepared.doing == "approve" and off:
        yield say("switched off in workflow.toml, not checked: {checks}", checks=", ".join(off))


def _submission(room: Newsroom, done: Signed) -> Iterator[str]:
    """Yield who made the submission that is approved, when, its digest, and what differs from the one before."""
    said = submitted(done.before)
    if said is None:
        return
    label, language, name = done.before.label, done.before.ledger.language, done.before.ledger.release

    def named(entry: Entry[Submit]) -> Message:
        return say(
            "text {digest}, submitted by {who} at {when}",
            digest=short_digest(entry.act.edition),
            who=entry.who,
            when=moment(entry.when),
        )

    text, reason = named(said.entry), said.entry.act.reason
    if reason:
        yield say("{label}: {text}: {reason}", label=label, text=text, reason=printable(reason))
    else:
        yield say("{label}: {text}", label=label, text=text)
    if said.before is None:
        return
    if said.before.act.edition == said.entry.act.edition:
        what = say("the same text")
    elif said.changed or said.gone:
        what = say(
            "{changed} of {units} new or changed, {gone} of the earlier ones gone or changed",
            changed=len(said.changed),
            units=count(len(done.before.states), "unit"),
            gone=said.gone,
        )
    else:
        what = say(
            "the same units; their order, what is not translated (such as figures), the structure, the date or a "
            "picture changed"
        )
    yield say("Compared with {text}: {what}", text=named(said.before), what=what)
    for context, source, target in said.changed:
        yield f"  {in_short(room.catalog_path(name, language))} {Unit(source, context=context).short_key}"
        yield f"    {printable(source)}"
        yield f"    {printable(target)}"


def _whole(done: Signed) -> Iterator[str]:
    """Yield the whole text, if there is none that was approved before to compare it with."""
    if done.text:
        yield say("{label}: the whole text, because none was approved before", label=done.before.label)
    for unit in done.text:
        yield f"  {unit.short_key} {printable(shown(in_words(unit.place.partition(chr(10))[0])))}".rstrip()
        yield f"    {printable(unit.source)}"
        yield f"    {printable(unit.target)}"
    copied = done.copied if done.text else ()
    if copied:
        yield say("  printed without translation:")
    for _, line in copied:
        yield f"    {printable(line_text(line))}"


def _changes(room: Newsroom, done: Signed) -> Iterator[str]:
    """Yield, word by word, how the text differs from the last approved one; nothing if none was approved."""
    changes, last = done.changes, done.before.standing.last_approved
    if changes is None or last is None:
        return
    language, name = done.before.ledger.language, done.before.ledger.release
    yield say(
        "{label}: changed since the approval of {day}: {changed} of {units}",
        label=done.before.label,
        day=last.entry.when[:10],
        changed=len(changes),
        units=count(len(done.before.states), "unit"),
    )
    for old, new in changes:
        unit = Unit(*reversed((new or old or ("", "", ""))[:2]))
        where = f"{in_short(room.catalog_path(name, language))} {unit.short_key}"
        if new is None:
            yield say("  {place} (removed)", place=where)
        elif old is None:
            yield say("  {place} (new)", place=where)
        else:
            yield f"  {where}"
        for before, after in zip((old or ("", "", ""))[1:], (new or ("", "", ""))[1:], strict=True):
            yield f"    {printable(marked(before, after))}"
    if done.copied:
        yield say("  changed in the source and printed without translation:")
    for lines in done.copied:
        yield f"    {printable(marked(*map(line_text, lines)))}"


def _open(done: Signed) -> Iterator[str]:
    """Yield which findings are waived, and how many warnings are open."""
    label = done.before.label
    for waiver in done.waived:
        act = waiver.act
        yield say(
            "{label}: waived: {check} in unit {key}, by {who}: {reason}",
            label=label,
            check=act.check,
            key=act.key,
            who=waiver.who,
            reason=printable(act.reason),
        )
        for message in act.found or ():
            yield f"    {printable(message)}"
    if done.open:
        yield say_n(
            "{label}: {n} warning open, see workflow check {release} --to {language}",
            "{label}: {n} warnings open, see workflow check {release} --to {language}",
            len(done.open),
            label=label,
            release=done.before.ledger.release,
            language=done.before.ledger.language,
        )
