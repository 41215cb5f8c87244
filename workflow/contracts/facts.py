"""What a language finds in a text, as frozen values that mean the same in every language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Scale(NamedTuple):
    """What the figures of a table's column are in.

    Attributes:
        size: What they are multiplied by: 10,000 for 万吨.
        ratio: "%" or "‰", or "".
        measure: What they measure, if that is known: tonnes.
        per: What each figure is for, if that is known: kilograms in 元/公斤.
    """

    size: int
    ratio: str = ""
    measure: Measure | None = None
    per: Measure | None = None


class Order(NamedTuple):
    """Whether something happens before or after a date or a span of time.

    Attributes:
        way: "before" or "after".
        sure: Whether it can be told from these words alone: "two days after they met" may also be two days before
            something else, that of which the sentence speaks.
    """

    way: str
    sure: bool = True


class Clock(NamedTuple):
    """A time of day in a text.

    Attributes:
        text: The time as written.
        start: Where it starts.
        end: Where it ends.
        minutes: The minutes after midnight that it can mean.
        sure: Whether it is certainly a time: 19.30 is one only if the other text has it too.
    """

    text: str
    start: int
    end: int
    minutes: frozenset[int]
    sure: bool = True


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
        dated: Days of the month with the day of the week that is beside them.
        week: Whether the days of the week may be others than the text names: a weekend, Monday to Friday.
        clocks: The times of day in figures, in order.
        parts: Parts of the day as written, each with the names for it: "morning", "noon", "afternoon", "evening",
            "night".
        lunar: Whether a date of the lunar calendar is named; ``days`` and ``months`` are those of the solar calendar.
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
    lunar: bool = False


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
        shared: Whether one word may deny several things: not A or B (target).
        must: The first word that demands.
        may: The first word that allows.
        need_not: The first words that leave it open.
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
    shared: bool = True
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


class Spelled(NamedTuple):
    """What may be a Chinese person's full name in a translation: ``text`` from ``start`` to ``end``.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        text: The name as written.
        surname: The letters that may be the surname, as ``languages/chinese/pinyin.letters`` returns them.
        given: Those that may be the given name.
    """

    start: int
    end: int
    text: str
    surname: str
    given: str


class Slip(NamedTuple):
    """A typing slip: its place, what to show of it, and its replacement (None: a person must decide)."""

    start: int
    end: int
    shown: str
    instead: str | None


class Written(NamedTuple):
    """A figure of a source: its only value in millionths, the two characters after it, and how it is written."""

    value: int
    after: str
    text: str


class Length(NamedTuple):
    """How long a translation is: fewest and most characters per Chinese one, with an allowance for short texts."""

    shortest: float
    fewer: float
    longest: float
    allowance: float
