"""Drafting: syncs catalogs with their sources, and fills empty units from the ledger, the memory and an engine."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.catalogs.returns import told
from workflow.catalogs.sync import Changes, carried
from workflow.checks import knowing
from workflow.contracts import CHECKS, ENGINES, Context, Person, Terms, Translator
from workflow.errors import WorkflowError
from workflow.files import content
from workflow.languages import of as of_language
from workflow.markup.printing import said
from workflow.model import (
    CHANGED,
    DOUBT,
    ORIGIN,
    Catalog,
    Draft,
    Edition,
    Finding,
    Match,
    Release,
    Segment,
    Sentence,
    Style,
    Term,
    Unit,
    UnitState,
    digest_of_segments,
)
from workflow.newsroom import texts
from workflow.newsroom.folder import Newsroom, OnProblem, once
from workflow.newsroom.memories import Memories
from workflow.newsroom.sources import Sources
from workflow.newsroom.terms import people
from workflow.newsroom.understood import left_out
from workflow.signoff.acts import told_translators
from workflow.starter import credited
from workflow.termbase import UNVERIFIED

if TYPE_CHECKING:
    from workflow.drafting.drafter import Drafter, Findings

NO_DRAFT = "no draft: "
"""Starts the translator comment that says why a unit has no draft; delete the comment to try again. Another engine that
is asked for by name tries it in any case.
"""

SAVE_EVERY = 5.0
"""The most seconds of drafting that a killed process can lose."""

Ask = Callable[[str, str], Sentence]
"""From source and release id to the sentence with its terms and markup, as an engine gets it."""


@dataclass(frozen=True, slots=True)
class Synced:
    """A catalog was synced with its source and filled from the memory.

    Attributes:
        path: The catalog's path.
        release: The release's id.
        language: The target language.
        new: Whether there was none before.
        changed: Whether it differs from before.
        changes: What the source's changes did to it.
        units: How many units it has.
        missing: How many of them have no target.
        waiting: How many of those the engine will now be asked for.
        recalled: How many were filled with what was approved of this release or of a similar sentence.
        left_out: What the source holds besides its text, in sentences; () if the catalog has not changed, or if an
            event before this one said it.
    """

    path: Path
    release: str
    language: str
    new: bool
    changed: bool
    changes: Changes
    units: int
    missing: int
    waiting: int = 0
    recalled: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """In a dry run: how many sentences this engine would draft."""

    language: str
    engine: str
    sentences: int


@dataclass(frozen=True, slots=True)
class Started:
    """An engine is loaded and drafts these sentences of a language; ``engine`` is named as the origin of drafts."""

    language: str
    engine: str
    sentences: int
    characters: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many sentences are drafted, of how many."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts of a language are in the catalogs.

    Attributes:
        language: The target language.
        sentences: How many were to be drafted.
        drafted: How many were.
        failed: For how many the engine found nothing; a comment in the catalog says why.
        interrupted: Whether somebody pressed Ctrl-C. Everything drafted until then is saved.
    """

    language: str
    sentences: int
    drafted: int
    failed: int
    interrupted: bool


Event = Synced | Wanted | Started | Progress | Drafted


@dataclass(frozen=True, slots=True)
class Translated:
    """What ``translate`` did: the events that report results, and whether Ctrl-C ended it."""

    synced: tuple[Synced, ...]
    wanted: tuple[Wanted, ...]
    drafted: tuple[Drafted, ...]
    interrupted: bool


