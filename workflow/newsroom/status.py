"""The state of a release in a language, and what somebody should do next."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from workflow.errors import WorkflowError
from workflow.interface import restored, say, say_n, stored
from workflow.model import Edition, Finding, Release, ReleaseState, UnitState, has_title
from workflow.newsroom import claims
from workflow.newsroom.claims import Claim
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.grounds import Grounds
from workflow.newsroom.sources import Sources
from workflow.newsroom.unread import Unread, unread

if TYPE_CHECKING:
    from workflow.newsroom.judging import Judge
    from workflow.signoff.present import Present

SEVERITIES = ("error", "warning")

Turn = Literal["translator", "reviewer", "publisher", "nobody"]


@dataclass(frozen=True, slots=True)
class Row:
    """A release in a language, as ``status`` shows it.

    Attributes:
        state: The state of the work.
        public: What the site shows.
        units: How many in all ("total") and in each state.
        findings: How many of each severity.
        next: What somebody should do now, as a command if there is one.
        turn: Who should do it: "translator", "reviewer", "publisher", or "nobody".
        since: The time of the act since which it is their turn, as in the ledger; "" where no act says so, as for a
            text that changed after it was approved.
        title: The title of the source, plain text; "" if it has none, or is gone.
        date: The release's date, ISO, or "".
        objections: The ledger entries that do not count.
        returned: Who returned the text ("who"), "when", why ("reason") and which "units" they named; None if nobody
            did, or it was submitted again.
        unfinished: What a killed command left undone, such as a withdrawal whose page is still on the site.
        recut: "cut differently since version 0.2.0" if the source has not changed since its approval, but this version
            cuts it into other units; "" if not.
        lacks: What the source does not have: "title", "date".
        page_lacks: The same of the text that the site shows.
        due: The day by which the source says that it is to be published, ISO, or "".
        overdue: Whether that day has passed and somebody still has to do something.
        claim: Who works on it ("who"), since when ("since"), and why they took it over from somebody else ("reason");
            None if nobody said so.
    """

    release: str
    language: str
    state: str
    public: str
    units: Mapping[str, int]
    findings: Mapping[str, int]
    next: str
    turn: Turn
    since: str
    title: str = ""
    date: str = ""
    objections: tuple[str, ...] = ()
    returned: Mapping[str, Any] | None = None
    unfinished: str = ""
    recut: str = ""
    lacks: tuple[str, ...] = ()
    page_lacks: tuple[str, ...] = ()
    due: str = ""
    overdue: bool = False
    claim: Mapping[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``status --format json`` prints, documented in docs/formats.md."""
        return {key: value for key, value in asdict(self).items() if key != "objections"}


