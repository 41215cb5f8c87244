"""Everything that can be plugged in, on one page: a Protocol each, and a dictionary from a name to an import path.

An import path is "module:attribute", resolved when it is used, so that naming a plug-in costs nothing. To add a reader for
``.adoc``, write a function like ``Reader.__call__`` and add one line to ``READERS``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from workflow.model import Draft, Edition, Finding, Match, Release, Unit


class Reader(Protocol):
    """A file's decoded text → a release."""

    def __call__(self, text: str, *, path: str, language: str) -> Release:
        """Cut ``text`` into segments, losing nothing.

        path: of the file in the newsroom, for messages and for the id (its stem, unless the front matter has one).
        language: the newsroom's source language; a reader may find the text to be the other Chinese script.
        Raises BadInput with the file and the place.
        """


class Terms(Protocol):
    """The term base of a target language."""

    def find(self, source: str, date: str) -> Sequence[Match]:
        """The terms in a source, the longest first where several overlap, in the order of the text, none over another.

        date: the release's, ISO or "" (then every term holds). Traditional and simplified characters are alike.
        """


class NoTerms:
    """An empty term base."""

    def find(self, source: str, date: str) -> Sequence[Match]:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an engine is asked to draft: a unit's source with the terms in it."""

    text: str
    terms: tuple[Match, ...] = ()


class Engine(Protocol):
    """Sentences → drafts. Its module has ``load(source_language, target_language, values) -> Engine``, which raises MissingError.

    values: (source, draft) → a clause for each figure that differs, so that a draft with right figures can be preferred.
    """

    name: str

    def drafts(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Draft]]:
        """Yield (index into ``sentences``, draft) as they are finished, in any order, each index once."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """One act of the sign-off as a page shows it.

    role: "translator" or "reviewer". name: "" unless the newsroom shows names. signed: whether with a key that the newsroom knows.
    """

    role: str
    name: str
    when: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that somebody answered for: which check, in which unit (``Unit.short_key``), why, until which day ("" for ever), when."""

    check: str
    unit: str
    reason: str
    until: str
    when: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What can be said of how a page came about; addresses never appear in it.

    source_path, source_digest: of the file as it was approved (SHA-256 of its bytes). source_text_digest: ``X-Source-Digest``.
    engines: (origin without its score, units that it drafted), most first. changed: how many drafted units people changed.
    units: how many units in all. sign_offs: oldest first, empty on an unapproved draft. approval: the ledger entry's hash.
    checks: (name, errors, warnings) of all that were run when it was approved. waived: the findings that were answered for.
    four_eyes: whether nobody could approve what they had submitted. approvals: how many people had to approve.
    """

    source_path: str
    source_digest: str
    source_text_digest: str
    units: int
    engines: tuple[tuple[str, int], ...] = ()
    changed: int = 0
    sign_offs: tuple[SignOff, ...] = ()
    approval: str = ""
    tool: str = ""
    checks: tuple[tuple[str, int, int], ...] = ()
    waived: tuple[Waived, ...] = ()
    four_eyes: bool = True
    approvals: int = 1


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed in a page after it was published.

    when: of the approval, as in the ledger. changed: (old, new) targets, "" where a sentence was added or taken out, inline markup as in
    the targets. moved: whether the order or the structure changed. pictures: whether a picture, the date or an address did.
    """

    when: str
    changed: tuple[tuple[str, str], ...] = ()
    moved: bool = False
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Another release on the same site: its id (the file of its page) and its title in the target language, plain text."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a writer is given: an edition and the frame round it.

    locale: Babel's name of the house style ("en_GB"). note: the closing note, plain text. layouts: of "target", "side", "lines".
    formats: all that are written, so that a page links to no file that is not there.
    images: from an image's path in the edition to its address relative to the page; one that is missing is not in it.
    draft: not approved by anybody; a writer marks every page of it.
    corrections: what changed since it was first published, oldest first. superseded_by, supersedes: releases that took its place, or
    whose place it took; only such as have a page on the site.
    """

    edition: Edition
    certificate: Certificate
    office: str
    project: str
    locale: str
    note: str
    layouts: tuple[str, ...]
    images: Mapping[str, str]
    draft: bool = False
    formats: tuple[str, ...] = ("html", "markdown")
    corrections: tuple[Correction, ...] = ()
    superseded_by: tuple[Link, ...] = ()
    supersedes: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands on the site in place of a release that was withdrawn: nothing of the translation.

    release: its id. source_title: of the Chinese release, plain text. when: of the withdrawal, as in the ledger. reason: as it was given.
    date: the release's, ISO or "". The other fields are as in ``Page``.
    """

    release: str
    language: str
    source_language: str
    source_title: str
    date: str
    when: str
    reason: str
    office: str
    project: str
    locale: str
    layouts: tuple[str, ...]
    formats: tuple[str, ...] = ("html", "markdown")


