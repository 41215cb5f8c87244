"""Drafting: syncs catalogs with their sources, and fills empty units from the ledger, the memory and an engine."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.catalogs.returns import told
from workflow.catalogs.sync import Changes, carried
from workflow.checks import knowing
from workflow.contracts.checks import Context
from workflow.contracts.engines import Background, Translator
from workflow.contracts.facts import Person
from workflow.contracts.registries import CHECKS
from workflow.contracts.terms import Terms
from workflow.drafting import composed
from workflow.errors import MissingError, WorkflowError
from workflow.files import content
from workflow.interface import say
from workflow.languages import of as of_language
from workflow.languages import primary
from workflow.markup.printing import said
from workflow.model import (
    DOUBT,
    FROM_APPROVED,
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
from workflow.newsroom.instead import FALLBACK, Instead
from workflow.newsroom.memories import Memories
from workflow.newsroom.routes import BRIDGE, Bridge, NothingInstalled, Route, Way, Ways, following, route, undrafted
from workflow.newsroom.sources import Sources
from workflow.newsroom.terms import people
from workflow.newsroom.understood import left_out
from workflow.signoff.present import told_translators
from workflow.starter import credited
from workflow.termbase.base import UNVERIFIED

if TYPE_CHECKING:
    from workflow.drafting.converting import Converting
    from workflow.drafting.drafter import Drafter, Findings

NO_DRAFT = "no draft: "
"""Starts the translator comment that says why a unit has no draft; delete the comment to try again. Another engine that
is asked for by name tries it in any case.
"""

SAVE_EVERY = 5.0
"""The most seconds of drafting that a killed process can lose."""

Ask = Callable[[Unit, str], Sentence | None]
"""From a unit and the release's id to the sentence with its terms and markup, as an engine gets it; None if there is no
text yet to make a draft from.
"""


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
    """In a dry run: how many sentences this engine would draft, and from which language."""

    language: str
    engine: str
    sentences: int
    source: str


@dataclass(frozen=True, slots=True)
class NotInstalled:
    """Nothing that drafts into this language is installed, so that its catalogs have no drafts; ``why`` says more."""

    language: str
    why: str


@dataclass(frozen=True, slots=True)
class Waits:
    """Drafts in this language are made from approved translations into another one, which these releases lack.

    Attributes:
        language: The target language.
        bridge: The other language.
        sentences: How many units have no draft for this reason.
        releases: The ids of their releases.
    """

    language: str
    bridge: str
    sentences: int
    releases: tuple[str, ...]


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
        instead: How many of them another engine drafted.
        other: That engine.
        why: Why it did, as a clause.
    """

    language: str
    sentences: int
    drafted: int
    failed: int
    interrupted: bool
    instead: int = 0
    other: str = ""
    why: str = ""


