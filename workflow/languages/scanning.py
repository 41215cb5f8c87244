"""Finds names in a text, of which there may be thousands, by the letters with which they begin."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from workflow.patterns import late


class Name(NamedTuple):
    """A name in a text, and what it can mean; nothing if it only looks like a name."""

    start: int
    end: int
    codes: frozenset[str]


class Names:
    """Names to be found, the longest first.

    Each is a regular expression that begins with a letter, or with ``(?:`` and forms with the same first letter.
    """

    def __init__(self, codes: Mapping[str, frozenset[str]]) -> None:
        """Take what each name can mean."""
        self._codes = codes
        by_length = sorted(codes, key=len, reverse=True)
        starts: dict[str, list[str]] = {}
        for name in by_length:
            starts.setdefault(_beginning(name)[:_LETTERS], []).append(name)
        # A text that goes on with three letters may have a name of which only two are plain.
        self._at = {
            each: tuple(
                sorted((name for size in range(1, len(each) + 1) for name in starts.get(each[:size], ())), key=len)[
                    ::-1
                ]
            )
            for each in starts
        }
        self._initials = frozenset(each[0] for each in starts)

    def find(self, text: str, starts: Iterable[int]) -> Iterator[Name]:
        """Yield the names of a text that begin in some places, in order and not overlapping."""
        at = 0
        for start in starts:
            if start >= at and (found := self.match(text, start)):
                at = found.end
                yield found

    def may_be_in(self, text: str) -> bool:
        """Return whether a text has the first letters of a name; quicker than ``find`` if there are few names."""
        return any(letters in text for letters in self._at)

    def match(self, text: str, start: int) -> Name | None:
        """Return the name that begins in a place."""
        if text[start : start + 1] not in self._initials:
            return None
        for size in range(_LETTERS, 0, -1):
            names = self._at.get(text[start : start + size])
            if names is None:
                continue
            for name in names:
                if end := _end_of(name, text, start):
                    return Name(start, end, self._codes[name])
            return None
        return None


_LETTERS = 3
"""How many letters decide which names are tried."""


def _end_of(name: str, text: str, start: int) -> int:
    """Return where a name that starts here ends, 0 if it is not there; most names are no patterns."""
    if name.isalpha() or name.replace(" ", "").isalpha():
        end = start + len(name) if text.startswith(name, start) else 0
        return end if end and not (text[end : end + 1].isalnum() or text[end : end + 1] == "_") else 0
    match = _whole(name).match(text, start)
    return match.end() if match else 0


@cache
def _whole(name: str) -> re.Pattern[str]:
    return late(rf"(?:{name})(?!\w)")


@cache
def _beginning(name: str) -> str:
    """Return the letters with which a name begins in all its forms, as far as that is plain."""
    inside = name.removeprefix("(?:")
    found = _PLAIN.match(inside)
    letters = found[0] if found else ""
    return letters if inside == name or not _FORMS.match(inside) else letters[:1]


_FORMS = late(r"[^()|]*(?:\([^()]*\)[^()|]*)*\|")
"""The first of several forms in brackets: they begin with the same letter, but maybe not with the same letters."""
_PLAIN = late(r"(?:[^\W\d_](?![?*+{]))*")


def blanked(text: str, spans: Iterable[tuple[int, int]], sign: str = " ") -> str:
    """Return a text with as many blanks, or other signs, in place of some parts of it."""
    chars = list(text)
    for start, end in spans:
        chars[start:end] = sign * (end - start)
    return "".join(chars)