def translate(
    room: Newsroom,
    names: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    engine: str | None = None,
    redraft: bool = False,
    dry_run: bool = False,
    on_event: Callable[[Event], None],
    on_problem: OnProblem,
) -> Translated:
    """Sync catalogs with their sources and draft empty units.

    Nothing that a person wrote is lost. Empty units are filled with what was approved of this very release, then from
    the memory, then by the engine, always fuzzy. Drafts are saved every few seconds; Ctrl-C keeps what is done, and the
    next run continues from there.

    Args:
        room: The newsroom.
        names: The releases, ids or paths; if empty, all.
        languages: If empty, all.
        engine: One of ``contracts.ENGINES``, or "none" for catalogs without drafts; None for the newsroom's own.
        redraft: Also replace drafts that nobody has edited.
        dry_run: Only report what would be done; write nothing and load no engine.
        on_event: Called as things happen.
        on_problem: Called for each source, catalog, memory or term base that cannot be read, once for each problem,
            and if the engine cannot be loaded; the others continue.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    asked, on_problem = tuple(names), once(on_problem)
    sources = room.find(asked, hints=True, on_problem=on_problem)
    wanted = room.languages(languages)
    name = engine or room.settings.engine
    drafting = name != "none"
    synced: list[Synced] = []
    releases: dict[str, Release] = {}
    catalogs: dict[str, list[Catalog]] = {language: [] for language in wanted}
    with Memories(room, on_problem) as memories:
        syncing = _Syncing(
            room, memories, engine=engine or "", drafting=drafting, redraft=drafting and redraft, dry_run=dry_run
        )
        for language in wanted:
            for release in sources:
                try:
                    event, catalog = syncing.sync(sources, release, language)
                except WorkflowError as error:
                    on_problem(error)
                    continue
                if catalog and any(map(_wants, catalog.units)):
                    catalogs[language].append(catalog)
                    releases[release] = sources.read(release)
                synced.append(event)
                on_event(event)
    would: list[Wanted] = []
    drafted: list[Drafted] = []
    for language in wanted if drafting else ():
        try:
            ask = asking(room.terms(language), releases.values(), language)
            sentences = wanting(catalogs[language], ask)
            if not sentences:
                continue
            if dry_run:
                would.append(Wanted(language, name, len(sentences)))
                on_event(would[-1])
                continue
            drafted.append(
                _draft(room, releases, catalogs[language], sentences, ask, name, language, on_event, on_problem)
            )
        except WorkflowError as error:
            on_problem(error)
            continue
        on_event(drafted[-1])
        if drafted[-1].interrupted:
            break
    return Translated(tuple(synced), tuple(would), tuple(drafted), any(each.interrupted for each in drafted))


@dataclass(frozen=True, slots=True)
class _Syncing:
    """Syncs catalogs.

    ``drafting``: whether empty units are filled; ``engine``: the one that was asked for by name, else ""; ``said``: the
    releases of which somebody was told what is left out; the others as in ``translate``.
    """

    room: Newsroom
    memories: Memories
    engine: str
    drafting: bool
    redraft: bool
    dry_run: bool
    said: set[str] = field(default_factory=set)

    def sync(self, sources: Sources, name: str, language: str) -> tuple[Synced, Catalog | None]:
        """Sync one catalog; None if the cache knows that it is in sync and complete."""
        basis = texts.basis(self.room, sources.paths[name], name, language)
        if not self.redraft and (units := texts.units(self.room, name, language, basis)) is not None:
            path, changes = self.room.catalog_path(name, language), Changes(kept=units)
            return Synced(path, name, language, new=False, changed=False, changes=changes, units=units, missing=0), None
        release = sources.read(name)
        empty = 0

        def then(catalog: Catalog) -> Catalog:
            nonlocal empty
            catalog = self._told(undrafted(catalog) if self.redraft else catalog)
            if self.drafting and self.engine:
                catalog = _given_to(self.engine, catalog)
            empty = _missing(catalog)
            return self._recalled(catalog, release, language) if self.drafting and empty else catalog

        if self.dry_run:
            new, old, changes = self.room.synced(release, language)
            new = then(new)
        else:
            new, old, changes = self.room.sync(release, language, then, doing="translate")
        missing = _missing(new)
        event = Synced(
            self.room.catalog_path(name, language),
            name,
            language,
            new=old is None,
            changed=new != old,
            changes=changes,
            units=len(new.units),
            missing=missing,
            waiting=sum(map(_wants, new.units)) if self.drafting else 0,
            recalled=empty - missing,
            left_out=left_out(release) if new != old and name not in self.said else (),
        )
        self.said.add(name)
        if (
            not event.changed
            and not event.missing
            and texts.basis(self.room, sources.paths[name], name, language) == basis
        ):
            texts.note_units(self.room, name, language, basis, event.units)
        return event, new

    def _told(self, catalog: Catalog) -> Catalog:
        """Say in a catalog why its text was returned, if it was, in case ``return`` was killed or a tool dropped it."""
        with suppress(WorkflowError):  # reported by the commands that need the ledger
            why = ""
            # Most ledgers need not be read: canonical JSON spells each action in one way.
            if b'"action":"return"' in (content(self.room.ledger_path(catalog.release, catalog.language)) or b""):
                ledger = self.room.ledger(catalog.release, catalog.language)
                why = told_translators(self.room.standing(ledger))
            return told(catalog, why)
        return catalog

    def _recalled(self, catalog: Catalog, release: Release, language: str) -> Catalog:
        """Fill a catalog with what was approved of this very release, then with similar translations of the memory."""
        catalog = recall(catalog, _approved(self.room, release, language), release)
        wants_memory = self.room.settings.memory <= 100
        if wants_memory and _missing(catalog) and (memory := self.memories.of(language)):
            from workflow.newsroom.recalling import recollected

            drafts = recollected(catalog, memory, date=release.date, threshold=self.room.settings.memory)
            catalog = remember(catalog, drafts)
        return catalog


def _given_to(engine: str, catalog: Catalog) -> Catalog:
    """Forget why empty units have no draft where it was another engine that made none."""

    def of_another(line: str) -> bool:
        made_none, _, _ = line.partition(NO_DRAFT)[2].removeprefix("mt: ").partition(" ")
        return line.startswith(NO_DRAFT) and made_none.rstrip(":") != engine

    return replace(
        catalog,
        units=tuple(
            replace(unit, comments=tuple(line for line in unit.comments if not of_another(line)))
            if unit.state is UnitState.MISSING and any(map(of_another, unit.comments))
            else unit
            for unit in catalog.units
        ),
    )


def _missing(catalog: Catalog) -> int:
    return sum(unit.state is UnitState.MISSING for unit in catalog.units)


def _approved(room: Newsroom, release: Release, language: str) -> list[Edition]:
    """Return what was approved of a release, oldest first; nothing if withdrawn, superseded or unreadable."""
    with suppress(WorkflowError):  # reported by the commands that need the ledger
        now = room.standing(room.ledger(release.id, language))
        return [] if now.ended else [approval.edition for approval in now.approvals.values()]
    return []


def asking(terms: Terms, releases: Iterable[Release], language: str = "en") -> Ask:
    """Yield the sentences of releases, with the terms that are valid on each one's date.

    Chinese people whom the term base lacks are terms too, in pinyin that nobody has verified, unless the target
    language writes Han characters.
    """
    by_id = {release.id: release for release in releases}
    latin = not of_language(language).writes_han
    named = {release.id: people(release, terms) if latin else None for release in by_id.values()}

    def ask(source: str, of: str) -> Sentence:
        release = by_id[of]
        references = release.references if "[" in source else ()
        numbers = of_language(release.language).numbers
        relative = numbers is not None and numbers.implied(source, release.date) != numbers.implied(source, "")
        calendar = of_language(release.language).calendar
        relative = relative or ("日" in source and calendar is not None and bool(calendar.times(source).lone_days))
        date = release.date if relative else ""
        found = tuple(terms.find(source, release.date))
        if somebody := named[of]:
            found = with_people(found, somebody.find(source, found))
        return Sentence(source, found, release.markup, references, date)

    return ask


def with_people(terms: Sequence[Match], people: Iterable[tuple[int, int, Person]]) -> tuple[Match, ...]:
    """Return terms and people in text order; of a term and a person that overlap, the longer one."""
    found = list(terms)
    for start, end, person in people:
        inside = [match for match in found if match.start < end and start < match.end]
        if all(match.end - match.start < end - start for match in inside):
            term = Term(person.text, person.in_latin_letters, "person", note=UNVERIFIED)
            found = [*(match for match in found if match not in inside), Match(start, end, (term,))]
    return tuple(sorted(found, key=lambda match: match.start))


def load_engine(room: Newsroom, name: str, language: str) -> Translator:
    """Load one of ``contracts.ENGINES`` with the newsroom's settings for it."""
    engine = ENGINES[name]
    load = engine.configured(room.settings.options(name), room.root) if engine.configured else engine.load
    return load(room.settings.source_language, language)