Event = Synced | Wanted | NotInstalled | Waits | Started | Progress | Drafted


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
        engine: One of ``registries.ENGINES``, or "none" for catalogs without drafts; None for the newsroom's own, and
            for what converts between two scripts.
        redraft: Also replace drafts that nobody has edited.
        dry_run: Only report what would be done; write nothing and load no engine.
        on_event: Called as things happen.
        on_problem: Called for each source, catalog, memory or term base that cannot be read, once for each problem,
            and if the engine cannot be loaded; the others continue. That nothing is installed for a language is only a
            problem if the language or the engine was named, or is the only one; else ``on_event`` is told.

    Raises:
        UsageError: There is no such release or language.
        WorkflowError: A named release cannot be read.
    """
    asked, on_problem, to = tuple(names), once(on_problem), tuple(languages)
    sources = room.find(asked, hints=True, on_problem=on_problem)
    wanted = room.languages(to)
    drafting = (engine or room.settings.engine) != "none"
    ways = Ways(room, engine or "", drafting=drafting)
    synced: list[Synced] = []
    releases: dict[str, Release] = {}
    catalogs: dict[str, list[Catalog]] = {language: [] for language in wanted}
    with Memories(room, on_problem) as memories:
        syncing = _Syncing(room, memories, ways, redraft=drafting and redraft, dry_run=dry_run)
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
    done: list[Wanted | Drafted] = []
    filling = _Filling(room, ways, releases, dry_run=dry_run, on_event=on_event, on_problem=on_problem)
    must = bool(to or engine) or len(room.settings.target_languages) == 1
    for language in wanted if drafting else ():
        done += filling.fill(language, catalogs[language], must=must)
        if interrupted := any(isinstance(each, Drafted) and each.interrupted for each in done):
            break
    else:
        interrupted = False
    would = tuple(each for each in done if isinstance(each, Wanted))
    drafted = tuple(each for each in done if isinstance(each, Drafted))
    return Translated(tuple(synced), would, drafted, interrupted)


@dataclass(frozen=True, slots=True)
class _Filling:
    """Fills the empty units of catalogs; ``releases`` are theirs by id, the others as in ``translate``."""

    room: Newsroom
    ways: Ways
    releases: Mapping[str, Release]
    dry_run: bool
    on_event: Callable[[Event], None]
    on_problem: OnProblem

    def fill(self, language: str, catalogs: Sequence[Catalog], *, must: bool) -> Iterator[Wanted | Drafted]:
        """Yield what is done, or would be; ``must``: it is a problem if nothing is installed for the language."""
        if not catalogs:
            return
        try:
            way = self.ways.to(language)
        except WorkflowError as error:
            if isinstance(error, NothingInstalled) and not must:
                self.on_event(NotInstalled(language, error.message))
            else:
                self.on_problem(error)
            return
        if waits := _waiting(way, catalogs):
            self.on_event(waits)
        drafted: list[Drafted] = []
        for source_language, group in _by_script(way, catalogs, self.releases).items():
            try:
                event = self._fill(way, source_language, group)
            except WorkflowError as error:
                self.on_problem(error)
                continue
            if isinstance(event, Wanted):
                self.on_event(event)
                yield event
            elif event:
                drafted.append(event)
                if event.interrupted:
                    break
        if drafted:
            together = _together(drafted)
            self.on_event(together)
            yield together

    def _fill(self, way: Way, source_language: str, catalogs: Sequence[Catalog]) -> Wanted | Drafted | None:
        ask = asking_along(way, self.room, self.releases)
        sentences = wanting(catalogs, ask)
        if not sentences:
            return None
        if self.dry_run:
            return Wanted(way.route.language, way.route.engine, len(sentences), way.route.bridge or source_language)
        return _draft(
            self.room, way, source_language, self.releases, catalogs, sentences, ask, self.on_event, self.on_problem
        )


def _together(drafted: Sequence[Drafted]) -> Drafted:
    """Return what was drafted into a language, from sources in one script or in both; only one engine has another."""
    return replace(
        drafted[0],
        sentences=sum(each.sentences for each in drafted),
        drafted=sum(each.drafted for each in drafted),
        failed=sum(each.failed for each in drafted),
        interrupted=drafted[-1].interrupted,
    )


def _by_script(
    way: Way, catalogs: Iterable[Catalog], releases: Mapping[str, Release]
) -> Mapping[str, Sequence[Catalog]]:
    """Group catalogs by the language that an engine is loaded for: a conversion depends on each release's script."""
    groups: dict[str, list[Catalog]] = {}
    for catalog in catalogs:
        own = releases[catalog.release].language
        groups.setdefault(own if way.route.converts else way.source_language, []).append(catalog)
    return groups


def _waiting(way: Way, catalogs: Iterable[Catalog]) -> Waits | None:
    """Return what waits for an approved translation; None if nothing does."""
    if (bridge := way.bridge) is None:
        return None
    left = {
        catalog.release: sum(_wants(unit) and bridge.waits(unit, catalog.release) for unit in catalog.units)
        for catalog in catalogs
    }
    releases = tuple(release for release, number in left.items() if number)
    return Waits(way.route.language, way.route.bridge, sum(left.values()), releases) if releases else None


