"""What a ledger says, read to its end: which submission and which approval are live, what the site shows.

An approval is never believed for being in the ledger. It counts only if it covers exactly what a submission before it froze, if whoever
signed it had submitted none of those words, and if nobody returned or withdrew the text in between. Where branches were merged, what
stops the text beats what lets it pass, whatever the clocks say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from workflow.editions import edition_digest, edition_from_json
from workflow.errors import BadInput
from workflow.ledger import HASH, Entry, Ledger
from workflow.model import Edition


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
class Approval:
    """An approval that counts.

    submission: what it covers. submissions: all before it that have a word in it, oldest first. edition: what may be published.
    """

    entry: Entry
    submission: Submission
    submissions: tuple[Submission, ...]
    edition: Edition
    source: Source


@dataclass(frozen=True, slots=True)
class Objection:
    """An entry that does not count, in a sentence. forged: this program would never have written it there."""

    message: str
    forged: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ledger says, read to its end.

    submission, approval: the live ones. published: the approval whose text the site shows; publication: the entry that says so.
    returned: the return in force. ended: the withdrawal or supersession in force. withdrawn: the withdrawal that the site shows.
    submitters: from a unit's digest to everybody who ever submitted it. approvals: by hash, all that count. publications: all that were
    made in good faith. objections: what does not count; what a merge set aside, only until an approval comes after it.
    """

    submission: Submission | None = None
    approval: Approval | None = None
    published: Approval | None = None
    publication: Entry | None = None
    returned: Entry | None = None
    ended: Entry | None = None
    withdrawn: Entry | None = None
    submitters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    publications: tuple[Entry, ...] = ()
    objections: tuple[Objection, ...] = ()


def standing(ledger: Ledger, name: str) -> Standing:
    """Read a ledger from first to last. BadInput, starting with ``name``, when an entry does not hold what its action needs."""
    history = _History(ledger, name)
    live: dict[str, Any] = dict.fromkeys(
        ("submission", "approval", "published", "publication", "returned", "ended", "withdrawn")
    )
    approvals: dict[str, Approval] = {}
    set_aside: dict[str, Objection] = {}
    publications: list[Entry] = []
    objections: list[Objection] = []
    for entry in ledger.entries:
        where = f"{name}: line {entry.line}"
        if entry.action == "submit":
            live.update(submission=history.submissions[entry.hash], returned=None)
        elif entry.action == "approve":
            approval = history.approval(entry, where)
            if objection := history.objection(approval, where):
                set_aside[entry.hash] = objection
                objections.append(objection)
            else:
                approvals[entry.hash] = approval
                live.update(approval=approval, returned=None)
                if live["ended"] and history.before(live["ended"], entry):
                    live.update(ended=None)
        elif entry.action == "publish":
            _check_pages(entry, ledger, where)
            hash_ = str(entry.details.get("approval"))
            if objection := history.publication(entry, approvals.get(hash_), set_aside.get(hash_), where):
                objections.append(objection)
            else:
                live.update(published=approvals[hash_], publication=entry, withdrawn=None)
            if objection is None or not objection.forged:
                publications.append(entry)
        elif entry.action == "return":
            live.update(submission=None, approval=None, returned=entry)
        elif entry.action == "withdraw":
            live.update(dict.fromkeys(live), ended=entry, withdrawn=entry)
        elif entry.action == "supersede":
            live.update(ended=entry)
    last = list(approvals.values())[-1:]
    standing_objections = tuple(
        each for each in objections if each.forged or not any(history.before(each.entry, now.entry) for now in last)
    )
    return Standing(
        **live,
        submitters=history.submitters(),
        approvals=approvals,
        publications=tuple(publications),
        objections=standing_objections,
    )


class _History:
    """The entries of a ledger, and which comes after which, on whatever branch."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.ledger = ledger
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

    def before(self, earlier: Entry, later: Entry) -> bool:
        """Whether ``later`` comes after ``earlier``; two entries of different branches are neither before nor after each other."""
        return bool(self.after[self.places[later.hash]] >> self.places[earlier.hash] & 1)

    def submitters(self) -> dict[str, frozenset[str]]:
        """From a unit's digest to everybody who ever submitted it."""
        found: dict[str, set[str]] = {}
        for submission in self.submissions.values():
            for digest in submission.digests:
                found.setdefault(digest, set()).add(submission.entry.person)
        return {digest: frozenset(people) for digest, people in found.items()}

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
            each
            for each in self.submissions.values()
            if self.before(each.entry, entry) and not units.isdisjoint(each.digests)
        )
        return Approval(entry, submission, shared, edition, _source(entry, where))

    def objection(self, approval: Approval, where: str) -> Objection | None:
        """Why an approval does not count, None if it does."""
        entry, submitted = approval.entry, approval.submission.entry
        if not self.before(submitted, entry):
            return Objection(
                f"{where} does not count: it comes before the submission that it approves", forged=True, entry=entry
            )
        for other in self.submissions.values():
            # Those before it or beside it (on a branch merged since); what its signer submits later takes nothing away.
            beside = not self.before(other.entry, entry)
            if other.entry.person != entry.person or (beside and self.before(entry, other.entry)):
                continue
            if not other.digests.isdisjoint(approval.submission.digests):
                return Objection(
                    f"{where} does not count: it approves words that its signer submitted", not beside, entry
                )
        for stop in self.stops:
            beside = not self.before(stop, entry) and not self.before(entry, stop)
            if beside or (self.before(submitted, stop) and self.before(stop, entry)):
                done = _STOPPED[stop.action]
                return Objection(f"{where} does not count: the text was {done} (line {stop.line})", not beside, entry)
        return None

    def publication(
        self, entry: Entry, approval: Approval | None, set_aside: Objection | None, where: str
    ) -> Objection | None:
        """Why a publication does not count, None if it does. set_aside: why its approval does not."""
        if set_aside:
            return Objection(
                f"{where} does not count: nor does the approval that it publishes", set_aside.forged, entry
            )
        if approval is None or not self.before(approval.entry, entry):
            return Objection(f"{where} does not count: it publishes what is not approved", forged=True, entry=entry)
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
