"""Word lists: tab-separated files next to the code of their language, read on first use and cached.

The first line names the columns: ``words``, ``kind``, ``example`` and whatever else a list needs; lines that begin with
``#`` are comments. ``words`` are alternatives, separated by a comma and a space: each is written as it is, except that
``*`` stands for any letters and regular expression syntax keeps its meaning ("(?!" for what must not follow).
``example`` is a sentence with one of them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from workflow.patterns import late

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


def exists(language: str, name: str) -> bool:
    """Return whether a language has a list."""
    return (HERE / language / f"{name}.tsv").is_file()


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
    words = [word for row in of_kind(language, name, *kinds) for word in row.words]
    written, initials = _written(language, name, *kinds, around=around), _initials(words)
    if initials and len(words) > _FEW and around.startswith(("{}", "(?:{}")):
        written = f"(?=[{initials}])(?:{written})"  # else ``re`` would try one word after the other in every place
    return late(written, re.IGNORECASE, needs=initials)


_FEW = 10


def _initials(words: Iterable[str]) -> str:
    """Return the Chinese characters that begin these words, one of which is in every match; "" if not all have one."""
    found: list[str] = []
    for word in words:
        initials = [_INITIAL.match(_LOOKING_BACK.sub("", each)) for each in _alternatives(word)]
        if not all(initials) or "|" in _IN_BRACKETS.sub("", word):
            return ""
        found += (char for initial in initials if initial for char in initial["one"] or initial["of"])
    return "".join(dict.fromkeys(found))


def _alternatives(word: str) -> Sequence[str]:
    """Return what a word may begin with: more than one text only if it begins with a group that must be there."""
    group = _GROUP.match(_LOOKING_BACK.sub("", word))
    return group["inside"].split("|") if group else (word,)


_INITIAL = late(r"(?:(?P<one>[\u4e00-\u9fff])|\[(?P<of>[\u4e00-\u9fff（(]+)\])(?![?*|]|\{[0,])")
_LOOKING_BACK = late(r"^(?:\(\?<[!=][^()]*\))+")
_GROUP = late(r"\(\?:(?P<inside>[^()]*)\)(?![?*]|\{[0,])")
_IN_BRACKETS = late(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")


def _written(language: str, name: str, *kinds: str, around: str) -> str:
    groups = (f"(?P<{kind}>{joined(of_kind(language, name, kind))})" for kind in kinds)
    return around.replace("{}", "|".join(groups))


def joined(of: Iterable[Row]) -> str:
    """Return one regular expression for the words of several rows, in order."""
    return "|".join(row.pattern for row in of) or r"(?!)"


class Words:
    """A pattern for words of a language in Latin letters, ignoring case, for texts that mostly have none of them.

    Such a pattern is slow, because ignoring case and looking for the start of a word rule out every short cut of
    ``re``. So the text in lower case is first searched by another pattern, which only says whether there is a match.
    Each is compiled when it is first needed.
    """

    def __init__(self, pattern: str, any_of: Iterable[Row], around: str) -> None:
        """Take the pattern, the rows of which any match has a word, and what is around these words in it."""
        self._written, self._rows, self._around = pattern, tuple(any_of), around

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._written, re.IGNORECASE)

    @cached_property
    def _occur(self) -> Callable[[str], object]:
        words = (word for row in self._rows for word in row.words)
        return re.compile(self._around.replace("{}", _by_initial(words) or r"(?!)")).search

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return self._pattern.search(text) if self._occur(lower(text)) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all matches."""
        return self._pattern.finditer(text) if self._occur(lower(text)) else iter(())

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with every match replaced."""
        return self._pattern.sub(replacement, text) if self._occur(lower(text)) else text


def _by_initial(words: Iterable[str]) -> str:
    """Return a pattern for any of these words in lower case; of a text, only words with the same initial are tried."""
    grouped: dict[str, list[str]] = {}
    for word in words:
        lowered = re.sub(r"\\.|[A-Z]+", lambda match: match[0] if match[0][0] == "\\" else match[0].lower(), word)
        initial = re.match(r"[^\W\d_](?![?*+{])", lowered)
        alone = initial is not None and "|" not in _IN_BRACKETS.sub("", lowered)
        grouped.setdefault(lowered[0] if alone else "", []).append(lowered[1:] if alone else lowered)
    return "|".join(f"{initial}(?:{'|'.join(rest)})" for initial, rest in grouped.items())


@cache
def words(language: str, name: str, *kinds: str, around: str = "{}") -> Words:
    """Return ``pattern`` for a list in Latin letters."""
    rows_ = tuple(of_kind(language, name, *kinds))
    return Words(_written(language, name, *kinds, around=around), rows_, around)


@lru_cache(maxsize=256)
def lower(text: str) -> str:
    """Return a text in lower case, so that whatever a pattern finds ignoring case is also equal here."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


@cache
def _contraries(language: str, around: str) -> Mapping[str, Words | re.Pattern[str]]:
    """Return the patterns of each group of ``contraries.tsv``, and of all groups together as ""."""
    members: dict[str, list[str]] = {}
    find = pattern if language == "chinese" else words
    for row in rows(language, "contraries"):
        members.setdefault(row.kind.partition("__")[0], []).append(row.kind)
    found = {group: find(language, "contraries", *kinds, around=around) for group, kinds in members.items()}
    return found | {
        "": find(
            language,
            "contraries",
            *(kind for group, each in members.items() if group not in _APART for kind in each),
            around=around,
        )
    }


_APART = ("level", "department")
"""Groups whose words may be parts of the words of others (市委 is an organ of the Party, and of a city)."""


def contraries(
    language: str, text: str, groups: Collection[str] = (), *, around: str = "{}"
) -> Mapping[str, Mapping[str, str]]:
    """Return the words of a language's ``contraries.tsv`` in a text, by group and member.

    Args:
        language: The folder in ``languages/``.
        text: The text.
        groups: The only groups that are looked for; none means all.
        around: As in ``pattern``.
    """
    patterns = _contraries(language, around)
    found: dict[str, dict[str, str]] = {}
    for group in groups or ("", *_APART):
        for match in patterns[group].finditer(text) if group in patterns else ():
            name, _, member = (match.lastgroup or "").partition("__")
            found.setdefault(name, {}).setdefault(member, match[0])
    return found


def kinds(found: Iterable[re.Match[str]]) -> frozenset[str]:
    """Return the kinds of the matches of a ``pattern``."""
    return frozenset(match.lastgroup for match in found if match.lastgroup)
