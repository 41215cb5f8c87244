"""Everything that can be plugged in, on one page: what each kind of plug-in provides, and which ones there are.

A plug-in describes itself in one frozen object (``Reader``, ``Writer``, ``Check``, ``Engine``), so that mypy refuses a function of
the wrong type where the plug-in is written. One line in a registry at the end of this page names the object. A plug-in is imported when
it is first used; naming it costs nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from workflow.model import Edition, Finding, Match, Release, Term, Unit

# --- readers ---


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


# --- terms ---


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


# --- engines ---


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


# --- writers ---


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
    unknown_checks: tuple[str, ...] = ()
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


# --- checks ---


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
    --explain`` prints both. fix: What ``check --fix`` applies to drafts that nobody has touched. knows: Whether the check knows a target
    language, so that it is run and counted for it; None if it holds for every language.
    """

    inspect: Inspect
    explanation: str
    examples: Sequence[Shown]
    fix: Fix | None = None
    knows: "Callable[[Language], bool] | None" = None


# --- languages ---

ONE = 10**6
"""The value of 1: values of figures are whole millionths, so that 75.1 × 10,000 is exact and a third equals a third."""


class Figure(NamedTuple):
    """A figure in a text.

    Attributes:
        text: The figure as written, for messages.
        start: Where it starts.
        end: Where it ends.
        values: What it can be worth, in millionths (``ONE``); one that agrees is enough.
        certain: Whether it must have a counterpart in the translation.
        open: Whether a range may give it a factor, as "million" does to the 6 in "6-7 million".
        factor: The factor that it has.
        written: The characters of its digits with the decimal mark, and how many of them are decimals; (0, 0) for words.
        exact: Whether nobody writes it otherwise, so that a translation without it is wrong.
        share: "tenths" for 七成, "part" for 三分之一.
        common: Whether it is too common a word to say that a figure was added, such as "one" or "second".
    """

    text: str
    start: int
    end: int
    values: frozenset[int]
    certain: bool
    open: bool = False
    factor: int = 1
    written: tuple[int, int] = (0, 0)
    exact: bool = False
    share: str = ""
    common: bool = False


class Numbers(Protocol):
    """What a language says in figures. Of a source and a target the same questions are asked."""

    def figures(self, text: str) -> Sequence[Figure]:
        """The figures, in order."""

    def one_in(self, text: str) -> frozenset[int]:
        """The values of n in "one … in n"."""

    def implied(self, text: str, date: str) -> frozenset[int]:
        """Values that are said without a figure: 半年 is six months; with the release's date (ISO or ""), 今年 is its year."""

    def says_a_year(self, text: str) -> bool:
        """Whether a year is said without its number."""

    def says_a_share(self, text: str) -> bool:
        """Whether a share is said, such as "a fifth" or a percentage."""

    def half(self, text: str) -> str:
        """The words that say "half of it"; "" if there are none."""

    def unit(self, text: str, figure: Figure) -> str:
        """Say "points" for percentage points, "percent", or ""."""

    def currency(self, text: str, figure: Figure) -> tuple[str, ...]:
        """The ISO 4217 codes that the words beside a figure can mean, the likeliest first; none if there are no such words."""

    def currencies(self, text: str) -> frozenset[str]:
        """The codes that any words of the text can mean."""


@dataclass(frozen=True, slots=True)
class Times:
    """The dates in a text.

    Attributes:
        days: (as written, month, day of the month).
        months: From a month to its name as written.
        weekdays: From a day of the week, 0 for Monday, to its name as written.
        halves: From a half of the year, 1 or 2, to its name as written.
        quarters: Quarters of the year.
    """

    days: tuple[tuple[str, int, int], ...] = ()
    months: Mapping[int, str] = field(default_factory=dict)
    weekdays: Mapping[int, str] = field(default_factory=dict)
    halves: Mapping[int, str] = field(default_factory=dict)
    quarters: frozenset[int] = frozenset()