def _draft(
    room: Newsroom,
    releases: Mapping[str, Release],
    catalogs: Sequence[Catalog],
    sentences: Sequence[Sentence],
    ask: Ask,
    name: str,
    language: str,
    on_event: Callable[[Event], None],
    on_problem: OnProblem,
) -> Drafted:
    """Draft what is missing in one call of the engine; save each catalog when its last draft is there."""
    waiting: dict[str, int] = {}
    users: dict[Sentence, list[str]] = {}
    for catalog in catalogs:
        for sentence in wanting([catalog], ask):
            users.setdefault(sentence, []).append(catalog.release)
            waiting[catalog.release] = waiting.get(catalog.release, 0) + 1
    engine = load_engine(room, name, language)
    machine = drafter(engine, language, lambda each: releases[users[each][0]], room.settings.style(language))
    on_event(Started(language, machine.engine.name, len(sentences), sum(len(sentence.text) for sentence in sentences)))
    drafts: dict[Sentence, Draft] = {}
    unsaved: set[str] = set()

    def save(ready: Iterable[str]) -> None:
        for release in list(ready):
            unsaved.discard(release)
            try:
                # Into the current catalog: a translator may have saved it meanwhile.
                room.change_catalog(release, language, lambda now: now and fill(now, drafts, ask), doing="translate")
            except WorkflowError as error:
                on_problem(error)

    interrupted = False
    last = time.monotonic()
    try:
        for index, draft in machine.drafts(sentences):
            drafts[sentences[index]] = draft
            for release in users[sentences[index]]:
                waiting[release] -= 1
                unsaved.add(release)
            save(release for release in users[sentences[index]] if not waiting[release])
            if time.monotonic() - last > SAVE_EVERY:
                save(sorted(unsaved))
                last = time.monotonic()
            on_event(Progress(len(drafts), len(sentences)))
    except KeyboardInterrupt:
        interrupted = True
    finally:
        save(sorted(unsaved))
    failed = sum(not draft.text for draft in drafts.values())
    return Drafted(language, len(sentences), len(drafts) - failed, failed, interrupted)