@dataclass(frozen=True, slots=True)
class _Syncing:
    """Syncs catalogs; ``redraft`` and ``dry_run`` as in ``translate``.

    ``said``: the releases of which somebody was told what is left out.
    """

    room: Newsroom
    memories: Memories
    ways: Ways
    redraft: bool
    dry_run: bool
    said: set[str] = field(default_factory=set)

    def sync(self, sources: Sources, name: str, language: str) -> tuple[Synced, Catalog | None]:
        """Sync one catalog; None if the cache knows that it is in sync and complete."""
        basis = self._basis(sources, name, language)
        if not self.redraft and (units := texts.units(self.room, name, language, basis)) is not None:
            path, changes = self.room.catalog_path(name, language), Changes(kept=units)
            return Synced(path, name, language, new=False, changed=False, changes=changes, units=units, missing=0), None
        release = sources.read(name)
        empty = 0

        def then(catalog: Catalog) -> Catalog:
            nonlocal empty
            catalog = self._told(self._without_drafts(catalog) if self.redraft else catalog)
            if self.ways.engine and self.ways.drafting:
                catalog = _given_to(self.ways.engine, catalog)
            catalog = self._followed(catalog)
            empty = _missing(catalog)
            return self._recalled(catalog, release, language) if self.ways.drafting and empty else catalog

        if self.dry_run:
            new, old, changes = self.room.synced(release, language)
            new = then(new)
        else:
            new, old, changes = self.room.sync(release, language, then, doing="translate")
        missing = _missing(new)
        wanting = [unit for unit in new.units if _wants(unit)] if self.ways.drafting else []
        way = self.ways.find(language) if wanting else None
        event = Synced(
            self.room.catalog_path(name, language),
            name,
            language,
            new=old is None,
            changed=new != old,
            changes=changes,
            units=len(new.units),
            missing=missing,
            waiting=sum(way.can_draft(unit, name) for unit in wanting) if way else 0,
            recalled=empty - missing,
            left_out=left_out(release) if new != old and name not in self.said else (),
        )
        self.said.add(name)
        if not event.changed and not event.missing and self._basis(sources, name, language) == basis:
            texts.note_units(self.room, name, language, basis, event.units)
        return event, new

    def _basis(self, sources: Sources, name: str, language: str) -> str:
        """Return what decides whether a catalog is in sync: also the approved translation that it may follow."""
        basis = texts.basis(self.room, sources.paths[name], name, language)
        if primary(language) in {BRIDGE, primary(self.room.settings.source_language)}:
            return basis
        return f"{basis} {self.room.shelf.digest(f'locales/{BRIDGE}/{name}.jsonl')}"

    def _without_drafts(self, catalog: Catalog) -> Catalog:
        """Remove the drafts that nobody has edited and that can be made again."""
        way = self.ways.find(catalog.language)
        if way is None:
            return catalog
        return without_drafts(catalog, lambda unit: way.can_draft(unit, catalog.release))

    def _followed(self, catalog: Catalog) -> Catalog:
        """Let drafts that were made from an approved translation follow it."""
        if not any(FROM_APPROVED.search(unit.origin or "") for unit in catalog.units):
            return catalog
        way = self.ways.find(catalog.language)
        bridge = way.bridge if way and way.bridge else Bridge(self.room, catalog.language)
        text = bridge.approved(catalog.release)
        redrafts = way is not None and way.bridge is not None
        return following(self.room, catalog, text, redrafts=redrafts).followed(catalog) if text else catalog

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

            # A conversion is right where another sentence's translation has gaps to fill.
            way = self.ways.find(language)
            threshold = 100 if way and way.route.converts else self.room.settings.memory
            drafts = recollected(catalog, memory, date=release.date, threshold=threshold)
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


def asking_along(way: Way, room: Newsroom, releases: Mapping[str, Release]) -> Ask:
    """Return what gives the text that a unit's draft is made from, if there is one; ``releases`` are by id."""
    if (bridge := way.bridge) is not None:
        return lambda unit, of: bridge.sentence(unit, releases[of])
    ask = asking(room.terms(way.route.language), releases.values(), way.route.language)
    return lambda unit, of: ask(unit.source, of)