class Calendar(Protocol):
    """How a language dates things."""

    def times(self, text: str) -> Times:
        """The dates, weekdays, halves and quarters in a text."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """With what a text compares, in its own words, "" for nothing.

    Attributes:
        year: With the same time of the year before, whatever the words could mean besides.
        period: With the month, quarter or week before.
        exactly_year: With the year before and nothing else.
    """

    year: str = ""
    period: str = ""
    exactly_year: str = ""


class Trends(Protocol):
    """How a language says what rises and falls, and how exact a figure is."""

    def measures(self, text: str) -> bool:
        """Whether a text says by how much at all."""

    def ways(self, text: str) -> frozenset[str]:
        """Of "up", "down" and "neither" ("at least", "more than 5"), those that a text says."""

    def clause(self, text: str, figure: Figure) -> str:
        """The words that belong to a figure."""

    def comparison(self, text: str) -> Comparison:
        """With what a text compares."""

    def hedges(self, text: str, figure: Figure) -> frozenset[str]:
        """Of "more", "less" and "about", those that the words beside a figure say."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a text denies, forbids, demands and allows. A text in a source language fills in more than one in a target language.

    Attributes:
        nos: Every word that says no, in order.
        forbids: Words that forbid or refuse.
        without: Words that say without, which forbid only where nothing else is denied.
        plain: The first plain "not", "" if there is none.
        hint: Whether there is any character of a negation at all (source).
        excuses: Whether something else than the prohibitions is denied (source).
        unlawful: How many words say illegal, which is not a prohibition.
        concepts: Verbs and nouns that say no by themselves: (concept, whether it excuses a negation alone) of a source, and
            (concept, "") for each of ``nos`` that is one in a target, in their order.
        must, may, need_not: The first word that demands, allows, or leaves it open.
        duty: Whether ``must`` certainly obliges.
        need: Whether ``must`` is a need.
        strong: A word that cannot be said more weakly, "" if there is none.
        hints_must: Whether any character of a demand is there (source).
        plainly_must, plainly_may, must_not: Whether an unmistakable word obliges, allows, forbids (target).
    """

    nos: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    plain: str = ""
    hint: bool = False
    excuses: bool = False
    unlawful: int = 0
    concepts: tuple[tuple[str, bool], ...] = ()
    must: str = ""
    may: str = ""
    need_not: str = ""
    duty: bool = False
    need: bool = False
    strong: str = ""
    hints_must: bool = False
    plainly_must: bool = False
    plainly_may: bool = False
    must_not: bool = False


class Negation(Protocol):
    """How a language says no, must and may."""

    def claims(self, text: str) -> Claims:
        """What a text denies, forbids, demands and allows."""

    def concepts(self, word: str) -> frozenset[str]:
        """The concepts that a word of ``Claims.nos`` may translate (驳回: "refuse"), and is then no negation."""


class Slip(NamedTuple):
    """A slip of typing: where, what a reader is shown of it, what to put instead (None: a person must see to it)."""

    start: int
    end: int
    shown: str
    instead: str | None


class Mechanics(Protocol):
    """Spacing, articles and the like. In what it is given, "¦" stands for whatever is not words."""

    def rules(self) -> Sequence[tuple[str, Callable[[str], Iterator[Slip]]]]:
        """(message, what finds the slips). In a message {first} is the first slip and {all} are the first few."""


class TermForms(Protocol):
    """The forms in which a language writes a term."""

    grave: bool
    """Whether enough is known of its inflection to call a missing name an error."""

    def plain(self, text: str) -> str:
        """A text as it is searched."""

    def pattern(self, rendering: str) -> re.Pattern[str]:
        """What finds a rendering in a plain text, inflected too."""

    def alluded_to(self, term: Term, target: str) -> bool:
        """Whether a pronoun, or "the Office", may stand for a name."""

    def short_form(self, term: Term, target: str) -> bool:
        """Whether a person is called by the surname alone."""

    def formerly(self, text: str) -> bool:
        """Whether a text speaks of what something used to be called."""


class Tidying(Protocol):
    """How what a machine wrote becomes tidy: white space and punctuation, never a word."""

    def repair(self, text: str, source: str) -> str:
        """A machine's text, repaired; ``source`` is the Chinese it was made from."""

    def join(self, texts: Sequence[str], parts: Sequence[str]) -> str:
        """The translations of a text's ``parts`` as one text again."""


