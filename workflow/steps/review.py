"""The sign-off: what the ledger says of the present text, and who may say what next.

The states are derived, never stored: from the source, the catalog and what the ledger says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.contracts import Certificate, Signature
from workflow.editions import edition_digest, edition_of, edition_to_json
from workflow.errors import GateError
from workflow.ledger import Entry, Ledger, address
from workflow.model import Catalog, Edition, Finding, PublicState, Release, ReleaseState, UnitState, unit_digest
from workflow.steps.standing import Approval, Standing, standing, submitted_units

PERSON = "a person"
"""The origin of a unit that no machine drafted."""


@dataclass(frozen=True, slots=True)
class Present:
    """A release in one language as it is now; make one with ``look``.

    release: None when the source is gone. catalog: None when there is none yet, else in step with the release (synced, if only in
    memory). images: SHA-256 of each image, "" for one that cannot be had. edition: the text as it is now, translated or not, None without a source or a catalog; digest: of it. states: the units'.
    """

    release: Release | None
    catalog: Catalog | None
    ledger: Ledger
    standing: Standing
    images: Mapping[str, str]
    edition: Edition | None
    digest: str
    states: tuple[UnitState, ...]

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"{self.ledger.release} ({self.ledger.language})"

    @property
    def counts(self) -> dict[UnitState, int]:
        """How many units are in each state."""
        return {state: self.states.count(state) for state in UnitState}

    @property
    def translated(self) -> bool:
        """Whether every unit is translated (and there is one)."""
        return bool(self.states) and all(state in (UnitState.TRANSLATED, UnitState.APPROVED) for state in self.states)

    @property
    def covered(self) -> bool:
        """Whether the live approval covers exactly the present text, order, structure and images."""
        return self.translated and self.standing.approval is not None and self.standing.approval.edition == self.edition

    @property
    def submitted(self) -> bool:
        """Whether a live submission covers exactly the present text."""
        submission = self.standing.submission
        return self.translated and submission is not None and submission.details.get("edition") == self.digest

    @property
    def state(self) -> ReleaseState:
        """The state of the work: the first that applies."""
        now = self.standing
        if now.ended:
            return ReleaseState.WITHDRAWN if now.ended.action == "withdraw" else ReleaseState.SUPERSEDED
        if self.release is None:
            return ReleaseState.ORPHANED
        if self.covered:
            return ReleaseState.PUBLISHED if self.public is PublicState.CURRENT else ReleaseState.APPROVED
        if self.submitted:
            return ReleaseState.SUBMITTED
        if now.returned:
            return ReleaseState.RETURNED
        if now.approvals:
            return ReleaseState.OUTDATED
        return ReleaseState.NEW if self.catalog is None else ReleaseState.DRAFT

    @property
    def public(self) -> PublicState:
        """What the site shows of it."""
        now = self.standing
        if now.published is None:
            return PublicState.NONE
        if now.ended and now.ended.action == "withdraw":
            return PublicState.WITHDRAWN
        shown = self.translated and now.published.edition == self.edition
        return PublicState.CURRENT if shown else PublicState.OUTDATED


def look(
    release: Release | None, catalog: Catalog | None, ledger: Ledger, images: Mapping[str, str], name: str
) -> Present:
    """Put together what is known of a release in one language.

    catalog: in step with the release. images: SHA-256 of each of the release's images, "" for a missing one. name: of the ledger's
    file, for messages.
    """
    now = standing(ledger, name)
    edition = edition_of(release, catalog, images) if release and catalog else None
    approved = now.approval.units if now.approval else frozenset()
    states = []
    for unit in catalog.units if catalog else ():
        state = unit.state
        if state is UnitState.TRANSLATED and approved:
            digest = unit_digest(ledger.release, ledger.language, unit.context, unit.source, unit.target)
            state = UnitState.APPROVED if digest in approved else state
        states.append(state)
    return Present(
        release, catalog, ledger, now, images, edition, edition_digest(edition) if edition else "", tuple(states)
    )


# --- acts -------------------------------------------------------------------------------------------------------------------


def submit(present: Present, findings: Iterable[Finding], *, who: str, when: str, tool: str) -> Ledger:
    """The translator: "done, and checked by me". → the ledger with the submission.

    GateError says what is still to do: units that are not translated, findings of error severity.
    """
    _, edition, catalog = _ready(present, findings, "submit")
    if present.covered:
        raise GateError(f"{present.label}: exactly this text is approved already")
    if present.submitted and present.standing.submission and present.standing.submission.person == address(who):
        raise GateError(f"{present.label}: you submitted exactly this text already; somebody else can approve it")
    units = [
        {
            "digest": unit_digest(edition.release, edition.language, *unit.key, unit.target),
            "origin": unit.origin or PERSON,
            "changed": unit.origin is not None and unit.draft_changed,
        }
        for unit in catalog.units
    ]
    details = {"edition": present.digest, "units": units}
    return present.ledger.with_entry("submit", who=who, when=when, tool=tool, details=details)


def approve(present: Present, findings: Iterable[Finding], *, who: str, when: str, tool: str) -> Ledger:
    """Somebody else: "I stand for this text". → the ledger with the approval, the edition in it.

    GateError when there is no live submission of exactly the present text, or ``who`` submitted any of it.
    """
    release, edition, _ = _ready(present, findings, "approve")
    label = present.label
    if present.covered:
        raise GateError(f"{label}: exactly this text is approved already")
    submission = present.standing.submission
    if submission is None:
        raise GateError(
            f"{label}: nobody has submitted it; first workflow submit {edition.release} --to {edition.language}"
        )
    if not present.submitted:
        raise GateError(
            f"{label}: the text changed after it was submitted; first workflow submit {edition.release} --to {edition.language}"
        )
    person = address(who)
    own = sum(person in present.standing.submitters.get(digest, ()) for digest in edition.unit_digests)
    if own:
        raise GateError(
            f"{label}: you submitted {own} of its {len(edition.units)} units; somebody else must approve it"
        )
    details = {
        "edition": edition_to_json(edition),
        "submission": submission.hash,
        "source": {"path": release.path, "digest": release.file_digest, "text": release.source_digest},
    }
    return present.ledger.with_entry("approve", who=who, when=when, tool=tool, details=details)


def _ready(present: Present, findings: Iterable[Finding], act: str) -> tuple[Release, Edition, Catalog]:
    """The release, edition and catalog if every unit is translated and no finding is an error; else GateError."""
    name, language = present.ledger.release, present.ledger.language
    release, edition, catalog = present.release, present.edition, present.catalog
    if release is None:
        raise GateError(f"{present.label}: its source is gone")
    if edition is None or catalog is None:
        raise GateError(f"{present.label}: has no catalog yet; first workflow translate {name} --to {language}")
    if not catalog.units:
        raise GateError(f"{present.label}: its source has nothing to translate, so there is nothing to {act}")
    if left := todo(present):
        raise GateError(f"{present.label}: cannot {act} yet, units to do: {left}")
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        raise GateError(
            f"{present.label}: cannot {act}, check {first.check} finds an error in unit {first.unit.short_key} "
            f"({first.message}){more}; see workflow check {name} --to {language}"
        )
    return release, edition, catalog


def todo(present: Present) -> str:
    """What is left to translate, such as "3 missing, 12 drafts to confirm (fuzzy)"; "" when nothing is."""
    words = {
        UnitState.MISSING: "missing",
        UnitState.DRAFT: "to confirm (draft, fuzzy)",
        UnitState.STALE: "to mend (stale: the source changed)",
    }
    counts = present.counts
    return ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state])


def certificate(approval: Approval, ledger: Ledger, *, people: str) -> Certificate:
    """What a published page says of how it came about. people: "roles", "names" or "none"."""
    signatures: list[Signature] = []
    for entry in ledger.entries:
        if entry.action == "submit" and not approval.units.isdisjoint(submitted_units(entry, "ledger")):
            signatures.append(_signature("translator", entry, people))
        if entry.hash == approval.entry.hash:
            signatures.append(_signature("reviewer", entry, people))
            break
    engines: dict[str, int] = {}
    changed = 0
    for unit in approval.submission.details["units"]:
        origin = str(unit["origin"]).partition(" (score")[0]
        if origin != PERSON:
            engines[origin] = engines.get(origin, 0) + 1
            changed += unit["changed"] is True
    source = approval.entry.details.get("source", {})
    return Certificate(
        source_path=str(source.get("path", "")),
        source_digest=str(source.get("digest", "")),
        source_text_digest=str(source.get("text", "")),
        units=len(approval.edition.units),
        engines=tuple(sorted(engines.items(), key=lambda item: (-item[1], item[0]))),
        changed=changed,
        signatures=tuple(signatures) if people != "none" else (),
        approval=approval.entry.hash,
        tool=approval.entry.tool,
    )


def _signature(role: str, entry: Entry, people: str) -> Signature:
    name = (entry.who or "").partition("<")[0].strip() if people == "names" else ""
    return Signature(role, name, entry.when)