class Writer(Protocol):
    """An edition → files. The same page gives the same bytes."""

    def __call__(self, page: Page) -> Mapping[str, bytes]:
        """From file name, such as ``2018-09-12-visit.side.html``, to content."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at beside the unit: its release, the target language, the term base.

    renderings: from a source to (target, release id) of the other units, in this release and in approved ones, that have the same source.
    """

    release: Release
    language: str
    terms: Terms = field(default_factory=NoTerms)
    renderings: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a page prints of a source or a target. A check reads this and never the Markdown.

    Attributes:
        written: The text as it stands in the catalog, markup included.
        words: What a reader reads: the text without code, addresses, tags and marks of emphasis.
        prose: The words in the places where ``written`` has them, spaces for all else; exactly as long as ``written``. It says which
            characters of ``written`` a fix may change.
        code: The content of each code span.
        links: The destinations of links, those that a reference or ``<…>`` gives included.
        images: The destinations of images.
        addresses: Web and e-mail addresses in running text.
        tags: HTML tags as written, each with its normalised name ("b", "/b", "!--").
        emphasis: How many delimiters of each kind ("**", "*", "__", "_") there are.
        loose_backticks: Runs of backticks that nothing closes.
    """

    written: str
    words: str
    prose: str
    code: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    emphasis: tuple[tuple[str, int], ...] = ()
    loose_backticks: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A unit with what the page will print of its source and its target; made once (``markup.said``) and given to every check."""

    unit: Unit
    source: Printed
    target: Printed


class Check(Protocol):
    """Finds what could mislead a reader of a unit. Only units with a target are checked."""

    def __call__(self, said: Said, context: Context) -> Iterator[Finding]:
        """Yield findings on ``said.unit``; severity and message are final."""


class Fix(Protocol):
    """Corrects what needs no thought."""

    def __call__(self, said: Said, context: Context) -> str:
        """Return the corrected target: only characters that are words (``Printed.prose``) differ from ``said.target.written``."""


READERS = {
    ".md": "workflow.readers.markdown:read",
    ".markdown": "workflow.readers.markdown:read",
    ".txt": "workflow.readers.text:read",
}
ENGINES = {"argos": "workflow.engines.argos:load"}
WRITERS = {"html": "workflow.writers.html:write", "markdown": "workflow.writers.markdown:write"}
CHECKS = {
    "leftovers": "workflow.checks.leftovers:check",
    "markup": "workflow.checks.markup:check",
    "characters": "workflow.checks.characters:check",
    "values": "workflow.checks.values:check",
    "terms": "workflow.checks.terms:check",
    "negation": "workflow.checks.negation:check",
    "quotes": "workflow.checks.quotes:check",
    "length": "workflow.checks.length:check",
    "repetition": "workflow.checks.repetition:check",
    "mechanics": "workflow.checks.mechanics:check",
    "inconsistent": "workflow.checks.inconsistent:check",
}

FIXES = {
    "leftovers": "workflow.checks.leftovers:fix",
    "mechanics": "workflow.checks.mechanics:fix",
}
"""The corrections that ``check --fix`` makes, by the check whose findings they settle: import paths of ``Fix``."""

SOURCE_CHECKS = ("images", "title", "memory")
"""What is checked of the source itself, and of where a translation comes from, in ``steps/checking.py``."""


def resolve(import_path: str) -> Callable[..., Any]:
    """The object that "module:attribute" names."""
    module, _, attribute = import_path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found
