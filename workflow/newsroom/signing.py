"""The sign-off of a release in one language: read, check, sign and save, with nobody else writing meanwhile.

Each function is one act of a person. ``signoff/acts.py`` has the rules of an act; here it meets the newsroom on disk.
Several releases are submitted or approved in two steps: ``prepare`` returns what would be signed, for people to look
at, and ``sign`` signs exactly that, each release on its own.
"""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol, Unpack

from workflow import TOOL
from workflow.catalogs.returns import told
from workflow.checks import knowing, unknowing
from workflow.errors import BadInput, GateError, MissingError, SomebodyElseError, UsageError, WorkflowError
from workflow.interface import say
from workflow.model import Finding, Line, ReleaseState, Unit, UnitState, unit_digest
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.judging import Judge
from workflow.newsroom.lost import lost
from workflow.signoff import acts
from workflow.signoff.acts import By
from workflow.signoff.editions import EditionUnit
from workflow.signoff.entries import Act, Waive
from workflow.signoff.ledger import Entry, Ledger
from workflow.signoff.present import (
    Present,
    copied_since_approved,
    since_approved,
    successor,
    told_translators,
    unanswered,
)

if TYPE_CHECKING:
    from workflow.newsroom.publishing import Published

Doing = Literal["submit", "approve"]

Change = tuple[EditionUnit | None, EditionUnit | None]
"""A unit as it was approved and as it is now; None if it is new or was removed."""


def _no_key() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who acts, and when.

    Attributes:
        who: "Name <address>".
        when: UTC to the second, as ledgers write it: ``2018-09-12T08:00:00Z``.
        key: Returns the SSH key to sign with, for ``signatures.sign``; None for none. Called only if the newsroom's
            rules ask for signatures.
    """

    who: str
    when: str
    key: Callable[[], str | None] = _no_key

    @property
    def today(self) -> str:
        """The day on which they act, UTC."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class Signed:
    """What an act of the sign-off did.

    Attributes:
        before: The release as it was when the person acted.
        after: The same release with the act in its ledger; ``before`` on a dry run.
        entry: The act as recorded in the ledger; None on a dry run.
        waived: The waivers that cover a unit of the text on that day.
        open: The findings that no waiver covers.
        unsigned: What is wrong with the person's SSH signature, which was therefore omitted; "" if nothing is.
    """

    before: Present
    after: Present
    entry: Entry[Act] | None
    waived: tuple[Entry[Waive], ...]
    open: tuple[Finding, ...]
    unsigned: str = ""

    @property
    def changes(self) -> tuple[Change, ...] | None:
        """What differs from the last approved text; None if there is none, or no current text."""
        return since_approved(self.before)

    @property
    def later(self) -> str:
        """The time of the latest act of a person that was recorded earlier, if it is later than this one; else ""."""
        people = (entry.when for entry in self.before.ledger.entries if entry.who)
        last = max(people, default="")
        return last if self.entry and last > self.entry.when else ""

    @property
    def copied(self) -> tuple[tuple[Line, Line], ...]:
        """Where something that is not translated differs from the last approved text, such as a figure in a table."""
        return copied_since_approved(self.before)

    @property
    def text(self) -> tuple[Unit, ...]:
        """The whole current text, if nothing of the release was approved before that one could compare it with."""
        catalog = self.before.catalog
        return catalog.units if catalog and self.before.standing.last_approved is None else ()

    @property
    def approvals_missing(self) -> int:
        """How many more people must approve the text; 0 once it is approved."""
        approved = self.after.standing.approval is not None and self.after.covered
        return 0 if approved else self.after.rules.approvals - len(self.after.standing.approving)


@dataclass(frozen=True, slots=True)
class Ended:
    """A withdrawal or a supersession, and how the site was updated.

    Attributes:
        signed: Who decided what. Its entry is an older one if this was decided before, and the site did not show it.
        published: How the site was updated; None if that failed.
        earlier: Whether it was decided before.
    """

    signed: Signed
    published: "Published | None"
    earlier: bool = False