@dataclass(frozen=True, slots=True)
class Report:
    """What ``status`` shows.

    Attributes:
        rows: The state of releases, language by language.
        unread: The files in ``sources/`` that nobody reads; () if releases were named.
    """

    rows: list[Row]
    unread: tuple[Unread, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the objects that ``status --format json`` prints; a file that nobody reads is one with a ``file``."""
        nothing = Row(
            "", "", "", "none", dict.fromkeys(("total", *UnitState), 0), dict.fromkeys(SEVERITIES, 0), "", "nobody", ""
        )
        return [
            *(row.as_json() for row in self.rows),
            *(
                {
                    **nothing.as_json(),
                    "state": "original" if each.original_of else "unread",
                    "file": each.path,
                    "original_of": each.original_of,
                }
                for each in self.unread
            ),
        ]


def rows(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    today: str,
    on_problem: OnProblem,
) -> list[Row]:
    """Return the state of releases as ``report`` does."""
    return report(room, names, languages, today=today, on_problem=on_problem).rows


def report(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    today: str,
    on_problem: OnProblem,
) -> Report:
    """Return the state of releases, language by language, also of those whose source is gone.

    A row is taken from the user's cache if nothing it depends on has changed: the release's files, the settings, the
    term base, the signers, this program, and what is approved elsewhere for the same sentences. The disk is asked
    whether a file has changed; only changed files are read.

    Args:
        room: The newsroom.
        names: The releases, ids or paths; if empty, all.
        languages: If empty, all.
        today: The day, ISO, on which waivers must be valid.
        on_problem: Called for each source, catalog or ledger that cannot be read, and once for a term base that
            cannot: what it would find is then not counted.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    asked, wanted = tuple(names), room.languages(languages)
    found: dict[str, list[Row]] = {language: [] for language in wanted}
    sources, left = room.find_listed(asked) if asked else (room.sources(hints=True, on_problem=on_problem), [])
    with Rows(room, sources, today, on_problem) as made:
        gone = {language: room.orphans(sources, language) for language in wanted}
        if asked:
            gone = {language: [name for name in names if name in left] for language, names in gone.items()}
        for name, language in (
            *((name, language) for name in sources for language in wanted),
            *((name, language) for language, names in gone.items() for name in names),
        ):
            try:
                found[language].append(made.row(name, language))
            except WorkflowError as error:
                on_problem(error)
        images = made.images
    return Report(
        [each for language, several in found.items() for each in _now(room, language, several, today)],
        () if asked else unread(room, images),
    )


def _now(room: Newsroom, language: str, made: Iterable[Row], today: str) -> Iterator[Row]:
    """Yield rows with what depends on the day and on no file of the release."""
    known = claims.all_of(room, language, today)
    for each in made:
        overdue = each.due != "" and each.due < today and each.turn != "nobody"
        claim = _claimed(known.get(each.release), each.since)
        yield replace(each, overdue=overdue, claim=claim) if overdue or claim else each


def claim_of(room: Newsroom, present: "Present", today: str) -> Mapping[str, str] | None:
    """Return who works on a release, as in ``Row``."""
    found = claims.of(room, present.ledger.release, present.ledger.language, today)
    return _claimed(found, whose_turn(present, 0)[1]) if found else None


def _claimed(claim: Claim | None, since: str) -> Mapping[str, str] | None:
    """Return a claim; None if it was made before the act since which it is somebody's turn."""
    if claim is None or claim.when <= since:
        return None
    return {"who": claim.who, "since": claim.when, "reason": claim.reason}


class Rows:
    """Makes rows, from the cache where nothing has changed. Close it, or use it in a ``with``.

    Attributes:
        images: By path, the pictures of the sources whose rows were made.
    """

    def __init__(self, room: Newsroom, sources: Sources, today: str, on_problem: OnProblem) -> None:
        """Prepare; nothing is read yet. The arguments are as in ``rows``, ``sources`` those that there are."""
        self.room = room
        self.sources = sources
        self.images: dict[str, tuple[str, ...]] = {}
        self.today = today
        self._grounds = Grounds(room, today, on_problem)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._grounds.__exit__(kind, error, trace)

    @property
    def judge(self) -> "Judge":
        """Checks what the cache does not know."""
        return self._grounds.judge

    def row(self, name: str, language: str) -> Row:
        """Return the row of a release in a language.

        Raises:
            WorkflowError: Its source, catalog or ledger cannot be read.
        """
        source = self.sources.paths.get(name, "")
        basis = self._grounds.basis(name, language, source)
        with suppress(ValueError, KeyError, TypeError):
            if kept := self._grounds.known("row", name, language, source, basis):
                self.images[source] = tuple(kept.pop("images"))
                return _restored(kept)
        from workflow.signoff.present import unanswered

        present = self.room.present(self.sources.read(name) if source else name, language)
        judged = self._grounds.judged(present, source)
        made = row(present, unanswered(present, judged.found, self.today))
        self.images[source] = tuple(present.images)
        self._grounds.keep("row", present, source, basis, judged, {**_stored(made), "images": list(present.images)})
        return made


_SAID = ("next", "unfinished", "recut")
"""The fields of a row that are messages, which are shown in the language of whoever reads them."""


def _stored(row_: Row) -> dict[str, Any]:
    """Return a row as JSON values, from which ``_restored`` makes it again."""
    said = {name: stored(getattr(row_, name)) for name in _SAID}
    return {**asdict(row_), **said, "objections": [stored(each) for each in row_.objections]}


def _restored(kept: Mapping[str, Any]) -> Row:
    lists = {name: tuple(kept[name]) for name in ("lacks", "page_lacks")}
    said = {name: restored(kept[name]) for name in _SAID}
    return Row(**{**kept, **lists, **said, "objections": tuple(map(restored, kept["objections"]))})


def row(present: "Present", found: Iterable[Finding]) -> Row:
    """Return the row of a release in a language; ``found`` is what the checks found in it."""
    found = list(found)
    counts = {state.value: count for state, count in present.counts.items()}
    total = len(present.states)
    if present.catalog is None and present.release:
        total = counts[UnitState.MISSING.value] = len(present.release.segments)
    findings = {severity: sum(finding.severity == severity for finding in found) for severity in SEVERITIES}
    turn, since = whose_turn(present, findings["error"])
    return Row(
        release=present.ledger.release,
        language=present.ledger.language,
        state=present.state.value,
        public=present.public.value,
        units={"total": total, **counts},
        findings=findings,
        next=_next(present, total, findings["error"]),
        turn=turn,
        since=since,
        title=_title(present.release),
        date=present.release.date if present.release else "",
        objections=tuple(objection.message for objection in present.standing.objections),
        returned=_returned(present),
        unfinished=_unfinished(present),
        recut=say("cut differently since version {version}", version=since) if (since := present.recut_since) else "",
        lacks=_lacking(present.release),
        page_lacks=_lacking(published.edition if (published := present.standing.published) else None),
        due=present.release.due if present.release else "",
    )


def _title(release: Release | None) -> str:
    from workflow.markup.printing import printed  # late: only a changed release needs it

    if release is None:
        return ""
    blocks = (block for block in release.blocks if block.kind == "title")
    return "".join(
        printed(part.text, release.markup, release.references).visible for block in blocks for part in block.content
    )


def _lacking(text: Release | Edition | None) -> tuple[str, ...]:
    """Return what a source or an edition does not have of what a page begins with."""
    if text is None:
        return ()
    return (*(() if has_title(text.blocks) else ("title",)), *(() if text.date else ("date",)))


def whose_turn(present: "Present", errors: int) -> tuple[Turn, str]:
    """Return whose turn it is, and the time of the act since which it is, as in ``Row``.

    Args:
        present: The release.
        errors: How many findings of error severity no waiver covers.
    """
    now = present.standing
    match present.state:
        case ReleaseState.APPROVED if now.approval:
            return "publisher", now.approval.entry.when
        case ReleaseState.SUBMITTED if now.submission and not errors:
            return "reviewer", (now.approving[-1] if now.approving else now.submission.entry).when
        case ReleaseState.RETURNED if now.returned:
            return "translator", now.returned.when
        case ReleaseState.WITHDRAWN | ReleaseState.SUPERSEDED if now.ended:
            return "publisher" if _to_publish(present) else "nobody", now.ended.when
        case ReleaseState.PUBLISHED if now.publication:
            return "nobody", now.publication.when
        case ReleaseState.ORPHANED:
            return "publisher", ""
    return ("translator", "") if present.release and present.release.segments else ("nobody", "")


def _unfinished(present: "Present") -> str:
    if present.state is ReleaseState.WITHDRAWN and (command := _to_publish(present)):
        return say("withdrawn, but its page is still on the site; {command} puts the notice there", command=command)
    return ""


def _returned(present: "Present") -> dict[str, Any] | None:
    entry = present.standing.returned
    if entry is None:
        return None
    act = entry.act
    return {"who": entry.who, "when": entry.when, "reason": act.reason, "units": list(act.units or ())}


def _next(present: "Present", total: int, errors: int) -> str:
    from workflow.signoff.present import unchanged_since_return

    release, language = present.ledger.release, present.ledger.language
    counts = present.counts
    to_review = counts[UnitState.DRAFT] + counts[UnitState.STALE]
    if not total and present.release:
        return say("nothing to translate")
    match present.state:
        case ReleaseState.ORPHANED:
            return say(
                "the source is gone; restore it, or if it was renamed, put id: {release} into its front matter",
                release=release,
            )
        case ReleaseState.APPROVED:
            return f"workflow publish {release} --to {language}"
        case ReleaseState.SUBMITTED if errors:
            return f"workflow check {release} --to {language}"
        case ReleaseState.SUBMITTED:
            from workflow.signoff.present import missing_approvals

            command = f"workflow approve {release} --to {language}"
            if present.standing.approving:
                return say("{others}: {command}", others=missing_approvals(present), command=command)
            return command
        case ReleaseState.NEW:
            return f"workflow translate {release} --to {language}"
        case ReleaseState.DRAFT | ReleaseState.OUTDATED | ReleaseState.RETURNED | ReleaseState.RECUT:
            if not present.in_step:
                return f"workflow translate {release} --to {language}"
            path = f"locales/{language}/{release}.po"
            if (missing := counts[UnitState.MISSING]) and not to_review:
                return say_n("translate {n} unit in {path}", "translate {n} units in {path}", missing, path=path)
            if not present.translated:
                left = to_review + missing
                return say_n("review {n} unit in {path}", "review {n} units in {path}", left, path=path)
            if present.standing.returned and not errors and unchanged_since_return(present):
                command = f"workflow submit {release} --to {language}"
                return say("correct what was returned, then {command}", command=command)
            return f"workflow {'check' if errors else 'submit'} {release} --to {language}"
        case ReleaseState.PUBLISHED | ReleaseState.WITHDRAWN | ReleaseState.SUPERSEDED:
            return _to_publish(present)


def _to_publish(present: "Present") -> str:
    """Withdrawals and supersessions are shown to readers by ``publish``."""
    from workflow.signoff.entries import Withdraw
    from workflow.signoff.ledger import is_a

    ended, publication = present.standing.ended, present.standing.publication
    if ended is None:
        return ""
    entries = present.ledger.entries
    told = publication is not None and entries.index(publication) > entries.index(ended)
    if told or (is_a(ended, Withdraw) and present.standing.notice_of is None):
        return ""
    return f"workflow publish {present.ledger.release} --to {present.ledger.language}"
