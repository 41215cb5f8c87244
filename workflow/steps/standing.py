"""What a ledger says, read to its end: which submission and which approval are live, what the site shows.

An approval is never believed for being in the ledger: it counts only if it covers exactly what a submission before it froze, and if
whoever signed it had submitted none of those words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from workflow.editions import edition_digest, edition_from_json
from workflow.errors import BadInput
from workflow.ledger import Entry, Ledger
from workflow.model import Edition


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that counts: its entry, the submission that it covers, the edition that may be published, its units' digests."""

    entry: Entry
    submission: Entry
    edition: Edition
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ledger says, read to its end.

    submission: the live submission. approval: the live approval. published: the approval whose text the site shows; publication: the
    entry that says so. returned, ended: the act that is in force ("return"; "withdraw" or "supersede"). submitters: from a unit's
    digest to everybody who ever submitted it. approvals: by hash, all that count. objections: a sentence for each that does not.
    """

    submission: Entry | None = None
    approval: Approval | None = None
    published: Approval | None = None
    publication: Entry | None = None
    returned: Entry | None = None
    ended: Entry | None = None
    submitters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    objections: tuple[str, ...] = ()


def standing(ledger: Ledger, name: str) -> Standing:
    """Read a ledger from first to last. BadInput, starting with ``name``, when an entry does not hold what its action needs."""
    submissions: dict[str, tuple[int, Entry, frozenset[str]]] = {}
    after: list[int] = []
    places: dict[str, int] = {}
    for place, entry in enumerate(ledger.entries):
        # A bit for each entry that this one comes after, on whatever branch.
        after.append(reduce(or_, (after[places[hash_]] | 1 << places[hash_] for hash_ in entry.prev), 0))
        places[entry.hash] = place
        if entry.action == "submit":
            submissions[entry.hash] = (place, entry, frozenset(submitted_units(entry, f"{name}: line {entry.line}")))
    submitters: dict[str, frozenset[str]] = {}
    for _, entry, digests in submissions.values():
        for digest in digests:
            submitters[digest] = submitters.get(digest, frozenset()) | {entry.person}
    now = Standing(submitters=submitters)
    for place, entry in enumerate(ledger.entries):
        where = f"{name}: line {entry.line}"
        if entry.action == "submit":
            now = replace(now, submission=entry, returned=None)
        elif entry.action == "approve":
            approval = _approval(entry, {hash_: submission for hash_, (_, submission, _) in submissions.items()}, where)
            # Submissions before it or beside it (on a branch merged since) count; what its signer submitted later does not.
            own = any(
                submission.person == entry.person
                and not after[other] >> place & 1
                and not approval.units.isdisjoint(digests)
                for other, submission, digests in submissions.values()
            )
            if own:
                objection = f"{where} does not count: it approves a text that its signer submitted"
                now = replace(now, objections=(*now.objections, objection))
            else:
                approvals = {**now.approvals, entry.hash: approval}
                now = replace(now, approval=approval, approvals=approvals, returned=None, ended=None)
        elif entry.action == "publish":
            published = now.approvals.get(str(entry.details.get("approval")))
            if published is None:
                now = replace(
                    now, objections=(*now.objections, f"{where} does not count: it publishes what nobody else approved")
                )
            else:
                now = replace(now, published=published, publication=entry)
        elif entry.action == "return":
            now = replace(now, submission=None, approval=None, returned=entry)
        elif entry.action in ("withdraw", "supersede"):
            now = replace(now, ended=entry)
    return now


def submitted_units(entry: Entry, where: str) -> list[str]:
    """The digests of the units that a submission froze."""
    try:
        digests = [unit["digest"] for unit in entry.details["units"] if isinstance(unit["origin"], str)]
    except (KeyError, TypeError) as error:
        raise BadInput(f"{where} does not say what was submitted; restore the ledger from version control") from error
    return digests


def _approval(entry: Entry, submissions: Mapping[str, Entry], where: str) -> Approval:
    submission = submissions.get(str(entry.details.get("submission")))
    edition = edition_from_json(entry.details.get("edition"), where)
    units = frozenset(edition.unit_digests)
    if (
        submission is None
        or submission.details.get("edition") != edition_digest(edition)
        or units != frozenset(submitted_units(submission, where))
    ):
        raise BadInput(f"{where} approves a text that nobody submitted; restore the ledger from version control")
    return Approval(entry, submission, edition, units)
