"""What a ledger says, read to its end: which submission and which approval are live, what the site shows.

An approval is never believed for being in the ledger. It counts only if it covers exactly what a submission before it froze, if whoever
signed it had submitted none of those words, and if nobody returned or withdrew the text in between. Where branches were merged, what
stops the text beats what lets it pass, whatever the clocks say.

The newsroom's rules are those of now, for old entries too: whoever could choose the rules of an entry could write one that passes. What
lets a text pass (submit, approve, waive) needs a signature where the newsroom requires it; what stops it stops it signed or not.
"""

import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_

from workflow.errors import BadInput
from workflow.model import Edition
from workflow.settings import Rules
from workflow.signoff.editions import edition_digest, edition_from_json
from workflow.signoff.ledger import HASH, Entry, Ledger, address


@dataclass(frozen=True, slots=True)
class SubmittedUnit:
    """What a submission froze of a unit: its digest, what drafted it ("a person" if no machine), whether a person changed that draft."""

    digest: str
    origin: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission and the units that it froze."""

    entry: Entry
    units: tuple[SubmittedUnit, ...]
    digests: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """The source as an approval found it: path, SHA-256 of the bytes, SHA-256 of the segments and roles."""

    path: str
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody answers for what ``check`` found in the unit with this digest, up to and with the day ``until`` ("" for ever).

    found: the messages of the findings; another one that comes up later is not answered for.
    """

    entry: Entry
    check: str
    unit: str
    key: str
    reason: str
    until: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that counts.

    entries: the acts of approving that it took, ``entry`` the last. submission: what it covers. submissions: all before it that have a word
    in it, oldest first. edition: what may be published. waivers: the findings that were answered for.
    """

    entry: Entry
    submission: Submission
    submissions: tuple[Submission, ...]
    edition: Edition
    source: Source
    entries: tuple[Entry, ...] = ()
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """An entry that does not count, in a sentence. forged: this program would never have written it there."""

    message: str
    forged: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ledger says, read to its end.

    submission, approval: the live ones. approving: who approves the live submission so far, while there are fewer than it takes.
    published: the approval whose text the site shows; publication: the entry that says so, or that says that a notice stands there.
    editions: what was published one after the other since the first time or the last withdrawal.
    returned: the return in force. ended: the withdrawal or supersession in force. withdrawn: the withdrawal that the site shows;
    notice_of: what it withdrew, if that was ever published or approved; reason: what the notice tells readers. waivers: those in force, whatever their day.
    submitters: from a unit's digest to everybody who ever submitted it. approvals: by hash, all that count; known: those too that were
    made in good faith and do not count any more. publications: all that were
    made in good faith. objections: what does not count; what a merge set aside, only until an approval comes after it.
    """

    submission: Submission | None = None
    approval: Approval | None = None
    approving: tuple[Entry, ...] = ()
    published: Approval | None = None
    publication: Entry | None = None
    editions: tuple[Approval, ...] = ()
    returned: Entry | None = None
    ended: Entry | None = None
    withdrawn: Entry | None = None
    notice_of: Approval | None = None
    reason: str = ""
    waivers: tuple[Waiver, ...] = ()
    submitters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    known: Mapping[str, Approval] = field(default_factory=dict)
    publications: tuple[Entry, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def last_approved(self) -> Approval | None:
        """The last text that was approved, whatever became of it."""
        return list(self.approvals.values())[-1] if self.approvals else None


def standing(
    ledger: Ledger, name: str, rules: Rules | None = None, verdicts: Mapping[str, str] | None = None
) -> Standing:
    """Read a ledger from first to last. BadInput, starting with ``name``, when an entry does not hold what its action needs.

    verdicts: from an entry's hash to what is wrong with its signature, "" for a good one; of no interest where signatures are off.
    """
    return _Reading(_History(ledger, name, rules or Rules(), verdicts or {})).read()


class _Reading:
    """One pass over a ledger, in which what is live changes with each entry."""

    def __init__(self, history: "_History") -> None:
        self.history = history
        self.submission: Submission | None = None
        self.approval: Approval | None = None
        self.published: Approval | None = None
        self.publication: Entry | None = None
        self.editions: list[Approval] = []
        self.returned: Entry | None = None
        self.ended: Entry | None = None
        self.withdrawn: Entry | None = None
        self.notice_of: Approval | None = None
        self.reason = ""
        self.single: dict[str, Approval] = {}  # acts of approving that count, each by itself
        self.live: list[Approval] = []  # those of them that nothing stopped since
        self.approvals: dict[str, Approval] = {}
        self.set_aside: dict[str, Objection] = {}
        self.known: dict[str, Approval] = {}
        self.publications: list[Entry] = []
        self.objections: list[Objection] = []

    def read(self) -> Standing:
        history = self.history
        acts = {
            "submit": self._submit,
            "approve": self._approve,
            "return": self._return,
            "publish": self._publish,
            "withdraw": self._withdraw,
            "supersede": self._supersede,
        }
        for entry in history.ledger.entries:
            if wrong := history.untrusted(entry):
                self.objections.append(wrong)
            if act := acts.get(entry.action):
                act(entry, history.where(entry))
        last = list(self.approvals.values())[-1:]
        standing_objections = tuple(
            each
            for each in self.objections
            if each.forged or not any(history.before(each.entry, now.entry) for now in last)
        )
        return Standing(
            submission=self.submission,
            approval=self.approval,
            approving=self._approving(),
            published=self.published,
            publication=self.publication,
            editions=tuple(self.editions),
            returned=self.returned,
            ended=self.ended,
            withdrawn=self.withdrawn,
            notice_of=self.notice_of,
            reason=self.reason,
            waivers=history.waivers(),
            submitters=history.submitters(),
            approvals=self.approvals,
            known=self.known,
            publications=tuple(self.publications),
            objections=standing_objections,
        )

    def _approving(self) -> tuple[Entry, ...]:
        if self.submission is None:
            return ()
        edition = self.submission.entry.details.get("edition")
        same = [each for each in self.live if each.submission.entry.details.get("edition") == edition]
        return tuple(each.entry for each in same)

    def _submit(self, entry: Entry, where: str) -> None:
        if self.history.trusts(entry):
            self.submission, self.returned = self.history.submissions[entry.hash], None

    def _approve(self, entry: Entry, where: str) -> None:
        history = self.history
        act = replace(history.approval(entry, where), entries=(entry,), waivers=history.waivers(entry))
        if objection := history.objection(act, where):
            self.set_aside[entry.hash] = objection
            if not objection.forged:
                self.known[entry.hash] = act
            if history.trusts(entry):  # else that is said already
                self.objections.append(objection)
            return
        self.single[entry.hash] = self.known[entry.hash] = act
        self.live.append(act)
        together = history.together(act, self.live)
        if together is None:
            return
        approval = replace(act, entries=together)
        self.approvals[entry.hash] = self.known[entry.hash] = self.approval = approval
        self.returned = None
        self.live = [each for each in self.live if each.edition == act.edition]
        if self.ended and self.ended.action == "withdraw" and history.before(self.ended, entry):
            self.ended = None

    def _return(self, entry: Entry, where: str) -> None:
        self.submission = self.approval = None
        self.live.clear()
        self.returned = entry

    def _publish(self, entry: Entry, where: str) -> None:
        history = self.history
        _check_pages(entry, history.ledger, where)
        if "withdrawal" in entry.details:
            if self.withdrawn is None or entry.details["withdrawal"] != self.withdrawn.hash:
                message = f"{where} does not count: it publishes the notice of a withdrawal that is not in force"
                beside = any(entry.details["withdrawal"] == stop.hash for stop in history.stops)
                self.objections.append(Objection(message, not beside, entry))
                return
            self.publication = entry
            self.publications.append(entry)
            return
        hash_ = str(entry.details.get("approval"))
        approval = self.approvals.get(hash_)
        objection = history.publication(
            entry, approval, self.approvals.values(), self.single, self.set_aside.get(hash_), where
        )
        if objection:
            self.objections.append(objection)
        else:
            approval = self.published = self.approvals[hash_]
            self.publication, self.withdrawn = entry, None
            if not self.editions or self.editions[-1].edition != approval.edition:
                self.editions.append(approval)
        if objection is None or not objection.forged:
            self.publications.append(entry)

    def _withdraw(self, entry: Entry, where: str) -> None:
        _text(entry, "reason", where)
        self.notice_of = self.published or (list(self.approvals.values())[-1] if self.approvals else None)
        self.submission = self.approval = self.published = self.publication = self.returned = None
        self.live.clear()
        self.editions.clear()
        self.ended = self.withdrawn = entry
        # Whose name is not proved may stop a text, but says nothing to readers.
        self.reason = str(entry.details["reason"]) if self.history.trusts(entry) else ""

    def _supersede(self, entry: Entry, where: str) -> None:
        _text(entry, "by", where)
        self.ended = entry


class _History:
    """The entries of a ledger, and which comes after which, on whatever branch."""

    def __init__(self, ledger: Ledger, name: str, rules: Rules, verdicts: Mapping[str, str]) -> None:
        self.ledger = ledger
        self.name = name
        self.rules = rules
        self.verdicts = verdicts
        people = rules.approvers.get(ledger.language, ())
        self.approvers = {address(f"<{each}>") for each in people}
        self.places: dict[str, int] = {}
        self.after: list[int] = []
        self.submissions: dict[str, Submission] = {}
        for place, entry in enumerate(ledger.entries):
            # A bit for each entry that this one comes after.
            self.after.append(
                reduce(or_, (self.after[self.places[hash_]] | 1 << self.places[hash_] for hash_ in entry.prev), 0)
            )
            self.places[entry.hash] = place
            if entry.action == "submit":
                self.submissions[entry.hash] = _submission(entry, f"{name}: line {entry.line}")
        self.stops = [entry for entry in ledger.entries if entry.action in ("return", "withdraw")]
        self.waived = [entry for entry in ledger.entries if entry.action == "waive"]

    def where(self, entry: Entry) -> str:
        """How messages call an entry."""
        return f"{self.name}: line {entry.line}"

    def trusts(self, entry: Entry) -> bool:
        """Whether an act may let a text pass: whether it is signed as the newsroom asks."""
        if self.rules.signatures == "off" or entry.who is None:
            return True
        if entry.signature:
            return not self.verdicts.get(entry.hash, "cannot be checked")
        return self.rules.signatures != "require"

    def untrusted(self, entry: Entry) -> Objection | None:
        """What is wrong with the signature of an entry, or with its having none; None if nothing is."""
        if self.trusts(entry):
            return None
        counts = "does not count: " if entry.action in ("submit", "approve", "waive") else ""
        if entry.signature:
            wrong = f"its signature {self.verdicts.get(entry.hash, 'cannot be checked')}"
        elif counts:
            wrong = "it is not signed, and this newsroom requires signatures"
        else:
            return None  # what stops a text, and stopped it before signatures were required
        # Without a signature it may be from before signatures were required; after one that is signed it is not.
        late = any(other.signature and self.before(other, entry) for other in self.ledger.entries)
        return Objection(f"{self.where(entry)} {counts}{wrong}", forged=bool(entry.signature) or late, entry=entry)

    def before(self, earlier: Entry, later: Entry) -> bool:
        """Whether ``later`` comes after ``earlier``; two entries of different branches are neither before nor after each other."""
        return bool(self.after[self.places[later.hash]] >> self.places[earlier.hash] & 1)

    def submitters(self) -> dict[str, frozenset[str]]:
        """From a unit's digest to everybody who ever submitted it."""
        found: dict[str, set[str]] = {}
        for submission in self._trusted():
            for digest in submission.digests:
                found.setdefault(digest, set()).add(submission.entry.person)
        return {digest: frozenset(people) for digest, people in found.items()}

    def _trusted(self) -> list[Submission]:
        return [each for each in self.submissions.values() if self.trusts(each.entry)]

    def together(self, act: Approval, live: Iterable[Approval]) -> tuple[Entry, ...] | None:
        """The acts that approve the text of ``act`` together with it, as many as the rules ask for; None while there are too few."""
        others: dict[str, Entry] = {}
        for each in live:
            if each.edition == act.edition and each.entry.person != act.entry.person and not self._own(each, act.entry):
                others.setdefault(each.entry.person, each.entry)
        wanted = self.rules.approvals - 1
        # Those that it comes after first: a branch that is merged later changes nothing of what was said here.
        known = sorted(others.values(), key=lambda entry: not self.before(entry, act.entry))
        return (*known[:wanted], act.entry) if len(known) >= wanted else None

    def _own(self, act: Approval, later: Entry) -> bool:
        """Whether the signer of an approval submitted any of its words, also after it, but not after ``later``."""
        return self.rules.four_eyes and any(
            other.entry.person == act.entry.person
            and not self.before(later, other.entry)
            and not other.digests.isdisjoint(act.submission.digests)
            for other in self._trusted()
        )

    def waivers(self, at: Entry | None = None) -> tuple[Waiver, ...]:
        """The waivers in force at an entry, or at the end, the last for each check and unit.

        One ends with the next return or withdrawal, on whatever branch that was.
        """
        found: dict[tuple[str, str], Waiver] = {}
        scope = self.after[self.places[at.hash]] if at else -1
        stops = scope & reduce(or_, (1 << self.places[stop.hash] for stop in self.stops), 0)
        for entry in self.waived:
            place = self.places[entry.hash]
            if scope >> place & 1 and not stops & ~self.after[place] and self.trusts(entry):
                waiver = _waiver(entry, self.where(entry))
                found[waiver.check, waiver.unit] = waiver
        return tuple(found.values())

    def approval(self, entry: Entry, where: str) -> Approval:
        """What an entry approves, if it is whole and covers a submission; whether it counts is another question."""
        edition = edition_from_json(entry.details.get("edition"), where)
        if (edition.release, edition.language) != (self.ledger.release, self.ledger.language):
            raise BadInput(f"{where} approves another release's text; restore the ledger from version control")
        submission = self.submissions.get(str(entry.details.get("submission")))
        units = frozenset(edition.unit_digests)
        if (
            submission is None
            or submission.digests != units
            or submission.entry.details.get("edition") != edition_digest(edition)
        ):
            raise BadInput(f"{where} approves a text that nobody submitted; restore the ledger from version control")
        shared = tuple(
            each for each in self._trusted() if self.before(each.entry, entry) and not units.isdisjoint(each.digests)
        )
        return Approval(entry, submission, shared, edition, _source(entry, where))

    def objection(self, approval: Approval, where: str) -> Objection | None:
        """Why an approval does not count, None if it does."""
        entry, submitted = approval.entry, approval.submission.entry
        if wrong := self.untrusted(entry):
            return wrong
        if not self.trusts(submitted):
            message = f"{where} does not count: nor does the submission that it approves"
            return Objection(message, forged=bool(submitted.signature), entry=entry)
        if self.approvers and entry.person not in self.approvers:
            return Objection(
                f"{where} does not count: {entry.who} may not approve {self.ledger.language}, see review.approvers",
                forged=False,
                entry=entry,
            )
        if not self.before(submitted, entry):
            return Objection(
                f"{where} does not count: it comes before the submission that it approves", forged=True, entry=entry
            )
        for other in self._trusted() if self.rules.four_eyes else ():
            # Those before it or beside it (on a branch merged since); what its signer submits later takes nothing away.
            beside = not self.before(other.entry, entry)
            if other.entry.person != entry.person or (beside and self.before(entry, other.entry)):
                continue
            if not other.digests.isdisjoint(approval.submission.digests):
                return Objection(
                    f"{where} does not count: it approves words that its signer submitted",
                    # With four eyes switched off, this program wrote that.
                    not beside and entry.details.get("four_eyes") is not False,
                    entry,
                )
        for stop in self.stops:
            beside = not self.before(stop, entry) and not self.before(entry, stop)
            if beside or (self.before(submitted, stop) and self.before(stop, entry)):
                done = _STOPPED[stop.action]
                return Objection(f"{where} does not count: the text was {done} (line {stop.line})", not beside, entry)
        return None

    def publication(
        self,
        entry: Entry,
        approval: Approval | None,
        approvals: Collection[Approval],
        single: Container[str],
        set_aside: Objection | None,
        where: str,
    ) -> Objection | None:
        """Why a publication does not count, None if it does.

        approvals: all that count so far. single: the acts that count by themselves, by hash. set_aside: why its approval does not count.
        """
        if set_aside:
            return Objection(
                f"{where} does not count: nor does the approval that it publishes", set_aside.forged, entry
            )
        if approval is None or not self.before(approval.entry, entry):
            # An act that counts by itself was enough when the rules asked for fewer.
            forged = str(entry.details.get("approval")) not in single
            return Objection(f"{where} does not count: it publishes what is not approved", forged=forged, entry=entry)
        for other in approvals:
            newer = self.before(approval.entry, other.entry) and not self.before(entry, other.entry)
            if newer and other.edition != approval.edition:
                message = f"{where} does not count: it publishes a text that another was approved in place of"
                beside = not self.before(other.entry, entry)
                return Objection(f"{message} (line {other.entry.line})", not beside, entry)
        for stop in self.stops:
            # A stop after the approval that the publication does not come before: it stops the publication too.
            if self.before(approval.entry, stop) and not self.before(entry, stop):
                message = f"{where} does not count: the text was {_STOPPED[stop.action]} (line {stop.line})"
                return Objection(message, forged=False, entry=entry)
        return None


_STOPPED = {"return": "returned", "withdraw": "withdrawn"}

PAGES = (".html", ".side.html", ".lines.html", ".md", ".certificate.html", ".certificate.json")
"""How the names of a release's pages end."""


def _check_pages(entry: Entry, ledger: Ledger, where: str) -> None:
    """BadInput unless a publication says which pages it wrote, each of this release, with its SHA-256."""
    pages = entry.details.get("pages")
    start = f"{ledger.language}/{ledger.release}"
    good = isinstance(pages, dict) and all(
        path.startswith(start)
        and path.removeprefix(start) in PAGES
        and isinstance(digest, str)
        and HASH.fullmatch(digest)
        for path, digest in pages.items()
    )
    if not good:
        raise BadInput(f"{where} does not say which pages were published; restore the ledger from version control")


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _waiver(entry: Entry, where: str) -> Waiver:
    check, unit, key, reason, until = (
        _text(entry, name, where) for name in ("check", "unit", "key", "reason", "until")
    )
    found = entry.details.get("found")
    whole = isinstance(found, list) and all(isinstance(each, str) for each in found)
    named = re.fullmatch("[a-z]{1,20}", check) and re.fullmatch("[0-9a-f]{8}", key)
    if not whole or not named or not HASH.fullmatch(unit) or not _is_day(until):
        raise BadInput(f"{where} does not say what was waived; restore the ledger from version control")
    return Waiver(entry, check, unit, key, reason, until, tuple(found or ()))


def _text(entry: Entry, key: str, where: str) -> str:
    """BadInput unless the entry has text under this key."""
    value = entry.details.get(key)
    if not isinstance(value, str):
        raise BadInput(f"{where} has no {key}; restore the ledger from version control")
    return value


def _submission(entry: Entry, where: str) -> Submission:
    units = entry.details.get("units")
    try:
        found = tuple(_unit(**unit) for unit in units) if isinstance(units, list) else ()
    except TypeError as error:
        raise BadInput(f"{where} does not say what was submitted; restore the ledger from version control") from error
    return Submission(entry, found, frozenset(unit.digest for unit in found))


def _unit(*, digest: object, origin: object, changed: object) -> SubmittedUnit:
    """TypeError unless it is what a submission says of a unit."""
    if not (
        isinstance(digest, str) and HASH.fullmatch(digest) and isinstance(origin, str) and isinstance(changed, bool)
    ):
        raise TypeError
    return SubmittedUnit(digest, origin, changed)


def _source(entry: Entry, where: str) -> Source:
    source = entry.details.get("source")
    if not isinstance(source, dict) or source.keys() != {"path", "digest", "text"}:
        raise BadInput(f"{where} does not say of which source; restore the ledger from version control")
    return Source(*(str(source[key]) for key in ("path", "digest", "text")))
