"""A concordance: every sentence of a memory in which a word or phrase occurs, in either language.

All pairs are read, which takes a fraction of a second for tens of thousands; no index of words has to be kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflow.memory.pairs import Pair
from workflow.memory.renewal import folded
from workflow.memory.store import Store

Side = Literal["source", "target", "both"]
Span = tuple[int, int]
"""Where a text starts and ends in another."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A sentence in which the text occurs.

    Attributes:
        pair: The newest pair with this source and target; approved ones come before imported ones.
        in_source: Where the text is in its source.
        in_target: Where it is in its target.
        others: In how many more places the memory has the same source and target.
    """

    pair: Pair
    in_source: tuple[Span, ...] = ()
    in_target: tuple[Span, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Concordance:
    """The sentences in which a text occurs, approved ones first, then the newest; ``total`` counts all there are."""

    found: tuple[Occurrence, ...]
    total: int


def search(store: Store, text: str, *, side: Side = "both", limit: int = 10) -> Concordance:
    """Find a word or phrase inside sentences.

    Traditional and simplified characters are the same, and so are capital and small letters, full-width and half-width
    ones, and the forms of quotation marks and hyphens. A text that starts with a Latin letter or a digit is found where
    a word starts: "patent" is in "patents", "5" is not in "15".

    Args:
        store: The memory.
        text: The word or phrase; an empty one is nowhere.
        side: Where to look.
        limit: The most sentences to return.
    """
    words = text.split()
    if not words:
        return Concordance((), 0)
    pattern = _pattern(words)
    sides = (side != "target", side != "source")

    def holds(source: str, target: str) -> bool:
        return bool((sides[0] and pattern.search(_alike(source))) or (sides[1] and pattern.search(_alike(target))))

    pairs: dict[tuple[str, str], list[Pair]] = {}
    for pair in store.holding(holds):
        pairs.setdefault((pair.source, pair.target), []).append(pair)
    found = []
    for same in list(pairs.values())[:limit]:
        pair = same[0]
        places = [
            tuple(_spans(pattern, each)) if wanted else ()
            for wanted, each in zip(sides, (pair.source, pair.target), strict=True)
        ]
        found.append(Occurrence(pair, places[0], places[1], len(same) - 1))
    return Concordance(tuple(found), len(pairs))


_MARKS = str.maketrans("‘’“”«»\u00a0\u202f\u3000‐‑–", '\'\'""""   ---')
_LATIN = r"[^\W_\u2e80-\U0003ffff]"
"""A letter or digit of a script that puts spaces between words."""


def _alike(text: str) -> str:
    """Return a text as it is compared; same length."""
    return text if text.isascii() else folded(text).translate(_MARKS)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Return what finds these words one after the other, in a text that ``_alike`` returns."""
    start = rf"(?<!{_LATIN})" if re.match(_LATIN, _alike(words[0])) else ""
    return re.compile(start + r"\s+".join(re.escape(_alike(word)) for word in words), re.IGNORECASE)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(_alike(text)))
