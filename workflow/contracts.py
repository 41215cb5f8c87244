"""Everything that can be plugged in, on one page: what each kind of plug-in provides, and which ones there are.

A plug-in describes itself in one frozen object (``Reader``, ``Writer``, ``Check``, ``Engine``), so that mypy rejects a
function of the wrong type where the plug-in is written. One line in a registry at the end of this page names the
object. A plug-in is imported when it is first used; naming it costs nothing.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

from workflow.model import Edition, Finding, Match, Release, Term, TermKind, Unit

# --- readers ---


class Read(Protocol):
    """Turns the bytes of a source into a release."""

    def __call__(self, data: bytes, *, path: str, language: str) -> Release:
        """Cut a source into segments, losing nothing.

        A reader of text decodes with ``files.decode``. ``Release.file_digest`` is filled in by the caller.

        Args:
            data: The file's content.
            path: The file's path in the newsroom, for messages and for the id (its stem, unless the source states an
                id).
            language: The newsroom's source language; the text may turn out to be in the other Chinese script.

        Raises:
            BadInput: The file cannot be read; the message names ``path`` and the place.
        """


class Picture(Protocol):
    """Finds a picture inside a source."""

    def __call__(self, data: bytes, name: str, *, path: str) -> bytes:
        """Return a picture's bytes.

        Args:
            data: The source's content.
            name: What follows ``model.EMBEDDED`` in the path that the reader gave it.
            path: The source's path in the newsroom, for messages.

        Raises:
            BadInput: The source is not what it was, or the picture is not in it.
        """


@dataclass(frozen=True, slots=True)
class Reader:
    """A file format of releases.

    Attributes:
        read: Cuts a file into a release.
        may_state_id: Quickly says whether a file with this content may have another id than its stem; True if that is
            not obvious. A command about one release reads only files that may have its id.
        table: The name of its own table in ``workflow.toml``, ``[readers.NAME]``; "" if it has none.
        configured: From that table, whose shape is already checked, to ``read``; None if it has no settings.
    """

    read: Read
    may_state_id: Callable[[bytes], bool] = lambda _: True
    picture: Picture | None = None
    table: str = ""
    configured: Callable[[Mapping[str, Any]], Read] | None = None


# --- terms ---


class Terms(Protocol):
    """The term base of a target language, as drafting and checks use it."""

    def find(self, source: str, date: str) -> Sequence[Match]:
        """Return the terms in a source, in text order, without overlaps; of several that overlap, the longest.

        Traditional and simplified characters are equivalent.

        Args:
            source: The source.
            date: The release's date, ISO, or "" (then every term is valid).
        """


class NoTerms:
    """An empty term base."""

    def find(self, source: str, date: str) -> Sequence[Match]:
        """Return nothing."""
        return ()


# --- engines ---


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An engine's translation of one text.

    Attributes:
        text: The translation.
        logprob: Natural logarithm of the probability of all its ``tokens``, None if the engine does not know it; the
            score of a draft is this per token.
        tokens: How many tokens it has.
        whole: Whether it is complete; a translation that was cut off is not used.
        pieces: Source and translation of each piece, in order, if the engine cuts texts up, else ().
    """

    text: str
    logprob: float | None = None
    tokens: int = 0
    whole: bool = True
    pieces: tuple[tuple[str, str], ...] = ()


