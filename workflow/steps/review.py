"""The sign-off: what the ledger says of the present text, and who may say what next.

The states are derived, never stored: from the source, the catalog and what the ledger says.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.contracts import CHECKS, SOURCE_CHECKS, Certificate, SignOff
from workflow.editions import edition_digest, edition_of, edition_to_json
from workflow.errors import GateError
from workflow.ledger import Entry, Ledger, address
from workflow.model import Catalog, Edition, Finding, PublicState, Release, ReleaseState, UnitState, unit_digest
from workflow.steps.standing import Approval, Standing, standing

PERSON = "a person"
"""The origin of a unit that no machine drafted."""


@dataclass(frozen=True, slots=True)
class Present:
    """A release in one language as it is now; make one with ``look``.

    release: None when the source is gone. catalog: None when there is none yet, else in step with the release (synced, if only in
    memory). images: SHA-256 of each image, "" for one that cannot be had. edition: the text as it is now, translated or not, None without a source or a catalog; digest: of it. states: the units'.
    in_step: whether the catalog on disk has the source's units already, so that there is nothing for ``translate`` to bring in step.
    """

    release: Release | None
    catalog: Catalog | None
    ledger: Ledger
    standing: Standing
    images: Mapping[str, str]
    edition: Edition | None
    digest: str
    states: tuple[UnitState, ...]
    in_step: bool = False

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
        return self.translated and submission is not None and submission.entry.details.get("edition") == self.digest

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
        """What the ledger says that the site shows (whether the files are there is ``verify``'s to say)."""
        now = self.standing
        if now.withdrawn:
            return PublicState.WITHDRAWN
        if now.published is None:
            return PublicState.NONE
        shown = self.translated and now.published.edition == self.edition
        return PublicState.CURRENT if shown else PublicState.OUTDATED


def look(
    release: Release | None,
    catalog: Catalog | None,
    ledger: Ledger,
    images: Mapping[str, str],
    name: str,
    *,
    in_step: bool = False,
) -> Present:
    """Put together what is known of a release in one language.

    catalog: in step with the release. images: SHA-256 of each of the release's images, "" for a missing one. name: of the ledger's
    file, for messages.
    """
    now = standing(ledger, name)
    edition = edition_of(release, catalog, images) if release and catalog else None
    approved = now.approval.submission.digests if now.approval else frozenset()
    states = []
    for unit in catalog.units if catalog else ():
        state = unit.state
        if state is UnitState.TRANSLATED and approved:
            digest = unit_digest(ledger.release, ledger.language, unit.context, unit.source, unit.target)
            state = UnitState.APPROVED if digest in approved else state
        states.append(state)
    digest = edition_digest(edition) if edition else ""
    return Present(release, catalog, ledger, now, images, edition, digest, tuple(states), in_step)


# --- acts -------------------------------------------------------------------------------------------------------------------


def submit(present: Present, findings: Iterable[Finding], *, who: str, when: str, tool: str) -> Ledger:
    """The translator: "done, and checked by me". → the ledger with the submission.

    GateError says what is still to do: units that are not translated, findings of error severity.
    """
    found = tuple(findings)
    _, edition, catalog = _ready(present, found, "submit")
    if present.covered:
        raise GateError(f"{present.label}: exactly this text is approved already")
    if present.submitted and present.standing.submission:
        waits = present.standing.submission.entry
        if waits.person == address(who):
            raise GateError(f"{present.label}: you submitted exactly this text already; somebody else can approve it")
        raise GateError(
            f"{present.label}: exactly this text was submitted already, by {waits.who}; "
            f"to stand for it, workflow approve {edition.release} --to {edition.language}"
        )
    units = [
        {
            "digest": unit_digest(edition.release, edition.language, *unit.key, unit.target),
            "origin": unit.origin or PERSON,
            "changed": unit.origin is not None and unit.draft_changed,
        }
        for unit in catalog.units
    ]
    details = {
        "edition": present.digest,
        "units": units,
        "checks": _counted(found),
        "last_translator": catalog.header("Last-Translator"),
    }
    return present.ledger.with_entry("submit", who=who, when=when, tool=tool, details=details)


def approve(present: Present, findings: Iterable[Finding], *, who: str, when: str, tool: str) -> Ledger:
    """Somebody else: "I stand for this text". → the ledger with the approval, the edition in it.

    GateError when there is no live submission of exactly the present text, or ``who`` submitted any of it.
    """
    found = tuple(findings)
    release, edition, _ = _ready(present, found, "approve")
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
            f"{label}: its text, order, date or pictures changed after it was submitted; "
            f"first workflow submit {edition.release} --to {edition.language}"
        )
    person = address(who)
    own = sum(person in present.standing.submitters.get(digest, ()) for digest in edition.unit_digests)
    if own:
        raise GateError(
            f"{label}: you submitted {own} of its {len(edition.units)} units; somebody else must approve it"
        )
    details = {
        "edition": edition_to_json(edition),
        "submission": submission.entry.hash,
        "source": {"path": release.path, "digest": release.file_digest, "text": release.source_digest},
        "checks": _counted(found),
    }
    return present.ledger.with_entry("approve", who=who, when=when, tool=tool, details=details)


