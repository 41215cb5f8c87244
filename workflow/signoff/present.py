"""What the ledger says about the present text.

States are derived, never stored: from the source, the catalog and the ledger.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from workflow.contracts.registries import CHECKS, SOURCE_CHECKS
from workflow.interface import say, say_n
from workflow.model import Catalog, Edition, Finding, Line, PublicState, Release, ReleaseState, UnitState, unit_digest
from workflow.settings import Rules
from workflow.signoff.certificate import display_name
from workflow.signoff.editions import EditionUnit, changed_lines, changed_units, cut_of, edition_digest, edition_of
from workflow.signoff.entries import PERSON, Act, Source, Submit, SubmittedUnit, Supersede, Withdraw
from workflow.signoff.ledger import Entry, Ledger, is_a
from workflow.signoff.replay import Standing, standing


@dataclass(frozen=True, slots=True)
class Present:
    """A release in one language as it is now; ``look`` makes one.

    Attributes:
        release: None if the source is gone.
        catalog: None if there is none yet; else synced with the release, perhaps only in memory.
        ledger: What was signed and published so far.
        standing: What the ledger adds up to.
        images: From the path of each image to the SHA-256 of its bytes, "" if it cannot be read.
        edition: The text as it is now, translated or not; None without a source or a catalog.
        digest: Of the edition; "" without one.
        states: The state of each unit, in source order.
        in_step: Whether the catalog on disk has the source's units, so that ``translate`` has nothing to sync.
        rules: The newsroom's.
        checks: Those that are run on translations into this language.
        unknown_checks: Those that do not support the language.
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
    rules: Rules = field(default_factory=Rules)
    checks: tuple[str, ...] = tuple(CHECKS)
    unknown_checks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"{self.ledger.release} ({self.ledger.language})"

    @property
    def counts(self) -> dict[UnitState, int]:
        """The number of units in each state."""
        return {state: self.states.count(state) for state in UnitState}

    @property
    def translated(self) -> bool:
        """Whether every unit is translated (and there is one)."""
        return bool(self.states) and all(state in (UnitState.TRANSLATED, UnitState.APPROVED) for state in self.states)

    @property
    def covered(self) -> bool:
        """Whether the live approval covers exactly the current text, order, structure and images."""
        return self.translated and self.standing.approval is not None and self.standing.approval.edition == self.edition

    @property
    def submitted(self) -> bool:
        """Whether a live submission covers exactly the current text."""
        submission = self.standing.submission
        return self.translated and submission is not None and submission.entry.act.edition == self.digest

    @property
    def recut_since(self) -> str:
        """The version that approved the text, if it cut the source differently; "" if nothing is cut differently.

        That is so if the file has the same bytes and the pictures are the same, but the units, the structure or the
        date are not what was approved: a reader has changed, not the source. The words approved are still those of this
        source.
        """
        approval, release = self.standing.approval, self.release
        if approval is None or release is None or self.covered:
            return ""
        edition, now = approval.edition, Source(release.path, release.file_digest, release.source_digest)
        if not came_from_same(approval.source, now) or cut_of(edition) == cut_of(release):
            return ""
        if any(self.images.get(path, digest) != digest for path, digest in edition.images):
            return ""
        name, _, version = approval.entry.tool.partition(" ")
        return version or name

    @property
    def state(self) -> ReleaseState:
        """The state of the work: the first that applies."""
        now = self.standing
        if now.ended:
            return ReleaseState.WITHDRAWN if is_a(now.ended, Withdraw) else ReleaseState.SUPERSEDED
        if self.release is None:
            return ReleaseState.ORPHANED
        if self.covered:
            return ReleaseState.PUBLISHED if self.public is PublicState.CURRENT else ReleaseState.APPROVED
        if self.submitted:
            return ReleaseState.SUBMITTED
        if now.returned:
            return ReleaseState.RETURNED
        if self.recut_since:
            return ReleaseState.RECUT
        if now.approvals:
            return ReleaseState.OUTDATED
        return ReleaseState.NEW if self.catalog is None else ReleaseState.DRAFT

    @property
    def public(self) -> PublicState:
        """What the site shows according to the ledger (``verify`` looks at the files)."""
        now = self.standing
        if now.withdrawn:
            return PublicState.WITHDRAWN
        if now.published is None:
            return PublicState.NONE
        shown = self.translated and now.published.edition == self.edition
        # What was approved of this very source is shown, as an earlier version cut it.
        shown = shown or (
            bool(self.recut_since) and now.approval is not None and now.published.edition == now.approval.edition
        )
        return PublicState.CURRENT if shown else PublicState.OUTDATED


