"""Terms in a text: the term base and name authority of a target language.

If two rows are valid at the same time and differ, ``Match.term`` is None: nothing here guesses.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as day_of
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from workflow.contracts.terms import Terms
from workflow.languages.chinese.spelling import closed, folded
from workflow.model import HAN, Match, Term
from workflow.patterns import late

UNVERIFIED = "pinyin, unverified"
"""How the note of a suggested name starts, until somebody has looked it up and removes it."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Index(Generic[Row]):
    """Rows by their source, as ``comparable`` returns it, found wherever they occur in a text.

    The time to search a text grows with the text, not with the number of rows.
    """

    rows: Mapping[str, Sequence[Row]]
    _lengths: Mapping[str, Sequence[int]] = field(init=False, repr=False, compare=False)
    _initials: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for source in self.rows:
            lengths.setdefault(source[:2], set()).add(len(source))
        object.__setattr__(self, "_initials", frozenset(source[:1] for source in self.rows))
        object.__setattr__(self, "_lengths", {start: tuple(sorted(sizes)) for start, sizes in lengths.items()})

    def occurrences(self, source: str) -> Iterator[tuple[int, int, Sequence[Row]]]:
        """Yield every occurrence of every row's source, overlapping ones too: start, end, rows.

        What hides a word from comparison (``spelling.closed``) does not hide a term: 北京 is found in 北 京. A row is
        never found inside an address or code, and one that starts or ends with a Latin letter or digit is found only
        as whole words.
        """
        text, places = _searched(source)
        initials = self._initials
        for start in [place for place, char in enumerate(text) if char in initials]:
            initial = text[start]
            pair = self._lengths.get(text[start : start + 2], ()) if start + 1 < len(text) else ()
            for size in (*pair, *self._lengths.get(initial, ())):
                rows = self.rows.get(text[start : start + size])
                if rows and len(text) >= start + size and _stands_alone(text, start, start + size):
                    yield places[start], places[start + size - 1] + 1, rows


@lru_cache(maxsize=4)
def _searched(source: str) -> tuple[str, Sequence[int]]:
    """Return a text as it is compared, and the places of its characters: for the office's rows and for the starter."""
    return closed(folded(without_code(source)))


class Known(Terms, Protocol):
    """A term base that can also say whether it has a row for a name."""

    def knows(self, source: str) -> bool:
        """Return whether a row has this source, whatever it says, in traditional or simplified characters."""


@dataclass(frozen=True, slots=True)
class TermBase:
    """The rows of a terms.csv in the file's order, with ``find``; implements Terms of ``workflow/contracts.py``.

    Rows without a target, and those whose note still starts with ``UNVERIFIED``, are in ``terms`` but never found: they
    are questions that nobody has answered yet.
    """

    terms: tuple[Term, ...] = ()
    _index: Index[Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows: dict[str, list[Term]] = {}
        for term in self.terms:
            if not is_open(term):
                rows.setdefault(comparable(term.source), []).append(term)
        object.__setattr__(self, "_index", Index(rows))

    def find(self, source: str, date: str) -> tuple[Match, ...]:
        """Return the terms in ``source`` in text order, without overlaps: of several that overlap, the longest.

        The longest is chosen whether it is valid on the date or not: if an office no longer exists, nobody wants the
        half of its name that still does. A row of kind ``forbidden`` says nothing about names, so if its source is
        longer than a known term's, it is added to that match.

        Args:
            source: The text to search.
            date: The release's date, ISO: a day, 2018-09, 2018, or "" (every row is valid). A row is valid in a month
                if it is valid on any day of it.
        """
        if not self._index.rows:
            return ()
        taken = bytearray(len(source))
        found: list[Match] = []
        bans: list[Match] = []
        for start, end, rows in longest_first(self.candidates(source)):
            if any(taken[start:end]):
                continue
            match = Match(start, end, *on_date(rows, date))
            if all(term.kind == "forbidden" for term in rows):
                bans.append(match)
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append(match)
        for ban in bans:
            inside = next(
                (n for n, match in enumerate(found) if ban.start <= match.start and match.end <= ban.end), None
            )
            if inside is not None:
                found[inside] = replace(found[inside], terms=found[inside].terms + ban.terms)
            elif not any(taken[ban.start : ban.end]):
                taken[ban.start : ban.end] = b"\1" * (ban.end - ban.start)
                found.append(ban)
        return tuple(sorted(found, key=lambda match: match.start))

    def knows(self, source: str) -> bool:
        """See ``Known``."""
        wanted = comparable(source)
        return wanted in self._index.rows or any(
            comparable(term.source) == wanted for term in self.terms if is_open(term)
        )

    def candidates(self, source: str) -> Iterator[tuple[int, int, Sequence[Term]]]:
        """Yield every occurrence of every row's source, overlapping ones too: start, end, rows."""
        return self._index.occurrences(source)


def longest_first(found: Iterable[tuple[int, int, Sequence[Row]]]) -> list[tuple[int, int, Sequence[Row]]]:
    """Return occurrences, the longest first and those of one length in text order."""
    return sorted(found, key=lambda each: (each[0] - each[1], each[0]))


def on_date(rows: Iterable[Term], date: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Return the rows that are valid on a release's date, as ``find`` takes it, and those that are not."""
    days = span(date)
    valid = tuple(term for term in rows if days is None or _holds(term, *days))
    return valid, tuple(term for term in rows if term not in valid)


def comparable(source: str) -> str:
    """Return a row's source as it is compared with texts: folded, without blanks between its characters."""
    return closed(folded(source))[0]


def is_open(term: Term) -> bool:
    """Return whether a row is an open question: no target yet, or pinyin that nobody has verified."""
    return not term.target or term.note.startswith(UNVERIFIED)


@lru_cache(maxsize=256)
def span(date: str) -> tuple[str, str] | None:
    """Return the first and last day of an ISO date, month or year; None if it is none of these."""
    found = _DATE.fullmatch(date)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups(""))
    try:
        first = day_of(year, month or 1, day or 1)
        last = day_of(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


_DATE = late(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")


def _holds(term: Term, first: str, last: str) -> bool:
    return term.valid_from <= last and (not term.valid_until or first <= term.valid_until)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether no Latin word continues across either end."""
    return not (
        (start and _in_word(text[start]) and _in_word(text[start - 1]))
        or (end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]))
    )


def _in_word(char: str) -> bool:
    return char.isalnum() and not HAN.match(char)


_CODE = late(
    r"(`{1,9})[^`]++\1(?!`)|\]\([^()\s]*+\)|[a-z]{3,9}://[!-;=?-~]++|www\.[!-;=?-~]++|[\w.+-]{1,64}@[\w.-]++", re.ASCII
)


def without_code(text: str) -> str:
    """Blank addresses, link targets and code, where a name is not in the sentence; the text keeps its length."""
    if not any(mark in text for mark in ("`", "](", "://", "www.", "@")):
        return text
    return _CODE.sub(lambda match: "\0" * len(match[0]), text)