class Translator(Protocol):
    """An engine that is loaded for a language pair."""

    @property
    def name(self) -> str:
        """The origin that drafts state, such as ``argos zh→en 1.9``."""

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Translate plain texts: sentences, headings or terms without markup.

        Words in capital letters such as WTQ stand for what is hidden from the engine and must come back unchanged.

        Args:
            texts: The texts, all at once, so that an engine may work on many together.
            hypotheses: How many translations of each text are wanted, if the engine can make several.
            no_repeat: How many tokens in a row a translation must not repeat; 0 for no limit. An engine without tokens
                may ignore it.

        Yields:
            The index into ``texts`` and its hypotheses, likeliest first, as texts are finished, in any order, each
            index once.
        """


@dataclass(frozen=True, slots=True)
class Background:
    """What is known about a text that is to be translated.

    Attributes:
        terms: How the office writes what is in it: source and target each. Those hidden from the engine are not here.
        similar: Sentences like it and their approved translations, the most similar first.
        before: The sentences before it in the release, in their order.
    """

    terms: tuple[tuple[str, str], ...] = ()
    similar: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()


@runtime_checkable
class Informed(Protocol):
    """A ``Translator`` that can use the background of texts."""

    def inform(self, background: Mapping[str, Background]) -> None:
        """Take the background of texts that ``translate`` will be asked for next."""


class Load(Protocol):
    """Loads an engine."""

    def __call__(self, source_language: str, target_language: str, /) -> Translator:
        """Load the engine for translating from one language into another (BCP 47 tags).

        Raises:
            MissingError: Something is not installed; the message has the command that installs it.
            BadInput: The installed files cannot be used.
            UsageError: The engine's settings are missing or wrong.
        """


@dataclass(frozen=True, slots=True)
class Engine:
    """A machine translation engine; ``drafting`` does everything that turns translations into drafts.

    Attributes:
        load: Loads it.
        configured: From its table in ``workflow.toml``, ``[draft.NAME]``, whose shape is already checked, and the
            newsroom's folder to ``load``; None if it has no settings.
        installed: Says, given its table in ``workflow.toml`` and a language pair, whether it can translate it with what
            is installed; None if every pair is the same to it.
        converts: Whether it only writes the same language in another script, so that what is the same in both is right.
            Such an engine drafts between two scripts of a language unless another one is asked for by name.
    """

    load: Load
    configured: Callable[[Mapping[str, Any], Path], Load] | None = None
    installed: Callable[[Mapping[str, Any], str, str], bool] | None = None
    converts: bool = False


# --- writers ---


@dataclass(frozen=True, slots=True)
class SignOff:
    """One act of the sign-off as a page shows it.

    Attributes:
        role: "translator" or "reviewer".
        name: The person's name, "" unless the newsroom shows names.
        when: When it was done.
        signed: Whether with a key that the newsroom trusts.
    """

    role: str
    name: str
    when: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Waived:
    """A waived finding.

    Attributes:
        check: The check that reported it.
        unit: The unit's ``Unit.short_key``.
        reason: Why it was waived.
        until: The last day the waiver is valid, "" for no end date.
        when: When it was waived.
    """

    check: str
    unit: str
    reason: str
    until: str
    when: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """How a page was made; addresses never appear in it.

    Attributes:
        source_path: The source file as it was approved.
        source_digest: SHA-256 of its bytes.
        source_text_digest: ``X-Source-Digest``.
        units: How many units there are.
        engines: Each origin (without its score) with the number of units that it drafted, most first.
        changed: How many drafted units people changed.
        sign_offs: Oldest first; empty on an unapproved draft.
        approval: The hash of the ledger entry.
        tool: The program and its version.
        checks: Name, errors and warnings of all checks that were run when it was approved.
        unknown_checks: The checks that were not run, because they do not support the language.
        switched_off: The checks that were not run, because the newsroom's settings switch them off.
        waived: The waived findings.
        four_eyes: Whether nobody could approve what they had submitted.
        approvals: How many people had to approve.
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
    switched_off: tuple[str, ...] = ()
    waived: tuple[Waived, ...] = ()
    four_eyes: bool = True
    approvals: int = 1


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed in a page after it was published.

    Attributes:
        when: When the new text was approved, as in the ledger.
        changed: Old and new targets, with inline markup; "" if a sentence was added or removed.
        moved: Whether the order or the structure changed.
        pictures: Whether a picture, the date or an address changed.
    """

    when: str
    changed: tuple[tuple[str, str], ...] = ()
    moved: bool = False
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Another release on the same site.

    Attributes:
        id: Its id, which names its page.
        title: Its plain title in the target language; "" if it was withdrawn.
        withdrawn: Whether its page is only the notice of its withdrawal.
    """

    id: str
    title: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """An office's own templates and style sheet, which replace those of the program file by file.

    Attributes:
        folder: Where they are, for messages.
        files: Name and text of each file, sorted by name.
        digest: SHA-256 of the files; "" without any.
    """

    folder: str = ""
    files: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a site have in common, besides the names of the office and the newsroom.

    Attributes:
        address: Where the site is on the web, ending in "/"; "" if that is not known.
        tag: The host that the ids of feed entries name; "" if the address is not known.
        logo: The address of the office's logo relative to the site's folder; "" if it has none.
        links: Words and web address of each of the office's links; where each language has its own, the language and
            its links.
        colours: The office's colours, by name.
        languages: The languages of the site, each with a list of releases.
        theme: The office's own templates and style sheet.
    """

    address: str = ""
    tag: str = ""
    logo: str = ""
    links: tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...] = ()
    colours: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    theme: Theme = Theme()

    def links_in(self, language: str) -> Iterator[tuple[str, str]]:
        """Yield words and web address of each of the office's links on pages in a language."""
        for name, said in self.links:
            if isinstance(said, str):
                yield name, said
            elif name == language:
                yield from said