def came_from_same(first: Source, second: Source) -> bool:
    """Return whether two sources are the same for a reader, which knows a file's bytes and its name."""
    same_name = first.path.rpartition("/")[2] == second.path.rpartition("/")[2]
    return same_name and bool(first.digest) and first.digest == second.digest


def look(
    release: Release | None,
    catalog: Catalog | None,
    ledger: Ledger,
    images: Mapping[str, str],
    name: str,
    *,
    in_step: bool = False,
    rules: Rules | None = None,
    verdicts: Mapping[str, str] | None = None,
) -> Present:
    """Put together what is known about a release in one language.

    Args:
        release: None if the source is gone.
        catalog: Synced with the release.
        ledger: Of this release and language.
        images: From the path of each of the release's images to the SHA-256 of its bytes, "" if it is missing.
        name: The ledger's file, for messages.
        in_step: As in ``Present``.
        rules: As in ``standing``.
        verdicts: As in ``standing``.

    Raises:
        BadInput: The ledger cannot be what this program wrote.
    """
    rules = rules or Rules()
    now = standing(ledger, name, rules, verdicts)
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
    return Present(release, catalog, ledger, now, images, edition, digest, tuple(states), in_step, rules)


def known_drafts(ledger: Ledger) -> dict[str, SubmittedUnit]:
    """Return, by its digest, each unit that was ever submitted and that is known to have been drafted."""
    return {
        unit.digest: unit
        for entry in ledger.entries
        if is_a(entry, Submit)
        for unit in entry.act.units
        if unit.origin != PERSON
    }


SHORT = 12

DIGEST = re.compile(rf"[0-9a-f]{{{SHORT},64}}")


def short_digest(digest: str) -> str:
    """How people are shown the digest of a text."""
    return digest[:SHORT]


def moment(when: str) -> str:
    """A time of a ledger as messages show it: "2018-09-12 08:00 UTC"."""
    return f"{when[:10]} {when[11:16]} UTC"


def switched_off(present: Present) -> tuple[str, ...]:
    """The checks that would be run if the settings did not switch them off."""
    severity = present.rules.severity
    return tuple(name for name in (*present.checks, *SOURCE_CHECKS) if severity.get(name) == "off")


@dataclass(frozen=True, slots=True)
class Submitted:
    """What is to be approved, held against what was submitted before it.

    Attributes:
        entry: The live submission.
        before: The submission before it; None if it is the first.
        changed: The units of the text that were not submitted then.
        gone: How many units of the text before are no longer in it.
    """

    entry: Entry[Submit]
    before: Entry[Submit] | None
    changed: tuple[EditionUnit, ...] = ()
    gone: int = 0


def submitted(present: Present) -> Submitted | None:
    """What is to be approved; None if the present text is not submitted."""
    live, edition = present.standing.submission, present.edition
    if not present.submitted or live is None or edition is None:
        return None
    before = _last_submission(present.ledger, live.entry)
    if before is None:
        return Submitted(live.entry, None)
    was = {unit.digest for unit in before.act.units}
    units = list(zip(edition.unit_digests, edition.units, strict=True))
    changed = tuple(unit for digest, unit in units if digest not in was)
    return Submitted(live.entry, before, changed, len(was - {digest for digest, _ in units}))


