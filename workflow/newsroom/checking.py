"""All checks over all units of a release in a language."""

import operator
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from itertools import islice
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from unicodedata import category
from urllib.parse import unquote

from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.contracts.terms import NoTerms, Terms
from workflow.differences import marked
from workflow.errors import WorkflowError
from workflow.interface import listed, restored, say, stored
from workflow.languages.chinese.spelling import RADICALS
from workflow.markup.printing import said
from workflow.markup.scanner import nodes
from workflow.model import (
    DELIBERATELY_EMPTY,
    DOUBT,
    ORIGIN,
    OTHER_SOURCE,
    Block,
    Catalog,
    Draft,
    Finding,
    Release,
    Segment,
    Unit,
    UnitState,
    Verbatim,
    has_title,
)
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.grounds import Grounds
from workflow.newsroom.memories import Memories
from workflow.newsroom.terms import people
from workflow.newsroom.understood import left_out
from workflow.patterns import late
from workflow.signoff.acts import Present, unanswered, why_returned

T = TypeVar("T")

Renderings = Mapping[str, Sequence[tuple[str, str]]]
"""From a source to target and release id of the same source elsewhere."""


_AT_HAND = 64
"""Of how many other releases the pairs are kept while many are checked: the newest are needed again and again."""


class Judge:
    """Finds what could mislead a reader of a release, given other releases' translations of the same sentences.

    Memories stay open for the next release: close it, or use it in a ``with``.
    """

    def __init__(
        self,
        room: Newsroom,
        on_problem: OnProblem,
        *,
        hints: bool = False,
        needs_terms: bool = False,
        again: bool = False,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare to judge; nothing is read yet.

        Args:
            room: The newsroom.
            on_problem: Called once for a memory that cannot be read; the checks then run without it. Called once for a
                term base too, unless it is needed.
            hints: Whether the memory may use the stamps of ledgers to see which changed; else each is read.
            needs_terms: Whether nothing may be judged without a term base that exists.
            again: Whether the same releases are judged again and again while somebody works on them: verdicts on
                units that are as they were are kept.
            between: Called before each unit if they are judged again and again, so that others can go first.
        """
        self._between = between
        self._kept: OrderedDict[tuple[str, str], Verdicts] | None = OrderedDict() if again else None
        self._room = room
        self._on_problem = on_problem
        self._needs_terms = needs_terms
        self._terms: dict[str, Terms] = {}
        self.whole = True
        """Whether the term base of every language that was judged could be read."""
        self.memories = Memories(room, on_problem, hints=hints)
        self._approved: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}

    def __call__(self, present: Present) -> tuple[Finding, ...]:
        """Return what the checks find in the current text, waived or not."""
        language, elsewhere = present.ledger.language, None
        others: dict[tuple[str, str], tuple[str, str]] = {}
        severity = present.rules.severity
        wanted = present.catalog and not severity.get("inconsistent") == severity.get("memory") == "off"
        if wanted and present.catalog and (memory := self.memories.store_of(language)):
            from workflow.newsroom.recalling import borrowed, renderings

            elsewhere = self._true(renderings(present.catalog, memory), present.catalog)
            others = {
                key: (pair.source, pair.release)
                for key, pair in borrowed(present.catalog, memory).items()
                if (pair.source, pair.target) in self._pairs(pair.release, language)
            }
        return findings(present, self.terms(language), elsewhere, others, self._verdicts(present))

    def _verdicts(self, present: Present) -> "Verdicts | None":
        if self._kept is None:
            return None
        key = present.ledger.release, present.ledger.language
        kept = self._kept.setdefault(key, Verdicts(self._between))
        self._kept.move_to_end(key)
        if len(self._kept) > _RELEASES:
            self._kept.popitem(last=False)
        return kept

    def terms(self, language: str) -> Terms:
        """Return the term base of a language, an empty one if it cannot be read.

        Raises:
            WorkflowError: It cannot be read, and is needed.
        """
        if language not in self._terms:
            try:
                self._terms[language] = self._room.terms(language)
            except WorkflowError as error:
                if self._needs_terms:
                    raise
                self.whole = False
                self._on_problem(error)
                self._terms[language] = NoTerms()
        return self._terms[language]

    def _true(self, elsewhere: Renderings, catalog: Catalog) -> Renderings:
        """Return what is really approved elsewhere: the memory only says in which ledgers to look.

        Other units with the same translation are of no interest and are not looked up.
        """
        own: dict[str, set[str]] = {}
        for unit in catalog.units:
            own.setdefault(unit.source, set()).add(unit.target)
        return {
            source: tuple(
                (target, release)
                for target, release in found
                if own[source] == {target} or (source, target) in self._pairs(release, catalog.language)
            )
            for source, found in elsewhere.items()
        }

    def _pairs(self, release: str, language: str) -> frozenset[tuple[str, str]]:
        """Return what a release teaches the memory, from its ledger."""
        from workflow.newsroom.memory import approved

        if (release, language) not in self._approved:
            if len(self._approved) >= _AT_HAND:
                del self._approved[next(iter(self._approved))]
            pairs = approved(self._room, language, [release])
            self._approved[release, language] = frozenset((pair.source, pair.target) for pair in pairs)
        return self._approved[release, language]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.memories.close()


class Verdicts:
    """What the checks found in the units of a release, for the next time that it is judged.

    A unit is not judged again if it, the source, the term base and the other translations of the same source are what
    they were. (The line of a kept finding's unit may be an old one.)
    """

    def __init__(self, between: Callable[[], None] = lambda: None) -> None:
        """Know nothing yet; ``between`` is called before each unit."""
        self._between = between
        self._about: tuple[object, ...] = ()
        self._old: dict[object, tuple[Finding, ...]] = {}
        self._new: dict[object, tuple[Finding, ...]] = {}
        self._once: list[Any] = []

    def begin(self, *about: object) -> None:
        """Start a new round, in which verdicts count again if it is about the very same things as the last one."""
        same = len(about) == len(self._about) and all(map(operator.is_, about, self._about))
        self._old, self._new, self._about = self._new if same else {}, {}, about
        if not same:
            self._once = []

    def once(self, find: Callable[[], T]) -> T:
        """Return what follows from what the round is about alone."""
        if not self._once:
            self._once.append(find())
        found: T = self._once[0]
        return found

    def of(
        self, unit: Unit, others: Sequence[tuple[str, str]], judge: Callable[[], tuple[Finding, ...]]
    ) -> tuple[Finding, ...]:
        """Return the verdict on a unit, given the other translations of its source."""
        self._between()
        key = unit, tuple(others)
        found = self._new[key] = self._old[key] if key in self._old else judge()
        return found


_RELEASES = 4
"""Of how many releases verdicts are kept."""


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
    """

    found: tuple[Found, ...]
    waived: int
    looked_at: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[tuple[str, str], int], ...]
    returned: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

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
                        if fix and (number := _fix(room, release, language, grounds.judge.terms(language))):
                            corrected.append(((name, language), number))
                        verdicts[language] = known.verdict(release, language)
                    verdict = verdicts[language]
                    left = verdict.found
                    if release and annotate:
                        left = _annotate(room, release, language, left)
                except WorkflowError as error:
                    on_problem(error)
                    continue
                waived += verdict.waived
                looked_at.append((name, language))
                returned += [verdict.returned] if verdict.returned else []
                path = room.catalog_path(name, language).relative_to(room.root).as_posix()
                found += [Found(name, language, path, finding) for finding in left]
    order = {language: place for place, language in enumerate(wanted)}
    found.sort(key=lambda each: order[each.language])
    looked_at.sort(key=lambda each: order[each[1]])
    corrected.sort(key=lambda each: order[each[0][1]])
    return Checked(tuple(found), waived, tuple(looked_at), tuple(corrected), tuple(returned), tuple(besides))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What ``check`` says of a release in a language; ``returned`` is "" if no return is in force."""

    found: tuple[Finding, ...]
    waived: int
    returned: str
    left_out: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return JSON values, from which ``from_json`` makes the verdict again."""
        return {
            "found": [[each.check, each.severity, stored(each.message), astuple(each.unit)] for each in self.found],
            "waived": self.waived,
            "returned": self.returned,
            "left_out": [stored(each) for each in self.left_out],
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
        return cls(tuple(found), kept["waived"], kept["returned"], tuple(map(restored, kept["left_out"])))


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
        present = self._grounds.room.present(release, language)
        judged = self._grounds.judged(present, self._source)
        left = unanswered(present, judged.found, self._grounds.today)
        why = why_returned(present)
        returned = f"{present.label}: {why}" if why else ""
        verdict = _Verdict(left, len(judged.found) - len(left), returned, left_out(release))
        if basis := self._bases.get(language):
            self._grounds.keep("found", present, self._source, basis, judged, verdict.as_json())
        return verdict


def _fix(room: Newsroom, release: Release, language: str, terms: Terms) -> int:
    """Correct the drafts of a catalog on disk; return how many."""
    number = 0

    def change(catalog: Catalog | None) -> Catalog | None:
        nonlocal number
        if catalog is None:
            return None
        new, number = fixed(catalog, release, terms)
        return new

    room.change_catalog(release.id, language, change, doing="check")
    return number


def _annotate(room: Newsroom, release: Release, language: str, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Write findings into the catalog on disk; return them with the lines that their units have now."""
    room.change_catalog(
        release.id, language, lambda catalog: catalog and annotated(catalog, release, found), doing="check"
    )
    catalog = room.catalog(release.id, language)
    lines = {unit.key: unit.line for unit in catalog.units} if catalog else {}
    return tuple(
        replace(each, unit=replace(each.unit, line=lines.get(each.unit.key, each.unit.line))) for each in found
    )


def annotated(catalog: Catalog, release: Release, found: Iterable[Finding]) -> Catalog:
    """Return the catalog with findings below the places of their units (``#.``), instead of earlier ones.

    Poedit, OmegaT and Weblate show these comments to the translator; syncing writes the places alone.
    """
    places = {segment.key: segment.place for segment in release.segments}
    said: dict[tuple[str, str], list[str]] = {}
    for each in found:
        message = "".join(char if char.isprintable() else " " for char in each.message)
        said.setdefault(each.unit.key, []).append(f"{each.severity}: {message} [{each.check} {each.unit.short_key}]")
    units = (
        replace(unit, place="\n".join((places[unit.key], *said.get(unit.key, ())))) if unit.key in places else unit
        for unit in catalog.units
    )
    return replace(catalog, units=tuple(units))


def findings(
    present: Present,
    terms: Terms | None = None,
    renderings: Renderings | None = None,
    borrowed: Mapping[tuple[str, str], tuple[str, str]] | None = None,
    verdicts: Verdicts | None = None,
) -> tuple[Finding, ...]:
    """Return what could mislead a reader of the current text, in unit order; nothing without a source or a catalog.

    Args:
        present: The release; its rules set the severity of the findings.
        terms: The term base.
        renderings: Of approved releases; those of the release itself are added.
        borrowed: By context and source of a unit, the source that its target was approved for, and in which release.
        verdicts: What was found the last time, brought up to date.
    """
    release, catalog = present.release, present.catalog
    if release is None or catalog is None:
        return ()
    severity = present.rules.severity
    runs = [CHECKS[name].inspect for name in knowing(catalog.language) if severity.get(name) != "off"]
    terms = terms or NoTerms()
    if verdicts:
        verdicts.begin(release, terms)
    named = None
    if "names" in knowing(catalog.language):
        named = verdicts.once(lambda: people(release, terms)) if verdicts else people(release, terms)
    context = Context(release, catalog.language, terms, _with_own(renderings or {}, catalog), named)
    units = {unit.key: unit for unit in catalog.units}
    of_source: dict[tuple[str, str], list[Finding]] = {}
    for check, level, key, message in _of_source(release, present.images):
        if check == "title" and _was_accepted(present):
            level = "warning"
        unit = units.get(key, Unit(source=key[1], context=key[0]))
        of_source.setdefault(key, []).append(Finding(check, level, message, unit))
    found = [finding for key, those in of_source.items() if key not in units for finding in those]
    moved = _moved(catalog, release, context, [name for name in _MOVABLE if CHECKS[name].inspect in runs])
    for unit in catalog.units:
        found += of_source.get(unit.key, ())
        found += islice(_of_memory(unit, (borrowed or {}).get(unit.key)), 1)
        if unit.state is not UnitState.MISSING:

            def judge(unit: Unit = unit) -> tuple[Finding, ...]:
                unit_said = said(unit, release)
                return tuple(finding for run in runs for finding in run(unit_said, context))

            others = context.renderings.get(unit.source, ())
            of_unit: Sequence[Finding] = verdicts.of(unit, others, judge) if verdicts else judge()
            if unit.key in moved:
                of_unit = [finding for finding in of_unit if finding.check not in _MOVABLE] + moved[unit.key]
            found += map(_of_renewal, of_unit) if _is_unchanged_renewal(unit) else of_unit
    found += _all_empty(catalog)
    return tuple(
        replace(finding, severity=severity.get(finding.check, finding.severity))
        for finding in found
        if severity.get(finding.check) != "off"
    )


_MOVABLE = ("values", "digits", "negation")
"""The checks of what may move into the neighbour of a sentence that is deliberately empty."""


def _moved(
    catalog: Catalog, release: Release, context: Context, names: Sequence[str]
) -> dict[tuple[str, str], list[Finding]]:
    """Return what ``_MOVABLE`` find where a sentence is ``<EMPTY>``: it is judged as one text with its neighbours.

    Args:
        catalog: The catalog.
        release: Its release.
        context: What checks get.
        names: Those of ``_MOVABLE`` that are run.

    Returns:
        By a unit's key, its findings; a unit that is neither empty nor a neighbour is not in it. What a neighbour has
        on its own account stays with it, everything else belongs to the empty sentence.
    """
    text = [unit for unit in catalog.units if not unit.context and unit.state is not UnitState.MISSING]
    found: dict[tuple[str, str], list[Finding]] = {}
    for group in _around_empty(text):
        written = [unit for unit in group if unit.target != DELIBERATELY_EMPTY]
        empty = next(unit for unit in group if unit.target == DELIBERATELY_EMPTY)
        found.update((unit.key, []) for unit in group)
        if not written:
            continue
        whole = said(
            Unit("".join(unit.source for unit in group), target=" ".join(unit.target for unit in written)), release
        )
        for name in names:
            run = CHECKS[name].inspect
            own = {(f.severity, f.message): unit for unit in written for f in run(said(unit, release), context)}
            for finding in run(whole, context):
                unit = own.get((finding.severity, finding.message), empty)
                found[unit.key].append(replace(finding, unit=unit))
    return found


def _around_empty(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Yield deliberately empty units with the units before and after them; groups that touch are one."""
    group: list[Unit] = []
    for unit in units:
        if group and DELIBERATELY_EMPTY not in {unit.target, group[-1].target}:
            if any(each.target == DELIBERATELY_EMPTY for each in group):
                yield group
            group = []
        group.append(unit)
    if any(each.target == DELIBERATELY_EMPTY for each in group):
        yield group


def _all_empty(catalog: Catalog) -> Iterator[Finding]:
    """Yield an error if nothing but a title would be published."""
    units = [unit for unit in catalog.units if unit.context != "title"]
    if units and all(unit.target == DELIBERATELY_EMPTY for unit in units):
        message = say("every sentence is {empty}; nothing would be published", empty=DELIBERATELY_EMPTY)
        yield Finding("leftovers", "error", message, units[0])


def fixed(catalog: Catalog, release: Release, terms: Terms) -> tuple[Catalog, int]:
    """Correct mechanical slips in drafts that nobody has edited; return the catalog and how many were corrected."""
    context = Context(release, catalog.language, terms)
    units = tuple(_fixed(unit, context) for unit in catalog.units)
    return replace(catalog, units=units), sum(new != old for new, old in zip(units, catalog.units, strict=True))


def _fixed(unit: Unit, context: Context) -> Unit:
    if unit.state is not UnitState.DRAFT or unit.touched or unit.origin is None:
        return unit
    target = unit.target
    for check in CHECKS.values():
        if check.fix:
            target = check.fix(said(replace(unit, target=target), context.release), context)
    if target == unit.target or not target.strip():
        return unit
    # It is still the machine's draft, so that a person's change can be distinguished from it.
    comment = Draft(target, unit.origin).comment
    comments = tuple(comment if ORIGIN.fullmatch(line) else line for line in unit.comments)
    return replace(unit, target=target, comments=comments)


def _with_own(renderings: Renderings, catalog: Catalog) -> Renderings:
    """Add what this catalog has for a source that occurs in it in several roles, or is approved elsewhere."""
    own: dict[str, list[tuple[str, str]]] = {}
    for unit in catalog.units:
        if unit.state is UnitState.TRANSLATED:
            own.setdefault(unit.source, []).append((unit.target, catalog.release))
    return {source: (*renderings.get(source, ()), *own.get(source, ())) for source in {*renderings, *own}}


def _of_memory(unit: Unit, other: tuple[str, str] | None) -> Iterator[Finding]:
    """Yield what says that a confirmed unit has the translation of a sentence that says something else.

    Args:
        unit: The unit.
        other: The source that its target was approved for, and in which release; None if there is no such source.
    """
    if unit.state is not UnitState.TRANSLATED:
        return
    if not unit.draft_changed and (unit.origin or "").startswith("memory:"):
        for line in unit.comments:
            if line.startswith(DOUBT + OTHER_SOURCE):
                differs = line.removeprefix(DOUBT + OTHER_SOURCE)
                yield Finding(
                    "memory",
                    "error",
                    say("is still the translation of another sentence: {differs}", differs=differs),
                    unit,
                )
    if other is not None:
        source, release = other
        grave: Literal["error", "warning"] = "warning" if unit.context else "error"
        differs = marked(source, unit.source)
        yield Finding(
            "memory",
            grave,
            say("is the translation of another sentence, in {release}: {differs}", release=release, differs=differs),
            unit,
        )


def _is_unchanged_renewal(unit: Unit) -> bool:
    """Return whether a unit was confirmed just as the memory renewed it."""
    origin = unit.origin or ""
    renewed = origin.startswith("memory:") and not origin.startswith("memory: 100 %")
    return renewed and unit.state is UnitState.TRANSLATED and not unit.draft_changed


def _of_renewal(finding: Finding) -> Finding:
    """Return a finding in an unchanged renewal: a doubtful figure that the memory inserted is an error."""
    return replace(finding, severity="error") if finding.check in ("values", "digits") else finding


EXPLANATIONS = {
    "images": say(
        "Looks for pictures that a release names but that are missing, or that pages cannot "
        "show, and for what is not read as a picture because its path has a space."
    ),
    "title": say(
        "Looks for releases without a title. Give the source one, or waive the finding and say "
        "why; pages then have none either. What was approved or submitted before this was an "
        "error stays as it is."
    ),
    "memory": say(
        "Finds confirmed translations of a different sentence: drafts that the memory made from "
        "one and that were confirmed unchanged, and what is word for word the approved "
        "translation of one, wherever it came from. Table cells and translations of fewer than "
        "six words are left out. Correct the translation; if it happens to be right anyway, "
        "waive the finding and say why."
    ),
}
"""What each of ``SOURCE_CHECKS`` looks for."""


_SHOWN = 5


_MAY_BE_UNLIKE = late("[\u2e80-\u2fd5\ue000-\uf8ff\U000f0000-\U0010ffff]")


def _unlike(text: str) -> Iterator[str]:
    """Yield radicals that stand for characters, and private-use characters, which other computers show as others."""
    if not text.isascii():
        yield from (char for char in _MAY_BE_UNLIKE.findall(text) if ord(char) in RADICALS or category(char) == "Co")


def _named(char: str) -> str:
    usual = RADICALS.get(ord(char))
    code = f"U+{ord(char):04X}"
    if usual:
        return say("{char} ({code}) for {usual}", char=char, code=code, usual=usual)
    return say("{code} (private use)", code=code)


def _of_source(
    release: Release, images: Mapping[str, str]
) -> Iterator[tuple[str, Literal["error", "warning"], tuple[str, str], str]]:
    """Yield what is wrong with the source itself: check, severity, the unit it belongs to, message."""
    for path in (path for path, digest in images.items() if not digest):
        message = say(
            "the picture {picture} is missing next to {path}, or is not a PNG, JPEG, GIF, WebP or AVIF file",
            picture=path,
            path=release.path,
        )
        yield "images", "error", _where(path, release), message
    blocks = [block for top in release.blocks for block in top.walk()]
    for block in blocks:
        if block.kind == "figure" and block.info not in images:
            message = say(
                "the picture {picture} is missing next to {path} and will not be shown; put a copy there",
                picture=block.info,
                path=release.path,
            )
            yield "images", "warning", _where(block.info, release), message
    for block in blocks if release.markup == "markdown" else ():
        for path, key in _unread_pictures(block, release):
            message = say(
                "“{picture}” is not read as a picture, because of its spaces; write {right} or <{picture}>",
                picture=path,
                right=path.replace(" ", "%20"),
            )
            yield "images", "error", key, message
    hiding = {char: segment.key for segment in reversed(release.segments) for char in _unlike(segment.text)}
    if hiding:
        some = listed(_named(char) for char in sorted(hiding)[:_SHOWN])
        if len(hiding) > _SHOWN:
            some = say("{some} and {n} more", some=some, n=len(hiding) - _SHOWN)
        message = say("{path} has characters that are not what they seem: {some}", path=release.path, some=some)
        key = next(segment.key for segment in release.segments if segment.key in hiding.values())
        yield "characters", "warning", key, message
    if release.segments and not has_title(release.blocks):
        if release.markup == "plain":
            message = say("{path} has no title; put it on the first line, with a blank line below", path=release.path)
        else:
            message = say(
                "{path} has no title; put it above the text, after # or as title: in the front matter",
                path=release.path,
            )
        yield "title", "error", ("", ""), message


def _was_accepted(present: Present) -> bool:
    """Return whether the text was approved, or submitted when a missing title was no error."""
    submission = present.standing.submission
    if present.covered or submission is None or not present.submitted:
        return present.covered
    counts = (submission.entry.act.checks or {}).get("title")
    return counts is None or not counts.errors


_PICTURE = late(r"!\[[^\[\]\n]*\]\(([^()<>\n\"]*)[\")]")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


def _unread_pictures(block: Block, release: Release) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the paths of what looks like a picture and has a space in its path, with the unit that each is in."""
    text = "".join(part.text for part in block.content if not isinstance(part, Verbatim) or part.kind == "text")
    if "](" not in text:
        return
    references = {label: {"href": address, "title": title} for label, address, title in release.references}
    for node in nodes(text, {"references": references}):
        if node.kind in ("code", "image", "comment", "mark"):
            text = text[: node.start] + " " * (node.end - node.start) + text[node.end :]
    segments = [part for part in block.content if isinstance(part, Segment)]
    for found in _PICTURE.finditer(text):
        path = found[1].strip()
        if " " in path and path.lower().endswith(_PICTURES):
            inside = [part.key for part in segments if f"({found[1]}" in part.text]
            yield path, next(iter((*inside, *(part.key for part in segments))), ("", ""))


def _where(path: str, release: Release) -> tuple[str, str]:
    """Return the unit that a picture belongs to: its caption, or the sentence it is in."""
    for block in (b for top in release.blocks for b in top.walk()):
        segments = [part for part in block.content if isinstance(part, Segment)]
        if block.kind == "figure" and block.info == path and segments:
            return segments[0].key
    for segment in release.segments:
        if "![" in segment.text and path in unquote(segment.text):
            return segment.key
    return ("", "")