@dataclass(frozen=True, slots=True)
class Page:
    """What a writer gets: an edition and the frame around it.

    Attributes:
        edition: The edition.
        certificate: How it was made.
        office: The office that publishes.
        project: The newsroom's name.
        locale: Babel's name of the house style ("en_GB").
        note: The closing note, plain text.
        layouts: Some of "target", "side", "lines".
        images: From an image's path in the edition to its address relative to the page, without missing images.
        pictures: From an image's path to its bytes, for formats that contain their pictures.
        draft: Whether nobody has approved it; a writer marks every page of it.
        remarks: What else a draft says above its text, plain text, a sentence each.
        formats: All formats that are written, so that pages link only to existing files.
        corrections: What changed since it was first published, oldest first.
        superseded_by: The releases on the site that replaced it.
        supersedes: The releases on the site that it replaced.
        frame: What all pages of the site have in common.
        languages: The other languages in which the site shows this release.
        issued: When the release was first published, ISO 8601 in UTC; "" if it never was.
        updated: When this text was published, or approved if it never was published; "" on a draft.
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
    remarks: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    frame: Frame = Frame()
    languages: tuple[str, ...] = ()
    issued: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the site shows instead of a withdrawn release: no part of the translation.

    The other fields are as in ``Page``.

    Attributes:
        release: The release's id.
        source_title: The title of the Chinese release, plain text.
        date: The release's date, ISO, or "".
        when: When it was withdrawn, as in the ledger.
        reason: The reason as given.
        issued: When the release was first published; "" if it never was.
        updated: When the notice was published; when the text was withdrawn, if it was not published.
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
    frame: Frame = Frame()
    issued: str = ""
    updated: str = ""


class Write(Protocol):
    """Turns an edition into files; the same page always gives the same bytes."""

    def __call__(self, page: Page, /) -> Mapping[str, bytes]:
        """Return the files, from name (the release's id and one of the writer's suffixes) to content."""


class WriteNotice(Protocol):
    """Turns the notice of a withdrawal into files."""

    def __call__(self, notice: Notice, /) -> Mapping[str, bytes]:
        """Return a notice, from name to content, for every file that the release may have had; others are deleted."""


class Print(Protocol):
    """Turns a finished page of the site into a file in another format."""

    def __call__(self, page: bytes, path: str, read: Callable[[str], bytes | None], basis: str, /) -> bytes:
        """Return the file.

        Args:
            page: The page in the layout "target".
            path: Its path on the site.
            read: Returns another file of the site by its path, None if there is none.
            basis: 64 hexadecimal digits by which the file is to say what it was made from.

        Raises:
            MissingError: Something is not installed.
        """


@dataclass(frozen=True, slots=True)
class Printer:
    """How a format is made from finished pages, because its bytes depend on the machine.

    Attributes:
        printed: Makes the file.
        made_from: Returns the ``basis`` that a file was made with; "" if this program did not make it.
    """

    printed: Print
    made_from: Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that releases are published in.

    Attributes:
        suffixes: How the names of a release's files end, each from its first dot: ``(".epub",)``. No two writers share
            one.
        write: Writes a page.
        notice: Writes the notice of a withdrawal.
        wrote: Tells from a file's name and content whether this writer, or an earlier version of it, wrote the file:
            ``publish`` may then overwrite or delete it. Of other files it touches only those that a ledger names, and
            none else where this is None.
        prints: Makes the file of its only suffix from the finished page. No ledger records it; ``publish`` makes it
            again when the page changes.
    """

    suffixes: tuple[str, ...]
    write: Write
    notice: WriteNotice
    wrote: Callable[[str, bytes], bool] | None = None
    prints: Printer | None = None


# --- checks ---


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at besides the unit.

    Attributes:
        release: The unit's release.
        language: The target language.
        terms: The term base.
        renderings: From a source to target and release id of the other units with this source, in this release and in
            approved ones.
        people: Who is named in the release; None if only the unit is known.
    """

    release: Release
    language: str
    terms: Terms = field(default_factory=NoTerms)
    renderings: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    people: "People | None" = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What a page prints of a source or a target. Checks read this, never the Markdown.

    Attributes:
        written: The text in the catalog, including markup.
        words: What is read aloud: character references are resolved, and there are no marks, tags, comments, footnote
            marks or struck-out or hidden words; a space stands for code or an address.
        prose: Exactly as long as ``written``: its words as they are printed, with their emphasis and brackets, in their
            places, and spaces for everything else. It says which characters of ``written`` a fix may change.
        visible: Everything that is seen: the words, including struck-out ones, code and addresses.
        places: For each character of ``visible``, its index in ``written``.
        code: The content of each code span.
        links: The destinations of links, including those given by a reference or ``<…>``.
        images: The destinations of images.
        addresses: Web and e-mail addresses in running text.
        tags: HTML tags as written, each with its name in lower case ("b", "/b", "!--" for a comment).
        emphasis: "em" or "strong" for each emphasised stretch of words.
        loose: Marks that are printed because they have no partner: "**", "_", "`", "<!--".
        notes: The labels of footnote marks.
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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A unit with what the page will print of its source and target; made once (``markup.said``) for all checks."""

    unit: Unit
    source: Printed
    target: Printed


