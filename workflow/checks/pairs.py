"""A source and a target as read by their languages: what the check ``values`` compares."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TypeVar

from workflow.contracts.checks import Context, Said
from workflow.contracts.facts import ONE, Clock, Figure, Times
from workflow.contracts.languages import Calendar, Language, Numbers, Trends
from workflow.languages import of
from workflow.languages.figures import DIGITS
from workflow.patterns import late

T = TypeVar("T")

_ALIKE = 8  # figures of one value that are compared; more are a table, not a sentence


def read(find: Callable[[str], T], text: str) -> T:
    """Return what a part of a language finds in a text; it is kept, because texts recur.

    A source is compared with its translation into each language, and headings and cells are the same in many releases.

    Args:
        find: A method of a part of a ``Language``; what it returns is never changed.
        text: The text.
    """
    found: T = _found(find, text) if len(text) <= _RECURRING else find(text)
    return found


_RECURRING = 500
"""Characters: nothing is kept about longer texts."""


@lru_cache(maxsize=4096)
def _found(find: Callable[[str], T], text: str) -> T:
    return find(text)


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a pair, with everything that comparing needs."""

    numbers: Numbers
    calendar: Calendar
    trends: Trends


def side(language: Language) -> Side | None:
    """Return what is known about a language; None if it is too little to compare values."""
    numbers, calendar, trends = language.numbers, language.calendar, language.trends
    return Side(numbers, calendar, trends) if numbers and calendar and trends else None


@cache
def _side_of(tag: str) -> Side | None:
    return side(of(tag))


@dataclass(frozen=True)
class Compared:
    """A source and a target with their figures.

    Attributes:
        source: The words as the source language reads them, without names that both sides have (COVID-19, G20).
        target: The same for the target.
        here: What is known about the source language.
        there: What is known about the target language.
        named: The values of digits in the names that both sides have.
    """

    source: str
    target: str
    here: Side
    there: Side
    named: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def expected(self) -> tuple[Figure, ...]:
        """The figures of the source, without those of times of day that the target has too."""
        return tuple(_outside(self._figures_here, self.same_times[0]))

    @cached_property
    def found(self) -> tuple[Figure, ...]:
        """The figures of the target, without those of times of day that the source has too."""
        return tuple(_outside(self.there.numbers.figures(self.target), self.same_times[1]))

    @cached_property
    def _figures_here(self) -> Sequence[Figure]:
        return read(self.here.numbers.figures, self.source)

    @cached_property
    def in_times(self) -> frozenset[int]:
        """The values of the figures that ``expected`` leaves out."""
        if not self.times_here.clocks:
            return frozenset()
        kept = {id(figure) for figure in self.expected}
        return frozenset(value for f in self._figures_here if id(f) not in kept for value in f.values)

    @cached_property
    def times_here(self) -> Times:
        """The dates and times of the source."""
        return read(self.here.calendar.times, self.source)

    @cached_property
    def times_there(self) -> Times:
        """The dates and times of the target."""
        return self.there.calendar.times(self.target)

    @cached_property
    def same_times(self) -> tuple[list[Clock], list[Clock]]:
        """The times of day of source and target that the other side has too."""
        if not self.times_here.clocks:
            return [], []
        here, there = self.times_here.clocks, self.times_there.clocks
        return _shared(here, there), _shared(there, here)

    @cached_property
    def _by_value(self) -> dict[int, list[Figure]]:
        by_value: dict[int, list[Figure]] = {}
        for figure in self.found:
            for value in figure.values:
                same = by_value.setdefault(value, [])
                if len(same) < _ALIKE:
                    same.append(figure)
        return by_value

    def counterparts(self, figure: Figure) -> list[Figure]:
        """Return the target's figures with one of the values of a source's figure, in order."""
        if (known := self._counterparts.get(figure)) is None:
            found = {id(other): other for value in figure.values for other in self._by_value.get(value, ())}
            known = self._counterparts[figure] = sorted(found.values(), key=lambda other: other.start)
        return known

    @cached_property
    def _counterparts(self) -> dict[Figure, list[Figure]]:
        return {}


