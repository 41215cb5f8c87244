"""The sign-off: what the ledger says about the present text, and who may do what next.

States are derived, never stored: from the source, the catalog and the ledger.

The gates, in the order in which they are checked:

1. ``submit`` and ``approve`` need every unit translated, and no finding of error severity that no waiver covers.
2. ``approve`` needs a live submission of exactly the present text, by other people, and a person who may approve the
   language.
3. ``return`` needs a text that is submitted or approved; ``withdraw`` and ``supersede`` need one that is on the site.

Findings count here and nowhere else: a new or stricter check never takes an approval away or a page off the site.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypedDict, Unpack

from workflow.contracts.pages import Certificate, SignOff, Waived
from workflow.contracts.registries import CHECKS, SOURCE_CHECKS
from workflow.errors import GateError, SomebodyElseError, UsageError
from workflow.interface import say, say_n
from workflow.model import (
    FROM_APPROVED,
    Catalog,
    Edition,
    Finding,
    PublicState,
    Release,
    ReleaseState,
    Unit,
    UnitState,
    unit_digest,
)
from workflow.settings import Rules
from workflow.signoff.editions import EditionUnit, changed_units, cut_of, edition_digest, edition_of
from workflow.signoff.entries import (
    Act,
    Approve,
    Counts,
    Return,
    Source,
    Submit,
    SubmittedUnit,
    Supersede,
    Waive,
    Withdraw,
)
from workflow.signoff.ledger import Entry, Ledger, address, is_a
from workflow.signoff.replay import Approval, Standing, standing

PERSON = "a person"
"""The origin of a unit that was not drafted."""


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


# --- acts ---


class By(TypedDict, total=False):
    """Who acts, when, with which program, and what makes their signature, if anything does."""

    who: str
    when: str
    tool: str
    sign: Callable[[bytes], str] | None


def submit(
    present: Present,
    findings: Iterable[Finding],
    *,
    reason: str = "",
    drafted: Callable[[Unit], tuple[str | None, bool]] = Unit.drafted,
    **by: Unpack[By],
) -> Ledger:
    """Submit the text as its translator.

    Args:
        present: The text.
        findings: What the checks found, waived or not.
        reason: Why a text that was returned is right as it was.
        drafted: Returns what drafted a unit, None if nothing is known to have, and whether a person changed the draft.
        by: Who acts.

    Returns:
        The ledger with the submission.

    Raises:
        GateError: Something is left to do: units to translate, findings of error severity; or the text was returned,
            is unchanged, and nobody says why.
        UsageError: The reason has invisible characters.
    """
    everything = tuple(findings)
    found = unanswered(present, everything, by["when"][:10])
    _, edition, catalog = _ready(present, found, "submit")
    if present.covered:
        raise GateError(say("{label}: exactly this text is approved already", label=present.label))
    if present.submitted and present.standing.submission:
        waits = present.standing.submission.entry
        if waits.person == address(by["who"]):
            raise SomebodyElseError(
                say(
                    "{label}: you submitted exactly this text already; somebody else can approve it",
                    label=present.label,
                )
            )
        raise GateError(
            say(
                "{label}: exactly this text was submitted already, by {who}; to approve it, run workflow "
                "approve {release} --to {language}",
                label=present.label,
                who=waits.who,
                release=edition.release,
                language=edition.language,
            )
        )
    if not reason.strip() and unchanged_since_return(present):
        raise GateError(
            say(
                "{label}: {why_returned}; the text is unchanged since; change it, or say with --reason "
                "why it is right as it is",
                label=present.label,
                why_returned=why_returned(present),
            )
        )
    units = _submitted(present, catalog, drafted)
    act = Submit(
        edition=present.digest,
        units=units,
        checks=_counted(everything, present),
        unknown_checks=present.unknown_checks or None,
        last_translator=catalog.header("Last-Translator"),
        reason=_reason(present, reason, say("why the text is right as it is")) if reason.strip() else None,
    )
    return _acted(present, act, by)


def _submitted(
    present: Present, catalog: Catalog, drafted: Callable[[Unit], tuple[str | None, bool]]
) -> tuple[SubmittedUnit, ...]:
    """Return the units as a submission has them; what drafted a text that was submitted before is known from there."""
    before = known_drafts(present.ledger)
    units = []
    for unit in catalog.units:
        digest = unit_digest(catalog.release, catalog.language, *unit.key, unit.target)
        origin, changed = drafted(unit)
        if origin is None and digest in before:
            origin, changed = before[digest].origin, before[digest].changed
        units.append(SubmittedUnit(digest=digest, origin=origin or PERSON, changed=changed))
    return tuple(units)


def known_drafts(ledger: Ledger) -> dict[str, SubmittedUnit]:
    """Return, by its digest, each unit that was ever submitted and that is known to have been drafted."""
    return {
        unit.digest: unit
        for entry in ledger.entries
        if is_a(entry, Submit)
        for unit in entry.act.units
        if unit.origin != PERSON
    }


def approve(present: Present, findings: Iterable[Finding], *, text: str = "", **by: Unpack[By]) -> Ledger:
    """Approve the text that somebody else submitted.

    Args:
        present: The text.
        findings: What the checks found, waived or not.
        text: The digest of the text that the person read, at least as long as ``short_digest`` makes it; "" if they do
            not say.
        by: Who acts.

    Returns:
        The ledger with the approval, which contains the edition.

    Raises:
        GateError: There is no live submission of exactly the current text, or the person submitted any part of it,
            approved it already, or may not approve this language; or the text is not the one that was read.
        UsageError: ``text`` is not a digest.
    """
    if text and not _DIGEST.fullmatch(text):
        raise UsageError(
            say(
                "--text {text}: is not a digest of a text; copy the {short} characters that a draft page shows",
                text=text,
                short=_SHORT,
            )
        )
    everything = tuple(findings)
    found = unanswered(present, everything, by["when"][:10])
    release, edition, _ = _ready(present, found, "approve")
    label = present.label
    if present.covered:
        raise GateError(say("{label}: exactly this text is approved already", label=label))
    submission = present.standing.submission
    if submission is None:
        raise GateError(
            say(
                "{label}: nobody has submitted it; first run workflow submit {release} --to {language}",
                label=label,
                release=edition.release,
                language=edition.language,
            )
        )
    if not present.submitted:
        raise GateError(
            say(
                "{label}: its text, order, date or pictures changed after it was submitted; first run "
                "workflow submit {release} --to {language}",
                label=label,
                release=edition.release,
                language=edition.language,
            )
        )
    if not present.digest.startswith(text):
        raise GateError(
            say(
                "{label}: you read the text {text}, but it is now {short_digest}, submitted by {who} at "
                "{moment}; read that one first",
                label=label,
                text=text,
                short_digest=short_digest(present.digest),
                who=submission.entry.who,
                moment=moment(submission.entry.when),
            )
        )
    if objection := not_by(present, by["who"], edition.unit_digests):
        raise objection
    act = Approve(
        edition=edition,
        submission=submission.entry.hash,
        source=Source(release.path, release.file_digest, release.source_digest),
        checks=_counted(everything, present),
        unknown_checks=present.unknown_checks or None,
        four_eyes=present.rules.four_eyes,
        switched_off=switched_off(present) or None,
    )
    return _acted(present, act, by)


def not_by(present: Present, who: str, digests: Collection[str]) -> SomebodyElseError | None:
    """Return why somebody else must approve a submitted text, None if this person may.

    Args:
        present: The text.
        who: "Name <address>".
        digests: Those of its units.
    """
    person, label, language = address(who), present.label, present.ledger.language
    allowed = present.rules.approvers.get(language, ())
    if allowed and person not in {address(f"<{each}>") for each in allowed}:
        return SomebodyElseError(
            say(
                "{label}: you may not approve {language}; workflow.toml lists who may (review.approvers)",
                label=label,
                language=language,
            )
        )
    own = sum(person in present.standing.submitters.get(digest, ()) for digest in digests)
    if own and present.rules.four_eyes:
        return SomebodyElseError(
            say(
                "{label}: you submitted {own} of its {total} units; somebody else must approve it",
                label=label,
                own=own,
                total=len(digests),
            )
        )
    if person in {entry.person for entry in present.standing.approving}:
        return SomebodyElseError(
            say(
                "{label}: you approved exactly this text already; {missing_approvals}",
                label=label,
                missing_approvals=missing_approvals(present),
            )
        )
    return None


_SHORT = 12
_DIGEST = re.compile(rf"[0-9a-f]{{{_SHORT},64}}")


def short_digest(digest: str) -> str:
    """How people are shown the digest of a text."""
    return digest[:_SHORT]


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


def give_back(
    present: Present, findings: Iterable[Finding], *, reason: str, units: Iterable[str] = (), **by: Unpack[By]
) -> Ledger:
    """Send the text back: its submission, its approval and its waivers end.

    Args:
        present: The text.
        findings: What the checks found, for the ledger.
        reason: What is to be corrected.
        units: The short keys of the units that are to be corrected, as ``check`` shows them; none for the whole text.
        by: Who acts.

    Returns:
        The ledger with the return.

    Raises:
        GateError: The present text is neither submitted nor approved, there is no reason, or there is no such unit.
        UsageError: The reason has invisible characters.
    """
    if present.state not in (ReleaseState.SUBMITTED, ReleaseState.APPROVED):
        raise GateError(
            say(
                "{label}: only a submitted or an approved text can be returned; this one is {state}; what is on the "
                "site can be withdrawn",
                label=present.label,
                state=present.state.value,
            )
            if present.state is ReleaseState.PUBLISHED
            else say(
                "{label}: only a submitted or an approved text can be returned; this one is {state}",
                label=present.label,
                state=present.state.value,
            )
        )
    keys = tuple(dict.fromkeys(units))
    known = {unit.short_key for unit in present.catalog.units} if present.catalog else set()
    if unknown := [key for key in keys if key not in known]:
        raise GateError(
            say(
                "{label}: has no unit {unknown}; a unit's key is the 8 characters that check prints",
                label=present.label,
                unknown=unknown[0],
            )
        )
    act = Return(_reason(present, reason, say("what is to be corrected")), _counted(findings, present), keys or None)
    return _acted(present, act, by)


def waive(
    present: Present,
    findings: Iterable[Finding],
    *,
    check: str,
    key: str,
    reason: str,
    until: str,
    **by: Unpack[By],
) -> Ledger:
    """Accept the findings of a check in a unit, so that they no longer block ``submit`` and ``approve``.

    A waiver covers only the findings reported for the unit's current wording; it lapses when the wording changes or
    the text is returned.

    Args:
        present: The text.
        findings: What the checks found.
        check: The check's name.
        key: The unit's short key, as ``check`` prints it.
        reason: Why the findings are acceptable.
        until: The last day it is valid (ISO), "" for no end date.
        by: Who acts.

    Returns:
        The ledger with the waiver.

    Raises:
        GateError: There is no such finding, or no reason.
        UsageError: ``until`` is not a day, or is in the past; or the reason has invisible characters.
    """
    found = [finding for finding in findings if finding.unit.short_key == key]
    units = {finding.unit.key: finding.unit for finding in found if finding.check == check}
    if not units:
        others = ", ".join(sorted({finding.check for finding in found}))
        raise GateError(
            say(
                "{label}: check {check} finds nothing in unit {key}; what is found there: {others}",
                label=present.label,
                check=check,
                key=key,
                others=others,
            )
            if others
            else say(
                "{label}: check {check} finds nothing in unit {key}; workflow check shows what is found and where",
                label=present.label,
                check=check,
                key=key,
            )
        )
    last = _day(until) if until else ""
    if last and last < by["when"][:10]:
        raise UsageError(say("--until {until}: is in the past; name a later day, or omit it", until=until))
    unit, *more = units.values()
    if more:
        raise GateError(say("{label}: two units have the key {key}; nothing was waived", label=present.label, key=key))
    digest = unit_digest(present.ledger.release, present.ledger.language, *unit.key, unit.target)
    act = Waive(
        check=check,
        unit=digest,
        key=key,
        reason=_reason(present, reason, say("why the finding is acceptable")),
        until=last,
        found=tuple(sorted({finding.message for finding in found if finding.check == check})),
    )
    for other in present.standing.waivers:
        if replace(other.act, unknown=act.unknown) == act:
            raise GateError(
                say(
                    "{label}: check {check} is waived in unit {key} already, by {who} on {when}",
                    label=present.label,
                    check=check,
                    key=key,
                    who=other.who,
                    when=other.when[:10],
                )
            )
    return _acted(present, act, by)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).strftime("%Y-%m-%d")
    except ValueError as error:
        raise UsageError(say("--until {text}: is not a day; write it as in 2018-09-12", text=text)) from error


def withdraw(present: Present, *, reason: str, **by: Unpack[By]) -> Ledger:
    """Take a published text off the site; a notice replaces it.

    Args:
        present: The release.
        reason: What readers should know.
        by: Who acts.

    Returns:
        The ledger with the withdrawal.

    Raises:
        GateError: The site shows nothing of it, or there is no reason.
        UsageError: The reason has invisible characters.
    """
    again = f"workflow publish {present.ledger.release} --to {present.ledger.language}"
    if present.standing.withdrawn:
        raise GateError(
            say("{label}: is already withdrawn; run {again} to publish the notice", label=present.label, again=again)
        )
    if present.public not in (PublicState.CURRENT, PublicState.OUTDATED):
        raise GateError(
            say(
                "{label}: it is not on the site; an approved text that is not published can be returned",
                label=present.label,
            )
            if present.standing.approval
            else say("{label}: it is not on the site", label=present.label)
        )
    return _acted(present, Withdraw(_reason(present, reason, say("what readers should know"))), by)


def supersede(present: Present, *, other: Present, **by: Unpack[By]) -> Ledger:
    """Mark this release as replaced by another; their pages link to each other.

    Args:
        present: The release that was replaced.
        other: The release that replaced it.
        by: Who acts.

    Returns:
        The ledger of ``present`` with the supersession.

    Raises:
        GateError: One of them is not on the site, or the other was superseded itself.
    """
    for each in (present, other):
        if each.public not in (PublicState.CURRENT, PublicState.OUTDATED):
            raise GateError(say("{label}: it is not on the site; publish it first", label=each.label))
    if other.ledger.release == present.ledger.release:
        raise GateError(say("{label}: cannot supersede itself", label=present.label))
    if other.standing.ended:
        raise GateError(say("{label}: was superseded itself; name the release that replaced it", label=other.label))
    if successor(present) == other.ledger.release:
        again = f"workflow publish {present.ledger.release} --to {present.ledger.language}"
        raise GateError(
            say(
                "{label}: is already superseded by {release}; run {again} to update its page",
                label=present.label,
                release=other.ledger.release,
                again=again,
            )
        )
    return _acted(present, Supersede(other.ledger.release), by)


def successor(present: Present) -> str:
    """Return the id of the release that replaced this one, "" for none."""
    ended = present.standing.ended
    return ended.act.by if ended and is_a(ended, Supersede) else ""


def _reason(present: Present, reason: str, what: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise GateError(say("{label}: give a --reason: {what}", label=present.label, what=what))
    if not said.isprintable():
        raise UsageError(say("{label}: the reason has invisible characters; type it again", label=present.label))
    return said


def _acted(present: Present, act: Act, by: By) -> Ledger:
    return present.ledger.with_entry(act, who=by["who"], when=by["when"], tool=by["tool"], sign=by.get("sign"))


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


def _counted(findings: Iterable[Finding], present: Present) -> dict[str, Counts]:
    """Return how many findings each check had, for the ledger, including checks that found nothing."""
    off = {name for name, severity in present.rules.severity.items() if severity == "off"}
    on = [name for name in (*present.checks, *SOURCE_CHECKS) if name not in off]
    counts = Counter((finding.check, finding.severity) for finding in findings)
    return {
        name: Counts(counts[name, "error"], counts[name, "warning"])
        for name in dict.fromkeys((*on, *(check for check, _ in counts)))
    }


def _ready(present: Present, findings: Iterable[Finding], act: str) -> tuple[Release, Edition, Catalog]:
    """Return release, edition and catalog if every unit is translated and no finding is an error.

    Raises:
        GateError: Otherwise.
    """
    name, language = present.ledger.release, present.ledger.language
    release, edition, catalog = present.release, present.edition, present.catalog
    if release is None:
        raise GateError(say("{label}: its source is gone; restore it first", label=present.label))
    if edition is None or catalog is None:
        raise GateError(
            say(
                "{label}: has no catalog yet; first run workflow translate {name} --to {language}",
                label=present.label,
                name=name,
                language=language,
            )
        )
    if not catalog.units:
        raise GateError(
            say(
                "{label}: its source has nothing to translate, so there is nothing to {act}",
                label=present.label,
                act=act,
            )
        )
    if not present.in_step:
        raise GateError(
            say(
                "{label}: its source changed; first run workflow translate {name} --to {language}",
                label=present.label,
                name=name,
                language=language,
            )
        )
    if left := todo(present):
        raise GateError(
            say(
                "{label}: cannot {act} yet; units left to do in locales/{language}/{name}.po: {left}",
                label=present.label,
                act=act,
                language=language,
                name=name,
                left=left,
            )
        )
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        said = {"check": first.check, "key": first.unit.short_key, "message": first.message}
        said |= {"label": present.label, "act": act, "name": name, "language": language}
        raise GateError(
            say(
                "{label}: cannot {act}, check {check} finds an error in unit {key} ({message}); see workflow check "
                "{name} --to {language}",
                **said,
            )
            if len(errors) == 1
            else say(
                "{label}: cannot {act}, check {check} finds an error in unit {key} ({message}) and {more} more; see "
                "workflow check {name} --to {language}",
                **said,
                more=len(errors) - 1,
            )
        )
    return release, edition, catalog


def since_approved(present: Present) -> tuple[tuple[EditionUnit | None, EditionUnit | None], ...] | None:
    """Return what changed since the last approved text, as in ``changed_units``; None if either text is missing."""
    last = present.standing.last_approved
    return changed_units(last.edition, present.edition) if last and present.edition else None


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


def certificate(approval: Approval, *, people: str, rules: Rules) -> Certificate:
    """Return what a published page says about how the translation was made.

    Args:
        approval: The approval whose text the page shows.
        people: How to name those who signed: "roles", "names" or "none".
        rules: The newsroom's rules.
    """

    def sign_off(role: str, entry: Entry[Submit] | Entry[Approve]) -> SignOff:
        name = display_name(entry) if people == "names" else ""
        return SignOff(role, name, entry.when, bool(entry.signature) and rules.signatures != "off")

    sign_offs = [sign_off("translator", submission.entry) for submission in approval.submissions]
    sign_offs += [sign_off("reviewer", entry) for entry in approval.entries]
    drafted = [unit for unit in approval.submission.units if unit.origin != PERSON]
    engines = Counter(_engine(unit.origin) for unit in drafted)
    edition = approval.edition
    # What is found in the source as a whole is in no unit.
    covered = approval.submission.digests | {unit_digest(edition.release, edition.language, "", "", "")}
    return Certificate(
        source_path=approval.source.path,
        source_digest=approval.source.digest,
        source_text_digest=approval.source.text,
        units=len(edition.units),
        engines=tuple(sorted(engines.items(), key=lambda item: (-item[1], item[0]))),
        changed=sum(unit.changed for unit in drafted),
        sign_offs=tuple(sign_offs) if people != "none" else (),
        approval=approval.entry.hash,
        tool=approval.entry.tool,
        checks=tuple(
            (name, counts.errors, counts.warnings) for name, counts in sorted((approval.entry.act.checks or {}).items())
        ),
        unknown_checks=approval.entry.act.unknown_checks or (),
        switched_off=approval.entry.act.switched_off or (),
        waived=tuple(
            Waived(each.act.check, each.act.key, each.act.reason, each.act.until, each.when)
            for each in approval.waivers
            if each.act.unit in covered and each.act.covers(approval.entry.when[:10])
        ),
        four_eyes=rules.four_eyes,
        approvals=rules.approvals,
    )


def display_name(entry: Entry[Act]) -> str:
    """The name of whoever acted, without the address; "" if it is none, but an address or the name of a role."""
    name = (entry.who or "").partition("<")[0].strip()
    plain = unicodedata.normalize("NFKC", name).casefold()
    # Some people's name in git is their address, which never leaves the ledger.
    address_in_it = "@" in plain or entry.person.rpartition("@")[2] in plain
    return "" if address_in_it or " ".join(plain.split()) in _ROLES else name


_ROLES = frozenset(
    "translator reviewer editor proofreader author admin administrator root user"
    " traducteur traductrice réviseur réviseuse relecteur relectrice 译者 翻译 审校 审核 编辑".split()
)
"""Display names that name nobody; pages then show the role in which the person acted."""

_ENGINE = re.compile(
    r"mt: [\w.-]{1,32}(?: [\w-]{2,16}→[\w-]{2,16} [\w.+-]{1,32}"
    r"| [A-Za-z0-9_.:/+-]{1,64}(?: [0-9a-f]{8}| [0-9][0-9.]{0,15})?)?"
    rf"(?:{FROM_APPROVED.pattern})?"
)
"""Such as ``argos zh→en 1.9``, ``ctranslate2 opus-mt-zh-en 0a1b2c3d``, ``llm qwen3:8b``, ``opencc s2twp 1.4.2``, and
``argos en→fr 1.9 from approved en 1a2b3c4d of 2018-09-14``.
"""


def _engine(origin: str) -> str:
    """Return what drafted a unit, without its score and terms, in this program's words: people may change comments."""
    name = origin.partition(" (score")[0].partition(" (starter")[0]
    if name.startswith("memory: "):
        return "memory: earlier releases"
    return name if _ENGINE.fullmatch(name) else "mt: unknown"