class Inspect(Protocol):
    """Finds what could mislead a reader of a unit."""

    def __call__(self, said: Said, context: Context, /) -> Iterator[Finding]:
        """Yield findings on ``said.unit``, which has a target; severity and message are final."""


class Fix(Protocol):
    """Corrects mechanical slips."""

    def __call__(self, said: Said, context: Context, /) -> str:
        """Return the corrected target; only words (``Printed.prose``) may differ from ``said.target.written``."""


class Shown(Protocol):
    """An example of a check: a pair of texts; ``checks.example.Example`` is one."""

    @property
    def source(self) -> str:
        """The Chinese."""

    @property
    def target(self) -> str:
        """The translation."""

    @property
    def expected(self) -> Literal["error", "warning", ""]:
        """The highest severity that the check finds in it, "" for none."""

    @property
    def note(self) -> str:
        """Why, unless that is obvious, else ""."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked for in every translated unit. Findings carry the check's name in the registry.

    Attributes:
        inspect: Yields the findings.
        explanation: What it looks for, why, and when to waive a finding; printed by ``check --explain``.
        examples: Some that it finds and some that it does not; printed by ``check --explain``.
        fix: What ``check --fix`` applies to drafts that nobody has edited.
        knows: Whether the check supports a target language, so that it is run and counted for it; None if it applies to
            every language.
    """

    inspect: Inspect
    explanation: str
    examples: Sequence[Shown]
    fix: Fix | None = None
    knows: "Callable[[Language], bool] | None" = None


# --- languages ---

ONE = 10**6
"""The value of 1: values of figures are whole millionths, so that 75.1 × 10,000 is exact and all thirds are equal."""