class Written(NamedTuple):
    """A figure of a source: its one value in millionths, what follows it (two characters), and how it is written."""

    value: int
    after: str
    text: str


class Rewriting(Protocol):
    """How a figure or a name in a translation is replaced by another one, so that the sentence stays right."""

    def is_month(self, text: str) -> bool:
        """Whether a figure as written is the name of a month."""

    def rewritten(self, before: str, text: str, old: Written, new: Written) -> tuple[int, str] | None:
        """A new figure in the manner of ``text``, which is how the translation writes the old one.

        Args:
            before: What stands before the figure in the translation.
            text: The figure there.
            old: The figure of the old source.
            new: The figure of the new source.

        Returns:
            How many characters before the figure change with it (an article), and what stands in their and the figure's place; None if
            that is not certain.
        """

    def fits(self, before: str, old: str, new: str) -> bool:
        """Whether a new name can stand where the old one does, with the article before it."""


class Length(NamedTuple):
    """How long a translation is: characters for each Chinese one, at least and at most, with an allowance for short ones."""

    shortest: float
    fewer: float
    longest: float
    allowance: float


class Language(Protocol):
    """What the program knows of one language. What is None nobody has written yet: a check that needs it does not know the language.

    A room is a folder in ``languages/`` with a class that takes the tag (``fr-CA``); what is dear in it is imported when it is asked for.
    """

    @property
    def tag(self) -> str:
        """The language's tag."""

    @property
    def name(self) -> str:
        """In English, for messages."""

    @property
    def writes_han(self) -> bool:
        """Whether its own words are Han characters."""

    @property
    def full_width(self) -> bool:
        """Whether it has full-width punctuation."""

    @property
    def length(self) -> Length:
        """How long a translation into it is."""

    @property
    def closing_marks(self) -> Mapping[str, str]:
        """Quotation marks that close here although they open in English, each with those that open."""

    def plain(self, text: str) -> str:
        """A text as the parts below read it; as long as it was."""

    def written_by_its_day(self, date: str) -> str:
        """A date that CLDR wrote, as the language does write it: "1er septembre 2018"."""

    @property
    def numbers(self) -> Numbers | None: ...  # noqa: D102  the protocol says it
    @property
    def calendar(self) -> Calendar | None: ...  # noqa: D102
    @property
    def trends(self) -> Trends | None: ...  # noqa: D102
    @property
    def negation(self) -> Negation | None: ...  # noqa: D102
    @property
    def mechanics(self) -> Mechanics | None: ...  # noqa: D102
    @property
    def terms(self) -> TermForms: ...  # noqa: D102
    @property
    def rewriting(self) -> Rewriting | None: ...  # noqa: D102
    @property
    def tidying(self) -> Tidying | None:
        """Also says whether drafts are given the grammar that terms and figures need (``drafting``), which so far English has."""

    @property
    def pages(self) -> Mapping[str, str]:
        """The words of pages, see ``languages/english/pages.py``; empty where nobody has translated them."""


@dataclass(frozen=True, slots=True)
class Room:
    """A language that the program knows: a folder in ``languages/``.

    open: From a tag of the language, such as ``fr-CA``, to what is known of it.
    """

    open: Callable[[str], Language]


# --- which ones there are ---

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

LANGUAGES = Registry(
    Room,
    {
        "zh": "workflow.languages.chinese:ROOM",
        "en": "workflow.languages.english:ROOM",
        "fr": "workflow.languages.french:ROOM",
    },
)
"""By their primary subtag."""

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
        "digits": "workflow.checks.digits:CHECK",
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
