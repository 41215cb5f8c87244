"""``check``: what could mislead a reader, in all releases or in some."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from typing import Any, Self

from workflow.errors import WorkflowError
from workflow.interface import restored, say, stored
from workflow.model import Finding, Release, Unit
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.grounds import Grounds
from workflow.newsroom.understood import left_out


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in a release; ``path`` is the catalog's, relative to the newsroom, with forward slashes."""

    release: str
    language: str
    path: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class FoundInUnit:
    """All findings in one unit; the other attributes are as in ``Found``, the unit as it was checked."""

    release: str
    language: str
    path: str
    unit: Unit
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``check`` found.

    Attributes:
        found: The findings that no waiver covers.
        waived: How many a waiver covers.
        looked_at: The (release, language) pairs that were checked.
        fixed: The (release, language) pairs in which drafts were fixed, and how many drafts.
        returned: Who returned a text, when and why, a sentence for each return in force.
        left_out: What the sources hold besides their text, a sentence for each kind of thing in each source.
        not_run: For each language that was checked, the checks that do not support it.
    """

    found: tuple[Found, ...]
    waived: int
    looked_at: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[tuple[str, str], int], ...]
    returned: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    not_run: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(each.finding.severity == "error" for each in self.found)

    @property
    def units(self) -> tuple[FoundInUnit, ...]:
        """The findings by unit, in the order in which the units first occur, errors first in each."""
        groups: dict[tuple[str, str, tuple[str, str]], list[Found]] = {}
        for each in self.found:
            groups.setdefault((each.release, each.language, each.finding.unit.key), []).append(each)
        return tuple(
            FoundInUnit(
                group[0].release,
                group[0].language,
                group[0].path,
                group[0].finding.unit,
                tuple(sorted((each.finding for each in group), key=lambda finding: finding.severity)),
            )
            for group in groups.values()
        )


def check(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    today: str,
    fix: bool = False,
    annotate: bool = False,
    on_problem: OnProblem,
) -> Checked:
    """Find what could mislead a reader.

    Args:
        room: The newsroom.
        names: The releases, ids or paths; if empty, all.
        languages: If empty, all.
        today: The day, ISO, on which waivers must be valid.
        fix: First correct mechanical slips in drafts that nobody has edited.
        annotate: Write the findings into the catalogs, as comments that the next ``translate`` removes.
        on_problem: Called for each source, catalog or ledger that cannot be read; the others are checked.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    wanted = room.languages(languages)
    asked = tuple(names)
    sources = room.find(asked, on_problem=on_problem)
    found: list[Found] = []
    looked_at: list[tuple[str, str]] = []
    corrected: list[tuple[tuple[str, str], int]] = []
    returned: list[str] = []
    besides: list[str] = []
    waived = 0
    not_run: dict[str, tuple[str, ...]] = {}
    with Grounds(room, today, on_problem, read=True, hints=bool(asked)) as grounds:
        for name, source in sources.paths.items():
            known = _Known(grounds, name, source)
            verdicts = {} if fix or annotate else known.look(wanted)
            release: Release | None = None
            if len(verdicts) < len(wanted):
                try:
                    release = sources.read(name)
                except WorkflowError as error:
                    on_problem(error)
                    continue
            besides += left_out(release) if release else verdicts[wanted[0]].left_out
            for language in wanted:
                try:
                    if release and language not in verdicts:
                        if fix:
                            from workflow.newsroom.fixing import fix_drafts

                            number = fix_drafts(room, release, language, grounds.judge.terms(language))
                            corrected += [((name, language), number)] if number else []
                        verdicts[language] = known.verdict(release, language)
                    verdict = verdicts[language]
                    left = verdict.found
                    if release and annotate:
                        from workflow.newsroom.fixing import annotate_catalog

                        left = annotate_catalog(room, release, language, left)
                except WorkflowError as error:
                    on_problem(error)
                    continue
                waived += verdict.waived
                not_run[language] = verdict.not_run
                looked_at.append((name, language))
                returned += [verdict.returned] if verdict.returned else []
                path = room.catalog_path(name, language).relative_to(room.root).as_posix()
                found += [Found(name, language, path, finding) for finding in left]
    order = {language: place for place, language in enumerate(wanted)}
    found.sort(key=lambda each: order[each.language])
    looked_at.sort(key=lambda each: order[each[1]])
    not_run = {language: not_run[language] for language in wanted if language in not_run}
    corrected.sort(key=lambda each: order[each[0][1]])
    return Checked(tuple(found), waived, tuple(looked_at), tuple(corrected), tuple(returned), tuple(besides), not_run)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What ``check`` says of a release in a language; ``returned`` is "" if no return is in force.

    ``not_run``: the checks that do not support the language.
    """

    found: tuple[Finding, ...]
    waived: int
    returned: str
    left_out: tuple[str, ...]
    not_run: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return JSON values, from which ``from_json`` makes the verdict again."""
        return {
            "found": [[each.check, each.severity, stored(each.message), astuple(each.unit)] for each in self.found],
            "waived": self.waived,
            "returned": stored(self.returned),
            "left_out": [stored(each) for each in self.left_out],
            "not_run": self.not_run,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return what ``as_json`` was called of.

        Raises:
            TypeError, ValueError, KeyError: It was not ``as_json`` that wrote it.
        """
        found = (
            Finding(check, severity, restored(message), _unit(unit)) for check, severity, message, unit in kept["found"]
        )
        left_out = tuple(map(restored, kept["left_out"]))
        return cls(tuple(found), kept["waived"], restored(kept["returned"]), left_out, tuple(kept["not_run"]))


def _unit(kept: Iterable[Any]) -> Unit:
    values: Iterator[Any] = (tuple(each) if isinstance(each, list) else each for each in kept)
    return Unit(*values)


class _Known:
    """The verdicts on a release, from the user's cache where the very same files were judged before."""

    def __init__(self, grounds: Grounds, name: str, source: str) -> None:
        """Take the release's id, and the path of its source; nothing is read yet."""
        self._grounds = grounds
        self._name = name
        self._source = source
        self._bases: dict[str, str] = {}

    def look(self, languages: Iterable[str]) -> dict[str, _Verdict]:
        """Return the verdicts that need not be found again, by language."""
        found: dict[str, _Verdict] = {}
        for language in languages:
            # A file that cannot be read is reported when it is judged.
            with suppress(WorkflowError, ValueError, KeyError, TypeError):
                basis = self._bases[language] = self._grounds.basis(self._name, language, self._source)
                if kept := self._grounds.known("found", self._name, language, self._source, basis):
                    found[language] = _Verdict.from_json(kept)
        return found

    def verdict(self, release: Release, language: str) -> _Verdict:
        """Judge the release, and keep the verdict if ``look`` would have liked to know it.

        Raises:
            WorkflowError: Its catalog or ledger cannot be read.
        """
        # Imported late, like everything that only a changed release needs.
        from workflow.checks import unknowing
        from workflow.signoff.present import unanswered, why_returned

        present = self._grounds.room.present(release, language)
        judged = self._grounds.judged(present, self._source)
        left = unanswered(present, judged.found, self._grounds.today)
        why = why_returned(present)
        returned = say("{label}: {text}", label=present.label, text=why) if why else ""
        verdict = _Verdict(left, len(judged.found) - len(left), returned, left_out(release), unknowing(language))
        if basis := self._bases.get(language):
            self._grounds.keep("found", present, self._source, basis, judged, verdict.as_json())
        return verdict