def _last_submission(ledger: Ledger, before: Entry[Act]) -> Entry[Submit] | None:
    """The last submission in a ledger before an entry."""
    last = None
    for entry in ledger.entries:
        if entry.hash == before.hash:
            break
        if is_a(entry, Submit):
            last = entry
    return last


def why_returned(present: Present) -> str:
    """Who returned the text, when and why; "" if no return is in force."""
    entry = present.standing.returned
    if entry is None:
        return ""
    by, day, reason = entry.who, entry.when[:10], entry.act.reason
    if not entry.act.units:
        return say("returned by {who} on {day}: {reason}", who=by, day=day, reason=reason)
    units = ", ".join(entry.act.units)
    return say("returned by {who} on {day}: {reason} (unit {units})", who=by, day=day, reason=reason, units=units)


def told_translators(now: Standing) -> str:
    """What a catalog says of the return in force: who returned the text, when and why; "" if none is.

    Addresses never leave the ledger.
    """
    entry = now.returned
    if entry is None:
        return ""
    units = f" (unit {', '.join(entry.act.units)})" if entry.act.units else ""
    return f"{entry.when[:10]} by {display_name(entry) or 'the reviewer'}: {entry.act.reason}{units}"


def unchanged_since_return(present: Present) -> bool:
    """Whether a return is in force and the text is still the one that was returned."""
    entry = present.standing.returned
    last = _last_submission(present.ledger, entry) if entry else None
    return last is not None and last.act.edition == present.digest


def missing_approvals(present: Present) -> str:
    """Return how many more people must approve the submitted text, such as "1 more person must approve it"."""
    left = present.rules.approvals - len(present.standing.approving)
    return say_n("{n} more person must approve it", "{n} more people must approve it", left)


def successor(present: Present) -> str:
    """Return the id of the release that replaced this one, "" for none."""
    ended = present.standing.ended
    return ended.act.by if ended and is_a(ended, Supersede) else ""


def unanswered(present: Present, found: Iterable[Finding], today: str) -> tuple[Finding, ...]:
    """Return the findings that no waiver covers today (ISO)."""
    waived = {
        (waiver.act.check, waiver.act.unit, message)
        for waiver in present.standing.waivers
        if waiver.act.covers(today)
        for message in waiver.act.found or ()
    }
    if not waived:
        return tuple(found)
    release, language = present.ledger.release, present.ledger.language
    return tuple(
        finding
        for finding in found
        if (finding.check, unit_digest(release, language, *finding.unit.key, finding.unit.target), finding.message)
        not in waived
    )


def since_approved(present: Present) -> tuple[tuple[EditionUnit | None, EditionUnit | None], ...] | None:
    """Return what changed since the last approved text, as in ``changed_units``; None if either text is missing."""
    last = present.standing.last_approved
    return changed_units(last.edition, present.edition) if last and present.edition else None


def copied_since_approved(present: Present) -> tuple[tuple[Line, Line], ...]:
    """Return where something that is not translated changed since the last approved text, as in ``changed_lines``.

    If none was approved, everything is new.
    """
    last, now = present.standing.last_approved, present.edition
    return changed_lines(last.edition if last else replace(now, units=(), blocks=()), now) if now else ()


def todo(present: Present) -> str:
    """Return what is left to translate, such as "3 missing, 12 drafts to confirm (fuzzy)"; "" if nothing is."""
    missing, draft, stale = (present.counts[state] for state in (UnitState.MISSING, UnitState.DRAFT, UnitState.STALE))
    said = ""
    for number, part in (
        (missing, say("{n} missing", n=missing)),
        (draft, say("{n} to confirm (draft, fuzzy)", n=draft)),
        (stale, say("{n} to update (stale: the source changed)", n=stale)),
    ):
        if number:
            said = say("{some}, {more}", some=said, more=part) if said else part
    return said
