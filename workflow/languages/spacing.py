"""Rules for mechanics that several languages share: spaces and doubled words."""

import re
from collections.abc import Callable, Iterator

from workflow.contracts.facts import Slip
from workflow.patterns import late

Finder = Callable[[str], Iterator[Slip]]


def replaced(pattern: re.Pattern[str], instead: str) -> Finder:
    """Return a rule that replaces what ``pattern`` finds; what is shown of it is the character after it."""

    def find(text: str) -> Iterator[Slip]:
        for match in pattern.finditer(text):
            yield Slip(match.start(), match.end(), text[match.end() : match.end() + 1], instead)

    return find


_GROUPED = late(r"(?<![\w.,])[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?!\w)")


def grouped(space: str) -> Finder:
    """Return a rule for numbers whose digits are grouped by spaces, which have to be the no-break ``space``.

    The pages are what was approved, character for character, so that a writer must not choose the space.
    """

    def find(text: str) -> Iterator[Slip]:
        for match in _GROUPED.finditer(text):
            if " " in match[0]:
                yield Slip(match.start(), match.end(), match[0], match[0].replace(" ", space))

    return find


def doubled(pattern: re.Pattern[str], allowed: frozenset[str]) -> Finder:
    """Return a rule for doubled words: ``pattern`` names them "word"; those in ``allowed`` may be doubled."""

    def find(text: str) -> Iterator[Slip]:
        for match in pattern.finditer(text):
            if match["word"].lower() not in allowed and not match[0].rpartition(" ")[2][:1].isupper():
                yield Slip(match.start(), match.end(), match[0], None)

    return find
