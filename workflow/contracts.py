"""Everything that can be plugged in, on one page: what each kind of plug-in provides, and which ones there are.

A plug-in describes itself in one frozen object (``Reader``, ``Writer``, ``Check``, ``Engine``), so that mypy refuses a function of
the wrong type where the plug-in is written. One line in a registry at the end of this page names the object. A plug-in is imported when
it is first used; naming it costs nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Generic, Literal, Protocol, TypeVar

from workflow.model import Edition, Finding, Match, Release, Unit

# --- readers ----------------------------------------------------------------------------------------------------------------


class Read(Protocol):
    """The bytes of a source → a release."""

    def __call__(self, data: bytes, *, path: str, language: str) -> Release:
        """Cut a source into segments, losing nothing.

        A reader of text decodes with ``files.decode``. ``Release.file_digest`` is filled in by the caller.

        Args:
            data: The file's content.
            path: The file's path in the newsroom, for messages and for the id (its stem, unless the source states an id).
            language: The newsroom's source language; the text may turn out to be in the other Chinese script.

        Raises:
            BadInput: The file cannot be read; the message names ``path`` and the place.
        """


@dataclass(frozen=True, slots=True)
class Reader:
    """A file format that releases come in.

    read: Cuts a file into a release. may_state_id: Whether a file with this content may have another id than its stem, judged fast:
    True where that is not plain to see. A command that is about one release reads no other file than those that may bear its id.
    """

    read: Read
    may_state_id: Callable[[bytes], bool] = lambda _: True


# --- terms ------------------------------------------------------------------------------------------------------------------


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


# --- engines ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine makes of one text.

    logprob: Natural logarithm of the probability of all its ``tokens``, None where the engine does not know it; drafts give it a token,
    as their score. whole: Whether it came to its end; what was cut off is not used. pieces: (source, translation) of each piece where
    the engine cuts a text up, in order; () where it does not.
    """

    text: str
    logprob: float | None = None
    tokens: int = 0
    whole: bool = True
    pieces: tuple[tuple[str, str], ...] = ()


class Translator(Protocol):
    """An engine that is loaded for two languages."""

    @property
    def name(self) -> str:
        """What drafts name as their origin, such as ``argos zh→en 1.9``."""

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Translate plain texts: sentences, headings or terms without markup.

        Words in capital letters such as WTQ stand for what is hidden from the engine, and must come back as they are.

        Args:
            texts: What to translate, all at once, so that an engine may work on many together.
            hypotheses: How many translations of each text are wanted, if the engine can make several.
            no_repeat: How many tokens in a row a translation should not write twice; 0 for no such rule. An engine without tokens may
                ignore it.

        Yields:
            (index into ``texts``, hypotheses, the likeliest first) as texts are finished, in any order, each index once.
        """


class Load(Protocol):
    """Loads an engine."""

    def __call__(self, source_language: str, target_language: str, /) -> Translator:
        """Load what translates from one language into another (BCP 47 tags).

        Raises:
            MissingError: Something is not installed; the message has the command that installs it.
            BadInput: What is installed cannot be used.
        """


@dataclass(frozen=True, slots=True)
class Engine:
    """What can translate. All that makes a draft of a translation (terms, figures, markup) is done around it, in ``drafting``."""

    load: Load


# --- writers ----------------------------------------------------------------------------------------------------------------


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
    """What the site shows in place of a release that was withdrawn: nothing of the translation.

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


class Write(Protocol):
    """An edition → files; the same page always gives the same bytes."""

    def __call__(self, page: Page, /) -> Mapping[str, bytes]:
        """From file name (the release's id and one of the writer's suffixes, ``2018-09-12-visit.side.html``) to content."""


class WriteNotice(Protocol):
    """The notice of a withdrawal → files."""

    def __call__(self, notice: Notice, /) -> Mapping[str, bytes]:
        """From file name to content, for every file that the release may have had; a file without a notice is deleted."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that releases are published in.

    suffixes: How the names of a release's files end, each from its first dot: ``(".epub",)``. Files on the site whose names end so
    are the writer's: ``publish`` deletes those that no approval accounts for. No two writers share one.
    """

    suffixes: tuple[str, ...]
    write: Write
    notice: WriteNotice