def elsewhere(
    room: Newsroom, name: str, language: str, signer: Signer, wanted: Mapping[str, str], *, on_problem: OnProblem
) -> str:
    """Prepare an act that counts only with a signature by a key on the person's own machine.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        signer: Who wants to act, and when.
        wanted: The act ("act"), and the arguments of its function.
        on_problem: As in ``submit``.

    Returns:
        The command to run there; "" if the act counts without a signature.

    Raises:
        GateError: As in the act's own function, as far as it can be known before.
    """
    words = [name, "--to", language]
    match wanted["act"]:
        case "submit":
            act = _choice(room, "submit", reason=wanted["reason"], on_problem=on_problem)
            _alone(room, name, language, signer, act, doing="submit", dry_run=True, on_problem=on_problem)
            words += ["--reason", wanted["reason"]] if wanted["reason"] else []
        case "approve":
            approve(room, name, language, signer, text=wanted["text"], dry_run=True, on_problem=on_problem)
            words += ["--text", wanted["text"]]
        case "waive":
            check, key, reason, until = (wanted[field] for field in ("check", "unit", "reason", "until"))
            act = partial(acts.waive, check=check, key=key, reason=reason, until=until)
            _alone(room, name, language, signer, act, doing="waive", dry_run=True, on_problem=on_problem)
            words = [name, check, "--unit", key, "--to", language, "--reason", reason]
            words += ["--until", until] if until else []
        case _:
            return ""
    return shlex.join(["workflow", wanted["act"], *words])


@dataclass(frozen=True, slots=True)
class Refused:
    """A release that cannot be signed, and why."""

    release: str
    language: str
    error: WorkflowError


@dataclass(frozen=True, slots=True)
class Prepared:
    """What somebody would sign; nothing is signed yet.

    Attributes:
        doing: Whether they submit or approve.
        ready: What each release would be signed as: dry runs, in the order of the releases.
        refused: What cannot be signed.
        others: What waits for somebody else, such as their own submissions; only if all releases were asked for.
        reason: As in ``submit``.
    """

    doing: Doing
    ready: tuple[Signed, ...]
    refused: tuple[Refused, ...] = ()
    others: tuple[Refused, ...] = ()
    reason: str = ""


def prepare(
    room: Newsroom,
    doing: Doing,
    names: Iterable[str],
    language: str,
    signer: Signer,
    *,
    reason: str = "",
    text: str = "",
    on_problem: OnProblem,
) -> Prepared:
    """Find out what somebody would sign, and sign nothing.

    Args:
        room: The newsroom.
        doing: Whether they submit or approve.
        names: The releases, ids or paths; if empty, all whose text waits for this act.
        language: The target language.
        signer: Who would sign, and when.
        reason: As in ``submit``.
        text: As in ``approve``.
        on_problem: Called for what cannot be read, if it does not belong to a single named release.

    Raises:
        UsageError: The reason, the digest or the names make no sense.
        WorkflowError: The term base cannot be read.
    """
    names = tuple(names)
    room.terms(language)  # else every release would be refused for the same reason
    ready: list[Signed] = []
    refused: list[Refused] = []
    others: list[Refused] = []
    wanted = names or _waiting(room, doing, language, signer, on_problem)
    act = _choice(room, doing, reason=reason, text=text, on_problem=on_problem)
    with _judge(room, on_problem) as judge:
        for name in wanted:
            try:
                ready.append(_act(room, name, language, signer, act, doing=doing, dry_run=True, judge=judge))
            except UsageError:
                raise
            except SomebodyElseError as error:
                (refused if names else others).append(Refused(name, language, error))
            except WorkflowError as error:
                refused.append(Refused(name, language, error))
    return Prepared(doing, tuple(_once(ready)), tuple(refused), tuple(others), reason)


def sign(room: Newsroom, prepared: Prepared, signer: Signer, *, on_problem: OnProblem) -> Iterator[Signed | Refused]:
    """Sign what was prepared, one release after the other, each with an entry of its own.

    A release whose text is no longer the one that was prepared is refused, and so is one that fails in any other way;
    the others are signed.

    Args:
        room: The newsroom.
        prepared: What was shown to the person.
        signer: Who signs, and when.
        on_problem: As in ``submit``.

    Yields:
        What was done with each release, as soon as it is done.
    """
    act = _choice(room, prepared.doing, reason=prepared.reason, on_problem=on_problem)
    for each in prepared.ready:
        name, language, seen = each.before.ledger.release, each.before.ledger.language, each.before.digest
        try:
            # With new checks each time: what one approval teaches the memory counts for the next.
            with _judge(room, on_problem) as judge:
                yield _act(room, name, language, signer, act, doing=prepared.doing, seen=seen, judge=judge)
        except WorkflowError as error:
            yield Refused(name, language, error)


