"""How drafts in a language are made: by which engine, and from which text.

Most drafts are made from the Chinese. Two kinds are not:

- Chinese in another script needs no translation, only a conversion.
- Argos has no package from Chinese into French, Russian or Arabic, but ones from English. Errors of two machines in a
  row would add up, and nobody could say which text was translated. So such a draft is made from the *approved* English
  of a release (the bridge) and never from an English draft, and its origin says so: ``mt: argos en→fr 1.9 from approved
  en 1a2b3c4d of 2018-09-14``. The checks compare it with the Chinese like any other.

If another English text is approved later, drafts that nobody has edited are made again where the English of their unit
changed. What a person edited or confirmed is never overwritten: it gets a doubt, which goes when the text is signed
again, or when the English is what it was.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

from workflow.catalogs.sync import one_line
from workflow.contracts.engines import Translator
from workflow.contracts.registries import ENGINES
from workflow.contracts.terms import Terms
from workflow.errors import MissingError, WorkflowError
from workflow.interface import say
from workflow.languages import primary
from workflow.model import (
    CHANGED,
    DELIBERATELY_EMPTY,
    DOUBT,
    FROM_APPROVED,
    ORIGIN,
    Catalog,
    Draft,
    Match,
    Release,
    Sentence,
    Unit,
    UnitState,
    unit_digest,
)
from workflow.models.packages import argos_code
from workflow.models.pins import installing
from workflow.newsroom.folder import Newsroom
from workflow.settings import default
from workflow.signoff.editions import edition_digest

BRIDGE = "en"
"""The language whose approved translations drafts in others are made from where there is no way from Chinese."""

CONVERTER = "opencc"
"""The engine that drafts between two scripts of one language, unless another one is asked for by name."""


class NothingInstalled(MissingError):
    """Nothing that drafts into a language is installed; the message has the command that installs something."""


@dataclass(frozen=True, slots=True)
class Route:
    """How drafts in a language are made.

    Attributes:
        engine: One of ``registries.ENGINES``.
        language: The target language.
        bridge: The language of the approved translations that it drafts from; "" if it drafts from the source.
    """

    engine: str
    language: str
    bridge: str = ""

    @property
    def converts(self) -> bool:
        """Whether it only writes the same language in another script."""
        return ENGINES[self.engine].converts

    def load(self, room: Newsroom, source_language: str = "") -> Translator:
        """Load the engine with the newsroom's settings for it; without a source language, for the newsroom's own."""
        engine = ENGINES[self.engine]
        load = engine.configured(room.settings.options(self.engine), room.root) if engine.configured else engine.load
        return load(self.bridge or source_language or room.settings.source_language, self.language)


def route(room: Newsroom, language: str, engine: str = "") -> Route:
    """Return how drafts in a language are made with what is installed.

    Args:
        room: The newsroom.
        language: The target language.
        engine: The engine that was asked for by name; "" for the newsroom's own.

    Raises:
        NothingInstalled: Nothing that drafts into this language is installed.
        MissingError: The package that was chosen for it is gone.
    """
    here, name = room.settings.source_language, engine or room.settings.engine
    if not engine and primary(here) == primary(language):
        return Route(CONVERTER, language)
    # Where the newsroom's own engine has no model, Argos may have one.
    for each in dict.fromkeys((name,) if engine else (name, default("engine"))):
        installed, options = ENGINES[each].installed, room.settings.options(each)
        if installed is None or installed(options, here, language):
            return Route(each, language)
        if primary(language) != BRIDGE and installed(options, BRIDGE, language):
            return Route(each, language, BRIDGE)
    if engine and engine != default("engine"):
        return Route(engine, language)  # loading it says what is wrong
    if primary(language) == BRIDGE:
        pair = argos_code(here).replace("zt", "zh"), argos_code(language)
        raise NothingInstalled(
            say(
                "the model {source}→{target} is not installed: run `{command}`",
                source=pair[0],
                target=pair[1],
                command=installing(*pair),
            )
        )
    raise NothingInstalled(
        say(
            "{language}: no machine translation is installed: {command}",
            language=language,
            command=installing(BRIDGE, argos_code(language)),
        )
    )


def usual_models(source_language: str, languages: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of Argos codes whose models a newsroom usually needs, each once.

    There are models from Chinese into the bridge and from there into others; another script needs none.
    """
    pairs: dict[tuple[str, str], None] = {}
    for language in languages:
        if primary(language) == primary(source_language):
            continue
        if primary(language) != BRIDGE:
            pairs[BRIDGE, argos_code(language)] = None
        else:
            pairs["zh", argos_code(language)] = None
    return tuple(pairs)


# --- the approved translation that is drafted from ---