# --- checks -----------------------------------------------------------------------------------------------------------------


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
        words: What is read aloud: character references are the characters, and there are no marks, tags, comments, footnote marks and
            struck-out or hidden words; a space stands for code or an address.
        prose: Exactly as long as ``written``: the words that stand there as they are printed, with their emphasis and brackets, in their
            places, and spaces for all else. It says which characters of ``written`` a fix may change.
        visible: All that is seen: the words, those struck out, code and addresses.
        places: For each character of ``visible``, where it stands in ``written``.
        code: The content of each code span.
        links: The destinations of links, those that a reference or ``<…>`` gives included.
        images: The destinations of images.
        addresses: Web and e-mail addresses in running text.
        tags: HTML tags as written, each with its name in small letters ("b", "/b", "!--" for a comment).
        emphasis: "em" or "strong" for each stretch of words that is emphasised so.
        loose: Marks that are printed because they have no partner: "**", "_", "`", "<!--".
    """

    written: str
    words: str
    prose: str
    visible: str
    places: Sequence[int]
    code: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    emphasis: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A unit with what the page will print of its source and its target; made once (``markup.said``) and given to every check."""

    unit: Unit
    source: Printed
    target: Printed


class Inspect(Protocol):
    """Finds what could mislead a reader of a unit."""

    def __call__(self, said: Said, context: Context, /) -> Iterator[Finding]:
        """Yield findings on ``said.unit``, which has a target; severity and message are final."""


class Fix(Protocol):
    """Corrects what needs no thought."""

    def __call__(self, said: Said, context: Context, /) -> str:
        """Return the corrected target: only characters that are words (``Printed.prose``) differ from ``said.target.written``."""


class Shown(Protocol):
    """A pair of texts that a check shows of itself; ``checks.example.Example`` is one."""

    @property
    def source(self) -> str:
        """The Chinese."""

    @property
    def target(self) -> str:
        """The translation."""

    @property
    def expected(self) -> Literal["error", "warning", ""]:
        """The worst severity that the check finds in it, "" for none."""

    @property
    def note(self) -> str:
        """Why, if that is not plain to see, else ""."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked for in every translated unit.

    Findings bear the name that the check has in the registry.

    explanation: What it looks for, why, and when to waive a finding. examples: Some that it finds and some that it does not; ``check
    --explain`` prints both. fix: What ``check --fix`` applies to drafts that nobody has touched.
    """

    inspect: Inspect
    explanation: str
    examples: Sequence[Shown]
    fix: Fix | None = None


# --- which ones there are ---------------------------------------------------------------------------------------------------

PlugIn = TypeVar("PlugIn")


class Registry(Mapping[str, PlugIn], Generic[PlugIn]):
    """The plug-ins of one kind by name. Listing the names imports nothing; ``registry[name]`` imports the plug-in's module.

    places: From a name to "module:attribute".
    """

    def __init__(self, kind: type[PlugIn], places: Mapping[str, str]) -> None:
        """Make a registry of plug-ins that are instances of ``kind``."""
        self._kind = kind
        self.places = dict(places)

    def __getitem__(self, name: str) -> PlugIn:
        """The plug-in of this name. TypeError if what the registry names is no plug-in of this kind."""
        module, _, attribute = self.places[name].partition(":")
        found: object = getattr(import_module(module), attribute)
        if not isinstance(found, self._kind):
            raise TypeError(f"{self.places[name]} is a {type(found).__name__}, not a contracts.{self._kind.__name__}")
        return found

    def __contains__(self, name: object) -> bool:
        """Whether there is a plug-in of this name; imports nothing."""
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        """The names, in the order of the registry."""
        return iter(self.places)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)


READERS = Registry(
    Reader,
    {
        ".md": "workflow.readers.markdown:READER",
        ".markdown": "workflow.readers.markdown:READER",
        ".txt": "workflow.readers.text:READER",
    },
)
"""By the suffix of the files that they read, in lower case."""

ENGINES = Registry(
    Engine,
    {
        "argos": "workflow.engines.argos:ENGINE",
    },
)
"""By the name that ``draft.engine`` and ``--engine`` give them."""

WRITERS = Registry(
    Writer,
    {
        "html": "workflow.writers.html:WRITER",
        "markdown": "workflow.writers.markdown:WRITER",
    },
)
"""By the name that ``publish.formats`` gives them."""

CHECKS = Registry(
    Check,
    {
        "leftovers": "workflow.checks.leftovers:CHECK",
        "markup": "workflow.checks.markup:CHECK",
        "characters": "workflow.checks.characters:CHECK",
        "values": "workflow.checks.values:CHECK",
        "terms": "workflow.checks.terms:CHECK",
        "negation": "workflow.checks.negation:CHECK",
        "quotes": "workflow.checks.quotes:CHECK",
        "length": "workflow.checks.length:CHECK",
        "repetition": "workflow.checks.repetition:CHECK",
        "mechanics": "workflow.checks.mechanics:CHECK",
        "inconsistent": "workflow.checks.inconsistent:CHECK",
    },
)
"""By the name that findings, ``--explain`` and ``review.severity`` give them."""

SOURCE_CHECKS = ("images", "title", "memory")
"""What is checked of the source itself, and of where a translation comes from, in ``newsroom/checking.py``."""