class Figure(NamedTuple):
    """A figure in a text.

    Attributes:
        text: The figure as written, for messages.
        start: Where it starts.
        end: Where it ends.
        values: Its possible values, in millionths (``ONE``); one that agrees is enough.
        certain: Whether it must have a counterpart in the translation.
        open: Whether a range may give it a factor, like "million" for the 6 in "6-7 million".
        factor: Its factor.
        written: How many characters its digits and decimal mark have, and how many of them are decimals; (0, 0) for
            words.
        exact: Whether it is always written like this, so that a translation without it is wrong.
        share: "tenths" for 七成, "part" for 三分之一.
        common: Whether it is too common a word to count as an added figure, such as "one" or "second".
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


class Measure(NamedTuple):
    """What a figure is measured in.

    Attributes:
        name: The same in all languages: "kilometre", "mu".
        written: As the text has it.
    """

    name: str
    written: str


class Numbers(Protocol):
    """The figures of a language; sources and targets are asked the same questions."""

    def figures(self, text: str) -> Sequence[Figure]:
        """Return the figures, in order."""

    def one_in(self, text: str) -> frozenset[int]:
        """Return the values of n in "one … in n"."""

    def implied(self, text: str, date: str) -> frozenset[int]:
        """Return values said without a figure: 半年 is six months, 今年 the year of the release's date (ISO or "")."""

    def says_a_year(self, text: str) -> bool:
        """Return whether a year is mentioned without its number."""

    def says_a_share(self, text: str) -> bool:
        """Return whether a share is mentioned, such as "a fifth" or a percentage."""

    def half(self, text: str) -> str:
        """Return the words that say "half of it"; "" if there are none."""

    def unit(self, text: str, figure: Figure) -> str:
        """Return "points" for percentage points, "percent", "permille", "permyriad", or ""."""

    def negative(self, text: str, figure: Figure) -> str:
        """Return "sign" if a figure is negative ("−5", "5 below zero"), "words" if only "a loss of" says so, or ""."""

    def may_be_negative(self, text: str) -> bool:
        """Return whether a word of the text could be translated by a minus sign."""

    def currency(self, text: str, figure: Figure) -> tuple[str, ...]:
        """Return the ISO 4217 codes that the words next to a figure can mean, likeliest first."""

    def ranks(self, figure: Figure) -> bool:
        """Return whether a figure is certainly a rank: 第一, "second"."""

    def measure(self, text: str, figure: Figure) -> Measure | None:
        """Return what the words after a figure measure it in; None if they name no measure."""

    def currencies(self, text: str) -> frozenset[str]:
        """Return the codes that any words of the text can mean."""

    def scale(self, text: str) -> tuple[int, str] | None:
        """Return what the unit of a table head, or a line such as 单位：万元, multiplies its figures by.

        The second value is "%" or "‰" if that is the unit, else "". None if a source is no such text. A target is asked
        only for the same text: 1 without a multiplier.
        """

    def items(self, text: str) -> int:
        """Return how many numbered items a text counts, from the first one: "1. … 2. …", "first, …; second, …"."""

    def respective(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the clauses that say of several things each its own figure (分别, "respectively"): starts and ends."""


class Clock(NamedTuple):
    """A time of day: as written, its place, and the minutes after midnight that it can mean."""

    text: str
    start: int
    end: int
    minutes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Times:
    """The dates and times in a text.

    Attributes:
        days: Each as written, with its month and day of the month.
        months: From a month to its name as written.
        weekdays: From a day of the week, 0 for Monday, to its name as written.
        halves: From a half of the year, 1 or 2, to its name as written.
        quarters: Quarters of the year.
        lone_days: Days of the month whose month is not said with them.
        dated: Days of the month with the day of the week that stands beside them.
        week: Whether the days of the week may be others than the text names: a weekend, Monday to Friday.
        clocks: The times of day in figures, in order.
        parts: Parts of the day as written, each with the names for it: "morning", "noon", "afternoon", "evening",
            "night".
    """

    days: tuple[tuple[str, int, int], ...] = ()
    months: Mapping[int, str] = field(default_factory=dict)
    weekdays: Mapping[int, str] = field(default_factory=dict)
    halves: Mapping[int, str] = field(default_factory=dict)
    quarters: frozenset[int] = frozenset()
    lone_days: frozenset[int] = frozenset()
    dated: tuple[tuple[int, int], ...] = ()
    week: bool = False
    clocks: tuple[Clock, ...] = ()
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Calendar(Protocol):
    """How a language writes dates."""

    def times(self, text: str) -> Times:
        """Return the dates, weekdays, halves and quarters in a text."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a text compares with, in its own words, "" for nothing.

    Attributes:
        year: The same time of the previous year, even if the words could mean something else.
        period: The previous month, quarter or week.
        exactly_year: The previous year and nothing else.
    """

    year: str = ""
    period: str = ""
    exactly_year: str = ""


class Trends(Protocol):
    """How a language says that something rises or falls, and how exact a figure is."""

    def measures(self, text: str) -> bool:
        """Return whether a text says by how much at all."""

    def ways(self, text: str) -> frozenset[str]:
        """Return those of "up", "down" and "neither" ("at least", "more than 5") that a text says."""

    def clause(self, text: str, figure: Figure) -> str:
        """Return the words that belong to a figure."""

    def comparison(self, text: str) -> Comparison:
        """Return what a text compares with."""

    def contraries(self, text: str, groups: Collection[str] = ()) -> Mapping[str, Mapping[str, str]]:
        """Return the words of a text of which one must not become the other, such as 进口 and 出口.

        Args:
            text: The text.
            groups: The only groups of such words that are looked for; none means all.

        Returns:
            From a group ("trade") to its members that the text has ("imports"), each with the words.
        """

    def role(self, text: str, figure: Figure) -> str:
        """Return what a figure is in a change: "from" or "to" it, "by" it, or "" where the words leave it open."""

    def hedges(self, text: str, figure: Figure) -> frozenset[str]:
        """Return those of "more", "less" and "about" that the words next to a figure say."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a text denies, forbids, demands and allows. More is filled in for a source than for a target.

    Attributes:
        nos: Every negating word, in order.
        forbids: Words that forbid or refuse.
        without: Words that mean "without", which forbid only if nothing else is denied.
        hint: Whether there is any character of a negation at all (source).
        excuses: Whether something other than the prohibitions is denied (source).
        unlawful: How many words mean "illegal", which is not a prohibition.
        concepts: Verbs and nouns of a source that negate by themselves, if there are ``nos``: the concept, and whether
            it alone excuses a negation.
        must: The first word that demands.
        may: The first word that allows.
        need_not: The first word that leaves it open.
        duty: Whether ``must`` certainly obliges.
        need: Whether ``must`` is a need.
        strong: A word that must not be weakened, "" if there is none.
        hints_must: Whether there is any character of a demand (source).
        plainly_must: Whether an unmistakable word obliges (target).
        plainly_may: Whether an unmistakable word allows (target).
        must_not: Whether an unmistakable word forbids (target).
    """

    nos: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
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
    """How a language says "no", "must" and "may"."""

    def claims(self, text: str) -> Claims:
        """Return what a text denies, forbids, demands and allows."""

    def plain_not(self, text: str) -> str:
        """Return the first plain "not" of a target, "" if there is none."""

    def concepts(self, word: str) -> frozenset[str]:
        """Return the concepts that a word of ``Claims.nos`` may translate (驳回: "refuse") without being a negation."""


class Person(NamedTuple):
    """A Chinese person in a text: the name as written, the surname in pinyin, the syllables of the given name."""

    text: str
    surname: str
    given: tuple[str, ...]

    @property
    def in_latin_letters(self) -> str:
        """The name as passports write it: Jian'an has an apostrophe before a syllable that begins with a vowel."""
        joined = self.given[0] + "".join(f"'{each}" if each[0] in "aeo" else each for each in self.given[1:])
        return f"{self.surname} {joined.capitalize()}"


class People(Protocol):
    """Who is named in a release."""

    def find(self, text: str, known: Sequence[Match]) -> Iterator[tuple[int, int, Person]]:
        """Yield where a text of the release names them, outside the known terms: start, end, who; in order."""

    def others(self, text: str, known: Sequence[Match]) -> Iterator[str]:
        """Yield the names of other people in a text: those that pinyin would misspell, and what may be a name."""


class Mentions(Protocol):
    """Which places, posts and people a language mentions."""

    def places(self, text: str) -> Mapping[str, frozenset[str]]:
        """Return the countries (ISO 3166) and Chinese provinces (ISO 3166-2) as written, with their possible codes."""

    def hinted(self, text: str) -> frozenset[str]:
        """Return the codes of places that a single character may stand for (source)."""

    def posts(self, text: str) -> Mapping[str, str]:
        """Return what a text says of posts, with its words.

        It may say "appoint", "remove", "deputy", "assistant", "acting", "former" and "woman".
        """

    def people(self, texts: Iterable[tuple[str, Sequence[Match]]]) -> People:
        """Return the Chinese people who are certainly named in the texts of a release, and not by the known terms.

        The texts, of the source, are read when somebody is first looked for.
        """

    def names(self, text: str, person: Person) -> bool:
        """Return whether a text has any part of a person's name (target)."""


class Slip(NamedTuple):
    """A typing slip: its place, what to show of it, and its replacement (None: a person must decide)."""

    start: int
    end: int
    shown: str
    instead: str | None


class Mechanics(Protocol):
    """Rules for spacing, articles and the like. In their input, "¦" stands for everything that is not words."""

    def rules(self) -> Sequence[tuple[str, Callable[[str], Iterator[Slip]]]]:
        """Return messages, each with what finds its slips; {first} in it is the first slip, {all} the first few."""


class TermForms(Protocol):
    """The forms in which a language writes a term."""

    @property
    def certain(self) -> bool:
        """Whether enough is known about its inflection to report a missing name as an error."""

    def plain(self, text: str) -> str:
        """Return a text in the form that is searched."""

    def occurrences(self, rendering: str, text: str) -> Iterator[re.Match[str]]:
        """Yield where a rendering is in a plain text, also inflected."""

    def alluded_to(self, term: Term, target: str) -> bool:
        """Return whether a pronoun, or "the Office", may stand for a name."""

    def short_form(self, term: Term, target: str) -> bool:
        """Return whether a person is called by the surname alone."""

    def formerly(self, text: str) -> bool:
        """Return whether a text mentions what something used to be called."""


class Tidying(Protocol):
    """Tidies machine output: white space and punctuation, never words."""

    def repair(self, text: str, source: str) -> str:
        """Repair a machine's text; ``source`` is the Chinese it was made from."""

    def join(self, texts: Sequence[str], parts: Sequence[str]) -> str:
        """Join the translations of a text's ``parts``."""


class Written(NamedTuple):
    """A figure of a source: its only value in millionths, the two characters after it, and how it is written."""

    value: int
    after: str
    text: str


class Rewriting(Protocol):
    """Replaces a figure or a name in a translation so that the sentence stays correct."""

    def is_month(self, text: str) -> bool:
        """Return whether a figure as written is the name of a month."""

    def rewritten(self, before: str, text: str, old: Written, new: Written) -> tuple[int, str] | None:
        """Write a new figure in the style of ``text``, which is how the translation writes the old one.

        Args:
            before: The translation before the figure.
            text: The figure there.
            old: The figure of the old source.
            new: The figure of the new source.

        Returns:
            How many characters before the figure change with it (an article), and what replaces them and the figure;
            None if that is uncertain.
        """

    def fits(self, before: str, old: str, new: str) -> bool:
        """Return whether a new name fits in place of the old one, with the article before it."""


class Length(NamedTuple):
    """How long a translation is: fewest and most characters per Chinese one, with an allowance for short texts."""

    shortest: float
    fewer: float
    longest: float
    allowance: float


PERSON, NAME, OBJECT = "\ue000", "\ue001", "\ue002"
"""What stands in a text for a person, for another name or term, and for markup, code or an address (``Composing``)."""

Then = Literal["sentence", "clause", "post", "start", "noun", "owned", "day", "he", "she", "if"]
"""What follows a form, which decides its first letter and article.

What follows "he", "she" or "if" is a clause without a subject, or a condition: it is translated as a sentence of its
own, with "he" or "she" as its subject or as the condition of another clause, which are removed afterwards.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A stretch of a source that is written by rule.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        text: The translation, with the spaces round it.
        then: What follows it.
    """

    start: int
    end: int
    text: str
    then: Then = "sentence"


class Composed(NamedTuple):
    """A name that is composed by rule.

    Attributes:
        kind: The kind of term that it is.
        start: Where it starts in the source.
        end: Where it ends.
        written: The translation.
        sure: Whether it is made of known parts, and none of them is only spelled.
        common: Whether a machine may know it, so that it is hidden only from one that writes it otherwise.
    """

    kind: TermKind
    start: int
    end: int
    written: str
    sure: bool
    common: bool = False


class Composing(Protocol):
    """Writes by rule, from the Chinese, what machines get wrong; it never drops or changes a word.

    Forms are looked for in a text in which ``PERSON``, ``NAME`` and ``OBJECT`` stand for names and for what is not
    words. What lies between forms is translated by a machine, each stretch by itself.
    """

    @property
    def units(self) -> AbstractSet[str]:
        """What is counted and measured in, in Chinese; forms write them, also where a term base has them."""

    def forms(self, text: str) -> tuple[Form, ...]:
        """Return the forms in a text, in order, none of them overlapping."""

    def framed(self, text: str) -> tuple[Form, ...]:
        """Return the forms of a sentence whose other stretches a machine gets as sentences of their own.

        What is framed may come back without its frame; then the sentence is tried without these forms.
        """

    def indicators(self, text: str, terms: Iterable[tuple[int, int]] = ()) -> AbstractSet[tuple[int, int]]:
        """Return where the indicators are that a sentence of figures names, each start and end.

        Args:
            text: The sentence.
            terms: Where terms are, each start and end, which may be whole indicators.
        """

    def names(self, text: str) -> Iterator[Composed]:
        """Yield names that no term base lists because they are composed by rule; they may overlap."""

    def fitted(self, text: str, then: Then, takes_the: bool | None = None) -> str:
        """Return a machine's translation of a stretch as it goes on after a form.

        Args:
            text: The translation.
            then: What it is.
            takes_the: Whether it is a name with or without an article; None if it is no name.
        """


class Language(Protocol):
    """What the program knows about one language; a part that nobody has written is None, and its checks do not run.

    A language is a folder in ``languages/`` with a class that takes the tag (``fr-CA``); slow imports are done on
    demand. The parts that read texts (numbers, calendar, trends, negation, mentions), and the language itself, are
    hashable and never change, because what their methods found in a text is kept by method and text. Such a part, if
    it is a frozen dataclass, has no dict or list among the fields that are compared.
    """

    @property
    def tag(self) -> str:
        """The language's tag."""

    @property
    def name(self) -> str:
        """The language's name in English, for messages."""

    @property
    def writes_han(self) -> bool:
        """Whether it is written in Han characters."""

    @property
    def full_width(self) -> bool:
        """Whether it has full-width punctuation."""

    @property
    def length(self) -> Length:
        """How long translations into it are."""

    @property
    def closing_marks(self) -> Mapping[str, str]:
        """Quotation marks that close in it although they open in English, each with its opening marks."""

    def plain(self, text: str) -> str:
        """Return a text in the form that the parts below read."""

    def written_by_its_day(self, date: str) -> str:
        """Correct a date that CLDR wrote to the language's usage: "1er septembre 2018"."""

    @property
    def numbers(self) -> Numbers | None: ...  # noqa: D102  the protocol says it
    @property
    def calendar(self) -> Calendar | None: ...  # noqa: D102
    @property
    def trends(self) -> Trends | None: ...  # noqa: D102
    @property
    def negation(self) -> Negation | None: ...  # noqa: D102
    @property
    def mentions(self) -> Mentions | None: ...  # noqa: D102
    @property
    def mechanics(self) -> Mechanics | None: ...  # noqa: D102
    @property
    def terms(self) -> TermForms: ...  # noqa: D102
    @property
    def rewriting(self) -> Rewriting | None: ...  # noqa: D102
    @property
    def tidying(self) -> Tidying | None:
        """How machine output is tidied; a language with it (so far English) also has grammar for terms in drafts."""

    @property
    def composing(self) -> Composing | None:
        """What is written by rule in drafts (so far in English)."""

    @property
    def starter(self) -> Sequence[Path]:
        """The files of rows that the office's term base lies over, see ``workflow/starter.py``; none by default."""

    @property
    def pages(self) -> Mapping[str, str]:
        """The words of pages, see ``languages/english/pages.py``; empty if not translated."""


@runtime_checkable
class Scripted(Protocol):
    """A language with two scripts, one of which the tag means."""

    def in_other_script(self, text: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return what in a text is in the other script, for messages: what certainly is, and what probably is."""


@dataclass(frozen=True, slots=True)
class Room:
    """A language that the program knows: a folder in ``languages/``.

    Attributes:
        open: From a tag of the language, such as ``fr-CA``, to what is known about it.
    """

    open: Callable[[str], Language]


# --- which ones there are ---

PlugIn = TypeVar("PlugIn")


class Registry(Mapping[str, PlugIn], Generic[PlugIn]):
    """The plug-ins of one kind by name. Listing names imports nothing; ``registry[name]`` imports the plug-in's module.

    Attributes:
        places: From a name to "module:attribute".
    """

    def __init__(self, kind: type[PlugIn], places: Mapping[str, str]) -> None:
        """Create a registry of plug-ins that are instances of ``kind``."""
        self._kind = kind
        self.places = dict(places)

    def __getitem__(self, name: str) -> PlugIn:
        """Return the plug-in of this name.

        Raises:
            TypeError: The registry names something that is not a plug-in of this kind.
        """
        module, _, attribute = self.places[name].partition(":")
        found: object = getattr(import_module(module), attribute)
        if not isinstance(found, self._kind):
            raise TypeError(f"{self.places[name]} is a {type(found).__name__}, not a contracts.{self._kind.__name__}")
        return found

    def __contains__(self, name: object) -> bool:
        """Return whether there is a plug-in of this name; imports nothing."""
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the order of the registry."""
        return iter(self.places)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.places)


READERS = Registry(
    Reader,
    {
        ".md": "workflow.readers.markdown:READER",
        ".markdown": "workflow.readers.markdown:READER",
        ".txt": "workflow.readers.text:READER",
        ".docx": "workflow.readers.docx.reader:READER",
        ".html": "workflow.readers.html:READER",
        ".htm": "workflow.readers.html:READER",
    },
)
"""By the suffix of the files they read, in lower case."""

LANGUAGES = Registry(
    Room,
    {
        "zh": "workflow.languages.chinese:ROOM",
        "en": "workflow.languages.english:ROOM",
        "fr": "workflow.languages.french:ROOM",
        "es": "workflow.languages.spanish:ROOM",
        "ru": "workflow.languages.russian:ROOM",
        "ar": "workflow.languages.arabic:ROOM",
    },
)
"""By their primary subtag."""

ENGINES = Registry(
    Engine,
    {
        "argos": "workflow.engines.argos:ENGINE",
        "ctranslate2": "workflow.engines.ctranslate2:ENGINE",
        "llm": "workflow.engines.llm:ENGINE",
        "opencc": "workflow.engines.opencc:ENGINE",
    },
)
"""By their name in ``draft.engine`` and ``--engine``."""

WRITERS = Registry(
    Writer,
    {
        "html": "workflow.writers.html:WRITER",
        "markdown": "workflow.writers.markdown:WRITER",
        "text": "workflow.writers.text:WRITER",
        "epub": "workflow.writers.epub:WRITER",
        "docx": "workflow.writers.docx:WRITER",
        "pdf": "workflow.writers.pdf:WRITER",
    },
)
"""By their name in ``publish.formats``."""

CHECKS = Registry(
    Check,
    {
        "leftovers": "workflow.checks.leftovers:CHECK",
        "markup": "workflow.checks.markup:CHECK",
        "characters": "workflow.checks.characters:CHECK",
        "values": "workflow.checks.values:CHECK",
        "digits": "workflow.checks.digits:CHECK",
        "terms": "workflow.checks.terms:CHECK",
        "starter": "workflow.checks.terms:STARTER",
        "names": "workflow.checks.names:CHECK",
        "negation": "workflow.checks.negation:CHECK",
        "quotes": "workflow.checks.quotes:CHECK",
        "length": "workflow.checks.length:CHECK",
        "repetition": "workflow.checks.repetition:CHECK",
        "mechanics": "workflow.checks.mechanics:CHECK",
        "inconsistent": "workflow.checks.inconsistent:CHECK",
    },
)
"""By their name in findings, ``--explain`` and ``review.severity``."""

SOURCE_CHECKS = ("images", "title", "memory")
"""Checks of the source itself, and of where a translation comes from, in ``newsroom/checking.py``."""
