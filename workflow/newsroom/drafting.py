"""Drafting: syncs catalogs with their sources, and fills empty units from the ledger, the memory and an engine."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workflow.contracts.engines import Adapted, Background
from workflow.errors import MissingError, WorkflowError
from workflow.interface import say
from workflow.model import Catalog, Draft, Release, Sentence
from workflow.newsroom.asking import asking_along, drafter
from workflow.newsroom.filling import Ask, fill, wanting, wants_draft
from workflow.newsroom.folder import Newsroom, OnProblem, once
from workflow.newsroom.instead import FALLBACK, Instead
from workflow.newsroom.memories import Memories
from workflow.newsroom.routes import NothingInstalled, Route, Way, Ways, route
from workflow.newsroom.syncing import Synced, Syncing

if TYPE_CHECKING:
    from workflow.drafting.converting import Converting
    from workflow.drafting.drafter import Drafter

SAVE_EVERY = 5.0
"""The most seconds of drafting that a killed process can lose."""


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
    """An engine is loaded and drafts sentences of a language.

    Attributes:
        language: The target language.
        engine: What is named as the origin of drafts.
        sentences: How many sentences it drafts.
        characters: How long they are together.
        alone: What to say if what the engine was adapted from is missing; "" otherwise.
    """

    language: str
    engine: str
    sentences: int
    characters: int
    alone: str = ""


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
            problem if the language or the engine was named, or is the only one; else ``on_event`` is called.

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
        syncing = Syncing(room, memories, ways, redraft=drafting and redraft, dry_run=dry_run)
        for language in wanted:
            for release in sources:
                try:
                    event, catalog = syncing.sync(sources, release, language)
                except WorkflowError as error:
                    on_problem(error)
                    continue
                if catalog and any(map(wants_draft, catalog.units)):
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
        catalog.release: sum(wants_draft(unit) and bridge.waits(unit, catalog.release) for unit in catalog.units)
        for catalog in catalogs
    }
    releases = tuple(release for release, number in left.items() if number)
    return Waits(way.route.language, way.route.bridge, sum(left.values()), releases) if releases else None


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
    alone = machine.engine.alone if not isinstance(machine, Instead) and isinstance(machine.engine, Adapted) else ""
    on_event(Started(language, name, len(sentences), sum(len(sentence.text) for sentence in sentences), alone))
    drafts: dict[Sentence, Draft] = {}
    unsaved: set[str] = set()
    lost: set[str] = set()  # whose catalogs could not be saved

    def save(ready: Iterable[str]) -> None:
        for release in list(ready):
            unsaved.discard(release)
            lost.discard(release)
            try:
                # Into the current catalog: a translator may have saved it meanwhile.
                room.change_catalog(
                    release, language, lambda now: now and fill(now, drafts, ask, way.credited), doing="translate"
                )
            except WorkflowError as error:
                lost.add(release)
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
    kept = [draft for sentence, draft in drafts.items() if not lost.issuperset(users[sentence])]
    failed = sum(not draft.text for draft in kept)
    event = Drafted(language, len(sentences), len(kept) - failed, failed, interrupted)
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
        """Return the terms in a sentence, the memory's most similar sentences, and what is before it."""
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
