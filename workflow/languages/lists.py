"""Word lists: tab-separated files next to the code of their language, read on first use and cached.

The first line names the columns: ``words``, ``kind``, ``example`` and whatever else a list needs; lines that begin with
``#`` are comments. ``words`` are alternatives, separated by a comma and a space: each is written as it is, except that
``*`` stands for any letters and regular expression syntax keeps its meaning ("(?!" for what must not follow).
``example`` is a sentence with one of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Row(NamedTuple):
    """A line of a list: the alternatives as regular expressions, their kind, an example, and the other columns."""

    words: tuple[str, ...]
    kind: str
    example: str
    more: Mapping[str, str]

    @property
    def pattern(self) -> str:
        """The alternatives as one regular expression, in order."""
        return "|".join(self.words)


@cache
def rows(language: str, name: str) -> tuple[Row, ...]:
    """Return the rows of ``languages/<language>/<name>.tsv``, in the order of the file."""
    lines = (HERE / language / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    columns, *cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(_row(dict(zip(columns, row, strict=True))) for row in cells)


def _row(cells: dict[str, str]) -> Row:
    words = tuple(word.replace("*", r"\w*") for word in cells.pop("words").split(", "))
    return Row(words, cells.pop("kind"), cells.pop("example"), cells)


def of_kind(language: str, name: str, *kinds: str) -> Iterator[Row]:
    """Return the rows of some kinds."""
    return (row for row in rows(language, name) if row.kind in kinds)


@cache
def pattern(language: str, name: str, *kinds: str, around: str = "{}") -> re.Pattern[str]:
    r"""Return a pattern for the words of some kinds, ignoring case; each kind is a group, the first kind first.

    Args:
        language: The folder in ``languages/``.
        name: The list's name, without ``.tsv``.
        kinds: The kinds.
        around: Put around the alternatives, such as ``r"\b(?:{})\b"`` for whole words.
    """
    groups = (f"(?P<{kind}>{joined(of_kind(language, name, kind))})" for kind in kinds)
    return re.compile(around.replace("{}", "|".join(groups)), re.IGNORECASE)


def joined(of: Iterable[Row]) -> str:
    """Return one regular expression for the words of several rows, in order."""
    return "|".join(row.pattern for row in of) or r"(?!)"


@lru_cache(maxsize=256)
def lower(text: str) -> str:
    """Return a text in lower case, so that whatever a pattern finds ignoring case is also equal here."""
    return text.lower().replace("ı", "i").replace("ſ", "s")


def kinds(found: Iterable[re.Match[str]]) -> frozenset[str]:
    """Return the kinds of the matches of a ``pattern``."""
    return frozenset(match.lastgroup for match in found if match.lastgroup)