def give_back(present: Present, findings: Iterable[Finding], *, reason: str, who: str, when: str, tool: str) -> Ledger:
    """Send the text back. → the ledger with the return, after which neither its submission nor its approval holds.

    findings: what the checks say, for the ledger. GateError when there is nothing to send back: the present text is neither submitted nor approved.
    """
    if present.state not in (ReleaseState.SUBMITTED, ReleaseState.APPROVED):
        raise GateError(
            f"{present.label}: only a submitted or an approved text can be returned; this one is {present.state.value}"
        )
    if not reason.strip():
        raise GateError(f"{present.label}: say with --reason what is to be mended")
    return present.ledger.with_entry(
        "return", who=who, when=when, tool=tool, details={"reason": reason.strip(), "checks": _counted(findings)}
    )


def _counted(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """How many findings of each severity each check has, for the ledger; checks that found nothing are named too."""
    counts = {name: {"error": 0, "warning": 0} for name in (*CHECKS, *SOURCE_CHECKS)}
    for finding in findings:
        counts[finding.check][finding.severity] += 1
    return counts


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
    if not present.in_step:
        raise GateError(f"{present.label}: its source changed; first workflow translate {name} --to {language}")
    if left := todo(present):
        raise GateError(f"{present.label}: cannot {act} yet, units to do in locales/{language}/{name}.po: {left}")
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


def certificate(approval: Approval, *, people: str) -> Certificate:
    """What a published page says of how it came about. people: "roles", "names" or "none"."""
    sign_offs = [_sign_off("translator", submission.entry, people) for submission in approval.submissions]
    sign_offs.append(_sign_off("reviewer", approval.entry, people))
    drafted = [unit for unit in approval.submission.units if unit.origin != PERSON]
    engines = Counter(unit.origin.partition(" (score")[0] for unit in drafted)
    return Certificate(
        source_path=approval.source.path,
        source_digest=approval.source.digest,
        source_text_digest=approval.source.text,
        units=len(approval.edition.units),
        engines=tuple(sorted(engines.items(), key=lambda item: (-item[1], item[0]))),
        changed=sum(unit.changed for unit in drafted),
        sign_offs=tuple(sign_offs) if people != "none" else (),
        approval=approval.entry.hash,
        tool=approval.entry.tool,
    )


def _sign_off(role: str, entry: Entry, people: str) -> SignOff:
    name = (entry.who or "").partition("<")[0].strip() if people == "names" else ""
    # Some people's name in git is their address, which never leaves the ledger.
    return SignOff(role, "" if "@" in name else name, entry.when)
