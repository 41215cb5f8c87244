"""Where a release stands in a language, and what somebody should do next."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from workflow.model import Finding, ReleaseState, UnitState
from workflow.signoff.acts import Present, missing_approvals
from workflow.signoff.entries import Withdraw
from workflow.signoff.ledger import is_a

SEVERITIES = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Row:
    """A release in a language, as ``status`` tells it.

    state: of the work; public: what the site shows. units: how many in all ("total") and in each state. findings: how many of each
    severity. next: what somebody should do now, as a command where there is one. objections: what is in the ledger and does not count.
    """

    release: str
    language: str
    state: str
    public: str
    units: Mapping[str, int]
    findings: Mapping[str, int]
    next: str
    objections: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that ``status --format json`` prints."""
        return {key: value for key, value in asdict(self).items() if key != "objections"}


def row(present: Present, found: Iterable[Finding]) -> Row:
    """The row of a release in a language. found: what the checks found in it."""
    found = list(found)
    counts = {state.value: count for state, count in present.counts.items()}
    total = len(present.states)
    if present.catalog is None and present.release:
        total = counts[UnitState.MISSING.value] = len(present.release.segments)
    findings = {severity: sum(finding.severity == severity for finding in found) for severity in SEVERITIES}
    return Row(
        release=present.ledger.release,
        language=present.ledger.language,
        state=present.state.value,
        public=present.public.value,
        units={"total": total, **counts},
        findings=findings,
        next=_next(present, total, findings["error"]),
        objections=tuple(objection.message for objection in present.standing.objections),
    )


def _next(present: Present, total: int, errors: int) -> str:
    release, language = present.ledger.release, present.ledger.language
    counts = present.counts
    to_review = counts[UnitState.DRAFT] + counts[UnitState.STALE]
    if not total and present.release:
        return "nothing to translate"
    match present.state:
        case ReleaseState.ORPHANED:
            return (
                "the source is gone; bring it back, or if it was renamed put id: " + release + " into its front matter"
            )
        case ReleaseState.APPROVED:
            return f"workflow publish {release} --to {language}"
        case ReleaseState.SUBMITTED if errors:
            return f"workflow check {release} --to {language}"
        case ReleaseState.SUBMITTED:
            others = "somebody else" if len(present.standing.approving) == 0 else missing_approvals(present)
            return f"{others}: workflow approve {release} --to {language}"
        case ReleaseState.NEW:
            return f"workflow translate {release} --to {language}"
        case ReleaseState.DRAFT | ReleaseState.OUTDATED | ReleaseState.RETURNED:
            if not present.in_step or (counts[UnitState.MISSING] and not to_review):
                return f"workflow translate {release} --to {language}"
            if not present.translated:
                left = to_review + counts[UnitState.MISSING]
                return f"review {left} {'unit' if left == 1 else 'units'} in locales/{language}/{release}.po"
            return f"workflow {'check' if errors else 'submit'} {release} --to {language}"
        case ReleaseState.PUBLISHED | ReleaseState.WITHDRAWN | ReleaseState.SUPERSEDED:
            return _to_publish(present)


def _to_publish(present: Present) -> str:
    """Withdrawals and supersessions are told to readers by ``publish``."""
    ended, publication = present.standing.ended, present.standing.publication
    if ended is None:
        return ""
    entries = present.ledger.entries
    told = publication is not None and entries.index(publication) > entries.index(ended)
    if told or (is_a(ended, Withdraw) and present.standing.notice_of is None):
        return ""
    return f"workflow publish {present.ledger.release} --to {present.ledger.language}"
