"""Where a release stands in a language, and what somebody should do next."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from workflow.errors import WorkflowError
from workflow.model import Finding, Release, ReleaseState, UnitState
from workflow.newsroom.checking import Judge
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.signoff.acts import Present, missing_approvals, unanswered
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


def rows(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    today: str,
    on_problem: OnProblem,
) -> list[Row]:
    """Where releases are, language by language; without names also those whose source is gone.

    What was found the last time is taken from the user's cache, if nothing changed since.

    Args:
        room: The newsroom.
        names: The releases, ids or paths; without any, all.
        languages: Without any, all.
        today: The day, ISO, on which waivers must be valid.
        on_problem: Called for each source, catalog or ledger that cannot be read.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    from workflow.newsroom.remembered import remember, remembered  # it knows what a row is

    asked, wanted = tuple(names), room.languages(languages)
    digest = ""
    if not asked and wanted == room.languages([]):
        with suppress(WorkflowError):  # reported by whoever needs the file
            digest = f"{room.digest()} {today}"  # a waiver may end with the day
    if digest and (known := remembered(room, digest)) is not None:
        return known
    problems: list[WorkflowError] = []

    def met(problem: WorkflowError) -> None:
        problems.append(problem)
        on_problem(problem)

    found: list[Row] = []
    sources = room.find(asked, on_problem=met)
    with Judge(room, met) as judge:
        for language in wanted:
            releases: list[Release | str] = [
                *sources.releases.values(),
                *([] if asked else room.orphans(sources, language)),
            ]
            for release in releases:
                try:
                    present = room.present(release, language)
                    found.append(row(present, unanswered(present, judge(present), today)))
                except WorkflowError as error:
                    met(error)
    if digest and not problems:
        remember(room, digest, found)
    return found


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