def asking(terms: Terms, releases: Iterable[Release], language: str = "en") -> Callable[[str, str], Sentence]:
    """Return what gives sentences, by source and release id, with the terms that are valid on the release's date.

    Chinese people whom the term base lacks are terms too, in pinyin that nobody has verified, and others who are named
    are noted, unless the target language writes Han characters. In English, so are places and local offices whose names
    are composed by rule.
    """
    by_id = {release.id: release for release in releases}
    composing = of_language(language).composing
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
        strangers: tuple[str, ...] = ()
        if somebody := named[of]:
            found = with_people(found, somebody.find(source, found))
            strangers = tuple(dict.fromkeys(somebody.others(source, found)))
        if composing:
            found = composed.added(source, found, composing)
        return Sentence(source, found, release.markup, references, date, strangers=strangers)

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


def _draft(
    room: Newsroom,
    way: Way,
    source_language: str,
    releases: Mapping[str, Release],
    catalogs: Sequence[Catalog],
    sentences: Sequence[Sentence],
    ask: Ask,
    on_event: Callable[[Event], None],
    on_problem: OnProblem,
) -> Drafted:
    """Draft what is missing in one call of the engine; save each catalog when its last draft is there."""
    language = way.route.language
    waiting: dict[str, int] = {}
    users: dict[Sentence, list[str]] = {}
    for catalog in catalogs:
        for sentence in wanting([catalog], ask):
            users.setdefault(sentence, []).append(catalog.release)
            waiting[catalog.release] = waiting.get(catalog.release, 0) + 1
    known = _Known(room, language, releases, users, on_problem)

    def made(by: Route) -> "Drafter | Converting":
        return drafter(
            by.load(room, source_language),
            language,
            lambda each: releases[users[each][0]],
            room.settings.style(language),
            converts=by.converts,
            background=known.about,
        )

    def fallback() -> "Drafter | Converting":
        other = route(room, language, FALLBACK[way.route.engine])
        if other.bridge != way.route.bridge:
            raise MissingError(say("{engine} drafts from another text", engine=other.engine))
        return made(other)

    machine: Drafter | Converting | Instead
    if way.route.engine in FALLBACK:
        machine = Instead(lambda: made(way.route), fallback)
        name = machine.name
    else:
        machine = made(way.route)
        name = machine.engine.name
    on_event(Started(language, name, len(sentences), sum(len(sentence.text) for sentence in sentences)))
    drafts: dict[Sentence, Draft] = {}
    unsaved: set[str] = set()

    def save(ready: Iterable[str]) -> None:
        for release in list(ready):
            unsaved.discard(release)
            try:
                # Into the current catalog: a translator may have saved it meanwhile.
                room.change_catalog(
                    release, language, lambda now: now and fill(now, drafts, ask, way.credited), doing="translate"
                )
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
        known.close()
    failed = sum(not draft.text for draft in drafts.values())
    event = Drafted(language, len(sentences), len(drafts) - failed, failed, interrupted)
    if isinstance(machine, Instead):
        return replace(event, instead=machine.number, other=machine.other, why=machine.why)
    return event


class _Known:
    """What is known about sentences, for an engine that can use it; nothing is read before it is asked for."""

    def __init__(
        self,
        room: Newsroom,
        language: str,
        releases: Mapping[str, Release],
        users: Mapping[Sentence, Sequence[str]],
        on_problem: OnProblem,
    ) -> None:
        self._language = language
        self._releases = releases
        self._users = users
        self._memories = Memories(room, on_problem)

    def about(self, sentence: Sentence) -> Background:
        """Return the terms in a sentence, the memory's most similar sentences, and what stands before it."""
        release = self._releases[self._users[sentence][0]]
        source = sentence.original or sentence.text
        sources = [each.text for each in release.segments]
        place = sources.index(source) if source in sources else 0
        memory = self._memories.of(self._language)
        hits = (
            memory.look_up(source, release=release.id, date=release.date, threshold=_ALIKE, limit=2) if memory else ()
        )
        terms = [(match.term.source, match.term.target) for match in sentence.terms if match.term]
        return Background(
            tuple(dict.fromkeys(terms)),
            tuple((hit.pair.source, hit.pair.target) for hit in hits),
            tuple(sources[max(0, place - 2) : place]),
        )

    def close(self) -> None:
        """Close the memory."""
        self._memories.close()


