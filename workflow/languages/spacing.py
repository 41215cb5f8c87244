"""Rules for mechanics that languages in Latin letters share: spaces and doubled words."""

import re
from collections.abc import Callable, Iterator

from workflow.contracts import Slip

Finder = Callable[[str], Iterator[Slip]]


def replaced(pattern: re.Pattern[str], instead: str) -> Finder:
    """Return a rule that replaces what ``pattern`` finds; what is shown of it is the character after it."""

    def find(text: str) -> Iterator[Slip]:
        for match in pattern.finditer(text):
            yield Slip(match.start(), match.end(), text[match.end() : match.end() + 1], instead)

    return find


def doubled(pattern: re.Pattern[str], allowed: frozenset[str]) -> Finder:
    """Return a rule for doubled words: ``pattern`` names them "word"; those in ``allowed`` may be doubled."""

    def find(text: str) -> Iterator[Slip]:
        for match in pattern.finditer(text):
            if match["word"].lower() not in allowed and not match[0].rpartition(" ")[2][:1].isupper():
                yield Slip(match.start(), match.end(), match[0], None)

    return find