@dataclass(frozen=True)
class Approved:
    """The approved translation of a release that drafts in another language are made from.

    Attributes:
        language: Its language.
        text: The start of the digest of the approved text.
        when: When it was approved, as in the ledger.
        targets: By context and source.
        earlier: By the start of their digests, the targets of every text that was ever approved.
    """

    language: str
    text: str
    when: str
    targets: Mapping[tuple[str, str], str]
    earlier: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def credit(self, draft: Draft) -> Draft:
        """Return a draft whose origin says that it was made from this text."""
        name, opening, rest = draft.origin.partition(" (")
        return replace(
            draft, origin=f"{name} from approved {self.language} {self.text} of {self.when[:10]}{opening}{rest}"
        )

    def outdates(self, unit: Unit, origin: str) -> bool:
        """Return whether a unit was drafted from an approved text whose words for it are no longer the approved ones.

        Of a unit that the approved text no longer has, nothing can be said.

        Args:
            unit: The unit.
            origin: What drafted it.
        """
        found = FROM_APPROVED.search(origin)
        if found is None or found["language"] != self.language or found["text"] == self.text:
            return False
        return unit.key in self.targets and self.earlier.get(found["text"], {}).get(unit.key) != self.targets[unit.key]


def approved(room: Newsroom, release: str, language: str = BRIDGE) -> Approved | None:
    """Return the approved translation of a release; None if none is in force, or the ledger cannot be read."""
    with suppress(WorkflowError):  # reported by the commands that need the ledger
        now = room.standing(room.ledger(release, language))
        if now.approval is None or now.ended:
            return None
        texts = {edition_digest(each.edition)[:8]: each.edition.targets for each in now.known.values()}
        edition, when = now.approval.edition, now.approval.entry.when
        return Approved(language, edition_digest(edition)[:8], when, edition.targets, texts)
    return None


class Bridge:
    """The approved translations into one language, each read once, with the terms that both term bases have."""

    def __init__(self, room: Newsroom, language: str, bridge: str = BRIDGE) -> None:
        """Draft into ``language`` from approved translations into ``bridge``; nothing is read yet."""
        self._room = room
        self._language = language
        self._bridge = bridge
        self._approved: dict[str, Approved | None] = {}

    def approved(self, release: str) -> Approved | None:
        """Return the approved translation of a release; see ``approved``."""
        if release not in self._approved:
            self._approved[release] = approved(self._room, release, self._bridge)
        return self._approved[release]

    def has(self, unit: Unit, release: str) -> bool:
        """Return whether there is an approved translation of a unit."""
        found = self.approved(release)
        return found is not None and found.targets.get(unit.key, "").strip() not in {"", DELIBERATELY_EMPTY}

    def waits(self, unit: Unit, release: str) -> bool:
        """Return whether a unit still waits for its approved translation, even one that is deliberately empty."""
        found = self.approved(release)
        return found is None or unit.key not in found.targets

    def sentence(self, unit: Unit, release: Release) -> Sentence | None:
        """Return the approved translation of a unit as an engine gets it; None if there is none."""
        found = self.approved(release.id)
        if found is None or not self.has(unit, release.id):
            return None
        text = found.targets[unit.key].strip()
        terms = tuple(self._terms(unit.source, text, release.date))
        references = release.references if "[" in text else ()
        return Sentence(text, terms, release.markup, references, original=unit.source)

    def _terms(self, source: str, text: str, date: str) -> list[Match]:
        """Find the terms of the source in its translation, where the bridge's term base says how they are written."""
        theirs = {(match.start, match.end): match for match in self._there.find(source, date)}
        found: list[Match] = []
        ways: dict[str, Match] = {}
        for match in self._own.find(source, date):
            row = match.term
            if row is None:
                continue
            other = theirs.get((match.start, match.end))
            rows = [term for term in other.terms if term.kind != "forbidden"] if other else []
            written = [way for term in rows for way in (term.target, *term.variants)]
            for way in (*written, *((row.source,) if row.kind == "keep" else ())):
                ways.setdefault(way.removeprefix("the "), match)
        for way in sorted(ways, key=len, reverse=True):
            for place in re.finditer(rf"(?<!\w){re.escape(way)}(?!\w)", text) if way else ():
                if all(place.end() <= each.start or each.end <= place.start() for each in found):
                    found.append(replace(ways[way], start=place.start(), end=place.end()))
        return sorted(found, key=lambda each: each.start)

    @cached_property
    def _own(self) -> Terms:
        return self._room.terms(self._language)

    @cached_property
    def _there(self) -> Terms:
        return self._room.terms(self._bridge)


# --- both, found out when needed ---