_ALIKE = 60
"""From how many percent on a sentence of the memory is worth showing to an engine."""


def wanting(catalogs: Iterable[Catalog], ask: Ask) -> tuple[Sentence, ...]:
    """Return the sources that need a draft, with their terms, each once however often it occurs in the catalogs.

    The same source in releases of different dates is two sentences if its terms differ, or if it refers to the date.
    """
    sentences: dict[Sentence, None] = {}
    for catalog in catalogs:
        for unit in catalog.units:
            if _wants(unit) and (sentence := ask(unit, catalog.release)) is not None:
                sentences.setdefault(sentence)
    return tuple(sentences)


def fill(
    catalog: Catalog,
    drafts: Mapping[Sentence, Draft],
    ask: Ask,
    credit: Callable[[Draft, str], Draft] = lambda draft, _: draft,
) -> Catalog:
    """Put drafts into the empty units of a catalog, fuzzy, with their origin and doubts; other units are unchanged.

    Args:
        catalog: The catalog.
        drafts: The drafts.
        ask: Gives the sentence of a unit.
        credit: From a draft and the release's id to the draft whose origin says what it owes to the release.
    """
    return replace(
        catalog,
        units=tuple(
            filled(unit, credit(credited(drafts[sentence], sentence.terms, catalog.language), catalog.release))
            if _wants(unit) and (sentence := ask(unit, catalog.release)) is not None and sentence in drafts
            else unit
            for unit in catalog.units
        ),
    )


def drafter(
    engine: Translator,
    language: str,
    release_of: Callable[[Sentence], Release],
    style: Style | None = None,
    *,
    converts: bool = False,
    background: Callable[[Sentence], Background] | None = None,
) -> "Drafter | Converting":
    """Return what drafts into ``language`` with a loaded engine in a house style.

    Args:
        engine: The engine.
        language: The target language.
        release_of: As in ``values``.
        style: The house style.
        converts: Whether the engine only writes the same language in another script.
        background: What is known about a sentence, for an engine that can use it.
    """
    # Slow to import; most commands draft nothing.
    if converts:
        from workflow.drafting.converting import Converting

        return Converting(engine, values(language, release_of))
    from workflow.drafting.drafter import Drafter

    return Drafter(engine, language, values(language, release_of), style, findings(language, release_of), background)


def values(language: str, release_of: Callable[[Sentence], Release]) -> "Findings":
    """Return how the figures of a sentence and its draft are compared: by the check ``values``, errors first.

    Args:
        language: The target language.
        release_of: Returns the release of a sentence; one of them, if it is in several.
    """
    check = CHECKS["values" if "values" in knowing(language) else "digits"]

    def differences(sentence: Sentence, target: str) -> tuple[Finding, ...]:
        release = release_of(sentence)
        unit = Unit(sentence.original or sentence.text, target=target)
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
        unit = Unit(sentence.original or sentence.text, target=target)
        read, context = said(unit, release), Context(release, language)
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


def without_drafts(catalog: Catalog, can_draft: Callable[[Unit], bool] = lambda _: True) -> Catalog:
    """Remove the drafts that nobody has edited from a catalog, so that they are made again.

    Args:
        catalog: The catalog.
        can_draft: Whether a draft of a unit can be made; one that cannot be made again stays.
    """
    return replace(
        catalog,
        units=tuple(
            undrafted(unit)
            if unit.state is UnitState.DRAFT and unit.origin and not unit.touched and can_draft(unit)
            else unit
            for unit in catalog.units
        ),
    )


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
    kept = undrafted(unit).comments
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
