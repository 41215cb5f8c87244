"""The acts of the sign-off: who may do what next.

The gates, in the order in which they are checked:

1. ``submit`` and ``approve`` need every unit translated, and no finding of error severity that no waiver covers.
2. ``approve`` needs a live submission of exactly the present text, by other people, and a person who may approve the
   language.
3. ``return`` needs a text that is submitted or approved; ``withdraw`` and ``supersede`` need one that is on the site.

Findings count here and nowhere else: a new or stricter check never takes an approval away or a page off the site.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from workflow.contracts.registries import SOURCE_CHECKS
from workflow.errors import GateError, ReasonMissing, SomebodyElseError, UsageError
from workflow.interface import say
from workflow.model import Catalog, Edition, Finding, PublicState, Release, ReleaseState, Unit, unit_digest
from workflow.signoff.entries import (
    PERSON,
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
from workflow.signoff.ledger import Ledger, address
from workflow.signoff.present import (
    DIGEST,
    SHORT,
    Present,
    known_drafts,
    missing_approvals,
    moment,
    short_digest,
    successor,
    switched_off,
    todo,
    unanswered,
    unchanged_since_return,
    why_returned,
)


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
        raise ReasonMissing(
            say(
                "{label}: {why_returned}; the text is unchanged since; change it, or give a reason why it is right "
                "as it is",
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
    if text and not DIGEST.fullmatch(text):
        raise UsageError(
            say(
                "--text {text}: is not a digest of a text; copy the {short} characters that a draft page shows",
                text=text,
                short=SHORT,
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
    if present.standing.withdrawn:
        raise GateError(say("{label}: is already withdrawn", label=present.label))
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
        raise GateError(
            say("{label}: is already superseded by {release}", label=present.label, release=other.ledger.release)
        )
    return _acted(present, Supersede(other.ledger.release), by)


def _reason(present: Present, reason: str, what: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise GateError(say("{label}: give a reason: {what}", label=present.label, what=what))
    if not said.isprintable():
        raise UsageError(say("{label}: the reason has invisible characters; type it again", label=present.label))
    return said


def _acted(present: Present, act: Act, by: By) -> Ledger:
    return present.ledger.with_entry(act, who=by["who"], when=by["when"], tool=by["tool"], sign=by.get("sign"))


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
