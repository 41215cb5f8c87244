"""Rises and falls, comparisons, and how exact figures are, in French text. The words are in ``trends.tsv``."""

import re
from functools import cache

from workflow.contracts import Comparison, Figure
from workflow.languages import lists

_CLAUSE_END = re.compile(r"[;:()—–!?]|,(?![0-9])|\.(?=\s|$)|\b(?:et|mais|tandis|alors|bien)\b", re.IGNORECASE)


def measures(text: str) -> bool:
    """Return whether there is a figure."""
    return any(character.isdigit() for character in text)


@cache
def _directions() -> lists.Words:
    kinds = ("neither", "down", "up")
    neither, down, up = (lists.joined(lists.of_kind("french", "trends", kind)) for kind in kinds)
    return lists.Words(
        rf"(?P<neither>\b(?:{neither}))|(?P<down>\b(?:{down})\b)|(?P<up>\b(?:{up})\b)",
        lists.of_kind("french", "trends", *kinds),
        r"\b(?:{})",
    )


def ways(text: str) -> frozenset[str]:
    """Return those of "up", "down" and "neither" that a text says."""
    return lists.kinds(_directions().finditer(_plain(text)))


def clause(text: str, figure: Figure) -> str:
    """Return the words of a figure's clause, on both sides of it."""
    before = text[max(0, figure.start - 90) : figure.start]
    after = text[figure.end : figure.end + 70]
    starts = [match.end() for match in _CLAUSE_END.finditer(before)]
    end = _CLAUSE_END.search(after)
    return (
        before[starts[-1] if starts else 0 :] + text[figure.start : figure.end] + after[: end.start() if end else None]
    )


def comparison(text: str) -> Comparison:
    """Return what a text compares with."""
    text = _plain(text)
    return Comparison(*(_first(text, kind) for kind in ("year", "period", "exactly_year")))


def _first(text: str, kind: str) -> str:
    found = lists.words("french", "trends", kind, around=r"(?<!\w)(?:{})").search(text)
    return found[0] if found else ""


def hedges(text: str, figure: Figure) -> frozenset[str]:
    """Return those of "more", "less" and "about" that the words next to a figure say."""
    around = _plain(
        text[max(0, figure.start - 40) : figure.start]
        + text[figure.start : figure.end]
        + text[figure.end : figure.end + 30]
    )
    not_more, not_less = _whole("not_more"), _whole("not_less")
    said = set()
    if _whole("more").search(not_more.sub(" ", around)) or not_less.search(around):
        said.add("more")
    if _whole("less").search(not_less.sub(" ", around)) or not_more.search(around):
        said.add("less")
    if _whole("about").search(around):
        said.add("about")
    return frozenset(said)


def _whole(kind: str) -> lists.Words:
    return lists.words("french", "trends", kind, around=r"(?<!\w)(?:{})(?:(?<=')|(?!\w))")


def _plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