def _once(ready: Iterable[Signed]) -> Iterable[Signed]:
    """Return each release once, however often and under whatever name it was asked for."""
    return {each.before.ledger.release: each for each in ready}.values()


def _waiting(room: Newsroom, doing: Doing, language: str, signer: Signer, on_problem: OnProblem) -> list[str]:
    """Return the ids of all releases whose text waits for an act, as far as ``status`` can tell."""
    from workflow.newsroom.status import rows  # late: only this needs it

    return [
        row.release
        for row in rows(room, (), [language], today=signer.today, on_problem=on_problem)
        if row.state in _WAITING[doing]
        and row.units["total"]
        and not any(row.units[state] for state in (UnitState.MISSING, UnitState.DRAFT, UnitState.STALE))
    ]


_WAITING: Mapping[Doing, tuple[str, ...]] = {
    "submit": (ReleaseState.DRAFT, ReleaseState.OUTDATED, ReleaseState.RECUT, ReleaseState.RETURNED),
    "approve": (ReleaseState.SUBMITTED,),
}
"""The states of the releases that an act is for, once every unit is translated."""


def sign_one(
    room: Newsroom,
    doing: Doing,
    name: str,
    language: str,
    signer: Signer,
    *,
    reason: str = "",
    text: str = "",
    on_problem: OnProblem,
) -> Signed:
    """Submit or approve one release, whatever its text is now; see ``submit`` and ``approve``."""
    if doing == "approve":
        return approve(room, name, language, signer, text=text, on_problem=on_problem)
    return submit(room, name, language, signer, reason=reason, on_problem=on_problem)


def submit(
    room: Newsroom, name: str, language: str, signer: Signer, *, reason: str = "", on_problem: OnProblem
) -> Signed:
    """Sign the current text as its translator.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        signer: Who submits, and when.
        reason: Why a text that was returned is right as it was.
        on_problem: Called for a memory, or a line of the file of drafts, that cannot be read.

    Raises:
        GateError: See ``acts.submit``; or somebody signed meanwhile, or the required signature is not valid.
        MissingError: A signature is required and there is no key.
    """
    act = _choice(room, "submit", reason=reason, on_problem=on_problem)
    return _alone(room, name, language, signer, act, doing="submit", on_problem=on_problem)


def approve(
    room: Newsroom,
    name: str,
    language: str,
    signer: Signer,
    *,
    text: str = "",
    dry_run: bool = False,
    on_problem: OnProblem,
) -> Signed:
    """Approve exactly what somebody else submitted.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        signer: Who approves, and when.
        text: The digest of the text that they read, shortened or not; any other is refused. "" if they do not say.
        dry_run: Only report what would be approved, and whether it could be; sign and write nothing.
        on_problem: Called for a memory that cannot be read.

    Raises:
        GateError: See ``acts.approve``; or as in ``submit``.
        MissingError: As in ``submit``.
    """
    act = _choice(room, "approve", text=text, on_problem=on_problem)
    return _alone(room, name, language, signer, act, doing="approve", dry_run=dry_run, on_problem=on_problem)


def give_back(
    room: Newsroom,
    name: str,
    language: str,
    signer: Signer,
    *,
    reason: str,
    units: Iterable[str] = (),
    on_problem: OnProblem,
) -> Signed:
    """Send a submitted or approved text back; arguments and errors as in ``submit`` and ``acts.give_back``."""
    act = partial(acts.give_back, reason=reason, units=tuple(units))
    return _alone(room, name, language, signer, act, doing="return", stops=True, on_problem=on_problem)


def waive(
    room: Newsroom,
    name: str,
    language: str,
    signer: Signer,
    *,
    check: str,
    key: str,
    reason: str,
    until: str = "",
    on_problem: OnProblem,
) -> Signed:
    """Accept the findings of a check for a unit's current wording.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        signer: Who waives, and when.
        check: The check's name.
        key: The unit's ``short_key``.
        reason: Why the finding is acceptable.
        until: The last day on which the waiver is valid, ISO; "" for no end date.
        on_problem: Called for a memory that cannot be read.

    Raises:
        GateError: There is no such finding; or as in ``submit``.
        MissingError: As in ``submit``.
        UsageError: ``until`` is not a day, or is in the past.
    """
    act = partial(acts.waive, check=check, key=key, reason=reason, until=until)
    return _alone(room, name, language, signer, act, doing="waive", on_problem=on_problem)


