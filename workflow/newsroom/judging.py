"""All checks over all units of a release in a language."""

import operator
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.registries import CHECKS
from workflow.contracts.terms import NoTerms, Terms
from workflow.differences import marked
from workflow.errors import WorkflowError
from workflow.interface import say
from workflow.markup.printing import said
from workflow.model import DELIBERATELY_EMPTY, DOUBT, OTHER_SOURCE, Catalog, Finding, Release, Unit, UnitState
from workflow.newsroom.folder import Newsroom, OnProblem
from workflow.newsroom.memories import Memories
from workflow.newsroom.source_checks import source_findings
from workflow.newsroom.terms import people
from workflow.signoff.present import Present

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
    for check, level, key, message in source_findings(release, present.images):
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


def _was_accepted(present: Present) -> bool:
    """Return whether the text was approved, or submitted when a missing title was no error."""
    submission = present.standing.submission
    if present.covered or submission is None or not present.submitted:
        return present.covered
    counts = (submission.entry.act.checks or {}).get("title")
    return counts is None or not counts.errors