def wanting(catalogs: Iterable[Catalog], ask: Ask) -> tuple[Sentence, ...]:
    """Return the sources that need a draft, with their terms, each once however often it occurs in the catalogs.

    The same source in releases of different dates is two sentences if its terms differ, or if it refers to the date.
    """
    sentences: dict[Sentence, None] = {}
    for catalog in catalogs:
        for unit in catalog.units:
            if _wants(unit):
                sentences.setdefault(ask(unit.source, catalog.release))
    return tuple(sentences)


def fill(catalog: Catalog, drafts: Mapping[Sentence, Draft], ask: Ask) -> Catalog:
    """Put drafts into the empty units of a catalog, fuzzy, with their origin and doubts; other units are unchanged."""
    return replace(
        catalog,
        units=tuple(
            filled(unit, credited(drafts[sentence], sentence.terms, catalog.language))
            if _wants(unit) and (sentence := ask(unit.source, catalog.release)) in drafts
            else unit
            for unit in catalog.units
        ),
    )


def drafter(
    engine: Translator, language: str, release_of: Callable[[Sentence], Release], style: Style | None = None
) -> "Drafter":
    """Return what drafts into ``language`` with a loaded engine in a house style; ``release_of`` as in ``values``."""
    from workflow.drafting.drafter import Drafter  # slow to import; most commands draft nothing

    return Drafter(engine, language, values(language, release_of), style, findings(language, release_of))