def withdraw(room: Newsroom, name: str, language: str, signer: Signer, *, reason: str, on_problem: OnProblem) -> Ended:
    """Take a published text off the site and put a notice in its place.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        signer: Who withdraws it, and when.
        reason: Why, for the ledger and for readers.
        on_problem: Called for problems with the site or another release; the text is withdrawn nevertheless.

    Raises:
        GateError: The site shows nothing of it; or as in ``submit``.
        MissingError: As in ``submit``.
    """

    def act(present: Present, _: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        return acts.withdraw(present, reason=reason, **by)

    present = room.present(room.find_one(name), language)
    if (entry := present.standing.withdrawn) and (done := _finished(room, present, entry, on_problem)):
        return done
    signed = _alone(room, name, language, signer, act, doing="withdraw", stops=True, on_problem=on_problem)
    return _on_the_site(room, signed, on_problem)


def supersede(room: Newsroom, name: str, by: str, language: str, signer: Signer, *, on_problem: OnProblem) -> Ended:
    """Mark a published release as replaced by another; the pages of both say so.

    Args:
        room: The newsroom.
        name: The older release, an id or a path.
        by: The newer release, an id or a path.
        language: The target language.
        signer: Who marks it, and when.
        on_problem: As in ``withdraw``.

    Raises:
        GateError: Not both are on the site; or as in ``submit``.
        MissingError: As in ``submit``.
    """
    newer = room.present(room.find_one(by), language)

    def act(present: Present, _: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        return acts.supersede(present, other=newer, **by)

    present = room.present(room.find_one(name), language)
    entry = present.standing.ended
    if entry and successor(present) == newer.ledger.release and (done := _finished(room, present, entry, on_problem)):
        return done
    signed = _alone(room, name, language, signer, act, doing="supersede", stops=True, on_problem=on_problem)
    return _on_the_site(room, signed, on_problem)


def _finished(room: Newsroom, present: Present, entry: Entry[Act], on_problem: OnProblem) -> Ended | None:
    """Bring the site up to date with what was decided before; None if it is.

    Whoever decided it may have been interrupted before the site showed it, and runs the same command again.
    """
    done = _on_the_site(room, Signed(present, present, entry, (), ()), on_problem)
    site = done.published
    if site and not site.changed and not any(each.recorded or each.errors for each in site.outcomes):
        return None
    return replace(done, earlier=True)


def _on_the_site(room: Newsroom, signed: Signed, on_problem: OnProblem) -> Ended:
    """Publish what was decided about the release; all pages that mention it are rebuilt."""
    from workflow.newsroom.publishing import publish  # late: writers are slow to import, and most acts make no page

    ledger, when = signed.after.ledger, signed.after.ledger.entries[-1].when
    try:
        published = publish(room, [ledger.release], [ledger.language], when=when, on_problem=on_problem)
    except WorkflowError as error:
        # It is signed: callers must learn that, whatever happens to the site.
        on_problem(error)
        return Ended(signed, None)
    return Ended(signed, published)


class _Act(Protocol):
    """An act of ``signoff/acts.py``, before it is known who acts and when."""

    def __call__(self, present: Present, findings: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        """Return the ledger with the act; ``findings`` are all of them, waived or not."""


def _choice(room: Newsroom, doing: Doing, *, reason: str = "", text: str = "", on_problem: OnProblem) -> _Act:
    """Return a submission or an approval; the arguments are as in ``submit`` and ``approve``."""

    def submission(present: Present, findings: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        release, language = present.ledger.release, present.ledger.language
        drafts = room.drafts(release, language)
        for line in drafts.damaged:
            on_problem(
                BadInput(
                    say(
                        "{drafts_path}:{line}: is not whole, so a unit that a machine drafted may count as a "
                        "person's; restore the line from version control",
                        drafts_path=room.drafts_path(release, language),
                        line=line,
                    )
                )
            )
        return acts.submit(present, findings, reason=reason, drafted=drafts.origin, **by)

    return submission if doing == "submit" else partial(acts.approve, text=text)


def _judge(room: Newsroom, on_problem: OnProblem) -> Judge:
    return Judge(room, on_problem, hints=True, needs_terms=True)


def _alone(
    room: Newsroom,
    name: str,
    language: str,
    signer: Signer,
    act: _Act,
    *,
    doing: str,
    stops: bool = False,
    dry_run: bool = False,
    on_problem: OnProblem,
) -> Signed:
    """Perform an act on one release; the arguments are as in ``_act``."""
    with _judge(room, on_problem) as judge:
        return _act(room, name, language, signer, act, doing=doing, stops=stops, dry_run=dry_run, judge=judge)


def _act(
    room: Newsroom,
    name: str,
    language: str,
    signer: Signer,
    act: _Act,
    *,
    doing: str,
    stops: bool = False,
    dry_run: bool = False,
    seen: str = "",
    judge: Judge,
) -> Signed:
    """Perform an act and save it.

    Args:
        room: The newsroom.
        name: The release, an id or a path.
        language: The target language.
        signer: Who acts, and when.
        act: What they do.
        doing: The command.
        stops: Whether the act counts unsigned too.
        dry_run: Only find out what would be done.
        seen: The digest of the text that the person saw; "" if they saw none.
        judge: Finds what checks object to.

    Raises:
        GateError: The text is another than the person saw; or as the act says.
    """
    release = room.find_one(name)
    id_ = release if isinstance(release, str) else release.id
    writing = nullcontext() if dry_run else room.writing(id_, language, doing=doing)
    with writing:
        present = room.present(release, language)
        before = replace(present, checks=knowing(language), unknown_checks=unknowing(language))
        if not before.ledger.entries and (gone := lost(room, room.root / "public", language, id_)):
            raise gone[id_]
        if seen and before.digest != seen:
            raise GateError(
                say("{label}: its text changed meanwhile; nothing was signed, look at it again", label=before.label)
            )
        found = judge(before)

        def signed(sign: Callable[[bytes], str] | None) -> Ledger:
            return act(before, found, who=signer.who, when=signer.when, tool=TOOL, sign=sign)

        entry, after, unsigned = None, before, ""
        if dry_run:
            signed(None)
        else:
            ledger, unsigned = _signed(room, signed, signer, stops=stops)
            entry, after = ledger.entries[-1], room.with_ledger(before, ledger)
            _save(room, before, after, doing)
    left = unanswered(before, found, signer.today)
    return Signed(before, after, entry, _waived(before, signer.today), left, unsigned)


def _save(room: Newsroom, before: Present, after: Present, doing: str) -> None:
    """Save the ledger with an act, and say in the catalog why the text was returned, if this act decides about that.

    The catalog comes first: if the process is killed between the two, the command can be run again.
    """
    _tell_translators(room, before, after, doing)
    try:
        room.save_ledger(after.ledger, before.ledger)
    except WorkflowError:
        with suppress(WorkflowError):  # the next translate takes back what is left
            _tell_translators(room, after, before, doing)
        raise


def _tell_translators(room: Newsroom, before: Present, after: Present, doing: str) -> None:
    why = told_translators(after.standing)
    if why != told_translators(before.standing):
        name, language = after.ledger.release, after.ledger.language
        room.change_catalog(name, language, lambda catalog: catalog and told(catalog, why), doing=doing)


def _waived(present: Present, today: str) -> tuple[Entry[Waive], ...]:
    """Return the waivers that cover a unit of the current text on a day."""
    release, language = present.ledger.release, present.ledger.language
    units = {
        unit_digest(release, language, *unit.key, unit.target)
        for unit in (present.catalog.units if present.catalog and present.standing.waivers else ())
    }
    units.add(unit_digest(release, language, "", "", ""))  # what is found in the source as a whole is in no unit
    return tuple(each for each in present.standing.waivers if each.act.unit in units and each.act.covers(today))


def _signed(
    room: Newsroom, act: Callable[[Callable[[bytes], str] | None], Ledger], signer: Signer, *, stops: bool
) -> tuple[Ledger, str]:
    """Return the ledger with an act, signed as the rules require, and what is wrong with an omitted signature."""
    how = "accept" if stops and room.rules.signatures == "require" else room.rules.signatures
    if how == "off":
        return act(None), ""
    from workflow.signoff.signatures import sign

    key = signer.key()
    if key is None:
        if how == "require":
            raise MissingError(
                say(
                    "this newsroom requires signatures, and there is no SSH key to sign with; create one "
                    "with ssh-keygen, or set WORKFLOW_SIGNING_KEY or git's user.signingKey"
                )
            )
        return act(None), ""
    ledger = act(lambda message: sign(message, key))
    wrong = room.verdicts([ledger]).get(ledger.entries[-1].hash)
    if not wrong:
        return ledger, ""
    if how == "require":
        raise GateError(say("nothing was signed: your signature {wrong}; see allowed_signers", wrong=wrong))
    return act(None), wrong
