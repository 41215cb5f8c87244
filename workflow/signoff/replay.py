"""What a ledger adds up to: which submission and which approval are live, what the site shows.

An entry is not trusted because it is in the ledger. The rules, in the order in which they are applied:

1. Submissions, approvals and waivers need a valid signature if the newsroom requires one. What stops a text needs none.
2. An approval covers exactly what one submission before it contains; otherwise the ledger is rejected.
3. It is by somebody who may approve the language, and who submitted none of these words before it or on a parallel
   branch.
4. Nobody returned or withdrew the text between the submission and the approval, or on a parallel branch: after a merge,
   what stops a text overrides what lets it pass, whatever the clocks say.
5. As many people as the newsroom requires approved the same text since it was last stopped.
6. A publication shows the text whose approval was live when it was written, or which the site showed already: pages
   are rebuilt when what they say of other releases changes. A notice belongs to the withdrawal in force.

Today's review rules (approvals, approvers, four eyes, signatures) also apply to earlier approvals: whoever could choose
the rules of an entry could write one that passes. Checks are no part of this: a new or stricter check never takes an
approval away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from workflow.errors import BadInput
from workflow.interface import say
from workflow.model import Edition
from workflow.settings import Rules
from workflow.signoff.editions import edition_digest
from workflow.signoff.entries import (
    Act,
    Approve,
    Publish,
    PublishNotice,
    Return,
    Source,
    Submit,
    SubmittedUnit,
    Supersede,
    Waive,
    Withdraw,
)
from workflow.signoff.ledger import Entry, Ledger, address, is_a

Publication = Entry[Publish] | Entry[PublishNotice]
"""An entry that says what the site shows: an approved text, or the notice of a withdrawal."""

Stop = Entry[Return] | Entry[Withdraw]
"""An entry that stops a text."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission and the digests of the units that it covers."""

    entry: Entry[Submit]
    digests: frozenset[str]

    @property
    def units(self) -> tuple[SubmittedUnit, ...]:
        """The units, in source order."""
        return self.entry.act.units


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval, with what it takes to publish its text.

    Attributes:
        entry: The act that completed it.
        submission: The submission that it covers.
        submissions: All before it that have a word in it, oldest first.
        entries: The approvals that were needed, ``entry`` the last.
        waivers: The waivers of findings.
    """

    entry: Entry[Approve]
    submission: Submission
    submissions: tuple[Submission, ...]
    entries: tuple[Entry[Approve], ...]
    waivers: tuple[Entry[Waive], ...] = ()

    @property
    def edition(self) -> Edition:
        """The text that may be published."""
        return self.entry.act.edition

    @property
    def source(self) -> Source:
        """The source that was translated."""
        return self.entry.act.source


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an entry does not count.

    Attributes:
        message: A sentence that starts with the file and the line.
        forged: Whether this program would never have written the entry there.
        entry: The entry.
    """

    message: str
    forged: bool
    entry: Entry[Act]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ledger adds up to.

    Attributes:
        submission: The live one.
        approval: The live one.
        approving: Who has approved the live submission so far, while there are too few.
        published: The approval whose text the site shows.
        publication: The entry that says what the site shows, text or notice.
        editions: What was published, in order, since the first time or the last withdrawal.
        returned: The return in force.
        ended: The withdrawal or supersession in force.
        withdrawn: The withdrawal that the site shows.
        notice_of: What it withdrew, if that was ever published or approved.
        reason: What the notice tells readers.
        waivers: Those in force, whatever their last day.
        submitters: From a unit's digest to everybody who ever submitted it.
        approvals: By hash, all that count, oldest first.
        known: By hash, also those that were made in good faith and no longer count.
        publications: All that were made in good faith.
        objections: What does not count; what a merge overrode, only until an approval follows it.
    """

    submission: Submission | None = None
    approval: Approval | None = None
    approving: tuple[Entry[Approve], ...] = ()
    published: Approval | None = None
    publication: Publication | None = None
    editions: tuple[Approval, ...] = ()
    returned: Entry[Return] | None = None
    ended: Entry[Withdraw] | Entry[Supersede] | None = None
    withdrawn: Entry[Withdraw] | None = None
    notice_of: Approval | None = None
    reason: str = ""
    waivers: tuple[Entry[Waive], ...] = ()
    submitters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    known: Mapping[str, Approval] = field(default_factory=dict)
    publications: tuple[Publication, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def last_approved(self) -> Approval | None:
        """The text that was approved last, whatever happened to it."""
        return list(self.approvals.values())[-1] if self.approvals else None


def standing(
    ledger: Ledger, name: str, rules: Rules | None = None, verdicts: Mapping[str, str] | None = None
) -> Standing:
    """Read a ledger from first to last.

    Args:
        ledger: What is read.
        name: Of its file, for messages.
        rules: The newsroom's; without them, one other person approves and nobody signs.
        verdicts: From an entry's hash to what is wrong with its signature, "" for a good one; not needed where
            signatures are off.

    Raises:
        BadInput: An approval covers nothing that was submitted.
    """
    return _Reading(_History(ledger, name, rules or Rules(), verdicts or {})).read()


class _Reading:
    """One pass over a ledger: what is live changes with each entry."""

    def __init__(self, history: "_History") -> None:
        self.history = history
        self.submission: Submission | None = None
        self.approval: Approval | None = None
        self.published: Approval | None = None
        self.publication: Publication | None = None
        self.editions: list[Approval] = []
        self.returned: Entry[Return] | None = None
        self.ended: Entry[Withdraw] | Entry[Supersede] | None = None
        self.withdrawn: Entry[Withdraw] | None = None
        self.notice_of: Approval | None = None
        self.reason = ""
        self.single: set[str] = set()  # approvals that count, taken by themselves
        self.live: list[Approval] = []  # those of them that have not been stopped since
        self.approvals: dict[str, Approval] = {}
        self.set_aside: dict[str, Objection] = {}
        self.known: dict[str, Approval] = {}
        self.publications: list[Publication] = []
        self.objections: list[Objection] = []

    def read(self) -> Standing:
        history = self.history
        for entry in history.ledger.entries:
            if wrong := history.untrusted(entry):
                self.objections.append(wrong)
            if is_a(entry, Submit):
                self._submit(entry)
            elif is_a(entry, Approve):
                self._approve(entry)
            elif is_a(entry, Return):
                self._return(entry)
            elif is_a(entry, Publish):
                self._publish(entry)
            elif is_a(entry, PublishNotice):
                self._publish_notice(entry)
            elif is_a(entry, Withdraw):
                self._withdraw(entry)
            elif is_a(entry, Supersede):
                self.ended = entry
        last = self._last_approval()
        objections = tuple(
            each for each in self.objections if each.forged or not (last and history.before(each.entry, last.entry))
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
            objections=objections,
        )

    def _last_approval(self) -> Approval | None:
        return next(reversed(self.approvals.values()), None)

    def _approving(self) -> tuple[Entry[Approve], ...]:
        if self.submission is None:
            return ()
        edition = self.submission.entry.act.edition
        return tuple(each.entry for each in self.live if each.submission.entry.act.edition == edition)

    def _submit(self, entry: Entry[Submit]) -> None:
        if self.history.trusts(entry):
            self.submission, self.returned = self.history.submissions[entry.hash], None

    def _approve(self, entry: Entry[Approve]) -> None:
        history = self.history
        act = history.approval(entry)
        if objection := history.objection(act):
            self.set_aside[entry.hash] = objection
            if not objection.forged:
                self.known[entry.hash] = act
            if history.trusts(entry):  # else ``untrusted`` has reported it
                self.objections.append(objection)
            return
        self.single.add(entry.hash)
        self.known[entry.hash] = act
        self.live.append(act)
        together = history.together(act, self.live)
        if together is None:
            return
        approval = replace(act, entries=together)
        self.approvals[entry.hash] = self.known[entry.hash] = self.approval = approval
        self.returned = None
        self.live = [each for each in self.live if each.edition == act.edition]
        if self.ended and is_a(self.ended, Withdraw):
            self.ended = None  # it came earlier: an approval on a branch parallel to a withdrawal does not count

    def _return(self, entry: Entry[Return]) -> None:
        self.submission = self.approval = None
        self.live.clear()
        self.returned = entry

    def _publish(self, entry: Entry[Publish]) -> None:
        approval = self.approvals.get(entry.act.approval)
        objection = self._objection(entry, approval)
        if objection:
            self.objections.append(objection)
        elif approval:
            self.published, self.publication, self.withdrawn = approval, entry, None
            if not self.editions or self.editions[-1].edition != approval.edition:
                self.editions.append(approval)
        if objection is None or not objection.forged:
            self.publications.append(entry)

    def _objection(self, entry: Entry[Publish], approval: Approval | None) -> Objection | None:
        """Return why a publication does not count, None if it does; ``approval`` is what it publishes, if valid."""
        history, hash_ = self.history, entry.act.approval
        if approval is not None and approval is self.published:
            return None  # the site goes on showing it
        where = history.where(entry)
        if set_aside := self.set_aside.get(hash_):
            return Objection(
                say("{where} does not count: nor does the approval that it publishes", where=where),
                set_aside.forged,
                entry,
            )
        if approval is None or not history.before(approval.entry, entry):
            # An act that counts by itself was enough when the rules required fewer.
            return Objection(
                say("{where} does not count: it publishes what is not approved", where=where),
                hash_ not in self.single,
                entry,
            )
        for other in self.approvals.values():
            newer = history.before(approval.entry, other.entry) and not history.before(entry, other.entry)
            if newer and other.edition != approval.edition:
                beside = not history.before(other.entry, entry)
                message = say(
                    "{where} does not count: it publishes a text that another was approved in place of (line {line})",
                    where=where,
                    line=other.entry.line,
                )
                return Objection(message, not beside, entry)
        for stop in history.stops:
            # A stop after the approval also stops the publication, unless the publication came before it.
            if history.before(approval.entry, stop) and not history.before(entry, stop):
                return Objection(
                    say("{where} does not count: {stop}", where=where, stop=_stopped(stop)),
                    forged=False,
                    entry=entry,
                )
        return None

    def _publish_notice(self, entry: Entry[PublishNotice]) -> None:
        hash_ = entry.act.withdrawal
        if self.withdrawn and hash_ == self.withdrawn.hash:
            self.publication = entry
            self.publications.append(entry)
            return
        message = say(
            "{where} does not count: it publishes the notice of a withdrawal that is not in force",
            where=self.history.where(entry),
        )
        beside = any(hash_ == stop.hash for stop in self.history.stops)
        self.objections.append(Objection(message, not beside, entry))

    def _withdraw(self, entry: Entry[Withdraw]) -> None:
        self.notice_of = self.published or self._last_approval()
        self.submission = self.approval = self.published = self.publication = self.returned = None
        self.live.clear()
        self.editions.clear()
        self.ended = self.withdrawn = entry
        # Somebody whose name is not proven may stop a text, but cannot tell readers anything.
        self.reason = entry.act.reason if self.history.trusts(entry) else ""


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
        for place, entry in enumerate(ledger.entries):
            # A bit for each entry that this one comes after.
            self.after.append(
                reduce(or_, (self.after[self.places[hash_]] | 1 << self.places[hash_] for hash_ in entry.prev), 0)
            )
            self.places[entry.hash] = place
        self.submissions = {
            entry.hash: Submission(entry, frozenset(unit.digest for unit in entry.act.units))
            for entry in ledger.entries
            if is_a(entry, Submit)
        }
        self.stops: list[Stop] = [entry for entry in ledger.entries if is_a(entry, Return) or is_a(entry, Withdraw)]
        self.waived = [entry for entry in ledger.entries if is_a(entry, Waive)]

    def where(self, entry: Entry[Act]) -> str:
        """Return how messages name an entry."""
        return say("{name}: line {line}", name=self.name, line=entry.line)

    def trusts(self, entry: Entry[Act]) -> bool:
        """Return whether an act is signed as the newsroom requires, so that it may let a text pass."""
        if self.rules.signatures == "off" or entry.who is None:
            return True
        if entry.signature:
            return not self.verdicts.get(entry.hash, "cannot be checked")
        return self.rules.signatures != "require"

    def untrusted(self, entry: Entry[Act]) -> Objection | None:
        """Return what is wrong with an entry's signature, or with its absence; None if nothing is."""
        if self.trusts(entry):
            return None
        where, counts = self.where(entry), isinstance(entry.act, Submit | Approve | Waive)
        if entry.signature:
            verdict = self.verdicts.get(entry.hash) or say("cannot be checked")
            wrong = (
                say("{where} does not count: its signature {verdict}", where=where, verdict=verdict)
                if counts
                else say("{where} its signature {verdict}", where=where, verdict=verdict)
            )
        elif counts:
            wrong = say("{where} does not count: it is not signed, and this newsroom requires signatures", where=where)
        else:
            return None  # what stops a text needs no signature
        # An unsigned entry may be from before signatures were required, but not if it follows a signed one.
        late = any(other.signature and self.before(other, entry) for other in self.ledger.entries)
        return Objection(wrong, forged=bool(entry.signature) or late, entry=entry)

    def before(self, earlier: Entry[Act], later: Entry[Act]) -> bool:
        """Return whether ``later`` comes after ``earlier``; entries of different branches do neither."""
        return bool(self.after[self.places[later.hash]] >> self.places[earlier.hash] & 1)

    def submitters(self) -> dict[str, frozenset[str]]:
        """Return, for each unit's digest, everybody who ever submitted it."""
        found: dict[str, set[str]] = {}
        for submission in self._trusted():
            person = submission.entry.person
            for digest in submission.digests:
                found.setdefault(digest, set()).add(person)
        return {digest: frozenset(people) for digest, people in found.items()}

    def _trusted(self) -> list[Submission]:
        return [each for each in self.submissions.values() if self.trusts(each.entry)]

    def together(self, act: Approval, live: Iterable[Approval]) -> tuple[Entry[Approve], ...] | None:
        """Return as many approvals of the text of ``act`` as the rules require, ``act`` the last; None if too few."""
        others: dict[str, Entry[Approve]] = {}
        for each in live:
            if each.edition == act.edition and each.entry.person != act.entry.person and not self._own(each, act.entry):
                others.setdefault(each.entry.person, each.entry)
        wanted = self.rules.approvals - 1
        # Those before it come first, so that a branch that is merged later changes nothing.
        known = sorted(others.values(), key=lambda entry: not self.before(entry, act.entry))
        return (*known[:wanted], act.entry) if len(known) >= wanted else None

    def _own(self, act: Approval, later: Entry[Act]) -> bool:
        """Return whether an approval's signer submitted any of its words, also after it, but not after ``later``."""
        return self.rules.four_eyes and any(
            other.entry.person == act.entry.person
            and not self.before(later, other.entry)
            and not other.digests.isdisjoint(act.submission.digests)
            for other in self._trusted()
        )

    def waivers(self, at: Entry[Act] | None = None) -> tuple[Entry[Waive], ...]:
        """Return the waivers in force at an entry, or at the end, the last for each check and unit.

        A waiver ends with the next return or withdrawal, on whatever branch.
        """
        found: dict[tuple[str, str], Entry[Waive]] = {}
        scope = self.after[self.places[at.hash]] if at else -1
        stops = scope & reduce(or_, (1 << self.places[stop.hash] for stop in self.stops), 0)
        for entry in self.waived:
            place = self.places[entry.hash]
            if scope >> place & 1 and not stops & ~self.after[place] and self.trusts(entry):
                found[entry.act.check, entry.act.unit] = entry
        return tuple(found.values())

    def approval(self, entry: Entry[Approve]) -> Approval:
        """Return what an entry approves, if it covers a submission; whether it counts is another question."""
        edition = entry.act.edition
        submission = self.submissions.get(entry.act.submission)
        units = frozenset(edition.unit_digests)
        if submission is None or submission.digests != units or submission.entry.act.edition != edition_digest(edition):
            raise BadInput(
                say(
                    "{where} approves a text that nobody submitted; restore the ledger from version control",
                    where=self.where(entry),
                )
            )
        shared = tuple(
            each for each in self._trusted() if self.before(each.entry, entry) and not units.isdisjoint(each.digests)
        )
        return Approval(entry, submission, shared, (entry,), self.waivers(entry))

    def objection(self, approval: Approval) -> Objection | None:
        """Return why an approval does not count, None if it does."""
        entry, submitted = approval.entry, approval.submission.entry
        where = self.where(entry)
        if wrong := self.untrusted(entry):
            return wrong
        if not self.trusts(submitted):
            return Objection(
                say("{where} does not count: nor does the submission that it approves", where=where),
                bool(submitted.signature),
                entry,
            )
        if self.approvers and entry.person not in self.approvers:
            message = say(
                "{where} does not count: {who} may not approve {language}, see review.approvers",
                where=where,
                who=entry.who,
                language=self.ledger.language,
            )
            return Objection(message, forged=False, entry=entry)
        if not self.before(submitted, entry):
            return Objection(
                say("{where} does not count: it comes before the submission that it approves", where=where),
                forged=True,
                entry=entry,
            )
        for other in self._trusted() if self.rules.four_eyes else ():
            # Those before it or on a branch merged since; what its signer submits later does not matter.
            beside = not self.before(other.entry, entry)
            if other.entry.person != entry.person or (beside and self.before(entry, other.entry)):
                continue
            if not other.digests.isdisjoint(approval.submission.digests):
                # With four eyes switched off, this program would have written it.
                forged = not beside and entry.act.four_eyes is not False
                return Objection(
                    say("{where} does not count: it approves words that its signer submitted", where=where),
                    forged,
                    entry,
                )
        for stop in self.stops:
            beside = not self.before(stop, entry) and not self.before(entry, stop)
            if beside or (self.before(submitted, stop) and self.before(stop, entry)):
                return Objection(
                    say("{where} does not count: {stop}", where=where, stop=_stopped(stop)), not beside, entry
                )
        return None


def _stopped(stop: Stop) -> str:
    if is_a(stop, Return):
        return say("the text was returned (line {line})", line=stop.line)
    return say("the text was withdrawn (line {line})", line=stop.line)