@dataclass(frozen=True, slots=True)
class Way:
    """A route with what it needs.

    Attributes:
        route: The route.
        source_language: The newsroom's source language.
        bridge: The approved translations that it drafts from, if it does.
    """

    route: Route
    source_language: str
    bridge: Bridge | None = None

    def can_draft(self, unit: Unit, release: str) -> bool:
        """Return whether there is a text to make a draft of a unit from."""
        return self.bridge is None or self.bridge.has(unit, release)

    def credited(self, draft: Draft, release: str) -> Draft:
        """Return a draft whose origin says which approved translation it was made from, if it was."""
        text = self.bridge.approved(release) if self.bridge else None
        return text.credit(draft) if text else draft


class Ways:
    """How each language is drafted, found out when a language is first asked for: looking for packages takes time."""

    def __init__(self, room: Newsroom, engine: str = "", *, drafting: bool = True) -> None:
        """Draft with the engine that was asked for by name, else the newsroom's own; or not at all."""
        self._room = room
        self.engine = engine
        self.drafting = drafting
        self._found: dict[str, Way | WorkflowError] = {}

    def to(self, language: str) -> Way:
        """Return how a language is drafted.

        Raises:
            WorkflowError: It cannot be.
        """
        if language not in self._found:
            try:
                taken = route(self._room, language, self.engine)
                bridge = Bridge(self._room, language, taken.bridge) if taken.bridge else None
                self._found[language] = Way(taken, self._room.settings.source_language, bridge)
            except WorkflowError as error:
                self._found[language] = error
        found = self._found[language]
        if isinstance(found, WorkflowError):
            raise found
        return found

    def find(self, language: str) -> Way | None:
        """Return how a language is drafted; None if it is not or cannot be."""
        with suppress(WorkflowError):  # reported by ``translate``
            return self.to(language) if self.drafting else None
        return None


# --- when it changes ---

_CHANGED = re.compile(re.escape(DOUBT) + r"the approved [\w-]{1,40} has changed, and now says “")


@dataclass(frozen=True, slots=True)
class Following:
    """Lets a catalog follow the approved translation that it was drafted from; see the module.

    Attributes:
        text: What is approved now.
        origin: Returns what drafted a unit, "" if nothing did.
        is_signed: Returns whether somebody signed a unit as it is after that approval.
        redrafts: Whether drafts can be made again; else they only get a doubt.
    """

    text: Approved
    origin: Callable[[Unit], str]
    is_signed: Callable[[Unit], bool]
    redrafts: bool

    def followed(self, catalog: Catalog) -> Catalog:
        """Return the catalog with drafts removed that are to be made again, and doubts where a person decides."""
        return replace(catalog, units=tuple(map(self._followed, catalog.units)))

    def _followed(self, unit: Unit) -> Unit:
        outdated = bool(unit.target) and self.text.outdates(unit, self.origin(unit))
        if outdated and self.redrafts and unit.state is UnitState.DRAFT and not unit.touched:
            return undrafted(unit)
        others = tuple(line for line in unit.comments if not _CHANGED.match(line))
        if not outdated or self.is_signed(unit):
            return replace(unit, comments=others) if others != unit.comments else unit
        now = one_line(self.text.targets[unit.key])
        line = f"{DOUBT}the approved {self.text.language} has changed, and now says “{now}”"
        if line in unit.comments:
            return unit
        # Before the origin, where it is read as one line even after a tool has folded it.
        place = next((place for place, other in enumerate(others) if ORIGIN.fullmatch(other)), len(others))
        return replace(unit, comments=(*others[:place], line, *others[place:]))


def following(room: Newsroom, catalog: Catalog, text: Approved, *, redrafts: bool) -> Following:
    """Return what lets a catalog on disk follow an approved translation; arguments as in ``Following``."""
    signed: set[str] = set()
    with suppress(WorkflowError):
        now = room.standing(room.ledger(catalog.release, catalog.language))
        if now.submission and now.submission.entry.when >= text.when:
            signed |= now.submission.digests
        if now.approval and now.approval.entry.when >= text.when:
            signed |= set(now.approval.edition.unit_digests)
    drafts = room.drafts(catalog.release, catalog.language)

    def is_signed(unit: Unit) -> bool:
        key = catalog.release, catalog.language, unit.context, unit.source, unit.target
        return bool(signed) and unit_digest(*key) in signed

    return Following(text, lambda unit: drafts.origin(unit)[0] or "", is_signed, redrafts)


def undrafted(unit: Unit) -> Unit:
    """Return a unit without its draft and everything that the program wrote about it."""
    kept = (line for line in unit.comments if not ORIGIN.fullmatch(line) and not line.startswith((CHANGED, DOUBT)))
    return replace(unit, target="", fuzzy=False, comments=tuple(kept))