def _shared(these: Sequence[Clock], those: Sequence[Clock]) -> list[Clock]:
    minutes = frozenset().union(*(clock.minutes for clock in those)) if those else frozenset()
    return [clock for clock in these if not clock.minutes.isdisjoint(minutes)]


def _outside(figures: Sequence[Figure], clocks: Sequence[Clock]) -> Iterator[Figure]:
    if not clocks:
        yield from figures
        return
    starts = [clock.start for clock in clocks]
    for figure in figures:
        before = bisect_right(starts, figure.start)
        if not before or figure.end > clocks[before - 1].end:
            yield figure


def pair_of(said: Said, context: Context) -> Compared | None:
    """Return the pair of a unit; None if too little is known about its target language."""
    source, target = plain_words(said, context)
    compared = _compared if len(source) + len(target) <= _RECURRING else _compared.__wrapped__
    return compared(context.release.language, context.language, source, target)


@lru_cache(maxsize=512)
def _compared(tag_here: str, tag_there: str, source: str, target: str) -> Compared | None:
    here, there = _side_of(tag_here), _side_of(tag_there)
    if here is None or there is None:
        return None
    source, target, named = without_shared_names(source, target)
    return Compared(*_without_shared_phones(source, target), here, there, named)


def plain_words(said: Said, context: Context) -> tuple[str, str]:
    """Return the words of source and target as their languages read them."""
    here, there = of(context.release.language), of(context.language)
    return read(here.plain, said.source.words), read(there.plain, said.target.words)


# --- telephone numbers ---

_PHONE = late(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)[0-9]{1,3}[-— ()]{0,3})?(?:\(0\))?[(（ ]?0?[0-9]{2,4}"
    r"(?:[)）][-—–－ ]{0,2}|[-—–－ ]{1,2})"
    r"[0-9]{3,4}[-— ]?[0-9]{3,4}(?![0-9])"
    r"|(?:\+|00)[0-9]{1,3}[-— ]{1,2}[2-9][- ][0-9]{3,4}[- ]?[0-9]{4}(?![0-9])"
    r"|(?<![0-9A-Za-z.])(?:(?:\+|00)[0-9]{1,3}[-— ]{0,2})?1[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])"
)
_PART_OF_PHONE = late("[0-9](?:(?:[)）]|[)）]?[-—–－ ]{1,2})[0-9]{3}|[0-9]{2}[- ]?[0-9]{4})")
_HOME = late("(?:\\+|00)(?:886|85[23]|86)")


def _without_shared_phones(source: str, target: str) -> tuple[str, str]:
    """Remove telephone numbers that both sides have, whatever their grouping, with and without the country's code."""
    shared = {_dialled(match[0]) for match in _PHONE.finditer(source)} if _PART_OF_PHONE.search(source) else set()
    if shared:
        shared &= {_dialled(match[0]) for match in _PHONE.finditer(target)}
    if not shared:
        return source, target

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if _dialled(match[0]) in shared else match[0]

    return _PHONE.sub(blank, source), _PHONE.sub(blank, target)


def _dialled(number: str) -> str:
    digits = re.sub("[^0-9+]", "", number.replace("(0)", ""))
    return _HOME.sub("", digits, count=1).lstrip("0") if _HOME.match(digits) else digits.lstrip("0")


# --- names with digits ---

_TOKEN = late(r"[A-Za-z0-9]++(?:[-.:/][A-Za-z0-9]++)*+")
_LETTER = late(r"[A-Za-z]")


def without_shared_names(source: str, target: str) -> tuple[str, str, frozenset[int]]:
    """Remove names with digits that both sides have (COVID-19, G20); return the values of their digits too."""
    may_have_one = _LETTER.search(source) or source.count("-") + source.count(".") > 1
    shared = {token for token in _TOKEN.findall(source) if _is_name(token)} if may_have_one else set()
    if shared:
        shared &= set(_TOKEN.findall(target))
    if not shared:
        return source, target, frozenset()

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if match[0] in shared else match[0]

    values = frozenset(int(digits) * ONE for name in shared for digits in DIGITS.findall(name))
    return _TOKEN.sub(blank, source), _TOKEN.sub(blank, target), values


def _is_name(token: str) -> bool:
    if DIGITS.search(token) is None:
        return False
    return _LETTER.search(token) is not None or token.count("-") + token.count(".") > 1
