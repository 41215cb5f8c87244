"""The sign-off of a release in one language: read, check, sign and save, with nobody else writing meanwhile.

Each function is one act of a person. ``signoff/acts.py`` has the rules of an act; here it meets the newsroom on disk.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, Unpack

from workflow import TOOL
from workflow.checks import knowing, unknowing
from workflow.errors import BadInput, GateError, MissingError, WorkflowError
from workflow.model import Finding, unit_digest
from workflow.newsroom.checking import Judge
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.lost import lost
from workflow.newsroom.publishing import Published, publish
from workflow.signoff import acts
from workflow.signoff.acts import By, Present, since_approved, unanswered
from workflow.signoff.editions import EditionUnit
from workflow.signoff.entries import Act, Waive
from workflow.signoff.ledger import Entry, Ledger

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
    def approvals_missing(self) -> int:
        """How many more people must approve the text; 0 once it is approved."""
        approved = self.after.standing.approval is not None and self.after.covered
        return 0 if approved else self.after.rules.approvals - len(self.after.standing.approving)


@dataclass(frozen=True, slots=True)
class Ended:
    """A withdrawal or a supersession, and how the site was updated; ``published`` is None if that failed."""

    signed: Signed
    published: Published | None


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

    def act(present: Present, findings: tuple[Finding, ...], /, **by: Unpack[By]) -> Ledger:
        release = present.ledger.release
        drafts = room.drafts(release, language)
        for line in drafts.damaged:
            on_problem(
                BadInput(
                    f"{room.drafts_path(release, language)}:{line}: is not whole, so a unit that a machine drafted may "
                    "count as a person's; restore the line from version control"
                )
            )
        return acts.submit(present, findings, reason=reason, drafted=drafts.origin, **by)

    return _act(room, name, language, signer, act, doing="submit", on_problem=on_problem)


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
    act = partial(acts.approve, text=text)
    return _act(room, name, language, signer, act, doing="approve", dry_run=dry_run, on_problem=on_problem)


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
    return _act(room, name, language, signer, act, doing="return", stops=True, on_problem=on_problem)


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
    return _act(room, name, language, signer, act, doing="waive", on_problem=on_problem)


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

    signed = _act(room, name, language, signer, act, doing="withdraw", stops=True, on_problem=on_problem)
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

    signed = _act(room, name, language, signer, act, doing="supersede", stops=True, on_problem=on_problem)
    return _on_the_site(room, signed, on_problem)


def _on_the_site(room: Newsroom, signed: Signed, on_problem: OnProblem) -> Ended:
    """Publish what was decided about the release; all pages that mention it are rebuilt."""
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
    on_problem: OnProblem,
) -> Signed:
    """Perform an act and save it; ``doing`` is the command, ``stops`` whether the act counts unsigned too."""
    release = room.find_one(name)
    id_ = release if isinstance(release, str) else release.id
    writing = nullcontext() if dry_run else room.writing(id_, language, doing=doing)
    with Judge(room, on_problem, hints=True, needs_terms=True) as judge, writing:
        before = room.present(release, language)
        if not before.ledger.entries and (gone := lost(room, room.root / "public", language, id_)):
            raise gone[id_]
        found = judge(before)

        def signed(sign: Callable[[bytes], str] | None) -> Ledger:
            present = replace(before, checks=knowing(language), unknown_checks=unknowing(language))
            return act(present, found, who=signer.who, when=signer.when, tool=TOOL, sign=sign)

        entry, after, unsigned = None, before, ""
        if dry_run:
            signed(None)
        else:
            ledger, unsigned = _signed(room, signed, signer, stops=stops)
            room.save_ledger(ledger, before.ledger)
            entry, after = ledger.entries[-1], room.with_ledger(before, ledger)
    left = unanswered(before, found, signer.today)
    return Signed(before, after, entry, _waived(before, signer.today), left, unsigned)


def _waived(present: Present, today: str) -> tuple[Entry[Waive], ...]:
    """Return the waivers that cover a unit of the current text on a day."""
    release, language = present.ledger.release, present.ledger.language
    units = {
        unit_digest(release, language, *unit.key, unit.target)
        for unit in (present.catalog.units if present.catalog and present.standing.waivers else ())
    }
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
                "this newsroom requires signatures, and there is no SSH key to sign with; "
                "create one with ssh-keygen, or set WORKFLOW_SIGNING_KEY or git's user.signingKey"
            )
        return act(None), ""
    ledger = act(lambda message: sign(message, key))
    wrong = room.verdicts([ledger]).get(ledger.entries[-1].hash)
    if not wrong:
        return ledger, ""
    if how == "require":
        raise GateError(f"nothing was signed: your signature {wrong}; see allowed_signers")
    return act(None), wrong
