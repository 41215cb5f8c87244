"""What is known about a language, in parts; the values that they return are in ``facts``."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from workflow.contracts.composing import Composing
from workflow.contracts.facts import (
    Claims,
    Comparison,
    Figure,
    Length,
    Measure,
    Order,
    Person,
    Scale,
    Slip,
    Spelled,
    Times,
    Written,
)
from workflow.model import Match, Term


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
        """Return whether a figure is negative.

        Returns:
            "sign" for "−5" and "5 below zero", "words" if only "a loss of" says so, "floor" for a basement, or "".
        """

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

    def scale(self, text: str) -> Scale | None:
        """Return what the unit of a table head, or a line such as 单位：万元, says of the figures below it.

        None if a source is no such text. A target is asked only for the same text: its size is 1 without a multiplier.
        """

    def items(self, text: str) -> int:
        """Return how many numbered items a text counts, from the first one: "1. … 2. …", "first, …; second, …"."""

    def respective(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the clauses that say of several things each its own figure (分别, "respectively"): starts and ends."""


class Calendar(Protocol):
    """How a language writes dates."""

    def times(self, text: str) -> Times:
        """Return the dates, weekdays, halves and quarters in a text."""


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

    def order(self, text: str, figure: Figure) -> Order | None:
        """Return whether something is before or after a date or a span of time (5日前); None if neither is said."""

    def remaining(self, text: str, figure: Figure) -> frozenset[int]:
        """Return the possible values, in millionths, of what is left of a price if a figure is a discount (source)."""

    def share(self, text: str, figure: Figure) -> str:
        """Return "off" if a figure is taken off a price, "left" if it is what remains of it, or "" (target)."""

    def hedges(self, text: str, figure: Figure) -> frozenset[str]:
        """Return those of "more", "less" and "about" that the words next to a figure say."""


class Negation(Protocol):
    """How a language says "no", "must" and "may"."""

    def claims(self, text: str) -> Claims:
        """Return what a text denies, forbids, demands and allows."""

    def plain_not(self, text: str) -> str:
        """Return the first plain "not" of a target, "" if there is none."""

    def concepts(self, word: str) -> frozenset[str]:
        """Return the concepts that a word of ``Claims.nos`` may translate (驳回: "refuse") without being a negation."""


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

    def named(self, text: str) -> Mapping[str, frozenset[str]]:
        """Return all that must not be another, as written, with the codes it can mean.

        These are ``places``; cities, as the code of their country or province and a name ("GB/london"); and companies,
        languages and currencies ("body:icbc", "language:fr", "money:EUR"), as far as they are known.
        """

    def abbreviated(self, name: str) -> frozenset[str]:
        """Return the international abbreviations that one of this language stands for: OMPI is WIPO."""

    def may_mean(self, text: str, name: str, codes: Collection[str]) -> bool:
        """Return whether a text may mean what a translation calls so, without ``named`` seeing it (source)."""

    def hinted(self, text: str) -> frozenset[str]:
        """Return the codes of places that a single character may stand for (source)."""

    def posts(self, text: str) -> Mapping[str, str]:
        """Return what a text says of posts, with its words.

        It may say "appoint", "remove", "deputy", "assistant", "acting", "former" and "woman".
        """

    def acts(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield whom a text appoints and removes, as far as that is plain: the person, and "appoint" or "remove".

        Private characters from U+E100 stand for the people.
        """

    def people(self, texts: Iterable[tuple[str, Sequence[Match]]]) -> People:
        """Return the Chinese people who are certainly named in the texts of a release, and not by the known terms.

        The texts, of the source, are read when somebody is first looked for.
        """

    def names(self, text: str, person: Person) -> bool:
        """Return whether a text has any part of a person's name (target)."""

    def spelled(self, text: str) -> Iterator[Spelled]:
        """Yield what may be Chinese people's full names, overlapping ones too (target)."""

    def reads(self, text: str, name: Spelled) -> bool:
        """Return whether the characters of a text may be read as a name, or call its bearer 王局长 (source)."""

    def spells_otherwise(self, text: str) -> bool:
        """Return whether a text is about places whose people do not write their names in pinyin (source)."""


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