def values(language: str, release_of: Callable[[Sentence], Release]) -> "Findings":
    """Return how the figures of a sentence and its draft are compared: by the check ``values``, errors first.

    Args:
        language: The target language.
        release_of: Returns the release of a sentence; one of them, if it is in several.
    """
    check = CHECKS["values" if "values" in knowing(language) else "digits"]

    def differences(sentence: Sentence, target: str) -> tuple[Finding, ...]:
        release = release_of(sentence)
        unit = Unit(sentence.text, target=target)
        found = check.inspect(said(unit, release), Context(release, language))
        return tuple(sorted(found, key=lambda finding: finding.severity))

    return differences


RANKING = ("names", "negation")
"""The checks that decide between hypotheses whose figures and terms are equally right."""


def findings(language: str, release_of: Callable[[Sentence], Release]) -> "Findings":
    """Return how drafts are compared besides their figures: by the checks RANKING; arguments as in ``values``."""
    checks = [CHECKS[name] for name in RANKING if name in knowing(language)]

    def found(sentence: Sentence, target: str) -> tuple[Finding, ...]:
        release = release_of(sentence)
        read, context = said(Unit(sentence.text, target=target), release), Context(release, language)
        return tuple(finding for check in checks for finding in check.inspect(read, context))

    return found


def recall(catalog: Catalog, editions: Iterable[Edition], release: Release) -> Catalog:
    """Fill the empty units of a catalog with what was approved of this very release, fuzzy; the last edition counts.

    Where the text is only cut differently since, its words are joined or divided, if that is certain.
    """
    approved: dict[tuple[str, str], str] = {}
    for edition in editions:
        approved.update(edition.targets)
        approved.update(_carried(edition, release))
    origin = f"memory: 100 % from {catalog.release}"
    return remember(catalog, {key: Draft(target, origin) for key, target in approved.items()})


def _carried(edition: Edition, release: Release) -> dict[tuple[str, str], str]:
    """Return what an edition has for the units of a release, if it is the same text, by context and source."""
    parts = (part for top in edition.blocks for block in top.walk() for part in block.content)
    digest = digest_of_segments(part.key for part in parts if isinstance(part, Segment))
    units = tuple(Unit(source, context, target) for context, source, target in edition.units)
    was = Catalog(edition.release, edition.language, units, headers=(("X-Source-Digest", digest),))
    now, _ = carried(was, release)
    return {key: unit.target for key, unit in now.items() if not unit.fuzzy}


def undrafted(catalog: Catalog) -> Catalog:
    """Remove the drafts that nobody has edited from a catalog, so that they are made again."""
    return replace(
        catalog,
        units=tuple(
            replace(unit, target="", fuzzy=False, comments=_without_draft(unit))
            if unit.state is UnitState.DRAFT and unit.origin and not unit.touched
            else unit
            for unit in catalog.units
        ),
    )


def _without_draft(unit: Unit) -> tuple[str, ...]:
    return tuple(line for line in unit.comments if not ORIGIN.fullmatch(line) and not line.startswith((CHANGED, DOUBT)))


def remember(catalog: Catalog, drafts: Mapping[tuple[str, str], Draft]) -> Catalog:
    """Put drafts, by context and source, into the empty units of a catalog, fuzzy."""
    return replace(
        catalog,
        units=tuple(
            filled(unit, drafts[unit.key]) if unit.state is UnitState.MISSING and unit.key in drafts else unit
            for unit in catalog.units
        ),
    )


def _wants(unit: Unit) -> bool:
    return unit.state is UnitState.MISSING and not any(line.startswith(NO_DRAFT) for line in unit.comments)


def filled(unit: Unit, draft: Draft) -> Unit:
    """Return a unit with a draft, fuzzy, with its origin and doubts; or with the reason why there is none."""
    kept = _without_draft(unit)
    if not draft.text:
        return replace(unit, comments=(*kept, f"{NO_DRAFT}{draft.origin}: {draft.problem or 'nothing came back'}"))
    return replace(
        unit,
        target=draft.text,
        fuzzy=True,
        previous_source=None,
        previous_context=None,
        comments=(*kept, *(f"{DOUBT}{clause}" for clause in draft.doubts), draft.comment),
    )
